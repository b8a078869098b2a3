"""A spec as the template that it renders to, for whoever goes on with the template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, InvalidInput, Severity, TemplateError
from generator.language.documents.source import read_json
from generator.lazy import dataclass
from generator.rendering.artifacts import artifacts
from generator.rendering.compose import compose
from generator.rendering.findings import check_artifacts
from generator.rendering.origin import spec_path
from generator.rendering.render import read_spec

if TYPE_CHECKING:
    from pathlib import Path as FilePath

    from generator.diagnostics import Path, Position
    from generator.language.documents.source import Document
    from generator.rendering.compose import Composition
    from generator.rendering.options import RenderOptions
    from generator.spec.spec import Spec


@dataclass(frozen=True, slots=True)
class Rendered:
    """The template, the text of its parameter file, what the template came from, its errors."""

    template: Document
    parameters: str
    spec: Spec
    composition: Composition
    errors: tuple[Diagnostic, ...] = ()

    def place(self, path: Path) -> tuple[str, Position]:
        """Return the file of the spec, and where the key stands that leads to a path."""
        document = self.spec.document
        return document.path, document.position(spec_path(self.spec, self.composition, path))


def rendered(path: FilePath, options: RenderOptions, *, lenient: bool = False) -> Rendered:
    """Render the spec in a file, in memory; raises InvalidInput with every mistake in it.

    A `lenient` one has the errors of what it renders to, which need not keep a set from running.
    """
    spec = read_spec(path, options)
    try:
        composition = compose(spec, options.overlay)
    except TemplateError as error:
        broken = Diagnostic("fragment", Severity.ERROR, str(error), path.as_posix())
        raise InvalidInput([broken]) from None
    template, parameters = artifacts(composition)
    found = check_artifacts(spec, composition, [template, parameters])
    errors = [item for item in found if item.severity is Severity.ERROR]
    if errors and not lenient:
        raise InvalidInput(errors)
    shown = (path.parent / template.name).as_posix()
    return Rendered(
        read_json(template.text, shown), parameters.text, spec, composition, tuple(errors)
    )
