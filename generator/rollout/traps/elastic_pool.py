"""The trap of a pool of agents: Azure Pipelines runs the set, and a template would take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.rollout.records import Hit
from generator.rollout.traps.capacity import sends_capacity
from generator.scale_set.autoscale import settings_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rollout.records import Case, ResourcePlan
    from generator.scale_set.view import ScaleSet

_TAG = "__AzureDevOpsElasticPool"
_AGENT = "microsoft.visualstudio.services"
_KINDS = frozenset(("teamservicesagentlinux", "teamservicesagent"))


def redeployed(item: ResourcePlan, _sets: list[ResourcePlan], case: Case) -> Iterator[Hit]:
    """Find what a deployment takes from the pool of Azure Pipelines that runs a set."""
    if item.old is None or item.new is None or not _is_pool(item.was):
        return
    found = [*_taken(item, case), *_required(item.model)]
    if found:
        name = item.was.resource.at("tags", _TAG).text()
        pool = f"agent pool '{name}'" if name else "agent pool"
        yield Hit(
            f"Azure Pipelines runs this set as its {pool}, and sets its capacity and model: "
            f"{'; '.join(found)}"
        )


def _is_pool(scale_set: ScaleSet) -> bool:
    return bool(scale_set.resource.at("tags", _TAG)) or bool(_agents(scale_set))


def _agents(scale_set: ScaleSet) -> set[str]:
    """Return the names of the extensions by which the pool makes agents of instances."""
    return {
        name
        for name, extension in scale_set.extensions_by_name().items()
        if extension.handler
        and extension.handler[0] == _AGENT
        and extension.handler[1] in _KINDS
        and extension.settings.at("isPipelinesAgent").flag()
    }


def _taken(item: ResourcePlan, case: Case) -> Iterator[str]:
    count = item.model.count
    if sends_capacity(item) and count != case.capacity:
        number = "a number" if count is None else str(count)
        yield (
            f"the deployment sets it to {number}, whatever the pool made of it since, and may "
            "delete agents with the jobs that they run (leave 'sku' out, or give the present "
            "number)"
        )
    if _agents(item.was) - _agents(item.model):
        yield (
            "the list of extensions lacks that of the agent, so new instances are no agents until "
            "Azure Pipelines adds it again, which may take hours"
        )


def _required(model: ScaleSet) -> Iterator[str]:
    """Yield what a pool needs and the new model has otherwise."""
    wrong = []
    if model.mode not in {"manual", ""}:
        wrong.append("'upgradePolicy.mode' Manual")
    if model.uniform and model.at("overprovision").flag() is not False:
        wrong.append("'overprovision' false")
    if settings_of(model):
        wrong.append("no autoscale settings")
    if wrong:
        yield f"it needs {' and '.join(wrong)}"
