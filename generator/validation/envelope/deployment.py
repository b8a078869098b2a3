"""A nested deployment: what it deploys, how, and what it hands over to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.language.documents.casing import canonical, written
from generator.language.template import is_expression
from generator.validation.envelope.schema import check_part, members_of
from generator.validation.parameters.file import entry_problems
from generator.validation.problem import Problem
from generator.wording.kinds import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path

_FILE = "deployment-template"
_MODES = ("Incremental", "Complete")


def deployment_problems(properties: dict[str, Any], path: Path, what: str) -> Iterator[Problem]:
    """Check the properties of a nested deployment, all but the template in it."""
    about = f"properties of {what}"
    yield from check_part(_FILE, "deployment", properties, path, about, "TPL002")
    whole = canonical(properties, members_of(_FILE, "deployment"))
    yield from _mode(whole.get("mode"), (*path, written(properties, "mode")), about)
    if "template" in whole and "templateLink" in whole:
        message = f"{about} have both 'template' and 'templateLink': leave one of them out"
        yield Problem("TPL002", (*path, written(properties, "templateLink")), message, on_key=True)
    if not whole.keys() & {"template", "templateLink", "copy"}:
        message = f"{about} have neither 'template' nor 'templateLink'"
        yield Problem("TPL002", path, message, on_key=True)
    parameters = whole.get("parameters")
    for name, entry in parameters.items() if isinstance(parameters, dict) else ():
        looped = isinstance(entry, dict) and "copy" in {key.lower() for key in entry}
        if not looped and name.lower() != "copy":
            yield from entry_problems(name, entry, (*path, written(properties, "parameters"), name))


def _mode(mode: Any, path: Path, about: str) -> Iterator[Problem]:
    if not isinstance(mode, str) or is_expression(mode):
        return
    if mode.lower() not in {name.lower() for name in _MODES}:
        said = f"'mode' of {about} must be {' or '.join(_MODES)} (is '{mode}')"
        yield Problem("TPL002", path, f"{said}{did_you_mean(mode, _MODES)}")
