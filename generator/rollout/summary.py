"""The verdict on a scale set in one sentence: how many changes, and what they do to instances."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from generator.rollout.changes import Element
from generator.rollout.effects import SCRIPT_FAILS
from generator.rollout.verdicts import NOW, worst
from generator.wording.values import count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.rollout.batches import Batches
    from generator.rollout.changes import Change
    from generator.rollout.records import Outage, ResourcePlan
    from generator.rollout.verdicts import Verdict

_UNTOUCHED = {
    "in-place": "none is restarted, reimaged or replaced",
    "rerun": "none is restarted, reimaged or replaced",
    "restart": "none is reimaged or replaced",
    "reimage": "none is replaced",
}


_CUT = "instances run on, and traffic is cut off"
OF_NUMBERS = {
    "no-instance-left": "", "fewer-than-autoscale": "", "image-deleted": "",
    "autoscale-takes-away": "and autoscale takes instances away",
}  # fmt: skip
"""What is said of outages that leave the traffic of the instances that run; nothing where the
change itself says it, or none of these is touched."""


def cut_off(outages: Iterable[Outage]) -> dict[str, str]:
    """Return by the names of sets what outages do to the instances that run."""
    found: dict[str, str] = {}
    for one in outages:
        said = OF_NUMBERS.get(one.fact.id, _CUT)
        if said == _CUT or not found.get(one.scale_set):
            found[one.scale_set] = said
    return found


def summary(item: ResourcePlan, batches: Batches | None, *, complete: bool, cut: str = "") -> str:
    """Return the sentence for a scale set; `cut` tells what outages do."""
    if item.held:
        return _stopped(item)
    if item.old is None:
        number = item.model.count
        return f"The set is new: {_instances(number)} are created from the template."
    if item.new is None:
        if complete:
            return "The set is not in the new template: mode Complete deletes it and its instances."
        return (
            "The set is not in the new template: nothing deletes it, and its instances run on "
            "(mode Complete would delete them)."
        )
    unsure = [left.path for left in item.left if left.then == "unknown"]
    if not item.verdicts and unsure:
        return f"No change is known; whether Azure keeps {' and '.join(unsure)} is not."
    if not item.verdicts:
        rest = cut or "and no instance is touched"
        return f"No change: the model stays as it is, {rest}."
    parts = list(_parts(item, batches, cut=cut))
    return f"{count(len(item.verdicts), 'change')}: {'; '.join(parts)}."


def _stopped(item: ResourcePlan) -> str:
    """Return the sentence for a set that waits for what Azure refuses."""
    names = " and ".join(
        f"{one.resource.type.rpartition('/')[2]} '{one.resource.name}'" for one in item.held
    )
    rest = "no instance is made" if item.old is None else "nothing of it reaches the set"
    return f"The deployment stops before this set is put: Azure refuses {names}, so {rest}."


def _parts(item: ResourcePlan, batches: Batches | None, *, cut: str) -> Iterator[str]:
    refused = [verdict for verdict in item.verdicts if verdict.effect == "refused"]
    if refused:
        names = ", ".join(dict.fromkeys(_name(verdict) for verdict in refused))
        yield f"Azure refuses this update because of {names}, so nothing of it reaches the set"
        return
    likely = [v for v in item.verdicts if v.row.warns and v.row.effect == "unknown"]
    if likely:
        yield f"Azure is likely to refuse {', '.join(dict.fromkeys(map(_name, likely)))}"
    yield from _running(item, batches, cut=cut)
    tally = Counter(_outcome(verdict) for verdict in item.verdicts)
    for outcome, (one, several) in _OUTCOMES.items():
        if tally[outcome]:
            yield f"{tally[outcome]} {one if tally[outcome] == 1 else several}"


def _running(item: ResourcePlan, batches: Batches | None, *, cut: str) -> Iterator[str]:
    """Describe what happens to the running instances without anybody doing more."""
    active = [v for v in item.verdicts if v.when in NOW and v.effect not in {"none", "scale"}]
    open_ones = any("unknown" in (v.effect, v.when) for v in item.verdicts) or any(
        left.then == "unknown" for left in item.left
    )
    scaling = [verdict.change for verdict in item.verdicts if verdict.effect == "scale"]
    yield from map(_scaling, scaling)
    if not active:
        if cut:
            yield cut.removeprefix("and ")
        elif any(v.row.warns and v.when == "immediately" for v in item.verdicts):
            yield "no running instance is restarted, reimaged or replaced, but watch out"
        elif not any(_fewer(change) for change in scaling):
            touched = "known to be touched" if open_ones else "touched"
            yield f"no running instance is {touched}"
        return
    effect = worst(verdict.effect for verdict in active)
    if item.model.count == 0:
        yield "no instance runs that it could reach (capacity 0)"
        return
    if effect == "none":
        yield "no running instance is known to be touched"
    else:
        sure = any(v.effect == effect and not v.perhaps for v in active)
        what = _what(effect, active, item.model.count) + _pace(item, batches)
        yield what if sure else f"perhaps {what}"
    if effect in _UNTOUCHED and not open_ones:
        yield _UNTOUCHED[effect]


def _what(effect: str, active: list[Verdict], number: int | None) -> str:
    one = number == 1
    every = "the only instance" if one else f"all {_instances(number)}"
    if effect == "rerun":
        return f"{' and '.join(_runs(active))} on {every}"
    return f"{every} {_HAPPENS[effect][0 if one else 1]}"


_HAPPENS = {
    "in-place": ("is changed in place", "are changed in place"),
    "restart": ("restarts", "restart"),
    "reimage": ("gets a new OS disk", "get a new OS disk"),
    "replace": ("is replaced by a new one", "are replaced by new ones"),
}
"""What happens to one instance, and to several."""


def _runs(active: list[Verdict]) -> Iterator[str]:
    """Name what runs again, and what is installed."""
    whole = [v for v in active if v.effect == "rerun"]
    new = dict.fromkeys(_name(v) for v in whole if v.row.id == "extension-added")
    failing = dict.fromkeys(_name(v) for v in whole if v.row.id == SCRIPT_FAILS)
    again = dict.fromkeys(_name(v) for v in whole if _name(v) not in {*new, *failing})
    for names, one, several in (
        (failing, "runs again and fails", "run again and fail"),
        (again, "runs again", "run again"),
        (new, "runs", "run"),
    ):
        if names:
            yield f"{' and '.join(names)} {one if len(names) == 1 else several}"


def _pace(item: ResourcePlan, batches: Batches | None) -> str:
    if batches is None:
        return ", all at once and in any order (mode Automatic)"
    if batches.size is None:
        percent = "" if batches.percent is None else f" of {batches.percent} %"
        return f", in batches{percent}"
    number = f"at least {batches.least} batches" if (batches.least or 0) > 1 else "one batch"
    surge = ", made before the old ones are deleted" if item.model.surges else ""
    return f", in {number} of at most {batches.size} ({batches.percent} %){surge}"


def _scaling(change: Change) -> str:
    old, new = change.old, change.new
    if _fewer(change):
        return (
            f"the set shrinks from {old} to {new} instances immediately, so {old - new} are deleted"
        )
    if isinstance(old, int) and isinstance(new, int):
        return f"the set grows from {old} to {new} instances immediately"
    return "the number of instances is set immediately"


def _fewer(change: Change) -> bool:
    old, new = change.old, change.new
    return isinstance(old, int) and isinstance(new, int) and new < old


def _outcome(verdict: Verdict) -> str:
    if verdict.effect == "unknown" and verdict.when in {*NOW, "unknown"}:
        return "unknown"
    if verdict.row.warns and verdict.when == "immediately":
        return "immediately"
    if verdict.effect in {"none", "scale"} and verdict.when == "immediately":
        return "policy" if verdict.effect == "none" else ""
    return verdict.when


_OUTCOMES = {
    "when upgraded": (
        "change waits until you upgrade the instances (mode Manual)",
        "changes wait until you upgrade the instances (mode Manual)",
    ),
    "when reimaged": (
        "change reaches running instances only when they are reimaged, and new ones immediately",
        "changes reach running instances only when they are reimaged, and new ones immediately",
    ),
    "new instances only": (
        "change reaches new instances only",
        "changes reach new instances only",
    ),
    "immediately": (
        "change is one of the set itself and counts immediately",
        "changes are of the set itself and count immediately",
    ),
    "policy": (
        "change is one of the set itself and touches no instance",
        "changes are of the set itself and touch no instance",
    ),
    "never": ("change does nothing", "changes do nothing"),
    "unknown": (
        "change has an effect on running instances that is not known",
        "changes have effects on running instances that are not known",
    ),
}
"""For each outcome the words for one change, and for several."""


def _name(verdict: Verdict) -> str:
    """Name what changes: an extension by its name, anything else by the property."""
    steps = verdict.change.steps
    if verdict.change.extension:
        element = next((step for step in steps if isinstance(step, Element)), None)
        if element is not None:
            return f"extension '{element.key}'"
    if "galleryApplications" in steps and isinstance(steps[-2], Element):
        return f"VM Application '{steps[-2].key}'"
    named = [step for step in steps if isinstance(step, str) and step not in _DULL]
    return f"'{'.'.join(named[-2:]) or verdict.change.path}'"


_DULL = {"properties", "virtualMachineProfile"}


def _instances(number: int | None) -> str:
    return "instances" if number is None else count(number, "instance")
