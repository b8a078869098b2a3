"""Values of a template as values of Bicep: objects, arrays, texts, and the loops within them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from generator.bicep.expressions import FALSE, NULL, TODO, TRUE, Loop, NoForm, Reader, number
from generator.bicep.names import camel
from generator.bicep.nulls import nullable
from generator.bicep.pieces import parse, parsed
from generator.bicep.syntax import (
    Array,
    For,
    Item,
    Lambda,
    Member,
    NonNull,
    Object,
    String,
    names_in,
)
from generator.bicep.syntax import Call as BicepCall
from generator.language.documents.casing import written
from generator.language.expressions.tree import (
    Call,
    ExpressionError,
    Index,
    Property,
    Text,
    to_text,
    walk,
)
from generator.language.template import is_expression, is_loops

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.bicep.spelling import Spelling
    from generator.bicep.syntax import Expression as Bicep
    from generator.language.expressions.tree import Expression


@dataclass(frozen=True, slots=True)
class Writer:
    """Gives values of a template in Bicep at one place; `loops` tells whether one may stand there.

    Bicep takes a loop as the value of a property of a resource, but none within another one.
    `spelling` says how the API spells what stands here, where that is known.
    """

    reader: Reader
    loops: bool = False
    spelling: Spelling | None = None

    def below(self, step: str | int, spelling: Spelling | None = None) -> Writer:
        """Give a writer for what stands below."""
        return Writer(self.reader.at((*self.reader.path, step)), self.loops, spelling)

    def value(self, raw: Any) -> Bicep:
        """Give a value; what has no form is told, and becomes a word that Bicep stops at."""
        if isinstance(raw, str):
            return self.text(raw)
        if isinstance(raw, dict):
            return self._object(raw)
        if isinstance(raw, list):
            return self._array(raw)
        if raw is None:
            return NULL
        if isinstance(raw, bool):
            return TRUE if raw else FALSE
        return number(str(raw))

    def sure(self, raw: Any) -> Bicep:
        """Give a value where Bicep takes no null: what may be null is said not to be."""
        made = self.value(raw)
        expression = parsed(raw) if is_expression(raw) and made != NULL else None
        maybe = expression is not None and nullable(self.reader.shapes, expression)
        return NonNull(made) if maybe else made

    def text(self, raw: str) -> Bicep:
        """Give a text, or what the expression in it says."""
        if not is_expression(raw):
            plain = raw[1:] if raw.startswith("[[") and raw.endswith("]") else raw
            spelled = plain if self.spelling is None else self.spelling.text(plain)
            return String((spelled,) if spelled else ())
        return self.guarded(raw)

    def guarded(self, raw: str) -> Bicep:
        """Give an expression, or tell why it has no form."""
        try:
            return self.reader.read(parse(raw))
        except NoForm as error:
            message = error.message
        except ExpressionError as error:
            message = f"this is no expression: {error.message}"
        self.reader.scope.problem(self.reader.path, message)
        return TODO

    def _array(self, raw: list[Any]) -> Bicep:
        scope, path = self.reader.scope, self.reader.path
        items = []
        spelling = self.spelling and self.spelling.element()
        for index, item in enumerate(raw):
            below = self.below(index, spelling)
            comments = scope.comments.take((*path, index))
            items.append(Item(below.value(item), comments))
        return Array(tuple(items), scope.comments.take_after(path))

    def _object(self, raw: dict[str, Any]) -> Bicep:
        after = self.reader.scope.comments.take_after(self.reader.path)
        return Object(tuple(self.members(raw)), after)

    def members(
        self,
        raw: dict[str, Any],
        leave: frozenset[str] = frozenset(),
        never_null: frozenset[str] = frozenset(),
    ) -> Iterator[Member]:
        """Go through the properties of an object, those that loops make too."""
        path = self.reader.path
        for key, item in raw.items():
            if key.lower() in leave:
                continue
            below = self.below(key)
            comments = self.reader.scope.comments.take((*path, key))
            if key.lower() == "copy" and is_loops(item):
                for index, loop in enumerate(item):
                    inner = replace(below.below(index), spelling=self.spelling)
                    yield inner.loop(loop, raw, comments)
                    comments = ()
                continue
            spelled, spelling = self._spelled(raw, key)
            inside = replace(below, spelling=spelling)
            value = inside.sure if key.lower() in never_null else inside.value
            yield Member(self._key(spelled), value(item), comments)

    def _spelled(self, raw: dict[str, Any], key: str) -> tuple[str, Spelling | None]:
        return (key, None) if self.spelling is None else self.spelling.member(raw, key)

    def _key(self, key: str) -> str | String:
        if not is_expression(key):
            return key[1:] if key.startswith("[[") and key.endswith("]") else key
        made = self.guarded(key)
        return made if isinstance(made, String) else String((made,))

    def loop(self, raw: dict[str, Any], of: dict[str, Any], comments: tuple[str, ...]) -> Member:
        """Give the property that a loop makes of an object."""
        name = str(raw.get(written(raw, "name")))
        lines = (*comments, *self.reader.scope.comments.take(self.reader.path))
        spelled, spelling = self._spelled(of, name)
        inside = replace(self, spelling=spelling and spelling.element())
        return Member(self._key(spelled), inside.turns(raw, name), lines)

    def turns(self, raw: dict[str, Any], name: str) -> Bicep:
        """Give the array that a loop of values makes: a loop, or map() where none may stand."""
        key = written(raw, "input")
        made, over = loop_of(self, raw, name, raw.get(key))
        inside = replace(self.below(key, self.spelling), loops=False)
        inside = replace(inside, reader=inside.reader.inside(made))
        body = inside.value(raw.get(key))
        whole = looped(made, over, body)
        if self.loops:
            return whole
        names = (whole.item, whole.index) if whole.index else (whole.item,)
        return BicepCall("map", (over, Lambda(names, body)))


def looped(loop: Loop, over: Bicep, body: Bicep) -> For:
    """Put a loop around a body; over an array it has an index only where the body uses that."""
    if not loop.item:
        return For(loop.index, over, body)
    used = loop.index in set(names_in(body))
    return For(loop.item, over, body, loop.index if used else "")


def loop_of(writer: Writer, raw: dict[str, Any], name: str, body: Any) -> tuple[Loop, Bicep]:
    """Give a copy loop and what it goes over: an array where its index picks elements of it."""
    reader = writer.reader
    key = written(raw, "count")
    count = raw.get(key)
    index = reader.free(*"ijkmn")
    array = _length_of(count)
    below = replace(writer, reader=reader.at((*reader.path, key)))
    if array is not None:
        over = to_text(array).lower()
        picks = list(_picks(body, name, over))
        if picks and any(picks):
            item = reader.free(_one_of(array), "item", "element")
            return Loop(name, index, item, over), below.guarded(to_text(array))
    made = Loop(name, index)
    return made, BicepCall("range", (number("0"), below.value(count)))


def _length_of(count: Any) -> Expression | None:
    """Give the array whose length is the number of turns."""
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
    """Give a word for one element of an array: `subnet` of `subnets`."""
    match array:
        case Call(_, (Text(name),)) | Property(_, name):
            word = camel(name)
            return word[:-1] if len(word) > 3 and word.endswith("s") else "item"
    return "item"


def _picks(raw: Any, name: str, over: str, *, hidden: bool = False) -> Iterator[bool]:
    """Tell of each use of a loop's index whether it picks an element of the array.

    An index without a name belongs to the loop within, where there is one: `hidden`.
    """
    if isinstance(raw, str) and is_expression(raw):
        try:
            yield from _picks_of(parse(raw), name, over, hidden=hidden)
        except ExpressionError:
            yield False
    elif isinstance(raw, dict):
        for key, item in raw.items():
            yield from _picks(key, name, over, hidden=hidden)
            inner = hidden or (key.lower() == "copy" and is_loops(item))
            yield from _picks(item, name, over, hidden=inner)
    elif isinstance(raw, list):
        for item in raw:
            yield from _picks(item, name, over, hidden=hidden)


def _picks_of(expression: Expression, name: str, over: str, *, hidden: bool) -> Iterator[bool]:
    picked = set()
    for part in walk(expression):
        if not isinstance(part, Index) or to_text(part.base).lower() != over:
            continue
        index = part.index
        plain = isinstance(index, Call) and all(isinstance(item, Text) for item in index.arguments)
        if plain and _is_index(index, name, hidden=hidden):
            picked.add(id(index))
            yield True
    for part in walk(expression):
        if _is_index(part, name, hidden=hidden) and id(part) not in picked:
            yield False


def _is_index(expression: Expression, name: str, *, hidden: bool) -> bool:
    if not isinstance(expression, Call) or expression.name.lower() != "copyindex":
        return False
    named = [item.value.lower() for item in expression.arguments if hasattr(item, "value")]
    return named == [name.lower()] if named else not hidden
