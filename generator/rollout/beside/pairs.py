"""What stands beside a resource: others of its type, locks, what lies in it.

A condition names who it is about, or tells whether it holds.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generator.rollout.beside.names import may_be_named
from generator.rollout.beside.uses import id_of
from generator.rollout.beside.world import at, listed, same_id
from generator.rollout.sameness import same

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.rollout.beside.world import Affected
    from generator.rollout.side import PlannedResource

_SINKS = (
    "workspaceId", "storageAccountId", "eventHubAuthorizationRuleId", "marketplacePartnerId",
)  # fmt: skip
_ASSIGNMENT = ("principalId", "roleDefinitionId")


def _others(spot: Affected) -> Iterator[PlannedResource]:
    """Yield the other resources of the same type that are there when this one is put.

    One whose name may come to that of this one is none.
    """
    world = spot.world
    for key, item in world.before.resources.items():
        if key != spot.key and key[0] == spot.key[0] and not may_be_named(item, spot.item):
            yield world.after.resources.get(key, item)


def _same(one: Any, other: Any) -> bool:
    """Whether two values that identify something are known to be the same."""
    return same_id(one, other) or same(one, other, exact=False)


def _target_taken(spot: Affected) -> str:
    """Name another autoscale setting that has the same target."""
    target = at(spot.body, "properties", "targetResourceUri")
    found = (
        item
        for item in _others(spot)
        if target and _same(target, at(item.body, "properties", "targetResourceUri"))
    )
    return ", ".join(f"'{item.name}'" for item in found)


def _sink_taken(spot: Affected) -> str:
    """Name another diagnostic setting of the same resource that sends a category to a sink."""
    body = spot.body
    return ", ".join(
        f"'{item.name.rpartition('/')[2]}'"
        for item in _others(spot)
        if scope_of(item) == scope_of(spot.item)
        and any(_equal_at(body, item.body, sink) for sink in _SINKS)
        and _categories(body) & _categories(item.body)
    )


def _equal_at(one: Any, other: Any, name: str) -> bool:
    values = [at(body, "properties", name) for body in (one, other)]
    return bool(values[0]) and _same(*values)


def scope_of(item: PlannedResource) -> str:
    """Return the id of what an extension resource belongs to; its name may hold ids as well."""
    kind = re.escape(item.key[0].rpartition("/")[2])
    return re.split(rf"/providers/[^/]+/{kind}/", item.key[1], maxsplit=1)[0]


def _categories(body: Any) -> set[str]:
    """Return what a diagnostic setting sends; all of it where that is an expression."""
    found = set()
    for kind in ("logs", "metrics"):
        for entry in listed(body, "properties", kind):
            enabled = at(entry, "enabled")
            if enabled is False or str(enabled).lower() == "false":
                continue
            name = at(entry, "category") or at(entry, "categoryGroup")
            found.add(f"{kind} {name}".lower())
    return found


def _assigned_already(spot: Affected) -> str:
    """Name another role assignment of the same scope, principal and role."""
    body = spot.body
    return ", ".join(
        f"'{item.name.rpartition('/')[2]}'"
        for item in _others(spot)
        if scope_of(item) == scope_of(spot.item)
        and all(
            _same(*(at(x, "properties", name) for x in (body, item.body))) for name in _ASSIGNMENT
        )
        and at(body, "properties", "principalId")
    )


def _locked(spot: Affected, level: str = "") -> str:
    """Name a lock of both sides that covers a resource."""
    names = []
    for key, item in spot.world.before.resources.items():
        if key[0] != "microsoft.authorization/locks" or key not in spot.world.after.resources:
            continue
        scope = scope_of(item)
        covers = f"{spot.key[1]}/".startswith(f"{scope}/")
        if covers and level in str(at(item.body, "properties", "level")).lower():
            names.append(f"'{item.name.rpartition('/')[2]}'")
    return ", ".join(names)


def _children(spot: Affected, *, kept: bool) -> str:
    """Name resources of the old side that lie in this one; only those that stay with `kept`."""
    inside = f"{spot.key[1]}/"
    return ", ".join(
        f"'{item.name}'"
        for key, item in spot.world.before.resources.items()
        if key[1].startswith(inside) and (not kept or key in spot.world.after.resources)
    )


def _came_for_another(spot: Affected) -> bool:
    """Whether one of its type left the template, and who named that one names this one now."""
    world, own = spot.world, id_of(spot.new)
    now = {use.key for use in world.after.of(own)} if own else set()
    gone = (
        item
        for key, item in world.before.resources.items()
        if key[0] == spot.key[0] and key not in world.after.resources
    )
    return any(
        {use.key for use in world.before.of(id_of(item))} & now for item in gone if id_of(item)
    )


PAIRS: dict[str, Callable[[Affected], str | bool]] = {
    "target is taken": _target_taken,
    "sink is taken": _sink_taken,
    "is assigned already": _assigned_already,
    "locked": _locked,
    "locked for writing": lambda spot: _locked(spot, "readonly"),
    "children stay": lambda spot: _children(spot, kept=True),
    "has children": lambda spot: _children(spot, kept=False),
    "came for another": _came_for_another,
}
"""By the words that the table has for them under "if"."""
