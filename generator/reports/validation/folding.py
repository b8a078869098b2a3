"""What a text shows of many findings: the worst last, and once what a rule says often of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Diagnostic
    from generator.validation.report import Report

_OFTEN = 5
"""A rule that says more of a file is shown once."""
ONE_LINE = ("API002", "API003")
"""The rules of old API versions, which say the same of most resources."""


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
    yield from sorted(shown, key=lambda item: (item[0].severity, item[0].sort_key))
