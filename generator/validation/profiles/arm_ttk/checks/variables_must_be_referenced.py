"""A variable is used, and every use stands in an expression.

Of variables that a loop makes each is looked for, by its own name or as a property that is read
of the variable around it. As in arm-ttk, a use in a comment counts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.validation.profiles.arm_ttk.check import Check, Finding
from generator.validation.profiles.arm_ttk.expression_text import in_expression
from generator.validation.profiles.arm_ttk.search import member, members

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path
    from generator.validation.profiles.arm_ttk.subject import Subject

CHECK = Check("TTK032", "Variables-Must-Be-Referenced", "declared-variables-must-be-used")
_ERROR = "Variables.Must.Be.Referenced"


def check(subject: Subject) -> Iterator[Finding]:
    """Yield variables that are not used, and uses that are plain text."""
    for name, value, path in members(subject.value, "variables"):
        copies = value if name.lower() == "copy" else member(value, "copy")
        if copies is None:
            yield from _of_one(subject, name, path, "")
            continue
        for copy in copies if isinstance(copies, list) else [copies]:
            made = member(copy, "name")
            if isinstance(made, str):
                yield from _of_one(subject, made, path, name)


def _of_one(subject: Subject, name: str, path: Path, owner: str) -> Iterator[Finding]:
    found = list(_uses(name).finditer(subject.text))
    if not found and not (owner and _read_of(owner, name, subject.text)):
        yield Finding(f"variable '{name}' is not used; remove it", path, _ERROR)
    for match in found:
        if not in_expression(subject.text, match.start()):
            message = f"this names variable '{name}', but is no expression; put it in [ ]"
            yield Finding(message, path, f"{_ERROR}.In.Expression", match.span())


def _uses(name: str) -> re.Pattern[str]:
    return re.compile(rf"variables\s?\(\s*'{re.escape(name)}'\s*\)", re.IGNORECASE)


def _read_of(owner: str, name: str, text: str) -> bool:
    found = _uses(owner).search(text)
    rest = text[found.end() + 1 :] if found else ""
    return rest[: len(name)].lower() == name.lower()
