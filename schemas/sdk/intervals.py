"""Many versions as one: each property with the versions in which it has which type."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from schemas.sdk.repair import Version

GONE = None


def as_text(kind: str, versions: list[Version], facts: dict[str, Any] | None = None) -> str:
    """Return the file of a type, one property on a line; `facts` are those of the type itself."""
    lines = [
        "{",
        f'"type": {json.dumps(kind)},',
        '"versions": [',
        *_years([version.name for version in versions]),
        "],",
        *(f'"{key}": {_text(value)},' for key, value in (facts or {}).items()),
        f'"root": {json.dumps(versions[-1].definitions.root)},',
        '"definitions": {',
    ]
    names = sorted({name for version in versions for name in version.definitions.known})
    for name in names:
        lines.append(f"{json.dumps(name)}: {{")
        lines += _lines(name, [item for item in versions if name in item.definitions.known])
        lines.append("}," if name != names[-1] else "}")
    return "\n".join([*lines, "}", "}", ""])


def _text(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _years(versions: list[str]) -> Iterator[str]:
    """Yield the versions of a year on a line, so that a new one changes one line."""
    years = [list(year) for _, year in groupby(versions, key=lambda version: version[:4])]
    for number, year in enumerate(years, 1):
        yield ", ".join(map(json.dumps, year)) + ("," if number < len(years) else "")


def _lines(name: str, versions: list[Version]) -> Iterator[str]:
    """Yield the lines of a definition; versions that lack it have no say."""
    keys = sorted({key for version in versions for key in version.definitions.known[name]})
    entries = {key: by_version((v.name, _compact(v, name, key)) for v in versions) for key in keys}
    chosen = by_version((v.name, _discriminator(v, name)) for v in versions)
    if chosen is not GONE:
        entries["|"] = chosen
    for number, (key, value) in enumerate(entries.items(), 1):
        yield f"{json.dumps(key)}: {_text(value)}" + ("," if number < len(entries) else "")


def _compact(version: Version, name: str, key: str) -> Any:
    item = version.definitions.known[name].get(key)
    return GONE if item is None else item.compact()


def _discriminator(version: Version, name: str) -> Any:
    found = version.definitions.discriminators.get(name)
    if found is None:
        return GONE
    values = {value: f"#{model}" for value, model in sorted(found[1].items())}
    return {"property": found[0], "values": values}


def by_version(values: Iterable[tuple[str, Any]]) -> Any:
    """Return one value, or a list of [since, value] and [since, until, value].

    `until` stands only where nothing follows at once; None: there is no value at all.
    """
    runs: list[list[Any]] = []
    versions: list[str] = []
    last: Any = GONE
    for version, value in values:
        versions.append(version)
        if _comparable(value) == _comparable(last):
            continue
        if value is GONE:
            runs[-1].insert(1, version)
        else:
            runs.append([version, value])
        last = value
    if len(runs) == 1 and runs[0][0] == versions[0] and len(runs[0]) == 2:
        return runs[0][1]
    return runs or GONE


def _comparable(value: Any) -> Any:
    """Return what tells values apart; the order in which a release lists values does not."""
    if isinstance(value, dict) and "e" in value:
        return {**value, "e": sorted(map(str, value["e"]))}
    return value
