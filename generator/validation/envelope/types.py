"""What a declaration says of a type: what goes with which type, and what needs languageVersion 2.0.

A parameter, an output, a definition, and the parameters and the output of a function declare a
type; so do the properties and elements in it. Where there is no type every value is taken.

Source: the engine of Azure deployments in the Bicep CLI, asked type by type.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.findings import Finding
from generator.language.documents.casing import canonical, written
from generator.language.parameters.type_check import TYPES, is_of_type
from generator.language.parameters.type_reference import BrokenReferenceError, type_of
from generator.language.template import is_expression
from generator.lazy import dataclass
from generator.validation.envelope.schema import as_read, check_part, members_of
from generator.wording.values import did_you_mean, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.diagnostics import Path

_FILE = "deployment-template"
_NUMBERS, _LISTS, _OBJECTS = ("int",), ("array",), ("object", "secureobject")
_WITH_LENGTH = ("string", "securestring", "array")
_GOES_WITH: dict[str, tuple[str, ...]] = {
    "minValue": _NUMBERS,
    "maxValue": _NUMBERS,
    "minLength": _WITH_LENGTH,
    "maxLength": _WITH_LENGTH,
    "items": _LISTS,
    "prefixItems": _LISTS,
    "properties": _OBJECTS,
    "additionalProperties": _OBJECTS,
    "discriminator": _OBJECTS,
}
_NEED_VERSION_2 = {
    "$ref", "nullable", "items", "prefixItems", "properties", "additionalProperties",
    "discriminator",
}  # fmt: skip
_EVALUATED = {"defaultValue", "value", "condition", "copy"}
_WITH_VALUE = {"parameter", "output"}
_NOT_READ = {"metadata", "allowedValues"}


@dataclass(frozen=True, slots=True)
class DeclaredEntry:
    """A declaration of a type: what it is called, itself, where it stands, which form it has."""

    what: str
    value: Any
    path: Path
    form: str


@dataclass(frozen=True, slots=True)
class Types:
    """The types of a template: its definitions, and its languageVersion (None: it has none)."""

    definitions: Mapping[str, Any]
    version: Any = None

    @property
    def is_version_2(self) -> bool:
        """Return whether it has languageVersion 2.0 or later."""
        return self.version is not None

    def problems(self, what: str, value: Any, path: Path, form: str) -> Iterator[Finding]:
        """Check a declaration and those in it; `form` names the members that it may have."""
        waiting = [DeclaredEntry(what, value, path, form)]
        while waiting:
            declared = waiting.pop()
            form = "type" if declared.form == "variant" else declared.form
            yield from check_part(
                _FILE, form, declared.value, declared.path, declared.what, "TPL002"
            )
            if isinstance(declared.value, dict):
                whole = as_read(_FILE, form, declared.value)
                yield from self._members(declared, whole)
                yield from _discriminator(declared, whole)
                waiting += _inside(declared, whole)
            elif is_expression(declared.value):
                message = f"{declared.what} is an expression, and Azure evaluates none here"
                yield Finding(declared.path, message, kind="TPL002")

    def _members(self, declared: DeclaredEntry, whole: dict[str, Any]) -> Iterator[Finding]:
        if unevaluated := list(_unevaluated(declared, whole)):
            yield from unevaluated
            return
        kind = whole.get("type")
        if isinstance(kind, str) and kind.lower() not in TYPES:
            message = f"'{kind}' is no type for {declared.what}{did_you_mean(kind, TYPES)}"
            yield Finding((*declared.path, written(declared.value, "type")), message, kind="TPL002")
            return
        yield from self._too_new(declared, whole)
        try:
            found = type_of(declared.value, self.definitions)
        except BrokenReferenceError as error:
            place = (*declared.path, written(declared.value, "$ref"))
            yield Finding(place, f"{declared.what} has no type: {error}", kind="TPL002")
            return
        if declared.form == "variant" and str(found.get("type")).lower() not in _OBJECTS:
            yield Finding(declared.path, f"{declared.what} must be of type object", kind="TPL002")
        yield from self._fitting(declared, whole, str(found.get("type", "")).lower())
        yield from self._allowed(declared, found)
        if found.get("nullable") is True and "defaultValue" in whole:
            message = f"{declared.what} is nullable and has a default: remove one of the two"
            yield _on_key(declared, "defaultValue", message)

    def _too_new(self, declared: DeclaredEntry, whole: dict[str, Any]) -> Iterator[Finding]:
        names = set() if self.is_version_2 else _NEED_VERSION_2
        needs = dict.fromkeys(sorted(names), "2.0")
        if "experimental" not in str(self.version):
            needs["validate"] = "2.1-experimental"
        for name in whole.keys() & needs.keys():
            need = f'"languageVersion": "{needs[name]}"'
            message = f"'{name}' of {declared.what} needs {need} in the template"
            yield _on_key(declared, name, message)

    def _fitting(
        self, declared: DeclaredEntry, whole: dict[str, Any], kind: str
    ) -> Iterator[Finding]:
        """Check that what stands beside a type goes with it; without a type all does."""
        for name in whole.keys() & _GOES_WITH.keys() if kind in TYPES else ():
            types = _GOES_WITH[name]
            if kind not in types and (self.is_version_2 or name not in _NEED_VERSION_2):
                message = f"'{name}' of {declared.what} goes with {' or '.join(types)}, not {kind}"
                yield _on_key(declared, name, message)

    def _allowed(self, declared: DeclaredEntry, found: dict[str, Any]) -> Iterator[Finding]:
        """Check that what is allowed for a parameter or an output is of its type."""
        kind, allowed = str(found.get("type", "")).lower(), found.get("allowedvalues")
        if declared.form not in _WITH_VALUE or not isinstance(allowed, list):
            return
        key = written(declared.value, "allowedValues")
        place = (*declared.path, key if key in declared.value else "$ref")
        for index, value in enumerate(allowed if kind in TYPES and kind != "array" else ()):
            if value is not None and not is_of_type(value, kind):
                seen = "not shown" if kind.startswith("secure") else shown(value)
                said = f"must be of its type, {kind} (is {seen})"
                where = (*place, index) if key in declared.value else place
                message = f"what is allowed for {declared.what} {said}"
                yield Finding(where, message, kind="TPL002")


def _on_key(declared: DeclaredEntry, name: str, message: str) -> Finding:
    return Finding(
        (*declared.path, written(declared.value, name)), message, kind="TPL002", on_key=True
    )


def _unevaluated(declared: DeclaredEntry, whole: dict[str, Any]) -> Iterator[Finding]:
    """Find expressions where Azure evaluates nothing."""
    for name, value in whole.items():
        known = name in members_of(_FILE, declared.form.replace("variant", "type"))
        if known and name not in _EVALUATED | _NOT_READ and is_expression(value):
            message = f"'{name}' of {declared.what} is an expression, and Azure evaluates none here"
            yield Finding((*declared.path, written(declared.value, name)), message, kind="TPL002")


def _discriminator(declared: DeclaredEntry, whole: dict[str, Any]) -> Iterator[Finding]:
    found = whole.get("discriminator")
    if isinstance(found, dict):
        place = (*declared.path, written(declared.value, "discriminator"))
        about = f"the discriminator of {declared.what}"
        yield from check_part(_FILE, "discriminator", found, place, about, "TPL002")


def _inside(declared: DeclaredEntry, whole: dict[str, Any]) -> Iterator[DeclaredEntry]:
    """Yield the declarations in a declaration: properties, elements, variants."""
    for name in ("items", "additionalProperties"):
        if isinstance(whole.get(name), dict):
            place = (*declared.path, written(declared.value, name))
            yield DeclaredEntry(f"'{name}' of {declared.what}", whole[name], place, "type")
    place = (*declared.path, written(declared.value, "prefixItems"))
    for index, item in enumerate(_list(whole.get("prefixItems"))):
        yield DeclaredEntry(f"element {index} of {declared.what}", item, (*place, index), "type")
    yield from _named(declared, whole, "properties", "property")
    discriminator = whole.get("discriminator")
    if isinstance(discriminator, dict):
        path = (*declared.path, written(declared.value, "discriminator"))
        variants = canonical(discriminator, {"mapping": 0})
        outer = DeclaredEntry(declared.what, discriminator, path, "discriminator")
        yield from _named(outer, variants, "mapping", "variant")


def _named(
    declared: DeclaredEntry, whole: dict[str, Any], table: str, noun: str
) -> Iterator[DeclaredEntry]:
    found, form = whole.get(table), "variant" if noun == "variant" else "type"
    place = (*declared.path, written(declared.value, table))
    for name, item in found.items() if isinstance(found, dict) else ():
        yield DeclaredEntry(f"{noun} '{name}' of {declared.what}", item, (*place, name), form)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
