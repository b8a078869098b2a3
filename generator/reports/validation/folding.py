"""What people are shown of many findings: the worst first, and a rule once that says much.

Of the same severity and file the first is what decides: a file that cannot be read, what Azure has
ended, an image without support; then the others by place, what ends later, and tidiness.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.retirements import stage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from generator.diagnostics import Diagnostic
    from generator.validation.report import Report

_OFTEN = 5
"""A rule that says more of a file is shown once."""
ONE_LINE = ("API002", "API003")
"""The rules of old API versions, which say the same of most resources."""
WHOLE = ("file", "git")
"""They are of a file or a folder, which may not be there: a place in it says nothing."""
_SUPPORT = ("VMS041",)
"""They are of what still runs when its day has passed."""
_TIDY = ("TPL003", "TPL004", "REF001", "REF006", "REF007", "LOC001", *ONE_LINE)
"""Whoever does as they say deploys the same."""


def folded(report: Report) -> Iterator[tuple[Diagnostic, list[Diagnostic]]]:
    """Yield what is shown, each with the findings of the same rule and file that it stands for."""
    groups: dict[tuple[int, str, str], list[Diagnostic]] = {}
    for finding in report.findings:
        if report.shows(finding):
            key = (finding.severity, finding.path, finding.rule)
            groups.setdefault(key, []).append(finding)
    shown: list[tuple[Diagnostic, list[Diagnostic]]] = []
    for (_, _, rule), group in groups.items():
        most = 1 if rule in ONE_LINE else _OFTEN
        if len(group) > most and not report.full and rule != "file":
            shown.append((group[0], group[1:]))
        else:
            shown += [(finding, []) for finding in group]
    yield from sorted(shown, key=lambda item: _order(item[0], report.until))


def worst_first(report: Report) -> list[Diagnostic]:
    """Return the findings that are shown, in the order in which people read them."""
    shown = filter(report.shows, report.findings)
    return sorted(shown, key=lambda item: _order(item, report.until))


def _order(finding: Diagnostic, as_of: date | None) -> tuple[object, ...]:
    """Return what the findings are sorted by: severity, file, what decides, place."""
    decides, ended = _decides(finding, as_of)
    return (-finding.severity, finding.path, decides, ended, finding.sort_key)


def _decides(finding: Diagnostic, as_of: date | None) -> tuple[int, str]:
    """Return how much hangs on a finding, the least number for the most, and the day of its end."""
    if finding.rule in WHOLE:
        return 0, ""
    if finding.rule in _TIDY:
        return 5, ""
    if not finding.retires:
        return 3, ""
    if stage(finding.retires, as_of) != "over":
        return 4, finding.retires
    return (2 if finding.rule in _SUPPORT else 1), finding.retires
