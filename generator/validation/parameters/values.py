"""Whether the default of a template parameter fits its declaration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.language.documents.casing import canonical, written
from generator.language.parameters.type_check import is_secure, misfits
from generator.language.template import is_expression
from generator.lazy import regex
from generator.redaction import is_secret_name, shows_key
from generator.validation.parameters.file import FILLED_IN

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
    if is_secure(declaration, definitions) and not is_expression(value):
        yield from _secret(name, value, place)
        return
    for misfit in misfits(f"the default of '{name}'", value, declaration, definitions):
        message = f"{misfit.message}; a deployment without a value fails"
        yield Finding((*place, *misfit.path), message, kind="TPL009")


_STANDS_FOR_ONE = regex(
    r"[A-Z]{2,}(?:[-_ ][A-Z]{2,})*|(?i:n/?a|none|null|not?[-_ ]\w+|to[-_ ]be[-_ ]\w+)"
)
"""What is written where a secret goes and is none: `GEN-PASSWORD`, `n/a`, `<your password>`."""


def _secret(name: str, value: Any, place: Path) -> Iterator[Finding]:
    """Report of a secret that is a default, milder where it stands for one or may be none."""
    if isinstance(value, str) and not any(map(str.isalnum, value)):
        return
    kinds = set(_kinds_of_texts(value, named=isinstance(value, str)))
    if "secret" in kinds:
        message = f"the default of '{name}' is a secret that everybody can read: remove it"
        yield Finding(place, message, kind="SEC004")
    elif kinds:
        message = (
            f"the default of '{name}' stands for a secret, and is deployed where none is given: "
            "remove it"
            if kinds == {"stand-in"}
            else f"everybody can read the default of '{name}': remove what is secret in it"
        )
        yield Finding(place, message, Severity.WARNING, kind="SEC004")


def _kinds_of_texts(value: Any, *, named: bool) -> Iterator[str]:
    """Yield for each text whether it is a secret, stands for one, or is any text."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _kinds_of_texts(item, named=named or is_secret_name(key))
    elif isinstance(value, list):
        for item in value:
            yield from _kinds_of_texts(item, named=named)
    elif isinstance(value, str) and value.strip() and not is_expression(value):
        if not (named or shows_key(value)):
            yield "text"
        else:
            known = _STANDS_FOR_ONE.fullmatch(value) or FILLED_IN.search(value)
            yield "stand-in" if known else "secret"
