"""The trap of custom data: it is read once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.rollout.records import Hit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rollout.records import Case, ResourcePlan


def at_first_boot(item: ResourcePlan, _sets: list[ResourcePlan], _case: Case) -> Iterator[Hit]:
    """Find changes of custom data that running instances will not see by themselves."""
    for verdict in item.verdicts:
        if verdict.row.id == "custom-data" and verdict.when == "when reimaged":
            yield Hit(
                "custom data changed: new instances start with the new one, those that run keep "
                "the old one until they are reimaged, so the set runs both",
                verdict.change,
            )
