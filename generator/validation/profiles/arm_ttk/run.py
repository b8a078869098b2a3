"""The pipeline of the profile: choose the files as arm-ttk does, run its tests, place the findings.

A main template brings the other JSON files of its folder along, at any depth; any other file is
looked at alone. What a file is, is told by the schema that it names, or else by its name.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Counterpart, Diagnostic, InvalidInput, Severity, json_pointer
from generator.files.arguments import InputFile, find_files, unreadable
from generator.files.reading import read_bytes
from generator.language.documents.source import decode, read_document, read_json
from generator.language.template import Template
from generator.lazy import dataclass, regex
from generator.validation.profiles.arm_ttk.check import all_checks
from generator.validation.profiles.arm_ttk.checks.json_files_should_be_valid import CHECK as VALID
from generator.validation.profiles.arm_ttk.search import has, member
from generator.validation.profiles.arm_ttk.subject import TtkSubject, parts, whole
from generator.validation.report import Report, Tally

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from generator.findings import Finding
    from generator.language.documents.source import Document
    from generator.validation.profiles.arm_ttk.check import Check, LoadedCheck

MAIN_NAMES = {"azuredeploy.json", "maintemplate.json", "prereq.azuredeploy.json"}
_GROUPS = {"template": "deploymenttemplate", "parameters": "deploymentparameters"}
_BARE_NAME = regex(
    r'"(?:[^"\\]|\\.)*+"|//[^\r\n]*+|/\*.*?\*/|(?<=[{,\s])([A-Za-z_$][\w$]*+)(?=\s*+:)', re.DOTALL
)
_OTHERS = regex("createuidefinition", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Looked:
    """One file that was looked at: what it is (None for neither), and what was found."""

    group: str | None
    findings: list[Diagnostic]
    resources: int = 0


def validate_files(
    arguments: Sequence[str | os.PathLike[str]],
    as_of: date,
    excludes: Callable[[Path], bool] = lambda _: False,
    watch: Callable[[Iterator[Looked], int], Iterable[Looked]] = lambda work, _: work,
    *,
    if_any: bool = False,
) -> Report:
    """Run the tests of arm-ttk over files, folders, patterns and standard input.

    API versions are as old as they are on the day `as_of`. What `excludes` says is passed by in
    folders; `watch` sees every file that is done, and how many there are. Raises InvalidInput
    where there is nothing to look at, but `if_any`.
    """
    found = find_files(arguments, excludes, if_any=if_any)
    files = list(_with_their_folders(found.files, excludes))
    looked = list(watch((_looked_at(file, as_of) for file in files), len(files)))
    findings = [*found.findings, *(item for one in looked for item in one.findings)]
    empty = not findings and not any(one.group for one in looked)
    if empty and not if_any:
        message = "no deployment template and no parameter file here"
        raise InvalidInput([unreadable(str(path), message) for path in arguments])
    groups = [one.group for one in looked]
    tally = Tally(
        groups.count("template"),
        groups.count("parameters"),
        groups.count(None),
        sum(one.resources for one in looked),
    )
    given = {file.shown: file.data for file in files if file.data is not None}
    ordered = sorted(dict.fromkeys(findings), key=lambda item: item.sort_key)
    return Report(ordered, tally, given, profile="arm-ttk", as_of=as_of, empty=empty)


def _with_their_folders(
    files: list[InputFile], excludes: Callable[[Path], bool]
) -> Iterator[InputFile]:
    seen: set[Path] = set()
    for file in files:
        below: list[InputFile] = [file]
        if file.data is None and file.path.name.lower() in MAIN_NAMES:
            below += find_files([file.path.parent], excludes).files
        for item in below:
            if item.path not in seen:
                seen.add(item.path)
                yield item


def _looked_at(file: InputFile, as_of: date) -> Looked:
    try:
        document = _read(file)
    except InvalidInput as error:
        return Looked(None, [_of_broken(item) for item in error.diagnostics])
    group = group_of(document.value, file.path.name)
    is_main = file.path.name.lower() in MAIN_NAMES
    found = list(examine(whole(document, as_of, is_main=is_main), group))
    return Looked(group, found, _resources(document) if group == "template" else 0)


def _resources(document: Document) -> int:
    if not isinstance(document.value, dict):
        return 0
    template = Template(document.value)
    return sum(len(list(part.resources())) for part in (template, *template.nested()))


def _read(file: InputFile) -> Document:
    """Read a file; names without quotes are taken, as by the reader that arm-ttk has.

    On a line with such names columns count the quotes that are not there.
    """
    try:
        if file.data is None:
            return read_document(file.path)
        return read_json(decode(file.data, file.shown), file.shown)
    except InvalidInput as error:
        if any(item.rule != "json-syntax" for item in error.diagnostics):
            raise
        data = read_bytes(file.path) if file.data is None else file.data
        text = _BARE_NAME.sub(_quoted, decode(data, file.shown))
        with suppress(InvalidInput):
            return read_json(text, file.shown)
        raise


def _quoted(match: re.Match[str]) -> str:
    return f'"{match[1]}"' if match[1] else match[0]


def _of_broken(item: Diagnostic) -> Diagnostic:
    """Describe of broken JSON that it fails its test, and leave what cannot be read at all."""
    if item.rule == "file":
        return item
    known = Counterpart(VALID.test, "Invalid.JSON")
    return Diagnostic(
        VALID.id, Severity.ERROR, item.message, item.path, item.position, "", VALID.url, known
    )


def group_of(value: Any, name: str) -> str | None:
    """Report what a file is: template, parameters, or None for neither."""
    schema = member(value, "$schema")
    if schema:
        stated = str(schema).lower()
        return next((group for group, mark in _GROUPS.items() if mark in stated), None)
    lower = name.lower()
    if _OTHERS.search(lower):
        return None
    if "deploymentparameters" in lower or lower.endswith(".parameters.json"):
        return "parameters"
    is_template = "deploymenttemplate" in lower or lower in MAIN_NAMES or has(value, "resources")
    return "template" if is_template else None


def examine(subject: TtkSubject, group: str | None) -> Iterator[Diagnostic]:
    """Run the tests for any file and those of a group; findings come test by test."""
    pieces = list(parts(subject)) if group == "template" else [subject]
    for loaded in all_checks():
        if loaded.check.group in ("any", group):
            yield from _run(loaded, subject, pieces)


def _run(
    loaded: LoadedCheck, subject: TtkSubject, pieces: list[TtkSubject]
) -> Iterator[Diagnostic]:
    each = [subject] if loaded.check.once or loaded.check.group == "any" else pieces
    for part in each:
        for finding in loaded.run(part):
            yield _placed(loaded.check, part, finding)


def _placed(check: Check, part: TtkSubject, finding: Finding) -> Diagnostic:
    document, path = part.document, (*part.base, *finding.path)
    place = document.position(path)
    if finding.span:
        place = document.between(*(part.start + offset for offset in finding.span))
    severity = finding.severity or Severity.ERROR
    known = Counterpart(check.test, finding.fault)
    return Diagnostic(
        check.id, severity, finding.message, document.path, place, json_pointer(path), check.url,
        known,
    )  # fmt: skip
