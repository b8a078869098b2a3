"""SKUs of Azure end: a template names those that have a future.

Azure retired Basic load balancers and Basic public addresses on 2025-09-30 and refuses new ones;
one that names no SKU is Basic. Gateways of version 1, storage accounts of the first generation and
others follow. Unless `--as-of` names a day it is the one of the data.

Bad:

    {
      "type": "Microsoft.Network/loadBalancers",
      "apiVersion": "2023-05-01",
      "name": "web-lb",
      "location": "westeurope",
      "sku": {"name": "Basic"},
      "properties": {}
    }

Good:

    {
      "type": "Microsoft.Network/loadBalancers",
      "apiVersion": "2023-05-01",
      "name": "web-lb",
      "location": "westeurope",
      "sku": {"name": "Standard"},
      "properties": {}
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.retirements import of_kind
from generator.diagnostics import Severity
from generator.lazy import replace
from generator.validation.retiring import ending, places
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.azure.retirements import EndingPlace
    from generator.findings import Finding
    from generator.language.template import Template

RULE = Rule(
    "VMS011",
    "retired-sku",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/load-balancer/load-balancer-basic-upgrade-guidance",
    words="loadbalancers|publicipaddress|applicationgateways|storageaccounts|virtualnetworkgateways",
)


def check(template: Template) -> Iterator[Finding]:
    """Find SKUs that are retired, or will be, be it that they are meant by silence."""
    for row in of_kind("sku"):
        for wanted in row.places:
            for node in places(template, wanted):
                found = ending(node, row.what, row, template.as_of)
                yield _by_silence(found, wanted) if node.path[-1] == "type" else found


def _by_silence(found: Finding, wanted: EndingPlace) -> Finding:
    """Return it with what is meant by silence; what no page says for certain is a warning."""
    message = f"without '{wanted.absent}' this is {wanted.values[0]}: {found.message}"
    severity = (
        found.severity if wanted.sure else min(Severity.WARNING, found.severity or Severity.WARNING)
    )
    return replace(found, message=message, severity=severity)
