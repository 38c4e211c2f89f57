"""What the project knows of English, all in one place: another language is a module like this."""

import re

STOP_WORDS = frozenset(
    re.findall(
        r"\S+",
        """
        a about after again all also am an and any are as at be because been before being between
        both but by can could d did do does doing done down during each else few for from further
        had has have having he her here hers him his how i if in into is it its itself just ll m me
        many more most much my no nor not of off on once only or other our ours out over own re s
        same shall she should so some such t than that the their theirs them then there these they
        this those through to too under until up ve very was we were what when where which while
        who whom whose why will with would you your yours
        """,
    )
)
"""Words that say nothing of what a question is about."""

ENDING = re.compile(r"(?:s|es|d|ed|ing)$")
"""In which the forms of one word differ."""

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
    "day before yesterday": (-2, -1),
    "last night": (-1, 1),
    "this morning": (0, 1),
    "past week": (-6, 1),
    "past month": (-29, 1),
}
"""Words for a stretch of days: from and to, counted from today; the end is not included."""

THIS = {"this week": "week", "this month": "month", "this year": "year"}
LAST = {"last week": "week", "last month": "month", "last year": "year"}
"""Words for a part of the calendar: the one that today is in, and the one before."""

UNITS = {"h": 1, "d": 24, "w": 168, "hour": 1, "day": 24, "week": 168, "month": 720}
"""Hours in each unit of a period such as "24h", "7 days" or "2w"."""

COUNTED = re.compile(
    r"(?<![\w,.-])(?!(?:19|20)\d\d )\d[\d,]* (?P<what>people|men|women|children|[a-z]+s)"
    r" (?P<rest>(?:were|are|have|had|worked|watched|took|died"
    r"|live|lived|voted|attended|came|fled|lost|joined|signed) .+)"
)
"""A number of something and what is said of them: "863 people were held"."""

_DEEDS = (
    "announced declared opened won signed rebuilt closed lit handed warned promised criticised "
    "rejected approved founded led ordered resigned beat cut"
).replace(" ", "|")
_NOT_AFTER_DEEDS = "on in at to for by with from after before early late later".replace(" ", "|")

DEED = re.compile(
    rf"[A-Z][\w’'-]+ [A-Z][\w’'-]+,? (?P<what>{_DEEDS})"
    rf" (?P<rest>(?!(?:{_NOT_AFTER_DEEDS}|[A-Z][a-z]+day)\b).+)"
)
"""Somebody with first and last name, and what they did."""

_CLAUSE_WORDS = (
    "and or but that who whom whose which when while where as because after before since if than"
).replace(" ", "|")

CLAUSE_END = re.compile(rf"[.,;:?!](?=\s|$)|[()“”\"]| (?:{_CLAUSE_WORDS})\b")
"""Where a plain clause ends at the latest."""

UNCLEAR = re.compile(
    r"\b(?:he|she|it|they|him|her|them|his|its|their|this|these|those|we|our|us|I|my)\b"
    r"|\b(?:the|an?|of|in|on|at|to|from|for|with|by|about|not|into|over) ?\?$",
    re.I,
)
"""A question with a word that only the text before explains, or broken off."""

_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES.split(), start=1)}
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

SINCE_DAY = re.compile(
    rf"\bsince (?:(?:last )?(yesterday|{'|'.join(WEEKDAYS)})|(last (?:week|month|year)))(?!\w)",
    re.I,
)
SINCE = re.compile(rf"\bsince ({_DATE})(?![\w-])", re.I)
BETWEEN = re.compile(rf"\b(?:between|from) ({_DATE}) (?:and|to|until) ({_DATE})(?![\w-])", re.I)
ON_DATE = re.compile(rf"\b(?:on ({_FULL_DAY})|(?:in|during|from) ({_DATE}))(?![\w-])", re.I)
"""Words for stretches of days that begin with one, lie between two, or are one."""

