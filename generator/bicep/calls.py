"""Functions of templates that are something else in Bicep: an operator, a literal, a symbol."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from generator.bicep import expressions as own
from generator.bicep.identity import Id, id_of
from generator.bicep.lines import fits_a_line
from generator.bicep.names import camel, identifier
from generator.bicep.syntax import (
    Array,
    At,
    Binary,
    Get,
    Item,
    Lambda,
    Member,
    Name,
    Object,
    String,
    Ternary,
    Unary,
)
from generator.bicep.syntax import Call as BicepCall
from generator.language.expressions import Call, Expression, Index, Number, Property, Text, to_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.bicep.expressions import Loop, Reader
    from generator.bicep.scope import Declared, Found
    from generator.bicep.syntax import Expression as Bicep

    Special = Callable[[Reader, Call], Bicep | None]

_BINARY = {
    "add": "+", "sub": "-", "mul": "*", "div": "/", "mod": "%", "less": "<", "lessorequals": "<=",
    "greater": ">", "greaterorequals": ">=", "and": "&&", "or": "||", "coalesce": "??",
}  # fmt: skip
_OPPOSITE = {"==": "!=", "=~": "!~"}


def _parameter(reader: Reader, call: Call) -> Bicep:
    return _declared(call, reader.scope.parameters, "parameter")


def _variable(reader: Reader, call: Call) -> Bicep:
    if len(call.arguments) == 1 and not isinstance(call.arguments[0], Text):
        found = _looked_up(reader, call.arguments[0])
        if found is not None:
            return found
    made = _declared(call, reader.scope.variables, "variable")
    if isinstance(made, Name):
        reader.scope.graph.add(reader.owner, f"variable {made.name}")
    return made


def _looked_up(reader: Reader, name: Expression) -> Bicep | None:
    """Give a variable whose name is computed, by an object of those that it may be."""
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
    scope.graph.add(reader.owner, node)
    # A variable that is looked up by another one is none of those that the object holds.
    held |= {key for key in keys if scope.graph.add(node, f"variable {scope.variables[key]}")}
    return own.member(Name(own_name), reader.read(name))


def _declared(call: Call, table: dict[str, str], what: str) -> Bicep:
    match call.arguments:
        case (Text(name),):
            found = table.get(name.lower())
            if found is not None:
                return Name(found)
            raise own.NoForm(f"the {what} '{name}' is not declared; declare it")
    raise own.NoForm(f"the name of a {what} is computed; make one object of what it may be")


def _operator(reader: Reader, call: Call) -> Bicep | None:
    operator = _BINARY[call.name.lower()]
    values = [reader.read(item) for item in call.arguments]
    if not values:
        return None
    made = values[0]
    for value in values[1:]:
        made = Binary(operator, made, value)
    return made


def _equals(reader: Reader, call: Call) -> Bicep | None:
    match call.arguments:
        case (Call(one, (left,)), Call(other, (right,))) if (
            one.lower() == other.lower() == "tolower"
        ):
            return Binary("=~", reader.read(left), reader.read(right))
        case (left, right):
            return Binary("==", reader.read(left), reader.read(right))
    return None


def _not(reader: Reader, call: Call) -> Bicep | None:
    if len(call.arguments) != 1:
        return None
    value = reader.read(call.arguments[0])
    if isinstance(value, Binary) and value.operator in _OPPOSITE:
        return Binary(_OPPOSITE[value.operator], value.left, value.right)
    return Unary("!", value)


def _if(reader: Reader, call: Call) -> Bicep | None:
    if len(call.arguments) != 3:
        return None
    condition, yes, no = call.arguments
    match condition, yes:
        case Call(name, (base, Text(key))), _ if name.lower() == "contains":
            if _is_member(yes, base, key):
                return Binary("??", own.member(reader.read(base), String((key,)), safe=True),
                              reader.read(no))  # fmt: skip
    return Ternary(*(reader.read(item) for item in call.arguments))


def _is_member(expression: Expression, base: Expression, key: str) -> bool:
    match expression:
        case Property(of, name):
            return name.lower() == key.lower() and to_text(of) == to_text(base)
        case Index(of, Text(name)):
            return name.lower() == key.lower() and to_text(of) == to_text(base)
    return False


def _concat(reader: Reader, call: Call) -> Bicep | None:
    """Give a text where one of the arguments is one for certain; arrays stay a call."""
    if not any(reader.kind(item) == "string" for item in call.arguments):
        return None
    symbol = _whole_id(reader, call)
    if symbol is not None:
        return symbol
    made = [reader.read(item) for item in call.arguments]
    if len(made) == 1:
        return made[0]
    return own.text_of(list(made)) if all(fits_a_line(item) for item in made) else None


def _format(reader: Reader, call: Call) -> Bicep | None:
    match call.arguments:
        case (Text(pattern), *values):
            symbol = _whole_id(reader, call)
            if symbol is not None:
                return symbol
            return own.interpolated(reader, pattern, tuple(values))
    return None


def _array(reader: Reader, call: Call) -> Bicep:
    return Array(tuple(Item(reader.read(item)) for item in call.arguments))


def _object(reader: Reader, call: Call) -> Bicep | None:
    keys, values = call.arguments[::2], call.arguments[1::2]
    members = []
    for key, value in zip(keys, values, strict=False):
        name = reader.read(key)
        if isinstance(name, String):
            plain = name.parts[0] if len(name.parts) == 1 else ""
            members.append(Member(plain if isinstance(plain, str) and plain else name,
                                  reader.read(value)))  # fmt: skip
        else:
            members.append(Member(String((name,)), reader.read(value)))
    names = [str(item.key).lower() for item in members]
    return Object(tuple(members)) if len(set(names)) == len(names) else None


def _json(_: Reader, call: Call) -> Bicep | None:
    match call.arguments:
        case (Text(value),):
            words = {"null": own.NULL, "true": own.TRUE, "false": own.FALSE}
            return words.get(value.strip())
    return None


def _lambda(reader: Reader, call: Call) -> Bicep:
    *names, body = call.arguments
    taken = dict(reader.lambdas)
    made = []
    for name in names:
        if not isinstance(name, Text):
            raise own.NoForm("the variable of a lambda is computed")
        used = {*(item.lower() for item in taken.values()), *(loop.index for loop in reader.loops)}
        wanted = identifier(name.value)
        taken[name.value.lower()] = reader.scope.names.free(
            *(
                item
                for item in (wanted, f"{wanted}Item", f"{wanted}Element")
                if item.lower() not in used
            )
        )
        made.append(taken[name.value.lower()])
    return Lambda(tuple(made), replace(reader, lambdas=taken).read(body))


def _lambda_variable(reader: Reader, call: Call) -> Bicep:
    match call.arguments:
        case (Text(name),) if name.lower() in reader.lambdas:
            return Name(reader.lambdas[name.lower()])
    raise own.NoForm("a variable of a lambda is used outside of it")


def _try_get(reader: Reader, call: Call) -> Bicep | None:
    base, *keys = call.arguments
    if not keys:
        return None
    made = own.member(reader.read(base), reader.read(keys[0]), safe=True)
    for key in keys[1:]:
        made = own.member(made, reader.read(key))
    return made


def _from_end(reader: Reader, call: Call) -> Bicep | None:
    if len(call.arguments) != 2:
        return None
    base = reader.read(call.arguments[0])
    match call.arguments[1]:
        case Number("1"):
            return BicepCall("last", (base,))
    length = BicepCall("length", (base,))
    return At(base, Binary("-", length, reader.read(call.arguments[1])))


def _from_end_or_null(reader: Reader, call: Call) -> Bicep:
    if len(call.arguments) != 2:
        raise own.NoForm("tryIndexFromEnd() with more than two arguments; take it apart")
    base, count = (reader.read(item) for item in call.arguments)
    return At(base, Binary("-", BicepCall("length", (base,)), count), safe=True)


def turn_of(reader: Reader, expression: Expression) -> tuple[Loop, Expression | None] | None:
    """Read copyIndex(): the loop that it means, and what is added to its index."""
    if not isinstance(expression, Call) or expression.name.lower() != "copyindex":
        return None
    named = [item.value.lower() for item in expression.arguments if isinstance(item, Text)]
    offsets = [item for item in expression.arguments if not isinstance(item, Text)]
    for loop in reversed(reader.loops):
        if not named or loop.name.lower() == named[0]:
            plain = not offsets or (isinstance(offsets[0], Number) and offsets[0].digits == "0")
            return loop, None if plain else offsets[0]
    return None


def _copy_index(reader: Reader, call: Call) -> Bicep:
    turn = turn_of(reader, call)
    if turn is None:
        raise own.NoForm("copyIndex() means no loop around it")
    loop, offset = turn
    if offset is None:
        return Name(loop.index)
    if isinstance(offset, Number) and offset.digits.lstrip("-").isdigit():
        return own.summed(Name(loop.index), int(offset.digits))
    return Binary("+", Name(loop.index), reader.read(offset))


def _resource_id(reader: Reader, call: Call) -> Bicep | None:
    identifier = reader.scope.id_of(call)
    if identifier is None or identifier.function != "resourceid":
        return None
    found = reader.scope.found(identifier)
    symbol = None if found and found.declared.module else symbol_of(reader, found)
    if symbol is not None:
        return Get(symbol, "id")
    return _id_below(reader, call, identifier)


def _whole_id(reader: Reader, call: Call) -> Bicep | None:
    """Give a text that is the id of a resource of the file, or of something in one."""
    identifier = reader.scope.id_of(call)
    if identifier is None or not identifier.whole or identifier.scope:
        return None
    found = reader.scope.found(identifier)
    symbol = None if found and found.declared.module else symbol_of(reader, found)
    if symbol is not None:
        return Get(symbol, "id")
    kinds = identifier.type.split("/")
    above = reader.scope.found(Id("/".join(kinds[:2]), identifier.names[:1]))
    symbol = None if above and above.declared.module else symbol_of(reader, above)
    if symbol is None:
        return None
    plain = id_of(call, lambda _: None)
    names = plain.names if plain and plain.type == identifier.type else identifier.names
    parts: list[str | Bicep] = [Get(symbol, "id")]
    for kind, name in zip(kinds[2:], names[1:], strict=True):
        parts += [f"/{kind}/", *(p if isinstance(p, str) else reader.read(p) for p in name)]
    return own.text_of(parts)


def _id_below(reader: Reader, call: Call, identifier: Id) -> Bicep | None:
    """Give the id of something in a resource of the file by the name of that resource."""
    first = next((n for n, item in enumerate(call.arguments) if _is_type(reader, item)), None)
    if first is None or identifier.scope or len(identifier.names) < 2:
        return None
    kind = "/".join(identifier.type.split("/")[:2])
    above = reader.scope.found(Id(kind, identifier.names[:1]))
    symbol = symbol_of(reader, above)
    if symbol is None or len(call.arguments) - first - 1 != len(identifier.names):
        return None
    rest = (reader.read(item) for item in call.arguments[first + 2 :])
    kinds = reader.read(call.arguments[first])
    return BicepCall("resourceId", (kinds, Get(symbol, "name"), *rest))


def _is_type(reader: Reader, expression: Expression) -> bool:
    pieces = reader.scope.pieces(expression)
    return len(pieces) == 1 and isinstance(pieces[0], str) and "/" in pieces[0]


def symbol_of(reader: Reader, found: Found | None) -> Bicep | None:
    """Give the symbol of a resource, where the owner may refer to it."""
    if found is None or not reader.scope.graph.add(reader.owner, found.declared.node):
        return None
    symbol = Name(found.declared.symbol)
    return symbol if found.index is None else At(symbol, reader.read(found.index))


def _reference(reader: Reader, call: Call) -> Bicep | None:
    """Give the properties of a resource of the file; others stay a call."""
    made = _referenced(reader, call)
    if made is None:
        return None
    symbol, declared, full = made
    return None if full or declared.module else Get(symbol, "properties")


def _referenced(reader: Reader, call: Call) -> tuple[Bicep, Declared, bool] | None:
    """Give the symbol that a reference() means, its resource, and whether it asks for all of it."""
    if not call.arguments:
        return None
    version = _version(reader, call.arguments[1]) if len(call.arguments) > 1 else ""
    found = _target(reader, call.arguments[0], version)
    if found is None:
        return None
    full = len(call.arguments) > 2
    if version and version != found.declared.version.lower() and not found.declared.module:
        return None
    if len(call.arguments) > 1 and not version:
        return None
    symbol = symbol_of(reader, found)
    return None if symbol is None else (symbol, found.declared, full)


def _version(reader: Reader, expression: Expression) -> str:
    pieces = reader.scope.pieces(expression)
    return pieces[0].lower() if len(pieces) == 1 and isinstance(pieces[0], str) else ""


def _target(reader: Reader, expression: Expression, version: str) -> Found | None:
    identifier = reader.scope.id_of(expression)
    if identifier is None:
        return reader.scope.named(expression)
    found = reader.scope.found(identifier)
    if found is None and version:
        from generator.bicep.existing import outside

        return outside(reader, identifier, version)
    return found


def of_resource(reader: Reader, expression: Property | Index) -> Bicep | None:
    """Give what is taken of a resource, or of a module's outputs, by its symbol."""
    steps: list[Expression | str] = []
    base: Expression = expression
    while isinstance(base, (Property, Index)):
        steps.append(base.name if isinstance(base, Property) else base.index)
        base = base.base
    if not isinstance(base, Call) or base.name.lower() != "reference" or base.namespace:
        return None
    made = _referenced(reader, base)
    if made is None:
        return None
    symbol, declared, full = made
    steps.reverse()
    if declared.module:
        return _output(reader, symbol, [step for step in steps if not _is(step, "properties")])
    start = symbol if full else Get(symbol, "properties")
    return _steps(reader, start, steps)


