"""Certificates come from a vault that is named once, by the URLs of versions of its secrets.

Azure puts them onto each instance when it makes it. It refuses a vault that is listed twice, a URL
without a version, one of a certificate in the place of its secret, and one of another vault than
"sourceVault" is.

Bad:

    {
      "virtualMachineProfile": {
        "osProfile": {
          "secrets": [
            {
              "sourceVault": {"id": "[resourceId('Microsoft.KeyVault/vaults', 'crew')]"},
              "vaultCertificates": [
                {"certificateUrl": "https://crew.vault.azure.net/secrets/web"}
              ]
            }
          ]
        }
      }
    }

Good:

    {
      "virtualMachineProfile": {
        "osProfile": {
          "secrets": [
            {
              "sourceVault": {"id": "[resourceId('Microsoft.KeyVault/vaults', 'crew')]"},
              "vaultCertificates": [
                {
                  "certificateUrl":
                    "https://crew.vault.azure.net/secrets/web/0123456789abcdef0123456789abcdef"
                }
              ]
            }
          ]
        }
      }
    }
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.references import parent_name, referenced_name
from generator.scale_set.view import profiles
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "VMS093",
    "vault-certificates",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-faq",
    words="vaultcertificates",
)
_TWICE = "https://github.com/Azure/azure-powershell/issues/9979"
_UNVERSIONED = "https://github.com/hashicorp/terraform-provider-azurerm/issues/14563"
_OTHER = "https://github.com/microsoft/service-fabric-issues/issues/1460"
_URL = r"https://([^/]+)/(\w+)(?:/([^/]+))?(?:/([^/]*))?/?"


def check(template: Template) -> Iterator[Finding]:
    """Find certificates that Azure does not get from their vault."""
    for profile in profiles(template):
        seen: set[str] = set()
        for group in profile.at("osProfile", "secrets"):
            vault = group.at("sourceVault", "id")
            name = _whole(vault)
            if name and name in seen:
                message = (
                    "the vault is listed before; put all its certificates into the "
                    "'vaultCertificates' of one entry"
                )
                yield Finding(vault, message, url=_TWICE)
            seen.add(name)
            for certificate in group.at("vaultCertificates"):
                yield from _url(certificate.at("certificateUrl"), vault)


def _whole(vault: Node) -> str:
    """Return the id of a vault in a form that tells vaults apart; empty where nothing is said."""
    found = vault.resolved()
    return re.sub(r"\s", "", found).lower() if isinstance(found, str) else ""


def _url(node: Node, vault: Node) -> Iterator[Finding]:
    text = node.text()
    if not text:
        return
    match = re.fullmatch(_URL, text.split("?")[0])
    right = "https://VAULT.vault.azure.net/secrets/NAME/VERSION"
    if match is None:
        yield Finding(node, f"'certificateUrl' must be {right}", url=_UNVERSIONED)
    elif match[2].lower() != "secrets":
        yield Finding(
            node,
            f"'certificateUrl' is the URL of a secret, {right} (has /{match[2]}/); name the secret "
            "of the certificate",
            url=_UNVERSIONED,
        )
    elif not match[3] or not match[4]:
        yield Finding(
            node,
            f"'certificateUrl' needs the version of the secret: {right}; for certificates that "
            "renew, take the Key Vault extension",
            url=_UNVERSIONED,
        )
    else:
        host = match[1].split(".")[0].lower()
        name = referenced_name(vault, "vaults") or parent_name(vault, "vaults")
        if name and "(" not in name and name != host:
            yield Finding(
                node,
                f"the URL is of the vault '{host}', and 'sourceVault' is '{name}'; name one vault",
                url=_OTHER,
            )
