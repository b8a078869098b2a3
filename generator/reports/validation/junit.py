"""Findings as JUnit XML, which build servers show as tests: a suite for each file.

A finding below the severity that makes the run fail is a test that passes and says something.
"""

from __future__ import annotations

import re
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
_STEERS = regex(
    "[\t\r\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufeff\uffa0]|(?<=#)#(?=\\w*\\[)|^\\s*::",
    re.MULTILINE,
)
"""What the line of a log must not hold; see `wording.printable`."""


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
    name = attribute(path)
    yield f'  <testsuite name={name} tests="{len(findings)}" failures="{failures}">\n'
    for finding in findings:
        place = finding.position
        title = attribute(f"{finding.rule} ({place.line}:{place.column})")
        yield (
            f'    <testcase classname={name} name={title} file={name} line="{place.line}">'
            f"{_verdict(finding, report)}</testcase>\n"
        )
    yield "  </testsuite>\n"


def _verdict(finding: Diagnostic, report: Report) -> str:
    place = f"{finding.path}:{finding.position.line}:{finding.position.column}"
    said = f"{place}: {finding.severity.label} {finding.rule} {finding.message}"
    page = page_of(finding)
    text = content(f"{said}\n{page}" if page else said)
    if not report.fails(finding):
        return f"<system-out>{text}</system-out>"
    message = attribute(finding.message)
    return f'<failure type="{finding.severity.label}" message={message}>{text}</failure>'


def attribute(text: str) -> str:
    """Return a text in quotes, as an attribute has it."""
    return _steerless(quoteattr(_clean(text)))


def content(text: str) -> str:
    """Return a text as it stands between tags."""
    return _steerless(escape(_clean(text)))


def _steerless(text: str) -> str:
    """Return a text of XML that means the same, and steers no terminal and no build."""
    return _STEERS.sub(lambda found: "".join(f"&#{ord(c)};" for c in found[0]), text)


def _clean(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)
