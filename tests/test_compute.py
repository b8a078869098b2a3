"""The machines of a set: disks, Spot, several sizes, placement, scale-in, licence."""

from __future__ import annotations

import pytest
from conftest import MINIMAL

GROUP = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute"
WITH_LOCAL_DISK = MINIMAL.replace("D2s_v5", "D2ds_v5")
FLEXIBLE = WITH_LOCAL_DISK + "orchestration: flexible\n"
UNIFORM = WITH_LOCAL_DISK + "orchestration: uniform\n"

CASES = [
    # What is written, below which path of the properties it goes, and what stands there.
    ("osDisk: {ephemeral: true}", "virtualMachineProfile/storageProfile/osDisk",
     {"osType": "Linux", "createOption": "FromImage", "caching": "ReadOnly",
      "diffDiskSettings": {"option": "Local"}}),
    ("osDisk: {ephemeral: true, placement: NvmeDisk}",
     "virtualMachineProfile/storageProfile/osDisk/diffDiskSettings",
     {"option": "Local", "placement": "NvmeDisk"}),
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
    ("spot: {restoreTimeout: 1h}", "spotRestorePolicy", {"enabled": True, "restoreTimeout": "PT1H"}),
    ("spot: {baseRegularPriorityCount: 2, regularPriorityPercentageAboveBase: 50}",
     "priorityMixPolicy",
     {"baseRegularPriorityCount": 2, "regularPriorityPercentageAboveBase": 50}),
    ("mix: {sizes: [Standard_D2as_v5]}", "skuProfile/allocationStrategy", "CapacityOptimized"),
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
    ("licenseType: RHEL_BYOS", "virtualMachineProfile/licenseType", "RHEL_BYOS"),
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


def test_a_mix_has_the_sizes_in_their_order_and_the_set_none(folder):
    strategy = "allocationStrategy: Prioritized"
    spec = f"{FLEXIBLE}mix: {{sizes: [Standard_D2as_v5, Standard_D4s_v5], {strategy}}}\n"
    found = folder.scale_set(spec)
    assert found["sku"] == {"name": "Mix", "capacity": found["sku"]["capacity"]}
    assert found["properties"]["skuProfile"]["vmSizes"] == [
        {"name": "[parameters('vmSize')]", "rank": 0},
        {"name": "Standard_D2as_v5", "rank": 1},
        {"name": "Standard_D4s_v5", "rank": 2},
    ]


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        (UNIFORM + "mix: {sizes: [Standard_D2as_v5]}\n", "'skuProfile' is for 'orchestrationMode' Flexible"),
        (FLEXIBLE + "mix: {sizes: [Standard_L8s_v3]}\n", "size Standard_L8s_v3 cannot be mixed"),
        (UNIFORM + "spot: {baseRegularPriorityCount: 1}\n", "needs 'orchestrationMode' Flexible"),
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
    found = folder.render(spec).findings
    assert any(said in item.message for item in found), [item.message for item in found]
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
