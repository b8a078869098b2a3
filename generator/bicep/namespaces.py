"""The namespaces of Bicep, said where something of the file has the name of a function or a type.

All names of a file and all that Bicep brings along share one space, and the file wins: beside a
parameter `description` the decorator is `@sys.description()`, and beside a variable `resourceGroup`
the function is `az.resourceGroup()`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.bicep.statements import Decorator, Func, Metadata, Output, Statement
from generator.bicep.syntax import FunctionCall, Get, Symbol, nodes_in
from generator.language.expressions.functions import FUNCTIONS
from generator.lazy import dataclass, fields, is_dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Sequence

TYPES = frozenset(
    {"any", "array", "bool", "int", "object", "resourceInput", "resourceOutput", "string"}
)
"""The types that Bicep brings along."""
BUILT_IN = frozenset({item.name for item in FUNCTIONS.values()} | {"any", "map", "filter"})
"""The names of functions that Bicep brings along."""
_OF_SYSTEM = {"newguid", "utcnow"}
"""Functions of the namespace sys, though what they give hangs on the deployment."""
_OF_AZURE = {"extensionresourceid", "tenantresourceid"}
"""Functions of the namespace az, though what they give hangs on their arguments alone."""


def namespace_of(function: str) -> str:
    """Return the namespace that a function of Bicep belongs to."""
    name = function.lower()
    known = FUNCTIONS.get(name)
    if known is None:
        return "az" if name.startswith("list") or name == "getsecret" else "sys"
    of_deployment = known.kind in {"context", "run-time"} and name not in _OF_SYSTEM
    return "az" if of_deployment or name in _OF_AZURE else "sys"


def qualified(statements: Sequence[Statement]) -> list[Statement]:
    """Write the namespace of what Bicep brings along wherever the file has something of that name.

    The functions and types of the file are called otherwise than those of Bicep, so a call or a
    type by such a name is always that of Bicep.
    """
    declared = {_name(item) for item in statements} - {""}
    functions = {item.declaration.name for item in statements if isinstance(item.declaration, Func)}
    return [_statement(item, declared, functions) for item in statements]


def _name(statement: Statement) -> str:
    own = statement.declaration
    if isinstance(own, (Output, Metadata)):
        return ""
    return str(getattr(own, "symbol", "") or getattr(own, "name", ""))


def _statement(statement: Statement, declared: set[str], functions: set[str]) -> Statement:
    own = statement.declaration
    hidden = declared | {name for name, _ in own.parameters} if isinstance(own, Func) else declared
    used = {
        node.name
        for node in nodes_in(statement)
        if isinstance(node, Decorator) or (isinstance(node, FunctionCall) and node.of is None)
    }
    clash = hidden & (used | TYPES)
    made: Statement = _Rewriting(clash, functions).part(statement) if clash else statement
    return made


@dataclass(frozen=True, slots=True)
class _Rewriting:
    """Writes the namespace before the names of `clash`; `functions` are called as they are."""

    clash: set[str]
    functions: set[str]

    def part(self, node: Any, *, types: bool = False) -> Any:
        """Return a part of a tree anew; `types` where it is a type."""
        if isinstance(node, tuple):
            return tuple(self.part(item, types=types) for item in node)
        if not is_dataclass(node) or isinstance(node, type):
            return node
        inner = types and not isinstance(node, Decorator)
        made = {
            own.name: self.part(getattr(node, own.name), types=inner or _is_type(node, own.name))
            for own in fields(node)
        }
        return self._said(replace(node, **made), types=types)

    def _said(self, node: Any, *, types: bool) -> Any:
        match node:
            case Decorator(name) if name in self.clash:
                return replace(node, name=f"sys.{name}")
            case FunctionCall(name, _, None) if name in self.clash - self.functions:
                return replace(node, of=Symbol(namespace_of(name)))
            case Symbol(name) if types and name in self.clash & TYPES:
                return Get(Symbol("sys"), name)
        return node


def _is_type(node: Any, member: str) -> bool:
    return member == "type" or (member == "parameters" and isinstance(node, Func))
