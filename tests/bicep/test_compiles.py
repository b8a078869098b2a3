"""What is printed compiles, and means what the template meant: the words of Bicep, kind by kind.

Each template is one kind of thing that Azure Resource Manager takes and Bicep says otherwise. The
real compiler compiles what is printed, and Azure's engine expands it beside the template.
"""

from __future__ import annotations

import json
import re

import pytest

from generator import api
from tests.support import arm
from tests.support.recompiled import judge

THING = {"type": "Contoso.Store/things", "apiVersion": "2020-01-01"}
"""A type that nobody knows, so that no schema is in the way of what is tried."""


def template(**sections):
    """Return a template; outputs and resources need only say what counts."""
    return arm.template(**sections)


def thing(name="a", **properties):
    """Return a resource with these properties."""
    return {**THING, "name": name, "properties": properties}


def output(value, kind="string"):
    """Return the outputs of a template that has one."""
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
            ("tryGet(tryGet(parameters('o'), 'k'), 'x')", "o.?k.?x"),
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


class TestParameters:
    """What Azure checks when a value is given, Bicep checks in the file."""

    @pytest.mark.parametrize(
        ("declared", "value", "printed"),
        [
            ({"type": "int", "defaultValue": ""}, 5, "param p int = any('')"),
            ({"type": "string", "defaultValue": 5}, "x", "param p string = any(5)"),
            ({"type": "bool", "defaultValue": "true"}, True, "param p bool = any('true')"),
            ({"type": "object", "defaultValue": "{}"}, {}, "param p object = any('{}')"),
            ({"type": "array", "defaultValue": {}}, [], "param p array = any({})"),
            ({"type": "string", "defaultValue": ["a"]}, "x", "param p string = any(['a'])"),
            ({"type": "int", "defaultValue": "[resourceGroup().name]"}, 1,
             "param p int = any(resourceGroup().name)"),
            ({"type": "string", "defaultValue": None}, "x", "param p string\n"),
            ({"type": "array", "defaultValue": None}, [], "param p array\n"),
            ({"defaultValue": 5}, None, "param p any = 5"),
            ({"type": "string", "allowedValues": ["a"], "defaultValue": "b"}, "a",
             "param p string = any('b')"),
            ({"type": "string", "allowedValues": ["Aa"], "defaultValue": "aa"}, "Aa",
             "param p string = any('aa')"),
            ({"type": "string", "allowedValues": ["a", "b"],
              "defaultValue": "[resourceGroup().location]"}, "a",
             "param p string = any(resourceGroup().location)"),
            ({"type": "int", "allowedValues": [1, 2], "defaultValue": 3}, 1,
             "param p int = any(3)"),
            ({"type": "array", "allowedValues": ["a", "b"], "defaultValue": ["c"]}, ["a"],
             "param p array = any(['c'])"),
            ({"type": "string", "minLength": 1, "defaultValue": ""}, "x",
             "param p string = any('')"),
            ({"type": "string", "maxLength": 3, "defaultValue": "abcd"}, "x",
             "param p string = any('abcd')"),
            ({"type": "string", "maxLength": 3,
              "defaultValue": "[uniqueString(resourceGroup().id)]"}, "x",
             "param p string = any(uniqueString(resourceGroup().id))"),
            ({"type": "string", "maxLength": 3,
              "defaultValue": "[concat('abcd', resourceGroup().name)]"}, "x",
             "param p string = any('abcd${resourceGroup().name}')"),
            ({"type": "string", "maxLength": 3, "defaultValue": "[toLower('ABCD')]"}, "x",
             "param p string = any(toLower('ABCD'))"),
            ({"type": "int", "minValue": 5, "defaultValue": 1}, 5, "param p int = any(1)"),
            ({"type": "array", "maxLength": 1, "defaultValue": [1, 2]}, [1],
             "param p array = any([1, 2])"),
            # What fits stays as one would write it.
            ({"type": "string", "minLength": 3, "maxLength": 24,
              "defaultValue": "[concat('store', uniqueString(resourceGroup().id))]"}, None,
             "param p string = 'store${uniqueString(resourceGroup().id)}'"),
            ({"type": "string", "minLength": 3, "defaultValue": "[resourceGroup().location]"},
             None, "param p string = resourceGroup().location"),
            ({"type": "string", "allowedValues": ["a", "b"],
              "defaultValue": "[if(parameters('on'), 'a', 'b')]"}, None,
             "param p string = on ? 'a' : 'b'"),
            ({"type": "string", "allowedValues": ["eastus"],
              "defaultValue": "[parameters('text')]"}, "eastus", "param p string = text"),
            ({"type": "int", "minValue": 1, "maxValue": 9, "defaultValue": 5}, None,
             "param p int = 5"),
            ({"type": "array", "allowedValues": ["a", "b"], "defaultValue": ["a"]}, None,
             "param p array = ['a']"),
        ],
    )  # fmt: skip
    def test_a_default_is_taken_whatever_it_is(self, same, declared, value, printed):
        others = {
            "on": {"type": "bool", "defaultValue": True},
            "text": {"type": "string", "defaultValue": "x"},
        }
        text = same(
            template(
                parameters={**others, "p": declared},
                resources=[thing(p="[parameters('p')]")],
            ),
            {} if value is None else {"p": value},
        )
        assert printed in text

    @pytest.mark.parametrize(
        ("declared", "value", "printed"),
        [
            # Allowed values are texts whatever they look like, and null is never one.
            ({"type": "string", "allowedValues": ["[resourceGroup().location]", "b"]}, "b",
             "@allowed(['[resourceGroup().location]', 'b'])"),
            ({"type": "string", "allowedValues": [], "defaultValue": "b"}, None, "param p string"),
            ({"type": "string", "allowedValues": [None, "b"]}, "b", "@allowed(['b'])"),
            ({"type": "object", "allowedValues": [{"a": 1}, {"a": 2}]}, {"a": 1}, "@allowed(["),
            ({"type": "string", "minLength": -1}, "b", "param p string"),
            ({"type": "string", "metadata": {"description": "[no(", "a": ["[b(", 1.5, None]}}, "b",
             "@description('[no(')\n@metadata({\n  a: ['[b(', '1.5', null]"),
            ({"type": "string", "metadata": {"description": 5}}, "b", "@description('5')"),
        ],
    )  # fmt: skip
    def test_what_is_said_of_a_parameter_is_constant(self, same, declared, value, printed):
        text = same(
            template(parameters={"p": declared}, resources=[thing(p="[parameters('p')]")]),
            {} if value is None else {"p": value},
        )
        assert printed in text

    @pytest.mark.parametrize(
        ("declared", "place"),
        [
            ({"type": "int", "allowedValues": [1, "2"]}, "/parameters/p/allowedValues/1"),
            ({"type": "bool", "allowedValues": ["true"]}, "/parameters/p/allowedValues/0"),
            ({"type": "int", "minLength": 1}, "/parameters/p/minLength"),
            ({"type": "string", "minValue": 1}, "/parameters/p/minValue"),
        ],
    )
    def test_what_azure_refuses_is_left_out_and_told(self, compiler, tmp_path, declared, place):
        path = tmp_path / "template.json"
        path.write_text(json.dumps(template(parameters={"p": declared})), encoding="utf-8")
        made = api.to_bicep(path)
        assert [item.pointer for item in made.remarks] == [place]
        assert "left out" in made.remarks[0].message
        (tmp_path / "main.bicep").write_text(made.files["main.bicep"])
        assert compiler.compile(tmp_path / "main.bicep").errors() == []

    def test_outputs_and_functions_are_taken_whatever_they_give(self, same):
        same(
            template(
                functions=[
                    {
                        "namespace": "own",
                        "members": {
                            "never": {
                                "parameters": [],
                                "output": {"type": "int", "value": "[string(5)]"},
                            }
                        },
                    }
                ],
                outputs={"never": {"type": "int", "value": "x", "condition": "[equals(1, 2)]"}},
            )
        )


