"""The table of what an update does, and that of what `plan` warns of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docs.make.markdown import document, plain, table
from generator.azure.left_out import rows_of
from generator.azure.resource_types import SCALE_SET, VIRTUAL_NETWORK
from generator.rollout.beside.table import refusals
from generator.rollout.effects import effects
from generator.rollout.outages.outage import facts

if TYPE_CHECKING:
    from generator.azure.left_out import LeftOut
    from generator.rollout.effects import Row

BY = {
    "upgrade": "by the upgrade mode",
    "reimage": "when it is reimaged",
    "deployment": "immediately, in any mode",
    "creation": "never; new ones only",
    "never": "never",
    "": "",
}
THEN = {"kept": "stays", "removed": "is a change", "unknown": "not known"}
WHAT = {"refused": "**refused**", "none": "nothing", "rerun": "extension re-run"}


def update_pages() -> dict[str, str]:
    """Return the pages by their names below docs/."""
    rows = [
        (
            plain(row.change),
            WHAT.get(row.effect, row.effect),
            BY[row.by],
            _told(row),
        )
        for row in effects()
    ]
    beside = [
        (
            plain(row.resource),
            plain(row.change),
            "likely **refused**" if row.effect == "unknown" else WHAT.get(row.effect, row.effect),
            _told(row),
        )
        for row in (item.row for item in refusals())
    ]
    outages = [
        (
            plain(fact.change),
            plain(fact.since),
            f"{plain(_first_up(fact.says))}{' (inferred)' if fact.inferred else ''} "
            f"([source]({fact.source}))",
            plain(_first_up(fact.way)),
        )
        for fact in facts().values()
    ]
    left = [
        (
            f"`{row.written.replace('/', '.')}`" + (f" ({_when(row)})" if _when(row) else ""),
            plain(THEN[row.then]),
            f"[source]({row.source})",
        )
        for kind in (SCALE_SET, VIRTUAL_NETWORK)
        for row in rows_of(kind)
    ]
    return {
        "reference/effects.md": document(
            "Effects of an update",
            "What happens to a running instance when its scale set is deployed again with a change: "
            f"{len(rows)} kinds of changes, the table that the verdicts of "
            "[`scaleset plan`](plans.md) rest on (`generator/rollout/effects.json`). The first row "
            "that fits counts. With `maxSurge` whatever goes by the upgrade mode, or by a reimage, "
            "replaces the instances instead.",
            table(["Change", "A running instance", "Gets it", "What to know"], rows),
            "## What is left out\n\nAzure merges the objects of a request with those that a scale set has, and "
            "replaces the lists that are sent: what a template leaves out is left as it is, but for these rows, of "
            "which the first that fits counts; `subnets` are those of a network. A null is a change, where no row says "
            "otherwise. Other types are replaced as a whole (`generator/azure/left_out.json`).",
            table(["Left out", "Then", ""], left),
            "## Beside a scale set\n\nWhat Azure refuses, or what there is to know, where a deployment changes "
            "what stands beside a scale set; of two rows about a change the first counts. Who uses a part is read "
            "from the old template, and the order from `dependsOn` and references of the new one. A likely "
            "refusal is a warning: nothing is recorded of exactly this (`generator/rollout/beside/refusals.json`).",
            table(["Resource", "Change", "Azure", "What to know"], beside),
            "## Outages\n\nWhat Azure takes, and what cuts traffic off while the instances run on. Each one says "
            "who loses what from when to when, by the mode of the set; where Azure refuses "
            "the resource that it would come from there is none (`generator/azure/outages.json`).",
            table(["Change", "From when", "What to know", "What avoids it"], outages),
        )
    }


def _when(row: LeftOut) -> str:
    """Return on what it depends whether a row fits."""
    found = []
    if row.null:
        found.append("null as well")
    if row.since:
        found.append(f"from {row.since} on")
    if row.beside:
        found.append(f"beside {', '.join(sorted(row.beside))}")
    if row.system:
        found.append("if the operating system becomes another")
    return "; ".join(found)


def _told(row: Row) -> str:
    """Return what there is to know: the answer of Azure, why, the steps, the source."""
    code = f"`{row.code}`: " if row.code else ""
    says = row.says.replace("{who}", "what uses it")
    steps = "".join(f" {number}. {plain(step)}." for number, step in enumerate(row.steps, 1))
    return f"{code}{plain(_first_up(says))}{'.' if steps else ''}{steps} ([source]({row.source}))"


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]
