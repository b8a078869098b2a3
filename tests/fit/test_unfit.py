"""What a size cannot do of what a model asks: the whole list of what is said, and nothing beside."""

from __future__ import annotations

import json

import pytest

from generator.azure.sizes import Facts, facts, given
from generator.azure.sku_answer import read_answer
from generator.language.documents.source import read_json
from generator.language.parameters.inputs import Given
from generator.validation.document import validate_document, validate_text
from tests.support.arm import template, text
from tests.support.skus import answer

ASKED = {"VMS016", "VMS022", "VMS023", "VMS029", "VMS030"} | {f"VMS{n:03}" for n in range(50, 56)}
UBUNTU = {"publisher": "Canonical", "offer": "ubuntu-24_04-lts", "version": "latest"}
ARM, SECOND, FIRST = ({**UBUNTU, "sku": sku} for sku in ("server-arm64", "server", "server-gen1"))
WINDOWS = {"publisher": "MicrosoftWindowsServer", "offer": "WindowsServer", "sku": "2022-datacenter-g2", "version": "latest"}  # fmt: skip
TRUSTED = {"securityType": "TrustedLaunch", "uefiSettings": {"secureBootEnabled": True, "vTpmEnabled": True}}  # fmt: skip
LOCAL = {"option": "Local"}


def model(image=SECOND, disks=(), cards=1, security=None, os_disk=None, **storage) -> dict:
    """Return the model of machines with what a test is about."""
    data = [{"lun": lun, "createOption": "Empty", **disk} for lun, disk in enumerate(disks)]
    made = {
        "storageProfile": {
            "imageReference": image,
            "osDisk": {"createOption": "FromImage", **(os_disk or {})},
            **({"dataDisks": data} if data else {}),
            **storage,
        },
        "networkProfile": {
            "networkInterfaceConfigurations": [
                {"name": f"nic{number}", "properties": {}} for number in range(cards)
            ]
        },
    }
    return {**made, "securityProfile": security} if security else made


def scale_set(size: str, profile: dict | None = None, **more) -> dict:
    """Return a template with a set of this size."""
    properties = more.pop("properties", {})
    resource = {
        "type": "Microsoft.Compute/virtualMachineScaleSets",
        "apiVersion": "2025-04-01",
        "name": "web",
        "location": "[resourceGroup().location]",
        "sku": {"name": size, "capacity": 2},
        **{key: more.pop(key) for key in ("location", "zones") if key in more},
        "properties": {"virtualMachineProfile": profile or model(), **properties},
    }
    return template(resource, **more)


def said(value: dict, **values: object) -> list[tuple[str, str, str]]:
    """Return rule, severity and message of what is said of sizes."""
    document = read_json(text(value), "main.json")
    inputs = {name: Given(name, value) for name, value in values.items()}
    found = validate_document(document, inputs)
    return [(item.rule, item.severity.label, item.message) for item in found if item.rule in ASKED]


