"""A handler that signs in as the machine needs a managed identity of it.

The agents and logins of Azure fetch their tokens from the metadata service; without an identity, or
without the kind that they need, they install and never work. A custom script that downloads with
'managedIdentity' fails, and fails too where it does not say which of several identities it means. A
Flexible scale set has no system-assigned identity, so handlers that need one cannot run on it.

Bad:

    {
      "properties": {
        "virtualMachineProfile": {
          "storageProfile": {"osDisk": {"osType": "Linux", "createOption": "FromImage"}},
          "extensionProfile": {
            "extensions": [
              {
                "name": "agent",
                "properties": {
                  "publisher": "Microsoft.Azure.Monitor",
                  "type": "AzureMonitorLinuxAgent",
                  "typeHandlerVersion": "1.36",
                  "autoUpgradeMinorVersion": true,
                  "enableAutomaticUpgrade": true
                }
              }
            ]
          }
        }
      }
    }

Good, as a patch:

    {"identity": {"type": "SystemAssigned"}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.handlers import LINUX_SCRIPT, WINDOWS_SCRIPT, handlers
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.hosts import hosts
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.azure.handlers import Handler
    from generator.language.template import Template
    from generator.scale_set.hosts import Host
    from generator.scale_set.view import Extension

RULE = Rule(
    "EXT041",
    "handler-identity",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/extensions/key-vault-linux",
    words="azuremonitor|keyvaultfor|aadsshlogin|aadloginfor|configurationfor|managedidentity",
)
_SCRIPTS = {LINUX_SCRIPT, WINDOWS_SCRIPT}


def check(template: Template) -> Iterator[Finding]:
    """Find extensions whose handler has no identity to sign in with."""
    for host in hosts(template):
        for extension in host.extensions:
            row = handlers().get(extension.handler) if extension.handler else None
            if extension.handler in _SCRIPTS:
                yield from _of_script(extension, host)
            elif row and row.identity == "system":
                yield from _of_system(extension, row, host)
            elif row and row.identity and host.identity.none:
                yield Finding(
                    extension.properties.at("type"),
                    f"{row.type} signs in with a managed identity, and the {host.noun} has none; "
                    "give it an 'identity'",
                    None if row.sure else Severity.WARNING,
                )


def _of_system(extension: Extension, row: Handler, host: Host) -> Iterator[Finding]:
    node, identity = extension.properties.at("type"), host.identity
    if host.flexible:
        yield Finding(
            node,
            f"{row.type} signs in with a system-assigned identity, which a Flexible scale set "
            "cannot have; give it to the machines by a policy, or use Uniform",
            Severity.WARNING if identity.system else None,
        )
    elif identity.known and not identity.system:
        has = "none" if identity.none else "only user-assigned ones"
        yield Finding(
            node,
            f"{row.type} signs in with a system-assigned identity, and the {host.noun} has {has}; "
            "add SystemAssigned to the type of 'identity'",
        )


def _of_script(extension: Extension, host: Host) -> Iterator[Finding]:
    node, identity = extension.protected.at("managedIdentity"), host.identity
    if not node.known() or not identity.known:
        return
    named = node.at("clientId") or node.at("objectId")
    if identity.none:
        yield Finding(
            node,
            f"'managedIdentity' downloads with an identity, and the {host.noun} has none; give it "
            "an 'identity' with the role Storage Blob Data Reader",
        )
    elif not named and not identity.system and (identity.users or 0) > 1:
        yield Finding(
            node,
            f"the {host.noun} has several user-assigned identities, and 'managedIdentity' does not "
            "say which downloads; name it with 'clientId'",
        )
