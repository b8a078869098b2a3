"""Whether a value fits the type that a parameter, a property or an output declares.

What only the deployment knows is not checked. What stands in a value of a secure type is never
shown, its length neither.

Sources: the pages "parameters" and "type definitions" of the documentation of ARM templates.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from generator.language.parameters.type_reference import BrokenReferenceError, type_of
from generator.language.parameters.type_shape import Misfit, Part, is_unknown, parts, shape_misfits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.diagnostics import Path

__all__ = ["TYPES", "Misfit", "is_secure", "misfits", "secure_paths"]

TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "securestring": (str,),
    "int": (int,),
    "bool": (bool,),
    "object": (dict,),
    "secureobject": (dict,),
    "array": (list,),
}
"""The types of the template language, in lower case, with what they are in Python."""

_WORDS = {"string": "a text", "securestring": "a text", "int": "a whole number",
          "bool": "true or false", "array": "a list"}  # fmt: skip


def misfits(
    what: str, value: Any, declared: Mapping[str, Any], definitions: Mapping[str, Any]
) -> Iterator[Misfit]:
    """Say how a value does not fit a declaration or a type definition; `what` names the value.

    A property is required unless it is nullable, and others are welcome unless the type is
    sealed. Numbers and truth values in quotes do not fit: Azure answers that it expected another
    type, even for a text of digits (quickstart templates, issue 7366).
    """
    waiting = [Part(what, value, declared)]
    while waiting:
        part = waiting.pop()
        if is_unknown(part.value):
            continue
        try:
            part = _typed(part, definitions)
        except BrokenReferenceError as error:
            yield part.misfit(f"has no type: {error}")
            continue
        wrong = list(_own(part))
        yield from wrong
        if not wrong:
            yield from shape_misfits(part, definitions)
            waiting += reversed(list(parts(part)))


def is_secure(declared: Mapping[str, Any], definitions: Mapping[str, Any]) -> bool:
    """Whether a declaration is of a secure type; not where its `$ref` leads nowhere."""
    try:
        kind = type_of(declared, definitions).get("type", "")
    except BrokenReferenceError:
        return False
    return str(kind).lower().startswith("secure")


def secure_paths(
    value: Any, declared: Mapping[str, Any], definitions: Mapping[str, Any]
) -> Iterator[Path]:
    """Go through the paths of the parts of a value that are of a secure type."""
    waiting = [Part("", value, declared)]
    while waiting:
        part = waiting.pop()
        try:
            part = _typed(part, definitions)
        except BrokenReferenceError:
            continue
        if part.secure:
            yield part.path
        else:
            waiting += parts(part)


def _typed(part: Part, definitions: Mapping[str, Any]) -> Part:
    declared = type_of(part.declared, definitions)
    kind = str(declared.get("type", "")).lower()
    secure = part.secure or kind.startswith("secure")
    return replace(part, declared=declared, kind=kind if kind in TYPES else "", secure=secure)


def _own(part: Part) -> Iterator[Misfit]:
    """Check the value itself: its type, what is allowed, its bounds."""
    value, kind = part.value, part.kind
    if not kind or (value is None and part.declared.get("nullable") is True):
        return
    if not isinstance(value, TYPES[kind]) or (kind == "int" and isinstance(value, bool)):
        yield part.misfit(f"must be {_WORDS.get(kind, 'an object')} (is {part.said})")
        return
    allowed = part.declared.get("allowedvalues")
    if isinstance(allowed, list) and not _allowed(value, allowed):
        yield part.misfit(f"must be one of the allowed values (is {part.said})")
    yield from _out_of_bounds(part)


def _allowed(value: Any, allowed: list[Any]) -> bool:
    """Whether a value is allowed; of a list, the elements may be named as well.

    Old templates allow an expression, such as that for the location of the group: it may be that.
    """
    if any(is_unknown(item) for item in allowed):
        return True
    if isinstance(value, list):
        return value in allowed or all(is_unknown(item) or item in allowed for item in value)
    folded = [item.lower() if isinstance(item, str) else item for item in allowed]
    return (value.lower() if isinstance(value, str) else value) in folded


def _out_of_bounds(part: Part) -> Iterator[Misfit]:
    """Say which bound a number, or a length, is outside of; the length of a secret is one too."""
    value, declared = part.value, part.declared
    if isinstance(value, (str, list)):
        size, least, most = len(value), declared.get("minlength"), declared.get("maxlength")
        verb, unit = "have", " characters" if isinstance(value, str) else " elements"
    elif part.kind == "int":
        size, least, most = value, declared.get("minvalue"), declared.get("maxvalue")
        verb, unit = "be", ""
    else:
        return
    found = "" if part.secure else f" ({'has' if unit else 'is'} {size})"
    if isinstance(least, int) and size < least:
        yield part.misfit(f"must {verb} at least {least}{unit}{found}")
    if isinstance(most, int) and size > most:
        yield part.misfit(f"must {verb} at most {most}{unit}{found}")
