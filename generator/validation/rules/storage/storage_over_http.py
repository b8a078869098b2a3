"""A storage account takes requests over HTTPS alone.

Over HTTP anybody on the way reads what is sent, the token of it too. An account that does not say
it takes HTTPS alone from API version 2019-04-01 on, and HTTP as well before.

Bad:

    {
      "type": "Microsoft.Storage/storageAccounts",
      "apiVersion": "2023-05-01",
      "name": "files",
      "location": "[parameters('location')]",
      "sku": {"name": "Standard_LRS"},
      "kind": "StorageV2",
      "properties": {"supportsHttpsTrafficOnly": false}
    }

Good, as a patch:

    {"properties": {"supportsHttpsTrafficOnly": true}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import STORAGE_ACCOUNT
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.resources.api_versions import day_of
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "STO001",
    "storage-over-http",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/storage/common/storage-require-secure-transfer",
    words="microsoft.storage",
)
_SECURE_SINCE = "2019-04-01"


def check(template: Template) -> Iterator[Finding]:
    """Find storage accounts that take HTTP, be it by silence in an old API version."""
    for account in template.resources(STORAGE_ACCOUNT):
        node = account.at("properties", "supportsHttpsTrafficOnly")
        day = day_of(account.at("apiVersion").text() or "")
        if node.flag() is False:
            yield Finding(node, "this account takes requests over HTTP; say true")
        elif not node and day is not None and day.isoformat() < _SECURE_SINCE:
            message = (
                "in this API version an account takes HTTP unless supportsHttpsTrafficOnly is true"
            )
            yield Finding(account.at("apiVersion"), message, Severity.INFO)
