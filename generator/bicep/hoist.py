"""Nested templates that are evaluated in the one around them: what they see becomes parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.bicep.asked_outside import asked_outside, resources_in
from generator.bicep.declared_resources import said_place
from generator.bicep.expressions import Reader
from generator.bicep.identity import OWN, ScopePlace
from generator.bicep.pieces import parse
from generator.language.documents.casing import member_of
from generator.language.expressions.tree import (
    Call,
    ExpressionError,
    Index,
    Property,
    Text,
    to_text,
)
from generator.language.template import is_expression

if TYPE_CHECKING:
    from generator.bicep.asked_outside import Own
    from generator.bicep.declared import DeclaredResource
    from generator.bicep.pieces import Segment
    from generator.bicep.scope import FileScope
    from generator.language.expressions.tree import Expression

_CONTEXT = {"resourcegroup", "subscription", "deployment"}
_KINDS = {str: "string", bool: "bool", int: "int", list: "array", dict: "object"}


def hoisted(
    scope: FileScope, template: dict[str, Any], declared: DeclaredResource
) -> tuple[dict[str, Any], dict[str, Any], ScopePlace]:
    """Return a nested template of outer scope as one of inner scope, and the values for it.

    What it says of the group around it stays what it is there, where it is deployed elsewhere. The
    place that it is deployed to is given as the expressions within it say it.
    """
    own = resources_in(scope, template)
    made = _Hoist(scope, declared.loop, own, elsewhere=declared.id.within != OWN)
    body = {
        key: made.value(item)
        for key, item in template.items()
        if key.lower() not in {"parameters", "variables", "functions"}
    }
    functions = member_of(scope.template, "functions")
    if functions:
        body["functions"] = functions
    said = said_place(scope.written, declared.raw) or OWN
    where = ScopePlace(said.kind, tuple(map(made.segment, said.names)))
    return {"parameters": made.parameters, **body}, made.given, where


class _Hoist:
    """Rewrites expressions, and keeps the parameters that this takes."""

    def __init__(self, scope: FileScope, loop: str, own: Own, *, elsewhere: bool) -> None:
        self._scope = scope
        self._own = own
        self._loop = loop
        self._elsewhere = elsewhere
        self.parameters: dict[str, Any] = {}
        self.given: dict[str, Any] = {}

    def value(self, raw: Any) -> Any:
        """Rewrite a value."""
        if isinstance(raw, dict):
            return {self.value(key): self.value(item) for key, item in raw.items()}
        if isinstance(raw, list):
            return [self.value(item) for item in raw]
        if not isinstance(raw, str):
            return raw
        if raw.startswith("[[") and raw.endswith("]"):
            return raw[1:]
        if not is_expression(raw):
            return raw
        try:
            return to_text(self._expression(parse(raw)))
        except ExpressionError:
            return raw

    def segment(self, segment: Segment) -> Segment:
        """Rewrite a segment of a name, where that takes no parameter of its own."""
        return tuple(piece if isinstance(piece, str) else self._known(piece) for piece in segment)

    def _known(self, node: Expression) -> Expression:
        wanted = self._wanted(node)
        return Call("parameters", (Text(wanted),)) if wanted in self.given else node

    def _expression(self, node: Expression) -> Expression:
        wanted = self._wanted(node)
        if wanted:
            return self._parameter(wanted, node)
        asked = asked_outside(self._scope, self._own, node)
        if asked is not None:
            return self._parameter(asked.name, node, asked.type)
        match node:
            case Call(name, arguments, space):
                made = tuple(self._expression(item) for item in arguments)
                if name.lower() == "resourceid" and self._elsewhere:
                    made = self._whole(made)
                return Call(name, made, space)
            case Property(base, name):
                return Property(self._expression(base), name)
            case Index(base, index):
                return Index(self._expression(base), self._expression(index))
        return node

    def _wanted(self, node: Expression) -> str:
        """Return the name of the parameter that an expression becomes; '' where it becomes none."""
        match node:
            case Call(name, (Text(own),)) if name.lower() in {"parameters", "variables"}:
                return own
            case Property(Call(name, ()), what) if self._moved(name):
                return f"{name}{what[0].upper()}{what[1:]}"
            case Call(name, ()) if self._moved(name):
                return name
            case Call(name, arguments) if name.lower() == "copyindex" and self._is_outer(arguments):
                return f"{self._loop or 'copy'}Index"
        return ""

    def _moved(self, name: str) -> bool:
        return name.lower() in _CONTEXT and (self._elsewhere or name.lower() == "deployment")

    def _is_outer(self, arguments: tuple[Expression, ...]) -> bool:
        """Whether copyIndex() means the loop around the deployment, as it does without a name."""
        named = [item.value.lower() for item in arguments if isinstance(item, Text)]
        return bool(self._loop) and named in ([], [self._loop.lower()])

    def _whole(self, arguments: tuple[Expression, ...]) -> tuple[Expression, ...]:
        """Describe the group and the subscription of an id that names none."""
        first = next((n for n, item in enumerate(arguments) if "/" in _text(item)), 0)
        if first:
            return arguments
        subscription = self._expression(Property(Call("subscription"), "subscriptionId"))
        return (subscription, self._expression(Property(Call("resourceGroup"), "name")), *arguments)

    def _parameter(self, name: str, node: Expression, kind: str | None = None) -> Expression:
        wanted, number = name, 2
        value = to_text(node)
        while wanted in self.given and self.given[wanted]["value"].lower() != value.lower():
            wanted, number = f"{name}{number}", number + 1
        self.given[wanted] = {"value": value}
        self.parameters[wanted] = self._declared(node) if kind is None else {"type": kind}
        return Call("parameters", (Text(wanted),))

    def _declared(self, node: Expression) -> dict[str, Any]:
        """Declare a parameter for an expression, by the type of what that gives."""
        reader = Reader(self._scope, "")
        match node:
            case Call(name, (Text(own),)) if name.lower() == "parameters":
                declared = self._scope.raw_parameters.get(own.lower()) or {}
                kind = member_of(reader.shapes.members.resolved(declared), "type")
                return {} if kind is None else {"type": kind}
        kind = reader.kind(node)
        if not kind:
            found = self._scope.evaluated(to_text(node))
            kind = "" if is_expression(found) else _KINDS.get(type(found), "")
        return {"type": kind} if kind else {}


def _text(node: Expression) -> str:
    return node.value if isinstance(node, Text) else ""
