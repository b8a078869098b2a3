"""The blobs of a storage account are not public.

Anybody reads a public container without a key. Azure refuses a public container in an account that
does not allow it.

Bad:

    {
      "type": "Microsoft.Storage/storageAccounts",
      "apiVersion": "2023-05-01",
      "name": "files",
      "location": "[parameters('location')]",
      "sku": {"name": "Standard_LRS"},
      "kind": "StorageV2",
      "properties": {"allowBlobPublicAccess": true}
    }

Good, as a patch:

    {"properties": {"allowBlobPublicAccess": false}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import STORAGE_ACCOUNT
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.references import name_of
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "STO002",
    "public-blobs",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/storage/blobs/anonymous-read-access-prevent",
    words="microsoft.storage",
)
_REFUSED = "https://github.com/pivotal/paving/issues/89"
_CONTAINER = f"{STORAGE_ACCOUNT}/blobservices/containers"


def check(template: Template) -> Iterator[Finding]:
    """Find accounts that allow public containers, and containers that are public."""
    closed = set()
    for account in template.resources(STORAGE_ACCOUNT):
        node = account.at("properties", "allowBlobPublicAccess")
        if node.flag():
            message = "anybody may read the blobs of public containers of this account; say false"
            yield Finding(node, message)
        elif node.flag() is False:
            closed.add(name_of(account.node))
    for container in template.resources(_CONTAINER):
        node = container.at("properties", "publicAccess")
        if (node.text() or "").lower() in {"blob", "container"}:
            owner = (name_of(container.node) or "").partition("/")[0]
            if owner and owner in closed:
                message = "the account does not allow public containers, so Azure refuses this one"
                yield Finding(node, message, Severity.ERROR, url=_REFUSED)
            else:
                yield Finding(node, "anybody may read the blobs of this container; say None")
