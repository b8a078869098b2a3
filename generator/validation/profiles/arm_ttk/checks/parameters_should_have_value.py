"""A parameter has a value, or a reference to a secret of a key vault.

Names that begin with two underscores are skipped, and so are files without a schema. That a
value stands there is enough, even null; a reference beside it is not looked at.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.lazy import regex
from generator.validation.profiles.arm_ttk.check import Check
from generator.validation.profiles.arm_ttk.search import has, member, members

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path
    from generator.validation.profiles.arm_ttk.subject import TtkSubject

CHECK = Check("TTK005", "DeploymentParameters-Should-Have-Value", group="parameters")
_VAULT = regex(
    r"/subscriptions/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"/resourceGroups/[\w-]{1,64}/providers/Microsoft\.KeyVault/vaults/",
    re.IGNORECASE,
)
_SECRET = regex(r"[A-Za-z0-9-]{1,127}")
_ID = "Parameters.Parameter.{}.KeyVault.Id"


def check(subject: TtkSubject) -> Iterator[Finding]:
    """Yield parameters without a value, and references that lead nowhere."""
    if not member(subject.value, "$schema"):
        return
    for name, given, path in members(subject.value, "parameters"):
        if name.startswith("__"):
            continue
        if has(given, "value"):
            yield from _of_value(name, given, path)
        elif not member(given, "reference"):
            message = f"parameter '{name}' has neither value nor reference; give it one of them"
            yield Finding(path, message, fault="Parameters.Parameter.Missing.Value")
        else:
            yield from _of_reference(name, member(given, "reference"), path)


def _of_value(name: str, given: Any, path: Path) -> Iterator[Finding]:
    value = member(given, "value")
    if isinstance(value, str) and re.match(r"\s*\[.*\]\s*$", value, re.DOTALL):
        message = f"the value of '{name}' looks like an expression; here it is taken as plain text"
        yield Finding((*path, "value"), message, Severity.WARNING)


def _of_reference(name: str, reference: Any, path: Path) -> Iterator[Finding]:
    vault = member(reference, "keyVault", "id")
    where = (*path, "reference")
    if not vault:
        message = f"the reference of '{name}' has no keyVault.id; write the resource id there"
        yield Finding(where, message, fault=_ID.format("Missing"))
    elif not _VAULT.search(str(vault)):
        message = f"keyVault.id of '{name}' is not the resource id of a key vault"
        yield Finding((*where, "keyVault", "id"), message, fault=_ID.format("Invalid"))
    secret = member(reference, "secretName")
    if not secret:
        message = f"the reference of '{name}' has no secretName; name the secret in the vault"
        yield Finding(where, message, fault="Parameters.Parameter.Missing.SecretName")
    elif not _SECRET.fullmatch(str(secret)):
        message = f"secretName of '{name}' has to be 1 to 127 letters, digits and hyphens"
        yield Finding(
            (*where, "secretName"), message, fault="Parameters.Parameter.Invalid.SecretName"
        )
