"""The table of rules in the README, made from the catalog.

`python -m tests.validation.rules.test_rule_table` writes it.
"""

from __future__ import annotations

from generator.spec.faults import PREFIX
from generator.validation.catalog import catalog
from generator.validation.peers import PEERS
from tests.support.workspace import ROOT

BEGIN, END = "<!-- rules: begin -->", "<!-- rules: end -->"


def table() -> str:
    lines = [
        "| id | name | severity | what should be | also in |",
        "| --- | --- | --- | --- | --- |",
    ]
    for entry in catalog().values():
        if entry.id.startswith(PREFIX):
            continue  # of a spec: 'scaleset rules SPC' lists them
        what = entry.summary.rstrip(".").replace("|", "\\|")
        peers = ", ".join(PEERS.get(entry.id, ()))
        lines.append(f"| {entry.id} | {entry.name} | {entry.severity.label} | {what} | {peers} |")
    return "\n".join(lines)


def test_the_readme_lists_the_rules():
    assert f"{BEGIN}\n{table()}\n{END}" in (ROOT / "README.md").read_text("utf-8")


def test_every_peer_belongs_to_a_rule():
    assert set(PEERS) <= set(catalog())


def write() -> None:
    """Put the table into the README."""
    readme = ROOT / "README.md"
    head, _, rest = readme.read_text("utf-8").partition(BEGIN)
    readme.write_text(f"{head}{BEGIN}\n{table()}\n{END}{rest.partition(END)[2]}", "utf-8")


if __name__ == "__main__":
    write()
