"""The machines of a set: disks, Spot, several sizes, placement, scale-in, license."""

from __future__ import annotations

import base64

import pytest

from generator.diagnostics import Severity
from tests.support.workspace import MINIMAL

GROUP = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute"
WITH_LOCAL_DISK = MINIMAL.replace("D2s_v5", "D2ds_v5")
FLEXIBLE = WITH_LOCAL_DISK + "orchestration: flexible\n"
UNIFORM = WITH_LOCAL_DISK + "orchestration: uniform\n"

CASES = [
    # What is written, below which path of the properties it goes, and what stands there.
    ("osDisk: {ephemeral: true}", "virtualMachineProfile/storageProfile/osDisk",
     {"osType": "Linux", "createOption": "FromImage", "caching": "ReadOnly",
      "diffDiskSettings": {"option": "Local"}}),
    ("osDisk: {ephemeral: true, placement: ResourceDisk}",
     "virtualMachineProfile/storageProfile/osDisk/diffDiskSettings",
     {"option": "Local", "placement": "ResourceDisk"}),
    (f"osDisk: {{diskEncryptionSetId: {GROUP}/diskEncryptionSets/e}}",
     "virtualMachineProfile/storageProfile/osDisk/managedDisk",
     {"storageAccountType": "Premium_LRS",
      "diskEncryptionSet": {"id": f"{GROUP}/diskEncryptionSets/e"}}),
    ("dataDisks: [{diskSizeGB: 64}, {diskSizeGB: 512, storageAccountType: PremiumV2_LRS, diskIOPSReadWrite: 5000, diskMBpsReadWrite: 200}]",
     "virtualMachineProfile/storageProfile/dataDisks",
     [{"lun": 0, "createOption": "Empty", "caching": "None", "diskSizeGB": 64,
       "managedDisk": {"storageAccountType": "Premium_LRS"}},
      {"lun": 1, "createOption": "Empty", "caching": "None", "diskSizeGB": 512,
       "diskIOPSReadWrite": 5000, "diskMBpsReadWrite": 200,
       "managedDisk": {"storageAccountType": "PremiumV2_LRS"}}]),
    ("spot: {}", "virtualMachineProfile/priority", "Spot"),
    ("spot: {}", "virtualMachineProfile/evictionPolicy", "Delete"),
    ("spot: {maxPrice: 0.05}", "virtualMachineProfile/billingProfile", {"maxPrice": 0.05}),
    ("spot: {baseRegularPriorityCount: 2, regularPriorityPercentageAboveBase: 50}",
     "priorityMixPolicy",
     {"baseRegularPriorityCount": 2, "regularPriorityPercentageAboveBase": 50}),
    ("mix: {sizes: [Standard_D2ads_v5]}", "skuProfile/allocationStrategy", "CapacityOptimized"),
    ("placement: {zoneBalance: true}", "zoneBalance", True),
    (f"placement: {{proximityPlacementGroupId: {GROUP}/proximityPlacementGroups/p}}\nzones: []",
     "proximityPlacementGroup", {"id": f"{GROUP}/proximityPlacementGroups/p"}),
    (f"placement: {{hostGroupId: {GROUP}/hostGroups/h}}\nzones: [1]",
     "hostGroup", {"id": f"{GROUP}/hostGroups/h"}),
    (f"placement: {{capacityReservationGroupId: {GROUP}/capacityReservationGroups/c}}",
     "virtualMachineProfile/capacityReservation",
     {"capacityReservationGroup": {"id": f"{GROUP}/capacityReservationGroups/c"}}),
    ("scaleIn: {rule: OldestVM}", "scaleInPolicy",
     {"rules": ["OldestVM"], "forceDeletion": False, "prioritizeUnhealthyVMs": True}),
    ("osImageNotice: true", "virtualMachineProfile/scheduledEventsProfile",
     {"osImageNotificationProfile": {"enable": True, "notBeforeTimeout": "PT15M"}}),
    ("image: {urn: 'RedHat:RHEL:9-lvm-gen2:latest'}\nlicenseType: RHEL_BYOS", "virtualMachineProfile/licenseType", "RHEL_BYOS"),
    ("licenseType: UBUNTU_PRO", "virtualMachineProfile/licenseType", "UBUNTU_PRO"),
    ("licenseType: None", "virtualMachineProfile/licenseType", "None"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "path", "expected"), CASES, ids=[case[0] for case in CASES])
