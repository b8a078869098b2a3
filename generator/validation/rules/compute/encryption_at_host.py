"""Encryption at host and Azure Disk Encryption exclude each other.

Azure refuses the encryption extension on machines whose host encrypts their disks already.

Bad:

    {
      "virtualMachineProfile": {
        "securityProfile": {"encryptionAtHost": true},
        "extensionProfile": {
          "extensions": [
            {
              "name": "encryption",
              "properties": {
                "publisher": "Microsoft.Azure.Security",
                "type": "AzureDiskEncryption",
                "typeHandlerVersion": "2.2",
                "settings": {"EncryptionOperation": "EnableEncryption"}
              }
            }
          ]
        }
      }
    }

Good:

    {"virtualMachineProfile": {"securityProfile": {"encryptionAtHost": true}}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.handlers import serves
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "VMS021",
    "encryption-at-host",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/disk-encryption",
    words="encryptionathost extension",
)


def check(template: Template) -> Iterator[Finding]:
    """Find models with both ways of encryption."""
    for scale_set in scale_sets(template):
        if not scale_set.profile.at("securityProfile", "encryptionAtHost").flag():
            continue
        for extension in scale_set.inline_extensions():
            if serves(extension.handler, "diskEncryption"):
                yield Finding(
                    extension.node,
                    "Azure Disk Encryption cannot go with 'encryptionAtHost'; remove the extension",
                )
