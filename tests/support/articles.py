"""A small archive in which the right answer is obvious."""

from __future__ import annotations

from datetime import UTC, date, datetime

from corpus.models import Article

RELEASES = Article(
    title="Caracas frees prisoners",
    text=(
        "The head of the National Assembly, Jorge Rodrguez, spoke on television on Thursday. "
        "He announced the release of a large number of prisoners.\n\n"
        "The Penal Forum counts 863 people detained for political reasons."
    ),
    source="Daily Planet",
    url="https://planet.example/caracas?a=1&b=2",
    published=date(2026, 1, 8),
)
BRIDGE = Article(
    title="Bridge over the Tamar reopens",
    text=(
        "The bridge over the Tamar reopened on Monday after nine months of repairs. "
        "Engineers replaced 214 steel cables.\n\n"
        "Mayor Ellen Whitcombe cut the ribbon and walked across with pupils of the school."
    ),
    source="River Post",
    url="https://river.example/bridge",
    author="A. Reporter",
    published=datetime(2026, 1, 10, 9, 30, tzinfo=UTC),
)
HARVEST = Article(
    title="Olive harvest fails in Jaén",
    text=(
        "Farmers in Jaén expect half of the usual olive harvest this winter. "
        "A drought of three years has dried the wells, the growers' union said."
    ),
    published=date(2025, 12, 1),
)
CHESS = Article(
    title="Girl of twelve wins chess title",
    text=(
        "Twelve-year-old Amina Okoye won the national chess title in Lagos on Sunday. "
        "She beat the defending champion in 31 moves."
    ),
    source="Daily Planet",
)
ARTICLES = (RELEASES, BRIDGE, HARVEST, CHESS)
