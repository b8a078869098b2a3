"""The commands that somebody must still give after the deployment, as the Azure CLI takes them.

Sources: performing manual upgrades, and reimage a virtual machine, of the scale set documentation:
instances go by id in Uniform sets and by name in Flexible ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.lazy import dataclass
from generator.wording.commands import SCALE_SET, for_bash

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rollout.verdicts import Verdict
    from generator.scale_set.view import ScaleSet


@dataclass(frozen=True, slots=True)
class Command:
    """A command, and what it is for."""

    line: str
    purpose: str


def commands_left(model: ScaleSet, verdicts: list[Verdict], group: str) -> Iterator[Command]:
    """Yield what is left to do, most of it once the deployment went through.

    Where Azure refuses the update that is only what would make it take it.
    """
    name = SCALE_SET if model.name.startswith("[") else model.name
    target = f"--resource-group {for_bash(group)} --name {for_bash(name)}"
    every = f"$(az vmss list-instances {target} --query '[].name' --output tsv)"
    rows = dict.fromkeys(item.row for item in verdicts)
    for purpose, line in (todo for row in rows for todo in row.todo):
        yield Command(line.format(target=target, group=for_bash(group)), purpose)
    if any(item.effect == "refused" for item in verdicts):
        return
    waiting = {item.when for item in verdicts}
    flexible = model.orchestration == "flexible"
    ids = every if flexible else "'*'"
    behind = "when reimaged" in waiting and model.mode in {"manual", ""}
    unknown = any(item.when == "unknown" and item.row.by == "upgrade" for item in verdicts)
    if "when upgraded" in waiting or behind or unknown:
        purpose = "bring the running instances to the model; name some of them to go step by step"
        yield Command(
            f"az vmss update-instances {target} --instance-ids {ids}",
            f"only if the mode of the set is Manual: {purpose}" if unknown else purpose,
        )
    if "when reimaged" in waiting:
        yield Command(
            f"az vmss reimage {target}" + (f" --instance-ids {every}" if flexible else ""),
            "give them a new OS disk, which is what the change needs; all at once unless you name "
            "some of them with --instance-ids",
        )
