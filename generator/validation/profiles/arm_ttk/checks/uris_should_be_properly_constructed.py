"""An address is put together by uri(), not by concat() or format().

Judged is every property whose name ends in uri or url, wherever it stands, and the first call in it
of either kind. An address that is null or empty fails as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.findings import Finding
from generator.validation.profiles.arm_ttk.binding import unbound
from generator.validation.profiles.arm_ttk.check import Check
from generator.validation.profiles.arm_ttk.expression_text import as_text, calls
from generator.validation.profiles.arm_ttk.search import find

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.validation.profiles.arm_ttk.subject import TtkSubject

CHECK = Check("TTK030", "URIs-Should-Be-Properly-Constructed")


def check(subject: TtkSubject) -> Iterator[Finding]:
    """Yield addresses that are put together as text."""
    for match in find(subject.value, lambda name: name.endswith(("uri", "url"))):
        for item in match.value if isinstance(match.value, list) else [match.value]:
            if unbound(item):
                message = f"'{match.path[-1]}' has no address; write one, or leave it out"
                yield Finding(match.path, message, fault=unbound(item))
                break
        text = as_text(match.value)
        bad = next(calls(text, "format|concat"), None)
        good = next(calls(text, "uri"), None)
        if bad is not None and (good is None or bad.start < good.start):
            message = f"{bad.name}() puts an address together; use uri() with its parts"
            yield Finding(match.path, message, fault="URI.Improperly.Constructed")
