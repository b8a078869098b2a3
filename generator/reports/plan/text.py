"""A plan as text for people: the sentence first, then a table, the traps, what is left to do."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from generator.reports.plan.shown import line
from generator.reports.plan.wording import (
    HAPPENS,
    SIGNS,
    about,
    batch_lines,
    count_of,
    other,
    says,
    when,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.rollout.records import Plan, ResourcePlan
    from generator.rollout.scale_out import ScaleOut
    from generator.rollout.verdicts import Verdict

_COLORS = {
    "none": "2", "scale": "36", "in-place": "36", "rerun": "33", "restart": "33",
    "reimage": "35", "replace": "35", "refused": "31", "unknown": "31",
}  # fmt: skip
_BOLD, _DIM, _WARN, _GOOD = "1", "2", "33", "32"
_GAP = "  "


class Pen:
    """Writes lines: in colors or not, and as wide as the terminal."""

    def __init__(self, width: int, *, color: bool) -> None:
        """Keep how to write."""
        self.width = width
        self._color = color

    def paint(self, text: str, *codes: str) -> str:
        """Give a text in colors."""
        return f"\033[{';'.join(codes)}m{text}\033[0m" if self._color and text else text

    def wrapped(self, text: str, indent: str, first: str | None = None) -> str:
        """Give a text in lines that fit; a command or a path is never broken."""
        return textwrap.fill(
            plain(text),
            max(40, self.width),
            initial_indent=indent if first is None else first,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )


def plain(text: str) -> str:
    """Give a text without what would move the cursor of a terminal."""
    return "".join(sign if sign.isprintable() else "?" for sign in text)


def write(plan: Plan, pen: Pen) -> Iterator[str]:
    """Write a plan, part by part."""
    yield f"{plain(plan.old.label)} -> {plain(plan.new.label)}\n"
    for item in plan.scale_sets:
        yield from _scale_set(plan, item, pen)
    if not plan.scale_sets:
        yield "\nThere is no scale set in these templates.\n"
    if plan.resources:
        yield f"\n{pen.paint('Other resources', _BOLD)}: no instance is touched by them as such\n"
        for item in plan.resources:
            yield from _other(plan, item, pen)


def _scale_set(plan: Plan, item: ResourcePlan, pen: Pen) -> Iterator[str]:
    name = pen.paint(f"Scale set {plain(item.resource.name)}", _BOLD)
    yield f"\n{name}  {pen.paint(plain(about(item)), _DIM)}\n"
    yield pen.paint(pen.wrapped(item.sum, _GAP), _BOLD, _COLORS[item.effect]) + "\n"
    if item.batches is not None:
        yield "\n"
        yield from _list(batch_lines(item.batches), pen, "- ")
    if item.verdicts:
        yield "\n"
        yield from _table(plan, item, pen)
    if item.traps:
        yield f"\n{_GAP}{pen.paint('Watch out', _BOLD, _WARN)}\n"
        told = (f"{trap.id} {trap.name}: {trap.message}" for trap in item.traps)
        yield from _list(told, pen, "! ")
    if item.notes:
        yield f"\n{_GAP}{pen.paint('Not known', _BOLD)}\n"
        yield from _list(item.notes, pen, "? ")
    if item.commands:
        yield from _commands(item, pen)


def _list(texts: Iterable[str], pen: Pen, sign: str) -> Iterator[str]:
    for text in texts:
        yield pen.wrapped(text, "    ", f"{_GAP}{sign}") + "\n"


def _commands(item: ResourcePlan, pen: Pen) -> Iterator[str]:
    yield f"\n{_GAP}{pen.paint('Left to do', _BOLD)}\n"
    for command in item.commands:
        yield pen.wrapped(command.purpose, f"{_GAP}# ") + "\n"
        yield f"{_GAP}{pen.paint(plain(command.line), _GOOD)}\n"


def write_scale_out(found: ScaleOut, pen: Pen) -> Iterator[str]:
    """Write what new instances of a scale set do, in their order."""
    head = pen.paint(f"{plain(found.name)}: {count_of(found)}", _BOLD)
    yield f"\n{head}\n"
    for step in found.steps:
        yield pen.wrapped(step.what, "     ", f"{_GAP}{step.turn}. ") + "\n"
        for risk in step.risks:
            yield pen.paint(pen.wrapped(risk, "       ", "     ! "), _WARN) + "\n"
    yield f"\n{_GAP}{pen.paint('What stands against it', _BOLD)}\n"
    yield from _list(found.limits, pen, "- ")


def _table(plan: Plan, item: ResourcePlan, pen: Pen) -> Iterator[str]:
    """Write a line for each change with what happens and when, and below it what changes."""
    happens = max(len("RUNNING INSTANCES"), *(len(HAPPENS[v.effect]) for v in item.verdicts))
    reaches = max(len("WHEN"), *(len(when(v)) for v in item.verdicts))
    head = f"{_GAP}{'RUNNING INSTANCES':<{happens}}{_GAP}{'WHEN':<{reaches}}{_GAP}CHANGE"
    yield pen.paint(head, _DIM) + "\n"
    for verdict in item.verdicts:
        word = f"{HAPPENS[verdict.effect]:<{happens}}"
        change = verdict.change
        yield (
            f"{_GAP}{pen.paint(word, _COLORS[verdict.effect])}{_GAP}{when(verdict):<{reaches}}"
            f"{_GAP}{SIGNS[change.kind]} {plain(_short(change.path))}\n"
        )
        yield from _details(plan, item, verdict, pen, " " * (happens + reaches + 8))


def _details(
    plan: Plan, item: ResourcePlan, verdict: Verdict, pen: Pen, indent: str
) -> Iterator[str]:
    path, position = plan.place(item, verdict.change)
    yield f"{indent}{plain(line(verdict.change))}\n"
    note = f"{says(verdict)}  [{path}:{position.line}:{position.column}]"
    narrow = indent if pen.width - len(indent) >= 50 else " " * 8
    yield pen.paint(pen.wrapped(note, narrow), _DIM) + "\n"


def _short(path: str) -> str:
    """Give a path without the beginning that all have."""
    return path.removeprefix("properties.").replace("virtualMachineProfile.", "", 1)


def _other(plan: Plan, item: ResourcePlan, pen: Pen) -> Iterator[str]:
    resource = item.resource
    sign = SIGNS[item.kind]
    what = other(item, complete=plan.complete)
    yield f"{_GAP}{sign} {plain(resource.type)} {plain(resource.name)}: {what}\n"
    for verdict in item.verdicts:
        change = verdict.change
        path, position = plan.place(item, change)
        place = pen.paint(f"[{path}:{position.line}:{position.column}]", _DIM)
        shown = f"{SIGNS[change.kind]} {_short(change.path)}: {line(change)}"
        yield f"{_GAP * 3}{plain(shown)}  {place}\n"
