"""From two expanded templates to what the update does: the pipeline on one screen."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from generator.rollout.batches import Batches, batches_of
from generator.rollout.changes import Change, Comparison, Spot
from generator.rollout.commands_left import Command, commands_left
from generator.rollout.conditions import Sides
from generator.rollout.effects import splits
from generator.rollout.hidden import Hidden
from generator.rollout.model import Model
from generator.rollout.notes import notes_of
from generator.rollout.side import Resource, Side, resources_of
from generator.rollout.summary import summary
from generator.rollout.traps.trap import Case, Trap, traps_of
from generator.rollout.verdicts import Verdict, verdicts_of, worst

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from generator.diagnostics import Path, Position
    from generator.rollout.effects import Effect


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is asked for.

    `group` is the one that commands name; `complete` tells that the deployment deletes what is
    left out; `today` is the day that dates are compared with.
    """

    group: str = "<resource-group>"
    complete: bool = False
    today: date | None = None


@dataclass(frozen=True, slots=True)
class ResourcePlan:
    """What becomes of a resource; `old` or `new` is None where one side lacks it.

    Of a scale set there are more: `model` as it will be, its batches where the update goes in
    batches, what is left to do, the traps, and what nobody knows. `sum` says it in a sentence.
    """

    old: Resource | None
    new: Resource | None
    verdicts: list[Verdict] = field(default_factory=list)
    model: Model = field(default_factory=Model)
    batches: Batches | None = None
    commands: list[Command] = field(default_factory=list)
    traps: list[Trap] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    sum: str = ""

    @property
    def resource(self) -> Resource:
        """The resource as it will be, or as it was."""
        found = self.new or self.old
        assert found is not None  # noqa: S101 - one of both is always there
        return found

    @property
    def kind(self) -> str:
        """Give "create", "remove", "change" or "none"."""
        if self.old is None or self.new is None:
            return "create" if self.old is None else "remove"
        return "change" if self.verdicts else "none"

    @property
    def effect(self) -> Effect:
        """The worst that the deployment itself does to running instances."""
        return worst(item.now for item in self.verdicts)


@dataclass(frozen=True, slots=True)
class Plan:
    """What an update does; where it is `complete`, what the new side lacks is deleted."""

    old: Side
    new: Side
    all_resources: list[ResourcePlan]
    complete: bool = False

    @property
    def scale_sets(self) -> list[ResourcePlan]:
        """The scale sets, also those that do not change."""
        return [item for item in self.all_resources if item.resource.is_scale_set]

    @property
    def resources(self) -> list[ResourcePlan]:
        """The other resources, those that change."""
        return [
            item
            for item in self.all_resources
            if item.kind != "none" and not item.resource.is_scale_set
        ]

    @property
    def effect(self) -> Effect:
        """The worst that the deployment does to any running instance."""
        return worst(item.effect for item in self.scale_sets)

    @property
    def unknowns(self) -> int:
        """How many changes of scale sets have an effect that is not known."""
        return sum(
            "unknown" in (item.effect, item.when)
            for found in self.scale_sets
            for item in found.verdicts
        )

    def place(self, item: ResourcePlan, change: Change) -> tuple[str, Position]:
        """Give the file and the range of a change, where the new side has it, or the old one."""
        old, new = item.old, item.new
        if new is not None and change.kind != "remove":
            return _place(self.new, change.new_origin or new.origin, change.new_path)
        origin = change.old_origin or (old.origin if old else item.resource.origin)
        return _place(self.old, origin, change.old_path)


def _place(side: Side, origin: Any, path: Path) -> tuple[str, Position]:
    return side.place(origin.frame.scope.document, (*origin.path, *path))


def plan(old: Side, new: Side, wishes: Wishes) -> Plan:
    """Compare two templates, and tell what deploying the second over the first does."""
    before, after = resources_of(old), resources_of(new)
    hidden = Hidden(old, new)
    found = [_planned(*pair, hidden) for pair in _pairs(before, after)]
    sets = [item for item in found if item.resource.is_scale_set]
    case = Case(old, new, before, after, wishes.complete, wishes.today)
    whole = [
        _whole(item, sets, case, wishes) if item.resource.is_scale_set else item for item in found
    ]
    return Plan(old, new, whole, wishes.complete)


Resources = dict[tuple[str, str], Resource]
Pair = tuple[Resource | None, Resource | None]


def _pairs(before: Resources, after: Resources) -> list[Pair]:
    """Pair the resources of both sides by type and name.

    Where one scale set of each side is left, and the name of one is an expression, they are taken
    to be the same one. A set that one side only has extensions for is compared by these; where the
    other side has all of it, there is nothing to compare it with.
    """
    for one, other in ((before, after), (after, before)):
        for key, item in one.items():
            if item.partial and key not in other:
                other[key] = replace(item, body={})
    whole = [
        key for key in before if key in after and before[key].partial is not after[key].partial
    ]
    before = {key: item for key, item in before.items() if key not in whole or not item.partial}
    after = {key: item for key, item in after.items() if key not in whole or not item.partial}
    gone = [item for key, item in before.items() if key not in after and item.is_scale_set]
    came = [item for key, item in after.items() if key not in before and item.is_scale_set]
    open_names = any(item.name.startswith("[") for item in (*gone, *came))
    if len(gone) == len(came) == 1 and open_names:
        after = {gone[0].key if item is came[0] else key: item for key, item in after.items()}
    return [(before.get(key), after.get(key)) for key in {**after, **before}]


def _planned(old: Resource | None, new: Resource | None, hidden: Hidden) -> ResourcePlan:
    if old is None or new is None:
        return ResourcePlan(old, new, model=_model(new or old))
    sides = Sides(_model(old), _model(new))
    changes = _changes(old, new, hidden)
    verdicts = verdicts_of(changes, new.key[0], sides) if changes else []
    return ResourcePlan(old, new, verdicts, sides.new)


def _model(resource: Resource | None) -> Model:
    if resource is None or not resource.is_scale_set:
        return Model()
    return Model(resource.name, resource.body)


def _changes(old: Resource, new: Resource, hidden: Hidden) -> list[Change]:
    differs = hidden.between(old.origin, new.origin)
    if differs is None and old.body == new.body:
        return []
    whole = splits if new.is_scale_set else _never
    return list(Comparison(whole, differs).changes(old.body, new.body, Spot()))


def _never(_names: tuple[str, ...], _kind: str) -> bool:
    return False


def _whole(
    item: ResourcePlan, sets: Iterable[ResourcePlan], case: Case, wishes: Wishes
) -> ResourcePlan:
    """Add to the plan of a scale set what its model says."""
    batched = any(verdict.when == "in batches" for verdict in item.verdicts)
    batches = batches_of(item.model) if batched else None
    traps = list(traps_of(item, list(sets), case))
    commands = list(commands_left(item.model, item.verdicts, wishes.group)) if item.new else []
    said = summary(item, batches, complete=wishes.complete)
    notes = list(notes_of(item))
    return replace(item, batches=batches, commands=commands, traps=traps, notes=notes, sum=said)
