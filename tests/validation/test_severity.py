"""How bad a misfit is: by the fault, by who reads the resource, and by how its type is known."""

from __future__ import annotations

import pytest

from tests.support import arm
from tests.validation.test_validate_resources import said

COMPUTE = ("Microsoft.Compute/disks", "2023-04-02")
NETWORK = ("Microsoft.Network/publicIPAddresses", "2023-09-01")
EARLY = ("Microsoft.Network/publicIPAddresses", "2017-09-01")
STORAGE = ("Microsoft.Storage/storageAccounts", "2022-05-01")
RULE = ("Microsoft.Network/networkSecurityGroups/securityRules", "2023-09-01")
VAULT = ("Microsoft.KeyVault/vaults", "2023-02-01")
SECURITY = {"access": "Allow", "direction": "Inbound", "protocol": "Tcp"}
SECURITY |= {"sourceAddressPrefix": "*", "destinationAddressPrefix": "*", "sourcePortRange": "*"}
SECURITY |= {"destinationPortRange": "443"}
DISK = {"creationData": {"createOption": "Empty"}, "diskSizeGB": 32}


def found(kind, properties, **members):
    """Return severity, rule and place of what is found in a resource that lacks nothing else."""
    name, version = kind
    usual = {"sku": {"name": "Standard_LRS"}, "kind": "StorageV2"} if kind is STORAGE else {}
    if kind is COMPUTE:
        properties = DISK | properties
    if kind is VAULT:
        tenant = "11111111-1111-1111-1111-111111111111"
        given = {"tenantId": tenant, "sku": {"family": "A", "name": "standard"}}
        properties = {**given, "accessPolicies": [], **properties}
    resource = {"type": name, "apiVersion": version, "name": "thing", "location": "westeurope"}
    value = arm.template({**resource, **usual, "properties": properties, **members})
    return [" ".join(item.split(" ")[:3]) for item in said(value)]


@pytest.mark.parametrize(
    ("kind", "properties", "expected"),
    [
        # A name that is like none that there is: strict providers refuse it.
        (COMPUTE, {"whatever": 1}, ["error TPL014 /properties/whatever"]),
        (NETWORK, {"whatever": 1}, ["error TPL014 /properties/whatever"]),
        (EARLY, {"whatever": 1}, ["warning TPL014 /properties/whatever"]),
        (STORAGE, {"whatever": 1}, ["warning TPL014 /properties/whatever"]),
        (VAULT, {"whatever": 1}, ["warning TPL014 /properties/whatever"]),
        # One that is nearly right says something else than its author means.
        (COMPUTE, {"diskSizeGb2": 1}, ["error TPL014 /properties/diskSizeGb2"]),
        (EARLY, {"idleTimeoutInMinute": 4}, ["warning TPL014 /properties/idleTimeoutInMinute"]),
        (STORAGE, {"accessTeir": "Hot"}, ["warning TPL014 /properties/accessTeir"]),
        (VAULT, {"enableSoftDelet": True}, ["warning TPL014 /properties/enableSoftDelet"]),
        # What exports add.
        (COMPUTE, {"etag": "x"}, ["warning TPL014 /properties/etag"]),
        (STORAGE, {"tags": {}}, ["warning TPL014 /properties/tags"]),
        # A property of a later version, and of an earlier one.
        (
            ("Microsoft.Compute/disks", "2018-06-01"),
            DISK | {"networkAccessPolicy": "DenyAll"},
            ["error API004 /properties/networkAccessPolicy"],
        ),
        (
            EARLY,
            {"natGateway": {"id": "x"}},
            ["warning API004 /properties/natGateway"],
        ),
        (
            ("Microsoft.KeyVault/vaults", "2018-02-14"),
            {
                "tenantId": "11111111-1111-1111-1111-111111111111",
                "sku": {"family": "A", "name": "standard"},
                "accessPolicies": [],
                "publicNetworkAccess": "Disabled",
            },
            ["warning API004 /properties/publicNetworkAccess"],
        ),
        # What only Azure sets.
        (COMPUTE, {"diskState": "Attached"}, ["warning TPL033 /properties/diskState"]),
        (STORAGE, {"provisioningState": "x"}, ["warning TPL033 /properties/provisioningState"]),
        # What lacks.
        (COMPUTE, {"creationData": None}, ["error TPL030 /properties"]),
        (VAULT, {"sku": None}, ["error TPL030 /properties"]),
        # Structure, conversions, casing.
        (NETWORK, {"dnsSettings": []}, ["error TPL031 /properties/dnsSettings"]),
        (STORAGE, {"networkAcls": "x"}, ["error TPL031 /properties/networkAcls"]),
        (COMPUTE, {"diskSizeGB": "64"}, ["note TPL031 /properties/diskSizeGB"]),
        (STORAGE, {"supportsHttpsTrafficOnly": "x"}, ["error TPL031 /properties/supportsHttpsTrafficOnly"]),
        (STORAGE, {"supportsHttpsTrafficOnly": "true"}, ["note TPL031 /properties/supportsHttpsTrafficOnly"]),
        (COMPUTE, {"diskSizeGb": 64, "diskSizeGB": None}, ["note TPL035 /properties/diskSizeGb"]),
        # A closed list; one that may have grown since, and then only the newest version has it.
        (STORAGE, {"accessTier": "Lukewarm"}, ["error TPL032 /properties/accessTier"]),
        (COMPUTE, {"networkAccessPolicy": "DenyAl"}, ["error TPL032 /properties/networkAccessPolicy"]),
        (COMPUTE, {"networkAccessPolicy": "Maybe"}, ["error TPL032 /properties/networkAccessPolicy"]),
        # Bounds of numbers, of texts.
        (RULE, SECURITY | {"priority": 5000}, ["warning TPL014 /location", "error TPL034 /properties/priority"]),
        (VAULT, {"tenantId": "contoso"}, ["warning TPL034 /properties/tenantId"]),
    ],
)  # fmt: skip
def test_a_reviewed_type_is_told_of_as_strictly_as_its_provider_reads(kind, properties, expected):
    assert found(kind, properties) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("Maybe", "warning"), ("DenyAl", "error"), ("denyall", "note")],
)
def test_a_list_of_the_newest_version_may_have_grown(value, expected):
    from generator.resources.schema import resource_schema

    newest = ("Microsoft.Compute/disks", resource_schema("microsoft.compute/disks").newest)
    rule = "TPL035" if expected == "note" else "TPL032"
    place = "/properties/networkAccessPolicy"
    assert found(newest, DISK | {"networkAccessPolicy": value}) == [f"{expected} {rule} {place}"]


