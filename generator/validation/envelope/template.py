"""The structure of a deployment template: the envelope around what its resources say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Severity
from generator.language.documents.casing import canonical, written
from generator.language.template import is_expression
from generator.validation.envelope.declarations import declarations
from generator.validation.envelope.deployment import deployment_problems
from generator.validation.envelope.schema import check_part, members_of
from generator.validation.envelope.schema_uri import misnamed_schema
from generator.validation.problem import CONTENT_VERSION, Problem
from generator.validation.resources.check import has_schema
from generator.wording.kinds import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path

Object = dict[str, Any]
_FILE = "deployment-template"
_TYPE = re.compile(r"^[A-Za-z0-9.-]+(/[A-Za-z0-9._-]+)+(@.+)?$")
LIMITS = {"parameters": 256, "variables": 512, "outputs": 64}
"""Source: best practices for templates; the resources, 800, count after copy loops."""
_MOST_RESOURCES = 800
_COPY_MODES = {"parallel", "serial"}
_DEPLOYMENTS = "microsoft.resources/deployments"


def template_problems(template: Any, path: Path = ()) -> Iterator[Problem]:
    """Check a template, with the nested ones in it."""
    what = "the template" if not path else "the nested template"
    nested_names = {"$schema", "contentVersion"} if path else set()
    for problem in check_part(_FILE, "template", template, path, what, "TPL002"):
        if not any(f"has no '{name}'" in problem.message for name in nested_names):
            yield problem
    if not isinstance(template, dict):
        return
    members = {key.lower(): (key, value) for key, value in template.items()}
    yield from _content_version(members, path)
    yield from _limits(members, path)
    if not path:  # nested templates with the schema of another thing were deployed
        yield from misnamed_schema(template, "template", "TPL002")
    yield from declarations(members, path)
    key, resources = members.get("resources", ("resources", None))
    yield from _resource_form(members, (*path, key))
    for problem in _resources(resources, (*path, key), ""):
        # A profile says the versions of all resources that do not name their own.
        if "apiprofile" not in members or not problem.message.endswith("has no 'apiVersion'"):
            yield problem


def _entries(members: dict[str, tuple[str, Any]], name: str) -> list[tuple[str, Any]]:
    value = members.get(name, (name, None))[1]
    return list(value.items()) if isinstance(value, dict) else []


def _content_version(members: dict[str, tuple[str, Any]], path: Path) -> Iterator[Problem]:
    key, version = members.get("contentversion", ("", None))
    if (
        isinstance(version, str)
        and not CONTENT_VERSION.match(version)
        and not is_expression(version)
    ):
        message = f"'contentVersion' must be four numbers, for instance 1.0.0.0 (is '{version}')"
        yield Problem("TPL002", (*path, key), message, severity=Severity.WARNING)


def _limits(members: dict[str, tuple[str, Any]], path: Path) -> Iterator[Problem]:
    for name, most in LIMITS.items():
        count = len(_entries(members, name))
        if count > most:
            message = f"a template has at most {most} {name} (has {count})"
            yield Problem("TPL011", (*path, members[name][0]), message, on_key=True)
    resources = members.get("resources", ("", None))[1]
    if isinstance(resources, (list, dict)) and len(resources) > _MOST_RESOURCES:
        message = f"a template has at most {_MOST_RESOURCES} resources (has {len(resources)})"
        yield Problem("TPL011", (*path, members["resources"][0]), message, on_key=True)


def _resource_form(members: dict[str, tuple[str, Any]], path: Path) -> Iterator[Problem]:
    resources = members.get("resources", ("", None))[1]
    version = members.get("languageversion", ("", None))[1]
    if isinstance(resources, dict) and version is None:
        message = 'resources by symbolic name need "languageVersion": "2.0" in the template'
        yield Problem("TPL016", path, message, on_key=True)
    if isinstance(resources, list) and isinstance(version, str) and version.startswith("2."):
        message = f"with languageVersion {version} the resources are an object, by symbolic name"
        yield Problem("TPL016", path, message, on_key=True)


def _resources(resources: Any, path: Path, parent: str) -> Iterator[Problem]:
    if isinstance(resources, dict):
        items: list[tuple[str | int, Any]] = list(resources.items())
    else:
        items = list(enumerate(resources)) if isinstance(resources, list) else []
    del items[_MOST_RESOURCES:]  # TPL011 says that there are too many
    for step, resource in items:
        yield from _resource(resource, (*path, step), parent)


def _resource(resource: Any, path: Path, parent: str) -> Iterator[Problem]:
    what = _described(resource, path)
    yield from check_part(_FILE, "resource", resource, path, what, "TPL002")
    if not isinstance(resource, dict):
        return
    whole = canonical(resource, members_of(_FILE, "resource"))
    full = _full_type(whole, parent)
    if not has_schema(full):
        yield from _unknown_members(whole, path, what)
    yield from _identity(resource, whole, path, parent)
    if isinstance(whole.get("copy"), dict):
        yield from _copy(whole["copy"], (*path, written(resource, "copy")), what)
    if full == _DEPLOYMENTS and isinstance(whole.get("properties"), dict):
        yield from _deployment(whole["properties"], (*path, written(resource, "properties")), what)
    yield from _resources(whole.get("resources"), (*path, written(resource, "resources")), full)


def _full_type(whole: Object, parent: str) -> str:
    kind = str(whole.get("type", "")).lower()
    return f"{parent}/{kind}" if parent and "/" not in kind else kind


def _unknown_members(whole: Object, path: Path, what: str) -> Iterator[Problem]:
    """Find names that no resource has; services differ, so that it is a doubt and no error."""
    if "import" in whole or "extension" in whole:
        return
    known = members_of(_FILE, "resource")
    for name in whole:
        if name not in known and not name.startswith(("@", "$")):
            message = f"'{name}' is no member of {what}{did_you_mean(name, known)}"
            place = (*path, name)
            yield Problem("TPL014", place, message, on_key=True, severity=Severity.WARNING)


def _copy(copy: Object, path: Path, what: str) -> Iterator[Problem]:
    yield from check_part(_FILE, "copy", copy, path, f"copy of {what}", "TPL002")
    mode = canonical(copy, {"mode": 0}).get("mode")
    if isinstance(mode, str) and not is_expression(mode) and mode.lower() not in _COPY_MODES:
        message = f"'mode' of copy of {what} must be parallel or serial (is '{mode}')"
        yield Problem("TPL002", (*path, written(copy, "mode")), message)


def _deployment(properties: Object, path: Path, what: str) -> Iterator[Problem]:
    yield from deployment_problems(properties, path, what)
    template = canonical(properties, {"template": 0}).get("template")
    if isinstance(template, dict):
        yield from template_problems(template, (*path, written(properties, "template")))


def _identity(resource: Object, whole: Object, path: Path, parent: str) -> Iterator[Problem]:
    what = _described(resource, path)
    imported = {"import", "extension"} & {key.lower() for key in resource}
    for name in ("type", "name", "apiVersion"):
        if whole.get(name) is None and not (imported and name != "type"):
            yield Problem("TPL002", path, f"{what} has no '{name}'", on_key=True)
    kind = whole.get("type")
    if isinstance(kind, str) and not parent and not imported and not _TYPE.match(kind):
        place = (*path, written(resource, "type"))
        if is_expression(kind):
            message = f"the type of {what} must stand there in words, not as an expression"
        else:
            message = f"the type of {what} must be Provider/type (is '{kind}')"
        yield Problem("TPL002", place, message, severity=Severity.WARNING)


def _described(resource: Any, path: Path) -> str:
    step = path[-1]
    name = canonical(resource, {"name": 0}).get("name") if isinstance(resource, dict) else None
    number = f"resources[{step}]" if isinstance(step, int) else f"resource '{step}'"
    return f"{number} '{name}'" if isinstance(name, str) and len(name) <= 60 else number
