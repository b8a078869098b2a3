"""At which turn of a loop a resource has a name: where the index stands, and what stands there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeGuard

from generator.language.expressions.tree import (
    Call,
    Expression,
    Index,
    Number,
    Property,
    Text,
    walk,
)
from generator.lazy import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.bicep.pieces import Piece, Segment
    from generator.bicep.texts import Texts

_MOST_TURNS = 100
_ANYTHING = "\0"
_FIRST_SIGN = 0xE000
"""Expressions are told apart by one sign each, from those that Unicode leaves to everybody."""


def index_in(
    texts: Texts, pattern: Sequence[Segment], names: Sequence[Segment], loop: str
) -> Expression | None:
    """Return the index at which the names of a loop's resource are some names, or None."""
    if len(pattern) != len(names):
        return None
    found: Expression | None = None
    for one, other in zip(pattern, names, strict=True):
        matched = _match(texts, one, other, loop)
        if matched is None:
            return None
        for index in matched:
            if found is not None and texts.key((found,)) != texts.key((index,)):
                return None
            found = index
    return found


def _match(texts: Texts, pattern: Segment, names: Segment, loop: str) -> list[Expression] | None:
    """Match two segments; gives what stands in the places of the index."""
    if not any(has_index(piece, loop) for piece in pattern):
        return [] if texts.key(pattern) == texts.key(names) else None
    return _by_signs(texts, pattern, names, loop) or _by_trying(texts, pattern, names, loop)


def _by_signs(texts: Texts, pattern: Segment, names: Segment, loop: str) -> list[Expression] | None:
    signs = _Signs(texts)
    text = "".join(map(signs.of, names))
    match = re.fullmatch(
        "".join(signs.pattern(piece, loop) for piece in pattern), text, re.IGNORECASE
    )
    if match is None:
        return None
    found: list[Expression] = []
    indexes = (item for item in pattern if not isinstance(item, str) and has_index(item, loop))
    for piece, part in zip(indexes, match.groups(), strict=True):
        inner = _index(texts, piece, signs.meant(part), loop)
        if inner is None:
            return None
        found += inner
    return found


def _by_trying(
    texts: Texts, pattern: Segment, names: Segment, loop: str
) -> list[Expression] | None:
    """Look for the element that has the names, where the index picks it out of a written array."""
    parts = [part for piece in pattern if not isinstance(piece, str) for part in walk(piece)]
    bases = (part.base for part in parts if isinstance(part, Index) and has_index(part.index, loop))
    listed = next((item for item in map(texts.value, bases) if isinstance(item, list)), [])
    for turn in range(min(len(listed), _MOST_TURNS)):
        tried = tuple(
            piece if isinstance(piece, str) else _at(piece, loop, turn) for piece in pattern
        )
        if texts.key(tried) == texts.key(names):
            return [Number(str(turn))]
    return None


def _at(expression: Expression, loop: str, turn: int) -> Expression:
    """Return an expression as it is at one turn of a loop."""
    offset = offset_of(expression, loop)
    if offset is not None:
        return Number(str(turn + offset))
    match expression:
        case Call(name, arguments, space):
            return Call(name, tuple(_at(item, loop, turn) for item in arguments), space)
        case Property(base, name):
            return Property(_at(base, loop, turn), name)
        case Index(base, index):
            return Index(_at(base, loop, turn), _at(index, loop, turn))
    return expression


@dataclass(slots=True)
class _Signs:
    """Writes segments as texts in which each expression is one sign."""

    texts: Texts
    known: dict[tuple[str, ...], str] = field(default_factory=dict)
    meanings: dict[str, Expression] = field(default_factory=dict)

    def of(self, piece: Piece) -> str:
        """Return the text for a piece."""
        if isinstance(piece, str):
            return piece
        sign = self.known.setdefault(self.texts.key((piece,)), chr(_FIRST_SIGN + len(self.known)))
        self.meanings.setdefault(sign, piece)
        return sign

    def pattern(self, piece: Piece, loop: str) -> str:
        """Return a regular expression for a piece: for one with the index, what may stand there."""
        if isinstance(piece, str) or not has_index(piece, loop):
            return re.escape(self.of(piece))
        return f"(\\d+|[{chr(_FIRST_SIGN)}-\uf8ff])"

    def meant(self, part: str) -> Expression:
        """Return the expression for what stands in the place of an index."""
        return self.meanings.get(part) or Number(str(int(part)))


