"""What a rendered resource lacks of the one it is made of, as `raw` says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.importing.values import text_of
from generator.language.documents.casing import written
from generator.lazy import dataclass
from generator.rollout.sameness import is_exact, is_full, is_nothing, same, same_place

if TYPE_CHECKING:
    from generator.rollout.defaults import Defaults

SAME = object()
"""What is returned where there is nothing to say."""


_PACKED = {"customdata", "script"}
_NEVER_ANSWERED = {"protectedsettings", "adminpassword"}


@dataclass(slots=True)
class Remainder:
    """What differs between two bodies, by what is known of what Azure fills in.

    `gone` are ids of what `raw` takes away: what refers to them is said by `raw`, too. Of what
    runs (`live`) it is not known that it has no secrets.
    """

    defaults: Defaults | None
    gone: tuple[str, ...] = ()
    live: bool = False

    def of(self, base: Any, want: Any, names: tuple[str, ...] = (), exact: bool = False) -> Any:
        """Return what is to be merged into `base` so that it means what `want` does, or SAME."""
        if isinstance(base, dict) and isinstance(want, dict):
            return self._of_objects(base, want, names, exact)
        if isinstance(base, list) and isinstance(want, list):
            return self._of_lists(base, want, names, exact)
        if names and names[-1] in _PACKED and _packs_the_same(base, want):
            return SAME
        if names and names[-1] == "location" and same_place(base, want):
            return SAME
        if not isinstance(base, (dict, list)) and not isinstance(want, (dict, list)):
            lost = isinstance(base, str) and base.lower().startswith(self.gone)
            return SAME if same(base, want, exact=exact) and not lost else want
        return want

    def _of_objects(
        self, base: dict[str, Any], want: dict[str, Any], names: tuple[str, ...], exact: bool
    ) -> Any:
        made: dict[str, Any] = {}
        for key, value in want.items():
            own = written(base, key)
            found = self._of_member(base.get(own), value, (*names, key), exact, own in base)
            if found is not SAME:
                made[own] = found
        for key, value in base.items():
            below = names if key == "properties" else (*names, key.lower())
            if written(want, key) in want or (self.live and key.lower() in _NEVER_ANSWERED):
                continue
            if not self._is_filled(below, value):
                made[key] = None
        return made or SAME

    def _of_member(
        self, base: Any, value: Any, names: tuple[str, ...], exact: bool, there: bool
    ) -> Any:
        *around, key = names
        below = tuple(around) if key == "properties" else (*around, key.lower())
        if not there and below[-1:] == ("protectedsettings",):
            base, there = {}, True
        if there:
            return self.of(base, value, below, exact or is_exact(key))
        full = any(is_full(name) for name in around)
        filled = is_nothing(value, full=full) or self._is_filled(below, value)
        return SAME if filled else value

    def _is_filled(self, names: tuple[str, ...], value: Any) -> bool:
        return self.defaults is not None and self.defaults.holds(names, value, "add")

    def _of_lists(
        self, base: list[Any], want: list[Any], names: tuple[str, ...], exact: bool
    ) -> Any:
        if not (_all_named(base) and _all_named(want)):
            alike = len(base) == len(want) and all(
                self.of(one, other, names, exact) is SAME
                for one, other in zip(base, want, strict=True)
            )
            return SAME if alike else [None, *want] if _all_named(base) else want
        there = {item["name"].lower(): item for item in base}
        if not set(there) <= {item["name"].lower() for item in want}:
            return [None, *want]
        made = []
        for item in want:
            old = there.get(item["name"].lower())
            found = (
                item if old is None else self.of(old, item, (*names, item["name"].lower()), exact)
            )
            if found is not SAME:
                made.append({"name": old["name"] if old else item["name"], **found})
        return made or SAME


def _packs_the_same(one: Any, other: Any) -> bool:
    text = text_of(one)
    return same(one, other, exact=True) or (text is not None and text == text_of(other))


def _all_named(items: list[Any]) -> bool:
    return bool(items) and all(
        isinstance(item, dict) and isinstance(item.get("name"), str) for item in items
    )
