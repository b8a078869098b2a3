"""Findings as a page: by file, with the line that each is about; a script only filters them."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, Any

from generator.reports.page import element, page
from generator.reports.validation.folding import WHOLE
from generator.reports.validation.masking import masks_of
from generator.reports.validation.source_lines import lines_of
from generator.reports.validation.text import NOTHING, clipped, excerpt, looked_at
from generator.validation.catalog import catalog, page_of
from generator.wording.values import count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from generator.diagnostics import Diagnostic
    from generator.language.documents.secret_parts import Secrets
    from generator.reports.pen import Pen
    from generator.validation.report import Report

_WIDTH = 110
_PICTURES = 12
"""So many files get a picture: each is expanded for it, and nobody looks at a hundred."""


def write(report: Report, _pen: Pen) -> Iterator[str]:
    """Yield the page; what makes the run fail comes first in each file."""
    numbers = [(level.label, number) for level, number in report.counts().items() if number]
    found = sorted(report.findings, key=lambda item: item.path)
    files = [(path, list(listed)) for path, listed in groupby(found, key=lambda item: item.path)]
    files.sort(key=lambda item: (-max(one.severity for one in item[1]), item[0]))
    rules = sorted(Counter(item.rule for item in found).items())
    says = ", ".join(count(number, label) for label, number in numbers) or "no findings"
    yield from page(
        "findings",
        title=f"Templates: {says}",
        intro=list(_intro(report, len(files))),
        levels=numbers,
        rules=rules,
        names=[path for path, _ in files],
        files=_files(report, files),
    )


def _intro(report: Report, files: int) -> Iterator[str]:
    if report.empty:
        yield f"{NOTHING[0].upper()}{NOTHING[1:]}."
        return
    yield looked_at(report.tally).strip()
    if report.known:
        yield f"{count(report.known, 'finding')} of the baseline left out."
    if report.pictures is not None and files > _PICTURES:
        yield f"The first {_PICTURES} files have pictures; 'scaleset graph' draws the others."


def _files(
    report: Report, files: Sequence[tuple[str, list[Diagnostic]]]
) -> Iterator[dict[str, Any]]:
    lines = lines_of(report.given)
    masks = masks_of(lines)
    names = {entry.id: entry.name for entry in catalog(report.profile).values()}
    for number, (path, found) in enumerate(files):
        drawn = report.pictures(path) if report.pictures and number < _PICTURES else None
        ordered = sorted(found, key=lambda item: (-item.severity, item.sort_key))
        levels = Counter(item.severity for item in found)
        yield {
            "path": path,
            "says": ", ".join(
                count(levels[level], level.label) for level in sorted(levels, reverse=True)
            ),
            "picture": element(drawn) if drawn is not None and drawn.boxes else "",
            "findings": (_finding(item, names, lines, masks) for item in ordered),
        }


def _finding(
    finding: Diagnostic,
    names: dict[str, str],
    lines: Callable[[str], list[str]],
    masks: Callable[[str], Secrets | None],
) -> dict[str, Any]:
    shown = excerpt(finding, lines, masks, _WIDTH)
    address = "" if finding.rule in WHOLE else page_of(finding)
    return {
        "level": finding.severity.label,
        "rule": finding.rule,
        "name": names.get(finding.rule, ""),
        "page": address if address.startswith(("https://", "http://")) else "",
        "line": finding.position.line,
        "column": finding.position.column,
        "message": clipped(finding.message),
        "source": shown.source if shown else "",
        "marks": shown.marks if shown else "",
    }