RELATIVE = re.compile(
    r"(?<!\bearlier )(?<!\blater )\b(?:(?:in|during|over|from) )?"
    r"((?:the )?(?:day before yesterday|today|yesterday|last night|this (?:morning|week|month|year)"
    r"|last (?:week|month|year)|past (?:week|month)"
    r"|(?:last|past) (?:\d{1,4}|two|three|four|five|six) (?:hour|day|week|month)s?))"
    # "The last week of the war" and "last year's floods" are no stretch up to now.
    r"(?! of\b|['’]s|\w)",
    re.I,
)
"""Words for a stretch of days that is counted from now."""

TODAY_IN_NAME = re.compile(r"\b[A-Z]\w* Today\b")
"""A name that is no word of time: "USA Today"."""

NUMBERS = {"two": "2", "three": "3", "four": "4", "five": "5", "six": "6"}

PREPOSITIONS = frozenset(
    """about across after against among around at before behind between by despite during for from
    in inside into near of off on onto out outside over past since through to towards under until
    via while with within without""".split()  # noqa: SIM905
)
PARTICLES = frozenset({"away", "back", "down", "off", "out", "over", "up"})
"""What may follow a verb and belong to it: "hand over"."""

DETERMINERS = frozenset(
    "the a an this that these those its his her their all some many more most".split()  # noqa: SIM905
)
FILLERS = frozenset({"the", "a", "an", "in", "on", "at", "of"})
"""Words with or without which an answer is the same."""

DO = frozenset({"did", "do", "does"})
HAVE = frozenset({"has", "have", "had"})
BE = frozenset({"is", "are", "was", "were"})
AUXILIARIES = (
    DO | BE | HAVE | frozenset("can could will would should may might must".split())  # noqa: SIM905
)

_IRREGULAR_VERBS = """
    be was been|become became become|begin began begun|break broke broken|bring brought brought
    build built built|burn burnt burnt|buy bought bought|catch caught caught|choose chose chosen
    come came come|cost cost cost|cut cut cut|deal dealt dealt|do did done|draw drew drawn
    drive drove driven|eat ate eaten|fall fell fallen|feel felt felt|fight fought fought
    find found found|fly flew flown|forget forgot forgotten|get got got|give gave given
    go went gone|grow grew grown|have had had|hear heard heard|hide hid hidden|hit hit hit
    hold held held|keep kept kept|know knew known|lay laid laid|lead led led|leave left left
    lend lent lent|let let let|light lit lit|lose lost lost|make made made|mean meant meant
    meet met met|pay paid paid|put put put|read read read|ride rode ridden|rise rose risen
    run ran run|say said said|see saw seen|sell sold sold|send sent sent|set set set
    shake shook shaken|shoot shot shot|show showed shown|shut shut shut|sing sang sung
    sink sank sunk|sit sat sat|sleep slept slept|speak spoke spoken|spend spent spent
    spin spun spun|stand stood stood|steal stole stolen|strike struck struck|swear swore sworn
    swim swam swum|take took taken|teach taught taught|tell told told|think thought thought
    throw threw thrown|understand understood understood|wake woke woken|wear wore worn
    win won won|withdraw withdrew withdrawn|write wrote written
"""
_IRREGULAR = [verb.split() for verb in re.split(r"[|\n]", _IRREGULAR_VERBS) if verb.strip()]
BASE_FORMS = {past: base for base, past, _ in _IRREGULAR}
PARTICIPLES = {past: participle for _, past, participle in _IRREGULAR}
VERB_FORMS = frozenset(form for _, *forms in _IRREGULAR for form in forms)

SILENT_E = re.compile(
    r"^[^aeiou]*[aeiou][bdfgklmnprstz]$|[^n]g$|[aeu]ng$|[ceuvz]$|[^s]s$|[bcdfgkptz]l$"
    r"|[^aeo]at$|creat$|[^o]ut$|[^ao]id$|[cl]ud$|[^eo]ad$|[^e]ar$|[aeiou]ir$|[^o]ur$|(?:st|pl)or$"
    r"|ok$|[^ao]in$|u[ml]$|com$"
)
"""How a verb's stem ends that has an e before its "-d": "announc", "captur", "releas"."""

