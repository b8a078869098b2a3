"""Findings as JUnit XML, which build servers show as tests: a suite for each file.

A finding below the severity that makes the run fail is a test that passes and says something.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from generator.lazy import regex
from generator.validation.catalog import page_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Diagnostic
    from generator.reports.pen import Pen
    from generator.validation.report import Report

_NO_XML = regex("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, even escaped."""


def write(report: Report, _pen: Pen) -> Iterator[str]:
    """Write a document with a test case for each finding, or one that passes without any."""
    failures = sum(map(report.fails, report.findings))
    tests = len(report.findings) or 1
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="scaleset" tests="{tests}" failures="{failures}">\n'
    if not report.findings:
        yield '  <testsuite name="scaleset" tests="1" failures="0">\n'
        yield '    <testcase classname="scaleset" name="validate"/>\n  </testsuite>\n'
    for path, group in groupby(report.findings, key=lambda item: item.path):
        yield from _suite(path, list(group), report)
    yield "</testsuites>\n"


def _suite(path: str, findings: list[Diagnostic], report: Report) -> Iterator[str]:
    failures = sum(map(report.fails, findings))
    name = quoteattr(_clean(path))
    yield f'  <testsuite name={name} tests="{len(findings)}" failures="{failures}">\n'
    for finding in findings:
        place = finding.position
        title = quoteattr(f"{finding.rule} ({place.line}:{place.column})")
        yield (
            f'    <testcase classname={name} name={title} file={name} line="{place.line}">'
            f"{_verdict(finding, report)}</testcase>\n"
        )
    yield "  </testsuite>\n"


def _verdict(finding: Diagnostic, report: Report) -> str:
    place = f"{finding.path}:{finding.position.line}:{finding.position.column}"
    said = f"{place}: {finding.severity.label} {finding.rule} {finding.message}"
    page = page_of(finding)
    text = escape(_clean(f"{said}\n{page}" if page else said))
    if not report.fails(finding):
        return f"<system-out>{text}</system-out>"
    message = quoteattr(_clean(finding.message))
    return f'<failure type="{finding.severity.label}" message={message}>{text}</failure>'


def _clean(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)
