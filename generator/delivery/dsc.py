r"""The DSC extension: a package that is unpacked, a script in its root, a configuration in that.

Source: https://learn.microsoft.com/azure/virtual-machines/extensions/dsc-template (the URL is that
of a .zip file, the script is in its root folder, the configuration is in the script). Before
version 2.20 of the handler one text, 'Web.ps1\Web', named script and configuration.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.delivery.custom_script import url_path
from generator.lazy import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

_OTHER = regex(r"\.(?:ps1|psm1|psd1|mof|tar|gz|tgz|7z|rar|nupkg|exe|msi)\Z", re.IGNORECASE)
PARTS = ("script", "function")


def name_fault(part: str, name: str) -> str | None:
    """Describe what is wrong with the name of a script or a configuration."""
    own = name.replace("\\", "/").rpartition("/")[2]
    if part == "function":
        if own != name:
            return f"'function' is the name of the configuration alone: write '{own}'"
        return None
    lower = own.lower()
    if lower.endswith(".ps1.zip"):
        return f"'script' is the file inside of the package: write '{own[:-4]}'"
    if not lower.endswith((".ps1", ".psm1")):
        return f"'script' is the name of a .ps1 file in the root of the package (is '{own}')"
    if own != name:
        return f"the script has to be in the root of the package: put it there, and write '{own}'"
    return None


def package_fault(address: str) -> str | None:
    """Describe what is doubtful about the address of a package."""
    found = _OTHER.search(url_path(address))
    if found is None:
        return None
    return (
        f"the handler unpacks a .zip, and this is a {found[0]}: make one with "
        "Publish-AzVMDscConfiguration"
    )


def faults(script: object, function: object) -> Iterator[tuple[str, str]]:
    """Yield the part of a configuration and what is wrong with it; texts only are looked at."""
    for part, name in zip(PARTS, (script, function), strict=True):
        message = name_fault(part, name) if isinstance(name, str) else None
        if message:
            yield part, message
