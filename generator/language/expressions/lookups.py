"""The functions that look something up: names, loops, the deployment, ids, other resources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.kinds import FUNCTION_ARGUMENTS, FUNCTION_PLACEMENT
from generator.language.expressions import context
from generator.language.expressions.builtins.resource_ids import (
    is_group,
    named_steps,
    require_subscription,
    resource_id,
    split_resource_id_arguments,
)
from generator.language.expressions.cost import call_cost
from generator.language.expressions.evaluation import check_types, residual_call, value_of
from generator.language.expressions.frame import EvaluationError, Frame
from generator.language.expressions.functions import FUNCTIONS, function
from generator.language.expressions.tree import Call, Text
from generator.language.expressions.values import (
    FunctionError,
    Residual,
    Value,
    kind_of,
    residual_text,
)
from generator.lazy import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable


def _parameters(node: Call, frame: Frame) -> Value:
    name = _name(node, frame)
    return name if isinstance(name, Residual) else frame.scope.parameter(name, node)


def _variables(node: Call, frame: Frame) -> Value:
    name = _name(node, frame)
    return name if isinstance(name, Residual) else frame.scope.variable(name, node)


def _name(node: Call, frame: Frame) -> Value:
    first = node.arguments[0]
    if isinstance(first, Text):
        return first.value
    value = value_of(first, frame)
    if isinstance(value, Residual):
        return residual_call(node.name, [value])
    check_types(FUNCTIONS[node.name.lower()], node, [value])
    return value


def _copy_index(node: Call, frame: Frame) -> Value:
    arguments = [value_of(item, frame) for item in node.arguments]
    check_types(FUNCTIONS["copyindex"], node, arguments)
    if len(arguments) == 2 and kind_of(arguments[0]) == "int":
        message = "argument 1 of copyIndex() must be the name of a loop where it has two (is int)"
        raise EvaluationError(message, node.arguments[0], FUNCTION_ARGUMENTS)
    name = arguments.pop(0) if arguments and isinstance(arguments[0], str) else ""
    offset = arguments[0] if arguments else 0
    if name.lower() not in frame.loops:
        raise EvaluationError(_no_loop(name, frame), node)
    index = frame.loops[name.lower()]
    if isinstance(offset, int) and offset < 0:
        raise EvaluationError(f"the offset of copyIndex() is 0 or more (is {offset})", node)
    if offset != 0 and (isinstance(index, Residual) or isinstance(offset, Residual)):
        return residual_call("add", [index, offset])
    return index if offset == 0 else index + offset


def _no_loop(name: str, frame: Frame) -> str:
    if name:
        return f"copyIndex() has no copy loop '{name}' around it"
    if frame.unrolling:
        names = " or ".join(f"copyIndex('{loop}')" for loop in frame.loops)
        return f"copyIndex() without a name is that of a resource loop: write {names}"
    return "copyIndex() has no copy loop around it"


def _scope_function(node: Call, frame: Frame) -> Value:
    """Return the scope that is deployed to, or one that the arguments name."""
    name = node.name.lower()
    arguments = [value_of(item, frame) for item in node.arguments]
    check_types(FUNCTIONS[name], node, arguments)
    at = frame.scope.context
    try:
        if any(isinstance(item, Residual) for item in arguments):
            return residual_call(FUNCTIONS[name].name, arguments)
        return _SCOPE_FUNCTIONS[name](at, *arguments)
    except context.WrongLevel as error:
        raise EvaluationError(str(error), node, FUNCTION_PLACEMENT) from None
    except FunctionError as error:
        raise EvaluationError(f"{FUNCTIONS[name].name}(): {error}", node) from None


_SCOPE_FUNCTIONS: dict[str, Callable[..., Value]] = {
    "resourcegroup": context.resource_group,
    "subscription": context.subscription,
    "managementgroup": context.management_group,
    "tenant": context.tenant,
    "deployment": context.deployment,
    "environment": context.environment,
}


def _resource_id(node: Call, frame: Frame) -> Value:
    name = node.name.lower()
    known = FUNCTIONS[name]
    arguments = [value_of(item, frame) for item in node.arguments]
    check_types(known, node, arguments)
    frame.scope.budget.spend(call_cost(name, arguments))
    open_ones = any(isinstance(item, Residual) for item in arguments)
    if open_ones and not any(isinstance(item, str) and "/" in item for item in arguments):
        return residual_call(known.name, arguments)
    try:
        readable = [_readable(item) for item in arguments] if open_ones else arguments
        first, kind, _ = split_resource_id_arguments(readable, name)
        count = len(first)
        scope = _id_scope(name, arguments[:count], frame.scope.context)
        return _id_below(scope, kind, arguments[count + 1 :])
    except context.WrongLevel as error:
        raise EvaluationError(str(error), node, FUNCTION_PLACEMENT) from None
    except FunctionError as error:
        raise EvaluationError(f"{known.name}(): {error}", node) from None


def _readable(argument: Value) -> str:
    """Stand in for what is not known; it has no slash, so it can be a scope or a name."""
    return "?" if isinstance(argument, Residual) else argument


@dataclass(slots=True)
class _Scope:
    """The scope of an id; groups of a subscription have ids without providers."""

    id: Value
    is_subscription: bool = False


def _id_below(scope: _Scope, kind: str, names: list[Value]) -> Value:
    if scope.is_subscription and is_group(kind):
        named_steps(kind, [_readable(item) for item in names])
        return residual_text(scope.id, "/resourceGroups/", names[0])
    if isinstance(scope.id, Residual) or any(isinstance(item, Residual) for item in names):
        return joined_id(scope.id, kind, names)
    return resource_id(scope.id, kind, names)


def joined_id(scope: Value, kind: str, names: list[Value]) -> Value:
    """Return the id of a resource, parts of which may be known only on deployment."""
    named_steps(kind, [_readable(item) for item in names])
    namespace, *types = kind.split("/")
    steps = [part for pair in zip(types, names, strict=True) for part in (f"/{pair[0]}/", pair[1])]
    return residual_text(scope, f"/providers/{namespace}", *steps)


def _id_scope(name: str, first: list[Value], at: context.Context) -> _Scope:
    """Return the scope of an id, from the arguments before the type and the scope deployed to."""
    if name == "managementgroupresourceid":
        group = (
            first[0]
            if first
            else context.require_level(at, "managementGroup", "managementGroupResourceId")
        )
        return _Scope(residual_text("/providers/Microsoft.Management/managementGroups/", group))
    if name == "subscriptionresourceid" or (len(first) == 1 and at.level != "resourceGroup"):
        given = (
            _subscription(first[0])
            if first
            else context.require_level(at, "subscription", "subscriptionResourceId")
        )
        return _Scope(residual_text("/subscriptions/", given), is_subscription=True)
    if not first:
        own = "" if at.level == "managementGroup" else at.scope_id
        return _Scope(own, is_subscription=at.level == "subscription")
    subscription = _subscription(first[0]) if len(first) > 1 else at.subscription
    return _Scope(residual_text("/subscriptions/", subscription, "/resourceGroups/", first[-1]))


def _subscription(given: Value) -> Value:
    if isinstance(given, str):
        require_subscription(given)
    return given


def _reference(node: Call, frame: Frame) -> Value:
    arguments = [value_of(item, frame) for item in node.arguments]
    known = function(node.name)
    if known is not None and not known.judged_late:
        check_types(known, node, arguments)
        _require_symbols(node, frame)
    if frame.scope.referenced is not None:
        return frame.scope.referenced(node, arguments)
    return residual_call(node.name if known is None else known.name, arguments)


def _require_symbols(node: Call, frame: Frame) -> None:
    """Raise EvaluationError where a function needs symbolic names and the template has none."""
    if node.name.lower() in _SYMBOLIC and not frame.scope.symbolic:
        message = f"{node.name}() works only in a template with languageVersion 2.0"
        raise EvaluationError(message, node, FUNCTION_PLACEMENT)


def _not_here(node: Call, _: Frame) -> Value:
    message = f"{node.name}() works only in the parameters of a deployment, not in a template"
    raise EvaluationError(message, node, FUNCTION_PLACEMENT)


_SYMBOLIC = {"references", "target", "resourceinfo"}
FORMS: dict[str, Callable[[Call, Frame], Value]] = {
    "parameters": _parameters,
    "variables": _variables,
    "copyindex": _copy_index,
    **dict.fromkeys(_SCOPE_FUNCTIONS, _scope_function),
    **dict.fromkeys(
        ("resourceid", "subscriptionresourceid", "managementgroupresourceid"), _resource_id
    ),
    "reference": _reference,
    **dict.fromkeys(("externalinput", "externalinputs"), _not_here),
}