def test_what_is_said_stands_in_the_scale_set(folder, said, path, expected):
    template = folder.template(f"{FLEXIBLE}{said}\n")
    found = folder.scale_set(f"{FLEXIBLE}{said}\n")["properties"]
    for step in path.split("/"):
        found = found[step]
    if isinstance(found, str) and found.startswith("[parameters("):
        name = found.split("'")[1]
        found = template["parameters"][name]["defaultValue"]
    assert found == expected
    assert folder.warnings(f"{FLEXIBLE}{said}\n") == []


def test_spot_instances_are_restored_on_uniform_and_doubtful_on_flexible(folder):
    for spec, doubts in ((UNIFORM, []), (FLEXIBLE, ["VMS027"])):
        asked = f"{spec}spot: {{restoreTimeout: 1h}}\n"
        found = folder.scale_set(asked)["properties"]["spotRestorePolicy"]
        assert found == {"enabled": True, "restoreTimeout": "PT1H"}
        said = [item for item in folder.render(asked).findings if item.rule == "VMS027"]
        assert [item.rule for item in said] == doubts
        assert folder.warnings(asked) == []


def test_a_mix_has_the_sizes_in_their_order_and_the_set_none(folder):
    strategy = "allocationStrategy: Prioritized"
    spec = f"{FLEXIBLE}mix: {{sizes: [Standard_D2ads_v5, Standard_D4ds_v5], {strategy}}}\n"
    found = folder.scale_set(spec)
    assert found["sku"] == {"name": "Mix", "capacity": found["sku"]["capacity"]}
    assert found["properties"]["skuProfile"]["vmSizes"] == [
        {"name": "[parameters('vmSize')]", "rank": 0},
        {"name": "Standard_D2ads_v5", "rank": 1},
        {"name": "Standard_D4ds_v5", "rank": 2},
    ]


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        (UNIFORM + "mix: {sizes: [Standard_D2ads_v5]}\n", "'mix' is for 'orchestration' Flexible"),
        (FLEXIBLE + "mix: {sizes: [Standard_L8s_v3]}\n", "size Standard_L8s_v3 cannot be mixed"),
        (UNIFORM + "spot: {baseRegularPriorityCount: 1}\n", "needs 'orchestration' Flexible"),
        (FLEXIBLE + "spot: {}\nterminateNotice: 5m\n", "not available to Spot"),
        (FLEXIBLE + "zones: [1]\nplacement: {zoneBalance: true}\n", "needs at least two 'zones'"),
        (FLEXIBLE + "placement: {platformFaultDomainCount: 3}\n", "in zones must be 1"),
        (FLEXIBLE + "osDisk: {placement: CacheDisk}\n", "'placement' is for an ephemeral disk"),
        (FLEXIBLE + "osDisk: {ephemeral: true, caching: ReadWrite}\n", "takes the cache ReadOnly only"),
        (FLEXIBLE + "dataDisks: [{diskSizeGB: 8, diskIOPSReadWrite: 500}]\n", "is for UltraSSD_LRS and PremiumV2_LRS"),
        (FLEXIBLE + "dataDisks: [{diskSizeGB: 8, storageAccountType: UltraSSD_LRS, caching: ReadOnly}]\n", "takes no cache"),
        (FLEXIBLE + "licenseType: Windows_Server\n", "is for Windows"),
        (FLEXIBLE + f"spot: {{}}\nplacement: {{capacityReservationGroupId: {GROUP}/capacityReservationGroups/c}}\n", "Spot instances cannot use a capacity reservation"),
        (FLEXIBLE + "placement: {hostGroupId: h}\n", "a resource id"),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_told_at_the_spec(folder, spec, said):
    found = [item for item in folder.render(spec).findings if item.severity > Severity.INFO]
    assert [said in item.message for item in found] == [True], [item.message for item in found]
    assert all(item.path.endswith("scaleset.yaml") for item in found)


def autoscale(folder, said):
    spec = f"{FLEXIBLE}autoscale: {{minimum: 2, maximum: 5, {said}}}\n"
    return folder.resources(spec)["autoscaleSettings"]["properties"]


def test_predictive_autoscale(folder):
    assert autoscale(folder, "predictive: {}")["predictiveAutoscalePolicy"] == {
        "scaleMode": "ForecastOnly",
        "scaleLookAheadTime": "PT10M",
    }


