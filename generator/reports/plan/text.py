"""A plan as text for people: the sentence first, then a table, the traps, what is left to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.reports.pen import BOLD, DIM, Pen
from generator.reports.plan.shown import line
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
    title,
)
from generator.rollout.causes import causes_of
from generator.rollout.phases import phases_of
from generator.rollout.running import instances_now
from generator.wording.commands import in_lines
from generator.wording.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from generator.rollout.causes import Cause
    from generator.rollout.commands_left import Command
    from generator.rollout.records import Plan, ResourcePlan
    from generator.rollout.scale_out import ScaleOut
    from generator.rollout.verdicts import Verdict

_COLORS = {
    "none": "2", "scale": "36", "in-place": "36", "rerun": "33", "restart": "33",
    "reimage": "35", "replace": "35", "outage": "31",
    "refused": "31", "unknown": "31",
}  # fmt: skip
_WARN, _GOOD = "33", "32"
_GAP, _IN = "  ", "      "
_DIFF = {"+": _GOOD, "-": "31"}


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
    for stage, heading in HEADINGS.items():
        found = [command for command in plan.commands if command.stage == stage]
        if found:
            yield from _commands(heading, found, plan.shell, pen)


def _scale_set(plan: Plan, item: ResourcePlan, pen: Pen) -> Iterator[str]:
    name = pen.paint(f"Scale set {printable(item.resource.name)}", BOLD)
    yield f"\n{name}  {pen.paint(printable(about(item)), DIM)}\n"
    yield pen.paint(pen.wrapped(item.sum, _GAP), BOLD, _COLORS[item.effect]) + "\n"
    yield from _causes(plan, item, pen)
    if kept(item):
        yield "\n" + pen.wrapped(kept(item), f"{_GAP}  ", _GAP) + "\n"
    yield from _outages(plan, item, pen)
    now = list(instances_now(item))
    if now:
        yield f"\n{_GAP}{pen.paint('Instances now', BOLD)}\n"
        yield from _list(map(printable, now), pen, "- ")
    if item.traps:
        yield f"\n{_GAP}{pen.paint('Watch out', BOLD, _WARN)}\n"
        told = (f"{trap.id} {trap.name}: {trap.message}" for trap in item.traps)
        yield from _list(told, pen, "! ")
    phases = list(phases_of(item))
    if phases or item.batches is not None:
        yield f"\n{_GAP}{pen.paint('Phases', BOLD)}\n"
        for number, text in enumerate(phases, 1):
            yield pen.wrapped(text, "     ", f"{_GAP}{number}. ") + "\n"
        yield from _list(batch_lines(item.batches) if item.batches else (), pen, "- ")
    if item.notes:
        yield f"\n{_GAP}{pen.paint('Not known', BOLD)}\n"
        yield from _list(item.notes, pen, "? ")
    if item.commands:
        yield from _commands("Left to do", item.commands, plan.shell, pen)


def _outages(plan: Plan, item: ResourcePlan, pen: Pen) -> Iterator[str]:
    """Write who loses traffic from when to when."""
    found = plan.outages_at(item)
    if found:
        yield f"\n{_GAP}{pen.paint('Watch out: outages', BOLD, _COLORS['outage'])}\n"
    for outage in found:
        path, position = plan.place_of_outage(outage)
        text = f"{outage_line(outage)}  [{path}:{position.line}:{position.column}]"
        yield pen.wrapped(text, "    ", f"{_GAP}! ") + "\n"


def _list(texts: Iterable[str], pen: Pen, sign: str) -> Iterator[str]:
    for text in texts:
        yield pen.wrapped(text, "    ", f"{_GAP}{sign}") + "\n"


def _commands(heading: str, found: Iterable[Command], shell: str, pen: Pen) -> Iterator[str]:
    """Write commands with what each is for, on lines that fit and may be copied."""
    yield f"\n{_GAP}{pen.paint(heading, BOLD)}\n"
    for command in found:
        yield pen.wrapped(command.purpose, f"{_GAP}# ") + "\n"
        for text in in_lines(printable(command.line), pen.width - len(_GAP), shell):
            yield f"{_GAP}{pen.paint(text, _GOOD)}\n"


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


def _causes(plan: Plan, item: ResourcePlan, pen: Pen) -> Iterator[str]:
    if item.verdicts:
        yield f"\n{_GAP}{pen.paint('Causes', BOLD)}\n"
    for cause in causes_of(item, plan.old, plan.new):
        yield from _cause(plan, item, cause, pen)


def _cause(plan: Plan, item: ResourcePlan, cause: Cause, pen: Pen) -> Iterator[str]:
    """Write what is behind some changes, how it differs, and what happens by it."""
    first, *others = outcomes(cause)
    word = pen.paint(first[0], _COLORS[cause.verdicts[0].effect])
    yield pen.wrapped(f"{first[0]}: {title(cause)}", _IN, _GAP).replace(first[0], word, 1) + "\n"
    for file in cause.files:
        for text in file.diff:
            shown = pen.cut(printable(text), len(_IN))
            yield f"{_IN}{pen.paint(shown, _DIFF.get(text[:1], DIM))}\n"
    yield from _happens(plan, item, first[1], pen, named=bool(cause.files) or len(first[1]) > 1)
    for text, verdicts in others:
        yield f"{_GAP}{pen.paint(text, _COLORS[verdicts[0].effect])}, by the same:\n"
        yield from _happens(plan, item, verdicts, pen, named=True)


def _happens(
    plan: Plan, item: ResourcePlan, verdicts: list[Verdict], pen: Pen, *, named: bool
) -> Iterator[str]:
    for verdict in verdicts:
        change = verdict.change
        shown = f"{SIGNS[change.kind]} {part(change)}: {line(change)}" if named else line(change)
        yield pen.wrapped(shown, f"{_IN}  ", _IN) + "\n"
    path, position = plan.place(item, verdicts[0].change)
    note = f"{says(*verdicts)}  [{path}:{position.line}:{position.column}]"
    yield pen.paint(pen.wrapped(note, _IN), DIM) + "\n"


def _other(plan: Plan, item: ResourcePlan, pen: Pen) -> Iterator[str]:
    resource = item.resource
    sign = SIGNS[item.kind]
    what = other(item, complete=plan.complete)
    yield pen.wrapped(f"{sign} {resource.type} {resource.name}: {what}", _IN, _GAP) + "\n"
    for verdict in item.verdicts:
        change = verdict.change
        path, position = plan.place(item, change)
        if change.steps:
            shown = f"{SIGNS[change.kind]} {part(change)}: {line(change)}"
            place = f"[{path}:{position.line}:{position.column}]"
            yield pen.wrapped(f"{shown}  {place}", f"{_IN}  ", _IN) + "\n"
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
