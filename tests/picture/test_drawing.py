"""What a picture tells: ways in with their rules, ways out, rights, findings."""

from __future__ import annotations

import pytest

from tests.picture.scenes import (
    ROLE,
    arrows,
    balancer,
    group,
    lb,
    net,
    network,
    part,
    picture,
    rid,
    rule,
    scale_set,
)

LET_IN = group(rule("web", 100, "Allow", "8080"))
ADDRESS = net("publicIPAddresses", "pip", publicIPAllocationMethod="Static")


def box(found, title):
    """Return the lines of a box."""
    return next(item.lines for item in found.boxes.values() if item.title == title)


def test_a_rule_leads_from_the_internet_to_the_instances(tmp_path):
    found = picture(tmp_path, LET_IN, network(), ADDRESS, balancer(), scale_set())
    assert arrows(found) == [
        "Internet -> load balancer front, traffic: tcp 80",
        "load balancer front -> scale set web, traffic: rule 'http': tcp 80 → 8080, let in by 'web'",
        "load balancer front -> scale set web, probe: probe 'alive' asks http 8080 /healthz, let in by 'web'",
    ]
    assert box(found, "front") == ["Standard", "fe: public address pip"]
    assert box(found, "web") == [
        "2 of Standard_D2s_v5", "Uniform, Manual", "subnet vnet/apps", "no outbound access",
    ]  # fmt: skip


def test_a_security_group_that_denies_is_seen(tmp_path):
    shut = group(rule("nothing", 100, "Deny", "*"))
    found = picture(tmp_path, shut, network(), ADDRESS, balancer(), scale_set())
    assert arrows(found)[1:] == [
        "load balancer front -x scale set web, traffic: rule 'http': tcp 80 → 8080, DENIED by 'nothing'",
        "load balancer front -x scale set web, probe: probe 'alive' asks http 8080 /healthz, DENIED by 'nothing'",
    ]


def test_of_a_port_that_is_not_known_nothing_is_told(tmp_path):
    front = balancer()
    front["properties"]["loadBalancingRules"][0]["properties"]["backendPort"] = (
        "[reference('x').port]"
    )
    front["properties"]["probes"] = []
    found = picture(tmp_path, LET_IN, network(), ADDRESS, front, scale_set())
    assert arrows(found)[1:] == [
        "load balancer front -> scale set web, traffic: rule 'http': tcp 80 → ?"
    ]