def test_who_hears_of_a_change(folder):
    said = "notify: {emails: [ops@example.org], webhooks: ['https://example.org/hook']}"
    assert autoscale(folder, said)["notifications"] == [
        {
            "operation": "Scale",
            "email": {"customEmails": ["ops@example.org"]},
            "webhooks": [{"serviceUri": "https://example.org/hook", "properties": {}}],
        }
    ]


VAULT = "/subscriptions/s/resourceGroups/ops/providers/Microsoft.KeyVault/vaults/{0}"
URL = "https://{0}.vault.azure.net/secrets/{1}/0123456789abcdef0123456789abcdef"


def certificate(vault, name, more=""):
    return f"{{vaultId: {VAULT.format(vault)}, url: '{URL.format(vault, name)}'{more}}}"


def test_certificates_are_listed_by_vault(folder):
    named = [certificate("b", "one"), certificate("a", "two"), certificate("b", "three")]
    spec = f"{MINIMAL}security: {{certificates: [{', '.join(named)}]}}\n"
    profile = folder.scale_set(spec)["properties"]["virtualMachineProfile"]
    assert profile["osProfile"]["secrets"] == [
        {
            "sourceVault": {"id": VAULT.format("a")},
            "vaultCertificates": [{"certificateUrl": URL.format("a", "two")}],
        },
        {
            "sourceVault": {"id": VAULT.format("b")},
            "vaultCertificates": [
                {"certificateUrl": URL.format("b", "one")},
                {"certificateUrl": URL.format("b", "three")},
            ],
        },
    ]


def test_a_certificate_needs_its_version(folder):
    spec = f"{MINIMAL}security: {{certificates: [{certificate('a', 'one')}]}}\n"
    (found,) = folder.mistakes(spec.replace("/0123456789abcdef0123456789abcdef", ""))
    assert "{version of 32 digits}" in found


def test_user_data_is_the_file(folder):
    spec = f"{MINIMAL}userData: ./settings.json\n"
    profile = folder.scale_set(spec, settings_json='{"a": 1}\r\n')["properties"]
    encoded = profile["virtualMachineProfile"]["userData"]
    assert base64.b64decode(encoded) == b'{"a": 1}\n'
    (found,) = folder.mistakes(spec, settings_json="x" * 65_537)
    assert "user data takes 65,536" in found


def test_repairs_that_are_off_stay_off_with_zone_balance(folder):
    spec = f"{MINIMAL}ports: [{{port: 80}}]\nrepairs: {{enabled: false}}\nresiliency: {{automaticZoneRebalancing: true}}\n"
    assert folder.scale_set(spec)["properties"]["automaticRepairsPolicy"] == {"enabled": False}
    notes = folder.render(spec).notes
    registered = [note.rpartition(" --name ")[2] for note in notes if " --name " in note]
    assert registered == ["EncryptionAtHost", "AutomaticZoneRebalancing"]


@pytest.mark.parametrize(
    ("size", "accelerated", "disk"),
    [
        ("Standard_D2s_v5", True, "Premium_LRS"),
        ("Standard_B2s", False, "Premium_LRS"),
        ("Standard_D2_v5", True, "StandardSSD_LRS"),
        ("Standard_A2_v2", False, "StandardSSD_LRS"),
    ],
)
def test_defaults_fit_the_size(folder, size, accelerated, disk):
    found = folder.scale_set(MINIMAL.replace("Standard_D2s_v5", size))["properties"]
    profile = found["virtualMachineProfile"]
    (nic,) = profile["networkProfile"]["networkInterfaceConfigurations"]
    assert nic["properties"]["enableAcceleratedNetworking"] is accelerated
    assert profile["storageProfile"]["osDisk"]["managedDisk"]["storageAccountType"] == disk
    assert folder.warnings(MINIMAL.replace("Standard_D2s_v5", size)) == []


def test_ultra_disks_are_switched_on(folder):
    disks = "dataDisks: [{diskSizeGB: 64}, {diskSizeGB: 8, storageAccountType: UltraSSD_LRS}]\n"
    found = folder.scale_set(MINIMAL + disks)["properties"]
    assert found["additionalCapabilities"] == {"ultraSSDEnabled": True}
    assert folder.warnings(MINIMAL + disks) == []
    found = folder.scale_set(MINIMAL + "dataDisks: [{diskSizeGB: 64}]\n")["properties"]
    assert "additionalCapabilities" not in found
