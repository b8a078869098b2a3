"""Blue and green: two scale sets behind one address, and the swap between them."""

from __future__ import annotations

import json

import pytest

from tests.support.workspace import MINIMAL

BLUE = f"{MINIMAL}ports: [{{port: 80}}]\nblueGreen: {{color: blue, live: blue}}\n"
GREEN = f"{MINIMAL}ports: [{{port: 80}}]\nblueGreen: {{color: green, live: blue}}\n"
POOL = "[resourceId('Microsoft.Network/loadBalancers/backendAddressPools', 'web-lb', {0})]"


def pools_of_rules(template):
    (balancer,) = [r for r in template["resources"] if r["type"].endswith("/loadBalancers")]
    rules = balancer["properties"]["loadBalancingRules"]
    return {r["name"]: r["properties"]["backendAddressPool"]["id"] for r in rules}


def test_each_color_has_its_set_and_its_pool_and_shares_the_rest(folder):
    blue, green = folder.template(BLUE), folder.template(GREEN)
    shared = [
        {json.dumps(r) for r in template["resources"] if "virtualMachineScaleSets" not in r["type"]}
        for template in (blue, green)
    ]
    assert shared[0] == shared[1]
    assert len(shared[0]) == len(blue["resources"]) - 1
    for color, spec in (("blue", BLUE), ("green", GREEN)):
        found = folder.scale_set(spec)
        profile = found["properties"]["virtualMachineProfile"]["networkProfile"]
        (nic,) = profile["networkInterfaceConfigurations"]
        (address,) = nic["properties"]["ipConfigurations"]
        pools = address["properties"]["loadBalancerBackendAddressPools"]
        assert found["name"] == f"web-{color}"
        assert pools == [{"id": POOL.format(f"'{color}'")}]


def test_the_rules_lead_to_the_live_color(folder):
    template = folder.template(GREEN)
    assert pools_of_rules(template) == {"tcp-80": POOL.format("parameters('liveColor')")}
    assert template["parameters"]["liveColor"]["defaultValue"] == "blue"
    assert template["parameters"]["liveColor"]["allowedValues"] == ["blue", "green"]


def test_a_staging_port_leads_to_the_other_color(folder):
    spec = GREEN.replace("live: blue", "live: blue, stagingPort: 8080")
    other = POOL.format("if(equals(parameters('liveColor'), 'blue'), 'green', 'blue')")
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
    assert values["parameters"] == {"liveColor": {"value": "green"}}
    assert set(swap["parameters"]) == {"location", "liveColor"}
    kinds = {item["type"] for item in swap["resources"]}
    assert kinds == {"Microsoft.Network/loadBalancers", "Microsoft.Network/applicationGateways"}
    of_whole = {item["type"]: item for item in whole["resources"]}
    for item in swap["resources"]:
        assert item == {k: v for k, v in of_whole[item["type"]].items() if k != "dependsOn"}
    assert "azuredeploy.swap.json --parameters @" in ran.out
    assert "--parameters liveColor=blue" in ran.out
    assert scaleset("validate", "azuredeploy.swap.json", "--fail-on", "warning").code == 0
    assert scaleset("render", "--swap", "--check").code == 0


def test_expanded_the_swap_leads_to_the_pool_of_the_other_set(folder, scaleset):
    folder.write(GREEN)
    assert scaleset("render", "--swap").code == 0
    ran = scaleset(
        "expand", "azuredeploy.swap.json", "-p", "azuredeploy.swap.parameters.json", "-o", "json"
    )
    assert "/backendAddressPools/green" in ran.out
    ran = scaleset("expand", "azuredeploy.swap.json", "-p", "liveColor=blue", "-o", "json")
    rules = json.loads(ran.out)["resources"][0]["properties"]["loadBalancingRules"]
    assert rules[0]["properties"]["backendAddressPool"]["id"].endswith("/blue")


def test_there_is_nothing_to_swap_without_colors(folder, scaleset):
    folder.write(MINIMAL)
    ran = scaleset("render", "--swap")
    assert ran.code == 1
    assert "the spec has no 'blueGreen'" in ran.err + ran.out
    assert not (folder.path / "azuredeploy.swap.json").exists()


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        (f"{MINIMAL}blueGreen: {{color: blue, live: blue}}\n", "nothing leads traffic"),
        (f"{BLUE}network: {{loadBalancer: {{inboundNat: [{{backendPort: 22}}]}}}}\n", "use Bastion"),
        (f"{BLUE}network: {{outbound: loadBalancer}}\n", "use natGateway"),
        (f"{BLUE}health: {{source: loadBalancer}}\n", "use source: extension"),
        (BLUE.replace("live: blue", "live: blue, stagingPort: 80"), "take another one"),
        (BLUE.replace(", live: blue", ""), "lacks 'live'"),
        (BLUE.replace("live: blue", "live: {parameter: x}"), "a swap leads to the other one"),
        (f"{BLUE}network: {{loadBalancerPoolIds: [/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/loadBalancers/l/backendAddressPools/p]}}\n", "both colors would serve"),
    ],
)  # fmt: skip
def test_what_cannot_be_swapped_is_told(folder, spec, said):
    assert [said in message for message in folder.mistakes(spec)] == [True], folder.mistakes(spec)


def test_the_former_name_of_the_key_is_read_with_a_note(folder):
    spec = BLUE.replace("{color: blue,", "{colour: blue,")
    rendering = folder.render(spec)
    assert json.loads(rendering.artifacts[0].text) == folder.template(BLUE)
    (note,) = [item for item in rendering.findings if item.rule == "SPC013"]
    assert note.message == "'colour' is called 'color' now; the old name is still read"
    line = spec.splitlines()[note.position.line - 1]
    assert line[note.position.column - 1 :].startswith("colour")


def test_both_names_of_the_key_are_one_too_many(folder):
    spec = BLUE.replace("{color: blue,", "{colour: blue, color: blue,")
    (mistake,) = folder.mistakes(spec)
    assert "unknown key 'colour' in 'blueGreen'" in mistake
