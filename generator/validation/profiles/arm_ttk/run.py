"""The pipeline of the profile: choose the files as arm-ttk does, run its tests, place the findings.

A main template brings the other JSON files of its folder along, at any depth, and arm-ttk judges
these in part by it (`Lead`); any other file is looked at alone. What a file is, is told by the
schema that it names, or else by its name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Counterpart, Diagnostic, InvalidInput, Severity, json_pointer
from generator.files.arguments import InputFile, find_files, unreadable
from generator.findings import Finding
from generator.language.template import Template
from generator.lazy import dataclass, regex, replace
from generator.validation.profiles.arm_ttk.check import all_checks
from generator.validation.profiles.arm_ttk.checks.json_files_should_be_valid import CHECK as VALID
from generator.validation.profiles.arm_ttk.checks.template_schema_is_correct import CHECK as SCHEMA
from generator.validation.profiles.arm_ttk.reading import read_file
from generator.validation.profiles.arm_ttk.search import has, member
from generator.validation.profiles.arm_ttk.subject import Lead, TtkSubject, parts, whole
from generator.validation.report import Report, Tally

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from generator.language.documents.source import Document
    from generator.validation.profiles.arm_ttk.check import Check, LoadedCheck

MAIN_NAMES = {"azuredeploy.json", "maintemplate.json", "prereq.azuredeploy.json"}
_GROUPS = {"template": "deploymenttemplate", "parameters": "deploymentparameters"}
_OTHERS = regex("createuidefinition", re.IGNORECASE)
_TAKES_NONE = regex(r"(?:.*/)?(?:parameters|prereq|createuidefinition)\.[^/]*$", re.IGNORECASE)
"""Files that are judged without the nested templates of another."""


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
    runs = list(_with_their_folders(found.files, excludes))
    files = [file for run in runs for file in run]
    looked = list(watch((one for run in runs for one in _looked_at(run, as_of)), len(files)))
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
) -> Iterator[list[InputFile]]:
    """Yield the files of each run, the one that it begins with first.

    A main template takes what is below its folder, be it other main templates.
    """
    mains = [file for file in files if file.data is None and _is_main(file)]
    mains.sort(key=lambda file: (len(file.path.parts), file.path))
    seen: set[Path] = set()
    for file in (*mains, *files):
        below = find_files([file.path.parent], excludes).files if file in mains else []
        run = [item for item in (file, *below) if item.path not in seen]
        if run and file.path not in seen:
            unique = {item.path: item for item in run}
            seen |= unique.keys()
            yield list(unique.values())


def _is_main(file: InputFile) -> bool:
    return file.path.name.lower() in MAIN_NAMES


def _looked_at(files: list[InputFile], as_of: date) -> Iterator[Looked]:
    lead: Lead | None = None
    for file in files:
        is_main = _is_main(file)
        try:
            read = read_file(file)
        except InvalidInput as error:
            lead = lead or Lead(file.path.name, None)
            broken = [_of_broken(item) for item in error.diagnostics]
            yield Looked(None, broken + _without_schema(broken) * is_main)
            continue
        document = read.document
        lead = lead or Lead(file.path.name, document)
        group = group_of(document.value, file.path.name)
        subject = whole(document, as_of, lead, is_main=is_main, quoted=read.quoted)
        resources = _resources(document) if group == "template" else 0
        yield Looked(group, list(examine(subject, group)), resources)


def _resources(document: Document) -> int:
    if not isinstance(document.value, dict):
        return 0
    template = Template(document.value)
    return sum(len(list(part.resources())) for part in (template, *template.nested()))


def _of_broken(item: Diagnostic) -> Diagnostic:
    """Describe of broken JSON that it fails its test, and leave what cannot be read at all."""
    if item.rule == "file":
        return item
    known = Counterpart(VALID.test, "Invalid.JSON")
    return Diagnostic(
        VALID.id, Severity.ERROR, item.message, item.path, item.position, "", VALID.url, known
    )


def _without_schema(broken: list[Diagnostic]) -> list[Diagnostic]:
    """Report of a main template that cannot be read that arm-ttk finds no schema in it."""
    known = Counterpart(SCHEMA.test, "Template.Missing.Schema")
    message = "arm-ttk cannot read this file, so that it finds no $schema in it"
    return [
        replace(item, rule=SCHEMA.id, message=message, url=SCHEMA.url, counterpart=known)
        for item in broken[:1]
        if item.rule == VALID.id
    ]


def group_of(value: Any, name: str) -> str | None:
    """Report what a file is: template, parameters, or None for neither."""
    schema = member(value, "$schema")
    if schema:
        stated = str(schema).lower()
        return next((group for group, mark in _GROUPS.items() if mark in stated), None)
    lower = name.lower()
    if _OTHERS.search(lower) or lower.endswith(".jsonc"):
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
    if subject.leader and each is pieces and len(pieces) == 1 and loaded.check.group == "template":
        yield from _of_leader(loaded, subject)


def _of_leader(loaded: LoadedCheck, subject: TtkSubject) -> Iterator[Diagnostic]:
    """Yield what a test finds in the nested templates of the file that the run began with."""
    leader = subject.leader
    if leader is None or _TAKES_NONE.match(subject.document.path):
        return
    for part in leader.nested(subject):
        for finding in loaded.run(part):
            if finding.severity is None:
                message = f"of a nested template in {leader.name}, too: {finding.message}"
                yield _placed(loaded.check, subject, Finding((), message, fault=finding.fault))
                return


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
