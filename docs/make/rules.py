"""A page for each rule, each fault of a spec and each trap of a plan; a table of them all."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from docs.make.markdown import code, document, plain, table
from generator.rollout.traps.kinds import KINDS
from generator.spec.faults import PREFIX as SPEC_FAULTS
from generator.validation.catalog import catalog
from generator.validation.peers import PEERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rollout.traps.kinds import TrapKind
    from generator.validation.catalog import RuleEntry

SUBJECTS = {
    "AGW": "Application gateways",
    "API": "API versions",
    "BOOT": "Custom data and cloud-init",
    "EXT": "Extensions",
    "KVT": "Key vaults",
    "LOC": "Locations",
    "NET": "Network",
    "PAR": "Parameter files",
    "REF": "References and dependencies",
    "SCL": "Scaling",
    "SEC": "Secrets and security",
    "STO": "Storage accounts",
    "SUP": "Suppressions",
    "TPL": "The template",
    "UPG": "Upgrades and health",
    "VMS": "The scale set",
    "SPC": "Specs",
    "": "What cannot be read",
}
"""What the letters of an id stand for, in the order of the index."""


def rule_pages() -> dict[str, str]:
    """Return the pages by their names below docs/."""
    pages = {f"reference/rules/{entry.id}.md": _page(entry) for entry in catalog().values()}
    pages |= {f"reference/rules/{key}.md": _trap(key, kind) for key, kind in KINDS.items()}
    pages["reference/rules/index.md"] = _index()
    pages["reference/arm-ttk.md"] = _arm_ttk()
    return pages


def _letters(entry: RuleEntry) -> str:
    letters = entry.id.rstrip("0123456789")
    return letters if letters in SUBJECTS else ""


def _page(entry: RuleEntry) -> str:
    of_spec = entry.id.startswith(SPEC_FAULTS)
    summary, _, rest = entry.fenced.partition("\n\n")
    subject = SUBJECTS[_letters(entry)]
    facts = [f"[Rules](index.md), {subject}", f"severity: {entry.severity.label}"]
    if entry.id in PEERS:
        facts.append(f"also in: {', '.join(PEERS[entry.id])}")
    leave = "" if of_spec else _LEAVE.format(id=entry.id)
    title = entry.name if entry.id == entry.name else f"{entry.id} {entry.name}"
    return document(
        title,
        f"**{' '.join(summary.split())}**",
        " · ".join(facts),
        rest,
        f"Source: <{entry.url}>" if entry.url else "",
        leave,
        f"On the command line: `scaleset explain {entry.id}`",
    )


_LEAVE = (
    "To leave it out: `--ignore {id}`, `ignore: [{id}]` in the "
    "[configuration](../configuration.md), or at the end of a line of the template "
    "`// scaleset: ignore {id} -- why`."
)


def _trap(key: str, kind: TrapKind) -> str:
    return document(
        f"{key} {kind.name}",
        f"**{kind.about}.**",
        "[Rules](index.md) · a trap that [`scaleset plan`](../plans.md) names",
        f"Source: <{kind.source}>",
        f"On the command line: `scaleset explain {key}`",
    )


def _index() -> str:
    entries = catalog()
    counted = sum(not entry.id.startswith(SPEC_FAULTS) for entry in entries.values())
    of_specs = len(entries) - counted
    parts = [
        f"{counted} rules for templates and parameter files, {of_specs} for specs, "
        f"{len(KINDS)} traps of updates. Each has a page, which says why it is there, with a bad and "
        "a good example and its source; `scaleset explain` prints the same. An *error* means that "
        "the deployment fails or does harm. [Configuration](../configuration.md) says how rules are "
        "chosen.",
        "**Also in** names other tools that look at the same; ours may see more, through variables, "
        "loops and nested templates.",
    ]
    order = list(SUBJECTS)
    ordered = sorted(entries.values(), key=lambda entry: (order.index(_letters(entry)), entry.id))
    for letters, group in groupby(ordered, key=_letters):
        parts += [f"## {SUBJECTS[letters]}", _table(group)]
    rows = ((f"[{key}]({key}.md)", kind.name, plain(kind.about)) for key, kind in KINDS.items())
    parts += ["## Traps of an update", table(["Id", "Name", "What"], rows)]
    return document("Rules", *parts)


def _table(entries: Iterator[RuleEntry]) -> str:
    rows = [
        (
            f"[{entry.id}]({entry.id}.md)",
            entry.name,
            entry.severity.label,
            plain(entry.summary.rstrip(".")),
            ", ".join(PEERS.get(entry.id, ())),
        )
        for entry in entries
    ]
    peers = any(row[4] for row in rows)
    titles = ["Id", "Name", "Severity", "What should be", *(["Also in"] if peers else [])]
    return table(titles, [row[: len(titles)] for row in rows])


def _arm_ttk() -> str:
    rows = [
        (code(entry.id), code(entry.name), plain(entry.summary.rstrip(".")), f"[page]({entry.url})")
        for entry in catalog("arm-ttk").values()
    ]
    return document(
        "The arm-ttk profile",
        "`scaleset validate --profile arm-ttk` runs these tests instead of the "
        "[rules](rules/index.md), with the verdict of arm-ttk, oddities included, for those who have "
        "to pass them. [Checking templates](checking.md) says more.",
        table(["Id", "Test of arm-ttk", "What it wants", "Described by Microsoft"], rows),
    )
