"""`scaleset import`: a spec and its files, and what they do not say."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from generator.commands.answers import read_answer
from generator.commands.reporting import count, findings_value, say_findings, say_json
from generator.diagnostics import Severity
from generator.files.writing import write_together
from generator.importing.importing import SPEC, import_spec
from generator.importing.source import read_source
from generator.lazy import dataclass, replace
from generator.wording.commands import path_for_bash
from generator.wording.printable import printable
from generator.wording.saying import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.importing.importing import Imported

_MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What is asked for, besides the template."""

    parameters: Sequence[str]
    name: str | None = None
    output_dir: Path | None = None
    force: bool = False
    quiet: bool = False
    output: str = "text"


def run(template: Path, request: ImportRequest) -> int:
    """Write the spec of a scale set and its files; give the exit code."""
    document = read_answer(template)
    source = read_source(document, request.parameters, request.name)
    shown = printable(document.path)
    heading = f"Made of {shown} by 'scaleset import'. Read it before you render it."
    made = import_spec(source, heading)
    folder = request.output_dir or Path(made.name)
    there = [folder / name for name in made.files if os.path.lexists(folder / name)]
    if there and not request.force:
        listed = ", ".join(printable(path.as_posix()) for path in there)
        are, them = ("is", "it") if len(there) == 1 else ("are", "them")
        say(f"scaleset: {listed} {are} there already; --force overwrites {them}", error=True)
        return 2
    write_together({folder / name: text for name, text in made.files.items()}, [folder])
    _report(made, folder, request)
    return 1 if made.differences or made.refused else 0


def _report(made: Imported, folder: Path, request: ImportRequest) -> None:
    paths = [(folder / name).as_posix() for name in made.files]
    if request.output == "json":
        say_json(
            {
                "files": paths,
                "differences": made.differences,
                "secrets": made.hidden,
                "leftOut": made.left_out,
                "findings": findings_value(made.refused),
            }
        )
        return
    if not request.quiet:
        for path in paths:
            say(f"wrote {printable(path)}")
    errors = [item for item in made.refused if item.severity is Severity.ERROR]
    say_findings(
        [replace(item, path=(folder / Path(item.path).name).as_posix()) for item in errors]
    )
    _listed("What it renders to differs from the template", made.differences)
    _listed("Secrets of the template that are secure parameters of the spec", made.hidden)
    _listed("Left out, as nothing of the set refers to it", made.left_out)
    if request.quiet:
        return
    spec = path_for_bash(folder / SPEC)
    if made.refused:
        say("\nThe template has these mistakes too: mend them in the spec, then:", error=True)
    elif not made.differences:
        aside = "Secrets aside, it" if made.hidden else "It"
        say(f"\n{aside} renders to the same scale set.")
    say(f"  scaleset render {spec}")


def _listed(heading: str, items: list[str]) -> None:
    if not items:
        return
    say(f"{heading} ({count(len(items), 'place')}):", error=True)
    for item in items[:_MOST_SHOWN]:
        say(f"  {printable(item)}", error=True)
    if len(items) > _MOST_SHOWN:
        say(f"  and {len(items) - _MOST_SHOWN} more", error=True)
