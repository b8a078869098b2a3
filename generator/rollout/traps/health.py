"""The traps of what instances are now, and of small sets, where one unhealthy one stops all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.rollout.batches import batches_of
from generator.rollout.records import Hit
from generator.rollout.running import behind, named, passed_by
from generator.wording.values import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rollout.records import Case, ResourcePlan
    from generator.scale_set.live.instances import RunningInstance


def one_stops_it(item: ResourcePlan, _sets: list[ResourcePlan], _case: Case) -> Iterator[Hit]:
    """Find an update in batches that any unhealthy instance stops."""
    if not any(verdict.when == "in batches" for verdict in item.verdicts):
        return
    batches = batches_of(item.model)
    if batches.one_stops_it and batches.capacity:
        yield Hit(
            f"one unhealthy instance of {batches.capacity} is {100 // batches.capacity} %, more "
            f"than the {batches.unhealthy_percent} % of maxUnhealthyInstancePercent: any one stops "
            f"this update, also one that was unhealthy before. Raise it to "
            f"{-(-100 // batches.capacity)} to tolerate one"
        )


def too_many_now(item: ResourcePlan, _sets: list[ResourcePlan], _case: Case) -> Iterator[Hit]:
    """Find an update in batches that does not begin, as too many instances are unhealthy."""
    unhealthy = item.running.unhealthy if item.running else None
    if unhealthy and any(verdict.when == "in batches" for verdict in item.verdicts):
        batches = batches_of(item.model)
        total = (item.running.count if item.running else None) or batches.capacity or 0
        if batches.unhealthy is not None and unhealthy > batches.unhealthy:
            yield Hit(
                f"{unhealthy} of {count(total, 'instance')} "
                f"{'is' if unhealthy == 1 else 'are'} unhealthy now, and this update stops before "
                f"a batch where more than {batches.unhealthy} are (maxUnhealthyInstancePercent "
                f"{batches.unhealthy_percent}): mend or delete them first"
            )


_REACH = {"all at once", "in batches", "when upgraded"}


def protected(item: ResourcePlan, _sets: list[ResourcePlan], _case: Case) -> Iterator[Hit]:
    """Find instances that an upgrade passes by."""
    found = passed_by(item.running)
    if found and any(verdict.when in _REACH for verdict in item.verdicts):
        yield Hit(
            f"{count(len(found), 'instance')} ({named(found)}) keep{_s(found)} the old model: "
            "protectFromScaleSetActions keeps upgrades of the set off"
        )


def older_model(item: ResourcePlan, _sets: list[ResourcePlan], _case: Case) -> Iterator[Hit]:
    """Find instances that an upgrade brings more than what changes now."""
    found = behind(item.running)
    if found and any(verdict.when in _REACH for verdict in item.verdicts):
        has = "has" if len(found) == 1 else "have"
        yield Hit(
            f"{count(len(found), 'instance')} ({named(found)}) {has} an older model than the one "
            "that is deployed: what changed between them is not in this plan, and comes along"
        )


def _s(found: list[RunningInstance]) -> str:
    return "s" if len(found) == 1 else ""
