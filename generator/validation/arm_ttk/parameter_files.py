"""Tests of parameter files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generator.validation.arm_ttk.subject import Fault, get, has

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.validation.arm_ttk.subject import Subject

_SCHEMAS = {
    f"https://schema.management.azure.com/schemas/{version}/deploymentparameters.json#"
    for version in ("2015-01-01", "2019-04-01")
}
_VAULT = re.compile(
    r"/subscriptions/[^/]+/resourceGroups/[\w-]{1,64}/providers/Microsoft\.KeyVault/vaults/\w",
    re.IGNORECASE,
)
_SECRET = re.compile(r"[A-Za-z0-9-]{1,127}")


def content_version(subject: Subject) -> Iterator[Fault]:
    """DeploymentParameters-Should-Have-ContentVersion."""
    value = subject.value
    if not has(value, "contentVersion"):
        if has(value, "$schema"):
            message = "the parameter file lacks 'contentVersion'; add \"1.0.0.0\""
            yield Fault((), message, "Parameters.Missing.ContentVersion")
        return
    version = get(value, "contentVersion")
    if not isinstance(version, str):
        yield Fault(
            ("contentVersion",), "'contentVersion' must be a text", "ContentVersion.Not.String"
        )
    elif not re.fullmatch(r"\d+(\.\d+){3}", version):
        message = "'contentVersion' should have four numbers, such as 1.0.0.0"
        yield Fault(("contentVersion",), message, warning=True)


def parameters(subject: Subject) -> Iterator[Fault]:
    """DeploymentParameters-Should-Have-Parameters."""
    value = subject.value
    told = has(value, "$schema") or has(value, "contentVersion")
    if told and get(value, "parameters") is None:
        yield Fault((), "the parameter file lacks 'parameters'", "Parameters.Missing.Parameters")


def schema(subject: Subject) -> Iterator[Fault]:
    """DeploymentParameters-Should-Have-Schema."""
    value = subject.value
    if not has(value, "$schema"):
        if has(value, "contentVersion"):
            yield Fault((), "the parameter file lacks '$schema'", "Parameters.Missing.Schema")
        return
    if str(get(value, "$schema")).lower() not in _SCHEMAS:
        message = (
            "'$schema' must be https://schema.management.azure.com/schemas/2019-04-01/"
            "deploymentParameters.json#"
        )
        yield Fault(("$schema",), message, "Parameters.Bad.Schema")


def values(subject: Subject) -> Iterator[Fault]:
    """DeploymentParameters-Should-Have-Value."""
    given = get(subject.value, "parameters")
    if not has(subject.value, "$schema") or not isinstance(given, dict):
        return
    for name, item in given.items():
        if name.startswith("__"):
            continue
        path = ("parameters", name)
        if has(item, "value"):
            value = get(item, "value")
            if isinstance(value, str) and re.fullmatch(r"\[.*\]", value, re.DOTALL):
                message = f"'{name}' looks like an expression, which parameter files do not have"
                yield Fault((*path, "value"), message, warning=True)
        elif has(item, "reference"):
            yield from _reference(name, get(item, "reference"))
        else:
            message = f"'{name}' has neither 'value' nor 'reference'"
            yield Fault(path, message, "Parameters.Parameter.Missing.Value")


def _reference(name: str, reference: Any) -> Iterator[Fault]:
    path = ("parameters", name, "reference")
    vault = get(get(reference, "keyVault"), "id")
    if not vault:
        message = f"the reference of '{name}' lacks keyVault.id"
        yield Fault(path, message, "Parameters.Parameter.Missing.KeyVault.Id")
    elif not (isinstance(vault, str) and _VAULT.search(vault)):
        message = f"keyVault.id of '{name}' is no resource id of a Key Vault"
        yield Fault(path, message, "Parameters.Parameter.Invalid.KeyVault.Id")
    secret = get(reference, "secretName")
    if not secret:
        message = f"the reference of '{name}' lacks secretName"
        yield Fault(path, message, "Parameters.Parameter.Missing.SecretName")
    elif not (isinstance(secret, str) and _SECRET.fullmatch(secret)):
        message = f"secretName of '{name}' has 1 to 127 letters, digits and hyphens"
        yield Fault(path, message, "Parameters.Parameter.Invalid.SecretName")


TESTS = {
    "DeploymentParameters-Should-Have-ContentVersion": content_version,
    "DeploymentParameters-Should-Have-Parameters": parameters,
    "DeploymentParameters-Should-Have-Schema": schema,
    "DeploymentParameters-Should-Have-Value": values,
}
