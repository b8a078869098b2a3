"""Why a token cannot stand where it stands in JSON, in words, and where the cause lies.

Nothing of the text is repeated but signs: what looks like a name may be a secret that lost its
quotes.
"""

from __future__ import annotations

import re
from typing import Literal

from generator.language.documents.places import BrokenText, Lines
from generator.lazy import dataclass, regex

_WORDS = {
    "true": "write true, in lower case",
    "false": "write false, in lower case",
    "null": "write null, in lower case",
    "none": "JSON has no None; write null",
    "undefined": "JSON has no undefined; write null",
    "yes": "JSON has no yes; write true",
    "no": "JSON has no no; write false",
    "nan": "JSON has no NaN; write a number or null",
    "infinity": "JSON has no Infinity; write a number or null",
    "-infinity": "JSON has no Infinity; write a number or null",
    "+infinity": "JSON has no Infinity; write a number or null",
}
_NUMBERS = (
    (r"[-+]?0[xX][0-9a-fA-F]+$", "JSON has no hexadecimal numbers; write it as a decimal one"),
    (r"[-+]?0[0-9]+$", "a number does not start with 0; put it in quotes if it is a string"),
    (r"\+", "a number does not start with +"),
    (r"-?(?:\.[0-9]+|[0-9]+\.)$", "a number has digits on both sides of its point"),
    (r"[-.]?[0-9]", "this is no number; put it in double quotes if it is a string"),
)
_BRACKET = regex(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|//[^\r\n]*+|/\*.*?\*/|([{}\[\]])', re.DOTALL)
_INDENT = regex(r"[ \t]*+")
_SMART_QUOTES = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2018\u2019"


Expected = Literal[
    "value", "first item", "item", "first name", "name", "colon", "comma", "end of text"
]
"""What may come next in a document."""


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a scan stands: what may come, what is open, the last token."""

    text: str
    expected: Expected
    opened: list[int]
    previous: tuple[int, int]

    def line_column(self, offset: int) -> str:
        """Name the place of an offset for a sentence."""
        line, column = Lines(self.text).line_column(offset)
        return f"line {line}, column {column}"

    def holder(self) -> str:
        """Return the bracket that is open, if any."""
        return self.text[self.opened[-1]] if self.opened else ""


def explain(situation: Situation, start: int, end: int) -> BrokenText:
    """Return the cause of a token that cannot stand where it does (none at all: start is end)."""
    text = situation.text
    if start >= len(text):
        return _end_of_text(situation, start)
    if start == end:
        return _no_token(situation, start)
    return (
        _unclosed_before(situation, start)
        or _closing(situation, start)
        or _EXPLANATIONS[situation.expected](situation, start, end)
    )


def _end_of_text(situation: Situation, start: int) -> BrokenText:
    if not situation.opened:
        return BrokenText(0, 0, "the file is empty; write a JSON document, at least {}")
    text, opened, before = situation.text, situation.opened[-1], "at the end"
    suspects = _closed_by_another(text)
    if suspects:
        opened, closing = suspects
        before = f"before line {Lines(text).line_column(closing)[0]}, going by the indentation"
    missing = "}" if text[opened] == "{" else "]"
    message = (
        f"the file ends too early: the {text[opened]} of {situation.line_column(opened)} is not "
        f"closed; add {missing} {before}"
    )
    return BrokenText(start, start, message)


def _closed_by_another(text: str) -> tuple[int, int] | None:
    """Find the first bracket whose closing one, alone in its line, is indented otherwise."""
    opened = []
    for match in _BRACKET.finditer(text):
        at = match.start(1)
        if at >= 0 and text[at] in "{[":
            opened.append(at)
        elif at >= 0 and opened:
            opening = opened.pop()
            indent, line = _indent(text, at)
            if line == at and indent != _indent(text, opening)[0]:
                return opening, at
    return None


def _indent(text: str, at: int) -> tuple[str, int]:
    """Return the white space that the line of an offset starts with, and where that ends."""
    begin = text.rfind("\n", 0, at) + 1
    match = _INDENT.match(text, begin)
    end = match.end() if match else begin
    return text[begin:end], end


def _no_token(situation: Situation, start: int) -> BrokenText:
    if situation.text[start] == '"':
        hint = 'add the closing "'
        return BrokenText(start, start + 1, f"the string that starts here is never closed; {hint}")
    return BrokenText(start, start + 2, "the comment that starts here is never closed; add */")


def _unclosed_before(situation: Situation, start: int) -> BrokenText | None:
    """Blame the quotes where something stands directly after a text."""
    begin, end = situation.previous
    text = situation.text
    if end != start or text[begin] != '"' or text[start] in "}],:":
        return None
    if "\n" in text[begin:end]:
        message = 'the string that starts here is not closed on its line; add the closing "'
        return BrokenText(begin, begin + 1, message)
    message = 'the string ends at this quote; write \\" for a quote inside a string'
    return BrokenText(end - 1, end, message)


def _closing(situation: Situation, start: int) -> BrokenText | None:
    found = situation.text[start]
    if found not in "}]":
        return None
    if not situation.opened:
        rest = "nothing is open" if situation.expected == "value" else "all is closed"
        return BrokenText(start, start + 1, f"a {found} too many: {rest} here; remove it")
    holder = situation.holder()
    wanted = "}" if holder == "{" else "]"
    if found != wanted:
        place = situation.line_column(situation.opened[-1])
        message = f"a {wanted} is missing before this {found}, for the {holder} of {place}"
        return BrokenText(start, start + 1, message)
    return None


def _value(situation: Situation, start: int, end: int) -> BrokenText:
    sign = situation.text[start:end]
    if sign in {",", "}", "]"}:
        return BrokenText(start, end, f"a value is missing before this {sign}")
    if sign == ":":
        return BrokenText(start, end, "a value is expected, not a second colon")
    return BrokenText(start, end, _word(sign))


def _word(word: str) -> str:
    """Describe why a word is no value; it is not repeated, as it may be a secret without quotes."""
    if word.lower() in _WORDS:
        return _WORDS[word.lower()]
    if word[0] == "'":
        return "strings are in double quotes, not in single ones"
    if word[0] in _SMART_QUOTES:
        return f"{word[0]} is a typographic quote; strings are in straight double quotes"
    if word[0] == "#":
        return "comments start with // in JSON, not with #"
    if not word[0].isprintable():
        return f"an invisible character (U+{ord(word[0]):04X}) is here; remove it"
    for pattern, message in _NUMBERS:
        if re.match(pattern, word):
            return message
    return "this is no JSON value; strings are in double quotes"


def _name(situation: Situation, start: int, end: int) -> BrokenText:
    sign = situation.text[start:end]
    if sign == ",":
        return BrokenText(start, end, "a comma too many; a name is expected here")
    if sign == ":":
        return BrokenText(start, end, "the name before this colon is missing")
    if sign in {"{", "["}:
        return BrokenText(start, end, f"a name in double quotes is expected before this {sign}")
    if sign[0] in "'#" + _SMART_QUOTES or not sign[0].isprintable():
        return BrokenText(start, end, _word(sign).replace("strings are", "names are"))
    return BrokenText(start, end, "names are in double quotes")


def _colon(situation: Situation, start: int, end: int) -> BrokenText:
    sign = situation.text[start:end]
    if sign == "=":
        return BrokenText(start, end, "between a name and its value is a colon, not =")
    if sign in {",", "}"}:
        message = "this name has no value; write a colon and the value after it"
        return BrokenText(*situation.previous, message)
    at = situation.previous[1]
    return BrokenText(at, at, "a colon is missing after this name")


def _comma(situation: Situation, start: int, end: int) -> BrokenText:
    sign, after = situation.text[start:end], situation.previous[1]
    if sign == ":" and situation.holder() == "[":
        message = "only an object has names; put { } around the name and its value"
        return BrokenText(start, end, message)
    if sign == ":":
        return BrokenText(start, end, "a second colon; a comma is missing before the next name")
    if sign[0] in "#;":
        hint = "comments start with //" if sign[0] == "#" else "a comma is meant"
        return BrokenText(start, end, f"{sign[0]} has no meaning in JSON; {hint}")
    return BrokenText(after, after, "a comma is missing here, between two values")


def _end(situation: Situation, start: int, end: int) -> BrokenText:
    last = situation.previous[1] - 1
    bracket = situation.text[last]
    hint = f", or a {bracket} too many before it" if bracket in "]}" else ""
    message = f"the document ends in {situation.line_column(last)}; remove what follows{hint}"
    return BrokenText(start, end, message)


_EXPLANATIONS = {
    "value": _value,
    "first item": _value,
    "item": _value,
    "first name": _name,
    "name": _name,
    "colon": _colon,
    "comma": _comma,
    "end of text": _end,
}
