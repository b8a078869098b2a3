"""One fault for each rule, to be seeded into real templates: what is changed, and where it shows.

A seed gets a whole template and the index of a scale set in it, changes the template and gives the
path where the finding must stand; None where it does not apply to this template.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from tests.support import arm

if TYPE_CHECKING:
    from collections.abc import Callable

Path = tuple[Any, ...]
Seed = "Callable[[dict[str, Any], int], Path | None]"
SEEDS: dict[str, Any] = {}

SCRIPT = ("Microsoft.Azure.Extensions", "CustomScript", "2.1")
WINDOWS_SCRIPT = ("Microsoft.Compute", "CustomScriptExtension", "1.10")
HEALTH = ("Microsoft.ManagedServices", "ApplicationHealthLinux", "1.0")
DSC = ("Microsoft.Powershell", "DSC", "2.77")
AUTOSCALE = "Microsoft.Insights/autoscaleSettings"
P = ("properties",)
V = ("properties", "virtualMachineProfile")


def seed(rule: str) -> Callable[[Any], Any]:
    def keep(function: Any) -> Any:
        SEEDS[rule] = function
        return function

    return keep


def scale_set(template: dict[str, Any], index: int) -> dict[str, Any]:
    found: dict[str, Any] = template["resources"][index]
    return found


def at(template: dict[str, Any], index: int, *steps: Any) -> Any:
    value: Any = template["resources"][index]
    for step in steps:
        if not isinstance(value, (dict, list)):
            return None
        value = value.get(step) if isinstance(value, dict) else value[step]
    return value


def put(template: dict[str, Any], index: int, path: Path, value: Any) -> Path | None:
    """Put a value below the scale set, making objects on the way; None where an expression is."""
    here: Any = template["resources"][index]
    for step in path[:-1]:
        here = here.setdefault(step, {}) if isinstance(here, dict) else here[step]
        if not isinstance(here, (dict, list)):
            return None
    here[path[-1]] = value
    return ("resources", index, *path)


def under(path: Path | None, *steps: Any) -> Path | None:
    """Return a path below another one, if there is one."""
    return path and (*path, *steps)


def is_windows(template: dict[str, Any], index: int) -> bool:
    profile = at(template, index, *V, "osProfile") or {}
    image = str(at(template, index, *V, "storageProfile", "imageReference"))
    return "windowsConfiguration" in profile or "MicrosoftWindowsServer" in image


def is_linux(template: dict[str, Any], index: int) -> bool:
    profile = at(template, index, *V, "osProfile")
    return isinstance(profile, dict) and "linuxConfiguration" in profile


def is_flexible(template: dict[str, Any], index: int) -> bool:
    return at(template, index, *P, "orchestrationMode") == "Flexible"


def extension(
    template: dict[str, Any], index: int, handler: tuple[str, str, str], **properties: Any
) -> Path | None:
    """Add an extension; give the path of its properties."""
    profile = at(template, index, *V)
    if not isinstance(profile, dict):
        return None
    whole = profile.setdefault("extensionProfile", {})
    if not isinstance(whole, dict):
        return None
    listed = whole.setdefault("extensions", [])
    if not isinstance(listed, list):
        return None
    publisher, kind, version = handler
    item = {
        "name": properties.pop("name", f"seed{len(listed)}"),
        "properties": {
            "publisher": publisher,
            "type": kind,
            "typeHandlerVersion": version,
            "autoUpgradeMinorVersion": True,
            **properties,
        },
    }
    listed.append(item)
    place = ("resources", index, *V, "extensionProfile", "extensions", len(listed) - 1)
    return (*place, "properties")


def has_handler(template: dict[str, Any], index: int, word: str) -> bool:
    return word.lower() in str(at(template, index, *V, "extensionProfile")).lower()


def add(template: dict[str, Any], resource: dict[str, Any]) -> Path:
    template["resources"].append(resource)
    return ("resources", len(template["resources"]) - 1)


def autoscale(template: dict[str, Any], index: int, profile: dict[str, Any], **more: Any) -> Path:
    name = template["resources"][index]["name"]
    target = f"'{name}'" if not name.startswith("[") else name[1:-1]
    whole = {
        "name": "seed",
        "capacity": {"minimum": "1", "maximum": "10", "default": "1"},
        "rules": [],
        **profile,
    }
    return (
        *add(
            template,
            {
                "type": AUTOSCALE,
                "apiVersion": "2022-10-01",
                "name": "seed",
                "location": "[resourceGroup().location]",
                "properties": {
                    "targetResourceUri": f"[resourceId('Microsoft.Compute/virtualMachineScaleSets', {target})]",
                    "enabled": True,
                    "profiles": [whole],
                    **more,
                },
            },
        ),
        "properties",
    )


def rule_of(direction: str = "Increase", metric: str = "Percentage CPU", **action: Any) -> Any:
    return {
        "metricTrigger": {
            "metricName": metric,
            "metricResourceUri": "[resourceGroup().id]",
            "timeGrain": "PT1M",
            "statistic": "Average",
            "timeWindow": "PT10M",
            "timeAggregation": "Average",
            "operator": "GreaterThan",
            "threshold": 70,
        },
        "scaleAction": {
            "direction": direction,
            "type": "ChangeCount",
            "value": "1",
            "cooldown": "PT5M",
            **action,
        },
    }


def coded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


CUSTOM_DATA = (*V, "osProfile", "customData")


@seed("BOOT001")
def _(t, i):
    return put(t, i, CUSTOM_DATA, coded("#cloud-config\n" + "# x\n" * 20_000))


@seed("BOOT002")
def _(t, i):
    return put(t, i, CUSTOM_DATA, "#cloud-config not in base64")


@seed("BOOT003")
def _(t, i):
    return put(t, i, CUSTOM_DATA, coded("#cloud-config\n")) if is_windows(t, i) else None


@seed("BOOT005")
def _(t, i):
    return put(t, i, CUSTOM_DATA, coded("packages: [nginx]\n")) if is_linux(t, i) else None


@seed("EXT001")
def _(t, i):
    place = extension(t, i, ("Contoso", "Agent", "1.0"), provisionAfterExtensions=["nowhere"])
    return place and (*place, "provisionAfterExtensions", 0)


def script(t: Any, i: int, **properties: Any) -> Path | None:
    if has_handler(t, i, "CustomScript") or is_windows(t, i):
        return None
    return extension(t, i, SCRIPT, **properties)


@seed("EXT002")
def _(t, i):
    both = {"commandToExecute": "ls"}
    place = script(t, i, settings=both, protectedSettings=dict(both))
    return place and (*place, "settings", "commandToExecute")


@seed("EXT003")
def _(t, i):
    place = script(t, i, settings={}, protectedSettings={"script": "echo in the clear"})
    return place and (*place, "protectedSettings", "script")


@seed("EXT004")
def _(t, i):
    first = extension(t, i, ("Contoso", "One", "1.0"), name="twice")
    second = extension(t, i, ("Contoso", "Two", "1.0"), name="twice")
    return second and first and (*second[:-1], "name")


@seed("EXT005")
def _(t, i):
    agent = ("Microsoft.EnterpriseCloud.Monitoring", "OmsAgentForLinux", "1.13")
    place = extension(t, i, agent) if not is_windows(t, i) else None
    return place and (*place, "type")


@seed("EXT007")
def _(t, i):
    files = {"fileUris": ["http://example.org/a.sh"]}
    place = script(t, i, settings=files, protectedSettings={"commandToExecute": "sh a.sh"})
    return place and (*place, "settings", "fileUris", 0)


@seed("EXT012")
def _(t, i):
    files = {"fileUris": ["https://example.blob.core.windows.net/app/a.sh"]}
    secret = {
        "commandToExecute": "sh a.sh",
        "storageAccountName": "example",
        "storageAccountKey": "[parameters('storageKey')]",
    }
    t.setdefault("parameters", {})["storageKey"] = {"type": "secureString"}
    place = script(t, i, settings=files, protectedSettings=secret)
    return place and (*place, "protectedSettings")


def triggered(t: Any, i: int, direction: str = "Increase", **trigger: Any) -> Path:
    """Add autoscale with one rule that is set off so; give the path of that rule."""
    cpu = {"metricName": "Percentage CPU", "operator": "GreaterThan", "threshold": 70}
    rules = [
        {"metricTrigger": cpu | trigger, "scaleAction": {"direction": direction}},
        {"metricTrigger": cpu, "scaleAction": {"direction": "Increase"}},
        {
            "metricTrigger": cpu | {"operator": "LessThan", "threshold": 20},
            "scaleAction": {"direction": "Decrease"},
        },
    ]
    return (*autoscale(t, i, {"rules": rules}), "profiles", 0, "rules", 0)


@seed("SCL040")
def _(t, i):
    return (*triggered(t, i, metricName="Percent CPU"), "metricTrigger", "metricName")


@seed("SCL041")
def _(t, i):
    return (*triggered(t, i, "Decrease"), "scaleAction", "direction")


@seed("SCL042")
def _(t, i):
    return (*triggered(t, i, threshold=700), "metricTrigger", "threshold")


@seed("SCL043")
def _(t, i):
    return (*triggered(t, i, metricName="mem/used_percent"), "metricTrigger", "metricName")


@seed("SCL081")
def _(t, i):
    place = triggered(t, i, "Decrease", operator="LessThan", threshold=75)
    return (*place, "metricTrigger", "threshold")


@seed("SCL045")
def _(t, i):
    when = {"timeZone": "UTC", "days": ["Monday"], "hours": [8, 18], "minutes": [0]}
    recurrence = {"frequency": "Week", "schedule": when}
    place = autoscale(t, i, {"rules": [], "recurrence": recurrence})
    return (*place, "profiles", 0, "recurrence", "schedule", "hours")


@seed("SEC040")
def _(t, i):
    if not is_windows(t, i):
        return None
    settings = {"Name": "example.org", "User": "u", "Password": "Not-4-secret"}
    place = extension(
        t, i, ("Microsoft.Compute", "JsonADDomainExtension", "1.3"), settings=settings
    )
    return place and (*place, "settings", "Password")


@seed("EXT008")
def _(t, i):
    place = extension(t, i, ("Contoso", "Agent", "one"))
    return place and (*place, "typeHandlerVersion")


@seed("EXT009")
def _(t, i):
    if is_linux(t, i) and not has_handler(t, i, "CustomScript"):
        place = extension(t, i, WINDOWS_SCRIPT, protectedSettings={"commandToExecute": "dir"})
    elif is_windows(t, i) and not has_handler(t, i, "CustomScript"):
        place = extension(t, i, SCRIPT, protectedSettings={"commandToExecute": "ls"})
    else:
        return None
    return place and (*place, "type")


@seed("EXT010")
def _(t, i):
    if not is_windows(t, i) or has_handler(t, i, "DSC"):
        return None
    settings = {"configuration": {"url": "https://example.org/a.zip", "script": "a.ps1"}}
    place = extension(t, i, DSC, settings=settings)
    return place and (*place, "settings", "configuration")


@seed("EXT011")
def _(t, i):
    if has_handler(t, i, "ApplicationHealth") or not is_linux(t, i):
        return None
    place = extension(t, i, HEALTH, settings={"protocol": "tcp", "port": 80, "requestPath": "/"})
    return place and (*place, "settings", "requestPath")


@seed("NET001")
def _(t, i):
    return (*_rule(t, "22", "*", 100), "destinationPortRange")


@seed("NET008")
def _(t, i):
    place = _rule(t, "80", "10.0.0.0/8", 100)
    rules = t["resources"][place[1]]["properties"]["securityRules"]
    rules.append({"name": "again", "properties": dict(rules[0]["properties"])})
    return (*place[:4], 1, "properties", "priority")


def _rule(t: Any, port: str, source: str, priority: int) -> Path:
    group = {
        "type": "Microsoft.Network/networkSecurityGroups",
        "apiVersion": "2024-05-01",
        "name": "seed-nsg",
        "location": "[resourceGroup().location]",
        "properties": {
            "securityRules": [
                {
                    "name": "seed",
                    "properties": {
                        "priority": priority,
                        "direction": "Inbound",
                        "access": "Allow",
                        "protocol": "Tcp",
                        "sourceAddressPrefix": source,
                        "sourcePortRange": "*",
                        "destinationAddressPrefix": "*",
                        "destinationPortRange": port,
                    },
                }
            ]
        },
    }
    return (*add(t, group), "properties", "securityRules", 0, "properties")


@seed("SCL001")
def _(t, i):
    place = autoscale(t, i, {"capacity": {"minimum": "5", "maximum": "2", "default": "5"}})
    return (*place, "profiles", 0, "capacity", "maximum")


@seed("SCL003")
def _(t, i):
    return (*autoscale(t, i, {"rules": [rule_of()]}), "profiles", 0, "rules")


@seed("SCL006")
def _(t, i):
    rules = [rule_of(cooldown="P30D"), rule_of("Decrease")]
    place = autoscale(t, i, {"rules": rules})
    return (*place, "profiles", 0, "rules", 0, "scaleAction", "cooldown")


@seed("SCL007")
def _(t, i):
    rules = [rule_of(metric="Network In Total"), rule_of("Decrease", metric="Network In Total")]
    policy = {"scaleMode": "Enabled", "scaleLookAheadTime": "PT10M"}
    place = autoscale(t, i, {"rules": rules}, predictiveAutoscalePolicy=policy)
    return (*place, "predictiveAutoscalePolicy", "scaleMode")


@seed("SEC001")
def _(t, i):
    profile = at(t, i, *V, "osProfile")
    ok = isinstance(profile, dict)
    return put(t, i, (*V, "osProfile", "adminUsername"), "azureops") if ok else None


@seed("SEC002")
def _(t, i):
    profile = at(t, i, *V, "osProfile")
    ok = isinstance(profile, dict)
    return put(t, i, (*V, "osProfile", "adminPassword"), "Correct-Horse-1") if ok else None


@seed("SEC003")
def _(t, i):
    t.setdefault("parameters", {})["seedPassword"] = {"type": "string"}
    return ("parameters", "seedPassword", "type")


@seed("SEC005")
def _(t, i):
    t.setdefault("parameters", {})["seedSecret"] = {"type": "secureString"}
    output = {"type": "string", "value": "[parameters('seedSecret')]"}
    t.setdefault("outputs", {})["seed"] = output
    return ("outputs", "seed", "value")


@seed("SEC006")
def _(t, i):
    t.setdefault("parameters", {})["seedSecret"] = {"type": "secureString"}
    secret = {
        "type": "Microsoft.KeyVault/vaults/secrets",
        "apiVersion": "2023-07-01",
        "name": "kv/seed",
        "properties": {"value": "[parameters('seedSecret')]"},
    }
    nested = {
        "type": "Microsoft.Resources/deployments",
        "apiVersion": "2025-04-01",
        "name": "seed",
        "properties": {"mode": "Incremental", "template": arm.template(secret)},
    }  # fmt: skip
    return (*add(t, nested), "properties", "template", "resources", 0, "properties", "value")


@seed("SEC007")
def _(t, i):
    t.setdefault("parameters", {})["seedSecret"] = {"type": "secureString"}
    settings = {"token": "[concat('a', parameters('seedSecret'))]"}
    place = extension(t, i, ("Contoso", "Agent", "1.0"), settings=settings)
    return place and (*place, "settings", "token")


@seed("SEC008")
def _(t, i):
    t.setdefault("parameters", {})["seedSecret"] = {"type": "secureString"}
    return put(t, i, CUSTOM_DATA, "[base64(concat('#cloud-config ', parameters('seedSecret')))]")


@seed("SEC009")
def _(t, i):
    if not is_linux(t, i):
        return None
    path = (*V, "osProfile", "linuxConfiguration", "disablePasswordAuthentication")
    return put(t, i, path, False)


@seed("SEC012")
def _(t, i):
    if not is_linux(t, i):
        return None
    put(t, i, (*V, "osProfile", "linuxConfiguration"), {"disablePasswordAuthentication": True})
    return ("resources", i, *V, "osProfile", "linuxConfiguration", "disablePasswordAuthentication")


@seed("SEC013")
def _(t, i):
    t.setdefault("parameters", {})["seedSecret"] = {"type": "secureString"}
    return under(put(t, i, ("tags",), {"seed": "[parameters('seedSecret')]"}), "seed")


@seed("TPL013")
def _(t, i):
    nested = {
        "type": "Microsoft.Resources/deployments",
        "apiVersion": "2025-04-01",
        "name": "seed",
        "properties": {
            "mode": "Incremental",
            "debugSetting": {"detailLevel": "requestContent"},
            "template": arm.template(),
        },
    }
    return (*add(t, nested), "properties", "debugSetting", "detailLevel")


@seed("UPG001")
def _(t, i):
    if has_handler(t, i, "ApplicationHealth"):
        return None
    put(t, i, (*V, "networkProfile", "healthProbe"), None)
    del scale_set(t, i)["properties"]["virtualMachineProfile"]["networkProfile"]["healthProbe"]
    return under(put(t, i, (*P, "upgradePolicy"), {"mode": "Rolling"}), "mode")


@seed("UPG002")
def _(t, i):
    if has_handler(t, i, "ApplicationHealth") or "healthProbe" in str(at(t, i, *V)):
        return None
    return under(put(t, i, (*P, "automaticRepairsPolicy"), {"enabled": True}), "enabled")


@seed("UPG004")
def _(t, i):
    policy = {"mode": "Rolling", "rollingUpgradePolicy": {"maxBatchInstancePercent": 2}}
    put(t, i, (*P, "upgradePolicy"), policy)
    steps = ("upgradePolicy", "rollingUpgradePolicy", "maxBatchInstancePercent")
    return ("resources", i, *P, *steps)


@seed("UPG006")
def _(t, i):
    policy = {"enabled": True, "gracePeriod": "PT2M"}
    return under(put(t, i, (*P, "automaticRepairsPolicy"), policy), "gracePeriod")


@seed("UPG010")
def _(t, i):
    policy = {"mode": "Rolling", "rollingUpgradePolicy": {"maxSurge": True}}
    put(t, i, (*P, "upgradePolicy"), policy)
    return put(t, i, (*P, "overprovision"), True)


@seed("UPG011")
def _(t, i):
    scale_set(t, i).pop("zones", None)
    policy = {"mode": "Rolling", "rollingUpgradePolicy": {"enableCrossZoneUpgrade": True}}
    put(t, i, (*P, "upgradePolicy"), policy)
    return ("resources", i, *P, "upgradePolicy", "rollingUpgradePolicy", "enableCrossZoneUpgrade")


@seed("VMS001")
def _(t, i):
    ok = isinstance(at(t, i, *V, "osProfile"), dict)
    name = "a-name-that-is-far-too-long-for-any-machine-whatever-runs-on-it-is-it"
    return put(t, i, (*V, "osProfile", "computerNamePrefix"), name) if ok else None


@seed("VMS003")
def _(t, i):
    image = at(t, i, *V, "storageProfile", "imageReference")
    if not isinstance(image, dict):
        return None
    return put(t, i, (*V, "storageProfile", "imageReference", "sku"), "2025-preview")


@seed("VMS004")
def _(t, i):
    scale_set(t, i)["zones"] = ["1"]
    return put(t, i, (*P, "zoneBalance"), True)


@seed("VMS006")
def _(t, i):
    scale_set(t, i)["properties"]["virtualMachineProfile"]["priority"] = "Regular"
    return put(t, i, (*V, "evictionPolicy"), "Delete")


@seed("VMS007")
def _(t, i):
    if is_flexible(t, i):
        return None
    put(t, i, (*P, "singlePlacementGroup"), True)
    return put(t, i, ("sku", "capacity"), 300)


@seed("VMS008")
def _(t, i):
    if is_flexible(t, i):
        return put(t, i, (*P, "overprovision"), True)
    return put(t, i, (*V, "networkProfile", "networkApiVersion"), "2020-11-01")


@seed("VMS009")
def _(t, i):
    kind = "windowsConfiguration" if is_windows(t, i) else "linuxConfiguration"
    if not isinstance(at(t, i, *V, "osProfile"), dict):
        return None
    extension(t, i, ("Contoso", "Agent", "1.0"))
    return put(t, i, (*V, "osProfile", kind, "provisionVMAgent"), False)


@seed("VMS013")
def _(t, i):
    ok = isinstance(at(t, i, *V, "osProfile"), dict)
    return put(t, i, (*V, "osProfile", "adminUsername"), "admin") if ok else None


@seed("VMS014")
def _(t, i):
    ok = isinstance(at(t, i, *V, "osProfile"), dict)
    return put(t, i, (*V, "osProfile", "adminPassword"), "short") if ok else None


@seed("VMS015")
def _(t, i):
    scale_set(t, i)["zones"] = ["1", "2"]
    return put(t, i, (*P, "platformFaultDomainCount"), 4)


@seed("VMS016")
def _(t, i):
    sizes = [{"name": "Standard_L8s_v3"}, {"name": "Standard_D2s_v5"}]
    put(t, i, (*P, "skuProfile"), {"vmSizes": sizes})
    scale_set(t, i)["sku"] = {"name": "Mix", "capacity": 2}
    return ("resources", i, *P, "skuProfile", "vmSizes", 0, "name")


@seed("VMS019")
def _(t, i):
    app = {"packageReferenceId": "/subscriptions/s/resourceGroups/r/providers/Microsoft.Compute/galleries/g/applications/a/versions/1.0.0"}  # fmt: skip
    path = (*V, "applicationProfile")
    place = put(t, i, path, {"galleryApplications": [app, dict(app)]})
    return place and (*place, "galleryApplications", 1, "packageReferenceId")


@seed("VMS020")
def _(t, i):
    if not isinstance(at(t, i, *V, "storageProfile"), dict):
        return None
    disk = {"lun": 5, "createOption": "Empty", "diskSizeGB": 64}
    place = put(t, i, (*V, "storageProfile", "dataDisks"), [disk, dict(disk)])
    return place and (*place, 1, "lun")


@seed("VMS022")
def _(t, i):
    if at(t, i, *P, "skuProfile") or not isinstance(at(t, i, *V, "storageProfile", "osDisk"), dict):
        return None
    put(t, i, ("sku", "name"), "Standard_D2_v3")
    path = (*V, "storageProfile", "osDisk", "managedDisk", "storageAccountType")
    return put(t, i, path, "Premium_LRS")


@seed("VMS023")
def _(t, i):
    put(t, i, (*V, "securityProfile"), {"securityType": "TrustedLaunch"})
    image = {"publisher": "MicrosoftWindowsServer", "offer": "WindowsServer", "sku": "2019-Datacenter", "version": "latest"}  # fmt: skip
    place = put(t, i, (*V, "storageProfile", "imageReference"), image)
    return place and (*place, "sku")


@seed("EXT013")
def _(t, i):
    name = scale_set(t, i)["name"]
    put(t, i, (*P, "upgradePolicy"), {"mode": "Manual"})
    if is_flexible(t, i):
        return None
    owner = f"[concat({name[1:-1]}, '/seed')]" if name.startswith("[") else f"{name}/seed"
    own = {
        "type": "Microsoft.Compute/virtualMachineScaleSets/extensions",
        "apiVersion": "2024-11-01",
        "name": owner,
        "properties": {"publisher": "Contoso", "type": "Agent", "typeHandlerVersion": "1.0"},
    }
    return add(t, own)


def balancer(t: Any, properties: dict[str, Any], sku: str = "Standard") -> Path:
    whole = {
        "type": "Microsoft.Network/loadBalancers",
        "apiVersion": "2024-05-01",
        "name": "seed-lb",
        "location": "[resourceGroup().location]",
        "sku": {"name": sku},
        "properties": properties,
    }
    return (*add(t, whole), "properties")


def part(kind: str, name: str) -> dict[str, str]:
    return {"id": f"[resourceId('Microsoft.Network/loadBalancers/{kind}', 'seed-lb', '{name}')]"}


def balancing_rule(**more: Any) -> dict[str, Any]:
    return {
        "frontendIPConfigurations": [{"name": "front", "properties": {}}],
        "backendAddressPools": [{"name": "pool"}],
        "probes": [{"name": "probe", "properties": {"protocol": "Tcp", "port": 80}}],
        "loadBalancingRules": [
            {
                "name": "rule",
                "properties": {
                    "protocol": "Tcp",
                    "frontendPort": 80,
                    "backendPort": 80,
                    "frontendIPConfiguration": part("frontendIPConfigurations", "front"),
                    "backendAddressPool": part("backendAddressPools", "pool"),
                    **more,
                },
            }
        ],
    }


@seed("NET003")
def _(t, i):
    place = balancer(t, balancing_rule(probe=part("probes", "nowhere")))
    return (*place, "loadBalancingRules", 0, "properties", "probe", "id")


@seed("NET006")
def _(t, i):
    return (*balancer(t, balancing_rule()), "loadBalancingRules", 0, "properties")


@seed("NET007")
def _(t, i):
    address = {
        "type": "Microsoft.Network/publicIPAddresses",
        "apiVersion": "2024-05-01",
        "name": "seed-ip",
        "location": "[resourceGroup().location]",
        "sku": {"name": "Basic"},
        "properties": {"publicIPAllocationMethod": "Static"},
    }
    place = add(t, address)
    identifier = {"id": "[resourceId('Microsoft.Network/publicIPAddresses', 'seed-ip')]"}
    front = {"name": "front", "properties": {"publicIPAddress": identifier}}
    balancer(t, {"frontendIPConfigurations": [front]})
    return (*place, "sku", "name")


@seed("VMS040")
def _(t, i):
    if at(t, i, *P, "skuProfile"):
        return None
    return put(t, i, ("sku", "name"), "Standard_NC6s_v3")


@seed("VMS041")
def _(t, i):
    image = at(t, i, *V, "storageProfile", "imageReference")
    if not isinstance(image, dict) or "publisher" not in image:
        return None
    image |= {"publisher": "Canonical", "offer": "UbuntuServer", "sku": "18.04-LTS"}
    return ("resources", i, *V, "storageProfile", "imageReference", "sku")


@seed("VMS042")
def _(t, i):
    disk = at(t, i, *V, "storageProfile", "osDisk")
    if not isinstance(disk, dict) or "diffDiskSettings" in disk:
        return None
    disk["managedDisk"] = {"storageAccountType": "Standard_LRS"}
    return ("resources", i, *V, "storageProfile", "osDisk", "managedDisk", "storageAccountType")


@seed("VMS011")
def _(t, i):
    place = balancer(t, {"frontendIPConfigurations": []}, "Basic")
    return (*place[:-1], "sku", "name")


def first_address(t: Any, i: int) -> tuple[Path, Any]:
    steps = (*V, "networkProfile", "networkInterfaceConfigurations", 0, *P, "ipConfigurations")
    found = None
    listed = at(t, i, *steps[:-3])
    if isinstance(listed, list) and listed:
        found = at(t, i, *steps)
    return steps, found if isinstance(found, list) and found else None


@seed("NET009")
def _(t, i):
    steps, found = first_address(t, i)
    if found is None:
        return None
    properties = {"primary": True, "privateIPAddressVersion": "IPv6"}
    found.append({"name": "seed-v6", "properties": properties})
    return ("resources", i, *steps, len(found) - 1, "properties", "primary")


@seed("VMS012")
def _(t, i):
    steps, found = first_address(t, i)
    if found is None or not isinstance(found[0].get("properties"), dict):
        return None
    public = {"name": "seed", "properties": {"idleTimeoutInMinutes": 4}}
    return put(t, i, (*steps, 0, "properties", "publicIPAddressConfiguration"), public)


@seed("SCL002")
def _(t, i):
    if any(str(item.get("type")).lower() == AUTOSCALE.lower() for item in t["resources"]):
        return None
    scale_set(t, i).setdefault("sku", {})["capacity"] = 50
    autoscale(t, i, {})
    return ("resources", i, "sku", "capacity")


@seed("SCL005")
def _(t, i):
    if is_flexible(t, i):
        return None
    put(t, i, (*P, "singlePlacementGroup"), True)
    place = autoscale(t, i, {"capacity": {"minimum": "1", "maximum": "400", "default": "1"}})
    return (*place, "profiles", 0, "capacity", "maximum")


@seed("UPG003")
def _(t, i):
    if is_flexible(t, i) or is_windows(t, i):
        return None
    if not has_handler(t, i, "ApplicationHealth"):
        extension(t, i, HEALTH, settings={"protocol": "tcp", "port": 80})
    probe = {"id": "[resourceId('Microsoft.Network/loadBalancers/probes', 'lb', 'probe')]"}
    return put(t, i, (*V, "networkProfile", "healthProbe"), probe)


@seed("UPG013")
def _(t, i):
    image = at(t, i, *V, "storageProfile", "imageReference")
    if is_flexible(t, i) or not isinstance(image, dict):
        return None
    policy = {"mode": "Manual", "automaticOSUpgradePolicy": {"enableAutomaticOSUpgrade": True}}
    put(t, i, (*P, "upgradePolicy"), policy)
    whole = {"publisher": "Canonical", "offer": "o", "sku": "s", "version": "1.2.3"}
    return under(put(t, i, (*V, "storageProfile", "imageReference"), whole), "version")


@seed("UPG015")
def _(t, i):
    scale_set(t, i).setdefault("sku", {})["capacity"] = 2
    policy = {"mode": "Rolling", "rollingUpgradePolicy": {"maxUnhealthyInstancePercent": 20}}
    put(t, i, (*P, "upgradePolicy"), policy)
    steps = ("upgradePolicy", "rollingUpgradePolicy", "maxUnhealthyInstancePercent")
    return ("resources", i, *P, *steps)


@seed("UPG012")
def _(t, i):
    if not is_linux(t, i):
        return None
    path = (*V, "osProfile", "linuxConfiguration")
    put(t, i, (*path, "patchSettings"), {"patchMode": "AutomaticByPlatform"})
    return put(t, i, (*path, "provisionVMAgent"), False)


@seed("VMS017")
def _(t, i):
    group = {"id": "/subscriptions/s/resourceGroups/r/providers/Microsoft.Compute/capacityReservationGroups/c"}  # fmt: skip
    put(t, i, (*V, "capacityReservation"), {"capacityReservationGroup": group})
    near = {"id": "/subscriptions/s/resourceGroups/r/providers/Microsoft.Compute/proximityPlacementGroups/p"}  # fmt: skip
    return put(t, i, (*P, "proximityPlacementGroup"), near)


@seed("VMS018")
def _(t, i):
    if is_flexible(t, i):
        return None
    return put(t, i, (*P, "priorityMixPolicy"), {"baseRegularPriorityCount": 1})


@seed("VMS021")
def _(t, i):
    put(t, i, (*V, "securityProfile"), {"encryptionAtHost": True})
    disk = ("Microsoft.Azure.Security", "AzureDiskEncryption", "2.2")
    place = extension(t, i, disk, settings={"EncryptionOperation": "EnableEncryption"})
    return place and place[:-1]


@seed("LOC002")
def _(t, i):
    return put(t, i, ("location",), "westeurope")


@seed("TPL010")
def _(t, i):
    t.setdefault("parameters", {})["seedCount"] = {"type": "int", "defaultValue": 1}
    nested = {
        "type": "Microsoft.Resources/deployments",
        "apiVersion": "2025-04-01",
        "name": "seed",
        "properties": {
            "mode": "Incremental",
            "expressionEvaluationOptions": {"scope": "inner"},
            "parameters": {"given": {"value": "[parameters('seedCount')]"}},
            "template": arm.template(parameters={"given": {"type": "bool"}}),
        },
    }
    return (*add(t, nested), "properties", "parameters", "given", "value")


def beside(template: dict[str, Any], kind: str) -> list[tuple[int, dict[str, Any]]]:
    """Return the properties of resources of a type, with their index, where they are written out."""
    return [
        (index, resource["properties"])
        for index, resource in enumerate(template["resources"])
        if str(resource.get("type")).lower() == kind
        and isinstance(resource.get("properties"), dict)
    ]


def ip_configurations(template: dict[str, Any], index: int) -> list[dict[str, Any]]:
    interfaces = at(template, index, *V, "networkProfile", "networkInterfaceConfigurations")
    return [
        item["properties"]
        for interface in (interfaces if isinstance(interfaces, list) else [])
        for item in interface["properties"]["ipConfigurations"]
    ]


@seed("NET004")
def _(t, i):
    if not any("loadBalancerInboundNatPools" in item for item in ip_configurations(t, i)):
        return None
    balancers = beside(t, "microsoft.network/loadbalancers")
    if len(balancers) != 1 or len(balancers[0][1].get("inboundNatPools", ())) != 1:
        return None
    where, properties = balancers[0]
    properties["inboundNatPools"][0]["properties"]["frontendPortRangeStart"] = 50000
    properties["inboundNatPools"][0]["properties"]["frontendPortRangeEnd"] = 50001
    put(t, i, ("sku", "capacity"), 3)
    place = ("resources", where, "properties", "inboundNatPools", 0, "properties")
    return (*place, "frontendPortRangeEnd")


@seed("NET005")
def _(t, i):
    networks = beside(t, "microsoft.network/virtualnetworks")
    if len(networks) != 1 or len(networks[0][1].get("subnets", ())) != 1:
        return None
    where, properties = networks[0]
    subnet = properties["subnets"][0]["properties"]
    if "addressPrefix" not in subnet:
        return None
    subnet["addressPrefix"] = "10.0.0.0/28"
    put(t, i, ("sku", "capacity"), 20)
    return ("resources", where, "properties", "subnets", 0, "properties", "addressPrefix")


@seed("NET010")
def _(t, i):
    networks = beside(t, "microsoft.network/virtualnetworks")
    if not is_flexible(t, i) or not networks:
        return None
    for _where, properties in networks:
        for subnet in properties["subnets"]:
            subnet["properties"].pop("natGateway", None)
            subnet["properties"].pop("routeTable", None)
    for _where, properties in beside(t, "microsoft.network/loadbalancers"):
        properties.pop("outboundRules", None)
        for rule in properties.get("loadBalancingRules", ()):
            rule["properties"]["disableOutboundSnat"] = True
    for configuration in ip_configurations(t, i):
        configuration.pop("publicIPAddressConfiguration", None)
    return ("resources", i, *V, "networkProfile")


@seed("SEC010")
def _(t, i):
    image = at(t, i, *V, "storageProfile", "imageReference")
    if not isinstance(image, dict) or "publisher" not in image:
        return None
    at(t, i, *V).pop("securityProfile", None)
    put(t, i, (*V, "storageProfile", "imageReference"), _second_generation(t, i))
    put(t, i, ("sku", "name"), "Standard_D4s_v5")
    return ("resources", i, *V)


def _second_generation(t, i):
    if is_windows(t, i):
        return {"publisher": "MicrosoftWindowsServer", "offer": "WindowsServer", "sku": "2022-datacenter-g2", "version": "latest"}  # fmt: skip
    return {"publisher": "Canonical", "offer": "ubuntu-24_04-lts", "sku": "server", "version": "latest"}  # fmt: skip


@seed("VMS002")
def _(t, i):
    return put(t, i, ("sku", "name"), "Standard_D2s_v5")


@seed("VMS005")
def _(t, i):
    return put(t, i, ("zones",), ["1"])


@seed("VMS010")
def _(t, i):
    uefi = {"secureBootEnabled": True, "vTpmEnabled": False}
    security = {"securityType": "ConfidentialVM", "uefiSettings": uefi}
    return under(put(t, i, (*V, "securityProfile"), security), "uefiSettings", "vTpmEnabled")


@seed("UPG007")
def _(t, i):
    return put(t, i, (*P, "upgradePolicy", "mode"), "Manual")


@seed("UPG008")
def _(t, i):
    properties = {"probes": [{"name": "seed", "properties": {"protocol": "Tcp", "port": 80}}]}
    balancer = {"type": "Microsoft.Network/loadBalancers", "apiVersion": "2024-05-01"}
    add(t, {**balancer, "name": "seedlb", "properties": properties})
    probe = "[resourceId('Microsoft.Network/loadBalancers/probes', 'seedlb', 'seed')]"
    place = put(t, i, (*V, "networkProfile", "healthProbe"), {"id": probe})
    return under(place, "id")


@seed("NET002")
def _(t, i):
    listed = at(t, i, *V, "networkProfile", "networkInterfaceConfigurations")
    if not isinstance(listed, list) or not listed:
        return None
    subnets = [{"name": "seed", "properties": {"addressPrefix": "10.77.0.0/22"}}]
    network = {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01"}
    add(t, {**network, "name": "seednet", "properties": {"subnets": subnets}})
    subnet = "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'seednet', 'seed')]"
    settings = {"name": "seed", "properties": {"subnet": {"id": subnet}}}
    listed.append({"name": "seednic", "properties": {"ipConfigurations": [settings]}})
    place = ("resources", i, *V, "networkProfile", "networkInterfaceConfigurations")
    return (*place, len(listed) - 1)


@seed("SCL004")
def _(t, i):
    name = t["resources"][i]["name"]
    place = autoscale(t, i, {})
    t["resources"][i]["condition"] = "[equals(resourceGroup().name, 'web')]"
    return (*place, "targetResourceUri") if isinstance(name, str) else None


@seed("API001")
def _(t, i):
    return put(t, i, ("apiVersion",), "2024")


def seed_output(t: Any, value: Any, kind: str = "string", name: str = "seeded") -> Path:
    t.setdefault("outputs", {})[name] = {"type": kind, "value": value}
    return ("outputs", name, "value")


@seed("API002")
def _(t, i):
    return put(t, i, ("apiVersion",), "2019-03-01")


@seed("API003")
def _(t, i):
    asked = "resourceId('Microsoft.Storage/storageAccounts', 'seeded'), '2019-06-01'"
    return seed_output(t, f"[reference({asked}).kind]")


@seed("TPL007")
def _(t, i):
    return put(t, i, (*V, "licenseType"), "")


@seed("TPL012")
def _(t, i):
    return seed_output(t, "[variables(concat('seed', deployment().name))]")


@seed("LOC001")
def _(t, i):
    t.setdefault("parameters", {})["location"] = {"type": "string", "defaultValue": "westeurope"}
    return ("parameters", "location", "defaultValue")


@seed("LOC003")
def _(t, i):
    return put(t, i, ("location",), "[resourceGroup().location]")


@seed("REF001")
def _(t, i):
    kind = "Microsoft.Compute/proximityPlacementGroups"
    joined = f"[concat(resourceGroup().id, '/providers/{kind}/', 'seeded')]"
    return under(put(t, i, ("properties", "proximityPlacementGroup"), {"id": joined}), "id")


@seed("REF002")
def _(t, i):
    given = "resourceGroup().name, 'Microsoft.Storage/storageAccounts', 'seeded'"
    return seed_output(t, f"[resourceId({given})]")


@seed("REF003")
def _(t, i):
    if isinstance(t["resources"][i].get("dependsOn", []), list):
        t["resources"][i]["dependsOn"] = ["[if(bool('true'), 'seeded', '')]"]
        return ("resources", i, "dependsOn", 0)
    return None


@seed("REF005")
def _(t, i):
    kind = "Microsoft.Compute/proximityPlacementGroups"
    seeded = {"type": kind, "apiVersion": "2024-07-01", "name": "seeded", "location": "global"}
    t["resources"].append({**seeded, "properties": {}})
    place = ("properties", "proximityPlacementGroup")
    return under(put(t, i, place, {"id": f"[resourceId('{kind}', 'seeded')]"}), "id")


@seed("REF006")
def _(t, i):
    return seed_output(t, "[concat('https://', 'seeded', '.blob.core.windows.net')]")


@seed("REF007")
def _(t, i):
    t.setdefault("parameters", {})["seedUri"] = {"type": "string"}
    return seed_output(t, "[concat(parameters('seedUri'), '/a.sh')]", name="scriptUri")


def seed_network(t, subnets):
    network = {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01"}
    space = {"addressSpace": {"addressPrefixes": ["10.77.0.0/16"]}, "subnets": subnets}
    place = add(t, {**network, "name": "seednet", "properties": space})
    return (*place, "properties", "subnets")


@seed("NET011")
def _(t, i):
    prefixes = ("10.77.0.0/22", "10.77.2.0/24")
    subnets = [{"name": p[6:7], "properties": {"addressPrefix": p}} for p in prefixes]
    return (*seed_network(t, subnets), 1, "properties", "addressPrefix")


@seed("NET012")
def _(t, i):
    balancer = {"type": "Microsoft.Network/loadBalancers", "apiVersion": "2024-05-01"}
    properties = {"probes": [{"name": "seed", "properties": {"protocol": "Http", "port": 80}}]}
    place = add(t, {**balancer, "name": "seedlb", "properties": properties})
    return (*place, "properties", "probes", 0, "properties", "protocol")


@seed("NET013")
def _(t, i):
    every = dict.fromkeys(
        ("sourceAddressPrefix", "sourcePortRange", "destinationAddressPrefix",
         "destinationPortRange", "protocol"), "*",
    )  # fmt: skip
    rules = [
        {"name": a, "properties": {**every, "direction": "Inbound", "access": a, "priority": p}}
        for a, p in (("Deny", 100), ("Allow", 200))
    ]
    group = {"type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2024-05-01"}
    place = add(t, {**group, "name": "seednsg", "properties": {"securityRules": rules}})
    return (*place, "properties", "securityRules", 1)


@seed("UPG005")
def _(t, i):
    healthy = has_handler(t, i, "ApplicationHealth") or "healthProbe" in str(at(t, i, *V))
    in_cluster = has_handler(t, i, "ServiceFabric")
    if is_flexible(t, i) or healthy or in_cluster:
        return None
    policy = {"mode": "Manual", "automaticOSUpgradePolicy": {"enableAutomaticOSUpgrade": True}}
    place = put(t, i, (*P, "upgradePolicy"), policy)
    return under(place, "automaticOSUpgradePolicy", "enableAutomaticOSUpgrade")


@seed("UPG009")
def _(t, i):
    scale_set(t, i).setdefault("sku", {})["capacity"] = 2
    policy = {"mode": "Rolling", "rollingUpgradePolicy": {"maxBatchInstancePercent": 100}}
    put(t, i, (*P, "upgradePolicy"), policy)
    steps = ("upgradePolicy", "rollingUpgradePolicy", "maxBatchInstancePercent")
    return ("resources", i, *P, *steps)


@seed("UPG014")
def _(t, i):
    if not is_flexible(t, i):
        return None
    policy = {"enableAutomaticOSUpgrade": True}
    place = put(t, i, (*P, "upgradePolicy", "automaticOSUpgradePolicy"), policy)
    return under(place, "enableAutomaticOSUpgrade")


@seed("VMS024")
def _(t, i):
    if not isinstance(at(t, i, *V, "storageProfile"), dict):
        return None
    scale_set(t, i)["properties"].pop("additionalCapabilities", None)
    disk = {
        "lun": 5,
        "createOption": "Empty",
        "managedDisk": {"storageAccountType": "UltraSSD_LRS"},
    }
    place = put(t, i, (*V, "storageProfile", "dataDisks"), [disk])
    return place and (*place, 0, "managedDisk", "storageAccountType")


@seed("VMS025")
def _(t, i):
    if not isinstance(at(t, i, *V, "storageProfile"), dict):
        return None
    kind = {"storageAccountType": "StandardSSD_LRS"}
    disk = {"lun": 5, "createOption": "Empty", "diskIOPSReadWrite": 5000, "managedDisk": kind}
    place = put(t, i, (*V, "storageProfile", "dataDisks"), [disk])
    return place and (*place, 0, "diskIOPSReadWrite")


@seed("VMS026")
def _(t, i):
    scale_set(t, i)["properties"]["virtualMachineProfile"].pop("evictionPolicy", None)
    return put(t, i, (*V, "priority"), "Spot")


@seed("VMS027")
def _(t, i):
    scale_set(t, i)["properties"]["virtualMachineProfile"]["priority"] = "Regular"
    return put(t, i, (*P, "spotRestorePolicy"), {"enabled": True})


@seed("VMS028")
def _(t, i):
    put(t, i, (*V, "priority"), "Spot")
    notice = {"terminateNotificationProfile": {"enable": True}}
    place = put(t, i, (*V, "scheduledEventsProfile"), notice)
    return under(place, "terminateNotificationProfile", "enable")


@seed("VMS029")
def _(t, i):
    if at(t, i, *P, "skuProfile") or not isinstance(at(t, i, *V, "storageProfile", "osDisk"), dict):
        return None
    put(t, i, ("sku", "name"), "Standard_D2s_v5")
    local = {"option": "Local"}
    return under(put(t, i, (*V, "storageProfile", "osDisk", "diffDiskSettings"), local), "option")


@seed("VMS030")
def _(t, i):
    cards = at(t, i, *V, "networkProfile", "networkInterfaceConfigurations")
    if at(t, i, *P, "skuProfile") or not isinstance(cards, list) or "properties" not in cards[0]:
        return None
    put(t, i, ("sku", "name"), "Standard_B1s")
    path = (*V, "networkProfile", "networkInterfaceConfigurations", 0, "properties")
    return put(t, i, (*path, "enableAcceleratedNetworking"), True)


@seed("VMS031")
def _(t, i):
    security = {"uefiSettings": {"secureBootEnabled": True}}
    return under(put(t, i, (*V, "securityProfile"), security), "uefiSettings")


@seed("EXT014")
def _(t, i):
    secret = {"commandToExecute": "sh a.sh", "storageAccountName": "example"}
    place = script(t, i, settings={}, protectedSettings=secret)
    return place and (*place, "protectedSettings", "storageAccountName")


@seed("EXT015")
def _(t, i):
    if not is_linux(t, i):
        return None
    files = {"fileUris": ["https://example.org/a/x.sh", "https://example.org/b/x.sh"]}
    place = script(t, i, settings=files, protectedSettings={"commandToExecute": "sh x.sh"})
    return place and (*place, "settings", "fileUris", 1)


@seed("EXT060")
def _(t, i):
    if not is_linux(t, i):
        return None
    files = {"fileUris": ["https://example.org/x.shsv=2024-11-04&sr=b&sig=x"]}
    more = {"commandToExecute": "sh x.sh"} | files
    place = script(t, i, settings={}, protectedSettings=more)
    return place and (*place, "protectedSettings", "fileUris", 0)


@seed("EXT016")
def _(t, i):
    if has_handler(t, i, "ApplicationHealth") or not is_linux(t, i):
        return None
    settings = {"protocol": "tcp", "port": 80, "gracePeriod": 30}
    place = extension(t, i, HEALTH, settings=settings)
    return place and (*place, "settings", "gracePeriod")


@seed("EXT040")
def _(t, i):
    place = extension(t, i, ("Microsoft.Azure.Monitor", "AzureMonitorAgentLinux", "1.0"))
    return place and (*place, "type")


@seed("VMS050")
def _(t, i):
    if at(t, i, *P, "skuProfile") or not isinstance(at(t, i, *V, "storageProfile"), dict):
        return None
    put(t, i, ("sku", "name"), "Standard_D4_v3")
    place = put(t, i, (*V, "storageProfile", "imageReference"), _second_generation(t, i))
    return under(place, "sku")


@seed("VMS051")
def _(t, i):
    if at(t, i, *P, "skuProfile") or not isinstance(at(t, i, *V), dict):
        return None
    put(t, i, ("sku", "name"), "Standard_D4_v3")
    place = put(t, i, (*V, "securityProfile"), {"securityType": "TrustedLaunch"})
    return under(place, "securityType")


@seed("VMS052")
def _(t, i):
    return None if at(t, i, *P, "skuProfile") else put(t, i, ("sku", "name"), "Standard_D4zs_v5")


@seed("VMS053")
def _(t, i):
    return under(put(t, i, ("zones",), ["1", "4"]), 1)


@seed("VMS054")
def _(t, i):
    return None if at(t, i, *P, "skuProfile") else put(t, i, ("sku", "name"), "Standard_D4s_v3")


@seed("VMS055")
def _(t, i):
    if not isinstance(at(t, i, *V, "storageProfile", "osDisk"), dict):
        return None
    path = (*V, "storageProfile", "osDisk", "managedDisk", "storageAccountType")
    return put(t, i, path, "PremiumV2_LRS")


def with_identity(t: Any, i: int, kind: str) -> None:
    users = {"userAssignedIdentities": {"/x/a": {}, "/x/b": {}}} if kind == "UserAssigned" else {}
    scale_set(t, i)["identity"] = {"type": kind, **users}


@seed("EXT041")
def _(t, i):
    if not is_linux(t, i) or scale_set(t, i).get("identity") or has_handler(t, i, "AzureMonitor"):
        return None
    place = extension(t, i, ("Microsoft.Azure.Monitor", "AzureMonitorLinuxAgent", "1.36"))
    return place and (*place, "type")


@seed("EXT042")
def _(t, i):
    if not is_linux(t, i) or has_handler(t, i, "KeyVaultFor"):
        return None
    with_identity(t, i, "UserAssigned")
    certificate = {"url": "https://example.vault.azure.net/secrets/web"}
    settings = {"secretsManagementSettings": {"observedCertificates": [certificate]}}
    handler = ("Microsoft.Azure.KeyVault", "KeyVaultForLinux", "3.0")
    place = extension(t, i, handler, settings=settings)
    return place and (*place, "settings")


@seed("EXT043")
def _(t, i):
    if not is_linux(t, i) or has_handler(t, i, "AzureMonitor"):
        return None
    with_identity(t, i, "UserAssigned")
    place = extension(t, i, ("Microsoft.Azure.Monitor", "AzureMonitorLinuxAgent", "1.36"))
    return place and (*place, "type")


@seed("EXT044")
def _(t, i):
    if not is_windows(t, i):
        return None
    extension(t, i, ("Microsoft.Azure.ActiveDirectory", "AADLoginForWindows", "2.0"), name="e1")
    join = {"Name": "example.org", "User": "join@example.org"}
    handler = ("Microsoft.Compute", "JsonADDomainExtension", "1.3")
    place = extension(t, i, handler, name="e2", settings=join)
    return place and (*place, "type")


@seed("EXT045")
def _(t, i):
    if not is_windows(t, i) or has_handler(t, i, "Antimalware"):
        return None
    handler = ("Microsoft.Azure.Security", "IaaSAntimalware", "1.3")
    place = extension(t, i, handler, settings={"AntimalwareEnabled": "false"})
    return place and (*place, "settings", "AntimalwareEnabled")


@seed("EXT046")
def _(t, i):
    if not is_linux(t, i) or not isinstance(scale_set(t, i).get("sku"), dict):
        return None
    scale_set(t, i)["sku"]["name"] = "Standard_D2s_v5"
    place = extension(t, i, ("Microsoft.HpcCompute", "NvidiaGpuDriverLinux", "1.11"))
    return place and (*place, "type")


@seed("EXT047")
def _(t, i):
    place = extension(t, i, ("Microsoft.CPlat.Core", "RunCommandLinux", "1.0"))
    return place and (*place, "type")


@seed("EXT048")
def _(t, i):
    handler = ("Microsoft.HpcCompute", "NvidiaGpuDriverLinux", "1.11")
    place = extension(t, i, handler, enableAutomaticUpgrade=True)
    return place and (*place, "enableAutomaticUpgrade")


@seed("EXT049")
def _(t, i):
    place = script(t, i, settings={"commandToExecute": "ls"})
    if place:
        at(t, i, *place[2:])["typeHandlerVersion"] = "7.1"
    return place and (*place, "typeHandlerVersion")


@seed("EXT070")
def _(t, i):
    if is_windows(t, i):
        return None
    place = extension(t, i, SCRIPT, protectedSettings={"commandToExecute": "cmd /c install"})
    return under(place, "protectedSettings", "commandToExecute")


@seed("EXT071")
def _(t, i):
    settings = {"commandToExecute": "ls", "managedIdentity": {}}
    place = extension(t, i, SCRIPT, protectedSettings=settings)
    return under(place, "protectedSettings", "managedIdentity")


@seed("EXT080")
def _(t, i):
    if is_windows(t, i):
        return None
    settings = {"commandToExecute": "sh c/a.sh", "fileUris": ["https://example.org/c/a.sh"]}
    place = extension(t, i, SCRIPT, protectedSettings=settings)
    return under(place, "protectedSettings", "commandToExecute")


@seed("EXT081")
def _(t, i):
    address = "https://github.com/contoso/web/blob/main/a.sh"
    settings = {"commandToExecute": "sh a.sh", "fileUris": [address]}
    place = extension(t, i, SCRIPT, protectedSettings=settings)
    return under(place, "protectedSettings", "fileUris", 0)


@seed("EXT082")
def _(t, i):
    if is_linux(t, i):
        return None
    settings = {"commandToExecute": "a.ps1", "fileUris": ["https://example.org/a.ps1"]}
    place = extension(t, i, WINDOWS_SCRIPT, protectedSettings=settings)
    return under(place, "protectedSettings", "commandToExecute")


@seed("EXT083")
def _(t, i):
    if is_windows(t, i):
        return None
    place = extension(t, i, SCRIPT, protectedSettings={"commandToExecute": "ls && reboot"})
    return under(place, "protectedSettings", "commandToExecute")


@seed("VMS070")
def _(t, i):
    reference = at(t, i, *V, "storageProfile", "imageReference")
    if not isinstance(reference, dict) or "publisher" not in reference:
        return None
    image = "[resourceId('Microsoft.Compute/images', 'seed')]"
    return put(t, i, (*V, "storageProfile", "imageReference", "id"), image)


@seed("VMS071")
def _(t, i):
    put(t, i, (*V, "osProfile", "windowsConfiguration"), {})
    return put(t, i, (*V, "osProfile", "linuxConfiguration"), {})


@seed("VMS072")
def _(t, i):
    put(t, i, (*V, "storageProfile", "osDisk", "diffDiskSettings"), {"option": "Local"})
    return put(t, i, (*V, "storageProfile", "osDisk", "caching"), "ReadWrite")


@seed("VMS073")
def _(t, i):
    put(t, i, (*V, "priority"), "Spot")
    return put(t, i, (*P, "hostGroup"), {"id": "[resourceId('Microsoft.Compute/hostGroups', 'h')]"})


@seed("VMS074")
def _(t, i):
    return put(t, i, (*V, "licenseType"), "Solaris")


@seed("VMS075")
def _(t, i):
    if is_windows(t, i) or at(t, i, *V, "osProfile", "linuxConfiguration") is None:
        return None
    certificate = {
        "certificateUrl": "https://kv.vault.azure.net/secrets/a",
        "certificateStore": "My",
    }
    place = put(t, i, (*V, "osProfile", "secrets"), [{"vaultCertificates": [certificate]}])
    return under(place, 0, "vaultCertificates", 0, "certificateStore")


@seed("VMS076")
def _(t, i):
    put(t, i, ("zones",), ["1", "2"])
    put(t, i, (*P, "resiliencyPolicy"), {"automaticZoneRebalancingPolicy": {"enabled": True}})
    return put(t, i, (*P, "zoneBalance"), True)


@seed("TPL070")
def _(t, i):
    return put(t, i, ("tags",), {"cost/center": "42"}) and ("resources", i, "tags", "cost/center")


@seed("SCL070")
def _(t, i):
    other = "[resourceId('Microsoft.ServiceBus/namespaces', 'bus')]"
    rule = {"metricTrigger": {"metricName": "Percentage CPU", "metricResourceUri": other}}
    place = autoscale(t, i, {"rules": [rule]})
    return (*place, "profiles", 0, "rules", 0, "metricTrigger", "metricName")


@seed("SCL071")
def _(t, i):
    period = {"start": "2026-12-24T18:00:00", "end": "2026-12-24T08:00:00"}
    place = autoscale(t, i, {"fixedDate": period})
    return (*place, "profiles", 0, "fixedDate", "end")


def application_gateway(t: Any, **properties: Any) -> Path:
    whole = {
        "type": "Microsoft.Network/applicationGateways",
        "apiVersion": "2024-05-01",
        "name": "seed-gw",
        "location": "[resourceGroup().location]",
        "properties": properties,
    }
    return (*add(t, whole), "properties")


@seed("AGW070")
def _(t, i):
    url = {"keyVaultSecretId": "https://kv.vault.azure.net/secrets/web"}
    place = application_gateway(t, sslCertificates=[{"name": "web", "properties": url}])
    return (*place, "sslCertificates", 0, "properties", "keyVaultSecretId")


@seed("AGW071")
def _(t, i):
    bounds = {"minCapacity": 5, "maxCapacity": 2}
    return (
        *application_gateway(t, autoscaleConfiguration=bounds),
        "autoscaleConfiguration",
        "minCapacity",
    )


def second_rule(**more: Any) -> dict[str, Any]:
    parts = balancing_rule()
    (first,) = parts["loadBalancingRules"]
    second = {"name": "second", "properties": {**first["properties"], **more}}
    return {**parts, "loadBalancingRules": [first, second]}


def outbound_rule(name: str, **more: Any) -> dict[str, Any]:
    properties = {
        "frontendIPConfigurations": [part("frontendIPConfigurations", "front")],
        "backendAddressPool": part("backendAddressPools", "pool"),
        "protocol": "All",
    }
    return {"name": name, "properties": properties | more}


def public_front(**more: Any) -> dict[str, Any]:
    address = "[resourceId('Microsoft.Network/publicIPAddresses', 'elsewhere')]"
    return {"name": "front", "properties": {"publicIPAddress": {"id": address}}, **more}


def public_address(t: Any, **properties: Any) -> Path:
    whole = {
        "type": "Microsoft.Network/publicIPAddresses",
        "apiVersion": "2024-05-01",
        "name": "seed-ip",
        "location": "[resourceGroup().location]",
        "sku": {"name": "Standard"},
        "properties": {"publicIPAllocationMethod": "Static"} | properties,
    }
    return (*add(t, whole), "properties")


@seed("NET040")
def _(t, i):
    place = balancer(t, second_rule(backendPort=8080))
    return (*place, "loadBalancingRules", 1, "properties", "frontendPort")


@seed("NET041")
def _(t, i):
    place = balancer(t, second_rule(frontendPort=8080))
    return (*place, "loadBalancingRules", 1, "properties", "backendPort")


@seed("NET042")
def _(t, i):
    rules = [outbound_rule("first"), outbound_rule("second")]
    place = balancer(t, {"outboundRules": rules})
    return (*place, "outboundRules", 1, "properties", "frontendIPConfigurations")


@seed("NET043")
def _(t, i):
    place = balancer(t, balancing_rule() | {"outboundRules": [outbound_rule("out")]})
    return (*place, "loadBalancingRules", 0, "properties")


@seed("NET044")
def _(t, i):
    place = balancer(t, {"outboundRules": [outbound_rule("out", allocatedOutboundPorts=1020)]})
    return (*place, "outboundRules", 0, "properties", "allocatedOutboundPorts")


@seed("NET045")
def _(t, i):
    place = balancer(t, balancing_rule(protocol="All", backendPort=0))
    return (*place, "loadBalancingRules", 0, "properties", "frontendPort")


@seed("NET046")
def _(t, i):
    place = balancer(t, {"frontendIPConfigurations": [public_front(zones=["1"])]})
    return (*place, "frontendIPConfigurations", 0, "zones")


@seed("NET047")
def _(t, i):
    return (
        *public_address(t, publicIPAllocationMethod="Dynamic"),
        "publicIPAllocationMethod",
    )


@seed("NET048")
def _(t, i):
    place = public_address(t, dnsSettings={"domainNameLabel": "Crew_Web"})
    return (*place, "dnsSettings", "domainNameLabel")


@seed("NET049")
def _(t, i):
    subnet = {"id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'lb')]"}
    front = {"name": "front", "properties": {"subnet": subnet}}
    rules = [outbound_rule("out")]
    place = balancer(t, {"frontendIPConfigurations": [front], "outboundRules": rules})
    return (*place, "outboundRules", 0, "properties", "frontendIPConfigurations")


@seed("BOOT030")
def _(t, i):
    if not is_linux(t, i):
        return None
    return put(t, i, CUSTOM_DATA, coded("#cloud-config\npackage: [nginx]\n"))


@seed("BOOT031")
def _(t, i):
    if not is_linux(t, i):
        return None
    place = script(t, i, settings={"commandToExecute": "systemctl restart nginx"})
    put(t, i, CUSTOM_DATA, coded("#cloud-config\npackages: [nginx]\n"))
    return place and (*place, "settings", "commandToExecute")


@seed("VMS120")
def _(t, i):
    if is_flexible(t, i) or not isinstance(scale_set(t, i).get("name"), str):
        return None
    kind = "Microsoft.Compute/virtualMachineScaleSets"
    name = scale_set(t, i)["name"]
    inner = name[1:-1] if name.startswith("[") else f"'{name}'"
    target = f"[resourceId('{kind}', {inner})]"
    pool = {"attachedVirtualMachineScaleSetId": target, "virtualMachineState": "Running"}
    pool["elasticityProfile"] = {"maxReadyCapacity": 3}
    kind = "Microsoft.StandbyPool/standbyVirtualMachinePools"
    t["resources"].append({"type": kind, "apiVersion": "2025-03-01", "name": "standby", "location": "westeurope", "properties": pool})  # fmt: skip
    return ("resources", len(t["resources"]) - 1, "properties", "attachedVirtualMachineScaleSetId")


@seed("AGW072")
def _(t, i):
    parts = {
        "frontendIPConfiguration": {"id": gateway_part("frontendIPConfigurations", "public")},
        "frontendPort": {"id": gateway_part("frontendPorts", "http")},
        "protocol": "Http",
    }
    listeners = [{"name": name, "properties": parts} for name in ("one", "two")]
    return (*application_gateway(t, httpListeners=listeners), "httpListeners", 1)


def gateway_part(kind: str, name: str) -> str:
    return f"[resourceId('Microsoft.Network/applicationGateways/{kind}', 'gw', '{name}')]"


@seed("VMS121")
def _(t, i):
    if not has_handler(t, i, "ApplicationHealth"):
        return None
    return put(t, i, (*P, "externalHealthPolicy"), {"enabled": True})
