"""The trap of mode Manual: new instances do not wait for anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.rollout.records import Hit
from generator.scale_set.autoscale import settings_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rollout.records import Case, ResourcePlan


def two_models(item: ResourcePlan, _sets: list[ResourcePlan], _case: Case) -> Iterator[Hit]:
    """Find changes that wait for an upgrade, in a set that makes new instances by itself."""
    if item.new is None or not any(v.when == "when upgraded" for v in item.verdicts):
        return
    repairs = item.model.at("automaticRepairsPolicy", "enabled").flag()
    makers = [
        name
        for name, found in (
            ("autoscale", settings_of(item.model)),
            ("an automatic repair", repairs),
        )
        if found
    ]
    if makers:
        yield Hit(
            f"the changes wait for an upgrade, but instances that {' or '.join(makers)} makes have "
            "them already: until you upgrade the others, the set runs two models"
        )
