"""`scaleset import` of what `render` made, and of what runs of it: keys, where a spec has them."""

from __future__ import annotations

import json

import pytest
import yaml

from generator.diagnostics import InvalidInput
from generator.importing.importing import import_spec
from generator.importing.source import read_source
from generator.language.documents.source import read_json
from tests.commands.test_plan_live import flat, rest
from tests.support.rollout_pairs import put, starter
from tests.support.workspace import ROOT

ALL_KEYS = ("cloud-init", "existing-network", "linux-script", "uniform-probe", "windows-dsc")
LB = "Microsoft.Network/loadBalancers"
NSG = "Microsoft.Network/networkSecurityGroups"


def imported(template, name=None):
    """Return the spec of a template, and what is said of it."""
    made = import_spec(read_source(read_json(json.dumps(template), "t.json"), [], name), "Made.")
    return yaml.safe_load(made.files["scaleset.yaml"]), made


def resource(template, kind):
    return next(item for item in template["resources"] if item["type"] == kind)


@pytest.mark.parametrize("name", ALL_KEYS)
def test_what_render_makes_around_a_set_comes_back_as_keys(name):
    spec, made = imported(starter(name))
    text = (ROOT / "templates" / "starters" / name / "scaleset.yaml").read_text(encoding="utf-8")
    own = yaml.safe_load(text)
    assert list(spec["raw"]) == ["scaleSet"]
    assert list(spec["raw"]["scaleSet"]) == ["apiVersion"]
    assert [port["port"] for port in spec["ports"]] == [port["port"] for port in own["ports"]]
    assert (made.differences, made.refused) == ([], [])


def test_each_part_of_a_port_is_read():
    template = starter("linux-script")
    rule = resource(template, LB)["properties"]["loadBalancingRules"][0]["properties"]
    rule |= {"backendPort": 8080, "idleTimeoutInMinutes": 9}
    probe = resource(template, LB)["properties"]["probes"][0]["properties"]
    probe |= {"port": 9090, "requestPath": "/up", "intervalInSeconds": 15}
    guard = resource(template, NSG)["properties"]["securityRules"]
    guard[0]["properties"] |= {"sourceAddressPrefix": "10.1.0.0/16", "destinationPortRange": "8080"}
    ssh = {**guard[0]["properties"], "priority": 2000, "destinationPortRange": "22"}
    guard.append({"name": "ssh", "properties": ssh})
    spec, made = imported(template)
    assert spec["ports"] == [
        {
            "port": 80, "backendPort": 8080, "from": "10.1.0.0/16",
            "probe": {
                "protocol": "http", "port": 9090, "requestPath": "/up", "intervalInSeconds": 15
            },
        }
    ]  # fmt: skip
    assert spec["network"]["loadBalancer"] == {"idleTimeoutInMinutes": 9}
    assert spec["network"]["allow"] == [
        {"name": "ssh", "port": 22, "from": "10.1.0.0/16", "protocol": "Tcp"}
    ]
    assert list(spec["raw"]["scaleSet"]) == ["apiVersion"]
    assert made.differences == []


def test_what_a_spec_says_otherwise_stays_raw():
    template = starter("linux-script")
    balancer = resource(template, LB)
    balancer["properties"]["loadBalancingRules"][0]["properties"]["enableFloatingIP"] = True
    spec, made = imported(template)
    assert "loadBalancer" in spec["raw"]
    assert made.differences == []


def test_another_balancer_stays_raw():
    template = json.loads(json.dumps(starter("linux-script")).replace("web-lb", "front"))
    spec, made = imported(template)
    assert "ports" not in spec
    assert {"front", "networkSecurityGroup"} <= set(spec["raw"])
    assert made.differences == []


@pytest.mark.parametrize("name", ["uniform-probe", "linux-script", "windows-iis", "windows-dsc"])
def test_a_set_that_render_made_comes_back_from_what_runs(name):
    body, _ = rest(name)
    spec, made = imported(flat(body))
    assert (made.differences, made.refused) == ([], [])
    profile = body["properties"]["virtualMachineProfile"]["extensionProfile"]["extensions"]
    named = [item["name"] for item in profile if item["name"] != "applicationHealth"]
    assert [next(iter(step.values()))["name"] for step in spec["deliver"]] == named
    assert "protectedSettings" not in json.dumps(spec["raw"])
    assert spec["raw"]["networkSecurityGroup"] is None


def test_the_settings_of_a_handler_that_watches_secrets_are_none():
    template = starter("linux-script")
    watched = {
        "name": "keyVault",
        "properties": {
            "publisher": "Microsoft.Azure.KeyVault",
            "type": "KeyVaultForLinux",
            "typeHandlerVersion": "3.0",
            "settings": {
                "secretsManagementSettings": {
                    "pollingIntervalInS": "3600",
                    "observedCertificates": [{"url": "https://v.vault.azure.net/secrets/tls"}],
                }
            },
        },
    }
    put(resource(template, "Microsoft.Compute/virtualMachineScaleSets"),
        "properties/virtualMachineProfile/extensionProfile/extensions/keyVault", watched)  # fmt: skip
    _, made = imported(template)
    assert [item for item in made.hidden if "keyVault" in item] == []


def test_a_set_whose_name_is_an_expression_is_chosen_by_its_number():
    template = starter("linux-script")
    first = resource(template, "Microsoft.Compute/virtualMachineScaleSets")
    first["name"] = "[concat('a', resourceGroup().name)]"
    template["resources"].append({**first, "name": "[concat('b', resourceGroup().name)]"})
    with pytest.raises(InvalidInput) as error:
        imported(template)
    assert [item.message for item in error.value.diagnostics] == [
        "there are 2 scale sets: say which with --name (1 for '[concat('a', resourceGroup().name)]',"
        " 2 for '[concat('b', resourceGroup().name)]')"
    ]
    spec, _ = imported(template, "2")
    assert spec["raw"]["scaleSet"]["name"] == "[concat('b', resourceGroup().name)]"


def test_a_secret_argument_of_dsc_is_protected():
    template = starter("windows-dsc")
    profile = resource(template, "Microsoft.Compute/virtualMachineScaleSets")["properties"]
    extensions = profile["virtualMachineProfile"]["extensionProfile"]["extensions"]
    dsc = next(item for item in extensions if item["properties"]["type"] == "DSC")
    arguments = {"site": "Shop", "dbPassword": "Hunter2-never-written"}
    dsc["properties"]["settings"]["configurationArguments"] = arguments
    spec, made = imported(template)
    assert "Hunter2" not in made.files["scaleset.yaml"]
    assert [item.rpartition("(")[2] for item in made.hidden] == ["dscDbPassword)"]
    assert (made.differences, [item for item in made.refused if item.rule == "SEC007"]) == ([], [])
    assert "dscDbPassword" in json.dumps(spec)
