"""The trap of a new state that Azure refuses, whatever became of the old one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.rollout.records import Hit
from generator.rollout.sides import Sides

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rollout.records import Case, ResourcePlan


def is_refused(item: ResourcePlan, sets: list[ResourcePlan], case: Case) -> Iterator[Hit]:
    """Find what is wrong with the new template and was not with the old one; the first set has it.

    What a size cannot do has a trap of its own.
    """
    if not case.refused or sets[0] is not item:
        return
    told = {finding.message for finding in Sides(item.was, item.model).unfit()}
    for finding in case.refused:
        if finding.message not in told:
            line = finding.position.line
            place = f"{case.new.label}:{line}" if line else case.new.label
            yield Hit(f"{finding.message} ({finding.rule}, {place})")
