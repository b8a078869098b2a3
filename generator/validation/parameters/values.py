"""Whether values fit the declaration of a template parameter: defaults, and parameter files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.language.documents.casing import canonical, written
from generator.language.parameters.type_check import TYPES, is_secure, misfits
from generator.language.parameters.type_reference import BrokenReferenceError, type_of
from generator.language.template import is_expression
from generator.validation.problem import Problem
from generator.wording.kinds import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.diagnostics import Path

    Definitions = Mapping[str, Any]

_FIELDS = dict.fromkeys(
    ("type", "$ref", "defaultValue", "allowedValues", "minValue", "maxValue", "minLength",
     "maxLength", "nullable")
)  # fmt: skip


def declaration_problems(
    name: str, declaration: Any, path: Path, definitions: Definitions
) -> Iterator[Problem]:
    """Check a parameter of a template: its type, bounds, allowed values and default."""
    if not isinstance(declaration, dict):
        return
    whole = canonical(declaration, _FIELDS)
    kind = whole.get("type")
    if kind is None and "$ref" not in whole:
        yield Problem("TPL002", path, f"parameter '{name}' has no 'type'", on_key=True)
    if isinstance(kind, str) and kind.lower() not in TYPES:
        message = f"'{kind}' is no type of a parameter{did_you_mean(kind, TYPES)}"
        yield Problem("TPL002", (*path, written(declaration, "type")), message)
        return
    try:
        type_of(declaration, definitions)
    except BrokenReferenceError as error:
        place = (*path, written(declaration, "$ref"))
        yield Problem("TPL002", place, f"parameter '{name}' has no type: {error}")
        return
    yield from _bounds(name, declaration, whole, path)
    yield from _allowed_values(name, declaration, whole, path)
    yield from _default(name, declaration, path, definitions)


def _bounds(
    name: str, declaration: dict[str, Any], whole: dict[str, Any], path: Path
) -> Iterator[Problem]:
    for low, high in (("minValue", "maxValue"), ("minLength", "maxLength")):
        least, most = whole.get(low), whole.get(high)
        if isinstance(least, int) and isinstance(most, int) and least > most:
            message = f"'{low}' of parameter '{name}' is above its '{high}'"
            yield Problem("TPL008", (*path, written(declaration, low)), message)


def _allowed_values(
    name: str, declaration: dict[str, Any], whole: dict[str, Any], path: Path
) -> Iterator[Problem]:
    """Check that what is allowed fits the type; of a list, elements may be named as well."""
    allowed = whole.get("allowedValues")
    if not isinstance(allowed, list) or str(whole.get("type", "")).lower() == "array":
        return
    kind = {"type": whole.get("type")}
    for index, value in enumerate(allowed):
        for misfit in misfits(f"what is allowed for '{name}'", value, kind, {}):
            place = (*path, written(declaration, "allowedValues"), index, *misfit.path)
            yield Problem("TPL009", place, misfit.message)


def _default(
    name: str, declaration: dict[str, Any], path: Path, definitions: Definitions
) -> Iterator[Problem]:
    key = written(declaration, "defaultValue")
    value = declaration.get(key)
    if value is None:
        return
    place = (*path, key)
    if is_secure(declaration, definitions) and value not in ("", {}) and not is_expression(value):
        message = f"the default of '{name}' is a secret that everybody can read: remove it"
        yield Problem("SEC004", place, message)
        return
    for misfit in misfits(f"the default of '{name}'", value, declaration, definitions):
        message = f"{misfit.message}; a deployment without a value fails"
        yield Problem("TPL009", (*place, *misfit.path), message)
