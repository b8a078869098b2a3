"""A parameter has a value, or a reference to a secret of a key vault.

Names that begin with two underscores are skipped, and so are files without a schema. That a
value stands there is enough, even null; a reference beside it is not looked at. Of a reference the
first fault is told. A value in brackets is no expression in a parameter file, and fails.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

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
    r"/resourceGroups/[\w-]{1,64}/providers/Microsoft.KeyVault/vaults/[\w-]{3,24}",
    re.IGNORECASE,
)
_SECRET = regex(r"[A-Za-z0-9-]{1,127}")
_BRACKETS = regex(r"\s?\[.*\]\s?$")
_ERROR = "Parameters.Parameter."


def check(subject: TtkSubject) -> Iterator[Finding]:
    """Yield parameters without a value, and references that lead nowhere."""
    if not member(subject.value, "$schema"):
        return
    for name, given, path in members(subject.value, "parameters"):
        if name.startswith("__"):
            continue
        if has(given, "value"):
            yield from _of_value(name, given, path)
        elif not has(given, "reference"):
            message = f"parameter '{name}' has neither value nor reference; give it one of them"
            yield Finding(path, message, fault=f"{_ERROR}Missing.Value")
        else:
            yield from _of_reference(name, member(given, "reference"), (*path, "reference"))


def _of_value(name: str, given: Any, path: Path) -> Iterator[Finding]:
    value = member(given, "value")
    items = value if isinstance(value, list) else [value]
    if any(isinstance(item, str) and _BRACKETS.match(item) for item in items):
        message = (
            f"the value of '{name}' is in brackets, but a parameter file has no expressions: "
            "it is taken as plain text"
        )
        yield Finding((*path, "value"), message, fault="NamedParameterNotFound")


def _of_reference(name: str, reference: Any, where: Path) -> Iterator[Finding]:
    vault, secret = member(reference, "keyVault", "id"), member(reference, "secretName")
    if not has(reference, "keyVault"):
        message = f"the reference of '{name}' has no keyVault; write {{\"id\": ...}} there"
        yield Finding(where, message, fault=f"{_ERROR}Missing.Value")
    elif not has(member(reference, "keyVault"), "id"):
        message = f"the reference of '{name}' has no keyVault.id; write the resource id there"
        yield Finding((*where, "keyVault"), message, fault=f"{_ERROR}Missing.KeyVault.Id")
    elif not _VAULT.search(str(vault)):
        message = f"keyVault.id of '{name}' is not the resource id of a key vault"
        yield Finding((*where, "keyVault", "id"), message, fault=f"{_ERROR}Bad.KeyVault.Id")
    elif not has(reference, "secretName"):
        message = f"the reference of '{name}' has no secretName; name the secret in the vault"
        yield Finding(where, message, fault=f"{_ERROR}Missing.SecretName")
    elif not _SECRET.fullmatch(str(secret)):
        message = f"secretName of '{name}' has to be 1 to 127 letters, digits and hyphens"
        yield Finding((*where, "secretName"), message, fault=f"{_ERROR}Bad.SecretName")
