"""`scaleset images`: what is known of marketplace images, as a table or as JSON."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from generator.azure.image_catalog import day, image, images, is_listed, lifecycle, support_of
from generator.azure.images import sold
from generator.azure.retirements import stage
from generator.commands.reporting import count, say_json, say_table
from generator.wording.printable import printable
from generator.wording.saying import say

if TYPE_CHECKING:
    from datetime import date

    from generator.azure.image_catalog import Image, List

_HEAD = ("Publisher", "Offer", "Sku", "OS", "CPU", "Gen", "Trusted launch", "Support ends")
_LISTS: tuple[List, ...] = ("automaticOSUpgrade", "patchAutomaticByPlatform", "hotpatch")


def run(pattern: str | None, as_of: date | None, output: str) -> int:
    """List the images that fit; give the exit code."""
    names = (pattern or "").split(":")
    one = image(*names[:3]) if len(names) > 2 else None
    found = [one] if one else _fitting(pattern)
    if not found:
        say(f"scaleset: no row is of the image {printable(pattern or '')}; see 'scaleset images'",
            error=True)  # fmt: skip
        return 2
    exact = names[:3] if one else []
    if output == "json":
        say_json({"asOf": day(), "images": [_record(row, exact, as_of) for row in found]})
        return 0
    say_table([_HEAD, *(_row(row, exact) for row in found)])
    say(f"\n{count(len(found), 'row')}, as of {day()}. An empty cell is not known.")
    return 0


def _fitting(pattern: str | None) -> list[Image]:
    """Return the rows that fit a pattern of the shell; one without `*` may be a part of names."""
    if pattern is None:
        return list(images())
    wanted = pattern.lower()
    named = [(f"{row.publisher}:{row.offer}:{row.sku}".lower(), row) for row in images()]
    found = [row for name, row in named if fnmatchcase(name, wanted)]
    if found or "*" in wanted:
        return found
    return [row for name, row in named if wanted in name]


def _end(row: Image, exact: list[str]) -> str:
    if exact:
        found = support_of(*exact)
        return found[1] if found else ""
    days = (item.ends for item in map(lifecycle, row.lifecycles) if item.confirmed and item.ends)
    return min(days, default="")


def _row(row: Image, exact: list[str]) -> tuple[str, ...]:
    trusted = {True: "yes", False: "no", None: ""}[row.trusted_launch]
    names = exact or [row.publisher, row.offer, row.sku]
    return (
        *names, row.system or "", row.architecture or "", str(row.generation or ""),
        "confidential" if row.confidential else trusted, _end(row, exact),
    )  # fmt: skip


def _record(row: Image, exact: list[str], as_of: date | None) -> dict[str, Any]:
    """Return what is known of an image, for programs; null is not known."""
    end = _end(row, exact)
    publisher, offer, sku = exact or (row.publisher, row.offer, row.sku)
    record: dict[str, Any] = {
        "publisher": publisher,
        "offer": offer,
        "sku": sku,
        "os": row.system,
        "what": [lifecycle(name).what for name in row.lifecycles],
        "architecture": row.architecture,
        "generation": row.generation,
        "trustedLaunch": row.trusted_launch,
        "confidential": row.confidential,
        "plan": sold(publisher.partition("|")[0], offer) is not None or None,
        "supportEnds": end or None,
        "extendedSupportEnds": lifecycle(row.lifecycles[0]).extended or None,
        "withoutSupport": stage(end, as_of) == "over" if end else None,
        "confirmed": row.confirmed,
    }
    if exact:
        record |= {name: is_listed(name, *exact) for name in _LISTS}
    return record
