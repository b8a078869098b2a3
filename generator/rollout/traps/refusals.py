"""The traps that stop a deployment: what cannot change, and what another part still needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.rollout.records import Hit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rollout.effects import Row
    from generator.rollout.records import Case, ResourcePlan
    from generator.rollout.verdicts import Verdict

_NEEDED = "extension-removed-but-needed"
_MENDED_OTHERWISE = {
    *(_NEEDED, "proximity-uniform", "image-with-plan"),
    *("system-identity-flexible", "data-disk-origin", "size-does-not-fit"),
}
"""Rows of refusals that need no new scale set."""
_OF_ONE_CAUSE = {"image-kind", "trusted-launch-fabric"}
"""Rows whose changes are parts of one thing, which is told once."""


def immutable(item: ResourcePlan, _sets: list[ResourcePlan], _case: Case) -> Iterator[Hit]:
    """Find changes that Azure takes for a new scale set only."""
    told = set(_MENDED_OTHERWISE)
    for verdict in item.verdicts:
        row = verdict.row
        if verdict.effect == "refused" and not row.steps and row.id not in told:
            told |= {row.id} & _OF_ONE_CAUSE
            yield Hit(
                f"'{verdict.change.path}' cannot change on a set that exists: give the new set "
                "another name, deploy it beside this one, lead the traffic over (blueGreen in a "
                "spec does) and delete the old one",
                verdict.change,
            )


def still_needed(item: ResourcePlan, _sets: list[ResourcePlan], _case: Case) -> Iterator[Hit]:
    """Find extensions that go while others are still provisioned after them."""
    for verdict in item.verdicts:
        if verdict.row.id == _NEEDED:
            name = verdict.change.extension
            others = [e.label for e in item.model.inline_extensions() if name in e.after]
            yield Hit(
                f"extension '{verdict.change.old.get('name', name)}' is removed, and "
                f"'{', '.join(others)}' is still provisioned after it: take it out of "
                "provisionAfterExtensions first, in an update of its own or in this one",
                verdict.change,
            )


def stopped(item: ResourcePlan, _sets: list[ResourcePlan], _case: Case) -> Iterator[Hit]:
    """Find what a scale set waits for and Azure refuses."""
    for other in item.held:
        for verdict in other.verdicts:
            if verdict.effect == "refused":
                kind, name = other.resource.type.rpartition("/")[2], other.resource.name
                yield Hit(f"{kind} '{name}': {_explained(verdict.row)}", verdict.change)


def likely(item: ResourcePlan, _sets: list[ResourcePlan], _case: Case) -> Iterator[Hit]:
    """Find changes that Azure is likely to refuse."""
    for verdict in item.verdicts:
        if verdict.row.warns and verdict.row.effect == "unknown":
            yield Hit(_about(verdict), verdict.change)


def with_a_price(item: ResourcePlan, _sets: list[ResourcePlan], _case: Case) -> Iterator[Hit]:
    """Find changes that Azure takes, and that something else pays for."""
    for left in item.left:
        if left.path.endswith("capacityReservation"):
            yield Hit(_RESERVATION)
    for verdict in item.verdicts:
        if verdict.row.warns and verdict.row.effect != "unknown":
            yield Hit(_about(verdict), verdict.change)


_RESERVATION = (
    "'capacityReservation' is left out, and the set keeps it: to take it off, deallocate the set "
    "or set the reserved quantity to 0, deploy with null as the id of the group, and bring all "
    "instances to the model"
)


def _about(verdict: Verdict) -> str:
    path = verdict.change.path
    return f"'{path}': {verdict.row.says}" if path else verdict.row.says


def _explained(row: Row) -> str:
    return f"Azure answers {row.code}: {row.says}" if row.code else row.says
