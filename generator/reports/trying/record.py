"""A trial as JSON for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from generator.wording.printable import json_safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.reports.pen import Pen
    from generator.trying.records import Trial

_KEYS = (
    *("part", "name", "kind", "status", "code", "message", "place", "line"),
    *("stdout", "stderr", "near"),
)


def write(trial: Trial, _pen: Pen) -> Iterator[str]:
    """Yield the trial as one JSON value."""
    steps = [
        {"seconds": round(step.seconds, 3), **{key: getattr(step, key) for key in _KEYS}}
        for step in trial.steps
    ]
    value = {
        "scaleSet": trial.name,
        "source": trial.source,
        "root": trial.root,
        "comesUp": trial.comes_up,
        "verdict": trial.verdict,
        "notes": trial.notes,
        "steps": steps,
    }
    yield json_safe(json.dumps(value, indent=2, ensure_ascii=False) + "\n")
