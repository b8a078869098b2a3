"""`scaleset try`: start an instance here, and report what became of it."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

from generator.commands.plan.sides import Loaded, SideSource, load
from generator.commands.reporting import columns, in_color, say_findings
from generator.diagnostics import Diagnostic, InvalidInput, Severity
from generator.lazy import dataclass
from generator.reports.formats import write_trial
from generator.reports.pen import Pen
from generator.rollout.side import resources_of, template_of
from generator.trying.instance import NewInstance, Options
from generator.trying.masking import Mask
from generator.trying.namespaces import FolderRoot, lacking
from generator.trying.records import Trial
from generator.trying.root import NoRoot, NoRootError
from generator.trying.sources import Sources, parsed
from generator.wording.saying import say_report

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from generator.rollout.side import PlannedResource
    from generator.trying.records import Step
    from generator.trying.root import Root

_PREFIX = "scaleset_parameter_"
_DEBOOTSTRAP = (
    "'sudo debootstrap --include=cloud-init,python3,python3-cffi-backend bookworm DIR' makes one "
    "of Debian for --root DIR"
)


@dataclass(frozen=True, slots=True)
class TryRequest:
    """What is asked for, besides the spec or template."""

    parameters: Sequence[str]
    root: Path | None
    only_list: bool
    name: str | None
    files: Sequence[str]
    network: bool
    timeout: float | None
    patience: float
    reach: str
    quiet: bool
    color: str
    output: str


def run(source: Path, request: TryRequest) -> int:
    """Try an instance and report it on standard output; give the exit code."""
    loaded = _loaded(source, request)
    mask = Mask()
    mask.add([*loaded.secrets, *_environment().values()])
    found = _scale_set(source, loaded, request.name)
    root = _root(source, found, request)
    trial = Trial(found.short, source.as_posix(), root.label)
    pen = Pen(columns(sys.stdout), color=in_color(request.color, sys.stdout))

    def tell(step: Step) -> None:
        trial.steps.append(mask.of_step(step))

    template = template_of(resources_of(loaded.side).values())
    options = Options(_sources(request), request.timeout, request.patience)
    try:
        with root:
            model = found.view(template)
            NewInstance(model, template, loaded.side.files, root, options, tell).start()
    except NoRootError as error:
        raise _mistake(source, mask.of(str(error))) from None
    say_report(request.output, write_trial(request.output, trial, pen), color=pen.color)
    return 0 if trial.comes_up else 1


def _mistake(source: Path, message: str) -> InvalidInput:
    return InvalidInput([Diagnostic("try", Severity.ERROR, message, source.as_posix())])


def _environment() -> dict[str, str]:
    """Return the values of parameters that the environment has."""
    given = os.environ.items()
    return {k[len(_PREFIX) :]: v for k, v in given if k.lower().startswith(_PREFIX)}


def _loaded(source: Path, request: TryRequest) -> Loaded:
    """Read a side with the values of its secrets; raises InvalidInput."""
    values = {name: {"value": value} for name, value in _environment().items()}
    parameters = [*([json.dumps(values)] if values else []), *request.parameters]
    loaded = load(SideSource(source, parameters, {}, request.reach, reveals=True))
    named = {name.lower() for name in values}
    unknown = [found for name, found in loaded.unknown.items() if name not in named]
    errors = [item for item in loaded.findings if item.severity is Severity.ERROR]
    if unknown or errors:
        raise InvalidInput([*unknown, *errors])
    if not request.quiet:
        say_findings([item for item in loaded.findings if item.severity > Severity.INFO])
    return loaded


def _scale_set(source: Path, loaded: Loaded, name: str | None) -> PlannedResource:
    """Return the scale set that is meant; raises InvalidInput."""
    sets = [item for item in resources_of(loaded.side).values() if item.is_scale_set]
    sets = [item for item in sets if not item.partial]
    meant = [item for item in sets if name is None or item.short.lower() == name.lower()]
    if len(meant) == 1:
        return meant[0]
    names = ", ".join(item.short for item in sets)
    if not sets:
        raise _mistake(source, "there is no scale set in it")
    what = f"no scale set is called '{name}'" if name else f"there are {len(sets)} scale sets"
    raise _mistake(source, f"{what}: choose with --name one of {names}")


def _root(source: Path, found: PlannedResource, request: TryRequest) -> Root:
    """Return the root that is asked for, or the first that there is; raises InvalidInput."""
    if found.view().operating_system == "windows":
        message = "instances of Windows cannot be tried here: the root is Linux"
        raise _mistake(source, message)
    if request.only_list:
        return NoRoot("no root")
    if request.root is None:
        raise _mistake(source, f"there is no root to try it in: {_DEBOOTSTRAP}")
    wrong = lacking()
    if wrong:
        raise _mistake(source, wrong[0])
    prefix: Any = found.view().profile.at("osProfile", "computerNamePrefix").text()
    return FolderRoot(
        f"{request.root.as_posix()} (namespaces of this machine)",
        folder=request.root,
        host_name=f"{prefix or found.short}000000",
        network=request.network,
    )


def _sources(request: TryRequest) -> Sources:
    try:
        given = tuple(map(parsed, request.files))
    except ValueError as error:
        raise InvalidInput([Diagnostic("--files", Severity.ERROR, str(error), "--files")]) from None
    return Sources(given, request.network)
