"""The parts of a value by the type that is declared for it: properties, elements, what is missing.

Source: the page "type definitions" of the documentation of ARM templates. Names of properties are
taken in any casing, as everywhere in a template.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.diagnostics import Severity
from generator.language.expressions.values import Residual
from generator.language.parameters.type_reference import BrokenReferenceError, type_of
from generator.language.template import is_expression
from generator.lazy import dataclass, replace
from generator.wording.values import did_you_mean, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.diagnostics import Path


@dataclass(frozen=True, slots=True)
class Misfit:
    """How a value does not fit, and the path to the part of it that is at fault."""

    message: str
    severity: Severity = Severity.ERROR
    path: Path = ()


@dataclass(slots=True)
class Part:
    """A value, or a part of it, with what is declared for it; `kind` is its type in lower case.

    `tag` is the property by which a discriminator chose this declaration: it fits already;
    `around` is the declaration with the discriminator.
    """

    what: str
    value: Any
    declared: Mapping[str, Any]
    path: Path = ()
    secure: bool = False
    kind: str = ""
    tag: str = ""
    around: Mapping[str, Any] | None = None

    @property
    def name(self) -> str:
        """Name the part in a message."""
        steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.path)
        inside = "".join(steps).removeprefix(".")
        return f"'{inside}' of {self.what}" if inside else self.what

    @property
    def said(self) -> str:
        """Show the value, unless it is a secret."""
        return "not shown" if self.secure else shown(self.value)

    def below(self, step: str | int, value: Any, declared: Mapping[str, Any]) -> Part:
        """Return a property or an element of it."""
        return Part(self.what, value, declared, (*self.path, step), self.secure)

    def misfit(self, said: str) -> Misfit:
        """Return an error; `said` goes on after the name."""
        return Misfit(f"{self.name} {said}", path=self.path)


def is_unknown(value: Any) -> bool:
    """Whether only the deployment knows the value."""
    return isinstance(value, Residual) or is_expression(value)


def unescaped(value: Any) -> Any:
    """Return the text that stands for itself, though it looks like an expression."""
    is_escaped = isinstance(value, str) and value.startswith("[[") and value.endswith("]")
    return value[1:] if is_escaped else value


def shape_misfits(part: Part, definitions: Mapping[str, Any]) -> Iterator[Misfit]:
    """Describe what is missing in an object or a list, and what is too much."""
    if isinstance(part.value, dict):
        yield from _missing(part, definitions)
        yield from _tag(part)
        if part.declared.get("additionalproperties") is False and not _discriminator(part):
            yield from _too_many(part)
    elif isinstance(part.value, list):
        first, found = len(_prefix(part)), len(part.value)
        if found < first:
            yield part.misfit(f"must have at least {first} elements (has {found})")
        if part.declared.get("items") is False and found > first:
            yield part.misfit(f"must have at most {first} elements (has {found})")


def _missing(part: Part, definitions: Mapping[str, Any]) -> Iterator[Misfit]:
    if any(is_expression(key) for key in part.value):
        return
    there = {key.lower() for key in part.value}
    for name, declared in _table(part, "properties").items():
        if name.lower() not in there and _required(declared, definitions):
            yield part.misfit(f"has no '{name}'")


def _required(declared: Any, definitions: Mapping[str, Any]) -> bool:
    try:
        whole = type_of(declared, definitions) if isinstance(declared, dict) else {}
    except BrokenReferenceError:
        return False
    return isinstance(declared, dict) and whole.get("nullable") is not True


def _too_many(part: Part) -> Iterator[Misfit]:
    names = list(_table(part, "properties"))
    known = {name.lower() for name in (*names, part.tag)}
    for key in part.value:
        if key.lower() not in known and not is_expression(key):
            message = f"'{key}' is no property of {part.name}{did_you_mean(key, names)}"
            yield Misfit(message, path=(*part.path, key))


def _tag(part: Part) -> Iterator[Misfit]:
    """Describe what is wrong with the property that tells which of several types an object has."""
    name = _discriminator(part)
    key = _written(part.value, name)
    if not name or any(is_expression(item) for item in part.value):
        return
    if key is None:
        yield part.misfit(f"has no '{name}'")
    elif _variant(part) is None and not is_unknown(part.value[key]):
        inside = part.below(key, part.value[key], {})
        kinds = ", ".join(f"'{item}'" for item in part.declared["discriminator"]["mapping"])
        yield inside.misfit(f"must be one of {kinds} (is {inside.said})")


def _discriminator(part: Part) -> str:
    """Return the name of the discriminating property; nothing where the type is chosen already."""
    found = part.declared.get("discriminator")
    if part.tag or not isinstance(found, dict) or not isinstance(found.get("mapping"), dict):
        return ""
    return str(found.get("propertyName", ""))


def _variant(part: Part) -> Mapping[str, Any] | None:
    """Return the declaration that the discriminating property chooses."""
    name = _discriminator(part)
    key = _written(part.value, name)
    if not name or key is None:
        return None
    mapping = part.declared["discriminator"]["mapping"]
    tag = part.value[key]
    found = mapping.get(tag) if isinstance(tag, str) else None
    return found if isinstance(found, dict) else None


def parts(part: Part) -> Iterator[Part]:
    """Yield the properties or elements that a type is declared for."""
    if isinstance(part.value, dict):
        yield from _properties(part)
    elif isinstance(part.value, list):
        first = _prefix(part)
        for index, item in enumerate(part.value):
            declared = first[index] if index < len(first) else part.declared.get("items")
            if isinstance(declared, dict):
                yield part.below(index, item, declared)


def _properties(part: Part) -> Iterator[Part]:
    variant = _variant(part)
    if variant is not None:
        tag = _discriminator(part).lower()
        yield replace(part, declared=variant, tag=tag, around=part.declared)
        return
    others = None if _discriminator(part) else part.declared.get("additionalproperties")
    declared = {key.lower(): item for key, item in _table(part, "properties").items()}
    for key, item in part.value.items():
        inside = declared.get(key.lower(), None if key.lower() == part.tag else others)
        if isinstance(inside, dict):
            yield part.below(key, item, inside)


def merged(around: Mapping[str, Any], variant: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is declared for an object whose variant is chosen: what is around it as well."""
    found = {key: item for key, item in around.items() if key != "discriminator"} | dict(variant)
    tables = (item.get("properties") for item in (around, variant))
    found["properties"] = {
        k: v for item in tables if isinstance(item, dict) for k, v in item.items()
    }
    sealed = False in (around.get("additionalproperties"), variant.get("additionalproperties"))
    return found | ({"additionalproperties": False} if sealed else {})


def _table(part: Part, name: str) -> dict[str, Any]:
    found = part.declared.get(name)
    return found if isinstance(found, dict) else {}


def _prefix(part: Part) -> list[Any]:
    found = part.declared.get("prefixitems")
    return found if isinstance(found, list) else []


def _written(value: Mapping[str, Any], name: str) -> str | None:
    """Return a name as it is written in an object."""
    return next((key for key in value if key.lower() == name.lower()), None)
