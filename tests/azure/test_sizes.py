"""Sizes, images and retirements: what is asked by name gets what Azure says of it."""

from __future__ import annotations

from datetime import date

import pytest

from generator.azure import sizes
from generator.azure.image_catalog import image, images, is_listed, lifecycles
from generator.azure.retirements import (
    of_handler,
    of_image,
    of_size,
    restriction_of_size,
    retirements,
    stage,
)
from generator.azure.size_regions import offer, zones_of_region


def test_a_size_is_known_by_its_name_letters_alike():
    found = sizes.size("standard_d2DS_V6")
    assert (found.name, found.series, found.vcpus, found.memory) == (
        "Standard_D2ds_v6", "Dds_v6", 2, 8,
    )  # fmt: skip
    assert (found.generations, found.placements, found.controllers) == (
        (2,), ("NvmeDisk",), ("NVMe",),
    )  # fmt: skip
    assert (found.temp_disk, found.nvme_disk, found.local_disk) == (0, 110, True)


@pytest.mark.parametrize(
    "name", ["D2s_v5", "Standard_D2s_v55", "", "Standard_", 'Standard_D"', "Dds_v6"]
)
def test_what_is_no_size_is_none(name):
    assert sizes.size(name) is None


def test_all_sizes_can_be_asked_one_by_one():
    found = sizes.sizes()
    assert len(found) == 1811
    assert sum(item.offered for item in found) == 1467
    assert [item.name for item in found if sizes.size(item.name) != item] == []


FIELDS = [
    # Azure's own answer of 2025-06-03 for South Central US, and docs where it does not say.
    ("Standard_D2_v3", "generations", (1,)), ("Standard_D2_v3", "ephemeral", False),
    ("Standard_D2_v3", "accelerated_networking", True), ("Standard_D2_v3", "premium", False),
    ("Standard_D2s_v3", "accelerated_networking", True),
    ("Standard_D16plds_v5", "architecture", "Arm64"), ("Standard_D16plds_v5", "trusted_launch", False),
    ("Standard_D2_v2", "encryption_at_host", False), ("Standard_M8-2ms", "vcpus", 2),
    ("Standard_D2s_v5", "data_disks", 4), ("Standard_D2s_v5", "interfaces", 2),
    ("Standard_D2s_v5", "local_disk", False), ("Standard_DC8s_v3", "ephemeral", False),
    ("Standard_D2s_v6", "controllers", ("NVMe",)), ("Standard_DC2as_v5", "confidential", "SNP"),
    ("Basic_A0", "premium", False),
]  # fmt: skip


@pytest.mark.parametrize(("name", "field", "value"), FIELDS)
def test_what_a_size_can_do(name, field, value):
    assert getattr(sizes.size(name), field) == value


def test_an_error_rests_only_on_what_azure_says_itself():
    offered, gone = sizes.size("Standard_D2s_v5"), sizes.size("Standard_NV6")
    assert [offered.sure(name) for name in ("premium", "generations", "controllers", "nested")] == [
        True, True, False, False,
    ]  # fmt: skip
    assert not gone.sure("premium")
    assert sizes.size("Standard_D128ds_v6").sure("placements")


NEAREST = [
    ("Standrad_D2s_v5", "Standard_D2s_v5"), ("D2s_v5", "Standard_D2s_v5"),
    ("Standard_D3s_v5", "Standard_D2s_v5"), ("Standard_D2s_v55", "Standard_D2s_v5"),
    ("Standard_DS2v2", "Standard_DS2_v2"), ("standard-d4s-v5", "Standard_D4s_v5"),
    ("Standard_E4_2ads_v5", "Standard_E4-2ads_v5"), ("m5.large", ""), ("", ""),
]  # fmt: skip


@pytest.mark.parametrize(("name", "meant"), NEAREST)
def test_the_nearest_name_of_an_unknown_one(name, meant):
    assert sizes.nearest(name) == meant


def test_sizes_are_found_by_patterns():
    assert [item.name for item in sizes.matching("D?s_v5")] == [
        "Standard_D2s_v5", "Standard_D4s_v5", "Standard_D8s_v5",
    ]  # fmt: skip
    assert [item.name for item in sizes.matching("standard_d2DS_v6")] == ["Standard_D2ds_v6"]


