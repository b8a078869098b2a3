"""A gateway that takes a certificate from Key Vault has an identity to read it with.

A user-assigned identity of the gateway with the role Key Vault Secrets User reads the certificate;
without one the gateway is refused.

Bad:

    {
      "type": "Microsoft.Network/applicationGateways",
      "apiVersion": "2024-05-01",
      "name": "gw",
      "location": "[resourceGroup().location]",
      "properties": {
        "sku": {
          "name": "Standard_v2",
          "tier": "Standard_v2"
        },
        "sslCertificates": [
          {
            "name": "web",
            "properties": {
              "keyVaultSecretId": "https://kv.vault.azure.net/secrets/web"
            }
          }
        ]
      }
    }

Good, as a patch:

    {
      "identity": {
        "type": "UserAssigned",
        "userAssignedIdentities": {
          "[parameters('identityId')]": {}
        }
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import APPLICATION_GATEWAY
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "AGW070",
    "gateway-certificate",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/application-gateway/key-vault-certs",
    words="applicationgateways keyvaultsecretid",
)


def check(template: Template) -> Iterator[Finding]:
    """Find gateways whose certificate nobody can read."""
    for gateway in template.resources(APPLICATION_GATEWAY):
        identity = gateway.at("identity")
        if identity and "userassigned" in (identity.at("type").text() or "userassigned").lower():
            continue
        for certificate in gateway.at("properties", "sslCertificates"):
            url = certificate.at("properties", "keyVaultSecretId")
            if url.stands():
                yield Finding(
                    url,
                    "the gateway has no user-assigned identity that reads the certificate; give "
                    "it one with the role Key Vault Secrets User",
                )
