"""A vault keeps what is deleted for a while.

Azure refuses enablePurgeProtection: false, for it can only be turned on: leave it out, or say true.
Soft delete is on for all vaults; a vault that says false is refused or not heard.

Bad:

    {
      "type": "Microsoft.KeyVault/vaults",
      "apiVersion": "2023-07-01",
      "name": "secrets",
      "location": "[parameters('location')]",
      "properties": {
        "sku": {"family": "A", "name": "standard"},
        "tenantId": "[subscription().tenantId]",
        "enableRbacAuthorization": true,
        "enablePurgeProtection": false
      }
    }

Good, as a patch:

    {"properties": {"enablePurgeProtection": true}}
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
    "KVT003",
    "vault-protection",
    Severity.ERROR,
    "https://github.com/Azure/azure-cli/issues/29115",
    words="microsoft.keyvault enablepurgeprotection|enablesoftdelete",
)
_SOFT_DELETE = "https://learn.microsoft.com/azure/key-vault/general/soft-delete-change"


def check(template: Template) -> Iterator[Finding]:
    """Find vaults that say that what is deleted is gone."""
    for vault in template.resources(VAULT):
        purge = vault.at("properties", "enablePurgeProtection")
        soft = vault.at("properties", "enableSoftDelete")
        if purge.flag() is False:
            message = (
                "Azure refuses false here, for it cannot be turned off; leave it out or say true"
            )
            yield Finding(purge, message)
        if soft.flag() is False:
            message = "soft delete cannot be turned off any more; leave this out"
            yield Finding(soft, message, Severity.WARNING, url=_SOFT_DELETE)
