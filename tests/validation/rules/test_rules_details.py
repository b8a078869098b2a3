"""The facts behind the rules, beyond the one that each documents: a block and what is found in it.

A block has the form that `rule_blocks` describes; here it is Python instead of JSON.
"""

from __future__ import annotations

import base64
import gzip
from typing import Any

import pytest

from generator.diagnostics import Severity
from tests.support.rule_blocks import broken_by, template_of

Block = dict[str, Any]
GUID = "00000000-0000-0000-0000-000000000001"
BIG = {"virtualMachineProfile": {"osProfile": {"customData": "[base64(variables('big'))]"}}}


def profile(**parts: Any) -> Block:
    return {"virtualMachineProfile": parts}


def script(**parts: Any) -> Block:
    handler = {"publisher": "Microsoft.Azure.Extensions", "type": "CustomScript"}
    return {**handler, "typeHandlerVersion": "2.1", **parts}


def protected(**parts: Any) -> Block:
    return script(protectedSettings=parts)


def windows_script(**parts: Any) -> Block:
    handler = {"publisher": "Microsoft.Compute", "type": "CustomScriptExtension"}
    return {**handler, "typeHandlerVersion": "1.10", **parts}


def health(version: str = "1.0", **settings: Any) -> Block:
    handler = {"publisher": "Microsoft.ManagedServices", "type": "ApplicationHealthLinux"}
    return {**handler, "typeHandlerVersion": version, "settings": settings}


def dsc(**parts: Any) -> Block:
    handler = {"publisher": "Microsoft.Powershell", "type": "DSC"}
    return {**handler, "typeHandlerVersion": "2.77", **parts}


def package(file: str, script: str, function: str) -> Block:
    url = f"https://example.org/{file}"
    return dsc(settings={"configuration": {"url": url, "script": script, "function": function}})


def extensions(**named: Block) -> Block:
    listing = [{"name": name, "properties": body} for name, body in named.items()]
    return profile(extensionProfile={"extensions": listing})


def flexible(**parts: Any) -> Block:
    return {"orchestrationMode": "Flexible", "platformFaultDomainCount": 1, **parts}


def placed_by_azure(balanced: bool, **policy: Any) -> Block:
    properties = {"zoneBalance": balanced, "resiliencyPolicy": {"zoneAllocationPolicy": policy}}
    return {"properties": properties, "placement": {"zonePlacementPolicy": "Auto"}}


def aligned(kind: str, **parts: Any) -> Block:
    disk = {"createOption": "FromImage", "managedDisk": {"storageAccountType": kind}}
    parts |= {"zonalPlatformFaultDomainAlignMode": "Aligned"} | profile(
        storageProfile={"osDisk": disk}
    )
    return {"properties": flexible(**parts), "zones": ["1", "2"]}


def clustered(publisher: str, kind: str) -> Block:
    policy = {"automaticOSUpgradePolicy": {"enableAutomaticOSUpgrade": True}}
    handler = {"publisher": publisher, "type": kind, "typeHandlerVersion": "1.1"}
    return {"overprovision": False, "upgradePolicy": policy, **extensions(node=handler)}


def rolling(**policy: Any) -> Block:
    return {"upgradePolicy": {"rollingUpgradePolicy": policy}}


def text64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def confidential(kind: str, encryption: str, boot: bool = True, **security: Any) -> Block:
    uefi = {"secureBootEnabled": boot, "vTpmEnabled": True}
    disk = {"managedDisk": {"securityProfile": {"securityEncryptionType": encryption}}}
    return profile(
        securityProfile={"securityType": kind, "uefiSettings": uefi, **security},
        storageProfile={"osDisk": {"createOption": "FromImage", **disk}},
    )


