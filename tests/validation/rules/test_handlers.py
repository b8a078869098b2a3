"""What rules know of extension handlers: a set, its extensions, and what is found.

Each row is the handlers of a set (publisher/type, and more of its properties) on a system, and the
whole list of what the rules in question say, as the rule's id, its severity and how it begins.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.rule_blocks import broken_by, template_of

Block = dict[str, Any]
AMA = "Microsoft.Azure.Monitor/AzureMonitorLinuxAgent"
SET = "Microsoft.Compute/virtualMachineScaleSets"


def ext(handler: str, version: str = "1.0", **parts: Any) -> Block:
    publisher, _, kind = handler.partition("/")
    return {"publisher": publisher, "type": kind, "typeHandlerVersion": version, **parts}


def a_set(system: str, *extensions: Block, identity: Any = None, **parts: Any) -> Block:
    listed = [{"name": f"e{i}", "properties": item} for i, item in enumerate(extensions)]
    disk = {"osType": system.title(), "createOption": "FromImage"}
    profile = {"storageProfile": {"osDisk": disk}, "extensionProfile": {"extensions": listed}}
    body: Block = {"properties": {"virtualMachineProfile": profile, **parts}}
    return body if identity is None else body | {"identity": identity}


def found(block: Any, *rules: str) -> list[str]:
    said = broken_by(template_of(block)).items()
    return sorted(f"{how.name} {text}" for text, how in said if text.split()[0] in rules)


def starts(block: Any, expected: list[str], *rules: str) -> None:
    said = found(block, *rules)
    assert len(said) == len(expected), said
    for text, start in zip(said, sorted(expected), strict=True):
        assert text.startswith(start)


@pytest.mark.parametrize(
    ("system", "handler", "meant"),
    [
        ("linux", "Microsoft.Azure.Monitor/AzureMonitorAgentLinux", AMA),
        ("linux", "Microsoft.Azure.Monitor/AzureMonitorLinuxAgnet", AMA),
        ("linux", "Microsoft.Azure.Monitr/AzureMonitorLinuxAgent", AMA),
        ("windows", "Microsoft.Compute/CustomScript", "Microsoft.Compute/CustomScriptExtension"),
        ("linux", "Microsoft.Compute/CustomScript", "Microsoft.Azure.Extensions/CustomScript"),
        (
            "linux",
            "Microsoft.Azure.ActiveDirectory.LinuxSSH/AADSSHLoginForLinux",
            "Microsoft.Azure.ActiveDirectory/AADSSHLoginForLinux",
        ),
        (
            "windows",
            "Microsoft.ManagedServices/ApplicationHealth",
            "Microsoft.ManagedServices/ApplicationHealthWindows",
        ),
        (
            "linux",
            "Microsoft.EnterpriseCloud.Monitoring/OmsAgent",
            "Microsoft.EnterpriseCloud.Monitoring/OmsAgentForLinux",
        ),
    ],
)
def test_a_handler_that_does_not_exist_is_an_error_with_the_one_that_is_meant(
    system: str, handler: str, meant: str
) -> None:
    said = [
        f"ERROR EXT040 Azure has no extension handler {handler} and refuses it; "
        f"did you mean {meant}?"
    ]
    assert found(a_set(system, ext(handler)), "EXT040") == said


def test_a_handler_that_is_like_no_other_of_its_publisher_is_a_doubt():
    (said,) = found(a_set("linux", ext("Microsoft.Azure.Security/Frobnicator")), "EXT040")
    assert said.startswith("WARNING EXT040 no extension handler")
    assert said.endswith("AzureDiskEncryption, AzureDiskEncryptionForLinux")


@pytest.mark.parametrize(
    "handler",
    [
        "Contoso/CustomScript",
        "Contoso.Monitor/AzureMonitorLinuxAgnet",
        "microsoft.azure.MONITOR/azuremonitorlinuxagent",
        "Microsoft.Azure.Monitor.Test/AzureMonitorAgentLinux",
        "Microsoft.HpcPack/LinuxNodeAgent2016U1",
        "Microsoft.HpcPack/NoSuchAgent",
        "Chef.Bootstrap.WindowsAzure/CentosChefClient",
        "Microsoft.Azure.Diagnostics/ApplicationMonitoringWindows",
        "Microsoft.CPlat.Core/RunCommandWindows",
        "[parameters('publisher')]/AzureMonitorAgentLinux",
    ],
)
def test_what_may_exist_is_not_called_unknown(handler: str) -> None:
    assert found(a_set("linux", ext(handler)), "EXT040") == []


@pytest.mark.parametrize(
    ("system", "handler", "instead"),
    [
        ("linux", "Microsoft.Compute/BGInfo", "take the one for Linux, or leave it out"),
        ("linux", "Microsoft.Compute/VMAccessAgent", "take Microsoft.OSTCExtensions/VMAcc"),
        ("linux", "Microsoft.Azure.Security/AzureDiskEncryption", "take Microsoft.Azure.Security/"),
        ("linux", "Microsoft.Azure.Security.WindowsAttestation/GuestAttestation", "take the one"),
        ("windows", "Microsoft.Azure.AzureDefenderForServers/MDE.Linux", "take Microsoft.Azure.Az"),
        ("windows", "Microsoft.Azure.Extensions/DockerExtension", "take the one for Windows"),
    ],
)
def test_the_system_of_a_handler_is_known_by_the_table(
    system: str, handler: str, instead: str
) -> None:
    other = {"linux": "Windows", "windows": "Linux"}[system]
    kind = handler.partition("/")[2]
    said = f"extension type '{kind}' is for {other}, and the scale set runs {system.title()}; "
    starts(a_set(system, ext(handler)), [f"ERROR EXT009 {said}{instead}"], "EXT009")


WINDOWS_ONLY = ext("Microsoft.Compute/BGInfo", "2.1")


@pytest.mark.parametrize(
    ("name", "child", "says"),
    [
        ("web", "web/info", True),
        ("[parameters('name')]", "[concat(parameters('name'), '/info')]", True),
        ("[parameters('name')]", "[format('{0}/{1}', parameters('name'), 'info')]", True),
        ("[parameters('name')]", "[concat(parameters('other'), '/info')]", False),
        ("web", "other/info", False),
    ],
)
@pytest.mark.parametrize("kind", ["virtualMachineScaleSets", "virtualMachines"])
def test_a_child_resource_has_the_system_of_its_set_or_machine(
    kind: str, name: str, child: str, says: bool
) -> None:
    body = a_set("linux")["properties"]
    machine = kind == "virtualMachines"
    host = {"type": f"Microsoft.Compute/{kind}", "apiVersion": "2024-07-01", "name": name}
    host["properties"] = body["virtualMachineProfile"] if machine else body
    own = {"type": f"Microsoft.Compute/{kind}/extensions", "apiVersion": "2024-07-01"}
    extension = {**own, "name": child, "properties": WINDOWS_ONLY}
    noun = "machine" if machine else "scale set"
    said = [f"ERROR EXT009 extension type 'BGInfo' is for Windows, and the {noun} runs Linux; "]
    starts([host, extension], said * says, "EXT009")
    nested = {**host, "resources": [{**own, "type": "extensions", "name": "info"}]}
    nested["resources"][0]["properties"] = WINDOWS_ONLY
    starts([nested], said, "EXT009")


KV = "Microsoft.Azure.KeyVault/KeyVaultForLinux"
KV_WINDOWS = "Microsoft.Azure.KeyVault/KeyVaultForWindows"
SYSTEM = {"type": "SystemAssigned"}
GUID = "00000000-0000-0000-0000-000000000001"
NO_IDENTITY = "ERROR EXT041 {} signs in with a managed identity, and the scale set has none; give"
LOGIN = "Microsoft.Azure.ActiveDirectory/AADSSHLoginForLinux"


def users(count: int, system: str = "") -> Block:
    named = {f"/subscriptions/s/userAssignedIdentities/{i}": {} for i in range(count)}
    return {"type": f"{system}UserAssigned", "userAssignedIdentities": named}


@pytest.mark.parametrize(
    ("handler", "identity", "expected"),
    [
        (AMA, None, NO_IDENTITY.format("AzureMonitorLinuxAgent")),
        (KV, None, NO_IDENTITY.format("KeyVaultForLinux")),
        (KV, {"type": "None"}, NO_IDENTITY.format("KeyVaultForLinux")),
        (AMA, SYSTEM, ""),
        (AMA, users(1), ""),
        (AMA, "[parameters('identity')]", ""),
        (LOGIN, None, "ERROR EXT041 AADSSHLoginForLinux signs in with a system-assigned identity, and "),
        (LOGIN, users(1), "ERROR EXT041 AADSSHLoginForLinux signs in with a system-assigned identity"),
        (LOGIN, users(1, "SystemAssigned, "), ""),
        ("Microsoft.Azure.NetworkWatcher/NetworkWatcherAgentLinux", None, ""),
    ],
)  # fmt: skip
def test_a_handler_that_signs_in_needs_its_kind_of_identity(
    handler: str, identity: Any, expected: str
) -> None:
    block = a_set("linux", ext(handler), identity=identity)
    starts(block, [expected] * bool(expected), "EXT041")


def test_a_flexible_set_cannot_have_the_identity_of_a_login():
    block = a_set("linux", ext(LOGIN), orchestrationMode="Flexible")
    said = "ERROR EXT041 AADSSHLoginForLinux signs in with a system-assigned identity, which a Flex"
    starts(block, [said], "EXT041")


@pytest.mark.parametrize(
    ("managed", "identity", "expected"),
    [
        ({}, None, "ERROR EXT041 'managedIdentity' downloads with an identity, and the scale set"),
        ({}, users(2), "ERROR EXT041 the scale set has several user-assigned identities"),
        ({}, users(1), ""),
        ({}, users(2, "SystemAssigned,"), ""),
        ({"clientId": GUID}, users(2), ""),
        (
            {"clientId": "/subscriptions/s/userAssignedIdentities/0"},
            users(1),
            "ERROR EXT014 'clien",
        ),
        ({"objectId": "me"}, users(1), "ERROR EXT014 'objectId' is a GUID"),
    ],
)
def test_a_script_downloads_with_an_identity_that_it_can_name(
    managed: Block, identity: Any, expected: str
) -> None:
    script = ext(
        "Microsoft.Azure.Extensions/CustomScript",
        "2.1",
        protectedSettings={"commandToExecute": "ls", "managedIdentity": managed},
    )
    block = a_set("linux", script, identity=identity)
    starts(block, [expected] * bool(expected), "EXT041", "EXT014")


@pytest.mark.parametrize(
    ("version", "minor", "expected"),
    [
        ("1.9", False, ["'fileUris'", "'managedIdentity'"]),
        ("1.8", None, ["'fileUris'", "'managedIdentity'"]),
        ("1.9", True, []),
        ("1.10", False, []),
        ("[parameters('version')]", False, []),
    ],
)
def test_an_old_script_handler_of_windows_does_not_read_what_came_later(
    version: str, minor: bool | None, expected: list[str]
) -> None:
    protected = {"commandToExecute": "dir", "fileUris": ["https://e.org/a"], "managedIdentity": {}}
    more = {} if minor is None else {"autoUpgradeMinorVersion": minor}
    script = ext(
        "Microsoft.Compute/CustomScriptExtension", version, protectedSettings=protected, **more
    )
    said = [f"ERROR EXT014 {name}" for name in expected]
    starts(a_set("windows", script, identity=SYSTEM), said, "EXT014")


def vault(handler: str = KV, version: str = "3.0", **settings: Any) -> Block:
    return ext(handler, version, settings=settings)


URL = "https://example.vault.azure.net/secrets/web"
CERTIFICATES = {"observedCertificates": [{"url": URL}]}
SIGN_IN = {"msiEndpoint": "http://169.254.169.254/metadata/identity", "msiClientId": GUID}


@pytest.mark.parametrize(
    ("extension", "expected"),
    [
        (
            vault(secretsManagementSettings=CERTIFICATES),
            ["WARNING EXT042 with a user-assigned ide"],
        ),
        (vault(secretsManagementSettings=CERTIFICATES, authenticationSettings=SIGN_IN), []),
        (
            vault(secretsManagementSettings=CERTIFICATES | {"authenticationSettings": SIGN_IN}),
            ["ERROR EXT042 'authenticationSettings' belongs in 'settings' itself"],
        ),
        (
            vault(
                secretsManagementSettings=CERTIFICATES,
                authenticationSettings=SIGN_IN | {"msiClientId": "/subscriptions/s/id"},
            ),
            ["ERROR EXT042 'msiClientId' is the client id of an identity, a GUID"],
        ),
        (
            vault(
                secretsManagementSettings={
                    "observedCertificates": [URL.replace("secrets", "certificates")]
                },
                authenticationSettings=SIGN_IN,
            ),
            ["WARNING EXT042 an address below /certificates/ comes without"],
        ),
        (
            vault(
                KV_WINDOWS,
                "4.0",
                secretsManagementSettings=CERTIFICATES
                | {"pollingIntervalInS": "60", "keyExportable": True},
                authenticationSettings=SIGN_IN,
            ),
            [
                "WARNING EXT042 version 4.0 has no 'keyExportable' any more",
                "WARNING EXT042 version 4.0 takes 300 to 3600 seconds here (is 60)",
            ],
        ),
    ],
)
def test_the_key_vault_extension_is_told_who_reads_what(
    extension: Block, expected: list[str]
) -> None:
    system = "windows" if "Windows" in extension["type"] else "linux"
    starts(a_set(system, extension, identity=users(1)), expected, "EXT042")


def test_what_waits_for_certificates_needs_the_first_sync():
    waits = ext("Contoso/Agent", provisionAfterExtensions=["e0"])
    said = ["WARNING EXT042 'e1' waits for this extension, which counts as provisioned before"]
    settings = {"secretsManagementSettings": CERTIFICATES}
    starts(a_set("linux", vault(**settings), waits, identity=SYSTEM), said, "EXT042")
    settings = {"secretsManagementSettings": CERTIFICATES | {"requireInitialSync": True}}
    starts(a_set("linux", vault(**settings), waits, identity=SYSTEM), [], "EXT042")


def named(**identity: str) -> Block:
    keys = {key.replace("_", "-"): value for key, value in identity.items()}
    return {"settings": {"authentication": {"managedIdentity": keys}}}


PROXY = {"mode": "application", "address": "http://proxy:3128", "auth": "true"}


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (named(identifier_name="mi_res_id", identifier_value="/subscriptions/s/id"), []),
        (named(identifier_name="client_id", identifier_value=GUID), []),
        (
            named(identifier_name="client_id", identifier_value="/subscriptions/s/id"),
            ["ERROR EXT043 with client_id this is a GUID; a resource id goes with mi_res_id"],
        ),
        (
            named(identifier_name="mi_res_id", identifier_value=GUID),
            ["ERROR EXT043 with mi_res_id this is the resource id of the identity"],
        ),
        (named(identifier_name="client_id"), ["ERROR EXT043 'identifier-name' needs"]),
        ({}, ["ERROR EXT043 the scale set has several user-assigned identities"]),
        (
            named(identifier_name="client_id", identifier_value=GUID)
            | {"protectedSettings": {"workspaceKey": "[parameters('key')]"}},
            ["ERROR EXT043 the agent has no protected setting 'workspaceKey'"],
        ),
        (
            {
                "settings": {
                    "authentication": named(
                        identifier_name="object_id", identifier_value=GUID
                    )["settings"]["authentication"],
                    "proxy": PROXY,
                },
                "protectedSettings": {"proxy": {"username": "me"}},
            },
            ["ERROR EXT043 'auth' needs 'password' in 'proxy' of 'protectedSettings'"],
        ),
    ],
)  # fmt: skip
def test_the_monitor_agent_is_told_which_identity_to_use(parts: Block, expected: list[str]) -> None:
    starts(a_set("linux", ext(AMA, "1.36", **parts), identity=users(2)), expected, "EXT043")


DEPENDENCY = "Microsoft.Azure.Monitoring.DependencyAgent/DependencyAgentLinux"
OMS = ext("Microsoft.EnterpriseCloud.Monitoring/OmsAgentForLinux", "1.13")


LAD = ext("Microsoft.Azure.Diagnostics/LinuxDiagnostic", "4.0")


@pytest.mark.parametrize(
    ("system", "extensions", "expected"),
    [
        ("linux", [ext(AMA), ext(DEPENDENCY, "9.10")], "WARNING EXT044 DependencyAgentLinux sends"),
        ("linux", [ext(AMA), ext(DEPENDENCY, "9.10", settings={"enableAMA": "true"})], ""),
        ("linux", [ext(DEPENDENCY, "9.10")], ""),
        (
            "linux",
            [ext(AMA), OMS],
            "WARNING EXT044 OmsAgentForLinux beside the Azure Monitor agent",
        ),
        ("linux", [LAD, OMS], "WARNING EXT044 LinuxDiagnostic has often failed to install beside"),
        ("linux", [LAD], ""),
        ("linux", [OMS], ""),
        ("linux", [ext(AMA), LAD], "WARNING EXT044 LinuxDiagnostic beside the Azure Monitor agent"),
        (
            "windows",
            [
                ext("Microsoft.Azure.ActiveDirectory/AADLoginForWindows"),
                ext("Microsoft.Compute/JsonADDomainExtension", "1.3"),
            ],
            "ERROR EXT044 the scale set joins Entra (AADLoginForWindows) and a domain",
        ),
    ],
)
def test_handlers_that_do_not_go_together(
    system: str, extensions: list[Block], expected: str
) -> None:
    starts(a_set(system, *extensions), [expected] * bool(expected), "EXT044")


def test_extensions_of_a_machine_are_seen_together():
    machine = "Microsoft.Compute/virtualMachines"
    own = {"apiVersion": "2024-07-01", "location": "l"}
    parts = [
        {"type": f"{machine}/extensions", **own, "name": f"vm/{name}", "properties": handler}
        for name, handler in (("diagnostics", LAD), ("logs", OMS))
    ]
    disk = {"osType": "Linux", "createOption": "FromImage"}
    vm = {"type": machine, **own, "name": "vm", "properties": {"storageProfile": {"osDisk": disk}}}
    starts([vm, *parts], ["WARNING EXT044 LinuxDiagnostic has often failed to install"], "EXT044")
    starts([vm, parts[0]], [], "EXT044")


ADE = "Microsoft.Azure.Security/AzureDiskEncryptionForLinux"
ACCESS = "Microsoft.OSTCExtensions/VMAccessForLinux"


@pytest.mark.parametrize(
    ("handler", "parts", "expected"),
    [
        (
            ADE,
            {"settings": {"EncryptionOperation": "EnableEncryption", "VolumeType": "All"}},
            "ERROR EXT045 on Linux scale sets only data disks can be encrypted (is All)",
        ),
        (ADE, {"settings": {"EncryptionOperation": "EnableEncryption", "VolumeType": "Data"}}, ""),
        (ADE, {"settings": {"EncryptionOperation": "DisableEncryption", "VolumeType": "All"}}, ""),
        (
            "Microsoft.Azure.Diagnostics/LinuxDiagnostic",
            {"protectedSettings": {"storageAccountKey": "[parameters('key')]"}},
            "ERROR EXT045 the handler takes no 'storageAccountKey' since version 3.0",
        ),
        (ACCESS, {"protectedSettings": {"username": "me"}}, "ERROR EXT045 the handler needs 'pass"),
        (ACCESS, {"protectedSettings": {"username": "me", "ssh_key": "ssh-rsa A"}}, ""),
    ],
)
def test_what_a_handler_refuses(handler: str, parts: Block, expected: str) -> None:
    starts(a_set("linux", ext(handler, **parts)), [expected] * bool(expected), "EXT045")


def with_size(name: str, handler: str, **profile: Any) -> Block:
    block = a_set("linux", ext(handler))
    block["properties"]["virtualMachineProfile"] |= profile
    return {**block, "sku": {"name": name, "capacity": 1}}


NVIDIA, AMD = "Microsoft.HpcCompute/NvidiaGpuDriverLinux", "Microsoft.HpcCompute/AmdGpuDriverLinux"
RDMA = "Microsoft.HpcCompute/InfiniBandDriverLinux"
ATTESTATION = "Microsoft.Azure.Security.LinuxAttestation/GuestAttestation"
SECURE = {"securityType": "TrustedLaunch", "uefiSettings": {"secureBootEnabled": True}}


@pytest.mark.parametrize(
    ("size", "handler", "security", "expected"),
    [
        ("Standard_D2s_v5", NVIDIA, None, "ERROR EXT046 NvidiaGpuDriverLinux fails on Standard_D2s"),
        ("Standard_NV4as_v4", NVIDIA, None, "ERROR EXT046 NvidiaGpuDriverLinux fails on Standard_NV"),
        ("Standard_NC4as_T4_v3", NVIDIA, None, ""),
        ("Standard_NC4as_T4_v3", AMD, None, "ERROR EXT046 AmdGpuDriverLinux fails on Standard_NC4as"),
        ("Standard_NV24ads_V710_v5", AMD, None, ""),
        ("Standard_D2s_v5", RDMA, None, "ERROR EXT046 InfiniBandDriverLinux fails on Standard_D2s_v5"),
        ("Standard_HB120rs_v3", RDMA, None, ""),
        ("Standard_NoSuch", NVIDIA, None, ""),
        ("Standard_NC4as_T4_v3", NVIDIA, SECURE, "WARNING EXT046 the drivers that NvidiaGpuDriverL"),
        ("Standard_D2s_v5", ATTESTATION, SECURE, ""),
        ("Standard_D2s_v5", ATTESTATION, None, "WARNING EXT046 guest attestation needs a security"),
        (
            "Standard_D2s_v5",
            ATTESTATION,
            {"securityType": "TrustedLaunch", "uefiSettings": {"vTpmEnabled": False}},
            "ERROR EXT046 guest attestation needs 'vTpmEnabled' true",
        ),
    ],
)  # fmt: skip
def test_a_driver_needs_its_device(size: str, handler: str, security: Any, expected: str) -> None:
    profile = {"securityProfile": security} if security else {}
    block = with_size(size, handler, **profile)
    starts(block, [expected] * bool(expected), "EXT046")


@pytest.mark.parametrize(
    ("handler", "version", "expected"),
    [
        (KV, "3.0", ""),
        (KV, "9.0", "WARNING EXT049 no version 9 of KeyVaultForLinux is known"),
        (
            "Microsoft.Azure.Extensions/CustomScript",
            "1.0",
            "WARNING EXT049 no version 1 of CustomS",
        ),
        ("Contoso/Agent", "77.1", ""),
        (KV, "[parameters('version')]", ""),
    ],
)
def test_a_major_version_that_was_never_seen(handler: str, version: str, expected: str) -> None:
    starts(a_set("linux", ext(handler, version)), [expected] * bool(expected), "EXT049")


@pytest.mark.parametrize(
    ("handler", "said"),
    [
        (
            "Microsoft.Azure.Extensions/DockerExtension",
            "retired extension type 'DockerExtension' in",
        ),
        (
            "Microsoft.OSTCExtensions/OSPatchingForLinux",
            "retired extension type 'OSPatchingForLinux' i",
        ),
        (
            "Microsoft.Azure.Diagnostics/LinuxDiagnostic",
            "retired extension type 'LinuxDiagnostic' on",
        ),
    ],
)
def test_a_retired_handler_is_a_warning_with_its_month_or_day(handler: str, said: str) -> None:
    starts(a_set("linux", ext(handler)), [f"WARNING EXT005 Azure {said}"], "EXT005")
