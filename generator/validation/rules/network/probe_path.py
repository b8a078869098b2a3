"""A probe by HTTP or HTTPS asks for a path, and one by TCP has none.

The load balancer is refused otherwise.

Bad:

    {
      "type": "Microsoft.Network/loadBalancers",
      "apiVersion": "2024-05-01",
      "name": "lb",
      "location": "[resourceGroup().location]",
      "sku": {"name": "Standard"},
      "properties": {"probes": [{"name": "web", "properties": {"protocol": "Http", "port": 80}}]}
    }

Good:

    {
      "type": "Microsoft.Network/loadBalancers",
      "apiVersion": "2024-05-01",
      "name": "lb",
      "location": "[resourceGroup().location]",
      "sku": {"name": "Standard"},
      "properties": {
        "probes": [
          {"name": "web", "properties": {"protocol": "Http", "port": 80, "requestPath": "/healthz"}}
        ]
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import LOAD_BALANCER
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "NET012",
    "probe-path",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/templates/microsoft.network/loadbalancers",
    words="probes",
)


def check(template: Template) -> Iterator[Finding]:
    """Find probes whose path does not go with their protocol."""
    for load_balancer in template.resources(LOAD_BALANCER):
        for probe in load_balancer.at("properties", "probes"):
            properties = probe.at("properties")
            protocol = properties.at("protocol")
            kind = (protocol.text() or "").lower()
            path = properties.at("requestPath")
            if kind in {"http", "https"} and not path:
                yield Finding(protocol, f"a probe by {kind.upper()} needs a 'requestPath'")
            elif kind == "tcp" and path.text():
                yield Finding(path, "a probe by TCP has no path; remove it, or take HTTP")
