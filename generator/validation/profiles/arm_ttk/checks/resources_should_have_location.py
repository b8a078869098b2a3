"""The location of a resource is an expression or global.

As arm-ttk does, in spite of its name: a location that is not there is not asked for, and children
and resources by symbolic name are not looked at.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.findings import Finding
from generator.lazy import regex
from generator.validation.profiles.arm_ttk.check import Check
from generator.validation.profiles.arm_ttk.search import member

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.validation.profiles.arm_ttk.subject import TtkSubject

CHECK = Check("TTK025", "Resources-Should-Have-Location", "resources-should-have-location")
_EXPRESSION = regex(r"\s*\[.*\]\s*$", re.DOTALL)


def check(subject: TtkSubject) -> Iterator[Finding]:
    """Yield resources at a fixed location."""
    for at, resource in enumerate(subject.resource_list):
        location = member(resource, "location")
        text = str(location).strip()
        if location and text.lower() != "global" and not _EXPRESSION.match(text):
            message = "the location of the resource is fixed; write [parameters('location')]"
            yield Finding(("resources", at, "location"), message)
