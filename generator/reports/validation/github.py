"""Findings as workflow commands: GitHub shows them in the log and beside the changed lines.

How values are escaped is a fact of the runner's parser of commands (actions/toolkit, command.ts).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.lazy import regex
from generator.reports.validation.text import NOTHING
from generator.validation.catalog import page_of
from generator.wording.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Diagnostic
    from generator.reports.pen import Pen
    from generator.validation.report import Report

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_LINE = regex(r"[^\r\n]+")
_IN_MESSAGES = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTIES = {**_IN_MESSAGES, ord(":"): "%3A", ord(","): "%2C"}


def write(report: Report, _pen: Pen) -> Iterator[str]:
    """Write a command for each finding, or one that says that there was nothing to check."""
    if report.empty:
        yield f"::notice title=scaleset::{NOTHING}\n"
    for finding in report.findings:
        place = {"file": _lines(finding.path), **_place(finding), "title": finding.rule}
        properties = ",".join(
            f"{name}={str(value).translate(_IN_PROPERTIES)}" for name, value in place.items()
        )
        page = page_of(finding)
        said = _lines(finding.message)
        message = f"{said}\n{page}" if page else said
        command = _COMMANDS[finding.severity]
        yield f"::{command} {properties}::{message.translate(_IN_MESSAGES)}\n"


def _lines(text: str) -> str:
    """Return a text whose line ends are left, as the runner has escapes for them."""
    return _LINE.sub(lambda found: printable(found[0]), text)


def _place(finding: Diagnostic) -> dict[str, int]:
    """Return lines, and columns where they are on one line: GitHub takes no others.

    Its last column belongs to the range, ours does not.
    """
    place = finding.position
    lines = {"line": place.line, "endLine": place.end_line}
    if place.line != place.end_line:
        return lines
    return {**lines, "col": place.column, "endColumn": max(place.column, place.end_column - 1)}
