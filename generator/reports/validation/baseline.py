"""Findings that are known already: a file of fingerprints, so that only new ones are reported.

It is JSON with a line for each finding, under the path of its file seen from the baseline, so
that it can be reviewed and is the same wherever the command runs. What could not be read is never
part of it.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.diagnostics import InvalidInput
from generator.files.arguments import STANDARD_INPUT, unreadable
from generator.files.writing import write_atomically
from generator.language.documents.source import read_document
from generator.lazy import replace
from generator.reports.validation.fingerprint import fingerprints
from generator.reports.validation.source_lines import lines_of
from generator.wording.printable import json_safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Diagnostic
    from generator.validation.report import Report

_VERSION = 1


def write_baseline(path: Path, report: Report) -> int:
    """Write the findings of a report as known; give their number."""
    files: dict[str, dict[str, str]] = {}
    for finding, name, key in _keys(path, report):
        files.setdefault(name, {})[key] = finding.severity.label
    ordered = {name: dict(sorted(known.items())) for name, known in sorted(files.items())}
    value = {"version": _VERSION, "findings": ordered}
    text = json.dumps(value, indent=1, ensure_ascii=False) + "\n"
    # A byte of a name that is not UTF-8 is read again as it was.
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    write_atomically(path, json_safe(text))
    return sum(len(known) for known in files.values())


def without_known(path: Path, report: Report) -> Report:
    """Leave out the findings that the baseline has.

    Raises InvalidInput where the file cannot be read or is no baseline.
    """
    known = _read(path)
    old = {id(finding) for finding, name, key in _keys(path, report) if key in known.get(name, ())}
    new = [finding for finding in report.findings if id(finding) not in old]
    return replace(report, findings=new, known=len(old))


def _keys(path: Path, report: Report) -> Iterator[tuple[Diagnostic, str, str]]:
    base = path.absolute().parent
    findings = [item for item in report.findings if item.rule != "file"]
    names: dict[str, str] = {STANDARD_INPUT: STANDARD_INPUT}
    for finding, mark in fingerprints(findings, lines_of(report.given)):
        if finding.path not in names:
            seen = _seen_from(base, Path(finding.path).absolute())
            # Of a name that is not UTF-8 the bytes are written, as JSON has no form for them.
            names[finding.path] = os.fsencode(seen).decode("utf-8", "backslashreplace")
        yield finding, names[finding.path], f"{finding.rule} {mark}"


def _seen_from(base: Path, path: Path) -> str:
    try:
        return Path(os.path.relpath(path, base)).as_posix()
    except ValueError:  # another drive
        return path.as_posix()


def _read(path: Path) -> dict[str, Any]:
    value = read_document(path).value
    findings = value.get("findings") if isinstance(value, dict) else None
    if not isinstance(findings, dict) or value.get("version") != _VERSION:
        message = "this is no baseline; write one with --write-baseline"
        raise InvalidInput([unreadable(path.as_posix(), message)])
    return {name: known for name, known in findings.items() if isinstance(known, dict)}
