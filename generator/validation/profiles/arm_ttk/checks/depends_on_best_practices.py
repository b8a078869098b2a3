"""A dependency is no condition and is not put together by concat().

As arm-ttk does, concat() is let pass in all of a dependsOn where one item of it uses copyIndex(),
and a condition further inside an item is not looked at.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.findings import Finding
from generator.lazy import regex
from generator.validation.profiles.arm_ttk.binding import unsearchable
from generator.validation.profiles.arm_ttk.check import Check
from generator.validation.profiles.arm_ttk.search import find, named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.validation.profiles.arm_ttk.subject import TtkSubject

CHECK = Check("TTK011", "DependsOn-Best-Practices", "dependson-best-practices")
_IF = regex(r"\s*\[\s*if\s*\(", re.IGNORECASE)
_CONCAT = regex(r"\s*\[\s*concat\s*\(", re.IGNORECASE)
_COPY_INDEX = regex(r"copyIndex\s*\(", re.IGNORECASE)


def check(subject: TtkSubject) -> Iterator[Finding]:
    """Yield items of dependsOn that begin with if() or concat()."""
    yield from unsearchable(subject)
    for match in find(subject.value, named("dependsOn")):
        items = match.value if isinstance(match.value, list) else [match.value]
        texts = [(at, item) for at, item in enumerate(items) if isinstance(item, str)]
        in_loop = any(_COPY_INDEX.search(item) for _, item in texts)
        for at, item in texts:
            where = (*match.path, at)
            if _IF.match(item):
                message = "dependsOn has a condition; Azure itself leaves out what is not deployed"
                yield Finding(where, message, fault="Resource.DependsOn.Conditional")
            elif _CONCAT.match(item) and not in_loop:
                message = "dependsOn uses concat(); name the resource, or use resourceId()"
                yield Finding(where, message, fault="Resource.DependsOn.StartsWithConcat")
