"""Which resource an expression means: names and ids in a form that can be compared.

A name is taken apart into its segments, and a segment into pieces: texts, and expressions that only
the deployment knows. Variables that hold names are looked through.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
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
    to_text,
)
from generator.language.template import is_expression

if TYPE_CHECKING:
    from collections.abc import Callable

Piece: TypeAlias = str | Expression
Segment: TypeAlias = tuple[Piece, ...]
Variables: TypeAlias = "Callable[[str], object]"
"""Gives the raw value of a variable by its name, None where there is none."""

parse = lru_cache(maxsize=16_384)(parse_once)
"""Reads an expression; the same text is asked for many times."""
_HOLE = re.compile(r"\{\{|\}\}|\{(\d+)\}|[{}]")
_DEEPEST = 12
_MOST_PIECES = 40


@dataclass(frozen=True, slots=True)
class Id:
    """A resource id: its type as it is written, the segments of its name, and where.

    `scope` are the arguments before the type: none, a group, or a subscription and a group. It is
    not `whole` where it begins with the type, as entries of dependsOn may.
    """

    type: str
    names: tuple[Segment, ...]
    scope: tuple[Expression, ...] = ()
    function: str = "resourceid"
    whole: bool = True


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


def pieces_of(expression: Expression, variables: Variables, depth: int = 0) -> Segment:
    """Give the pieces that a text is put together of; texts that meet are one."""
    found: list[Piece] = []
    for piece in _pieces(expression, variables, depth):
        if isinstance(piece, str) and found and isinstance(found[-1], str):
            found[-1] += piece
        elif piece != "":
            found.append(piece)
        if len(found) > _MOST_PIECES:
            return (expression,)
    return tuple(found)


def _pieces(expression: Expression, variables: Variables, depth: int) -> list[Piece]:
    match expression:
        case Text(value):
            return [value]
        case Call(name, arguments) if name.lower() == "concat":
            return [p for item in arguments for p in _pieces(item, variables, depth)]
        case Call(name, (Text(pattern), *values)) if name.lower() == "format":
            parts = format_parts(pattern, len(values))
            if parts is not None:
                found: list[Piece] = []
                for part in parts:
                    text = isinstance(part, str)
                    found += [part] if text else _pieces(values[part], variables, depth)  # type: ignore[list-item,index]
                return found
        case Call(name, (Text(own),)) if name.lower() == "variables" and depth < _DEEPEST:
            raw = variables(own)
            inner = parsed(raw)
            if inner is not None:
                return list(pieces_of(inner, variables, depth + 1))
    return [expression]


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


def same(one: Segment, other: Segment) -> bool:
    """Whether two names are the same for certain; case does not count."""
    return canonical(one) == canonical(other)


def canonical(segment: Segment) -> tuple[str, ...]:
    """Give a name in a form to compare it by."""
    return tuple(f"'{p.lower()}" if isinstance(p, str) else to_text(p).lower() for p in segment)


def id_of(expression: Expression, variables: Variables, depth: int = 0) -> Id | None:
    """Read an expression as a resource id, as far as it can be read."""
    match expression:
        case Call(name, arguments, "") if name.lower() in {
            "resourceid",
            "subscriptionresourceid",
            "tenantresourceid",
        }:
            return _of_function(name.lower(), arguments, variables)
        case Call(name, (Text(own),)) if name.lower() == "variables" and depth < _DEEPEST:
            inner = parsed(variables(own))
            return None if inner is None else id_of(inner, variables, depth + 1)
        case Call(name, _) if name.lower() in {"concat", "format"}:
            return _of_text(pieces_of(expression, variables))
        case Text():
            return _of_text((expression.value,))
    return None


def _of_function(
    function: str, arguments: tuple[Expression, ...], variables: Variables
) -> Id | None:
    for index, argument in enumerate(arguments):
        kind = pieces_of(argument, variables)
        if len(kind) == 1 and isinstance(kind[0], str) and "/" in kind[0]:
            names = [pieces_of(item, variables) for item in arguments[index + 1 :]]
            split = [segment for name in names for segment in segments_of(name)]
            own = kind[0].strip("/")
            if own.count("/") != len(split):
                return None
            return Id(own, tuple(split), local(arguments[:index]), function)
    return None


def _of_text(pieces: Segment) -> Id | None:
    """Read "Microsoft.X/ys/name/zs/name", as in dependsOn; with or without "/" before it."""
    segments = [item for item in segments_of(pieces) if item]
    scope, count = _start_of(segments)
    del segments[:count]
    texts = [item[0] if len(item) == 1 and isinstance(item[0], str) else None for item in segments]
    if len(segments) < 3 or texts[0] is None or "." not in texts[0]:
        return None
    # Either type and name take turns, or the whole type stands before the whole name.
    kinds = texts[1::2]
    if len(segments) % 2 and all(kinds):
        kind = "/".join([texts[0], *(item or "" for item in kinds)])
        return Id(kind, tuple(segments[2::2]), scope, whole=count > 0)
    return None


def _start_of(segments: list[Segment]) -> tuple[tuple[Expression, ...], int]:
    """Read the beginning of a whole id: its scope, and how many segments that takes."""
    start = [_plain(item) for item in segments[:5:2]]
    if start == ["subscriptions", "resourcegroups", "providers"]:
        return local(tuple(_joined(segments[index]) for index in (1, 3))), 5
    if len(segments) > 1 and _plain(segments[1]) == "providers":
        return ((), 2) if _shown(segments[0]) == "[resourcegroup().id]" else ((), 0)
    return (), 0


def local(scope: tuple[Expression, ...]) -> tuple[Expression, ...]:
    """Give the scope of an id without what is that of the template itself."""
    shown = [to_text(item).lower() for item in scope]
    own = ["[subscription().subscriptionid]", "[resourcegroup().name]"]
    if shown in (own, own[1:]):
        return ()
    return scope[1:] if len(shown) > 1 and shown[0] == own[0] else scope


def _shown(segment: Segment) -> str:
    return to_text(_joined(segment)).lower()


def _plain(segment: Segment) -> str:
    return segment[0].lower() if len(segment) == 1 and isinstance(segment[0], str) else ""


def _joined(segment: Segment) -> Expression:
    """Give a segment as the expression for it."""
    parts = tuple(Text(piece) if isinstance(piece, str) else piece for piece in segment)
    return parts[0] if len(parts) == 1 else Call("concat", parts)


def index_in(
    pattern: tuple[Segment, ...], names: tuple[Segment, ...], loop: str
) -> Expression | None:
    """Give the index at which the names of a loop's resource are some names; None where at none."""
    if len(pattern) != len(names):
        return None
    found: Expression | None = None
    for one, other in zip(pattern, names, strict=True):
        matched = _match(one, other, loop)
        if matched is None:
            return None
        for index in matched:
            if found is not None and to_text(found).lower() != to_text(index).lower():
                return None
            found = index
    return found


