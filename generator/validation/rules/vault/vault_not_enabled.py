"""A vault gives its secrets to machines only where it is enabled for that.

Azure takes the certificates of osProfile.secrets from a vault with enabledForDeployment, and the
keys of Azure Disk Encryption from one with enabledForDiskEncryption; both are false unless they are
said. Otherwise no instance can be made.

Bad:

    [
      {
        "type": "Microsoft.KeyVault/vaults",
        "apiVersion": "2023-07-01",
        "name": "certificates",
        "location": "[parameters('location')]",
        "properties": {
          "sku": {"family": "A", "name": "standard"},
          "tenantId": "[subscription().tenantId]",
          "enableRbacAuthorization": true
        }
      },
      {
        "type": "Microsoft.Compute/virtualMachineScaleSets",
        "name": "web",
        "zones": ["1", "2", "3"],
        "dependsOn": ["[resourceId('Microsoft.KeyVault/vaults', 'certificates')]"],
        "properties": {
          "virtualMachineProfile": {
            "osProfile": {
              "secrets": [
                {
                  "sourceVault": {
                    "id": "[resourceId('Microsoft.KeyVault/vaults', 'certificates')]"
                  },
                  "vaultCertificates": [{"certificateUrl": "[parameters('certificateUrl')]"}]
                }
              ]
            }
          }
        }
      }
    ]

Good, as a patch:

    [
      {
        "type": "Microsoft.KeyVault/vaults",
        "name": "certificates",
        "properties": {"enabledForDeployment": true}
      }
    ]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import VAULT
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.references import referenced
from generator.scale_set.view import extensions, profiles
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "KVT001",
    "vault-not-enabled",
    Severity.ERROR,
    "https://github.com/MicrosoftDocs/azure-docs/issues/8104",
    words="microsoft.keyvault",
)
_DISKS = "https://learn.microsoft.com/azure/virtual-machines/disk-encryption-key-vault"


def check(template: Template) -> Iterator[Finding]:
    """Find vaults of the template that machines take secrets from without being let."""
    for profile in profiles(template):
        for secret in profile.at("osProfile", "secrets"):
            identifier = secret.at("sourceVault", "id")
            yield from _judged(identifier, "enabledForDeployment", RULE.url)
    for extension in extensions(template):
        publisher, kind = extension.handler or ("", "")
        if publisher == "microsoft.azure.security" and kind.startswith("azurediskencryption"):
            identifier = extension.settings.at("KeyVaultResourceId")
            yield from _judged(identifier, "enabledForDiskEncryption", _DISKS)


def _judged(identifier: Node, switch: str, url: str) -> Iterator[Finding]:
    for vault in referenced(identifier, "vaults", identifier.template.resources(VAULT)):
        properties = vault.at("properties")
        node = properties.at(switch)
        recovered = (properties.at("createMode").text() or "").lower() == "recover"
        if properties.known() and not recovered and (not node or node.flag() is False):
            message = f"the vault does not let machines have it: it lacks {switch}: true"
            yield Finding(identifier, message, url=url)
