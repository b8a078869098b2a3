"""The pipeline of `validate`: find the files, tell what each is, check it, place the findings."""

from __future__ import annotations

import os
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Diagnostic, InvalidInput, Severity
from generator.language.source import Document, read_document, read_json
from generator.language.template import Template
from generator.validation.envelope import template_problems
from generator.validation.expansion import expansion_findings
from generator.validation.expression_problems import expression_problems
from generator.validation.parameter_file import pair_problems, parameter_file_problems
from generator.validation.problem import Problem, canonical
from generator.validation.rule import all_rules

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LARGEST = 4 * 1024 * 1024
"""A template has at most 4 MB, after expansion (best practices for templates)."""
_SKIPPED = {"node_modules", "__pycache__"}
TEMPLATE, PARAMETERS = "template", "parameters"


def validate_files(paths: Sequence[FilePath]) -> list[Diagnostic]:
    """Validate files and folders; give every finding, sorted by file and place.

    A parameter file beside its template (x.parameters.json beside x.json) is compared with it.
    Raises InvalidInput for a path that does not exist.
    """
    missing = [path for path in paths if not path.exists()]
    if missing:
        message = "no such file or folder"
        raise InvalidInput(
            [Diagnostic("file", Severity.ERROR, message, p.as_posix()) for p in missing]
        )
    findings: list[Diagnostic] = []
    documents: dict[str, Document] = {}
    for path, named in _files(paths):
        document = _read(path, findings, named)
        if document is not None:
            documents[path.as_posix()] = document
            findings += _of_kind(document, named)
    _nothing_found(paths, documents, findings)
    for name, document in documents.items():
        template = documents.get(name.removesuffix(".parameters.json") + ".json")
        if name.endswith(".parameters.json") and template is not None:
            findings += validate_pair(template, document, missing_is=Severity.INFO)
    return sorted(dict.fromkeys(findings), key=lambda item: item.sort_key)


def _nothing_found(
    paths: Sequence[FilePath], documents: dict[str, Document], findings: list[Diagnostic]
) -> None:
    """Raise InvalidInput where only folders are named and none of them has anything to check."""
    checked = [item for item in documents.values() if kind_of(item.value) is not None]
    if not checked and not findings and all(path.is_dir() for path in paths):
        message = "no deployment template and no parameter file in this folder or below"
        raise InvalidInput(
            [Diagnostic("file", Severity.ERROR, message, p.as_posix()) for p in paths]
        )


def _files(paths: Sequence[FilePath]) -> Iterator[tuple[FilePath, bool]]:
    seen: set[FilePath] = set()
    for path in paths:
        for file, named in [(path, True)] if path.is_file() else _below(path):
            if file.resolve() not in seen:
                seen.add(file.resolve())
                yield file, named


def _below(folder: FilePath) -> Iterator[tuple[FilePath, bool]]:
    for base, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in _SKIPPED)
        for name in sorted(names):
            if name.lower().endswith(".json"):
                yield FilePath(base, name), False


def _read(path: FilePath, findings: list[Diagnostic], named: bool) -> Document | None:
    report: list[Diagnostic] = []
    try:
        document = read_document(path, report=report)
    except InvalidInput as error:
        likely = named or path.name.lower().startswith(("azuredeploy", "maintemplate"))
        findings += error.diagnostics if likely else []
        return None
    if named or kind_of(document.value) is not None:
        findings += report
    return document


def kind_of(value: Any) -> str | None:
    """Tell a template from a parameter file, by the schema it names or else by its members."""
    if not isinstance(value, dict):
        return None
    whole = canonical(
        value, dict.fromkeys(("$schema", "resources", "parameters", "contentVersion"))
    )
    schema = str(whole.get("$schema", "")).lower().rstrip("#")
    if schema.endswith("deploymenttemplate.json"):
        return TEMPLATE
    if schema.endswith("parameters.json") and "deployment" in schema:
        return PARAMETERS
    if "resources" in whole and ("contentVersion" in whole or "parameters" in whole):
        return TEMPLATE
    return PARAMETERS if {"contentVersion", "parameters"} <= whole.keys() else None


def _of_kind(document: Document, named: bool) -> list[Diagnostic]:
    if named or kind_of(document.value) is not None:
        return validate_document(document)
    return []


def validate_text(text: str, path: str) -> list[Diagnostic]:
    """Validate a template or parameter file that is given as text; broken JSON is a finding."""
    try:
        return validate_document(read_json(text, path))
    except InvalidInput as error:
        return error.diagnostics


def validate_document(document: Document) -> list[Diagnostic]:
    """Validate a template or a parameter file; give every finding, sorted by place."""
    kind = kind_of(document.value)
    if kind is None:
        message = (
            "this is no deployment template and no parameter file: it names neither schema "
            "and has neither 'resources' nor 'parameters'"
        )
        return [document.diagnostic("TPL002", Severity.ERROR, message)]
    if kind == PARAMETERS:
        found = [item.diagnostic(document) for item in parameter_file_problems(document.value)]
    else:
        problems = [
            *template_problems(document.value),
            *expression_problems(document.value),
            *_too_large(document),
        ]
        found = [item.diagnostic(document) for item in problems]
        found += [*_rule_findings(document), *expansion_findings(document)]
    return sorted(dict.fromkeys(found), key=lambda item: item.sort_key)


def _too_large(document: Document) -> Iterator[Problem]:
    if len(document.text) > _LARGEST:
        size = len(document.text.encode())
        yield Problem("TPL011", (), f"a template has at most 4 MB (has {size:,} bytes)")


def _rule_findings(document: Document) -> Iterator[Diagnostic]:
    template = Template(document.value)
    for part in (template, *template.nested()):
        for loaded in all_rules():
            rule = loaded.rule
            for finding in loaded.check(part):
                severity = finding.severity or rule.severity
                node = finding.node
                yield document.diagnostic(
                    rule.id, severity, finding.message, node.path, url=rule.url
                )


def validate_pair(
    template: Document, parameters: Document, *, missing_is: Severity | None = Severity.ERROR
) -> list[Diagnostic]:
    """Compare a parameter file with its template; findings stand in the parameter file.

    Files that merely lie beside each other may leave values to the deployment: `missing_is` info;
    None where the deployment is known to give them.
    """
    if kind_of(template.value) != TEMPLATE or kind_of(parameters.value) != PARAMETERS:
        return []
    problems = pair_problems(template.value, parameters.value, missing_is)
    found = [item.diagnostic(parameters) for item in problems]
    return sorted(found, key=lambda item: item.sort_key)
