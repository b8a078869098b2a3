"""An answer shaped as `az vm list-skus --all -o json` prints it: a subscription with its limits.

Field names are those of the reference of Resource SKUs (list); the sizes and their capabilities are
as Azure said them for some of the sizes, the limits of the subscription are made up.
"""

from __future__ import annotations

from typing import Any

USUAL = {
    "OSVhdSizeMB": "1047552", "HyperVGenerations": "V1,V2", "CpuArchitectureType": "x64",
    "LowPriorityCapable": "True", "PremiumIO": "True", "VMDeploymentTypes": "IaaS",
    "AcceleratedNetworkingEnabled": "True", "EncryptionAtHostSupported": "True",
    "EphemeralOSDiskSupported": "False", "RdmaEnabled": "False", "MaxResourceVolumeMB": "0",
    "CapacityReservationSupported": "True", "HibernationSupported": "True",
}  # fmt: skip
"""What most sizes of the list have."""


def _numbers(cpus: int, memory: float, disks: int, interfaces: int) -> dict[str, str]:
    return {
        "vCPUs": str(cpus), "vCPUsAvailable": str(cpus), "MemoryGB": f"{memory:g}",
        "MaxDataDiskCount": str(disks), "MaxNetworkInterfaces": str(interfaces),
    }  # fmt: skip


GROUPS: list[tuple[str, dict[int, tuple[float, int, int]], dict[str, str]]] = [
    ("Standard_D{}s_v5", {2: (8, 4, 2), 4: (16, 8, 2), 8: (32, 16, 4), 16: (64, 32, 8)}, {}),
    (
        "Standard_D{}ds_v5", {2: (8, 4, 2), 4: (16, 8, 2), 8: (32, 16, 4)},
        {"EphemeralOSDiskSupported": "True", "MaxResourceVolumeMB": "76800",
         "SupportedEphemeralOSDiskPlacements": "ResourceDisk,CacheDisk", "CachedDiskBytes": "53687091200"},
    ),
    (
        "Standard_D{}ds_v6", {2: (8, 8, 2), 4: (16, 12, 2), 8: (32, 24, 4)},
        {"HyperVGenerations": "V2", "EphemeralOSDiskSupported": "True", "DiskControllerTypes": "NVMe",
         "SupportedEphemeralOSDiskPlacements": "NvmeDisk", "NvmeDiskSizeInMiB": "112640",
         "NvmeSizePerDiskInMiB": "112640"},
    ),
    ("Standard_D{}s_v6", {2: (8, 8, 2), 4: (16, 12, 2)}, {"HyperVGenerations": "V2", "DiskControllerTypes": "NVMe"}),
    ("Standard_E{}bs_v5", {2: (16, 8, 2), 4: (32, 16, 2)}, {"DiskControllerTypes": "SCSI, NVMe"}),
    ("Standard_D{}ps_v6", {2: (8, 8, 2), 4: (16, 12, 2)}, {"HyperVGenerations": "V2", "CpuArchitectureType": "Arm64", "DiskControllerTypes": "NVMe", "TrustedLaunchDisabled": "True"}),
    ("Standard_D{}_v3", {2: (8, 4, 2), 4: (16, 8, 2)}, {"HyperVGenerations": "V1", "PremiumIO": "False", "EncryptionAtHostSupported": "False", "MaxResourceVolumeMB": "51200", "RetirementDateUtc": "11/15/2029"}),
    ("Standard_DC{}as_v5", {2: (8, 4, 2), 4: (16, 8, 2)}, {"HyperVGenerations": "V2", "ConfidentialComputingType": "SNP"}),
    ("Standard_B{}ms", {1: (2, 2, 2), 2: (8, 4, 3)}, {"AcceleratedNetworkingEnabled": "False", "MaxResourceVolumeMB": "4096"}),
    ("Standard_NC{}as_T4_v3", {4: (28, 8, 2), 8: (56, 16, 4)}, {"GPUs": "1"}),
    ("Standard_D{}xs_v9", {2: (8, 8, 2)}, {"HyperVGenerations": "V2"}),
]  # fmt: skip
"""Names, with memory, disks and interfaces by processors, and what differs; the last is a size that no
list has yet."""
CONSTRAINED = (
    "Standard_E4-2s_v5",
    {**_numbers(4, 32, 8, 2), "vCPUsAvailable": "2", "ParentSize": "E4s_v5"},
)
REGIONS = {"westeurope": ["1", "2", "3"], "WestUS": []}


def answer() -> list[dict[str, Any]]:
    """Return the answer: disks and snapshots beside machines, in two regions."""
    named = [
        (name.format(cpus), _numbers(cpus, *row) | differs)
        for name, rows, differs in GROUPS
        for cpus, row in rows.items()
    ]
    found = [_other("disks", "Premium_LRS"), _other("snapshots", "Standard_LRS")]
    for name, said in [*named, CONSTRAINED]:
        found += [_entry(name, said, region) for region in REGIONS]
    found = [
        item
        for item in found
        if (item["name"], item["locations"]) != ("Standard_D2s_v6", ["WestUS"])
    ]
    closed = {"Standard_D8s_v5": "Location", "Standard_D4s_v5": "Zone"}
    for item in found:
        kind = closed.get(item["name"])
        if kind and item["locations"] == ["westeurope"]:
            item["restrictions"] = [_restriction(kind)]
    return found


def _entry(name: str, said: dict[str, str], region: str) -> dict[str, Any]:
    info: dict[str, Any] = {"extendedLocations": None, "location": region, "type": None}
    info |= {"zones": sorted(REGIONS[region], reverse=True), "zoneDetails": []}
    if REGIONS[region] and name == "Standard_D2s_v5":
        ultra = [{"name": "UltraSSDAvailable", "value": "True"}]
        info["zoneDetails"] = [{"Name": None, "capabilities": ultra, "name": ["2", "1"]}]
    capabilities = [{"name": key, "value": value} for key, value in (USUAL | said).items()]
    return {
        "apiVersions": None, "capabilities": capabilities, "capacity": None, "costs": None,
        "family": "standardFamily", "kind": None, "locationInfo": [info], "locations": [region],
        "name": name, "resourceType": "virtualMachines", "restrictions": [],
        "size": name.removeprefix("Standard_"), "tier": "Standard",
    }  # fmt: skip


def _other(kind: str, name: str) -> dict[str, Any]:
    body = _entry(name, {}, "westeurope")
    return body | {"resourceType": kind, "capabilities": None, "locationInfo": None}


def _restriction(kind: str) -> dict[str, Any]:
    zones = ["2", "3"] if kind == "Zone" else None
    return {
        "reasonCode": "NotAvailableForSubscription",
        "restrictionInfo": {"locations": ["westeurope"], "zones": zones},
        "type": kind, "values": ["westeurope"],
    }  # fmt: skip
