"""What a new template leaves out: Azure merges the objects of a PUT and replaces its lists."""

from __future__ import annotations

import copy

import pytest

from tests.rollout.test_changes import late, printed, sides
from tests.support.rollout_pairs import EXT, GONE, IMAGE, NIC, OS, VM, put, scale_set, starter


def pair(name, *changes, mode="Manual"):
    """Return a starter, and the same with other values at some paths."""
    old = starter(name)
    put(scale_set(old), "properties/upgradePolicy/mode", mode)
    new = copy.deepcopy(old)
    for path, value in changes:
        put(scale_set(new), path, value)
    return old, new


def told(folder, old, new):
    """Return the changes, what is kept and what is not known to be."""
    (item,) = sides(folder, old, new).scale_sets
    return (
        [(v.change.kind, v.change.path.rpartition(".")[2], v.effect) for v in item.verdicts],
        [left.path for left in item.left if left.then == "kept"],
        [left.path for left in item.left if left.then == "unknown"],
    )


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("properties/automaticRepairsPolicy", "automaticRepairsPolicy"),
        ("properties/upgradePolicy", "upgradePolicy"),
        ("properties/virtualMachineProfile", "virtualMachineProfile"),
        (IMAGE, "virtualMachineProfile.storageProfile.imageReference"),
        (f"{OS}/linuxConfiguration", "virtualMachineProfile.osProfile.linuxConfiguration"),
        (f"{VM}/networkProfile", "virtualMachineProfile.networkProfile"),
        ("sku", "sku"),
        ("properties", "properties"),
    ],
)
def test_what_is_left_out_is_left_as_it_is(tmp_path, path, kept):
    old, new = pair("uniform-probe", (path, GONE))
    assert told(tmp_path, old, new) == ([], [kept], [])


@pytest.mark.parametrize(
    "path", ["properties/orchestrationMode", "properties/platformFaultDomainCount", "sku/tier"]
)
def test_what_would_be_there_anyway_is_not_worth_a_word(tmp_path, path):
    old, new = pair("uniform-probe", (path, GONE))
    assert told(tmp_path, old, new) == ([], [], [])


def test_a_request_of_location_and_sku_scales_and_does_nothing_else(tmp_path):
    old, new = pair("uniform-probe", ("properties", GONE), ("sku/capacity", 12), ("zones", GONE))
    put(scale_set(old), f"{EXT}/customScript/properties/protectedSettings", {"script": "aQ=="})
    scale_set(old)["tags"] = {"team": "shop"}
    scale_set(old)["zones"] = ["1", "2"]
    found = sides(tmp_path, old, new)
    (item,) = found.scale_sets
    assert item.sum == (
        "1 change: the set grows from 10 to 12 instances immediately; no running instance is touched."
    )
    assert (item.model.mode, item.model.zones, item.commands) == ("manual", ["1", "2"], [])
    assert [left.path for left in item.left] == ["zones", "properties", "tags"]
    assert "Left out, so left as it is: zones, properties, tags" in printed(found)
    assert item.notes == []


def test_extensions_left_out_beside_the_rest_of_the_model_are_not_known_to_stay(tmp_path):
    old, new = pair("uniform-probe", (f"{VM}/extensionProfile", GONE))
    found = sides(tmp_path, old, new)
    (item,) = found.scale_sets
    assert (item.verdicts, found.unknowns) == ([], 1)
    assert item.sum == (
        "No change is known; whether Azure keeps virtualMachineProfile.extensionProfile is not."
    )
    assert [note for note in item.notes if "extensionProfile" in note] == [
        "whether Azure keeps virtualMachineProfile.extensionProfile, which the template leaves out "
        "beside other parts of the model: it is not documented"
    ]


