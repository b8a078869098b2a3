"""From the archive, the second source and the overlay to the text of every file."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from generator.resources.schema import version_order
from schemas.bicep_types.aligned import Names
from schemas.bicep_types.archive import Archive, read_archive, verified
from schemas.bicep_types.nodes import REST, Body, copied, reached
from schemas.bicep_types.overlay import corrected
from schemas.bicep_types.second import merged, sdk_bodies
from schemas.bicep_types.types_file import OF_TEMPLATES
from schemas.sdk.intervals import as_text, by_version
from schemas.sdk.model import Property

if TYPE_CHECKING:
    from pathlib import Path

    from schemas.sdk.repair import Version

NAME = "@name"
"""The entry of a root that tells of the last name of its resources."""
_SOURCE = "bicep-types-az"


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the tree below `schemas`; `only` is a provider, or empty for all of them."""

    schemas: Path
    only: str

    def present(self) -> list[Path]:
        """Return the files that are there."""
        return sorted((self.schemas / "resources" / self.only).rglob("*.json"))

    def texts(self, path: Path) -> dict[Path, str]:
        """Return the text of every file that should be there, of an archive at a path."""
        sources = self._json("sources.json")
        archive = read_archive(verified(path, sources[_SOURCE]["sha256"]), self.only)
        overlay = self._json("overlay.json")
        types = _Types(self.schemas, {name.lower(): name for name in sources["types"]}, overlay)
        tree = self.schemas / "resources"
        texts = {tree / "LICENSE": archive.license} if not self.only else {}
        for provider in archive.providers():
            for kind, text in types.of_provider(archive, provider):
                texts[tree / f"{kind}.json"] = text
        types.all_used(self.only)
        if not self.only:
            listed = ",\n".join(json.dumps(name) for name in sorted(types.members))
            texts[self.schemas / "members.json"] = f"[\n{listed}\n]\n"
        return texts

    def _json(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.schemas / name).read_text(encoding="utf-8"))
        return found


@dataclass(slots=True)
class _Types:
    """Makes the texts of types; `reviewed` are those of which both sources tell, as spelled."""

    schemas: Path
    reviewed: dict[str, str]
    overlay: dict[str, list[dict[str, Any]]]
    used: dict[str, set[int]]
    members: set[str]
    """What any of them has at the top, in lower case."""

    def __init__(self, schemas: Path, reviewed: dict[str, str], overlay: dict[str, Any]) -> None:
        self.schemas, self.reviewed, self.overlay = schemas, reviewed, overlay
        self.used, self.members = defaultdict(set), {name.lower() for name in OF_TEMPLATES}

    def of_provider(self, archive: Archive, provider: str) -> list[tuple[str, str]]:
        """Return the types of a provider in lower case, each with its text."""
        by_type: dict[str, list[Body]] = defaultdict(list)
        for body in archive.bodies(provider):
            by_type[body.type.lower()].append(body)
        return [(kind, self._text(kind, by_type[kind])) for kind in sorted(by_type)]

    def _text(self, kind: str, bodies: list[Body]) -> str:
        spellings = Counter(body.type for body in bodies)
        usual = max(sorted(spellings), key=lambda name: spellings[name])
        second = self.schemas / "sdk" / "resources" / f"{kind}.json"
        is_reviewed = kind in self.reviewed
        if is_reviewed or kind in {key.lower() for key in self.overlay}:
            bodies = [replace(body, root=copied(body.root)) for body in bodies]
        bodies.sort(key=lambda body: version_order(body.version))
        if second.is_file():
            bodies = merged(bodies, sdk_bodies(second))
        for body in bodies:
            for node in (body.root, *body.root.variants.values()):
                self.members |= {node.discriminator.lower() or "name"}
                self.members |= {key.lower() for key in node.properties if key != REST}
            self._correct(kind, body, is_reviewed=is_reviewed)
        names = Names()
        versions = [names.version(body) for body in bodies]
        _whole_everywhere(versions)
        for version, body in zip(versions, bodies, strict=True):
            if body.name:
                version.definitions.known[""][NAME] = Property("s", facts=body.name)
        scopes = by_version((body.version, body.scopes) for body in bodies)
        facts = {"reviewed": True} if is_reviewed else {}
        return as_text(self.reviewed.get(kind, usual), versions, facts | {"scopes": scopes})

    def _correct(self, kind: str, body: Body, *, is_reviewed: bool) -> None:
        """Apply the overlay: entries of a provider are for its reviewed types."""
        if is_reviewed:  # so that only the overlay opens a list
            for node in reached(body.root):
                for value in node.properties.values():
                    if value.facts.pop("open", None):
                        value.facts["grows"] = True
        for key, entries in self.overlay.items():
            lower = key.lower()
            if lower == kind or (is_reviewed and lower == kind.partition("/")[0]):
                self.used[key] |= corrected(body, entries)

    def all_used(self, only: str) -> None:
        """Stop where an entry of the overlay changes nothing: it names what is not there."""
        for key, entries in self.overlay.items():
            for number, entry in enumerate(entries):
                if key.lower().startswith(only) and number not in self.used[key]:
                    raise SystemExit(f"overlay.json changes nothing at {key}: {entry['path']}")


def _whole_everywhere(versions: list[Version]) -> None:
    """Take a number for an integer in all versions where one of them is known to have one."""
    whole = {
        (name, key)
        for version in versions
        for name, definition in version.definitions.known.items()
        for key, item in definition.items()
        if item.base == "i"
    }
    for version in versions:
        for name, key in whole:
            item = version.definitions.known.get(name, {}).get(key)
            if item is not None and item.base == "n":
                kind = f"i{item.type.removeprefix('n')}"
                version.definitions.known[name][key] = Property(kind, item.required, item.facts)
