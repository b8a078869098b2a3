"""The formats of findings and of plans: a module each, loaded when it is asked for.

A module of findings has `write(report, pen)`, one of plans `write(plan, compared, outs, pen)`; both
yield a text in parts.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.reports.pen import Pen
    from generator.rollout.records import Plan
    from generator.rollout.scale_out import ScaleOut
    from generator.validation.report import Report

FINDINGS = {
    "text": "generator.reports.validation.text",
    "json": "generator.reports.validation.json_report",
    "sarif": "generator.reports.validation.sarif",
    "junit": "generator.reports.validation.junit",
    "github": "generator.reports.validation.github",
}
PLANS = {
    "text": "generator.reports.plan.text",
    "json": "generator.reports.plan.record",
    "markdown": "generator.reports.plan.markdown",
}


def write_findings(name: str, report: Report, pen: Pen) -> Iterator[str]:
    """Yield a report in parts, as that of 100,000 findings is large."""
    yield from import_module(FINDINGS[name]).write(report, pen)


def write_plan(
    name: str, plan: Plan, compared: bool, outs: Sequence[ScaleOut] | None, pen: Pen
) -> Iterator[str]:
    """Yield a plan in parts.

    `compared` tells whether there are two templates; `outs` is None where no scale-out was asked
    for.
    """
    yield from import_module(PLANS[name]).write(plan, compared, outs, pen)
