"""A scale set with what stands beside it, to change one thing of it: a template as Python."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

from generator.commands.plan.sides import SideSource, load
from generator.rollout.plan import plan
from generator.rollout.records import PlanOptions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from generator.rollout.records import Plan

Resources = dict[str, dict[str, Any]]


def an_id(kind: str, *names: str) -> str:
    """Return resourceId() of a type without "Microsoft."."""
    listed = "".join(f", '{name}'" for name in names)
    return f"[resourceId('Microsoft.{kind}'{listed})]"


BALANCER, NETWORK = "Network/loadBalancers", "Network/virtualNetworks"
SET_ID = an_id("Compute/virtualMachineScaleSets", "web")


def named(name: str, **properties: Any) -> dict[str, Any]:
    """Return an element of a list."""
    return {"name": name, "properties": properties}


def part(kind: str, name: str, of: str = "front") -> dict[str, str]:
    """Return the reference to a part of the load balancer, or of another resource."""
    return {"id": an_id(f"{BALANCER}/{kind}", of, name)}


def resource(kind: str, name: str, version: str, /, **members: Any) -> dict[str, Any]:
    """Return a resource."""
    return {"type": f"Microsoft.{kind}", "apiVersion": version, "name": name, **members}


def neighborhood() -> Resources:
    """Return the resources by short names: a set, its load balancer, address, network, group."""
    network = "2022-07-01"
    ip = named(
        "ip",
        subnet={"id": an_id(f"{NETWORK}/subnets", "net", "app")},
        loadBalancerBackendAddressPools=[part("backendAddressPools", "be")],
        loadBalancerInboundNatPools=[part("inboundNatPools", "ssh")],
    )
    frontend = {"frontendIPConfiguration": part("frontendIPConfigurations", "fe")}
    rule = {**frontend, "backendAddressPool": part("backendAddressPools", "be"), "protocol": "Tcp"}
    return {
        "address": resource(
            "Network/publicIPAddresses", "addr", network, sku={"name": "Standard"}, location="eastus",
            zones=["1", "2"], properties={"publicIPAllocationMethod": "Static"},
        ),
        "balancer": resource(
            BALANCER, "front", network, location="eastus", sku={"name": "Standard"},
            dependsOn=[an_id("Network/publicIPAddresses", "addr")],
            properties={
                "frontendIPConfigurations": [
                    named("fe", publicIPAddress={"id": an_id("Network/publicIPAddresses", "addr")}),
                ],
                "backendAddressPools": [{"name": "be"}],
                "probes": [named("pr", protocol="Tcp", port=80), named("tls", protocol="Tcp", port=443)],
                "loadBalancingRules": [
                    named("web", **rule, frontendPort=80, backendPort=80, probe=part("probes", "pr")),
                    named("tls", **rule, frontendPort=443, backendPort=443, probe=part("probes", "tls")),
                ],
                "inboundNatPools": [
                    named("ssh", **frontend, protocol="Tcp", frontendPortRangeStart=50000,
                          frontendPortRangeEnd=50099, backendPort=22),
                ],
            },
        ),
        "group": resource(
            "Network/networkSecurityGroups", "guard", network, location="eastus",
            properties={"securityRules": []},
        ),
        "network": resource(
            NETWORK, "net", network, location="eastus",
            dependsOn=[an_id("Network/networkSecurityGroups", "guard")],
            properties={
                "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
                "subnets": [
                    named("app", addressPrefix="10.0.1.0/24",
                          networkSecurityGroup={"id": an_id("Network/networkSecurityGroups", "guard")}),
                    named("spare", addressPrefix="10.0.2.0/24"),
                ],
            },
        ),
        "set": resource(
            "Compute/virtualMachineScaleSets", "web", "2024-07-01", location="eastus",
            sku={"name": "Standard_D2s_v5", "capacity": 3},
            dependsOn=[an_id(NETWORK, "net"), an_id(BALANCER, "front")],
            properties={
                "orchestrationMode": "Uniform",
                "upgradePolicy": {"mode": "Manual"},
                "virtualMachineProfile": {
                    "storageProfile": {
                        "imageReference": {"publisher": "Canonical", "offer": "ubuntu-24_04-lts",
                                           "sku": "server", "version": "latest"},
                    },
                    "networkProfile": {
                        "healthProbe": part("probes", "pr"),
                        "networkInterfaceConfigurations": [
                            named("nic", primary=True, ipConfigurations=[ip])
                        ],
                    },
                },
            },
        ),
    }  # fmt: skip


def template(resources: Any) -> dict[str, Any]:
    """Return a template of resources."""
    return {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "resources": list(resources.values()) if isinstance(resources, dict) else resources,
    }


def planned(folder: Path, old: Any, new: Any, *, complete: bool = False, **given: str) -> Plan:
    """Return the plan of two templates that are given as JSON."""
    sides = []
    for name, value in (("old", old), ("new", new)):
        path = folder / f"{name}.json"
        path.write_text(json.dumps(value), encoding="utf-8")
        values = [f"{key}={text}" for key, text in given.items()]
        sides.append(load(SideSource(path, values, {})).side)
    return plan(*sides, PlanOptions(complete=complete))


def changed(
    change: Callable[[Resources], Any], before: Callable[[Resources], Any] | None = None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return both templates; `before` changes both sides, `change` the new one."""
    old = neighborhood()
    if before is not None:
        before(old)
    new = copy.deepcopy(old)
    change(new)
    return template(old), template(new)


def configuration(resources: Resources) -> dict[str, Any]:
    """Return the IP configuration of the set."""
    network = resources["set"]["properties"]["virtualMachineProfile"]["networkProfile"]
    nic = network["networkInterfaceConfigurations"][0]
    return nic["properties"]["ipConfigurations"][0]["properties"]


def refused(found: Plan) -> dict[str, list[str]]:
    """Return the codes of what Azure refuses, or the ids of the rows that have none, by resource."""
    return {
        item.resource.name: [
            verdict.row.code or verdict.row.id
            for verdict in item.verdicts
            if verdict.effect == "refused"
        ]
        for item in found.all_resources
        if item.effect == "refused"
    }


def warned(found: Plan) -> dict[str, list[str]]:
    """Return the ids of the traps of what stands beside the sets, by resource."""
    return {
        item.resource.name: [trap.id for trap in item.traps]
        for item in found.resources
        if item.traps
    }
