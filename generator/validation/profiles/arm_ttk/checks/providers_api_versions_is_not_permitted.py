"""An API version is written down, not asked of providers(): what it gives changes by itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.validation.profiles.arm_ttk.check import Check, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.validation.profiles.arm_ttk.subject import Subject

CHECK = Check("TTK039", "providers_apiVersions-Is-Not-Permitted", "use-hard-coded-api-version")
_USE = re.compile(r"providers\(.*\)\.apiVersions", re.IGNORECASE | re.DOTALL)


def check(subject: Subject) -> Iterator[Finding]:
    """Yield the first use of the versions that a provider lists."""
    match = _USE.search(subject.text)
    if match:
        message = "the API version is asked of providers(); write a version down"
        begin = match.end() - len(".apiVersions")
        yield Finding(message, (), "Providers.ApiVersions.Used", (begin, match.end()))
