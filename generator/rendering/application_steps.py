"""The delivery steps of a spec as the folder of a VM Application: those that an image can hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.delivery.texts import powershell_bytes
from generator.diagnostics import InvalidInput, Severity
from generator.files.gathering import GatheredFile
from generator.files.reading import LARGEST
from generator.lazy import replace
from generator.rendering.image.plan import plan_of, run_as_handler

if TYPE_CHECKING:
    from generator.delivery.archives import Files
    from generator.diagnostics import Diagnostic
    from generator.rendering.image.plan import Baked
    from generator.spec.spec import Spec

_ON_LINUX = "#!/bin/sh\nset -e\nhere=$(pwd)\nexport here\n"
_ON_WINDOWS = "$ErrorActionPreference = 'Stop'\n"


def files_of_steps(spec: Spec) -> tuple[Files, list[Diagnostic]]:
    """Return the files of an application that does what steps do, and why others stay steps.

    Raises InvalidInput where no step can be one.
    """
    if sum(item.size for files in spec.files.gathered.values() for item in files) <= LARGEST:
        spec.files.published.clear()  # the package of the application has them
    plan = plan_of(spec)
    said = [
        replace(item, rule="application")
        for item in plan.findings
        if item.severity is Severity.INFO  # when an application is installed is not documented
    ]
    if not plan.baked:
        message = "no delivery step can be an application"
        raise InvalidInput(
            [
                spec.document.diagnostic("application", Severity.ERROR, message, ("deliver",)),
                *said,
            ]
        )
    linux = spec.value["os"] == "linux"
    files = [_script(step, linux=linux) for step in plan.baked]
    runs = [_run(step, linux=linux) for step in plan.baked]
    text = "".join([_ON_LINUX if linux else _ON_WINDOWS, *runs])
    name = "install.sh" if linux else "install.ps1"
    data = text.encode() if linux else powershell_bytes(text)
    return tuple(sorted((*files, GatheredFile(name, data)), key=_by_name)), said


def _by_name(item: GatheredFile) -> bytes:
    return item.name.encode()


def _script(step: Baked, *, linux: bool) -> GatheredFile:
    if linux:
        return GatheredFile(f"{step.name}.sh", step.script.encode())
    return GatheredFile(f"{step.name}.ps1", powershell_bytes(step.script))


def _run(step: Baked, *, linux: bool) -> str:
    """Return the lines that run a step, and end where it fails."""
    if linux:
        program = run_as_handler(step, f'"$here/{step.name}.sh"')
        return f"chmod +x {step.name}.sh\n{program}\n"
    return (
        f"powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File {step.name}.ps1\n"
        "if ($LASTEXITCODE) { exit $LASTEXITCODE }\n"
    )
