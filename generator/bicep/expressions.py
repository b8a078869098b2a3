"""Expressions of templates as expressions of Bicep: names, operators, texts with values in them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from generator.bicep import calls, resource_calls
from generator.bicep.identity import format_parts
from generator.bicep.lines import fits_in_text, is_identifier
from generator.bicep.syntax import At, Binary, Get, Integer, Name, String, Word
from generator.bicep.syntax import Call as BicepCall
from generator.language.expressions.functions import FUNCTIONS
from generator.language.expressions.tree import (
    Call,
    Expression,
    Index,
    Number,
    Property,
    Text,
    to_text,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.bicep.scope import Scope
    from generator.bicep.syntax import Expression as Bicep
    from generator.diagnostics import Path

_INT64 = 2**63
_OF_SYSTEM = {"newGuid", "utcNow"}
"""Functions of the namespace sys, though what they give hangs on the deployment."""
_TYPES = {"securestring": "string", "secureobject": "object"}


class NoForm(Exception):  # noqa: N818 - it never leaves this package
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


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads expressions at one place of a template.

    `owner` is who refers to what is named there. The innermost loop is the last one.
    """

    scope: Scope
    owner: str
    path: Path = ()
    loops: tuple[Loop, ...] = ()
    lambdas: Mapping[str, str] = field(default_factory=dict)

    def at(self, path: Path) -> Reader:
        """Give a reader at another place of the same part."""
        return Reader(self.scope, self.owner, path, self.loops, self.lambdas)

    def inside(self, loop: Loop) -> Reader:
        """Give a reader inside of a loop."""
        return replace(self, loops=(*self.loops, loop))

    def read(self, expression: Expression) -> Bicep:
        """Give the expression in Bicep. Raises NoForm."""
        match expression:
            case Text(value):
                return String((value,) if value else ())
            case Number(digits):
                return number(digits)
            case Call():
                return self._call(expression)
        return self._access(expression)

    def read_or_todo(self, expression: Expression) -> Bicep:
        """Give the expression; what has no form is told, and becomes a word that Bicep stops at."""
        try:
            return self.read(expression)
        except NoForm as error:
            self.scope.problem(self.path, error.message)
            return TODO

    def _call(self, call: Call) -> Bicep:
        name = call.name.lower()
        if call.namespace:
            return self._own(call)
        special = calls.SPECIAL.get(name)
        if name.startswith("list") and name not in FUNCTIONS:
            special = resource_calls.list_call
        if special is not None:
            made = special(self, call)
            if made is not None:
                return made
        return self.plain(call)

    def plain(self, call: Call) -> Bicep:
        """Give a call of a function that is the same function in Bicep."""
        known = FUNCTIONS.get(call.name.lower())
        name = known.name if known else call.name
        clash = name.lower() in self.scope.names.taken
        of_azure = known and known.kind in {"context", "run-time"} and name not in _OF_SYSTEM
        around = Name("az" if of_azure else "sys")
        arguments = tuple(self.read(item) for item in call.arguments)
        return BicepCall(name, arguments, around if clash else None)

    def _own(self, call: Call) -> Bicep:
        name = self.scope.functions.get(call.full_name.lower())
        if name is None:
            raise NoForm(f"the function '{call.full_name}' is not declared")
        return BicepCall(name, tuple(self.read(item) for item in call.arguments))

    def _access(self, expression: Property | Index) -> Bicep:
        made = resource_calls.of_resource(self, expression) or self._item(expression)
        if made is not None:
            return made
        base = self.read(expression.base)
        if isinstance(expression, Property):
            return (
                Get(base, expression.name)
                if is_identifier(expression.name)
                else At(base, String((expression.name,)))
            )
        return member(base, self.read(expression.index))

    def _item(self, expression: Property | Index) -> Bicep | None:
        """Give the variable of a loop for the element that it stands for."""
        if isinstance(expression, Index):
            index = expression.index
            for loop in reversed(self.loops):
                if loop.item and to_text(expression.base).lower() == loop.over:
                    turn = calls.turn_of(self, index)
                    if turn is not None and turn == (loop, None):
                        return Name(loop.item)
        return None

    def kind(self, expression: Expression) -> str:
        """Give the type of what an expression gives, '' where it cannot be told."""
        match expression:
            case Text():
                return "string"
            case Number():
                return "int"
            case Call(name, (Text(own),)) if name.lower() == "parameters":
                declared = self.scope.raw_parameters.get(own.lower())
                kind = str(declared.get("type", "") if isinstance(declared, dict) else "").lower()
                return _TYPES.get(kind, kind)
            case Call(name, (Text(own),)) if name.lower() == "variables":
                return self._kind_of_variable(own)
            case Call(name, arguments, "") if name.lower() in {"if", "concat", "coalesce"}:
                kinds = {self.kind(item) for item in arguments[name.lower() == "if" :]}
                if name.lower() == "concat" and len(arguments) > 1 and kinds & _SCALARS:
                    # Only texts are put together with numbers; arrays with arrays alone.
                    return "string"
                return kinds.pop() if len(kinds) == 1 else ""
            case Call(name, _, ""):
                known = FUNCTIONS.get(name.lower())
                return known.gives if known and known.gives in _KINDS else ""
        return ""

    def _kind_of_variable(self, name: str) -> str:
        from generator.bicep.identity import parsed

        raw = self.scope.variable(name)
        inner = parsed(raw)
        if inner is not None:
            return self.kind(inner) if len(self.lambdas) < _DEEP else ""
        return {list: "array", dict: "object", bool: "bool", int: "int"}.get(type(raw), "")


_SCALARS = {"string", "int", "bool"}
_KINDS = {*_SCALARS, "array", "object"}
_DEEP = 8


def number(digits: str) -> Bicep:
    """Give a number; one with a fraction goes by json(), as Bicep has none."""
    try:
        value = int(digits)
    except ValueError:
        return BicepCall("json", (String((digits,)),))
    if not -_INT64 <= value < _INT64:
        return BicepCall("json", (String((digits,)),))
    return Integer(value)


def member(base: Bicep, index: Bicep, *, safe: bool = False) -> Bicep:
    """Give a property or an element by what stands between the brackets."""
    match index:
        case String((str() as name,)) if is_identifier(name):
            return Get(base, name, safe)
    return At(base, index, safe)


def text_of(parts: list[str | Bicep]) -> Bicep:
    """Give a text with values in it; texts within it become part of it."""
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
    """Give texts put together; what cannot stand within a text goes by format()."""
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
    return BicepCall("format", (String((pattern,)), *values))


def interpolated(reader: Reader, pattern: str, values: tuple[Expression, ...]) -> Bicep | None:
    """Give a text for a format string, where it has no form of its own for a value."""
    parts = format_parts(pattern, len(values))
    if parts is None:
        return None
    made = [reader.read(value) for value in values]
    used = [part for part in parts if isinstance(part, int)]
    if set(used) != set(range(len(values))) or not all(fits_in_text(item) for item in made):
        return None
    if parts == [0] and reader.kind(values[0]) == "string":
        return made[0]
    return text_of([part if isinstance(part, str) else made[part] for part in parts])


def summed(left: Bicep, offset: int) -> Bicep:
    """Give what comes a number after a value."""
    if isinstance(left, Integer):
        return Integer(left.value + offset)
    if not offset:
        return left
    return Binary("+" if offset > 0 else "-", left, Integer(abs(offset)))


TODO = Name("TODO")
"""What stands for a value without a form: no name of the file, so Bicep stops there too."""
TRUE, FALSE, NULL = Word("true"), Word("false"), Word("null")
