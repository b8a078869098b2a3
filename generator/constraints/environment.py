"""Environment variables of a step: names that a system keeps, and what can set them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.delivery.environment import FIXED_BY_BASH
from generator.delivery.packing import Packing, cloud_init_files
from generator.delivery.texts import COMMAND_LIMIT, length
from generator.findings import Finding
from generator.spec.references import Parameter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.constraints.subject import Check, DeliveryStep, SpecSubject


def _names(subject: SpecSubject) -> Iterator[Finding]:
    windows = subject.value["os"] == "windows"
    for step in subject.steps("customScript", "cloudInit"):
        seen: dict[str, str] = {}
        for name, value in step.body["environment"].items():
            path = (*step.path, "environment", name)
            if not windows and name in FIXED_BY_BASH:
                message = f"bash keeps '{name}' for itself: give the variable another name"
                yield Finding(path, message, kind="environment-name")
            other = seen.setdefault(name.upper() if windows else name, name)
            if other != name:
                message = f"'{other}' is the same variable on Windows: keep one"
                yield Finding(path, message, kind="environment-name")
            if isinstance(value, str) and "\0" in value:
                message = "a variable of an environment holds no NUL: leave U+0000 out"
                yield Finding(path, message, kind="environment-value")


def _of_cloud_init(subject: SpecSubject) -> Iterator[Finding]:
    packing = Packing(subject.files)
    for step in subject.steps("cloudInit"):
        environment, names = step.body["environment"], cloud_init_files(step.body)
        if not environment or not subject.loaded(*names):
            continue
        path = (*step.path, "environment")
        if not any(subject.files.texts[name].startswith("#!") for name in names):
            message = (
                "no file of this step is a script that starts with #!, and a #cloud-config has no "
                "environment: use 'values' in it, or put the commands into a script in 'files'"
            )
            yield Finding(path, message, kind="nothing-has-an-environment")
        texts = dict(zip(names, packing.with_constants(step.body), strict=True))
        odd = [n for n, text in texts.items() if text.startswith("#!") and not text.isascii()]
        for name, value in environment.items():
            if not isinstance(value, Parameter):
                continue
            if value.secure:
                message = (
                    f"'{name}' cannot be a secret: custom data is no safe place. "
                    "Let the instance read it from Key Vault with its identity"
                )
                yield Finding((*path, name), message, kind="secret-in-custom-data")
            elif odd and len(names) > 1:
                message = (
                    f"{odd[0]} is not ASCII, with its constants, so it travels as base64, which no "
                    f"parameter gets into: write it in ASCII, or give '{name}' a constant"
                )
                yield Finding((*path, name), message, kind="not-ascii-with-parameters")


def _fits(subject: SpecSubject) -> Iterator[Finding]:
    """Find commands of Windows that are too long with their environment."""
    if subject.value["os"] != "windows":
        return
    for step in subject.steps("customScript"):
        if not step.body["environment"] or step.body["files"]:
            continue  # see gathered
        if (size := _size(subject, step)) > COMMAND_LIMIT:
            message = (
                f"with its environment the command has {size:,} characters, and a command line "
                f"takes {COMMAND_LIMIT:,}: shorten the values, or let the script fetch them"
            )
            yield Finding((*step.path, "environment"), message, kind="too-long-to-travel")


def _size(subject: SpecSubject, step: DeliveryStep) -> int:
    packing, body = Packing(subject.files), step.body
    if body["commandToExecute"] is not None:
        return length(packing.windows_command(body).value)
    if not body["script"] or not subject.loaded(body["script"]):
        return 0
    return length(packing.windows_script(body).command.value)


CHECKS: tuple[Check, ...] = (
    _names,
    _of_cloud_init,
    _fits,
)
