"""Entries of Azure's SKU answer as rows of a series, and what they offer in a region."""

from __future__ import annotations

import json
import math
from itertools import groupby
from typing import TYPE_CHECKING, Any

from generator.azure.sizes import COLUMNS, Offer, shipped_size
from generator.lazy import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SERIES = regex(r"^(Standard_|Basic_)?([A-Za-z]+)\d+(?:-\d+)?(.*)$")
_GIB = 2**30
_SAID_ELSEWHERE = ("nested", "disk_encryption", "previous_generation",
                   "accelerated_networking_required")  # fmt: skip
"""What no answer has: the facts that ship say it still."""
_JSON_NAMES = {
    "disk_encryption": "diskEncryption", "previous_generation": "previousGeneration",
    "accelerated_networking_required": "acceleratedNetworkingRequired",
}  # fmt: skip
_UNSAID = {"answered": False, "offered": True, "retires": ""}
"""What holds for a size where nothing is said of it, though its series says otherwise."""
_FLAGS = {
    "premium": "premiumio", "acceleratedNetworking": "acceleratednetworkingenabled",
    "encryptionAtHost": "encryptionathostsupported", "spot": "lowprioritycapable",
    "rdma": "rdmaenabled", "ephemeral": "ephemeralosdisksupported",
}  # fmt: skip


def row_of(entry: dict[str, Any], into: dict[str, Any]) -> None:
    """Put what an entry says into the fields of a size; any region with Ultra disks counts."""
    said = _capabilities(entry.get("capabilities"))
    info = _dicts(entry.get("locationInfo"))
    zones = [detail for place in info for detail in _dicts(place.get("zoneDetails"))]
    ultra = any(
        _capabilities(where.get("capabilities")).get("ultrassdavailable", "").lower() == "true"
        for where in (entry, *zones)
    )
    into["ultra"] = ultra or into.get("ultra", False)
    if "generations" in into:
        return
    numbers = {
        "vcpus": _number(said.get("vcpusavailable") or said.get("vcpus")),
        "memory": _number(said.get("memorygb")),
        "data_disks": _number(said.get("maxdatadiskcount")),
        "interfaces": _number(said.get("maxnetworkinterfaces")),
        "temp_disk": _divided(said.get("maxresourcevolumemb"), 1024),
        "cached_disk": _divided(said.get("cacheddiskbytes"), _GIB),
    }
    nvme = _number(said.get("nvmedisksizeinmib"))
    each = _number(said.get("nvmesizeperdiskinmib"))
    numbers["nvme_disk"] = math.floor(nvme / 1024) if nvme else 0
    if nvme and each:
        numbers["nvme_disks"] = round(nvme / each)
    into |= {key: value for key, value in numbers.items() if value is not None}
    generations = [int(x) for x in "12" if f"V{x}" in said.get("hypervgenerations", "").upper()]
    into["generations"] = generations
    into["arch"] = said.get("cpuarchitecturetype", "x64")
    for field, name in _FLAGS.items():
        into[field] = said.get(name, "").lower() == "true"
    into["placements"] = _listed(said.get("supportedephemeralosdiskplacements"))
    into["controllers"] = _listed(said.get("diskcontrollertypes")) or ["SCSI"]
    off = said.get("trustedlaunchdisabled", "").lower() == "true"
    into["trustedLaunch"] = 2 in generations and not off
    into["confidential"] = said.get("confidentialcomputingtype", "")
    into["gpus"] = _number(said.get("gpus")) or 0
    if retires := _day(said.get("retirementdateutc", "")):
        into["retires"] = retires
    into["answered"] = True


def _capabilities(listed: Any) -> dict[str, str]:
    return {str(item.get("name")).lower(): str(item.get("value")) for item in _dicts(listed)}


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _number(text: str | None) -> float | int | None:
    try:
        found = float(text) if text else math.nan
    except ValueError:
        return None
    if not math.isfinite(found):
        return None
    return int(found) if found.is_integer() else found


def _divided(text: str | None, by: int) -> int | None:
    found = _number(text)
    return None if found is None else math.floor(found / by)


def _listed(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(",") if part.strip()]


