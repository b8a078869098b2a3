"""What can be seen of a PowerShell script without PowerShell, which refuses the whole of it then.

Brackets and strings that never end, and slips that have one reading only. Where a text may be read
in two ways nothing is reported. Sources: about_Quoting_Rules, about_Special_Characters,
about_Comments, about_Parsing, about_If, about_Try_Catch_Finally, about_Foreach, about_Scopes and
about_Pipeline_Chain_Operators (not in Windows PowerShell 5.1) of the PowerShell documentation.

A grammar (tree-sitter-powershell 0.26.4) decides nothing here: it refuses a fifth of the scripts
that modules of Ansible run on Windows every day.
"""

from __future__ import annotations

import re

from generator.diagnostics import Position
from generator.language.documents.places import Lines
from generator.lazy import regex

_CLOSES = {"{": "}", "(": ")"}
_SINGLE, _DOUBLE = "'\u2018\u2019\u201a\u201b", '"\u201c\u201d\u201e'
"""Curly quotes are quotes in PowerShell."""
_TOKENS = regex(
    r"""
    (?P<block><\#)
    |(?P<line>(?:^|(?<=[\s{}();|&,=]))\#[^\n]*)
    |(?P<here>@['"\u2018-\u201e][ \t]*\n)
    |(?P<raw>--%[^\n]*)
    |(?P<escape>`.)
    |(?P<braced>\$\{[^}]*\})
    |(?P<single>['\u2018-\u201b])
    |(?P<double>["\u201c-\u201e])
    |(?P<chain>&&|\|\|)
    |(?P<comma>,(?=\s*[)}]))
    |(?P<elseif>(?<=\})\s*else\s+if\b)
    |(?P<value>(?:^|(?<=[;{}(]))[ \t]*\$[\w:.]+\s*=(?=\s*(?:[;)}]|\Z)))
    |(?P<bare>(?:^|(?<=[;{}]))[ \t]*(?P<word>if|elseif|while)\b[ \t]*(?=[$\["']))
    |(?P<loop>(?:^|(?<=[;{}]))[ \t]*foreach(?=\s*\(\s*\$\w+\s+(?!in\b)\S))
    |(?P<open>[{(])
    |(?P<close>[})])
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE | re.IGNORECASE,
)

_SLIPS = {
    "chain": "Windows PowerShell 5.1, which runs this, has no {0}: write two statements",
    "comma": "nothing follows this comma: leave it out",
    "elseif": "else wants a block behind it: write elseif",
    "value": "nothing follows this =: write a value, $null or ''",
    "bare": "{0} wants its condition in parentheses",
    "loop": "foreach wants 'in' between the variable and what it goes through",
}
_IS_TRY = regex(r"(?:^|[\s;{}(=])try\s*\Z", re.IGNORECASE)
_IS_CAUGHT = regex(r"(?:\s|#[^\n]*\n|<\#.*?\#>)*(?:catch|finally)\b", re.IGNORECASE | re.DOTALL)
_LOST = r"\$\w+:(?![\w:?])"
"""A variable before a colon in a string: what stands before a colon is a scope or a drive."""

Fault = tuple[Position, str]


class _Unclosed(Exception):
    """Raised with the offset and the name of what never ends."""


def powershell_fault(text: str) -> Fault | None:
    """Return the first thing in a script that is never closed, or closed without being open."""
    try:
        _scan(text, 0, None)
    except _Unclosed as error:
        at, message = error.args
        line, column = Lines(text).line_column(at)
        return Position(line, column, line, column + 1), message
    return None


def _scan(text: str, at: int, end: str | None) -> int:
    """Return the offset behind the bracket that ends a part of a script."""
    opened: list[tuple[str, int]] = []
    while (found := _TOKENS.search(text, at)) is not None:
        at = found.end()
        kind = found.lastgroup or ""
        if kind in _SLIPS:
            raise _Unclosed(_begin(found), _SLIPS[kind].format(found["word"] or found[0].strip()))
        if kind == "open":
            opened.append((found[0], found.start()))
        elif kind == "close":
            if not opened and found[0] == end:
                return at
            _close(text, found, opened)
        elif kind in _ENDS:
            at = _ENDS[kind](text, found)
    if opened:
        raise _Unclosed(opened[-1][1], f"this {opened[-1][0]} is never closed")
    return len(text)


def _close(text: str, found: re.Match[str], opened: list[tuple[str, int]]) -> None:
    if not opened:
        raise _Unclosed(found.start(), f"a {found[0]} too many: nothing is open here")
    bracket, since = opened.pop()
    tried = _IS_TRY.search(text, max(0, since - 40), since) if bracket == "{" else None
    if tried and found[0] == "}" and not _IS_CAUGHT.match(text, found.end()):
        at = tried.start() + tried[0].lower().index("try")
        raise _Unclosed(at, "this try has neither catch nor finally")
    if _CLOSES[bracket] != found[0]:
        line, _ = Lines(text).line_column(since)
        raise _Unclosed(found.start(), f"{found[0]} does not close the {bracket} of line {line}")


def _begin(found: re.Match[str]) -> int:
    """Return where what was found begins, behind the blanks before it."""
    return found.end() - len(found[0].lstrip())


def _comment(text: str, begin: re.Match[str]) -> int:
    found = text.find("#>", begin.end())
    if found < 0:
        raise _Unclosed(begin.start(), "the comment that starts here never ends")
    return found + 2


def _here_string(text: str, found: re.Match[str]) -> int:
    quotes = _SINGLE if found[0][1] in _SINGLE else _DOUBLE
    end = re.compile(rf"^[{quotes}]@", re.MULTILINE).search(text, found.end())
    if end is None:
        raise _Unclosed(found.start(), "the here-string that starts here never ends")
    if quotes == _DOUBLE and "$(" not in text[found.end() : end.start()]:
        for part in re.compile(rf"`.|{_LOST}", re.DOTALL).finditer(text, found.end(), end.start()):
            if not part[0].startswith("`"):
                raise _lost(part)
    return end.end()


def _lost(found: re.Match[str]) -> _Unclosed:
    name = found[0].strip("$:")
    return _Unclosed(found.start(), f"${name}: is read as a scope or a drive: write ${{{name}}}:")


def _single(text: str, begin: re.Match[str]) -> int:
    start = begin.start()
    found = re.compile(rf"[{_SINGLE}]").search(text, start + 1)
    if found is None:
        raise _Unclosed(start, "the string that starts here never ends")
    return found.end()  # two in a row are one quote: the next string begins there


def _double(text: str, begin: re.Match[str]) -> int:
    """Return the offset behind a string in double quotes, with the expressions in it."""
    start = begin.start()
    at = start + 1
    parts = re.compile(rf"`.|\$\(|{_LOST}|[{_DOUBLE}]", re.DOTALL)
    while (found := parts.search(text, at)) is not None:
        at = found.end()
        if found[0] == "$(":
            at = _scan(text, at, ")")
        elif found[0].startswith("$"):
            raise _lost(found)
        elif not found[0].startswith("`"):
            return at
    raise _Unclosed(start, "the string that starts here never ends")


_ENDS = {"block": _comment, "here": _here_string, "single": _single, "double": _double}
