"""Findings as JSON: one object with `diagnostics` and a `summary`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from generator.reports.validation.records import record
from generator.wording.printable import json_safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.reports.pen import Pen
    from generator.validation.report import Report


def write(report: Report, _pen: Pen) -> Iterator[str]:
    """Write the report piece by piece: a line for each member, as `json.dumps` indents them."""
    yield '{\n  "diagnostics": ['
    between = "\n    "
    for finding in report.findings:
        text = json_safe(json.dumps(record(finding), indent=2, ensure_ascii=False))
        yield between + text.replace("\n", "\n    ")
        between = ",\n    "
    yield "\n  ],\n" if report.findings else "],\n"
    summary = json.dumps(_summary(report), indent=2)
    yield '  "summary": ' + summary.replace("\n", "\n  ") + "\n}\n"


def _summary(report: Report) -> dict[str, Any]:
    tally = report.tally
    return {
        **{f"{severity.label}s": number for severity, number in report.counts().items()},
        "inBaseline": report.known,
        "files": tally.files,
        "specs": tally.specs,
        "templates": tally.templates,
        "parameterFiles": tally.parameter_files,
        "passedBy": tally.passed_by,
        "resources": tally.resources,
        "withoutSchema": tally.unchecked,
        **({"until": str(report.until), "ending": len(report.ending())} if report.until else {}),
        **({"profile": report.profile, "asOf": str(report.as_of)} if report.as_of else {}),
    }
