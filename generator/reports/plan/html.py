"""A plan as a page: what happens in a sentence, the timeline, before and after, the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.picture.drawing import picture_of
from generator.reports.page import element, page
from generator.reports.plan.shown import cells, line
from generator.reports.plan.wording import (
    HEADINGS,
    SIGNS,
    about,
    batch_lines,
    beside,
    count_of,
    kept,
    other,
    outage_line,
    outcomes,
    part,
    says,
)
from generator.rollout.causes import causes_of
from generator.rollout.phases import timeline_of
from generator.rollout.running import instances_now

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from generator.reports.pen import Pen
    from generator.rollout.causes import Cause
    from generator.rollout.commands_left import Command
    from generator.rollout.phases import Phase
    from generator.rollout.records import Plan, ResourcePlan
    from generator.rollout.scale_out import ScaleOut

_MOODS = {
    "none": "fine", "scale": "fine", "in-place": "fine", "refused": "bad", "outage": "bad",
}  # fmt: skip
"""How an effect is colored; what takes instances out for a time is to be watched."""
_TURNS = 12


def write(plan: Plan, compared: bool, outs: Sequence[ScaleOut] | None, _pen: Pen) -> Iterator[str]:
    """Yield the page."""
    drawn = picture_of(plan.new, ())
    yield from page(
        "plan",
        title=f"Plan: {plan.old.label} to {plan.new.label}" if compared else plan.new.label,
        sets=[_scale_set(plan, item) for item in plan.scale_sets] if compared else [],
        outs=[
            {"head": f"{item.name}: {count_of(item)}", "steps": item.steps, "limits": item.limits}
            for item in outs or ()
        ],
        picture=element(drawn) if drawn.boxes else "",
        others=[_other(plan, item) for item in plan.resources] if compared else [],
        beside=beside(plan),
        commands=list(_commands(plan)) if compared else [],
    )


def _scale_set(plan: Plan, item: ResourcePlan) -> dict[str, Any]:
    causes = list(causes_of(item, plan.old, plan.new)) if item.verdicts else []
    return {
        "name": item.resource.name,
        "about": about(item),
        "sum": item.sum,
        "mood": _MOODS.get(item.effect, "watch"),
        "now": list(instances_now(item)),
        "phases": [_phase(phase) for phase in timeline_of(item)],
        "batches": list(batch_lines(item.batches)) if item.batches else [],
        "outages": list(_outages(plan, item)),
        "changes": [row for cause in causes for row in _rows(plan, item, cause)],
        "files": [
            {"name": file.name, "diff": "\n".join(file.diff)}
            for cause in causes
            for file in cause.files
            if file.diff
        ],
        "traps": [f"{trap.id} {trap.name}: {trap.message}" for trap in item.traps],
        "notes": [*item.notes, *filter(None, [kept(item)])],
        "commands": _lines(item.commands),
    }


def _phase(phase: Phase) -> dict[str, Any]:
    known = phase.left is not None and phase.total
    turns = (
        [f"batch {turn}" for turn in range(1, phase.times + 1)]
        if phase.times > 1
        else ["meanwhile"]
    )
    if len(turns) > _TURNS:
        turns = [*turns[: _TURNS - 1], f"to batch {phase.times}"]
    return {
        "text": phase.text,
        "total": phase.total if known else 0,
        "left": min(phase.left or 0, phase.total or 0),
        "turns": turns,
    }


def _outages(plan: Plan, item: ResourcePlan) -> Iterator[str]:
    for outage in plan.outages_at(item):
        path, position = plan.place_of_outage(outage)
        yield f"{outage_line(outage)} ({path}:{position.line})"


def _rows(plan: Plan, item: ResourcePlan, cause: Cause) -> Iterator[dict[str, str]]:
    """Yield a row for each change; what it means is told at the first of its kind."""
    for happens, verdicts in outcomes(cause):
        for at, verdict in enumerate(verdicts):
            path, position = plan.place(item, verdict.change)
            old, new = cells(verdict.change)
            yield {
                "part": part(verdict.change),
                "place": f"{path}:{position.line}",
                "old": old,
                "new": new,
                "mood": _MOODS.get(verdict.effect, "watch"),
                "happens": happens,
                "says": "" if at else says(*verdicts),
            }


def _other(plan: Plan, item: ResourcePlan) -> dict[str, Any]:
    lines = [other(item, complete=plan.complete)]
    for verdict in item.verdicts:
        change, row = verdict.change, verdict.row
        if change.steps:
            lines.append(f"{SIGNS[change.kind]} {part(change)}: {line(change)}")
        if verdict.effect == "refused":
            lines.append(f"REFUSED {row.code}: {row.says}")
        elif not (row.warns or row.is_other):
            lines.append(row.says)
        lines += [f"{number}. {step}" for number, step in enumerate(row.steps, 1)]
    lines += [f"{trap.id} {trap.name}: {trap.message}" for trap in item.traps]
    lines += _outages(plan, item)
    resource = item.resource
    return {
        "sign": SIGNS[item.kind],
        "name": resource.name,
        "type": resource.type,
        "lines": list(filter(None, lines)),
    }


def _commands(plan: Plan) -> Iterator[tuple[str, str]]:
    for stage, heading in HEADINGS.items():
        found = [command for command in plan.commands if command.stage == stage]
        if found:
            yield heading, _lines(found)


def _lines(found: Iterable[Command]) -> str:
    return "\n".join(f"# {item.purpose}\n{item.line}" for item in found)
