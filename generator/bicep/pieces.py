"""The pieces of a text: what is written in it, and what only the deployment knows.

A text is put together of pieces, and a name of segments between slashes.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Protocol, TypeAlias

from generator.language.expressions.parser import parse as parse_once
from generator.language.expressions.tree import (
    Call,
    Expression,
    ExpressionError,
    Property,
    Text,
    depth_of,
)
from generator.language.template import is_expression
from generator.lazy import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Piece: TypeAlias = str | Expression
Segment: TypeAlias = tuple[Piece, ...]
Form: TypeAlias = "Callable[[Reads, tuple[Expression, ...]], Iterable[Piece] | None]"
"""What reads a call of a function as pieces; None where it cannot."""
Variables: TypeAlias = "Callable[[str], object]"
"""Returns the raw value of a variable by its name, None where there is none."""

_DEEPEST_CALLS = 150
"""How many calls and members may stand in each other: printing takes some of Python's stack."""
_SHORT = 200

SUBSCRIPTION = Property(Call("subscription"), "subscriptionId")
GROUP = Property(Call("resourceGroup"), "name")
MANAGEMENT_GROUP = Property(Call("managementGroup"), "name")

_HOLE = regex(r"\{\{|\}\}|\{(\d+)\}|[{}]")


@lru_cache(maxsize=16_384)
def parse(text: str) -> Expression:
    """Read an expression; the same text is asked for many times.

    Raises ExpressionError where it follows no grammar, or is too deep to be printed.
    """
    found = parse_once(text, _DEEPEST_CALLS)
    if len(text) > _SHORT and depth_of(found) > _DEEPEST_CALLS:
        message = f"nested deeper than {_DEEPEST_CALLS} levels; move a part into a variable"
        raise ExpressionError(message, 0)
    return found


def parsed(value: object) -> Expression | None:
    """Return a text of a template as an expression, plain text too; None where it cannot be."""
    if not isinstance(value, str):
        return None
    if not is_expression(value):
        return Text(value[1:] if value.startswith("[[") and value.endswith("]") else value)
    try:
        return parse(value)
    except ExpressionError:
        return None


def format_parts(pattern: str, count: int) -> list[str | int] | None:
    """Return the texts of a format string and the numbers between them; None for other forms."""
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
    """Return pieces with the texts that meet as one."""
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
    """Return the text of a segment that holds nothing else; '' for others."""
    return segment[0] if len(segment) == 1 and isinstance(segment[0], str) else ""


def joined(segment: Segment) -> Expression:
    """Return a segment as the expression for it."""
    parts = tuple(Text(piece) if isinstance(piece, str) else piece for piece in segment)
    return parts[0] if len(parts) == 1 else Call("concat", parts)


class Reads(Protocol):
    """What takes texts apart at one level; without one, ids are not written out."""

    level: str

    def pieces(self, expression: Expression) -> Segment:
        """Return the pieces that a text is put together of."""
