"""Findings as SARIF 2.1.0, which GitHub code scanning, Azure DevOps and editors take.

What GitHub needs beyond the standard (descriptions and help of every rule, fingerprints) is in
its page "SARIF support for code scanning". Columns count characters, which the run says.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from generator import __version__, paths
from generator.diagnostics import Severity
from generator.reports.validation.fingerprint import fingerprints
from generator.reports.validation.source_lines import lines_of
from generator.validation.catalog import catalog
from generator.wording.printable import json_safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Diagnostic
    from generator.reports.pen import Pen
    from generator.validation.catalog import RuleEntry
    from generator.validation.report import Report

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def write(report: Report, _pen: Pen) -> Iterator[str]:
    """Write one run; each result is a line."""
    entries = list(catalog(report.profile).values())
    about = {"informationUri": paths.PUBLISHED} if paths.PUBLISHED else {}
    rules = [_rule(entry) for entry in entries]
    driver = {"name": "scaleset", "version": __version__, **about, "rules": rules}
    yield f'{{\n"$schema": "{_SCHEMA}",\n"version": "2.1.0",\n"runs": [{{\n'
    yield f'"tool": {{"driver": {json.dumps(driver, ensure_ascii=False)}}},\n'
    yield f'"invocations": [{{"executionSuccessful": {json.dumps(not report.could_not_read)}}}],\n'
    yield '"columnKind": "unicodeCodePoints",\n"results": ['
    indices = {entry.id: index for index, entry in enumerate(entries)}
    between = "\n"
    for finding, mark in fingerprints(report.findings, lines_of(report.given)):
        result = _result(finding, mark)
        if finding.rule in indices:
            result["ruleIndex"] = indices[finding.rule]
        yield between + json_safe(json.dumps(result, ensure_ascii=False))
        between = ",\n"
    yield "\n]\n}]\n}\n"


def _rule(entry: RuleEntry) -> dict[str, Any]:
    tags = ["security"] if entry.id.startswith("SEC") else ["correctness"]
    links = {"helpUri": entry.help_uri} if entry.help_uri else {}
    return {
        "id": entry.id,
        "name": "".join(word.capitalize() for word in entry.name.split("-")),
        "shortDescription": {"text": entry.summary},
        "fullDescription": {"text": entry.summary},
        "help": {"text": entry.documentation, "markdown": _markdown(entry)},
        **links,
        "defaultConfiguration": {"level": _LEVELS[entry.severity]},
        "properties": {"tags": tags, "precision": "high"},
    }


def _markdown(entry: RuleEntry) -> str:
    link = f"\n[{entry.url}]({entry.url})\n" if entry.url else ""
    return f"**{entry.id} {entry.name}**\n\n{entry.fenced}{link}"


def _result(finding: Diagnostic, mark: str) -> dict[str, Any]:
    place = finding.position
    region = {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }
    location: dict[str, Any] = {
        "physicalLocation": {"artifactLocation": _artifact(finding.path), "region": region}
    }
    if finding.pointer:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.pointer}]
    known = finding.counterpart
    properties = {"armTtkTest": known.test, "armTtkErrorId": known.error} if known else {}
    return {
        "ruleId": finding.rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [location],
        "partialFingerprints": {"scaleset/v1": mark},
        **({"properties": properties} if properties else {}),
    }


def _artifact(path: str) -> dict[str, str]:
    """Return the address of a file: relative to the folder of the run, or whole where it is not."""
    absolute = Path(path).absolute()
    relative = Path(os.path.relpath(absolute)) if absolute.drive == Path.cwd().drive else absolute
    if relative.is_absolute() or relative.parts[:1] == ("..",):
        return {"uri": absolute.as_uri()}
    return {"uri": quote(os.fsencode(relative.as_posix())), "uriBaseId": "%SRCROOT%"}
