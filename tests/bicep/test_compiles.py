"""What is printed compiles, and means what the template meant: the words of Bicep, kind by kind.

Each template is one kind of thing that Azure Resource Manager takes and Bicep says otherwise. The
real compiler compiles what is printed, and Azure's engine expands it beside the template.
"""

from __future__ import annotations

import json
import re

import pytest

from generator import api
from tests.support.recompiled import judge

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
THING = {"type": "Contoso.Store/things", "apiVersion": "2020-01-01"}
"""A type that nobody knows, so that no schema is in the way of what is tried."""


def template(**sections):
    """Give a template; outputs and resources need only say what counts."""
    return {"$schema": SCHEMA, "contentVersion": "1.0.0.0", "resources": [], **sections}


def thing(name="a", **properties):
    """Give a resource with these properties."""
    return {**THING, "name": name, "properties": properties}


def output(value, kind="string"):
    """Give the outputs of a template that has one."""
    return {"made": {"type": kind, "value": value}}


@pytest.fixture
def same(compiler, tmp_path):
    """Judge a template: what is printed compiles, and the engine makes the same of it."""

    def judged(value, values=None):
        path = tmp_path / "template.json"
        path.write_text(json.dumps(value), encoding="utf-8")
        verdict = judge(compiler, path, tmp_path / "bicep", values or {})
        assert verdict.faults() == []
        assert not verdict.refused
        return api.to_bicep(path).files["main.bicep"]

    return judged


@pytest.fixture
def printed(tmp_path):
    """Print a template; give the main file."""

    def main_file(value):
        path = tmp_path / "template.json"
        path.write_text(json.dumps(value), encoding="utf-8")
        return api.to_bicep(path).files["main.bicep"]

    return main_file


class TestNames:
    """All names of a file share one space with what Bicep brings along, and the file wins."""

    @pytest.mark.parametrize(
        "name",
        ["description", "secure", "allowed", "minLength", "metadata", "resourceGroup", "concat",
         "range", "string", "int", "object", "array", "bool", "any", "if", "for", "in", "az",
         "sys", "this", "true", "null", "param", "output", "uniqueString", "existing"],
    )  # fmt: skip
    def test_a_parameter_may_be_called_as_a_word_of_bicep(self, same, name):
        same(
            template(
                parameters={
                    name: {
                        "type": "string",
                        "defaultValue": "a",
                        "allowedValues": ["a", "b"],
                        "minLength": 1,
                        "metadata": {"description": "The one", "more": 1},
                    },
                    "pin": {"type": "securestring", "defaultValue": "x"},
                    "things": {"type": "array", "defaultValue": [1, 2]},
                    "anything": {"type": "object", "defaultValue": {}},
                    "on": {"type": "bool", "defaultValue": True},
                },
                variables={"count": "[length(range(0, 3))]"},
                resources=[
                    thing(
                        "[concat('a', parameters('things')[0], parameters('pin'))]",
                        text=f"[string(createArray(parameters('{name}')))]",
                        group="[resourceGroup().name]",
                        unique="[uniqueString(resourceGroup().id)]",
                        number="[int('5')]",
                        more="[array(parameters('things'))]",
                        on="[bool(parameters('on'))]",
                    )
                ],
            )
        )

    @pytest.mark.parametrize("name", ["string", "object", "int", "any", "concat"])
    def test_a_type_may_be_called_as_one_of_bicep(self, same, name):
        text = same(
            template(
                languageVersion="2.0",
                definitions={name: {"type": "int", "minValue": 3}},
                parameters={
                    "one": {"$ref": f"#/definitions/{name}", "defaultValue": 5},
                    "other": {"type": "string", "defaultValue": "x"},
                },
                resources={"a": thing(n="[parameters('one')]", s="[parameters('other')]")},
            )
        )
        assert "param other string = 'x'" in text

    def test_a_function_may_be_called_as_one_of_bicep(self, same):
        same(
            template(
                functions=[
                    {
                        "namespace": "own",
                        "members": {
                            "toLower": {
                                "parameters": [{"name": "range", "type": "int"}],
                                "output": {
                                    "type": "array",
                                    "value": "[range(0, parameters('range'))]",
                                },
                            },
                            "description": {
                                "parameters": [],
                                "output": {"type": "string", "value": "[toLower('X')]"},
                            },
                        },
                    }
                ],
                parameters={
                    "p": {
                        "type": "string",
                        "defaultValue": "P",
                        "metadata": {"description": "A letter"},
                    }
                },
                resources=[
                    thing(
                        a="[own.toLower(2)]",
                        b="[own.description()]",
                        c="[toLower(parameters('p'))]",
                    )
                ],
            )
        )

    @pytest.mark.parametrize("word", ["resourceGroups", "ranges", "strings", "items", "arrays"])
    def test_the_variable_of_a_loop_hides_no_function(self, same, word):
        same(
            template(
                parameters={word: {"type": "array", "defaultValue": ["x", "y"]}},
                resources=[
                    thing(
                        f"[concat('a-', parameters('{word}')[copyIndex()])]",
                        group="[resourceGroup().name]",
                        numbers="[range(0, 2)]",
                        text="[string(copyIndex())]",
                        list="[array('x')]",
                    )
                    | {"copy": {"name": "loop", "count": f"[length(parameters('{word}'))]"}}
                ],
            )
        )

    @pytest.mark.parametrize("word", ["string", "map", "length", "resourceGroup", "x-y", "a", "if"])
    def test_the_variable_of_a_lambda_hides_no_function(self, same, word):
        made = f"string(lambdaVariables('{word}'))"
        inner = f"map(range(0, length(createArray(1, 2))), lambda('{word}', {made}))"
        same(
            template(
                parameters={"a": {"type": "array", "defaultValue": [1, 2]}},
                resources=[
                    thing(
                        texts=f"[map(parameters('a'), lambda('{word}', {made}))]",
                        nested=f"[map(parameters('a'), lambda('{word}', {inner}))]",
                        group=f"[map(parameters('a'), lambda('{word}', resourceGroup().name))]",
                    )
                ],
            )
        )

    def test_loops_within_loops_have_words_of_their_own(self, printed):
        value = "[concat(string(copyIndex('l0')), string(copyIndex('l6')))]"
        for level in reversed(range(7)):
            value = {"copy": [{"name": f"l{level}", "count": 1, "input": value}]}
        text = printed(template(variables={"deep": value}))
        words = re.findall(r"range\(0, 1\),\s+(\w+) =>|\bfor (\w+) in", text)
        assert len({one or other for one, other in words}) == 7

    def test_outputs_whose_names_come_to_one_stay_apart(self, printed):
        text = printed(
            template(
                outputs={
                    "a-b": {"type": "string", "value": "1"},
                    "a_b": {"type": "string", "value": "2"},
                    "az": {"type": "string", "value": "3"},
                    "if": {"type": "string", "value": "4"},
                }
            )
        )
        names = re.findall(r"^output (\w+) ", text, re.MULTILINE)
        assert names == ["a_b", "a_bOutput", "az", "if"]


