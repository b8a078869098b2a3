"""`scaleset graph`: draw the scale sets of a template."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from generator.commands.plan.sides import SideSource, load
from generator.commands.reporting import say_findings
from generator.diagnostics import InvalidInput
from generator.lazy import dataclass
from generator.picture.drawing import picture_of
from generator.reports.formats import write_picture
from generator.resources.api_versions import day_of_table
from generator.validation.document import validate_document
from generator.validation.selection.options import ValidateOptions
from generator.wording.saying import say_report

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from generator.commands.plan.sides import Loaded
    from generator.picture.parts import Picture
    from generator.validation.report import Report


@dataclass(frozen=True, slots=True)
class GraphRequest:
    """What is asked for, besides the file and the format."""

    parameters: Sequence[str] = ()
    reach: str = "below"
    configured: bool = True
    quiet: bool = False


def run(source: Path, request: GraphRequest, output: str) -> int:
    """Draw onto standard output; give the exit code."""
    loaded = load(SideSource(source, request.parameters, {}, request.reach))
    if loaded.unknown:
        raise InvalidInput(list(loaded.unknown.values()))
    if not request.quiet:
        say_findings(loaded.findings)
    parts = write_picture(output, drawn(loaded, source, configured=request.configured))
    say_report("markdown" if output == "mermaid" else output, parts)
    return 0


def drawn(loaded: Loaded, source: Path, *, configured: bool) -> Picture:
    """Return the picture of a side, with what validate finds in its template."""
    document = loaded.side.expansion.deployments[0].deployment.source.document
    found = validate_document(document, loaded.side.given)
    options = ValidateOptions(configured=configured)
    return picture_of(loaded.side, options.of(source, document, found), day_of_table())


def pictures_of(
    report: Report, options: ValidateOptions, reach: str
) -> Callable[[str], Picture | None]:
    """Return what gives the picture of a file by its path, with its findings; None where none is.

    The findings of a spec are of its keys, so those of its template are marked.
    """

    def picture(path: str) -> Picture | None:
        try:
            loaded = load(SideSource(Path(path), options.parameters, {}, reach))
        except (InvalidInput, OSError):
            return None
        if loaded.rendered:
            return drawn(loaded, Path(path), configured=options.configured)
        found = (item for item in report.findings if item.path == path)
        return picture_of(loaded.side, found, day_of_table())

    return picture
