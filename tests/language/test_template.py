"""A node says what stands in a template, what does not, and what nobody can know yet."""

from __future__ import annotations

from typing import Any

import pytest

from generator.language.template import Node, Template


def node(value: Any, **template: Any) -> Node:
    return Node(value, (), Template(template))


def test_names_are_matched_without_regard_to_case_and_paths_keep_the_written_one() -> None:
    found = node({"Sku": {"NAME": "D2"}}).at("sku", "name")
    assert (found.text(), found.path) == ("D2", ("Sku", "NAME"))


@pytest.mark.parametrize(
    ("value", "truthy", "known", "stands"),
    [
        ({"a": 1}, True, True, True),
        ({}, False, False, False),
        ({"a": None}, False, False, False),
        ("[createObject('a', 1)]", True, False, False),
        ({"a": "[if(true(), 1, null())]"}, True, False, False),
        ({"a": "[parameters('without default')]"}, True, False, False),
        ({"a": "[concat('x', uniqueString('y'))]"}, True, False, True),
        ({"a": "[parameters('nothing')]"}, False, False, False),
        ({"a": "[variables('seven')]"}, True, True, True),
        ({"copy": [{"name": "A", "count": 2}]}, True, False, False),
    ],
)
def test_absent_known_and_unknown_differ(
    value: Any, truthy: bool, known: bool, stands: bool
) -> None:
    found = node(
        value,
        parameters={"without default": {}, "nothing": {"defaultValue": None}},
        variables={"seven": "[variables('one')]", "one": 7},
    ).at("a")
    assert (bool(found), found.known(), found.stands()) == (truthy, known, stands)


def test_variables_that_name_each_other_have_no_value() -> None:
    circle = {"a": "[variables('b')]", "b": "[variables('a')]"}
    assert node("[variables('a')]", variables=circle).text() is None


def test_numbers_and_flags_may_stand_in_quotes() -> None:
    assert (node("12").number(), node("True").flag()) == (12, True)
    assert (node(True).number(), node(1).flag(), node("x").number()) == (None, None, None)


def test_children_have_the_full_type() -> None:
    others = {
        "deep": {"type": "N.n/a/b"},
        "two": {"type": "c/d"},
        "lock": {"type": "providers/locks"},
    }
    child = {"type": "extensions", "resources": others}
    template = Template({"resources": [{"type": "A/sets", "resources": [child]}]})
    assert [resource.type for resource in template.resources()] == [
        "a/sets",
        "a/sets/extensions",
        "n.n/a/b",
        "a/sets/extensions/c/d",
        "a/sets/extensions/providers/locks",
    ]


@pytest.mark.parametrize(("scope", "expected"), [("inner", "inside"), ("outer", "around")])
def test_nested_templates_read_the_variables_of_their_scope(scope: str, expected: str) -> None:
    inner = {
        "variables": {"name": "inside"},
        "resources": [{"type": "A/sets", "name": "[variables('name')]"}],
    }
    properties = {"expressionEvaluationOptions": {"scope": scope}, "template": inner}
    deployment = {"type": "Microsoft.Resources/deployments", "properties": properties}
    template = Template({"variables": {"name": "around"}, "resources": [deployment]})
    [nested] = template.nested()
    [resource] = nested.resources()
    assert resource.at("name").text() == expected
    assert resource.node.path == ("resources", 0, "properties", "template", "resources", 0)
