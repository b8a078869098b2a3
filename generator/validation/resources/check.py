"""Every resource of a template against the schema of its type and API version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import DEPLOYMENT, MACHINE, is_full_type
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.language.documents.casing import written
from generator.language.template import is_expression
from generator.lazy import regex, replace
from generator.resources.names import (
    extends_others,
    is_known,
    known_versions,
    meant_type,
    type_on_another,
)
from generator.resources.schema import ResourceSchema, resource_schema, version_order
from generator.validation.resources.extension_settings import settings_problems
from generator.validation.resources.identity import (
    ResourceSubject,
    identity_problems,
    segment_problems,
)
from generator.validation.resources.reading import Written
from generator.validation.resources.severity import CASING, MISSING, TYPE, UNKNOWN, judged
from generator.validation.resources.walker import Walker
from generator.wording.values import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path
    from generator.language.template import Template, TemplateResource
    from generator.validation.resources.walker import ValueReading

ENVELOPE = {
    name.lower(): name
    for name in (
        *("type", "apiVersion", "name", "comments", "condition", "copy", "dependsOn", "existing"),
        *("id", "scope", "resources", "resourceGroup", "subscriptionId", "metadata", "asserts"),
        *("import", "extension", "$options", "@options"),
    )
}
"""What a template says of any resource, whatever its schema."""

_DATE = regex(r"\d{4}-\d{2}-\d{2}(-[A-Za-z0-9.]+)?")
VERSION_UNKNOWN, TYPE_UNKNOWN = "API005", "API006"
_IN_ANY_VERSION = {UNKNOWN, TYPE, CASING}
"""What is told where an expression gives the version, and nobody knows which."""
_CHECKED_ELSEWHERE = {DEPLOYMENT}
_NO_VERSION = "no version"
_NEEDED_TO_CREATE = {MACHINE: "networkprofile"}
"""Without it there is nothing to create: so do templates that switch disk encryption on or off."""


def resource_problems(template: Template) -> Iterator[Finding]:
    """Check the resources of a template and of those nested in it, as they are written."""
    strange = set()
    for part in (template, *template.nested()):
        for problem in _of_one(part):
            if problem.kind == VERSION_UNKNOWN:  # it is told once
                if problem.name in strange:
                    continue
                strange.add(problem.name)
            yield problem


def _of_one(template: Template) -> Iterator[Finding]:
    reading = Written.of(template.value)
    for resource in template.resources():
        value = resource.node.value
        if isinstance(value, dict) and not _is_other(resource):
            version = resource.at("apiVersion")
            if not version:  # that it is missing is said elsewhere
                continue
            path = resource.node.path
            name, kind = (written(value, key) for key in ("name", "type"))
            known = value.get(name)
            known = known if isinstance(known, str) and not is_expression(known) else ""
            subject = ResourceSubject(
                resource.type, version.text(), value, path, version.path, known
            )
            yield from segment_problems(subject, value.get(kind))
            yield from problems_of(subject, reading)


def has_schema(kind: str) -> bool:
    """Whether resources of a type (in lower case) are checked beyond their envelope."""
    checked = kind in _CHECKED_ELSEWHERE or resource_schema(kind) is not None
    return checked or extends_others(kind)


def _is_other(resource: TemplateResource) -> bool:
    """Whether it is not deployed by this template, or not by Azure Resource Manager."""
    return bool(resource.at("existing") or resource.at("import") or resource.at("extension"))


def problems_of(subject: ResourceSubject, reading: ValueReading) -> Iterator[Finding]:
    """Check a resource of a type that has a schema, whichever way it is read."""
    if subject.type in _CHECKED_ELSEWHERE:
        return
    name = next((item for key, item in subject.value.items() if key.lower() == "name"), None)
    kind = type_on_another(subject.type, name)
    schema = resource_schema(kind)
    if schema is None:
        yield from _without_schema(subject)
        return
    version = subject.version
    exact = version in schema.versions
    found = schema.nearest(version if version and _DATE.fullmatch(version) else _NO_VERSION)
    if version and not exact:
        yield _unknown_version(schema, version, found, subject.version_path)
    sliced = schema.slice(found) if version else schema.of_no_version()
    walker = Walker(sliced, reading, schema.type, subject.path, ENVELOPE)
    walker.root(subject.value)
    changes, url = _changes_only(subject), _page(kind, found)
    known = [item for item in walker.found if version or item.kind in _IN_ANY_VERSION]
    if kind == subject.type:
        known += identity_problems(subject, sliced)
    for problem in judged(known, walker.slice, subject.path):
        doubtful = not exact or kind != subject.type or (changes and problem.kind == MISSING)
        yield replace(_capped(problem) if doubtful else problem, url=url)
    for value, path in walker.extensions:
        yield from settings_problems(value, path, reading)


def _page(kind: str, version: str) -> str:
    """Return the page of the template reference on a type in an API version."""
    provider, _, rest = kind.partition("/")
    return f"https://learn.microsoft.com/azure/templates/{provider}/{version}/{rest}"


def _changes_only(subject: ResourceSubject) -> bool:
    """Whether it changes something that exists: Azure keeps what such a body leaves out."""
    needed = _NEEDED_TO_CREATE.get(subject.type)
    properties = next((v for k, v in subject.value.items() if k.lower() == "properties"), None)
    if needed is None or not isinstance(properties, dict):
        return False
    return needed not in {name.lower() for name in properties}


def _without_schema(subject: ResourceSubject) -> Iterator[Finding]:
    """Report of a type that nobody knows; one that is nearly known is a slip, and is refused."""
    kind = subject.type
    if is_known(kind) or "/" not in kind or "/providers/" in kind:
        return
    key = next((name for name in subject.value if name.lower() == "type"), "type")
    written, place = subject.value.get(key), (*subject.path, key)
    shown = written if isinstance(written, str) and written.lower() == kind else kind
    meant = meant_type(kind)
    if meant:
        message = f"there is no resource type '{shown}'; did you mean '{meant}'?"
        yield Finding(place, message, Severity.ERROR, kind=TYPE_UNKNOWN)
    elif is_full_type(kind):
        message = f"the resource type '{shown}' is not known here: only its envelope is checked"
        yield Finding(place, message, Severity.INFO, kind=TYPE_UNKNOWN)


def _unknown_version(schema: ResourceSchema, version: str, found: str, path: Path) -> Finding:
    """Report of a version without a schema; one that is in no list of Azure's either is a doubt."""
    name = f"{schema.type}@{version}"
    known = known_versions(schema.type.lower())
    if version.lower() in known or not _DATE.fullmatch(version):
        message = f"apiVersion {version} of {schema.type} is not known here"
        severity = Severity.INFO
    elif version_order(version) > version_order(known[-1]):
        message = (
            f"{schema.type} has no apiVersion {version} that is known; the newest is {known[-1]}"
        )
        severity = Severity.WARNING
    else:
        hint = did_you_mean(version, known)
        message = f"{schema.type} has no apiVersion {version} that is known{hint}"
        severity = Severity.WARNING
    message += f"{' ' if message.endswith('?') else '; '}checked against {found}"
    return Finding(path, message, severity, kind=VERSION_UNKNOWN, name=name)


def _capped(problem: Finding) -> Finding:
    """Lower an error: the right version might see it in another way."""
    if problem.severity is Severity.INFO:
        return problem
    return replace(problem, severity=Severity.WARNING)