OLD = ("VMS054", "note", "new subscriptions cannot deploy size Standard_A2_v2 since 2026-07-31, and others get no more quota for it; take one of a current series")  # fmt: skip
CASES = [
    ("Standard_D2s_v5", model(), []),
    # images
    ("Standard_D2ps_v6", model(), [("VMS050", "error", "size Standard_D2ps_v6 is for Arm64, and the image 'server' for x64; take the image for Arm64 ('...-arm64'), or a size for x64 such as Standard_D2s_v6")]),
    ("Standard_D2ps_v6", model(ARM), []),
    ("Standard_D2s_v5", model(ARM), [("VMS050", "error", "size Standard_D2s_v5 is for x64, and the image 'server-arm64' for Arm64; take an image for x64, or a size for Arm64 such as Standard_D2ps_v5")]),
    ("Standard_D2ps_v6", model(WINDOWS), [("VMS050", "error", "size Standard_D2ps_v6 is for Arm64, and the image '2022-datacenter-g2' for x64; Windows Server has no image for Arm64: take a size such as Standard_D2s_v6")]),
    ("Standard_D2s_v6", model(FIRST), [("VMS050", "error", "size Standard_D2s_v6 starts images of generation 2 only, and 'server-gen1' is of generation 1; take the image of generation 2 ('...-g2', '...-gen2'), or a size such as Standard_D2s_v5")]),
    ("Standard_D2s_v6", model({"publisher": "contoso", "offer": "x", "sku": "y", "version": "latest"}), []),
    ("Standard_D2s_v6", model({"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/images/i"}), []),
    # security
    ("Standard_M8-2ms", model(security=TRUSTED), [("VMS051", "error", "size Standard_M8-2ms has no Trusted Launch; remove 'securityType', or take a size that has it, such as Standard_D2s_v5")]),
    ("Standard_D2s_v5", model(UBUNTU | {"sku": "cvm"}, security={"securityType": "ConfidentialVM"}), [("VMS051", "warning", "size Standard_D2s_v5 runs no confidential machines; take one that does, such as Standard_DC2as_v5")]),
    ("Standard_DC2as_v5", model(), [("VMS051", "warning", "size Standard_DC2as_v5 runs confidential machines only; give the model the security type ConfidentialVM, and its OS disk a security encryption type")]),
    ("Standard_DC2as_v5", model(security={"securityType": "ConfidentialVM"}), [("VMS023", "warning", "'server' is no image for confidential machines; take that of Ubuntu with 'cvm' in its SKU")]),
    ("Standard_DC2as_v5", model(UBUNTU | {"sku": "cvm"}, security={"securityType": "ConfidentialVM"}), []),
    ("Standard_A2_v2", model(FIRST, security={"encryptionAtHost": True}), [OLD, ("VMS022", "error", "size Standard_A2_v2 has no encryption at host; set 'encryptionAtHost' to false, or take a size that has it, such as Standard_D2_v5")]),
    # disks
    ("Standard_D2_v4", model(disks=[{"managedDisk": {"storageAccountType": "Premium_LRS"}}]), [("VMS022", "error", "size Standard_D2_v4 takes no premium disks; take StandardSSD_LRS, or a size that takes them, such as Standard_D2s_v5")]),
    ("Standard_D2s_v5", model(disks=[{"diskSizeGB": 8}] * 4), []),
    ("Standard_D2s_v5", model(disks=[{"diskSizeGB": 8}] * 5), [("VMS022", "error", "size Standard_D2s_v5 takes 4 data disks (there are 5); take fewer, or a size such as Standard_D2s_v6")]),
    ("Standard_D2s_v5", model(cards=3), [("VMS022", "error", "size Standard_D2s_v5 takes 2 network interfaces (there are 3); take fewer, or a size such as Standard_D2s_v7")]),
    ("Standard_D2s_v6", model(diskControllerType="SCSI"), [("VMS022", "warning", "size Standard_D2s_v6 has the disk controller NVMe (is SCSI); take NVMe, or remove 'diskControllerType'")]),
    ("Standard_D2s_v4", model(diskControllerType="NVMe"), [("VMS022", "warning", "size Standard_D2s_v4 has the disk controller SCSI (is NVMe); take SCSI, or remove 'diskControllerType'")]),
    ("Standard_E4bs_v5", model(diskControllerType="NVMe"), []),
    ("Standard_D4s_v5", model(disks=[{"writeAcceleratorEnabled": True}]), [("VMS022", "error", "size Standard_D4s_v5 has no write accelerator, which only the M series has; set 'writeAcceleratorEnabled' to false")]),
    ("Standard_M64s", model(disks=[{"writeAcceleratorEnabled": True}]), []),
    ("Standard_D2s_v5", model(os_disk={"managedDisk": {"storageAccountType": "PremiumV2_LRS"}}), [("VMS055", "error", "PremiumV2_LRS is for data disks; take Premium_LRS for the OS disk")]),
    # ephemeral disks
    ("Standard_D2s_v5", model(os_disk={"diffDiskSettings": LOCAL}), [("VMS029", "error", "size Standard_D2s_v5 has no local disk for an ephemeral OS disk; Standard_D2ds_v5 has")]),
    ("Standard_D2ds_v5", model(os_disk={"diffDiskSettings": LOCAL}), []),
    ("Standard_D2ads_v6", model(os_disk={"diffDiskSettings": {**LOCAL, "placement": "ResourceDisk"}}), [("VMS029", "warning", "size Standard_D2ads_v6 has no temporary disk for an ephemeral OS disk; set 'placement' to NvmeDisk, or remove it")]),
    ("Standard_D2ds_v5", model(os_disk={"diffDiskSettings": {**LOCAL, "placement": "NvmeDisk"}}), [("VMS029", "warning", "size Standard_D2ds_v5 has no NVMe disk for an ephemeral OS disk; set 'placement' to ResourceDisk, or remove it")]),
    ("Standard_D2ds_v5", model(os_disk={"diskSizeGB": 128, "diffDiskSettings": {**LOCAL, "placement": "ResourceDisk"}}), [("VMS029", "warning", "an OS disk of 128 GiB has no room on the temporary disk of size Standard_D2ds_v5, which has 75 GiB; take a smaller image or disk, or a larger size")]),
    ("Standard_D2ds_v6", model(WINDOWS, os_disk={"diffDiskSettings": LOCAL}), [("VMS029", "warning", "an OS disk of 127 GiB (that of '2022-datacenter-g2') has no room on the NVMe disk of size Standard_D2ds_v6, which has 110 GiB; take a smaller image or disk, or a larger size")]),
    ("Standard_D2ds_v6", model(WINDOWS | {"sku": "2022-datacenter-smalldisk-g2"}, os_disk={"diffDiskSettings": LOCAL}), []),
    # names
    ("Standard_D2sv5", model(), [("VMS052", "warning", "no list has a size 'Standard_D2sv5' (as of 2026-08-01); did you mean 'Standard_D2s_v5'?")]),
    ("Standard_D2s_v55", model(), [("VMS052", "note", "no list has a size 'Standard_D2s_v55' (as of 2026-08-01); did you mean 'Standard_D2s_v5'?")]),
    ("Standrad_D2s_v5", model(), [("VMS052", "warning", "no list has a size 'Standrad_D2s_v5' (as of 2026-08-01); did you mean 'Standard_D2s_v5'?")]),
    ("D2s_v5", model(), [("VMS052", "error", "'D2s_v5' is no size; its name is 'Standard_D2s_v5'")]),
    ("Standard_X2zz_v9", model(), [("VMS052", "note", "no list has a size 'Standard_X2zz_v9' (as of 2026-08-01), which may be newer")]),
    ("standard_d2S_V5", model(), []),
    ("Standard_D2s_v3", model(), [("VMS054", "note", "new subscriptions cannot deploy size Standard_D2s_v3 since 2026-07-31, and others get no more quota for it; take one of a current series")]),
]  # fmt: skip


