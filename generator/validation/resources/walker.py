"""Hold a value against a shape: every fault at its place, names and values as Azure reads them.

Names and enumerated values match without regard to case, null stands for nothing, and a value in
quotes that reads as a number or as true or false passes: Azure converts it. What is an expression
is judged by its type alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from generator.lazy import dataclass, field, replace
from generator.validation.resources import faults
from generator.validation.resources.scalars import scalar_fault
from generator.validation.resources.severity import OPEN, VALUE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path
    from generator.findings import Finding
    from generator.resources.schema import Definition, Slice
    from generator.resources.shape import Shape


class ValueReading(Protocol):
    """How the values are to be read: as they are written, or as they were evaluated."""

    def types(self, value: Any) -> frozenset[str] | None:
        """Return the types of the template language that an expression gives; None: it is none."""

    def is_open_name(self, name: str) -> bool:
        """Whether a name of an object is itself an expression."""

    def loops(self, value: dict[str, Any]) -> Iterator[tuple[str, Any, Path]]:
        """Iterate over the property loops of an object: name, an element, and where that stands."""

    def branches_at(self, path: Path) -> Iterator[Any]:
        """Iterate over the values that a path of the resource has by branches not chosen."""

    def held_by(self, value: Any) -> Iterator[Any]:
        """Iterate over what a value may be that only a deployment knows."""


_COMPOUND = {"#": "_object", "[]": "_array", "{}": "_map"}


@dataclass(slots=True)
class Walker:
    """Checks values against one slice; what it finds is in `found`.

    `what` says what the root is in messages, `start` is the path to it. The names in `envelope`
    (by lower case) belong to the template, whatever the schema says of them. `owner` is the
    definition and the property that is being checked.
    """

    slice: Slice
    reading: ValueReading
    what: str
    start: Path
    envelope: dict[str, str]
    owner: tuple[Definition | None, str] = (None, "")
    found: list[Finding] = field(default_factory=list)
    extensions: list[tuple[dict[str, Any], Path]] = field(default_factory=list)

    def check(self, value: Any, shape: Shape, path: Path) -> None:
        """Check a value that stands at a path, and those that other values would bring there."""
        for other in self.reading.branches_at(path[len(self.start) :]):
            self._possible(other, shape, path)
        self._check(value, shape, path)

    def _check(self, value: Any, shape: Shape, path: Path) -> None:
        types = self.reading.types(value)
        if types is not None:
            self._open(value, types, shape, path)
        elif value == "" and not _takes_empty(shape):
            self.found.append(faults.empty(path))
        elif shape.base == "ro" and value is not None:
            self.found.append(faults.read_only(path))
        elif shape.base in _COMPOUND and value is not None:
            getattr(self, _COMPOUND[shape.base])(value, shape, path)
        elif shape.base != "any" and value is not None:
            self._scalar(value, shape, path)

    def _open(self, value: Any, types: frozenset[str], shape: Shape, path: Path) -> None:
        """Check what only a deployment knows, by its type and by what it may be."""
        if "any" not in types and types != {"null"}:
            self._typed(types - {"null"}, shape, path)
        for other in self.reading.held_by(value):
            self._possible(other, shape, path)

    def _possible(self, value: Any, shape: Shape, path: Path) -> None:
        """Check a value that may stand at a path: what is wrong with it is a doubt.

        What lacks in it may be there with the values that bring it.
        """
        found, extensions, owner = self.found, self.extensions, self.owner
        self.found, self.extensions = [], []
        self._check(value, shape, path)
        doubts = [doubt for problem in self.found for doubt in faults.doubts(problem)]
        self.found, self.extensions, self.owner = found, extensions, owner
        self.found += (doubt for doubt in doubts if doubt not in found)

    def root(self, value: dict[str, Any]) -> None:
        """Check a resource."""
        own = {key: item for key, item in value.items() if key.lower() not in self.envelope}
        self.members(own, self._of_root(value), self.start)

    def _of_root(self, value: dict[str, Any]) -> Definition:
        """Return the definition of a resource; its last name may choose among several."""
        root = self.slice.root
        if root.discriminator != "name":
            return self._variant(root, value)
        name = next((item for key, item in value.items() if key.lower() == "name"), None)
        if not isinstance(name, str) or self.reading.types(name) is not None:
            return root
        return self.slice.variant(root, name.rpartition("/")[2]) or root

    def _scalar(self, value: Any, shape: Shape, path: Path) -> None:
        schema = self.slice.schema
        fault = scalar_fault(value, shape, path)
        if fault is not None and fault.kind == VALUE:
            if fault.fault == OPEN and schema.reviewed:
                return  # it was opened on purpose
            definition, name = self.owner
            if definition is not None and fault.fault != OPEN:
                spans = schema.spans_in(definition, name)
                fault = faults.of_other_version(fault, value, path, self.slice, spans)
            if fault is None:
                return
            if not fault.fault and (shape.facts or {}).get("grows") and self.slice.is_newest:
                fault = replace(fault, fault=OPEN)
        if fault is not None:
            self.found.append(fault)

    def _typed(self, types: frozenset[str], shape: Shape, path: Path) -> None:
        fault = faults.wrong_expression(types, shape, path)
        if fault is not None:
            self.found.append(fault)

    def _array(self, value: Any, shape: Shape, path: Path) -> None:
        if not isinstance(value, list):
            self.found.append(faults.wrong_type(value, shape, path))
            return
        fault = faults.number_of_items(value, shape, path)
        if fault is not None:
            self.found.append(fault)
        if shape.of is not None:
            for index, item in enumerate(value):
                self.check(item, shape.of, (*path, index))

    def _map(self, value: Any, shape: Shape, path: Path) -> None:
        if not isinstance(value, dict):
            self.found.append(faults.wrong_type(value, shape, path))
        elif shape.of is not None:
            for key, item in value.items():
                self.check(item, shape.of, (*path, key))

    def _object(self, value: Any, shape: Shape, path: Path) -> None:
        if not isinstance(value, dict):
            self.found.append(faults.wrong_type(value, shape, path))
            return
        definition = self._variant(self.slice.definition(shape.definition), value)
        self.members(value, definition, path)
        if "typeHandlerVersion" in definition.properties:
            self.extensions.append((value, path))

    def _variant(self, base: Definition, value: dict[str, Any]) -> Definition:
        """Return the definition that the value of the discriminator chooses."""
        name = base.discriminator.lower()
        for key, item in value.items() if name else ():
            if key.lower() == name and isinstance(item, str):
                return self.slice.variant(base, item) or base
        return base

    def members(self, value: dict[str, Any], definition: Definition, path: Path) -> None:
        """Check an object against a definition."""
        seen = set()
        for key, item in value.items():
            name = key if key in definition.properties else definition.spelled(key)
            place = (*path, key)
            if name is None:
                self._stranger(key, item, definition, place)
                continue
            if item is not None:
                seen.add(name)
                if name != key:
                    self.found.append(faults.casing(key, name, place))
            self.owner = definition, name
            self.check(item, definition.properties[name], place)
        if "copy" in value:
            seen |= self._loops(value, definition, path)
        if definition.required:
            self._required(value, definition, seen, path)

    def _stranger(self, key: str, item: Any, definition: Definition, place: Path) -> None:
        """Check a property that the definition does not name in this version."""
        if item is None:
            return
        if definition.rest is not None:
            self.check(item, definition.rest, place)
        elif not self.reading.is_open_name(key) and not (key == "copy" and _are_loops(item)):
            self.found.append(self._unknown(definition, place))

    def _unknown(self, definition: Definition, path: Path) -> Finding:
        known = filter(str.isalpha, self.envelope.values()) if path[:-1] == self.start else ()
        holder = self._holder(path[:-1])
        return faults.unknown(path, holder, definition, known, self.slice)

    def _holder(self, path: Path) -> str:
        return faults.holder_of(path, self.start, self.what)

    def _loops(self, value: dict[str, Any], definition: Definition, path: Path) -> set[str]:
        """Check what property loops make; give the names of the properties that they make."""
        made = set()
        for written, item, place in self.reading.loops(value):
            name = definition.spelled(written)
            if name is not None:
                made.add(name)
                shape = definition.properties[name]
                if shape.base == "[]" and shape.of is not None:
                    self.check(item, shape.of, (*path, *place))
        return made

    def _required(
        self, value: dict[str, Any], definition: Definition, seen: set[str], path: Path
    ) -> None:
        missing = [name for name in definition.required if name not in seen]
        if missing and not any(map(self.reading.is_open_name, value)):
            holder = self._holder(path)
            for name in missing:
                needed = name != "properties" or self._needs(definition.properties[name])
                self.found.append(faults.missing(name, path, holder, needed=needed))

    def _needs(self, shape: Shape) -> bool:
        """Whether an object requires something, so that it cannot be left out."""
        return bool(shape.definition and self.slice.definition(shape.definition).required)


def _takes_empty(shape: Shape) -> bool:
    """Whether an empty text is a value of the property, and does not stand for nothing."""
    return shape.base in {"any", "ro"} or (shape.base == "s" and "e" not in (shape.facts or ()))


def _are_loops(item: Any) -> bool:
    return isinstance(item, list) and all(isinstance(loop, dict) for loop in item)
