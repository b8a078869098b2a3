"""What reference() and the list functions ask for: the resource, by its id.

What they give is known only on deployment, but for the outputs of a nested deployment that is
expanded too, and for what says which resource it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.language.expansion.dependencies import Question
from generator.language.expressions.evaluation import residual_call
from generator.language.expressions.functions import function
from generator.language.expressions.tree import Call, Property, walk
from generator.language.expressions.values import Residual, Value, flat_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.language.expansion.deployment import Deployment
    from generator.language.expansion.instances import Instance
    from generator.language.expressions.tree import Expression


_LOCAL = {
    "parameters", "resourcegroup", "subscription", "deployment", "managementgroup", "copyindex",
}  # fmt: skip
"""What means something else in another template."""


def resolved(
    node: Call,
    arguments: list[Value],
    around: Deployment,
    nested: Callable[[Instance], Deployment | None],
) -> Value:
    """Return what is left of a call to a function that asks for a deployed resource."""
    known = function(node.name)
    name = known.name if known is not None else node.name
    first = arguments[0] if arguments else None
    if isinstance(first, str) and name == "references":
        return _all(first, arguments[1:], around)
    found = around.found(first)
    if len(found) == 1:
        _remember(around, name, arguments, found[0])
    if len(found) != 1 or not isinstance(first, str):
        return residual_call(name, arguments)
    made = found[0]
    if name == "resourceInfo":
        return _information(made)
    if name == "reference":
        return _reference(made, arguments[1:], around, nested)
    return residual_call(name, [made.id, *arguments[1:]])


def _remember(around: Deployment, name: str, arguments: list[Value], made: Instance) -> None:
    """Note that a resource is asked for, unless that is sure to cause no waiting."""
    by_name = flat_text(arguments[0]) != flat_text(made.id)
    has_version = bool(arguments[1:])
    if name != "resourceInfo" and (by_name or (name == "reference" and not has_version)):
        sure = name == "reference" and by_name and not has_version
        around.asked.append(Question(made, sure))


def _reference(
    made: Instance,
    rest: list[Value],
    around: Deployment,
    nested: Callable[[Instance], Deployment | None],
) -> Value:
    version = rest[:1] or [made.api_version]
    wanted = [made.id, *version, *rest[1:]]
    left = residual_call("reference", [item for item in wanted if item is not None])
    deployed = made.is_deployment and made.condition is not False and not rest[1:]
    asked, around.asked = around.asked, []  # what its template asks for is another matter
    inner = nested(made) if deployed else None
    around.asked = asked
    if inner is None:
        return left
    outputs = Property(left.expression, "outputs")
    known = {
        name: output if _is_known(output) else {**output, "value": _value_of(outputs, name)}
        for name, output in inner.outputs().items()
    }
    return Residual(left.expression, {"outputs": known})


def _value_of(outputs: Expression, name: str) -> Residual:
    return Residual(Property(Property(outputs, name), "value"))


def _is_known(output: dict[str, Value]) -> bool:
    """Whether the value of an output means the same outside of its template.

    That of a secure one is not seen, and some functions give other results elsewhere.
    """
    waiting = [output["value"]] if "value" in output else [Residual(Call("parameters"))]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            waiting += item.values()
        elif isinstance(item, list):
            waiting += item
        elif isinstance(item, Residual) and any(
            isinstance(node, Call) and node.name.lower() in _LOCAL for node in walk(item.expression)
        ):
            return False
    return True


def _all(name: str, rest: list[Value], around: Deployment) -> Value:
    """Return a reference for each resource of a loop."""
    found = around.found(name)
    if not found:
        return residual_call("references", [name, *rest])
    full = [item for item in rest if item == "full"]
    return [residual_call("reference", [made.id, made.api_version, *full]) for made in found]


def _information(made: Instance) -> Value:
    known = {
        "id": made.id,
        "name": made.name,
        "type": made.type,
        "apiVersion": made.api_version,
    }
    left = residual_call("resourceInfo", [made.origin.symbol or made.id])
    return Residual(left.expression, known)
