"""How findings are written: a function for each format."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.diagnostics import Diagnostic


_LONGEST = 600


def as_text(findings: Iterable[Diagnostic]) -> str:
    """Write a line for each finding: path:line:column: severity rule message."""
    return "\n".join(
        f"{item.path}:{item.position.line}:{item.position.column}: "
        f"{item.severity.label} {item.rule} {_clipped(item.message)}"
        for item in findings
    )


def _clipped(message: str) -> str:
    """Leave out the middle of a message that names something of absurd length."""
    return message if len(message) <= _LONGEST else f"{message[:300]} ... {message[-100:]}"


def as_json(findings: Iterable[Diagnostic]) -> str:
    """Write an array with an object for each finding."""
    return json.dumps(
        [
            {
                "rule": item.rule,
                "severity": item.severity.label,
                "message": item.message,
                "path": item.path,
                "line": item.position.line,
                "column": item.position.column,
                "endLine": item.position.end_line,
                "endColumn": item.position.end_column,
                "pointer": item.pointer,
                "url": item.url,
            }
            for item in findings
        ],
        indent=2,
        ensure_ascii=False,
    )
