"""The table of what an update does, and that of what `plan` warns of."""

from __future__ import annotations

from docs.make.markdown import document, plain, table
from generator.rollout.effects import effects

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
    return {
        "reference/effects.md": document(
            "Effects of an update",
            "What happens to a running instance when its scale set is deployed again with a change: "
            f"{len(rows)} kinds of changes, the table that the verdicts of "
            "[`scaleset plan`](plans.md) rest on (`generator/rollout/effects.json`). The first row "
            "that fits counts. With `maxSurge` whatever goes by the upgrade mode, or by a reimage, "
            "replaces the instances instead.",
            table(["Change", "A running instance", "Gets it", "What to know"], rows),
        )
    }
