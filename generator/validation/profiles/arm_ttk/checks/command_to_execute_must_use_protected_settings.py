"""A command with a secret in it is in the protected settings of its extension.

Looked at are extensions whose type names CustomScript, in scale sets as well. As arm-ttk does, only
a list function or a secure parameter in the command itself counts, not one behind a variable; and
a command in the protected settings of any object around excuses it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.findings import Finding
from generator.lazy import regex
from generator.validation.profiles.arm_ttk.check import Check
from generator.validation.profiles.arm_ttk.declarations import secure_parameters
from generator.validation.profiles.arm_ttk.expression_text import PARAMETER, as_text
from generator.validation.profiles.arm_ttk.search import find, member, named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.validation.profiles.arm_ttk.subject import TtkSubject

CHECK = Check(
    "TTK010",
    "CommandToExecute-Must-Use-ProtectedSettings-For-Secrets",
    "use-protectedsettings-for-commandtoexecute-secrets",
)
_LIST = regex(r"[\[(,]\s*list\w*\s*\(", re.IGNORECASE)


def check(subject: TtkSubject) -> Iterator[Finding]:
    """Yield commands that show a secret to whoever can read the resource."""
    secure = secure_parameters(subject.value)
    for match in find(subject.value, named("commandToExecute")):
        kind = member(match.parents[0], "type") if match.parents else None
        around = (match.holder, *match.parents)
        excused = any(member(o, "protectedSettings", "commandToExecute") for o in around)
        if excused or "customscript" not in str(kind).lower():
            continue
        command = as_text(match.value)
        used = {found.lower() for found in PARAMETER.findall(command)} & secure
        has_list = _LIST.search(command) is not None
        if used or has_list:
            message = "commandToExecute has a secret in it; move it to protectedSettings"
            error = "List" if has_list else "Parameter"
            yield Finding(match.path, message, fault=f"CommandToExecute.Unprotected.{error}")
