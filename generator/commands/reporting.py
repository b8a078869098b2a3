"""How commands speak: text for people, one JSON value for programs, findings on standard error."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.diagnostics import Diagnostic

WIDTH = 100


def say_findings(findings: Sequence[Diagnostic]) -> None:
    """Print findings to standard error, a line each."""
    from generator.validation.formats import as_text

    if findings:
        typer.echo(as_text(findings), err=True)


def findings_value(findings: Sequence[Diagnostic]) -> Any:
    """Give findings as a JSON value."""
    from generator.validation.formats import as_json

    return json.loads(as_json(findings))


def say_json(value: Any) -> None:
    """Print a JSON value to standard output."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))


def count(number: int, noun: str) -> str:
    """Write a number with its noun: 1 spec, 2 specs."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
