"""A listener for HTTPS of WinRM has a certificate, and it is one that the instance gets.

Azure refuses a listener of protocol Https without "certificateUrl", and a certificate that is not
in the "secrets" of the model.

Bad:

    {
      "virtualMachineProfile": {
        "osProfile": {"windowsConfiguration": {"winRM": {"listeners": [{"protocol": "Https"}]}}}
      }
    }

Good:

    {
      "virtualMachineProfile": {
        "osProfile": {"windowsConfiguration": {"winRM": {"listeners": [{"protocol": "Http"}]}}}
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
    "VMS094",
    "winrm-listeners",
    Severity.ERROR,
    "https://github.com/Azure/azure-powershell/issues/955",
    words="winrm",
)
_UNDEFINED = "https://github.com/Azure/azure-libraries-for-net/issues/660"


def check(template: Template) -> Iterator[Finding]:
    """Find listeners whose certificate is missing."""
    for profile in profiles(template):
        system = profile.at("osProfile")
        given = _given(system)
        for listener in system.at("windowsConfiguration", "winRM", "listeners"):
            certificate = listener.at("certificateUrl")
            protocol = (listener.at("protocol").text() or "").lower()
            if protocol == "https" and not certificate:
                yield Finding(
                    listener,
                    "a listener for Https needs 'certificateUrl', the secret of its certificate",
                )
            wanted = certificate.resolved()
            if isinstance(wanted, str) and given is not None and wanted.lower() not in given:
                message = (
                    "the certificate of this listener is not in 'secrets' of the model; add it "
                    "there, with its vault"
                )
                yield Finding(certificate, message, url=_UNDEFINED)


def _given(system: Node) -> set[str] | None:
    """Return the URLs of the certificates of a model; None where not all are known."""
    if not system.known() or (system.at("secrets") and not system.at("secrets").known()):
        return None
    found: set[str] = set()
    for group in system.at("secrets"):
        listed = group.at("vaultCertificates")
        if not group.known() or (listed and not listed.known()):
            return None
        for item in listed:
            text = item.at("certificateUrl").resolved()
            if not isinstance(text, str):
                return None
            found.add(text.lower())
    return found