CONFIDENTIAL = [
    (confidential("ConfidentialVM", "DiskWithVMGuestState"), ""),
    (confidential("ConfidentialVM", "VMGuestStateOnly", boot=False, encryptionAtHost=True), ""),
    (
        confidential("ConfidentialVM", "DiskWithVMGuestState", boot=False),
        "VMS010 a disk encrypted with the guest state needs secure boot",
    ),
    (
        confidential("ConfidentialVM", "DiskWithVMGuestState", encryptionAtHost=True),
        "VMS010 'encryptionAtHost' does not go with a disk encrypted with the guest state",
    ),
    (
        confidential("TrustedLaunch", "VMGuestStateOnly"),
        "VMS010 this encryption goes with 'securityType' ConfidentialVM only",
    ),
]
UPGRADES = [
    (rolling(maxUnhealthyUpgradedInstancePercent=0), ""),
    (rolling(maxUnhealthyInstancePercent=101), "UPG004 'maxUnhealthyInstancePercent' must be 5"),
    (rolling(maxBatchInstancePercent="4"), "UPG004 'maxBatchInstancePercent' must be 5 to 100"),
    (rolling(pauseTimeBetweenBatches="30"), "UPG006 'pauseTimeBetweenBatches' must be an ISO"),
    ({"automaticRepairsPolicy": {"gracePeriod": "PT1H30M"}}, ""),
    ({"automaticRepairsPolicy": {"gracePeriod": "PT1H31M"}}, "UPG006 'gracePeriod' must be PT10M"),
    ({"upgradePolicy": {"mode": "Rolling"}}, ""),
    ({**flexible(), **rolling(maxSurge=True)}, ""),
]
MODES = [
    (
        {"properties": flexible(singlePlacementGroup=True), "zones": ["1"]},
        "VMS008 'singlePlacementGroup' cannot be true",
    ),
    (flexible(singlePlacementGroup=True, platformFaultDomainCount=2), ""),
    ({"orchestrationMode": "Flexible"}, "VMS008 a Flexible scale set needs 'platformFault"),
    (
        {
            "properties": flexible(),
            "identity": {
                "type": "SystemAssigned, UserAssigned",
                "userAssignedIdentities": {"[parameters('identityId')]": {}},
            },
        },
        "VMS008 a Flexible scale set takes no system-assigned identity",
    ),
    (
        {
            "orchestrationMode": "Uniform",
            **profile(networkProfile={"networkApiVersion": "2020-11-01"}),
        },
        "VMS008 'networkApiVersion' belongs to Flexible",
    ),
    ({"properties": flexible(platformFaultDomainCount=3)}, ""),
    ({"properties": flexible(platformFaultDomainCount=4)}, "VMS015 'platformFaultDomainCount' of"),
    ({"properties": flexible(platformFaultDomainCount=3), "zones": ["1"]}, "VMS015"),
    (
        {
            "properties": {"orchestrationMode": "Uniform", "platformFaultDomainCount": 1}
            | {"singlePlacementGroup": True},
            "zones": ["1", "2"],
        },
        "VMS015 'singlePlacementGroup' must be false",
    ),
    ({"properties": {"zoneBalance": True}, "zones": "[pickZones('a', 'b', 'c')]"}, ""),
    (placed_by_azure(balanced=True, maxZoneCount=3), ""),
    (
        placed_by_azure(balanced=True),
        "VMS004 where Azure chooses the zones, 'zoneBalance' needs to know how many",
    ),
    (
        placed_by_azure(
            balanced=True,
            maxZoneCount=3,
            maxInstancePercentPerZonePolicy={"enabled": True, "value": 50},
        ),
        "VMS004 a bound on the instances of a zone goes with 'zoneBalance' false only",
    ),
    (aligned("Premium_LRS", platformFaultDomainCount=3), ""),
    (
        aligned("Standard_LRS", platformFaultDomainCount=2),
        "VMS015 Standard_LRS disks do not go with 2 aligned fault domains",
    ),
    (aligned("Standard_LRS", platformFaultDomainCount=1), ""),
    (clustered("Microsoft.Azure.ServiceFabric", "ServiceFabricNode"), ""),
    (
        clustered("Contoso.Cluster", "Node"),
        "UPG005 automatic OS upgrades need a health source",
    ),
]
MACHINES = [
    (
        profile(osProfile={"computerNamePrefix": "a" * 17, "linuxConfiguration": {}}),
        "",
    ),
    (profile(osProfile={"computerNamePrefix": "a" * 17}), "VMS001 'computerNamePrefix' should"),
    (profile(priority="Spot"), "VMS026 Spot instances have no 'evictionPolicy'"),
    (profile(billingProfile={"maxPrice": 1}), "VMS006 'maxPrice' is for Spot"),
    (profile(priority="[parameters('priority')]", evictionPolicy="Delete"), ""),
    (
        {
            "sku": {"name": "Standard_B2s"},
            "properties": profile(priority="Spot", evictionPolicy="Delete"),
        },
        "VMS006 size Standard_B2s is not offered as Spot",
    ),
    ({"sku": {"name": "Mix"}, "properties": {}}, "VMS016 size 'Mix' needs a 'skuProfile'"),
    ({"sku": {"capacity": 1001}, "properties": {}}, "VMS007 'capacity' must be 0 to 1000"),
    (profile(osProfile={"adminUsername": "Administrator"}), "VMS013 'adminUsername' cannot be"),
    (
        profile(osProfile={"adminUsername": "a" * 21, "windowsConfiguration": {}}),
        "VMS013 'adminUsername' must have at most 20",
    ),
    (
        profile(osProfile={"computerNamePrefix": "a" * 10, "windowsConfiguration": {}}),
        "VMS001 'computerNamePrefix' must have 1 to 9",
    ),
    (profile(osProfile={"adminPassword": "alllowercase"}), "VMS014 'adminPassword' is refused"),
    (
        profile(osProfile={"adminUsername": "ops", "linuxConfiguration": {}}),
        "SEC012 the Linux profile has neither",
    ),
]
BLOB = "https://shop.blob.core.windows.net/app/install.sh"
EXTENSIONS = [
    (protected(commandToExecute="a", script="YQ=="), "EXT002 'commandToExecute' and 'script'"),
    (
        protected(commandToExecute="[concat('a ', parameters('b'))]", script="[base64('a')]"),
        "EXT002 'commandToExecute' and 'script'",
    ),
    (protected(commandToExecute="[parameters('c')]", script="[parameters('s')]"), ""),
    (script(settings={}), "EXT002 the custom script extension has nothing to run"),
    (script(protectedSettingsFromKeyVault={"secretUrl": "https://example.org"}), ""),
    (
        script(settings={"script": "YQ=="}, protectedSettings={"script": "YQ=="}),
        "EXT002 'script' is in 'settings' and in",
    ),
    (
        protected(commandToExecute="a", storageAccountName="a", fileUris=[BLOB]),
        "EXT014 'storageAccountName' needs",
    ),
    (
        protected(
            commandToExecute="a",
            fileUris=[BLOB],
            managedIdentity={"clientId": GUID, "objectId": GUID},
        ),
        "EXT014 'managedIdentity' takes 'clientId' or 'objectId'",
    ),
    (protected(script=text64("#!/bin/sh" + " " * 200_000)), "EXT003 'script' must have at most"),
    (protected(script=base64.b64encode(gzip.compress(b"a", mtime=0)).decode()), ""),
    (protected(script=base64.b64encode(b"\x1f\x8b7").decode()), "EXT003 'script' begins like gzip"),
    (
        script(settings={"commandToExecute": "a", "fileUris": ["https://example.org/"]}),
        "EXT015 this address ends in '/'",
    ),
    (
        script(
            settings={"commandToExecute": "a"},
            protectedSettings={},
            protectedSettingsFromKeyVault={"secretUrl": "https://example.org"},
        ),
        "EXT004 'protectedSettings' and 'protectedSettingsFromKeyVault'",
    ),
]
ORDER = [
    (
        extensions(one=health(protocol="tcp", port=1) | {"provisionAfterExtensions": ["ONE"]}),
        "EXT001 extension 'ONE' waits for itself",
    ),
    (
        extensions(
            one=script(settings={"commandToExecute": "a"}, provisionAfterExtensions=["two"]),
            two=health(protocol="tcp", port=1) | {"provisionAfterExtensions": ["one"]},
        ),
        "EXT001 dependency cycle of extensions: one -> two -> one",
    ),
    (
        extensions(
            one=protected(commandToExecute="a"),
            two=health(protocol="tcp", port=1) | {"provisionAfterExtensions": ["one"]},
        ),
        "EXT001 extension 'one', which others wait for, needs 'settings'; {} will do",
    ),
    (
        extensions(
            deliver=protected(commandToExecute="a"),
            two=health(protocol="tcp", port=1) | {"provisionAfterExtensions": ["delivr"]},
        ),
        "EXT001 there is no extension 'delivr' to wait for; did you mean 'deliver'?",
    ),
]
HEALTH = [
    (health(port=80), "EXT011 the health extension needs 'protocol'"),
    (health(protocol="tcp"), "EXT011 protocol tcp needs 'port'"),
    (health(protocol="tcp", port=80, requestPath="/"), "EXT011 protocol tcp takes no"),
    (health(protocol="tcp", port=80, numberOfProbes=3, intervalInSeconds=10), ""),
    (health(protocol="tcp", port=80, gracePeriod=60), "EXT016 version 1.0 does not know 'gracePer"),
    (
        health("2.0", protocol="tcp", port=80, numberOfProbes=5, intervalInSeconds=50),
        "EXT016 'intervalInSeconds' times 'numberOfProbes' may be 240 seconds (is 250)",
    ),
    (health("2.0", protocol="tcp", port=80, numberOfProbes=24, intervalInSeconds=10), ""),
    (health("2.0", protocol="tcp", port=80, numberOfProbes=3), ""),
]
DSC: list[tuple[Block, str]] = [
    (
        dsc(
            settings={"configurationArguments": {"Role": "web"}},
            protectedSettings={"configurationArguments": {"role": "web"}},
        ),
        "EXT010 argument 'Role' is in 'settings' and",
    ),
    (
        dsc(
            settings={},
            protectedSettings={"configurationUrlSasToken": "[concat('?', 'x')]"},
        ),
        "EXT010 'configurationUrlSasToken' needs 'configuration.url'",
    ),
    (package("d.zip", "Web.ps1", "Web"), ""),
    (
        package("d.zip", "Web.ps1.zip", "Web"),
        "EXT010 'script' is the file inside of the package: write 'Web.ps1'",
    ),
    (
        package("d.zip", "dsc/Web.ps1", "Web"),
        "EXT010 the script has to be in the root of the package: put it there, and write 'Web.ps1'",
    ),
    (
        package("d.zip", "Web", "Web"),
        "EXT010 'script' is the name of a .ps1 file in the root of the package (is 'Web')",
    ),
    (
        package("d.zip", "Web.ps1", "Web.ps1\\Web"),
        "EXT010 'function' is the name of the configuration alone: write 'Web'",
    ),
    (
        package("Web.ps1?sv=1", "Web.ps1", "Web"),
        "EXT010 the handler unpacks a .zip, and this is a .ps1",
    ),
    (package("d.tar.gz", "Web.ps1", "Web"), "EXT010 the handler unpacks a .zip, and this is a .gz"),
    (package("get?id=4", "[parameters('s')]", "[parameters('f')]"), ""),
]
DATA = [
    (profile(osProfile={"customData": "no base64!"}), "BOOT002 'customData' must be base64"),
    (profile(userData=text64("a" * 65_537)), "BOOT001 'userData' must hold at most 65536"),
    (profile(userData=text64("a" * 65_536)), ""),
    (
        {"variables": {"big": "a" * 65_536}, "resources": [template_of(BIG).value["resources"][0]]},
        "BOOT001 'customData' must hold at most 65535 bytes (holds 65536)",
    ),
]


