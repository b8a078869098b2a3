"""A parameter file has a contentVersion, which is a string of four numbers.

The short form, which has neither schema nor version, needs none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.language.documents.kind import CONTENT_VERSION
from generator.validation.profiles.arm_ttk.check import Check
from generator.validation.profiles.arm_ttk.search import member

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.validation.profiles.arm_ttk.subject import TtkSubject

CHECK = Check("TTK002", "DeploymentParameters-Should-Have-ContentVersion", group="parameters")


def check(subject: TtkSubject) -> Iterator[Finding]:
    """Yield a version that is missing, no text or no version."""
    version = member(subject.value, "contentVersion")
    path = ("contentVersion",)
    if version is None:
        if member(subject.value, "$schema"):
            message = 'the file has no contentVersion; add "contentVersion": "1.0.0.0"'
            yield Finding((), message, fault="Parameters.Missing.ContentVersion")
    elif not isinstance(version, str):
        message = 'contentVersion is no string; put it in quotes: "1.0.0.0"'
        yield Finding(path, message, fault="ContentVersion.Not.String")
    elif not CONTENT_VERSION.match(version):
        message = "contentVersion is not of the form 1.0.0.0; write four numbers"
        yield Finding(path, message, Severity.WARNING)
