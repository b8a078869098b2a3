"""Which delivery steps an image can hold, as scripts, and why the others cannot.

A baked step runs once, while the image is built; what depends on the instance, on a secret or on
the deployment must stay a step of the scale set.
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from generator.delivery.methods import METHODS
from generator.delivery.packing import Packing
from generator.diagnostics import Diagnostic, Severity
from generator.lazy import dataclass
from generator.redaction import shows_key
from generator.spec.references import Expression, Parameter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.spec import Spec

_TEXT_FILES = (".sh", ".bash", ".py", ".pl", ".txt", ".conf")
"""Downloads whose line ends the Linux handler mends."""


@dataclass(frozen=True, slots=True)
class Baked:
    """A step that the image holds: a script that runs as root, or as SYSTEM on Windows."""

    name: str
    script: str


@dataclass(frozen=True, slots=True)
class ImagePlan:
    """What becomes of each step: `kept` are the positions of those that stay in the spec."""

    baked: list[Baked]
    kept: list[int]
    findings: list[Diagnostic]


def plan_of(spec: Spec) -> ImagePlan:
    """Report which steps of a spec an image can hold."""
    baked: list[Baked] = []
    kept: list[int] = []
    findings: list[Diagnostic] = []
    for position, entry in enumerate(spec.value["deliver"]):
        method, step = next((name, body) for name, body in entry.items() if body is not None)
        reason = _obstacle(method, step) or _key_inside(spec, step)
        path = ("deliver", position, method)
        if reason is not None:
            kept.append(position)
            message = f"this step stays a step of the scale set: {reason}"
            findings.append(spec.document.diagnostic("image", Severity.INFO, message, path))
            continue
        if any(_runs_before(spec, earlier) for earlier in kept):
            message = (
                "this step is baked, so it now runs before steps that stay: make sure that it does "
                "not need what they do"
            )
            findings.append(spec.document.diagnostic("image", Severity.WARNING, message, path))
        name = f"{len(baked) + 1:02}-{step['name']}"
        baked.append(Baked(name, _script(spec, step)))
    return ImagePlan(baked, kept, findings)


def _runs_before(spec: Spec, position: int) -> bool:
    return spec.value["deliver"][position]["application"] is None


def _obstacle(method: str, step: dict[str, Any]) -> str | None:
    if METHODS[method].stays:
        return METHODS[method].stays
    if step["rerun"] == "always":
        return "it is to run at every deployment (rerun: always)"
    if step["auth"] != "none":
        return (
            "its files are not public, and the machine that builds the image has no right to them"
        )
    if any(isinstance(value, Parameter) for value in _texts(step)):
        return "it needs a parameter or a secret, which only a deployment has"
    return None


def _key_inside(spec: Spec, step: dict[str, Any]) -> str | None:
    if not shows_key(_script(spec, step)):
        return None
    return "it holds a key or signature, which everyone who may use the image could read"


def _texts(step: dict[str, Any]) -> Iterator[Any]:
    yield step["commandToExecute"]
    yield from step["fileUris"]
    yield from step["values"].values()


def _script(spec: Spec, step: dict[str, Any]) -> str:
    """Write a step as one script; `values` are constants here."""
    packing = Packing(spec.files)
    if step["script"] is not None:
        return packing.with_values(step)
    command = packing.command(step).value
    if isinstance(command, Expression):  # pragma: no cover - the obstacles leave no references
        raise TypeError(command)
    write = _linux if spec.value["os"] == "linux" else _windows
    return write(step, command)


def _linux(step: dict[str, Any], command: str) -> str:
    folder = shlex.quote(f"/var/lib/scaleset/{step['name']}")
    lines = ["#!/bin/sh", "set -e", f"mkdir -p {folder}", f"cd {folder}"]
    for url in step["fileUris"]:
        name = url.split("?")[0].rsplit("/", 1)[-1]
        target = shlex.quote(name)
        lines.append(f"curl -fsSL --retry 5 -o {target} {shlex.quote(url)}")
        if name.endswith(_TEXT_FILES) and not step["skipDos2Unix"]:
            lines.append(f"sed -i 's/\\r$//' {target}")
    return "\n".join([*lines, command, ""])


def _windows(step: dict[str, Any], command: str) -> str:
    folder = f"C:\\ProgramData\\scaleset\\{step['name']}"
    lines = [
        "$ErrorActionPreference = 'Stop'",
        f"New-Item -ItemType Directory -Force -Path {_quoted(folder)} | Out-Null",
        f"Set-Location {_quoted(folder)}",
    ]
    for url in step["fileUris"]:
        inside = url.split("?")[0].split("/")[4:]
        if len(inside) > 1:
            parent = "\\".join(inside[:-1])
            lines.append(f"New-Item -ItemType Directory -Force -Path {_quoted(parent)} | Out-Null")
        target = "\\".join(inside) or url.rsplit("/", 1)[-1]
        lines.append(
            f"Invoke-WebRequest -UseBasicParsing -Uri {_quoted(url)} -OutFile {_quoted(target)}"
        )
    lines += [
        f"Set-Content -Path run.cmd -Value {_quoted(command)}",
        "& .\\run.cmd",
        "exit $LASTEXITCODE",
    ]
    return "\n".join([*lines, ""])


def _quoted(text: str) -> str:
    """Write a text as a string of PowerShell that expands nothing."""
    return "'" + text.replace("'", "''") + "'"