def _day(text: str) -> str:
    """Return a day, which Azure writes as MM/DD/YYYY, as 2028-05-01."""
    parts = text.split(" ", maxsplit=1)[0].split("/")
    if len(parts) == len("MDY") and all(part.isdigit() for part in parts):
        return f"{int(parts[2]):04}-{int(parts[0]):02}-{int(parts[1]):02}"
    return text[:10] if text[4:5] == "-" else ""


def offer_of(entry: dict[str, Any]) -> Iterator[tuple[str, Offer]]:
    """Yield the regions of an entry, with what they offer of its size to this subscription."""
    whole: dict[str, str] = {}
    closed: dict[str, tuple[str, ...]] = {}
    for item in _dicts(entry.get("restrictions")):
        reason = str(item.get("reasonCode") or "restricted")
        where = item.get("restrictionInfo") or {}
        places = where.get("locations") or item.get("values") or entry.get("locations") or []
        for place in map(_region, places):
            if str(item.get("type")).lower() == "zone":
                closed[place] = tuple(map(str, where.get("zones") or ()))
            else:
                whole[place] = reason
    info = {_region(x.get("location")): x for x in _dicts(entry.get("locationInfo"))}
    for place in {*info, *map(_region, entry.get("locations") or ())}:
        zones = tuple(sorted(map(str, info.get(place, {}).get("zones") or ())))
        yield place, Offer(True, zones, whole.get(place, ""), closed.get(place, ()))


def _region(name: Any) -> str:
    return str(name).lower().replace(" ", "")


def offer_of_row(row: list[str]) -> Offer:
    """Return an offer of its row: zones, why it is restricted, zones that are closed."""
    zones, reason, closed = [*row, "", "", ""][:3]
    return Offer(True, tuple(zones), reason, tuple(closed))


def rows_of_offers(
    regions: Mapping[str, Mapping[str, Offer]],
) -> dict[str, dict[str, list[str]]]:
    """Return offers as rows, by region and size."""
    return {
        region: {name: _row_of_offer(offer) for name, offer in sorted(offers.items())}
        for region, offers in sorted(regions.items())
    }


def _row_of_offer(offer: Offer) -> list[str]:
    row = ["".join(offer.zones or ()), offer.restricted, "".join(offer.restricted_zones)]
    while row and not row[-1]:
        row.pop()
    return row


def lines_of(sizes: Mapping[str, dict[str, Any]]) -> str:
    """Return sizes by series, a series on a line: what most of its sizes have stands there once."""
    named = sorted((series_of(name), name) for name in sizes)
    lines = []
    for series, group in groupby(named, key=lambda pair: pair[0]):
        fields = {name: _with_documents(name, sizes[name]) for _, name in group}
        common = _usual(list(fields.values()))
        rows = {name.removeprefix("Standard_"): _row(fields[name], common) for name in fields}
        lines.append(f"{json.dumps(series)}:{_compact([common, rows])}")
    return ",\n".join(lines)


def _usual(fields: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what more than half of the sizes of a series have alike."""
    usual = {}
    for key in sorted({key for item in fields for key in item if key not in COLUMNS}):
        values = [item.get(key) for item in fields]
        value = max(values, key=values.count)
        if value is not None and 2 * values.count(value) > len(values):
            usual[key] = value
    return usual


def _row(fields: Mapping[str, Any], usual: Mapping[str, Any]) -> list[Any]:
    """Return the row of a size: its numbers, what differs from its series; null is not known."""
    row: list[Any] = [fields.get(column) for column in COLUMNS]
    lacking = {key: _UNSAID.get(key) for key in usual if key not in fields}
    own = {k: v for k, v in fields.items() if k not in COLUMNS and usual.get(k) != v}
    if own or lacking:
        return [*row, dict(sorted((own | lacking).items()))]
    while row and row[-1] is None:
        row.pop()
    return row


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def series_of(name: str) -> str:
    """Return the series of a size: by the facts that ship, else by its name without its number."""
    known = shipped_size(name)
    if known is not None:
        return known.series
    found = _SERIES.match(name)
    return f"{found[2]}{found[3]}" if found else name


def _with_documents(name: str, fields: dict[str, Any]) -> dict[str, Any]:
    known = shipped_size(name)
    more = {
        _JSON_NAMES.get(field, field): getattr(known, field)
        for field in _SAID_ELSEWHERE
        if known is not None and getattr(known, field) is not None
    }
    return {**fields, **more}
