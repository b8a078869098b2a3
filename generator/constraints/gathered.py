"""Whether the files that are to lie beside a script or command can travel, and can lie there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.delivery.archives import tar_of
from generator.delivery.custom_script import downloaded_as
from generator.delivery.packing import SCRIPT_LIMIT, Packing
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.wording.values import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.constraints.subject import Check, DeliveryStep, SpecSubject
    from generator.files.gathering import GatheredFile

_OF_HANDLER = {"script.sh": "saves the script", "stdout": "keeps what the step prints",
               "stderr": "keeps what the step prints"}  # fmt: skip
"""What the handler for Linux has in the folder of the command.

Source: main/cmds.go and main/exec.go of https://github.com/Azure/custom-script-extension-linux.
"""
_SURE = 0.75
"""How much of what zlib makes of files is left of them in any case."""
_ADVICE = (
    "leave out in .scalesetignore what no instance needs, or put them into storage and use fileUris"
)


def _steps(subject: SpecSubject) -> Iterator[tuple[DeliveryStep, tuple[GatheredFile, ...]]]:
    packing = Packing(subject.files)
    for step in subject.steps("customScript"):
        files = packing.gathered(step.body)
        if files and subject.value["os"] == "linux" and subject.loaded(step.body["script"]):
            yield step, files


def _systems(subject: SpecSubject) -> Iterator[Finding]:
    for step in subject.steps("customScript"):
        if step.body["files"] and subject.value["os"] == "windows":
            message = "'files' is for Linux; on Windows host the files and use fileUris"
            yield Finding((*step.path, "files"), message, kind="setting-of-the-other-handler")


def oversized(subject: SpecSubject) -> Iterator[Finding]:
    """Find files that certainly do not fit, before anything is made of them."""
    import zlib

    for step, files in _steps(subject):
        least = int(len(zlib.compress(tar_of(files), 9)) * _SURE * 4 / 3)
        if least > SCRIPT_LIMIT:
            size = sum(len(item.data) for item in files)
            message = (
                f"{count(len(files), 'file')} of {size:,} bytes are too much to travel inside a "
                f"template: packed, the script takes at most {SCRIPT_LIMIT:,} characters; {_ADVICE}"
            )
            yield Finding((*step.path, "files"), message, kind="too-long-to-travel")


def _fit(subject: SpecSubject) -> Iterator[Finding]:
    from generator.delivery.room import room_of

    for step, files in _steps(subject):
        if step.body["script"] is None and step.body["commandToExecute"] is None:
            continue
        room = room_of(Packing(subject.files), step.body)
        if room.used > room.most:
            message = (
                f"with {count(len(files), 'file')} it comes to {room.used:,} {room.carrier}, and "
                f"{room.most:,} is the limit: {_ADVICE}"
            )
            yield Finding((*step.path, "files"), message, kind="too-long-to-travel")


def _names(subject: SpecSubject) -> Iterator[Finding]:
    for step, files in _steps(subject):
        path = (*step.path, "files")
        urls = (url for url in step.body["fileUris"] if isinstance(url, str))
        downloads = {downloaded_as(url, "linux") for url in urls}
        for item in files:
            if item.name in _OF_HANDLER:
                does = _OF_HANDLER[item.name]
                message = f"the handler {does} under the name '{item.name}': rename the file"
                yield Finding(path, message, kind="name-of-a-file-taken")
            elif item.name in downloads:
                message = f"'{item.name}' is also downloaded: rename one of the two"
                yield Finding(path, message, kind="name-of-a-file-taken")
        seen: dict[str, str] = {}
        for item in files:
            other = seen.setdefault(item.name.lower(), item.name)
            if other != item.name:
                message = (
                    f"'{other}' and '{item.name}' differ in case alone: where the two are one file "
                    "(Windows, macOS) the spec renders to something else; rename one"
                )
                yield Finding(path, message, Severity.WARNING, kind="names-differ-in-case")


def _line_ends(subject: SpecSubject) -> Iterator[Finding]:
    for step, files in _steps(subject):
        for item in files:
            if item.data.startswith(b"#!") and item.data.partition(b"\n")[0].endswith(b"\r"):
                message = (
                    f"the first line of '{item.name}' ends in a carriage return, which Linux takes "
                    "for part of the name of the interpreter: save it with LF (in git: "
                    "'* text=auto eol=lf' in .gitattributes)"
                )
                yield Finding((*step.path, "files"), message, kind="carriage-return-in-a-file")


CHECKS: tuple[Check, ...] = (_systems, _fit, _names, _line_ends)
