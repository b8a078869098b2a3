"""Licenses that a machine may bring along, and the system that each is for."""

from __future__ import annotations

_SYSTEMS = {"windows": "windows", "rhel": "linux", "sles": "linux", "ubuntu": "linux"}
"""By the word that names begin with.

Source: https://learn.microsoft.com/rest/api/compute/virtual-machine-scale-sets/create-or-update
"""


def system_of_license(name: str) -> str | None:
    """Return the operating system that a 'licenseType' is for; None where none is known so."""
    return _SYSTEMS.get(name.partition("_")[0].lower())
