"""Ids of resources: a scope, a type and a name for each segment of the type.

Sources: the page "resource functions" of the documentation of ARM templates, and the engine's
answers in tests/data/engine.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.language.expressions.values import FunctionError
from generator.lazy import regex

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_BEFORE = {"resourceid": 2, "tenantresourceid": 0}
_FIGURE = r"[0-9a-f]"
_GUID = regex(
    rf"\{{{_FIGURE}{{8}}(?:-{_FIGURE}{{4}}){{3}}-{_FIGURE}{{12}}\}}"
    rf"|\({_FIGURE}{{8}}(?:-{_FIGURE}{{4}}){{3}}-{_FIGURE}{{12}}\)"
    rf"|{_FIGURE}{{8}}(?:-{_FIGURE}{{4}}){{3}}-{_FIGURE}{{12}}|{_FIGURE}{{32}}",
    re.IGNORECASE,
)
_RESOURCE_GROUPS = "microsoft.resources/resourcegroups"


def split_resource_id_arguments(
    arguments: list[str], function: str = "resourceid"
) -> tuple[list[str], str, list[str]]:
    """Split the arguments of resourceId() into those before the type, the type, the names.

    The type is the only one that has a slash. Raises FunctionError where there is none. `function`
    is the name of the one that takes them, in lower case: others take one argument before the type.
    """
    slashed = [index for index, text in enumerate(arguments) if "/" in text]
    if not slashed:
        raise FunctionError("a resource type such as 'Microsoft.Compute/disks' is missing")
    at = slashed[0]
    most = _MOST_BEFORE.get(function, 1)
    if at > most:
        what = ("nothing", "at most one argument", "at most a subscription and a group")[most]
        raise FunctionError(f"{what} may precede the type (are {at})")
    if len(slashed) > 1:
        message = f"argument {slashed[1] + 1} has a slash, which only the type may have"
        raise FunctionError(f"{message}; give each segment of a name as an argument of its own")
    # Hundreds of deployed templates end the type with a slash.
    return arguments[:at], arguments[at].removesuffix("/"), arguments[at + 1 :]


def is_guid(text: str) -> bool:
    """Whether a text has the form of the id of a subscription."""
    return _GUID.fullmatch(text) is not None


def require_subscription(text: str) -> None:
    """Raise FunctionError where a text is no id of a subscription."""
    if not is_guid(text):
        raise FunctionError("the first argument is no id of a subscription, which is a GUID")


def named_steps(kind: str, names: list[str]) -> list[tuple[str, str]]:
    """Return the segments of a type with their names.

    Raises FunctionError where the type needs another number of names.
    """
    _, *types = kind.split("/")
    if not types or len(types) != len(names):
        noun = "name" if len(types) == 1 else "names"
        raise FunctionError(f"type '{kind}' needs {len(types)} {noun} (has {len(names)})")
    return list(zip(types, names, strict=True))


def resource_id(scope: str, kind: str, names: list[str]) -> str:
    """Return the id of a resource; the scope is empty for the tenant.

    An empty name is passed over, so that the names after it stand with other segments: the engine
    does so. Raises FunctionError where the type needs another number of names.
    """
    steps = named_steps(kind, names)
    namespace = kind.partition("/")[0]
    given = [name for name in names if name]
    parts = [part for (step, _), name in zip(steps, given, strict=False) for part in (step, name)]
    return f"{scope}/providers/{namespace}/{'/'.join(parts)}"


def is_group(kind: str) -> bool:
    """Whether a type is that of resource groups, whose ids have no providers in a subscription."""
    return kind.lower() == _RESOURCE_GROUPS


def _tenant(*arguments: str) -> str:
    _, kind, names = split_resource_id_arguments(list(arguments), "tenantresourceid")
    return resource_id("", kind, names)


def _extension(scope: str, *arguments: str) -> str:
    segments = [segment for segment in scope.split("/") if segment]
    if len(segments) < 2:
        message = "the first argument is no id: it has fewer than two segments between slashes"
        raise FunctionError(message)
    _, kind, names = split_resource_id_arguments(list(arguments), "tenantresourceid")
    return resource_id("/" + "/".join(segments), kind, names)


FUNCTIONS: dict[str, Callable[..., str]] = {
    "tenantresourceid": _tenant,
    "extensionresourceid": _extension,
}


def _below_scope(function: str, arguments: list[str]) -> list[str]:
    """Return the arguments without the id that an extension resource belongs to."""
    return arguments[1:] if function == "extensionresourceid" else arguments


def type_argument(function: str, arguments: list[str]) -> str:
    """Return the argument of such a function that is the type; empty where none can be."""
    return next((text for text in _below_scope(function, arguments) if "/" in text), "")


def check_id_arguments(function: str, arguments: list[str]) -> None:
    """Raise FunctionError where a function that gives an id fails with such arguments.

    `function` is its name in lower case. An argument may be a stand-in for one that is not known
    and has no slash.
    """
    rest = _below_scope(function, arguments)
    function = function if rest is arguments else "tenantresourceid"
    _, kind, names = split_resource_id_arguments(rest, function)
    named_steps(kind, names)
