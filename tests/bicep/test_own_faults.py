"""A fault of the template that no Bicep can mend is told with its line and the reason."""

from __future__ import annotations

import json

import pytest

from generator import api
from tests.support import arm


def remarks(tmp_path, **body):
    resource = {"type": "Microsoft.Kusto/clusters/databases", "apiVersion": "2023-08-15"}
    template = arm.template(resource | {"name": "c/d", "location": "eastus"} | body)
    path = tmp_path / "main.json"
    path.write_text(json.dumps(template, indent=1), "utf-8")
    lines = path.read_text("utf-8").splitlines()
    return [
        (lines[item.position.line - 1].strip(), item.message) for item in api.to_bicep(path).remarks
    ]


def test_a_missing_discriminator(tmp_path):
    ((line, message),) = remarks(tmp_path)
    assert line == "{"
    assert message == (
        "'kind' is missing, which decides what this is (ReadOnlyFollowing or ReadWrite); add it: "
        "Bicep does not compile without"
    )


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "ReadWrite"},
        {"Kind": "ReadWrite"},
        {"apiVersion": "2018-09-07-preview"},
        {"type": "Microsoft.Storage/storageAccounts", "name": "s", "sku": {"name": "Standard_LRS"}},
    ],
)
def test_what_is_there_or_not_wanted_is_not_told(tmp_path, body):
    assert remarks(tmp_path, **body) == []


def test_a_member_that_no_resource_has(tmp_path):
    ((line, message),) = remarks(tmp_path, kind="ReadWrite", singleQuote="'")
    assert line.startswith('"singleQuote"')
    assert (
        message == "'singleQuote' is no member of a resource; Azure and Bicep refuse it: remove it"
    )


def test_a_name_that_decides_what_a_resource_is_gets_the_spelling_of_its_type(tmp_path):
    parent = {"type": "Microsoft.Web/sites", "apiVersion": "2022-03-01", "name": "s"}
    child = {
        "type": "Microsoft.Web/sites/networkConfig",
        "apiVersion": "2022-03-01",
        "name": "s/VirtualNetwork",
        "properties": {},
    }
    template = arm.template(parent, child)
    path = tmp_path / "main.json"
    path.write_text(json.dumps(template), "utf-8")
    assert "  parent: s\n  name: 'virtualNetwork'\n" in api.to_bicep(path).files["main.bicep"]
