"""The instances that run, for the scale sets of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.commands.answers import read_answer
from generator.diagnostics import Diagnostic, InvalidInput, Severity
from generator.lazy import replace
from generator.rollout.side import resources_of
from generator.scale_set.live.instances import ToldInstances
from generator.scale_set.live.told import instances_in, tells_of_instances

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from generator.commands.plan.sides import Loaded
    from generator.rollout.records import PlanOptions


_EMPTY: tuple[Any, ...] = ([], {"value": []})
"""What is answered for a set without instances."""


def read_instances(paths: Sequence[Path], found: ToldInstances | None = None) -> ToldInstances:
    """Read what answers tell of instances; raises InvalidInput where one tells nothing of them."""
    found = found or ToldInstances()
    for path in paths:
        document = read_answer(path, empty=True)
        if not tells_of_instances(document.value) and document.value not in _EMPTY:
            message = (
                "this is no answer of Azure for the instances of a scale set: give what 'az vmss "
                "list-instances' or 'az vmss get-instance-view' prints"
            )
            raise InvalidInput([document.diagnostic("file", Severity.ERROR, message)])
        found.label = found.label or document.path
        instances_in(document.value, found)
    return found


def with_instances(
    options: PlanOptions, found: ToldInstances, loaded: Sequence[Loaded], *, counts: bool
) -> PlanOptions:
    """Return the options with the instances of each scale set; raises where they are of none.

    Where it `counts`, there are as many instances now as answers tell.
    """
    names = {
        item.name.lower(): item.name
        for side in loaded
        for item in resources_of(side.side).values()
        if item.is_scale_set
    }
    named = [name for name in names if not name.startswith("[")]
    told = sorted({item.scale_set for item in found.instances if item.scale_set})
    alone = len(names) == 1
    if told and named == list(names) and not any(name.lower() in names for name in told):
        theirs, ours = ("' and '".join(item) for item in (told, names.values()))
        message = f"the instances are of scale set '{theirs}', and the plan is of '{ours}'"
        raise InvalidInput([Diagnostic("instances", Severity.ERROR, message, found.label)])
    running = {}
    for name in names:
        own = told[0] if len(told) == 1 and alone and name not in named else name
        one = found.of(own, alone=alone)
        if one is not None:
            running[name] = one
    count = next(iter(running.values())).count if alone and running else None
    if counts and options.capacity is None and count is not None:
        options = replace(options, capacity=count)
    return replace(options, running=running)
