"""The faults of what is inside a scale set: its system, disks, image, zones, upgrades, nodes."""

from __future__ import annotations

from typing import Any

from tests.support.seeds import (
    P,
    V,
    add,
    extension,
    has_handler,
    is_flexible,
    put,
    scale_set,
    seed,
    under,
)
from tests.support.seeds_around import SEEDS

__all__ = ["SEEDS"]
OS = (*V, "osProfile")
WINDOWS, LINUX = (*OS, "windowsConfiguration"), (*OS, "linuxConfiguration")
STORAGE = (*V, "storageProfile")
SECRET = "https://crew.vault.azure.net/secrets/web"
NODE = ("Microsoft.Azure.ServiceFabric", "ServiceFabricLinuxNode", "1.1")


def alone(t: dict[str, Any], i: int, *path: Any) -> None:
    """Take away what stands at a path."""
    here: Any = scale_set(t, i)
    for step in path[:-1]:
        here = here.get(step, {}) if isinstance(here, dict) else {}
    if isinstance(here, dict):
        here.pop(path[-1], None)


def node(t: dict[str, Any], i: int, **settings: Any) -> tuple[Any, ...] | None:
    return extension(t, i, NODE, settings={"nodeTypeRef": "web", **settings})


@seed("VMS090")
def _(t, i):
    key = {"path": "/root/.ssh/authorized_keys", "keyData": "ssh-rsa AAAA"}
    place = put(t, i, (*LINUX, "ssh"), {"publicKeys": [key]})
    return under(place, "publicKeys", 0, "path")


@seed("VMS091")
def _(t, i):
    return put(t, i, (*OS, "computerNamePrefix"), "web_")


@seed("VMS092")
def _(t, i):
    alone(t, i, *WINDOWS)
    return under(put(t, i, (*LINUX, "patchSettings"), {"patchMode": "Manual"}), "patchMode")


@seed("VMS093")
def _(t, i):
    vault = {"id": "[resourceId('Microsoft.KeyVault/vaults', 'crew')]"}
    group = {"sourceVault": vault, "vaultCertificates": [{"certificateUrl": SECRET}]}
    return under(put(t, i, (*OS, "secrets"), [group]), 0, "vaultCertificates", 0, "certificateUrl")


@seed("VMS094")
def _(t, i):
    place = put(t, i, (*WINDOWS, "winRM"), {"listeners": [{"protocol": "Https"}]})
    return under(place, "listeners", 0)


@seed("VMS095")
def _(t, i):
    disk = {"createOption": "FromImage", "name": "os", "managedDisk": {}}
    return under(put(t, i, (*STORAGE, "osDisk"), disk), "name")


@seed("VMS097")
def _(t, i):
    disk = {"lun": 0, "createOption": "Empty", "diskSizeGB": 8, "writeAcceleratorEnabled": True}
    kind = {"storageAccountType": "StandardSSD_LRS"}
    place = put(t, i, (*STORAGE, "dataDisks"), [{**disk, "managedDisk": kind}])
    return under(place, 0, "managedDisk", "storageAccountType")


@seed("VMS098")
def _(t, i):
    image = {"publisher": "Canonical", "offer": "ubuntu-24_04-lts", "sku": "server"}
    return put(t, i, (*STORAGE, "imageReference"), image)


@seed("VMS099")
def _(t, i):
    image = {"publisher": "a", "offer": "b", "sku": "c", "version": "latest"}
    put(t, i, (*STORAGE, "imageReference"), image)
    scale_set(t, i)["plan"] = {"publisher": "a", "product": "other", "name": "c"}
    return ("resources", i, "plan", "product")


@seed("VMS100")
def _(t, i):
    return put(t, i, ("sku", "tier"), "Premium")


@seed("VMS101")
def _(t, i):
    scale_set(t, i)["identity"] = {"type": "UserAssigned"}
    return ("resources", i, "identity", "type")


@seed("VMS103")
def _(t, i):
    placement = {"zonePlacementPolicy": "Auto", "includeZones": ["1"], "excludeZones": ["2"]}
    return under(put(t, i, ("placement",), placement), "excludeZones")


@seed("VMS104")
def _(t, i):
    scale_set(t, i)["zones"] = ["1", "2", "3"]
    return put(t, i, (*P, "zoneBalance"), True)


@seed("UPG040")
def _(t, i):
    alone(t, i, *P, "automaticRepairsPolicy")
    return None if has_handler(t, i, "ServiceFabric") else ("resources", i, *P)


@seed("UPG041")
def _(t, i):
    if is_flexible(t, i):
        return None
    alone(t, i, *P, "upgradePolicy")
    return ("resources", i, *P)


@seed("UPG042")
def _(t, i):
    return under(put(t, i, (*P, "scaleInPolicy"), {"rules": []}), "rules")


@seed("UPG043")
def _(t, i):
    return node(t, i) and put(t, i, (*P, "overprovision"), True)


@seed("UPG044")
def _(t, i):
    if has_handler(t, i, "ServiceFabric"):
        return None
    kind = {"name": "web", "durabilityLevel": "Silver"}
    cluster = {"type": "Microsoft.ServiceFabric/clusters", "apiVersion": "2021-06-01"}
    add(t, {**cluster, "name": "crew", "location": "x", "properties": {"nodeTypes": [kind]}})
    return under(node(t, i, durabilityLevel="Bronze"), "settings", "durabilityLevel")
