"""The commands that list facts, facts of a user's own, and what ends until a day."""

from __future__ import annotations

import json

import pytest

from tests.support import arm
from tests.support.skus import answer

MINI = "name: web\nos: linux\nadmin: {user: azureops, sshKey: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFyZSBub3QgYSByZWFsIGtleQ}\n"


def scale_set(size, location="westeurope", **profile):
    return {
        "type": "Microsoft.Compute/virtualMachineScaleSets", "apiVersion": "2024-07-01",
        "name": "web", "location": location, "sku": {"name": size, "capacity": 2},
        "properties": {"orchestrationMode": "Flexible", "platformFaultDomainCount": 1, "virtualMachineProfile": profile},
    }  # fmt: skip


def written(path, *resources):
    path.write_text(arm.text(arm.template(*resources)), "utf-8")
    return path.name


@pytest.fixture
def skus(tmp_path):
    path = tmp_path / "skus.json"
    path.write_text(json.dumps(answer()), "utf-8")
    return path


def said(ran, rule=""):
    found = json.loads(ran.out)["diagnostics"]
    return [item["message"] for item in found if item["rule"].startswith(rule)]


def test_one_size_lists_all_that_is_known(scaleset):
    lines = scaleset("sizes", "standard_d2ds_v6").out.splitlines()
    rows = dict(
        line.split(maxsplit=1)
        for line in lines
        if line.startswith(("vcpus", "controllers", "placements"))
    )
    assert rows == {"vcpus": "2", "placements": "NvmeDisk", "controllers": "NVMe"}


def test_sizes_of_a_pattern_are_a_table_with_ends_and_zones(scaleset):
    lines = scaleset("sizes", "D2s_v*", "-l", "westeurope").out.splitlines()
    assert lines[0].split()[0] == "Size"
    assert [line.split()[0] for line in lines[1:-2]] == [
        "Standard_D2s_v3", "Standard_D2s_v4", "Standard_D2s_v5", "Standard_D2s_v6",
    ]  # fmt: skip
    assert "2029-11-15" in lines[1]


@pytest.mark.parametrize(
    ("command", "pattern", "part"),
    [("sizes", "d2s", "d2s"), ("sizes", "D*s_v5", "s_v5"), ("images", "Ubuntu-24_04", "24_04")],
)
def test_a_pattern_may_be_a_part_of_names(scaleset, command, pattern, part):
    rows = scaleset(command, pattern).out.splitlines()[1:-2]
    assert len(rows) > 2
    assert [row for row in rows if part not in row.lower()] == []


def test_sizes_as_json_have_null_where_nothing_is_known(scaleset):
    value = json.loads(scaleset("sizes", "Standard_D2s_v3", "-o", "json").out)
    (size,) = value["sizes"]
    assert (value["asOf"], size["generations"], size["retires"], size["retired"]) == (
        "2026-08-01", [1, 2], "2029-11-15", False,
    )  # fmt: skip
    assert "westeurope" in size["regions"]
    assert size["diskEncryption"] is None


def test_one_image_lists_all_that_is_known(scaleset):
    name = "Canonical:ubuntu-24_04-lts:server"
    row = scaleset("images", name).out.splitlines()[1].split()
    assert row == [*name.split(":"), "linux", "x64", "2", "yes", "2029-05-31"]
    (found,) = json.loads(scaleset("images", name, "-o", "json").out)["images"]
    assert ":".join((found["publisher"], found["offer"], found["sku"])) == name
    assert (found["what"], found["generation"], found["trustedLaunch"]) == (
        ["Ubuntu 24.04"],
        2,
        True,
    )
    assert (found["supportEnds"], found["withoutSupport"]) == ("2029-05-31", False)
    assert (found["automaticOSUpgrade"], found["patchAutomaticByPlatform"]) == (False, True)


def test_images_of_a_pattern_and_none(scaleset):
    found = json.loads(scaleset("images", "*windows*2022*", "-o", "json").out)["images"]
    assert len(found) > 2
    assert {row["os"] for row in found} == {"windows"}
    assert [key for row in found for key in row if key == "hotpatch"] == []  # only of one image
    ran = scaleset("images", "nothing-of-this")
    assert (ran.code, ran.err) == (
        2, "scaleset: no row is of the image nothing-of-this; see 'scaleset images'\n",
    )  # fmt: skip


def test_retirements_have_no_day_that_is_not_confirmed(scaleset):
    value = json.loads(scaleset("retirements", "-o", "json").out)
    rows = value["retirements"]
    assert {row["on"] for row in rows if not row["confirmed"]} == {None}
    assert [row["on"] for row in rows if row["on"]] == sorted(
        row["on"] for row in rows if row["on"]
    )
    until = json.loads(
        scaleset("retirements", "--as-of", "2023-12-31", "--kind", "size", "-o", "json").out
    )
    assert [row["what"] for row in until["retirements"]] == ["NC, NCv2, ND", "NV"]


