"""From two sides that are read to a plan of them, and whether it is what a user is stopped at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.commands.plan.deploys import deployable
from generator.commands.plan.sides import Loaded, SideSource, load, settle_region
from generator.diagnostics import Diagnostic, InvalidInput
from generator.lazy import dataclass, replace
from generator.rollout.plan import plan

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from generator.rollout.records import Plan, PlanOptions
    from generator.rollout.side import Side

_EFFECTS = {
    "refuse": {"refused"},
    "outage": {"refused", "outage"},
    "replace": {"refused", "outage", "replace"},
    "reimage": {"refused", "outage", "replace", "reimage"},
    "restart": {"refused", "outage", "replace", "reimage", "restart"},
    "rerun": {"refused", "outage", "replace", "reimage", "restart", "rerun"},
}
_DELETION = {"replace", "reimage", "restart", "rerun"}
"""What a deletion of instances is worse than."""


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """What the user asked for, besides the two sides."""

    parameters: Sequence[str]
    old_parameters: Sequence[str]
    place: dict[str, str]
    options: PlanOptions
    reach: str = "below"
    scale_out: int | None = None
    fail_on: frozenset[str] = frozenset()
    color: str = "auto"
    quiet: bool = False
    output: str = "text"
    exit_code: bool = False
    if_any: bool = False
    jobs: int = 1
    live: tuple[Path, ...] = ()
    instances: tuple[Path, ...] = ()
    environment: str = ""

    def side(self, path: Path) -> SideSource:
        """Return a file to read with the parameters, the place and the environment given."""
        return SideSource(
            path, self.parameters, self.place, self.reach, environment=self.environment
        )


def compared(sources: list[SideSource], request: PlanRequest) -> tuple[Plan, list[Loaded]]:
    """Return the plan from the first side to the last, and both; raises InvalidInput."""
    loaded = [load(source) for source in sources]
    region = None if "location" in request.place else settle_region(sources, loaded)
    options = replace(request.options, region=region)
    if request.instances:
        from generator.commands.plan.instances import read_instances, with_instances

        options = with_instances(options, read_instances(request.instances), loaded, counts=True)
    return _between(sources, loaded, options), loaded


def compared_live(new: Path, request: PlanRequest) -> tuple[Plan, list[Loaded]]:
    """Return the plan from what runs to a new side, and both; raises InvalidInput."""
    from generator.commands.plan.instances import read_instances, with_instances
    from generator.commands.plan.live import load_live

    later = replace(request.side(new), lenient=True)
    live = load_live(request.live, later, complete=request.options.complete)
    group = live.group or request.options.group
    options = replace(request.options, group=group, told=live.told)
    found = read_instances(request.instances, live.instances)
    options = with_instances(options, found, live.loaded, counts=live.bare)
    return _between(live.sources, live.loaded, options), live.loaded


def _between(sources: list[SideSource], loaded: list[Loaded], options: PlanOptions) -> Plan:
    """Return the plan of two sides that are read."""
    _refuse_unknown(loaded if options.told is None else loaded[-1:])
    pairs = zip(sources[::-1], loaded[::-1], strict=True)
    deploys = [deployable(source, item, options.shell) for source, item in pairs]
    before = deploys[-1] if options.told is None else None  # no template is what Azure answers
    whole = replace(options, refused=_refused(loaded), deploys=(deploys[0], before))
    return plan(loaded[0].side, loaded[-1].side, whole)


def fails(found: Plan, fail_on: frozenset[str]) -> bool:
    """Whether the update does what the user wants to be stopped at."""
    gone = any(item.new is None for item in found.scale_sets)
    if found.complete and gone and fail_on & _DELETION:
        return True
    stops = {effect for level in fail_on & _EFFECTS.keys() for effect in _EFFECTS[level]}
    if "refused" in stops and found.fails:
        return True
    if "outage" in stops and found.outages:
        return True
    if "unknown" in fail_on and found.unknowns:
        return True
    return any(v.now in stops for item in found.all_resources for v in item.verdicts)


def _refused(loaded: list[Loaded]) -> tuple[Diagnostic, ...]:
    """Return the errors of the new template that the old one does not have."""
    if len(loaded) < 2 or _says_the_same(*(item.side for item in loaded)):
        return ()
    from generator.validation.refusals import refusals_of

    before, after = loaded
    found = refusals_of(after.side.expansion)
    old = {(i.rule, i.message) for i in refusals_of(before.side.expansion)} if found else set()
    new = {(i.rule, i.message): i for i in found if (i.rule, i.message) not in old}
    return tuple(new.values())


def _says_the_same(before: Side, after: Side) -> bool:
    """Whether two sides are one text with the same values."""
    texts = {
        side.expansion.deployments[0].deployment.source.document.text for side in (before, after)
    }
    values = [{name: item.value for name, item in side.given.items()} for side in (before, after)]
    return len(texts) == 1 and values[0] == values[1]


def _refuse_unknown(loaded: list[Loaded]) -> None:
    """Raise for values that no side has a parameter for; those of one side only are in order."""
    unfit = set.intersection(*(set(item.unknown) for item in loaded))
    if unfit:
        raise InvalidInput([loaded[-1].unknown[name] for name in sorted(unfit)])
