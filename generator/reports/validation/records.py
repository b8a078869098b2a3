"""A finding as a record of plain values, for formats and reports that are JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.validation.catalog import page_of

if TYPE_CHECKING:
    from generator.diagnostics import Diagnostic


def record(finding: Diagnostic) -> dict[str, Any]:
    """Return a finding as an object of JSON."""
    place = finding.position
    return {
        "rule": finding.rule,
        "severity": finding.severity.label,
        "message": finding.message,
        "path": finding.path,
        "pointer": finding.pointer,
        "line": place.line,
        "column": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
        "url": page_of(finding),
        **({"retires": finding.retires} if finding.retires else {}),
        **_counterpart(finding),
    }


def _counterpart(finding: Diagnostic) -> dict[str, Any]:
    """Return the test of arm-ttk that a finding belongs to; the error is null without an id."""
    known = finding.counterpart
    if known is None:
        return {}
    return {"armTtk": {"test": known.test, "errorId": known.error or None}}
