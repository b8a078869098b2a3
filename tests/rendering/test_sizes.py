"""Specs with any size that is offered: what they render is what the size can run, on each system."""

from __future__ import annotations

from functools import cache

import pytest

from generator.azure.image_catalog import image
from generator.azure.sizes import Size, size, sizes
from generator.diagnostics import Severity
from generator.rendering.compose import compose
from generator.rendering.render import RenderOptions, read_spec
from generator.spec.defaults import fill_defaults
from tests.support.workspace import MINIMAL

LINUX = MINIMAL
WINDOWS = "name: web\nos: windows\nsize: Standard_D2s_v5\nadmin: {user: azureops}\n"
ASKED = (
    "architecture", "generations", "premium", "accelerated_networking", "encryption_at_host",
    "trusted_launch", "confidential", "controllers", "placements", "ephemeral",
)  # fmt: skip


@cache
def kinds() -> dict[tuple, list[str]]:
    """Return the names of the sizes that are offered by what defaults ask of them."""
    found: dict[tuple, list[str]] = {}
    for item in sizes():
        if item.offered:
            found.setdefault(tuple(getattr(item, name) for name in ASKED), []).append(item.name)
    return found


def rendered(folder, spec: str, known: Size) -> dict:
    """Return the scale set of a spec with this size."""
    local = "osDisk: {ephemeral: true}\n" if known.ephemeral else ""
    path = folder.write(spec.replace("Standard_D2s_v5", known.name) + local + "version: 2\n")
    template = compose(read_spec(path, RenderOptions())).template
    kind = "Microsoft.Compute/virtualMachineScaleSets"
    return next(item for item in template["resources"] if item["type"] == kind)


def test_every_size_is_rendered_as_what_it_can_run(folder):
    """One size of each kind: sizes of which defaults know the same are rendered alike."""
    assert sum(map(len, kinds().values())) > 1400
    for name, *_ in kinds().values():
        known = size(name)
        for spec in (LINUX, WINDOWS):
            if spec is WINDOWS and known.architecture == "Arm64":
                continue
            profile = rendered(folder, spec, known)["properties"]["virtualMachineProfile"]
            assert lacks(known, profile) == [], (name, profile)


def lacks(known: Size, profile: dict) -> list[str]:
    """Return what a model asks for that is not known of its size, or missing though it is."""
    storage, security = profile["storageProfile"], profile["securityProfile"]
    named = storage["imageReference"]
    picture = image(named["publisher"], named["offer"], named["sku"])
    (card,) = profile["networkProfile"]["networkInterfaceConfigurations"]
    disk = storage["osDisk"].get("managedDisk", {}).get("storageAccountType")
    type_ = security.get("securityType")
    trusted = known.trusted_launch and 2 in known.generations and picture.trusted_launch
    wanted = "ConfidentialVM" if known.confidential else "TrustedLaunch" if trusted else None
    right = {
        "architecture": picture.architecture == known.architecture,
        "generation": picture.generation in known.generations,
        "security type": type_ == wanted,
        "confidential image": not known.confidential or picture.sure,
        "encryption at host": security["encryptionAtHost"] is bool(known.encryption_at_host),
        "disk": known.ephemeral or (disk == "Premium_LRS") is bool(known.premium),
        "networking": card["properties"]["enableAcceleratedNetworking"]
        is bool(known.accelerated_networking),
        "controller": storage.get("diskControllerType", "any")
        == ("NVMe" if known.controllers == ("NVMe",) else "any"),
        "place": storage["osDisk"].get("diffDiskSettings", {}).get("placement")
        == ("NvmeDisk" if known.ephemeral and known.placements == ("NvmeDisk",) else None),
    }
    return [what for what, held in right.items() if not held]


