"""Pairs of templates with one change each: a rendered starter, and the same with another value.

Each names the row of the table of effects that it is about, and what the pages behind that row say
happens to a running instance once the change reaches it (`effect`), and what brings it there (`by`).
"""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass
from typing import Any

from tests.support.workspace import OUTPUT

SCALE_SET = "Microsoft.Compute/virtualMachineScaleSets"
VM = "properties/virtualMachineProfile"
EXT = f"{VM}/extensionProfile/extensions"
OS = f"{VM}/osProfile"
DISK = f"{VM}/storageProfile"
NIC = f"{VM}/networkProfile/networkInterfaceConfigurations"
IP = f"{NIC}/nic/properties/ipConfigurations/ipconfig/properties"
KEEP: Any = object()
"""The value that the starter has."""
GONE: Any = object()
"""No value at all."""
HANDLER = {"publisher": "Contoso", "type": "Agent", "typeHandlerVersion": "1.0", "settings": {}}
NETWORKS = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks"


@dataclass(frozen=True)
class Pair:
    """A starter with one value (or none) on each side, at a path of its scale set."""

    row: str
    starter: str
    path: str
    old: Any
    new: Any
    effect: str
    by: str
    also: tuple[tuple[str, Any], ...] = ()

    @property
    def name(self) -> str:
        """A name for the test."""
        return f"{self.row}-{self.starter}-{self.path.rpartition('/')[2]}"

    def texts(self, mode: str | None = None, *, surge: bool | None = None) -> tuple[str, str]:
        """Return both templates; with another upgrade mode where one is named."""
        return tuple(self._text(value, mode, surge) for value in (self.old, self.new))

    def _text(self, value: Any, mode: str | None, surge: bool | None) -> str:
        template = starter(self.starter)
        resource = scale_set(template)
        if mode is not None:
            put(resource, "properties/upgradePolicy/mode", mode)
        if surge is not None:
            put(resource, "properties/upgradePolicy/rollingUpgradePolicy/maxSurge", surge)
        for path, other in self.also:
            put(resource, path, other)
        put(resource, self.path, value)
        return json.dumps(template, indent=2)


def starter(name: str) -> dict[str, Any]:
    """Return the rendered template of a starter."""
    return json.loads((OUTPUT / name / "azuredeploy.json").read_text(encoding="utf-8"))


def scale_set(template: dict[str, Any]) -> dict[str, Any]:
    """Return the scale set of a template."""
    return next(item for item in template["resources"] if item["type"] == SCALE_SET)


def put(value: Any, path: str, new: Any) -> None:
    """Set what stands at a path; elements of lists go by their name or lun."""
    if new is KEEP:
        return
    *way, last = path.split("/")
    for step in way:
        value = element(value, step) if isinstance(value, list) else value.setdefault(step, {})
    if isinstance(value, list):
        old = element(value, last)
        added = [] if new is GONE else [copy.deepcopy(new)]
        value[:] = [item for item in value if item is not old] + added
    elif new is GONE:
        value.pop(last, None)
    else:
        value[last] = copy.deepcopy(new)


def element(items: list[Any], key: str) -> Any:
    """Return the element with a name or lun."""
    found = (item for item in items if key in {str(item.get("name")), str(item.get("lun"))})
    return next(found, None)


def extension(name: str, **more: Any) -> dict[str, Any]:
    """Return an extension of some handler."""
    return {"name": name, "properties": {**HANDLER, **more}}


