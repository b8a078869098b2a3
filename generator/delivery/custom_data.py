"""Where Windows keeps custom data, and which custom data a command checks for before it runs.

Source: https://learn.microsoft.com/azure/virtual-machines/custom-data (Windows: the file is written
when the instance is provisioned; nothing runs it).
"""

from __future__ import annotations

import re

from generator.lazy import regex

FOLDER, FILE = "AzureData", "CustomData.bin"
"""Below the system drive."""

_READS = regex(rf"{FOLDER}['\"]?\s*[\\/,]\s*['\"]?{re.escape(FILE)}", re.IGNORECASE)
_CHECKED = regex(r"SHA256\)\.Hash -ne '(?P<hash>[0-9A-F]{64})'", re.IGNORECASE)


def reads_custom_data(command: str) -> bool:
    """Whether a command of Windows reads the file that custom data is kept in."""
    return bool(_READS.search(command))


def checked_hash(command: str) -> str:
    """Return the SHA-256 of the custom data that a command wants; empty where it asks for none."""
    found = _CHECKED.search(command) if reads_custom_data(command) else None
    return found["hash"].upper() if found else ""
