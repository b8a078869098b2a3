"""A plan as text for people: the sentence first, then a table, the traps, what is left to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.reports.pen import BOLD, DIM, Pen
from generator.reports.plan.shown import line
from generator.reports.plan.wording import (
    HAPPENS,
    SIGNS,
    about,
    batch_lines,
    beside,
    count_of,
    kept,
    other,
    outage_line,
    says,
    when,
)
from generator.wording.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from generator.rollout.records import Plan, ResourcePlan
    from generator.rollout.scale_out import ScaleOut
    from generator.rollout.verdicts import Verdict

_COLORS = {
    "none": "2", "scale": "36", "in-place": "36", "rerun": "33", "restart": "33",
    "reimage": "35", "replace": "35", "outage": "31",
    "refused": "31", "unknown": "31",
}  # fmt: skip
_WARN, _GOOD = "33", "32"
_GAP = "  "


def write(plan: Plan, compared: bool, outs: Sequence[ScaleOut] | None, pen: Pen) -> Iterator[str]:
    """Yield the plan, where two templates were compared, and the scale-outs."""
    if compared:
        yield from write_plan(plan, pen)
    for item in outs or ():
        yield from write_scale_out(item, pen)
    if not outs and not compared:
        yield "There is no scale set in this template.\n"


def write_plan(plan: Plan, pen: Pen) -> Iterator[str]:
    """Yield a plan, part by part."""
    yield f"{printable(plan.old.label)} -> {printable(plan.new.label)}\n"
    for item in plan.scale_sets:
        yield from _scale_set(plan, item, pen)
    if not plan.scale_sets:
        yield "\nThere is no scale set in these templates.\n"
    if plan.resources:
        yield f"\n{pen.paint('Other resources', BOLD)}{pen.wrapped(beside(plan), '', ': ')}\n"
        for item in plan.resources:
            yield from _other(plan, item, pen)
            yield from _outages(plan, item, pen)


def _scale_set(plan: Plan, item: ResourcePlan, pen: Pen) -> Iterator[str]:
    name = pen.paint(f"Scale set {printable(item.resource.name)}", BOLD)
    yield f"\n{name}  {pen.paint(printable(about(item)), DIM)}\n"
    yield pen.paint(pen.wrapped(item.sum, _GAP), BOLD, _COLORS[item.effect]) + "\n"
    if item.batches is not None:
        yield "\n"
        yield from _list(batch_lines(item.batches), pen, "- ")
    if item.verdicts:
        yield "\n"
        yield from _table(plan, item, pen)
    if kept(item):
        yield "\n" + pen.wrapped(kept(item), f"{_GAP}  ", _GAP) + "\n"
    yield from _outages(plan, item, pen)
    if item.traps:
        yield f"\n{_GAP}{pen.paint('Watch out', BOLD, _WARN)}\n"
        told = (f"{trap.id} {trap.name}: {trap.message}" for trap in item.traps)
        yield from _list(told, pen, "! ")
    if item.notes:
        yield f"\n{_GAP}{pen.paint('Not known', BOLD)}\n"
        yield from _list(item.notes, pen, "? ")
    if item.commands:
        yield from _commands(item, pen)


def _outages(plan: Plan, item: ResourcePlan, pen: Pen) -> Iterator[str]:
    """Write who loses traffic from when to when."""
    found = plan.outages_at(item)
    if found:
        yield f"\n{_GAP}{pen.paint('Watch out: traffic is cut off', BOLD, _COLORS['outage'])}\n"
    for outage in found:
        path, position = plan.place_of_outage(outage)
        text = f"{outage_line(outage)}  [{path}:{position.line}:{position.column}]"
        yield pen.wrapped(text, "    ", f"{_GAP}! ") + "\n"


def _list(texts: Iterable[str], pen: Pen, sign: str) -> Iterator[str]:
    for text in texts:
        yield pen.wrapped(text, "    ", f"{_GAP}{sign}") + "\n"


def _commands(item: ResourcePlan, pen: Pen) -> Iterator[str]:
    yield f"\n{_GAP}{pen.paint('Left to do', BOLD)}\n"
    for command in item.commands:
        yield pen.wrapped(command.purpose, f"{_GAP}# ") + "\n"
        yield f"{_GAP}{pen.paint(printable(command.line), _GOOD)}\n"


def write_scale_out(found: ScaleOut, pen: Pen) -> Iterator[str]:
    """Write what new instances of a scale set do, in their order."""
    head = pen.paint(f"{printable(found.name)}: {count_of(found)}", BOLD)
    yield f"\n{head}\n"
    for step in found.steps:
        yield pen.wrapped(step.what, "     ", f"{_GAP}{step.turn}. ") + "\n"
        for risk in step.risks:
            yield pen.paint(pen.wrapped(risk, "       ", "     ! "), _WARN) + "\n"
    yield f"\n{_GAP}{pen.paint('Limits', BOLD)}\n"
    yield from _list(found.limits, pen, "- ")


def _table(plan: Plan, item: ResourcePlan, pen: Pen) -> Iterator[str]:
    """Write a line for each change with what happens and when, and below it what changes."""
    happens = max(len("RUNNING INSTANCES"), *(len(HAPPENS[v.effect]) for v in item.verdicts))
    reaches = max(len("WHEN"), *(len(when(v)) for v in item.verdicts))
    head = f"{_GAP}{'RUNNING INSTANCES':<{happens}}{_GAP}{'WHEN':<{reaches}}{_GAP}CHANGE"
    yield pen.paint(head, DIM) + "\n"
    for verdict in item.verdicts:
        word = f"{HAPPENS[verdict.effect]:<{happens}}"
        change = verdict.change
        yield (
            f"{_GAP}{pen.paint(word, _COLORS[verdict.effect])}{_GAP}{when(verdict):<{reaches}}"
            f"{_GAP}{SIGNS[change.kind]} {printable(_short(change.path))}\n"
        )
        yield from _details(plan, item, verdict, pen, " " * (happens + reaches + 8))


def _details(
    plan: Plan, item: ResourcePlan, verdict: Verdict, pen: Pen, indent: str
) -> Iterator[str]:
    path, position = plan.place(item, verdict.change)
    yield f"{indent}{printable(line(verdict.change))}\n"
    note = f"{says(verdict)}  [{path}:{position.line}:{position.column}]"
    narrow = indent if pen.width - len(indent) >= 50 else " " * 8
    yield pen.paint(pen.wrapped(note, narrow), DIM) + "\n"


def _short(path: str) -> str:
    """Return a path without the beginning that all have."""
    return path.removeprefix("properties.").replace("virtualMachineProfile.", "", 1)


def _other(plan: Plan, item: ResourcePlan, pen: Pen) -> Iterator[str]:
    resource = item.resource
    sign = SIGNS[item.kind]
    what = other(item, complete=plan.complete)
    yield f"{_GAP}{sign} {printable(resource.type)} {printable(resource.name)}: {what}\n"
    for verdict in item.verdicts:
        change = verdict.change
        path, position = plan.place(item, change)
        place = pen.paint(f"[{printable(path)}:{position.line}:{position.column}]", DIM)
        if change.steps:
            shown = f"{SIGNS[change.kind]} {_short(change.path)}: {line(change)}"
            yield f"{_GAP * 3}{printable(shown)}  {place}\n"
        yield from _refusal(verdict, pen)
    if item.traps:
        told = (f"{trap.id} {trap.name}: {trap.message}" for trap in item.traps)
        for text in told:
            yield pen.paint(pen.wrapped(text, _GAP * 4, f"{_GAP * 3}! "), _WARN) + "\n"


def _refusal(verdict: Verdict, pen: Pen) -> Iterator[str]:
    """Write what Azure answers to a change, and the steps that it takes."""
    row = verdict.row
    if verdict.effect == "refused":
        text = f"REFUSED{f' {row.code}' if row.code else ''}: {row.says}"
        yield pen.paint(pen.wrapped(text, _GAP * 4), _COLORS["refused"]) + "\n"
    elif not (row.warns or row.is_other):
        yield pen.paint(pen.wrapped(row.says, _GAP * 4), DIM) + "\n"
    for number, step in enumerate(row.steps, 1):
        yield pen.wrapped(step, _GAP * 5 + " ", f"{_GAP * 4}{number}. ") + "\n"
