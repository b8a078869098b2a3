"""The table of delivery methods, beside what else a method needs."""

from __future__ import annotations

import json

import pytest

from generator.azure.handlers import handler_for
from generator.delivery.methods import METHODS, runs_on
from tests.support.workspace import ROOT

SPEC = json.loads((ROOT / "schemas" / "spec.schema.json").read_text(encoding="utf-8"))


def test_the_schema_of_the_spec_has_the_methods_of_the_table():
    step = SPEC["properties"]["deliver"]["items"]
    known = SPEC["$defs"][step["$ref"].rpartition("/")[2]] if "$ref" in step else step
    assert list(known["properties"]) == list(METHODS)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("system", ["linux", "windows"])
def test_each_method_has_a_fragment_for_its_systems(method, system):
    folder = ROOT / "templates" / "delivery"
    names = {f"{method}.json.j2", f"{method}-{system}.json.j2"}
    there = any((folder / name).is_file() for name in names)
    assert there if runs_on(method, system) else METHODS[method].elsewhere


def test_what_is_an_extension_of_its_own_has_a_handler_where_it_runs():
    for method in ("customScript", "dsc"):
        for system in ("linux", "windows"):
            assert (handler_for(method, system) is not None) is runs_on(method, system)
