"""The pipeline of `validate` over many files: find them, tell what each is, check, pair, sum up.

A template and the parameter files that belong to it are one piece of work. So a process needs
nothing of what another one reads, and no more than one piece is held at a time.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from generator.diagnostics import InvalidInput, Severity
from generator.files.arguments import InputFile, find_files, unreadable
from generator.files.reading import read_bytes
from generator.language.documents.kind import PARAMETERS, TEMPLATE, kind_of
from generator.language.documents.source import decode, read_document, read_json
from generator.language.template import Template
from generator.lazy import dataclass, regex, replace
from generator.validation.document import Examined, examine, validate_pair
from generator.validation.parameters.given import fit_findings, fit_of, values_for
from generator.validation.parameters.pairs import template_of
from generator.validation.report import Report, Tally
from generator.validation.resources.check import has_schema
from generator.validation.selection.options import DEFAULT_OPTIONS, ValidateOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import TypeVar

    from generator.diagnostics import Diagnostic
    from generator.language.documents.source import Document
    from generator.language.parameters.inputs import Inputs
    from generator.validation.parameters.given import Fit

    T = TypeVar("T")
    Watch = Callable[[Iterable[T], int], Iterable[T]]

_NAMED_PARAMETERS = regex(r"\.parameters\.jsonc?$", re.IGNORECASE)
_LIKELY = ("azuredeploy", "maintemplate")
_SCHEMA = regex(rb"schemas/[^\"]*deployment(?:Template|Parameters)\.json", re.IGNORECASE)
_HEAD = 16 * 1024


@dataclass(frozen=True, slots=True)
class Checked:
    """One file that was looked at: what it is, what was found, how many resources it has.

    `unchecked` are the types of those of which only the envelope was checked, one for each.
    `linked` are the paths of the templates that it links to.
    """

    path: str
    kind: str | None
    findings: list[Diagnostic]
    resources: int = 0
    unchecked: tuple[str, ...] = ()
    fit: Fit | None = None
    linked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """Files that are checked together, and the template that the parameter files belong to.

    `options` are what the command line asks for.
    """

    template: Path
    files: list[InputFile]
    options: ValidateOptions = DEFAULT_OPTIONS


def validate_files(
    arguments: Sequence[str | os.PathLike[str]],
    jobs: int = 1,
    watch: Watch[list[Checked]] = lambda work, _: work,
    parameters: Sequence[str] = (),
    options: ValidateOptions | None = None,
) -> Report:
    """Validate files, folders, patterns and standard input; findings come by file and place.

    `jobs` is the number of processes; `watch` sees every piece of work that is done, and how many
    there are. `parameters` are those of the command line, see parameters/given.py;
    `options` say which rules count, and have them too.
    Raises InvalidInput where only folders are given that hold nothing to check, and where what is
    given for a parameter cannot be read.
    """
    options = options or ValidateOptions(tuple(parameters))
    found = find_files(arguments, options.excludes, if_any=options.if_any)
    pieces = _pieces(found.files, options)
    checked = [item for done in watch(_results(pieces, jobs), len(pieces)) for item in done]
    checked += _linked(checked, jobs, replace(options, parameters=()))
    findings = [*found.findings, *(finding for item in checked for finding in item.findings)]
    empty = not findings and not any(item.kind for item in checked)
    if empty and not options.if_any:
        message = "no deployment template and no parameter file here"
        raise InvalidInput([unreadable(str(path), message) for path in arguments])
    if options.parameters:
        findings += fit_findings([item.fit for item in checked if item.fit is not None])
    ordered = sorted(dict.fromkeys(findings), key=lambda item: item.sort_key)
    given = {file.shown: file.data for file in found.files if file.data is not None}
    return Report(ordered, _tally(checked), given, empty=empty)


def _linked(checked: list[Checked], jobs: int, options: ValidateOptions) -> Iterator[Checked]:
    """Check the templates that others link to, and those that they link to, each once."""
    known = {os.path.normpath(item.path) for item in checked}
    waiting = checked
    while waiting:
        paths = dict.fromkeys(os.path.normpath(path) for item in waiting for path in item.linked)
        new = [Path(path) for path in paths if path not in known]
        files = [InputFile(path, named=True) for path in new if not options.excludes(path)]
        known.update(paths)
        waiting = [item for done in _results(_pieces(files, options), jobs) for item in done]
        yield from waiting


def _tally(checked: list[Checked]) -> Tally:
    kinds = [item.kind for item in checked]
    return Tally(
        templates=kinds.count(TEMPLATE),
        parameter_files=kinds.count(PARAMETERS),
        passed_by=sum(item.kind is None and not item.findings for item in checked),
        resources=sum(item.resources for item in checked),
        unchecked=dict(sorted(Counter(t for item in checked for t in item.unchecked).items())),
    )


def _pieces(files: list[InputFile], options: ValidateOptions) -> list[Piece]:
    known = {file.path.as_posix() for file in files if file.data is None}
    pieces: dict[str, Piece] = {}
    for file in files:
        home = template_of(file.path, known) or file.path
        piece = pieces.setdefault(home.as_posix(), Piece(home, [], options))
        piece.files.append(file)
    return list(pieces.values())


def _results(pieces: list[Piece], jobs: int) -> Iterator[list[Checked]]:
    processes = min(jobs or os.cpu_count() or 1, len(pieces))
    if processes <= 1:
        yield from map(check_piece, pieces)
        return
    from concurrent.futures import ProcessPoolExecutor

    from generator.azure.given import of_this_run, take_over
    from generator.validation.rule import all_rules

    all_rules()  # so that a forked process has them
    with ProcessPoolExecutor(processes, None, take_over, of_this_run()) as pool:
        chunk = max(1, min(50, len(pieces) // (processes * 4)))
        yield from pool.map(check_piece, pieces, chunksize=chunk)


def check_piece(piece: Piece) -> list[Checked]:
    """Check files that belong together; a file that cannot be read does not stop the others."""
    documents: dict[str, Document] = {}
    checked = []
    for file in piece.files:
        fit = None
        document, findings = _read(file)
        examined = Examined(findings)
        if document is not None:
            documents[file.shown] = document
            inputs = _inputs(document, piece.options.parameters)
            examined = _of_document(document, file, inputs, piece.options)
            examined = replace(examined, findings=[*findings, *examined.findings])
            fit = fit_of(document, inputs) if inputs is not None else None
            if file.is_bicep:
                from generator.validation.bicep_source import placed

                text = read_bytes(file.path).decode("utf-8-sig", "replace")
                found = placed(examined.findings, document.value, text)
                examined = replace(examined, findings=found)
        checked.append(replace(_checked(file, document, examined), fit=fit))
    template = documents.get(piece.template.as_posix())
    if template is None and any(item.kind == PARAMETERS for item in checked):
        template = _template_beside(piece)
    for item in checked:
        if template is not None and item.kind == PARAMETERS:
            item.findings.extend(
                validate_pair(template, documents[item.path], missing_is=Severity.INFO)
            )
    return [
        replace(
            item,
            findings=piece.options.of(file.path, documents.get(item.path), item.findings),
        )
        for file, item in zip(piece.files, checked, strict=True)
    ]


def _template_beside(piece: Piece) -> Document | None:
    """Read a template that is not to be checked itself, as it was not asked for."""
    try:
        return read_document(piece.template) if piece.template.is_file() else None
    except InvalidInput:
        return None


def _read(file: InputFile) -> tuple[Document | None, list[Diagnostic]]:
    report: list[Diagnostic] = []
    try:
        if file.data is not None:
            text = decode(file.data, file.shown)
            document = read_json(text, file.shown, report=report)
        elif file.is_bicep:
            from generator.validation.bicep_source import read_bicep

            document = read_bicep(file.path, report)
        else:
            document = read_document(file.path, report=report)
    except InvalidInput as error:
        return None, list(_of_broken(error, file))
    kind = kind_of(document.value)
    if kind == TEMPLATE and _NAMED_PARAMETERS.search(file.path.name):
        message = "this is a template, though named as a parameter file; put the values there"
        report.append(document.diagnostic("file", Severity.WARNING, message))
    return document, report if _is_expected(file) or kind is not None else []


def _of_broken(error: InvalidInput, file: InputFile) -> Iterator[Diagnostic]:
    """Report of broken text where it is meant for Azure, and always of what cannot be read."""
    expected = _is_expected(file)
    for item in error.diagnostics:
        if expected or (item.rule != "file" and _names_a_schema(file.path)):
            yield item
        elif item.rule == "file":
            yield replace(item, severity=Severity.WARNING)


def _is_expected(file: InputFile) -> bool:
    return file.named or file.path.name.lower().startswith(_LIKELY)


def _names_a_schema(path: Path) -> bool:
    try:
        return _SCHEMA.search(read_bytes(path, most=_HEAD, cut=True)) is not None
    except OSError:  # gone since it was read
        return False


def _inputs(document: Document, parameters: Sequence[str]) -> Inputs | None:
    """Return the values of the command line for a template; None where there are none."""
    if not parameters or kind_of(document.value) != TEMPLATE:
        return None
    return values_for(document, parameters)


def _of_document(
    document: Document, file: InputFile, inputs: Inputs | None, options: ValidateOptions
) -> Examined:
    own_rules = options.rules(file.path)
    if inputs is not None:
        examined = examine(document, inputs.values, own_rules, options.as_of)
        return replace(examined, findings=[*inputs.report, *examined.findings])
    if _is_expected(file) or kind_of(document.value) is not None:
        return examine(document, {}, own_rules, options.as_of)
    return Examined([])


def _checked(file: InputFile, document: Document | None, examined: Examined) -> Checked:
    if examined.answered:
        return Checked(file.shown, TEMPLATE, examined.findings, examined.answered)
    kind = kind_of(document.value) if document is not None else None
    if document is None or kind != TEMPLATE:
        return Checked(file.shown, kind, examined.findings)
    template = Template(document.value)
    parts = (template, *template.nested())
    types = [resource.type for part in parts for resource in part.resources()]
    unchecked = tuple(name for name in types if name and not has_schema(name))
    return Checked(
        file.shown, kind, examined.findings, len(types), unchecked, linked=examined.linked
    )
