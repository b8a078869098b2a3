"""`scaleset bicep`: print a template, and a parameter file, as Bicep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.bicep.layout import program_text
from generator.bicep.remarks import copied_secrets, left_to_do, remarks
from generator.bicep.template import convert
from generator.commands.reporting import count, findings_value, say_findings, say_json
from generator.commands.specs import TEMPLATES, named_file, no_template
from generator.diagnostics import Diagnostic, InvalidInput, Severity
from generator.files.writing import holds, write_together
from generator.language.documents.kind import PARAMETERS, TEMPLATE, kind_of
from generator.language.documents.source import Document, read_document
from generator.lazy import dataclass
from generator.wording.printable import printable
from generator.wording.saying import say, say_as_is

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class BicepRequest:
    """What is asked for, besides the template."""

    outfile: Path | None
    parameters: Sequence[Path]
    stdout: bool
    force: bool
    quiet: bool
    output: str


def run(template: Path, request: BicepRequest) -> int:
    """Convert a template; give the exit code."""
    report: list[Diagnostic] = []
    template = named_file(template, TEMPLATES)
    document = _read(template, TEMPLATE, report)
    made = convert(document)
    main = request.outfile or template.with_suffix(".bicep")
    texts = {main: program_text(made.program)}
    texts |= {main.parent / name: program_text(item) for name, item in made.modules.items()}
    findings = [*report, *copied_secrets(document), *remarks(document, made.problems)]
    left = left_to_do([made.program, *made.modules.values()], made.problems)
    for path, target in _parameter_files(request.parameters, main.parent).items():
        from generator.bicep.parameters import convert_parameters

        given = _read(path, PARAMETERS, report)
        program, problems = convert_parameters(given, document.value, made.program, main.name)
        texts[target] = program_text(program)
        findings += remarks(given, problems)
        left += left_to_do([program], problems)
    if request.stdout:
        say_findings(findings)
        say_as_is([_one_text(texts, main)])
        return 0
    return _write(texts, main.parent, findings, left, request)


def _parameter_files(given: Sequence[Path], folder: Path) -> dict[Path, Path]:
    """Return what each parameter file is written to; raises InvalidInput where two are one."""
    found: dict[Path, Path] = {}
    for path in dict.fromkeys(given):
        target = folder / f"{path.stem}.bicepparam"
        other = next((name for name, taken in found.items() if taken == target), None)
        if other is not None:
            message = f"{other.as_posix()} becomes {target.name} too: convert one at a time"
            raise InvalidInput([Diagnostic("file", Severity.ERROR, message, path.as_posix())])
        found[path] = target
    return found


def _read(path: Path, kind: str, report: list[Diagnostic]) -> Document:
    document = read_document(path, report=report)
    if kind_of(document.value) != kind:
        of_template = kind == TEMPLATE
        message = no_template(path, document.value) if of_template else "this is no parameter file"
        raise InvalidInput([document.diagnostic("file", Severity.ERROR, message)])
    return document


def _one_text(texts: dict[Path, str], main: Path) -> str:
    """Put the files one after the other; those beside the main one below a line with their path."""
    parts = []
    for path, text in texts.items():
        name = printable(path.relative_to(main.parent).as_posix())
        parts.append(text if path == main else f"\n// {name}\n{text}")
    return "".join(parts)


def _write(
    texts: dict[Path, str],
    folder: Path,
    findings: list[Diagnostic],
    left: int,
    request: BicepRequest,
) -> int:
    standing = [path for path, text in texts.items() if not holds(path, text)]
    if standing and not request.force:
        names = ", ".join(printable(path.as_posix()) for path in standing)
        say(f"scaleset: not overwritten: {names}; --force overwrites", error=True)
        return 2
    changed = write_together(texts, [folder])
    if request.output == "json":
        files = [
            {"path": path.as_posix(), "state": "wrote" if new else "unchanged"}
            for path, new in changed.items()
        ]
        say_json({"files": files, "findings": findings_value(findings)})
        return 0
    say_findings(findings)
    if not request.quiet:
        for path, new in changed.items():
            say(f"{'wrote' if new else 'unchanged'} {printable(path.as_posix())}")
        if left:
            say(f"{count(left, 'place')} left to do: look for TODO.", error=True)
    return 0