@pytest.mark.parametrize(("size", "profile", "expected"), CASES)
def test_what_a_size_cannot_do(size, profile, expected):
    assert said(scale_set(size, profile)) == expected


PLACES = [
    ({"zones": ["1", "4"]}, [("VMS053", "error", "no region has a zone '4'; zones are '1', '2' and '3'")]),
    ({"zones": [1, 4]}, [("VMS053", "error", "no region has a zone '4'; zones are '1', '2' and '3'")]),
    ({"zones": [""]}, []),
    ({"location": "westus", "zones": ["1"]}, [("VMS053", "warning", "region westus has no availability zones as of 2026-08-01; remove 'zones', or take another region")]),
    ({"location": "West US", "zones": []}, []),
    ({"location": "westeurope", "zones": ["1", "2", "3"]}, []),
    ({"location": "westeurop"}, [("VMS053", "warning", "no list has a region 'westeurop'; did you mean 'westeurope'?")]),
    ({"location": "australiacentral2"}, []),
    ({"location": "usgovvirginia"}, []),
    ({"location": "brazilsoutheast", "zones": ["1"]}, []),
]  # fmt: skip


@pytest.mark.parametrize(("more", "expected"), PLACES)
def test_zones_are_those_of_the_region(more, expected):
    assert said(scale_set("Standard_D2s_v5", **more)) == expected


def test_a_region_that_does_not_offer_a_size_is_a_note():
    found = said(scale_set("Standard_DC2as_v5", location="eastus", zones=["1", "2"]))
    assert [item[:2] for item in found] == [("VMS053", "note"), ("VMS051", "warning")]
    assert "was not offered in zone 1 of eastus on 2026-08-01 (zones with it: 2, 3)" in found[0][2]
    assert [item[0] for item in said(scale_set("Standard_DC2as_v5", zones=["1"]))] == ["VMS051"]


V2 = "PremiumV2_LRS disks are for instances in a zone in most regions; add 'zones'"


