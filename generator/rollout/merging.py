"""What Azure makes of the body of a resource that exists already: what is left out may stay.

Objects of both are merged, lists that are sent take the place of those that were there. Which parts
of which types are kept so is data (`generator.azure.left_out`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.azure.left_out import left_out, rows_of
from generator.language.documents.casing import written
from generator.lazy import dataclass, field, replace
from generator.rollout.changes import Element, Folded, Unsent, names_of, path_of
from generator.rollout.read_only import is_read_only

if TYPE_CHECKING:
    from generator.azure.left_out import LeftOut, Then
    from generator.rollout.changes import Steps
    from generator.rollout.side import PlannedResource

_OF_TEMPLATES = frozenset(("apiversion", "condition", "comments", "scope", "metadata", "asserts"))
"""What a template says of a resource and Azure never sees."""


@dataclass(frozen=True, slots=True)
class Left:
    """Something that the new side leaves out: where it stood, what becomes of it, who says so."""

    steps: Steps
    then: Then
    source: str
    value: Any = field(default=None, compare=False, repr=False)

    @property
    def path(self) -> str:
        """The way to it, without what all have."""
        plain = [step for step in self.steps if step != "properties"]
        return path_of(plain or self.steps)


def put_over(
    old: PlannedResource, new: PlannedResource
) -> tuple[PlannedResource, tuple[Left, ...]]:
    """Return a resource as it is once it was put over another, and what was left out of it.

    Extensions that are resources stay in mode Complete as well.
    """
    if not rows_of(new.key[0]):
        return new, ()
    version = str(new.body.get("apiVersion", ""))
    merging = _Merging(new.key[0], version, _is_another_system(old, new))
    body = merging.merged(old.body, new.body, ())
    return replace(new, body=body), tuple(merging.found)


@dataclass(slots=True)
class _Merging:
    """Puts one body over another; `found` is what it left out."""

    kind: str
    version: str
    system: bool
    found: list[Left] = field(default_factory=list)

    def merged(self, old: dict[str, Any], new: dict[str, Any], steps: Steps) -> dict[str, Any]:
        """Return an object with what it leaves out and Azure keeps."""
        result = dict(new)
        beside = {key.lower() for key, value in new.items() if value is not None}
        for key, value in old.items():
            if not steps and key.lower() in _OF_TEMPLATES:
                continue
            name = written(new, key)
            way = (*steps, name)
            sent = new.get(name)
            if sent is None:
                null = name in new
                row = left_out(
                    self.kind, self.version, names_of(way), beside, null=null, system=self.system
                )
                if row.then != "removed":
                    result[name] = value
                    self._left(row, value, way)
            elif isinstance(sent, dict) and isinstance(value, dict):
                result[name] = self.merged(value, sent, way)
            elif isinstance(sent, Unsent) and isinstance(value, list):
                result[name] = self._extensions(value, sent, way)
        return result

    def _left(self, row: LeftOut, value: Any, way: Steps) -> None:
        """Keep in mind what was left out."""
        if not _is_empty(value) and not is_read_only(self.kind, self.version, way):
            self.found.append(Left(way, self._then(row, value), row.source, value))

    def _then(self, row: LeftOut, value: Any) -> Then:
        """Return what becomes of a value; extensions that are resources stay by themselves."""
        if row.then == "unknown" and isinstance(value, dict):
            listed = value.get(written(value, "extensions"))
            if isinstance(listed, list) and all(isinstance(item, Folded) for item in listed):
                return "kept"
        return row.then

    def _extensions(self, old: list[Any], new: list[Any], steps: Steps) -> list[Any]:
        """Return the extensions of a set that writes no list, with those it had."""
        names = {str(item.get(written(item, "name"))).lower() for item in new}
        result = list(new)
        for item in old:
            name = str(item.get(written(item, "name"))) if isinstance(item, dict) else ""
            own = isinstance(item, Folded)
            if name.lower() in names:
                continue
            result.append(item)
            way = (*steps, Element(name))
            row = left_out(self.kind, self.version, names_of(steps))
            self.found.append(Left(way, "kept" if own else row.then, row.source, item))
        return result


def _is_another_system(old: PlannedResource, new: PlannedResource) -> bool:
    """Whether a set goes from Linux to Windows, or back, as far as the bodies tell."""
    if not new.is_scale_set:
        return False
    return {old.view().operating_system, new.view().operating_system} == {"linux", "windows"}


def _is_empty(value: Any) -> bool:
    """Whether nothing stands in a value, however deep."""
    if isinstance(value, dict):
        return all(_is_empty(item) for item in value.values())
    return value is None or value in ([], "")
