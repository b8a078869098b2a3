"""A function for resource ids gets names, and nothing that it knows or that is put together.

As in arm-ttk, the case of the names of functions counts. Templates that Bicep wrote are not looked
at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.findings import Finding
from generator.lazy import regex
from generator.validation.profiles.arm_ttk.check import Check
from generator.validation.profiles.arm_ttk.expression_text import in_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.validation.profiles.arm_ttk.subject import TtkSubject

CHECK = Check(
    "TTK024",
    "ResourceIds-should-not-contain",
    "resourceid-function-has-correct-parameters",
)
_CALL = regex(
    r"resourceId\s*\(\s*(?:resourceGroup|subscription)\("
    r"|subscriptionResourceId\s*\(\s*subscription\("
    r"|(?:resourceId|(?:tenant|extension|subscription)ResourceId|reference|list\w+)"
    r"\s*\(\s*(?:concat|format)\s*\("
)


def check(subject: TtkSubject) -> Iterator[Finding]:
    """Yield calls whose first argument is needless or put together."""
    for match in [] if subject.from_bicep else _CALL.finditer(subject.text):
        if in_expression(subject.text, match.start()):
            inner = match[0].rstrip(" (").rpartition("(")[2].strip()
            message = (
                f"{inner}() does not belong here; give type and names as arguments of their own"
            )
            yield Finding(
                (), message, span=match.span(), fault="ResourceId.Should.Not.Contain.Function"
            )
