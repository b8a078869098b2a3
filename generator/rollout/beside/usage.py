"""Who uses what a deployment takes away or changes, by the words that the table has for it.

A condition names who it is about, or tells whether it holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import SCALE_SET
from generator.rollout.beside.uses import id_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.rollout.beside.uses import Steps, Use
    from generator.rollout.beside.world import Affected, Hold


def _users(
    spot: Affected, part: Steps, hold: Hold, fits: Callable[[Use], bool] = lambda _: True
) -> str:
    found = [use for use, how in spot.world.users(spot, part) if how == hold and fits(use)]
    names = dict.fromkeys(_named(spot, use) for use in found) if part else {}
    return ", ".join(names)


def _named(spot: Affected, use: Use) -> str:
    item = spot.world.before.resources[use.key]
    kind = "scale set" if item.is_scale_set else item.type.rpartition("/")[2]
    return f"{kind} '{item.name}'"


def _is_set(use: Use) -> bool:
    return use.key[0] == SCALE_SET


def _in_subnet(use: Use) -> bool:
    return use.way[-2:-1] == ("subnet",)


def _is_health(use: Use) -> bool:
    return _is_set(use) and "healthprobe" in use.way


def _older_sets(spot: Affected) -> str:
    """Name the sets of mode Manual that no longer name a part, and still name its owner."""
    owner = id_of(spot.old)
    if not owner or list(filter(_is_set, spot.world.before.of(spot.part()))):
        return ""
    names = {}
    for use in spot.world.before.of(owner):
        later = spot.world.after.resources.get(use.key)
        if _is_set(use) and (later is None or later.view().mode in {"manual", ""}):
            names[_named(spot, use)] = True
    return ", ".join(names)


def _still_named(spot: Affected) -> bool:
    """Whether something that the new side sends names an element that its owner no longer has."""
    return spot.is_element and any(True for _ in spot.world.after.of(spot.part()))


def _sets_name_it(spot: Affected) -> str:
    """Name the sets that name a resource after the deployment."""
    uses = [use for use in spot.world.before.of(spot.part()) if _is_set(use)]
    later = {use.key for use in spot.world.after.of(spot.part())}
    return ", ".join(dict.fromkeys(_named(spot, use) for use in uses if use.key in later))


USAGE: dict[str, Callable[[Affected], str | bool]] = {
    "complete": lambda spot: spot.world.deletes(spot.key),
    "incremental": lambda spot: not spot.world.deletes(spot.key),
    "used by a set": lambda spot: _users(spot, spot.part(), "sure", _is_set),
    "perhaps used by a set": lambda spot: _users(spot, spot.part(), "perhaps", _is_set),
    "perhaps in instances": _older_sets,
    "a set names it": _sets_name_it,
    "used": lambda spot: _users(spot, spot.part(), "sure"),
    "perhaps used": lambda spot: _users(spot, spot.part(), "perhaps"),
    "something is in it": lambda spot: _users(spot, spot.part(), "sure", _in_subnet),
    "perhaps something is in it": lambda spot: _users(spot, spot.part(), "perhaps", _in_subnet),
    "tells the health": lambda spot: _users(spot, spot.part(), "sure", _is_health),
    "perhaps tells the health": lambda spot: _users(spot, spot.part(), "perhaps", _is_health),
    "its probe tells the health": lambda spot: _users(spot, spot.probe(), "sure", _is_health),
    "perhaps its probe does": lambda spot: _users(spot, spot.probe(), "perhaps", _is_health),
    "is still named": _still_named,
}
"""By the words that the table has for them under "if"."""
