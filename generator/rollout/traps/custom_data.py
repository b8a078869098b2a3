"""The traps of custom data: it is read once, and a command may want the one of later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.delivery.custom_data import checked_hash, reads_custom_data
from generator.rollout.effects import SCRIPT_FAILS
from generator.rollout.records import Hit
from generator.scale_set.view import commands_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rollout.records import Case, ResourcePlan
    from generator.rollout.verdicts import Verdict


def at_first_boot(item: ResourcePlan, _sets: list[ResourcePlan], _case: Case) -> Iterator[Hit]:
    """Find changes of custom data that running instances will not see by themselves."""
    for verdict in item.verdicts:
        if verdict.row.id == "custom-data" and verdict.when == "when reimaged":
            yield Hit(
                "custom data changed: new instances start with the new one, those that run keep "
                "the old one until they are reimaged, so the set runs both",
                verdict.change,
            )


def meets_the_old_one(item: ResourcePlan, _sets: list[ResourcePlan], _case: Case) -> Iterator[Hit]:
    """Find commands that run again on instances which keep their OS disk and old custom data."""
    changed = any(v.row.id == "custom-data" and v.when == "when reimaged" for v in item.verdicts)
    if not changed or item.model.operating_system == "linux":
        return
    told: set[str] = set()
    for verdict in item.verdicts:
        extension = item.model.extensions_by_name().get(verdict.change.extension)
        if extension is None or verdict.effect != "rerun" or extension.label in told:
            continue
        commands = [text for text in commands_of(extension) if reads_custom_data(text)]
        if not commands:
            continue
        told.add(extension.label)
        if verdict.row.id == SCRIPT_FAILS:
            yield Hit(_fails(extension.label, verdict), verdict.change)
        elif not any(map(checked_hash, commands)):
            yield Hit(
                f"extension '{extension.label}' runs again{_WHEN.get(verdict.when, '')}, and its "
                "command reads CustomData.bin: there that is the custom data of before. Set "
                "maxSurge, which replaces the instances, or host the script and use fileUris",
                verdict.change,
            )


_WHEN = {
    "in batches": " on the running instances",
    "all at once": " on the running instances",
    "when upgraded": " where you upgrade an instance",
}
_STOPS = {
    "in batches": "a rolling upgrade stops at its first batch",
    "all at once": "the deployment fails",
}


def _fails(name: str, verdict: Verdict) -> str:
    then = _STOPS.get(verdict.when, "the upgrade of each fails until it is reimaged")
    return (
        f"extension '{name}' runs again{_WHEN.get(verdict.when, '')} and fails there: its command "
        f"wants the new custom data, and they have that of before, so {then}. Set maxSurge, which "
        "replaces the instances, or host the script and use fileUris"
    )
