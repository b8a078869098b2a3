"""Ids of resources: a scope, a type and a name for each segment of the type.

Source: the page "resource functions" of the documentation of ARM templates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.language.expressions.values import FunctionError, Undecided

if TYPE_CHECKING:
    from collections.abc import Callable


_MOST_BEFORE = {"resourceid": 2}


def split_resource_id_arguments(
    arguments: list[str], function: str = "resourceid"
) -> tuple[list[str], str, list[str]]:
    """Split the arguments of resourceId() into those before the type, the type, the names.

    The type is the first that has a slash. Raises FunctionError where there is none. `function` is
    the name of the one that takes them, in lower case: others take one argument before the type.
    """
    at = next((index for index, text in enumerate(arguments) if "/" in text), None)
    if at is None:
        raise FunctionError("a resource type such as 'Microsoft.Compute/disks' is missing")
    if at > _MOST_BEFORE.get(function, 1):
        what = "a subscription and a group" if function in _MOST_BEFORE else "one argument"
        raise FunctionError(f"at most {what} may stand before the type (are {at})")
    # Hundreds of deployed templates end the type with a slash.
    return arguments[:at], arguments[at].removesuffix("/"), arguments[at + 1 :]


def resource_id(scope: str, kind: str, names: list[str]) -> str:
    """Give the id of a resource; the scope is empty for the tenant.

    Raises FunctionError where the type needs another number of names.
    """
    namespace, *types = kind.split("/")
    if len(types) != len(names):
        noun = "name" if len(types) == 1 else "names"
        raise FunctionError(f"type '{kind}' needs {len(types)} {noun} (has {len(names)})")
    steps = (f"/{step}/{name}" for step, name in zip(types, names, strict=True))
    return f"{scope}/providers/{namespace}{''.join(steps)}"


def _tenant(*arguments: str) -> str:
    before, kind, names = split_resource_id_arguments(list(arguments))
    if before:
        raise FunctionError("the type must come first")
    return resource_id("", kind, names)


def _extension(scope: str, *arguments: str) -> str:
    before, kind, names = split_resource_id_arguments(list(arguments))
    if before:
        raise FunctionError("the type must come second, after the id of the resource")
    if scope.endswith("/"):
        raise Undecided("an id that ends with a slash")
    return resource_id(scope, kind, names)


FUNCTIONS: dict[str, Callable[..., str]] = {
    "tenantresourceid": _tenant,
    "extensionresourceid": _extension,
}


def check_id_arguments(function: str, arguments: list[str]) -> None:
    """Raise FunctionError where a function that gives an id fails with such arguments.

    `function` is its name in lower case. An argument may be a stand-in for one that is not known
    and has no slash.
    """
    try:
        if function in FUNCTIONS:
            FUNCTIONS[function](*arguments)
        else:
            _, kind, names = split_resource_id_arguments(arguments, function)
            resource_id("", kind, names)
    except Undecided:
        return