@pytest.mark.parametrize(
    ("path", "old", "new", "expected"),
    [
        ("tags", {"a": "1", "b": "2"}, {"a": "1"}, [("remove", "b", "none")]),
        ("tags", {}, GONE, []),
        ("tags", GONE, {}, []),
        ("zones", ["1", "2"], ["1"], [("change", "zones", "refused")]),
        (f"{NIC}/nic/properties/networkSecurityGroup", {"id": "/subscriptions/0/nsg"}, GONE, [("remove", "networkSecurityGroup", "unknown")]),
        (f"{EXT}/customScript", {"name": "customScript", "properties": {}}, GONE, [("remove", "extensions[customScript]", "in-place")]),
        ("zones", ["1", "2"], None, []),  # a null beside the properties never reaches Azure
        ("sku/capacity", 3, GONE, [("remove", "capacity", "unknown")]),
        ("properties/platformFaultDomainCount", 5, None, [("remove", "platformFaultDomainCount", "refused")]),
        (f"{VM}/storageProfile/osDisk/managedDisk/storageAccountType", "Premium_LRS", None, []),
        ("properties/singlePlacementGroup", True, None, []),
        (f"{VM}/storageProfile/osDisk/managedDisk/storageAccountType", "Premium_LRS", "premium_lrs", []),
        ("sku/name", "Standard_DS1_v2", "standard_ds1_v2", []),
        (f"{VM}/userData", "YWJj", "YWjJ", [("change", "userData", "in-place")]),
        (IMAGE, {"publisher": "Canonical", "offer": "o", "sku": "s", "version": "1"}, {"version": "2"}, [("change", "version", "reimage")]),
    ],
)  # fmt: skip
def test_lists_nulls_and_words(tmp_path, path, old, new, expected):
    before, after = pair("uniform-probe", (path, new))
    put(scale_set(before), path, old)
    assert told(tmp_path, before, after)[0] == expected


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("properties/provisioningState", "Succeeded"),
        ("properties/uniqueId", "1"),
        ("properties/timeCreated", "2024-08-26T08:27:24+00:00"),
        (f"{VM}/timeCreated", "2024-08-26T08:27:24+00:00"),
        ("identity", {"type": "SystemAssigned", "principalId": "1", "tenantId": "2"}),
        ("etag", '"4"'),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_what_only_azure_sets_is_no_change(tmp_path, path, value, turned):
    old, new = pair("uniform-probe")
    put(scale_set(new), path, {"type": "SystemAssigned"} if path == "identity" else GONE)
    put(scale_set(old), path, value)
    both = (new, old) if turned else (old, new)
    assert told(tmp_path, *both) == ([], [], [])


def test_a_set_that_writes_no_list_keeps_the_extensions_that_are_resources(tmp_path):
    old, new = pair("uniform-probe", (f"{VM}/extensionProfile", GONE))
    old["resources"].append(late("sh a.sh"))
    new["resources"].append(late("sh b.sh"))
    changes, kept, unknown = told(tmp_path, old, new)
    assert changes == [("change", "commandToExecute", "rerun")]
    extensions = "virtualMachineProfile.extensionProfile.extensions"
    names = [item["name"] for item in scale_set(old)["properties"]["virtualMachineProfile"]["extensionProfile"]["extensions"]]  # fmt: skip
    assert (kept, unknown) == ([], [f"{extensions}[{name}]" for name in names])


def network(version, subnets):
    value = {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}
    if subnets is not GONE:
        value["subnets"] = subnets
    return {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "resources": [
            {
                "type": "Microsoft.Network/virtualNetworks",
                "apiVersion": version,
                "name": "net",
                "location": "westeurope",
                "properties": value,
            }
        ],
    }


SUBNETS = [{"name": "a", "properties": {"addressPrefix": "10.0.0.0/24"}}]


@pytest.mark.parametrize(
    ("version", "subnets", "changes", "kept"),
    [
        ("2023-11-01", GONE, [], ["subnets"]),
        ("2024-05-01", GONE, [], ["subnets"]),
        ("2022-07-01", GONE, [("remove", "properties.subnets")], []),
        ("2024-05-01", [], [("remove", "properties.subnets")], []),
    ],
)
def test_a_network_keeps_its_subnets_in_newer_versions(tmp_path, version, subnets, changes, kept):
    found = sides(tmp_path, network(version, SUBNETS), network(version, subnets))
    (item,) = found.resources
    assert [(v.change.kind, v.change.path) for v in item.verdicts] == changes
    assert [left.path for left in item.left] == kept
    assert (
        "Microsoft.Network/virtualNetworks net: left out, so left as it is: subnets"
        in printed(found)
    ) is bool(kept)


