"""Write the tables of sizes, images and retirements of generator/azure/, and check them.

    python -m schemas.azure_facts --check           # they are whole, and as they are written
    python -m schemas.azure_facts                   # writes them anew: a row on a line
    python -m schemas.azure_facts --az skus.json --day 2026-12-01
                                                    # takes sizes and regions from Azure's answer

The answer is what `az vm list-skus --all -o json` prints. It decides of what it has; what only
documents say (previous generations, nested virtualization) and sizes that Azure does not offer any
more are kept. With `--check` an answer is compared: each size that is new, gone or changed is
named, and nothing is written. Rows of images and retirements are edited by hand.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.azure.size_rows import lines_of
from generator.azure.sizes import COLUMNS
from generator.azure.sku_answer import read_answer
from generator.diagnostics import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.azure.given import Facts, Offer

TARGET = Path(__file__).parent.parent / "generator" / "azure"
SECTIONS = {
    "sizes": ("series",),
    "size_regions": ("series",),
    "image_catalog": ("lifecycles", "images", "lists"),
    "retirements": ("retirements",),
}
"""The files, with what in them has a row on a line."""
_DAY = re.compile(r"20\d\d-[01]\d(-[0-3]\d)?")
_ZONES = "123"
_WITHOUT_ZONES = 8


def main(arguments: list[str] | None = None) -> int:
    """Write or check the tables; give the exit code."""
    parser = argparse.ArgumentParser(prog="python -m schemas.azure_facts")
    parser.add_argument("--az", type=Path, help="what 'az vm list-skus --all -o json' printed")
    parser.add_argument("--day", help="when Azure answered, as 2026-12-01")
    parser.add_argument("--check", action="store_true", help="write nothing; say what is wrong")
    options = parser.parse_args(arguments)
    data = {name: json.loads(_path(name).read_text("utf-8")) for name in SECTIONS}
    said: list[str] = []
    if options.az:
        if not options.day and not options.check:
            parser.error("--az needs --day, the day of the answer")
        try:
            said = _answered(data, read_answer(options.az), options.day)
        except InvalidInput as error:
            said = [error.diagnostics[0].message]
            print(f"{options.az}: {said[0]}", file=sys.stderr)
            return 2
    faults = list(problems(data))
    texts = {name: as_text(data[name], *sections) for name, sections in SECTIONS.items()}
    if options.check:
        faults += said
        stale = [name for name, text in texts.items() if _path(name).read_text("utf-8") != text]
        faults += [f"{name}.json: not as it would be written" for name in stale]
    elif not faults:
        for name, text in texts.items():
            _path(name).write_text(text, "utf-8", newline="\n")
    print("\n".join(faults), file=sys.stderr, end="\n" if faults else "")
    return 1 if faults else 0


def _path(name: str) -> Path:
    return TARGET / f"{name}.json"


def _short(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def as_text(data: dict[str, Any], *sections: str) -> str:
    """Return a table as it is kept: the rows of its sections on a line each."""
    parts = []
    for key, value in data.items():
        name = json.dumps(key)
        if key not in sections:
            parts.append(f"{name}: {json.dumps(value, ensure_ascii=False)}")
        elif isinstance(value, list):
            rows = ",\n".join(map(_short, value))
            parts.append(f"{name}: [\n{rows}\n]")
        else:
            rows = ",\n".join(f"{json.dumps(row)}:{_short(item)}" for row, item in value.items())
            parts.append(f"{name}: {{\n{rows}\n}}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def problems(data: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong in the tables, in a sentence each."""
    names = [name for _, rows in data["sizes"]["series"].values() for name in rows]
    folded = [name.lower() for name in [*names, *data["sizes"]["series"]]]
    twice = sorted({name for name in folded if folded.count(name) > 1})
    yield from (f"sizes.json: '{name}' stands there twice" for name in twice)
    yield from _problems_of_retirements(data, names)
    regions = data["size_regions"]
    for series, row in regions["series"].items():
        rows = [row] if isinstance(row, str) else [row[0], *row[1].values()]
        if any(len(item) != len(regions["regions"]) for item in rows):
            yield f"size_regions.json: '{series}' needs a digit for each region"
    lifecycles = data["image_catalog"]["lifecycles"]
    for row in data["image_catalog"]["images"]:
        for name in ("publisher", "offer", "sku"):
            re.compile(row[name])
        if row["lifecycle"] not in lifecycles:
            yield f"image_catalog.json: there is no lifecycle '{row['lifecycle']}'"


