"""Every sentence the bot says itself. Placeholders are filled with HTML-escaped values."""


def counted(number: int, noun: str) -> str:
    """Return "1 passage", "2 passages"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def counted_people(number: int) -> str:
    """Return "1 person", "2 people"."""
    return "1 person" if number == 1 else f"{number} people"


def nothing_to_summarise(scope: str) -> str:
    """Return what is said instead of a briefing that would be empty."""
    if not scope:
        return "No article has a sentence to quote."
    return f"There is nothing to quote for “{scope}”."


START = (
    "Ask me anything about the articles I keep: I answer only with their own words, quoted, "
    "with title, outlet, date and link.\n"
    "/summary gives a briefing, /articles lists what is there, /help tells the rest."
)
HELP = (
    "<b>Ask</b>: write your question; in a group /ask with it, or my @name, or as a reply to me. "
    "If the articles do not answer, I say so.\n"
    "Go on with “and when?” or “what about Spain?”, name a time (“last week”, “since Monday”), or "
    "reply to a part of my message to ask about its article.\n"
    "/new – the next question has nothing to do with the last\n"
    "/summary – a briefing of quoted sentences; also /summary <i>topic</i>, /summary 24h, "
    "/summary 7d, /summary today or /summary #12 for one article\n"
    "/articles – what is there, newest first; /articles <i>words</i> looks in titles\n"
    "/article <i>id</i> – one article in full"
)
HELP_ADMIN = (
    "\n\n<b>For admins</b>\n"
    "/add – with text or a web address after it, as the caption of a file (.txt, .md, .html, "
    ".jsonl), or as a reply to a message that holds any of these\n"
    "/remove <i>id</i> – take an article out\n"
    "/stats – how much there is\n"
    "/invite – a link that lets one person in for 7 days; /invite 5 2d lets in five within two; "
    "/people – who is in, and to end it"
)

GROUP = (
    "I answer questions with quotes from the articles I keep: write @{name} and your question, "
    "/ask with it, or reply to one of my messages. To everything else I keep silent."
)
GROUP_PRIVACY = (
    "\nTelegram’s privacy mode is on for me: of this group I am shown only commands and replies to "
    "my messages. To let my @name reach me too, make me an administrator."
)
GROUP_INVITED_ONLY = "\nI answer only people whom an admin has invited."

STRANGER = (
    "I answer only people whom an admin has invited: ask one for a link, and say that your user id "
    "is <code>{id}</code>."
)
STRANGER_BUTTON = "Only people whom an admin has invited can do that."
STRANGER_INLINE = "Only invited people can ask"
EVERYBODY_IS_IN = (
    "Everybody may ask me already. With BRIEFING_ACCESS=invite only those can whom you invite."
)
HOW_TO_INVITE = (
    "Write /invite, /invite 5 or /invite 5 7d: for 1 to 100 people, and for 1h to 365d, "
    "in hours (h), days (d) or weeks (w)."
)
INVITED = "This link lets in {people} until {until}:\n{link}"
LET_IN = "Welcome, you are in. Write your question; /help tells the rest."
ALREADY_IN = "You are in already: write your question, or /help."
INVITATION_UNKNOWN = "There is no such invitation. Ask an admin for one; your id is {id}."
INVITATION_USED_UP = "This invitation is used up. Ask an admin for another; your id is {id}."
INVITATION_WITHDRAWN = "This invitation was withdrawn. Ask an admin for another; your id is {id}."
INVITATION_EXPIRED = "This invitation has expired. Ask an admin for another; your id is {id}."
PEOPLE_IN_PRIVATE = "Who is in is nobody else’s business: ask me in our private chat."
PEOPLE_HEADING = "<b>{people} let in by invitation</b>"
PERSON = "{number}. {name}, <code>{id}</code>, since {since}, by admin {admin}"
OPEN_INVITATION = "Invitation {id}: {people} more until {until}, by admin {admin}"
MORE_INVITATIONS = "and {count} more invitations"
REVOKE = "Revoke {number}"
WITHDRAW = "Withdraw invitation {id}"

COMMANDS = (
    ("ask", "Ask a question"),
    ("new", "Start afresh"),
    ("summary", "A briefing: a topic, 24h, 7d, today or #id"),
    ("articles", "What is there, newest first"),
    ("article", "One article in full, by id"),
    ("help", "How to use this bot"),
)
ADMIN_COMMANDS = (
    ("add", "Add an article: text, link, file or reply"),
    ("remove", "Remove an article by id"),
    ("stats", "How much there is"),
    ("invite", "A link that lets people in"),
    ("people", "Who is in, and to end it"),
)

REFUSAL = "The articles don’t say."
RELATED = "Related, not an answer:"
ALSO_IN = "Also in {article}"
ALSO_IN_MORE = "and in {count} more"
DOUBTFUL = "This may not answer it, but comes nearest:"
DIFFERING = "The articles give different figures; the newest comes first."
UNDERSTOOD = "understood as: {question}"
WITHIN = "only articles of {period}"
NONE_WITHIN = "there are no articles of {period}"
ONLY_ARTICLE = "only “{title}”"
ASK_PLAIN = "Ask as written"
ALL_DATES = "All dates"
BRIEFING = "Briefing"
ALL_ARTICLES = "All articles"
NEW = "Your next question stands for itself."
SUGGESTION_GONE = "The article that answers this has been removed."
QUOTED_ARTICLE_GONE = "<i>An article that was quoted here has been removed.</i>"
WIDER = "Wider"
NARROWER = "Narrower"
MORE_SOURCES = "More sources"
NO_MORE_SOURCES = "No other passage says more."
WHOLE_ARTICLE = "Article"
COPY = "Copy"
SHARE = "Share"
RIGHT = "✓ Right"
WRONG = "✗ Wrong"
RATED_RIGHT = "Thank you: kept as right."
RATED_WRONG = "Thank you: kept as wrong."
ANSWER_FORGOTTEN = "I no longer know this answer. Please ask again."
EMPTY_ARCHIVE = "There are no articles yet. An admin adds them with /add."
NOT_ON_TELEGRAM = (
    "No TELEGRAM_BOT_TOKEN is set, so the bot runs in a page on this computer. For Telegram, talk "
    "to @BotFather there (/newbot), put the token it gives you into a file .env (cp .env.example "
    ".env) as TELEGRAM_BOT_TOKEN=…, and run this again."
)
PLAYGROUND = "Playground: {address} (Ctrl-C stops it)"
ENCODED_ANEW = (
    "Encoded {articles} anew with {encoder}: the vectors were another encoder's or an older "
    "version's. Set BRIEFING_ENCODER alike wherever this archive is used."
)
NO_ARTICLES = "There are no articles yet. Add some with: briefing add FILE"
CHAT_GREETING = "{articles}. Ask a question, or /help; Ctrl-D ends."
CHAT_HELP = (
    "A line is a question, with /ask before it or not; “and when?” goes on from the last, /new "
    "starts afresh. /summary, /summary TOPIC, /summary 7d, "
    "/summary #12, /articles WORDS, /article ID, /add FILE|FOLDER|URL, /remove ID, /stats, "
    "/quit or /exit"
)
EXPORTED = (
    "{folder}: {answerable} answerable and {unanswerable} unanswerable questions, "
    "{to_label} to label."
)
NOTHING_ASKED = "Write a question about the articles; /help tells the rest."
HOW_TO_ASK = "Write your question after /ask, or reply with /ask to a message that asks it."
TOO_MANY_QUESTIONS = (
    "You asked me {limit} questions within a minute, and that is as many as I take. "
    "Please go on in a moment."
)
QUESTION_TOO_LONG = (
    "That is {length} characters; I understand questions of up to {limit}. "
    "Please put it in a sentence or two."
)
ONLY_TEXT = "I can only read questions in words. Please write yours as text."
HOW_TO_ADD_FILE = "To add this file, reply to it with /add."
UNKNOWN_COMMAND = "I don’t know that command. /help lists the ones I do."
FAILURE = (
    "Something went wrong on my side; please try again. Whoever runs me can see it in the log."
)

BRIEFING_HEADING = "<b>Briefing</b>"
BRIEFING_SCOPE = "<b>Briefing: {scope}</b>"

NO_ARTICLES_FOUND = "No article has “{words}” in its title."
ARTICLES_HEADING = "<b>Articles {first}–{last} of {total}</b>"
OLDER = "Older ›"
NEWER = "‹ Newer"
HOW_TO_ARTICLE = "Give the article’s number, such as /article 12. /articles shows them."
ARTICLE_LINK = "/article_{id}"
NO_SUCH_ARTICLE = "There is no article {id}. /articles shows them."

NOT_ADMIN = (
    "Only admins can do that. Your user id is <code>{id}</code>: "
    "whoever runs this bot lets you in by adding it to BRIEFING_ADMINS and starting it again."
)
NOT_ADMIN_BUTTON = "Only admins can do that."
HOW_TO_ADD = (
    "Send /add with the text or a web address after it, as the caption of a file "
    "(.txt, .md, .html, .jsonl), or as a reply to a message that holds any of these."
)
FILE_TOO_LARGE = "{name} is {size} MB; files of up to {limit} MB can be added."
ADDING = "Adding {articles}: {done} done…"
ADDED = "Added as article {id}: <b>{title}</b>\n{passages}, {seconds} s."
ADDED_MANY = "Added {added} of {total} articles in {seconds} s."
ADDED_RANGE = "Articles {first} to {last}, {passages}:"
ADDED_ONE = "{id}: <b>{title}</b>, {passages}"
MORE_ADDED = "and {count} more: /articles shows them."
DUPLICATES = "Already there: {count}."
ADDING_STOPPED = "I am being stopped. Not added: {count}; send them again when I am back."
ALREADY_THERE = "Nothing added: the same text is article {id} already: <b>{title}</b>"
HOW_TO_REMOVE = "Give the article’s number, such as /remove 12. /articles shows them."
CONFIRM_REMOVAL = "Remove article {id}, <b>{title}</b>? Its quotes will be gone too."
REMOVE = "Remove"
KEEP = "Keep"
REMOVED = "Removed article {id}: <b>{title}</b>"
KEPT = "Kept article {id}."
STATS = "{articles}, {passages}, {sentences}.\n{period}Encoder {encoder}, {size} MB on disk."
STATS_PERIOD = "Published {oldest} to {newest}.\n"

UNDATED = "undated"
PREVIOUS_PAGE = "‹ {page}"
NEXT_PAGE = "{page} of {count} ›"
CUT = "…"