def test_what_a_security_group_leaves_out_is_removed(tmp_path):
    old = starter("uniform-probe")
    new = copy.deepcopy(old)
    (group,) = (i for i in new["resources"] if i["type"].endswith("networkSecurityGroups"))
    group["properties"] = {"flushConnection": True}
    (kept,) = (i for i in old["resources"] if i["type"].endswith("networkSecurityGroups"))
    kept["properties"]["flushConnection"] = True
    (item,) = sides(tmp_path, old, new).resources
    assert [(v.change.kind, v.change.path) for v in item.verdicts] == [
        ("remove", "properties.securityRules")
    ]
    assert item.left == ()


@pytest.mark.parametrize(
    ("path", "value", "kind"),
    [
        ("properties/orchestrationMode", "Uniform", "none"),
        ("properties/orchestrationMode", "Flexible", "change"),
        ("properties/overprovision", True, "none"),
        ("properties/overprovision", False, "change"),
        ("properties/singlePlacementGroup", False, "none"),
        ("properties/platformFaultDomainCount", 1, "none"),
        ("properties/platformFaultDomainCount", 5, "change"),
        ("sku/tier", "standard", "none"),
        (f"{OS}/allowExtensionOperations", "true", "none"),
        (f"{OS}/linuxConfiguration/patchSettings", {"patchMode": "ImageDefault"}, "none"),
        (f"{OS}/linuxConfiguration/patchSettings", {"patchMode": "AutomaticByPlatform"}, "change"),
        (f"{NIC}/nic/properties/enableIPForwarding", False, "none"),
        (f"{NIC}/nic/properties/dnsSettings", {"dnsServers": []}, "none"),
        (f"{VM}/storageProfile/osDisk/osType", "Linux", "none"),
        (f"{VM}/storageProfile/osDisk/osType", "Windows", "change"),
        (f"{VM}/storageProfile/osDisk/managedDisk/storageAccountType", "Premium_LRS", "none"),
        (f"{VM}/storageProfile/osDisk/managedDisk/storageAccountType", "StandardSSD_LRS", "change"),
    ],
)
def test_to_write_what_azure_filled_in_is_no_change(tmp_path, path, value, kind):
    old, new = pair("uniform-probe", ("zones", ["1", "2"]))
    put(scale_set(old), "zones", ["1", "2"])
    put(scale_set(old), path, GONE)
    put(scale_set(new), path, value)
    (item,) = sides(tmp_path, old, new).scale_sets
    assert item.kind == kind


def test_a_set_without_zones_has_one_placement_group(tmp_path):
    for value, kind in ((True, "none"), (False, "change")):
        old, new = pair("uniform-probe", ("properties/singlePlacementGroup", value))
        for template in (old, new):
            put(scale_set(template), "zones", GONE)
            put(scale_set(template), "properties/zoneBalance", GONE)
        put(scale_set(old), "properties/singlePlacementGroup", GONE)
        (item,) = sides(tmp_path, old, new).scale_sets
        assert item.kind == kind


@pytest.mark.parametrize(
    ("starter_name", "closed", "kind"),
    [("windows-iis", False, "none"), ("uniform-probe", False, "none"), ("uniform-probe", True, "change")],
)  # fmt: skip
def test_a_password_that_no_answer_has_may_be_the_same(tmp_path, starter_name, closed, kind):
    old, new = pair(starter_name, (f"{OS}/adminPassword", "[parameters('vmPassword')]"))
    new["parameters"]["vmPassword"] = {"type": "secureString"}
    put(scale_set(old), f"{OS}/adminPassword", GONE)
    if starter_name == "uniform-probe":
        for template in (old, new):
            put(
                scale_set(template),
                f"{OS}/linuxConfiguration/disablePasswordAuthentication",
                closed,
            )
    (item,) = sides(tmp_path, old, new).scale_sets
    assert item.kind == kind
    assert [note for note in item.notes if "adminPassword" in note] == (
        []
        if kind == "change"
        else [
            "whether adminPassword of the new side is what the set has: Azure never answers with "
            "secrets, so the old side lacks it; an equal one changes nothing"
        ]
    )


