"""A trial as JUnit XML: a test case for each step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.reports.validation.junit import attribute, content
from generator.trying.records import FAILED, SKIPPED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.reports.pen import Pen
    from generator.trying.records import Step, Trial


def write(trial: Trial, _pen: Pen) -> Iterator[str]:
    """Yield a document with one suite."""
    failures = sum(step.status == FAILED for step in trial.steps)
    skipped = sum(step.status == SKIPPED for step in trial.steps)
    counted = f'tests="{len(trial.steps)}" failures="{failures}" skipped="{skipped}"'
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="scaleset" {counted}>\n'
    yield f"  <testsuite name={attribute(trial.source)} {counted}>\n"
    for step in trial.steps:
        head = f"classname={attribute(trial.name)} name={attribute(step.title)}"
        yield f'    <testcase {head} time="{step.seconds:.3f}">{_verdict(step)}</testcase>\n'
    yield "  </testsuite>\n</testsuites>\n"


def _verdict(step: Step) -> str:
    if step.status == SKIPPED:
        return f"<skipped message={attribute(step.message)}/>"
    if step.status != FAILED:
        return ""
    told = "\n".join(filter(None, (f"{step.place} {step.line}".strip(), step.stdout, step.stderr)))
    return f"<failure message={attribute(step.message)}>{content(told)}</failure>"
