"""A setting that the handler refuses, or never reads, is not given.

The handlers check some values themselves and report a failed extension: antimalware that is
switched off, the whole disk of a Linux scale set to be encrypted, the account key instead of a SAS
token for LinuxDiagnostic from version 3.0 on.

Bad:

    {
      "publisher": "Microsoft.Azure.Security",
      "type": "IaaSAntimalware",
      "typeHandlerVersion": "1.3",
      "settings": {"AntimalwareEnabled": false}
    }

Good, as a patch:

    {"settings": {"AntimalwareEnabled": true}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.hosts import host_of_each
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.language.template import Template
    from generator.scale_set.hosts import Host
    from generator.scale_set.view import Extension

RULE = Rule(
    "EXT045",
    "refused-settings",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/extensions/iaas-antimalware-windows",
    words="iaasantimalware|azurediskencryptionforlinux|linuxdiagnostic|vmaccess",
)


def check(template: Template) -> Iterator[Finding]:
    """Find settings with which the handler reports a failure."""
    for host, extension in host_of_each(template):
        judge = _JUDGES.get(extension.handler or ("", ""))
        if judge:
            yield from judge(extension, host)


def _antimalware(extension: Extension, _host: Host | None) -> Iterator[Finding]:
    switch = extension.settings.at("AntimalwareEnabled")
    if switch.flag() is False:
        yield Finding(
            switch,
            "the handler refuses 'AntimalwareEnabled' false; remove the extension instead",
        )


def _encryption(extension: Extension, host: Host | None) -> Iterator[Finding]:
    volume = extension.settings.at("VolumeType")
    of_set = host.is_set if host else "virtualmachinescalesets" in _type_of(extension)
    operation = (extension.settings.at("EncryptionOperation").text() or "").lower()
    if of_set and operation.startswith("enable") and _is_whole(volume.text()):
        yield Finding(
            volume,
            f"on Linux scale sets only data disks can be encrypted (is {volume.text()}); use "
            "VolumeType Data, or 'encryptionAtHost' of the security profile for all disks",
        )


def _is_whole(volume: str | None) -> bool:
    return (volume or "").lower() in {"os", "all"}


def _type_of(extension: Extension) -> str:
    return (extension.node.at("type").text() or "").lower()


def _diagnostics(extension: Extension, _host: Host | None) -> Iterator[Finding]:
    key = extension.protected.at("storageAccountKey")
    if key:
        yield Finding(
            key,
            "the handler takes no 'storageAccountKey' since version 3.0; give it a "
            "'storageAccountSasToken'",
        )


def _access(extension: Extension, _host: Host | None) -> Iterator[Finding]:
    protected = extension.protected
    user = protected.at("username")
    if user.stands() and protected.known():
        proofs = ("password", "ssh_key", "remove_user", "reset_ssh", "expiration")
        if not any(protected.at(name) for name in proofs):
            yield Finding(
                user, "the handler needs 'password' or 'ssh_key' for the user; it reports a failure"
            )


_JUDGES: dict[tuple[str, str], Callable[[Extension, Host | None], Iterator[Finding]]] = {
    ("microsoft.azure.security", "iaasantimalware"): _antimalware,
    ("microsoft.azure.security", "azurediskencryptionforlinux"): _encryption,
    ("microsoft.azure.diagnostics", "linuxdiagnostic"): _diagnostics,
    ("microsoft.ostcextensions", "vmaccessforlinux"): _access,
}
