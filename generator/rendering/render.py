"""From the file of a spec to the files of a deployment: the pipeline on one screen."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from generator.constraints import check_constraints
from generator.diagnostics import Diagnostic, InvalidInput, Severity, TemplateError
from generator.files.deadline import begin
from generator.lazy import dataclass, field, replace
from generator.rendering.artifacts import (
    DEPLOYMENT,
    IMAGE,
    SWAP,
    Artifact,
    artifacts,
    parameter_values,
)
from generator.rendering.compose import compose
from generator.rendering.environments import other_environments
from generator.rendering.findings import check_artifacts
from generator.rendering.notes import after_swap, before_deployment, files_packed
from generator.rendering.options import RenderOptions
from generator.rendering.swap import swap
from generator.spec.environments import ITSELF, derived_values, environments_of
from generator.spec.environments import KEY as ENVIRONMENTS
from generator.spec.faults import fault
from generator.spec.local_files import LocalFiles
from generator.spec.spec import spec_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path as FilePath

    from generator.language.documents.document import Document
    from generator.rendering.compose import Composition
    from generator.spec.defaults import Default
    from generator.spec.spec import Spec


@dataclass(frozen=True, slots=True)
class Rendering:
    """What came of one spec: files, findings, and what its user should know.

    Without files the findings say why. `asked_for` are the parameters that a deployment must be
    given; `notes` what must be done or known before the first one.
    """

    spec: str
    artifacts: list[Artifact] = field(default_factory=list)
    findings: list[Diagnostic] = field(default_factory=list)
    defaults: list[Default] = field(default_factory=list)
    asked_for: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Whether there is an error, and so nothing to write."""
        return any(item.severity is Severity.ERROR for item in self.findings)


def read_spec(path: FilePath, options: RenderOptions) -> Spec:
    """Read and check the spec in a file, for the environment that the options name.

    Raises InvalidInput with every mistake in it.
    """
    found = read_environments(path, options)
    wanted = options.environment
    if wanted in found:
        return found[wanted]
    names = ", ".join(sorted(filter(None, found)))
    there = f"it has {names}" if names else "it has none ('environments')"
    message = f"this spec has no environment '{wanted}': {there}"
    document = found[ITSELF].document
    raise InvalidInput([document.diagnostic(fault("environment-differs"), Severity.ERROR, message)])


def read_environments(path: FilePath, options: RenderOptions) -> dict[str, Spec]:
    """Read and check the spec in a file, itself (as ITSELF) and for each of its environments.

    Raises InvalidInput with every mistake in all of them.
    """
    begin(options.deadline)
    document = _read(path)
    if options.version and isinstance(document.value, dict):
        document = replace(document, value={**document.value, "version": options.version})
    try:
        documents = environments_of(document)
    except InvalidInput as error:  # what is wrong with the rest is told with it
        rest = {k: v for k, v in document.value.items() if k != ENVIRONMENTS}
        raise InvalidInput(
            [*error.diagnostics, *_mistakes(replace(document, value=rest), path, options)]
        ) from None
    found = _each(documents, path, options)
    derived = derived_values(found)
    return _each(environments_of(document, derived), path, options) if derived else found


def _mistakes(document: Document, path: FilePath, options: RenderOptions) -> list[Diagnostic]:
    try:
        _checked(document, path, options, ())
    except InvalidInput as error:
        return error.diagnostics
    return []


def _each(
    documents: dict[str, Document], path: FilePath, options: RenderOptions
) -> dict[str, Spec]:
    names = tuple(filter(None, documents))
    found, mistakes = {}, []
    for name, document in documents.items():
        try:
            found[name] = _checked(document, path, options, names)
        except InvalidInput as error:
            mistakes += error.diagnostics
    if mistakes:
        raise InvalidInput(list(dict.fromkeys(mistakes)))
    return found


def _checked(
    document: Document, path: FilePath, options: RenderOptions, environments: tuple[str, ...]
) -> Spec:
    files = LocalFiles(path.parent, options.reach, environments)
    spec, mistakes = spec_of(document, files)
    mistakes += [] if spec is None else _unpacked(spec)
    found = [] if spec is None else check_constraints(document, spec.value, spec.files)
    mistakes += [item for item in found if item.severity is Severity.ERROR]
    if spec is None or mistakes:
        raise InvalidInput(list(dict.fromkeys(mistakes)))
    warnings = [item for item in found if item.severity is not Severity.ERROR]
    return replace(spec, warnings=[*spec.warnings, *warnings])


