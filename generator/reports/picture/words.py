"""The words that all formats have for the parts of a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.wording.printable import printable
from generator.wording.values import count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.diagnostics import Diagnostic
    from generator.picture.parts import Box

SIGNS = {Severity.ERROR: "✖", Severity.WARNING: "▲", Severity.INFO: "●"}
_LONGEST = 64
_RULES = 4


def short(text: str, most: int = _LONGEST) -> str:
    """Return a text as it may be shown, cut where it is long."""
    shown = printable(text)
    return shown if len(shown) <= most else f"{shown[: most - 1]}…"


def marks(findings: Sequence[Diagnostic]) -> Iterator[tuple[Severity, str]]:
    """Yield a line for each severity: how many findings there are, and of which rules."""
    for severity in sorted(SIGNS, reverse=True):
        found = [item.rule for item in findings if item.severity is severity]
        rules = list(dict.fromkeys(found))
        if found:
            more = " …" if len(rules) > _RULES else ""
            named = " ".join(map(printable, rules[:_RULES]))
            yield (
                severity,
                f"{SIGNS[severity]} {count(len(found), severity.label)}: {named}{more}",
            )


def steps(box: Box) -> Iterator[tuple[str, str]]:
    """Yield the number and the words of each step of a start; equal numbers run in any order."""
    for step in box.steps:
        yield str(step.turn), step.what
