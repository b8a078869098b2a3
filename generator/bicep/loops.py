"""Copy loops as the loops of Bicep: over a range, or over the array whose elements they pick."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.bicep.forms import Loop
from generator.bicep.names import camel
from generator.bicep.pieces import parse
from generator.bicep.syntax import For, names_in
from generator.language.expressions.tree import (
    Call,
    ExpressionError,
    Index,
    Number,
    Property,
    Text,
    to_text,
    walk,
)
from generator.language.template import is_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.bicep.expressions import Reader
    from generator.bicep.syntax import Expression as Bicep
    from generator.language.expressions.tree import Expression


def looped(loop: Loop, over: Bicep, body: Bicep) -> For:
    """Put a loop around a body; over an array it has an index only where the body uses that."""
    if loop.item in {"", loop.index}:
        return For(loop.index, over, body)
    used = loop.index in set(names_in(body))
    return For(loop.item, over, body, loop.index if used else "")


def loop_at(reader: Reader, count: Any, name: str, body: Any) -> tuple[Loop, Expression | None]:
    """Return a copy loop, and the array that it goes over; None where it only counts its turns."""
    index = reader.free(*"ijkmn")
    array = _length_of(count)
    if array is None:
        return Loop(name, index), None
    over = to_text(array).lower()
    if _is_counted(array):
        return Loop(name, index, index, over), array
    picks = list(_Picks(name, over, unnamed=not reader.loops).within(body))
    if picks and any(picks):
        item = reader.free(_one_of(array), "item", "element")
        return Loop(name, index, item, over), array
    return Loop(name, index), None


def _is_counted(array: Expression) -> bool:
    """Whether the elements of an array are the turns themselves, as those of range(0, n) are."""
    match array:
        case Call(name, (Number("0"), _)) if name.lower() == "range":
            return True
    return False


def _length_of(count: Any) -> Expression | None:
    """Return the array whose length is the number of turns."""
    if not is_expression(count):
        return None
    try:
        match parse(count):
            case Call(name, (array,)) if name.lower() == "length":
                return array
    except ExpressionError:
        pass
    return None


def _one_of(array: Expression) -> str:
    """Return a word for one element of an array: `subnet` of `subnets`."""
    match array:
        case Call(_, (Text(name),)) | Property(_, name):
            word = camel(name)
            return word[:-1] if len(word) > 3 and word.endswith("s") else "item"
    return "item"


class _Picks:
    """Reports for each use of a loop's index whether it picks an element of the array.

    An index without a name belongs to the outermost loop: `unnamed` tells whether that is this one.
    """

    def __init__(self, name: str, over: str, *, unnamed: bool) -> None:
        self._name = name
        self._over = over
        self._unnamed = unnamed

    def within(self, raw: Any) -> Iterator[bool]:
        """Yield the uses of the index in a value."""
        if isinstance(raw, str) and is_expression(raw):
            try:
                yield from self._in_expression(parse(raw))
            except ExpressionError:
                yield False
        elif isinstance(raw, dict):
            for key, item in raw.items():
                yield from self.within(key)
                yield from self.within(item)
        elif isinstance(raw, list):
            for item in raw:
                yield from self.within(item)

    def _in_expression(self, expression: Expression) -> Iterator[bool]:
        picked = set()
        for part in walk(expression):
            if not isinstance(part, Index) or to_text(part.base).lower() != self._over:
                continue
            index = part.index
            plain = isinstance(index, Call) and all(isinstance(a, Text) for a in index.arguments)
            if plain and self._is_index(index):
                picked.add(id(index))
                yield True
        for part in walk(expression):
            if self._is_index(part) and id(part) not in picked:
                yield False

    def _is_index(self, expression: Expression) -> bool:
        if not isinstance(expression, Call) or expression.name.lower() != "copyindex":
            return False
        named = [item.value.lower() for item in expression.arguments if isinstance(item, Text)]
        return named == [self._name.lower()] if named else self._unnamed
