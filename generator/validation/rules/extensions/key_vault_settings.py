"""The Key Vault extension knows which identity reads which secrets.

With a user-assigned identity it needs 'authenticationSettings' with the client id of that one, or
it fails and downloads nothing. An address below /secrets/ has the private key, one below
/certificates/ does not. What waits for the extension waits for the certificates only with
'requireInitialSync'. Version 4.0 for Windows polls every 300 to 3600 seconds and dropped settings
of version 3.

Bad:

    {
      "properties": {
        "virtualMachineProfile": {
          "extensionProfile": {
            "extensions": [
              {
                "name": "certificates",
                "properties": {
                  "publisher": "Microsoft.Azure.KeyVault",
                  "type": "KeyVaultForLinux",
                  "typeHandlerVersion": "3.0",
                  "settings": {
                    "secretsManagementSettings": {
                      "observedCertificates": [
                        {"url": "https://example.vault.azure.net/certificates/web"}
                      ]
                    }
                  }
                }
              }
            ]
          }
        }
      },
      "identity": {"type": "SystemAssigned"}
    }

Good, as a patch:

    {
      "properties": {
        "virtualMachineProfile": {
          "extensionProfile": {
            "extensions": [
              {
                "name": "certificates",
                "properties": {
                  "settings": {
                    "secretsManagementSettings": {
                      "observedCertificates": [
                        {"url": "https://example.vault.azure.net/secrets/web"}
                      ]
                    }
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

from generator.azure.handlers import serves, system_of
from generator.azure.limits import limit
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.language.expressions.builtins.resource_ids import is_guid
from generator.scale_set.hosts import host_of_each
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template
    from generator.scale_set.hosts import Host
    from generator.scale_set.view import Extension

RULE = Rule(
    "EXT042",
    "key-vault-settings",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/virtual-machines/extensions/key-vault-linux",
    words="keyvaultfor",
)
_MANAGED, _SIGN_IN = "secretsManagementSettings", "authenticationSettings"
_DROPPED = ("requireInitialSync", "linkOnRenewal", "keyExportable")
_OLD_SERVERS = ("2019", "2016", "2012", "2008")


def check(template: Template) -> Iterator[Finding]:
    """Find settings of the Key Vault extension with which no certificate arrives."""
    for host, extension in host_of_each(template):
        if serves(extension.handler, "keyVault") and extension.settings.known():
            yield from _sign_in(extension, host)
            yield from _addresses(extension)
            four = (extension.properties.at("typeHandlerVersion").text() or "").startswith("4.")
            windows = system_of(extension.handler or ("", "")) == "windows"
            if four and windows:
                yield from _four(extension, host)
            elif host:
                yield from _waiting(extension, host)


def _sign_in(extension: Extension, host: Host | None) -> Iterator[Finding]:
    settings, users = extension.settings, host.identity.users if host else 0
    given = settings.at(_SIGN_IN, "msiClientId")
    misplaced = settings.at(_MANAGED, _SIGN_IN)
    if misplaced.known():
        yield Finding(
            misplaced,
            f"'{_SIGN_IN}' belongs in 'settings' itself, beside '{_MANAGED}': the handler does not "
            "read it here",
            Severity.ERROR,
        )
    elif users and not given:
        node = settings.at(_SIGN_IN)
        yield Finding(
            node if node.known() else settings,
            f"with a user-assigned identity the extension needs '{_SIGN_IN}' with 'msiClientId', "
            "the client id of the one that reads the vault; else it downloads nothing",
        )
    if given.text() and not is_guid(given.text() or ""):
        yield Finding(
            given,
            "'msiClientId' is the client id of an identity, a GUID (is no GUID); take it from "
            "reference() of the identity",
            Severity.ERROR,
        )


def _addresses(extension: Extension) -> Iterator[Finding]:
    for item in extension.settings.at(_MANAGED, "observedCertificates"):
        node = item.at("url") if isinstance(item.resolved(), dict) else item
        if "/certificates/" in (node.text() or "").lower():
            yield Finding(
                node,
                "an address below /certificates/ comes without the private key; take /secrets/",
            )


def _four(extension: Extension, host: Host | None) -> Iterator[Finding]:
    managed = extension.settings.at(_MANAGED)
    polling = managed.at("pollingIntervalInS")
    seconds, least, most = polling.number(), limit("key-vault-polling"), limit("key-vault-polls")
    if seconds is not None and not least <= seconds <= most:
        yield Finding(polling, f"version 4.0 takes {least} to {most} seconds here (is {seconds})")
    for name in _DROPPED:
        for holder in (managed, *managed.at("observedCertificates")):
            node = holder.at(name)
            if node.known():
                yield Finding(node, f"version 4.0 has no '{name}' any more; remove it")
    sku = host.profile.at("storageProfile", "imageReference", "sku") if host else None
    if sku and any(year in (sku.text() or "") for year in _OLD_SERVERS):
        yield Finding(
            extension.properties.at("typeHandlerVersion"),
            "version 4.0 does not install on Windows Server 2019 and older; take 3.0",
        )


def _waiting(extension: Extension, host: Host) -> Iterator[Finding]:
    synced = extension.settings.at(_MANAGED, "requireInitialSync")
    name = (extension.name or "").lower()
    waiting = [item for item in host.extensions if name and name in item.after]
    if waiting and not synced:
        managed: Node = extension.settings.at(_MANAGED)
        yield Finding(
            managed,
            f"'{waiting[0].label}' waits for this extension, which counts as provisioned before "
            "it has a certificate; set 'requireInitialSync' to true",
        )
