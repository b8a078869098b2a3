"""The structure of a parameter file, and whether it fits its template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.language.documents.casing import canonical, written
from generator.language.documents.kind import CONTENT_VERSION
from generator.language.expressions.parser import parse
from generator.language.expressions.tree import Call, ExpressionError, walk
from generator.language.parameters.type_check import is_secure, misfits
from generator.language.parameters.type_reference import BrokenReferenceError, type_of
from generator.language.template import is_expression
from generator.lazy import regex, replace
from generator.validation.envelope.schema import check_part
from generator.validation.envelope.schema_uri import misnamed_schema
from generator.wording.kinds import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path

_FILE = "deployment-parameters"
_PLACEHOLDER = regex(r"^(GEN|GET)-[A-Z]")
FILLED_IN = regex(r"\bG(EN|ET)-[A-Z]|#\{.+\}#|\$\(.+\)|\$?\{\{?.+\}|__.+__|<.+>|%.+%")
"""Signs of what a pipeline or a reader puts a secret in the place of."""
_RULES = {"$schema": "PAR001", "contentVersion": "PAR002", "parameters": "PAR003"}


def parameter_file_problems(value: Any) -> Iterator[Finding]:
    """Check a parameter file by itself."""
    for problem in check_part(_FILE, "file", value, (), "the parameter file", "PAR003"):
        yield replace(problem, kind=_RULES.get(problem.name, "PAR003"), severity=None)
    if not isinstance(value, dict):
        return
    version = canonical(value, {"contentVersion": 0}).get("contentVersion")
    if isinstance(version, str) and not CONTENT_VERSION.match(version):
        message = f"'contentVersion' must be four numbers, for instance 1.0.0.0 (is '{version}')"
        place = (written(value, "contentversion"),)
        yield Finding(place, message, Severity.WARNING, kind="PAR002")
    yield from misnamed_schema(value, "parameters", "PAR001")
    for name, entry, path in _entries(value):
        yield from entry_problems(name, entry, path)
        yield from _unevaluated(name, entry, path)


def _entries(value: dict[str, Any]) -> Iterator[tuple[str, Any, Path]]:
    for key, parameters in value.items():
        if key.lower() == "parameters" and isinstance(parameters, dict):
            for name, entry in parameters.items():
                yield name, entry, (key, name)


def _unevaluated(name: str, entry: Any, path: Path) -> Iterator[Finding]:
    """Find expressions, which stay the text that they are in a parameter file."""
    for key, value in entry.items() if isinstance(entry, dict) else ():
        if key.lower() == "value" and _is_call(value):
            message = (
                f"the value of '{name}' is an expression, and a parameter file has only values: "
                "it is taken as plain text; put it into the default of the parameter"
            )
            yield Finding((*path, key), message, kind="PAR007")


def _is_call(value: Any) -> bool:
    """Whether a value is an expression that calls something, and no text in brackets."""
    if not isinstance(value, str) or not is_expression(value):
        return False
    try:
        return any(isinstance(node, Call) for node in walk(parse(value)))
    except ExpressionError:
        return False


def entry_problems(name: str, entry: Any, path: Path) -> Iterator[Finding]:
    """Check what one parameter is given, in a file or for a nested deployment.

    It may be a secret that stands in the wrong place, so no message shows it.
    """
    what = f"parameter '{name}'"
    if not isinstance(entry, dict):
        if not is_placeholder(entry) and not is_expression(entry):
            message = f'{what} must be an object: write {{"value": ...}} around what it is given'
            yield Finding(path, message, kind="PAR004")
        return
    if not is_placeholder(entry.get("reference")):
        yield from _unshown(check_part(_FILE, "entry", entry, path, what, "PAR004"))
    members = {key.lower() for key in entry}
    given = members & {"value", "reference", "expression"}
    if len(given) != 1 and members <= given | {"metadata"}:
        found = " and ".join(sorted(given)) or "nothing"
        message = f"{what} must have either 'value' or 'reference' (has {found})"
        yield Finding(path, message, kind="PAR004", on_key=True)
    reference = canonical(entry, {"reference": 0}).get("reference")
    if isinstance(reference, dict):
        place = (*path, written(entry, "reference"))
        about = f"the reference of {what}"
        yield from _unshown(check_part(_FILE, "reference", reference, place, about, "PAR004"))
        vault = canonical(reference, {"keyVault": 0}).get("keyVault")
        if isinstance(vault, dict):
            inside = (*place, written(reference, "keyvault"))
            about = f"keyVault of {what}"
            yield from _unshown(check_part(_FILE, "keyVault", vault, inside, about, "PAR004"))


def _unshown(found: Iterator[Finding]) -> Iterator[Finding]:
    return (replace(item, actual="") for item in found)


def is_placeholder(value: Any) -> bool:
    """Whether a pipeline fills this value in: GEN-UNIQUE, GET-PREREQ-name and the like.

    Source: the contribution guide of the Azure quickstart templates.
    """
    return isinstance(value, str) and bool(_PLACEHOLDER.match(value))


def pair_problems(
    template: dict[str, Any], value: dict[str, Any], missing_is: Severity | None
) -> Iterator[Finding]:
    """Check a parameter file against the parameters that a template declares.

    `missing_is` tells how bad it is that the file leaves some of them to the deployment; None
    says that it is no matter.
    """
    definitions = _section(template, "definitions")
    declared = {
        name.lower(): (name, item)
        for name, item in _section(template, "parameters").items()
        if isinstance(item, dict)
    }
    given = set()
    for name, entry, path in _entries(value):
        given.add(name.lower())
        if name.lower() not in declared:
            names = [known for known, _ in declared.values()]
            message = f"the template has no parameter '{name}'{did_you_mean(name, names)}"
            yield Finding(path, message, kind="PAR005", on_key=True)
        elif isinstance(entry, dict):
            yield from _fit(name, entry, path, declared[name.lower()][1], definitions)
    missing = [
        name
        for key, (name, item) in declared.items()
        if key not in given and _needed(item, definitions)
    ]
    if missing and missing_is is not None:
        message = f"values are missing for {', '.join(missing)}: the deployment must be given them"
        yield Finding(("parameters",), message, missing_is, kind="PAR005", on_key=True)


def _section(template: dict[str, Any], name: str) -> dict[str, Any]:
    found = template.get(written(template, name))
    return found if isinstance(found, dict) else {}


def _needed(declared: dict[str, Any], definitions: dict[str, Any]) -> bool:
    try:
        whole = type_of(declared, definitions)
    except BrokenReferenceError:
        return False
    return "defaultvalue" not in whole and whole.get("nullable") is not True


def _fit(
    name: str, entry: dict[str, Any], path: Path, declared: Any, definitions: dict[str, Any]
) -> Iterator[Finding]:
    for key, item in entry.items():
        if key.lower() == "value" and item is not None and not is_placeholder(item):
            place = (*path, key)
            for misfit in misfits(f"the value of '{name}'", item, declared, definitions):
                where = (*place, *misfit.path)
                yield Finding(where, misfit.message, misfit.severity, kind="PAR005")
            if is_secure(declared, definitions) and _is_shown(item):
                message = (
                    f"parameter '{name}' is a secret, and everybody who reads this file can read "
                    "it: refer to a key vault, or give it with the deployment"
                )
                yield Finding(place, message, kind="PAR006")


def _is_shown(secret: Any) -> bool:
    """Whether a secret stands there, and nothing that is put in its place before a deployment."""
    if isinstance(secret, dict):
        return any(_is_shown(item) for item in secret.values())
    return isinstance(secret, str) and bool(secret.strip()) and not FILLED_IN.search(secret)
