"""Make schemas/api-versions.json: the API versions that Azure offers, a type on a line.

    python -m schemas.api_versions FILE --date 2026-08-01

FILE is a JSON object of types and lists of versions, however it was collected; the date says of
when it is. The table is for `validate --profile arm-ttk`, which judges the age of API versions.
"""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path

TARGET = Path(__file__).parent / "api-versions.json"


def table(versions: dict[str, list[str]], of: date) -> str:
    """Write the table; the same input gives the same bytes."""
    rows = [
        f"{json.dumps(kind)}: {json.dumps(sorted(set(versions[kind])))}"
        for kind in sorted(versions)
    ]
    joined = ",\n".join(rows)
    return f'{{\n"date": "{of.isoformat()}",\n"types": {{\n{joined}\n}}\n}}\n'


def main() -> None:
    """Read the file that is named and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--date", type=date.fromisoformat, required=True)
    arguments = parser.parse_args()
    versions = json.loads(arguments.file.read_text(encoding="utf-8"))
    TARGET.write_text(table(versions, arguments.date), encoding="utf-8")


if __name__ == "__main__":
    main()
