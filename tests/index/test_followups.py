"""What leans on the question before is completed; what says enough is never touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.dialogues import read_dialogues
from evals.gate import sample_set
from index.followups import complete, leans, may_lean, named_instead, told
from index.models import ArticleReference, Excerpt, Quote
from index.rephrasing import base_form
from index.turns import Turn


def turn(
    question: str,
    answer: str | None = None,
    title: str = "Title",
    text: str | None = None,
    article: str = "",
) -> Turn:
    """A question and its answer, which stands in `text` or alone in a sentence of its own."""
    if answer is None:
        return Turn(question, None)
    text = text or f"It was {answer}."
    start, end = text.index(answer), len(text)
    return Turn(
        question,
        Quote(
            article=ArticleReference(id=1, title=title),
            start=0,
            end=end,
            text=text,
            focus=Excerpt(start=0, end=end, text=text),
            span=Excerpt(start=start, end=start + len(answer), text=answer),
            score=1.0,
        ),
        article,
    )


ANNOUNCED = turn("Who announced the releases?", "Jorge Rodríguez")
KNOCKED = turn("who knocked on the door of the cathedral", "Laurent Ulrich")
TAKEN = turn("Where was Maduro taken?", "New York", title="Nicolás Maduro in court")
COUNTED = turn("How many prisoners were held in Venezuela?", "863 people")
DECLARED = turn("What did Erdoğan declare on Monday?")
QUAKE = turn("How strong was the first quake in Turkey?", "magnitude 7.8")
LANDER = turn("What is the Indian lander called?", "Vikram")


@pytest.mark.parametrize(
    ("before", "message", "completed"),
    [
        (ANNOUNCED, "and when?", "When were the releases announced?"),
        (ANNOUNCED, "why", "Why were the releases announced?"),
        (ANNOUNCED, "Who else?", "Who else announced the releases?"),
        (ANNOUNCED, "anybody else?", "Who else announced the releases?"),
        (ANNOUNCED, "where is he from?", "Where is Jorge Rodríguez from?"),
        (ANNOUNCED, "who is his sister?", "Who is Jorge Rodríguez’s sister?"),
        (ANNOUNCED, "When did they begin?", "When did the releases begin?"),
        (ANNOUNCED, "and in 2024?", "Who announced the releases in 2024?"),
        (
            KNOCKED,
            "how many times?",
            "How many times did Laurent Ulrich knock on the door of the cathedral?",
        ),
        (TAKEN, "when?", "When was Maduro taken?"),
        (TAKEN, "by whom?", "By whom was Maduro taken?"),
        (TAKEN, "when was that?", "When was Maduro taken?"),
        (TAKEN, "when did he arrive there?", "When did Maduro arrive in New York?"),
        (COUNTED, "since when?", "Since when were prisoners held in Venezuela?"),
        (COUNTED, "what about Nicaragua?", "How many prisoners were held in Nicaragua?"),
        (COUNTED, "which ones?", "Which prisoners were held in Venezuela?"),
        (COUNTED, "who freed them?", "Who freed the prisoners?"),
        (DECLARED, "why?", "Why did Erdoğan declare that on Monday?"),
        (DECLARED, "when did he say that?", "When did Erdoğan declare that on Monday?"),
        (DECLARED, "and Assad?", "What did Assad declare on Monday?"),
        (QUAKE, "and the second one?", "How strong was the second quake in Turkey?"),
        (QUAKE, "and in Syria", "How strong was the first quake in Syria?"),
        (QUAKE, r"and in \1", r"How strong was the first quake in \1?"),
        (LANDER, "when did it touch down?", "When did Vikram touch down?"),
        (
            turn("Did Spain get people back?", "Yes"),
            "how many?",
            "Did Spain get people back, and how many?",
        ),
    ],
)
def test_a_follow_up_is_completed(before: Turn, message: str, completed: str) -> None:
    assert complete(message, [before]) == completed


@pytest.mark.parametrize(
    ("before", "message", "completed"),
    [
        (turn("Which part was the worst?", "the last"), "why?", "Why was the part the worst?"),
        (
            turn("What will the recall of the Orbit cost?", "a billion"),
            "with what?",
            "With what will the recall of the Orbit cost that?",
        ),
        (
            turn("What did the league agree to do at sunset?", "to stop"),
            "until when?",
            "Until when did the league agree to do that at sunset?",
        ),
        (
            turn("Was Toussaint ever found guilty?", "never"),
            "how come?",
            "Was Toussaint ever found guilty, and why?",
        ),
        (
            turn("What is the party's position on checks?", "against"),
            "why?",
            "What is the party's position on checks, and why?",
        ),
        (
            turn("Why did the transport secretary Stephen Garrow resign?", "a contract"),
            "how did it come out?",
            None,
        ),
        (
            turn("Why did the Uruguayan airline Aerosur stop flying?", "no fuel"),
            "how much does it owe?",
            "How much does the Uruguayan airline Aerosur owe?",
        ),
        (
            turn("Who wrecked the talks between bishops and the presidency?", "somebody"),
            "who saved them?",
            "Who saved the talks between bishops and the presidency?",
        ),
        (
            turn("How many of the farmers are suing?", "ten"),
            "when do they get a verdict?",
            "When do the farmers get a verdict?",
        ),
        (
            turn("How many people has cholera killed in Nsalima?", "38"),
            "since when?",
            "Since when has cholera killed people in Nsalima?",
        ),
        (turn("Who brought that in?", "Vít"), "what for?", "Why was that brought in?"),
        (
            turn("How many of Nepal's radio stations could fall silent?", "ten"),
            "how soon?",
            "How soon could Nepal's radio stations fall silent?",
        ),
        (
            turn("How many letters has the clerk got?", "ten"),
            "how many threats?",
            "How many threats has the clerk got?",
        ),
        (
            turn("Why does the company no longer think so?", "a fault"),
            "what does it think now?",
            "What does the company think now?",
        ),
        (
            turn("Is the owner of Tasman Haulage on trial?", "yes", article="At Tasman Haulage."),
            "how old is he?",
            None,
        ),
        (turn("Whose idea was it?", "the dean"), "why?", None),
        (
            turn("Who coaches the team?", "Ann"),
            "since when?",
            "Since when does Ann coach the team?",
        ),
        (
            turn("How many ships were waiting at the canal?", "360"),
            "how long until they are through?",
            "How long until the ships are through?",
        ),
        (
            turn("Did the Hittites really keep iron secret?", "no"),
            "were they rich?",
            "Were the Hittites rich?",
        ),
        (ANNOUNCED, "how many was he to free?", "How many was Jorge Rodríguez to free?"),
        (QUAKE, "how many was hurt?", "How many were hurt in Turkey?"),
        (turn("Did it rain in Paris?", "yes"), "why?", "Why did it rain in Paris?"),
        (turn("What else had they offered?", "a desk"), "who paid for it?", None),
        (turn("Will the buses run?", "yes"), "have they got enough buses?", None),
        (COUNTED, "is their leader free?", "Is the prisoners’ leader free?"),
        (turn("How many people were held?", "ten"), "is their leader free?", None),
        (
            turn("Where was the stolen Welsh collar found?", "in a tin"),
            "is it damaged?",
            "Is the stolen Welsh collar damaged?",
        ),
        (
            turn("How long is the former New Zealand police chief in jail?", "a year"),
            "could it be more?",
            None,
        ),
        (
            turn("Who does Noor Haverkate play next?", "Camila Roe"),
            "on which day?",
            "On which day does Noor Haverkate play Camila Roe next?",
        ),
        (
            turn("What did the court reduce the fee to?", "nothing"),
            "why?",
            "Why did the court reduce the fee to that?",
        ),
        (ANNOUNCED, "what's he got planned?", "What has Jorge Rodríguez got planned?"),
        (turn("What if that goes well?", "more"), "by when?", None),
        (
            turn("How long did the teachers' strike in Nsanje last?", "long"),
            "what was it about?",
            None,
        ),
        (
            turn("Who hired the ship?", "Pelagia"),
            "who’ll pay for it?",
            "Who will pay for the ship?",
        ),
        (
            turn("When did Spain close the mines?", "2018"),
            "what about the ports?",
            "When did Spain close the ports?",
        ),
        (
            turn("How did Macron thank those who rebuilt the church?", "warmly"),
            "and the firefighters?",
            "How did Macron thank the firefighters?",
        ),
        (
            turn("How long has Ann Greer been studying?", "years", article="So Ann Greer said."),
            "when can I read it?",
            None,
        ),
        (turn("How did the Philippines react?", "angrily"), "how many of them?", None),
        (turn("Who holds a third of the votes?", "the fund"), "is it for the sale?", None),
        (turn("Which company fell most?", "ten"), "what does the company say about it?", None),
        (
            turn("What had the government's advisers asked for?", "more"),
            "do they mind?",
            "Do the government's advisers mind?",
        ),
    ],
)
def test_what_completed_questions_are_is_english(
    before: Turn, message: str, completed: str | None
) -> None:
    """Each was something else once: "How did the transport come out?"."""
    assert complete(message, [before]) == completed


def test_a_question_that_only_names_something_leads_to_none() -> None:
    taken = turn("Where was Maduro taken?", "New York")
    assert complete("when was that?", [taken, turn("What about the wife?")]) == (
        "When was Maduro taken?"
    )
    joined = turn("What did it cost, and is any of that insured?", "a part")
    assert complete("when?", [joined]) == "When did it cost that?"


BLOCKED = turn(
    "Which ship blocked the Suez Canal?", "Ever Given", text="The Ever Given ran aground."
)
RABIE = turn(
    "who is osama rabie?",
    "Suez Canal Authority",
    text="The crews of the Suez Canal Authority worked for Osama Rabie.",
)
FORUM = turn(
    "Who counted the prisoners?", "Penal Forum", text="That is what the Penal Forum counted."
)
WORKED = turn("How many people worked on the restoration?", "2,000", text="Some 2,000 people did.")
SANG = turn("Who sang at the opening in Paris?", "Céline Dion and Lady Gaga")
SIBLING = turn(
    "Who announced it?", "Jorge Rodríguez", text="Jorge Rodríguez, brother of Delcy, announced it."
)


@pytest.mark.parametrize(
    ("before", "message", "completed"),
    [
        (RABIE, "what did he say?", "What did Osama Rabie say?"),
        (
            turn("whos the acting president?", "Delcy Rodríguez"),
            "where is she from?",
            "Where is Delcy Rodríguez from?",
        ),
        (turn("tell me about Osama Rabie", "Osama Rabie"), "where is he?", "Where is Osama Rabie?"),
        (turn("What did president Macron say?", "much"), "where is he?", "Where is Macron?"),
        (turn("who is the pope?"), "When did he die?", None),
        (turn("What did the Kremlin say?", "much"), "when was he elected?", None),
        (turn("Who warned Finland?", "Kremlin", text="The Kremlin did."), "who is he?", None),
        (turn("How many went?", "Two", text="Two went."), "when did he go?", None),
        (turn("When did Notre-Dame burn?", "2019"), "when did he come?", None),
        (turn("Did Trump meet Macron?", "Donald Trump met Emmanuel Macron"), "is he ill?", None),
        (SIBLING, "where is she from?", None),
        (SANG, "what did she sing?", None),
        (SANG, "what did they sing?", "What did Céline Dion and Lady Gaga sing?"),
        (BLOCKED, "Why did it run aground?", "Why did the Ever Given run aground?"),
        (
            turn("Which ship blocked the canal?", "a container ship"),
            "how long is it?",
            "How long is the ship?",
        ),
        (FORUM, "who runs it?", "Who runs the Penal Forum?"),
        (turn("What is Artemis?", "a mission"), "who pays for it?", "Who pays for Artemis?"),
        (turn("How many people died in Turkey?", "five"), "how strong was it?", None),
        (turn("Which telescope was launched?", "Webb"), "where is it?", "Where is Webb?"),
        (
            turn("why did the rocket launch fail?", "a leak"),
            "when is it tried again?",
            "When is the rocket launch tried again?",
        ),
        (turn("When did it start?", "Wednesday"), "How much did it cost?", None),
        (turn("When did the parade start?", "Wednesday"), "How much did it cost?", None),
        (turn("When did the quake hit?", "Monday"), "Is it the worst?", "Is the quake the worst?"),
        (turn("did Trump come?"), "How many people worked on it?", None),
        (turn("did Trump come?", "Donald Trump"), "How many people worked on it?", None),
        (turn("How far away is its mirror?", "near"), "how big is it?", None),
        (turn("What fell in the Notre-Dame fire?", "a spire"), "who designed it?", None),
        (
            turn("What was the result of the Brexit referendum?", "52 percent"),
            "when was it held?",
            "When was the Brexit referendum held?",
        ),
        (turn("What is the capital of France?", "Paris"), "how big is it?", "How big is Paris?"),
        (turn("When does the ship depart?", "no date yet"), "when will they decide?", None),
        (
            WORKED,
            "how many of them were women?",
            "How many of the people who worked on the restoration were women?",
        ),
        (COUNTED, "how many of them were women?", "How many of the prisoners were women?"),
        (
            turn("Who searched?", "White Helmets", text="On Monday the White Helmets searched."),
            "how many of them are there?",
            "How many of the White Helmets are there?",
        ),
    ],
)
def test_a_pronoun_stands_only_for_what_it_can_mean(
    before: Turn, message: str, completed: str | None
) -> None:
    assert complete(message, [before]) == completed


def test_no_one_is_looked_for_behind_a_refusal() -> None:
    assert complete("when did he die?", [ANNOUNCED, turn("who is the pope?")]) is None
    begun = turn("When did the releases begin?", "Thursday")
    assert complete("where is he from?", [ANNOUNCED, begun]) == "Where is Jorge Rodríguez from?"
    burnt = turn("When did Notre-Dame burn?", "Monday")
    assert complete("where is he from?", [ANNOUNCED, burnt]) is None


DIED = turn("How many died in Turkey?", "five")


@pytest.mark.parametrize(
    ("before", "message", "completed"),
    [
        (DIED, "how many in syria?", "How many died in Syria?"),
        (turn("Who died in Rome?", "He"), "how many were hurt?", "How many were hurt in Rome?"),
        (turn("Which singers performed?", "Lady Gaga"), "Which songs?", None),
        (
            turn("How many women came to Paris?", "five"),
            "how many men?",
            "How many men came to Paris?",
        ),
        (turn("What was the weather like?", "wet"), "how many boats?", None),
        (RABIE, "how many prisoners?", None),
        (turn("Who lit the cauldron?", "Teddy Riner"), "how much?", None),
        (
            turn("Who blocked the canal?", "Ever Given"),
            "what time?",
            "At what time was the canal blocked?",
        ),
        (turn("Who was released?", "Rocío"), "how many?", "How many people were released?"),
        (turn("When did Notre-Dame burn?", "2019"), "by whom?", None),
        (turn("When did Notre-Dame burn?", "2019"), "how old?", None),
        (turn("What did Macron say?", "much"), "to who?", "To whom did Macron say that?"),
        (turn("Did Macron come?", "Yes"), "why not?", "Why didn't Macron come?"),
        (turn("When did Macron come?", "2019"), "why not?", None),
        (TAKEN, "how come?", "Why was Maduro taken?"),
        (turn("Which song did Dion sing?", "a song"), "when?", "When did Dion sing the song?"),
        (
            turn("Who is the acting president?", "Delcy Rodríguez"),
            "since when?",
            "Since when is Delcy Rodríguez the acting president?",
        ),
        (turn("what did nasa do?", "it", text="NASA did it."), "when?", "When did NASA do that?"),
        (
            turn("how tall is macron?", "tall", text="Yes, Macron is tall."),
            "how old?",
            "How old is Macron?",
        ),
    ],
)
def test_question_words_are_swapped_for_their_like(
    before: Turn, message: str, completed: str | None
) -> None:
    assert complete(message, [before]) == completed


@pytest.mark.parametrize(
    ("before", "message", "completed"),
    [
        (
            turn("What did France's government say?"),
            "and Spain?",
            "What did Spain's government say?",
        ),
        (turn("Who was freed?", "Rocío"), "what about spain?", "Who was freed in Spain?"),
        (turn("Who leads France?", "Macron"), "and in Germany?", "Who leads Germany?"),
        (turn("Who sang in Paris?", "Dion"), "what about Spain?", "Who sang in Spain?"),
        (turn("Which countries promised help?", "Dozens"), "what about Spain?", None),
        (turn("Who thanked Macron?", "Trump"), "what about Spain?", None),
        (turn("How long is Finland's border with Russia?", "long"), "what about Norway?", None),
        (DIED, "what about the earthquake in Syria?", None),
        (DIED, "and in 2024?", "How many died in Turkey in 2024?"),
        (DIED, "and then?", None),
        (DIED, "what about next?", None),
        (turn("When did Webb start?", "2021"), "and on Monday?", None),
        (turn("When was Webb launched?", "2021"), "and Hubble?", "When was Hubble launched?"),
        (turn("When was Webb launched?", "2021"), "and the rockets?", None),
        (turn("Where were the crews thanked?", "Paris"), "what about Trump?", None),
        (
            turn("Where were the crews thanked?", "Paris"),
            "what about the captain?",
            "Where was the captain thanked?",
        ),
        (turn("Did luna 25 find water?", "Luna 25 fell"), "what about the rover?", None),
        (
            turn("Did the lander find water?", "Yes"),
            "what about the rover?",
            "Did the rover find water?",
        ),
        (
            turn("What is the name of the Indian lander?", "Vikram"),
            "what about the rover?",
            "What is the name of the rover?",
        ),
        (turn("Who opened the door of the cathedral?", "Ulrich"), "and the window?", None),
        (turn("Why were the first two launches stopped?", "Leaks"), "and the third?", None),
    ],
)
def test_another_thing_is_swapped_for_its_like(
    before: Turn, message: str, completed: str | None
) -> None:
    assert complete(message, [before]) == completed


@pytest.mark.parametrize(
    ("before", "message"),
    [
        (turn("Did it rain?", "Yes"), "how many people watched?"),
        (turn("How tall is the rocket?", "98 metres"), "who resigned?"),
        (turn("Who lit the Olympic cauldron?", "Riner"), "how many died in turkey?"),
        (turn("Did Spain get people back?"), "how many?"),
        (turn("What did the arsonists attack?"), "who did that?"),
        (turn("What did the arsonists attack?", "lines"), "what did Macron say about that?"),
        (turn("tell me about Osama Rabie", "Osama Rabie"), "how big is it?"),
        (turn("tell me about Osama Rabie", "Osama Rabie"), "and when?"),
    ],
)
def test_a_change_of_topic_is_not_joined(before: Turn, message: str) -> None:
    assert complete(message, [before]) is None


@pytest.mark.parametrize(
    ("earlier", "completed"),
    [
        (["and who opened the games?"], "When were the games opened?"),
        (["Who opened the games?", "venezuela"], "When were the games opened?"),
        (["whats the lander called?"], "When is the lander called Teddy Riner?"),
        (["according to whom was the canal shut?"], "When was the canal shut?"),
    ],
)
def test_a_question_is_understood_however_it_was_put(earlier: list[str], completed: str) -> None:
    history = [turn(question, "Teddy Riner") for question in earlier]
    assert complete("when?", history) == completed


def test_a_bare_word_asks_only_as_a_reply() -> None:
    assert complete("Nicaragua", [COUNTED]) is None
    assert complete("Nicaragua", [COUNTED], reply=True) == (
        "How many prisoners were held in Nicaragua?"
    )


@pytest.mark.parametrize(
    ("before", "message"),
    [
        (COUNTED, "who says?"),
        (turn("Why did Finland join NATO?", "security"), "and Sweden?"),
        (turn("Did he give any names?", "no"), "what about Spain?"),
        (turn("When did Britain leave the EU?", "31 January"), "how many voted for it?"),
        (turn("What did Macron say?", "so"), "when did he promise that?"),
        (turn("How many people watched it?", "300"), "What happened before that?"),
    ],
)
def test_a_wrong_completion_is_worse_than_none(before: Turn, message: str) -> None:
    assert complete(message, [before]) is None


def test_a_topic_does_not_end_in_a_preposition() -> None:
    before = turn("What was the first black hole image of?", "M87")
    assert complete("who took it?", [before]) == "Who took the first black hole image?"


@pytest.mark.parametrize(
    ("message", "meant"),
    [
        ("who says?", True),
        ("how much did it cost?", True),
        ("who was prime minister then?", True),
        ("and the people?", True),
        ("and the flag?", False),
        ("who came?", True),
        ("what went wrong?", True),
        ("his name?", True),
        ("what did people call the old one?", True),
        ("which one of the towns of Spain has the most bees?", False),
        ("how many were hurt?", True),
        ("how many people watched?", False),
        ("which countries resigned?", False),
        ("what did she tell the court about the stolen bees?", True),
        ("how did they catch the man who stole the bees?", False),
        ("how long had it been since a storm closed the harbour?", False),
        ("did women really sail the cargo ships back then?", False),
    ],
)
def test_what_is_not_completed_may_lean_on_an_answer_all_the_same(
    message: str, meant: bool
) -> None:
    assert leans(message, [COUNTED]) == meant
    assert leans(message, [COUNTED, turn("Who left?")]) == meant, "also past a refusal"
    assert not leans(message, [turn("Who left?")])


def test_without_history_nothing_is_completed() -> None:
    assert complete("and when?", []) is None


def test_names_get_their_capitals_from_the_article() -> None:
    before = turn("how long is the ever given", "400 metres", title="Now Ever Given floats again")
    assert complete("how wide?", [before]) == "How wide is the Ever Given?"


def test_names_get_their_capitals_from_all_that_the_article_says() -> None:
    """Also one that is written large only where a sentence begins is a word like any other."""
    article = (
        "Rabie thanked Peter Berdowski. So did Osama Rabie’s aides. Islanders cheered. SCA paid."
    )
    before = turn("what did berdowski say?", "enormous", article=article)
    assert complete("and rabie?", [before]) == "What did Rabie say?"
    assert complete("and islanders?", [before]) is None
    said = turn("what did the finance minister say?", "no", article="So Minister Bello said.")
    assert complete("when?", [said]) == "When did the finance minister say that?"
    paid = turn("how much did sca pay?", "a million", article=article)
    assert complete("when?", [paid]) == "When did SCA pay that?"


def test_who_is_a_person_is_told_by_all_that_the_article_says() -> None:
    question, article = "What did Macron promise?", "It is what Emmanuel Macron promised."
    assert complete("is he sure?", [turn(question, "much")]) is None
    before = turn(question, "much", article=article)
    assert complete("is he sure?", [before]) == "Is Macron sure?"


@pytest.mark.parametrize(
    ("message", "left_out"),
    [
        ("who else?", True),
        ("what about Syria?", True),
        ("and in Syria", True),
        ("how much in Syria", True),
        ("what about Gaziantep?", False),
        ("what about Turkey?", False),
        ("and castles?", False),
        ("and when?", False),
        ("who paid for the castle in Syria?", False),
    ],
)
def test_what_was_shown_is_no_answer_about_something_else(message: str, left_out: bool) -> None:
    text = "The Turkish castle in Gaziantep was damaged."
    shown = turn("How much was damaged?", "castle", text=text)
    assert shown.quote
    assert told(message, [shown]) == (shown.quote.sentences if left_out else ())


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("and in syria?", "Syria"),
        ("what about rabie?", "Rabie"),
        ("what about the crews?", ""),
        ("how many in Syria", "Syria"),
        ("and when did Rabie come?", ""),
    ],
)
def test_who_or_what_is_named_instead_of_another(question: str, names: str) -> None:
    assert named_instead(question, "The crews of Osama Rabie came.") == names


def test_names_get_their_capitals_from_earlier_answers_too() -> None:
    first = turn(
        "What did Haavisto sign?", "the treaty", text="With Niinistö he signed the treaty."
    )
    second = turn("What did Stoltenberg say?", "historic")
    assert complete("and niinistö?", [first, second]) == "What did Niinistö say?"


BEFORE = (ANNOUNCED, KNOCKED, TAKEN, COUNTED, DECLARED, QUAKE, LANDER)
COMPLETE = [
    *(one.question for one in sample_set().questions),
    *(asked.question for one in read_dialogues() for asked in one.turns if asked.complete),
    "Is it true that Finland joined NATO?",
    "Who said it was the worst disaster since 1939?",
    "What did Macron say he would do?",
    "How did Macron thank those who rebuilt the cathedral?",
    "which prime ministers lost their office over brexit",
    "what time is it in Caracas?",
    "When the canal was blocked, who freed it?",
    "How many people are there in Gaziantep?",
    "Who is running for this year?",
    "venezuela",
    "suez canal ships",
    "Well water in Jaén",
    "/start",
    "thanks",
]


@pytest.mark.parametrize("before", BEFORE, ids=lambda one: one.question)
def test_what_is_complete_is_left_alone(before: Turn) -> None:
    touched = {one: found for one in COMPLETE if (found := complete(one, [before]))}
    assert touched == {}
    assert [one for one in COMPLETE if leans(one, [before])] == []


@given(st.text(), st.text(), st.none() | st.text(min_size=1), st.booleans())
def test_no_text_is_a_fault(message: str, earlier: str, answer: str | None, reply: bool) -> None:
    for question in (message, f"and {message}", f"who {message}", f"when did it {message}"):
        for before in (earlier, f"who {earlier}", f"How many {earlier} were {earlier}"):
            completed = complete(question, [turn(before, answer)], reply=reply)
            assert completed is None or completed.endswith("?")


@pytest.mark.parametrize(
    ("past", "base"),
    [
        *(("announced", "announce"), ("knocked", "knock"), ("stopped", "stop")),
        *(("carried", "carry"), ("created", "create"), ("visited", "visit")),
        *(("decided", "decide"), ("hoped", "hope"), ("joined", "join"), ("passed", "pass")),
        *(("changed", "change"), ("agreed", "agree"), ("opened", "open"), ("welcomed", "welcome")),
        *(("led", "lead"), ("took", "take"), ("died", "die"), ("added", "add")),
    ],
)
def test_base_forms(past: str, base: str) -> None:
    assert base_form(past) == base


@pytest.mark.parametrize(
    ("question", "may"),
    [
        ("so nobody was hurt?", True),
        ("are other countries helping", True),
        ("And what did Macron promise?", False),
        ("how many sailors drowned in the harbour storm?", False),
    ],
)
def test_what_names_nobody_and_says_little_may_lean_on_the_answer_before(
    question: str, may: bool
) -> None:
    assert may_lean(question) == may
