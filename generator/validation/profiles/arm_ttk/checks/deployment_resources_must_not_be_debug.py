"""A nested deployment does not keep its requests and responses for debugging: they show secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.findings import Finding
from generator.validation.profiles.arm_ttk.binding import unsearchable
from generator.validation.profiles.arm_ttk.check import Check
from generator.validation.profiles.arm_ttk.deployments import deployments
from generator.validation.profiles.arm_ttk.search import member

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.validation.profiles.arm_ttk.subject import TtkSubject

CHECK = Check(
    "TTK012",
    "Deployment-Resources-Must-Not-Be-Debug",
    "nested-or-linked-deployments-cant-use-debug",
)


def check(subject: TtkSubject) -> Iterator[Finding]:
    """Yield deployments with a debug setting other than none."""
    yield from unsearchable(subject)
    for deployment, path in deployments(subject.value):
        level = member(deployment, "properties", "debugSetting", "detailLevel")
        if level and str(level).lower() != "none":
            message = "the deployment keeps requests or responses; remove debugSetting"
            where = (*path, "properties", "debugSetting", "detailLevel")
            error = "DebugSetting" if isinstance(level, str) else "LogDetail"
            yield Finding(where, message, fault=f"Deployment.Resource.Has.{error}")
