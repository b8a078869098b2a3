"""The two sides of a plan: templates, specs that are rendered here, or either in a revision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.commands.specs import (
    SPECS,
    TEMPLATES,
    inside,
    looks_like_a_spec,
    named_file,
    no_template,
)
from generator.diagnostics import Diagnostic, InvalidInput, Position, Severity
from generator.files.arguments import STANDARD_INPUT, standard_input
from generator.language.documents.casing import written
from generator.language.documents.kind import TEMPLATE, kind_of
from generator.language.documents.source import decode, read_document, read_json
from generator.language.expansion.expand import expand
from generator.language.expansion.secret_parameters import revealed, secure_values
from generator.language.expressions.context import Context, level_of
from generator.language.parameters.inputs import sort_parameters
from generator.lazy import dataclass, field, replace
from generator.rollout.side import Side, resources_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path as FilePath

    from generator.diagnostics import Path
    from generator.language.documents.source import Document

_YAML = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class SideSource:
    """A file to read, and how it is told to the user.

    `label` gives what to show of a path; `place` are what is known of the Context; `revision` is
    the one of git that the file is laid out from. `reveals` tells to put the values of secure
    parameters in, for what is never shown.
    `environment` is that of a spec. Of a `lenient` one errors are told with the rest: what runs
    may have them, too.
    """

    path: FilePath
    parameters: Sequence[str]
    place: dict[str, str]
    reach: str = "below"
    label: Callable[[str], str] = str
    revision: str = ""
    reveals: bool = False
    environment: str = ""
    lenient: bool = False


@dataclass(slots=True)
class Loaded:
    """A side, what there is to say of it, and the values that it has no parameter for.

    `rendered` tells that it is a spec, `publishes` that it has packages; `secrets` are the values
    of its secure parameters.
    """

    side: Side
    findings: list[Diagnostic] = field(default_factory=list)
    unknown: dict[str, Diagnostic] = field(default_factory=dict)
    rendered: bool = False
    publishes: bool = False
    secrets: list[Any] = field(default_factory=list)


def load(source: SideSource, piped: Document | None = None) -> Loaded:
    """Read and expand a side; raises InvalidInput with all that is wrong with it.

    `piped` is what came by standard input, where that was read already.
    """
    try:
        return _load(source, piped)
    except InvalidInput as error:
        raise InvalidInput([_labeled(item, source) for item in error.diagnostics]) from None


def _load(source: SideSource, piped: Document | None) -> Loaded:
    report: list[Diagnostic] = []
    if str(source.path) == "-":
        return _template(piped or _standard_input(report), source, source.path, report)
    path = named_file(source.path, SPECS + TEMPLATES)
    if path.suffix.lower() == ".bicep":
        from generator.validation.bicep_source import read_bicep

        compiled = read_bicep(path, report)
        return _expanded(compiled, source, path, source.parameters, _place_of_file(source), report)
    if path.suffix.lower() in _YAML:
        return _rendered(source, path)
    document = read_document(path, report=report)
    if looks_like_a_spec(document.value):
        return _rendered(source, path)
    return _template(document, source, path, report)


def from_standard_input() -> Document:
    """Read what standard input has; raises InvalidInput where it cannot be read."""
    return _standard_input([])


def _template(
    document: Document, source: SideSource, path: FilePath, report: list[Diagnostic]
) -> Loaded:
    if kind_of(document.value) != TEMPLATE:
        message = no_template(path, document.value, "this is no deployment template and no spec")
        raise InvalidInput([document.diagnostic("file", Severity.ERROR, message)])
    given = [*_of_environment(document, source, path), *source.parameters]
    loaded = _expanded(document, source, path, given, _place_in_text(source), report)
    loaded.findings.extend(_labeled(item, source) for item in _missing(document, loaded))
    return loaded


def _of_environment(document: Document, source: SideSource, path: FilePath) -> Iterator[str]:
    """Yield the parameter file beside a template for the environment that is asked for."""
    if not source.environment:
        return
    from generator.rendering.artifacts import parameters_of

    file = path.with_name(parameters_of(path.stem, source.environment))
    if not file.is_file():
        message = (
            f"'--env {source.environment}' is for a spec, or for a template with "
            f"{file.name} beside it: name its parameter file with -p"
        )
        raise InvalidInput([document.diagnostic("file", Severity.ERROR, message)])
    yield str(file)


def _standard_input(report: list[Diagnostic]) -> Document:
    """Read a template from standard input, as `az group export` prints one."""
    found = standard_input()
    if isinstance(found, Diagnostic):
        raise InvalidInput([found])
    return read_json(decode(found.data or b"", STANDARD_INPUT), STANDARD_INPUT, report=report)


def _rendered(source: SideSource, path: FilePath) -> Loaded:
    """Render a spec; its own parameter file comes first, so that what is given wins."""
    from generator.delivery.packing import delivered
    from generator.rendering.options import RenderOptions
    from generator.rendering.rendered import rendered

    options = RenderOptions(reach=source.reach, bicep=False, environment=source.environment)
    found = rendered(path, options, lenient=source.lenient)

    def place(_: Document, at: Path) -> tuple[str, Position]:
        shown, position = found.place(at)
        return source.label(shown), position

    parameters = [found.parameters, *source.parameters]
    loaded = _expanded(found.template, source, path, parameters, place, [])
    loaded.rendered, loaded.publishes = True, bool(found.spec.files.published)
    loaded.findings.extend(_labeled(item, source) for item in found.errors)
    loaded.side = replace(loaded.side, files=delivered(found.spec))
    return loaded


def _expanded(
    document: Document,
    source: SideSource,
    path: FilePath,
    parameters: Sequence[str],
    place: Callable[[Document, Path], tuple[str, Position]],
    report: list[Diagnostic],
) -> Loaded:
    declared, definitions = _section(document, "parameters"), _section(document, "definitions")
    inputs = sort_parameters(parameters, declared, definitions)
    context = Context(
        level=level_of(document.value.get(written(document.value, "$schema"))),
        **{"deployment": path.stem, **source.place},
    )
    secrets = []
    if source.reveals:
        secrets = list(secure_values(declared, definitions, inputs.values))
        document = replace(document, value=revealed(document.value))
    result = expand(document, inputs.values, context)
    findings = [*report, *inputs.report, *result.findings]
    if not result.whole:
        raise InvalidInput(findings)
    label = STANDARD_INPUT if str(path) == "-" else source.label(path.as_posix())
    side = Side(label, result, place, path.parent, inputs.values)
    shown = [_labeled(item, source) for item in findings]
    return Loaded(side, shown, inputs.unknown, secrets=secrets)


def settle_region(sources: Sequence[SideSource], loaded: list[Loaded]) -> str | None:
    """Return the region that one side names for a set that the other puts where its group is.

    The other side is read again in a group of that region: a file has none, and its stand-in would
    be a move, which Azure refuses.
    """
    bodies = [resources_of(item.side) for item in loaded]
    stand_in = Context().location
    for key in (item for item in bodies[0] if item in bodies[-1]):
        places = [of[key].body.get("location") for of in bodies]
        regions = [item for item in places if item != stand_in]
        if len(regions) != 1 or len(places) != 2 or not isinstance(regions[0], str):
            continue
        index = places.index(stand_in)
        if str(sources[index].path) == "-":  # it is read, and gone
            continue
        again = load(
            replace(sources[index], place={**sources[index].place, "location": regions[0]})
        )
        if resources_of(again.side)[key].body.get("location") == regions[0]:
            loaded[index] = again
            return regions[0]
    return None


def holds_side(path: FilePath) -> bool:
    """Whether there is a file, or a folder with one that is meant by it."""
    return (
        path.is_symlink()
        or path.is_file()
        or (path.is_dir() and inside(path, SPECS + TEMPLATES) is not None)
    )


def _missing(document: Document, loaded: Loaded) -> Iterator[Diagnostic]:
    """Describe which parameters have no value; of a spec those are what az asks for."""
    names = [entry.name for entry in loaded.side.expansion.missing if not entry.secure]
    if names:
        message = f"no value is given for {', '.join(names)}: what depends on it is not known"
        yield document.diagnostic("PAR005", Severity.INFO, message, ("parameters",))


def _section(document: Document, name: str) -> dict[str, Any]:
    found = document.value.get(written(document.value, name))
    return found if isinstance(found, dict) else {}


def _place_in_text(source: SideSource) -> Callable[[Document, Path], tuple[str, Position]]:
    return lambda document, at: (source.label(document.path), document.position(at))


def _place_of_file(source: SideSource) -> Callable[[Document, Path], tuple[str, Position]]:
    return lambda document, _: (source.label(document.path), Position())


def _labeled(finding: Diagnostic, source: SideSource) -> Diagnostic:
    return replace(finding, path=source.label(finding.path))
