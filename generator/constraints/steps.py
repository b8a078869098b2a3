"""What a step delivers: scripts of the operating system, and the values that are put into them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.delivery.custom_script import is_windows_command
from generator.delivery.packing import cloud_init_files
from generator.delivery.texts import names_between
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.lazy import regex
from generator.spec.references import Parameter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.constraints.subject import Check, DeliveryStep, SpecSubject

_WINDOWS = (".ps1", ".psm1", ".bat", ".cmd")
_SHELL = regex(r"#!.*\b(?:bash|sh|dash|ksh|zsh)\b")
_PLACE = regex(r"(?<![\w@.])@([A-Za-z][A-Za-z0-9_]*)@(?![\w@.])")
_OWN = regex(r"\bs(?P<mark>[^\w\s])@([A-Za-z]\w*)@(?P=mark)")
"""A script that replaces @NAME@ itself, by sed."""


def of_another_system(subject: SpecSubject, script: str) -> bool:
    """Whether a script is for the other operating system."""
    return _wrong_system(subject, script) is not None


def _wrong_system(subject: SpecSubject, script: str) -> str | None:
    text = subject.files.texts.get(script, "")
    if subject.value["os"] == "linux":
        if script.lower().endswith(_WINDOWS) and not text.startswith("#!"):
            what = "PowerShell" if script.lower().endswith((".ps1", ".psm1")) else "batch"
            return f"this is a {what} script, and os is linux: give a shell script, or os: windows"
        return None
    if script.lower().endswith(".sh") or _SHELL.match(text):
        return "this is a shell script, and os is windows: give a .ps1 file, or os: linux"
    if not script.lower().endswith(".ps1"):
        message = "a script that travels in the template must be PowerShell (.ps1) on Windows"
        return f"{message}; host others and use fileUris"
    return None


def _systems(subject: SpecSubject) -> Iterator[Finding]:
    for step in subject.steps("customScript"):
        script, command = step.body["script"], step.body["commandToExecute"]
        message = _wrong_system(subject, script) if script is not None else None
        if message is not None:
            yield Finding((*step.path, "script"), message, kind="script-of-the-system")
        if subject.value["os"] == "windows":
            if step.body["skipDos2Unix"] is not None:
                yield Finding(
                    (*step.path, "skipDos2Unix"),
                    "the Windows handler has no 'skipDos2Unix'",
                    kind="setting-of-the-other-handler",
                )
            if step.body["waitForCloudInit"]:
                yield Finding(
                    (*step.path, "waitForCloudInit"),
                    "Windows does not run cloud-init: remove 'waitForCloudInit'",
                    kind="setting-of-the-other-handler",
                )
        elif isinstance(command, str) and is_windows_command(command):
            message = "this is a command of Windows, and os is linux"
            place = (*step.path, "commandToExecute")
            yield Finding(place, message, Severity.WARNING, kind="script-of-the-system")


def _values(subject: SpecSubject) -> Iterator[Finding]:
    for step in subject.steps("customScript", "cloudInit"):
        body = step.body
        files = [body["script"]] if step.method == "customScript" else cloud_init_files(body)
        if not subject.loaded(*files):
            continue
        texts = {name: subject.files.texts[name] for name in files if name}
        if isinstance(body.get("commandToExecute"), str):
            texts["commandToExecute"] = body["commandToExecute"]
        written = {name for text in texts.values() for name in names_between(text)}
        for name, value in body["values"].items():
            path = (*step.path, "values", name)
            if name not in written:
                message = f"@{name}@ is nowhere in what is delivered"
                yield Finding(path, message, kind="value-not-used")
            if step.method == "cloudInit" and isinstance(value, Parameter) and value.secure:
                message = (
                    f"'{name}' cannot be a secret: custom data is no safe place. "
                    "Let the instance read it from Key Vault with its identity"
                )
                yield Finding(path, message, kind="secret-in-custom-data")
        yield from _unnamed(step, texts)


def _unnamed(step: DeliveryStep, texts: dict[str, str]) -> Iterator[Finding]:
    """Find each @NAME@ that values does not name; without values only what looks like one."""
    values = step.body["values"]
    seen: dict[str, str] = {}
    for file, text in texts.items():
        own = {found[2] for found in _OWN.finditer(text)}
        line, at = 1, 0
        for found in _PLACE.finditer(text):
            line, at = line + text.count("\n", at, found.start()), found.start()
            name = found[1]
            if name not in values and name not in own and (values or name.isupper()):
                where = f"{file}, line {line}" if file != "commandToExecute" else file
                seen.setdefault(name, where)
    path = (*step.path, "values") if values else step.path
    for name, where in seen.items():
        if values:
            message = f"@{name}@ ({where}) is not in 'values' and would be delivered as it is"
            yield Finding(path, f"{message}: add {name} there", kind="value-not-named")
        else:
            message = f"@{name}@ ({where}) is delivered as it is; 'values' would replace it"
            yield Finding(path, message, Severity.INFO, kind="value-not-named")


CHECKS: tuple[Check, ...] = (
    _systems,
    _values,
)
