"""What the system of the instances is told, and what stands around a set: rendered and compiled.

All specs of the module go through the compiler one after the other: a process for all of them.
"""

from __future__ import annotations

import pytest

from generator.diagnostics import Severity
from tests.support.features import CERTIFICATE, COMPUTE, STORAGE, SUBSCRIPTION, VAULT, WINDOWS
from tests.support.workspace import KEY, MINIMAL

BARE = "name: web\nos: linux\nsize: Standard_D2s_v5\n"
SET = "[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'web')]"
ALL = {
    "linux": f"""{BARE}admin: {{user: ops, sshKeys: [{KEY}], sshKeyIds: [{COMPUTE}/sshPublicKeys/ann]}}
health: {{port: 80, protocol: tcp}}
patchSettings: {{assessmentMode: AutomaticByPlatform, rebootSetting: Never}}
placement: {{zonePlacementPolicy: Auto, excludeZones: [3], singlePlacementGroup: false}}
resiliency: {{maxZoneCount: 2, maxInstancePercentPerZone: 60}}
monitoring: {{storageAccountId: {STORAGE}, eventHubAuthorizationRuleId: {SUBSCRIPTION}/Microsoft.EventHub/namespaces/n/authorizationRules/r}}
lock: ReadOnly
lockNotes: Frozen.
roleAssignments: [{{role: Reader, principalId: {{parameter: who}}}}]
standbyPool: {{maxReadyCapacity: 3, postProvisioningDelay: 2m}}
""",
    "sizes": f"""{BARE}health: {{port: 80, protocol: tcp}}
security:
  metadataProtocol: {{mode: Enforce, wireServerProfileId: {COMPUTE}/galleries/g/inVMAccessControlProfiles/p/versions/1.0.0}}
  posture: {{id: /CommunityGalleries/g/securityPostures/p/versions/latest}}
  fips: true
mix: {{sizes: [Standard_D2as_v5], automaticSkuMigration: true}}
image: {{id: {COMPUTE}/galleries/g/images/web, serviceArtifactId: {COMPUTE}/galleries/g/serviceArtifacts/a/vmArtifactsProfiles/p}}
dataDisks: [{{diskSizeGB: 64, fromImage: true, deleteOption: Detach}}]
osDisk: {{deleteOption: Delete}}
hibernation: true
cpus: {{available: 1, perCore: 1}}
scheduledEvents: {{userInitiatedReboot: true, allInstancesDown: false, eventGridAndResourceGraph: true}}
bootDiagnosticsStorageUri: https://st.blob.core.windows.net/
""",
    "hooks": f"""{MINIMAL}ports: [{{port: 80}}]
health: {{requestPath: /}}
upgrade: {{automaticOSUpgrade: true}}
lifecycleHooks: [{{type: UpgradeAutoOSRollingBatchStarting, waitDuration: 4h}}]
""",
    "windows": f"""{WINDOWS}security: {{certificates: [{{vaultId: {VAULT}, url: '{CERTIFICATE}'}}]}}
windows: {{timeZone: UTC, winRM: [{{}}], autoLogon: {{secret: logon}}, firstLogonCommands: <a/>}}
lock: CanNotDelete
maintenanceConfigurationId: {SUBSCRIPTION}/Microsoft.Maintenance/maintenanceConfigurations/m
machineConfiguration: [{{name: Baseline, version: '1.0', contentUri: 'https://example.org/b.zip', parameters: {{A: b}}}}]
""",
}
"""By their system: all keys in as few specs as can hold them."""


def errors(folder, spec):
    found = folder.render(spec).findings
    return [(item.rule, item.position.line) for item in found if item.severity is Severity.ERROR]


@pytest.mark.parametrize("spec", ALL.values(), ids=ALL)
def test_all_of_it_compiles_without_a_word_of_the_compiler(folder, compiler, spec):
    rendering = folder.render(spec)
    assert [
        item.message
        for item in rendering.findings
        if item.severity > Severity.INFO and not item.retires
    ] == []
    for item in rendering.artifacts:
        (folder.path / item.name).write_text(item.text, "utf-8")
    done = compiler.compile(folder.path / "main.bicep")
    assert (done.errors(), done.warnings()) == ([], [])


