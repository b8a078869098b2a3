"""The tables of facts: every row says where it is from, and who asks gets one answer."""

from __future__ import annotations

import json

import pytest

from generator.azure.autoscale import out_of_order
from generator.azure.disks import disk_kinds
from generator.azure.handlers import handler_for, handlers, serves, system_of
from generator.azure.image_catalog import lifecycles
from generator.azure.images import kind_of_image, system_of_publisher
from generator.azure.limits import limit, longest_prefix
from generator.azure.networks import addresses_in
from generator.azure.retirements import of_handler, retirements
from generator.language.template import Template
from generator.scale_set.view import scale_set_of, scale_sets
from tests.support.workspace import ROOT

TABLES = sorted((ROOT / "generator" / "azure").glob("*.json"))


def rows(value):
    if isinstance(value, dict) and "source" not in value:
        for key, item in value.items():
            yield from rows(item) if key != "about" else ()
    elif isinstance(value, list):
        for item in value:
            yield from rows(item)
    else:
        yield value


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_every_row_has_the_address_of_its_source(path):
    found = list(rows(json.loads(path.read_text(encoding="utf-8"))))
    assert [row for row in found if not str(row["source"]).startswith("https://")] == []


def test_every_retirement_and_lifecycle_has_its_source_unless_it_is_not_confirmed():
    bare = [row.what for row in retirements() if not row.source.startswith("https://")]
    assert bare == [
        "Qualys scanner", "the Azure security agent",
        "DCesv5, DCedsv5, ECesv5, ECedsv5",
    ]  # fmt: skip
    assert [row.what for row in retirements() if row.on and not row.confirmed] == []
    assert [row.id for row in lifecycles().values() if not row.source] == []


def test_no_handler_stands_twice():
    listed = json.loads((ROOT / "generator/azure/handlers.json").read_text(encoding="utf-8"))
    assert len(handlers()) == len(listed["handlers"])


@pytest.mark.parametrize("purpose", ["customScript", "health", "monitoring"])
@pytest.mark.parametrize("system", ["linux", "windows"])
def test_the_fragments_get_a_handler_of_their_system(purpose, system):
    found = handler_for(purpose, system)
    assert serves(found.key, purpose)
    assert system_of(found.key) == system
    assert of_handler(found.key) is None


def test_there_is_no_dsc_for_linux():
    assert handler_for("dsc", "linux") is None


@pytest.mark.parametrize(
    ("reference", "kind"),
    [
        ({"publisher": "a", "version": "b"}, "marketplace"),
        ({"ID": "/subscriptions/0"}, "own"),
        ({"communityGalleryImageId": "/c"}, "own"),
        ({"exactVersion": "1"}, ""),
    ],
)
def test_the_names_of_a_reference_tell_its_kind(reference, kind):
    assert kind_of_image(reference) == kind


PUBLISHERS = [
    ("MicrosoftWindowsServer", "windows"), ("microsoftwindowsdesktop", "windows"),
    ("Canonical", "linux"), ("RedHat", "linux"),
    ("center-for-internet-security-inc", None), ("MicrosoftSQLServer", None),
    ("microsoft-dsvm", None), ("Contoso", None), ("[parameters('publisher')]", None),
]  # fmt: skip


@pytest.mark.parametrize(("publisher", "system"), PUBLISHERS)
def test_rules_and_plan_tell_the_same_system_of_an_image(publisher, system):
    reference = {"publisher": publisher, "offer": "a", "sku": "b", "version": "latest"}
    body = {
        "properties": {"virtualMachineProfile": {"storageProfile": {"imageReference": reference}}}
    }
    resource = {"type": "Microsoft.Compute/virtualMachineScaleSets", "name": "web", **body}
    (of_rules,) = scale_sets(Template({"resources": [resource]}))
    assert system_of_publisher(publisher) == system
    assert of_rules.operating_system == system
    assert scale_set_of(body).operating_system == system


SPEC = json.loads((ROOT / "schemas" / "spec.schema.json").read_text(encoding="utf-8"))


def at(pointer):
    value = SPEC
    for step in pointer.split("/"):
        value = value[step]
    return value


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("properties/count/maximum", limit("instances")),
        ("properties/autoscale/properties/minimum/maximum", limit("instances")),
        ("properties/autoscale/properties/maximum/maximum", limit("instances")),
        ("properties/autoscale/properties/default/maximum", limit("instances")),
        (
            "properties/autoscale/properties/schedules/items/properties/minimum/maximum",
            limit("instances"),
        ),
        (
            "properties/autoscale/properties/schedules/items/properties/maximum/maximum",
            limit("instances"),
        ),
        (
            "properties/autoscale/properties/schedules/items/properties/default/maximum",
            limit("instances"),
        ),
        (
            "properties/autoscale/properties/schedules/items/properties/rules/maxItems",
            limit("autoscale-rules"),
        ),
        ("properties/autoscale/properties/rules/maxItems", limit("autoscale-rules")),
        ("properties/autoscale/properties/schedules/maxItems", limit("autoscale-profiles") - 1),
        (
            "properties/computerNamePrefix/pattern",
            f"^[A-Za-z0-9][A-Za-z0-9-]{{0,{longest_prefix('linux') - 1}}}$",
        ),
    ],
)
def test_the_schema_of_the_spec_repeats_a_fact_as_it_is(pointer, value):
    # Editors check the numbers of this file, so it cannot ask for them.
    assert at(pointer) == value


def test_the_schema_of_the_spec_names_disks_that_are_known():
    of_system = at("properties/osDisk/properties/storageAccountType/enum")
    of_data = at("properties/dataDisks/items/properties/storageAccountType/enum")
    assert of_data == [kind.name for kind in disk_kinds().values()]
    assert of_system == [kind.name for kind in disk_kinds().values() if kind.cached]


@pytest.mark.parametrize(
    ("bounds", "pairs"),
    [
        ({"minimum": 1, "default": 2, "maximum": 3}, []),
        ({"minimum": 3, "default": 2, "maximum": 3}, [("minimum", "default")]),
        ({"minimum": 3, "default": None, "maximum": 2}, [("minimum", "maximum")]),
        ({"minimum": 0, "default": 4, "maximum": 3}, [("default", "maximum")]),
        ({}, []),
    ],
)
def test_bounds_out_of_order(bounds, pairs):
    assert list(out_of_order(bounds)) == pairs


@pytest.mark.parametrize(
    ("prefix", "room"), [("10.0.0.0/24", 251), ("10.0.0.0/29", 3), ("[a]", None), ("", None)]
)
def test_azure_keeps_five_addresses_of_a_subnet(prefix, room):
    assert addresses_in(prefix) == room
