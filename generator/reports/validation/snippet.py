"""A line of a source and a line below it that marks a range, as they look on a terminal.

Tabs are as wide as four blanks, East Asian characters take two columns, joined marks none. What
would steer the terminal is shown as a sign. Of a long line the part around the range is left.
"""

from __future__ import annotations

from generator.lazy import dataclass
from generator.wording.printable import MARK, is_visible

_TAB = "    "
_CUT = "…"
_UNSHOWN = "\ufffd"
_BEFORE = 24
"""So many columns stay before a range in a line that is cut."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """The line as shown, and the marks that stand below it."""

    source: str
    marks: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One character of a source as it is shown."""

    text: str
    columns: int


def snippet(line: str, start: int, end: int, width: int, hidden: list[range]) -> Snippet:
    """Show a line with the characters from `start` to `end` marked, in at most `width` columns.

    What stands in the ranges `hidden` is shown as three stars.
    """
    line = MARK.sub(f"#{_UNSHOWN}", line)
    first = _first_shown(line, start, end, width)
    # A column shows at most one character and marks without a column of their own are rare.
    cells = [cell(line[at], at, hidden) for at in range(first, min(len(line), first + 2 * width))]
    kept, used = 0, 1 if first else 0
    while kept < len(cells) and used + cells[kept].columns < width:
        used += cells[kept].columns
        kept += 1
    cut = first + kept < len(line)
    source = (_CUT if first else "") + "".join(item.text for item in cells[:kept])
    before = sum(item.columns for item in cells[: start - first])
    marked = sum(item.columns for item in cells[start - first : min(kept, end - first)])
    marks = " " * (before + bool(first)) + "^" * max(marked, 1)
    return Snippet((source + (_CUT if cut else "")).rstrip(), marks)


def _first_shown(line: str, start: int, end: int, width: int) -> int:
    """Return where the shown part begins: as early as the whole range can still be seen."""
    start = min(start, len(line))
    around = line[max(0, start - width) : start + width]
    wide = 1 if around.isascii() and "\t" not in around else 4
    if wide * min(len(line), end) < width or wide * len(line) < width:
        return 0
    return max(0, start - _BEFORE // wide)


def cell(character: str, at: int, hidden: list[range]) -> Cell:
    """Return what is shown for the character at an offset."""
    for place in hidden:
        if at in place:
            return Cell("***", 3) if at == place.start else Cell("", 0)
    if " " <= character <= "~":
        return Cell(character, 1)
    return _unusual(character)


def _unusual(character: str) -> Cell:
    if character == "\t":
        return Cell(_TAB, len(_TAB))
    if not is_visible(character):
        return Cell(_UNSHOWN, 1)
    import unicodedata

    if unicodedata.category(character) in {"Mn", "Me"}:
        return Cell(character, 0)
    return Cell(character, 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1)