def test_keys_of_several_people_go_to_one_account(folder):
    spec = f"{BARE}admin: {{user: ops, sshKeys: [{KEY}, {{parameter: second}}], sshKeyIds: [{COMPUTE}/sshPublicKeys/ann]}}\n"
    template = folder.template(spec)
    (found,) = (item for item in template["resources"] if "identity" not in item and item["type"].endswith("virtualMachineScaleSets"))  # fmt: skip
    keys = found["properties"]["virtualMachineProfile"]["osProfile"]["linuxConfiguration"]["ssh"]
    assert [item["keyData"] for item in keys["publicKeys"]] == [
        KEY,
        "[parameters('second')]",
        f"[reference('{COMPUTE}/sshPublicKeys/ann', '2024-07-01').publicKey]",
    ]
    assert "sshPublicKey" not in template["parameters"]


def test_the_listener_takes_the_certificate_of_the_instances(folder):
    spec = f"{WINDOWS}security: {{certificates: [{{vaultId: {VAULT}, url: '{CERTIFICATE}'}}]}}\nwindows: {{winRM: [{{}}, {{protocol: Http}}]}}\n"
    profile = folder.scale_set(spec)["properties"]["virtualMachineProfile"]["osProfile"]
    assert profile["windowsConfiguration"]["winRM"]["listeners"] == [
        {"protocol": "Https", "certificateUrl": CERTIFICATE},
        {"protocol": "Http"},
    ]


def test_what_signs_in_at_the_start_is_a_secret(folder):
    template = folder.template(f"{WINDOWS}windows: {{autoLogon: {{secret: logon}}}}\n")
    assert template["parameters"]["logon"]["type"] == "securestring"
    assert errors(folder, f"{WINDOWS}windows: {{autoLogon: <a>hidden</a>}}\n") == [("SPC015", 5)]


@pytest.mark.parametrize(
    ("addition", "expected"),
    [
        ("windows: {timeZone: UTC, winRM: [{protocol: Http}]}", [("SPC420", 5)]),
        ("windows: {timeZone: Berlin}", [("SPC004", 5)]),
        ("patchSettings: {rebootSetting: Never}", [("SPC422", 5)]),
        ("patchSettings: {assessmentMode: AutomaticByPlatform}", []),
        ("patching: AutomaticByPlatform\nhealth: {port: 80}\npatchSettings: {rebootSetting: IfNeeded}", [("SPC004", 7)]),
        ("patchSettings: {}\nwindows: {}\nmachineConfiguration: []\nroleAssignments: []", []),
        ("standbyPool: 5", [("SPC003", 5)]),
        ("standbyPool: {maxReadyCapacity: 5}\norchestration: uniform", [("VMS120", 5)]),
        ("roleAssignments: [{role: Virtual Machine Contributer, principalId: 00000000-0000-0000-0000-000000000001}]", [("SPC209", 5)]),
        ("roleAssignments: [{role: Reader, principalId: ann}]", [("SPC005", 5)]),
        ("security: {encryptionType: DiskWithVMGuestState}", [("SPC423", 5)]),
        ("overprovision: true", [("VMS008", 5)]),
        ("orchestration: uniform\noverprovision: true\nplacement: {zonePlacementPolicy: Auto}", [("VMS103", 6)]),
        ("health: {port: 80}\nexternalHealth: {}", [("VMS121", 6)]),
        ("cpus: {}\nscheduledEvents: {}\nlifecycleHooks: []", []),
        ("lifecycleHooks: [{type: Upgrade}]", [("SPC004", 5)]),
        ("machineConfiguration: [{name: Baseline}]\norchestration: flexible", [("EXT041", 5)]),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_at_its_line(folder, addition, expected):
    assert errors(folder, f"{MINIMAL}{addition}\n") == expected


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("reboot_setting: Never", "it is called 'rebootSetting', and belongs below 'patchSettings'"),
        ("timezone: UTC", "it is called 'timeZone', and belongs below 'autoscale.schedules[]' or 'windows'"),
        ("license_type: None", "did you mean 'licenseType'?"),
        ("warmPool: {maxReadyCapacity: 3}", "did you mean 'standbyPool'?"),
    ],
)  # fmt: skip
def test_names_of_other_tools_lead_to_the_key(folder, key, said):
    (message,) = (item.message for item in folder.render(f"{MINIMAL}{key}\n").findings)
    assert said in message


