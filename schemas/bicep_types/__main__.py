"""Make schemas/resources/ from the types that the Bicep compiler uses.

    python -m schemas.bicep_types ARCHIVE [--check] [--only microsoft.managedidentity]

ARCHIVE is the archive that schemas/sources.json pins (`bicep-types-az`). The result depends on it,
on the second source below schemas/sdk/resources/ and on schemas/overlay.json alone. `--check`
writes nothing and exits with 1 if the tree is not what would be written.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from schemas.bicep_types.archive import ArchiveError
from schemas.bicep_types.maker import Maker

SCHEMAS = Path(__file__).parents[1]


def main(arguments: list[str] | None = None) -> int:
    """Write the tree, or compare it; give the exit code."""
    parser = argparse.ArgumentParser(prog="python -m schemas.bicep_types", description=__doc__)
    parser.add_argument("archive", type=Path, help="the archive of the types")
    parser.add_argument("--check", action="store_true", help="write nothing; 1 if stale")
    parser.add_argument("--only", default="", help="one provider, for instance microsoft.compute")
    parser.add_argument("--schemas", type=Path, default=SCHEMAS, help="sources, overlay and tree")
    options = parser.parse_args(arguments)
    maker = Maker(options.schemas, options.only.lower())
    try:
        texts = maker.texts(options.archive)
    except ArchiveError as error:
        raise SystemExit(f"python -m schemas.bicep_types: {error}") from None
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


if __name__ == "__main__":
    raise SystemExit(main())
