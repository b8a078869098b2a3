"""A rule of autoscale goes by a metric that the resource has.

Azure refuses a setting with a metric that does not exist (UnsupportedMetric). A storage queue is
named by the path services/queue/queues, and its only metric is ApproximateMessageCount.

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
                  "metricName": "Percent CPU",
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
                  "metricName": "Percentage CPU",
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
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.metrics import (
    HOST,
    QUEUE_SERVICE,
    STORAGE_QUEUE,
    guest_namespaces,
    guest_source,
    meant_by,
    of_host,
    of_resource,
)
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.autoscale import triggers
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.azure.metrics import MetricSource
    from generator.language.template import Template
    from generator.scale_set.autoscale import Trigger

RULE = Rule(
    "SCL040",
    "autoscale-metric",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-common-metrics",
    words="autoscalesettings metricname",
)
_ACCOUNT = QUEUE_SERVICE.rpartition("/")[0]
_OF_QUEUES = {"ApproximateMessageCount", "QueueMessageCount"}


def check(template: Template) -> Iterator[Finding]:
    """Find rules whose metric the resource does not have, or not for long."""
    for trigger in triggers(template):
        kind = trigger.resource_type
        if kind.startswith(QUEUE_SERVICE) or (kind == _ACCOUNT and trigger.name in _OF_QUEUES):
            yield from _of_queue_service(trigger, kind)
        else:
            source = of_resource(kind) if kind else None
            if source and trigger.name and trigger.namespace in {"", kind, source.type.lower()}:
                yield from _name(trigger, source)
            elif source and source.type == HOST and of_host(trigger.name):
                yield from _namespace(trigger)


def _namespace(trigger: Trigger) -> Iterator[Finding]:
    node = trigger.at("metricNamespace")
    if node.known():
        yield Finding(
            node,
            f"'{trigger.name}' is a metric of the host, and none of this namespace; leave "
            f"'metricNamespace' out, or write {HOST}",
            Severity.ERROR if trigger.namespace in guest_namespaces() else Severity.WARNING,
        )


def _of_queue_service(trigger: Trigger, kind: str) -> Iterator[Finding]:
    if kind == _ACCOUNT or kind.startswith(f"{QUEUE_SERVICE}/"):
        yield Finding(
            trigger.at("metricResourceUri"),
            "autoscale knows a storage queue by the path .../services/queue/queues/NAME, with the "
            "metric ApproximateMessageCount; resourceId takes the type "
            "'Microsoft.Storage/storageAccounts/services/queues' and the names of the account, "
            "'queue' and the queue",
        )
    elif trigger.name == "QueueMessageCount":
        yield Finding(
            trigger.at("metricName"),
            "this is the number of messages of all queues, measured once an hour; name a queue "
            "(.../services/queue/queues/NAME) and the metric ApproximateMessageCount",
            Severity.WARNING,
        )


def _name(trigger: Trigger, source: MetricSource) -> Iterator[Finding]:
    name, node = trigger.name, trigger.at("metricName")
    if name in source.deprecated:
        yield Finding(
            node,
            f"the metric '{name}' is deprecated; use '{source.deprecated[name]}'",
            Severity.WARNING,
        )
    what = "scale sets have" if source.type == HOST else f"{source.type} has"
    if hint := meant_by(name, source):
        yield Finding(node, f"{what} no metric '{name}', and Azure refuses the setting{hint}")
    elif source.type == HOST or source.type.lower() == STORAGE_QUEUE:
        known = {item.lower() for item in source.metrics}
        if name.lower() not in known and not (source.type == HOST and guest_source(name)):
            yield Finding(
                node,
                f"{what} no metric '{name}' that is known; Azure refuses one that does not exist",
                Severity.WARNING,
            )
