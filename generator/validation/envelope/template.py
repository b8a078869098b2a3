"""The structure of a deployment template: the envelope around what its resources say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.azure.limits import limit
from generator.azure.resource_types import DEPLOYMENT, child_type
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.language.documents.casing import canonical, member_of, written
from generator.language.documents.kind import CONTENT_VERSION
from generator.language.template import is_expression
from generator.lazy import regex, replace
from generator.validation.envelope.declarations import declarations
from generator.validation.envelope.deployment import deployment_problems
from generator.validation.envelope.schema import MISSING, as_read, check_part, members_of
from generator.validation.envelope.schema_uri import misnamed_schema
from generator.wording.values import did_you_mean, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path
    from generator.findings import Shows

Object = dict[str, Any]
_FILE = "deployment-template"
_TYPE = regex(r"^[A-Za-z0-9.-]+(/[A-Za-z0-9._-]+)+/?(@.+)?$")
_SYMBOL = regex(r"[\w:]+")
"""Source: the engine of Azure deployments in the Bicep CLI."""
_SECTIONS = {"parameters", "variables", "resources", "outputs", "definitions", "functions"}
_LANGUAGE_VERSIONS = ("2.0", "2.1-experimental", "2.2-experimental")
"""Source: the engine of Azure deployments in the Bicep CLI."""
_EXPERIMENT = regex(r"\d+\.\d+-experimental")
LIMITS = {"parameters": 256, "variables": 512, "outputs": 64}
"""Source: best practices for templates; the resources, 800, count after copy loops."""
_MOST_RESOURCES = limit("template-resources")
_COPY_MODES = {"parallel", "serial"}


def template_problems(template: Any, path: Path = ()) -> Iterator[Finding]:
    """Check a template, with the nested ones in it."""
    what = "the template" if not path else "the nested template"
    yield from check_part(_FILE, "template", template, path, what, "TPL002")
    if not isinstance(template, dict):
        return
    members = {key.lower(): (key, value) for key, value in template.items()}
    yield from _content_version(members, path)
    yield from _language_version(members, path)
    yield from _limits(members, path)
    yield from misnamed_schema(template, "template", "TPL002", path)
    for name in _SECTIONS & members.keys():
        key, section = members[name]
        yield from _written_out(section, (*path, key), f"'{key}' of {what}")
    yield from declarations(members, path)
    key, resources = members.get("resources", ("resources", None))
    yield from _resource_form(members, (*path, key))
    yield from _symbolic_names(resources, (*path, key), is_nested=bool(path))
    for problem in _resources(resources, (*path, key), ""):
        # A profile says the versions of all resources that do not name their own.
        lacks_version = (problem.fault, problem.name) == (MISSING, "apiVersion")
        if not lacks_version or "apiprofile" not in members:
            yield problem


def _written_out(value: Any, path: Path, what: str) -> Iterator[Finding]:
    """Find an expression in the place of what Azure reads before it evaluates anything."""
    if is_expression(value):
        message = f"{what} is an expression, and Azure evaluates none here"
        yield Finding(path, message, kind="TPL002", shows="requested")


def _entries(members: dict[str, tuple[str, Any]], name: str) -> list[tuple[str, Any]]:
    value = members.get(name, (name, None))[1]
    return list(value.items()) if isinstance(value, dict) else []


def _content_version(members: dict[str, tuple[str, Any]], path: Path) -> Iterator[Finding]:
    key, version = members.get("contentversion", ("", None))
    if (
        isinstance(version, str)
        and not CONTENT_VERSION.match(version)
        and not is_expression(version)
    ):
        message = f"'contentVersion' must be four numbers, for instance 1.0.0.0 (is '{version}')"
        severity = Severity.WARNING if version else None
        yield Finding((*path, key), message, severity, kind="TPL002")


def _language_version(members: dict[str, tuple[str, Any]], path: Path) -> Iterator[Finding]:
    """Find a version that Azure does not know; there may be newer experiments."""
    key, version = members.get("languageversion", ("", None))
    if version is None or version in _LANGUAGE_VERSIONS:
        return
    said = f"must be {_LANGUAGE_VERSIONS[0]}, or left out (is {shown(version)})"
    experimental = isinstance(version, str) and _EXPERIMENT.fullmatch(version)
    severity = Severity.WARNING if experimental else None
    yield Finding((*path, key), f"'languageVersion' {said}", severity, kind="TPL002")


def _limits(members: dict[str, tuple[str, Any]], path: Path) -> Iterator[Finding]:
    for name, most in LIMITS.items():
        count = len(_entries(members, name))
        if count > most:
            message = f"a template has at most {most} {name} (has {count})"
            yield Finding((*path, members[name][0]), message, kind="TPL011", on_key=True)
    resources = members.get("resources", ("", None))[1]
    if isinstance(resources, (list, dict)) and len(resources) > _MOST_RESOURCES:
        message = f"a template has at most {_MOST_RESOURCES} resources (has {len(resources)})"
        yield Finding((*path, members["resources"][0]), message, kind="TPL011", on_key=True)


def _resource_form(members: dict[str, tuple[str, Any]], path: Path) -> Iterator[Finding]:
    resources = members.get("resources", ("", None))[1]
    version = members.get("languageversion", ("", None))[1]
    if isinstance(resources, dict) and version is None:
        message = 'resources by symbolic name need "languageVersion": "2.0" in the template'
        yield Finding(path, message, kind="TPL016", on_key=True)
    if isinstance(resources, list) and isinstance(version, str) and version.startswith("2."):
        message = f"with languageVersion {version} the resources are an object, by symbolic name"
        severity = None if resources else Severity.WARNING
        yield Finding(path, message, severity, kind="TPL016", on_key=True)


def _symbolic_names(resources: Any, path: Path, *, is_nested: bool) -> Iterator[Finding]:
    """Find symbolic names that Azure refuses; of those of the main template that was not seen."""
    for name in resources if isinstance(resources, dict) else ():
        if not _SYMBOL.fullmatch(name):
            message = f"a symbolic name has letters, digits, '_' and '::' only (is '{name}')"
            severity = None if is_nested else Severity.WARNING
            yield Finding((*path, name), message, severity, kind="TPL002", on_key=True)


def _resources(resources: Any, path: Path, parent: str) -> Iterator[Finding]:
    if isinstance(resources, dict):
        items: list[tuple[str | int, Any]] = list(resources.items())
    else:
        items = list(enumerate(resources)) if isinstance(resources, list) else []
    del items[_MOST_RESOURCES:]  # TPL011 says that there are too many
    for step, resource in items:
        yield from _resource(resource, (*path, step), parent)


def _resource(resource: Any, path: Path, parent: str) -> Iterator[Finding]:
    what = _described(resource, path)
    for found in check_part(_FILE, "resource", resource, path, what, "TPL002"):
        is_read = found.name == "type" and isinstance(member_of(resource, "type"), (int, float))
        yield replace(found, severity=Severity.WARNING) if is_read else found
    yield from _written_out(resource, path, what)
    if not isinstance(resource, dict):
        return
    whole = as_read(_FILE, "resource", resource)
    full = _full_type(whole, parent)
    yield from _unknown_members(resource, path, what)
    for name in ("copy", "dependsOn", "resources"):
        place = (*path, written(resource, name))
        yield from _written_out(whole.get(name), place, f"'{name}' of {what}")
    yield from _identity(resource, whole, path, parent)
    if isinstance(whole.get("copy"), dict):
        yield from _copy(whole["copy"], (*path, written(resource, "copy")), what)
    if full == DEPLOYMENT and "properties" not in whole and whole.get("existing") is not True:
        yield Finding(path, f"{what} has no 'properties'", kind="TPL002", on_key=True)
    if full == DEPLOYMENT and isinstance(whole.get("properties"), dict):
        yield from _deployment(whole["properties"], (*path, written(resource, "properties")), what)
    yield from _resources(whole.get("resources"), (*path, written(resource, "resources")), full)


def _full_type(whole: Object, parent: str) -> str:
    return child_type(parent, str(whole.get("type", "")).lower())


def _unknown_members(resource: Object, path: Path, what: str) -> Iterator[Finding]:
    """Find names that no resource has: Azure reads none but these, whatever the type."""
    known = members_of(_FILE, "resource")
    names = {name.lower() for name in known}
    for name in resource:
        if name.lower() not in names:
            hint = (
                did_you_mean(name, filter(str.isalpha, known))
                or "; what a type has of its own goes in 'properties'"
            )
            message = f"'{name}' is no member of {what}{hint}"
            yield Finding((*path, name), message, kind="TPL014", on_key=True, shows="requested")


def _copy(copy: Object, path: Path, what: str) -> Iterator[Finding]:
    yield from check_part(_FILE, "copy", copy, path, f"copy of {what}", "TPL002")
    whole = canonical(copy, {"mode": 0, "name": 0})
    if whole.get("name") == "":
        yield Finding((*path, written(copy, "name")), f"copy of {what} has no name", kind="TPL002")
    mode = whole.get("mode")
    if isinstance(mode, str) and not is_expression(mode) and mode.lower() not in _COPY_MODES:
        message = f"'mode' of copy of {what} must be parallel or serial (is '{mode}')"
        yield Finding((*path, written(copy, "mode")), message, kind="TPL002")


def _deployment(properties: Object, path: Path, what: str) -> Iterator[Finding]:
    yield from deployment_problems(properties, path, what)
    template = canonical(properties, {"template": 0}).get("template")
    if isinstance(template, dict):
        yield from template_problems(template, (*path, written(properties, "template")))


def _identity(resource: Object, whole: Object, path: Path, parent: str) -> Iterator[Finding]:
    what = _described(resource, path)
    imported = {"import", "extension"} & {key.lower() for key in resource}
    for name in ("type", "name", "apiVersion"):
        is_missing = whole.get(name) is None or (name != "name" and whole[name] == "")
        if is_missing and not (imported and name != "type"):
            message = f"{what} has no '{name}'"
            yield Finding(path, message, kind="TPL002", on_key=True, fault=MISSING, name=name)
    kind = whole.get("type")
    kind = str(kind) if isinstance(kind, (int, float)) else kind
    if kind and isinstance(kind, str) and not (imported or parent or _TYPE.match(kind)):
        if is_expression(kind):
            message = f"the type of {what} is an expression, and Azure evaluates none here"
        else:
            message = f"the type of {what} must be Provider/type (is '{kind}')"
        severity = Severity.WARNING if kind.strip("/").count("/") else None
        place = (*path, written(resource, "type"))
        # Azure does not ask for the type of what it does not deploy, but for that of a parent.
        shows: Shows = "read" if whole.get("resources") else "evaluated"
        yield Finding(place, message, severity, kind="TPL002", shows=shows)


def _described(resource: Any, path: Path) -> str:
    step = path[-1]
    name = canonical(resource, {"name": 0}).get("name") if isinstance(resource, dict) else None
    number = f"resources[{step}]" if isinstance(step, int) else f"resource '{step}'"
    return f"{number} '{name}'" if isinstance(name, str) and len(name) <= 60 else number
