"""A variable is used, and every use is in an expression.

Of variables that a loop makes each is looked for, by its own name or as a property that is read
of the variable around it. As in arm-ttk, a use in a comment counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.findings import Finding
from generator.validation.profiles.arm_ttk.check import Check
from generator.validation.profiles.arm_ttk.expression_text import VARIABLE, in_expression, uses
from generator.validation.profiles.arm_ttk.search import member, members

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path
    from generator.validation.profiles.arm_ttk.subject import TtkSubject

    Uses = dict[str, list[tuple[int, int]]]

CHECK = Check("TTK032", "Variables-Must-Be-Referenced", "declared-variables-must-be-used")
_ERROR = "Variables.Must.Be.Referenced"


def check(subject: TtkSubject) -> Iterator[Finding]:
    """Yield variables that are not used, and uses that are plain text."""
    used = uses(VARIABLE, subject.text)
    for name, value, path in members(subject.value, "variables"):
        copies = value if name.lower() == "copy" else member(value, "copy")
        if copies is None:
            yield from _of_one(subject, used, name, path, "")
            continue
        for copy in copies if isinstance(copies, list) else [copies]:
            made = member(copy, "name")
            if isinstance(made, str):
                yield from _of_one(subject, used, made, path, name)


def _of_one(
    subject: TtkSubject, used: Uses, name: str, path: Path, owner: str
) -> Iterator[Finding]:
    found = used.get(name.lower(), [])
    if not found and not (owner and _read_of(used.get(owner.lower(), []), name, subject.text)):
        yield Finding(path, f"variable '{name}' is not used; remove it", fault=_ERROR)
    for span in found:
        if not in_expression(subject.text, span[0]):
            message = f"this names variable '{name}', but is no expression; put it in [ ]"
            yield Finding(path, message, span=span, fault=f"{_ERROR}.In.Expression")


def _read_of(owners: list[tuple[int, int]], name: str, text: str) -> bool:
    """Whether the first use of the variable around is followed by the name."""
    at = owners[0][1] + 1 if owners else len(text)
    return text[at : at + len(name)].lower() == name.lower()
