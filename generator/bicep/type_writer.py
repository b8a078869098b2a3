"""How types of Bicep are laid out over lines: as `bicep format` leaves them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.bicep.lines import flat, key
from generator.bicep.statements import (
    ArrayType,
    NonNullable,
    Nullable,
    ObjectType,
    TupleType,
    Union,
)
from generator.bicep.syntax import At, Get
from generator.bicep.writer import STEP

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from generator.bicep.statements import Decorator, Type
    from generator.bicep.syntax import Expression
    from generator.bicep.writer import Writer


def write_type(to: Writer, kind: Type | Expression, indent: str) -> None:
    """Write a type; lines after the first have this indent or a deeper one."""
    write = _WRITERS.get(type(kind))
    if write is not None:
        if stiff_type(kind) or not to.fits(flat_type(kind)):
            write(to, kind, indent)
        return
    pieces = _PIECES.get(type(kind))
    _write_pieces(to, pieces(kind) if pieces else (flat_type(kind),), indent)


def _write_pieces(to: Writer, pieces: Iterable[str | Type], indent: str) -> None:
    for piece in pieces:
        if isinstance(piece, str):
            to.put(piece)
        else:
            write_type(to, piece, indent)


def write_parameters(to: Writer, parameters: Sequence[tuple[str, Type]]) -> None:
    """Write the parameters of a function, in their brackets."""
    listed = f"({', '.join(f'{name} {flat_type(kind)}' for name, kind in parameters)})"
    if not any(stiff_type(kind) for _, kind in parameters) and to.fits(listed):
        return
    to.put("(")
    for number, (name, kind) in enumerate(parameters):
        to.put("," if number else "")
        to.line(STEP)
        to.put(f"{name} ")
        write_type(to, kind, STEP)
    to.line("")
    to.put(")")


def write_decorators(to: Writer, decorators: Sequence[Decorator], indent: str) -> None:
    """Write decorators, each on its lines, before what they decorate at this indent."""
    for decorator in decorators:
        to.put(f"@{decorator.name}")
        to.arguments(decorator.arguments, indent, own=True)
        to.line(indent)


def stiff_type(kind: Type | Expression) -> bool:
    """Whether a type goes over several lines however short it is."""
    match kind:
        case ObjectType(properties):
            return bool(properties)
        case TupleType(items):
            return any(item.decorators or stiff_type(item.type) for item in items)
        case Union(options):
            return any(map(stiff_type, options))
    pieces = _PIECES.get(type(kind))
    return pieces is not None and any(
        stiff_type(piece) for piece in pieces(kind) if not isinstance(piece, str)
    )


def flat_type(kind: Type | Expression) -> str:
    """Print a type on one line."""
    match kind:
        case Union(options):
            return " | ".join("".join(map(_flat, _option(option))) for option in options)
        case TupleType(items):
            return f"[{', '.join(flat_type(item.type) for item in items)}]"
        case ObjectType():
            return "{}"
        case ArrayType() | Nullable() | NonNullable() | At() | Get():
            return "".join(map(_flat, _PIECES[type(kind)](kind)))
    return flat(kind)


def _flat(piece: str | Type) -> str:
    return piece if isinstance(piece, str) else flat_type(piece)


def _bracketed(kind: Type, *kinds: type) -> tuple[str | Type, ...]:
    return ("(", kind, ")") if isinstance(kind, kinds) else (kind,)


def _option(kind: Type) -> tuple[str | Type, ...]:
    return _bracketed(kind, Union)


_PIECES: dict[type, Callable[[Any], tuple[Any, ...]]] = {
    ArrayType: lambda it: (*_bracketed(it.item, Union, Nullable), "[]"),
    Nullable: lambda it: (*_bracketed(it.type, Union), "?"),
    At: lambda it: (it.base, f"[{flat(it.index)}]"),
    NonNullable: lambda it: (*_bracketed(it.type, Union), "!"),
    Get: lambda it: (it.base, f".{it.name}"),
}
"""What is its parts one after the other: no line breaks between them."""


def _union(to: Writer, kind: Union, indent: str) -> None:
    inner = indent + STEP
    for option in kind.options:
        to.line(inner)
        _write_pieces(to, ("| ", *_option(option)), inner)


def _object(to: Writer, kind: ObjectType, indent: str) -> None:
    inner = indent + STEP
    to.put("{")
    for item in kind.properties:
        to.line(inner)
        write_decorators(to, item.decorators, inner)
        to.put(f"{item.name if item.name == '*' else key(item.name)}: ")
        write_type(to, item.type, inner)
    to.line(indent)
    to.put("}")


def _tuple(to: Writer, kind: TupleType, indent: str) -> None:
    """Write an element a line; the empty lines keep the formatter from joining decorated ones."""
    apart = any(item.decorators for item in kind.items)
    inner = indent + STEP
    to.put("[")
    for number, item in enumerate(kind.items):
        if apart and number:
            to.line("")
        to.line(inner)
        write_decorators(to, item.decorators, inner)
        _write_pieces(to, _element(to, item.type), inner)
    to.line(indent)
    to.put("]")


def _element(to: Writer, kind: Type) -> tuple[str | Type, ...]:
    """Return an element with brackets, where its choices go over lines: else they joined others."""
    fits = not stiff_type(kind) and to.has_room(flat_type(kind))
    return (kind,) if fits else _bracketed(kind, Union)


_WRITERS: dict[type, Callable[[Writer, Any, str], None]] = {
    ObjectType: _object,
    TupleType: _tuple,
    Union: _union,
}
"""What has places where a line may break."""
