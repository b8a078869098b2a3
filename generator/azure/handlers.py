"""Handlers of extensions: by publisher and type, what they run on and serve."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from generator.azure.tables import table
from generator.lazy import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Key = tuple[str, str]
"""Publisher and type in lower case."""


@dataclass(frozen=True, slots=True)
class Handler:
    """A row of the table: `system` is "linux" or "windows", `serves` the purpose it has."""

    publisher: str
    type: str
    system: str
    source: str
    serves: str = ""

    @property
    def key(self) -> Key:
        """Publisher and type in lower case."""
        return self.publisher.lower(), self.type.lower()


@cache
def handlers() -> dict[Key, Handler]:
    """Return the handlers that are known, by publisher and type in lower case."""
    return {found.key: found for found in map(_handler, table("handlers")["handlers"])}


def _handler(row: dict[str, Any]) -> Handler:
    return Handler(
        publisher=row["publisher"],
        type=row["type"],
        system=row["os"].lower(),
        source=row["source"],
        serves=row.get("serves", ""),
    )


def serves(key: Key | None, purpose: str) -> bool:
    """Whether a handler is known to be one for a purpose, such as customScript or health."""
    found = handlers().get(key) if key else None
    return found is not None and found.serves == purpose


def handler_for(purpose: str, system: str) -> Handler | None:
    """Return the handler to use for a purpose on an operating system; None where there is none."""
    wanted = (purpose, system)
    return next((row for row in handlers().values() if (row.serves, row.system) == wanted), None)


def taken_twice(keys: Iterable[Key | None]) -> Iterator[tuple[int, int]]:
    """Yield the places of handlers that an earlier extension has, with the place of that one.

    An instance runs one extension of a handler at a time. Source:
    https://learn.microsoft.com/azure/virtual-machines/extensions/custom-script-windows
    """
    first: dict[Key, int] = {}
    for place, key in enumerate(keys):
        if key in first:
            yield place, first[key]
        elif key is not None:
            first[key] = place


def system_of(key: Key) -> str | None:
    """Return the operating system that a handler is for, where the table or its name tells."""
    found = handlers().get(key)
    if found is not None:
        return found.system
    return next((name for name in ("linux", "windows") if key[1].endswith(name)), None)


def _key(purpose: str, system: str) -> Key:
    found = handler_for(purpose, system)
    assert found is not None, (purpose, system)  # noqa: S101 - the table has them
    return found.key


LINUX_SCRIPT = _key("customScript", "linux")
WINDOWS_SCRIPT = _key("customScript", "windows")
DSC = _key("dsc", "windows")
