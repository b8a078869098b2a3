"""Whether the default of a template parameter fits its declaration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.findings import Finding
from generator.language.documents.casing import canonical, written
from generator.language.parameters.type_check import is_secure, misfits
from generator.language.template import is_expression

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.diagnostics import Path

    Definitions = Mapping[str, Any]

_FIELDS = dict.fromkeys(("minValue", "maxValue", "minLength", "maxLength"))


def default_problems(
    name: str, declaration: dict[str, Any], path: Path, definitions: Definitions
) -> Iterator[Finding]:
    """Check whether there are values for a parameter at all, and whether its default is one."""
    yield from _bounds(name, declaration, path)
    yield from _default(name, declaration, path, definitions)


def _bounds(name: str, declaration: dict[str, Any], path: Path) -> Iterator[Finding]:
    whole = canonical(declaration, _FIELDS)
    for low, high in (("minValue", "maxValue"), ("minLength", "maxLength")):
        least, most = whole.get(low), whole.get(high)
        if isinstance(least, int) and isinstance(most, int) and least > most:
            message = f"'{low}' of parameter '{name}' is above its '{high}'"
            yield Finding((*path, written(declaration, low)), message, kind="TPL008")


def _default(
    name: str, declaration: dict[str, Any], path: Path, definitions: Definitions
) -> Iterator[Finding]:
    key = written(declaration, "defaultValue")
    value = declaration.get(key)
    if value is None:
        return
    place = (*path, key)
    if is_secure(declaration, definitions) and value not in ("", {}) and not is_expression(value):
        message = f"the default of '{name}' is a secret that everybody can read: remove it"
        yield Finding(place, message, kind="SEC004")
        return
    for misfit in misfits(f"the default of '{name}'", value, declaration, definitions):
        message = f"{misfit.message}; a deployment without a value fails"
        yield Finding((*place, *misfit.path), message, kind="TPL009")