class TestTypes:
    @pytest.mark.parametrize(
        ("definitions", "printed"),
        [
            ({"d": {"type": "object", "additionalProperties": {"type": "string"}},
              "t": {"$ref": "#/definitions/d/additionalProperties"}}, "type t = d.*"),
            ({"d": {"type": "array", "prefixItems": [{"type": "int"}, {"type": "string"}],
                    "items": False},
              "t": {"$ref": "#/definitions/d/prefixItems/1"}}, "type t = d[1]"),
            ({"d": {"type": "array", "items": {"type": "string"}},
              "t": {"$ref": "#/definitions/d/items"}}, "type t = d[*]"),
            ({"d": {"type": "array",
                    "items": {"type": "object", "properties": {"a-b": {"type": "string"}}}},
              "t": {"$ref": "#/definitions/d/items/properties/a-b"}}, "type t = d[*]['a-b']"),
            ({"d": {"type": "string", "nullable": True},
              "t": {"$ref": "#/definitions/d", "nullable": False}}, "type t = d!"),
            ({"t": {"type": "string", "allowedValues": ["x", "y"]}}, "type t = 'x' | 'y'"),
            ({"t": {"type": "string", "allowedValues": ["x", "y"], "minLength": 1}},
             "type t = 'x' | 'y'"),
            ({"t": {"$ref": "#/definitions/any"}, "any": {"type": "string"}}, "type t = anyType"),
        ],
    )  # fmt: skip
    def test_a_part_of_a_type_is_named_by_its_way(self, same, definitions, printed):
        text = same(
            template(
                languageVersion="2.0",
                definitions=definitions,
                parameters={"p": {"$ref": "#/definitions/t"}},
                resources={"a": thing(p="[parameters('p')]")},
            ),
            {"p": "x"},
        )
        assert printed in text

    def test_elements_and_lists_of_values_keep_what_is_said_of_them(self, same):
        text = same(
            template(
                languageVersion="2.0",
                definitions={
                    "mixed": {
                        "type": "array",
                        "allowedValues": ["a", 1, {"k": "v"}, None, True, -5],
                    },
                    "long": {"type": "array", "items": {"type": "string", "minLength": 3}},
                    "rows": {"type": "array", "allowedValues": [["a"], ["b"]]},
                },
                parameters={
                    "p": {"$ref": "#/definitions/mixed"},
                    "q": {"$ref": "#/definitions/long", "defaultValue": ["xyz"]},
                    "r": {"$ref": "#/definitions/rows", "defaultValue": ["b"]},
                    "s": {"type": "array", "items": {"type": "int", "maxValue": 5}},
                    "t": {"type": "array", "items": {}, "defaultValue": [1, "a"]},
                },
                resources={"a": thing(p="[parameters('p')]", q="[parameters('q')]")},
            ),
            {"p": ["a", {"k": "v"}, None], "s": [5]},
        )
        assert "@minLength(3)\ntype longItem = string\n" in text
        assert "type long = longItem[]\n" in text

    def test_exported_variables_stay_exported(self, same):
        exported = [{"name": "size", "description": "How big"}]
        text = same(
            template(
                languageVersion="2.0",
                metadata={"__bicep_exported_variables!": exported, "name": "[none("},
                variables={"size": "x", "other": "y"},
                resources={},
            )
        )
        assert "@description('How big')\n@export()\nvar size = 'x'\nvar other" in text.replace(
            "\n\nvar other", "\nvar other"
        )
        assert "metadata name = '[none('" in text

    def test_the_rule_of_a_policy_is_text_where_names_are_symbolic(self, same):
        rule = {
            "if": {"field": "location", "in": "[parameters('allowed')]"},
            "then": {"effect": "[[parameters('effect')]", "[concat('a')]": ["[field('x')]"]},
        }
        policy = {
            "type": "Microsoft.Authorization/policyDefinitions",
            "apiVersion": "2021-06-01",
            "name": "p",
            "properties": {"Mode": "[concat('A', 'll')]", "PolicyRule": rule},
        }
        schema = arm.LEVELS["managementGroup"]
        whole = template(languageVersion="2.0", resources={"p": policy})
        text = same({**whole, "$schema": schema})
        assert r"in: '[parameters(\'allowed\')]'" in text
        assert "'All'" in text


