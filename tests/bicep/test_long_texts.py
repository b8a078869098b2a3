"""A text that is longer than Bicep takes is told, with the way out."""

from __future__ import annotations

import json

import pytest

from generator import api

LONG = "x" * 131_073
TEMPLATE = {
    "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    "contentVersion": "1.0.0.0",
    "parameters": {"script": {"type": "string", "defaultValue": "short"}},
    "resources": [
        {
            "type": "Microsoft.Insights/components",
            "apiVersion": "2020-02-02",
            "name": "web",
            "location": "eastus",
            "kind": "web",
            "properties": {"Application_Type": "web", "HockeyAppId": "[parameters('script')]"},
        }
    ],
}


def printed(tmp_path, template):
    path = tmp_path / "main.json"
    path.write_text(json.dumps(template, indent=1), "utf-8")
    return path, api.to_bicep(path)


def test_in_a_property_it_is_marked_at_its_line(tmp_path):
    template = json.loads(json.dumps(TEMPLATE))
    template["resources"][0]["properties"]["HockeyAppId"] = LONG
    path, made = printed(tmp_path, template)
    (remark,) = made.remarks
    line = path.read_text("utf-8").splitlines()[remark.position.line - 1]
    assert line.strip().startswith('"HockeyAppId": "xxx')
    assert remark.message.startswith("a text of more than 131,072 characters has no form in Bicep")
    assert "HockeyAppId: TODO" in made.files["main.bicep"]


def test_as_a_default_it_is_left_to_the_parameter_file(tmp_path, compiler):
    template = json.loads(json.dumps(TEMPLATE))
    template["parameters"]["script"]["defaultValue"] = LONG
    _, made = printed(tmp_path, template)
    assert [item.message.partition(";")[0] for item in made.remarks] == [
        "a text of more than 131,072 characters has no form in Bicep"
    ]
    main = tmp_path / "main.bicep"
    main.write_text(made.files["main.bicep"], "utf-8")
    assert "param script string\n" in made.files["main.bicep"]
    assert compiler.compile(main).errors() == []


@pytest.mark.parametrize("text", ["x" * 131_072, "\U0001f600" * 65_536])
def test_the_longest_text_is_taken(tmp_path, compiler, text):
    template = json.loads(json.dumps(TEMPLATE))
    template["parameters"]["script"]["defaultValue"] = text
    _, made = printed(tmp_path, template)
    assert made.remarks == []
    main = tmp_path / "main.bicep"
    main.write_text(made.files["main.bicep"], "utf-8")
    assert compiler.compile(main).errors() == []
