"""Hosts of Azure are asked of environment(), as other clouds have other ones.

Looked at is the whole text, comments included, but not the parameters. Addresses of schemas are
no addresses of hosts, and one public gallery is let pass.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.validation.profiles.arm_ttk.check import Check, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.validation.profiles.arm_ttk.subject import Subject

CHECK = Check(
    "TTK013",
    "DeploymentTemplate-Must-Not-Contain-Hardcoded-Uri",
    "environment-urls-cant-be-hard-coded",
)
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
_HOST = re.compile(
    "|".join(map(re.escape, ("management.core.windows.net", *_HOSTS))), re.IGNORECASE
)


def check(subject: Subject) -> Iterator[Finding]:
    """Yield the hosts that are written down."""
    declared = range(0)
    if isinstance(subject.value, dict) and "parameters" in subject.value:
        declared = range(*subject.span(("parameters",)))
    for match in _HOST.finditer(subject.text):
        before = subject.text[max(0, match.start() - 40) : match.start()].lower()
        if match.start() not in declared and not before.endswith(_EXCUSED):
            message = f"'{match[0]}' is the host of one cloud; ask environment() for it"
            yield Finding(message, (), "Hardcoded.Url.Reference", match.span())
