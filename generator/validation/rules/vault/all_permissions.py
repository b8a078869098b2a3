"""An access policy of a vault gives the permissions that are needed, not all of them.

Who has all of them may also purge what was deleted, and give rights on. Name what is needed, such
as get and list.

Bad:

    {
      "type": "Microsoft.KeyVault/vaults",
      "apiVersion": "2023-07-01",
      "name": "secrets",
      "location": "[parameters('location')]",
      "properties": {
        "sku": {"family": "A", "name": "standard"},
        "tenantId": "[subscription().tenantId]",
        "accessPolicies": [
          {
            "tenantId": "[subscription().tenantId]",
            "objectId": "[parameters('objectId')]",
            "permissions": {"secrets": ["all"]}
          }
        ]
      }
    }

Good:

    {
      "type": "Microsoft.KeyVault/vaults",
      "apiVersion": "2023-07-01",
      "name": "secrets",
      "location": "[parameters('location')]",
      "properties": {
        "sku": {"family": "A", "name": "standard"},
        "tenantId": "[subscription().tenantId]",
        "accessPolicies": [
          {
            "tenantId": "[subscription().tenantId]",
            "objectId": "[parameters('objectId')]",
            "permissions": {"secrets": ["get"]}
          }
        ]
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import VAULT
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "KVT002",
    "all-permissions",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/key-vault/general/security-features",
    words="microsoft.keyvault accesspolicies",
)
_KINDS = ("keys", "secrets", "certificates", "storage")


def check(template: Template) -> Iterator[Finding]:
    """Find access policies that give all permissions."""
    for vault in template.resources(VAULT, f"{VAULT}/accessPolicies"):
        for policy in vault.at("properties", "accessPolicies"):
            for kind in _KINDS:
                for node in policy.at("permissions", kind):
                    if (node.text() or "").lower() == "all":
                        message = (
                            f"this gives all permissions on {kind}; name those that are needed"
                        )
                        yield Finding(node, message)
