"""What a resource is called in full: its type and name below a parent, its id, its scope."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.azure.resource_types import RESOURCE_GROUP, child_type, is_full_type
from generator.language.expressions.context import residual_location
from generator.language.expressions.lookups import joined_id
from generator.language.expressions.tree import Call, Text
from generator.language.expressions.values import (
    Residual,
    Value,
    certain_kind,
    residual_text,
    texts_joined,
    to_expression,
)
from generator.lazy import regex, replace

if TYPE_CHECKING:
    from generator.language.expressions.context import Context

_MANAGEMENT = "/providers/microsoft.management/managementgroups/"
_SCOPE = regex(r"/subscriptions/([^/]+)(?:/resourceGroups/([^/]+))?/?", re.IGNORECASE)


def name_fault(kind: str, name: Value, *, child: bool) -> str:
    """Describe why a resource of a type cannot have a name as it is written; nothing where it can.

    That of a child has a segment for each of its own type, or for the whole where it is in full.
    """
    if name is None or certain_kind(name) == "any":
        return ""
    if certain_kind(name) != "string":
        return f"the name of a resource must be a string (is {certain_kind(name)})"
    if isinstance(name, Residual):
        return ""
    if not name:
        return "the name of a resource is empty here"
    found, wanted = len(_parts(name)), _names_of(kind)
    if child and not is_full_type(kind):
        wanted += found != wanted or not wanted
    if wanted and found != wanted:
        noun = "name" if wanted == 1 else "names"
        return f"type '{kind}' needs {wanted} {noun} (has {found})"
    if wanted == 1 and not child and "/" in name:
        return f"there is an empty name beside the slash in '{name}'"
    return ""


def _parts(name: str) -> list[str]:
    return [part for part in name.split("/") if part]


def _names_of(kind: str) -> int:
    """Return how many names a type needs; those of empty parts do not count."""
    return max(len(_parts(kind)) - 1, 0)


def below(parent_type: str, parent_name: Value, kind: str, name: Value) -> tuple[str, Value]:
    """Return the full type and name of a child; it may be written short or in full."""
    if isinstance(name, str):
        name = "/".join(_parts(name))
        is_whole = "/" in kind and len(_parts(name)) == _names_of(kind)
    else:
        is_whole = isinstance(name, Residual) and len(segments(name)) == kind.count("/")
        is_whole = is_whole and is_full_type(kind)
    if is_whole:
        return kind, name
    kind = child_type(parent_type, kind)
    return kind, residual_text(parent_name, "/", name) if isinstance(
        name, (str, Residual)
    ) else name


def id_of(kind: str, name: Value, scope: Value) -> Value:
    """Return the id of a resource in a scope, which is empty for the tenant.

    It is an expression where the segments of the name are known only on deployment. Raises
    FunctionError where the name has another number of segments than the type.
    """
    if kind.lower() == RESOURCE_GROUP:
        return residual_text(scope, "/resourceGroups/", name)
    names = segments(name)
    if isinstance(name, str) and len(_parts(name)) == kind.count("/"):
        names = [*_parts(name)]
    if isinstance(name, str) or len(names) == kind.count("/"):
        return joined_id(scope, kind, names)
    return Residual(Call("resourceId", (Text(kind), to_expression(name))))


def relative_id(kind: str, name: Value) -> Value:
    """Return the part of an id after its scope: types and names in turn; None where they differ."""
    namespace, *types = kind.split("/")
    names = segments(name)
    if len(names) != len(types):
        return None
    steps = [part for pair in zip(types, names, strict=True) for part in (f"/{pair[0]}/", pair[1])]
    return residual_text(namespace, *steps)


def segments(name: Value) -> list[Value]:
    """Split a name at its slashes, those in the texts of a concat() or format() included."""
    if isinstance(name, str):
        return list(name.split("/"))
    parts = texts_joined(name.expression)
    if parts is None:
        return [name]
    found: list[list[Value]] = [[]]
    for part in parts:
        if isinstance(part, Text):
            first, *others = part.value.split("/")
            found[-1].append(first)
            found += [[other] for other in others]
        else:
            found[-1].append(Residual(part))
    return [_one(parts) for parts in found]


def _one(parts: list[Value]) -> Value:
    wanted = [part for part in parts if part != ""]
    return wanted[0] if len(wanted) == 1 else residual_text(*wanted)


def target(context: Context, subscription: Value, group: Value, scope: Value) -> Context:
    """Return where a nested deployment deploys to, from what it says of that (None: nothing)."""
    if scope == "/":
        return replace(context, level="tenant")
    around_group = context.level == "resourceGroup"  # below it the rest of an id may follow
    if isinstance(scope, str) and not (around_group or scope.startswith("/")):
        scope = f"/providers/{scope}"
    if isinstance(scope, str) and scope.lower().startswith(_MANAGEMENT):
        name = scope.rsplit("/", 1)[-1]
        return replace(context, level="managementGroup", management_group=name)
    match = _SCOPE.fullmatch(scope) if isinstance(scope, str) else None
    if match is not None:
        subscription, group = match[1], match[2]
    around = context.subscription if subscription is None else subscription
    if group is not None:
        moved = replace(context, level="resourceGroup", subscription=around, resource_group=group)
        stays = context.level == "resourceGroup" and _same(moved.group_id, context.group_id)
        return moved if stays else replace(moved, location=residual_location())
    if subscription is not None:
        return replace(context, level="subscription", subscription=around)
    return context


def _same(one: Value, other: Value) -> bool:
    return str(one).lower() == str(other).lower()
