"""Lifecycle hooks come before upgrades that happen, and external health is the only health.

A hook asks before an automatic OS upgrade: without these it never does. It waits for 2 days at most
before an upgrade is scheduled and for 4 hours before a batch, and in the preview "Reject" is
refused as the default action. Where a program tells Azure the health of instances, neither the
extension nor a probe may.

Bad:

    {
      "properties": {
        "externalHealthPolicy": {"enabled": true},
        "virtualMachineProfile": {
          "extensionProfile": {
            "extensions": [
              {
                "name": "health",
                "properties": {
                  "publisher": "Microsoft.ManagedServices",
                  "type": "ApplicationHealthLinux",
                  "typeHandlerVersion": "2.0",
                  "settings": {"protocol": "tcp", "port": 80}
                }
              }
            ]
          }
        }
      }
    }

Good, as a patch:

    {"properties": {"externalHealthPolicy": null}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.language.duration import seconds_of
from generator.scale_set.view import ScaleSet, scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "VMS121",
    "signals-from-outside",
    Severity.ERROR,
    "https://github.com/Azure/azure-cli/issues/33328",
    words="lifecyclehooks|externalhealthpolicy",
)
_LONGEST = {
    "upgradeautoosscheduling": (2 * 24 * 3600, "2 days"),
    "upgradeautoosrollingbatchstarting": (4 * 3600, "4 hours"),
}
"""How long a hook waits at most, by its type in lower case."""


def check(template: Template) -> Iterator[Finding]:
    """Find hooks that never ask or wait too long, and health that is told twice."""
    for scale_set in scale_sets(template):
        yield from _hooks(scale_set)
        policy = scale_set.at("externalHealthPolicy")
        if policy.at("enabled").flag() and scale_set.health in {"probe", "extension"}:
            yield Finding(
                policy,
                "the set has a signal of health already; remove 'health' there, or "
                "'externalHealthPolicy'",
            )


def _hooks(scale_set: ScaleSet) -> Iterator[Finding]:
    hooks = scale_set.at("lifecycleHooksProfile", "lifecycleHooks")
    listed = list(hooks)
    upgrades = scale_set.automatic_os_upgrade
    if listed and (not upgrades or upgrades.flag() is False):
        message = (
            "hooks come before automatic OS upgrades, and there are none; set "
            "'enableAutomaticOSUpgrade' to true, or remove them"
        )
        yield Finding(hooks, message, Severity.WARNING)
    for hook in listed:
        most, words = _LONGEST.get((hook.at("type").text() or "").lower(), (None, ""))
        wait = hook.at("waitDuration")
        seconds = seconds_of(wait.text() or "")
        if most is not None and seconds is not None and seconds > most:
            yield Finding(wait, f"this hook waits for {words} at most; lower it", Severity.WARNING)
        action = hook.at("defaultAction")
        if (action.text() or "").lower() == "reject":
            message = "the preview refuses 'Reject' as what holds without an answer; use Approve"
            yield Finding(action, message, Severity.WARNING)