def test_a_lock_comes_after_what_it_would_refuse(folder):
    spec = f"{MINIMAL}lock: ReadOnly\nlockNotes: Frozen.\nmaintenanceConfigurationId: {SUBSCRIPTION}/Microsoft.Maintenance/maintenanceConfigurations/m\nroleAssignments: [{{role: Reader, principalId: {{parameter: who}}}}]\n"
    found = {item["type"].rpartition("/")[2]: item for item in folder.template(spec)["resources"]}
    assert found["locks"]["properties"] == {"level": "ReadOnly", "notes": "Frozen."}
    assert len(found["locks"]["dependsOn"]) == 3
    assert found["roleAssignments"]["scope"] == SET
    assert found["roleAssignments"]["name"] == "[guid(resourceId('Microsoft.Compute/virtualMachineScaleSets', 'web'), parameters('who'), 'acdd72a7-3385-48ef-bd42-f606fba81ae7')]"  # fmt: skip


@pytest.mark.parametrize(
    ("name", "expected"),
    [("web", "web-pool"), ("web.front_end.of.the.shop", "web-front-end-of-th-pool"), ("{parameter: n}", "standby-pool")],
)  # fmt: skip
def test_a_standby_pool_has_a_name_that_azure_takes(folder, name, expected):
    spec = MINIMAL.replace("name: web", f"name: {name}") + "standbyPool: {maxReadyCapacity: 3}\n"
    found = folder.template(spec)["resources"]
    (pool,) = (item for item in found if item["type"].startswith("Microsoft.StandbyPool"))
    assert pool["name"] == expected
    assert pool["properties"]["virtualMachineState"] == "Deallocated"


def test_a_handler_of_machine_configurations_signs_in_as_the_set(folder):
    found = folder.scale_set(f"{MINIMAL}machineConfiguration: [{{name: Baseline}}]\n")
    assert found["identity"] == {"type": "SystemAssigned"}
    assert found["properties"]["orchestrationMode"] == "Uniform"


def test_a_hook_asks_of_upgrades_that_happen_and_waits_as_long_as_it_may(folder):
    hooks = "[{type: UpgradeAutoOSRollingBatchStarting, waitDuration: 5h, defaultAction: Reject}]"
    found = folder.render(f"{MINIMAL}lifecycleHooks: {hooks}\n").findings
    assert sorted(item.message.partition(" (")[0] for item in found if item.rule == "VMS121") == [
        "hooks come before automatic OS upgrades, and there are none; set 'enableAutomaticOSUpgrade' to true, or remove them",
        "the preview refuses 'Reject' as what holds without an answer; use Approve",
        "this hook waits for 4 hours at most; lower it",
    ]  # fmt: skip


def test_a_newer_version_is_taken_where_a_key_needs_it_alone(folder):
    versions = {
        "": "2025-04-01",
        "externalHealth: {}\n": "2025-11-01",
        "mix: {sizes: [Standard_D2as_v5]}\n": "2025-04-01",
        "mix: {sizes: [Standard_D2as_v5], automaticSkuMigration: false}\n": "2026-03-01",
    }
    made = {key: folder.scale_set(MINIMAL + key)["apiVersion"] for key in versions}
    assert made == versions


def test_instances_that_stand_by_hibernated_can_hibernate(folder):
    spec = f"{MINIMAL}standbyPool: {{maxReadyCapacity: 3, virtualMachineState: Hibernated}}\n"
    assert folder.scale_set(spec)["properties"]["additionalCapabilities"] == {
        "hibernationEnabled": True
    }
    found = folder.render(
        f"{spec}hibernation: false\nspot: {{evictionPolicy: Deallocate}}\n"
    ).findings
    assert [item.severity for item in found if item.rule == "VMS120"] == [Severity.WARNING] * 2


REDHAT = "image: {urn: 'RedHat:RHEL:9-lvm-gen2:latest'}\n"


@pytest.mark.parametrize(
    ("spec", "lines"),
    [
        (f"{MINIMAL}{REDHAT}licenseType: RHEL_BYOS\n", []),
        (f"{MINIMAL}{REDHAT}licenseType: UBUNTU_PRO\n", [6]),
        (f"{MINIMAL}licenseType: SLES_STANDARD\n", [5]),
        (f"{MINIMAL}licenseType: UBUNTU\n", []),
        (f"{MINIMAL}licenseType: None\n", []),
        (f"{MINIMAL}image: {{urn: 'contoso:web:std:latest'}}\nlicenseType: RHEL_EUS\n", []),
        (f"{WINDOWS}licenseType: Windows_Client\n", [5]),
        (f"{WINDOWS}licenseType: Windows_Server\n", []),
    ],
)  # fmt: skip
def test_a_license_is_one_of_the_image(folder, spec, lines):
    found = [item for item in folder.render(spec).findings if item.rule == "VMS074"]
    assert [(item.severity, item.position.line) for item in found] == [
        (Severity.WARNING, line) for line in lines
    ]
