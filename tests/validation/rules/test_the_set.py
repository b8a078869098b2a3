"""What is inside a scale set: each fault is told at its place, and its twin is not.

A row is a change of a template that gives no finding: the faulty one, all that is said of it, and a
change of the same kind that is right.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.rule_blocks import broken_by, template_of
from tests.support.surroundings import (
    REMOVED,
    id_of,
    resource,
    told,
)

V = "set.properties.virtualMachineProfile"
OS, STORAGE = f"{V}.osProfile", f"{V}.storageProfile"
KEY = f"{OS}.linuxConfiguration.ssh.publicKeys.0.path"
PREFIX, SECRETS = f"{OS}.computerNamePrefix", f"{OS}.secrets"
DISK, DATA = f"{STORAGE}.osDisk", f"{STORAGE}.dataDisks"
IMAGE = f"{STORAGE}.imageReference"
UNIFORM = {
    "set.properties.orchestrationMode": "Uniform",
    f"{V}.networkProfile.networkApiVersion": REMOVED,
    "set.properties.platformFaultDomainCount": REMOVED,
    "set.properties.upgradePolicy": {"mode": "Automatic"},
}
WINDOWS: dict[str, Any] = {
    f"{OS}.linuxConfiguration": REMOVED,
    f"{OS}.adminPassword": "[parameters('sshKey')]",
    f"{IMAGE}.publisher": "MicrosoftWindowsServer",
    f"{IMAGE}.offer": "WindowsServer",
    f"{IMAGE}.sku": "2025-datacenter-azure-edition",
}
M = {"set.sku.name": "Standard_M8ms", f"{V}.securityProfile": REMOVED}
"""A size that accelerates writes, and runs no Trusted Launch."""
VERSION = "0123456789abcdef0123456789abcdef"
HOST = "https://crew.vault.azure.net"
PLACEMENT = "set.placement"


def vault(*urls: str, name: str = "crew", **certificate: Any) -> dict[str, Any]:
    """Return the certificates of a vault."""
    listed = [{"certificateUrl": url, **certificate} for url in urls]
    return {"sourceVault": id_of("Microsoft.KeyVault/vaults", name), "vaultCertificates": listed}


def data(**members: Any) -> list[dict[str, Any]]:
    """Return one data disk."""
    kind = members.pop("kind", "Premium_LRS")
    disk = {"lun": 0, "createOption": "Empty", "diskSizeGB": 64, **members}
    return [disk | {"managedDisk": {"storageAccountType": kind}}]


def windows(**configuration: Any) -> dict[str, Any]:
    return {f"{OS}.windowsConfiguration": configuration}


def patched(mode: str, updates: bool | None, **more: Any) -> dict[str, Any]:
    said = {} if updates is None else {"enableAutomaticUpdates": updates}
    return windows(patchSettings={"patchMode": mode, **more}, **said)


def placed(**members: Any) -> dict[str, Any]:
    """Return a set whose zones Azure chooses."""
    return {
        "set.apiVersion": "2025-11-01",
        "set.zones": REMOVED,
        PLACEMENT: {"zonePlacementPolicy": "Auto", **members},
    }


ONE = f"{HOST}/secrets/web/{VERSION}"
SYSTEM = [
    ({KEY: "/home/azureuser/.ssh/authorized_keys"}, [f"error VMS090 {KEY}"], {KEY: REMOVED}),
    ({KEY: "/root/.ssh/authorized_keys"}, [f"error VMS090 {KEY}"], {KEY: ""}),
    (
        {KEY: "/home/azureops/keys", f"{OS}.adminUsername": "[parameters('sshKey')]"},
        [f"error VMS090 {KEY}"],
        {
            KEY: "[concat('/home/', parameters('sshKey'), '/.ssh/authorized_keys')]",
            f"{OS}.adminUsername": "[parameters('sshKey')]",
        },
    ),
    ({PREFIX: "web_"}, [f"error VMS091 {PREFIX}"], {PREFIX: "web-"}),
    ({PREFIX: "web app"}, [f"error VMS091 {PREFIX}"], {PREFIX: "1234"}),
    (
        {SECRETS: [vault(ONE), vault(f"{HOST}/secrets/api/{VERSION}")]},
        [f"error VMS093 {SECRETS}.1.sourceVault.id"],
        {SECRETS: [vault(ONE, f"{HOST}/secrets/api/{VERSION}")]},
    ),
    (
        {SECRETS: [vault(f"{HOST}/secrets/web")]},
        [f"error VMS093 {SECRETS}.0.vaultCertificates.0.certificateUrl"],
        {SECRETS: [vault(ONE)]},
    ),
    (
        {SECRETS: [vault(f"{HOST}/certificates/web/{VERSION}")]},
        [f"error VMS093 {SECRETS}.0.vaultCertificates.0.certificateUrl"],
        {SECRETS: [vault("[parameters('sshKey')]")]},
    ),
    (
        {SECRETS: [vault(ONE, name="other")]},
        [f"error VMS093 {SECRETS}.0.vaultCertificates.0.certificateUrl"],
        {SECRETS: [vault(f"https://other.vault.azure.net/secrets/a/{VERSION}", name="other")]},
    ),
]
DISKS = [
    ({f"{DISK}.name": "os"}, [f"warning VMS095 {DISK}.name"], {f"{DISK}.name": ""}),
    ({f"{DISK}.name": "os", **UNIFORM}, [f"error VMS095 {DISK}.name"], {**UNIFORM}),
    (
        {DATA: data(name="data"), **UNIFORM},
        [f"error VMS095 {DATA}.0.name"],
        {DATA: data(name=None), **UNIFORM},
    ),
    (
        {DATA: data(writeAcceleratorEnabled=True, caching="ReadWrite"), "set.sku.name": "Standard_M8ms"},
        [f"error VMS097 {DATA}.0.caching", f"warning VMS051 {V}.securityProfile.securityType"],
        {DATA: data(writeAcceleratorEnabled=False, caching="ReadWrite")},
    ),
    (
        {DATA: data(writeAcceleratorEnabled=True, caching="None", kind="StandardSSD_LRS"), **M},
        [f"error VMS097 {DATA}.0.managedDisk.storageAccountType"],
        {DATA: data(writeAcceleratorEnabled=True, caching="ReadOnly"), **M},
    ),
    (
        {f"{DISK}.writeAcceleratorEnabled": True, f"{DISK}.managedDisk.storageAccountType": "Standard_LRS", f"{DISK}.caching": "ReadOnly", **M},
        [f"error VMS097 {DISK}.managedDisk.storageAccountType"],
        {f"{DISK}.writeAcceleratorEnabled": False, f"{DISK}.managedDisk.storageAccountType": "Standard_LRS", **M},
    ),
    ({f"{IMAGE}.version": REMOVED}, [f"error VMS098 {IMAGE}"], {f"{IMAGE}.version": "24.04.202404230"}),
    ({f"{IMAGE}.sku": REMOVED}, [f"error VMS098 {IMAGE}"], {IMAGE: {"id": "[parameters('sshKey')]"}}),
    ({"set.sku.tier": "Premium"}, ["error VMS100 set.sku.tier"], {"set.sku.tier": "standard"}),
    (
        {"set.identity": {"type": "UserAssigned"}},
        ["error VMS101 set.identity.type"],
        {"set.identity": {"type": "UserAssigned", "userAssignedIdentities": {"[parameters('sshKey')]": {}}}},
    ),
    (
        {"set.identity": {"type": "UserAssigned", "userAssignedIdentities": {}}},
        ["error VMS101 set.identity.type"],
        {"set.identity": {"type": "UserAssigned", "userAssignedIdentities": "[json(parameters('sshKey'))]"}},
    ),
]  # fmt: skip
ZONES = [
    (
        placed(includeZones=["1"], excludeZones=["3"]),
        [f"error VMS103 {PLACEMENT}.excludeZones"],
        placed(includeZones=["1", "2"], excludeZones=[]),
    ),
    (
        placed() | {"set.zones": ["1", "2"]},
        ["warning VMS103 set.zones"],
        placed() | {"set.zones": REMOVED},
    ),
]
UPGRADES = [
    (
        UNIFORM | {"set.properties.upgradePolicy": {}},
        ["error UPG041 set.properties.upgradePolicy"],
        UNIFORM,
    ),
    (
        {"set.properties.scaleInPolicy": {"rules": []}},
        ["error UPG042 set.properties.scaleInPolicy.rules"],
        {"set.properties.scaleInPolicy": {"rules": ["OldestVM"]}},
    ),
    (
        {"set.properties.spotRestorePolicy": {"enabled": False}},
        ["error VMS027 set.properties.spotRestorePolicy"],
        {f"{V}.priority": "Spot", f"{V}.evictionPolicy": "Delete"},
    ),
]


@pytest.mark.parametrize(("faulty", "said", "right"), [*SYSTEM, *DISKS, *ZONES, *UPGRADES])
def test_a_fault_is_told_at_its_place(
    faulty: dict[str, Any], said: list[str], right: dict[str, Any]
) -> None:
    assert told(faulty) == said
    assert told(right) == []


@pytest.mark.parametrize(
    ("faulty", "said", "right"),
    [
        (patched("Manual", None), "patchSettings.patchMode", patched("Manual", False)),
        (patched("Manual", True), "enableAutomaticUpdates", patched("Manual", False)),
        (patched("AutomaticByOS", False), "enableAutomaticUpdates", patched("AutomaticByOS", None)),
        (patched("ImageDefault", None), "patchSettings.patchMode", patched("Manual", False)),
        (
            patched("AutomaticByOS", None, automaticByPlatformSettings={"rebootSetting": "Never"}),
            "patchSettings.automaticByPlatformSettings",
            patched("AutomaticByOS", None, enableHotpatching=False),
        ),
    ],
)
def test_a_patch_mode_agrees_with_system_and_updates(
    faulty: dict[str, Any], said: str, right: dict[str, Any]
) -> None:
    def vms092(changes: dict[str, Any]) -> list[str]:
        return [text for text in told(WINDOWS | changes) if "VMS092" in text]

    assert vms092(faulty) == [f"error VMS092 {OS}.windowsConfiguration.{said}"]
    assert vms092(right) == []


@pytest.mark.parametrize(
    ("prefix", "said"),
    [
        ("webfrontend", ["error VMS001"]),
        ("12345", ["error VMS091"]),
        ("a.b", ["error VMS091"]),
        ("frontend1", []),
    ],
)
def test_a_prefix_on_windows_is_short_and_no_number(prefix: str, said: list[str]) -> None:
    found = told(WINDOWS | windows() | {PREFIX: prefix})
    assert [text for text in found if "VMS0" in text] == [f"{text} {PREFIX}" for text in said]


def winrm(*urls: str, protocol: str = "Https") -> dict[str, Any]:
    listeners = [{"protocol": protocol, "certificateUrl": url} for url in urls]
    return windows(winRM={"listeners": listeners or [{"protocol": protocol}]})


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (winrm(), ""),
        (winrm(ONE), ".certificateUrl"),
        (winrm(ONE) | {SECRETS: [vault(f"{HOST}/secrets/api/{VERSION}")]}, ".certificateUrl"),
        (winrm(ONE) | {SECRETS: [vault(ONE, certificateStore="My")]}, None),
        (winrm(ONE) | {SECRETS: "[json(parameters('sshKey'))]"}, None),
        (winrm(protocol="Http"), None),
    ],
)
def test_a_listener_for_https_has_a_certificate_of_the_model(
    changes: dict[str, Any], said: str | None
) -> None:
    place = f"{OS}.windowsConfiguration.winRM.listeners.0"
    found = [text for text in told(WINDOWS | changes) if "VMS09" in text]
    assert found == ([] if said is None else [f"error VMS094 {place}{said}"])


def a_set(*extensions: dict[str, Any], **properties: Any) -> dict[str, Any]:
    listed = [{"name": f"e{i}", "properties": item} for i, item in enumerate(extensions)]
    profile = {"extensionProfile": {"extensions": listed}}
    return {"properties": {"virtualMachineProfile": profile, **properties}}


def begins(block: Any, *rules: str) -> list[str]:
    """Return what some rules say, with its severity, up to the first comma or semicolon."""
    said = broken_by(template_of(block))
    return sorted(
        f"{severity.name} {text}".replace(",", ";").split(";")[0]
        for text, severity in said.items()
        if text.split()[0] in rules
    )


def fabric(version: str = "1.1", **settings: Any) -> dict[str, Any]:
    return {
        "publisher": "Microsoft.Azure.ServiceFabric",
        "type": "ServiceFabricNode",
        "typeHandlerVersion": version,
        "settings": settings,
    }


OS_UPGRADE = {"upgradePolicy": {"automaticOSUpgradePolicy": {"enableAutomaticOSUpgrade": True}}}


@pytest.mark.parametrize(
    ("block", "said"),
    [
        (a_set(fabric(), overprovision=True), ["ERROR UPG043 Service Fabric takes no set that overprovisions"]),
        (a_set(fabric()), ["ERROR UPG043 Service Fabric takes no set that overprovisions"]),
        (a_set(fabric(), overprovision=False), []),
        (a_set(fabric(), orchestrationMode="Flexible"), []),
        (a_set(fabric(), overprovision="[parameters('more')]"), []),
        (
            a_set(fabric("1.0", durabilityLevel="Silver"), overprovision=False, **OS_UPGRADE),
            ["ERROR UPG043 automatic OS upgrades need version 1.1 or later of the Service Fabric extension (is 1.0)"],
        ),
        (a_set(fabric("1.0"), overprovision=False), []),
        (
            a_set(fabric(durabilityLevel="Bronze"), overprovision=False, **OS_UPGRADE),
            ["WARNING UPG043 automatic OS upgrades need 'durabilityLevel' Silver or Gold"],
        ),
    ],
)  # fmt: skip
def test_a_set_of_service_fabric(block: dict[str, Any], said: list[str]) -> None:
    assert begins(block, "UPG043") == said


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"nodeTypeRef": "web", "durabilityLevel": "Silver"}, []),
        ({"nodeTypeRef": "wbe"}, ["WARNING UPG044 the cluster has no node type 'wbe'"]),
        (
            {"nodeTypeRef": "web", "durabilityLevel": "Bronze"},
            ["WARNING UPG044 'durabilityLevel' is Silver in the cluster (is Bronze)"],
        ),
        ({"nodeTypeRef": "[parameters('type')]", "durabilityLevel": "Bronze"}, []),
    ],
)
def test_a_node_is_of_a_type_of_its_cluster(settings: dict[str, Any], said: list[str]) -> None:
    kind = {"name": "web", "durabilityLevel": "Silver"}
    cluster = resource("Microsoft.ServiceFabric/clusters", "crew", properties={"nodeTypes": [kind]})
    scale_set = resource(
        "Microsoft.Compute/virtualMachineScaleSets", "web", **a_set(fabric(**settings))
    )
    assert begins([cluster, scale_set], "UPG044") == said


HEALTH = {
    "publisher": "Microsoft.ManagedServices",
    "type": "ApplicationHealthLinux",
    "typeHandlerVersion": "1.0",
    "settings": {"protocol": "tcp", "port": 22},
}


@pytest.mark.parametrize(
    ("rule", "properties"),
    [
        ("UPG001", {"upgradePolicy": {"mode": "Rolling"}}),
        ("UPG002", {"automaticRepairsPolicy": {"enabled": True}}),
        ("UPG005", OS_UPGRADE),
    ],
)
def test_a_health_extension_of_its_own_comes_too_late(
    rule: str, properties: dict[str, Any]
) -> None:
    kind = "Microsoft.Compute/virtualMachineScaleSets"
    child = resource(f"{kind}/extensions", "web/health", properties=HEALTH)
    beside = [resource(kind, "web", **a_set(**properties)), child]
    (said,) = (text for text in broken_by(template_of(beside)) if text.startswith(rule))
    assert "comes too late: move it into 'extensionProfile'" in said
    within = [resource(kind, "web", **a_set(HEALTH, **properties))]
    assert begins(within, rule) == []


@pytest.mark.parametrize(
    ("block", "said"),
    [
        (a_set(HEALTH), ["INFO UPG040 no 'automaticRepairsPolicy': instances that are unhealthy stay so"]),
        (a_set(), ["INFO UPG040 no 'automaticRepairsPolicy': instances that are unhealthy stay so"]),
        (a_set(HEALTH, automaticRepairsPolicy={"enabled": False}), []),
        (a_set(fabric()), []),
        ({"sku": {"capacity": 3}, "properties": {}}, []),
    ],
)  # fmt: skip
def test_repairs_that_are_absent_are_a_note(block: dict[str, Any], said: list[str]) -> None:
    assert begins(block, "UPG040") == said


@pytest.mark.parametrize(
    ("zones", "balance", "said"),
    [
        (["1", "2"], True, ["INFO VMS104 strict zone balance keeps the set from growing while one zone is out of room"]),
        (["1", "2"], False, []),
        (["1", "2"], "[parameters('balance')]", []),
    ],
)  # fmt: skip
def test_strict_zone_balance_is_a_note(zones: list[str], balance: Any, said: list[str]) -> None:
    assert begins({"zones": zones, "properties": {"zoneBalance": balance}}, "VMS104") == said


def allocation(percent: int, **members: Any) -> dict[str, Any]:
    bound = {"enabled": True, "value": percent}
    policy = {"maxInstancePercentPerZonePolicy": bound, **members}
    return {"resiliencyPolicy": {"zoneAllocationPolicy": policy}}


@pytest.mark.parametrize(
    ("include", "properties", "said"),
    [
        ([], {"overprovision": True}, ["ERROR VMS103 where Azure chooses the zones"]),
        ([], {}, ["ERROR VMS103 where Azure chooses the zones"]),
        ([], {"orchestrationMode": "Flexible"}, []),
        (["1", "2"], {"overprovision": False, **allocation(40)}, ["ERROR VMS103 2 zones must hold all instances"]),
        (["1", "2"], {"overprovision": False, **allocation(50)}, []),
        ([], {"overprovision": False, **allocation(30, maxZoneCount=3)}, ["ERROR VMS103 3 zones must hold all instances"]),
        ([], {"overprovision": False, **allocation(34, maxZoneCount=3)}, []),
        ([], {"overprovision": False, **allocation(10)}, []),
    ],
)  # fmt: skip
def test_zones_that_azure_chooses(
    include: list[str], properties: dict[str, Any], said: list[str]
) -> None:
    placement = {"zonePlacementPolicy": "Auto", "includeZones": include}
    assert begins({"placement": placement, **a_set(**properties)}, "VMS103") == said


def test_restoring_spot_instances_has_been_refused_on_flexible_sets() -> None:
    block = a_set(spotRestorePolicy={"enabled": True}, orchestrationMode="Flexible")
    block["properties"]["virtualMachineProfile"]["priority"] = "Spot"
    refused = "INFO VMS027 Azure has refused 'spotRestorePolicy' on a Flexible scale set"
    assert begins(block, "VMS027") == [refused]
    block["properties"]["orchestrationMode"] = "Uniform"
    assert begins(block, "VMS027") == []


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ({"name": "server", "product": "ubuntu-24_04-lts", "publisher": "canonical"}, ""),
        ({"name": "server-gen1", "product": "ubuntu-24_04-lts", "publisher": "canonical"}, ""),
        ({"name": "[parameters('sshKey')]", "product": "ubuntu-24_04-lts"}, ""),
        ({"name": "byol", "product": "ubuntu-24_04-lts", "publisher": "canonical"}, "name"),
        ({"name": "server", "product": "ubuntu", "publisher": "canonical"}, "product"),
        ({"name": "server", "product": "ubuntu-24_04-lts", "publisher": "other"}, "publisher"),
    ],
)
def test_the_plan_is_that_of_the_image(plan: dict[str, str], said: str) -> None:
    found = [text for text in told({"set.plan": plan}) if "VMS099" in text]
    assert found == ([f"warning VMS099 set.plan.{said}"] if said else [])


def asked(publisher: str, offer: str, **changed: Any) -> dict[str, Any]:
    """Return a change to an image of the marketplace."""
    named = {"publisher": publisher, "offer": offer, "sku": "a-sku", "version": "latest"}
    return {IMAGE: named, **changed}


PLAN = {"name": "a-sku", "product": "nodejs", "publisher": "bitnami"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        # Azure's answer is recorded.
        (asked("bitnami", "nodejs"), "error"),
        (asked("Bitnami", "NodeJS"), "error"),
        (asked("PaloAltoNetworks", "vmseries1"), "error"),
        (asked("RedHat", "rhel-byos"), "error"),
        (asked("kinvolk", "flatcar-container-linux"), "error"),
        (asked("almalinux", "almalinux-hpc"), "error"),
        # Those are deployed with a plan wherever they are.
        (asked("bitnami", "redis"), "warning"),
        (asked("paloaltonetworks", "vmseries-flex"), "warning"),
        (asked("kinvolk", "flatcar-container-linux-free"), "warning"),
        (asked("couchbase", "couchbase-server-enterprise"), "warning"),
        (asked("almalinux", "almalinux-x86_64"), "warning"),
        # Those have none, or nothing is known of them.
        (asked("RedHat", "RHEL"), ""),
        (asked("RedHat", "rhel-byos-like"), ""),
        (asked("kinvolk", "flatcar-container-linux-corevm-amd64"), ""),
        (asked("MicrosoftWindowsDesktop", "windows-11"), ""),
        (asked("microsoft-dsvm", "ubuntu-hpc"), ""),
        (asked("contoso", "nodejs"), ""),
        # There is a plan, or may be one.
        (asked("bitnami", "nodejs", **{"set.plan": PLAN}), ""),
        (asked("bitnami", "nodejs", **{"set.plan": "[if(equals(parameters('sshKey'), 'x'), json('null'), json('{}'))]"}), ""),
        (asked("bitnami", "nodejs", **{"set.plan": None}), "error"),
        ({IMAGE: {"id": "/subscriptions/x/resourceGroups/r/providers/Microsoft.Compute/images/nodejs"}}, ""),
    ],
)  # fmt: skip
def test_an_image_that_is_sold_has_a_plan(change: dict[str, Any], said: str) -> None:
    found = [text for text in told(change) if "VMS099" in text]
    assert found == ([f"{said} VMS099 {IMAGE}.offer"] if said else [])


SAS = "sv=2024-11-04&sr=b&sig=abc%3D"
LISTED = "listAccountSas('crew', '2023-05-01', json('{}')).accountSasToken"
SERVICE = "listServiceSas('crew', '2023-05-01', json('{}')).serviceSasToken"


def script(address: str) -> dict[str, Any]:
    settings = {"commandToExecute": "sh a.sh", "fileUris": [address]}
    handler = {"publisher": "Microsoft.Azure.Extensions", "type": "CustomScript"}
    body = handler | {"typeHandlerVersion": "2.1", "settings": {}, "protectedSettings": settings}
    return {f"{V}.extensionProfile": {"extensions": [{"name": "s", "properties": body}]}}


@pytest.mark.parametrize(
    ("address", "joined"),
    [
        (f"https://crew.example/c/a.sh{SAS}", True),
        (f"[concat('https://crew.example/c/a.sh', '{SAS}')]", True),
        (f"[format('{{0}}{{1}}', 'https://crew.example/c/a.sh', '{SAS}')]", True),
        (f"[concat(parameters('sshKey'), '/a.sh', {LISTED})]", True),
        (f"[concat(parameters('sshKey'), '/a.sh', {SERVICE})]", True),
        (f"https://crew.example/c/a.sh?{SAS}", False),
        (f"[concat('https://crew.example/c/a.sh', '?{SAS}')]", False),
        (f"[concat(parameters('sshKey'), '/a.sh?', {LISTED})]", False),
        (f"[concat(parameters('sshKey'), '/a.sh?comp=x', '&', {LISTED})]", False),
        # Whether the token or the address has the mark is known to whoever gives it.
        ("[concat('https://crew.example/c/a.sh', parameters('sshKey'))]", False),
        (f"[concat(parameters('sshKey'), '{SAS}')]", False),
        (f"[concat(parameters('sshKey'), {LISTED})]", False),
    ],
)
def test_a_signature_stands_behind_a_mark(address: str, joined: bool) -> None:
    place = f"{V}.extensionProfile.extensions.0.properties.protectedSettings.fileUris.0"
    assert told(script(address)) == ([f"error EXT060 {place}"] if joined else [])
