"""Texts of a template taken apart: what is written in them, and what only the deployment knows.

A text is put together of pieces, and a name of segments between slashes. Variables that hold texts
are looked through, and every way to write an id comes to the text of that id.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import TYPE_CHECKING, TypeAlias

from generator.language.expressions.parser import parse as parse_once
from generator.language.expressions.tree import (
    Call,
    Expression,
    ExpressionError,
    Index,
    Number,
    Property,
    Text,
)
from generator.language.template import is_expression

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Piece: TypeAlias = str | Expression
Segment: TypeAlias = tuple[Piece, ...]
Variables: TypeAlias = "Callable[[str], object]"
"""Gives the raw value of a variable by its name, None where there is none."""

_DEEPEST_CALLS = 150
"""How many calls may stand in each other: printing them takes some of Python's own for each."""
parse = lru_cache(maxsize=16_384)(partial(parse_once, deepest=_DEEPEST_CALLS))
"""Reads an expression; the same text is asked for many times."""

SUBSCRIPTION = Property(Call("subscription"), "subscriptionId")
GROUP = Property(Call("resourceGroup"), "name")
MANAGEMENT_GROUP = Property(Call("managementGroup"), "name")

_HOLE = re.compile(r"\{\{|\}\}|\{(\d+)\}|[{}]")
_MOST_PIECES = 40
_LONGEST = 8192
"""How long a text may get that is put together; no id is longer."""
_DEEPEST = 40
"""How many variables are looked through that one leads to through the others."""
_EXPRESSIONS = (Text, Number, Call, Property, Index)
_SAME_NAME = {"string", "tolower", "toupper"}
"""Functions that change nothing of a name: Azure compares names without their case."""


def parsed(value: object) -> Expression | None:
    """Give a text of a template as an expression, plain text too; None where it cannot be."""
    if not isinstance(value, str):
        return None
    if not is_expression(value):
        return Text(value[1:] if value.startswith("[[") and value.endswith("]") else value)
    try:
        return parse(value)
    except ExpressionError:
        return None


def format_parts(pattern: str, count: int) -> list[str | int] | None:
    """Give the texts of a format string and the numbers between them; None for other forms."""
    parts: list[str | int] = []
    at = 0
    text = ""
    for match in _HOLE.finditer(pattern):
        text += pattern[at : match.start()]
        at = match.end()
        if match[1] is not None:
            if int(match[1]) >= count:
                return None
            parts += [text, int(match[1])]
            text = ""
        elif len(match[0]) == 2:
            text += match[0][0]
        else:
            return None
    parts.append(text + pattern[at:])
    return [part for part in parts if part != ""]


def merged(pieces: Iterable[Piece]) -> Segment:
    """Give pieces with the texts that meet as one."""
    found: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and found and isinstance(found[-1], str):
            found[-1] += piece
        elif piece != "":
            found.append(piece)
    return tuple(found)


def segments_of(pieces: Segment) -> tuple[Segment, ...]:
    """Split a name at its slashes; those within expressions cannot be seen."""
    found: list[list[Piece]] = [[]]
    for piece in pieces:
        if not isinstance(piece, str):
            found[-1].append(piece)
            continue
        first, *others = piece.split("/")
        if first:
            found[-1].append(first)
        found += [[item] if item else [] for item in others]
    return tuple(tuple(item) for item in found)


def text_in(segment: Segment) -> str:
    """Give the text of a segment that holds nothing else; '' for others."""
    return segment[0] if len(segment) == 1 and isinstance(segment[0], str) else ""


def _length(piece: Piece) -> int:
    return len(piece) if isinstance(piece, str) else 0


def joined(segment: Segment) -> Expression:
    """Give a segment as the expression for it."""
    parts = tuple(Text(piece) if isinstance(piece, str) else piece for piece in segment)
    return parts[0] if len(parts) == 1 else Call("concat", parts)


