"""Make schemas/api-versions.json: the API versions of every resource type that is known.

    python -m schemas.api_versions TABLE --date 2026-08

TABLE is a JSON object of types, each with an array of versions, however ordered; `--date` says when
it was true. The result has one type on a line, sorted, with its versions from old to new.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any

TARGET = Path(__file__).with_name("api-versions.json")
_VERSION = re.compile(r"\d{4}-\d{2}-\d{2}(-[A-Za-z0-9.-]+)?")


def main(arguments: list[str] | None = None) -> int:
    """Write the table; give the exit code."""
    parser = argparse.ArgumentParser(prog="python -m schemas.api_versions")
    parser.add_argument("table", type=Path)
    parser.add_argument("--date", required=True, help="when the table was true")
    options = parser.parse_args(arguments)
    table = json.loads(options.table.read_text(encoding="utf-8"))
    TARGET.write_text(as_text(table, options.date), encoding="utf-8", newline="\n")
    return 0


def as_text(table: dict[str, Any], date: str) -> str:
    """Return the table as it is kept; what is no version is left out, and types without any."""
    lines = []
    for name in sorted(table, key=lambda name: (name.lower(), name)):
        found = sorted({item for item in table[name] if _VERSION.fullmatch(item)})
        if found:
            lines.append(f"{json.dumps(name)}: {json.dumps(' '.join(found))}")
    return f'{{\n"date": {json.dumps(date)},\n"types": {{\n' + ",\n".join(lines) + "\n}\n}\n"


if __name__ == "__main__":
    raise SystemExit(main())