def _unpacked(spec: Spec) -> list[Diagnostic]:
    """Choose which files are published; report what cannot be packed for that."""
    if not spec.value["packages"]:
        return []
    from generator.delivery.publishing import place_packages
    from generator.files.gathering import NotGathered

    try:
        place_packages(spec.value, spec.files)
    except NotGathered as error:
        kind = fault("files-of-a-step")
        return [spec.document.diagnostic(kind, Severity.ERROR, f"{error}", ("deliver",))]
    return []


def _read(path: FilePath) -> Document:
    from generator.language.documents.source import read_document

    try:
        return read_document(path, shown_as=path.as_posix(), duplicates=Severity.ERROR)
    except InvalidInput as error:
        kind = fault("yaml-syntax")
        found = [
            replace(item, rule=kind) if item.rule in _OF_SYNTAX else item
            for item in error.diagnostics
        ]
        raise InvalidInput(found) from None


_OF_SYNTAX = {"yaml-syntax", "json-syntax", "json-duplicate-key"}
_DEFAULTS = RenderOptions()


def render(
    path: FilePath, options: RenderOptions = _DEFAULTS, folder: FilePath | None = None
) -> Rendering:
    """Render the spec in a file; its mistakes come back as findings.

    `folder` is where the files will lie, that of the spec unless it is given.
    """
    shown = path.as_posix()
    try:
        if options.environment:
            specs = {ITSELF: read_spec(path, options)}
        else:
            specs = read_environments(path, options)
        spec = specs.pop(ITSELF)
        composition, files, said, notes = _PRODUCTS[options.product](spec, options)
        findings = [*said, *check_artifacts(spec, composition, files, options.as_of)]
        if specs and options.product != IMAGE:
            more, said = other_environments(
                specs, spec, composition, _PRODUCTS[options.product], options
            )
            files, findings = [*files, *more], list(dict.fromkeys([*findings, *said]))
    except InvalidInput as error:
        return Rendering(shown, findings=error.diagnostics)
    except TemplateError as error:
        broken = Diagnostic("fragment", Severity.ERROR, str(error), shown)
        return Rendering(shown, findings=[broken])
    failed = any(item.severity is Severity.ERROR for item in findings)
    if options.bicep and options.product == DEPLOYMENT and not failed:
        from generator.rendering.bicep_files import bicep_files

        printed, said = bicep_files(spec, composition, files, folder or path.parent)
        files, findings = [*files, *printed], [*findings, *said]
    return Rendering(
        shown,
        [] if failed else files,
        sorted([*spec.warnings, *findings], key=lambda item: item.sort_key),
        spec.defaults,
        _asked_for(composition),
        notes,
    )


def render_each(
    specs: Sequence[FilePath],
    options: RenderOptions = _DEFAULTS,
    jobs: int = 1,
    folders: Sequence[FilePath | None] = (),
) -> Iterator[Rendering]:
    """Yield the rendering of each spec; with jobs in as many processes, 0 means one per core.

    `folders` are where the files of each will lie; without them beside the specs.
    """
    folders = folders or [None] * len(specs)
    jobs = min(jobs or os.cpu_count() or 1, len(specs))
    if jobs <= 1:
        for spec, folder in zip(specs, folders, strict=True):
            yield render(spec, options, folder)
        return
    from concurrent.futures import ProcessPoolExecutor

    from generator.azure.given import of_this_run, take_over

    with ProcessPoolExecutor(jobs, None, take_over, of_this_run()) as pool:
        chunk = max(1, len(specs) // (jobs * 4))
        yield from pool.map(render, specs, [options] * len(specs), folders, chunksize=chunk)


Product = tuple["Composition", list[Artifact], list[Diagnostic], list[str]]


def _deployment(spec: Spec, options: RenderOptions) -> Product:
    composition = compose(spec, options.overlay)
    notes = [*before_deployment(spec.value), *files_packed(spec)]
    return composition, artifacts(composition), [], notes


def _swap(spec: Spec, options: RenderOptions) -> Product:
    composition = swap(spec, compose(spec, options.overlay))
    return composition, artifacts(composition, SWAP), [], list(after_swap(spec.value))


def _image(spec: Spec, options: RenderOptions) -> Product:
    from generator.rendering.image.product import image_of

    return image_of(spec, options)


_PRODUCTS = {DEPLOYMENT: _deployment, SWAP: _swap, IMAGE: _image}


def _asked_for(composition: Composition) -> list[str]:
    given = parameter_values(list(composition.parameters.values()))
    declared = composition.template.get("parameters", {})
    return [
        name for name, item in declared.items() if "defaultValue" not in item and name not in given
    ]