class TestSpelling:
    """Azure takes a member in any casing; Bicep as it is written where the value is made."""

    @pytest.mark.parametrize(
        "expression",
        [
            "resourceGroup().Location",
            "resourceGroup()['NAME']",
            "subscription().SubscriptionID",
            "subscription().tenantid",
            "deployment().Name",
            "deployment().Properties.Template.contentversion",
            "environment().Suffixes.storage",
            "environment().authentication.loginendpoint",
            "variables('object').name",
            "variables('object').sub.deep",
            "variables('object')['NAME']",
            "variables('object')[toLower('NAME')]",
            "variables('object')[concat('na', 'me')]",
            "variables('object')[variables('key')]",
            "variables('again').name",
            "variables('listed')[1].name",
            "first(variables('listed')).name",
            "variables('looped')[1].OWN",
            "variables('object').made[0].deep",
            "variables('either').name",
            "map(variables('listed'), lambda('x', lambdaVariables('x').name))[0]",
            "filter(variables('listed'), lambda('x', equals(lambdaVariables('x').NAME, 'q')))[0].name",
            "sort(variables('listed'), lambda('x', 'y', less(lambdaVariables('x').name, lambdaVariables('y').name)))[0].name",
            "items(variables('object'))[0].Key",
            "createObject('A', 'x').a",
            "union(variables('object'), createObject('Z', 'z')).z",
            "json('{\"Aa\": \"x\"}').aA",
            "coalesce(variables('object'), createObject()).name",
            # What is missing on a side that is not taken is no fault of the template.
            "if(equals(1, 2), variables('object').nothing, 'x')",
            "if(equals(1, 2), variables('list')[7], 'x')",
            "if(equals(1, 2), variables('listed')[0].only, 'x')",
            "if(contains(variables('object'), 'name'), variables('object').name, 'x')",
            "coalesce(tryGet(variables('list'), 9), 'x')",
        ],
    )  # fmt: skip
    def test_a_member_is_spelled_as_where_it_is_made(self, same, expression):
        same(
            template(
                parameters={"on": {"type": "bool", "defaultValue": True}},
                variables={
                    "key": "nAmE",
                    "list": ["a", "b"],
                    "object": {
                        "Name": "n",
                        "Sub": {"Deep": "d"},
                        "copy": [{"name": "Made", "count": 2, "input": {"Deep": "[copyIndex('Made')]"}}],
                    },
                    "again": "[variables('object')]",
                    "either": "[if(parameters('on'), variables('object'), createObject('Q', 1))]",
                    "listed": [{"Name": "p", "Only": 1}, {"Name": "q"}],
                    "copy": [{"name": "looped", "count": 2, "input": {"Own": "[copyIndex('looped')]"}}],
                },
                resources=[thing(value=f"[{expression}]")],
            )
        )  # fmt: skip

    def test_the_element_of_a_loop_is_spelled_as_the_array_has_it(self, same):
        same(
            template(
                variables={"listed": [{"Name": "p"}, {"Name": "q", "Tier": "t"}]},
                resources=[
                    thing(
                        "[variables('listed')[copyIndex()].name]",
                        copy=[
                            {
                                "name": "inner",
                                "count": "[length(variables('listed'))]",
                                "input": "[variables('listed')[copyIndex('inner')].NAME]",
                            }
                        ],
                    )
                    | {"copy": {"name": "loop", "count": "[length(variables('listed'))]"}}
                ],
            )
        )

    def test_variables_that_lead_to_themselves_end(self, printed):
        text = printed(
            template(
                variables={
                    "a": "[concat(variables('b'), 'x')]",
                    "b": "[concat(variables('a').name, variables('c')[variables('a')])]",
                    "c": ["[variables('b')]", "[if(true(), variables('c'), variables('a'))]"],
                },
                resources=[thing("[variables('a')]", p="[variables('c')[0].x]")],
            )
        )
        assert "var a = '${b}x'" in text

    @pytest.mark.parametrize("backwards", [False, True])
    def test_a_chain_of_variables_takes_no_longer_than_its_length(self, printed, backwards):
        chain = {"v0": {"Name": "x"}, "t0": "x", "l0": ["x"]}
        for number in range(1, 300):
            either = f"variables('v{number - 1}')"
            chain[f"v{number}"] = f"[if(true(), {either}, {either})]"
            for letter in "tl":
                one = f"variables('{letter}{number - 1}')"
                chain[f"{letter}{number}"] = f"[concat({one}, {one})]"
        if backwards:
            chain = dict(reversed(chain.items()))
        used = thing(
            a="[variables('v20').name]", b="[concat(variables('t299'), 1)]", c="[variables('l299')]"
        )
        assert "a: v20.Name\n" in printed(template(variables=chain, resources=[used]))


