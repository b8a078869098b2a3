"""What of a model has a key of its own in a spec."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.azure.handlers import serves
from generator.importing.delivered import delivered
from generator.importing.values import NOTHING, at, handler_of, spoken
from generator.lazy import regex
from generator.scale_set.view import scale_set_of
from generator.spec.upgrading import newest

if TYPE_CHECKING:
    from generator.importing.draft import Draft
    from generator.importing.source import Object, Original

_P = "properties.virtualMachineProfile"
_ROLLING = "properties.upgradePolicy.rollingUpgradePolicy"
_NAME = regex(r"[A-Za-z0-9]([A-Za-z0-9_.-]{0,62}[A-Za-z0-9_])?")
_DISK = f"{_P}.storageProfile.osDisk"
_PLAIN = {
    "size": "sku.name",
    "count": "sku.capacity",
    "computerNamePrefix": f"{_P}.osProfile.computerNamePrefix",
    "admin.user": f"{_P}.osProfile.adminUsername",
    "extensionsTimeBudget": f"{_P}.extensionProfile.extensionsTimeBudget",
    "upgrade.mode": "properties.upgradePolicy.mode",
    "upgrade.maxBatchInstancePercent": f"{_ROLLING}.maxBatchInstancePercent",
    "upgrade.maxUnhealthyInstancePercent": f"{_ROLLING}.maxUnhealthyInstancePercent",
    "upgrade.maxUnhealthyUpgradedInstancePercent":
        f"{_ROLLING}.maxUnhealthyUpgradedInstancePercent",
    "upgrade.pauseTimeBetweenBatches": f"{_ROLLING}.pauseTimeBetweenBatches",
    "upgrade.maxSurge": f"{_ROLLING}.maxSurge",
    "upgrade.enableCrossZoneUpgrade": f"{_ROLLING}.enableCrossZoneUpgrade",
    "upgrade.prioritizeUnhealthyInstances": f"{_ROLLING}.prioritizeUnhealthyInstances",
    "repairs.enabled": "properties.automaticRepairsPolicy.enabled",
    "repairs.gracePeriod": "properties.automaticRepairsPolicy.gracePeriod",
    "repairs.repairAction": "properties.automaticRepairsPolicy.repairAction",
    "placement.platformFaultDomainCount": "properties.platformFaultDomainCount",
    "placement.zoneBalance": "properties.zoneBalance",
    "placement.proximityPlacementGroupId": "properties.proximityPlacementGroup.id",
    "placement.hostGroupId": "properties.hostGroup.id",
    "placement.capacityReservationGroupId":
        f"{_P}.capacityReservation.capacityReservationGroup.id",
    "osDisk.storageAccountType": f"{_DISK}.managedDisk.storageAccountType",
    "osDisk.diskEncryptionSetId": f"{_DISK}.managedDisk.diskEncryptionSet.id",
    "osDisk.diskSizeGB": f"{_DISK}.diskSizeGB",
    "osDisk.caching": f"{_DISK}.caching",
    "osDisk.placement": f"{_DISK}.diffDiskSettings.placement",
    "osDisk.controller": f"{_P}.storageProfile.diskControllerType",
    "scaleIn.rule": "properties.scaleInPolicy.rules.0",
    "scaleIn.forceDeletion": "properties.scaleInPolicy.forceDeletion",
    "scaleIn.prioritizeUnhealthyVMs": "properties.scaleInPolicy.prioritizeUnhealthyVMs",
    "licenseType": f"{_P}.licenseType",
    "spot.evictionPolicy": f"{_P}.evictionPolicy",
    "spot.maxPrice": f"{_P}.billingProfile.maxPrice",
    "tags": "tags",
}  # fmt: skip
"""Keys that are the value at a path, as it is."""
_LOWER = {"upgrade.mode"}


def with_keys(draft: Draft, source: Original, plain: set[str]) -> None:
    """Set all keys of a draft that a scale set has values for."""
    body = source.scale_set.body
    system = _system(body)
    draft.set("name", _name(draft, source))
    draft.set("version", newest())
    draft.set("os", system)
    if (
        not draft.files
        and system == "linux"
        and at(body, f"{_P}.storageProfile.osDisk.osType") is None
    ):
        draft.say("os", "The template does not say; taken from the OS profile and the image.")
    spot = str(at(body, f"{_P}.priority") or "").lower() in {"spot", "low"}
    for key, path in _PLAIN.items():
        value = at(body, path)
        if value is None or (key.startswith("spot.") and not spot):
            continue
        said = spoken(value, source.secure)
        if said is not NOTHING:
            draft.set(key, said.lower() if key in _LOWER and isinstance(said, str) else said)
    _mix(draft, source)
    if "size" not in draft.keys:
        draft.set("size", {"parameter": "vmSize"})
        draft.say("size", "An expression in the template: raw has it.")
    if spot:
        draft.keys.setdefault("spot", {})
    _located(draft, body)
    _placed(draft, body)
    _image(draft, source)
    _account(draft, source, system)
    _secured(draft, body)
    _disks(draft, source)
    _identity(draft, source)
    delivered(draft, source, system, plain)
    if draft.keys.get("repairs", {}).get("enabled") is not True:
        draft.keys["repairs"] = {"enabled": False}


def _mix(draft: Draft, source: Original) -> None:
    """Take the sizes of an instance mix, the first of them as the size."""
    sizes = at(source.scale_set.body, "properties.skuProfile.vmSizes")
    names = [spoken(at(item, "name"), source.secure) for item in sizes or []]
    if not names or not all(isinstance(name, str) for name in names):
        return
    draft.set("size", names[0])
    if names[1:]:
        draft.set("mix.sizes", names[1:])
        strategy = at(source.scale_set.body, "properties.skuProfile.allocationStrategy")
        draft.set("mix.allocationStrategy", strategy or "LowestPrice")


def _name(draft: Draft, source: Original) -> str:
    name = source.scale_set.name
    if _NAME.fullmatch(name):
        return name
    draft.say("name", "An expression in the template: raw has it.")
    return "scaleset"


def _system(body: Object) -> str:
    """Return the operating system, by the disk, the profile or the publisher of the image."""
    settled = scale_set_of(body).operating_system
    if settled:
        return settled
    extensions = at(body, f"{_P}.extensionProfile.extensions")
    for item in extensions if isinstance(extensions, list) else []:
        key = handler_of(item)
        if serves(key, "dsc") or key == ("microsoft.compute", "customscriptextension"):
            return "windows"
    return "linux"


def _located(draft: Draft, body: Object) -> None:
    """Take a region that is written down, and a subnet that is there already."""
    region = at(body, "location")
    if isinstance(region, str) and not region.startswith("["):
        draft.set("location", region)
    nic = f"{_P}.networkProfile.networkInterfaceConfigurations.0.properties"
    subnet = at(body, f"{nic}.ipConfigurations.0.properties.subnet.id")
    if isinstance(subnet, str) and subnet.startswith("/subscriptions/"):
        draft.set("network.subnetId", subnet)


def _placed(draft: Draft, body: Object) -> None:
    zones = at(body, "zones")
    texts = [str(zone) for zone in zones] if isinstance(zones, list) else []
    draft.set("zones", [int(zone) for zone in texts if zone in {"1", "2", "3"}])
    mode = at(body, "properties.orchestrationMode")
    flexible = isinstance(mode, str) and mode.lower() == "flexible"
    draft.set("orchestration", "flexible" if flexible else "uniform")
    if "placement" not in draft.keys or "platformFaultDomainCount" not in draft.keys["placement"]:
        draft.say(
            "placement", "Azure's own number where the template says none; raw leaves it out."
        )
    os_upgrade = at(body, "properties.upgradePolicy.automaticOSUpgradePolicy")
    if at(os_upgrade, "enableAutomaticOSUpgrade") is True:
        draft.set("upgrade.automaticOSUpgrade", True)


def _image(draft: Draft, source: Original) -> None:
    image = at(source.scale_set.body, f"{_P}.storageProfile.imageReference")
    parts = [at(image, part) for part in ("publisher", "offer", "sku", "version")]
    said = [spoken(part, source.secure) for part in parts]
    if all(isinstance(part, str) for part in said):
        draft.set("image.urn", ":".join(map(str, said)))
    for key in ("id", "sharedGalleryImageId", "communityGalleryImageId"):
        value = spoken(at(image, key), source.secure)
        if value is not None and value is not NOTHING:
            draft.set(f"image.{key}", value)
    plan = spoken(at(source.scale_set.body, "plan"), source.secure)
    if isinstance(plan, dict) and all(at(plan, key) for key in ("name", "product", "publisher")):
        draft.set("image.plan", {k: at(plan, k) for k in ("name", "product", "publisher")})


def _account(draft: Draft, source: Original, system: str) -> None:
    profile = at(source.scale_set.body, f"{_P}.osProfile")
    if profile is None:
        draft.set("image.specialized", True)
        draft.say("image", "The set has no OS profile: its image brings the accounts.")
        return
    keys = at(profile, "linuxConfiguration.ssh.publicKeys")
    if isinstance(keys, list) and len(keys) == 1:
        key = spoken(at(keys[0], "keyData"), source.secure)
        if key is not NOTHING and not _is_secret(key):
            draft.set("admin.sshKey", key)
    password = at(profile, "adminPassword")
    closed = at(profile, "linuxConfiguration.disablePasswordAuthentication") is True
    if system == "windows" or password is not None or (not closed and not keys):
        said = spoken(password, source.secure)
        known = said if _is_secret(said) else {"secret": "adminPassword"}
        draft.set("admin.password", known)
        if not _is_secret(said):
            draft.say("admin", "The password is a secure parameter: it is never written down.")
    configuration = "windowsConfiguration" if system == "windows" else "linuxConfiguration"
    mode = at(profile, f"{configuration}.patchSettings.patchMode")
    if isinstance(mode, str):
        draft.set("patching", mode)
    elif system == "windows":
        updates = at(profile, "windowsConfiguration.enableAutomaticUpdates")
        draft.set("patching", "Manual" if updates is False else "AutomaticByOS")
    else:
        draft.set("patching", "ImageDefault")


def _is_secret(value: Any) -> bool:
    return isinstance(value, dict) and "secret" in value


def _secured(draft: Draft, body: Object) -> None:
    profile = at(body, f"{_P}.securityProfile")
    kind = str(at(profile, "securityType")).lower()
    draft.set("security.trustedLaunch", kind == "trustedlaunch")
    if kind == "confidentialvm":
        draft.keys["security"] = {"confidential": True}
    draft.set("security.encryptionAtHost", at(profile, "encryptionAtHost") is True)
    draft.set(
        "bootDiagnostics", at(body, f"{_P}.diagnosticsProfile.bootDiagnostics.enabled") is True
    )
    if at(body, f"{_P}.storageProfile.osDisk.diffDiskSettings.option") is not None:
        draft.set("osDisk.ephemeral", True)
    fast = at(body, f"{_P}.networkProfile.networkInterfaceConfigurations.0.properties")
    draft.set(
        "network.enableAcceleratedNetworking", at(fast, "enableAcceleratedNetworking") is True
    )
    draft.keys["network"].setdefault("outbound", "none")


def _disks(draft: Draft, source: Original) -> None:
    """Take data disks where all of them are empty and numbered from 0 on."""
    disks = at(source.scale_set.body, f"{_P}.storageProfile.dataDisks")
    if not isinstance(disks, list) or not disks:
        return
    made = []
    for number, disk in enumerate(disks):
        size = at(disk, "diskSizeGB")
        if at(disk, "lun") != number or at(disk, "createOption") != "Empty" or size is None:
            return
        found = {
            "diskSizeGB": size,
            "storageAccountType": at(disk, "managedDisk.storageAccountType"),
            "caching": at(disk, "caching") or "None",
            "diskIOPSReadWrite": at(disk, "diskIOPSReadWrite"),
            "diskMBpsReadWrite": at(disk, "diskMBpsReadWrite"),
        }
        said = spoken({k: v for k, v in found.items() if v is not None}, source.secure)
        if said is NOTHING:
            return
        made.append(said)
    draft.set("dataDisks", made)


def _identity(draft: Draft, source: Original) -> None:
    identity = at(source.scale_set.body, "identity")
    kinds = str(at(identity, "type")).lower()
    if "systemassigned" in kinds:
        draft.set("identity.system", True)
    ids = at(identity, "userAssignedIdentities")
    names = list(ids) if isinstance(ids, dict) else []
    if names and all(name.startswith("/subscriptions/") for name in names):
        draft.set("identity.ids", names)
