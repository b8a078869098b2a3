"""What an agent measures on the instances needs its namespace, and the agent.

Azure looks for the metric among those of the host where no namespace is given, and refuses the
setting; it refuses it as well where no agent has sent the metric yet.

Bad:

    {
      "type": "Microsoft.Insights/autoscaleSettings",
      "properties": {
        "targetResourceUri": "[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'web')]",
        "profiles": [
          {
            "name": "load",
            "rules": [
              {
                "metricTrigger": {
                  "metricName": "mem/used_percent",
                  "operator": "GreaterThan",
                  "threshold": 70
                },
                "scaleAction": {"direction": "Increase", "type": "ChangeCount", "value": "1"}
              },
              {
                "metricTrigger": {
                  "metricName": "Percentage CPU",
                  "operator": "LessThan",
                  "threshold": 20
                },
                "scaleAction": {
                  "direction": "Decrease", "type": "ChangeCount", "value": "1"
                }
              }
            ]
          }
        ]
      }
    }

Good:

    {
      "type": "Microsoft.Insights/autoscaleSettings",
      "properties": {
        "targetResourceUri": "[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'web')]",
        "profiles": [
          {
            "name": "load",
            "rules": [
              {
                "metricTrigger": {
                  "metricName": "Available Memory Percentage",
                  "operator": "LessThan",
                  "threshold": 20
                },
                "scaleAction": {"direction": "Increase", "type": "ChangeCount", "value": "1"}
              },
              {
                "metricTrigger": {
                  "metricName": "Percentage CPU",
                  "operator": "LessThan",
                  "threshold": 20
                },
                "scaleAction": {
                  "direction": "Decrease", "type": "ChangeCount", "value": "1"
                }
              }
            ]
          }
        ]
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.metrics import HOST, guest_source, of_host
from generator.azure.resource_types import SCALE_SET
from generator.azure.retirements import of_handler
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.autoscale import triggers
from generator.scale_set.hosts import hosts
from generator.scale_set.view import ScaleSet
from generator.validation.rule import Rule
from generator.wording.values import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.azure.metrics import MetricSource
    from generator.language.template import Template
    from generator.scale_set.autoscale import Trigger
    from generator.scale_set.hosts import Host

RULE = Rule(
    "SCL043",
    "autoscale-guest-metric",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-common-metrics",
    words="autoscalesettings metricname",
)
_NONE = {"", HOST.lower()}


def check(template: Template) -> Iterator[Finding]:
    """Find metrics of agents without their namespace, or without the agent."""
    known = {host.resource.node.path: host for host in hosts(template) if host.is_set}
    for trigger in triggers(template):
        if trigger.resource_type != SCALE_SET or not trigger.name or of_host(trigger.name):
            continue
        found = [known[item.node.path] for item in trigger.sets(template.resources(SCALE_SET))]
        system = found[0].system if found else None
        source = guest_source(trigger.name, trigger.namespace, system or "")
        if source is None:
            continue
        if source.namespace and trigger.namespace in _NONE:
            node = trigger.at("metricNamespace")
            yield Finding(
                node if node.known() else trigger.at("metricName"),
                f"'{trigger.name}' is a metric of the guest, and not of the host: it needs "
                f"'metricNamespace' {source.namespace}",
                Severity.ERROR if source.os == "linux" else None,
            )
        elif trigger.namespace == source.namespace and not source.measures(trigger.name):
            yield from _other(trigger, source, system)
        elif trigger.namespace in {*_NONE, source.namespace} and all(
            _lacks(host, source) for host in found or ()
        ):
            yield from _agent(trigger, source, found)


def _other(trigger: Trigger, source: MetricSource, system: str | None) -> Iterator[Finding]:
    """Yield that a metric is written as the agent of this namespace does not write it."""
    other = guest_source(trigger.name, system=system or "")
    hint = f"; that is one of {other.namespace}" if other and other.namespace else ""
    hint = hint or did_you_mean(trigger.name, source.metrics)
    yield Finding(
        trigger.at("metricName"),
        f"no metric of {trigger.at('metricNamespace').text()} is written '{trigger.name}'{hint}",
    )


def _agent(trigger: Trigger, source: MetricSource, found: list[Host]) -> Iterator[Finding]:
    if not found:
        return
    publisher, _, kind = source.agents[0].partition("/")
    is_retired = of_handler((publisher.lower(), kind.lower())) is not None
    advice = (
        "and which is retired; go by a metric of the host"
        if is_retired
        else "and Azure refuses a metric that nothing has sent yet; add it first, or go by one of "
        "the host"
    )
    yield Finding(
        trigger.at("metricNamespace" if source.namespace else "metricName"),
        f"this metric comes from the extension {kind}, which the scale set lacks {advice}",
    )


def _lacks(host: Host, source: MetricSource) -> bool:
    """Whether a set is known to lack the agents of a source."""
    if not ScaleSet(host.resource).knows_inline_extensions():
        return False
    handlers = {"/".join(item.handler) if item.handler else None for item in host.extensions}
    return None not in handlers and not handlers & {name.lower() for name in source.agents}
