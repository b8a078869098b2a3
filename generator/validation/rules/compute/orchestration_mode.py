"""Flexible and Uniform scale sets take different properties.

The two modes are two services behind one resource type. Azure refuses in one mode what belongs to
the other, one message per attempt; here they come all at once. The mode cannot be changed later.

Bad:

    {
      "orchestrationMode": "Flexible",
      "overprovision": true,
      "virtualMachineProfile": {"networkProfile": {"networkInterfaceConfigurations": []}}
    }

Good:

    {
      "orchestrationMode": "Flexible",
      "platformFaultDomainCount": 1,
      "virtualMachineProfile": {
        "networkProfile": {
          "networkApiVersion": "2020-11-01",
          "networkInterfaceConfigurations": []
        }
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.conflicts import conflict
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template
    from generator.scale_set.view import ScaleSet

RULE = Rule(
    "VMS008",
    "orchestration-mode",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-orchestration-modes",
    words="virtualmachinescalesets",
)


def check(template: Template) -> Iterator[Finding]:
    """Find properties that the orchestration mode lacks, or does not have."""
    for scale_set in scale_sets(template):
        if scale_set.flexible:
            yield from _missing(scale_set)
            yield from _switches(scale_set)
            yield from _network(scale_set)
        elif scale_set.uniform:
            yield from _only_flexible(scale_set)


def _missing(scale_set: ScaleSet) -> Iterator[Finding]:
    if not scale_set.at("platformFaultDomainCount"):
        yield Finding(
            scale_set.at(),
            "a Flexible scale set needs 'platformFaultDomainCount'; set it to 1",
        )
    network = scale_set.profile.at("networkProfile")
    if network.known() and not network.at("networkApiVersion"):
        yield Finding(
            network, "a Flexible scale set needs 'networkApiVersion'; set it to 2020-11-01"
        )
    version = network.at("networkApiVersion").text()
    if version and version < "2020-11-01":
        yield Finding(
            network.at("networkApiVersion"),
            f"'networkApiVersion' must be 2020-11-01 or later (is {version})",
        )


def _switches(scale_set: ScaleSet) -> Iterator[Finding]:
    identity = scale_set.resource.at("identity", "type")
    if conflict("flexible-has-no-system-identity").holds(scale_set.choices()):
        yield Finding(
            identity,
            "a Flexible scale set takes no system-assigned identity; use 'UserAssigned'",
        )
    if scale_set.at("overprovision").flag():
        yield Finding(
            scale_set.at("overprovision"),
            "'overprovision' cannot be true on a Flexible scale set; remove it",
        )
    group = scale_set.at("singlePlacementGroup")
    if group.flag() and scale_set.zone_count:  # some sizes need one: Azure/azure-cli#21834
        yield Finding(
            group,
            "'singlePlacementGroup' cannot be true on a Flexible scale set in zones; remove it",
        )
    containers = scale_set.profile.at("storageProfile", "osDisk", "vhdContainers")
    if containers.known():
        yield Finding(
            containers,
            "a Flexible scale set takes managed disks only; replace 'vhdContainers' by "
            "'managedDisk'",
        )


def _network(scale_set: ScaleSet) -> Iterator[Finding]:
    if conflict("flexible-has-no-probe").holds(scale_set.choices()):
        yield Finding(
            scale_set.probe,
            "a Flexible scale set takes its health from the Application Health extension only; "
            "remove 'healthProbe'",
        )
    for configuration in scale_set.ip_configurations():
        pools = configuration.at("properties", "loadBalancerInboundNatPools")
        if pools.known() and pools.resolved() != []:
            yield Finding(
                pools,
                "a Flexible scale set takes no inbound NAT pools; give the load balancer an "
                "inbound NAT rule for its backend pool instead",
            )


def _only_flexible(scale_set: ScaleSet) -> Iterator[Finding]:
    version = scale_set.profile.at("networkProfile", "networkApiVersion")
    if version.known():
        said = scale_set.at("orchestrationMode").known()
        yield Finding(
            version,
            "'networkApiVersion' belongs to Flexible scale sets, and a Uniform one refuses it; "
            "remove it, or set 'orchestrationMode' to Flexible",
            None if said else Severity.WARNING,
        )
