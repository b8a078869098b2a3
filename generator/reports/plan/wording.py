"""The words that all formats have for what happens, when, and in which batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.complete_mode import deletes
from generator.wording.values import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rollout.batches import Batches
    from generator.rollout.causes import Cause
    from generator.rollout.changes import Change
    from generator.rollout.records import Outage, Plan, ResourcePlan
    from generator.rollout.scale_out import ScaleOut
    from generator.rollout.verdicts import Verdict

SIGNS = {"add": "+", "remove": "-", "change": "~", "create": "+", "none": "="}

HAPPENS = {
    "none": "nothing",
    "scale": "scales",
    "in-place": "in place",
    "rerun": "re-run",
    "restart": "restart",
    "reimage": "reimage",
    "replace": "replaced",
    "outage": "OUTAGE",
    "refused": "REFUSED",
    "unknown": "unknown",
}


def when(verdict: Verdict) -> str:
    """Describe when a change reaches the instances that run."""
    if verdict.effect == "refused":
        return "by Azure"
    if verdict.when == "refused":
        return "if not refused"
    return verdict.when


def says(*verdicts: Verdict) -> str:
    """Describe what there is to say of changes with one effect, beyond what happens and when."""
    verdict = verdicts[0]
    text = "; ".join(dict.fromkeys(_of_row(item) for item in verdicts))
    if verdict.effect == "replace" and verdict.row.effect != "replace":
        text = f"maxSurge makes new instances of the new model and deletes the old ones; {text}"
        if any(item.inferred for item in verdicts):
            text += " (that a surge does this here is inferred; this is not documented)"
    if verdict.rides:
        text += ". The new OS disk that another change brings takes this one along"
    if any(item.perhaps for item in verdicts):
        text += ". One side is an expression: if it evaluates to the same value, nothing changes"
    return text


def _of_row(verdict: Verdict) -> str:
    row = verdict.row
    code = f"Azure answers {row.code}: " if row.code and verdict.effect == "refused" else ""
    steps = "; ".join(f"{number}. {step}" for number, step in enumerate(row.steps, 1))
    return f"{code}{row.says}" + (f". In steps: {steps}" if steps else "")


def part(change: Change) -> str:
    """Describe what changes: the part of an extension, or the path without what all have."""
    path = change.path.removeprefix("properties.").replace("virtualMachineProfile.", "", 1)
    if not change.extension:
        return path
    head, _, rest = path.partition("].")
    name = head.rpartition("[")[2].rstrip("]")
    return f"extension {name}{': ' if rest else ''}{rest.removeprefix('properties.')}"


def title(cause: Cause) -> str:
    """Describe what is behind some changes: the files, or the one part that changes."""
    first = cause.verdicts[0].change
    if not cause.files and len(cause.verdicts) > 1:
        return f"~ {part(first).partition(':')[0]}"
    if not cause.files:
        return f"{SIGNS[first.kind]} {part(first)}"
    names = ", ".join(one.name for one in cause.files)
    carrier = f" ({part(first).partition(':')[0]})" if first.extension else ""
    return f"~ {names}{carrier}"


def outcomes(cause: Cause) -> Iterator[tuple[str, list[Verdict]]]:
    """Yield what happens and when, with the changes that it happens by."""
    found: dict[str, list[Verdict]] = {}
    for verdict in cause.verdicts:
        words = dict.fromkeys((HAPPENS[verdict.effect], when(verdict)))
        found.setdefault(", ".join(words), []).append(verdict)
    yield from found.items()


HEADINGS = {
    "look": "Before",
    "keep": "Keep an instance as it is",
    "deploy": "Deploy",
    "watch": "Watch",
    "stop": "Stop",
    "back": "Take back",
    "later": "Later",
}
"""What the commands of a stage are for, in the order in which they are shown."""


def outage_line(outage: Outage) -> str:
    """Describe who loses traffic from when until when, and what avoids it."""
    fact = outage.fact
    text = (
        f"{fact.id}: {outage.who}: {fact.since}, {outage.until}. "
        f"{_first_up(outage.about)}: {fact.says}"
    )
    if fact.inferred:
        text += " (inferred; this is not documented)"
    return f"{text}. {_first_up(fact.way)}"


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]


def about(item: ResourcePlan) -> str:
    """Describe a scale set in some words: how it is upgraded, and how large it is."""
    model = item.model
    if item.resource.partial:
        return "only its extensions are in the template: its mode and capacity are not known"
    mode = model.mode.capitalize() or "upgrade mode not known"
    if model.surges:
        mode += " with maxSurge"
    count = "capacity not known" if model.count is None else f"capacity {model.count}"
    zones = f", zones {' '.join(model.zones)}" if model.zones else ""
    return f"{model.orchestration.capitalize()}, {mode}, {count}{zones}"


def batch_lines(batches: Batches) -> Iterator[str]:
    """Yield what there is to say of the batches of an update."""
    if batches.capacity is None or batches.size is None:
        yield (
            "The number of batches is not known, as capacity or percentage are not; give the "
            "parameters with -p, or the capacity with --capacity"
        )
        return
    zones = f", zone by zone ({batches.zones} zones)" if batches.zones > 1 else ""
    number = "one batch" if batches.least == 1 else f"at least {batches.least} batches"
    yield (
        f"{batches.capacity} instances in {number} of at most {batches.size} "
        f"(maxBatchInstancePercent {batches.percent}){zones}"
    )
    if batches.surges:
        yield (
            f"maxSurge: up to {batches.most} instances at a time; Azure checks the quota before "
            "each batch, and upgrades in place where it is too small"
        )
    if batches.unhealthy is not None:
        yield (
            f"It stops when more than {batches.unhealthy} of {batches.capacity} instances are "
            f"unhealthy (maxUnhealthyInstancePercent {batches.unhealthy_percent})"
            + (
                f", or more than {batches.upgraded} of the upgraded ones"
                f" (maxUnhealthyUpgradedInstancePercent {batches.upgraded_percent})"
                if batches.upgraded is not None
                else ""
            )
        )
    if batches.pause and batches.least and batches.least > 1:
        waits = (batches.least - 1) * batches.pause
        yield f"{batches.pause} s between batches: at least {waits} s of waiting in all"


def count_of(found: ScaleOut) -> str:
    """Describe how many instances come, and what each does."""
    more = count(found.more, "more instance")
    total = "" if found.total is None else f", {found.total} in all"
    return f"{more}{total}; each one, in this order (the same number: in any order)"


def kept(item: ResourcePlan) -> str:
    """Describe what the template leaves out and Azure keeps as it is; empty where nothing is."""
    paths = [left.path for left in item.left if left.then == "kept"]
    return f"Left out, so left as it is: {', '.join(paths)}" if paths else ""


def other(item: ResourcePlan, *, complete: bool) -> str:
    """Describe what becomes of a resource that is no scale set."""
    if item.kind == "create":
        return "new"
    if item.kind == "remove":
        return (
            "deleted (mode Complete)"
            if complete and deletes(item.resource.type)
            else "no longer in the template, stays in Azure"
        )
    if item.kind == "none":
        return kept(item).lower()[:1] + kept(item)[1:]
    number = count(len(item.verdicts), "change")
    scaling = next((v.row.says for v in item.verdicts if v.effect == "scale"), "")
    return f"{number}; {scaling}" if scaling else number


def beside(plan: Plan) -> str:
    """Describe what becomes of all resources that are no scale sets."""
    refused = [item for item in plan.resources if item.effect == "refused"]
    watched = [item for item in plan.resources if item.traps and item not in refused]
    parts = []
    if refused:
        parts.append(f"Azure refuses {len(refused)} of {len(plan.resources)}")
    if watched:
        parts.append(f"watch out for {len(watched)}")
    return ", ".join(parts) or "no refusal of these changes is known"
