"""A scanner of JSON for what the decoder of Python does not tell: places, duplicates, causes.

It takes what `jsonc` takes, walks token by token without recursion, and is an order of magnitude
slower than the decoder, so it runs only where there is something to say about a text.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from generator.language.documents.json_scalars import real, whole, without_lone_surrogates
from generator.language.documents.places import DEEPEST, BrokenText, Place
from generator.lazy import dataclass, field, regex

if TYPE_CHECKING:
    from generator.language.documents.json_faults import Expected

_TEXT, _OPENING, _CLOSING, _COMMA, _COLON, _WORD = range(1, 7)
_TOKEN = regex(
    r"(?:\s++|//[^\r\n]*+|/\*.*?\*/)*+"
    r'(?:("[^"\\]*+(?:\\.[^"\\]*+)*+")|([{\[])|([}\]])|(,)|(:)'
    r'|((?:[^\s{}\[\],:"/]|/(?![/*]))++))?',
    re.DOTALL,
)
_ESCAPED = r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})'
_ESCAPE = regex(_ESCAPED)
_NUMBER = regex(r"-?(?:0|[1-9][0-9]*+)(\.[0-9]++)?([eE][-+]?[0-9]++)?")
_LITERALS = {"true", "false", "null"}

_SCALAR = (
    rf'("[^"\\]*+(?:{_ESCAPED}[^"\\]*+)*+"'
    r"|-?(?:0|[1-9][0-9]{0,99})(?:\.[0-9]{1,99})?+|true|false|null)\s*+,"
)
_MEMBER = regex(rf'\s*+"([^"\\]*+)"\s*+:\s*+{_SCALAR}')
_ITEM = regex(rf"\s*+{_SCALAR}")
"""What most of a template consists of: members and items that are scalars, with their comma."""


@dataclass(slots=True)
class Scan:
    """What a scan finds: the places, and each duplicate as (name, first, start, end)."""

    root: Place
    duplicates: list[tuple[str, int, int, int]] = field(default_factory=list)


def scan(text: str) -> Scan:
    """Find the places of all values; raises BrokenText with the cause where it is no JSON."""
    text = without_lone_surrogates(text)
    scanner = _Scanner(text)
    at = 0
    while True:
        at = scanner.skip_scalars(at)
        match = _TOKEN.match(text, at)
        kind = match.lastindex if match else None
        if match is None or kind is None:
            start = match.end() if match else at
            if start == len(text) and scanner.expected == "end of text":
                return Scan(scanner.root, scanner.duplicates)
            raise scanner.fault(start, start)
        start, at = match.span(kind)
        scanner.take(kind, start, at)


class _Scanner:
    """The state between two tokens: what may come next and what is still open."""

    __slots__ = ("_key", "_previous", "_stack", "_text", "duplicates", "expected", "root")

    def __init__(self, text: str) -> None:
        self._text = text
        self._stack: list[Place] = []
        self._key: tuple[str, int, int] | None = None
        self._previous = (0, 0)
        self.expected: Expected = "value"
        self.root = Place(0, len(text))
        self.duplicates: list[tuple[str, int, int, int]] = []

    def skip_scalars(self, at: int) -> int:
        """Continue past scalars and their commas, many at a time; return where they end."""
        text, began = self._text, at
        if self.expected in ("name", "first name"):
            while match := _MEMBER.match(text, at):
                at = match.end()
                self._remember(match[1], match.start(1) - 1, match.end(1) + 1)
                self._put(Place(match.start(2), match.end(2)))
            after: Expected = "name"
        elif self.expected in ("item", "first item"):
            while match := _ITEM.match(text, at):
                at = match.end()
                self._put(Place(match.start(1), match.end(1)))
            after = "item"
        if at > began:
            self.expected, self._previous = after, (at - 1, at)
        return at

    def take(self, kind: int, start: int, end: int) -> None:
        """Continue by one token; raises BrokenText where it cannot stand here."""
        expected = self.expected
        if kind == _TEXT and expected in ("name", "first name"):
            self._remember(self._unquoted(start, end), start, end)
            self.expected = "colon"
        elif kind == _COLON and expected == "colon":
            self.expected = "value"
        elif kind == _COMMA and expected == "comma":
            self.expected = "name" if self._in_object() else "item"
        elif kind == _CLOSING:
            self._close(start, end)
        elif expected in ("value", "item", "first item"):
            self._value(kind, start, end)
        else:
            raise self.fault(start, end)
        self._previous = (start, end)

    def fault(self, start: int, end: int) -> BrokenText:
        """Explain why the token between two offsets cannot stand there."""
        from generator.language.documents.json_faults import Situation, explain

        opened = [place.start for place in self._stack]
        situation = Situation(self._text, self.expected, opened, self._previous)
        return explain(situation, start, end)

    def _in_object(self) -> bool:
        return self._text[self._stack[-1].start] == "{"

    def _remember(self, name: str, start: int, end: int) -> None:
        first = (self._stack[-1].children or {}).get(name)
        if first is not None:
            self.duplicates.append((name, first.key_start, start, end))
        self._key = (name, start, end)

    def _unquoted(self, start: int, end: int) -> str:
        at = self._text.find("\\", start, end)
        if at < 0:
            return self._text[start + 1 : end - 1]
        while at >= 0:
            match = _ESCAPE.match(self._text, at, end)
            if match is None:
                raise _bad_escape(self._text, at, end)
            at = self._text.find("\\", match.end(), end)
        return str(json.loads(self._text[start:end], strict=False))

    def _value(self, kind: int, start: int, end: int) -> None:
        place = Place(start, end)
        if kind == _TEXT:
            self._unquoted(start, end)
        elif kind == _WORD:
            self._word(start, end)
        elif kind != _OPENING:
            raise self.fault(start, end)
        self._put(place)
        self.expected = "comma" if self._stack else "end of text"
        if kind == _OPENING:
            self._open(place)

    def _word(self, start: int, end: int) -> None:
        word = self._text[start:end]
        if word in _LITERALS:
            return
        match = _NUMBER.fullmatch(word)
        if match is None:
            raise self.fault(start, end)
        try:
            real(word) if match[1] or match[2] else whole(word)
        except ValueError as error:
            raise BrokenText(start, end, str(error)) from None

    def _put(self, place: Place) -> None:
        if not self._stack:
            self.root = place
            return
        holder = self._stack[-1]
        children = holder.children
        if children is None:
            children = holder.children = {}
        if self._key is None:
            children[len(children)] = place
        else:
            name, place.key_start, place.key_end = self._key
            children[name] = place
            self._key = None

    def _open(self, place: Place) -> None:
        if len(self._stack) >= DEEPEST:
            message = f"nested deeper than {DEEPEST} levels; such a document cannot be read"
            raise BrokenText(place.start, place.start + 1, message)
        self._stack.append(place)
        self.expected = "first name" if self._in_object() else "first item"

    def _close(self, start: int, end: int) -> None:
        closes_object = self._text[start] == "}"
        name_or_item = ("name", "first name") if closes_object else ("item", "first item")
        may_close = self.expected == "comma" or self.expected in name_or_item
        if not may_close or self._in_object() is not closes_object:
            raise self.fault(start, end)
        self._stack.pop().end = end
        self.expected = "comma" if self._stack else "end of text"


def _bad_escape(text: str, at: int, end: int) -> BrokenText:
    shown = text[at : at + 2]
    if shown == "\\u":
        message = "\\u takes four hexadecimal digits"
    elif shown == "\\'":
        message = "\\' is no escape; a single quote stands for itself"
    else:
        message = f"{shown} is no escape; write \\\\ for a backslash"
    return BrokenText(at, min(at + 2, end), message)
