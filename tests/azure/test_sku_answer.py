"""A user's own sizes: what Azure answered for a subscription holds in place of what ships."""

from __future__ import annotations

import json
from time import perf_counter

import pytest

from generator.azure.size_regions import offer, zones_of_region
from generator.azure.sizes import Offer, given, nearest, size, sizes
from generator.azure.sku_answer import compacted, read_answer
from generator.diagnostics import InvalidInput
from tests.support.skus import answer


@pytest.fixture
def own(tmp_path):
    path = tmp_path / "skus.json"
    path.write_text(json.dumps(answer(), indent=2), "utf-8")
    found = read_answer(path)
    with given(found):
        yield found


FIELDS = [
    ("Standard_D2s_v5", "ultra", True), ("Standard_D4s_v5", "ultra", False),
    ("standard_d2ds_v5", "temp_disk", 75), ("Standard_D2ds_v5", "cached_disk", 50),
    ("Standard_D2ds_v5", "placements", ("ResourceDisk", "CacheDisk")),
    ("Standard_D2ds_v6", "nvme_disk", 110), ("Standard_D2ds_v6", "nvme_disks", 1),
    ("Standard_D2ds_v6", "generations", (2,)), ("Standard_D2ds_v6", "trusted_launch", True),
    ("Standard_E2bs_v5", "controllers", ("SCSI", "NVMe")),
    ("Standard_D2s_v5", "controllers", ("SCSI",)), ("Standard_D2s_v5", "confidential", ""),
    ("Standard_D2s_v5", "local_disk", False), ("Standard_D2s_v5", "nvme_disk", 0),
    ("Standard_D2ps_v6", "architecture", "Arm64"), ("Standard_D2ps_v6", "trusted_launch", False),
    ("Standard_D2_v3", "retires", "2029-11-15"), ("Standard_D2_v3", "trusted_launch", False),
    ("Standard_DC2as_v5", "confidential", "SNP"), ("Standard_NC4as_T4_v3", "gpus", 1),
    ("Standard_E4-2s_v5", "vcpus", 2), ("Standard_E4-2s_v5", "series", "Es_v5"),
    ("Standard_D2xs_v9", "series", "Dxs_v9"), ("Standard_D2_v3", "previous_generation", True),
]  # fmt: skip


@pytest.mark.parametrize(("name", "field", "value"), FIELDS)
def test_what_the_answer_says_of_a_size(own, name, field, value):
    assert getattr(size(name), field) == value


def test_what_the_answer_lacks_is_absent(own):
    assert len(sizes()) == 26
    assert size("Standard_E2s_v5") is None
    assert size("Standard_D2s_v5").sure("controllers")
    assert nearest("Standard_D3xs_v9") == "Standard_D2xs_v9"


def test_what_a_region_offers_to_the_subscription(own):
    def of(name, region):
        return offer(size(name), region)

    why = "NotAvailableForSubscription"
    assert of("Standard_D2s_v5", "West Europe") == Offer(True, ("1", "2", "3"))
    assert of("Standard_D8s_v5", "westeurope") == Offer(True, ("1", "2", "3"), why)
    assert of("Standard_D4s_v5", "westeurope") == Offer(True, ("1", "2", "3"), "", ("2", "3"))
    assert of("Standard_D2s_v6", "westus") == Offer(False)
    assert of("Standard_D2s_v5", "westus") == Offer(True, ())
    assert of("Standard_D2s_v5", "eastus") == Offer(None)
    assert [zones_of_region(name) for name in ("West Europe", "westus", "eastus")] == [
        ("1", "2", "3"), (), None,
    ]  # fmt: skip


def test_the_small_form_says_the_same(own, tmp_path):
    small = tmp_path / "sizes.json"
    small.write_text(compacted(own), "utf-8")
    again = read_answer(small)
    assert again.regions == own.regions
    assert compacted(again) == compacted(own)
    before = sizes()
    with given(again):
        assert sizes() == before


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_what_powershell_saves_is_read(tmp_path, encoding):
    path = tmp_path / "skus.json"
    path.write_text(json.dumps(answer(), indent=2).replace("\n", "\r\n"), encoding)
    with given(read_answer(path)):
        assert size("Standard_D2s_v5").vcpus == 2


def test_an_answer_of_rest_is_read(tmp_path):
    path = tmp_path / "skus.json"
    path.write_text(json.dumps({"value": answer()}), "utf-8")
    with given(read_answer(path)):
        assert len(sizes()) == 26


VM = '{"resourceType": "virtualMachines"}'
WRONG = [
    ("", "this is no JSON list"), ("no json", "this is no JSON list"),
    ("[", "this is no JSON, or not all of it (line 1)"),
    ('[\n{"resourceType": "disks"},\n{"resour', "this is no JSON, or not all of it (line 3)"),
    ("[]", "there is no entry with resourceType virtualMachines"), ("{}", "this is no list of SKUs"),
    ('[{"name": "Standard_D2s_v5", "vCPUs": 2}]', "this is no list of SKUs: an entry has no 'resourceType'"),
    ("[1, 2]", "this is no list of SKUs"), ('{"value": 3}', "this is no list of SKUs"),
    ('{"value": [], "nextLink": "https://x"}', "this is one page of several"),
    ('[{"resourceType": "disks"}]', "there is no entry with resourceType virtualMachines"),
    (f"[{VM}]", "an entry of virtualMachines has no 'name'"),
    ('{"about": "", "form": "scaleset-sizes", "regions": []}', "this is not as scaleset keeps sizes"),
    ("[" * 100_000, "this is no JSON, or not all of it"),
    ("[\0]", "this is no text file"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_a_file_that_is_none_is_told_with_the_way_to_write_one(tmp_path, text, said):
    path = tmp_path / "skus.json"
    path.write_text(text, "utf-8")
    with pytest.raises(InvalidInput) as raised:
        read_answer(path)
    message = raised.value.diagnostics[0].message
    assert message.startswith(said)
    assert message.endswith("az vm list-skus --all -o json > skus.json")


def test_entries_with_other_kinds_of_values_are_read(tmp_path):
    odd = {"resourceType": "VirtualMachines", "name": "Standard_X1", "capabilities": [3, {"name": "vCPUs", "value": "many"}, {"name": "MemoryGB", "value": "inf"}], "locationInfo": None, "locations": ["x"], "restrictions": [{}]}  # fmt: skip
    path = tmp_path / "skus.json"
    path.write_text(json.dumps([odd]), "utf-8")
    with given(read_answer(path)):
        assert (size("Standard_X1").vcpus, size("Standard_X1").memory) == (None, None)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(InvalidInput):
        read_answer(tmp_path / "none.json")


def test_the_time_grows_with_the_file_and_no_faster(tmp_path):
    def taken(times):
        path = tmp_path / "skus.json"
        path.write_text(json.dumps(answer() * times), "utf-8")
        start = perf_counter()
        read_answer(path)
        return perf_counter() - start

    taken(2)
    assert taken(40) < 40 * max(taken(4), 0.005)
