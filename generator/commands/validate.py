"""`scaleset validate`: check templates and parameter files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from generator.commands.reporting import count, findings_value, say_json
from generator.diagnostics import Severity
from generator.validation.formats import as_text
from generator.validation.lint import validate_files

if TYPE_CHECKING:
    from pathlib import Path


def run(files: list[Path], fail_on: str, quiet: bool, output: str) -> int:
    """Validate files; report findings on standard output; give the exit code."""
    findings = validate_files(files)
    if output == "json":
        say_json(findings_value(findings))
    elif findings:
        typer.echo(as_text(findings))
    if output != "json" and not quiet:
        typer.echo(_summary([item.severity for item in findings]), err=True)
    return 1 if any(item.severity >= Severity[fail_on.upper()] for item in findings) else 0


def _summary(severities: list[Severity]) -> str:
    counts = [
        count(severities.count(severity), severity.label if severity > Severity.INFO else "note")
        for severity in sorted(Severity, reverse=True)
        if severity in severities
    ]
    return f"Found {', '.join(counts)}." if counts else "No findings."
