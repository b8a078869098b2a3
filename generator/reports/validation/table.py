"""What ends, by the day on which it does: a line for each, with its place.

With `--as-of` it is what ends until that day, without it all that has a day; other findings are
counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.reports.validation.text import NOTHING, as_text, clipped
from generator.wording.printable import printable
from generator.wording.values import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Diagnostic
    from generator.reports.pen import Pen
    from generator.validation.report import Report

_HEAD = ("Ends", "Severity", "Rule", "Where", "What")


def write(report: Report, _pen: Pen) -> Iterator[str]:
    """Yield the table, and in a sentence how much there is beside it."""
    if report.empty:
        yield f"{NOTHING[0].upper()}{NOTHING[1:]}.\n"
        return
    yield from (f"{as_text([item])}\n" for item in report.findings if item.rule == "file")
    found = report.ending()
    if found:
        rows = [_HEAD, *map(_row, found)]
        widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD) - 1)]
        for row in rows:
            cells = [f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False)]
            yield f"{'  '.join([*cells, row[-1]])}\n"
        yield "\n"
    yield f"{summary(report)}\n"
    rest = len(report.findings) - len(found)
    if rest:
        yield f"{count(rest, 'other finding')}: -o text shows them.\n"


def summary(report: Report) -> str:
    """Return in a sentence how much ends, and until when."""
    found = report.ending()
    until = f" until {report.until}" if report.until else ""
    if not found:
        return f"Nothing that is known ends{until}."
    files = count(len({item.path for item in found}), "file")
    return f"{count(len(found), 'place')} in {files} with what ends{until}."


def _row(finding: Diagnostic) -> tuple[str, ...]:
    place = finding.position
    return (
        finding.retires,
        finding.severity.label,
        finding.rule,
        f"{printable(finding.path)}:{place.line}:{place.column}",
        printable(clipped(finding.message)),
    )
