"""A gateway with an HTTPS listener says which versions of TLS it takes.

One that says nothing gets TLS 1.2 from API version 2023-02-01 on, and before that the policy
AppGwSslPolicy20150501 with TLS 1.0, which Azure has ended.

Bad:

    {
      "type": "Microsoft.Network/applicationGateways",
      "apiVersion": "2022-07-01",
      "name": "gateway",
      "location": "[parameters('location')]",
      "properties": {
        "sku": {"name": "Standard_v2", "tier": "Standard_v2", "capacity": 2},
        "httpListeners": [{"name": "web", "properties": {"protocol": "Https"}}]
      }
    }

Good, as a patch:

    {
      "properties": {
        "sslPolicy": {"policyType": "Predefined", "policyName": "AppGwSslPolicy20220101"}
      }
    }
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from generator.azure.resource_types import APPLICATION_GATEWAY
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.resources.api_versions import day_of
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "AGW004",
    "tls-by-silence",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/application-gateway/application-gateway-configure-ssl-policy-powershell",
    words="applicationgateways https",
)
_SINCE = date(2023, 2, 1)


def check(template: Template) -> Iterator[Finding]:
    """Find gateways whose version of TLS is an old one because none is named."""
    for gateway in template.resources(APPLICATION_GATEWAY):
        properties = gateway.at("properties")
        sku = properties.at("sku", "tier") or properties.at("sku", "name")
        day = day_of(gateway.at("apiVersion").text() or "")
        if day is None or day >= _SINCE or not (sku.text() or "").lower().endswith("_v2"):
            continue
        for listener in properties.at("httpListeners"):
            own = listener.at("properties")
            encrypted = (own.at("protocol").text() or "").lower() == "https"
            if encrypted and not properties.at("sslPolicy") and not own.at("sslProfile"):
                message = "this listener takes TLS 1.0 in this API version; name an sslPolicy"
                yield Finding(listener, message)