@dataclass(slots=True)
class Texts:
    """Takes the texts of one template apart.

    `level` is the kind of scope that the template goes to; without it ids are not written out, and
    nothing is taken for granted of what an expression gives: a name can be printed from that.
    """

    variables: Variables = field(default=lambda _: None)
    level: str = ""
    _known: dict[Expression, Segment] = field(default_factory=dict)
    _keys: dict[Expression, str] = field(default_factory=dict)
    _open: set[str] = field(default_factory=set)
    _depth: int = 0

    def pieces(self, expression: Expression) -> Segment:
        """Give the pieces that a text is put together of."""
        known = self._known.get(expression)
        if known is not None or self._depth >= _DEEPEST:
            return known or (expression,)
        self._depth += 1
        known = merged(self._parts(expression))
        self._depth -= 1
        if len(known) > _MOST_PIECES or sum(map(_length, known)) > _LONGEST:
            known = (expression,)
        self._known[expression] = known
        return known

    def through(self, segment: Segment) -> Segment:
        """Give a segment with what is in it taken apart as well."""
        return merged(part for piece in segment for part in self._of(piece))

    def key(self, segment: Segment) -> tuple[str, ...]:
        """Give a segment in a form to compare it by; case does not count."""
        return tuple(
            f"'{piece.lower()}" if isinstance(piece, str) else self._key(piece)
            for piece in self.through(segment)
        )

    def keys(self, segments: Iterable[Segment]) -> list[tuple[str, ...]]:
        """Give segments in a form to compare them by."""
        return [self.key(item) for item in segments]

    def value(self, expression: Expression) -> object:
        """Give what an expression stands for: a member of a variable, else itself."""
        match expression:
            case Call(name, (argument,), "") if name.lower() == "variables":
                return self._variable(expression, text_in(self.pieces(argument)))
            case Property(base, name):
                return self._member(expression, base, name)
            case Index(base, Text(name)):
                return self._member(expression, base, name)
            case Index(base, Number(digits)):
                listed = self.value(base)
                if isinstance(listed, list) and digits.isdigit() and int(digits) < len(listed):
                    return self._plain(expression, listed[int(digits)])
        return expression

    def _variable(self, expression: Expression, name: str) -> object:
        if not name or name.lower() in self._open or len(self._open) >= _DEEPEST:
            return expression
        self._open.add(name.lower())
        try:
            return self._plain(expression, self.variables(name))
        finally:
            self._open.discard(name.lower())

    def _member(self, expression: Expression, base: Expression, name: str) -> object:
        holder = self.value(base)
        if isinstance(holder, dict):
            raw = next((item for key, item in holder.items() if key.lower() == name.lower()), None)
            return self._plain(expression, raw)
        if isinstance(holder, _EXPRESSIONS):
            return Property(holder, name)
        return expression

    def _plain(self, expression: Expression, raw: object) -> object:
        """Give a raw value with its expression read and looked through; `expression` for none."""
        if isinstance(raw, str):
            inner = parsed(raw)
            return expression if inner is None else self.value(inner)
        return expression if raw is None or isinstance(raw, bool) else raw

    def _of(self, piece: Piece) -> Segment:
        return (piece,) if isinstance(piece, str) else self.pieces(piece)

    def _parts(self, expression: Expression) -> Iterable[Piece]:
        match expression:
            case Text(value):
                return (value,)
            case Number(digits):
                return (digits,)
            case Call(name, arguments, "") if name.lower() in _FORMS:
                made = _FORMS[name.lower()](self, arguments)
                return (expression,) if made is None else made
        element = _element(self, expression)
        if element is not None:
            return element
        return self._looked_through(expression)

    def _looked_through(self, expression: Expression) -> Segment:
        value = self.value(expression)
        if isinstance(value, _EXPRESSIONS):
            whole = _of_scope(value) if self.level else None
            if whole is not None:
                return whole
            return (expression,) if value == expression else self.pieces(value)
        return (str(value),) if isinstance(value, int) else (expression,)

    def _key(self, expression: Expression) -> str:
        known = self._keys.get(expression)
        if known is None:
            known = self._written(expression)
            self._keys[expression] = known
        return known

    def _written(self, expression: Expression) -> str:
        match expression:
            case Call(name, arguments, space):
                inner = ",".join("+".join(self.key((item,))) for item in arguments)
                return f"{space}.{name}({inner})".lower()
            case Property(base, name):
                return f"{'+'.join(self.key((base,)))}.{name}".lower()
            case Index(base, index):
                around = ("+".join(self.key((item,))) for item in (base, index))
                return "{}[{}]".format(*around).lower()
        return ""


def _concat(texts: Texts, arguments: tuple[Expression, ...]) -> Iterable[Piece] | None:
    return [piece for item in arguments for piece in texts.pieces(item)]


def _format(texts: Texts, arguments: tuple[Expression, ...]) -> Iterable[Piece] | None:
    pattern, *values = arguments or (Number("0"),)
    parts = format_parts(pattern.value, len(values)) if isinstance(pattern, Text) else None
    if parts is None:
        return None
    found: list[Piece] = []
    for part in parts:
        found += (part,) if isinstance(part, str) else texts.pieces(values[part])
    return found


def _same_name(texts: Texts, arguments: tuple[Expression, ...]) -> Iterable[Piece] | None:
    return texts.pieces(arguments[0]) if texts.level and len(arguments) == 1 else None


def _end(at: int) -> Form:
    """Read first(split(..)) and last(split(..))."""

    def read(texts: Texts, arguments: tuple[Expression, ...]) -> Iterable[Piece] | None:
        return _segment(texts, arguments[0], at) if len(arguments) == 1 else None

    return read


def _element(texts: Texts, expression: Expression) -> Segment | None:
    """Read "split(text, '/')[n]"."""
    match expression:
        case Index(base, Number(digits)) if digits.isdigit():
            return _segment(texts, base, int(digits))
    return None


