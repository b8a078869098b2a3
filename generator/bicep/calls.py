"""Functions of templates that are something else in Bicep: an operator, a literal, a symbol."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from generator.bicep import forms, resource_calls
from generator.bicep.names import camel, identifier
from generator.bicep.nulls import present
from generator.bicep.reading import interpolated, turn_of
from generator.bicep.syntax import (
    Array,
    At,
    Binary,
    FromEnd,
    FunctionCall,
    Item,
    Lambda,
    Member,
    Object,
    String,
    Symbol,
    Ternary,
    Unary,
)
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
    from collections.abc import Callable, Sequence

    from generator.bicep.reading import ReaderAtPlace
    from generator.bicep.syntax import Expression as Bicep

    Special = Callable[[ReaderAtPlace, Call], Bicep | None]

_BINARY = {
    "add": "+", "sub": "-", "mul": "*", "div": "/", "mod": "%", "less": "<", "lessorequals": "<=",
    "greater": ">", "greaterorequals": ">=", "and": "&&", "or": "||", "coalesce": "??",
}  # fmt: skip
_OPPOSITE = {"==": "!=", "=~": "!~"}


def _parameter(reader: ReaderAtPlace, call: Call) -> Bicep:
    return _declared(call, reader.scope.parameters, "parameter")


def _variable(reader: ReaderAtPlace, call: Call) -> Bicep:
    if len(call.arguments) == 1 and not isinstance(call.arguments[0], Text):
        found = _looked_up(reader, call.arguments[0])
        if found is not None:
            return found
    made = _declared(call, reader.scope.variables, "variable")
    if isinstance(made, Symbol):
        reader.scope.graph.add(reader.owner, f"variable {made.name}")
    return made


def _looked_up(reader: ReaderAtPlace, name: Expression) -> Bicep | None:
    """Return a variable whose name is computed, by an object of those that it may be."""
    scope = reader.scope
    pattern = "".join(
        re.escape(piece) if isinstance(piece, str) else ".*" for piece in scope.pieces(name)
    )
    keys = tuple(key for key in scope.variables if re.fullmatch(pattern, key, re.IGNORECASE))
    if not keys:
        return None
    if keys not in scope.lookups:
        texts = [piece for piece in scope.pieces(name) if isinstance(piece, str)]
        scope.lookups[keys] = scope.names.take(f"{camel(*texts) or 'variables'}ByName"), set()
    own_name, held = scope.lookups[keys]
    node = f"variable {own_name}"
    # A variable that looks another one up is none of those that the object holds.
    for key in [
        key for key in held if scope.graph.leads(f"variable {scope.variables[key]}", reader.owner)
    ]:
        held.discard(key)
        scope.graph.part(node, f"variable {scope.variables[key]}")
    scope.graph.add(reader.owner, node)
    held |= {key for key in keys if scope.graph.add(node, f"variable {scope.variables[key]}")}
    return forms.member(Symbol(own_name), reader.read(name))


def _declared(call: Call, table: dict[str, str], what: str) -> Bicep:
    match call.arguments:
        case (Text(name),):
            found = table.get(name.lower())
            if found is not None:
                return Symbol(found)
            raise forms.NoForm(f"the {what} '{name}' is not declared; declare it")
    raise forms.NoForm(f"the name of a {what} is computed; make one object of what it may be")


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


def _array(reader: ReaderAtPlace, call: Call) -> Bicep:
    return Array(tuple(Item(reader.read(item)) for item in call.arguments))


def _object(reader: ReaderAtPlace, call: Call) -> Bicep | None:
    keys, values = call.arguments[::2], call.arguments[1::2]
    members = []
    for key, value in zip(keys, values, strict=False):
        name = reader.read(key)
        read = reader.read_sure if to_text(value).lower() in reader.present else reader.read
        if isinstance(name, String):
            plain = name.parts[0] if len(name.parts) == 1 else ""
            members.append(Member(plain if isinstance(plain, str) and plain else name, read(value)))
        else:
            members.append(Member(String((name,)), read(value)))
    names = [str(item.key).lower() for item in members]
    return Object(tuple(members)) if len(set(names)) == len(names) else None


def _json(_: ReaderAtPlace, call: Call) -> Bicep | None:
    """Return what a text of JSON says; what Bicep has no literal for stays a call."""
    match call.arguments:
        case (Text(value),):
            try:
                # int() refuses what is no integer, and so that stays as it is written.
                read = json.loads(
                    value, object_pairs_hook=_members, parse_float=int, parse_constant=int
                )
                return _of_json(read)
            except (ValueError, RecursionError):
                return None
    return None


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name.lower() for name, _ in pairs}) < len(pairs):
        raise ValueError
    return dict(pairs)


def _of_json(value: Any) -> Bicep:
    match value:
        case dict():
            return Object(tuple(Member(key, _of_json(item)) for key, item in value.items()))
        case list():
            return Array(tuple(Item(_of_json(item)) for item in value))
        case str():
            return String((value,) if value else ())
        case None:
            return forms.NULL
        case bool():
            return forms.TRUE if value else forms.FALSE
    return forms.number(str(value))


def _int(reader: ReaderAtPlace, call: Call) -> Bicep | None:
    match call.arguments:
        case (Number(digits) as value,) if digits.lstrip("-").isdigit():
            return reader.read(value)
    return None


def _float(reader: ReaderAtPlace, call: Call) -> Bicep | None:
    """Return a number with a fraction by json(), as Bicep has no function for it."""
    if len(call.arguments) != 1:
        return None
    value = reader.read(call.arguments[0])
    text = reader.kind(call.arguments[0]) == "string"
    return FunctionCall("json", (value if text else FunctionCall("string", (value,)),))


def _lambda(reader: ReaderAtPlace, call: Call) -> Bicep:
    *names, body = call.arguments
    inside, made = reader.in_lambda({}, {}), []
    for position, name in enumerate(names):
        if not isinstance(name, Text):
            raise forms.NoForm("the variable of a lambda is computed")
        wanted, key = identifier(name.value), name.value.lower()
        word = inside.free(wanted, f"{wanted}Item", f"{wanted}Element")
        one = reader.given[position] if position < len(reader.given) else None
        inside = inside.in_lambda({key: word}, {key: one})
        made.append(word)
    return Lambda(tuple(made), inside.read(body))


def _lambda_variable(reader: ReaderAtPlace, call: Call) -> Bicep:
    match call.arguments:
        case (Text(name),) if name.lower() in reader.lambdas:
            return Symbol(reader.lambdas[name.lower()])
    raise forms.NoForm("a variable of a lambda is used outside of it")


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


def _copy_index(reader: ReaderAtPlace, call: Call) -> Bicep:
    turn = turn_of(reader, call)
    if turn is None:
        raise forms.NoForm("copyIndex() means no loop around it")
    loop, offset = turn
    if offset is None:
        return Symbol(loop.index)
    if isinstance(offset, Number) and offset.digits.lstrip("-").isdigit():
        return forms.summed(Symbol(loop.index), int(offset.digits))
    return Binary("+", Symbol(loop.index), reader.read(offset))


def _no_form(_: ReaderAtPlace, call: Call) -> Bicep:
    raise forms.NoForm(f"{call.name}() has no form in Bicep")


SPECIAL: dict[str, Special] = {
    "parameters": _parameter,
    "variables": _variable,
    **dict.fromkeys(_BINARY, _operator),
    "equals": _equals,
    "not": _not,
    "if": _if,
    "true": lambda *_: forms.TRUE,
    "false": lambda *_: forms.FALSE,
    "null": lambda *_: forms.NULL,
    "concat": _concat,
    "format": _format,
    "createarray": _array,
    "createobject": _object,
    "json": _json,
    "int": _int,
    "float": _float,
    "lambda": _lambda,
    "lambdavariables": _lambda_variable,
    "tryget": _try_get,
    "indexfromend": _from_end,
    "tryindexfromend": _from_end_or_null,
    "copyindex": _copy_index,
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