@pytest.mark.parametrize("kind", [COMPUTE, NETWORK, EARLY, STORAGE, VAULT])
def test_a_member_beside_the_properties_that_no_resource_has_is_refused_whatever_reads_it(kind):
    assert found(kind, {}, whatever=1) == ["error TPL014 /whatever"]


def test_names_that_an_old_handler_ignores_are_one_note_for_a_section():
    """Scripts of that time read their settings from the file of the handler."""
    settings = {"fileUris": [], "commandToExecute": "a", "one": 1, "two": 2, "three": 3, "four": 4}
    extension = {
        "type": "Microsoft.Compute/virtualMachines/extensions",
        "apiVersion": "2024-07-01",
        "name": "vm/script",
        "location": "westeurope",
        "properties": {
            "publisher": "Microsoft.OSTCExtensions",
            "type": "CustomScriptForLinux",
            "typeHandlerVersion": "1.5",
            "settings": settings,
        },
    }
    assert said(arm.template(extension)) == [
        "note TPL014 /properties/settings/one the handler does not know 'one', 'two', 'three' and 1 more "
        "and ignores such names"
    ]
    settings.update(dict.fromkeys(("one", "two", "three", "four")))
    settings["commandtoexecute"] = settings.pop("commandToExecute")
    assert [item.split(" ")[0] for item in said(arm.template(extension))] == ["warning"]


@pytest.mark.parametrize("version", ["2020-06-01", "2021-07-01"])
def test_what_azure_answers_in_older_versions_is_a_note_there(version):
    system = {"allowExtensionOperations": True, "requireGuestProvisionSignal": True}
    system["linuxConfiguration"] = {"enableVMAgentPlatformUpdates": False}
    model = {"virtualMachineProfile": {"osProfile": system}}
    place = "/properties/virtualMachineProfile/osProfile"
    told = found(("Microsoft.Compute/virtualMachineScaleSets", version), model)
    assert [line for line in told if " API004 " in line] == [
        f"note API004 {place}/allowExtensionOperations",
        f"note API004 {place}/requireGuestProvisionSignal",
        f"note API004 {place}/linuxConfiguration/enableVMAgentPlatformUpdates",
    ]
    system["linuxConfiguration"]["sshKeysOfTomorrow"] = []
    assert [
        line
        for line in found(("Microsoft.Compute/virtualMachineScaleSets", version), model)
        if "error" in line
    ] == [f"error TPL014 {place}/linuxConfiguration/sshKeysOfTomorrow"]
