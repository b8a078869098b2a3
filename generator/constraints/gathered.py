"""Whether the files that are to lie beside a script or command can travel, and can lie there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.delivery.custom_script import downloaded_as
from generator.delivery.dsc_package import packed_for_dsc
from generator.delivery.packing import CUSTOM_DATA_LIMIT, SCRIPT_LIMIT, Packing
from generator.delivery.windows_names import why_not_on_windows
from generator.delivery.windows_zip import script_name
from generator.diagnostics import Severity
from generator.files.reading import LARGEST
from generator.findings import Finding
from generator.wording.values import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.constraints.subject import Check, DeliveryStep, SpecSubject
    from generator.diagnostics import Path
    from generator.files.gathering import GatheredFile
    from generator.files.package import Package

_OF_HANDLER = {
    "script.sh": "the handler saves the script as",
    "stdout": "the handler keeps what the step prints in",
    "stderr": "the handler keeps what the step prints in",
}
"""What the handler for Linux has in the folder of the command.

Source: main/cmds.go and main/exec.go of https://github.com/Azure/custom-script-extension-linux.
"""
_SURE = 0.75
"""How much of what zlib makes of files is left of them in any case."""
_PUBLISH = "publish them (packages: {account: NAME})"
_ADVICE = f"leave out in .scalesetignore what no instance needs, or {_PUBLISH}"


def _steps(subject: SpecSubject) -> Iterator[tuple[DeliveryStep, tuple[GatheredFile, ...]]]:
    packing = Packing(subject.files)
    for step in subject.steps("customScript"):
        files = packing.gathered(step.body)
        if files and subject.loaded(step.body["script"]):
            yield step, files


def _written(subject: SpecSubject) -> Iterator[tuple[DeliveryStep, tuple[GatheredFile, ...]]]:
    """Yield the steps whose files cloud-init writes."""
    packing = Packing(subject.files)
    return ((s, found) for s in subject.steps("cloudInit") if (found := packing.written(s.body)))


def _inside(subject: SpecSubject) -> Iterator[tuple[DeliveryStep, tuple[GatheredFile, ...]]]:
    """Yield the steps of which the files travel inside the template."""
    packing = Packing(subject.files)
    return (found for found in _steps(subject) if packing.package(found[0].body) is None)


def oversized(subject: SpecSubject) -> Iterator[Finding]:
    """Find files that certainly do not fit, before anything is made of them."""
    import zlib

    linux = subject.value["os"] == "linux"
    for step, files in _written(subject):
        size = sum(item.size for item in files)
        data = b"".join(item.data for item in files) if size <= LARGEST else b""
        if size > LARGEST or len(zlib.compress(data, 9)) * _SURE > CUSTOM_DATA_LIMIT:
            message = (
                f"these files have {size:,} bytes, and custom data takes {CUSTOM_DATA_LIMIT:,}, "
                "compressed: leave out in .scalesetignore what no instance needs, or give them to "
                "a customScript step ('files'), whose package an instance can download"
            )
            yield Finding((*step.path, "unpack"), message, kind="too-long-to-travel")
    for step, files in _inside(subject):
        least = int(len(zlib.compress(b"".join(item.data for item in files), 9)) * _SURE)
        if (4 * least // 3 > SCRIPT_LIMIT) if linux else (least > CUSTOM_DATA_LIMIT):
            size = sum(len(item.data) for item in files)
            most = f"script takes {SCRIPT_LIMIT:,} characters" if linux else (
                f"custom data takes {CUSTOM_DATA_LIMIT:,} bytes"
            )  # fmt: skip
            message = (
                f"{count(len(files), 'file')} of {size:,} bytes are too much to travel inside a "
                f"template: packed, the {most} at most; {_ADVICE}"
            )
            yield Finding((*step.path, "files"), message, kind="too-long-to-travel")


def _fit(subject: SpecSubject) -> Iterator[Finding]:
    from generator.delivery.room import room_of

    for step, files in _inside(subject):
        if step.body["script"] is None and step.body["commandToExecute"] is None:
            continue
        room = room_of(Packing(subject.files), step.body, subject.value["os"])
        if room.used > room.most:
            message = (
                f"with {count(len(files), 'file')} it comes to {room.used:,} {room.carrier}, and "
                f"{room.most:,} is the limit: {_ADVICE}"
            )
            yield Finding((*step.path, "files"), message, kind="too-long-to-travel")
        elif room.carrier == "bytes of custom data":
            message = (
                "the files are too long for a command line and travel in custom data: once they "
                "change, the command fails on running instances until they are reimaged or "
                f"replaced (maxSurge); {_PUBLISH}, where they are to change on them"
            )
            yield Finding((*step.path, "files"), message, kind="script-in-custom-data")


def _names(subject: SpecSubject) -> Iterator[Finding]:
    system = subject.value["os"]
    for step in subject.steps("dsc"):
        packed = packed_for_dsc(step.body, subject.files)
        yield from _windows_names((*step.path, "files"), packed)
    for step, files in _written(subject):
        yield from _alike((*step.path, "unpack", "files"), files, system)
    for step, files in _steps(subject):
        path = (*step.path, "files")
        taken = _taken(step.body, system, Packing(subject.files).package(step.body))
        for item in files:
            by = taken.get(item.name if system == "linux" else item.name.lower())
            if by:
                message = f"{by} '{item.name}': rename the file"
                yield Finding(path, message, kind="name-of-a-file-taken")
        if system == "windows":
            yield from _windows_names(path, files)
        yield from _alike(path, files, system)


def _windows_names(path: Path, files: tuple[GatheredFile, ...]) -> Iterator[Finding]:
    for item in files:
        reason = why_not_on_windows(item.name)
        if reason:
            message = f"Windows has no file of the name '{item.name}': {reason}"
            yield Finding(path, message, kind="name-windows-cannot-hold")


def _taken(step: dict[str, Any], system: str, package: Package | None) -> dict[str, str]:
    """Return the names that something else has in the folder of the command, with what that is."""
    urls = (url for url in step["fileUris"] if isinstance(url, str))
    names = [downloaded_as(url, system) for url in urls]
    taken = {name if system == "linux" else name.lower(): "fileUris also has" for name in names}
    zipped = package.name if package else f"{step['name']}.zip"
    if system == "linux":
        return taken | _OF_HANDLER
    own = {zipped.lower(): "the packed files are saved as"}
    if step["script"]:
        own[script_name(step).lower()] = "the script is saved as"
    return taken | own


def _alike(path: Path, files: tuple[GatheredFile, ...], system: str) -> Iterator[Finding]:
    """Find files of which the names differ in case, or one that is a folder of another."""
    seen: dict[str, str] = {}
    for item in files:
        other = seen.setdefault(item.name.lower(), item.name)
        if other == item.name:
            continue
        message = f"'{other}' and '{item.name}' differ in case alone: rename one; "
        if system == "windows":
            yield Finding(path, f"{message}Windows keeps one of them", kind="names-differ-in-case")
        else:
            message += "where the two are one file (Windows, macOS) the spec renders to another set"
            yield Finding(path, message, Severity.WARNING, kind="names-differ-in-case")


def _line_ends(subject: SpecSubject) -> Iterator[Finding]:
    if subject.value["os"] == "windows":
        return
    key = {"customScript": ("files",), "cloudInit": ("unpack", "files")}
    for step, files in (*_steps(subject), *_written(subject)):
        for item in files:
            if item.head.startswith(b"#!") and item.head.partition(b"\n")[0].endswith(b"\r"):
                message = (
                    f"the first line of '{item.name}' ends in a carriage return, which Linux takes "
                    "for part of the name of the interpreter: save it with LF (in git: "
                    "'* text=auto eol=lf' in .gitattributes)"
                )
                path = (*step.path, *key[step.method])
                yield Finding(path, message, kind="carriage-return-in-a-file")


CHECKS: tuple[Check, ...] = (_fit, _names, _line_ends)
