"""Hosts of Azure: those that other clouds have under other names, and those of blob storage."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.lazy import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

_HOSTS = (
    "api.loganalytics.io",
    "asazure.windows.net",
    "azuredatalakeanalytics.net",
    "azuredatalakestore.net",
    "core.windows.net",
    "database.windows.net",
    "datalake.azure.net",
    "gallery.azure.com",
    "graph.windows.net",
    "login.microsoftonline.com",
    "management.azure.com",
    "vault.azure.net",
)
_EXCUSED = ("https://schema.", "https://devopsgallerystorage.blob.")
_HOST = regex("|".join(map(re.escape, ("management.core.windows.net", *_HOSTS))), re.IGNORECASE)

_BLOB = regex(
    r"\w+://[\w-]+(?:\.z\d+)?\.blob\.(?:core\.|storage\.azure\.|[\w.-]*azurestack\.)", re.IGNORECASE
)
"""Source: https://learn.microsoft.com/azure/storage/common/storage-account-overview"""


def hosts_in(text: str) -> Iterator[re.Match[str]]:
    """Yield the hosts in a text; addresses of schemas are none, nor is one public gallery."""
    lower = text.lower()
    if not any(host in lower for host in _HOSTS):  # most texts, and this is fast
        return
    for match in _HOST.finditer(text):
        if not text[max(0, match.start() - 40) : match.start()].lower().endswith(_EXCUSED):
            yield match


def is_blob_storage(url: str) -> bool:
    """Whether a URL is one of Azure blob storage, in whichever cloud."""
    return bool(_BLOB.match(url))
