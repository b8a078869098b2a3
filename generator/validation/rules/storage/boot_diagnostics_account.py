"""Boot diagnostics go to a standard account for general purposes, or to one that Azure keeps.

Premium accounts, those that are redundant between zones, and those for blobs or files alone are
refused. Without a storageUri Azure keeps the account.

Bad:

    [
      {
        "type": "Microsoft.Storage/storageAccounts",
        "apiVersion": "2023-05-01",
        "name": "diagnostics",
        "location": "[parameters('location')]",
        "sku": {"name": "Premium_LRS"},
        "kind": "StorageV2",
        "properties": {}
      },
      {
        "type": "Microsoft.Compute/virtualMachineScaleSets",
        "name": "web",
        "zones": ["1", "2", "3"],
        "dependsOn": ["[resourceId('Microsoft.Storage/storageAccounts', 'diagnostics')]"],
        "properties": {
          "virtualMachineProfile": {
            "diagnosticsProfile": {
              "bootDiagnostics": {
                "enabled": true,
                "storageUri": "https://diagnostics.blob.core.windows.net/"
              }
            }
          }
        }
      }
    ]

Good, as a patch:

    [
      {
        "type": "Microsoft.Storage/storageAccounts",
        "name": "diagnostics",
        "sku": {"name": "Standard_LRS"}
      }
    ]
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.azure.resource_types import STORAGE_ACCOUNT
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import as_written, profiles
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template, TemplateResource

RULE = Rule(
    "STO003",
    "boot-diagnostics-account",
    Severity.ERROR,
    "https://github.com/Azure/azure-quickstart-templates/issues/673",
    words="bootdiagnostics microsoft.storage",
)
_KINDS = "https://github.com/MicrosoftDocs/azure-docs/issues/9214"
_ZONES = "https://github.com/MicrosoftDocs/azure-docs/issues/77331"
_SPECIAL = {"blobstorage", "blockblobstorage", "filestorage"}


def check(template: Template) -> Iterator[Finding]:
    """Find boot diagnostics that go to an account of the template that cannot have them."""
    for profile in profiles(template):
        diagnostics = profile.at("diagnosticsProfile", "bootDiagnostics")
        node = diagnostics.at("storageUri")
        text = as_written(node).lower()
        if not text or diagnostics.at("enabled").flag() is False:
            continue
        for account in template.resources(STORAGE_ACCOUNT):
            name = (account.at("name").text() or "").lower()
            if name and _means(text, name) and (fault := _fault(account)):
                message = f"the account '{name}' is {fault[0]}, which boot diagnostics cannot use"
                yield Finding(node, f"{message}; leave storageUri out", url=fault[1])


def _means(text: str, name: str) -> bool:
    pattern = rf"(?:storageaccounts['/,\s]+|reference\('|//){re.escape(name)}(?:'|/|\.blob|$)"
    return re.search(pattern, text) is not None


def _fault(account: TemplateResource) -> tuple[str, str] | None:
    sku = (account.at("sku", "name").text() or "").lower()
    kind = (account.at("kind").text() or "").lower()
    if sku.startswith("premium"):
        return f"of the SKU {account.at('sku', 'name').text()}", RULE.url
    if sku.endswith("zrs"):
        return f"of the SKU {account.at('sku', 'name').text()}", _ZONES
    if kind in _SPECIAL:
        return f"of the kind {account.at('kind').text()}", _KINDS
    return None