PLURAL = re.compile(r"(?:people|men|women|children|police|[^su]s)$", re.I)

INFINITIVES = frozenset(BASE_FORMS.values()) | frozenset(
    """accuse add affect agree announce appear apply arrest arrive ask attack attend base block
    call carry cause change claim close compare confirm count cover create criticise crash damage
    decide declare deliver destroy die discover donate drop end enter expect explain explode fail
    finish force free happen help hope injure join jump kill knock land last launch like live look
    love match move name need open order own pass perform plan play present prevent promise protest
    reach receive refuse reject release remain reopen replace rescue resign return save search sign
    start stay stop study suffer support survive talk thank touch try use visit vote wait want warn
    watch welcome work""".split()  # noqa: SIM905
)
"""Verbs that may follow a subject after "did" or "will"."""

PREDICATES = frozenset(
    """again alive already alone available away dangerous dead different empty ever famous fine free
    full here home ill important missing next now ok old open possible ready responsible safe so
    soon still stuck there today tomorrow true useful visible well worth wrong yesterday
    yet""".split()  # noqa: SIM905
)
"""What is said of a thing after "is" and is no part of its name."""

OPENER = re.compile(r"(?:(?:and|but|so|ok(?:ay)?)\b,? *)+", re.I)
"""What people begin a follow-up with."""

_DEGREE = (
    "how (?:long|big|tall|high|old|wide|heavy|far|fast|deep|large|strong|hot|cold|expensive|broad"
    "|thick|young|rich|small)"
)
_BEFORE_WH = (
    "(?:about|after|against|around|at|before|between|by|during|for|from|in|into|of|on|over|since|to"
    "|until|till|under|with) "
)
_ADVERBIAL = "(?:when|where|why|how)(?: (?:often|soon|many times|exactly|then|else|ago))*"
_NO_NOUN = "|".join(
    sorted(AUXILIARIES | PREPOSITIONS | DETERMINERS | STOP_WORDS - {"more", "most", "other"})
)
_NOUN = rf"(?: (?!(?:{_NO_NOUN})\b)[\w-]+){{1,2}}"
DEGREE = re.compile(_DEGREE, re.I)
FRAGMENT = re.compile(
    rf"{_ADVERBIAL}(?: from| to| for)?|{_DEGREE}(?: away| exactly| ago)?"
    r"|(?:who|whom|what|which)(?: (?:else|exactly|ones?|for))*|how (?:many|much)(?: exactly| more)?"
    rf"|{_BEFORE_WH}(?:{_ADVERBIAL}|{_DEGREE}|whom?|what|which)"
    rf"|(?:{_BEFORE_WH})?(?:how many|which){_NOUN}|how come|why not"
    rf"|(?:{_BEFORE_WH})?what (?:year|time|day|month|date|city|country|place|company)",
    re.I,
)
"""A question that is nothing but its question words."""

ADVERBIAL = re.compile(
    rf"{_BEFORE_WH}|according to |when\b|where\b|why\b|how (?:often|soon|many times)|how$"
    r"|how exactly|(?:what|which) (?:year|time|day|month|date|city|country|place)\b",
    re.I,
)
"""Those of them that ask for no thing and no number, but for the circumstances."""

REWORDED = (
    (re.compile(r"(where) (from|to)", re.I), r"\2 \1"),
    (re.compile(r"what for|how come", re.I), "why"),
    (re.compile(r"(?:what|which) (city|country|place|year|month)", re.I), r"in what \1"),
    (re.compile(r"(?:what|which) (day|date)", re.I), r"on what \1"),
    (re.compile(r"what time", re.I), "at what time"),
    (re.compile(r"(.+) who", re.I), r"\1 whom"),
    (re.compile(r"(when|where|why|how) (?:exactly|then)", re.I), r"\1"),
)
SAID = re.compile(r"according to whom?|says who|who sa(?:id|ys)(?: (?:so|that|this|it))?", re.I)
"""Fragments and what they are in front of a question."""

