"""Ids name the type that is asked for: in calls, texts, parts of other ids and by reference()."""

from __future__ import annotations

import json

import pytest

from generator.azure.id_properties import id_properties, types_with_ids
from generator.language.documents.source import read_json
from generator.language.template import Template
from generator.scale_set.id_types import named_types
from generator.validation.document import examine
from generator.validation.expansion.findings import evaluators_of, expansion_of
from tests.support import arm
from tests.support.surroundings import REMOVED, SUBNET, N, id_of, part, told

VMP = "set.properties.virtualMachineProfile"
IP = f"{VMP}.networkProfile.networkInterfaceConfigurations.0.properties.ipConfigurations.0.properties"
NIC = f"{VMP}.networkProfile.networkInterfaceConfigurations.0.properties"
SETS, VAULT = "Microsoft.Compute", "Microsoft.KeyVault/vaults"
FULL = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/g/providers"


@pytest.mark.parametrize(
    ("path", "wrong", "right"),
    [
        (f"{VMP}.networkProfile.healthProbe", part("applicationGateways/probes", "gateway", "up"), None),
        (f"{IP}.subnet", id_of(f"{N}/virtualNetworks", "vnet"), id_of(SUBNET, "vnet", "vms")),
        (f"{IP}.subnet", {"id": "vms"}, None),
        (f"{IP}.subnet", {"id": f"{FULL}/{N}/virtualNetworks/vnet/vms"}, {"id": f"{FULL}/{N}/virtualNetworks/vnet/subnets/vms"}),
        (f"{IP}.loadBalancerBackendAddressPools.0", part("applicationGateways/backendAddressPools", "gateway", "set"), None),
        (f"{IP}.loadBalancerBackendAddressPools.0", part("loadBalancers/inboundNatRules", "lb", "be"), None),
        (f"{IP}.applicationGatewayBackendAddressPools", [part("loadBalancers/backendAddressPools", "lb", "be")], [part("applicationGateways/backendAddressPools", "gateway", "set")]),
        (f"{IP}.applicationSecurityGroups", [id_of(f"{N}/networkSecurityGroups", "nsg")], [id_of(f"{N}/applicationSecurityGroups", "a")]),
        (f"{NIC}.networkSecurityGroup", id_of(f"{N}/applicationSecurityGroups", "a"), id_of(f"{N}/networkSecurityGroups", "nsg")),
        ("set.properties.proximityPlacementGroup", id_of(f"{SETS}/availabilitySets", "a"), id_of(f"{SETS}/proximityPlacementGroups", "a")),
        (f"{VMP}.storageProfile.osDisk.managedDisk.diskEncryptionSet", id_of(VAULT, "v"), id_of(f"{SETS}/diskEncryptionSets", "d")),
        (f"{VMP}.storageProfile.imageReference", id_of(f"{SETS}/galleries", "g"), id_of(f"{SETS}/galleries/images", "g", "i")),
        ("vnet.properties.subnets.0.properties.natGateway", id_of(f"{N}/publicIPAddresses", "pip"), id_of(f"{N}/natGateways", "n")),
        ("lb.properties.frontendIPConfigurations.0.properties.publicIPAddress", id_of(f"{N}/publicIPPrefixes", "p"), id_of(f"{N}/publicIPAddresses", "pip")),
        ("lb.properties.loadBalancingRules.0.properties.probe", part("loadBalancers/backendAddressPools", "lb", "be"), part("loadBalancers/probes", "lb", "up")),
        ("gateway.properties.requestRoutingRules.0.properties.httpListener", part("applicationGateways/probes", "gateway", "up"), None),
    ],
)  # fmt: skip
def test_an_id_of_another_type_is_an_error_and_that_of_the_right_type_none(path, wrong, right):
    assert of_rule({path: wrong}) == [f"error REF080 {_listed(path, wrong)}.id"]
    assert right is None or of_rule({path: right}) == []


def of_rule(changes):
    return [item for item in told(changes) if "REF080" in item]


def _listed(path, value):
    return f"{path}.0" if isinstance(value, list) else path


def test_the_name_of_an_identity_is_an_id():
    key = f"[resourceId('{VAULT}', 'v')]"
    identity = {"type": "UserAssigned", "userAssignedIdentities": {key: {}}}
    place = f"set.identity.userAssignedIdentities.{key.replace('/', '~1')}"
    assert of_rule({"set.identity": identity}) == [f"error REF080 {place}"]
    right = "[resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'i')]"
    identity = {"type": "UserAssigned", "userAssignedIdentities": {right: {}}}
    assert of_rule({"set.identity": identity}) == []


