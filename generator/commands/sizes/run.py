"""`scaleset sizes`: what is known of sizes, as a table or as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.azure.retirements import of_size, restriction_of_size, stage
from generator.azure.size_regions import offer, regions
from generator.azure.sizes import facts, matching, nearest, size, sizes
from generator.commands.reporting import count, say_json, say_table
from generator.lazy import dataclass, fields
from generator.wording.printable import printable
from generator.wording.saying import say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from generator.azure.sizes import Size

_HEAD = (
    "Size", "vCPUs", "GiB", "CPU", "Gen", "Disks", "NICs", "Local disk", "Ephemeral", "Premium",
    "Trusted launch", "Host encryption", "Acc. net", "Ends",
)  # fmt: skip
_WITHHELD = {"series", "said_local_disk", "retires", "answered"}
"""What is no fact of its own in a record."""


@dataclass(frozen=True, slots=True)
class SizesRequest:
    """What the user asked for."""

    pattern: str | None
    location: str | None
    every: bool
    as_of: date | None
    output: str


def run(request: SizesRequest) -> int:
    """List the sizes that fit; give the exit code."""
    known = facts()
    found = sizes() if request.pattern is None else matching(request.pattern)
    one = size(request.pattern) if request.pattern else None
    shown = [item for item in found if one or request.every or _is_offered(item, request)]
    if not shown:
        say(f"scaleset: {printable(_nothing(request, [*found]))}", error=True)
        return 2
    if request.output == "json":
        say_json({"asOf": known.day or None, "of": known.file or None,
                  "sizes": [_record(item, request) for item in shown]})  # fmt: skip
    elif one is not None:
        say_table([("Field", "Value"), *_facts_of(one, request)])
    else:
        head = (*_HEAD, "Zones") if request.location else _HEAD
        say_table([head, *(_row(item, request) for item in shown)])
    if request.output != "json":
        source = f"of {printable(known.file)}" if known.own else f"as of {known.day}"
        say(f"\n{count(len(shown), 'size')}, {source}. An empty cell is not known.")
    return 0


def compact(target: Path) -> int:
    """Write the facts of the user in their small form; give the exit code."""
    from generator.azure.sku_answer import compacted
    from generator.files.writing import write_atomically

    write_atomically(target, compacted(facts()))
    number = count(len(sizes()), "size")
    say(f"Wrote {number} in {count(len(facts().regions or ()), 'region')} to "
        f"{printable(target.as_posix())}.", error=True)  # fmt: skip
    return 0


def _is_offered(item: Size, request: SizesRequest) -> bool:
    if request.location is None:
        return item.offered
    return offer(item, request.location).offered is True


def _nothing(request: SizesRequest, found: list[Size]) -> str:
    known = facts()
    if not found:
        near = nearest(request.pattern or "")
        hint = f"; did you mean '{near}'?" if near else "; see 'scaleset sizes'"
        return f"{known.file or 'no list'} has no size '{request.pattern}'{hint}"
    if request.location and offer(found[0], request.location).offered is None:
        return f"nothing is known of what region '{request.location}' offers"
    where = f"region '{request.location}'" if request.location else "no region"
    verb = "offers none of them" if request.location else "offers them any more"
    return f"{where} {verb}; --all lists {count(len(found), 'size')}"


def _row(item: Size, request: SizesRequest) -> tuple[str, ...]:
    cells = [
        item.name, _text(item.vcpus), _text(item.memory), _text(item.architecture),
        ", ".join(map(str, item.generations or ())), _text(item.data_disks),
        _text(item.interfaces), _local(item), _text(item.ephemeral), _text(item.premium),
        _text(item.trusted_launch), _text(item.encryption_at_host),
        _text(item.accelerated_networking), _end(item),
    ]  # fmt: skip
    if request.location:
        place = offer(item, request.location)
        zones = " ".join(place.zones or ()) or "none"
        cells.append(f"{zones} ({place.restricted})" if place.restricted else zones)
    return tuple(cells)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    return "" if value is None else str(value)


def _local(item: Size) -> str:
    if item.nvme_disk:
        return f"{item.nvme_disk:,} GiB NVMe"
    if item.temp_disk:
        return f"{item.temp_disk:,} GiB"
    return _text(item.local_disk)


def _end(item: Size) -> str:
    row = of_size(item.name)
    return row.on if row else ""


def _facts_of(item: Size, request: SizesRequest) -> Iterator[tuple[str, str]]:
    """Yield all that is known of one size, in words."""
    for key, value in _record(item, request).items():
        if value is not None:
            words = "".join(f" {c.lower()}" if c.isupper() else c for c in key)
            yield words, _text(tuple(value) if isinstance(value, list) else value)


def _record(item: Size, request: SizesRequest) -> dict[str, Any]:
    """Return what is known of a size, for programs; null is not known."""
    record: dict[str, Any] = {
        _camel(field.name): _plain(getattr(item, field.name))
        for field in fields(item)
        if field.name not in _WITHHELD
    }
    row, closed = of_size(item.name), restriction_of_size(item.name)
    record |= {
        "localDisk": item.local_disk,
        "retires": (row.on or None) if row else None,
        "retired": stage(row.on, request.as_of) == "over" if row and row.on else None,
        "insteadUse": (row.use or None) if row else None,
        "newSubscriptionsRefusedSince": closed.on if closed else None,
    }
    if request.pattern and size(request.pattern):
        record["regions"] = [name for name in regions() if offer(item, name).offered]
    if request.location:
        place = offer(item, request.location)
        record |= {
            "zones": None if place.zones is None else list(place.zones),
            "restricted": place.restricted or None,
        }
    return record


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