def _problems_of_retirements(data: dict[str, Any], names: list[str]) -> Iterator[str]:
    full = [name if name.startswith("Basic_") else f"Standard_{name}" for name in names]
    for row in data["retirements"]["retirements"]:
        what = row.get("what") or row.get("lifecycle")
        if "on" in row and (not _DAY.fullmatch(row["on"]) or row.get("confirmed") is False):
            yield f"retirements.json: '{what}' needs a day or a month, and to be confirmed"
        if "sizes" in row:
            meant = {_family(name) for name in full if re.fullmatch(row["sizes"], name)}
            if not meant:
                yield f"retirements.json: '{what}' means no size"
            elif sorted(meant) != row.get("families"):
                yield f"retirements.json: the families of '{what}' are {', '.join(sorted(meant))}"
        if "lifecycle" in row and row["lifecycle"] not in data["image_catalog"]["lifecycles"]:
            yield f"retirements.json: there is no lifecycle '{what}'"


def _family(name: str) -> str:
    found = re.match(r"[a-z]+_([a-z]+)", name.lower())
    return found[1] if found else ""


def _answered(data: dict[str, Any], answer: Facts, day: str | None) -> list[str]:
    """Put an answer into the tables; give what is other than it was, in a sentence each."""
    said = dict(_flat(json.loads("{" + answer.text + "}")["series"]))
    kept = dict(_flat(data["sizes"]["series"]))
    changes: list[str] = []
    merged: dict[str, dict[str, Any]] = {}
    for name in {**kept, **said}:
        before, now = kept.get(name, {}), said.get(name)
        if now is None:
            merged[name] = {**before, "offered": False}
        else:
            # An answer names no fields that documents alone have; those of before are kept.
            merged[name] = {**before, **now, "answered": True}
            merged[name].pop("offered", None)
            merged[name].pop("retires", None)
        changes += _change(name, before, merged[name])
    data["sizes"]["series"] = json.loads("{" + lines_of(merged) + "}")
    data["size_regions"] |= _regions(answer, data["sizes"]["series"])
    if day:
        data["sizes"]["day"] = data["size_regions"]["day"] = day
    return changes


def _flat(series: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each size with all that is known of it."""
    for common, rows in series.values():
        for short, row in rows.items():
            numbers = {k: v for k, v in zip(COLUMNS, row, strict=False) if v is not None}
            differs = row[len(COLUMNS)] if len(row) > len(COLUMNS) else {}
            full = short if short.startswith("Basic_") else f"Standard_{short}"
            yield full, {k: v for k, v in {**common, **differs, **numbers}.items() if v is not None}


def _change(name: str, before: dict[str, Any], now: dict[str, Any]) -> Iterator[str]:
    if not before:
        yield f"{name}: new"
    elif now.get("offered") is False and before.get("offered") is not False:
        yield f"{name}: not offered any more"
    else:
        changed = [key for key, value in now.items() if key in before and before[key] != value]
        yield from (f"{name}: {key} {before[key]} is {now[key]}" for key in sorted(changed))


def _regions(answer: Facts, series: dict[str, Any]) -> dict[str, Any]:
    offers = answer.regions or {}
    regions = sorted(offers)
    bare = [name for name in regions if not any(o.zones for o in offers[name].values())]

    def digits(short: str) -> str:
        name = (short if short.startswith("Basic_") else f"Standard_{short}").lower()
        return "".join(_digit(offers[region].get(name)) for region in regions)

    rows: dict[str, Any] = {}
    for name, (_, sizes) in series.items():
        each = {short: digits(short) for short in sizes if digits(short).strip("0")}
        if each:
            usual = max(sorted(set(each.values())), key=list(each.values()).count)
            others = {short: row for short, row in each.items() if row != usual}
            rows[name] = [usual, others] if others else usual
    return {"regions": regions, "withoutZones": bare, "series": rows}


def _digit(offer: Offer | None) -> str:
    """Return the zones of an offer as bits of a digit; 8 without zones, 0 without an offer."""
    if offer is None:
        return "0"
    bits = sum(1 << _ZONES.index(zone) for zone in offer.zones or () if zone in _ZONES)
    return f"{bits or _WITHOUT_ZONES:x}"


if __name__ == "__main__":
    raise SystemExit(main())
