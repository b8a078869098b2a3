"""A VM Application of a folder: its package, and the template of its version in a Compute Gallery.

Sources: https://learn.microsoft.com/azure/virtual-machines/vm-applications (names, limits, what can
be changed of a version), https://learn.microsoft.com/azure/virtual-machines/vm-applications-how-to
(commands, files), and for the identity of the gallery
https://learn.microsoft.com/azure/virtual-machines/vm-applications-publish-with-managed-identity.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.azure.limits import limit
from generator.delivery.archives import package_of, text_of
from generator.delivery.windows_names import why_not_on_windows
from generator.diagnostics import Diagnostic, InvalidInput, Severity
from generator.files.gathering import LEAVE_OUT
from generator.lazy import dataclass
from generator.rendering.application_template import VERSION_ID, values_of, version_template
from generator.rendering.artifacts import Artifact, template_and_values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.delivery.archives import Files
    from generator.files.package import Package
    from generator.rendering.application_template import ApplicationOptions

APPLICATION = "application"
"""The name of the files, without their ends."""
ACTIONS = ("install", "update", "remove")
_LARGEST_NUMBER = 2**31 - 1
_MARK = "// Written by scaleset application: change the folder of the application instead.\n"
_POWERSHELL = "powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass"
_ENDINGS = {"linux": (".sh",), "windows": (".cmd", ".bat", ".ps1")}
"""Of the scripts that a folder has for its actions, the first that is there."""


@dataclass(frozen=True, slots=True)
class Application:
    """What becomes of a folder: its package, and the files that are written of its version."""

    package: Package
    files: list[Artifact]
    findings: list[Diagnostic]


def application_of(folder: str, files: Files, options: ApplicationOptions) -> Application:
    """Return the package and the templates of the application in a folder.

    Raises InvalidInput with what the package cannot be made of.
    """
    given = VERSION_ID.fullmatch(options.version_id)
    if given is None:  # pragma: no cover - the command asks before
        raise ValueError(options.version_id)
    by_name = {item.name: item.head for item in files}
    system, mistakes = _system(by_name, options.commands)
    mistakes += [*_mistakes(files, system, options)]
    ending = "tar.gz" if system == "linux" else "zip"
    saved_as = f"{given['name']}.{ending}"
    actions = _actions(by_name, system, saved_as, options.commands)
    mistakes += _mistakes_of_actions(by_name, actions, system)
    if mistakes:
        raise InvalidInput([_said(folder, message) for message in mistakes])
    package = package_of(given["name"], files, ending)
    most = limit("application-package-bytes")
    if package.size > most:
        message = f"the package has {package.size:,} bytes of at most {most:,}: {LEAVE_OUT}"
        raise InvalidInput([_said(folder, message)])
    template = version_template(given.groupdict(), system, package.name, saved_as, actions, options)
    return Application(package, _artifacts(template, options), _warnings(folder, files))


def _said(folder: str, message: str, severity: Severity = Severity.ERROR) -> Diagnostic:
    return Diagnostic("file", severity, message, folder)


def _system(by_name: dict[str, bytes], commands: dict[str, str]) -> tuple[str, list[str]]:
    """Return the system that the scripts of a folder are for, and what speaks against that."""
    found = {
        system: [f"install{e}" for e in endings if f"install{e}" in by_name]
        for system, endings in _ENDINGS.items()
    }
    systems = [system for system, names in found.items() if names]
    if len(systems) == 1:
        return systems[0], []
    if systems:
        names = " and ".join(names[0] for names in found.values())
        return "linux", [f"there are {names}: a version is for one system; leave one of them out"]
    wanted = "install.sh (Linux), install.cmd or install.ps1 (Windows)"
    if "install" in commands:
        return "linux", []
    return "linux", [f"nothing in it installs it: its root needs {wanted}, or give --install"]


def _mistakes(files: Files, system: str, options: ApplicationOptions) -> Iterator[str]:
    number = max(map(int, options.version_id.rpartition("/")[2].split(".")))
    if number > _LARGEST_NUMBER:
        yield f"a number of a version is at most {_LARGEST_NUMBER:,} (is {number:,})"
    if not any(item.size for item in files):
        yield "all of its files are empty"
    for item in files:
        reason = why_not_on_windows(item.name) if system == "windows" else ""
        if reason:
            yield f"Windows has no file of the name '{item.name}': {reason}"
    seen: dict[str, str] = {}
    for item in files:
        other = seen.setdefault(item.name.lower(), item.name)
        if other != item.name:
            yield f"'{other}' and '{item.name}' differ in case alone: rename one"


def _actions(
    by_name: dict[str, bytes], system: str, package: str, commands: dict[str, str]
) -> dict[str, str]:
    """Return the commands of a version: each unpacks the package where it is, and runs a script."""
    unpack = (
        f"tar -xzmf {package} && "
        if system == "linux"
        else f"{_POWERSHELL} -Command \"$ErrorActionPreference='Stop';"
        f'Expand-Archive {package} . -Force" && '
    )
    found = {}
    for action in ACTIONS:
        names = [f"{action}{ending}" for ending in _ENDINGS[system]]
        script = next((name for name in names if name in by_name), None)
        run = commands.get(action) or (script and _running(script, by_name[script]))
        if run:
            found[action] = unpack + run
    return found


def _running(script: str, data: bytes) -> str:
    if script.endswith(".sh"):
        return f"./{script}" if data.startswith(b"#!") else f"sh ./{script}"
    return f"{_POWERSHELL} -File {script}" if script.endswith(".ps1") else script


def _mistakes_of_actions(
    by_name: dict[str, bytes], actions: dict[str, str], system: str
) -> Iterator[str]:
    if "install" in actions and "remove" not in actions:
        names = " or ".join(f"remove{ending}" for ending in _ENDINGS[system])
        yield f"nothing removes it, which Azure asks for: add {names}, or give --remove"
    for action, command in actions.items():
        most = limit("application-command-characters")
        if len(command) > most:
            yield f"the command to {action} has {len(command):,} characters of at most {most:,}"
        data = by_name.get(f"{action}.sh", b"")
        if system == "linux" and data.startswith(b"#!") and b"\r" in data.partition(b"\n")[0]:
            yield (
                f"the first line of {action}.sh ends in a carriage return, which Linux takes for "
                "part of the name of the interpreter: save it with LF"
            )


def _warnings(folder: str, files: Files) -> list[Diagnostic]:
    from generator.redaction import shows_key

    return [
        _said(
            folder,
            f"'{item.name}' holds a key or signature, which everyone who may use the gallery can "
            "read: give it to the set in another way, and leave the file out in .scalesetignore",
            Severity.WARNING,
        )
        for item in files
        if shows_key(text_of(item))
    ]


def _artifacts(template: dict[str, Any], options: ApplicationOptions) -> list[Artifact]:
    """Return the template, its parameter file and its Bicep."""
    from generator.bicep.layout import program_text
    from generator.bicep.template import convert
    from generator.language.documents.source import read_json

    files = template_and_values(APPLICATION, template, values_of(options))
    program = convert(read_json(files[0].text, files[0].name)).program
    return [*files, Artifact(f"{APPLICATION}.bicep", f"{_MARK}\n{program_text(program)}")]