def test_some_disks_have_no_cache():
    disk = {"caching": "ReadOnly", "managedDisk": {"storageAccountType": "PremiumV2_LRS"}}
    message = "a PremiumV2_LRS disk takes no cache of the host; set 'caching' to None"
    made = scale_set("Standard_D2s_v5", model(disks=[disk]), zones=["1"])
    assert said(made) == [("VMS055", "error", message)]
    disk["caching"] = "None"
    assert said(scale_set("Standard_D2s_v5", model(disks=[disk]), zones=["1"])) == []


@pytest.mark.parametrize(
    ("more", "expected"),
    [({"zones": ["1"]}, []), ({}, [("VMS055", "warning", V2)]), ({"location": "westus"}, [])],
)
def test_some_disks_are_for_instances_in_a_zone(more, expected):
    disks = [{"managedDisk": {"storageAccountType": "PremiumV2_LRS"}}]
    assert said(scale_set("Standard_D2s_v5", model(disks=disks), **more)) == expected


def test_an_image_outside_of_the_list_is_told_where_the_system_is_upgraded():
    upgrade = {"automaticOSUpgradePolicy": {"enableAutomaticOSUpgrade": True}}
    made = scale_set("Standard_D2s_v5", properties={"upgradePolicy": upgrade})
    found = validate_text(json.dumps(made), "main.json")
    assert [(item.severity.label, item.message) for item in found if item.rule == "UPG005"][:-1] == [
        ("warning", "image Canonical:ubuntu-24_04-lts:server is not on Azure's list for automatic OS upgrades; take one that is, or set 'enableAutomaticOSUpgrade' to false")
    ]  # fmt: skip


MIXES = [
    (["Standard_D2s_v5", "Standard_D2as_v5"], []),
    (["Standard_D2s_v5", "Standard_D2ds_v5"], ["size Standard_D2ds_v5 has a local disk, and Standard_D2s_v5 has no local disk"]),
    (["Standard_D2s_v5", "Standard_D2s_v6"], ["size Standard_D2s_v6 has NVMe disks, and Standard_D2s_v5 has SCSI disks"]),
    (["Standard_E4bs_v5", "Standard_E4s_v6"], []),
]  # fmt: skip


@pytest.mark.parametrize(("sizes", "expected"), MIXES)
def test_the_sizes_of_a_mix_are_alike(sizes, expected):
    mix = {"skuProfile": {"vmSizes": [{"name": name} for name in sizes]}}
    properties = {"orchestrationMode": "Flexible", "platformFaultDomainCount": 1, **mix}
    end = ": the sizes of a mix must be alike in architecture, disk controller, local disk and security"
    assert said(scale_set("Mix", properties=properties)) == [
        ("VMS016", "warning", message + end) for message in expected
    ]


def test_no_image_runs_on_both_architectures():
    mix = {"skuProfile": {"vmSizes": [{"name": "Standard_D2ps_v5"}, {"name": "Standard_D2s_v5"}]}}
    properties = {"orchestrationMode": "Flexible", "platformFaultDomainCount": 1, **mix}
    own = {"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/images/i"}
    found = said(scale_set("Mix", model(own), properties=properties))
    assert [item[:2] for item in found] == [("VMS016", "warning"), ("VMS016", "error")]
    assert "Standard_D2s_v5 is for x64, and Standard_D2ps_v5 is for Arm64" in found[1][2]


def with_parameter(**declared: object) -> dict:
    """Return a set with premium disks whose size is a parameter."""
    profile = model(FIRST, os_disk={"managedDisk": {"storageAccountType": "Premium_LRS"}})
    parameters = {"size": {"type": "string", **declared}}
    return scale_set("[parameters('size')]", profile, parameters=parameters)


PREMIUM = "size Standard_D2_v4 takes no premium disks; take StandardSSD_LRS, or a size that takes them, such as Standard_D2s_v5"  # fmt: skip


def test_a_size_by_parameter_is_judged_by_its_default():
    assert said(with_parameter(defaultValue="Standard_D2_v4")) == [("VMS022", "error", PREMIUM)]
    assert said(with_parameter()) == []


def test_a_size_by_parameter_is_judged_by_what_it_is_given():
    made = with_parameter(defaultValue="Standard_D2s_v5")
    assert said(made) == []
    assert said(made, size="Standard_D2_v4") == [("VMS022", "error", PREMIUM)]


