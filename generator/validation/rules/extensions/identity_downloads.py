"""A custom script signs in for files that are in blob storage.

A managed identity or the name of a storage account is for 'fileUris': without any it does nothing,
and of other hosts than blob storage nothing is downloaded with an identity.

Bad:

    {
      "properties": {
        "virtualMachineProfile": {
          "extensionProfile": {
            "extensions": [
              {
                "name": "app",
                "properties": {
                  "publisher": "Microsoft.Azure.Extensions",
                  "type": "CustomScript",
                  "typeHandlerVersion": "2.1",
                  "autoUpgradeMinorVersion": true,
                  "protectedSettings": {
                    "commandToExecute": "sh a.sh",
                    "managedIdentity": {}
                  }
                }
              }
            ]
          }
        }
      },
      "identity": {
        "type": "SystemAssigned"
      }
    }

Good, as a patch:

    {
      "properties": {
        "virtualMachineProfile": {
          "extensionProfile": {
            "extensions": [
              {
                "name": "app",
                "properties": {
                  "protectedSettings": {
                    "managedIdentity": null
                  }
                }
              }
            ]
          }
        }
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.clouds import is_blob_storage
from generator.azure.handlers import LINUX_SCRIPT, WINDOWS_SCRIPT
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import extensions
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template
    from generator.scale_set.view import Extension

RULE = Rule(
    "EXT071",
    "identity-downloads",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/virtual-machines/extensions/custom-script-linux",
    words="managedidentity|storageaccountname commandtoexecute|script",
)


def check(template: Template) -> Iterator[Finding]:
    """Find ways to sign in for downloads that are of no use."""
    for extension in extensions(template):
        if extension.handler in {LINUX_SCRIPT, WINDOWS_SCRIPT}:
            yield from _without_files(extension)
            yield from _elsewhere(extension)


def _without_files(extension: Extension) -> Iterator[Finding]:
    if any(section.at("fileUris") for section in (extension.settings, extension.protected)):
        return
    for name in ("managedIdentity", "storageAccountName"):
        node = extension.protected.at(name)
        known = isinstance(extension.settings.resolved(), dict) or not extension.settings
        if node.stands() and known:
            yield Finding(node, f"there are no 'fileUris' to download; remove '{name}'")


def _elsewhere(extension: Extension) -> Iterator[Finding]:
    if not extension.protected.at("managedIdentity").stands():
        return
    for section in extension.sections:
        for url in section.at("fileUris"):
            text = url.text()
            if text and not is_blob_storage(text):
                yield Finding(
                    url,
                    "the handler uses a managed identity for blob storage only, and this is "
                    "another host; let the script fetch it",
                )
