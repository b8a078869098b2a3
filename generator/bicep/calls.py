"""Functions of templates that are something else in Bicep: an operator, a literal, a symbol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.bicep import forms, literal_calls, resource_calls, symbol_calls
from generator.bicep.nulls import present
from generator.bicep.reading import interpolated
from generator.bicep.syntax import At, Binary, FromEnd, Ternary, Unary
from generator.language.expressions.tree import Call, Expression, Index, Property, Text, to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from generator.bicep.reading import ReaderAtPlace
    from generator.bicep.syntax import Expression as Bicep

    Special = Callable[[ReaderAtPlace, Call], Bicep | None]

_BINARY = {
    "add": "+", "sub": "-", "mul": "*", "div": "/", "mod": "%", "less": "<", "lessorequals": "<=",
    "greater": ">", "greaterorequals": ">=", "and": "&&", "or": "||", "coalesce": "??",
}  # fmt: skip
_OPPOSITE = {"==": "!=", "=~": "!~"}


def _operator(reader: ReaderAtPlace, call: Call) -> Bicep | None:
    operator = _BINARY[call.name.lower()]
    read = reader.read if operator == "??" else reader.read_sure
    values = [read(item) for item in call.arguments]
    if not values:
        return None
    made = values[0]
    for value in values[1:]:
        made = Binary(operator, made, value)
    return made


def _equals(reader: ReaderAtPlace, call: Call) -> Bicep | None:
    match call.arguments:
        case (Call(one, (left,)), Call(other, (right,))) if (
            one.lower() == other.lower() == "tolower"
        ):
            return Binary("=~", reader.read_sure(left), reader.read_sure(right))
        case (left, right):
            return Binary("==", reader.read(left), reader.read(right))
    return None


def _not(reader: ReaderAtPlace, call: Call) -> Bicep | None:
    if len(call.arguments) != 1:
        return None
    value = reader.read_sure(call.arguments[0])
    if isinstance(value, Binary) and value.operator in _OPPOSITE:
        return Binary(_OPPOSITE[value.operator], value.left, value.right)
    return Unary("!", value)


def _if(reader: ReaderAtPlace, call: Call) -> Bicep | None:
    if len(call.arguments) != 3:
        return None
    condition, yes, no = call.arguments
    match condition, yes:
        case Call(name, (base, Text(key))), _ if name.lower() == "contains":
            if _is_member(yes, base, key):
                return Binary("??", reader.member(base, Text(key), safe=True), reader.read(no))
    there = reader.where(present(condition))
    missing = reader.where(present(Call("not", (condition,))))
    return Ternary(reader.read_sure(condition), there.read(yes), missing.read(no))


def _is_member(expression: Expression, base: Expression, key: str) -> bool:
    match expression:
        case Property(of, name):
            return name.lower() == key.lower() and to_text(of) == to_text(base)
        case Index(of, Text(name)):
            return name.lower() == key.lower() and to_text(of) == to_text(base)
    return False


def _concat(reader: ReaderAtPlace, call: Call) -> Bicep | None:
    """Return a text where the arguments make one for certain; arrays stay a call."""
    symbol = resource_calls.whole_id(reader, call)
    if symbol is not None or reader.kind(call) != "string":
        return symbol
    said = [item for item in call.arguments if item != Text("")]
    if len(said) == 1 and reader.kind(said[0]) == "string":
        return reader.read(said[0])
    return forms.joined([reader.read(item) for item in said])


def _format(reader: ReaderAtPlace, call: Call) -> Bicep | None:
    match call.arguments:
        case (Text(pattern), *values):
            symbol = resource_calls.whole_id(reader, call)
            if symbol is not None:
                return symbol
            return interpolated(reader, pattern, tuple(values))
    return None


def _try_get(reader: ReaderAtPlace, call: Call) -> Bicep | None:
    base, *keys = call.arguments
    if not keys:
        return None
    return _followed(reader, reader.member(base, keys[0], safe=True), keys[1:])


def _followed(reader: ReaderAtPlace, base: Bicep, keys: Sequence[Expression]) -> Bicep:
    """Continue with a value that may be missing, to members that it has where it is there."""
    for key in keys:
        base = forms.member(base, reader.index(key))
    return base


def _from_end(reader: ReaderAtPlace, call: Call) -> Bicep | None:
    if len(call.arguments) != 2:
        return None
    base, count = (reader.read(item) for item in call.arguments)
    return At(base, FromEnd(count))


def _from_end_or_null(reader: ReaderAtPlace, call: Call) -> Bicep | None:
    if len(call.arguments) < 2:
        return None
    base, count, *keys = call.arguments
    made = At(reader.read(base), FromEnd(reader.read(count)), safe=True)
    return _followed(reader, made, keys)


def _no_form(_: ReaderAtPlace, call: Call) -> Bicep:
    raise forms.NoForm(f"{call.name}() has no form in Bicep")


SPECIAL: dict[str, Special] = {
    "parameters": symbol_calls.parameter,
    "variables": symbol_calls.variable,
    **dict.fromkeys(_BINARY, _operator),
    "equals": _equals,
    "not": _not,
    "if": _if,
    "true": lambda *_: forms.TRUE,
    "false": lambda *_: forms.FALSE,
    "null": lambda *_: forms.NULL,
    "concat": _concat,
    "format": _format,
    "createarray": literal_calls.made_array,
    "createobject": literal_calls.made_object,
    "json": literal_calls.read_json,
    "int": literal_calls.integer,
    "float": literal_calls.fraction,
    "lambda": symbol_calls.made_lambda,
    "lambdavariables": symbol_calls.lambda_variable,
    "tryget": _try_get,
    "indexfromend": _from_end,
    "tryindexfromend": _from_end_or_null,
    "copyindex": symbol_calls.copy_index,
    **dict.fromkeys(
        (
            "resourceid",
            "extensionresourceid",
            "subscriptionresourceid",
            "managementgroupresourceid",
            "tenantresourceid",
        ),
        resource_calls.resource_id,
    ),
    "reference": resource_calls.reference,
    "references": resource_calls.references,
    **dict.fromkeys(("externalinput", "externalinputs", "target", "resourceinfo"), _no_form),
}
"""What a function becomes; a result of None leaves it the call that it is."""