RESERVED = f"{VM}/capacityReservation/capacityReservationGroup"
DISK_1 = {"lun": 1, "createOption": "Empty", "diskSizeGB": 64}
CERTIFICATES = [
    {
        "sourceVault": {"id": f"{NETWORKS}/kv"},
        "vaultCertificates": [{"certificateUrl": "https://kv.vault.azure.net/secrets/a/1"}],
    }
]
IMAGE = f"{DISK}/imageReference"
GALLERY = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Compute/galleries/g/images/app"
CHECKS = "powershell \"if((Get-FileHash 'C:\\AzureData\\CustomData.bin' -Algorithm SHA256).Hash -ne '{}'){{throw}}\""
PAIRS = [
    Pair("extension-removed-but-needed", "steps", f"{EXT}/customScript", KEEP, GONE, "refused", ""),
    Pair("extension-removed", "linux-script", f"{EXT}/agent", extension("agent"), GONE, "in-place", "upgrade"),
    Pair("extension-added", "linux-script", f"{EXT}/agent", GONE, extension("agent"), "rerun", "upgrade"),
    Pair("extension-handler", "full", f"{EXT}/azureMonitor/properties/type", KEEP, "Other", "unknown", ""),
    Pair("extension-handler", "full", f"{EXT}/azureMonitor/properties/publisher", KEEP, "Other", "unknown", ""),
    Pair("extension-version", "uniform-probe", f"{EXT}/customScript/properties/typeHandlerVersion", "2.0", "2.1", "rerun", "upgrade"),
    Pair("extension-version", "uniform-probe", f"{EXT}/customScript/properties/autoUpgradeMinorVersion", False, True, "rerun", "upgrade"),
    Pair("script-of-later-custom-data", "windows-script", f"{EXT}/customScript/properties/protectedSettings/commandToExecute", CHECKS.format("a" * 64), CHECKS.format("b" * 64), "rerun", "upgrade", ((f"{OS}/customData", "aQ=="),)),
    Pair("extension-tag", "windows-dsc", f"{EXT}/dsc/properties/forceUpdateTag", "1", "2", "rerun", "upgrade"),
    Pair("script-timestamp", "linux-files", f"{EXT}/customScript/properties/settings/timestamp", 1, 2, "rerun", "upgrade"),
    Pair("script-files", "linux-files", f"{EXT}/customScript/properties/protectedSettings/fileUris", ["https://a.example/1.0/x.sh"], ["https://a.example/1.1/x.sh"], "rerun", "upgrade"),
    Pair("script-files", "windows-script", f"{EXT}/customScript/properties/settings/fileUris", GONE, ["https://a.example/x.ps1"], "rerun", "upgrade"),
    Pair("script-command", "linux-files", f"{EXT}/customScript/properties/protectedSettings/commandToExecute", "sh a.sh", "sh b.sh", "rerun", "upgrade"),
    Pair("script-command", "linux-script", f"{EXT}/customScript/properties/settings/script", "aQ==", "ag==", "rerun", "upgrade"),
    Pair("health-settings", "linux-script", f"{EXT}/applicationHealth/properties/settings/requestPath", KEEP, "/alive", "rerun", "upgrade"),
    Pair("extension-protected-settings", "windows-dsc", f"{EXT}/dsc/properties/protectedSettings", GONE, {"configurationUrlSasToken": "?sv=1&sig=abc"}, "rerun", "upgrade"),
    Pair("extension-protected-settings", "full", f"{EXT}/azureMonitor/properties/protectedSettingsFromKeyVault", GONE, {"secretUrl": "https://kv.vault.azure.net/secrets/a"}, "rerun", "upgrade"),
    Pair("extension-settings", "windows-dsc", f"{EXT}/dsc/properties/settings/configurationArguments", {"port": 80}, {"port": 81}, "rerun", "upgrade"),
    Pair("extension-order", "full", f"{EXT}/applicationHealth/properties/provisionAfterExtensions", ["keyVault"], ["keyVault", "azureMonitor"], "unknown", ""),
    Pair("extension-upgrades", "full", f"{EXT}/azureMonitor/properties/enableAutomaticUpgrade", False, True, "none", "deployment"),
    Pair("extension-tolerance", "full", f"{EXT}/azureMonitor/properties/suppressFailures", False, True, "none", "deployment"),
    Pair("extension-tolerance", "full", f"{VM}/extensionProfile/extensionsTimeBudget", "PT30M", "PT1H", "none", "deployment"),
    Pair("vm-application", "vm-application", f"{VM}/applicationProfile/galleryApplications", [{"packageReferenceId": f"{GALLERY}/versions/1.0.0"}], [{"packageReferenceId": f"{GALLERY}/versions/1.1.0"}], "rerun", "upgrade"),
    Pair("operating-system", "linux-script", f"{IMAGE}/publisher", KEEP, "MicrosoftWindowsServer", "unknown", "", ((f"{OS}/linuxConfiguration", GONE), (f"{DISK}/osDisk/osType", GONE))),
    Pair("custom-data", "cloud-init", f"{OS}/customData", KEEP, None, "reimage", "reimage"),
    Pair("custom-data", "cloud-init", f"{OS}/customData", KEEP, "I2Nsb3VkLWNvbmZpZwo=", "reimage", "reimage"),
    Pair("custom-data", "uniform-probe", f"{OS}/customData", GONE, "I2Nsb3VkLWNvbmZpZwo=", "reimage", "reimage"),
    Pair("admin", "windows-iis", f"{OS}/adminUsername", "azureops", "operator", "reimage", "reimage"),
    Pair("admin", "windows-iis", f"{OS}/adminPassword", "Old-Pass-1", "New-Pass-2", "reimage", "reimage"),
    Pair("ssh-keys", "uniform-probe", f"{OS}/linuxConfiguration/ssh/publicKeys", KEEP, [{"path": "/home/a/.ssh/authorized_keys", "keyData": "ssh-ed25519 BBBB"}], "reimage", "reimage"),
    Pair("computer-name-prefix", "linux-script", f"{OS}/computerNamePrefix", KEEP, "other", "unknown", ""),
    Pair("certificates-removed", "full", f"{OS}/secrets", KEEP, [], "none", "creation"),
    Pair("certificates", "uniform-probe", f"{OS}/secrets", GONE, CERTIFICATES, "in-place", "upgrade"),
    Pair("unattended", "windows-iis", f"{OS}/windowsConfiguration/winRM", GONE, {"listeners": [{"protocol": "Http"}]}, "refused", ""),
    Pair("unattended", "windows-iis", f"{OS}/windowsConfiguration/additionalUnattendContent", GONE, [{"settingName": "AutoLogon", "content": "<a>Hidden</a>"}], "refused", ""),
    Pair("agent", "uniform-probe", f"{OS}/linuxConfiguration/provisionVMAgent", True, False, "unknown", ""),
    Pair("agent", "windows-iis", f"{OS}/windowsConfiguration/provisionVMAgent", True, False, "unknown", ""),
    Pair("extensions-off", "uniform-probe", f"{OS}/allowExtensionOperations", True, False, "refused", ""),
    Pair("agent", "uniform-probe", f"{OS}/allowExtensionOperations", False, True, "unknown", ""),
    Pair("guest-patching", "uniform-probe", f"{OS}/linuxConfiguration/patchSettings/patchMode", KEEP, "AutomaticByPlatform", "unknown", ""),
    Pair("guest-patching-flexible", "windows-iis", f"{OS}/windowsConfiguration/patchSettings/patchMode", "Manual", "AutomaticByOS", "unknown", ""),
    Pair("windows-updates", "windows-iis", f"{OS}/windowsConfiguration/enableAutomaticUpdates", True, False, "reimage", "reimage"),
    Pair("windows-updates-twice", "windows-iis", f"{OS}/windowsConfiguration/enableAutomaticUpdates", False, True, "refused", "", (("properties/upgradePolicy/automaticOSUpgradePolicy", {"enableAutomaticOSUpgrade": True}),)),
    Pair("os-profile", "windows-iis", f"{OS}/windowsConfiguration/timeZone", "UTC", "W. Europe Standard Time", "reimage", "reimage"),
    Pair("lifecycle-hooks", "uniform-probe", "properties/lifecycleHooksProfile", GONE, {"lifecycleHooks": [{"type": "UpgradeAutoOSScheduling"}]}, "none", "deployment"),
    Pair("processor-mode", "uniform-probe", f"{VM}/hardwareProfile/processorMode", "Deterministic", "Opportunistic", "in-place", "upgrade"),
    Pair("user-data", "full", f"{VM}/userData", "YQ==", "Yg==", "in-place", "upgrade"),
    Pair("image-kind", "uniform-probe", IMAGE, KEEP, {"id": GALLERY}, "refused", ""),
    Pair("image-with-plan", "uniform-probe", f"{IMAGE}/sku", "free", "paid", "refused", "", (("plan", {"name": "free", "publisher": "p", "product": "o"}),)),
    Pair("image-with-os-upgrades", "uniform-probe", f"{IMAGE}/sku", KEEP, "minimal", "refused", "", (("properties/upgradePolicy/automaticOSUpgradePolicy", {"enableAutomaticOSUpgrade": True}),)),
    Pair("image-version", "uniform-probe", f"{IMAGE}/version", "24.04.1", "24.04.2", "reimage", "upgrade"),
    Pair("image", "uniform-probe", f"{IMAGE}/sku", KEEP, "minimal", "reimage", "upgrade"),
    Pair("image", "gallery-image", IMAGE, {"id": f"{GALLERY}/versions/1.0.0"}, {"id": f"{GALLERY}/versions/1.1.0"}, "reimage", "upgrade"),
    Pair("data-disk-origin", "full", f"{DISK}/dataDisks/0/createOption", "Empty", "FromImage", "refused", ""),
    Pair("data-disk", "full", f"{DISK}/dataDisks/1", GONE, DISK_1, "in-place", "upgrade"),
    Pair("data-disk", "full", f"{DISK}/dataDisks/1", DISK_1, GONE, "in-place", "upgrade"),
    Pair("data-disk-settings", "full", f"{DISK}/dataDisks/0/diskSizeGB", 256, 512, "unknown", ""),
    Pair("os-disk-kind", "uniform-probe", f"{DISK}/osDisk/managedDisk/storageAccountType", KEEP, "StandardSSD_LRS", "refused", ""),
    Pair("os-disk-place", "uniform-probe", f"{DISK}/osDisk/diffDiskSettings", GONE, {"option": "Local"}, "unknown", "", (("sku/name", "Standard_D2ds_v5"),)),
    Pair("disk-encryption-set", "full", f"{DISK}/osDisk/managedDisk/diskEncryptionSet", KEEP, {"id": "/subscriptions/0/other"}, "none", "never"),
    Pair("disk-encryption-set", "full", f"{DISK}/dataDisks/0/managedDisk/diskEncryptionSet", GONE, {"id": "/subscriptions/0/other"}, "none", "never"),
    Pair("size-does-not-fit", "uniform-probe", "sku/name", KEEP, "Standard_D2ps_v6", "refused", ""),
    Pair("size", "uniform-probe", "sku/name", "Standard_D2s_v5", "Standard_D4s_v5", "restart", "upgrade"),
    Pair("mix-left", "uniform-probe", "sku/name", "Mix", "Standard_D2s_v5", "refused", ""),
    Pair("mix-removed", "uniform-probe", "properties/skuProfile", {"vmSizes": [{"name": "Standard_D2s_v5"}, {"name": "Standard_D2as_v5"}]}, None, "refused", ""),
    Pair("mix", "uniform-probe", "properties/skuProfile/allocationStrategy", "LowestPrice", "Prioritized", "none", "creation", (("properties/skuProfile/vmSizes", [{"name": "Standard_D2s_v5"}]),)),
    Pair("tier", "uniform-probe", "sku/tier", KEEP, "Basic", "unknown", ""),
    Pair("capacity-removed", "uniform-probe", "sku/capacity", 3, GONE, "unknown", ""),
    Pair("capacity", "uniform-probe", "sku/capacity", 3, 5, "scale", "deployment"),
    Pair("capacity-over-100", "uniform-probe", "sku/capacity", 99, 101, "unknown", "", (("properties/singlePlacementGroup", True),)),
    Pair("zones-added", "uniform-probe", "zones", ["1"], ["1", "2"], "none", "creation"),
    Pair("zones-added", "uniform-probe", "zones", GONE, ["1", "2"], "none", "creation"),
    Pair("zones", "uniform-probe", "zones", ["1", "2"], ["1"], "refused", ""),
    Pair("zones", "uniform-probe", "zones", ["1"], ["2"], "refused", ""),
    Pair("zones", "uniform-probe", "zones", ["1"], [], "refused", ""),
    Pair("location", "uniform-probe", "location", "westeurope", "northeurope", "refused", ""),
    Pair("location", "uniform-probe", "extendedLocation", GONE, {"name": "edge", "type": "EdgeZone"}, "refused", ""),
    Pair("orchestration-mode", "uniform-probe", "properties/orchestrationMode", "Uniform", "Flexible", "refused", ""),
    Pair("fault-domains", "uniform-probe", "properties/platformFaultDomainCount", 1, 5, "refused", ""),
    Pair("placement-group-on", "uniform-probe", "properties/singlePlacementGroup", False, True, "refused", ""),
    Pair("placement-group-off", "uniform-probe", "properties/singlePlacementGroup", True, False, "none", "creation"),
    Pair("zone-balance", "uniform-probe", "properties/zoneBalance", False, True, "unknown", ""),
    Pair("priority", "uniform-probe", f"{VM}/priority", "Regular", "Spot", "refused", ""),
    Pair("priority-written", "uniform-probe", f"{VM}/priority", GONE, "Spot", "refused", ""),
    Pair("priority-written", "linux-script", f"{VM}/priority", GONE, "Spot", "refused", ""),
    Pair("priority-regular", "linux-script", f"{VM}/priority", GONE, "Regular", "refused", ""),
    Pair("priority-regular", "uniform-probe", f"{VM}/priority", GONE, "Regular", "refused", ""),
    Pair("max-price", "spot-mix", f"{VM}/billingProfile/maxPrice", 0.1, 0.2, "none", "creation"),
    Pair("eviction-policy", "spot-mix", f"{VM}/evictionPolicy", "Deallocate", "Delete", "unknown", ""),
    Pair("spot-mix", "spot-mix", "properties/priorityMixPolicy/baseRegularPriorityCount", 1, 2, "none", "creation"),
    Pair("spot-mix-added", "linux-script", "properties/priorityMixPolicy", GONE, {"baseRegularPriorityCount": 1}, "unknown", ""),
    Pair("proximity-flexible", "linux-script", "properties/proximityPlacementGroup", GONE, {"id": "/subscriptions/0/ppg"}, "refused", ""),
    Pair("proximity-uniform", "uniform-probe", "properties/proximityPlacementGroup", GONE, {"id": "/subscriptions/0/ppg"}, "refused", ""),
    Pair("proximity-ephemeral", "uniform-probe", "properties/proximityPlacementGroup", GONE, {"id": "/subscriptions/0/ppg"}, "refused", "", ((f"{DISK}/osDisk/diffDiskSettings", {"option": "Local"}), ("sku/name", "Standard_D2ds_v5"))),
    Pair("host-group", "uniform-probe", "properties/hostGroup", GONE, {"id": "/subscriptions/0/hosts"}, "unknown", ""),
    Pair("reservation-removed", "full", f"{RESERVED}/id", KEEP, None, "refused", ""),
    Pair("reservation-empty", "full", f"{RESERVED}/id", KEEP, "", "refused", ""),
    Pair("reservation-exchanged", "full", f"{RESERVED}/id", KEEP, "/subscriptions/0/other", "refused", ""),
    Pair("reservation-added", "linux-script", RESERVED, GONE, {"id": "/subscriptions/0/group"}, "none", "creation"),
    Pair("reservation-zonal", "uniform-probe", RESERVED, GONE, {"id": "/subscriptions/0/group"}, "in-place", "upgrade", (("zones", ["1"]),)),
    Pair("plan", "uniform-probe", "plan", GONE, {"name": "n", "publisher": "p", "product": "o"}, "refused", ""),
    Pair("encryption-at-host", "uniform-probe", f"{VM}/securityProfile/encryptionAtHost", False, True, "none", "creation"),
    Pair("encryption-ephemeral", "uniform-probe", f"{VM}/securityProfile/encryptionAtHost", False, True, "none", "creation", ((f"{DISK}/osDisk/diffDiskSettings", {"option": "Local"}), ("sku/name", "Standard_D2ds_v5"))),
    Pair("license-type", "windows-iis", f"{VM}/licenseType", GONE, "Windows_Server", "unknown", "upgrade"),
    Pair("license-empty", "windows-iis", f"{VM}/licenseType", "Windows_Server", "", "refused", ""),
    Pair("trusted-launch", "uniform-probe", f"{VM}/securityProfile/securityType", GONE, "TrustedLaunch", "reimage", "upgrade"),
    Pair("trusted-launch-flexible", "linux-script", f"{VM}/securityProfile/securityType", "Standard", "TrustedLaunch", "unknown", ""),
    Pair("trusted-launch-off", "uniform-probe", f"{VM}/securityProfile/securityType", "TrustedLaunch", "Standard", "unknown", "upgrade"),
    Pair("security-type", "uniform-probe", f"{VM}/securityProfile/uefiSettings/secureBootEnabled", False, True, "unknown", ""),
    Pair("trusted-launch-fabric", "uniform-probe", f"{VM}/securityProfile/securityType", "Standard", "TrustedLaunch", "refused", "", ((f"{EXT}/node", extension("node", publisher="Microsoft.Azure.ServiceFabric", type="ServiceFabricLinuxNode")),)),
    Pair("system-identity-flexible", "linux-script", "identity", GONE, {"type": "SystemAssigned"}, "refused", ""),
    Pair("identity", "uniform-probe", "identity", GONE, {"type": "SystemAssigned"}, "none", "deployment"),
    Pair("identity-taken", "uniform-probe", "identity/type", "SystemAssigned", "None", "none", "deployment"),
    Pair("identity-ids-left", "uniform-probe", "identity/type", "SystemAssigned, UserAssigned", "SystemAssigned", "refused", "", (("identity/userAssignedIdentities", {"/subscriptions/0/id": {}}),)),
    Pair("upgrade-mode", "uniform-probe", "properties/upgradePolicy/mode", "Manual", "Rolling", "none", "deployment"),
    Pair("rolling-policy", "uniform-probe", "properties/upgradePolicy/rollingUpgradePolicy/maxBatchInstancePercent", 20, 40, "none", "deployment"),
    Pair("os-upgrades-of-one-version", "gallery-image", "properties/upgradePolicy/automaticOSUpgradePolicy/enableAutomaticOSUpgrade", False, True, "none", "deployment", ((IMAGE, {"id": f"{GALLERY}/versions/1.0.0"}),)),
    Pair("os-upgrades", "gallery-image", "properties/upgradePolicy/automaticOSUpgradePolicy/enableAutomaticOSUpgrade", False, True, "none", "deployment"),
    Pair("os-upgrades-pinned", "uniform-probe", "properties/upgradePolicy/automaticOSUpgradePolicy/enableAutomaticOSUpgrade", False, True, "refused", "", ((f"{IMAGE}/version", "24.04.1"),)),
    Pair("repairs", "uniform-probe", "properties/automaticRepairsPolicy/enabled", False, True, "none", "deployment"),
    Pair("repair-action", "uniform-probe", "properties/automaticRepairsPolicy/repairAction", "Replace", "Restart", "refused", "", (("properties/automaticRepairsPolicy/enabled", True),)),
    Pair("overprovisioning", "uniform-probe", "properties/overprovision", True, False, "none", "creation"),
    Pair("overprovisioning-excluded", "uniform-probe", "properties/overprovision", False, True, "refused", "", ((f"{EXT}/node", extension("node", publisher="Microsoft.Azure.ServiceFabric", type="ServiceFabricLinuxNode")),)),
    Pair("overprovisioning", "uniform-probe", "properties/doNotRunExtensionsOnOverprovisionedVMs", False, True, "none", "creation"),
    Pair("scale-in-policy", "full", "properties/scaleInPolicy/rules", ["Default"], ["OldestVM"], "none", "deployment"),
    Pair("scheduled-events", "full", f"{VM}/scheduledEventsProfile/terminateNotificationProfile/notBeforeTimeout", "PT5M", "PT10M", "in-place", "upgrade"),
    Pair("pools-flexible", "linux-script", f"{IP}/loadBalancerBackendAddressPools", KEEP, GONE, "none", "creation"),
    Pair("pools", "uniform-probe", f"{IP}/loadBalancerBackendAddressPools", KEEP, GONE, "in-place", "upgrade"),
    Pair("pools", "uniform-probe", f"{IP}/applicationGatewayBackendAddressPools", GONE, [{"id": "/subscriptions/0/pool"}], "in-place", "upgrade"),
    Pair("other-network", "uniform-probe", f"{IP}/subnet/id", f"{NETWORKS}/a/subnets/x", f"{NETWORKS}/b/subnets/x", "refused", ""),
    Pair("subnet", "uniform-probe", f"{IP}/subnet/id", f"{NETWORKS}/a/subnets/x", f"{NETWORKS}/a/subnets/y", "unknown", "upgrade"),
    Pair("interfaces", "uniform-probe", f"{NIC}/second", GONE, {"name": "second", "properties": {}}, "unknown", ""),
    Pair("interface-renamed", "uniform-probe", f"{NIC}/nic/name", KEEP, "other", "unknown", ""),
    Pair("interface-primary", "uniform-probe", f"{NIC}/nic/properties/primary", True, False, "unknown", ""),
    Pair("ip-configurations", "uniform-probe", f"{NIC}/nic/properties/ipConfigurations/second", GONE, {"name": "second", "properties": {}}, "none", "never"),
    Pair("instance-address-sku", "uniform-probe", f"{IP}/publicIPAddressConfiguration/sku/name", "Basic", "Standard", "refused", ""),
    Pair("interface-settings", "uniform-probe", f"{NIC}/nic/properties/enableAcceleratedNetworking", True, False, "in-place", "upgrade"),
    Pair("network-api-version", "linux-script", f"{VM}/networkProfile/networkApiVersion", "2020-11-01", "2022-11-01", "none", "creation"),
    Pair("networking", "uniform-probe", f"{NIC}/nic/properties/enableIPForwarding", False, True, "unknown", "upgrade"),
    Pair("health-probe", "uniform-probe", f"{VM}/networkProfile/healthProbe/id", KEEP, "/subscriptions/0/probe", "in-place", "upgrade"),
    Pair("condition", "uniform-probe", "condition", GONE, "[empty(parameters('sshPublicKey'))]", "unknown", ""),
    Pair("tags", "full", "tags/costCenter", KEEP, "4712", "none", "deployment"),
    Pair("api-version", "uniform-probe", "apiVersion", "2024-11-01", KEEP, "none", "deployment"),
    Pair("placement", "uniform-probe", "placement", GONE, {"zonePlacementPolicy": "Auto"}, "unknown", ""),
    Pair("anything-else", "uniform-probe", f"{VM}/diagnosticsProfile/bootDiagnostics/enabled", True, False, "unknown", ""),
]  # fmt: skip