def test_what_ends_until_a_day_is_a_table_by_day_with_file_and_line(tmp_path, scaleset):
    disk = {
        "osDisk": {
            "createOption": "FromImage",
            "managedDisk": {"storageAccountType": "Standard_LRS"},
        }
    }
    written(tmp_path / "b.json", scale_set("Standard_D2_v2", storageProfile=disk))
    written(tmp_path / "a.json", scale_set("Standard_NC6s_v3"))
    ran = scaleset("validate", ".", "--as-of", "2028-06-01", "-o", "table")
    rows = [line.split()[:4] for line in ran.out.splitlines() if line[:2] == "20"]
    assert rows == [
        ["2025-09-30", "error", "VMS040", "a.json:11:13"],
        ["2028-05-01", "error", "VMS040", "b.json:11:13"],
    ]
    assert "2 places in 2 files with what ends until 2028-06-01.\n" in ran.out
    assert ran.code == 1
    later = scaleset("validate", ".", "--as-of", "2028-09-08", "-o", "json")
    ending = {
        item["retires"]: item["severity"]
        for item in json.loads(later.out)["diagnostics"]
        if "retires" in item
    }
    assert ending == {"2025-09-30": "error", "2028-05-01": "error", "2028-09-08": "warning"}
    assert json.loads(later.out)["summary"]["ending"] == 3
    told = scaleset("validate", ".", "--as-of", "2026-01-01", "-o", "markdown").out
    assert (
        "#### What ends until 2026-01-01\n\n| ends | place | what |\n| --- | --- | --- |\n| 2025-09-30 | `` a.json:11:13 `` |"
        in told
    )


def test_a_spec_is_asked_what_ends_too(tmp_path, scaleset):
    (tmp_path / "scaleset.yaml").write_text(f"{MINI}size: Standard_D2s_v3\n")
    ran = scaleset("validate", "scaleset.yaml", "--as-of", "2029-01-01", "-o", "table")
    assert "2029-11-15" not in ran.out
    assert "Nothing that is known ends until 2029-01-01." in ran.out
    ran = scaleset("validate", "scaleset.yaml", "--as-of", "2029-12-01", "-o", "table")
    assert "2029-11-15  error     VMS040  scaleset.yaml:4:7" in ran.out


OWN = [
    ("Standard_D2s_v5", {}, []),
    ("Standard_D2xs_v9", {}, []),
    ("Standard_D8s_v5", {}, ["size Standard_D8s_v5 is closed to this subscription in westeurope (NotAvailableForSubscription, by skus.json); take another size or region, or ask for access"]),
    ("Standard_D2s_v6", {"location": "westus"}, ["skus.json has no size Standard_D2s_v6 in westus: this subscription cannot deploy it there"]),
    ("Standard_E2s_v5", {}, ["skus.json has no size 'Standard_E2s_v5' in westeurope: this subscription cannot deploy it there; did you mean 'Standard_E2bs_v5'?"]),
    ("Standard_E2s_v5", {"location": "eastus"}, ["skus.json has no size 'Standard_E2s_v5'; did you mean 'Standard_E2bs_v5'?"]),
    ("Standard_D4s_v5", {"zones": ["1", "3"]}, ["size Standard_D4s_v5 is not to be had in zone 3 of westeurope, by skus.json (zones with it: 1)"]),
]  # fmt: skip


@pytest.mark.parametrize(("size", "more", "expected"), OWN)
def test_what_a_subscription_can_have_decides(tmp_path, scaleset, skus, size, more, expected):
    written(tmp_path / "main.json", scale_set(size) | more)
    ran = scaleset("validate", "main.json", "--skus", "skus.json", "-o", "json")
    assert said(ran, "VMS05") == expected


def test_the_configuration_names_the_sizes_for_every_command(tmp_path, scaleset, skus):
    (tmp_path / "scaleset.config.yaml").write_text("skus: skus.json\n")
    written(tmp_path / "main.json", scale_set("Standard_D8s_v5"))
    assert "closed to this subscription" in scaleset("validate", "main.json").out
    assert "closed to this" not in scaleset("validate", "main.json", "--no-config").out
    assert (
        scaleset("sizes", "D8s_v5", "-l", "westeurope")
        .out.splitlines()[1]
        .endswith("1 2 3 (NotAvailableForSubscription)")
    )
    (tmp_path / "scaleset.yaml").write_text(f"{MINI}size: Standard_E2s_v5\n")
    for command in ("check", "render"):
        ran = scaleset(command, "scaleset.yaml")
        assert "has no size 'Standard_E2s_v5'" in ran.out + ran.err
    assert "has no size" in scaleset("validate", "main.json", "scaleset.yaml", "-j", "2").out
    skus.write_text("[]")
    ran = scaleset("plan", "main.json", "main.json")
    assert (ran.code, "no entry with resourceType virtualMachines" in ran.err) == (2, True)


def test_the_small_form_is_taken_too(tmp_path, scaleset, skus):
    assert scaleset("sizes", "--skus", "skus.json", "--compact", "small.json").code == 0
    whole = scaleset("sizes", "--skus", "skus.json", "-o", "json").out
    small = scaleset("sizes", "--skus", "small.json", "-o", "json").out
    assert small.replace("small.json", "skus.json") == whole
    assert (tmp_path / "small.json").stat().st_size < skus.stat().st_size / 8
