"""Parameters, variables, turns of loops and variables of lambdas, which Bicep names by symbols."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.bicep import forms
from generator.bicep.names import camel, identifier
from generator.bicep.reading import turn_of
from generator.bicep.syntax import Binary, Lambda, Symbol
from generator.language.expressions.tree import Call, Expression, Number, Text

if TYPE_CHECKING:
    from generator.bicep.reading import ReaderAtPlace
    from generator.bicep.syntax import Expression as Bicep


def parameter(reader: ReaderAtPlace, call: Call) -> Bicep:
    """Return a parameter by its symbol."""
    return _declared(call, reader.scope.parameters, "parameter")


def variable(reader: ReaderAtPlace, call: Call) -> Bicep:
    """Return a variable by its symbol, or by an object of those that it may be."""
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


def made_lambda(reader: ReaderAtPlace, call: Call) -> Bicep:
    """Return a lambda, whose variables have names that are free there."""
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


def lambda_variable(reader: ReaderAtPlace, call: Call) -> Bicep:
    """Return the variable of a lambda by its name."""
    match call.arguments:
        case (Text(name),) if name.lower() in reader.lambdas:
            return Symbol(reader.lambdas[name.lower()])
    raise forms.NoForm("a variable of a lambda is used outside of it")


def copy_index(reader: ReaderAtPlace, call: Call) -> Bicep:
    """Return the index of a loop, and what is added to it."""
    turn = turn_of(reader, call)
    if turn is None:
        raise forms.NoForm("copyIndex() means no loop around it")
    loop, offset = turn
    if offset is None:
        return Symbol(loop.index)
    if isinstance(offset, Number) and offset.digits.lstrip("-").isdigit():
        return forms.summed(Symbol(loop.index), int(offset.digits))
    return Binary("+", Symbol(loop.index), reader.read(offset))
