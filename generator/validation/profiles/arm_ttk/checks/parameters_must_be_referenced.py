"""A parameter is used, and every use is in an expression.

Looked at is the whole text: as in arm-ttk, a use in a comment counts. Names that begin with two
underscores are skipped, and a name with a sign such as + or $ is never found to be used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.findings import Finding
from generator.validation.profiles.arm_ttk.check import Check
from generator.validation.profiles.arm_ttk.declarations import parameters
from generator.validation.profiles.arm_ttk.expression_text import (
    PARAMETER,
    in_expression,
    is_sought,
    uses,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.validation.profiles.arm_ttk.subject import TtkSubject

CHECK = Check("TTK022", "Parameters-Must-Be-Referenced", "declared-parameters-must-be-used")


def check(subject: TtkSubject) -> Iterator[Finding]:
    """Yield parameters that are not used, and uses that are plain text."""
    used = uses(PARAMETER, subject.text)
    for name, _, path in parameters(subject.value):
        found = used.get(name.lower(), []) if is_sought(name) else []
        if name.startswith("__"):
            continue
        if not found:
            message = f"parameter '{name}' is not used; remove it"
            yield Finding(path, message, fault="Parameters.Must.Be.Referenced")
        for span in found:
            if not in_expression(subject.text, span[0], "[@"):
                message = f"this names parameter '{name}', but is no expression; put it in [ ]"
                error = "Parameters.Must.Be.Referenced.In.Expression"
                yield Finding(path, message, span=span, fault=error)
