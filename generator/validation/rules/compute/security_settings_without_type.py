"""Secure boot and the virtual TPM need a security type.

Without 'securityType' they are not in force, and nothing says so.

Bad:

    {
      "virtualMachineProfile": {
        "securityProfile": {"uefiSettings": {"secureBootEnabled": true, "vTpmEnabled": true}}
      }
    }

Good, as a patch:

    {"virtualMachineProfile": {"securityProfile": {"securityType": "TrustedLaunch"}}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import profiles
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "VMS031",
    "security-settings-without-type",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/virtual-machines/trusted-launch",
    words="uefisettings",
)


def check(template: Template) -> Iterator[Finding]:
    """Find settings of Trusted Launch without the security type."""
    for profile in profiles(template):
        settings = profile.at("securityProfile", "uefiSettings")
        if settings.known() and not profile.at("securityProfile", "securityType"):
            yield Finding(
                settings,
                "without 'securityType' these settings are not in force; add TrustedLaunch",
            )
