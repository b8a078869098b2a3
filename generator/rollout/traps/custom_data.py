"""The trap of custom data: it is read once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.rollout.traps.trap import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rollout.plan import ResourcePlan
    from generator.rollout.traps.trap import Case


def at_first_boot(item: ResourcePlan, _sets: list[ResourcePlan], _case: Case) -> Iterator[Found]:
    """Find changes of custom data that running instances will not see by themselves."""
    for verdict in item.verdicts:
        if verdict.row.id == "custom-data" and verdict.when == "when reimaged":
            yield Found(
                "custom data changed: new instances start with the new one, those that run keep "
                "the old one until they are reimaged, so the set runs both",
                verdict.change,
            )