@pytest.mark.parametrize(
    ("block", "expected"),
    [*UPGRADES, *MODES, *MACHINES, *CONFIDENTIAL, *EXTENSIONS, *ORDER, *HEALTH, *DSC, *DATA],
    ids=lambda value: value or "silent" if isinstance(value, str) else "",
)
def test_block_gives_only_the_expected_finding(block: Block, expected: str) -> None:
    broken = broken_by(template_of(block)).items()
    found = [text for text, severity in broken if severity > 1 and not text.startswith("SEC002")]
    assert len(found) == bool(expected), found
    assert all(text.startswith(expected) for text in found)


SECRET = {"secret": {"type": "secureString"}, "settings": {"type": "secureObject"}}


@pytest.mark.parametrize(
    ("command", "severity"),
    [
        ("[concat('sh a.sh ', parameters('secret'))]", Severity.ERROR),
        ("[format('a {0}', variables('indirect'))]", Severity.ERROR),
        ("[concat('a ', variables('object').command)]", Severity.ERROR),
        ("[concat('a ', variables('object').harmless)]", None),
        ("[concat('a ', listKeys(parameters('id'), '2023-01-01').keys[0].value)]", Severity.ERROR),
        ("[if(empty(parameters('secret')), 'a', 'b')]", None),
        ("[concat('a ', length(parameters('secret')))]", None),
        ("[concat('a ', parameters('settings').password)]", Severity.ERROR),
        ("[concat('a ', parameters('settings').url)]", Severity.WARNING),
        ("curl 'https://example.org/a.sh?sv=1&sig=abc'", Severity.ERROR),
        ("[concat('a parameters(''secret'')')]", None),
    ],
)
def test_secret_in_settings_is_found_but_never_repeated(
    command: str, severity: Severity | None
) -> None:
    body = template_of(script(settings={"commandToExecute": command})).value
    variables = {
        "indirect": "[concat('x', parameters('secret'))]",
        "object": {"command": "[parameters('secret')]", "harmless": "echo"},
    }
    broken = broken_by(template_of(body | {"parameters": SECRET, "variables": variables}))
    found = {text: how for text, how in broken.items() if text.startswith("SEC007")}
    assert list(found.values()) == ([] if severity is None else [severity])
    assert all("sig=" not in text for text in found)