def deployment(inner, given=None, **more):
    """Return a deployment of a template that is evaluated on its own."""
    properties = {
        "mode": "Incremental",
        "expressionEvaluationOptions": {"scope": "inner"},
        "template": inner,
        **({} if given is None else {"parameters": given}),
    }
    return {
        "type": "Microsoft.Resources/deployments",
        "apiVersion": "2022-09-01",
        "name": "nested",
        "properties": properties,
        **more,
    }


class TestModules:
    INNER = template(
        languageVersion="2.0",
        parameters={
            "Size": {"type": "string", "defaultValue": "[concat('d', 'e')]"},
            "list": {"type": "array", "defaultValue": ["d"]},
            "maybe": {"type": "string", "nullable": True},
        },
        resources={
            "a": thing(
                size="[parameters('SIZE')]",
                list="[parameters('list')]",
                maybe="[coalesce(parameters('maybe'), 'none')]",
            )
        },
        outputs={"End-Point": {"type": "string", "value": "[parameters('Size')]"}},
    )

    @pytest.mark.parametrize(
        "given",
        [
            {"size": {"value": "a"}},
            {"SIZE": {"Value": "[parameters('o').size.value]"}, "maybe": {"value": "x"}},
            {"size": "[if(parameters('on'), createObject('value', 'a'), createObject('value', 'b'))]"},
            {"size": "[if(parameters('off'), createObject('value', 'a'), createObject('VALUE', concat('x', 'y')))]"},
            {"maybe": "[if(parameters('off'), createObject('value', 'a'), createObject('value', null()))]"},
            {"size": "[parameters('o').size]"},
            {"size": "[variables('either').one]"},
            {"size": "[json('{\"Value\": \"a\"}')]"},
            {"size": {}},
            {"size": {"value": None}},
            {"list": {"copy": [{"name": "value", "count": 2, "input": "[concat('x', copyIndex('value'))]"}]}},
            {"list": {"COPY": [{"name": "Value", "count": "[length(variables('names'))]",
                                "input": "[variables('names')[copyIndex('Value')]]"}]}},
            "[parameters('o')]",
            "[createObject('size', createObject('value', 'z'))]",
        ],
    )  # fmt: skip
    def test_what_a_deployment_gives_reaches_the_module(self, same, given):
        text = same(
            template(
                parameters={
                    "on": {"type": "bool", "defaultValue": True},
                    "off": {"type": "bool", "defaultValue": False},
                    "o": {"type": "object", "defaultValue": {"size": {"value": "X"}}},
                },
                variables={
                    "either": "[if(parameters('on'), variables('both'), createObject())]",
                    "both": {"One": {"Value": "v"}},
                    "names": ["m", "n"],
                },
                resources=[deployment(self.INNER, given)],
            )
        )
        assert "module nested 'modules/nested.bicep'" in text
        assert "TODO" not in text

    def test_a_module_in_a_loop_is_given_loops(self, same):
        given = {
            "size": {"value": "[concat('s', copyIndex())]"},
            "list": {
                "copy": [
                    {
                        "name": "value",
                        "count": 2,
                        "input": "[concat('a', copyIndex(), '-', copyIndex('value'))]",
                    }
                ]
            },
        }
        made = thing("[parameters('size')]", l="[parameters('list')]")
        inner = {**self.INNER, "resources": {"a": made}}
        looped = deployment(inner, given, copy={"name": "loop", "count": 3})
        same(template(resources=[{**looped, "name": "[concat('n', copyIndex())]"}]))

    def test_outputs_are_asked_for_as_the_module_spells_them(self, same):
        text = same(
            template(
                resources=[deployment(self.INNER, {"size": {"value": "a"}})],
                outputs=output("[reference('nested').outputs['end-point'].value]"),
            )
        )
        assert "nested.outputs.End_Point" in text

    def test_a_file_beside_says_how_its_parameters_are_spelled(self, compiler, tmp_path):
        (tmp_path / "nested").mkdir()
        (tmp_path / "nested" / "a.json").write_text(json.dumps(self.INNER), encoding="utf-8")
        linked = deployment(None, {"SIZE": {"value": "a"}})
        del linked["properties"]["template"], linked["properties"]["expressionEvaluationOptions"]
        link = {"relativePath": "\\nested/a.json", "queryString": "x"}
        linked["properties"]["templateLink"] = link
        whole = template(
            resources=[linked],
            outputs=output("[reference('nested').outputs['end-point'].value]"),
        )
        (tmp_path / "template.json").write_text(json.dumps(whole), encoding="utf-8")
        made = api.to_bicep(tmp_path / "template.json")
        text = made.files["main.bicep"]
        assert "module nested 'nested/a.json' = {" in text
        assert "    Size: 'a'\n" in text
        assert ["queryString" in item.message for item in made.remarks] == [True]

    def test_a_secret_makes_the_parameter_secure(self, compiler, tmp_path):
        vault = "[resourceId('Microsoft.KeyVault/vaults', 'kv')]"
        secret = {"reference": {"keyVault": {"id": vault}, "secretName": "s"}}
        made_of = (
            "[if(parameters('on'), createObject('reference', createObject('keyVault', "
            f"createObject('id', {vault[1:-1]}), 'secretName', 's')), createObject('value', ''))]"
        )
        for given in (secret, made_of):
            whole = template(
                parameters={"on": {"type": "bool"}},
                resources=[deployment(self.INNER, {"size": given})],
            )
            (tmp_path / "template.json").write_text(json.dumps(whole), encoding="utf-8")
            made = api.to_bicep(tmp_path / "template.json")
            for name, text in made.files.items():
                (tmp_path / name).parent.mkdir(exist_ok=True)
                (tmp_path / name).write_text(text)
            assert compiler.compile(tmp_path / "main.bicep").errors() == []
            assert "@secure()\nparam Size string" in made.files["modules/nested.bicep"]
            assert ".getSecret('s')" in made.files["main.bicep"]
            assert "secure here" in made.remarks[0].message

    def test_what_cannot_be_given_is_told(self, printed):
        text = printed(template(resources=[deployment(self.INNER, {"size": "text"})]))
        assert "// TODO: what is given to a module is {'value': ...} or {'reference': ...}" in text
        assert "Size: TODO" in text