class TestMembersThatMayBeMissing:
    @pytest.mark.parametrize(
        ("expression", "printed"),
        [
            ("tryGet(parameters('o'), 'k', 'x')", "o.?k.x"),
            ("coalesce(tryGet(parameters('o'), 'nothing', 'x'), 'none')", "o.?nothing.x ?? 'none'"),
            ("tryGet(parameters('o'), 'k').x", "(o.?k).x"),
            ("tryGet(tryGet(parameters('o'), 'k'), 'x')", "(o.?k).?x"),
            ("tryGet(parameters('l'), 0)", "l[?0]"),
            (
                "tryGet(parameters('o'), 'l', createObject('value', 2, 'fromEnd', true()))",
                "o.?l[^2]",
            ),
            ("indexFromEnd(parameters('l'), 2)", "l[^2]"),
            ("indexFromEnd(parameters('l'), length(parameters('l')))", "l[^length(l)]"),
            ("tryIndexFromEnd(parameters('l'), 1)", "l[?^1]"),
            ("tryIndexFromEnd(parameters('m'), 1, 'n', 'o')", "m[?^1].n.o"),
            ("coalesce(tryIndexFromEnd(parameters('m'), 9, 'n'), 'none')", "m[?^9].n ?? 'none'"),
        ],
    )
    def test_they_are_asked_for_in_the_form_of_bicep(self, same, expression, printed):
        text = same(
            template(
                parameters={
                    "o": {"type": "object", "defaultValue": {"k": {"x": 1}, "l": [1, 2]}},
                    "l": {"type": "array", "defaultValue": [1, 2, 3]},
                    "m": {"type": "array", "defaultValue": [{"n": {"o": "p"}}]},
                },
                resources=[thing(value=f"[{expression}]")],
            )
        )
        assert f"value: {printed}\n" in text
