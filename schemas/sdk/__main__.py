"""Make schemas/sdk/resources/ from the pinned releases of the Azure SDK for Python.

    python -m schemas.sdk [--check] [--only microsoft.managedidentity] [--wheels FOLDER]

The wheels (110 MB for everything) are downloaded once into FOLDER and read as text. The result
depends on schemas/sources.json alone; it is the second source of schemas/resources/, which
`python -m schemas.bicep_types` makes. `--check` writes nothing and exits with 1 if the tree is not
what would be written.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemas.sdk.definitions import definitions
from schemas.sdk.intervals import as_text
from schemas.sdk.releases import bodies, pinned
from schemas.sdk.repair import (
    Version,
    backport_required,
    carry_bounds_forward,
    version_order,
)

if TYPE_CHECKING:
    from schemas.sdk.releases import Body

SCHEMAS = Path(__file__).parents[1]
Bodies = dict[str, dict[str, "Body"]]


def main(arguments: list[str] | None = None) -> int:
    """Write the tree, or compare it; give the exit code."""
    parser = argparse.ArgumentParser(prog="python -m schemas.sdk", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; 1 if stale")
    parser.add_argument("--only", default="", help="one provider, for instance microsoft.compute")
    default = Path.home() / ".cache" / "scaleset" / "wheels"
    parser.add_argument("--wheels", type=Path, default=default, help="where the wheels are kept")
    parser.add_argument("--schemas", type=Path, default=SCHEMAS, help="sources and tree")
    options = parser.parse_args(arguments)
    maker = _Maker(options.schemas, options.wheels, options.only.lower())
    texts = maker.texts()
    stale = [path for path, text in texts.items() if _read(path) != text]
    gone = sorted(set(maker.present()) - texts.keys())
    for path in (*stale, *gone):
        name = path.relative_to(options.schemas).as_posix()
        print(("stale: " if options.check else "wrote ") + name)
    if options.check:
        return 1 if stale or gone else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(texts[path], encoding="utf-8", newline="\n")
    for path in gone:
        path.unlink()
    return 0


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes the tree below `schemas`; `only` is a provider, or empty for all of them."""

    schemas: Path
    wheels: Path
    only: str

    @property
    def tree(self) -> Path:
        return self.schemas / "sdk" / "resources"

    def present(self) -> list[Path]:
        """Return the files that are there."""
        return sorted((self.tree / self.only).rglob("*.json"))

    def texts(self) -> dict[Path, str]:
        """Return the text of every file that should be there."""
        sources = json.loads((self.schemas / "sources.json").read_text(encoding="utf-8"))
        listed = {name.lower(): name for name in sources["types"]}
        wanted = {name for name in listed if name.startswith(self.only)}
        providers = {name.partition("/")[0] for name in wanted}
        releases = [item for item in sources["releases"] if providers & set(item["for"])]
        found = self._bodies(wanted, releases)
        texts: dict[Path, str] = {}
        for name in sorted(wanted):
            if name not in found:
                raise SystemExit(f"no release has the type {name}")
            texts[self.tree / f"{name}.json"] = as_text(listed[name], _versions(found[name]))
        return texts

    def _bodies(self, wanted: set[str], releases: list[dict[str, Any]]) -> Bodies:
        """Return what each type takes in each version; a later release wins, a beta never does."""
        found: Bodies = defaultdict(dict)
        for release in pinned(releases):
            print(f"reading {release.package} {release.version}", file=sys.stderr)
            for body in bodies(release.fetch(self.wheels), wanted, release.folders):
                versions = found[body.operation.type.lower()]
                if not release.is_beta or body.operation.version not in versions:
                    versions[body.operation.version] = body
        return found


def _versions(by_version: dict[str, Body]) -> list[Version]:
    """Return the versions of a type, repaired."""
    names = sorted(by_version, key=version_order)
    newest = by_version[names[-1]].operation
    versions = [
        Version(name, definitions(by_version[name], newest.model), by_version[name].is_typespec)
        for name in names
    ]
    backport_required(versions)
    carry_bounds_forward(versions)
    return versions


if __name__ == "__main__":
    raise SystemExit(main())