def _match(pattern: Segment, names: Segment, loop: str) -> list[Expression] | None:
    """Match pieces one by one; gives what stands in the place of the index."""
    if not any(_has_index(piece, loop) for piece in pattern):
        return [] if same(pattern, names) else None
    if len(pattern) == len(names):
        found: list[Expression] = []
        for one, other in zip(pattern, names, strict=True):
            index = _index(one, other, loop)
            if index is None:
                return None
            found += index
        return found
    # A number that is written may have become part of the text around it.
    if len(names) == 1 and isinstance(names[0], str):
        return _match_text(pattern, names[0], loop)
    return None


def _match_text(pattern: Segment, text: str, loop: str) -> list[Expression] | None:
    expression = "".join(
        re.escape(piece) if isinstance(piece, str) else r"(\d+)" for piece in pattern
    )
    match = re.fullmatch(expression, text, re.IGNORECASE)
    indexes = [piece for piece in pattern if not isinstance(piece, str)]
    if match is None or not all(offset_of(piece, loop) is not None for piece in indexes):
        return None
    found: list[Expression] = []
    for piece, digits in zip(indexes, match.groups(), strict=True):
        number = int(digits) - (offset_of(piece, loop) or 0)
        found.append(Number(str(number)))
    return found


def _index(one: Piece, other: Piece, loop: str) -> list[Expression] | None:
    if isinstance(one, str) or not _has_index(one, loop):
        return [] if same((one,), (other,)) else None
    offset = offset_of(one, loop)
    if offset is not None:
        if isinstance(other, str):
            return [Number(str(int(other) - offset))] if other.isdigit() else None
        return [other] if not offset else None
    if isinstance(other, str):
        return None
    return _below(one, other, loop)


def _below(one: Expression, other: Expression, loop: str) -> list[Expression] | None:
    """Match two expressions that hold the index somewhere, part by part."""
    if offset_of(one, loop) == 0:
        return [other]
    first, second = _opened(one), _opened(other)
    if first[0] != second[0] or len(first[1]) != len(second[1]):
        return None
    found: list[Expression] = []
    for part, its in zip(first[1], second[1], strict=True):
        matched = _below(part, its, loop)
        if matched is None:
            return None
        found += matched
    return found


def _opened(expression: Expression) -> tuple[str, tuple[Expression, ...]]:
    """Give what an expression is, its parts aside, and its parts."""
    match expression:
        case Call(_, arguments):
            return f"{expression.full_name.lower()}()", arguments
        case Property(base, name):
            return f".{name.lower()}", (base,)
        case Index(base, index):
            return "[]", (base, index)
    return to_text(expression).lower(), ()


def offset_of(piece: Piece, loop: str) -> int | None:
    """Give what is added to the index of a loop, where that is all that a piece is."""
    if not isinstance(piece, Call) or piece.name.lower() != "copyindex":
        return None
    offset = 0
    for argument in piece.arguments:
        if isinstance(argument, Text):
            if argument.value.lower() != loop.lower():
                return None
        elif isinstance(argument, Number) and argument.digits.lstrip("-").isdigit():
            offset = int(argument.digits)
        else:
            return None
    return offset


def _has_index(piece: Piece, loop: str) -> bool:
    if isinstance(piece, str):
        return False
    match piece:
        case Call(name, arguments):
            if name.lower() == "copyindex":
                named = arguments and isinstance(arguments[0], Text)
                return not named or arguments[0].value.lower() == loop.lower()  # type: ignore[union-attr]
            return any(_has_index(item, loop) for item in arguments)
        case Property(base):
            return _has_index(base, loop)
        case Index(base, index):
            return _has_index(base, loop) or _has_index(index, loop)
    return False
