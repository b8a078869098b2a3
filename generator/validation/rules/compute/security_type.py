"""The security settings of a model go together.

The encryption of confidential machines goes with the security type ConfidentialVM only, and such a
machine has a virtual TPM; if its disk is encrypted with the state of the guest, it has secure boot
as well and no encryption at host. Azure refuses other combinations.

Bad:

    {
      "virtualMachineProfile": {
        "securityProfile": {
          "securityType": "ConfidentialVM",
          "uefiSettings": {"secureBootEnabled": true, "vTpmEnabled": false}
        }
      }
    }

Good:

    {
      "virtualMachineProfile": {
        "securityProfile": {
          "securityType": "ConfidentialVM",
          "uefiSettings": {"secureBootEnabled": true, "vTpmEnabled": true}
        },
        "storageProfile": {
          "osDisk": {
            "createOption": "FromImage",
            "managedDisk": {"securityProfile": {"securityEncryptionType": "DiskWithVMGuestState"}}
          }
        }
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import profiles
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "VMS010",
    "security-type",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/confidential-computing/confidential-vm-overview",
    words="securityprofile",
)
_DISK = ("storageProfile", "osDisk", "managedDisk", "securityProfile", "securityEncryptionType")


def check(template: Template) -> Iterator[Finding]:
    """Find settings of security that Azure refuses together, or does not put in force."""
    for profile in profiles(template):
        security = profile.at("securityProfile")
        kind = security.at("securityType")
        disk = profile.at(*_DISK)
        if (kind.text() or "").lower() == "confidentialvm":
            yield from _confidential(security, (disk.text() or "").lower())
        elif disk.known() and (kind.text() or not kind):
            yield Finding(disk, "this encryption goes with 'securityType' ConfidentialVM only")


def _confidential(security: Node, disk: str) -> Iterator[Finding]:
    tpm, boot = (security.at("uefiSettings", name) for name in ("vTpmEnabled", "secureBootEnabled"))
    if tpm.flag() is False:
        yield Finding(tpm, "a confidential machine has a virtual TPM; set this to true")
    if disk != "diskwithvmgueststate":
        return
    if boot.flag() is False:
        yield Finding(boot, "a disk encrypted with the guest state needs secure boot")
    host = security.at("encryptionAtHost")
    if host.flag():
        message = "'encryptionAtHost' does not go with a disk encrypted with the guest state"
        yield Finding(host, f"{message}; set it to false")