ELSE = re.compile(r" else\b", re.I)
ANYBODY_ELSE = (
    (re.compile(r"(?:any|some)(?:body|one) else|who else", re.I), "who else"),
    (re.compile(r"anything else|what else", re.I), "what else"),
    (re.compile(r"(?:any|some)where else|where else", re.I), "where else"),
)

SAYING = re.compile(
    r"(when|where|why|how|to whom) (?:did|does) (?:he|she|they|it) "
    r"(?P<verb>say|do|announce|promise|declare|claim) (?:it|that|this|so)",
    re.I,
)
"""The same of what somebody said or did."""

EVENT = re.compile(
    r"(when|where|why|how|(?:for )?how long|since when|until when)(?: exactly)? "
    r"(?:(?:(?:is|was) (?:that|this)|was it)(?: so| then)?"
    r"|(?:did|does|will|has) (?:that|this|it) happen(?:ed)?)",
    re.I,
)
"""A question for the circumstances of what was just told."""

ELSEWHERE = re.compile(
    r"(?P<wh>how many|how much|who|what|when|where|why) (?P<preposition>in|on|at) (?P<where>.+)",
    re.I,
)
"""A question for the same at another place."""

ABOUT = re.compile(r"(?:what|how) about (?P<about>.+)", re.I)
NOT_ABOUT = re.compile(
    r"(?:then|now|next|later|before|after(?:wards)?|else|today|tomorrow|yesterday|thanks?|please|yes"
    r"|no|here|there|that|this|it|you|me|us|him|her|them|(?:the )?(?:rest|others?))",
    re.I,
)
"""What is no other thing to ask the same about."""

TELL_ABOUT = re.compile(
    r"(?:please )?(?:tell me|what (?:do|can) you (?:know|tell me)|what do we know) (?:more )?about "
    r"(?P<about>.+)",
    re.I,
)
"""A request that only names what it is about."""

ABOUT_NOTHING = re.compile(rf"(?:{OPENER.pattern} *)?(?:what|how) about", re.I)
SUPERLATIVE = re.compile(r"the (?:most|least|best|worst|\w{2,}est)\b(?! of\b)", re.I)
BEFORE_NAMES = frozenset({"former", "new", "old", "late", "acting", "other", "big", "small"})
"""Adjectives that stand before a name and are not what it is the name of."""
BEFORE_VERBS = frozenset(
    {"no", "longer", "not", "never", "still", "ever", "always", "already", "really"}
)
"""What stands between subject and verb and belongs to the verb."""
AT_ENDS = frozenset({"next", "first", "last", "now", "then"})
"""What ends a question and has its object before it."""
ORDINALS = "first second third fourth fifth sixth last next other".split()  # noqa: SIM905
NUMERALS = "two three four five six seven eight nine ten".split()  # noqa: SIM905

PERSONAL = re.compile(r"\b(?:he|she|him|his|her|hers)\b", re.I)
OF_THINGS = re.compile(r"\bits?\b", re.I)
OF_MANY = re.compile(r"\b(?:they|them|their)\b|\b(?:these|those)$", re.I)
HE = re.compile(r"\b(?:he|him|his)\b", re.I)
SHE = re.compile(r"\b(?:she|her|hers)\b", re.I)
LASTING = re.compile(r"\bit (?:cost|last|end|begin|start|stop|take|happen)\b", re.I)
"""Where "it" may also be what happened."""

ANY_PRONOUN = re.compile(
    r"\b(?:he|him|his|she|hers?|its?|they|them|theirs?|this|that|these|those(?! who\b)|you|your|we"
    r"|our)\b",
    re.I,
)
THERE = re.compile(r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!\bbeen )\bthere$", re.I)
THAT = re.compile(
    r"\b(?:is|was|did|does|about|by|after|before|of|for|with|to) (?:that|this)"
    r"(?: (?!week|month|year|morning|evening)\w{2,9})?$|\bthat$|^who did it$",
    re.I,
)
THE_ONE = re.compile(r"\b(?:the|that) (?:[\w-]+ )?ones?\b", re.I)
"""Where "one" is something spoken of."""
POINTS_BACK = re.compile(
    rf"^\W*{OPENER.pattern}|{ANY_PRONOUN.pattern}|\b(?:there|then|else|too|instead)\b", re.I
)
"""What may stand for, or go on from, something said before."""

