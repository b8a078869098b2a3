"""`scaleset graph`: draw the scale sets of a template."""

from __future__ import annotations

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
from generator.wording.saying import say_parts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from generator.commands.plan.sides import Loaded
    from generator.picture.parts import Picture


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
    say_parts(write_picture(output, drawn(loaded, source, configured=request.configured)))
    return 0


def drawn(loaded: Loaded, source: Path, *, configured: bool) -> Picture:
    """Return the picture of a side, with what validate finds in its template."""
    document = loaded.side.expansion.deployments[0].deployment.source.document
    found = validate_document(document, loaded.side.given)
    options = ValidateOptions(configured=configured)
    return picture_of(loaded.side, options.of(source, None, found), day_of_table())
