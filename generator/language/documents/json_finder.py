"""Where single values of a JSON text stand, found without going through all of it.

The decoder of Python skips a value ten times as fast as a scan finds the places in it. So only the
objects and arrays on the way to a value are looked into, each once. A text that is not JSON to the
letter (comments, trailing commas) is left to the scanner.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from generator.language.documents.json_scalars import without_lone_surrogates
from generator.language.documents.places import Place
from generator.lazy import regex

if TYPE_CHECKING:
    from generator.diagnostics import Path

_BLANK = regex(r"[ \t\r\n]*+")
_DECODER = json.JSONDecoder(strict=False)


class NotPlainError(ValueError):
    """The text is no JSON to the letter."""


class Finder:
    """Finds the places of values in a text; raises NotPlainError where that takes a scan."""

    __slots__ = ("_root", "_text")

    def __init__(self, text: str) -> None:
        """Find the outermost value."""
        self._text = without_lone_surrogates(text)
        start = self._blank(0)
        self._root = Place(start, self._end(start))

    def find(self, path: Path) -> tuple[Place, bool]:
        """Return the place of a value, or of its nearest ancestor that exists, and which it is."""
        place = self._root
        for step in path:
            below = self._children(place).get(step)
            if below is None:
                return place, False
            place = below
        return place, True

    def _children(self, place: Place) -> dict[str | int, Place]:
        if place.children is None:
            opening = self._text[place.start]
            place.children = {}
            if opening == "{":
                self._members(place, place.children)
            elif opening == "[":
                self._items(place, place.children)
        return place.children

    def _members(self, place: Place, found: dict[str | int, Place]) -> None:
        text, at = self._text, self._blank(place.start + 1)
        while text[at] != "}":
            if text[at] != '"':
                raise NotPlainError
            name, end = self._decoded(at)
            colon = self._blank(end)
            if text[colon] != ":":
                raise NotPlainError
            start = self._blank(colon + 1)
            found[name] = Place(start, self._end(start), at, end)
            at = self._after(found[name].end, "}")

    def _items(self, place: Place, found: dict[str | int, Place]) -> None:
        text, at = self._text, self._blank(place.start + 1)
        while text[at] != "]":
            item = found[len(found)] = Place(at, self._end(at))
            at = self._after(item.end, "]")

    def _after(self, end: int, closing: str) -> int:
        """Return where the next name or item begins, or the closing bracket."""
        at = self._blank(end)
        if self._text[at] == closing:
            return at
        if self._text[at] != ",":
            raise NotPlainError
        at = self._blank(at + 1)
        if self._text[at] == closing:
            raise NotPlainError
        return at

    def _blank(self, at: int) -> int:
        found = _BLANK.match(self._text, at)
        return found.end() if found else at

    def _end(self, at: int) -> int:
        return self._decoded(at)[1]

    def _decoded(self, at: int) -> tuple[Any, int]:
        try:
            return _DECODER.raw_decode(self._text, at)
        except (ValueError, RecursionError):
            raise NotPlainError from None
