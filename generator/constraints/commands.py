"""Whether the command of a custom script can do what it says, with the files that it downloads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.delivery.addresses import wrong_address
from generator.delivery.command_files import remarks
from generator.delivery.command_lines import line_remarks
from generator.delivery.command_words import HOLE
from generator.delivery.downloads import files_of
from generator.delivery.packing import Packing
from generator.delivery.script_lines import powershell_remarks, shell_remarks
from generator.delivery.texts import interpolate
from generator.findings import Finding
from generator.spec.references import Parameter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.constraints.subject import Check, DeliveryStep, SpecSubject


def _commands(subject: SpecSubject) -> Iterator[Finding]:
    system = subject.value["os"]
    for step in subject.steps("customScript"):
        command = known_command(step)
        if command is None:
            continue
        path = (*step.path, "commandToExecute")
        beside = [item.name for item in Packing(subject.files).gathered(step.body)]
        for remark in remarks(command, files_of(_addresses(step), system, beside)):
            yield Finding(path, remark.message, remark.severity, kind="command-and-files")
        for remark in line_remarks(command) if system == "windows" else ():
            yield Finding(path, remark.message, kind="command-of-windows")
        for line in (shell_remarks if system == "linux" else powershell_remarks)(command):
            yield Finding(path, line.message, line.severity, kind="script-lines")


def _downloads(subject: SpecSubject) -> Iterator[Finding]:
    for step in subject.steps("customScript"):
        for index, address in enumerate(_addresses(step)):
            message = wrong_address(address)
            if message:
                yield Finding((*step.path, "fileUris", index), message, kind="download-address")
    for step in subject.steps("dsc"):
        for key in ("url", "configurationDataUrl"):
            address = step.body[key]
            message = wrong_address(address) if isinstance(address, str) else ""
            if message:
                yield Finding((*step.path, key), message, kind="download-address")


def known_command(step: DeliveryStep) -> str | None:
    """Return the command of a step, with HOLE for what only a deployment knows."""
    command = step.body["commandToExecute"]
    if not isinstance(command, str):
        return HOLE if command is not None else None
    values = step.body["values"]
    known = {k: HOLE if isinstance(v, Parameter) else v for k, v in values.items()}
    return str(interpolate(command, known, "").value)


def _addresses(step: DeliveryStep) -> list[str]:
    return [item if isinstance(item, str) else HOLE for item in step.body["fileUris"]]


CHECKS: tuple[Check, ...] = (_commands, _downloads)