THEN = re.compile(r"\b(?:then|at (?:the|that) time)$", re.I)
SUBJECTS = frozenset({"he", "she", "they", "it"})
POSSESSIVE = frozenset({"his", "hers", "its", "their", "her"})

EMPTY_IT = re.compile(
    r"\bit\b.*\b(?:that|who|to)\b|\btime (?:is|was) it\b"
    r"|\b(?:is|was) it (?:true|possible|cold|hot|dark)\b|\bit (?:rain|snow|hail|freez|storm)\w*",
    re.I,
)
"""Where "it" stands for nothing: "Is it true that …"."""

CLAUSE = re.compile(
    r",|\b(?:and|but|or|when|while|after|before|because|if|since|that|who|which|how|what|where|whether|as|until|so)\b",
    re.I,
)
"""Where a clause begins: a pronoun may then mean what the clause before speaks of."""

WITHOUT_NOUN = re.compile(
    r"how many (?:are|were|was|have|had|will|would|could|died|survived|came|left)"
    rf"(?: (?!(?:{'|'.join(sorted(PREPOSITIONS | DETERMINERS))}|they|there|it)\b)\w+){{0,2}}",
    re.I,
)
ONLY_DEED = re.compile(r"(?:who|what) \w+(?:ed|ame|ent|eft)(?: (?:wrong|first|next))?", re.I)
POSSESSED = re.compile(r"(?:his|her|its|their) (?:[\w-]+ )?[\w-]+", re.I)
"""A question that only names what somebody has: "his name"."""
WITHOUT_OBJECT = re.compile(rf"{ONLY_DEED.pattern}|how many [\w-]+ \w+(?:ed|ame|ent|eft)", re.I)
"""Questions that say too little: "how many were hurt", "who came", "how many people came"."""

COUNTRIES = frozenset(
    """afghanistan albania algeria angola argentina armenia australia austria azerbaijan bangladesh
    belarus belgium bolivia bosnia brazil britain bulgaria cambodia cameroon canada chile china
    colombia congo croatia cuba cyprus czechia denmark ecuador egypt england estonia ethiopia
    finland france georgia germany ghana greece guatemala haiti honduras hungary iceland india
    indonesia iran iraq ireland israel italy jamaica japan jordan kazakhstan kenya kosovo kuwait
    laos latvia lebanon libya lithuania luxembourg malaysia mali malta mexico moldova mongolia
    montenegro morocco myanmar namibia nepal netherlands nicaragua niger nigeria norway pakistan
    palestine panama paraguay peru philippines poland portugal qatar romania russia rwanda scotland
    senegal serbia singapore slovakia slovenia somalia spain sudan sweden switzerland syria taiwan
    tanzania thailand tunisia turkey uganda ukraine uruguay uzbekistan venezuela vietnam wales yemen
    zambia zimbabwe uk us usa""".split()  # noqa: SIM905
)

NEWS = re.compile(
    r"what(?:['’]s| is| was| has)? (?:(?:been )?(?:happen(?:ed|ing)|reported)|new|going on"
    r"|(?:the )?(?:latest )?news)|(?:any(?:thing)? ?)?(?:new|news|happened)|latest(?: news)?",
    re.I,
)
"""A question for whatever there is: no sentence answers it, a briefing does."""

_POLITE = (
    "hi|hello|hey|good (?:morning|day|evening)|thanks?|thank you|thx|ok(?:ay)?|great|bye"
    "|there|bot|you|very much|a lot|so much"
)
SMALL_TALK = re.compile(rf"(?:{_POLITE})(?:[ ,.!]+(?:{_POLITE}))*", re.I)
"""What people say to be polite: nothing is asked."""

