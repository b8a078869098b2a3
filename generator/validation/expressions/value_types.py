"""Whether the arguments of a call have types that the function takes, as far as the text tells.

Types are compared only where both are certain: what a property, an index or `if` gives may be
anything, and so may null, of which the documentation says little.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.diagnostics import Severity
from generator.language.expressions.functions import Function, function
from generator.language.expressions.tree import Call, Number, Text
from generator.language.expressions.values import kind_of
from generator.language.template import is_expression
from generator.lazy import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.expressions.tree import Expression

ANYTHING = frozenset({"any"})
_TYPES = {"securestring": "string", "secureobject": "object"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """An argument that is nothing but a parameter or a variable, and what the function takes."""

    function: str
    index: int
    types: frozenset[str]
    table: str
    name: str
    node: Call
    severity: Severity | None = None


def severity_of(known: Function) -> Severity | None:
    """Return how bad wrong arguments are: a warning where only the resource itself judges them."""
    return Severity.WARNING if known.judged_late else None


def misfits(called: Function, call: Call) -> Iterator[tuple[str, Expression]]:
    """Yield the arguments of a type that the function does not take: message and place."""
    for index, argument in enumerate(call.arguments):
        wanted = called.type_at(index) if called.takes else ANYTHING
        found = types_of(argument)
        if not fits(found, wanted):
            yield misfit(called.name, index, wanted, found), argument


def lookups(called: Function, call: Call) -> Iterator[Wanted]:
    """Yield the arguments whose type the template tells."""
    for index, argument in enumerate(call.arguments):
        wanted = called.type_at(index) if called.takes else ANYTHING
        found = lookup_of(argument) if wanted != ANYTHING else None
        if found is not None and isinstance(argument, Call):
            yield Wanted(called.name, index, wanted, *found, argument, severity_of(called))


def lookup_of(node: Expression) -> tuple[str, str] | None:
    """Return table and name (lower case) of what is nothing but a parameter or a variable."""
    if not isinstance(node, Call) or node.namespace or len(node.arguments) != 1:
        return None
    name, table = node.arguments[0], node.name.lower()
    known = isinstance(name, Text) and table in {"parameters", "variables"}
    return (table, name.value.lower()) if known and isinstance(name, Text) else None


def misfit(name: str, index: int, wanted: frozenset[str], found: frozenset[str]) -> str:
    """Report that an argument has a type which the function does not take."""
    takes, given = " or ".join(sorted(wanted)), " or ".join(sorted(found))
    return f"argument {index + 1} of {name}() must be {takes} (is {given})"


def fits(found: frozenset[str], wanted: frozenset[str]) -> bool:
    """Whether a value of one of these types may be what is wanted."""
    if wanted & {"any"} or found & {"any", "null"} or found & wanted:
        return True
    return "number" in wanted and "int" in found


def types_of(node: Expression) -> frozenset[str]:
    """Return the types that an expression may have, as far as its text tells; "any" beyond that."""
    if isinstance(node, Text):
        return frozenset({"string"})
    if isinstance(node, Number):
        return frozenset({"number" if "." in node.digits else "int"})
    if not isinstance(node, Call) or node.namespace:
        return ANYTHING
    known = function(node.name)
    return ANYTHING if known is None else frozenset(known.gives.split("|"))


def declared_type(declaration: Any) -> str:
    """Return the type of a parameter; "any" where it is not plain."""
    if isinstance(declaration, dict):
        kind = next((item for key, item in declaration.items() if key.lower() == "type"), None)
        if isinstance(kind, str):
            return _TYPES.get(kind.lower(), kind.lower())
    return "any"


def variable_type(value: Any) -> str:
    """Return the type of a variable; "any" where an expression gives it."""
    return "any" if is_expression(value) or value is None else kind_of(value)
