"""The table of what an update does, and that of what `plan` warns of."""

from __future__ import annotations

from docs.make.markdown import document, plain, table
from generator.rollout.effects import effects
from generator.rollout.outages.outage import facts

BY = {
    "upgrade": "by the upgrade mode",
    "reimage": "when it is reimaged",
    "deployment": "immediately, in any mode",
    "creation": "never; new ones only",
    "never": "never",
    "": "",
}
WHAT = {"refused": "**refused**", "none": "nothing", "rerun": "extension re-run"}


def update_pages() -> dict[str, str]:
    """Return the pages by their names below docs/."""
    rows = [
        (
            plain(row.change),
            WHAT.get(row.effect, row.effect),
            BY[row.by],
            f"{plain(row.says[0].upper() + row.says[1:])} ([source]({row.source}))",
        )
        for row in effects()
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
    return {
        "reference/effects.md": document(
            "Effects of an update",
            "What happens to a running instance when its scale set is deployed again with a change: "
            f"{len(rows)} kinds of changes, the table that the verdicts of "
            "[`scaleset plan`](plans.md) rest on (`generator/rollout/effects.json`). The first row "
            "that fits counts. With `maxSurge` whatever goes by the upgrade mode, or by a reimage, "
            "replaces the instances instead.",
            table(["Change", "A running instance", "Gets it", "What to know"], rows),
            "## Outages\n\nWhat Azure takes, and what cuts traffic off while the instances run on. Each one says "
            "who loses what from when to when, by the mode of the set; where Azure refuses "
            "the resource that it would come from there is none (`generator/azure/outages.json`).",
            table(["Change", "From when", "What to know", "What avoids it"], outages),
        )
    }


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]
