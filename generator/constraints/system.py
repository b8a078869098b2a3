"""What the system of the instances takes: settings of Windows, of patching, of accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.constraints.subject import Check, SpecSubject


def _windows(subject: SpecSubject) -> Iterator[Finding]:
    value = subject.value
    said = [key for key, item in value["windows"].items() if item not in (None, [])]
    if said and value["os"] != "windows":
        message = f"{' and '.join(said)} are for Windows, and this is Linux: remove 'windows'"
        if len(said) == 1:
            message = message.replace(" are ", " is ")
        yield Finding(("windows",), message, kind="key-of-windows")
    elif said and value["image"]["specialized"]:
        message = "a specialized image has no OS profile that could say it: remove 'windows'"
        yield Finding(("windows",), message, kind="key-of-windows")


def _remote_management(subject: SpecSubject) -> Iterator[Finding]:
    installed = [item["url"] for item in subject.value["security"]["certificates"]]
    for index, listener in enumerate(subject.value["windows"]["winRM"]):
        path = ("windows", "winRM", index)
        url = listener["certificateUrl"]
        if listener["protocol"] == "Https" and url is None:
            message = (
                "a listener for Https needs a certificate: give 'certificateUrl', and the "
                "certificate in security.certificates"
            )
            yield Finding(path, message, kind="winrm-certificate")
        elif url not in (None, *installed) and all(isinstance(item, str) for item in installed):
            message = "the instances do not get this certificate: add it to security.certificates"
            yield Finding((*path, "certificateUrl"), message, kind="winrm-certificate")


def _platform_patching(subject: SpecSubject) -> Iterator[Finding]:
    """Source: REST reference, PatchSettings and LinuxPatchSettings."""
    value = subject.value
    settings = {**value["patchSettings"], "assessmentMode": None}
    said = [("patchSettings", key) for key, item in settings.items() if item is not None]
    if value["windows"]["hotpatching"]:
        said.append(("windows", "hotpatching"))
    if value["image"]["specialized"]:
        if said or value["patchSettings"]["assessmentMode"] is not None:
            message = "a specialized image has no OS profile that could say it: remove it"
            path = said[0] if said else ("patchSettings", "assessmentMode")
            yield Finding(path, message, kind="settings-of-platform-patching")
    elif value["patching"] != "AutomaticByPlatform":
        for path in said:
            message = (
                f"'{path[1]}' is for patching: AutomaticByPlatform (is {value['patching']}): "
                "set that, or remove this"
            )
            yield Finding(path, message, kind="settings-of-platform-patching")


def _confidential(subject: SpecSubject) -> Iterator[Finding]:
    """Source: REST reference, VMDiskSecurityProfile."""
    security = subject.value["security"]
    for key in ("encryptionType", "confidentialDiskEncryptionSetId"):
        if security[key] is not None and not security["confidential"]:
            message = f"'{key}' is for confidential machines: add confidential: true, or remove it"
            yield Finding(("security", key), message, kind="encryption-of-confidential-machines")


CHECKS: tuple[Check, ...] = (_windows, _remote_management, _platform_patching, _confidential)