def test_a_size_that_a_parameter_allows_is_a_warning_at_the_list():
    allowed = ["Standard_D2s_v5", "Standard_D2_v4"]
    made = with_parameter(defaultValue="Standard_D2s_v5", allowedValues=allowed)
    warning = f"this allows a size that does not fit: {PREMIUM}"
    assert said(made) == [("VMS022", "warning", warning)]
    assert said(with_parameter(allowedValues=allowed)) == [("VMS022", "warning", warning)]
    more = ["Standard_D4_v4", "Standard_D8_v4", "Standard_D16_v4", "Standard_D32_v4"]
    made["parameters"]["size"]["allowedValues"] += more
    also = "; so it is with Standard_D4_v4, Standard_D8_v4, Standard_D16_v4 and 1 more"
    assert said(made) == [("VMS022", "warning", warning + also)]
    found = validate_text(json.dumps(made), "main.json")
    places = {item.pointer for item in found if item.rule == "VMS022"}
    assert places == {"/parameters/size/allowedValues"}
    assert said(made, size="Standard_D4_v4") == [("VMS022", "error", PREMIUM.replace("D2", "D4"))]


def test_names_that_a_parameter_allows_are_told_at_once():
    allowed = [
        "Standard_D2s_v5",
        "Standard_D2zs_v5",
        "D4s_v5",
        "Standard_D2s_v3",
        "Standard_D4s_v3",
    ]
    made = scale_set("[parameters('size')]", parameters={"size": {"type": "string", "allowedValues": allowed}})  # fmt: skip
    begin = "this allows a size that does not fit: "
    assert said(made) == [
        ("VMS052", "note", begin + "no list has a size 'Standard_D2zs_v5' (as of 2026-08-01); did you mean 'Standard_D2s_v5'?; so it is with D4s_v5"),
        ("VMS054", "note", begin + "new subscriptions cannot deploy size Standard_D2s_v3 since 2026-07-31, and others get no more quota for it; take one of a current series; so it is with Standard_D4s_v3"),
    ]  # fmt: skip


def test_what_a_list_of_the_user_lacks_is_no_size():
    known = facts()
    with given(Facts(known.text, "2026-11-01", "skus.json", None)):
        assert said(scale_set("Standard_D2s_v9")) == [
            ("VMS052", "warning", "skus.json has no size 'Standard_D2s_v9'; did you mean 'Standard_D2s_v7'?")
        ]  # fmt: skip


OWN = [
    ("Standard_D2s_v5", model(UBUNTU | {"sku": "cvm"}, security={"securityType": "ConfidentialVM"}), "size Standard_D2s_v5 runs no confidential machines; take one that does, such as Standard_DC2as_v5"),
    ("Standard_D2s_v5", model(diskControllerType="NVMe"), "size Standard_D2s_v5 has the disk controller SCSI (is NVMe); take SCSI, or remove 'diskControllerType'"),
    ("Standard_D2ds_v6", model(os_disk={"diffDiskSettings": {**LOCAL, "placement": "CacheDisk"}}), "size Standard_D2ds_v6 has no cache for an ephemeral OS disk; set 'placement' to NvmeDisk, or remove it"),
    ("Standard_D2ds_v5", model(os_disk={"diskSizeGB": 90, "diffDiskSettings": LOCAL}), "an OS disk of 90 GiB has no room on the temporary disk of size Standard_D2ds_v5, which has 75 GiB; take a smaller image or disk, or a larger size"),
    ("Standard_D4s_v5", model(disks=[{"managedDisk": {"storageAccountType": "UltraSSD_LRS"}}]), "size Standard_D4s_v5 takes no UltraSSD_LRS disks in the regions that were asked; take PremiumV2_LRS, or another size"),
]  # fmt: skip


@pytest.mark.parametrize(("size", "profile", "message"), OWN)
def test_what_azure_answered_a_user_is_an_error_where_documents_are_a_warning(
    tmp_path, size, profile, message
):
    path = tmp_path / "skus.json"
    path.write_text(json.dumps(answer()), "utf-8")
    with given(read_answer(path)):
        found = said(scale_set(size, profile, zones=["1"]))
    severity = "warning" if "UltraSSD" in message else "error"
    assert [item[1:] for item in found] == [(severity, message)]