class TestOuterScope:
    """A nested template that the outer one evaluates becomes a module with parameters."""

    def nested(self, **more):
        inner = template(
            resources=[
                thing(
                    "[concat('a', copyIndex())]",
                    number="[variables('number')]",
                    flag="[variables('flag')]",
                    either="[variables('either')]",
                    typed="[parameters('typed').a]",
                    index="[copyIndex(1)]",
                    turn="[copyIndex('lp')]",
                )
            ]
        )
        made = deployment(inner, **more)
        made["properties"]["expressionEvaluationOptions"] = {"scope": "outer"}
        return made

    def test_its_parameters_have_the_types_of_their_values(self, same):
        looped = self.nested(copy={"name": "lp", "count": 2})
        same(
            template(
                parameters={
                    "list": {"type": "array", "defaultValue": ["x"]},
                    "typed": {"type": "secureObject", "defaultValue": {"a": "b"}},
                    "any": {"type": "object", "defaultValue": {"k": [1]}},
                },
                variables={
                    "number": "[length(parameters('list'))]",
                    "flag": "[empty(parameters('list'))]",
                    "either": "[parameters('any').k]",
                },
                resources=[{**looped, "name": "[concat('n', copyIndex())]"}],
            )
        )


class TestLoops:
    """An index without a name is that of the resource's loop, within loops of values too."""

    @pytest.mark.parametrize(
        "value",
        [
            "[copyIndex()]",
            "[copyIndex(10)]",
            "[concat(copyIndex(), '-', copyIndex('inner'))]",
            "[concat(copyIndex('LOOP', 1), '-', copyIndex('Inner', 2))]",
            "[variables('names')[copyIndex()]]",
            "[variables('names')[copyIndex('inner')]]",
            "[concat(variables('names')[copyIndex('inner')], variables('names')[copyIndex()])]",
            "[range(0, 2)[copyIndex()]]",
            "[range(5, 2)[copyIndex('inner')]]",
        ],
    )
    @pytest.mark.parametrize("count", [2, "[length(variables('names'))]", "[length(range(0, 2))]"])
    @pytest.mark.parametrize("inner", [2, "[length(variables('names'))]", "[add(copyIndex(), 1)]"])
    def test_an_index_means_what_it_meant(self, same, value, count, inner):
        made = thing(
            "[concat('a', copyIndex())]",
            copy=[{"name": "inner", "count": inner, "input": value}],
        )
        looped = {**made, "copy": {"name": "loop", "count": count}}
        same(template(variables={"names": ["p", "q"]}, resources=[looped]))

    def test_children_in_the_loop_of_their_parent_and_outputs_count_alike(self, same):
        child = {
            "type": "parts",
            "apiVersion": "2020-01-01",
            "name": "c",
            "properties": {
                "i": "[copyIndex()]",
                "copy": [
                    {"name": "q", "count": 2, "input": "[concat(copyIndex(), copyIndex('q'))]"}
                ],
            },
        }
        parent = {
            **thing("[concat('a', copyIndex())]"),
            "copy": {"name": "loop", "count": 2},
            "resources": [child],
        }
        looped = {"count": 2, "input": "[copyIndex(1)]"}
        same(template(resources=[parent], outputs={"o": {"type": "array", "copy": looped}}))

    def test_a_loop_over_its_own_turns_has_one_variable(self, printed):
        made = thing("[concat('a', range(0, 3)[copyIndex()], copyIndex())]")
        looped = {**made, "copy": {"name": "loop", "count": "[length(range(0, 3))]"}}
        text = printed(template(resources=[looped]))
        assert "  for i in range(0, 3): {\n    name: 'a${i}${i}'" in text

    @pytest.mark.parametrize(
        ("expression", "made"),
        [
            ('json(\'{"a": [1, "[x]", null, true]}\')', "{\n      a: [1, '[x]', null, true]\n"),
            ("json('2199023255552')", "2199023255552"),
            ('json(\'{"a": 1, "A": 2}\')', 'json(\'{"a": 1, "A": 2}\')'),
            ("json('1.50')", "json('1.50')"),
            ("int(3)", "3"),
            ("format('{0}-{1}', 'a', 1234, 'unused')", "'a-1234'"),
        ],
    )
    def test_what_is_known_is_written_as_it_is(self, same, expression, made):
        text = same(template(resources=[thing(value=f"[{expression}]")]))
        assert f"value: {made}" in text


