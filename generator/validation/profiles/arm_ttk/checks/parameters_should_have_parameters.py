"""A parameter file has an object called parameters; it may be empty.

The short form, which has neither schema nor version, is all parameters and needs none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.findings import Finding
from generator.validation.profiles.arm_ttk.check import Check
from generator.validation.profiles.arm_ttk.search import member

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.validation.profiles.arm_ttk.subject import TtkSubject

CHECK = Check("TTK003", "DeploymentParameters-Should-Have-Parameters", group="parameters")


def check(subject: TtkSubject) -> Iterator[Finding]:
    """Yield a file without parameters."""
    is_short = not (member(subject.value, "$schema") or member(subject.value, "contentVersion"))
    if not is_short and member(subject.value, "parameters") is None:
        message = 'the file has no parameters; add "parameters": {}, with a value for each'
        yield Finding((), message, fault="Parameters.Missing.Parameters")
