"""Which delivery steps an image can hold, as scripts, and why the others cannot.

A baked step runs once, while the image is built; what depends on the instance, on a secret or on
the deployment must stay a step of the scale set.
"""

from __future__ import annotations

import base64
import shlex
from typing import TYPE_CHECKING, Any

from generator.delivery.archives import text_of, zip_of
from generator.delivery.custom_script import MENDED, MODE, SHELLS, downloaded_as
from generator.delivery.environment import assignments, constant_exports
from generator.delivery.methods import METHODS
from generator.delivery.packing import Packing
from generator.delivery.shell import begun_by
from generator.delivery.texts import powershell_bytes
from generator.delivery.windows import expanding
from generator.diagnostics import Diagnostic, Severity
from generator.lazy import dataclass
from generator.redaction import shows_key
from generator.spec.references import Expression, Parameter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.spec import Spec

_FOLDERS = {"linux": "/var/lib/scaleset/", "windows": "C:\\ProgramData\\scaleset\\"}
"""Where the folders are in which steps run, each in one of its name."""
_PUBLISHED = "its package is not public, and the machine that builds the image has no right to it"
_MEND = r"LC_ALL=C sed -i '1s/^\xef\xbb\xbf//;s/\r$//'"
"""Takes a mark and carriage returns away, as the handler for Linux does."""


@dataclass(frozen=True, slots=True)
class Baked:
    """A step that the image holds: a script that runs as root, or as SYSTEM on Windows.

    `step` is its name in the spec; a script `of_user` is one that the spec names, others download
    and run a command.
    """

    name: str
    script: str
    step: str
    of_user: bool


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
        published = step.get("name") in spec.files.published
        reason = _PUBLISHED if published else _obstacle(method, step) or _key_inside(spec, step)
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
        baked.append(Baked(name, _script(spec, step), step["name"], step["script"] is not None))
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
    files = (text_of(item) for item in Packing(spec.files).gathered(step))
    if not any(map(shows_key, (_script(spec, step), *files))):
        return None
    return "it holds a key or signature, which everyone who may use the image could read"


def _texts(step: dict[str, Any]) -> Iterator[Any]:
    yield step["commandToExecute"]
    yield from step["fileUris"]
    yield from step["values"].values()
    yield from step["environment"].values()


def _script(spec: Spec, step: dict[str, Any]) -> str:
    """Write a step as one script; `values` and `environment` are constants here."""
    packing, linux = Packing(spec.files), spec.value["os"] == "linux"
    exports = constant_exports(step["environment"])
    exports = [*packing.unpacked(step), *exports] if linux else exports
    files = () if linux else packing.gathered(step)
    zipped = zip_of(files) if files else b""
    if step["script"] is not None:
        script = packing.with_values(step)
        return begun_by(script, exports) if linux else _in_environment(step, script, zipped)
    command = packing.command(step).value
    if isinstance(command, Expression):  # pragma: no cover - the obstacles leave no references
        raise TypeError(command)
    return (
        _linux(step, "; ".join([*exports, command])) if linux else _windows(step, command, zipped)
    )


def _in_environment(step: dict[str, Any], script: str, zipped: bytes) -> str:
    """Write a script of PowerShell that carries another one, whose first lines have to stay so."""
    if not step["environment"] and not zipped:
        return script
    held = base64.b64encode(powershell_bytes(script)).decode("ascii")
    lines = [
        "$ErrorActionPreference = 'Stop'",
        *(_entered_on_windows(step, zipped) if zipped else ()),
        *_assigned(step),
        f"$script = Join-Path $env:TEMP {_quoted(step['name'] + '.ps1')}",
        f"[IO.File]::WriteAllBytes($script, [Convert]::FromBase64String('{held}'))",
        "powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File $script",
        "exit $LASTEXITCODE",
    ]
    return "\n".join([*lines, ""])


def _assigned(step: dict[str, Any]) -> list[str]:
    return ["".join(map(str, assignments(step["environment"])))] if step["environment"] else []


def _linux(step: dict[str, Any], command: str) -> str:
    lines = ["#!/bin/sh", "set -e", *_entered(step["name"])]
    for url in step["fileUris"]:
        name = downloaded_as(url, "linux")
        target = shlex.quote(f"./{name}")
        lines.append(f"curl -fsSL --retry 5 -o {target} {shlex.quote(url)}")
        if not step["skipDos2Unix"]:
            asked = "" if name.endswith(MENDED) else f"head -c 2 {target} | grep -q '#!' && "
            lines.append(f"{asked}{_MEND} {target}" + (" || :" if asked else ""))
        lines.append(f"chmod {MODE} {target}")
    return "\n".join([*lines, f"exec {SHELLS['linux']} {shlex.quote(command)}", ""])


def run_as_handler(step: Baked, program: str, quote: str = "'") -> str:
    """Return the command that runs the script of a step where, and as, the handler would.

    A script that makes its folder itself is just run.
    """
    if not step.of_user:
        return program
    own = f"{_FOLDERS['linux']}{step.step}/script.sh"
    saved = f"install -m {MODE} {program} {own}"
    commands = [*_entered(step.step), saved, f"exec {SHELLS['linux']} {own}"]
    return f"sh -c {quote}{' && '.join(commands)}{quote}"


def _entered(name: str) -> list[str]:
    """Return the commands that make the folder of a step, as the handler makes its own."""
    folder = f"{_FOLDERS['linux']}{name}"
    return [f"mkdir -p {folder}", f"chmod 700 {folder}", f"cd {folder}"]


def _entered_on_windows(step: dict[str, Any], zipped: bytes) -> Iterator[str]:
    """Yield the statements that make the folder of a step, and put its files there."""
    yield f"$folder = {_quoted(_FOLDERS['windows'] + step['name'])}"
    yield "New-Item -ItemType Directory -Force -Path $folder | Out-Null"
    yield "Set-Location $folder"
    if zipped:
        yield expanding(step["name"], "inline", base64.b64encode(zipped).decode("ascii"))


def _windows(step: dict[str, Any], command: str, zipped: bytes) -> str:
    shell, _, option = SHELLS["windows"].partition(" ")
    lines = [
        "$ErrorActionPreference = 'Stop'",
        *_entered_on_windows(step, zipped),
        *_assigned(step),
    ]
    for url in step["fileUris"]:
        parent, _, _ = downloaded_as(url, "windows").rpartition("/")
        if parent:
            lines.append(f"New-Item -ItemType Directory -Force -Path {_path(parent)} | Out-Null")
        lines.append(
            f"Invoke-WebRequest -UseBasicParsing -Uri {_quoted(url)} "
            f"-OutFile {_path(downloaded_as(url, 'windows'))}"
        )
    lines += [
        f"$start = New-Object Diagnostics.ProcessStartInfo {_quoted(shell)}",
        f"$start.Arguments = {_quoted(f'{option} {command}')}",
        "$start.WorkingDirectory = $folder",
        "$start.UseShellExecute = $false",
        "$process = [Diagnostics.Process]::Start($start)",
        "$process.WaitForExit()",
        "exit $process.ExitCode",
    ]
    return "\n".join([*lines, ""])


def _path(name: str) -> str:
    """Write the path of a download, apart by slashes, as a string of PowerShell."""
    return _quoted(name.replace("/", "\\"))


def _quoted(text: str) -> str:
    """Write a text as a string of PowerShell that expands nothing."""
    return "'" + text.replace("'", "''") + "'"
