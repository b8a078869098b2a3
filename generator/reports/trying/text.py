"""A trial as a time line for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.reports.pen import BOLD, DIM
from generator.trying.records import FAILED, LISTED, OK, SKIPPED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.reports.pen import Pen
    from generator.trying.records import Step, Trial

_COLORS = {OK: "32", FAILED: "31"}
_TAIL = 8
_WIDTH = 7


def write(trial: Trial, pen: Pen) -> Iterator[str]:
    """Yield a line for each step, below a failed one what tells, and the verdict."""
    yield f"{pen.paint(trial.name, BOLD)} in {trial.root}\n\n"
    near: set[str] = set()
    for step in trial.steps:
        yield from _step(step, pen)
        if step.near and step.near not in near:
            near.add(step.near)
            indent = " " * (_WIDTH + 1)
            yield f"{pen.paint(pen.wrapped(step.near, indent, f'{indent}near: '), DIM)}\n"
    yield "\n" if trial.notes else ""
    for note in trial.notes:
        yield f"{pen.paint(pen.wrapped(note, ''), DIM)}\n"
    yield f"\n{pen.paint(trial.verdict, BOLD)}\n"
    if trial.kept:
        yield f"{trial.kept}\n"


def _step(step: Step, pen: Pen) -> Iterator[str]:
    code = f"  exit {step.code}" if step.code else ""
    status = pen.paint(f"{step.status:<{_WIDTH}}", _COLORS.get(step.status, DIM))
    took = " " * 9 if step.status in {SKIPPED, LISTED} else f"{step.seconds:7.1f} s"
    yield f"{status} {took}  {step.title}{code}\n"
    indent = " " * (_WIDTH + 1)
    if step.message:
        yield f"{pen.wrapped(step.message, indent)}\n"
    if step.place:
        yield f"{indent}{step.place}: {pen.cut(step.line, 20)}\n"
    if step.status == FAILED:
        for line in (step.stderr or step.stdout).splitlines()[-_TAIL:]:
            yield f"{indent}| {pen.cut(line, _WIDTH + 3)}\n"
