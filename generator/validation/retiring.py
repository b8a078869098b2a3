"""What rules say of something that Azure ends: in which words, and how bad it is.

Past its day it is an error where a deployment fails or instances stop, else a warning; within a
year of it a warning; later a note. Without a day that is confirmed no message has one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.retirements import stage
from generator.diagnostics import Severity
from generator.findings import Finding

if TYPE_CHECKING:
    from generator.azure.retirements import Retirement
    from generator.language.template import Node


def ending(place: Node, subject: str, row: Retirement, *, plural: bool = False) -> Finding:
    """Return the finding that something retires or is retired, with what to use instead."""
    reached = stage(row.on)
    verb = ("are", "retire") if plural else ("is", "retires")
    said = {
        "over": f"{verb[0]} retired since {row.on}",
        "undated": f"{verb[0]} retired",
    }.get(reached, f"{verb[1]} on {row.on}")
    advice = f"; use {row.use}" if row.use else ""
    return Finding(
        place, f"{subject} {said}{advice}", severity_of(row, row.on), url=row.source, name=row.on
    )


def severity_of(row: Retirement, on: str) -> Severity:
    """Return how bad it is that something ends on a day."""
    reached = stage(on)
    if reached == "over":
        return Severity.ERROR if row.effect == "refused" else Severity.WARNING
    return Severity.WARNING if reached == "soon" else Severity.INFO
