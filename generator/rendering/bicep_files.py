"""The Bicep of a rendering: printed from its template, never made a second time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.clouds import hosts_in
from generator.bicep.layout import program_text
from generator.bicep.parameters import convert_parameters
from generator.bicep.remarks import RULE, stops_the_compiler
from generator.bicep.template import convert
from generator.diagnostics import Severity
from generator.language.documents.source import read_json
from generator.rendering.artifacts import Artifact
from generator.rendering.loaded_files import with_loaded_files
from generator.rendering.origin import spec_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path as FilePath

    from generator.diagnostics import Diagnostic
    from generator.rendering.compose import Composition
    from generator.spec.spec import Spec

MAIN = "main"
"""The name of the files, without their ends."""

MARK = "// Rendered by scaleset: change the spec instead of this file.\n"
"""How a Bicep file begins that a rendering wrote; by it one of an earlier rendering is known."""
_HOSTS = "no-hardcoded-env-urls"
_WHY = "The spec gives this address: it is that of one thing, which stands in one cloud."


def bicep_files(
    spec: Spec, composition: Composition, files: list[Artifact], folder: FilePath
) -> tuple[list[Artifact], list[Diagnostic]]:
    """Return the files for a template and its parameter file, which stand first in `files`.

    Behind them are the parameter files of environments. All will lie in `folder`.

    Where a part has no form at which the compiler would not stop there are none; what is said of it
    tells why.
    """
    template, parameters = (read_json(item.text, item.name) for item in files[:2])
    made = convert(template)
    given, problems = convert_parameters(parameters, template.value, made.program, f"{MAIN}.bicep")
    programs = {f"{MAIN}.bicep": made.program, f"{MAIN}.bicepparam": given, **made.modules}
    for item in files[2:]:
        name = item.name.removesuffix(".json").rpartition(".")[2]
        values = read_json(item.text, item.name)
        of_environment, _ = convert_parameters(
            values, template.value, made.program, f"{MAIN}.bicep"
        )
        programs[f"{MAIN}.{name}.bicepparam"] = of_environment
    stopped = any(map(stops_the_compiler, programs.values()))
    start = f"{MAIN}.bicep is not written: " if stopped else ""
    said = [
        spec.document.diagnostic(
            RULE,
            Severity.WARNING,
            f"{start}{item.message}",
            spec_path(spec, composition, item.path),
        )
        for item in (*made.problems, *(item for item in problems if item.path))
    ]
    if stopped:
        return [], said
    texts = {name: allowing_addresses(program_text(item)) for name, item in programs.items()}
    if spec.value["bicep"]["files"] == "load":
        texts[f"{MAIN}.bicep"] = with_loaded_files(spec, folder, texts[f"{MAIN}.bicep"])
    return [Artifact(name, f"{MARK}\n{text}") for name, text in texts.items()], said


def allowing_addresses(text: str) -> str:
    """Report Bicep's linter of each line with an address that the spec gives why it stands there.

    A text of several lines is in the way of the word for the next line only; it is put between two.
    """
    return "\n".join(_allowing_addresses(text.split("\n")))


def _allowing_addresses(lines: list[str]) -> Iterator[str]:
    number = 0
    while number < len(lines):
        end = _end_of_text(lines, number)
        part = lines[number : end + 1]
        number = end + 1
        indent = part[0][: len(part[0]) - len(part[0].lstrip())]
        told = part[0].lstrip().startswith("//") or not any(
            True for line in part for _ in hosts_in(line)
        )
        if told:
            yield from part
        elif len(part) == 1:
            yield from (f"{indent}// {_WHY}", f"{indent}#disable-next-line {_HOSTS}", part[0])
        else:
            yield from (f"{indent}// {_WHY}", f"{indent}#disable-diagnostics {_HOSTS}", *part)
            yield f"{indent}#restore-diagnostics {_HOSTS}"


def _end_of_text(lines: list[str], start: int) -> int:
    """Return the last line of what begins at a line: that of a long text, or the line itself."""
    if not lines[start].endswith("'''"):
        return start
    following = (at for at in range(start + 1, len(lines)) if "'''" in lines[at])
    return next(following, start)
