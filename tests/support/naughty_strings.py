"""Strings that break what takes them for more than text.

`BRIEFING_TEST_STRINGS` names a file of others, a JSON list of strings such as
github.com/minimaxir/big-list-of-naughty-strings publishes. Without one they are our own.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

VARIABLE = "BRIEFING_TEST_STRINGS"
# Read before any test forgets the user's settings.
_FILE = os.environ.get(VARIABLE)

_OWN = [
    # Nothing, or nothing to be seen.
    "",
    " ",
    " \t\r\n \u00a0\u2003\u3000",
    "\u200b\u200c\u200d\u2060\ufeff",
    "\u00ad\u034f\u061c",
    # Only punctuation.
    ".",
    "?!",
    "…—–-_*~`^|",
    "\"'“”‘’«»„",
    "([{<>}])\\/",
    # HTML and scripts.
    "</blockquote><b>out of the quote",
    "<blockquote expandable>a quote of its own</blockquote>",
    "<script>window.naughty = 'ran'; alert('ran')</script>",
    "<img src=x onerror=\"window.naughty='ran'\">",
    "<svg/onload=window.naughty='ran'><iframe src='javascript:alert(1)'></iframe>",
    "<a href=\"javascript:window.naughty='ran'\" onmouseover=alert(1)>press here</a>",
    "<style>* { display: none }</style><link rel=stylesheet href=//evil.example/x.css>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1'>",
    "<!-- <![CDATA[ ]]> --> <?xml version='1.0'?><!DOCTYPE html>",
    "&lt;b&gt; &amp;amp; &nbsp; &#x3c;i&#62; &#0; &#xD800; &bogus; &",
    "\"><body onload=alert('ran')>' onfocus='alert(1)' autofocus='",
    "<b><i></b></i><u",
    "${alert(1)} {{constructor.constructor('alert(1)')()}} #{7*7} <%= 7*7 %>",
    # Databases and full-text queries.
    "'; DROP TABLE articles; --",
    "Robert'); DELETE FROM passages WHERE ('1'='1",
    'title : "moon" NEAR(river bridge, 5) NOT body',
    '" OR * AND ^ NOT (',
    "AND OR NOT NEAR",
    "moon* + -river ^first {title body}: x",
    "% _ LIKE '%\\_%' ESCAPE '\\'",
    # Templates, format strings, shells, regular expressions.
    "{} {0} {title} {0.__class__.__init__.__globals__} {!r:>99999}",
    "%s %n %d %(title)s %1$*2$s %99999999d",
    "$(rm -rf /) `reboot` && || ; > /dev/null",
    "in \\1 \\g<0> \\Q(?P<x>",
    "and in \\1?",
    "what about \\g<name>?",
    "((((((((((a+)+)+)+)+)+)+)+)+)+)+$ [a-",
    "../../../../etc/passwd\0.jsonl",
    "C:\\CON\\NUL.txt COM1 LPT1 AUX",
    # Names that programs keep for themselves.
    "null None undefined NaN true FALSE nil",
    "__proto__ constructor hasOwnProperty toString __dict__",
    # Numbers and times.
    "0 -0 00 1/0 -1 1e309 -1E-400 0x7f 0b1 1,000.00 1.000,00 ٣٤ ² ½ Ⅷ 一",
    "9223372036854775808 18446744073709551616 99999999999999999999999999",
    "#999999999999999999",
    "9999d",
    "last 9999 weeks",
    "Who spoke on 9999-12-31?",
    "since 9999-12-31",
    "What came between 0000-00-00 and 9999-12-31?",
    "on 30 February, in May 1900 or since 31 June",
    # Commands, and data of buttons and links.
    "/add@x",
    "/ask",
    "/ask@briefing_test_bot /ask /summary",
    "/start quote_1_999999999999999999",
    "/start invite_AAAA-____",
    "/article_٣٣٣",
    "/article 999999999999999999999",
    "/summary #0",
    "articles:0:x page:1:0 remove:1 more:999999999999999999 again:1:plain",
    "@briefing_test_bot @admin #tag $TICKER +1 (555) 010-9999",
    # Addresses.
    "https://",
    "https://[::1 http://999.999.999.999:99999/%00%zz?q=<b>&amp;#\"'",
    "tg://resolve?domain=x mailto:a@b.example javascript:alert(1)",
    # Characters that combine, join, turn round or are two units in UTF-16.
    "👩‍👩‍👧‍👦 👩🏽‍🚀 🏳️‍🌈 🇺🇳🇪🇺 🏴󠁧󠁢󠁷󠁬󠁳󠁿 ❤️ 1️⃣ 🎉",
    "🇺",
    "\u200d👧\ufe0f\ufe0f🏽🏽",
    "z\u0300\u0301\u0302\u0303\u0304\u0330\u0331\u0332a" + "\u0300\u036f\u0489" * 40,
    "\u202eto the left \u202b\u2066and back\u2069\u202c, never closed \u202d\u2067",
    "שלום עולם, مرحبا بالعالم 123 abc",
    "ﬁ ﬃ Ａｂｃ ℌ ① ǅ ß İ ı ſ \u212b A\u030a \u2126 \u212a",
    "𝕯𝖊𝖆𝖗 𝒸𝓊𝓇𝓈𝓊𝓃 𠜎𠜱 \u202eꙮ ﷽ 𒐫",
    "Ã©tÃ© â€œquotedâ€\u009d Ð¿Ñ€Ð¸Ð²ÐµÑ‚",
    "한국어와 日本語。中文？ไม่มีช่องว่าง हिन्दी।",
    "\ufffd\ufffe\uffff\U0010ffff\ue000\U000e0001",
    # Control characters and line ends.
    "nul \0, bell \a, back \b, escape \x1b[31mred\x1b[0m, delete \x7f, next \x85",
    "one\r\ntwo\rthree\n\n\n\nfour\u2028five\u2029six\vseven\feight",
    "\r\n\r\nSubject: more\r\n\r\nbody",
    '{"text": "\\ud800", "title": [}',
    # Long ones.
    "w" * 3000,
    "🎉" * 1000,
    "<&>" * 900,
    "a " * 900,
    "\n" * 900 + "end",
    "http://" + "h" * 3000,
    "https://long.example/" + "%F0%9F%8E%89" * 280,
]

STRINGS: list[str] = json.loads(Path(_FILE).read_text("utf-8")) if _FILE else _OWN
MARKUP = [string for string in STRINGS if "<" in string or "javascript:" in string]
"""Those of them that a page might run or build elements of."""
