"""Texts of a template taken apart: variables are looked through, and ids are written out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.bicep.id_texts import ID_FORMS, id_of_scope
from generator.bicep.pieces import format_parts, merged, parsed, segments_of, text_in
from generator.language.expressions.tree import Call, Expression, Index, Number, Property, Text
from generator.lazy import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.bicep.pieces import Form, Piece, Reads, Segment, Variables

_MOST_PIECES = 40
_LONGEST = 8192
"""How long a text may get that is put together; no id is longer."""
_DEEPEST = 40
"""How many variables are looked through that one leads to through the others."""
_EXPRESSIONS = (Text, Number, Call, Property, Index)
_SAME_NAME = {"string", "tolower", "toupper"}
"""Functions that change nothing of a name: Azure compares names without their case."""


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
    _segments: dict[Segment, tuple[str, ...]] = field(default_factory=dict)
    _open: set[str] = field(default_factory=set)
    _depth: int = 0

    def pieces(self, expression: Expression) -> Segment:
        """Return the pieces that a text is put together of."""
        known = self._known.get(expression)
        if known is not None:
            return known
        if self._depth >= _DEEPEST:
            return (expression,)
        self._depth += 1
        known = merged(self._parts(expression))
        self._depth -= 1
        if len(known) > _MOST_PIECES or sum(map(_length, known)) > _LONGEST:
            known = (expression,)
        self._known[expression] = known
        return known

    def through(self, segment: Segment) -> Segment:
        """Return a segment with what is in it taken apart as well."""
        return merged(part for piece in segment for part in self._of(piece))

    def key(self, segment: Segment) -> tuple[str, ...]:
        """Return a segment in a form to compare it by; case does not count."""
        known = self._segments.get(segment)
        if known is None:
            known = tuple(
                f"'{piece.lower()}" if isinstance(piece, str) else self._key(piece)
                for piece in self.through(segment)
            )
            self._segments[segment] = known
        return known

    def keys(self, segments: Iterable[Segment]) -> list[tuple[str, ...]]:
        """Return segments in a form to compare them by."""
        return [self.key(item) for item in segments]

    def value(self, expression: Expression) -> object:
        """Return what an expression stands for: a member of a variable, else itself."""
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
        """Return a raw value with its expression read and looked through; `expression` for none."""
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
            whole = id_of_scope(value) if self.level else None
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


def _length(piece: Piece) -> int:
    return len(piece) if isinstance(piece, str) else 0


def _concat(texts: Reads, arguments: tuple[Expression, ...]) -> Iterable[Piece] | None:
    return [piece for item in arguments for piece in texts.pieces(item)]


def _format(texts: Reads, arguments: tuple[Expression, ...]) -> Iterable[Piece] | None:
    pattern, *values = arguments or (Number("0"),)
    parts = format_parts(pattern.value, len(values)) if isinstance(pattern, Text) else None
    if parts is None:
        return None
    found: list[Piece] = []
    for part in parts:
        found += (part,) if isinstance(part, str) else texts.pieces(values[part])
    return found


def _same_name(texts: Reads, arguments: tuple[Expression, ...]) -> Iterable[Piece] | None:
    return texts.pieces(arguments[0]) if texts.level and len(arguments) == 1 else None


def _end(at: int) -> Form:
    """Read first(split(..)) and last(split(..))."""

    def read(texts: Reads, arguments: tuple[Expression, ...]) -> Iterable[Piece] | None:
        return _segment(texts, arguments[0], at) if len(arguments) == 1 else None

    return read


def _element(texts: Reads, expression: Expression) -> Segment | None:
    """Read "split(text, '/')[n]"."""
    match expression:
        case Index(base, Number(digits)) if digits.isdigit():
            return _segment(texts, base, int(digits))
    return None


def _segment(texts: Reads, expression: Expression, at: int) -> Segment | None:
    """Return one segment of a text that is split at its slashes."""
    match expression:
        case Call(name, (text, Text("/")), "") if name.lower() == "split":
            pieces = texts.pieces(text)
            found = segments_of(pieces)
            # An expression may hold a slash: only where ids are meant it is taken for one segment.
            sure = texts.level or all(isinstance(piece, str) for piece in pieces)
            if sure and 1 < len(found) > at:
                return found[at] or ("",)
    return None


_FORMS: dict[str, Form] = {
    "concat": _concat,
    "format": _format,
    "first": _end(0),
    "last": _end(-1),
    **dict.fromkeys(_SAME_NAME, _same_name),
    **ID_FORMS,
}
