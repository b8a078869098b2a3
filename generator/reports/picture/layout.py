"""Where the boxes and arrows of a picture stand.

Columns have a meaning, so they are not for a program to choose: what is left to find is the order
within them, and then each arrow gets a lane of its own at the box that it ends at, wide enough for
its words. So words never lie on words, and nothing has to be installed: a layout library would
choose the columns itself, Graphviz gives other bytes with other fonts and versions.
"""

from __future__ import annotations

import textwrap
import unicodedata
from typing import TYPE_CHECKING

from generator.lazy import dataclass, field
from generator.reports.picture.words import marks, short, steps
from generator.wording.printable import printable

if TYPE_CHECKING:
    from generator.diagnostics import Severity
    from generator.picture.parts import Arrow, Box, Picture

LINE, PAD, STEP = 17, 12, 18
_EM = 6.9
"""The width of a character at 12 px in a wide font; a narrower one leaves room."""
_GAP, _BEND, _WIDEST, _WORDS = 24, 40, 36, 32
_TURNS = 6
_CUT = 132


@dataclass(slots=True)
class Line:
    """A line of a box: "kind", "title", "step", "" or the label of a severity say how it is set."""

    text: str
    style: str = ""
    severity: Severity | None = None
    number: str = ""


@dataclass(slots=True)
class Stand:
    """A box, or where an arrow passes a column (`box` is None)."""

    column: int
    box: Box | None = None
    lines: list[Line] = field(default_factory=list)
    x: float = 0
    y: float = 0
    width: float = 0
    height: float = 8
    before: list[Hop] = field(default_factory=list)
    after: list[Hop] = field(default_factory=list)

    @property
    def middle(self) -> float:
        """The middle of its height."""
        return self.y + self.height / 2


@dataclass(slots=True)
class Hop:
    """A part of an arrow, from one column to the next; the last one has its words."""

    arrow: Arrow
    start: Stand
    end: Stand
    words: list[str] = field(default_factory=list)
    start_y: float = 0
    end_y: float = 0

    @property
    def room(self) -> float:
        """The height that it needs where it ends."""
        return max(1, len(self.words)) * LINE + 10

    def pull(self, other: Stand) -> float:
        """Return where it wants the place at its other end."""
        return self.start.middle if other is self.end else self.end.middle


@dataclass(slots=True)
class Layout:
    """All places by their columns, the parts of the arrows, and the size of the whole."""

    columns: list[list[Stand]]
    hops: list[Hop]
    width: float = 0
    height: float = 0


def laid_out(picture: Picture) -> Layout:
    """Return where everything stands; the same for the same picture on any machine."""
    numbers = {key: at for at, keys in enumerate(picture.columns()) for key in keys}
    places = {key: _placed(picture.boxes[key], numbers[key]) for key in numbers}
    columns: list[list[Stand]] = [[] for _ in set(numbers.values())]
    for place in places.values():
        columns[place.column].append(place)
    found = Layout(columns, [])
    for arrow in picture.arrows:
        _hops(found, arrow, places[arrow.start], places[arrow.end])
    for column in columns:
        for place in column:
            _grow(place)
    _order(columns)
    _widths(found)
    for place in (place for column in columns for place in column):
        _lanes(place)
    return found


def wide(text: str, em: float = _EM) -> float:
    """Return about how wide a text is."""
    return em * sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _wrapped(text: str, most: int) -> list[str]:
    return textwrap.wrap(short(text, _CUT), most) or [""]


def _placed(box: Box, column: int) -> Stand:
    lines = [Line(printable(box.kind), "kind")] if box.kind else []
    lines += [Line(part, "title") for part in _wrapped(box.title, _WIDEST - 6)]
    lines += [Line(part) for line in box.lines for part in _wrapped(line, _WIDEST)]
    lines += [Line("a new instance", "kind")] if box.steps else []
    for turn, text in steps(box):
        parts = enumerate(_wrapped(text, _WIDEST))
        lines += [Line(part, "step", number="" if at else turn) for at, part in parts]
    lines += [Line(text, severity.label, severity) for severity, text in marks(box.findings)]
    width = max(map(_width, lines))
    return Stand(column, box, lines, width=width + 2 * PAD, height=len(lines) * LINE + 2 * PAD - 4)


def _width(line: Line) -> float:
    indent = STEP if line.style == "step" else 0
    return indent + wide(line.text, 7.7 if line.style == "title" else _EM)


def _hops(found: Layout, arrow: Arrow, start: Stand, end: Stand) -> None:
    last = start
    for column in range(start.column + 1, end.column):
        between = Stand(column)
        found.columns[column].append(between)
        _hop(found, arrow, last, between, [])
        last = between
    words = [part for text in arrow.texts for part in _wrapped(text, _WORDS)]
    _hop(found, arrow, last, end, words)


def _hop(found: Layout, arrow: Arrow, start: Stand, end: Stand, words: list[str]) -> None:
    hop = Hop(arrow, start, end, words)
    start.after.append(hop)
    end.before.append(hop)
    found.hops.append(hop)


def _grow(place: Stand) -> None:
    """Make a box as high as the lanes of its arrows."""
    if place.box is not None:
        lanes = sum(hop.room for hop in place.before), sum(14 for _ in place.after)
        place.height = max(place.height, *lanes)


def _order(columns: list[list[Stand]]) -> None:
    """Put each place as near to what it is joined with as the others let it."""
    for column in columns:
        _stack(column, {id(place): 0.0 for place in column})
    for turn in range(_TURNS):
        for column in columns if turn % 2 == 0 else reversed(columns):
            wanted = {}
            for place in column:
                pulls = [hop.pull(place) for hop in (*place.before, *place.after)]
                wanted[id(place)] = sum(pulls) / len(pulls) if pulls else 1e6
            column.sort(key=lambda place: wanted[id(place)])
            _stack(column, wanted)
    top = min((column[0].y for column in columns), default=0)
    for place in (place for column in columns for place in column):
        place.y -= top


def _stack(column: list[Stand], wanted: dict[int, float]) -> None:
    """Stack places in their order, each where it wants to be or as near below as there is room."""
    total = sum(place.height + _GAP for place in column)
    known = [wanted[id(place)] for place in column if wanted[id(place)] < 1e6]
    y = (sum(known) / len(known) if known else 0) - total / 2
    for place in column:
        place.y = y
        y += place.height + _GAP


def _widths(found: Layout) -> None:
    x = 0.0
    for column in found.columns:
        words = [wide(text, 6.4) for place in column for hop in place.before for text in hop.words]
        if x:
            x += _BEND + max(words, default=0) + 16
        width = max(place.width for place in column)
        for place in column:
            place.x, place.width = x, width
            found.height = max(found.height, place.y + place.height)
        x += width
    found.width = x


def _lanes(place: Stand) -> None:
    """Put each arrow at a height of its own, in the order of where it comes from or goes."""
    place.before.sort(key=lambda hop: hop.start.middle)
    y = place.middle - sum(hop.room for hop in place.before) / 2
    for hop in place.before:
        y += hop.room
        hop.end_y = y - 6 if place.box is not None else place.middle
    place.after.sort(key=lambda hop: hop.end.middle)
    step = min(14.0, place.height / (len(place.after) + 1))
    for at, hop in enumerate(place.after):
        hop.start_y = place.middle + (at - (len(place.after) - 1) / 2) * step
