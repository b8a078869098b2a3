"""Whether values fit the declaration of a template parameter: defaults, and parameter files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.diagnostics import Severity
from generator.language.template import is_expression
from generator.validation.problem import Problem, canonical, written
from generator.validation.wording import did_you_mean, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path

TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "securestring": (str,),
    "int": (int,),
    "bool": (bool,),
    "object": (dict,),
    "secureobject": (dict,),
    "array": (list,),
}
_WORDS = {"string": "a text", "securestring": "a text", "int": "a whole number",
          "bool": "true or false", "array": "a list"}  # fmt: skip
_FIELDS = dict.fromkeys(
    ("type", "$ref", "defaultValue", "allowedValues", "minValue", "maxValue", "minLength",
     "maxLength", "nullable")
)  # fmt: skip


def declaration_problems(name: str, declaration: Any, path: Path) -> Iterator[Problem]:
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
    for low, high in (("minValue", "maxValue"), ("minLength", "maxLength")):
        least, most = whole.get(low), whole.get(high)
        if isinstance(least, int) and isinstance(most, int) and least > most:
            message = f"'{low}' of parameter '{name}' is above its '{high}'"
            yield Problem("TPL008", (*path, written(declaration, low)), message)
    yield from _allowed_values(name, declaration, whole, path)
    yield from _default(name, declaration, whole, path)


def _allowed_values(
    name: str, declaration: dict[str, Any], whole: dict[str, Any], path: Path
) -> Iterator[Problem]:
    """Check that what is allowed fits the type; of a list, elements may be named as well."""
    allowed = whole.get("allowedValues")
    if not isinstance(allowed, list) or str(whole.get("type", "")).lower() == "array":
        return
    kind = {"type": whole.get("type")}
    for index, value in enumerate(allowed):
        for message, severity in misfits(f"what is allowed for '{name}'", value, kind):
            place = (*path, written(declaration, "allowedValues"), index)
            yield Problem("TPL009", place, message, severity=severity)


def _default(
    name: str, declaration: dict[str, Any], whole: dict[str, Any], path: Path
) -> Iterator[Problem]:
    if "defaultValue" not in whole:
        return
    value = whole["defaultValue"]
    place = (*path, written(declaration, "defaultValue"))
    secure = str(whole.get("type", "")).lower().startswith("secure")
    if secure and value not in ("", {}) and not is_expression(value):
        message = f"the default of '{name}' is a secret that everybody can read: remove it"
        yield Problem("SEC004", place, message)
        return
    for message, _ in misfits(f"the default of '{name}'", value, whole):
        yield Problem("TPL009", place, f"{message}; a deployment without a value fails")


def misfits(what: str, value: Any, declared: dict[str, Any]) -> Iterator[tuple[str, Severity]]:
    """Say how a value does not fit a declaration; a value of a secure one is never shown."""
    kind = str(declared.get("type", "")).lower()
    if is_expression(value) or kind not in TYPES:
        return
    said = "not shown" if kind.startswith("secure") else shown(value)
    if not isinstance(value, TYPES[kind]) or (kind == "int" and isinstance(value, bool)):
        words = _WORDS.get(kind, "an object")
        severity = Severity.WARNING if _coerced(value, kind) else Severity.ERROR
        yield f"{what} must be {words} (is {said})", severity
        return
    allowed = declared.get("allowedValues")
    if isinstance(allowed, list) and not _allowed(value, allowed):
        yield f"{what} must be one of the allowed values (is {said})", Severity.ERROR
    for message in _out_of_bounds(what, value, declared, kind):
        yield message, Severity.ERROR


def _out_of_bounds(what: str, value: Any, declared: dict[str, Any], kind: str) -> Iterator[str]:
    """Say which bound a number, or a length, is outside of; the length of a secret is one too."""
    if isinstance(value, (str, list)):
        size, least, most = len(value), declared.get("minLength"), declared.get("maxLength")
        verb, unit = "have", " characters" if isinstance(value, str) else " elements"
    elif kind == "int":
        size, least, most = value, declared.get("minValue"), declared.get("maxValue")
        verb, unit = "be", ""
    else:
        return
    found = "" if kind.startswith("secure") else f" ({'has' if unit else 'is'} {size})"
    if isinstance(least, int) and size < least:
        yield f"{what} must {verb} at least {least}{unit}{found}"
    if isinstance(most, int) and size > most:
        yield f"{what} must {verb} at most {most}{unit}{found}"


def _allowed(value: Any, allowed: list[Any]) -> bool:
    if isinstance(value, list):
        return value in allowed or all(item in allowed for item in value)
    folded = [item.lower() if isinstance(item, str) else item for item in allowed]
    return (value.lower() if isinstance(value, str) else value) in folded


def _coerced(value: Any, kind: str) -> bool:
    """Whether ARM reads a scalar of another type all the same; when it does not is not known."""
    return not isinstance(value, (dict, list)) and kind in {"string", "int", "bool"}
