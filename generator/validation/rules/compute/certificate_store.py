"""Certificates have a store on Windows only.

On Linux they are files below /var/lib/waagent, and Azure refuses 'certificateStore'.

Bad:

    {
      "virtualMachineProfile": {
        "osProfile": {
          "linuxConfiguration": {
            "disablePasswordAuthentication": false
          },
          "adminPassword": "[parameters('password')]",
          "secrets": [
            {
              "sourceVault": {
                "id": "[parameters('vaultId')]"
              },
              "vaultCertificates": [
                {
                  "certificateUrl": "[parameters('certificateUrl')]",
                  "certificateStore": "My"
                }
              ]
            }
          ]
        }
      }
    }

Good, as a patch:

    {
      "virtualMachineProfile": {
        "osProfile": {
          "secrets": [
            {
              "sourceVault": {
                "id": "[parameters('vaultId')]"
              },
              "vaultCertificates": [
                {
                  "certificateUrl": "[parameters('certificateUrl')]"
                }
              ]
            }
          ]
        }
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import operating_system, profiles
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "VMS075",
    "certificate-store",
    Severity.ERROR,
    "https://github.com/MicrosoftDocs/azure-docs/issues/50587",
    words="certificatestore",
)


def check(template: Template) -> Iterator[Finding]:
    """Find stores of certificates on Linux."""
    for profile in profiles(template):
        if operating_system(profile) != "linux":
            continue
        for vault in profile.at("osProfile", "secrets"):
            for certificate in vault.at("vaultCertificates"):
                store = certificate.at("certificateStore")
                if store.stands():
                    yield Finding(store, "Linux has no certificate stores; remove it")