class TestLookups:
    """A variable whose name is computed is looked up in an object of those that it may be."""

    def test_they_are_held_by_the_names_that_the_template_gives_them(self, same):
        text = same(
            template(
                parameters={"kind": {"type": "string", "defaultValue": "new"}},
                variables={
                    "Image-new": "1",
                    "image-old": "2",
                    "image": "[variables(concat('image-', parameters('kind')))]",
                },
                resources=[thing(image="[variables('image')]")],
            )
        )
        assert "'Image-new': Image_new\n" in text

    def test_those_that_look_others_up_are_not_held(self, same):
        same(
            template(
                parameters={
                    "one": {"type": "string", "defaultValue": "a"},
                    "other": {"type": "string", "defaultValue": "b"},
                },
                variables={
                    "offera": "1",
                    "offerb": "2",
                    "offerChosen": "[variables(concat('offer', parameters('one')))]",
                    "offerOther": "[concat('x', variables('offerVia'))]",
                    "offerVia": "[variables(concat('offer', parameters('other')))]",
                },
                outputs=output("[concat(variables('offerChosen'), variables('offerOther'))]"),
            )
        )


class TestResources:
    def test_options_are_decorators(self, same):
        options = {"onlyIfNotExists": [], "retryOn": [["ResourceNotFound"], 2]}
        text = same(
            template(languageVersion="2.0", resources={"a": {**thing(), "@options": options}})
        )
        assert "@onlyIfNotExists()\n@retryOn(['ResourceNotFound'], 2)\nresource a " in text

    def test_a_name_with_a_blank_is_told_and_left_out(self, compiler, tmp_path):
        path = tmp_path / "template.json"
        made = {**thing(), "apiVersion ": "2020-01-01"}
        path.write_text(json.dumps(template(resources=[made])), encoding="utf-8")
        found = api.to_bicep(path)
        assert [item.pointer for item in found.remarks] == ["/resources/0/apiVersion "]
        (tmp_path / "main.bicep").write_text(found.files["main.bicep"])
        assert compiler.compile(tmp_path / "main.bicep").errors() == []

    def test_a_loop_of_an_output_stands_behind_a_condition_too(self, same):
        looped = {"count": 2, "input": "[copyIndex(1)]"}
        same(
            template(
                parameters={"on": {"type": "bool", "defaultValue": True}},
                outputs={"o": {"type": "array", "condition": "[parameters('on')]", "copy": looped}},
            )
        )

    def test_extensions_are_told_not_to_be_converted(self, tmp_path):
        path = tmp_path / "template.json"
        deployed = {"import": "k8s", "type": "core/Service@v1", "properties": {}}
        imports = {"k8s": {"provider": "Kubernetes", "version": "1.0.0"}}
        value = template(languageVersion="2.0", imports=imports, resources={"a": deployed})
        path.write_text(json.dumps(value), encoding="utf-8")
        messages = [item.message for item in api.to_bicep(path).remarks]
        assert messages == [
            "there is no 'apiVersion', and Bicep wants one; none is known",
            "'imports' and what they deploy are not converted; write 'extension' and these by hand",
        ]
