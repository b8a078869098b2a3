"""What becomes of changes beside the scale sets: a verdict on each, by the table of refusals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.lazy import replace
from generator.rollout.beside.bodies import BODIES
from generator.rollout.beside.order import Order
from generator.rollout.beside.pairs import PAIRS
from generator.rollout.beside.table import WHOLE, rows_of
from generator.rollout.beside.usage import USAGE
from generator.rollout.beside.uses import Uses
from generator.rollout.beside.world import Affected, Neighborhood
from generator.rollout.changes import Change
from generator.rollout.effects import others
from generator.rollout.verdicts import verdicts_of

if TYPE_CHECKING:
    from generator.rollout.beside.table import Beside
    from generator.rollout.effects import Row
    from generator.rollout.records import ResourcePlan
    from generator.rollout.side import PlannedResource, Side

_CONDITIONS = {**USAGE, **BODIES, **PAIRS}
_PROVIDED = "/providers/"


def judged(
    found: list[ResourcePlan],
    before: dict[tuple[str, str], PlannedResource],
    after: dict[tuple[str, str], PlannedResource],
    new: Side,
    *,
    complete: bool,
) -> list[ResourcePlan]:
    """Return the plans with a verdict on each change beside the sets, and what each set waits for.

    A set that waits for something that Azure refuses is never put.
    """
    world = Neighborhood(Uses(before), Uses(after), Order(new.expansion), complete)
    result = [
        _under_lock(item, world) if item.resource.is_scale_set else _beside(item, world)
        for item in found
    ]
    stopped = [item for item in result if item.new and item.effect == "refused"]
    return [_held(item, stopped, world) for item in result] if stopped else result


def _under_lock(item: ResourcePlan, world: Neighborhood) -> ResourcePlan:
    """Return the plan of a scale set; where a lock covers it, none of its changes is taken."""
    rows = [_first(_affected(item, verdict.change, world), "") for verdict in item.verdicts]
    verdicts = [
        replace(verdict, row=row, effect="refused", when="refused") if row else verdict
        for verdict, row in zip(item.verdicts, rows, strict=True)
    ]
    return replace(item, verdicts=verdicts)


def _held(item: ResourcePlan, stopped: list[ResourcePlan], world: Neighborhood) -> ResourcePlan:
    if not item.resource.is_scale_set:
        return item
    before = [one for one in stopped if one is not item and world.order.waits(item.new, one.new)]
    if not before:
        return item
    verdicts = [replace(verdict, when="refused") for verdict in item.verdicts]
    return replace(item, verdicts=verdicts, held=tuple(before))


def _beside(item: ResourcePlan, world: Neighborhood) -> ResourcePlan:
    """Return the plan of a resource with the verdicts on its changes."""
    changes = [verdict.change for verdict in item.verdicts]
    if item.old is None or item.new is None:
        changes = [Change((), "add" if item.old is None else "remove", None, None)]
    if not changes:
        return item
    verdicts = verdicts_of(changes, lambda change: _row(item, change, world), item.model)
    if item.old is None or item.new is None:
        verdicts = [verdict for verdict in verdicts if not verdict.row.is_other]
    return replace(item, verdicts=verdicts)


def _row(item: ResourcePlan, change: Change, world: Neighborhood) -> Row:
    kind = _kind(item.resource)
    spot = _affected(item, change, world)
    found = _first(spot, kind)
    if found is None and kind.count("/") > 1 and (change.steps or change.kind == "add"):
        found = _first(*_in_parent(spot, kind))
    return found or others(kind)


def _affected(item: ResourcePlan, change: Change, world: Neighborhood) -> Affected:
    return Affected(world, item.old, item.new, change, change.names)


def _kind(resource: PlannedResource) -> str:
    """Return the type in lower case; of an extension resource its own, not that of its target."""
    kind = resource.key[0]
    if _PROVIDED in kind:
        namespace = resource.key[1].rpartition(_PROVIDED)[2].partition("/")[0]
        return f"{namespace}/{kind.rpartition(_PROVIDED)[2]}"
    return kind


def _in_parent(spot: Affected, kind: str) -> tuple[Affected, str]:
    """Return a change of a child as one of its parent, in whose list it could stand."""
    parent, _, listing = kind.rpartition("/")
    names = (listing, spot.key[1].rpartition("/")[2], *spot.names)
    return replace(spot, names=names, is_child=True), parent


def _first(spot: Affected, kind: str) -> Row | None:
    for row in rows_of(kind):
        said = _holds(row, spot)
        if said is not None:
            return replace(row.row, says=row.row.says.replace("{who}", said))
    return None


def _holds(row: Beside, spot: Affected) -> str | None:
    """Return whom the row is about where it holds; None where it does not."""
    change, kinds = spot.change, row.row.kinds
    kind = change.kind
    if not spot.names:
        if _WHOLE.get(kind) not in kinds:
            return None
    elif WHOLE & set(kinds) or not row.row.reaches(spot.names) or (kinds and kind not in kinds):
        return None
    if row.row.to and str(change.new).lower() not in row.row.to:
        return None
    said = ""
    for condition in row.conditions:
        answer = _CONDITIONS[condition](spot)
        if not answer:
            return None
        said = answer if isinstance(answer, str) else said
    return said


_WHOLE = {"add": "new", "remove": "gone"}
