"""Licenses that a machine may bring along, and the system that each is for."""

from __future__ import annotations

_SYSTEMS = {"windows": "windows", "rhel": "linux", "sles": "linux", "ubuntu": "linux"}
"""By the word that names begin with.

Source: https://learn.microsoft.com/rest/api/compute/virtual-machine-scale-sets/create-or-update
"""


_PUBLISHERS = {
    "windows_server": "microsoftwindowsserver", "windows_client": "microsoftwindowsdesktop",
    "rhel": "redhat", "sles": "suse", "ubuntu": "canonical",
}  # fmt: skip
"""Who publishes the images that a license is for, by its name or the word that it begins with.

Source: https://learn.microsoft.com/azure/virtual-machines/linux/azure-hybrid-benefit-linux, and
windows-desktop-multitenant-hosting-deployment for Windows_Client.
"""


def is_for_another_image(name: str, publisher: str) -> bool:
    """Whether an image is of one publisher of these, and a license for those of another."""
    wanted = _PUBLISHERS.get(name.lower()) or _PUBLISHERS.get(name.partition("_")[0].lower())
    found = publisher.lower()
    return wanted is not None and found in _PUBLISHERS.values() and found != wanted


def system_of_license(name: str) -> str | None:
    """Return the operating system that a 'licenseType' is for; None where none is known so."""
    return _SYSTEMS.get(name.partition("_")[0].lower())