LB = "/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft.Network/loadBalancers/lb"
NETS = "Microsoft.Network/virtualNetworks"


@pytest.mark.parametrize(
    ("identifier", "types"),
    [
        ("[variables('net')]", [NETS]),
        ("[concat(variables('net'), '/subnets/', parameters('any'))]", [f"{NETS}/subnets"]),
        ("[format('{0}/subnets/s', variables('net'))]", [f"{NETS}/subnets"]),
        (f"[resourceId(parameters('any'), '{NETS}/subnets', 'n', parameters('any'))]", [f"{NETS}/subnets"]),
        (f"[resourceId('{NETS}/subnets', 'n')]", None),
        ("[concat(parameters('any'), '/subnets/s')]", ["subnets"]),
        ("[concat(parameters('any'), '/subnets/s-', parameters('any'))]", None),
        ("[concat(variables('net'), parameters('any'))]", None),
        ("[reference('lb').probes[0].id]", ["Microsoft.Network/loadBalancers/probes"]),
        ("[reference('lb', '2024-05-01', 'full').properties.probes[0].id]", ["Microsoft.Network/loadBalancers/probes"]),
        ("[reference('lb', '2024-05-01', 'full').resourceId]", ["Microsoft.Network/loadBalancers"]),
        ("[reference('lb').inboundNatRules[0].properties.subnet.id]", None),
        ("[resourceInfo('lb').id]", ["Microsoft.Network/loadBalancers"]),
        ("[if(parameters('yes'), variables('net'), resourceId('A.B/c', 'd'))]", [NETS, "A.B/c"]),
        ("[if(parameters('yes'), variables('net'), parameters('any'))]", None),
        ("[extensionResourceId(variables('net'), 'A.B/c', 'd')]", ["A.B/c"]),
        ("[subscriptionResourceId('A.B/c', 'd')]", ["A.B/c"]),
        ("[parameters('any')]", None),
        ("vms", None),
        (7, None),
    ],
)  # fmt: skip
def test_the_types_that_an_id_names(identifier, types):
    balancer = {"type": f"{N}/loadBalancers", "apiVersion": "2024-05-01", "name": "lb"}
    template = arm.template(
        resources={"lb": balancer | {"properties": {"id": identifier}}},
        languageVersion="2.0",
        parameters={"any": {"type": "string"}, "yes": {"type": "bool"}},
        variables={"net": f"[resourceId('{NETS}', 'n')]"},
    )
    document = read_json(json.dumps(template), "t.json")
    expansion = expansion_of(document, {})
    evaluators = evaluators_of(expansion, document)
    (only,) = Template(document.value, (), evaluators[()][0], evaluators).resources()
    found = named_types(only.at("properties", "id"))
    lower = found and [item.name.lower() for item in found]
    assert lower == (types and [name.lower() for name in types])


@pytest.mark.parametrize("scope", ["inner", "outer"])
def test_an_id_in_a_nested_deployment_is_judged_by_the_values_handed_in(scope):
    def found(kind):
        inner = arm.template(
            {
                "type": f"{N}/networkInterfaces", "apiVersion": "2024-05-01", "name": "nic",
                "properties": {"networkSecurityGroup": {"id": "[parameters('group')]"}},
            },
            parameters={"group": {"type": "string"}},
        )  # fmt: skip
        given = {"group": {"value": f"[resourceId('{N}/{kind}', 'a')]"}}
        options = {"expressionEvaluationOptions": {"scope": scope}}
        properties = {"mode": "Incremental", "template": inner, "parameters": given, **options}
        outer = arm.template(
            {
                "type": "Microsoft.Resources/deployments", "apiVersion": "2025-04-01",
                "name": "n", "properties": properties,
            },
            parameters={"group": {"type": "string", "defaultValue": given["group"]["value"]}},
        )  # fmt: skip
        document = read_json(json.dumps(outer), "t.json")
        return [item.rule for item in examine(document, {}).findings if item.rule == "REF080"]

    assert found("applicationSecurityGroups") == ["REF080"]
    assert found("networkSecurityGroups") == []


def test_a_default_that_is_no_id_is_a_warning():
    changes = {f"{IP}.subnet.id": "[concat('the-', 'subnet')]"}
    assert of_rule(changes) == [f"warning REF080 {IP}.subnet.id"]
    assert of_rule({f"{IP}.subnet": REMOVED}) == []


def test_the_table_names_each_path_once():
    for kind in types_with_ids():
        steps = [item.steps for item in id_properties(kind)]
        assert len(steps) == len(set(steps)), kind
