"""`scaleset retirements`: what Azure ends, as a table or as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.azure.retirements import day, retirements, stage
from generator.commands.reporting import count, say_json, say_table
from generator.wording.saying import say

if TYPE_CHECKING:
    from datetime import date

    from generator.azure.retirements import Retirement

_HEAD = ("Ends", "Kind", "What", "Use instead")
_LAST = "9999"
"""What has no day comes after all that has one."""


def run(kinds: list[str], as_of: date | None, output: str) -> int:
    """List what ends; give the exit code."""
    until = str(as_of) if as_of else ""
    found = [
        row
        for row in retirements()
        if row.kind in kinds and (not until or (row.on and row.on <= until))
    ]
    found.sort(key=lambda row: (row.on or _LAST, row.kind, row.what))
    if output == "json":
        say_json({"asOf": day(), "until": until or None,
                  "retirements": [_record(row, as_of) for row in found]})  # fmt: skip
        return 0
    if found:
        say_table(
            [_HEAD, *((row.on or "not confirmed", row.kind, row.what, row.use) for row in found)]
        )
    end = f" until {until}" if until else ""
    say(f"\n{count(len(found), 'row')}{end}, as of {day()}.")
    return 0


def _record(row: Retirement, as_of: date | None) -> dict[str, Any]:
    """Return a row for programs; null is not known, or not confirmed."""
    reached = stage(row.on, as_of)
    return {
        "kind": row.kind,
        "what": row.what,
        "on": row.on or None,
        "confirmed": row.confirmed,
        "over": None if reached == "undated" else reached == "over",
        "use": row.use or None,
        "note": row.note or None,
        "sizes": row.sizes or None,
        "handlers": list(row.handlers),
        "source": row.source or None,
    }
