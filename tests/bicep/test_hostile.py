"""Templates that lead on and on: they are printed, or refused with a sentence."""

import json

import pytest

from generator.bicep.template import convert
from generator.language.documents.source import read_json
from tests.support.budget import cpu_budget


def converted(variables, value, **parts):
    template = {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "variables": variables,
        **parts,
        "resources": [],
        "outputs": {"x": {"type": "string", "value": value}},
    }
    with cpu_budget(6):
        made = convert(read_json(json.dumps(template), "t.json"))
    return [item.message for item in made.problems]


def chain(first, link, length):
    return {"v0": first} | {
        f"v{index}": json.loads(json.dumps(link).replace("LAST", f"variables('v{index - 1}')"))
        for index in range(1, length)
    }


@pytest.mark.parametrize(
    ("first", "link"),
    [
        ("x", "[LAST]"),
        ("x", "[concat(LAST, '-', LAST)]"),
        (["x"], "[createArray(LAST, LAST)]"),
        ("[resourceGroup().tags.a]", "[concat(LAST, LAST)]"),
        ({"a": "x"}, {"a": "[LAST.a]"}),
        ({"a": "x"}, "[union(LAST, createObject('b', LAST))]"),
        ("x", "[if(equals(LAST, 'a'), LAST, LAST)]"),
        (["x"], "[skip(LAST, 0)]"),
    ],
)
def test_long_chains_of_variables_are_printed(first, link):
    assert converted(chain(first, link, 2_000), "[variables('v1999')]") == []


@pytest.mark.parametrize("step", ["[0]", ".b", "[variables('v')]"])
def test_long_ways_into_a_value_are_told(step):
    assert converted({"v": {"b": 1}}, f"[variables('v'){step * 5_000}]") == [
        "this is no expression: nested deeper than 150 levels; move a part into a variable"
    ]


def test_json_of_any_depth_in_a_text_is_left_to_the_deployment():
    assert converted({}, f"[json('{'[' * 20_000 + ']' * 20_000}')]") == []
