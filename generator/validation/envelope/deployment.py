"""A nested deployment: what it deploys, how, and what it hands over to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.language.documents.casing import canonical, written
from generator.language.template import is_expression
from generator.lazy import replace
from generator.validation.envelope.schema import as_read, check_part
from generator.validation.parameters.file import entry_problems
from generator.wording.kinds import did_you_mean, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path

_FILE = "deployment-template"
_MODES = ("Incremental", "Complete")
_SCOPES = ("inner", "outer", "NotSpecified")
_LINKS = ("uri", "relativePath", "id")


def deployment_problems(properties: dict[str, Any], path: Path, what: str) -> Iterator[Finding]:
    """Check the properties of a nested deployment, all but the template in it."""
    about = f"properties of {what}"
    yield from check_part(_FILE, "deployment", properties, path, about, "TPL002")
    whole = as_read(_FILE, "deployment", properties)
    yield from _mode(whole.get("mode"), (*path, written(properties, "mode")), about)
    if "template" in whole and "templateLink" in whole:
        message = f"{about} have both 'template' and 'templateLink': leave one of them out"
        yield Finding(
            (*path, written(properties, "templateLink")), message, kind="TPL002", on_key=True
        )
    if not whole.keys() & {"template", "templateLink", "copy"}:
        message = f"{about} have neither 'template' nor 'templateLink'"
        yield Finding(path, message, kind="TPL002", on_key=True)
    if "parameters" in whole and "parametersLink" in whole:
        message = f"{about} have both 'parameters' and 'parametersLink': leave one of them out"
        place = (*path, written(properties, "parametersLink"))
        yield Finding(place, message, kind="TPL002", on_key=True)
    yield from _link(whole.get("templateLink"), (*path, written(properties, "templateLink")), what)
    options = whole.get("expressionEvaluationOptions")
    yield from _options(options, (*path, written(properties, "expressionEvaluationOptions")), about)
    parameters = whole.get("parameters")
    for name, entry in parameters.items() if isinstance(parameters, dict) else ():
        looped = isinstance(entry, dict) and "copy" in {key.lower() for key in entry}
        if not looped and name.lower() != "copy":
            yield from _entry(name, entry, (*path, written(properties, "parameters"), name))


def _entry(name: str, entry: Any, path: Path) -> Iterator[Finding]:
    """Check what a parameter is given; Azure takes what it does not understand for not known."""
    for problem in entry_problems(name, entry, path):
        is_strange = not (isinstance(entry, dict) and entry) or problem.shows == "requested"
        yield replace(problem, severity=Severity.WARNING) if is_strange else problem


def _mode(mode: Any, path: Path, about: str) -> Iterator[Finding]:
    yield from _one_of(_MODES, mode, path, f"'mode' of {about}")


def _one_of(known: tuple[str, ...], value: Any, path: Path, what: str) -> Iterator[Finding]:
    """Find a text that is none of those that Azure knows, in any casing."""
    if not isinstance(value, str) or is_expression(value):
        return
    if value.lower() not in {name.lower() for name in known}:
        said = f"{what} must be {' or '.join(known)} (is '{value}')"
        yield Finding(path, f"{said}{did_you_mean(value, known)}", kind="TPL002")


def _options(options: Any, path: Path, about: str) -> Iterator[Finding]:
    if isinstance(options, dict):
        scope = canonical(options, {"scope": 0}).get("scope")
        place, what = (*path, written(options, "scope")), f"'scope' of {about}"
        if isinstance(scope, (dict, list)):
            yield Finding(place, f"{what} must be a string (is {shown(scope)})", kind="TPL002")
        yield from _one_of(_SCOPES, scope, place, what)


def _link(link: Any, path: Path, what: str) -> Iterator[Finding]:
    """Find a link that leads nowhere, or to two templates."""
    if not isinstance(link, dict):
        return
    whole = canonical(link, dict.fromkeys(_LINKS))
    about = f"templateLink of {what}"
    leads = [name for name in _LINKS if whole.get(name, "") != ""]
    if not leads:
        yield Finding(
            path, f"{about} has neither 'uri', 'relativePath' nor 'id'", kind="TPL002", on_key=True
        )
    if {"id", "uri"} <= set(leads):
        message = f"{about} has both 'id' and 'uri': leave one of them out"
        yield Finding((*path, written(link, "id")), message, kind="TPL002", on_key=True)
