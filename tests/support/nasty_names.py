"""Names that somebody hostile may give to anything: each must come out of a command harmless."""

from __future__ import annotations

NAMES = [
    "##vso[task.prependpath]evil",
    "##[stop-commands]tok",
    "x ##teamcity[buildStop]",
    "::error::pwn",
    " ::warning file=a::pwn",
    "\t::notice::pwn",
    "nl\n::error::pwn",
    "nl\n##vso[task.x]pwn",
    "cr\r::error::pwn",
    "red\x1b[31m",
    "title\x1b]0;pwn\x07",
    "\u202eevil\u2066x",
    "zero\u200bwidth\ufeff",
    "next\x85line\u2028end",
    "del\x7fx\x9b31m",
    "<script>pwn()</script>",
    "![pwn](javascript:pwn)",
    "]]><pwn/>",
    "| pwn | pwn |",
    "`pwn`",
    "```",
    "<x;touch PWNED;#",
    "$(touch PWNED)",
    "`touch PWNED`",
    "'; touch PWNED; '",
    "\u2019; touch PWNED; \u2018",
    "%0A::error::pwn",
    '"; pwn',
]
ORDINARY = ["日本語のタグ", "naïve café", "ключ", "🚀 launch"]
"""What must stay as it is."""
