"""Many versions as one: each property with the versions in which it has which type."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from schemas.sdk.repair import Version

_GONE = None


def as_text(kind: str, versions: list[Version]) -> str:
    """Return the file of a type, one property on a line."""
    lines = [
        "{",
        f'"type": {json.dumps(kind)},',
        f'"versions": {json.dumps([version.name for version in versions])},',
        f'"root": {json.dumps(versions[-1].definitions.root)},',
        '"definitions": {',
    ]
    names = sorted({name for version in versions for name in version.definitions.known})
    for name in names:
        lines.append(f"{json.dumps(name)}: {{")
        lines += _lines(name, [item for item in versions if name in item.definitions.known])
        lines.append("}," if name != names[-1] else "}")
    return "\n".join([*lines, "}", "}", ""])


def _lines(name: str, versions: list[Version]) -> Iterator[str]:
    """Yield the lines of a definition; versions that lack it have no say."""
    keys = sorted({key for version in versions for key in version.definitions.known[name]})
    entries = {key: _merged((v.name, _compact(v, name, key)) for v in versions) for key in keys}
    chosen = _merged((v.name, _discriminator(v, name)) for v in versions)
    if chosen is not _GONE:
        entries["|"] = chosen
    for number, (key, value) in enumerate(entries.items(), 1):
        text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
        yield f"{json.dumps(key)}: {text}" + ("," if number < len(entries) else "")


def _compact(version: Version, name: str, key: str) -> Any:
    item = version.definitions.known[name].get(key)
    return _GONE if item is None else item.compact()


def _discriminator(version: Version, name: str) -> Any:
    found = version.definitions.discriminators.get(name)
    if found is None:
        return _GONE
    values = {value: f"#{model}" for value, model in sorted(found[1].items())}
    return {"property": found[0], "values": values}


def _merged(values: Iterable[tuple[str, Any]]) -> Any:
    """Return one value, or a list of [since, value] and [since, until, value].

    `until` stands only where nothing follows at once; None: there is no value at all.
    """
    runs: list[list[Any]] = []
    versions: list[str] = []
    last: Any = _GONE
    for version, value in values:
        versions.append(version)
        if _comparable(value) == _comparable(last):
            continue
        if value is _GONE:
            runs[-1].insert(1, version)
        else:
            runs.append([version, value])
        last = value
    if len(runs) == 1 and runs[0][0] == versions[0] and len(runs[0]) == 2:
        return runs[0][1]
    return runs or _GONE


def _comparable(value: Any) -> Any:
    """Return what tells values apart; the order in which a release lists values does not."""
    if isinstance(value, dict) and "e" in value:
        return {**value, "e": sorted(map(str, value["e"]))}
    return value