def _output(reader: Reader, symbol: Bicep, steps: list[Expression | str]) -> Bicep | None:
    if len(steps) < 3 or not _is(steps[0], "outputs") or not _is(steps[2], "value"):
        return None
    return _steps(reader, Get(symbol, "outputs"), [steps[1], *steps[3:]])


def _is(step: Expression | str, name: str) -> bool:
    text = step.value if isinstance(step, Text) else step
    return isinstance(text, str) and text.lower() == name


def _steps(reader: Reader, base: Bicep, steps: list[Expression | str]) -> Bicep:
    for step in steps:
        index = String((step,)) if isinstance(step, str) else reader.read(step)
        base = own.member(base, index)
    return base


def list_call(reader: Reader, call: Call) -> Bicep | None:
    """Give a list function as a method of the resource that it asks."""
    if not call.arguments:
        return None
    target, *others = call.arguments
    version = _version(reader, others[0]) if others else ""
    found = _target(reader, target, version)
    symbol = symbol_of(reader, found)
    if found is None or symbol is None or found.declared.module:
        return None
    arguments = tuple(reader.read(item) for item in others)
    if len(others) == 1 and version == found.declared.version.lower():
        arguments = ()
    return BicepCall(call.name, arguments, symbol)


def _references(reader: Reader, call: Call) -> Bicep | None:
    found = reader.scope.named(call.arguments[0]) if call.arguments else None
    symbol = symbol_of(reader, found)
    if found is None or symbol is None or not found.declared.loop:
        raise own.NoForm("references() of something that is no loop of the file")
    if len(call.arguments) > 1:
        return symbol
    name = reader.scope.names.free("item", "element")
    return BicepCall("map", (symbol, Lambda((name,), Get(Name(name), "properties"))))


def _no_form(_: Reader, call: Call) -> Bicep:
    raise own.NoForm(f"{call.name}() has no form in Bicep")


SPECIAL: dict[str, Special] = {
    "parameters": _parameter,
    "variables": _variable,
    **dict.fromkeys(_BINARY, _operator),
    "equals": _equals,
    "not": _not,
    "if": _if,
    "true": lambda *_: own.TRUE,
    "false": lambda *_: own.FALSE,
    "null": lambda *_: own.NULL,
    "concat": _concat,
    "format": _format,
    "createarray": _array,
    "createobject": _object,
    "json": _json,
    "lambda": _lambda,
    "lambdavariables": _lambda_variable,
    "tryget": _try_get,
    "indexfromend": _from_end,
    "tryindexfromend": _from_end_or_null,
    "copyindex": _copy_index,
    "resourceid": _resource_id,
    "reference": _reference,
    "references": _references,
    **dict.fromkeys(("externalinput", "externalinputs", "target", "resourceinfo"), _no_form),
}
"""What a function becomes; a result of None leaves it the call that it is."""
