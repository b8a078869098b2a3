"""The package of a DSC step: what is in it, and whether instances can download it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.delivery.dsc_package import BUILT_IN, dsc_files, script_in, script_of
from generator.diagnostics import Severity
from generator.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.constraints.subject import Check, DeliveryStep, SpecSubject
    from generator.delivery.archives import Files
    from generator.files.gathering import GatheredFile


def _package(subject: SpecSubject) -> Iterator[Finding]:
    for step in subject.steps("dsc"):
        if (step.body["url"] is None) == (step.body["files"] is None):
            message = "give either 'files', which are packed, or the 'url' of a package"
            yield Finding(step.path, message, kind="package-of-dsc")
        elif step.body["files"] is not None:
            yield from _way(subject, step)
            named = dsc_files(step.body, subject.files)
            if named:
                yield from _contents(step, named)


def _way(subject: SpecSubject, step: DeliveryStep) -> Iterator[Finding]:
    """Find that instances have nothing to download a package from, or with."""
    path, packages = (*step.path, "files"), subject.value["packages"]
    if step.body["configurationUrlSasToken"]:
        message = "the token for packages is packages.sas; this one is for a 'url'"
        place = (*step.path, "configurationUrlSasToken")
        yield Finding(place, message, kind="package-of-dsc")
    if not packages:
        message = (
            "no package of DSC fits into a template: say where it is published to, and with which "
            "token it is read (packages: {account: NAME, sas: {secret: packagesSas}})"
        )
        yield Finding(path, message, kind="download-of-dsc")
    elif not packages["sas"]:
        message = (
            "the DSC extension downloads with a SAS token and with no identity: give packages.sas, "
            "unless anybody may read the container"
        )
        yield Finding(path, message, Severity.WARNING, kind="download-of-dsc")


def _contents(step: DeliveryStep, named: list[tuple[str, GatheredFile]]) -> Iterator[Finding]:
    path, script = (*step.path, "files"), step.body["script"]
    places: dict[str, str] = {}
    for name, item in sorted(named, key=lambda pair: pair[0]):
        other = places.setdefault(item.name.lower(), name)
        if other != name:
            message = f"'{other}' and '{name}' would both be '{item.name}' in the package"
            yield Finding(path, f"{message}: rename one", kind="package-of-dsc")
    if not isinstance(script, str):
        message = "the script is one of the packed files: write its name"
        yield Finding((*step.path, "script"), message, kind="package-of-dsc")
        return
    files = tuple(item for _, item in named)
    found = script_in(script, files)
    if found is None:
        elsewhere = [name for name, _ in named if name.lower().rpartition("/")[2] == script.lower()]
        scripts = [name for name, _ in named if name.lower().endswith(".ps1")]
        hint = f"; 'files' has {', '.join(scripts[:3])}" if scripts else ""
        hint = f"; name the folder of '{elsewhere[0]}' in 'files'" if elsewhere else hint
        message = f"no '{script}' is in the root of the package{hint}"
        yield Finding((*step.path, "script"), message, kind="package-of-dsc")
        return
    yield from _script(step, files, found)


def _script(step: DeliveryStep, files: Files, script: GatheredFile) -> Iterator[Finding]:
    function, read = step.body["function"], script_of(script)
    known = {name.lower() for name in read.configurations}
    if not known:
        message = f"'{script.name}' has no configuration: it needs 'configuration NAME {{ }}'"
        yield Finding((*step.path, "script"), message, kind="configuration-in-the-script")
    elif isinstance(function, str) and function.lower() not in known:
        there = ", ".join(f"{name} (line {at})" for name, at in read.configurations.items())
        message = f"'{script.name}' has no configuration '{function}'; there is {there}"
        yield Finding((*step.path, "function"), message, kind="configuration-in-the-script")
    packed = {item.name.lower().partition("/")[0] for item in files if "/" in item.name}
    for name, line in read.modules.items():
        if name.lower() not in packed | BUILT_IN:
            message = (
                f"line {line} of '{script.name}' imports the module '{name}', which is not in the "
                f"package: name its folder, whose name is '{name}', in 'files'"
            )
            yield Finding((*step.path, "files"), message, kind="module-not-packed")


CHECKS: tuple[Check, ...] = (_package,)
