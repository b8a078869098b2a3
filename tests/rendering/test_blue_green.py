"""Blue and green: two scale sets behind one address, and the swap between them."""

from __future__ import annotations

import json

import pytest

from tests.support.workspace import MINIMAL

BLUE = f"{MINIMAL}ports: [{{port: 80}}]\nblueGreen: {{colour: blue, live: blue}}\n"
GREEN = f"{MINIMAL}ports: [{{port: 80}}]\nblueGreen: {{colour: green, live: blue}}\n"
POOL = "[resourceId('Microsoft.Network/loadBalancers/backendAddressPools', 'web-lb', {0})]"


def pools_of_rules(template):
    (balancer,) = [r for r in template["resources"] if r["type"].endswith("/loadBalancers")]
    rules = balancer["properties"]["loadBalancingRules"]
    return {r["name"]: r["properties"]["backendAddressPool"]["id"] for r in rules}


def test_each_colour_has_its_set_and_its_pool_and_shares_the_rest(folder):
    blue, green = folder.template(BLUE), folder.template(GREEN)
    shared = [
        {json.dumps(r) for r in template["resources"] if "virtualMachineScaleSets" not in r["type"]}
        for template in (blue, green)
    ]
    assert shared[0] == shared[1]
    assert len(shared[0]) == len(blue["resources"]) - 1
    for colour, spec in (("blue", BLUE), ("green", GREEN)):
        found = folder.scale_set(spec)
        profile = found["properties"]["virtualMachineProfile"]["networkProfile"]
        (nic,) = profile["networkInterfaceConfigurations"]
        (address,) = nic["properties"]["ipConfigurations"]
        pools = address["properties"]["loadBalancerBackendAddressPools"]
        assert found["name"] == f"web-{colour}"
        assert pools == [{"id": POOL.format(f"'{colour}'")}]


def test_the_rules_lead_to_the_live_colour(folder):
    template = folder.template(GREEN)
    assert pools_of_rules(template) == {"tcp-80": POOL.format("parameters('liveColour')")}
    assert template["parameters"]["liveColour"]["defaultValue"] == "blue"
    assert template["parameters"]["liveColour"]["allowedValues"] == ["blue", "green"]


def test_a_staging_port_leads_to_the_other_colour(folder):
    spec = GREEN.replace("live: blue", "live: blue, stagingPort: 8080")
    other = POOL.format("if(equals(parameters('liveColour'), 'blue'), 'green', 'blue')")
    assert pools_of_rules(folder.template(spec))["staging"] == other


def test_a_swap_changes_what_leads_the_traffic_and_nothing_else(folder, scaleset):
    gateway = "network: {applicationGateway: {backendPort: 80}}\n"
    folder.write(GREEN + gateway)
    ran = scaleset("render")
    assert ran.code == 0, ran.err
    ran = scaleset("render", "--swap")
    assert ran.code == 0, ran.err
    whole = json.loads((folder.path / "azuredeploy.json").read_text())
    swap = json.loads((folder.path / "azuredeploy.swap.json").read_text())
    values = json.loads((folder.path / "azuredeploy.swap.parameters.json").read_text())
    assert values["parameters"] == {"liveColour": {"value": "green"}}
    assert set(swap["parameters"]) == {"location", "liveColour"}
    kinds = {item["type"] for item in swap["resources"]}
    assert kinds == {"Microsoft.Network/loadBalancers", "Microsoft.Network/applicationGateways"}
    of_whole = {item["type"]: item for item in whole["resources"]}
    for item in swap["resources"]:
        assert item == {k: v for k, v in of_whole[item["type"]].items() if k != "dependsOn"}
    assert "azuredeploy.swap.json --parameters @" in ran.out
    assert "--parameters liveColour=blue" in ran.out
    assert scaleset("validate", "azuredeploy.swap.json", "--fail-on", "warning").code == 0
    assert scaleset("render", "--swap", "--check").code == 0


def test_expanded_the_swap_leads_to_the_pool_of_the_other_set(folder, scaleset):
    folder.write(GREEN)
    assert scaleset("render", "--swap").code == 0
    ran = scaleset(
        "expand", "azuredeploy.swap.json", "-p", "azuredeploy.swap.parameters.json", "-o", "json"
    )
    assert "/backendAddressPools/green" in ran.out
    ran = scaleset("expand", "azuredeploy.swap.json", "-p", "liveColour=blue", "-o", "json")
    rules = json.loads(ran.out)["resources"][0]["properties"]["loadBalancingRules"]
    assert rules[0]["properties"]["backendAddressPool"]["id"].endswith("/blue")


def test_there_is_nothing_to_swap_without_colours(folder, scaleset):
    folder.write(MINIMAL)
    ran = scaleset("render", "--swap")
    assert ran.code == 1
    assert "the spec has no 'blueGreen'" in ran.err + ran.out
    assert not (folder.path / "azuredeploy.swap.json").exists()


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        (f"{MINIMAL}blueGreen: {{colour: blue, live: blue}}\n", "nothing leads traffic"),
        (f"{BLUE}network: {{loadBalancer: {{inboundNat: [{{backendPort: 22}}]}}}}\n", "use Bastion"),
        (f"{BLUE}network: {{outbound: loadBalancer}}\n", "use natGateway"),
        (f"{BLUE}health: {{source: loadBalancer}}\n", "use source: extension"),
        (BLUE.replace("live: blue", "live: blue, stagingPort: 80"), "take another one"),
        (BLUE.replace(", live: blue", ""), "lacks 'live'"),
        (BLUE.replace("live: blue", "live: {parameter: x}"), "a swap leads to the other one"),
        (f"{BLUE}network: {{loadBalancerPoolIds: [/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/loadBalancers/l/backendAddressPools/p]}}\n", "both colours would serve"),
    ],
)  # fmt: skip
def test_what_cannot_be_swapped_is_told(folder, spec, said):
    assert any(said in message for message in folder.mistakes(spec)), folder.mistakes(spec)
