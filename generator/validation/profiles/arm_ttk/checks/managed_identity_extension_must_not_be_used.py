"""The extension for managed identities is retired; the metadata service took its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.findings import Finding
from generator.validation.profiles.arm_ttk.check import Check
from generator.validation.profiles.arm_ttk.search import find

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.validation.profiles.arm_ttk.subject import TtkSubject

CHECK = Check(
    "TTK018",
    "ManagedIdentityExtension-must-not-be-used",
    "dont-use-managedidentity-extension",
)
_NAME = "managedidentityextension"


def check(subject: TtkSubject) -> Iterator[Finding]:
    """Yield every property that names the extension."""
    for match in find({"resources": subject.resources}, lambda _: True):
        texts = match.value if isinstance(match.value, list) else [match.value, match.path[-1]]
        if any(isinstance(text, str) and _NAME in text.lower() for text in texts):
            message = "the ManagedIdentityExtension is retired; remove it"
            yield Finding(match.path, message, fault="ManagedIdentityExtension.Was.Used")