NAT = net(
    "natGateways",
    "nat",
    publicIpAddresses=[{"id": rid("Microsoft.Network/publicIPAddresses", "pip")}],
)
ROUTES = net(
    "routeTables", "table",
    routes=[part("all", addressPrefix="0.0.0.0/0", nextHopType="VirtualAppliance", nextHopIpAddress="10.0.9.4")],
)  # fmt: skip
OUT = part(
    "leave", protocol="All", backendAddressPool=lb("backendAddressPools", "pool"),
    frontendIPConfigurations=[lb("frontendIPConfigurations", "fe")],
)  # fmt: skip
WAYS = {
    "NAT gateway": (
        [NAT, network(natGateway={"id": rid("Microsoft.Network/natGateways", "nat")}), scale_set(pools=False)],
        ["scale set web -> NAT gateway nat, out: ", "NAT gateway nat -> Internet, out: "],
    ),
    "outbound rule": (
        [network(), balancer(outboundRules=[OUT]), scale_set()],
        ["scale set web -> outbound rule leave, out: ", "outbound rule leave -> Internet, out: "],
    ),
    "appliance": (
        [ROUTES, network(routeTable={"id": rid("Microsoft.Network/routeTables", "table")}), scale_set(pools=False)],
        ["scale set web -> appliance 10.0.9.4, out: route 'all'", "appliance 10.0.9.4 -> Internet, out: "],
    ),
    "default": (
        [network(), scale_set(pools=False)],
        ["scale set web -> Internet, out: by default outbound access"],
    ),
    "private": ([network(defaultOutboundAccess=False), scale_set(pools=False)], []),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_what_goes_out_and_how(tmp_path, way):
    resources, said = WAYS[way]
    found = picture(tmp_path, LET_IN, ADDRESS, *resources)
    assert [line for line in arrows(found) if ", out: " in line] == said


def test_what_identities_may_read(tmp_path):
    reader = rid("Microsoft.ManagedIdentity/userAssignedIdentities", "reader")
    web = rid("Microsoft.Compute/virtualMachineScaleSets", "web")[1:-1]
    identity = {"type": "SystemAssigned, UserAssigned", "userAssignedIdentities": {reader: {}}}
    storage = rid("Microsoft.Storage/storageAccounts", "files")
    given = {"secrets": ["get", "list"], "keys": []}
    policy = {
        "objectId": f"[reference({web}, '2024-07-01', 'full').identity.principalId]",
        "permissions": given,
    }
    found = picture(
        tmp_path,
        {"type": "Microsoft.ManagedIdentity/userAssignedIdentities", "apiVersion": "2023-01-31",
         "name": "reader", "location": "eastus"},
        scale_set(pools=False, identity=identity),
        {"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "files",
         "location": "eastus", "sku": {"name": "Standard_LRS"}, "kind": "StorageV2"},
        {"type": "Microsoft.Authorization/roleAssignments", "apiVersion": "2022-04-01",
         "name": f"[guid({reader[1:-1]}, reference({reader[1:-1]}).principalId)]", "scope": storage,
         "properties": {
             "roleDefinitionId": f"[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '{ROLE}')]",
             "principalId": f"[reference({reader[1:-1]}, '2023-01-31').principalId]"}},
        {"type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "kv", "location": "eastus",
         "properties": {"tenantId": "[tenant().tenantId]", "sku": {"family": "A", "name": "standard"},
                        "accessPolicies": [policy]}},
    )  # fmt: skip
    assert arrows(found) == [
        "scale set web -> identity reader, right: ",
        "scale set web -> key vault kv, right: system identity: secrets: get, list",
        "identity reader -> storage account files, right: Storage Blob Data Reader",
    ]


def test_a_start_is_listed_in_the_order_of_its_extensions(tmp_path):
    def extension(name, *after):
        return part(
            name, publisher="Contoso", type="Tool", typeHandlerVersion="1.0",
            **({"provisionAfterExtensions": list(after)} if after else {}),
        )  # fmt: skip

    listed = [extension("last", "one", "two"), extension("one"), extension("two")]
    profile = {"extensionProfile": {"extensions": listed}}
    found = picture(tmp_path, scale_set(pools=False, profile=profile))
    (web,) = [item for item in found.boxes.values() if item.steps]
    assert [f"{step.turn} {step.what.partition(' (')[0]}" for step in web.steps] == [
        "1 starts from an image that is not known here",
        "2 runs extension 'one'", "2 runs extension 'two'", "3 runs extension 'last'",
    ]  # fmt: skip


def test_findings_are_marked_on_the_box_of_their_resource(tmp_path):
    resources = [LET_IN, network(), {**ADDRESS, "odd": 1}, balancer(), scale_set(zonez=[1])]
    found = picture(tmp_path, *resources, {**ADDRESS, "name": "other", "odd": 1})
    marked = {
        item.title: sorted({one.rule for one in item.findings if one.severity.label == "error"})
        for item in found.boxes.values()
    }
    assert marked == {
        "web": ["TPL014"], "Internet": [], "front": ["TPL014"], "1 resource": ["TPL014"],
    }  # fmt: skip


def test_what_is_not_in_the_template_is_named(tmp_path):
    found = picture(tmp_path, scale_set())
    assert arrows(found) == ["load balancer front -> scale set web, traffic: pool 'pool'"]
    assert box(found, "front") == ["not in this template"]
    assert box(found, "web")[2:] == [
        "subnet vnet/apps, not in this template", "outbound access: not in this template",
    ]  # fmt: skip
