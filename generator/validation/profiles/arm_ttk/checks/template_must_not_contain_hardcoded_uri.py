"""Hosts of Azure are asked of environment(), as other clouds have other ones.

Looked at is the whole text, comments included, but not the parameters. Addresses of schemas are
no addresses of hosts, and one public gallery is let pass. As in arm-ttk, a comment right before
the parameters hides them, so that they are looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.clouds import hosts_in
from generator.findings import Finding
from generator.validation.profiles.arm_ttk.check import Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.validation.profiles.arm_ttk.subject import TtkSubject

CHECK = Check(
    "TTK013",
    "DeploymentTemplate-Must-Not-Contain-Hardcoded-Uri",
    "environment-urls-cant-be-hard-coded",
)


def check(subject: TtkSubject) -> Iterator[Finding]:
    """Yield the hosts that are written down."""
    declared = subject.declarations()
    for match in hosts_in(subject.text):
        if match.start() not in declared:
            message = f"'{match[0]}' is the host of one cloud; ask environment() for it"
            yield Finding((), message, span=match.span(), fault="Hardcoded.Url.Reference")
