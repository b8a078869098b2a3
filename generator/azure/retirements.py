"""What Azure ends, and when: sizes, images, extensions, features, SKUs.

    retirements()                          # all rows, of images those that lifecycles end too
    of_size("Standard_NV6")                # the Retirement of a size, or None; `.on` is its day
    restriction_of_size("Standard_D2_v3")  # that new subscriptions are refused, or None
    of_handler(("microsoft.powershell", "dsc")), of_image(publisher, offer, sku)
    stage(row.on, as_of)                   # "over", "soon", "later" or "undated"

`on` is empty where no day is confirmed: then no message has one. Without a day that is asked for,
that of the data holds, so that a version says the same on every day.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Literal

from generator.azure.sizes import facts, size
from generator.azure.tables import table
from generator.lazy import dataclass, regex

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

Kind = Literal["size", "image", "extension", "feature", "sku"]
KINDS: tuple[Kind, ...] = ("size", "image", "extension", "feature", "sku")
Stage = Literal["over", "soon", "later", "undated"]
"""Past its day, within a year of it, later than that, without a day that is confirmed."""


_FAMILY = regex(r"[a-z]+_([a-z]+)\d")


@dataclass(frozen=True, slots=True)
class EndingPlace:
    """A property of a resource type, and the values of it that end; without any, that it is there.

    `absent` names what means the first of the values where it is not there, `unless` a property
    beside which nothing is said, `where` what else must be so. `sure` is whether
    `absent`, or a refusal, is; `otherwise` asks only where a place before has nothing.
    """

    type: str
    at: str
    values: tuple[Any, ...] = ()
    contains: str = ""
    absent: str = ""
    unless: str = ""
    where: tuple[tuple[str, str], ...] = ()
    sure: bool = True
    otherwise: bool = False


@dataclass(frozen=True, slots=True)
class Retirement:
    """A row: `effect` "refused" is that deployments fail or instances stop after the day."""

    kind: Kind
    what: str
    on: str = ""
    use: str = ""
    effect: str = ""
    sizes: str = ""
    lifecycle: str = ""
    handlers: tuple[str, ...] = ()
    places: tuple[EndingPlace, ...] = ()
    setting: str = ""
    image: tuple[str, str] | None = None
    source: str = ""
    note: str = ""
    confirmed: bool = True
    announced: bool = True

    @property
    def restricts(self) -> bool:
        """Whether it only closes something to new subscriptions."""
        return self.effect == "restricted"


@cache
def _table() -> dict[str, Any]:
    return table("retirements")


def day() -> str:
    """Return the day of the data."""
    found: str = _table()["day"]
    return found


def stage(on: str, as_of: date | None = None) -> Stage:
    """Return how far a retirement is on a day; without one on the day of the data."""
    if not on:
        return "undated"
    asked = str(as_of or day())
    if on <= asked:
        return "over"
    return "soon" if on <= f"{int(asked[:4]) + 1}{asked[4:]}" else "later"


@cache
def retirements() -> tuple[Retirement, ...]:
    """Return all rows; the lifecycles of images that no row announces come last."""
    from generator.azure.image_catalog import lifecycles

    rows = [_retirement(row) for row in _table()["retirements"]]
    told = {row.lifecycle for row in rows}
    ends = (item.id for item in lifecycles().values() if item.ends and item.id not in told)
    rows += [_ending(name, announced=False) for name in ends]
    return tuple(rows)


def _retirement(row: dict[str, Any]) -> Retirement:
    if "lifecycle" in row:
        return _ending(row["lifecycle"])
    values = dict(row)
    values["handlers"] = tuple(row.get("handlers", ()))
    values["places"] = tuple(map(_place, row.get("places", ())))
    values.pop("families", None)
    if "image" in row:
        values["image"] = (row["image"]["publisher"], row["image"]["sku"])
    return Retirement(**values)


def _place(row: dict[str, Any]) -> EndingPlace:
    where = tuple(row.get("where", {}).items())
    return EndingPlace(**{**row, "values": tuple(row.get("values", ())), "where": where})


def _ending(name: str, *, announced: bool = True) -> Retirement:
    """Return the row of an image, whose day is that of its lifecycle."""
    from generator.azure.image_catalog import lifecycle

    found = lifecycle(name)
    return Retirement(
        kind="image",
        what=found.what,
        on=found.ends if found.confirmed else "",
        lifecycle=name,
        source=found.source,
        note=f"extended support ends on {found.extended}" if found.extended else "",
        confirmed=found.confirmed,
        announced=announced,
    )


def of_size(name: str) -> Retirement | None:
    """Return the retirement of a size, on the day of the user's facts where these have one."""
    if facts().own:
        found = size(name)
        on = found.retires if found else ""
        row = _of_size(name.lower())
        if on:
            use = row.use if row else ""
            return Retirement(kind="size", what=name, on=on, use=use, effect="refused")
    return _of_size(name.lower())


@lru_cache(maxsize=1024)
def _of_size(name: str) -> Retirement | None:
    return next((row for row in _of_family(name) if not row.restricts), None)


@lru_cache(maxsize=1024)
def _restriction(name: str) -> Retirement | None:
    return next((row for row in _of_family(name) if row.restricts), None)


def restriction_of_size(name: str) -> Retirement | None:
    """Return the row by which new subscriptions cannot deploy a size, if there is one."""
    return _restriction(name.lower())


def _of_family(name: str) -> Iterator[Retirement]:
    """Yield the rows of a size; few have the letters of its family, so few patterns are tried."""
    family = _FAMILY.match(name)
    for row in _table()["retirements"]:
        if family and family[1] in row.get("families", ()) and _fits(row["sizes"], name):
            yield _retirement(row)


@cache
def of_kind(kind: Kind) -> tuple[Retirement, ...]:
    """Return the rows of a kind that are announced."""
    return tuple(_retirement(row) for row in _table()["retirements"] if row["kind"] == kind)


def of_handler(key: tuple[str, str]) -> Retirement | None:
    """Return the retirement of an extension by its publisher and type, in lower case."""
    return _handlers().get("/".join(key))


@cache
def _handlers() -> dict[str, Retirement]:
    rows = (_retirement(row) for row in _table()["retirements"] if "handlers" in row)
    return {handler.lower(): row for row in rows for handler in row.handlers}


def of_image(publisher: str, offer: str, sku: str) -> tuple[Retirement, str] | None:
    """Return the retirement of an image and the day on which it is without support."""
    from generator.azure.image_catalog import support_of

    for row in _table()["retirements"]:
        wanted = row.get("image")
        if wanted and _fits(wanted["publisher"], publisher) and _fits(wanted["sku"], sku):
            return _retirement(row), row.get("on", "")
    ending = support_of(publisher, offer, sku)
    if ending is None:
        return None
    name = ending[0].id
    announced = any(row.get("lifecycle") == name for row in _table()["retirements"])
    return _ending(name, announced=announced), ending[1]


def _fits(pattern: str, name: str) -> bool:
    return bool(re.fullmatch(pattern, name, re.IGNORECASE))
