"""Every resource of a template against the schema of its type and API version."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Severity
from generator.validation.problem import Problem
from generator.validation.resources.faults import MISSING
from generator.validation.resources.reading import Evaluated, Written
from generator.validation.resources.schema import ResourceSchema, resource_schema
from generator.validation.resources.walker import Walker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path
    from generator.language.expand import Expanded
    from generator.language.template import Resource, Template
    from generator.validation.resources.walker import Reading

ENVELOPE = {
    name.lower(): name
    for name in (
        *("type", "apiVersion", "name", "comments", "condition", "copy", "dependsOn", "existing"),
        *("id", "scope", "resources", "resourceGroup", "subscriptionId", "metadata", "asserts"),
        *("import", "extension", "$options", "@options"),
    )
}
"""What a template says of any resource, whatever its schema."""

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(-[A-Za-z0-9.]+)?")
_CHECKED_ELSEWHERE = {"microsoft.resources/deployments"}
_NO_VERSION = "no version"
_NEEDED_TO_CREATE = {"microsoft.compute/virtualmachines": "networkprofile"}
"""Without it there is nothing to create: so do templates that switch disk encryption on or off."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A resource to check: its members as they are read, and where they stand."""

    type: str
    version: str | None
    value: dict[str, Any]
    path: Path
    version_path: Path


def resource_problems(template: Template) -> Iterator[Problem]:
    """Check the resources of one template (not of those nested in it) as they are written."""
    reading = Written.of(template.value)
    for resource in template.resources():
        value = resource.node.value
        if isinstance(value, dict) and not _is_other(resource):
            version = resource.at("apiVersion")
            if not version:  # that it is missing is said elsewhere
                continue
            path = resource.node.path
            subject = Subject(resource.type, version.text(), value, path, version.path)
            yield from _problems(subject, reading)


def expanded_problems(expanded: Expanded) -> Iterator[Problem]:
    """Check a resource as it was expanded; paths lead to what stands there in the source."""
    made, origin = expanded.made, expanded.made.origin
    version = made.api_version if isinstance(made.api_version, str) else None
    subject = Subject(made.type.lower(), version, expanded.body, (), ("apiVersion",))
    for problem in _problems(subject, Evaluated()):
        if problem.rule != "API005":
            path, whole = _source(origin.raw, problem.path)
            on_key = problem.on_key and whole
            yield replace(problem, path=(*origin.path, *path), on_key=on_key)


def has_schema(kind: str) -> bool:
    """Whether resources of a type (in lower case) are checked beyond their envelope."""
    return kind in _CHECKED_ELSEWHERE or resource_schema(kind) is not None


def _is_other(resource: Resource) -> bool:
    """Whether it is not deployed by this template, or not by Azure Resource Manager."""
    return bool(resource.at("existing") or resource.at("import") or resource.at("extension"))


def _problems(subject: Subject, reading: Reading) -> Iterator[Problem]:
    schema = resource_schema(subject.type)
    if schema is None:
        return
    version = subject.version
    exact = version in schema.versions
    found = schema.nearest(version if version and _DATE.fullmatch(version) else _NO_VERSION)
    if version and not exact:
        yield _unknown_version(schema, version, found, subject.version_path)
    walker = Walker(schema.slice(found), reading, schema.type, subject.path, ENVELOPE)
    walker.root(subject.value)
    changes = _changes_only(subject)
    for problem in walker.found:
        doubtful = not exact or (changes and problem.rule == MISSING)
        yield _capped(problem) if doubtful else problem


def _changes_only(subject: Subject) -> bool:
    """Whether it changes something that exists: Azure keeps what such a body leaves out."""
    needed = _NEEDED_TO_CREATE.get(subject.type)
    properties = next((v for k, v in subject.value.items() if k.lower() == "properties"), None)
    if needed is None or not isinstance(properties, dict):
        return False
    return needed not in {name.lower() for name in properties}


def _unknown_version(schema: ResourceSchema, version: str, found: str, path: Path) -> Problem:
    message = f"apiVersion {version} of {schema.type} is not known here; checked against {found}"
    return Problem("API005", path, message, severity=Severity.INFO)


def _capped(problem: Problem) -> Problem:
    """Lower an error: the right version might see it in another way."""
    if problem.severity is Severity.INFO:
        return problem
    return replace(problem, severity=Severity.WARNING)


def _source(raw: Any, path: Path) -> tuple[Path, bool]:
    """Follow a path of the expanded resource through its source, as far as that goes."""
    result: list[str | int] = []
    steps = list(path)
    while steps:
        step = steps.pop(0)
        if _has(raw, step):
            raw = raw[step]
            result.append(step)
            continue
        loop = _loop_of(raw, step)
        if loop is None:
            return tuple(result), False
        index, raw = loop
        result += ["copy", index, "input"]
        del steps[:1]  # which of the elements it is
    return tuple(result), True


def _has(raw: Any, step: str | int) -> bool:
    if isinstance(step, int):
        return isinstance(raw, list) and step < len(raw)
    return isinstance(raw, dict) and step in raw


def _loop_of(raw: Any, name: object) -> tuple[int, Any] | None:
    """Give the property loop that makes a name: its number, and what it makes."""
    loops = raw.get("copy") if isinstance(raw, dict) else None
    for index, loop in enumerate(loops if isinstance(loops, list) else ()):
        if isinstance(loop, dict) and loop.get("name") == name:
            return index, loop.get("input")
    return None
