"""Places in a text: offsets, lines and columns, and what is wrong with a range of it."""

from __future__ import annotations

from bisect import bisect_right

from generator.diagnostics import Position
from generator.lazy import dataclass, regex

DEEPEST = 100
"""How many objects and arrays may stand inside each other; real templates stay below 40."""

_LINE_END = regex(r"\r\n?|\n")


@dataclass(slots=True)
class Place:
    """Where a value stands: offsets of its text, of its name, and the places of what it holds."""

    start: int
    end: int
    key_start: int = -1
    key_end: int = -1
    children: dict[str | int, Place] | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a text, and the range of it that is at fault."""

    start: int
    end: int
    message: str


class BrokenText(Exception):
    """A text does not follow its grammar."""

    def __init__(self, start: int, end: int, message: str) -> None:
        """Keep what is wrong and where."""
        self.fault = Fault(start, end, message)
        super().__init__(message)


class Lines:
    """The beginnings of the lines of a text, to turn offsets into lines and columns."""

    __slots__ = ("_starts",)

    def __init__(self, text: str) -> None:
        """Find the lines; a lone carriage return ends one too, as in editors."""
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(text))]

    def position(self, start: int, end: int) -> Position:
        """Return the range between two offsets."""
        return Position(*self.line_column(start), *self.line_column(end))

    def line_column(self, offset: int) -> tuple[int, int]:
        """Return the line and the column of an offset, both counting from 1."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def split_lines(text: str) -> list[str]:
    """Return the lines of a text, as positions count them."""
    return _LINE_END.split(text)
