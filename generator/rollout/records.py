"""The records of a plan: what becomes of each resource, and the traps that are there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.lazy import dataclass, field
from generator.rollout.changes import Folded
from generator.rollout.traps.kinds import KINDS
from generator.rollout.verdicts import worst
from generator.scale_set.view import ScaleSet, scale_set_of
from generator.wording.commands import GROUP

if TYPE_CHECKING:
    from datetime import date

    from generator.diagnostics import Diagnostic, Path, Position
    from generator.rollout.batches import Batches
    from generator.rollout.changes import Change
    from generator.rollout.commands_left import Command, Deployable
    from generator.rollout.effects import Effect
    from generator.rollout.merging import Left
    from generator.rollout.side import PlannedResource, Side
    from generator.rollout.verdicts import Verdict
    from generator.scale_set.live.instances import RunningSet

FAILS = "CHG070"
"""The trap of a new template that fails."""


@dataclass(frozen=True, slots=True)
class Trap:
    """A trap that is there: which one, and what it means here; `change` is where it shows."""

    id: str
    message: str
    change: Change | None = None

    @property
    def name(self) -> str:
        """The words for it."""
        return KINDS[self.id].name

    @property
    def source(self) -> str:
        """The page or issue that the fact is from."""
        return KINDS[self.id].source


@dataclass(frozen=True, slots=True)
class Hit:
    """What a search found: what it means here, and the change where it shows."""

    message: str
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """What a trap may look at besides the scale set: both templates, and how they are deployed."""

    old: Side
    new: Side
    complete: bool
    today: date | None
    capacity: int | None = None
    refused: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """What is asked for.

    `group` is the one that commands name; `complete` tells that the deployment deletes what is
    left out; `today` is the day that dates are compared with; `capacity` is the number of
    instances that the scale sets have now, whatever the old template says; `region` is where the
    resource group is taken to be, as one side names that region; `refused` are errors of the new
    template that the old one does not have. Commands are for the `shell`; `deploys` are the new
    and the old template as az takes them, None where that is not known. Where the old side is what
    runs, `told` are the types that are known of it, in lower case; `running` are the instances of
    sets by their names in lower case.
    """

    group: str = GROUP
    complete: bool = False
    today: date | None = None
    capacity: int | None = None
    region: str | None = None
    refused: tuple[Diagnostic, ...] = ()
    shell: str = "bash"
    deploys: tuple[Deployable | None, Deployable | None] = (None, None)
    told: frozenset[str] | None = None
    running: dict[str, RunningSet] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ResourcePlan:
    """What becomes of a resource; `old` or `new` is None where one side lacks it.

    `left` is what the new side leaves out and Azure keeps, or may keep; `unseen` are secrets that
    the old side lacks although the set must have them; `held` are those that a scale set waits for
    and Azure refuses, so that it is never put.
    Of a scale set there are more: `was` and `model`, as it was and will be, its batches where the
    update goes in batches, what is left to do, the traps, and what is not known; `running` are its
    instances now, where that is told. `sum` says it in a sentence.
    """

    old: PlannedResource | None
    new: PlannedResource | None
    verdicts: list[Verdict] = field(default_factory=list)
    was: ScaleSet = field(default_factory=lambda: scale_set_of({}))
    model: ScaleSet = field(default_factory=lambda: scale_set_of({}))
    batches: Batches | None = None
    commands: list[Command] = field(default_factory=list)
    traps: list[Trap] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    sum: str = ""
    left: tuple[Left, ...] = ()
    held: tuple[ResourcePlan, ...] = ()
    unseen: list[Change] = field(default_factory=list)
    running: RunningSet | None = None

    @property
    def resource(self) -> PlannedResource:
        """The resource as it will be, or as it was."""
        found = self.new or self.old
        assert found is not None  # noqa: S101 - one of both is always there
        return found

    @property
    def kind(self) -> str:
        """Return "create", "remove", "change" or "none"."""
        if self.old is None or self.new is None:
            return "create" if self.old is None else "remove"
        return "change" if self.verdicts else "none"

    @property
    def effect(self) -> Effect:
        """The worst that the deployment itself does to running instances."""
        return worst(item.now for item in self.verdicts)


@dataclass(frozen=True, slots=True)
class Fact:
    """A row of the table: what changes, from when on, what it means, what avoids it, the source.

    An `inferred` one is what no page says in these words.
    """

    id: str
    change: str
    since: str
    says: str
    way: str
    source: str
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Outage:
    """An outage: `who` loses traffic, `until` when, and `about` what is the matter.

    `item` is the resource that it comes from, `path` leads to the part in the `resource` of the
    new side, or the old one; `scale_set` is the name of the set, empty where it is of none.
    """

    fact: Fact
    about: str
    who: str
    until: str
    item: ResourcePlan
    resource: PlannedResource
    new: bool
    path: Path
    scale_set: str = ""

    def origin(self) -> tuple[Any, Path]:
        """Return where the part is written: the origin of a resource, and a path in it."""
        inside: Any = self.resource.body
        origin, path = self.resource.origin, list[str | int]()
        for step in self.path:
            try:
                inside = inside[step]
            except (KeyError, IndexError, TypeError):
                break
            path.append(step)
            if isinstance(inside, Folded):
                origin, path = inside.origin, []
        return origin, tuple(path)


@dataclass(frozen=True, slots=True)
class Plan:
    """What an update does; where it is `complete`, what the new side lacks is deleted."""

    old: Side
    new: Side
    all_resources: list[ResourcePlan]
    complete: bool = False
    outages: list[Outage] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)
    shell: str = "bash"

    @property
    def scale_sets(self) -> list[ResourcePlan]:
        """The scale sets, also those that do not change."""
        return [item for item in self.all_resources if item.resource.is_scale_set]

    @property
    def resources(self) -> list[ResourcePlan]:
        """The other resources, those that change or that keep what is left out."""
        return [
            item
            for item in self.all_resources
            if (item.kind != "none" or item.left) and not item.resource.is_scale_set
        ]

    @property
    def effect(self) -> Effect:
        """The worst that the deployment does to any running instance; or it is refused."""
        found = [item.effect for item in self.all_resources]
        return worst([*found, "outage"] if self.outages else found)

    def outages_at(self, item: ResourcePlan) -> list[Outage]:
        """Return the outages of a scale set, or those of another resource that are of none."""
        if item.resource.is_scale_set:
            return [one for one in self.outages if one.scale_set == item.resource.name]
        return [one for one in self.outages if one.item is item and not one.scale_set]

    @property
    def fails(self) -> bool:
        """Whether the new template has an error that the old one did not have."""
        return any(trap.id == FAILS for item in self.scale_sets for trap in item.traps)

    @property
    def unknowns(self) -> int:
        """How many changes, or parts of scale sets left out, have an effect that is not known."""
        return sum(
            "unknown" in (item.effect, item.when)
            for found in self.all_resources
            for item in found.verdicts
        ) + sum(left.then == "unknown" for found in self.scale_sets for left in found.left)

    def place(self, item: ResourcePlan, change: Change) -> tuple[str, Position]:
        """Return the file and the range of a change, where the new side has it, or the old one."""
        old, new = item.old, item.new
        if new is not None and change.kind != "remove":
            return _place(self.new, change.new_origin or new.origin, change.new_path)
        origin = change.old_origin or (old.origin if old else item.resource.origin)
        return _place(self.old, origin, change.old_path)

    def place_of_outage(self, outage: Outage) -> tuple[str, Position]:
        """Return the file and the range of the part of a resource that an outage comes from."""
        origin, path = outage.origin()
        return _place(self.new if outage.new else self.old, origin, path)


def _place(side: Side, origin: Any, path: Path) -> tuple[str, Position]:
    return side.place(origin.frame.scope.document, (*origin.path, *path))
