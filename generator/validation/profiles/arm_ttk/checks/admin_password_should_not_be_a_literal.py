"""The password of an administrator is given on deployment, not written into the template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.validation.profiles.arm_ttk.check import Check
from generator.validation.profiles.arm_ttk.literals import literals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.findings import Finding
    from generator.validation.profiles.arm_ttk.subject import TtkSubject

CHECK = Check("TTK035", "adminPassword-Should-Not-Be-A-Literal")


def check(subject: TtkSubject) -> Iterator[Finding]:
    """Yield passwords that are written down."""
    for name in ("adminPassword", "administratorLoginPassword"):
        yield from literals(subject, name, "AdminPassword")
