"""Commands of custom scripts, and where their files are."""

from __future__ import annotations

import re

from generator.lazy import regex

_OF_WINDOWS = regex(r"\s*(?:powershell(?:\.exe)?|cmd(?:\.exe)?\s+/c)\s", re.IGNORECASE)
_BLOB_STORAGE = (".blob.core.", ".blob.azurestack.")


def is_windows_command(command: str) -> bool:
    """Whether a command is one of Windows."""
    return bool(_OF_WINDOWS.match(command))


def is_blob_storage(url: str) -> bool:
    """Whether a URL is one of blob storage, from which a managed identity downloads."""
    return any(host in url for host in _BLOB_STORAGE)
