"""Values of a template as values of Bicep: objects, arrays, texts, and the loops within them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.bicep.forms import FALSE, NULL, TODO, TRUE, Loop, NoForm, number
from generator.bicep.long_texts import too_long
from generator.bicep.loops import loop_at, looped
from generator.bicep.nulls import nullable
from generator.bicep.pieces import parse, parsed
from generator.bicep.syntax import (
    Array,
    FunctionCall,
    Integer,
    Item,
    Lambda,
    Member,
    NonNull,
    Object,
    String,
    is_too_long,
)
from generator.language.documents.casing import written
from generator.language.expressions.tree import (
    ExpressionError,
    to_text,
)
from generator.language.template import is_expression, is_loops
from generator.lazy import dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.bicep.expressions import Reader
    from generator.bicep.spelling import Spelling
    from generator.bicep.syntax import Expression as Bicep


@dataclass(frozen=True, slots=True)
class ValueWriter:
    """Writes values of a template in Bicep at one place; `loops` tells whether one may stand there.

    Bicep takes a loop as the value of a property of a resource, but none within another one.
    `spelling` says how the API spells what stands here, where that is known. Where `texts` is set,
    what looks like an expression or a loop is none.
    """

    reader: Reader
    loops: bool = False
    spelling: Spelling | None = None
    texts: bool = False

    def below(self, step: str | int, spelling: Spelling | None = None) -> ValueWriter:
        """Return a writer for what stands below."""
        path = (*self.reader.path, step)
        texts = self.texts or path in self.reader.scope.plain_at
        return replace(self, reader=self.reader.at(path), spelling=spelling, texts=texts)

    def value(self, raw: Any) -> Bicep:
        """Return a value; what has no form is told, and becomes a word that Bicep stops at."""
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
        """Return a value where Bicep takes no null: what may be null is said not to be."""
        made = self.value(raw)
        expression = parsed(raw) if is_expression(raw) and made != NULL else None
        maybe = expression is not None and nullable(self.reader.shapes, expression)
        return NonNull(made) if maybe else made

    def text(self, raw: str) -> Bicep:
        """Return a text, or what the expression in it says."""
        if self.texts or not is_expression(raw):
            text = unescaped(raw)
            if is_too_long(text):
                return too_long(self.reader, text)
            spelled = text if self.spelling is None else self.spelling.text(text)
            return String((spelled,) if spelled else ())
        return self.guarded(raw)

    def guarded(self, raw: str) -> Bicep:
        """Return an expression, or tell why it has no form."""
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
        """Yield the properties of an object, those that loops make too."""
        path = self.reader.path
        for key, item in raw.items():
            if key.lower() in leave:
                continue
            below = self.below(key)
            comments = self.reader.scope.comments.take((*path, key))
            if key.lower() == "copy" and is_loops(item) and not self.texts:
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
        if self.texts or not is_expression(key):
            return unescaped(key)
        made = self.guarded(key)
        return made if isinstance(made, String) else String((made,))

    def loop(self, raw: dict[str, Any], of: dict[str, Any], comments: tuple[str, ...]) -> Member:
        """Return the property that a loop makes of an object."""
        name = str(raw.get(written(raw, "name")))
        lines = (*comments, *self.reader.scope.comments.take(self.reader.path))
        spelled, spelling = self._spelled(of, name)
        inside = replace(self, spelling=spelling and spelling.element())
        return Member(self._key(spelled), inside.turns(raw, name), lines)

    def turns(self, raw: dict[str, Any], name: str) -> Bicep:
        """Return the array that a loop of values makes: a loop, or map() where none may stand."""
        key = written(raw, "input")
        made, over = loop_of(self, raw, name, raw.get(key))
        inside = replace(self.below(key, self.spelling), loops=False)
        inside = replace(inside, reader=inside.reader.inside(made))
        body = inside.value(raw.get(key))
        whole = looped(made, over, body)
        if self.loops:
            return whole
        names = (whole.item, whole.index) if whole.index else (whole.item,)
        return FunctionCall("map", (over, Lambda(names, body)))


def unescaped(text: str) -> str:
    """Return a text that is no expression; a second bracket only says that it is none."""
    return text[1:] if text.startswith("[[") and text.endswith("]") else text


def plain(raw: Any) -> Bicep:
    """Return a value as a constant, as decorators want one: in it no text is an expression."""
    match raw:
        case dict():
            return Object(tuple(Member(key, plain(item)) for key, item in raw.items()))
        case list():
            return Array(tuple(Item(plain(item)) for item in raw))
        case None:
            return NULL
        case bool():
            return TRUE if raw else FALSE
        case int() if isinstance(number(str(raw)), Integer):
            return Integer(raw)
    return String((str(raw),) if raw != "" else ())


def loop_of(writer: ValueWriter, raw: dict[str, Any], name: str, body: Any) -> tuple[Loop, Bicep]:
    """Return a copy loop and what it goes over: an array where its index picks elements of it."""
    key = written(raw, "count")
    count = raw.get(key)
    below = replace(writer, reader=writer.reader.at((*writer.reader.path, key)))
    loop, array = loop_at(below.reader, count, name, body)
    if array is not None:
        return loop, below.guarded(to_text(array))
    return loop, FunctionCall("range", (number("0"), below.value(count)))
