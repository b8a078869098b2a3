"""The user name of an administrator is given on deployment, not written into the template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.validation.profiles.arm_ttk.check import Check
from generator.validation.profiles.arm_ttk.literals import literals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.findings import Finding
    from generator.validation.profiles.arm_ttk.subject import TtkSubject

CHECK = Check(
    "TTK034", "adminUsername-Should-Not-Be-A-Literal", "admin-user-names-cant-be-literal-value"
)


def check(subject: TtkSubject) -> Iterator[Finding]:
    """Yield user names that are written down."""
    for name in ("adminUsername", "administratorLogin"):
        yield from literals(subject, name, "AdminUsername")
