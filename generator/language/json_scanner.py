"""A scanner of JSON for what the decoder of Python does not tell: places, duplicates, causes.

It takes what `jsonc` takes, walks token by token without recursion, and is an order of magnitude
slower than the decoder, so it runs only where there is something to say about a text.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from enum import IntEnum

from generator.language.document import DEEPEST, BrokenText, Place
from generator.language.json_faults import Expected, Situation, explain
from generator.language.json_numbers import real, whole

_TOKEN = re.compile(
    r"(?:\s++|//[^\r\n]*+|/\*.*?\*/)*+"
    r'(?:("[^"\\]*+(?:\\.[^"\\]*+)*+")|([{\[])|([}\]])|(,)|(:)'
    r'|((?:[^\s{}\[\],:"/]|/(?![/*]))++))?',
    re.DOTALL,
)
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*+)(\.[0-9]++)?([eE][-+]?[0-9]++)?")
_ESCAPE = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})')
_LITERALS = {"true", "false", "null"}


class Kind(IntEnum):
    """The kinds of tokens, numbered as the groups of the pattern; 0 is none of them."""

    NOTHING = 0
    TEXT = 1
    OPENING = 2
    CLOSING = 3
    COMMA = 4
    COLON = 5
    WORD = 6


@dataclass(slots=True)
class Scan:
    """What a scan finds: the places, and each duplicate as (name, first, start, end)."""

    root: Place
    duplicates: list[tuple[str, int, int, int]] = field(default_factory=list)


def scan(text: str) -> Scan:
    """Find the places of all values; raises BrokenText with the cause where it is no JSON."""
    scanner = _Scanner(text)
    at = 0
    while True:
        match = _TOKEN.match(text, at)
        kind = match.lastindex or 0 if match else 0
        start, at = match.span(kind) if match and kind else (match.end() if match else at, at)
        if not kind:
            if start >= len(text) and scanner.expected is Expected.END:
                return Scan(scanner.root, scanner.duplicates)
            raise scanner.fault(start, start)
        scanner.take(kind, start, at)


class _Scanner:
    """The state between two tokens: what may come next and what is still open."""

    __slots__ = ("_key", "_previous", "_stack", "_text", "duplicates", "expected", "root")

    def __init__(self, text: str) -> None:
        self._text = text
        self._stack: list[Place] = []
        self._key: tuple[str, int, int] | None = None
        self._previous = (0, 0)
        self.expected = Expected.VALUE
        self.root = Place(0, len(text))
        self.duplicates: list[tuple[str, int, int, int]] = []

    def take(self, kind: int, start: int, end: int) -> None:
        """Go on by one token; raises BrokenText where it cannot stand here."""
        expected = self.expected
        if kind == Kind.TEXT and expected in (Expected.NAME, Expected.FIRST_NAME):
            self._name(start, end)
        elif kind == Kind.COLON and expected is Expected.COLON:
            self.expected = Expected.VALUE
        elif kind == Kind.COMMA and expected is Expected.NEXT:
            in_object = self._text[self._stack[-1].start] == "{"
            self.expected = Expected.NAME if in_object else Expected.ITEM
        elif kind == Kind.CLOSING:
            self._close(start, end)
        elif expected in (Expected.VALUE, Expected.ITEM, Expected.FIRST_ITEM):
            self._value(kind, start, end)
        else:
            raise self.fault(start, end)
        self._previous = (start, end)

    def fault(self, start: int, end: int) -> BrokenText:
        """Explain why the token between two offsets cannot stand there."""
        opened = [place.start for place in self._stack]
        key = self._key[0] if self._key else None
        situation = Situation(self._text, self.expected, opened, self._previous, key)
        return explain(situation, start, end)

    def _name(self, start: int, end: int) -> None:
        name = self._unquoted(start, end)
        names = self._stack[-1].children or {}
        if name in names:
            self.duplicates.append((name, names[name].key_start, start, end))
        self._key = (name, start, end)
        self.expected = Expected.COLON

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
        if kind == Kind.TEXT:
            self._unquoted(start, end)
        elif kind == Kind.WORD:
            self._word(start, end)
        elif kind != Kind.OPENING:
            raise self.fault(start, end)
        self._put(place)
        self.expected = Expected.NEXT if self._stack else Expected.END
        if kind == Kind.OPENING:
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
        is_object = self._text[place.start] == "{"
        self.expected = Expected.FIRST_NAME if is_object else Expected.FIRST_ITEM

    def _close(self, start: int, end: int) -> None:
        wanted = {
            "}": (Expected.FIRST_NAME, Expected.NAME, Expected.NEXT),
            "]": (Expected.FIRST_ITEM, Expected.ITEM, Expected.NEXT),
        }[self._text[start]]
        pair = "{}" if self._text[start] == "}" else "[]"
        if self.expected not in wanted or self._text[self._stack[-1].start] != pair[0]:
            raise self.fault(start, end)
        self._stack.pop().end = end
        self.expected = Expected.NEXT if self._stack else Expected.END


def _bad_escape(text: str, at: int, end: int) -> BrokenText:
    shown = text[at : at + 2]
    if shown == "\\u":
        message = "\\u takes four hexadecimal digits"
    elif shown == "\\'":
        message = "\\' is no escape; a single quote stands for itself"
    else:
        message = f"{shown} is no escape; write \\\\ for a backslash"
    return BrokenText(at, min(at + 2, end), message)
