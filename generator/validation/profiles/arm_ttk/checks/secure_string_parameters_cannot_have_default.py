"""A secure parameter has no default, but an empty one or a new GUID: it would be no secret.

As arm-ttk does, this looks at secureString alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.findings import Finding
from generator.lazy import regex
from generator.validation.profiles.arm_ttk.check import Check
from generator.validation.profiles.arm_ttk.declarations import parameters, type_of
from generator.validation.profiles.arm_ttk.expression_text import as_text
from generator.validation.profiles.arm_ttk.search import member

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.validation.profiles.arm_ttk.subject import TtkSubject

CHECK = Check(
    "TTK028",
    "Secure-String-Parameters-Cannot-Have-Default",
    "secure-parameters-cant-have-hard-coded-default",
)
_NEW_GUID = regex(r"newGuid\s*\(", re.IGNORECASE)


def check(subject: TtkSubject) -> Iterator[Finding]:
    """Yield secure parameters with a default."""
    for name, given, path in parameters(subject.value):
        default = member(given, "defaultValue")
        if type_of(given) == "securestring" and default and not _NEW_GUID.search(as_text(default)):
            message = f"secure parameter '{name}' has a default that all can read; remove it"
            where = (*path, "defaultValue")
            yield Finding(where, message, fault="SecureString.Must.Not.Have.Default")
