"""Number formats of .NET that picture the number: `000`, `#,##0.00`, `(0);zero`.

Source: the engine's answers in tests/data/engine.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from math import isfinite
from typing import TYPE_CHECKING

from generator.language.expressions.values import Undecided
from generator.lazy import dataclass, field, regex

if TYPE_CHECKING:
    from collections.abc import Iterable

_QUOTED = regex(r"'[^']*'?|\"[^\"]*\"?|\\.?", re.DOTALL)
_PIECE = regex(rf"{_QUOTED.pattern}|[0#]+|.", re.DOTALL)
_SCIENCE = regex(r"[Ee][+-]?0")
_EXACT = Context(prec=400)


@dataclass(slots=True)
class _Picture:
    """One section: what to print in order, be it digits, the point or texts.

    `commas` are those since the last digit: before another one they group, at the end they divide.
    """

    parts: list[str] = field(default_factory=list)
    literal: list[bool] = field(default_factory=list)
    before: str = ""
    after: str = ""
    pointed: bool = False
    grouped: bool = False
    commas: int = 0
    power: int = 0

    def add_digits(self, places: str) -> None:
        self._add(places, literal=False)
        if self.pointed:
            self.after += places
            return
        self.grouped |= self.commas > 0
        self.commas = 0
        self.before += places

    def add_point(self) -> None:
        if not self.pointed:
            self.pointed = True
            self.power -= 3 * self.commas
            self.commas = 0
            self._add(".", literal=False)

    def add_text(self, piece: str) -> None:
        self.power += {"%": 2, "\u2030": 3}.get(piece, 0)
        if piece[0] in "'\"":
            piece = piece[1:].removesuffix(piece[0])
        self._add([piece.removeprefix("\\")], literal=True)

    def _add(self, pieces: Iterable[str], *, literal: bool) -> None:
        for piece in pieces:
            self.parts.append(piece)
            self.literal.append(literal)


def pictured(value: float, form: str) -> str:
    """Write a number as a picture says."""
    if isinstance(value, float) and not isfinite(value):
        raise Undecided("pictures of what is no number")
    exact = Decimal(f"{value:.14e}") if isinstance(value, float) else Decimal(value)
    sections = _sections(form)
    index = _section(exact, sections)
    picture = _picture(sections[index])
    number = _scaled(exact, picture)
    if exact and not number:
        if exact < 0:
            raise Undecided("a small negative number that its picture rounds to zero")
        picture = _picture(sections[_section(Decimal(0), sections)])
        number = _scaled(exact, picture)
    sign = "-" if exact < 0 and index == 0 else ""
    return sign + _drawn(abs(number), picture)


def _section(value: Decimal, sections: list[str]) -> int:
    wanted = 0 if value > 0 else 1 if value < 0 else 2
    return wanted if wanted < len(sections) and sections[wanted] else 0


def _sections(form: str) -> list[str]:
    found = [""]
    for piece in _PIECE.findall(form):
        if piece == ";":
            found.append("")
        else:
            found[-1] += piece
    return found[:3]


def _picture(section: str) -> _Picture:
    if _SCIENCE.search(_QUOTED.sub("", section)):
        raise Undecided("pictures with an exponent")
    picture = _Picture()
    for piece in _PIECE.findall(section):
        if piece[0] in "0#":
            picture.add_digits(piece)
        elif piece == ",":
            picture.commas += bool(picture.before) and not picture.pointed
        elif piece == ".":
            picture.add_point()
        else:
            picture.add_text(piece)
    picture.power -= 3 * picture.commas
    return picture


def _scaled(exact: Decimal, picture: _Picture) -> Decimal:
    unit = Decimal((0, (1,), -len(picture.after)))
    moved = exact.scaleb(picture.power, _EXACT)
    return moved.quantize(unit, ROUND_HALF_UP, _EXACT)


def _drawn(number: Decimal, picture: _Picture) -> str:
    whole, _, fraction = f"{number:f}".partition(".")
    whole = whole.lstrip("0")
    zeros = picture.before.find("0")
    whole = whole.rjust(len(picture.before) - zeros if zeros >= 0 else 0, "0")
    least = picture.after.rfind("0") + 1
    fraction = fraction[:least] + fraction[least:].rstrip("0")
    places = _whole_places(whole, len(picture.before), grouped=picture.grouped)
    ends = iter(fraction)
    pieces: list[str] = []
    digits, point = iter(places), False
    for part, literal in zip(picture.parts, picture.literal, strict=True):
        if literal:
            pieces.append(part)
        elif part == ".":
            point = True
            if not picture.before:
                pieces.append(whole)
            pieces.append("." if fraction else "")
        else:
            pieces.append(next(ends, "") if point else next(digits))
    return "".join(pieces)


def _whole_places(whole: str, count: int, *, grouped: bool) -> list[str]:
    """Return what stands at each place before the point; the first takes all that is left over."""
    digits = [
        digit + ("," if grouped and left and left % 3 == 0 else "")
        for left, digit in zip(range(len(whole) - 1, -1, -1), whole, strict=True)
    ]
    if len(digits) > count > 0:
        over = len(digits) - count + 1
        return ["".join(digits[:over]), *digits[over:]]
    return [""] * (count - len(digits)) + digits
