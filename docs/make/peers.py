"""What a spec can say beside what other tools can: each of our cells is rendered by a test."""

from __future__ import annotations

from docs.make.markdown import document, table
from tests.support.features import FEATURES
from tests.support.peers import ROWS, TOOLS


def peer_pages() -> dict[str, str]:
    """Return the page by its name below docs/."""
    keys = {item.words: item.keys for item in FEATURES}
    rows = [
        (row.what, ", ".join(_links(row.words, keys)), *row.others)
        for row in sorted(ROWS, key=lambda row: row.what.lower())
    ]
    return {
        "reference/peers.md": document(
            "A spec beside other tools",
            "What people ask of a tool for scale sets, and who has it. In the second column are the "
            "keys of a [spec](spec/index.md); a test renders each, has the result compiled by the "
            "Bicep CLI and validates it without a finding. The other columns were read in August "
            "2026, in the sources that `tests/support/peers.py` names; *not read* is said of what "
            "was not looked for, *elsewhere* of what belongs to another module.",
            table(["Capability", "`scaleset`", *TOOLS], rows),
        )
    }


def _links(words: tuple[str, ...], keys: dict[str, tuple[str, ...]]) -> list[str]:
    names = dict.fromkeys(key for item in words for key in keys[item])
    return [f"[`{key}`](spec/{key.partition('.')[0]}.md)" for key in names]
