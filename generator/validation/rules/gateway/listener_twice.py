"""No two listeners of a gateway hear the same: a host name, or all, at a port of an address.

Azure refuses the gateway: two listeners are using the same frontend port, host name and address.

Bad:

    {
      "variables": {
        "part": "[resourceId('Microsoft.Network/applicationGateways', 'gw')]",
        "address": "[concat(variables('part'), '/frontendIPConfigurations/public')]",
        "port": "[concat(variables('part'), '/frontendPorts/http')]"
      },
      "resources": [
        {
          "type": "Microsoft.Network/applicationGateways",
          "apiVersion": "2024-05-01",
          "name": "gw",
          "location": "[resourceGroup().location]",
          "properties": {
            "sku": {"name": "Standard_v2", "tier": "Standard_v2"},
            "httpListeners": [
              {
                "name": "shop",
                "properties": {
                  "frontendIPConfiguration": {"id": "[variables('address')]"},
                  "frontendPort": {"id": "[variables('port')]"},
                  "protocol": "Http",
                  "hostNames": ["shop.example.org"]
                }
              },
              {
                "name": "site",
                "properties": {
                  "frontendIPConfiguration": {"id": "[variables('address')]"},
                  "frontendPort": {"id": "[variables('port')]"},
                  "protocol": "Http",
                  "hostNames": ["www.example.org", "Shop.example.org"]
                }
              }
            ]
          }
        }
      ]
    }

Good, as a patch:

    {
      "resources": [
        {
          "type": "Microsoft.Network/applicationGateways",
          "name": "gw",
          "properties": {
            "httpListeners": [
              {"name": "site", "properties": {"hostNames": ["www.example.org"]}}
            ]
          }
        }
      ]
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import APPLICATION_GATEWAY
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.references import referenced_name
from generator.scale_set.view import as_written
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "AGW072",
    "listener-twice",
    Severity.ERROR,
    "https://github.com/Azure/application-gateway-kubernetes-ingress/issues/912",
    words="applicationgateways httplisteners",
)


def check(template: Template) -> Iterator[Finding]:
    """Find listeners that hear what another one does."""
    for gateway in template.resources(APPLICATION_GATEWAY):
        seen: dict[tuple[str, str, str], Node] = {}
        for listener in gateway.at("properties", "httpListeners"):
            for key in _heard(listener):
                first = seen.setdefault(key, listener)
                if first is not listener:
                    what = f"the host name {key[2]}" if key[2] else "all host names"
                    yield Finding(
                        listener,
                        f"{what} at this port and address is heard by the listener "
                        f"'{as_written(first.at('name'))}' too; give it other 'hostNames' or "
                        "another port",
                    )
                    break


def _heard(listener: Node) -> list[tuple[str, str, str]]:
    """Return what a listener hears; nothing where that is not known."""
    properties = listener.at("properties")
    address = referenced_name(
        properties.at("frontendIPConfiguration", "id"), "frontendIPConfigurations"
    )
    port = referenced_name(properties.at("frontendPort", "id"), "frontendPorts")
    one, listed = properties.at("hostName"), properties.at("hostNames")
    names = [item.text() for item in ([one] if one else [])]
    names += [item.text() for item in listed]
    if not address or not port or None in names or (listed and not list(listed)):
        return []
    heard = {name.lower() for name in names if name} or {""}
    return [(address.lower(), port.lower(), name) for name in sorted(heard)]
