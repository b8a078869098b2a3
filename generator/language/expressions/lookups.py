"""The functions that look something up: names, loops, the deployment, ids, other resources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.language.expressions import context
from generator.language.expressions.builtins.resource_ids import (
    resource_id,
    split_resource_id_arguments,
)
from generator.language.expressions.evaluation import check_types, residual_call, value_of
from generator.language.expressions.frame import EvaluationError, Frame
from generator.language.expressions.functions import FUNCTIONS, function
from generator.language.expressions.tree import Call, Text
from generator.language.expressions.values import (
    FunctionError,
    Residual,
    Undecided,
    Value,
    kind_of,
    residual_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_LEVELS = {
    "subscription": "subscription",
    "managementGroup": "management group",
    "tenant": "tenant",
}
_WORK_IN = {
    "managementgroup": ("managementGroup",),
    "subscription": ("resourceGroup", "subscription"),
}


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
        raise EvaluationError(message, node.arguments[0], "TPL020")
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


def _deployment_level(node: Call, frame: Frame) -> Value:
    name, level = node.name.lower(), frame.scope.context.level
    if name == "resourcegroup" and level != "resourceGroup":
        where = f"a deployment to a resource group, not to a {_LEVELS[level]}"
        raise EvaluationError(f"resourceGroup() works only in {where}", node, "TPL021")
    if level not in _WORK_IN.get(name, (level,)):
        return residual_call(node.name, [])
    return _SCOPE_FUNCTIONS[name](frame.scope.context)


_SCOPE_FUNCTIONS: dict[str, Callable[[context.Context], Value]] = {
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
    open_ones = any(isinstance(item, Residual) for item in arguments)
    if open_ones and not any(isinstance(item, str) and "/" in item for item in arguments):
        return residual_call(known.name, arguments)
    try:
        first, kind, names = split_resource_id_arguments(
            [_readable(item) for item in arguments], name
        )
        scope = _id_scope(name, arguments[: len(first)], frame.scope.context)
        if scope is None:
            return residual_call(known.name, arguments)
        rest = arguments[len(first) + 1 :]
        if isinstance(scope, Residual) or any(isinstance(item, Residual) for item in rest):
            return joined_id(scope, kind, rest)
        return resource_id(scope, kind, names)
    except FunctionError as error:
        raise EvaluationError(f"{known.name}(): {error}", node) from None
    except Undecided:
        return residual_call(known.name, arguments)


def _readable(argument: Value) -> str:
    """Stand in for what is not known; it has no slash, so it can be a scope or a name."""
    return "?" if isinstance(argument, Residual) else argument


def joined_id(scope: Value, kind: str, names: list[Value]) -> Value:
    """Give the id of a resource, parts of which may be known only on deployment."""
    namespace, *types = kind.split("/")
    resource_id("", kind, [_readable(item) for item in names])
    steps = [part for pair in zip(types, names, strict=True) for part in (f"/{pair[0]}/", pair[1])]
    return residual_text(scope, f"/providers/{namespace}", *steps)


def _id_scope(name: str, first: list[Value], at: context.Context) -> Value | None:
    """Give the scope of an id, from the arguments before the type and the scope deployed to."""
    if name == "subscriptionresourceid":
        return residual_text("/subscriptions/", first[0] if first else at.subscription)
    if name == "managementgroupresourceid":
        group = first[0] if first else at.management_group
        return residual_text("/providers/Microsoft.Management/managementGroups/", group)
    if not first:
        return None if at.level == "managementGroup" else at.scope_id
    if len(first) > 1:
        return residual_text("/subscriptions/", first[0], "/resourceGroups/", first[1])
    if isinstance(first[0], Residual):
        return None
    if context.is_guid(first[0]):
        return f"/subscriptions/{first[0]}"
    return residual_text("/subscriptions/", at.subscription, "/resourceGroups/", first[0])


def _reference(node: Call, frame: Frame) -> Value:
    arguments = [value_of(item, frame) for item in node.arguments]
    known = function(node.name)
    if known is not None:
        check_types(known, node, arguments)
    if frame.scope.referenced is not None:
        return frame.scope.referenced(node, arguments)
    return residual_call(node.name if known is None else known.name, arguments)


FORMS: dict[str, Callable[[Call, Frame], Value]] = {
    "parameters": _parameters,
    "variables": _variables,
    "copyindex": _copy_index,
    **dict.fromkeys(_SCOPE_FUNCTIONS, _deployment_level),
    **dict.fromkeys(
        ("resourceid", "subscriptionresourceid", "managementgroupresourceid"), _resource_id
    ),
    "reference": _reference,
}
