"""What the project knows of English, all in one place: another language is a module like this."""

import re

STOP_WORDS = frozenset(
    re.findall(
        r"\S+",
        """
        a about after again all also am an and any are as at be because been before being between
        both but by can could d did do does doing done down during each few for from further had
        has have having he her here hers him his how i if in into is it its itself just ll m me
        many more most much my no nor not of off on once only or other our ours out over own re s
        same shall she should so some such t than that the their theirs them then there these they
        this those through to too under until up ve very was we were what when where which while
        who whom whose why will with would you your yours
        """,
    )
)
"""Words that say nothing of what a question is about."""

SYNONYMS = (
    # Who says: reports attribute with whichever of these verbs.
    "announc declar said say says told tells stated confirm described",
    # Where from: a country, its people and its adjective.
    "america american",
    "brita british briton",
    "denmark danish danes",
    "finland finnish finns",
    "france french",
    "germany german",
    "greece greek",
    "iraq iraqi",
    "ireland irish",
    "netherlands dutch",
    "norway norwegian",
    "poland polish poles",
    "spain spanish spaniard",
    "sweden swedish swedes",
    "switzerland swiss",
    "turkey turkish turks turkiye",
    "wales welsh",
)
"""Groups of word beginnings that news uses for one another and that no shared beginning joins."""

_NUMBER_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve dozens? hundreds? thousands? "
    "millions? billions? trillions? half quarter thirds? percent"
).replace(" ", "|")
_DAYS_AND_MONTHS = (
    "Mon(?:day)? Tues(?:day)? Wednesday Thurs(?:day)? Friday Saturday Sunday January February "
    "March April May June July August September October November December"
).replace(" ", "|")

EXPECTATIONS = (
    (
        re.compile(r"\bhow (?:many|much)\b|\bwhat (?:number|percentage|share|amount)\b", re.I),
        re.compile(rf"\d|\b(?:{_NUMBER_WORDS})\b", re.I),
    ),
    (
        re.compile(r"\bwhen\b|\b(?:what|which) (?:year|date|day|month|decade|century)\b", re.I),
        re.compile(rf"\b(?:{_DAYS_AND_MONTHS})\b|\b1\d\d\d\b|\b20\d\d\b|\bcentury\b"),
    ),
    (
        re.compile(r"\bwho(?:m|se)?\b", re.I),
        re.compile(
            r"\b(?!(?:The|An?|In|On|At|But|And|For|From|This|That|It)\b)"
            r"[A-Z][\w’'-]+ (?:(?:[a-z]{2,3} ){0,2})[A-Z][\w’'-]+"
        ),
    ),
    (
        re.compile(r"\bwhere\b|\b(?:what|which) (?:country|city|town|state|place)\b", re.I),
        re.compile(r"\b(?:in|at|from|near|to|of|on|outside|across) (?:the )?[A-Z]"),
    ),
)
"""Pairs of patterns: what a question asks for, and what a sentence that says it holds: a number,
a date, a name of two words or more, a place."""

QUESTION = re.compile(
    r"\?|\b(?:who|whom|whose|what|when|where|which|why|how)\b"
    r"|^\W*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might)\b",
    re.I,
)
"""What is asked, and not only looked for with a few key words."""

PRONOUN = re.compile(r"\b(?:he|she)\b", re.I)
"""A sentence with one speaks of somebody the sentence before names."""

DANGLING = re.compile(
    r"[\"“‘']?(?:he|she|they|it|his|her|their|its|this|that|these|those|but|and|however|so|also)\b",
    re.I,
)
"""How a sentence begins that is not understood without the one before."""

PERIODS = {
    "today": (0, 1),
    "yesterday": (-1, 0),
    "this week": (-6, 1),
    "last week": (-13, -6),
    "this month": (-29, 1),
}
"""Words for a stretch of days: from and to, counted from today; the end is not included."""

UNITS = {"h": 1, "d": 24, "w": 168, "hour": 1, "day": 24, "week": 168}
"""Hours in each unit of a period such as "24h", "7 days" or "2w"."""

MONTHS = dict(
    zip(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
        range(1, 13),
    )
)
"""The first three letters of each month."""

WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\b"
_YEAR = r"(?:19|20)\d\d\b"
_FULL_DAY = (
    rf"(?:\d{{4}}-\d\d-\d\d|{_DAY} (?:of )?{_MONTH}(?:,? {_YEAR})?|{_MONTH} {_DAY}(?:,? {_YEAR})?)"
)
_DATE = rf"(?:{_FULL_DAY}|{_MONTH}(?:,? {_YEAR})?|{_YEAR})"

SINCE_DAY = re.compile(rf"\bsince (?:last )?(yesterday|{'|'.join(WEEKDAYS)})(?!\w)", re.I)
SINCE = re.compile(rf"\bsince ({_DATE})(?![\w-])", re.I)
BETWEEN = re.compile(rf"\b(?:between|from) ({_DATE}) (?:and|to|until) ({_DATE})(?![\w-])", re.I)
ON_DATE = re.compile(rf"\b(?:on ({_FULL_DAY})|(?:in|during|from) ({_DATE}))(?![\w-])", re.I)
"""Words for stretches of days that begin with one, lie between two, or are one."""

RELATIVE = re.compile(
    r"\b(?:(?:in|during|over|from) )?((?:the )?(?:today|yesterday|this (?:week|month|year)"
    r"|last (?:week|month|year)|past (?:week|month)|(?:last|past) \d{1,4} (?:hour|day|week)s?))"
    # "The last week of the war" and "last year's floods" are no stretch up to now.
    r"(?! of\b|['’]s|\w)",
    re.I,
)
"""Words for a stretch of days that is counted from now."""

SAME_PERIODS = {"past week": "this week", "past month": "this month"}
LAST_MONTH = "last month"
YEARS = {"this year": 0, "last year": -1}
"""Words for a year of the calendar, counted from this one."""
