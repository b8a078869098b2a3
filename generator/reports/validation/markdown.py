"""Findings as Markdown, for the summary of a job: errors and warnings, the worst first.

GitHub takes 1 MiB for a step, and people read less: so many rows, what is left is counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.reports.markdown import as_code, as_text
from generator.reports.validation.folding import worst_first
from generator.reports.validation.text import NOTHING, clipped, looked_at
from generator.validation.catalog import page_of
from generator.wording.values import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Diagnostic
    from generator.reports.pen import Pen
    from generator.validation.report import Report

_ROWS = 200


def write(report: Report, _pen: Pen) -> Iterator[str]:
    """Yield what was found in a sentence and in a table; notes are counted."""
    numbers = [count(number, level.label) for level, number in report.counts().items() if number]
    yield f"### Templates: {', '.join(numbers) or 'no findings'}\n\n"
    if report.empty:
        yield f"{NOTHING[0].upper()}{NOTHING[1:]}.\n"
        return
    yield looked_at(report.tally)
    if report.known:
        yield f"{count(report.known, 'finding')} of the baseline left out.\n"
    yield from _ending(report)
    shown = worst_first(report)
    if shown:
        yield "\n| | place | rule | message |\n| --- | --- | --- | --- |\n"
    yield from map(_row, shown[:_ROWS])
    hidden = len(report.findings) - len(shown)
    rest = [(len(shown) - _ROWS, "more finding"), (hidden, "note")]
    left = [count(number, what) for number, what in rest if number > 0]
    if left:
        yield f"\nNot listed: {' and '.join(left)}.\n"


def _ending(report: Report) -> Iterator[str]:
    """Yield what ends until the day that is asked for, the first one first."""
    if report.until is None:
        return
    found = report.ending()
    yield f"\n#### What ends until {report.until}\n\n"
    yield "| ends | place | what |\n| --- | --- | --- |\n" if found else "Nothing that is known.\n"
    for item in found[:_ROWS]:
        place = as_code(f"{item.path}:{item.position.line}:{item.position.column}")
        yield f"| {item.retires} | {place} | {as_text(clipped(item.message))} |\n"
    if len(found) > _ROWS:
        yield f"\nNot listed: {count(len(found) - _ROWS, 'more place')}.\n"


def _row(finding: Diagnostic) -> str:
    place = f"{finding.path}:{finding.position.line}:{finding.position.column}"
    page = page_of(finding)
    rule = f"[{as_text(finding.rule)}]({page})" if page else as_text(finding.rule)
    message = as_text(clipped(finding.message))
    return f"| {finding.severity.label} | {as_code(place)} | {rule} | {message} |\n"
