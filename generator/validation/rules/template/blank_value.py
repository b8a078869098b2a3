"""A property that has no value is left out.

An empty string, or null, says nothing that its absence would not say, but services take it for a
value now and then, and refuse it. An empty array may empty one that is there, and an empty object
may turn something on, so that these are let pass.

Bad:

    {
      "type": "Microsoft.Network/publicIPAddresses",
      "apiVersion": "2025-05-01",
      "name": "web-ip",
      "location": "[parameters('location')]",
      "sku": {"name": "Standard"},
      "properties": {"publicIPAllocationMethod": "Static", "dnsSettings": {"domainNameLabel": ""}}
    }

Good:

    {
      "type": "Microsoft.Network/publicIPAddresses",
      "apiVersion": "2025-05-01",
      "name": "web-ip",
      "location": "[parameters('location')]",
      "sku": {"name": "Standard"},
      "properties": {"publicIPAllocationMethod": "Static"}
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.azure.resource_types import DEPLOYMENT
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.language.template import Node
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path
    from generator.language.template import Template

RULE = Rule(
    "TPL007",
    "blank-value",
    Severity.INFO,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/template-test-cases",
)
_FREE = {"value", "defaultvalue", "parameters", "tags", "metadata", "inputs", "settings"}
"""Members whose content somebody else reads, to whom empty may mean something."""
_MAY_BE_EMPTY = {"metricnamespace"}
"""Members that pages write empty on purpose: the metrics of a queue have no namespace. Source:
https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-common-metrics"""
_FREE_TYPES = (
    "microsoft.operationalinsights/", "microsoft.operationsmanagement/", "microsoft.logic/",
    "microsoft.portal/", "microsoft.insights/workbooks", "microsoft.authorization/policy",
    "microsoft.web/sites/config", DEPLOYMENT.lower(),
)  # fmt: skip
"""Types with such members all over."""


def check(template: Template) -> Iterator[Finding]:
    """Find members of the properties of resources that are empty."""
    for resource in template.resources():
        if not resource.type.startswith(_FREE_TYPES):
            properties = resource.at("properties")
            for path in _blanks(properties.value, properties.path):
                message = f"'{path[-1]}' is empty; leave it out"
                yield Finding(Node("", path, template), message)


def _blanks(value: Any, path: Path) -> Iterator[Path]:
    waiting = [(value, path)]
    while waiting:
        value, path = waiting.pop()
        if isinstance(value, dict):
            for key, item in value.items():
                if (item is None or item == "") and key.lower() not in _MAY_BE_EMPTY:
                    yield (*path, key)
                elif key.lower() not in _FREE:
                    waiting.append((item, (*path, key)))
        elif isinstance(value, list):
            waiting += [(item, (*path, index)) for index, item in enumerate(value)]
