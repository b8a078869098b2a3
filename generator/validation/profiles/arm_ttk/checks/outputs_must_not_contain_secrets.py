"""An output shows no secret: it is kept with the deployment, where every reader sees it.

Secrets are what a list function gives, and secure parameters; and no output is called a password.
As arm-ttk does, only the first use of a parameter in an output is looked at.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.findings import Finding
from generator.lazy import regex
from generator.validation.profiles.arm_ttk.check import Check
from generator.validation.profiles.arm_ttk.declarations import (
    secure_parameters,
)
from generator.validation.profiles.arm_ttk.expression_text import (
    PARAMETER,
    as_text,
    in_expression,
    uses,
)
from generator.validation.profiles.arm_ttk.search import members

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.validation.profiles.arm_ttk.subject import TtkSubject

CHECK = Check("TTK020", "Outputs-Must-Not-Contain-Secrets", "outputs-cant-include-secrets")
_LIST = regex(r"[\[(,]\s*list\w*\s*\(", re.IGNORECASE)


def check(subject: TtkSubject) -> Iterator[Finding]:
    """Yield outputs that show a secret, or are called so."""
    secure = secure_parameters(subject.value)
    for name, output, path in members(subject.value, "outputs"):
        text = as_text(output)
        if any(in_expression(text, found.start() + 1) for found in _LIST.finditer(text)):
            message = f"output '{name}' shows what a list function gives; remove the output"
            yield Finding(path, message, fault="Output.Contains.Secret")
        if "password" in name.lower():
            message = f"output '{name}' is called a password; remove it, or call it what it is"
            yield Finding(path, message, fault="Output.Contains.Secret.Name")
        used = uses(PARAMETER, text)
        for parameter in sorted(secure & used.keys()):
            if in_expression(text, used[parameter][0][0]):
                message = f"output '{name}' shows a secure parameter; remove the output"
                yield Finding(path, message, fault="Output.Contains.SecureParameter")
