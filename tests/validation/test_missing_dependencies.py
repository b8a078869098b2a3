"""REF005: what uses another resource of its deployment waits for it."""

from __future__ import annotations

import json

import pytest

from generator.validation.document import validate_text
from tests.support import arm

VNET, NIC = "Microsoft.Network/virtualNetworks", "Microsoft.Network/networkInterfaces"
NSG = "Microsoft.Network/networkSecurityGroups"
GROUP = f"resourceId('{NSG}', 'web-nsg')"
SUBNET = f"[concat(resourceId('{VNET}', 'web'), '/subnets/one')]"


def res(kind, name, *waits, **members):
    found = {"type": kind, "apiVersion": "2024-05-01", "name": name, "location": "global"}
    found |= {"properties": {}, **members}
    return {**found, "dependsOn": list(waits)} if waits else found


def nic(*waits, subnet=SUBNET, name="nic", **members):
    inside = {"name": "ip", "properties": {"subnet": {"id": subnet}}}
    return res(NIC, name, *waits, properties={"ipConfigurations": [inside]}, **members)


def said(resources, **sections):
    template = arm.template(**sections, resources=resources)
    found = validate_text(json.dumps(template), "t.json")
    return [f"{item.pointer} {item.message}" for item in found if item.rule == "REF005"]


AT_SUBNET = "/properties/ipConfigurations/0/properties/subnet/id"


def test_what_an_id_names_is_waited_for():
    (found,) = said([res(VNET, "web"), nic()])
    assert found == (
        f"/resources/1{AT_SUBNET} this uses virtualNetworks 'web', but the resource does not wait "
        "for it: add it to dependsOn"
    )


@pytest.mark.parametrize(
    "subnet",
    [
        f"[resourceId('{VNET}/subnets', 'web', 'one')]",
        "[variables('id')]",
        f"[resourceId('{VNET}/subnets', parameters('name'), 'one')]",
        f"[resourceId('{VNET}/subnets', parameters('name'), parameters('open'))]",
    ],
)
def test_an_id_may_stand_in_any_form(subnet):
    sections = {
        "variables": {"id": f"[resourceId('{VNET}/subnets', 'web', 'one')]"},
        "parameters": {
            "name": {"type": "string", "defaultValue": "web"},
            "open": {"type": "string"},
        },
    }
    assert said([res(VNET, "web"), nic(subnet=subnet)], **sections)
    assert not said([res(VNET, "web"), nic("web", subnet=subnet)], **sections)


def test_a_name_that_is_not_known_yet_is_the_same_in_both_places():
    open_ = {"parameters": {"a": {"type": "string"}, "b": {"type": "string"}}}
    vnet = res(VNET, "[parameters('a')]")
    assert said(
        [vnet, nic(subnet=f"[resourceId('{VNET}/subnets', parameters('a'), 's')]")], **open_
    )
    other = nic(subnet=f"[resourceId('{VNET}/subnets', parameters('b'), 's')]")
    assert not said([vnet, other], **open_)


@pytest.mark.parametrize(
    "resources",
    [
        [res(VNET, "web"), nic("web")],
        [res(VNET, "web"), res(NSG, "between", "web"), nic("between")],
        [res(VNET, "web", condition=False), nic()],
        [res(VNET, "web"), nic(tags={"t": "[reference('web').id]"})],
        [res(VNET, "web"), nic("[parameters('open')]")],
        [res(VNET, "web", "nic"), nic()],
        [res(VNET, "web"), nic(subnet=f"[resourceId('other', '{VNET}/subnets', 'web', 'one')]")],
        [res(VNET, "web"), nic(subnet=f"[resourceId('{VNET}/subnets', 'web2', 'one')]")],
        [res(NIC, "nic"), res(VNET, "web", tags={"link": f"[resourceId('{NIC}', 'nic')]"})],
        [res(VNET, "web"), res("Microsoft.Portal/dashboards", "d", properties={"id": SUBNET})],
    ],
)
def test_nothing_is_said_where_it_is_waited_for_or_no_need_is_known(resources):
    assert not said(resources, parameters={"open": {"type": "string"}})


def test_two_that_use_each_other_are_left_alone():
    nsg = res(NSG, "web-nsg", properties={"nics": [{"id": f"[resourceId('{NIC}', 'nic')]"}]})
    one = res(NIC, "nic", properties={"networkSecurityGroup": {"id": f"[{GROUP}]"}})
    assert not said([nsg, one])


def test_copies_are_told_once_and_may_be_waited_for_by_their_loop():
    loop = {"name": "webs", "count": 2}
    vnets = res(VNET, "[concat('web', copyIndex())]", copy=loop)
    nics = {
        "name": "[concat('nic', copyIndex())]",
        "subnet": f"[resourceId('{VNET}/subnets', concat('web', copyIndex()), 's')]",
        "copy": {"name": "nics", "count": 2},
    }
    assert len(said([vnets, nic(**nics)])) == 1
    assert not said([vnets, nic("webs", **nics)])


def test_a_name_of_an_object_may_be_an_id():
    kind = "Microsoft.ManagedIdentity/userAssignedIdentities"
    identity = {
        "type": "UserAssigned",
        "userAssignedIdentities": {f"[resourceId('{kind}', 'u')]": {}},
    }
    site = res("Microsoft.Web/sites", "s", identity=identity)
    (found,) = said([res(kind, "u"), site])
    assert found.startswith("/resources/1/identity/userAssignedIdentities")


def test_a_child_waits_for_its_parent():
    child = f"{VNET}/subnets"
    assert said([res(VNET, "web"), res(child, "web/one")]) == [
        "/resources/1/name this belongs to virtualNetworks 'web', but does not wait for it: "
        "add it to dependsOn"
    ]
    assert not said([res(VNET, "web"), res(child, "web/one", "web")])
    inside = res(VNET, "web", resources=[res("subnets", "one")])
    assert said([inside])[0].startswith("/resources/0/resources/0/name this belongs to")
    assert not said([res(child, "web/one")])


def test_symbolic_names_and_what_exists():
    lang = {"languageVersion": "2.0"}
    (found,) = said({"v": res(VNET, "web"), "n": nic()}, **lang)
    assert "this uses v, but" in found
    assert not said({"v": res(VNET, "web"), "n": nic("v")}, **lang)
    assert not said({"v": res(VNET, "web", existing=True), "n": nic()}, **lang)


def test_a_nested_deployment_waits_for_what_it_is_given():
    properties = {"mode": "Incremental", "parameters": {"subnet": {"value": SUBNET}}}
    properties["template"] = arm.template()
    deployment = res("Microsoft.Resources/deployments", "d", properties=properties)
    (found,) = said([res(VNET, "web"), deployment])
    assert found.startswith("/resources/1/properties/parameters/subnet/value this uses")


def test_a_nested_deployment_waits_for_its_resource_group():
    group = res("Microsoft.Resources/resourceGroups", "[parameters('g')]")
    properties = {"mode": "Incremental", "template": {"resources": []}}
    moved = {"resourceGroup": "[parameters('g')]", "properties": properties}
    deployment = res("Microsoft.Resources/deployments", "d", **moved)
    named = {"parameters": {"g": {"type": "string"}}}
    schema = arm.LEVELS["subscription"]
    (found,) = said([group, deployment], **{"$schema": schema}, **named)
    assert found.startswith("/resources/1/name this belongs to resourceGroups")
    deployment["dependsOn"] = ["[parameters('g')]"]
    assert not said([group, deployment], **{"$schema": schema}, **named)