@pytest.mark.parametrize(("settings", "rows"), [({"fileUris": []}, []), ({"script": "aQ=="}, ["extension-protected-settings"])])  # fmt: skip
def test_protected_settings_that_no_answer_has_may_be_the_same(tmp_path, settings, rows):
    script = f"{EXT}/customScript/properties"
    old, new = pair("uniform-probe", (f"{script}/protectedSettings", {"storageAccountName": "a"}))
    for template in (old, new):
        put(scale_set(template), f"{script}/settings", settings)
    put(scale_set(old), f"{script}/protectedSettings", GONE)
    (item,) = sides(tmp_path, old, new).scale_sets
    assert [verdict.row.id for verdict in item.verdicts] == rows


BALANCER = {"enableFloatingIP": False, "enableTcpReset": False, "disableOutboundSnat": False}
EXPORTED = {
    "publicIPAddresses": {"idleTimeoutInMinutes": 4, "ipTags": [], "ipAddress": "20.1.2.3", "publicIPAddressVersion": "IPv4", "ddosSettings": {"protectionMode": "VirtualNetworkInherited"}},
    "virtualNetworks": {"enableDdosProtection": False, "virtualNetworkPeerings": [], "privateEndpointVNetPolicies": "Disabled"},
    "loadBalancers": {"inboundNatRules": [], "outboundRules": []},
    "loadBalancingRules": {**BALANCER, "loadDistribution": "Default", "idleTimeoutInMinutes": 4},
    "probes": {"probeThreshold": 1, "noHealthyBackendsBehavior": "AllProbedDown"},
    "frontendIPConfigurations": {"privateIPAllocationMethod": "Dynamic", "privateIPAddressVersion": "IPv4"},
    "subnets": {"delegations": [], "privateEndpointNetworkPolicies": "Disabled", "privateLinkServiceNetworkPolicies": "Enabled"},
    "securityRules": {"sourcePortRanges": [], "destinationAddressPrefixes": []},
}  # fmt: skip
"""What Azure adds to what a template says of networks."""


def inside(parent, name):
    """Return the name of a part of a resource, whose own may be an expression."""
    return f"[concat({parent[1:-1]}, '/{name}')]" if parent[:1] == "[" else f"{parent}/{name}"


def exported(template):
    """Return a template as Azure would export it: filled in, with parts as resources too."""
    found = copy.deepcopy(template)
    for resource in list(found["resources"]):
        kind = resource["type"].rpartition("/")[2]
        if not resource["type"].startswith("Microsoft.Network/"):
            continue
        if "sku" in resource:
            resource["sku"].setdefault("tier", "Regional")
        properties = resource["properties"]
        for name, parts in list(properties.items()):
            for part in parts if name in EXPORTED else ():
                part["id"] = f"/subscriptions/0/{name}/{part['name']}"
                part["properties"] = {**EXPORTED[name], **part["properties"]}
                found["resources"].append(
                    {
                        "type": f"{resource['type']}/{name}",
                        "apiVersion": resource["apiVersion"],
                        "name": inside(resource["name"], part["name"]),
                        "properties": part["properties"],
                    }
                )
        resource["properties"] = {**EXPORTED.get(kind, {}), **properties}
    return found


@pytest.mark.parametrize("name", ["uniform-probe", "linux-script", "full"])
@pytest.mark.parametrize("complete", [False, True])
def test_an_export_and_the_template_that_it_is_of_are_the_same(tmp_path, name, complete):
    template = starter(name)
    old = exported(template)
    found = sides(tmp_path, old, template, complete=complete)
    assert [(item.resource.name, item.kind) for item in found.resources] == []
    assert [item.kind for item in found.scale_sets] == ["none"]
    assert found.effect == "none"


def test_what_is_no_default_of_a_network_is_a_change(tmp_path):
    template = starter("uniform-probe")
    old = exported(template)
    (balancer,) = (i for i in old["resources"] if i["type"].endswith("/loadBalancers"))
    balancer["properties"]["loadBalancingRules"][0]["properties"]["loadDistribution"] = "SourceIP"
    (network,) = (i for i in old["resources"] if i["type"].endswith("/virtualNetworks"))
    network["properties"]["subnets"][0]["properties"]["privateLinkServiceNetworkPolicies"] = (
        "Disabled"
    )
    found = sides(tmp_path, old, template)
    assert [v.change.path.rpartition(".")[2] for i in found.resources for v in i.verdicts] == [
        "loadDistribution",
        "privateLinkServiceNetworkPolicies",
    ]