def _index(texts: Texts, one: Expression, other: Expression, loop: str) -> list[Expression] | None:
    """Match two expressions, the first of which has the index somewhere, part by part."""
    offset = offset_of(one, loop)
    if offset is not None:
        found_at = moved(other, -offset)
        before_first = isinstance(found_at, Number) and found_at.digits.startswith("-")
        return None if before_first else [found_at]
    if not has_index(one, loop):
        return [] if texts.key((one,)) == texts.key((other,)) else None
    first, second = _opened(one), _opened(other)
    if first[0] != second[0] or len(first[1]) != len(second[1]):
        return None
    found: list[Expression] = []
    for part, its in zip(first[1], second[1], strict=True):
        matched = _index(texts, part, its, loop)
        if matched is None:
            return None
        found += matched
    return found


def _opened(expression: Expression) -> tuple[str, tuple[Expression, ...]]:
    """Return what an expression is, its parts aside, and its parts."""
    match expression:
        case Call(_, arguments):
            return f"{expression.full_name.lower()}()", arguments
        case Property(base, name):
            return f".{name.lower()}", (base,)
        case Index(base, index):
            return "[]", (base, index)
    return "", ()


def offset_of(expression: Expression, loop: str) -> int | None:
    """Return what is added to the index of a loop, where that is all that an expression is."""
    base, offset = apart(expression)
    if isinstance(base, Call) and base.name.lower() == "copyindex" and _of_loop(base, loop):
        return offset
    return None


def apart(expression: Expression) -> tuple[Expression, int]:
    """Take the number apart that is added to an expression."""
    match expression:
        case Number(digits) if _is_whole(expression):
            return Number("0"), int(digits)
        case Call(name, arguments, "") if name.lower() == "copyindex":
            named = tuple(item for item in arguments if not _is_whole(item))
            offsets = [item.digits for item in arguments if _is_whole(item)]
            return Call(name, named), sum(map(int, offsets))
        case Call(name, (base, Number(digits) as number), "") if name.lower() in {
            "add",
            "sub",
        } and _is_whole(number):
            inner, offset = apart(base)
            return inner, offset + (int(digits) if name.lower() == "add" else -int(digits))
    return expression, 0


def _is_whole(expression: Expression) -> TypeGuard[Number]:
    return isinstance(expression, Number) and expression.digits.lstrip("-").isdigit()


def moved(expression: Expression, by: int) -> Expression:
    """Return an expression with a number added to it; what cancels out is left out."""
    base, offset = apart(expression)
    total = offset + by
    if isinstance(base, Number):
        return Number(str(total))
    if not by:
        return expression
    if not total:
        return base
    if isinstance(base, Call) and base.name.lower() == "copyindex":
        return Call(base.name, (*base.arguments, Number(str(total))))
    return Call("add" if total > 0 else "sub", (base, Number(str(abs(total)))))


def has_index(piece: Piece, loop: str) -> bool:
    """Whether the index of a loop stands in a piece."""
    if isinstance(piece, str):
        return False
    return any(
        isinstance(part, Call) and part.name.lower() == "copyindex" and _of_loop(part, loop)
        for part in walk(piece)
    )


def _of_loop(call: Call, loop: str) -> bool:
    named = [item.value.lower() for item in call.arguments if isinstance(item, Text)]
    return not named or named[0] == loop.lower()


def may_be_same(texts: Texts, one: Segment, other: Segment) -> bool:
    """Whether two segments may come to one text: an expression may come to any."""
    return _meet(_wild(texts, one), _wild(texts, other))


def _wild(texts: Texts, segment: Segment) -> str:
    pieces = texts.through(segment)
    return "".join(piece.lower() if isinstance(piece, str) else _ANYTHING for piece in pieces)


def _meet(one: str, other: str) -> bool:
    """Whether two patterns have a text in common; `_ANYTHING` in them stands for any text."""
    reached = {(0, 0)}
    waiting = [(0, 0)]
    while waiting:
        at, its = waiting.pop()
        if (at, its) == (len(one), len(other)):
            return True
        for after in _steps(one[at : at + 1], other[its : its + 1], at, its):
            if after not in reached:
                reached.add(after)
                waiting.append(after)
    return False


def _steps(sign: str, its_sign: str, at: int, its: int) -> Iterator[tuple[int, int]]:
    if sign == _ANYTHING:
        yield at + 1, its
        if its_sign:
            yield at, its + 1
    if its_sign == _ANYTHING:
        yield at, its + 1
        if sign:
            yield at + 1, its
    elif sign and sign == its_sign:
        yield at + 1, its + 1
