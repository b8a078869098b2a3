"""Small forms that texts, numbers, members and loops of templates take in Bicep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.bicep.lines import fits_in_text, is_identifier
from generator.bicep.syntax import At, Binary, FunctionCall, Get, Integer, String, Symbol, Word
from generator.lazy import dataclass

if TYPE_CHECKING:
    from generator.bicep.syntax import Expression as Bicep

_INT64 = 2**63

TODO = Symbol("TODO")
"""What stands for a value without a form: no name of the file, so Bicep stops there too."""
TRUE, FALSE, NULL = Word("true"), Word("false"), Word("null")


class NoForm(Exception):
    """What an expression says has no form in Bicep: why, and what to do."""

    def __init__(self, message: str) -> None:
        """Keep what to say."""
        self.message = message
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Loop:
    """A copy loop around an expression: its name, its variable, and the array that it goes over.

    `item` is the variable for an element of `over`, where the loop is over an array.
    """

    name: str
    index: str
    item: str = ""
    over: str = ""


def number(digits: str) -> Bicep:
    """Return a number; one with a fraction goes by json(), as Bicep has none."""
    try:
        value = int(digits)
    except ValueError:
        return FunctionCall("json", (String((digits,)),))
    if not -_INT64 <= value < _INT64:
        return FunctionCall("json", (String((digits,)),))
    return Integer(value)


def member(base: Bicep, index: Bicep, *, safe: bool = False) -> Bicep:
    """Return a property or an element by what stands between the brackets."""
    match index:
        case String((str() as name,)) if is_identifier(name):
            return Get(base, name, safe)
    return At(base, index, safe)


def text_of(parts: list[str | Bicep]) -> Bicep:
    """Return a text with values in it; texts within it become part of it."""
    found: list[str | Bicep] = []
    for part in parts:
        inner = part.parts if isinstance(part, String) else (part,)
        for item in inner:
            piece = str(item.value) if isinstance(item, Integer) else item
            if isinstance(piece, str) and found and isinstance(found[-1], str):
                found[-1] += piece
            elif piece != "":
                found.append(piece)
    return String(tuple(found))


def joined(parts: list[Bicep]) -> Bicep:
    """Return texts put together; what cannot stand within a text goes by format()."""
    if all(isinstance(part, String) or fits_in_text(part) for part in parts):
        return text_of(list(parts))
    pattern = ""
    values: list[Bicep] = []
    for part in parts:
        for piece in part.parts if isinstance(part, String) else (part,):
            if isinstance(piece, str):
                pattern += piece.replace("{", "{{").replace("}", "}}")
            else:
                pattern += f"{{{len(values)}}}"
                values.append(piece)
    return FunctionCall("format", (String((pattern,)), *values))


def summed(left: Bicep, offset: int) -> Bicep:
    """Return what comes a number after a value."""
    if isinstance(left, Integer):
        return Integer(left.value + offset)
    if not offset:
        return left
    return Binary("+" if offset > 0 else "-", left, Integer(abs(offset)))