def test_a_region_offers_a_size_with_zones_without_or_not():
    size = sizes.size("Standard_D2s_v5")
    assert offer(size, "West Europe") == sizes.Offer(True, ("1", "2", "3"))
    assert offer(size, "westus") == sizes.Offer(True, ())
    assert offer(sizes.size("Standard_DC2s_v2"), "westeurope") == sizes.Offer(False)
    assert offer(sizes.size("Standard_NV6"), "westeurope") == sizes.Offer(False)
    assert offer(size, "jioindiawest") == sizes.UNKNOWN
    assert (zones_of_region("westus"), zones_of_region("eastus"), zones_of_region("mars")) == (
        (), ("1", "2", "3"), None,
    )  # fmt: skip


IMAGES = [
    ("Canonical:ubuntu-24_04-lts:server", (2, "x64", True)),
    ("canonical:UBUNTU-24_04-lts:Server-arm64", (2, "Arm64", None)),
    ("Canonical:0001-com-ubuntu-server-jammy:22_04-lts", (1, "x64", False)),
    ("MicrosoftWindowsServer:WindowsServer:2019-Datacenter", (1, "x64", False)),
    ("MicrosoftWindowsServer:WindowsServer:2019-datacenter-gensecond", (2, "x64", True)),
    ("RedHat:RHEL:9_4", (None, "x64", None)),
]


@pytest.mark.parametrize(("urn", "facts"), IMAGES)
def test_what_an_image_is_for(urn, facts):
    found = image(*urn.split(":"))
    assert (found.generation, found.architecture, found.trusted_launch) == facts


def test_an_image_that_no_row_has_is_none():
    assert image("Canonical", "ubuntu-24_04-lts", "serverless") is None
    assert image("Contoso", "a", "b") is None


def test_lists_of_images_are_exact():
    urn = ("MicrosoftWindowsServer", "WindowsServer", "2022-datacenter-azure-edition-core")
    assert is_listed("hotpatch", *urn)
    assert not is_listed("automaticOSUpgrade", "Canonical", "ubuntu-24_04-lts", "server")
    assert is_listed("patchAutomaticByPlatform", "canonical", "ubuntu-24_04-lts", "Server")


def test_every_image_has_a_lifecycle_that_is_there():
    assert {name for row in images() for name in row.lifecycles} <= lifecycles().keys()


def test_every_retirement_of_sizes_means_sizes_and_none_means_two():
    ends = [row for row in retirements() if row.kind == "size" and not row.restricts]
    found = {row.what: 0 for row in ends}
    for size in sizes.sizes():
        row = of_size(size.name)
        if row:
            found[row.what] += 1
    assert [what for what, number in found.items() if not number] == []
    assert sum(found.values()) == 324


def test_a_retirement_is_found_by_what_it_ends():
    assert of_size("standard_nv6").on == "2023-09-06"
    assert of_size("Standard_D2s_v5") is None
    assert of_size("Standard_DC2es_v5").on == ""
    assert restriction_of_size("Standard_D2s_v3")
    assert restriction_of_size("Standard_D2s_v5") is None
    assert of_handler(("microsoft.powershell", "dsc")).on == "2028-03-31"
    assert of_image("Canonical", "UbuntuServer", "18.04-LTS")[1] == "2023-05-31"
    assert of_image("Canonical", "0001-com-ubuntu-pro-bionic", "pro-18_04-lts")[1] == "2028-04-01"
    assert of_image("MicrosoftCblMariner", "cbl-mariner", "cbl-mariner-2") is None


def test_how_far_a_retirement_is_depends_on_the_day_that_is_asked_for():
    assert [stage(day) for day in ("2026-11-27", "2027-11-27", "2027-11-28", "")] == [
        "over", "soon", "later", "undated",
    ]  # fmt: skip
    asked = date(2028, 6, 1)
    assert [stage(day, asked) for day in ("2028-06-01", "2029-06-01", "2029-06-02")] == [
        "over", "soon", "later",
    ]  # fmt: skip
