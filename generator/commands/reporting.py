"""How commands speak: text for people, one JSON value for programs, findings on standard error."""

from __future__ import annotations

import json
import os
import shutil
import sys
from typing import TYPE_CHECKING, Any, TextIO

from generator.wording.values import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.diagnostics import Diagnostic

__all__ = ["WIDTH", "columns", "count", "findings_value", "in_color", "say_findings", "say_json"]

WIDTH = 100


def say_findings(findings: Sequence[Diagnostic]) -> None:
    """Print findings to standard error, a line each."""
    if findings:
        from generator.reports.validation.text import as_text

        print(as_text(findings), file=sys.stderr)


def findings_value(findings: Sequence[Diagnostic]) -> Any:
    """Return findings as a JSON value."""
    from generator.reports.validation.records import record

    return [record(finding) for finding in findings]


def say_json(value: Any) -> None:
    """Print a JSON value to standard output."""
    print(json.dumps(value, indent=2, ensure_ascii=False))


def in_color(when: str, stream: TextIO) -> bool:
    """Whether to write colors: `auto` means to a terminal, unless NO_COLOR is set."""
    if when != "auto":
        return when == "always"
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return not plain and (bool(os.environ.get("FORCE_COLOR")) or stream.isatty())


def columns(stream: TextIO) -> int:
    """Return the columns of a terminal, and a fixed number where there is none."""
    return shutil.get_terminal_size().columns if stream.isatty() else 120
