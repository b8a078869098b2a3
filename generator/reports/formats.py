"""The formats of findings and of plans: a module each, loaded when it is asked for.

A module of findings has `write(report, pen)`, one of plans `write(plan, compared, outs, pen)`, one
of pictures `write(picture)`; all yield a text in parts.
"""

from __future__ import annotations

from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Self

    from generator.picture.parts import Picture
    from generator.reports.pen import Pen
    from generator.rollout.records import Plan
    from generator.rollout.scale_out import ScaleOut
    from generator.trying.records import Trial
    from generator.validation.report import Report


class _Row(StrEnum):
    """The name of a format, as `--output` takes it, and the module that writes it."""

    module: str

    def __new__(cls, name: str, module: str) -> Self:
        """Return a row of a table."""
        row = str.__new__(cls, name)
        row._value_ = name
        row.module = f"generator.reports.{module}"
        return row


class Format(_Row):
    """How findings are written down."""

    TEXT = "text", "validation.text"
    JSON = "json", "validation.json_report"
    SARIF = "sarif", "validation.sarif"
    JUNIT = "junit", "validation.junit"
    GITHUB = "github", "validation.github"
    MARKDOWN = "markdown", "validation.markdown"
    HTML = "html", "validation.html"
    TABLE = "table", "validation.table"


class PlanFormat(_Row):
    """How a plan is written down."""

    TEXT = "text", "plan.text"
    JSON = "json", "plan.record"
    MARKDOWN = "markdown", "plan.markdown"
    HTML = "html", "plan.html"


class TrialFormat(_Row):
    """How a trial is written down."""

    TEXT = "text", "trying.text"
    JSON = "json", "trying.record"
    JUNIT = "junit", "trying.junit"


def write_trial(name: str, trial: Trial, pen: Pen) -> Iterator[str]:
    """Yield what became of an instance that was tried."""
    yield from import_module(TrialFormat[name.upper()].module).write(trial, pen)


class PictureFormat(_Row):
    """How a picture is written down."""

    MERMAID = "mermaid", "picture.mermaid"
    SVG = "svg", "picture.svg"
    JSON = "json", "picture.record"


def write_findings(name: str, report: Report, pen: Pen) -> Iterator[str]:
    """Yield a report in parts, as that of 100,000 findings is large."""
    yield from import_module(Format[name.upper()].module).write(report, pen)


def write_plan(
    name: str, plan: Plan, compared: bool, outs: Sequence[ScaleOut] | None, pen: Pen
) -> Iterator[str]:
    """Yield a plan in parts.

    `compared` tells whether there are two templates; `outs` is None where no scale-out was asked
    for.
    """
    yield from import_module(PlanFormat[name.upper()].module).write(plan, compared, outs, pen)


def write_picture(name: str, picture: Picture) -> Iterator[str]:
    """Yield a picture in parts."""
    yield from import_module(PictureFormat[name.upper()].module).write(picture)
