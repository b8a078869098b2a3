"""Write the pages of docs/ that are made from the code.

    python -m docs.make [--check]

`--check` writes nothing and exits with 1 if a page is not what would be written.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from docs.make.pages import DOCS, gone, made

if TYPE_CHECKING:
    from pathlib import Path


def main(arguments: list[str] | None = None, docs: Path = DOCS) -> int:
    """Write the pages, or compare them; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m docs.make", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; 1 if stale")
    given = parser.parse_args(arguments)
    pages = made(docs)
    paths = {name: docs / name for name in pages}
    stale = [
        n for n, path in paths.items() if not path.is_file() or path.read_text("utf-8") != pages[n]
    ]
    surplus = gone(pages, docs)
    for name in stale:
        print(f"docs/{name}: {'stale' if given.check else 'written'}")
        if not given.check:
            paths[name].parent.mkdir(parents=True, exist_ok=True)
            paths[name].write_text(pages[name], encoding="utf-8", newline="\n")
    for name in surplus:
        print(f"docs/{name}: {'made no more' if given.check else 'removed'}")
        if not given.check:
            (docs / name).unlink()
    if given.check and (stale or surplus):
        print("run python -m docs.make")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
