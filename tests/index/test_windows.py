"""Windows are sentences in a row, around the one that matters, of bounded size."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.models import Passage, Span
from index.windows import WINDOW_TOKENS, Window, window_around


def test_a_window_grows_to_both_sides_while_there_is_room() -> None:
    counts = [50, 40, 30, 20, 90]
    assert window_around(counts, 2) == range(1, 4)
    assert window_around(counts, 0) == range(3)


def test_a_long_sentence_stands_alone() -> None:
    assert window_around([10, WINDOW_TOKENS + 1, 10], 1) == range(1, 2)


@given(st.lists(st.integers(1, 200), min_size=1, max_size=20), st.data())
def test_a_window_holds_its_centre_and_no_more_than_fits(
    counts: list[int], data: st.DataObject
) -> None:
    centre = data.draw(st.integers(0, len(counts) - 1))
    numbers = window_around(counts, centre)
    assert centre in numbers
    assert numbers.step == 1
    tokens = sum(counts[number] for number in numbers)
    assert tokens <= max(WINDOW_TOKENS, counts[centre])


def test_a_window_knows_its_sentences() -> None:
    sentences = (Span(0, 5), Span(6, 9), Span(10, 20))
    passage = Passage(id=1, article_id=1, start=0, end=20, sentences=sentences)
    window = Window(passage, range(1, 3))
    assert window.span == Span(6, 20)
    assert [window.holds(passage, one) for one in sentences] == [False, True, True]
    other = passage.model_copy(update={"id": 2})
    assert not window.holds(other, sentences[1])