def test_windows_on_arm64_is_an_error_that_names_another_size(folder):
    spec = WINDOWS.replace("Standard_D2s_v5", "Standard_D2ps_v6")
    assert folder.mistakes(spec) == [
        "3:7 size Standard_D2ps_v6 is for Arm64, and the image for x64; Windows Server has no "
        "image for Arm64: take a size such as Standard_D2s_v6"
    ]


def test_a_mix_of_architectures_is_told_at_the_sizes(folder):
    found = folder.render(MINIMAL + "mix: {sizes: [Standard_D2ps_v6]}\n").findings
    told = [(item.rule, item.position.line) for item in found if item.severity is Severity.ERROR]
    assert told == [("VMS050", 3), ("VMS016", 5)]


CHOICES = [
    ("Standard_D2ps_v6", "image.urn", "Canonical:ubuntu-24_04-lts:server-arm64:latest", "the size is for Arm64"),
    ("Standard_D2_v3", "image.urn", "Canonical:ubuntu-24_04-lts:server-gen1:latest", "the size starts images of Generation 1 only"),
    ("Standard_D2_v3", "security.trustedLaunch", False, "the size has no Trusted Launch"),
    ("Standard_D2_v3", "security.encryptionAtHost", False, "the size has no encryption at host"),
    ("Standard_D2_v3", "osDisk.storageAccountType", "StandardSSD_LRS", "the size takes no premium disks"),
    ("Standard_A2_v2", "network.enableAcceleratedNetworking", False, "the size has none"),
    ("Standard_D2s_v6", "osDisk.controller", "NVMe", "the size has no other"),
    ("Standard_DC2as_v5", "security.confidential", True, "the size runs confidential machines only"),
    ("Standard_D2s_v5\nlocation: westus", "zones", [], "the region has no availability zones"),
    ("Standard_D2s_v5\nsecurity: {confidential: true}", "image.urn", "Canonical:ubuntu-24_04-lts:cvm:latest", "the machines are confidential"),
    ("Standard_X2s_v9", "security.trustedLaunch", False, "whether the size has Trusted Launch is not known"),
    ("Standard_X2s_v9", "osDisk.storageAccountType", "StandardSSD_LRS", "whether the size takes premium disks is not known"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "key", "value", "because"), CHOICES)
def test_each_choice_has_its_reason(folder, name, key, value, because):
    rendering = folder.render(MINIMAL.replace("Standard_D2s_v5", name) + "version: 2\n")
    found = {".".join(map(str, item.path)): item for item in rendering.defaults}
    assert (found[key].value, found[key].because) == (value, because)


ASKED_FOR = [
    ("osDisk: {ephemeral: true}\n", "size Standard_D2s_v5 has no local disk for an ephemeral OS disk; Standard_D2ds_v5 has"),
    ("image: {urn: 'Canonical:ubuntu-24_04-lts:server-arm64:latest'}\n", "size Standard_D2s_v5 is for x64, and the image 'server-arm64' for Arm64; take an image for x64, or a size for Arm64 such as Standard_D2ps_v5"),
    ("dataDisks: [{diskSizeGB: 8}, {diskSizeGB: 8}, {diskSizeGB: 8}, {diskSizeGB: 8}, {diskSizeGB: 8}]\n", "size Standard_D2s_v5 takes 4 data disks (there are 5); take fewer, or a size such as Standard_D2s_v6"),
]  # fmt: skip


@pytest.mark.parametrize(("more", "said"), ASKED_FOR)
def test_what_the_size_cannot_do_is_an_error_with_another_size(folder, more, said):
    found = folder.render(MINIMAL + more).findings
    assert [item.message for item in found if item.severity is Severity.ERROR] == [said]


def test_a_size_that_somebody_chooses_later_asks_for_nothing():
    spec = {"name": "web", "os": "linux", "size": {"parameter": "vmSize"}, "admin": {"user": "a"}}
    fill_defaults(spec)
    assert spec["security"]["trustedLaunch"] is True
    assert spec["osDisk"]["storageAccountType"] == "Premium_LRS"
