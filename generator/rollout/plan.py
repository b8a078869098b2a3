"""From two expanded templates to what the update does: the pipeline on one screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.language.documents.casing import written
from generator.lazy import replace
from generator.rollout.batches import batches_of
from generator.rollout.changes import Change, Comparison, Spot, Unsent
from generator.rollout.commands_left import commands_left
from generator.rollout.defaults import defaults_of, is_never_shown
from generator.rollout.effects import row_of, splits
from generator.rollout.hidden import Hidden
from generator.rollout.merging import put_over
from generator.rollout.notes import notes_of
from generator.rollout.operations import operations
from generator.rollout.outages.outage import outages_of
from generator.rollout.read_only import is_read_only
from generator.rollout.records import Case, Plan, ResourcePlan
from generator.rollout.side import PlannedResource, Side, resources_of, template_of, told_by_parents
from generator.rollout.sides import Sides
from generator.rollout.summary import cut_off, summary
from generator.rollout.traps.trap import traps_of
from generator.rollout.verdicts import verdicts_of
from generator.scale_set.view import scale_set_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.language.template import Template
    from generator.rollout.defaults import Defaults
    from generator.rollout.merging import Left
    from generator.rollout.records import PlanOptions
    from generator.scale_set.view import ScaleSet


def plan(old: Side, new: Side, options: PlanOptions) -> Plan:
    """Compare two templates, and tell what deploying the second over the first does."""
    before, after = (_counted(resources_of(side), side is old, options) for side in (old, new))
    hidden = Hidden(old, new)
    pairs = [_put(*pair) for pair in _pairs(before, after)]
    after_all = [new for _, new, _ in pairs if new is not None]
    templates = template_of(before.values()), template_of(after_all)
    live = options.told is not None
    found = [
        _planned(*pair, hidden, templates, live=live)
        for pair in pairs
        if options.told is None
        or pair[0] is not None
        or (pair[1] and pair[1].key[0] in options.told)
    ]
    if any(item.kind != "none" for item in found):
        from generator.rollout.beside.judge import judged

        later = {(old or new).key: new for old, new, _ in pairs if new is not None}
        found = judged(found, before, later, new, complete=options.complete)
    found = [
        replace(item, running=options.running.get(item.resource.name.lower()))
        if options.running and item.resource.is_scale_set
        else item
        for item in found
    ]
    sets = [item for item in found if item.resource.is_scale_set]
    case = Case(old, new, options.complete, options.today, options.capacity, options.refused)
    found = [
        item
        if item.resource.is_scale_set
        else replace(item, traps=list(traps_of(item, sets, case)))
        for item in found
    ]
    outages = outages_of(found, complete=options.complete)
    cut = cut_off(outages)
    whole = [
        _whole(item, sets, case, options, cut=cut.get(item.resource.name, ""))
        if item.resource.is_scale_set
        else item
        for item in found
    ]
    commands = list(operations(whole, options))
    return Plan(old, new, whole, options.complete, outages, commands, options.shell)


def _counted(resources: Resources, runs: bool, options: PlanOptions) -> Resources:
    """Put the present number of instances into the sets that run, and where a template reads it."""
    if options.capacity is None:
        return resources
    return {
        key: replace(item, body=_with_capacity(item.body, options.capacity))
        if item.is_scale_set and not item.partial and (runs or _reads_its_capacity(item))
        else item
        for key, item in resources.items()
    }


def _reads_its_capacity(item: PlannedResource) -> bool:
    """Whether the number of instances is an expression that only the deployment knows."""
    return item.view().count is None and bool(item.view().resource.at("sku", "capacity"))


def _with_capacity(body: dict[str, Any], capacity: int) -> dict[str, Any]:
    sku = body.get(written(body, "sku"))
    if sku is not None and not isinstance(sku, dict):
        return body
    return {
        **body,
        written(body, "sku"): {**(sku or {}), written(sku or {}, "capacity"): capacity},
    }


Resources = dict[tuple[str, str], PlannedResource]
Pair = tuple[PlannedResource | None, PlannedResource | None]


def _pairs(before: Resources, after: Resources) -> list[Pair]:
    """Pair the resources of both sides by type and name.

    Where one scale set of each side is left, and the name of one is an expression, they are taken
    to be the same one. A set that one side only has extensions for is compared by these; where the
    other side has all of it, there is nothing to compare it with.
    """
    for one, other in ((before, after), (after, before)):
        for key, item in one.items():
            if item.partial and key not in other:
                other[key] = replace(item, body=_of_extensions())
    whole = [
        key for key in before if key in after and before[key].partial is not after[key].partial
    ]
    before = {key: item for key, item in before.items() if key not in whole or not item.partial}
    after = {key: item for key, item in after.items() if key not in whole or not item.partial}
    parts = told_by_parents(before, after)
    before = {key: item for key, item in before.items() if key not in parts}
    gone = [item for key, item in before.items() if key not in after and item.is_scale_set]
    came = [item for key, item in after.items() if key not in before and item.is_scale_set]
    open_names = any(item.name.startswith("[") for item in (*gone, *came))
    if len(gone) == len(came) == 1 and open_names:
        after = {gone[0].key if item is came[0] else key: item for key, item in after.items()}
    return [(before.get(key), after.get(key)) for key in {**after, **before}]


def _of_extensions() -> dict[str, Any]:
    """Return the body of a set of which a template has no extension, nor anything else."""
    profile = {"extensionProfile": {"extensions": Unsent()}}
    return {"properties": {"virtualMachineProfile": profile}}


def _put(
    old: PlannedResource | None, new: PlannedResource | None
) -> tuple[PlannedResource | None, PlannedResource | None, tuple[Left, ...]]:
    """Return a pair with the new one as it is once it was put over the old one."""
    if old is None or new is None:
        return old, new, ()
    merged, left = put_over(old, new)
    return old, merged, left


def _planned(
    old: PlannedResource | None,
    new: PlannedResource | None,
    left: tuple[Left, ...],
    hidden: Hidden,
    templates: tuple[Template, Template],
    *,
    live: bool,
) -> ResourcePlan:
    before, after = _view(old, templates[0]), _view(new, templates[1])
    model = after if new is not None else before
    if old is None or new is None:
        return ResourcePlan(old, new, was=before, model=model)
    defaults = defaults_of(new.key[0], before)
    if defaults:
        left = tuple(item for item in left if not defaults.holds(item.steps, item.value, "remove"))
    found = _changes(old, new, defaults, hidden)
    unseen = [change for change in found if is_never_shown(change, before, live=live)]
    changes = [change for change in found if change not in unseen]
    sides, kind = Sides(before, after), new.key[0]
    verdicts = verdicts_of(changes, lambda change: row_of(change, kind, sides), after)
    return ResourcePlan(old, new, verdicts, before, model, left=left, unseen=unseen)


def _view(resource: PlannedResource | None, template: Template) -> ScaleSet:
    if resource is None or not resource.is_scale_set:
        return scale_set_of({})
    return resource.view(template)


def _changes(
    old: PlannedResource, new: PlannedResource, defaults: Defaults | None, hidden: Hidden
) -> list[Change]:
    differs = hidden.between(old.origin, new.origin)
    if differs is None and old.body == new.body:
        return []
    whole = splits if new.is_scale_set else _goes_by_element
    found = Comparison(whole, differs, defaults.holds if defaults else None).changes(
        old.body, new.body, Spot()
    )
    return [change for change in found if not _is_set_by_azure(change, old, new)]


def _is_set_by_azure(change: Change, old: PlannedResource, new: PlannedResource) -> bool:
    side = old if change.kind == "remove" else new
    return is_read_only(side.key[0], str(side.body.get("apiVersion", "")), change.steps)


_LISTS = {
    *("loadbalancingrules", "probes", "backendaddresspools", "inboundnatpools", "outboundrules"),
    *("frontendipconfigurations", "httplisteners"),
}
"""Lists beside the sets whose elements go one by one, also where all of them go."""


def _goes_by_element(names: tuple[str, ...], kind: str) -> bool:
    return kind == "remove" and len(names) == 1 and names[0] in _LISTS


def _whole(
    item: ResourcePlan,
    sets: Iterable[ResourcePlan],
    case: Case,
    options: PlanOptions,
    *,
    cut: str,
) -> ResourcePlan:
    """Add to the plan of a scale set what its model says; `cut` tells what outages do."""
    batched = any(verdict.when == "in batches" for verdict in item.verdicts)
    batches = batches_of(item.model) if batched else None
    traps = list(traps_of(item, list(sets), case))
    through = item.new and not item.held
    left = commands_left(item.model, item.verdicts, options.group, options.shell)
    commands = list(left) if through else []
    said = summary(item, batches, complete=options.complete, cut=cut)
    notes = list(notes_of(item, options.region))
    return replace(item, batches=batches, commands=commands, traps=traps, notes=notes, sum=said)
