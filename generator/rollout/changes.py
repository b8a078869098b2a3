"""The changes between two values: objects by name, lists by the natural key of their elements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from generator.language.documents.casing import written
from generator.lazy import dataclass, field, replace
from generator.rollout.sameness import is_exact, is_full, is_nothing, same, same_place
from generator.rollout.spelling import is_expression

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from generator.diagnostics import Path

Kind = Literal["add", "remove", "change"]
Why = Literal["", "secret", "anew"]
"""Why the values of equal expressions differ: not at all, by a secret, at every deployment."""

_KEYS = ("lun", "name", "priority", "id", "packageReferenceId", "certificateUrl", "sourceVault")
"""What tells the elements of a list apart, the first that all of them have and that differs."""

_VERSION = "/versions/"
_EXTENSIONS = ("virtualmachineprofile", "extensionprofile", "extensions")


@dataclass(frozen=True, slots=True)
class Element:
    """The step of a path into a list: the key of the element, as it is shown."""

    key: str

    def __str__(self) -> str:
        """Return the key in brackets."""
        return f"[{self.key}]"


Steps = tuple["str | Element", ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What differs: where, how, and both values (None: nothing stands there).

    `steps` is the way as it is shown; `old_path` and `new_path` lead to the values, or to the
    nearest thing around them, in the resource as each side writes it. The origins are those of a
    resource that was folded into this one. `why` tells what is behind two equal expressions.
    """

    steps: Steps
    kind: Kind
    old: Any
    new: Any
    old_path: Path = ()
    new_path: Path = ()
    old_origin: Any = field(default=None, compare=False)
    new_origin: Any = field(default=None, compare=False)
    why: Why = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The steps in lower case without 'properties', as the table of effects has them."""
        return names_of(self.steps)

    @property
    def extension(self) -> str:
        """The name, in lower case, of the extension of the model that this is about, or empty."""
        names = self.names
        return names[3] if names[:3] == _EXTENSIONS and len(names) > 3 else ""

    @property
    def path(self) -> str:
        """The way in the form that what-if of Azure has: properties.a.b[key].c."""
        return path_of(self.steps)


def names_of(steps: Steps) -> tuple[str, ...]:
    """Return steps in lower case without 'properties', as tables have them."""
    return tuple(
        step.key.lower() if isinstance(step, Element) else step.lower()
        for step in steps
        if step != "properties"
    )


def path_of(steps: Iterable[str | Element]) -> str:
    """Return steps in the form that what-if of Azure has."""
    text = ""
    for step in steps:
        text += str(step) if isinstance(step, Element) or not text else f".{step}"
    return text


class Unsent(list[Any]):
    """The extensions of a set that writes no list of its own: those that are resources."""

    __slots__ = ()


class Folded(dict[str, Any]):
    """An object that stands in the template as a resource of its own, and where."""

    __slots__ = ("origin",)

    def __init__(self, value: dict[str, Any], origin: Any) -> None:
        """Keep the object and its origin."""
        super().__init__(value)
        self.origin = origin


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a walk stands: what is shown, the paths on both sides, and how values are compared."""

    steps: Steps = ()
    old_path: Path = ()
    new_path: Path = ()
    exact: bool = False
    full: bool = False
    old_origin: Any = None
    new_origin: Any = None

    def down(self, step: str | Element, old: str | int | None, new: str | int | None) -> Spot:
        """Return the pair at a member or an element; where a side lacks it, its path stays."""
        return Spot(
            (*self.steps, step),
            self.old_path if old is None else (*self.old_path, old),
            self.new_path if new is None else (*self.new_path, new),
            self.exact or (isinstance(step, str) and is_exact(step)),
            self.full or any(is_full(last) for last in self.steps[-1:] if isinstance(last, str)),
            self.old_origin,
            self.new_origin,
        )

    def folded(self, old: Any, new: Any) -> Spot:
        """Start anew where a value is a resource of its own."""
        spot = self
        if isinstance(old, Folded):
            spot = replace(spot, old_path=(), old_origin=old.origin)
        if isinstance(new, Folded):
            spot = replace(spot, new_path=(), new_origin=new.origin)
        return spot

    def change(self, kind: Kind, old: Any, new: Any, why: Why = "") -> Change:
        """Return the change of what stands here."""
        return Change(
            self.steps, kind, old, new, self.old_path, self.new_path,
            self.old_origin, self.new_origin, why,
        )  # fmt: skip


