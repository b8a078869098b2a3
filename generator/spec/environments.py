"""One spec for several environments: what differs between them is a parameter of one template.

What stands below `environments.NAME` is laid over the rest of the spec. Each single value that
differs becomes `{parameter: ..., value: ...}` in all of them, so that only the parameter files tell
them apart; what decides which resources there are cannot differ.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from generator.diagnostics import InvalidInput, Severity
from generator.language.template import MISSING
from generator.lazy import dataclass, field, replace
from generator.spec.declaring import declaration, names_of_parameters
from generator.spec.faults import fault
from generator.spec.former_keys import with_new_keys
from generator.spec.mistakes import schema_errors
from generator.spec.paths import dotted
from generator.spec.references import parameter_of, reference_kind
from generator.spec.schema import schema_of_key, spec_schema
from generator.spec.trees import place_at, put, value_at, with_place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.diagnostics import Diagnostic, Path
    from generator.language.documents.source import Document
    from generator.spec.spec import Spec

KEY = "environments"
ITSELF = ""
"""What the spec without any of its environments is called here."""


Values = dict["Path", Any]


def environments_of(
    document: Document, derived: dict[str, Values] | None = None
) -> dict[str, Document]:
    """Return the spec for ITSELF and for each of its environments, places included.

    `derived` are defaults that differ between them, which become parameters too.
    Raises InvalidInput with all that cannot differ.
    """
    value = document.value
    if not isinstance(value, dict) or KEY not in value:
        return {ITSELF: document}
    mistakes = [item.diagnostic for item in _misshapen(document, value[KEY])]
    if mistakes:
        raise InvalidInput(mistakes)
    base = with_new_keys({key: item for key, item in value.items() if key != KEY})
    merging = _Overlaying(document, base)
    overlays = {name: with_new_keys(item or {}) for name, item in value[KEY].items()}
    more = derived or {}
    leaves = {
        name: {**more.get(name, {}), **merging.leaves_of(name, item)}
        for name, item in overlays.items()
    }
    if merging.mistakes:
        raise InvalidInput(merging.mistakes)
    differing = {path: None for of in leaves.values() for path in of}
    merging.declare(differing, more.get(ITSELF, {}))
    if merging.mistakes:
        raise InvalidInput(merging.mistakes)
    return {ITSELF: merging.merged({}, ITSELF)} | {
        name: merging.merged(of, name) for name, of in leaves.items()
    }


def different(one: Spec, other: Spec) -> list[Path]:
    """Return the keys with constants that differ between two environments."""
    ours = dict(_scalars(one.value, ()))
    theirs = _scalars(other.value, ())
    return [path for path, value in theirs if path in ours and ours[path] != value]


def derived_values(specs: Mapping[str, Spec]) -> dict[str, Values]:
    """Return the defaults that differ between environments, by what each spec has for them.

    Those of keys that can be no parameter are left out: the templates then differ.
    """
    itself = specs[ITSELF]
    found: dict[str, Values] = {}
    for name, spec in specs.items():
        for path in different(itself, spec):
            ours, theirs = value_at(itself.value, path), value_at(spec.value, path)
            if not _against(path, ours, theirs):
                found.setdefault(name, {})[path] = theirs
                found.setdefault(ITSELF, {})[path] = ours
    return found


def _scalars(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """Yield the constants of a filled spec."""
    if isinstance(value, (dict, list)):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for step, item in items:
            yield from _scalars(item, (*path, step))
    elif isinstance(value, (str, int)):
        yield path, value


def place_of(document: Document, name: str, path: Path) -> Path:
    """Return the path in the file of what an environment says of a path of the spec."""
    value: Any = document.value
    for step in (KEY, name, *path):
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return path
    return (KEY, name, *path)


def _misshapen(document: Document, given: Any) -> Iterator[Any]:
    yield from schema_errors(document, given, spec_schema()["properties"][KEY], (KEY,))
    if isinstance(given, dict):
        partial = _partial(spec_schema())
        for name, overlay in given.items():
            if isinstance(overlay, dict):
                value = _with_parameters(with_new_keys(overlay))
                yield from schema_errors(document, value, partial, (KEY, name))


def _partial(schema: Any) -> Any:
    """Return a schema of which a value may have a part only."""
    if isinstance(schema, list):
        return [_partial(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: _partial(item)
        for key, item in schema.items()
        if not (key in {"required", "minItems"} and not isinstance(item, dict))
    }


def _with_parameters(value: Any) -> Any:
    if isinstance(value, list):
        return [_with_parameters(item) for item in value]
    if not isinstance(value, dict):
        return value
    if reference_kind(value):
        return parameter_of(value)
    return {key: _with_parameters(item) for key, item in value.items()}


@dataclass(slots=True)
class _Overlaying:
    """The spec itself, in which each value that differs becomes a parameter."""

    document: Document
    base: dict[str, Any]
    mistakes: list[Diagnostic] = field(default_factory=list)

    def leaves_of(self, name: str, overlay: dict[str, Any]) -> dict[Path, Any]:
        """Return the single values that an environment gives, by their paths in the spec."""
        return dict(self._leaves(name, self.base, overlay, ()))

    def _leaves(self, name: str, base: Any, overlay: Any, path: Path) -> Iterator[tuple[Path, Any]]:
        if isinstance(overlay, dict) and not reference_kind(overlay):
            below = base if isinstance(base, dict) else {}
            for key, item in overlay.items():
                yield from self._leaves(name, below.get(key), item, (*path, key))
        elif isinstance(overlay, list):
            if not isinstance(base, list) or len(base) != len(overlay):
                self._refuse(name, path, "has another number of entries there")
                return
            for index, item in enumerate(overlay):
                yield from self._leaves(name, base[index], item, (*path, index))
        elif overlay != base:
            reason = _against(path, base, overlay)
            if reason:
                self._refuse(name, path, reason)
            else:
                yield path, overlay

    def _refuse(self, name: str, path: Path, what: str) -> None:
        message = (
            f"'{dotted(path)}' cannot differ between environments, which share one template: "
            f"{name} {what}; write a spec of its own for it"
        )
        self._say(message, (KEY, name, *path))

    def _say(self, message: str, path: Path) -> None:
        kind = fault("environment-differs")
        self.mistakes.append(self.document.diagnostic(kind, Severity.ERROR, message, path))

    def declare(self, paths: dict[Path, None], defaults: Values) -> None:
        """Make a parameter of each value of the spec itself that differs somewhere."""
        self.base = copy.deepcopy(self.base)
        taken = {name.lower() for name in names_of_parameters(self.base)}
        for path in paths:
            here = value_at(self.base, path)
            if reference_kind(here):
                continue
            schema = schema_of_key(path)
            declared = declaration(path, schema, taken)
            taken.add(declared["parameter"].lower())
            chosen = defaults.get(path, schema.get("default", MISSING))
            value = chosen if here is MISSING else here
            if isinstance(value, (str, int, float)):
                declared["value"] = value
            elif "defaultExpression" not in declared:
                message = (
                    f"the spec itself must give '{dotted(path)}' too: "
                    "an environment says only what differs"
                )
                self._say(message, self._first(path))
                continue
            put(self.base, path, declared)

    def _first(self, path: Path) -> Path:
        names = self.document.value[KEY]
        found = (place_of(self.document, name, path) for name in names)
        return next((item for item in found if item != path), path)

    def merged(self, leaves: dict[Path, Any], name: str) -> Document:
        """Return the spec with the values of an environment, each where the file has it."""
        value, places = copy.deepcopy(self.base), self.document.root
        for path, item in leaves.items():
            given = item if reference_kind(item) else {"value": item}
            put(value, path, {**value_at(value, path), **given})
            place = place_at(self.document.root, (KEY, name, *path))
            places = with_place(places, path, place)
        return replace(self.document, value=value, places=places)


def _against(path: Path, base: Any, overlay: Any) -> str:
    """Return why one value cannot differ, or ""."""
    if overlay is None:
        return "takes it away"
    if reference_kind(overlay) and not reference_kind(base):
        return "has a parameter where the spec itself has a value"
    reason = schema_of_key(path).get("x-fixed")
    return f"has another value, and {reason}" if reason else ""
