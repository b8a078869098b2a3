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
    """A row of the table: `system` is "linux" or "windows", `serves` the purpose it has.

    `sure` tells whether source or page of the handler say what the row says; `majors` are the
    major versions there are, `version` the newest that was seen, `upgrade` whether Azure upgrades
    it by itself ("advised", "supported", "unsupported", "" where unknown). `identity` is "any" or
    "system", where it signs in as the machine, `device` what the size must have, `platform` that
    Azure installs it and templates do not.
    """

    publisher: str
    type: str
    system: str
    source: str
    serves: str = ""
    sure: bool = True
    majors: tuple[int, ...] = ()
    version: str = ""
    upgrade: str = ""
    identity: str = ""
    device: str = ""
    platform: bool = False
    mistaken: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Publisher and type, as people write both in one."""
        return f"{self.publisher}/{self.type}"

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
        sure="sure" not in row,
        majors=tuple(row.get("majors", ())),
        version=row.get("version", ""),
        upgrade=row.get("automaticUpgrade", ""),
        identity=row.get("identity", ""),
        device=row.get("device", ""),
        platform=row.get("platform", False),
        mistaken=tuple(row.get("mistaken", ())),
    )


@cache
def _others() -> dict[str, tuple[str, ...]]:
    """Return the types that exist without a row, by publisher in lower case."""
    return {row["publisher"].lower(): tuple(row["types"]) for row in table("handlers")["others"]}


@dataclass(frozen=True, slots=True)
class UnknownHandler:
    """That no handler has this name: `meant` is the one that may be, `certain` that it is so."""

    meant: str
    certain: bool


def unknown_handler(publisher: str, kind: str, system: str | None = None) -> UnknownHandler | None:
    """Return what is wrong with the name of a handler; None where it is known, or may well exist.

    Other publishers are not known to be wrong, and of those that are known the list of types is
    not complete: a name that is like no other is a doubt. Of several names that may be meant it is
    the one for the `system`.
    """
    key = (publisher.lower(), kind.lower())
    if key in handlers() or key[1] in map(str.lower, _others().get(key[0], ())):
        return None
    rows = sorted(handlers().values(), key=lambda row: row.system != system)
    own = [row for row in rows if row.publisher.lower() == key[0]]
    for row in rows:
        same = row.type.lower() == key[1] and (own or _one_edit_apart(row.publisher, publisher))
        if same or "/".join(key) in map(str.lower, row.mistaken):
            return UnknownHandler(row.name, certain=True)
    if not any(row.sure for row in own):
        return None
    near = _near(key[1], [row.type.lower() for row in own])
    return UnknownHandler(own[near].name if near is not None else "", certain=near is not None)


def _near(name: str, types: list[str]) -> int | None:
    """Return which of these types is like a name, or has it in it."""
    from difflib import get_close_matches  # only where a name is wrong

    for place, known in enumerate(types):
        if len(name) >= _LONG_ENOUGH and (name in known or known in name):
            return place
    close = get_close_matches(name, types, 1, _ALIKE)
    return types.index(close[0]) if close else None


_ALIKE, _LONG_ENOUGH = 0.75, 5


def _one_edit_apart(one: str, other: str) -> bool:
    """Whether one letter more, less, other, or two in the wrong order make them equal."""
    short, long = sorted((one.lower(), other.lower()), key=len)
    if len(long) - len(short) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), None)
    if start is None:
        return len(long) != len(short)
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    swapped = short[start : start + 2] == long[start : start + 2][::-1]
    return short[start + 1 :] == long[start + 1 :] or (
        swapped and short[start + 2 :] == long[start + 2 :]
    )


def upgrade_of(publisher: Any, kind: Any) -> str:
    """Return whether Azure upgrades a handler: advised, supported, unsupported, "" if unknown."""
    found = handlers().get((str(publisher).lower(), str(kind).lower()))
    return found.upgrade if found else ""


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
