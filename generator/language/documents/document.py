"""A text that was read: its value as plain dict, list and scalars, and where each value stands.

Values carry no positions themselves, so every part of the tool may treat them as JSON. The places
are a tree beside them; for JSON it is built only once somebody asks, as most files are clean.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

from generator.diagnostics import Diagnostic, InvalidInput, Position, Severity, json_pointer
from generator.language.documents.places import BrokenText, Fault, Lines, Place
from generator.lazy import dataclass, field, regex

if TYPE_CHECKING:
    from generator.diagnostics import Path
    from generator.language.documents.json_finder import Finder

_HIGH, _LOW = r"\\u[dD][89abAB][0-9a-fA-F]{2}", r"\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_ESCAPE = regex(rf"{_HIGH}{_LOW}|\\u[0-9a-fA-F]{{4}}|\\.", re.DOTALL)
"""What stands for one character; two halves of a surrogate pair make one together."""


@dataclass(slots=True)
class Document:
    """A text with its value; `path` is the file as shown to the user."""

    path: str
    text: str
    value: Any
    language: Literal["json", "yaml"] = "json"
    places: Place | None = field(default=None, repr=False, compare=False)
    _lines: Lines | None = field(default=None, repr=False, compare=False)
    _finder: Finder | None = field(default=None, repr=False, compare=False)
    _plain: bool = field(default=True, repr=False, compare=False)

    def position(
        self, path: Path, *, key: bool = False, within: tuple[int, int] | None = None
    ) -> Position:
        """Return the range of the value at `path`, or of its nearest ancestor that exists.

        With `key` it is the range of the name before the value, where there is one. `within` are
        offsets in a JSON text as it is decoded; the range is then that part of it.
        """
        place, found = self._place(path)
        within = within if found else None
        start, end = place.start, place.end
        if key and place.key_start >= 0:
            start, end = place.key_start, place.key_end
        if within is not None and self.text.startswith('"', start):
            text, begin = self.text[start:end], start
            start, end = (begin + encoded_offset(text, offset) for offset in within)
        return self.between(start, end)

    def diagnostic(
        self,
        rule: str,
        severity: Severity,
        message: str,
        path: Path = (),
        *,
        key: bool = False,
        url: str = "",
    ) -> Diagnostic:
        """Return a diagnostic at the value (or the name) that stands at `path`."""
        position = self.position(path, key=key)
        return Diagnostic(rule, severity, message, self.path, position, json_pointer(path), url)

    def span(self, path: Path) -> tuple[int, int]:
        """Return the offsets between which the value at `path` (or its nearest ancestor) stands."""
        place, _ = self._place(path)
        return place.start, place.end

    def between(self, start: int, end: int) -> Position:
        """Return the range of the text between two offsets."""
        if self._lines is None:
            self._lines = Lines(self.text)
        return self._lines.position(start, end)

    def _place(self, path: Path) -> tuple[Place, bool]:
        """Return the place of a value, or of its nearest ancestor that exists, and which it is."""
        if self.places is None and self.language == "json" and self._plain:
            from generator.language.documents.json_finder import Finder, NotPlainError

            try:
                if self._finder is None:
                    self._finder = Finder(self.text)
                return self._finder.find(path)
            except (NotPlainError, IndexError):
                self._plain, self._finder = False, None
        place = self._root()
        for step in path:
            below = (place.children or {}).get(step)
            if below is None:
                return place, False
            place = below
        return place, True

    @property
    def root(self) -> Place:
        """The places of all values, as a tree."""
        return self._root()

    def _root(self) -> Place:
        if self.places is None:
            self.places = self._locate()
        return self.places

    def _locate(self) -> Place:
        from generator.language.documents.json_scanner import scan

        try:
            return scan(self.text).root
        except BrokenText:  # a document that was put together by hand
            return Place(0, len(self.text))


def encoded_offset(text: str, offset: int) -> int:
    """Return the offset in a JSON text, its quotes included, of a character of what it means."""
    at = 1
    for escape in _ESCAPE.finditer(text):
        plain = escape.start() - at
        if offset <= plain:
            break
        offset -= plain + 1
        at = escape.end()
    return at + offset


def broken(rule: str, path: str, text: str, faults: list[Fault]) -> InvalidInput:
    """Return the exception that says what is wrong with a text."""
    lines = Lines(text)
    return InvalidInput(
        [
            Diagnostic(
                rule, Severity.ERROR, item.message, path, lines.position(item.start, item.end)
            )
            for item in faults
        ]
    )