NUMBER = re.compile(
    r"(?:(?:(?:about|some|more than|over|nearly|almost|at least|up to|and|or|an?"
    rf"|{_NUMBER_WORDS})\b"
    r"|[\W\d])\s*)+|no\b.*",
    re.I,
)
"""Nothing but a number, or nothing at all: "2,000", "no date"."""

TIMES = re.compile(rf"(?:{_DAYS_AND_MONTHS}|(?:1\d|20)\d\d)\b", re.I)
"""How a day, a month or a year begins."""

_TITLE_WORDS = (
    "president minister chancellor premier governor mayor senator secretary commissioner "
    "ambassador king queen prince princess pope archbishop bishop cardinal rector singer "
    "actor actress writer author footballer athlete coach director chief head leader chair "
    "chairman chairwoman general captain commander spokesman spokeswoman spokesperson "
    "professor doctor judge lawyer engineer scientist researcher astronaut technician "
    "architect journalist candidate mr mrs ms miss dr sir"
).replace(" ", "|")

TITLE = re.compile(rf"\b(?:{_TITLE_WORDS})\b", re.I)
"""What stands before a person's name."""
HEAD_OF = re.compile(rf"\b(?:owners?|founders?|boss|{_TITLE_WORDS}) of (?:the )?$", re.I)
"""What stands before the name of what somebody leads."""

PEOPLE = re.compile(
    rf"\b(?:people|men|women|children|person|man|woman|child|police|crews?|victims|soldiers|players"
    rf"|prisoners?|hostages|students|refugees|migrants|workers|(?:{_TITLE_WORDS})s?)$",
    re.I,
)
"""How a word for people ends."""

ORGANISATION = re.compile(
    r"\b(?:Agency|Alliance|Army|Assembly|Association|Authority|Bank|Board|Church|Commission|Committee"
    r"|Company|Congress|Corporation|Council|Court|Department|Federation|Forum|Foundation|Government"
    r"|Group|Helmets|House|Institute|Kremlin|League|Ministry|Museum|Office|Organi[sz]ation"
    r"|Parliament|Party|Police|Senate|Service|Society|Team|Times|Union|University|[A-Z]{2,})\b"
)
PLACE = re.compile(
    r"\b(?:Airport|Bay|Bridge|Canal|Cathedral|Cent(?:er|re)|City|Coast|Island|Islands|Lake|Mountains?"
    r"|Ocean|Palace|Park|River|Sea|Square|Stadium|Station|Street|Tower|Valley|East|West|North|South"
    r"|New|Saudi|Saint|St|San|Santa|Mount|Fort|Port|Cape|Arabia|Africa|America|Asia|Europe)\b"
)
THING = re.compile(
    r"\b(?:Act|Agreement|Cup|Day|Festival|Games|Mission|Olympics?|Project|Prize|Programme|Rocket|Space"
    r"|System|Telescope|Treaty|War)\b"
)
"""Words in names of anything but people."""

KIN = re.compile(
    r"\b(?:sister|brother|wife|husband|mother|father|daughter|son|widow|partner|girlfriend|boyfriend)\b",
    re.I,
)
SPEAKING = re.compile(
    r"\b(?:say|said|says|tell|call|declare|announce|promise|thank|warn|claim|explain|criticise|think"
    r"|want|resign|meet|visit)\b",
    re.I,
)
"""What people do, or those who speak for a state or a company."""

_WH = "^(who|what|where|when|how|why)"
CONTRACTED = (
    (re.compile(rf"{_WH}['’]?s(?= \w+ (?:got|been|had)\b)", re.I), r"\1 has"),
    (re.compile(rf"{_WH}['’]?s\b", re.I), r"\1 is"),
    (re.compile(rf"{_WH}['’]ll\b", re.I), r"\1 will"),
    (re.compile(rf"{_WH}['’]re\b", re.I), r"\1 are"),
    (re.compile(rf"{_WH}['’]ve\b", re.I), r"\1 have"),
)
"""How question words are run together with their verb, and both."""
