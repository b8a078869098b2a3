"""The trap of a size that cannot run the new model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.rollout.records import Hit
from generator.rollout.sides import Sides

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rollout.records import Case, ResourcePlan


def does_not_fit(item: ResourcePlan, _sets: list[ResourcePlan], _case: Case) -> Iterator[Hit]:
    """Find what the size could do of the old model, and cannot do of the new one."""
    if not item.verdicts:
        return
    from generator.fit.whole import concerns

    for finding in Sides(item.was, item.model).unfit():
        if finding.severity is Severity.INFO:
            continue
        changes = (verdict.change for verdict in item.verdicts)
        change = next((one for one in changes if concerns(finding, one.names)), None)
        if change is not None:
            yield Hit(finding.message, change)
