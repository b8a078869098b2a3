"""The network of the instances: what they join, how one of them is reached."""

from __future__ import annotations

import pytest
from conftest import MINIMAL

NETWORK = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network"


def ip_configuration(resources):
    profile = resources["virtualMachineScaleSets"]["properties"]["virtualMachineProfile"]
    nic = profile["networkProfile"]["networkInterfaceConfigurations"][0]["properties"]
    return nic["ipConfigurations"][0]["properties"]


@pytest.mark.parametrize(
    ("key", "joined", "kind"),
    [
        ("applicationSecurityGroupIds", "applicationSecurityGroups", "applicationSecurityGroups/a"),
        (
            "applicationGatewayPoolIds",
            "applicationGatewayBackendAddressPools",
            "applicationGateways/g/backendAddressPools/p",
        ),
    ],
)
def test_instances_join_what_exists(folder, key, joined, kind):
    resources = folder.resources(f"{MINIMAL}network: {{{key}: [{NETWORK}/{kind}]}}\n")
    assert ip_configuration(resources)[joined] == [{"id": f"{NETWORK}/{kind}"}]


def test_each_instance_gets_a_public_address_and_needs_no_other_way_out(folder):
    spec = f"domainNameLabel: web-node, prefixId: {NETWORK}/publicIPPrefixes/p"
    resources = folder.resources(f"{MINIMAL}network: {{instancePublicIp: {{{spec}}}}}\n")
    assert ip_configuration(resources)["publicIPAddressConfiguration"] == {
        "name": "instance-ip",
        "sku": {"name": "Standard", "tier": "Regional"},
        "properties": {
            "idleTimeoutInMinutes": 4,
            "publicIPAddressVersion": "IPv4",
            "dnsSettings": {"domainNameLabel": "web-node"},
            "publicIPPrefix": {"id": f"{NETWORK}/publicIPPrefixes/p"},
        },
    }
    assert "natGateways" not in resources
    resources = folder.resources(f"{MINIMAL}network: {{instancePublicIp: {{}}}}\n")
    assert "natGateways" not in resources


def test_ports_of_the_load_balancer_lead_to_one_instance_each(folder):
    allow = "allow: [{name: ssh, port: 22, from: 203.0.113.0/24}]"
    nat = "loadBalancer: {inboundNat: [{backendPort: 22}]}"
    resources = folder.resources(f"{MINIMAL}network: {{{allow}, {nat}}}\n")
    balancer = resources["loadBalancers"]["properties"]
    assert "loadBalancingRules" not in balancer
    (rule,) = balancer["inboundNatRules"]
    assert rule["name"] == "nat-tcp-22"
    properties = rule["properties"]
    assert (properties["frontendPortRangeStart"], properties["frontendPortRangeEnd"]) == (
        50000,
        51099,
    )
    assert properties["backendAddressPool"]["id"].endswith("'instances')]")
    assert ip_configuration(resources)["loadBalancerBackendAddressPools"]


@pytest.mark.parametrize(
    ("nat", "said"),
    [
        ("[{backendPort: 22, frontendPortRangeStart: 60000}]", "'frontendPortRangeStart' must be at most"),
        ("[{backendPort: 22}, {backendPort: 3389}]", "overlaps that of network.loadBalancer.inboundNat[0]"),
        ("[{backendPort: 22, frontendPortRangeEnd: 50002}]", "has 3 ports for 10 instances"),
        ("[{backendPort: 22}, {backendPort: 22, frontendPortRangeStart: 52000, frontendPortRangeEnd: 53000}]", "tcp port 22 stands in 'inboundNat' twice"),
    ],
)  # fmt: skip
def test_ranges_that_cannot_serve_are_told_at_the_spec(folder, nat, said):
    spec = f"{MINIMAL}count: 10\nnetwork: {{loadBalancer: {{inboundNat: {nat}}}}}\n"
    found = [item.message for item in folder.render(spec).findings]
    assert any(said in message for message in found), found


def test_a_range_that_holds_a_port_of_the_application_is_told(folder):
    spec = f"{MINIMAL}ports: [{{port: 50080}}]\nnetwork: {{loadBalancer: {{inboundNat: [{{backendPort: 22}}]}}}}\n"
    found = [item.message for item in folder.render(spec).findings]
    assert any("holds port 50080" in message for message in found), found
