"""The tables of sizes, images and retirements are as they are written, and an answer refreshes them."""

from __future__ import annotations

import json
import shutil

import pytest

from generator.azure.sizes import Facts, given, size
from schemas import azure_facts
from tests.support.skus import answer


@pytest.fixture
def tables(tmp_path, monkeypatch):
    """Let the module write into a copy."""
    for name in azure_facts.SECTIONS:
        shutil.copy(azure_facts.TARGET / f"{name}.json", tmp_path)
    monkeypatch.setattr(azure_facts, "TARGET", tmp_path)
    return tmp_path


@pytest.fixture
def skus(tmp_path):
    path = tmp_path / "skus.json"
    path.write_text(json.dumps(answer()), "utf-8")
    return path


def test_what_ships_is_whole_and_as_it_is_written(capsys):
    assert (azure_facts.main(["--check"]), capsys.readouterr().err) == (0, "")


def test_an_answer_refreshes_sizes_and_regions_alike_each_time(tables, skus, capsys):
    arguments = ["--az", str(skus), "--day", "2026-12-01"]
    assert azure_facts.main(arguments) == 0
    first = {path.name: path.read_bytes() for path in tables.glob("*.json")}
    assert azure_facts.main(arguments) == 0
    assert {path.name: path.read_bytes() for path in tables.glob("*.json")} == first
    assert (azure_facts.main(["--check"]), capsys.readouterr().err) == (0, "")
    regions = json.loads((tables / "size_regions.json").read_text("utf-8"))
    assert (regions["regions"], regions["withoutZones"]) == (["westeurope", "westus"], ["westus"])
    assert regions["series"]["Dxs_v9"] == "78"
    with given(Facts((tables / "sizes.json").read_text("utf-8"), "2026-12-01", "x")):
        assert (size("Standard_D2xs_v9").generations, size("Standard_D2xs_v9").offered) == (
            (2,),
            True,
        )
        assert (size("Standard_M8ms").offered, size("Standard_M8ms").vcpus) == (False, 8)
        assert (size("Standard_D2s_v5").ultra, size("Standard_D2s_v5").answered) == (True, True)


def test_an_answer_is_compared_with_what_ships(tables, skus, capsys):
    before = {path.name: path.read_bytes() for path in tables.glob("*.json")}
    assert azure_facts.main(["--check", "--az", str(skus)]) == 1
    said = capsys.readouterr().err.splitlines()
    assert "Standard_D2xs_v9: new" in said
    assert "Standard_M8ms: not offered any more" in said
    assert "Standard_D2ps_v6: trustedLaunch False is True" not in said
    assert {path.name: path.read_bytes() for path in tables.glob("*.json")} == before


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("retirements", '"on":"2028-03-31"', '"on":"31 March 2028"', "'PowerShell DSC' needs a day"),
        ("retirements", '"sizes":"Standard_NP', '"sizes":"Standard_NQ', "'NP' means no size"),
        ("image_catalog", '"lifecycle":"flatcar"', '"lifecycle":"flat"', "there is no lifecycle 'flat'"),
        ("sizes", '"D4s_v5":[', '"D2s_v5":[', "not as it would be written"),
        ("size_regions", '"8787', '"87', "needs a digit for each region"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_table_is_named(tables, capsys, name, old, new, said):
    path = tables / f"{name}.json"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    assert azure_facts.main(["--check"]) == 1
    assert said in capsys.readouterr().err


def test_a_file_that_is_no_answer_is_named(tables, capsys):
    (tables / "bad.json").write_text("{}")
    assert azure_facts.main(["--az", str(tables / "bad.json"), "--day", "2026-12-01"]) == 2
    assert "this is no list of SKUs" in capsys.readouterr().err
