"""Every sentence the bot says itself. Placeholders are filled with HTML-escaped values."""


def counted(number: int, noun: str) -> str:
    """Return "1 passage", "2 passages"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


START = (
    "Ask me anything about the articles I keep: I answer only with their own words, quoted, "
    "with title, outlet, date and link.\n"
    "/summary gives a briefing, /articles lists what is there, /help tells the rest."
)
HELP = (
    "<b>Ask</b>: write your question, or /ask with it in a group. If the articles do not answer, "
    "I say so.\n"
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
    "/stats – how much there is"
)

COMMANDS = (
    ("ask", "Ask a question"),
    ("summary", "A briefing: a topic, 24h, 7d, today or #id"),
    ("articles", "What is there, newest first"),
    ("article", "One article in full, by id"),
    ("help", "How to use this bot"),
)
ADMIN_COMMANDS = (
    ("add", "Add an article: text, link, file or reply"),
    ("remove", "Remove an article by id"),
    ("stats", "How much there is"),
)

REFUSAL = "The articles don’t say."
RELATED = "Related, not an answer:"
ALSO_IN = "Also in {article}"
ALSO_IN_MORE = "and in {count} more"
DIFFERING = "The articles give different figures; the newest comes first."
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
    "A line is a question, with /ask before it or not. /summary, /summary TOPIC, /summary 7d, "
    "/summary #12, /articles WORDS, /article ID, /add FILE|FOLDER|URL, /remove ID, /stats, "
    "/quit or /exit"
)
HOW_TO_ASK = "Write your question after /ask, or reply with /ask to a message that asks it."
QUESTION_TOO_LONG = (
    "That is {length} characters; I understand questions of up to {limit}. "
    "Please put it in a sentence or two."
)
ONLY_TEXT = "I can only read questions in words. Please write yours as text."
HOW_TO_ADD_FILE = "To add this file, reply to it with /add."
UNKNOWN_COMMAND = "I don’t know that command. /help lists the ones I do."
FAILURE = "Something went wrong on my side. It is in the log; please try again."

NOTHING_TO_SUMMARISE = "No articles match “{scope}”."
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
ARTICLE_GOES_ON = "<i>The article goes on for {count} characters.</i>"
CUT = "…"