_ROOT = Spot()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Compares two values.

    `splits` tells of the steps to something that was added or removed whole whether its parts are
    changes of their own; `differs` of two equal expressions why they stand for other values;
    `is_filled` of a value whether it would be there if nothing were written.
    """

    splits: Callable[[tuple[str, ...], Kind], bool]
    differs: Callable[[str], Why] | None = None
    is_filled: Callable[[Steps, Any, Kind], bool] | None = None

    def changes(self, old: Any, new: Any, spot: Spot = _ROOT) -> Iterator[Change]:
        """Yield the changes from one value to the other."""
        spot = spot.folded(old, new)
        nothing = is_nothing(old, full=spot.full), is_nothing(new, full=spot.full)
        if all(nothing):
            return
        if any(nothing):
            yield from self._whole("add" if nothing[0] else "remove", old, new, spot)
        elif isinstance(old, dict) and isinstance(new, dict):
            yield from self._members(old, new, spot)
        elif isinstance(old, list) and isinstance(new, list):
            yield from self._elements(old, new, spot)
        else:
            yield from self._scalar(old, new, spot)

    def _scalar(self, old: Any, new: Any, spot: Spot) -> Iterator[Change]:
        if not self._same(old, new, spot):
            yield spot.change("change", old, new)
        elif self.differs and is_expression(new):
            why = self.differs(new)
            if why:
                yield spot.change("change", old, new, why)

    def _same(self, old: Any, new: Any, spot: Spot) -> bool:
        if spot.steps == ("location",):
            return same_place(old, new)
        return same(old, new, exact=spot.exact)

    def _whole(self, kind: Kind, old: Any, new: Any, spot: Spot) -> Iterator[Change]:
        """Yield what is on one side only, in parts where parts count on their own."""
        value = new if kind == "add" else old
        if self.is_filled and self.is_filled(spot.steps, value, kind):
            return
        old, new = (None, value) if kind == "add" else (value, None)
        if not isinstance(value, (dict, list)) or not self.splits(names_of(spot.steps), kind):
            yield spot.change(kind, old, new)
        elif isinstance(value, dict):
            yield from self._members(old or {}, new or {}, spot)
        else:
            yield from self._elements(old or [], new or [], spot)

    def _members(self, old: dict[str, Any], new: dict[str, Any], spot: Spot) -> Iterator[Change]:
        before = {key.lower(): key for key in old}
        after = {key.lower(): key for key in new}
        for name in {**before, **after}:
            one, other = before.get(name), after.get(name)
            shown = other or one or name
            yield from self.changes(
                old[one] if one is not None else None,
                new[other] if other is not None else None,
                spot.down(shown, one, other),
            )

    def _elements(self, old: list[Any], new: list[Any], spot: Spot) -> Iterator[Change]:
        if not all(isinstance(item, dict) for item in (*old, *new)):
            if sorted(map(str, old)) != sorted(map(str, new)):
                yield spot.change("change" if old and new else "add" if new else "remove", old, new)
            return
        key = _key_of(old, new)
        pairs = _by_key(old, new, key) if key else _in_order(old, new)
        for shown, one, other in pairs:
            before = old[one] if one is not None else None
            after = new[other] if other is not None else None
            yield from self.changes(before, after, spot.down(Element(shown), one, other))


def _key_of(old: list[Any], new: list[Any]) -> str | None:
    """Return the name by which the elements of both lists can be told apart."""
    for key in _KEYS:
        if all(_unique(items, key) for items in (old, new)):
            return key
    return None


def _unique(items: list[Any], key: str) -> bool:
    found = [_value_at(item, key) for item in items]
    return None not in found and len(set(found)) == len(found)


def _value_at(item: dict[str, Any], key: str) -> str | None:
    """Return what stands at a key, and of an id no version, which is what changes."""
    value = item.get(written(item, key))
    if isinstance(value, dict):
        value = value.get("id")
    if not isinstance(value, (str, int)):
        return None
    return str(value).lower().split(_VERSION)[0]


Pair = tuple[str, "int | None", "int | None"]


def _by_key(old: list[Any], new: list[Any], key: str) -> Iterator[Pair]:
    before = {_value_at(item, key) or "": index for index, item in enumerate(old)}
    after = {_value_at(item, key) or "": index for index, item in enumerate(new)}
    for name in {**before, **after}:
        one, other = before.get(name), after.get(name)
        element = new[other] if other is not None else old[one or 0]
        yield _shown(element, key, name), one, other


def _shown(element: dict[str, Any], key: str, name: str) -> str:
    """Return the key as it is written; of an id only its last name."""
    value = element.get(written(element, key), name)
    text = name if isinstance(value, dict) else str(value)
    return text.split(_VERSION)[0].rpartition("/")[2] if "/" in text else text


def _in_order(old: list[Any], new: list[Any]) -> Iterator[Pair]:
    """Pair the elements that are equal, and what is left in the order in which it stands."""
    left = list(range(len(new)))
    rest = []
    for one, item in enumerate(old):
        found = next((other for other in left if new[other] == item), None)
        if found is None:
            rest.append(one)
        else:
            left.remove(found)
    for index in range(max(len(rest), len(left))):
        before = rest[index] if index < len(rest) else None
        after = left[index] if index < len(left) else None
        yield str(after if after is not None else before), before, after
