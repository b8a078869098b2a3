"""The tables of the README on updates, made from the table of effects and that of traps.

`python -m tests.support.rollout_tables` puts them into the README.
"""

from __future__ import annotations

from generator.rollout.effects import effects
from generator.rollout.traps.kinds import KINDS
from tests.support.workspace import ROOT

README = ROOT / "README.md"
BY = {
    "upgrade": "by the upgrade mode",
    "reimage": "when it is reimaged",
    "deployment": "immediately, in any mode",
    "creation": "never; new ones only",
    "never": "never",
    "": "",
}


def effects_table() -> str:
    lines = [
        "| change | a running instance | gets it | what to know |",
        "| --- | --- | --- | --- |",
    ]
    for row in effects():
        what = {"refused": "**refused**", "none": "nothing", "rerun": "extension re-run"}
        says = row.says[0].upper() + row.says[1:]
        lines.append(
            f"| {row.change} | {what.get(row.effect, row.effect)} | {BY[row.by]} "
            f"| {says} ([source]({row.source})) |"
        )
    return "\n".join(lines) + "\n"


def traps_table() -> str:
    lines = ["| id | name | what |", "| --- | --- | --- |"]
    lines += [
        f"| {identity} | {kind.name} | {kind.about} ([source]({kind.source})) |"
        for identity, kind in KINDS.items()
    ]
    return "\n".join(lines) + "\n"


TABLES = {"effects": effects_table, "traps": traps_table}


def write() -> None:
    text = README.read_text("utf-8")
    for name, table in TABLES.items():
        begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->"
        before, _, rest = text.partition(begin)
        text = before + begin + table() + end + rest.partition(end)[2]
    README.write_text(text, "utf-8")


if __name__ == "__main__":
    write()
