"""Rules about the network of a set look at its own one, and not at any in the template."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.rule_blocks import broken_by, template_of

NET = "Microsoft.Network/virtualNetworks"
NAT = {"natGateway": {"id": "[resourceId('Microsoft.Network/natGateways', 'way')]"}}
GROUP = {
    "networkSecurityGroup": {"id": "[resourceId('Microsoft.Network/networkSecurityGroups', 'g')]"}
}
IN_B = f"[resourceId('{NET}/subnets', 'b', 's')]"
POOL = "[resourceId('Microsoft.Network/loadBalancers/backendAddressPools', '{}', 'pool')]"


def resource(kind: str, name: str, **properties: Any) -> dict[str, Any]:
    return {"type": kind, "apiVersion": "2024-05-01", "name": name, "properties": properties}


def network(name: str, prefix: str = "10.0.0.0/24", **of_subnet: Any) -> dict[str, Any]:
    subnet = {"name": "s", "properties": {"addressPrefix": prefix, **of_subnet}}
    return resource(NET, name, subnets=[subnet])


def balancer(name: str, *, snat: bool) -> dict[str, Any]:
    rule = {"name": "r", "properties": {"disableOutboundSnat": not snat}}
    return resource("Microsoft.Network/loadBalancers", name, loadBalancingRules=[rule])


def scale_set(subnet: str, *pools: str, **of_ip: Any) -> dict[str, Any]:
    ip = {"subnet": {"id": subnet}, **of_ip}
    if pools:
        ip["loadBalancerBackendAddressPools"] = [{"id": POOL.format(name)} for name in pools]
    interface = {"ipConfigurations": [{"name": "ip", "properties": ip}]}
    profile = {
        "networkProfile": {
            "networkInterfaceConfigurations": [{"name": "nic", "properties": interface}]
        }
    }
    body = resource(
        "Microsoft.Compute/virtualMachineScaleSets", "web",
        orchestrationMode="Flexible", virtualMachineProfile=profile,
    )  # fmt: skip
    return body | {"sku": {"name": "Standard_D2s_v5", "capacity": 20}}


def rules_of(*resources: dict[str, Any]) -> set[str]:
    return {text.split()[0] for text in broken_by(template_of({"resources": list(resources)}))}


@pytest.mark.parametrize(
    ("resources", "told"),
    [
        ([network("a", **NAT), network("b"), scale_set(IN_B)], True),
        ([network("a"), network("b", **NAT), scale_set(IN_B)], False),
        ([network("a", **NAT), network("b"), scale_set("[parameters('subnet')]")], False),
        ([network("a", **NAT), scale_set(IN_B)], False),
        ([network("a", **NAT), network("b"), scale_set("[concat(parameters('net'), '/subnets/s')]")], False),
        ([network("a"), network("b"), scale_set("[concat(parameters('net'), '/subnets/s')]")], True),
        ([network("a", **NAT), network("b"), scale_set(f"[concat(resourceId('{NET}', 'b'), '/subnets/s')]")], True),
        ([network("a", **NAT), network("b"), scale_set("/subscriptions/0/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/b/subnets/s")], True),
        ([network("b"), balancer("other", snat=True), scale_set(IN_B)], True),
        ([network("b"), balancer("own", snat=True), scale_set(IN_B, "own")], False),
        ([network("b"), balancer("own", snat=False), balancer("other", snat=True), scale_set(IN_B, "own")], True),
        ([network("b"), scale_set(IN_B, "of-another-template")], False),
        ([network("b"), scale_set(IN_B, publicIPAddressConfiguration={"name": "ip"})], False),
        ([resource(NET, "b"), resource(f"{NET}/subnets", "b/s"), scale_set(IN_B)], True),
        ([resource(NET, "b"), resource(f"{NET}/subnets", "b/s", **NAT), scale_set(IN_B)], False),
    ],
)  # fmt: skip
def test_the_way_out_is_that_of_the_own_subnet(resources, told):
    assert ("NET010" in rules_of(*resources)) is told


def uniform(*pools: str) -> dict[str, Any]:
    body = scale_set(IN_B, *pools)
    return body | {"properties": body["properties"] | {"orchestrationMode": "Uniform"}}


def of_version(version: str, **of_subnet: Any) -> dict[str, Any]:
    return network("b", **of_subnet) | {"apiVersion": version}


OPEN, PRIVATE = {"defaultOutboundAccess": True}, {"defaultOutboundAccess": False}


@pytest.mark.parametrize(
    ("resources", "told"),
    [
        ([of_version("2025-05-01"), uniform()], False),
        ([of_version("2026-05-01"), uniform()], True),
        ([of_version("2026-05-01", **OPEN), uniform()], False),
        ([of_version("2025-05-01", **PRIVATE), uniform()], True),
        ([of_version("2025-05-01", **PRIVATE, **NAT), uniform()], False),
        ([of_version("2025-05-01", **PRIVATE), balancer("own", snat=True), uniform("own")], False),
        ([of_version("2026-05-01"), network("a", **NAT), uniform()], True),
        ([of_version("2026-05-01", defaultOutboundAccess="[parameters('open')]"), uniform()], False),
        ([network("a") | {"apiVersion": "2026-05-01"}, of_version("2025-05-01"), uniform()], False),
    ],
)  # fmt: skip
def test_a_uniform_set_leads_out_unless_its_subnet_is_private(resources, told):
    assert ("NET010" in rules_of(*resources)) is told


@pytest.mark.parametrize(
    ("resources", "told"),
    [
        ([network("a", **GROUP), network("b"), scale_set(IN_B)], True),
        ([network("a"), network("b", **GROUP), scale_set(IN_B)], False),
    ],
)
def test_the_security_group_is_that_of_the_own_subnet(resources, told):
    assert ("NET002" in rules_of(*resources)) is told


@pytest.mark.parametrize(
    ("resources", "told"),
    [
        ([network("a", "10.0.0.0/16"), network("b", "10.1.0.0/28"), scale_set(IN_B)], True),
        ([network("a", "10.0.0.0/28"), network("b", "10.1.0.0/16"), scale_set(IN_B)], False),
    ],
)
def test_the_room_is_that_of_the_own_subnet(resources, told):
    assert ("NET005" in rules_of(*resources)) is told