def _segment(texts: Texts, expression: Expression, at: int) -> Segment | None:
    """Give one segment of a text that is split at its slashes."""
    match expression:
        case Call(name, (text, Text("/")), "") if name.lower() == "split":
            pieces = texts.pieces(text)
            found = segments_of(pieces)
            # An expression may hold a slash: only where ids are meant it is taken for one segment.
            sure = texts.level or all(isinstance(piece, str) for piece in pieces)
            if sure and 1 < len(found) > at:
                return found[at] or ("",)
    return None


def _of_scope(expression: Expression) -> Segment | None:
    """Write out the id of a scope: "resourceGroup().id" and its like."""
    match expression:
        case Property(Call(name, (), ""), what) if what.lower() == "id":
            return _SCOPES.get(name.lower())
    return None


_SCOPES: dict[str, Segment] = {
    "resourcegroup": ("/subscriptions/", SUBSCRIPTION, "/resourceGroups/", GROUP),
    "subscription": ("/subscriptions/", SUBSCRIPTION),
    "managementgroup": (
        "/providers/Microsoft.Management/managementGroups/",
        MANAGEMENT_GROUP,
    ),
}
_OF_LEVEL = {"resourceGroup": "resourcegroup", "subscription": "subscription"}


def _resource_id(texts: Texts, arguments: tuple[Expression, ...]) -> Iterable[Piece] | None:
    at = _type_at(texts, arguments)
    before = arguments[: at or 0]
    if at == 0:
        start: Segment | None = _SCOPES.get(_OF_LEVEL.get(texts.level, ""), ())
    elif at == 1 and texts.level == "resourceGroup":
        start = ("/subscriptions/", SUBSCRIPTION, "/resourceGroups/", *texts.pieces(before[0]))
    elif at == 1:
        start = ("/subscriptions/", *texts.pieces(before[0]))
    elif at == 2:
        group = texts.pieces(before[1])
        start = ("/subscriptions/", *texts.pieces(before[0]), "/resourceGroups/", *group)
    else:
        start = None
    return _id_from(texts, start, arguments[at or 0 :])


def _subscription_id(texts: Texts, arguments: tuple[Expression, ...]) -> Iterable[Piece] | None:
    at = _type_at(texts, arguments)
    own = texts.pieces(arguments[0]) if at == 1 else (SUBSCRIPTION,)
    return _id_from(texts, ("/subscriptions/", *own), arguments[at:]) if at in {0, 1} else None


def _management_id(texts: Texts, arguments: tuple[Expression, ...]) -> Iterable[Piece] | None:
    at = _type_at(texts, arguments)
    own = texts.pieces(arguments[0]) if at == 1 else (MANAGEMENT_GROUP,)
    start = (_SCOPES["managementgroup"][0], *own)
    return _id_from(texts, start, arguments[at:]) if at in {0, 1} else None


def _tenant_id(texts: Texts, arguments: tuple[Expression, ...]) -> Iterable[Piece] | None:
    return _id_from(texts, (), arguments)


def _extension_id(texts: Texts, arguments: tuple[Expression, ...]) -> Iterable[Piece] | None:
    return _id_from(texts, texts.pieces(arguments[0]), arguments[1:]) if arguments else None


def _type_at(texts: Texts, arguments: tuple[Expression, ...]) -> int | None:
    """Give the place of the type among the arguments, which is the first text with a slash."""
    kinds = (text_in(texts.pieces(item)) for item in arguments)
    return next((index for index, kind in enumerate(kinds) if "/" in kind), None)


def _id_from(
    texts: Texts, start: Segment | None, arguments: tuple[Expression, ...]
) -> Iterable[Piece] | None:
    """Write an id out: its scope, then types and names by turns."""
    if start is None or not texts.level or not arguments:
        return None
    space, *kinds = text_in(texts.pieces(arguments[0])).strip("/").split("/")
    names = [part for item in arguments[1:] for part in segments_of(texts.pieces(item))]
    if not kinds or len(kinds) != len(names):
        return None
    return [*start, f"/providers/{space}", *_by_turns(kinds, names)]


def _by_turns(kinds: list[str], names: list[Segment]) -> Iterator[Piece]:
    for kind, name in zip(kinds, names, strict=True):
        yield f"/{kind}/"
        yield from name


Form: TypeAlias = "Callable[[Texts, tuple[Expression, ...]], Iterable[Piece] | None]"
_FORMS: dict[str, Form] = {
    "concat": _concat,
    "format": _format,
    "first": _end(0),
    "last": _end(-1),
    **dict.fromkeys(_SAME_NAME, _same_name),
    "resourceid": _resource_id,
    "subscriptionresourceid": _subscription_id,
    "managementgroupresourceid": _management_id,
    "tenantresourceid": _tenant_id,
    "extensionresourceid": _extension_id,
}
