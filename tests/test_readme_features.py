"""The table of what a spec can say, in the README: made from the schema, so that it cannot age.

`python tests/test_readme_features.py` prints it.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
BEGIN, END = "<!-- spec: begin -->", "<!-- spec: end -->"


def table() -> str:
    schema = json.loads((ROOT / "schemas" / "spec.schema.json").read_text("utf-8"))
    lines = ["| key | what it says | with |", "| --- | --- | --- |"]
    for name, below in schema["properties"].items():
        what = re.split(r"(?<=\.)\s", below["description"], maxsplit=1)[0].rstrip(".")
        inner = below.get("properties") or below.get("items", {}).get("properties") or {}
        keys = ", ".join(f"`{key}`" for key in inner)
        lines.append(f"| `{name}` | {what} | {keys} |")
    return "\n".join(lines)


def test_the_readme_lists_what_a_spec_can_say():
    readme = (ROOT / "README.md").read_text("utf-8")
    assert f"{BEGIN}\n{table()}\n{END}" in readme


def test_every_key_says_what_it_is():
    schema = json.loads((ROOT / "schemas" / "spec.schema.json").read_text("utf-8"))
    assert all(below["description"].endswith(".") for below in schema["properties"].values())


if __name__ == "__main__":
    print(table())
