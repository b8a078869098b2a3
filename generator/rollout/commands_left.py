"""The commands that somebody must still give after the deployment, as the Azure CLI takes them.

Sources: performing manual upgrades, and reimage a virtual machine, of the scale set documentation:
instances go by id in Uniform sets and by name in Flexible ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.lazy import dataclass
from generator.wording.commands import SCALE_SET, in_shell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.rollout.verdicts import Verdict
    from generator.scale_set.view import ScaleSet


@dataclass(frozen=True, slots=True)
class Command:
    """A command, what it is for, and the stage of the update in which it is given."""

    line: str
    purpose: str
    stage: str = "left"


@dataclass(frozen=True, slots=True)
class Deployable:
    """A template that is deployed: its file and parameters, as az takes them.

    `before` is what has to be done first, as a sentence; empty where nothing has.
    """

    template: str
    parameters: Sequence[str] = ()
    before: str = ""
    level: str = "resourceGroup"


def target_of(model: ScaleSet, group: str, shell: str) -> str:
    """Return the options that name a scale set."""
    name = SCALE_SET if model.name.startswith("[") else model.name
    return f"--resource-group {in_shell(group, shell)} --name {in_shell(name, shell)}"


def commands_left(
    model: ScaleSet, verdicts: list[Verdict], group: str, shell: str
) -> Iterator[Command]:
    """Yield what is left to do, most of it once the deployment went through.

    Where Azure refuses the update that is only what would make it take it.
    """
    target = target_of(model, group, shell)
    every = f"$(az vmss list-instances {target} --query '[].name' --output tsv)"
    rows = dict.fromkeys(item.row for item in verdicts)
    for purpose, line in (todo for row in rows for todo in row.todo):
        yield Command(line.format(target=target, group=in_shell(group, shell)), purpose)
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
