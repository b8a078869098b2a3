"""A variable is not chosen by putting its name together; an object and an index do that.

Only the shape that arm-ttk knows is found: concat() of one string, and a parameter after it, with
at most one blank between them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.findings import Finding
from generator.lazy import regex
from generator.validation.profiles.arm_ttk.check import Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.validation.profiles.arm_ttk.subject import TtkSubject

CHECK = Check(
    "TTK015",
    "Dynamic-Variable-References-Should-Not-Use-Concat",
    "dynamic-variable-should-not-use-concat",
)
_PARTS = ("variables", "\\(", "concat", "\\(", "'[^']+'", "\\)", ",")
_MORE = ("parameters", "\\(", "'[^']+'", "\\)", "\\)")
_CONCAT = regex("\\s?".join((*_PARTS, *_MORE)), re.IGNORECASE)


def check(subject: TtkSubject) -> Iterator[Finding]:
    """Yield variables whose name is put together."""
    for match in _CONCAT.finditer(subject.text):
        message = "the name of a variable is put together; use one object: variables('x')[...]"
        yield Finding(
            (), message, span=match.span(), fault="DynamicVariable.Reference.Using.Concat"
        )
