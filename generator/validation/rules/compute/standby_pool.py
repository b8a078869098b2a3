"""A standby pool is beside a set that takes one, and its numbers agree.

Standby pools are for Flexible sets; of Spot sets for those of Spot instances alone that are deleted
when they are evicted. Instances wait hibernated where the model has hibernation. No more stand by
than set and pool have together.

Bad:

    [
      {
        "type": "Microsoft.Compute/virtualMachineScaleSets",
        "name": "web",
        "properties": {"orchestrationMode": "Uniform"}
      },
      {
        "type": "Microsoft.StandbyPool/standbyVirtualMachinePools",
        "name": "web-pool",
        "properties": {
          "attachedVirtualMachineScaleSetId": "[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'web')]",
          "virtualMachineState": "Deallocated",
          "elasticityProfile": {"maxReadyCapacity": 10}
        }
      }
    ]

Good, as a patch:

    [
      {
        "type": "Microsoft.Compute/virtualMachineScaleSets",
        "name": "web",
        "properties": {"orchestrationMode": "Flexible", "platformFaultDomainCount": 1}
      }
    ]
"""  # noqa: E501

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.autoscale import KIND
from generator.scale_set.references import name_of, referenced_name
from generator.scale_set.view import ScaleSet, scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "VMS120",
    "standby-pool",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/standby-pools-faq",
    words="standbyvirtualmachinepools",
)
_POOL = "Microsoft.StandbyPool/standbyVirtualMachinePools"


def check(template: Template) -> Iterator[Finding]:
    """Find pools beside sets that take none, and numbers that contradict each other."""
    sets = {name_of(item.resource.node): item for item in scale_sets(template)}
    for pool in template.resources(_POOL):
        properties = pool.at("properties")
        attached = properties.at("attachedVirtualMachineScaleSetId")
        scale_set = sets.get(referenced_name(attached, KIND) or "")
        if scale_set is not None:
            yield from _of_the_set(properties, attached, scale_set)
        capacity = properties.at("elasticityProfile")
        least, most = capacity.at("minReadyCapacity"), capacity.at("maxReadyCapacity")
        low, high = least.number(), most.number()
        if low is not None and high is not None and low > high:
            message = f"{low} instances stand by, and set and pool have {high}; lower it"
            yield Finding(least, message, Severity.WARNING)


def _of_the_set(properties: Node, attached: Node, scale_set: ScaleSet) -> Iterator[Finding]:
    if scale_set.uniform:
        message = (
            "a standby pool is for a Flexible set, and this one is Uniform; set "
            "'orchestrationMode' to Flexible on a new set, or remove the pool"
        )
        yield Finding(attached, message)
    if scale_set.spot:
        eviction = scale_set.profile.at("evictionPolicy").text()
        if scale_set.at("priorityMixPolicy") or (eviction or "").lower() == "deallocate":
            message = (
                "beside a standby pool a Spot set has Spot instances only, and 'evictionPolicy' "
                "Delete; change that, or remove the pool"
            )
            yield Finding(attached, message, Severity.WARNING)
    state = properties.at("virtualMachineState")
    hibernation = scale_set.at("additionalCapabilities", "hibernationEnabled")
    if (state.text() or "").lower() == "hibernated" and (
        not hibernation or hibernation.flag() is False
    ):
        message = (
            "instances wait hibernated, and the model has no hibernation; set 'hibernationEnabled' "
            "in 'additionalCapabilities' to true"
        )
        yield Finding(state, message, Severity.WARNING)
