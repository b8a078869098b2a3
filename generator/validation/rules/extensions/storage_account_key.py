"""A custom script needs no storage account key: a managed identity downloads its files too.

The key opens the whole account, lies on every instance, and stops working when it is rotated; new
instances then fail. A managed identity with the role Storage Blob Data Reader has none of that.

Bad:

    {
      "publisher": "Microsoft.Azure.Extensions",
      "type": "CustomScript",
      "typeHandlerVersion": "2.1",
      "settings": {"fileUris": ["https://example.blob.core.windows.net/app/install.sh"]},
      "protectedSettings": {
        "commandToExecute": "sh install.sh",
        "storageAccountName": "example",
        "storageAccountKey": "[parameters('storageKey')]"
      }
    }

Good:

    {
      "publisher": "Microsoft.Azure.Extensions",
      "type": "CustomScript",
      "typeHandlerVersion": "2.1",
      "settings": {"fileUris": ["https://example.blob.core.windows.net/app/install.sh"]},
      "protectedSettings": {"commandToExecute": "sh install.sh", "managedIdentity": {}}
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.handlers import LINUX_SCRIPT, WINDOWS_SCRIPT
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import extensions
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "EXT012",
    "storage-account-key",
    Severity.INFO,
    "https://learn.microsoft.com/azure/virtual-machines/extensions/custom-script-linux",
    words="storageaccountkey",
)


def check(template: Template) -> Iterator[Finding]:
    """Find custom scripts that download their files with the key of a storage account."""
    for extension in extensions(template):
        protected = extension.protected
        scripts = extension.handler in {LINUX_SCRIPT, WINDOWS_SCRIPT}
        if scripts and protected.known() and protected.at("storageAccountKey"):
            yield Finding(
                protected,
                "the key of a storage account opens all of it, on every instance; download with a "
                "managed identity instead ('managedIdentity')",
            )
