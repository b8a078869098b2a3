"""Whether a value fits the type that a parameter, a property or an output declares.

What only the deployment knows is not checked. What stands in a value of a secure type is never
shown, its length neither.

Sources: the pages "parameters" and "type definitions" of the documentation of ARM templates.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from generator.language.expressions.values import Residual, certain_kind
from generator.language.parameters.type_reference import BrokenReferenceError, type_of
from generator.language.parameters.type_shape import (
    Misfit,
    Part,
    is_unknown,
    merged,
    parts,
    shape_misfits,
    unescaped,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.diagnostics import Path

__all__ = [
    "TYPES",
    "Misfit",
    "bare_type",
    "is_of_type",
    "is_secure",
    "misfits",
    "open_misfits",
    "plain_type",
    "secure_paths",
]

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

_SAYS_NOTHING_MORE = {"type", "defaultValue", "metadata", "value"}
_WORDS = {"string": "a string", "securestring": "a string", "int": "an integer",
          "bool": "true or false", "array": "an array"}  # fmt: skip


def misfits(
    what: str, value: Any, declared: Mapping[str, Any], definitions: Mapping[str, Any]
) -> Iterator[Misfit]:
    """Describe how a value does not fit a declaration or a type definition; `what` names the value.

    A property is required unless it is nullable, and others are welcome unless the type is
    sealed. Numbers and truth values in quotes do not fit: Azure answers that it expected another
    type, even for a text of digits (quickstart templates, issue 7366).
    """
    plain = bare_type(declared)
    if plain and plain != "int" and is_of_type(value, plain):
        return  # most parameters and outputs
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


def bare_type(declared: Mapping[str, Any]) -> str:
    """Return the type of a declaration that says nothing more of its values; nothing for others."""
    kind = declared.get("type")
    if not isinstance(kind, str) or not declared.keys() <= _SAYS_NOTHING_MORE:
        return ""
    kind = kind if kind in TYPES else kind.lower()
    return kind if kind in TYPES else ""


def plain_type(declared: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    """Return the type that all values of a declaration have; "any" if it varies."""
    bare = bare_type(declared)
    if bare:
        return bare.removeprefix("secure")
    try:
        whole = type_of(declared, definitions)
    except BrokenReferenceError:
        return "any"
    kind = str(whole.get("type", "")).lower()
    known = kind in TYPES and whole.get("nullable") is not True
    return kind.removeprefix("secure") if known else "any"


def open_misfits(
    what: str, value: Any, declared: Mapping[str, Any], definitions: Mapping[str, Any]
) -> Iterator[Misfit]:
    """Report that a value which only the deployment knows will be of another type than declared."""
    if not isinstance(value, Residual):
        return
    kind, wanted = certain_kind(value), plain_type(declared, definitions)
    if kind != wanted and "any" not in {kind, wanted}:
        yield Misfit(f"{what} must be {wanted} (the expression gives {kind})")


def is_secure(declared: Mapping[str, Any], definitions: Mapping[str, Any]) -> bool:
    """Whether a declaration is of a secure type; not where its `$ref` leads nowhere."""
    plain = bare_type(declared)
    if plain:
        return plain.startswith("secure")
    try:
        kind = type_of(declared, definitions).get("type", "")
    except BrokenReferenceError:
        return False
    return str(kind).lower().startswith("secure")


def secure_paths(
    value: Any, declared: Mapping[str, Any], definitions: Mapping[str, Any]
) -> Iterator[Path]:
    """Yield the paths of the parts of a value that are of a secure type."""
    plain = bare_type(declared)
    if plain:
        yield from [()] if plain.startswith("secure") else []
        return
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
    if part.around is not None:
        declared = merged(part.around, declared)
    kind = str(declared.get("type", "")).lower()
    secure = part.secure or kind.startswith("secure")
    kind = kind if kind in TYPES else ""
    return Part(part.what, part.value, declared, part.path, secure, kind, part.tag, part.around)


def is_of_type(value: Any, kind: str) -> bool:
    """Return whether a value is of a type, which is one of TYPES."""
    return isinstance(value, TYPES[kind]) and not (kind == "int" and isinstance(value, bool))


def _own(part: Part) -> Iterator[Misfit]:
    """Check the value itself: its type, what is allowed, its bounds."""
    value, kind = unescaped(part.value), part.kind
    if value is None and (not kind or part.declared.get("nullable") is True):
        return
    if kind and not is_of_type(value, kind):
        yield part.misfit(f"must be {_WORDS.get(kind, 'an object')} (is {part.said})")
        return
    allowed = part.declared.get("allowedvalues")
    if isinstance(allowed, list) and not _allowed(value, allowed):
        yield part.misfit(f"must be one of the allowed values (is {part.said})")
    yield from _out_of_bounds(part)


def _allowed(value: Any, allowed: list[Any]) -> bool:
    """Whether a value is allowed, casing included; of a list, the elements may be named as well.

    Where nothing is listed, everything is. An expression there is but a text: none is evaluated.
    """
    known = [_exact(item) for item in allowed]
    if not known or _exact(value) in known:
        return True
    return isinstance(value, list) and all(
        is_unknown(item) or _exact(unescaped(item)) in known for item in value
    )


def _exact(value: Any) -> str:
    """Return what two values have in common where they are the same: 1 is not true, nor 1.0."""
    return json.dumps(value, sort_keys=True)


def _out_of_bounds(part: Part) -> Iterator[Misfit]:
    """Report the bound that a number or a length violates; the length of a secret is secret."""
    value, names, verb, unit = unescaped(part.value), ("minlength", "maxlength"), "have", ""
    if isinstance(value, str):
        size, unit = _length(value), " characters"
    elif isinstance(value, list):
        size, unit = len(value), " elements"
    elif is_of_type(value, "int"):
        size, names, verb = value, ("minvalue", "maxvalue"), "be"
    else:
        return
    found = "" if part.secure else f" ({'has' if unit else 'is'} {size})"
    least, most = (_bound(part.declared.get(name)) for name in names)
    if least is not None and size < least:
        yield part.misfit(f"must {verb} at least {least}{unit}{found}")
    if most is not None and size > most:
        yield part.misfit(f"must {verb} at most {most}{unit}{found}")
    if not unit and not -(2**63) <= size < 2**63:
        yield part.misfit(f"must {verb} a 64-bit integer{found}")


def _length(text: str) -> int:
    """Return the length of a text as Azure counts it: in units of UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _bound(said: Any) -> int | None:
    """Return a bound as Azure reads it: without its fraction, and from a text as well."""
    if isinstance(said, str):
        return int(said) if re.fullmatch(r"-?\d{1,18}", said) else None
    return int(said) if isinstance(said, (int, float)) else None
