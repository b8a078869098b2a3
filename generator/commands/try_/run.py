"""`scaleset try`: start an instance here, and report what became of it."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

from generator.commands.plan.sides import Loaded, SideSource, load
from generator.commands.reporting import columns, in_color, say_findings
from generator.diagnostics import Diagnostic, InvalidInput, Severity
from generator.lazy import dataclass, field
from generator.reports.formats import write_trial
from generator.reports.pen import Pen
from generator.rollout.side import resources_of, template_of
from generator.trying.containers import ContainerRoot, engine, image_of
from generator.trying.instance import NewInstance, Options, notes_of
from generator.trying.masking import Mask
from generator.trying.namespaces import FolderRoot, lacking
from generator.trying.records import Trial
from generator.trying.root import NoRoot, NoRootError
from generator.trying.sources import Sources, parsed
from generator.wording.saying import say_report

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from generator.language.template import Template
    from generator.rollout.side import PlannedResource
    from generator.scale_set.view import ScaleSet
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
    image: str | None
    again: Path | None
    scale_out: bool
    keep: bool
    shell: bool
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


@dataclass(slots=True)
class _Version:
    """A spec or template as it is tried: its scale set, and the template around it."""

    source: Path
    loaded: Loaded
    found: PlannedResource
    template: Template = field(init=False)

    def __post_init__(self) -> None:
        self.template = template_of(resources_of(self.loaded.side).values())

    @property
    def model(self) -> ScaleSet:
        """The scale set."""
        return self.found.view(self.template)

    @property
    def host_name(self) -> str:
        """What the first instance is called."""
        prefix = self.model.profile.at("osProfile", "computerNamePrefix").text()
        return f"{prefix or self.found.short}000000"


def run(source: Path, request: TryRequest) -> int:
    """Try an instance and report it on standard output; give the exit code."""
    sources = [source, *filter(None, [request.again])]
    loaded = [_loaded(item, request) for item in sources]
    _refuse_unknown(loaded)
    versions = [
        _Version(path, item, _scale_set(path, item, request.name))
        for path, item in zip(sources, loaded, strict=True)
    ]
    mask = Mask()
    mask.add([*(secret for item in loaded for secret in item.secrets), *_environment().values()])
    options = Options(_sources(request), request.timeout, request.patience)
    root = _root(versions[0], request)
    trial = Trial(versions[0].found.short, source.as_posix(), root.label)
    if not request.only_list:
        trial.notes += map(mask.of, notes_of(versions[-1].model))
    pen = Pen(columns(sys.stdout), color=in_color(request.color, sys.stdout))

    def tell(step: Step) -> None:
        trial.steps.append(mask.of_step(step))

    def instance(version: _Version, of: Root, part: str = "") -> NewInstance:
        files, name = version.loaded.side.files, version.host_name
        return NewInstance(version.model, version.template, files, of, options, tell, name, part)

    try:
        with root:
            first = instance(versions[0], root)
            first.start()
            for later in versions[1:]:
                first.again(later.model, later.template, later.loaded.side.files)
            _look_around(root, request, trial, pen)
        if request.scale_out:
            with _root(versions[-1], request) as another:
                instance(versions[-1], another, "scale-out").start()
    except NoRootError as error:
        raise _mistake(source, mask.of(str(error))) from None
    if not request.shell:
        say_report(request.output, write_trial(request.output, trial, pen), color=pen.color)
    return 0 if trial.comes_up else 1


def _look_around(root: Root, request: TryRequest, trial: Trial, pen: Pen) -> None:
    """Report how to get into a root that is kept, or open a shell in it."""
    if request.keep and not request.only_list:
        trial.kept = f"Kept: {root.way_in()}"
    if request.shell and not request.only_list:
        say_report("text", write_trial("text", trial, pen), color=pen.color)
        sys.stdout.flush()
        root.shell()


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
    errors = [item for item in loaded.findings if item.severity is Severity.ERROR]
    if errors:
        raise InvalidInput(errors)
    if not request.quiet:
        say_findings([item for item in loaded.findings if item.severity > Severity.INFO])
    return loaded


def _refuse_unknown(loaded: list[Loaded]) -> None:
    """Raise InvalidInput for values that no side has a parameter for, but by the environment."""
    unknown = set.intersection(*(set(item.unknown) for item in loaded))
    unknown -= {name.lower() for name in _environment()}
    if unknown:
        raise InvalidInput([loaded[0].unknown[name] for name in sorted(unknown)])


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


def _root(version: _Version, request: TryRequest) -> Root:
    """Return the root that is asked for, or the first that there is; raises InvalidInput."""
    model = version.model
    if model.operating_system == "windows":
        message = "instances of Windows cannot be tried here: the root is Linux"
        raise _mistake(version.source, message)
    if request.only_list:
        return NoRoot("no root: this is a list")
    common = version.host_name, request.network, request.keep
    if request.root is not None:
        for wrong in lacking():
            raise _mistake(version.source, wrong)
        label = f"{request.root.as_posix()}, in namespaces of this machine"
        return FolderRoot(label, *common, folder=request.root)
    found = engine()
    if found is None:
        message = f"neither podman nor docker works here, and no --root is given: {_DEBOOTSTRAP}"
        raise _mistake(version.source, message)
    image = request.image or image_of(model.profile)
    if image is None:
        message = "no image of a container is known for the image of the model: name one by --image"
        raise _mistake(version.source, message)
    return ContainerRoot(f"{image}, a container", *common, engine=found, image=image)


def _sources(request: TryRequest) -> Sources:
    try:
        given = tuple(map(parsed, request.files))
    except ValueError as error:
        raise InvalidInput([Diagnostic("--files", Severity.ERROR, str(error), "--files")]) from None
    return Sources(given, request.network)
