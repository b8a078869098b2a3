"""Grace periods, notices and time budgets are ISO 8601 durations within a range.

Azure refuses a duration that it cannot read or that is too short or too long.

Bad:

    {"automaticRepairsPolicy": {"gracePeriod": "PT5M"}}

Good:

    {"automaticRepairsPolicy": {"gracePeriod": "PT30M"}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.language.duration import seconds_of
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "UPG006",
    "waiting-times",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-automatic-instance-repairs",
    words="graceperiod|timeout|timebudget|pausetimebetweenbatches",
)
_EVENTS = ("virtualMachineProfile", "scheduledEventsProfile")
_RANGES = {
    ("automaticRepairsPolicy", "gracePeriod"): ("PT10M", "PT90M"),
    (*_EVENTS, "terminateNotificationProfile", "notBeforeTimeout"): ("PT5M", "PT15M"),
    (*_EVENTS, "osImageNotificationProfile", "notBeforeTimeout"): ("PT15M", "PT15M"),
    ("virtualMachineProfile", "extensionProfile", "extensionsTimeBudget"): ("PT15M", "PT120M"),
    ("upgradePolicy", "rollingUpgradePolicy", "pauseTimeBetweenBatches"): ("PT0S", ""),
    ("spotRestorePolicy", "restoreTimeout"): ("PT0S", ""),
}
"""The shortest and the longest duration; none where no limit is stated."""


def check(template: Template) -> Iterator[Finding]:
    """Find durations of scale sets that are unreadable or out of range."""
    for scale_set in scale_sets(template):
        for names, (shortest, longest) in _RANGES.items():
            node = scale_set.at(*names)
            text = node.text()
            if not text:
                continue
            seconds = seconds_of(text)
            if seconds is None:
                yield Finding(
                    node,
                    f"'{names[-1]}' must be an ISO 8601 duration such as PT30M (is '{text}')",
                )
            elif longest and not _seconds(shortest) <= seconds <= _seconds(longest):
                span = shortest if shortest == longest else f"{shortest} to {longest}"
                yield Finding(node, f"'{names[-1]}' must be {span} (is {text})")


def _seconds(duration: str) -> int:
    return seconds_of(duration) or 0
