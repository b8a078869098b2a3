"""An API version is written down, not asked of providers(): what it gives changes by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.findings import Finding
from generator.validation.profiles.arm_ttk.check import Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.validation.profiles.arm_ttk.subject import TtkSubject

CHECK = Check("TTK039", "providers_apiVersions-Is-Not-Permitted", "use-hard-coded-api-version")
_BEGIN, _END = "providers(", ").apiversions"


def check(subject: TtkSubject) -> Iterator[Finding]:
    """Yield the first use of the versions that a provider lists."""
    text = subject.text.lower()
    begin = text.find(_BEGIN)
    end = text.find(_END, begin + len(_BEGIN)) if begin >= 0 else -1
    if end >= 0:
        message = "the API version is asked of providers(); write a version down"
        yield Finding(
            (), message, span=(end + 1, end + len(_END)), fault="ApiVersion.Using.Providers"
        )
