"""Run the tests of arm-ttk over a file, or over a folder with a main template."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Diagnostic, InvalidInput, Severity
from generator.language.source import decode, read_document, read_json
from generator.validation.arm_ttk import (
    api_versions,
    artifacts,
    blanks,
    locations,
    machines,
    parameter_files,
    referenced,
    secrets,
    structure,
)
from generator.validation.arm_ttk.subject import Fault, Subject, get

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from pathlib import Path as FilePath

    from generator.diagnostics import Path
    from generator.language.source import Document

MAIN_NAMES = ("azuredeploy.json", "maintemplate.json", "prereq.azuredeploy.json")
PAGE = "https://learn.microsoft.com/azure/azure-resource-manager/templates/template-test-cases"
VALID_JSON = "JSONFiles-Should-Be-Valid"
TEMPLATE_TESTS: dict[str, Callable[[Subject], Iterator[Fault]]] = {
    **structure.TESTS,
    **referenced.TESTS,
    **secrets.TESTS,
    **machines.TESTS,
    **locations.TESTS,
    **blanks.TESTS,
    **artifacts.TESTS,
    **api_versions.TESTS,
}
PARAMETER_TESTS = parameter_files.TESTS
_BARE_NAME = re.compile(r"([{,]\s*)([A-Za-z_$][\w$-]*)(\s*:)")
_ONCE = {"Parameter-Types-Should-Be-Consistent", "VM-Size-Should-Be-A-Parameter"}
"""These look at the whole file themselves."""


def findings_of(path: FilePath, as_of: date) -> tuple[list[FilePath], list[Diagnostic]]:
    """Test a file as arm-ttk does: of a main template the whole folder, else the file alone.

    Give the files that were tested and what was found: the rule is the test's name, the peer id
    that of the error. Raises InvalidInput for a folder without a main template, and OSError.
    """
    if path.is_dir():
        path = _main_of(path)
    main = path.name.lower() in MAIN_NAMES
    files = [path]
    if main:
        files = sorted(
            item for item in path.parent.rglob("*") if item.suffix.lower() in {".json", ".jsonc"}
        )
    found: list[Diagnostic] = []
    for file in files:
        found += _of_file(file, is_main=main and file == path, as_of=as_of)
    return files, sorted(found, key=lambda item: item.sort_key)


def _main_of(folder: FilePath) -> FilePath:
    for name in MAIN_NAMES:
        for item in folder.iterdir():
            if item.name.lower() == name:
                return item
    message = f"no main template here ({', '.join(MAIN_NAMES)})"
    raise InvalidInput([Diagnostic("file", Severity.ERROR, message, folder.as_posix())])


def _of_file(path: FilePath, *, is_main: bool, as_of: date) -> Iterator[Diagnostic]:
    try:
        document = _read(path)
    except InvalidInput as error:
        for item in error.diagnostics:
            broken = replace(item, rule=VALID_JSON, peer_id="Invalid.JSON", url=PAGE)
            yield item if item.rule == "file" else broken
        return
    if not document.value and document.value != {}:
        empty = document.diagnostic(VALID_JSON, Severity.ERROR, "the file holds nothing", url=PAGE)
        yield replace(empty, peer_id="Invalid.JSON")
        return
    group = _group(path, document.value)
    if group == "parameters":
        subject = Subject(document, document.value, document.text, document.value)
        yield from _run(PARAMETER_TESTS, subject)
    elif group == "template":
        for subject in subjects(document, is_main=is_main, as_of=as_of):
            yield from _run(TEMPLATE_TESTS, subject)


def _read(path: FilePath) -> Document:
    """Read a file, with names that lack their quotes: PowerShell reads those."""
    shown = path.as_posix()
    try:
        return read_document(path, shown_as=shown, report=[])
    except InvalidInput as error:
        if any(item.rule == "file" for item in error.diagnostics):
            raise
        text = decode(path.read_bytes(), shown)
        quoted = _BARE_NAME.sub(r'\1"\2"\3', text)
        if quoted == text:
            raise
        return read_json(quoted, shown, report=[])


def _group(path: FilePath, value: Any) -> str | None:
    """Tell what a file is, by its schema or else by its name and members."""
    schema = str(get(value, "$schema") or "").lower()
    name = path.name.lower()
    if "createuidefinition" in schema or (not schema and "createuidefinition" in name):
        return None
    if "deploymentparameters" in schema or (not schema and name.endswith(".parameters.json")):
        return "parameters"
    if "deploymenttemplate" in schema or (not schema and name in MAIN_NAMES):
        return "template"
    if not schema and isinstance(value, dict):
        if "deploymentparameters" in name:
            return "parameters"
        return "template" if get(value, "resources") is not None else None
    return None


def _run(tests: dict[str, Any], subject: Subject) -> Iterator[Diagnostic]:
    for name, test in tests.items():
        if subject.inside and name in _ONCE:
            continue
        for fault in test(subject):
            yield _diagnostic(name, fault, subject)


def _diagnostic(test: str, fault: Fault, subject: Subject) -> Diagnostic:
    severity = Severity.WARNING if fault.warning else Severity.ERROR
    document = subject.document
    if isinstance(fault.at, int):
        at = document.position_at(fault.at)
        found = Diagnostic(test, severity, fault.message, document.path, at, "", PAGE)
    else:
        path = (*subject.inside, *fault.at)
        found = document.diagnostic(test, severity, fault.message, path, url=PAGE)
    return replace(found, peer_id=fault.error_id)


def subjects(document: Document, *, is_main: bool, as_of: date) -> Iterator[Subject]:
    """Give a template and the templates of inner scope in it, each without those inside."""
    whole = document.value
    inner = list(_inner(whole, ()))
    yield Subject(
        document,
        _without(whole, [path for path in inner if _outermost(path, inner)], ()),
        _blanked(document, [document.range(path) for path in inner if _outermost(path, inner)]),
        whole,
        is_main=is_main,
        as_of=as_of,
    )
    for path in inner:
        below = [other for other in inner if other[: len(path)] == path and other != path]
        start, end = document.range(path)
        text = " " * start + document.text[start:end]
        value = _at(whole, path)
        cut = [other for other in below if _outermost(other, below)]
        yield Subject(
            document,
            _without(value, cut, path),
            text,
            whole,
            inside=path,
            is_main=is_main,
            as_of=as_of,
        )


def _outermost(path: Path, paths: list[Path]) -> bool:
    return not any(path[: len(other)] == other and path != other for other in paths)


def _inner(value: Any, path: Path) -> Iterator[Path]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _inner(item, (*path, index))
    if not isinstance(value, dict):
        return
    scope = str(get(get(value, "expressionEvaluationOptions"), "scope")).lower()
    for key, item in value.items():
        policy = "policyrule" in {str(step).lower() for step in path}
        if key.lower() == "template" and isinstance(item, dict) and (scope == "inner" or policy):
            yield (*path, key)
        yield from _inner(item, (*path, key))


def _without(value: Any, paths: list[Path], at: Path) -> Any:
    """Give a value with empty objects in the place of the templates at some paths."""
    if isinstance(value, list):
        return [_without(item, paths, (*at, index)) for index, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    return {
        key: {} if (*at, key) in paths else _without(item, paths, (*at, key))
        for key, item in value.items()
    }


def _blanked(document: Document, ranges: list[tuple[int, int]]) -> str:
    text = document.text
    for start, end in ranges:
        text = text[:start] + "{}" + re.sub(r"[^\n]", " ", text[start + 2 : end]) + text[end:]
    return text


def _at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value
