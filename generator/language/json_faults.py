"""Why a token cannot stand where it stands in JSON, in words, and where the cause lies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from generator.language.document import BrokenText, Lines

_LONGEST_SHOWN = 40
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
_SMART_QUOTES = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2018\u2019"


class Expected(IntEnum):
    """What may come next in a document."""

    VALUE = 0
    FIRST_ITEM = 1
    ITEM = 2
    FIRST_NAME = 3
    NAME = 4
    COLON = 5
    NEXT = 6
    END = 7


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a scan stands: what may come, what is open, the last token, the current name."""

    text: str
    expected: Expected
    opened: list[int]
    previous: tuple[int, int]
    key: str | None

    def line_column(self, offset: int) -> str:
        """Name the place of an offset for a sentence."""
        line, column = Lines(self.text).line_column(offset)
        return f"line {line}, column {column}"

    def holder(self) -> str:
        """Give the bracket that is open, if any."""
        return self.text[self.opened[-1]] if self.opened else ""


def explain(situation: Situation, start: int, end: int) -> BrokenText:
    """Give the cause of a token that cannot stand where it does (none at all: start is end)."""
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
    opened = situation.opened[-1]
    bracket, closing = ("{", "}") if situation.holder() == "{" else ("[", "]")
    message = (
        f"the file ends too early: the {bracket} of {situation.line_column(opened)} is not "
        f"closed; add {closing}"
    )
    return BrokenText(start, start, message)


def _no_token(situation: Situation, start: int) -> BrokenText:
    if situation.text[start] == '"':
        hint = 'add the closing "'
        return BrokenText(start, start + 1, f"the text that starts here is never closed; {hint}")
    return BrokenText(start, start + 2, "the comment that starts here is never closed; add */")


def _unclosed_before(situation: Situation, start: int) -> BrokenText | None:
    """Blame the quotes where something stands directly after a text."""
    begin, end = situation.previous
    text = situation.text
    if end != start or text[begin] != '"' or text[start] in "}],:":
        return None
    if "\n" in text[begin:end]:
        message = 'the text that starts here is not closed on its line; add the closing "'
        return BrokenText(begin, begin + 1, message)
    message = 'the text ends at this quote; write \\" for a quote inside a text'
    return BrokenText(end - 1, end, message)


def _closing(situation: Situation, start: int) -> BrokenText | None:
    found = situation.text[start]
    if found not in "}]":
        return None
    if not situation.opened:
        rest = "nothing is open" if situation.expected is Expected.VALUE else "all is closed"
        return BrokenText(start, start + 1, f"a {found} too many: {rest} here; remove it")
    wanted = "}" if situation.holder() == "{" else "]"
    if found != wanted:
        place = situation.line_column(situation.opened[-1])
        message = f"{found} closes the {situation.holder()} of {place}; a {wanted} is missing"
        return BrokenText(start, start + 1, message)
    return None


def _value(situation: Situation, start: int, end: int) -> BrokenText:
    sign = situation.text[start:end]
    if sign in {",", "}", "]"}:
        of = "" if situation.key is None else f" of '{_short(situation.key)}'"
        return BrokenText(start, end, f"the value{of} is missing before this {sign}")
    if sign == ":":
        return BrokenText(start, end, "a value is expected, not a second colon")
    return BrokenText(start, end, _word(sign))


def _word(word: str) -> str:
    shown = _short(word)
    if word.lower() in _WORDS:
        return _WORDS[word.lower()]
    if word[0] == "'":
        return "texts stand in double quotes, not in single ones"
    if word[0] in _SMART_QUOTES:
        return f"{word[0]} is a typographic quote; texts stand in straight double quotes"
    if word[0] == "#":
        return "comments start with // in JSON, not with #"
    if re.match(r"[-+.]?[0-9]", word):
        return _number(word, shown)
    if not word[0].isprintable() or word[0] == "\ufeff":
        return f"an invisible character (U+{ord(word[0]):04X}) stands here; remove it"
    return f"{shown} is no value of JSON; texts stand in double quotes"


def _number(word: str, shown: str) -> str:
    if re.fullmatch(r"[-+]?0[xX][0-9a-fA-F]{1,100}", word):
        return f"JSON has no hexadecimal numbers; write {int(word, 16)}"
    if re.fullmatch(r"[-+]?0[0-9]+", word):
        return f"{shown}: a number does not start with 0; put it in quotes if it is a text"
    if word[0] == "+":
        return f"{shown}: a number does not start with +"
    if re.fullmatch(r"-?\.[0-9]+|-?[0-9]+\.", word):
        return f"{shown}: digits stand on both sides of the point of a number"
    return f"{shown} is no number; put it in double quotes if it is a text"


def _name(situation: Situation, start: int, end: int) -> BrokenText:
    sign = situation.text[start:end]
    if sign == ",":
        return BrokenText(start, end, "a comma too many; a name is expected here")
    if sign == ":":
        return BrokenText(start, end, "the name before this colon is missing")
    if sign in {"{", "["}:
        return BrokenText(start, end, f"a name in double quotes is expected before this {sign}")
    if sign[0] in "'#" + _SMART_QUOTES or not sign[0].isprintable():
        return BrokenText(start, end, _word(sign).replace("texts stand", "names stand"))
    return BrokenText(start, end, f'names stand in double quotes: "{_short(sign)}"')


def _colon(situation: Situation, start: int, end: int) -> BrokenText:
    sign, name = situation.text[start:end], _short(situation.key or "")
    if sign == "=":
        return BrokenText(start, end, f"a colon stands between '{name}' and its value, not =")
    if sign in {",", "}"}:
        message = f"'{name}' has no value; write a colon and the value after it"
        return BrokenText(*situation.previous, message)
    at = situation.previous[1]
    return BrokenText(at, at, f"a colon is missing after '{name}'")


def _next(situation: Situation, start: int, end: int) -> BrokenText:
    sign, after = situation.text[start:end], situation.previous[1]
    if sign == ":" and situation.holder() == "[":
        message = "names stand only in an object; put { } around the name and its value"
        return BrokenText(start, end, message)
    if sign == ":":
        return BrokenText(start, end, "a second colon; a comma is missing before the next name")
    if sign[0] in "#;":
        hint = "comments start with //" if sign[0] == "#" else "a comma is meant"
        return BrokenText(start, end, f"{sign[0]} has no meaning in JSON; {hint}")
    return BrokenText(after, after, "a comma is missing here, between two values")


def _end(situation: Situation, start: int, end: int) -> BrokenText:
    place = situation.line_column(situation.previous[1] - 1)
    what = "comma" if situation.text[start] == "," else "text"
    message = f"there is {what} after the end of the document, which is in {place}; remove it"
    return BrokenText(start, end, message)


def _short(word: str) -> str:
    return word if len(word) <= _LONGEST_SHOWN else word[: _LONGEST_SHOWN - 3] + "..."


_EXPLANATIONS = {
    Expected.VALUE: _value,
    Expected.FIRST_ITEM: _value,
    Expected.ITEM: _value,
    Expected.FIRST_NAME: _name,
    Expected.NAME: _name,
    Expected.COLON: _colon,
    Expected.NEXT: _next,
    Expected.END: _end,
}
