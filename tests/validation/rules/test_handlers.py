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
