"""Looking for properties by name, anywhere in a value, in the order in which arm-ttk meets them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.lazy import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.diagnostics import Path


@dataclass(frozen=True, slots=True)
class Match:
    """A property that was found: the object that has it, its value and the path to it.

    `parents` are the objects around `holder`, the nearest first.
    """

    holder: dict[str, Any]
    value: Any
    path: Path
    parents: tuple[dict[str, Any], ...]

    @property
    def types(self) -> list[str]:
        """The types of the objects around the holder, in lower case, the nearest first."""
        found = [member(parent, "type") for parent in self.parents]
        return [item.lower() for item in found if isinstance(item, str) and item]


def find(value: Any, wanted: Callable[[str], bool], path: Path = ()) -> Iterator[Match]:
    """Yield the properties whose name, in lower case, is wanted; depth first."""
    yield from _find(value, wanted, path, ())


def named(*names: str) -> Callable[[str], bool]:
    """Return the condition that a name is one of these, whatever their case."""
    return frozenset(name.lower() for name in names).__contains__


def _find(
    value: Any, wanted: Callable[[str], bool], path: Path, parents: tuple[dict[str, Any], ...]
) -> Iterator[Match]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _find(item, wanted, (*path, index), parents)
    if not isinstance(value, dict):
        return
    for name, item in value.items():
        if wanted(name.lower()):
            yield Match(value, item, (*path, name), parents)
    for name, item in value.items():
        # As arm-ttk does: what is called parent may lead back up, so it is not entered.
        if isinstance(item, dict | list) and not name.lower().startswith("parent"):
            yield from _find(item, wanted, (*path, name), (value, *parents))


def member(value: Any, *names: str) -> Any:
    """Return what stands below the names, whatever their case; None where nothing does."""
    for name in names:
        if not isinstance(value, dict):
            return None
        value = value[name] if name in value else _other_case(value, name)
    return value


def _other_case(value: dict[str, Any], name: str) -> Any:
    lower = name.lower()
    return next((item for key, item in value.items() if key.lower() == lower), None)


def has(value: Any, name: str) -> bool:
    """Whether an object has a property of that name, even one that is null."""
    return isinstance(value, dict) and any(key.lower() == name.lower() for key in value)


def members(value: Any, name: str) -> Iterator[tuple[str, Any, Path]]:
    """Yield what the object at `name` holds: name, value and path to it."""
    for key, section in value.items() if isinstance(value, dict) else ():
        if key.lower() == name.lower() and isinstance(section, dict):
            for inner, item in section.items():
                yield inner, item, (key, inner)


def dotted(path: Path) -> str:
    """Write a path as arm-ttk does: `properties.items[0].id`."""
    steps = [f"[{step}]" if isinstance(step, int) else f".{step}" for step in path]
    return "".join(steps).removeprefix(".")
