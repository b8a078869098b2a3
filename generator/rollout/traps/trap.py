"""The traps of an update: their table, and the search for those that are there."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from generator.rollout.records import Case, Trap
from generator.rollout.traps.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.rollout.records import Hit, ResourcePlan


def traps_of(item: ResourcePlan, sets: list[ResourcePlan], case: Case) -> Iterator[Trap]:
    """Yield the traps of a resource, in the order of the table; most are those of scale sets."""
    for identity, kind in KINDS.items():
        if not (kind.anywhere or item.resource.is_scale_set):
            continue
        module, _, name = kind.search.partition(":")
        search: Callable[[ResourcePlan, list[ResourcePlan], Case], Iterator[Hit]] = getattr(
            import_module(f"generator.rollout.traps.{module}"), name
        )
        for found in search(item, sets, case):
            yield Trap(identity, found.message, found.change)
