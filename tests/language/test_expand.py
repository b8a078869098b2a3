"""What a template expands to: loops, conditions, names, nested templates, and what stays open."""

from __future__ import annotations

import json
import re

import pytest

from generator.diagnostics import Severity
from generator.language.documents.source import read_json
from generator.language.expansion.expand import expand
from generator.language.expressions.context import Context
from tests.support import arm
from tests.support.expansion import GROUP, disk, errors, expanded, module, output, resources


def test_a_resource_loop_makes_one_resource_for_each_iteration():
    template = {
        "resources": [
            disk(name="[format('d{0}', copyIndex(1))]", copy={"name": "disks", "count": 3}),
            disk(name="last", dependsOn=["disks"]),
        ]
    }
    found = resources(template)
    assert [item["name"] for item in found] == ["d1", "d2", "d3", "last"]
    assert found[0]["id"] == f"{GROUP}/providers/Microsoft.Compute/disks/d1"
    assert found[3]["dependsOn"] == [f"{GROUP}/providers/Microsoft.Compute/disks/d{i}" for i in (1, 2, 3)]  # fmt: skip
    assert "copy" not in found[0]


def test_a_loop_over_nothing_makes_nothing():
    assert resources({"resources": [disk(copy={"name": "none", "count": 0})]}) == []


def test_property_loops_are_unrolled_with_the_loop_around_them():
    loop = {
        "name": "list",
        "count": 2,
        "input": {"lun": "[copyIndex('list')]", "any": "[copyIndex()]", "of": "[copyIndex('outer')]", "next": "[copyIndex('list', 10)]"},
    }  # fmt: skip
    template = {
        "resources": [
            disk(
                name="[concat('d', copyIndex())]",
                copy={"name": "outer", "count": 2},
                properties={"copy": [loop], "fixed": 1},
            )
        ]
    }
    assert [item["properties"] for item in resources(template)] == [
        {
            "list": [
                {"lun": 0, "any": outer, "of": outer, "next": 10},
                {"lun": 1, "any": outer, "of": outer, "next": 11},
            ],
            "fixed": 1,
        }
        for outer in (0, 1)
    ]


def test_loops_of_variables_and_outputs():
    template = {
        "variables": {
            "copy": [{"name": "names", "count": 2, "input": "[concat('n', copyIndex('names'))]"}],
            "deep": {"copy": [{"name": "inner", "count": 2, "input": "[copyIndex('inner', 5)]"}]},
        },
        "resources": [],
        "outputs": {
            "all": {"type": "array", "copy": {"count": 2, "input": "[variables('names')[copyIndex()]]"}},
            "deep": {"type": "array", "value": "[variables('deep').inner]"},
        },
    }  # fmt: skip
    found = expanded(template)
    assert found.findings == []
    assert found.as_json()["outputs"] == {
        "all": {"type": "array", "value": ["n0", "n1"]},
        "deep": {"type": "array", "value": [5, 6]},
    }


def test_a_property_that_is_called_copy_is_no_loop():
    found = resources({"resources": [disk(properties={"copy": ["a"], "x": {"copy": "y"}})]})
    assert found[0]["properties"] == {"copy": ["a"], "x": {"copy": "y"}}


def test_conditions_are_decided_and_what_is_left_out_is_no_dependency():
    template = {
        "parameters": {"on": {"type": "bool", "defaultValue": False}},
        "resources": [
            disk(name="a", condition="[parameters('on')]"),
            disk(name="b", condition=True, dependsOn=["a", "[resourceId('Microsoft.Compute/disks', 'a')]"]),
            disk(name="c", condition="[not(parameters('on'))]", dependsOn=["b"]),
        ],
    }  # fmt: skip
    found = resources(template)
    assert [item["name"] for item in found] == ["b", "c"]
    assert "dependsOn" not in found[0]
    assert found[1]["dependsOn"] == [f"{GROUP}/providers/Microsoft.Compute/disks/b"]
    assert all("condition" not in item for item in found)


def test_what_is_not_deployed_may_lack_what_its_name_needs():
    template = {
        "parameters": {"o": {"type": "object", "nullable": True}},
        "resources": [disk(name="[parameters('o').name]", condition="[not(empty(parameters('o')))]")],
    }  # fmt: skip
    assert resources(template) == []


def test_what_only_the_deployment_knows_stays_the_smallest_expression():
    text = "[concat('a', variables('b'), reference(resourceId('Ns.T/u', 'x'), '2020-01-01').y, 'c', 'd')]"
    assert output(text, variables={"b": "-b-"}) == (
        f"[concat('a-b-', reference('{GROUP}/providers/Ns.T/u/x', '2020-01-01').y, 'cd')]"
    )


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("[and(true(), reference('x').b)]", "[reference('x').b]"),
        ("[and(reference('x').b, false())]", False),
        ("[or(false(), equals(1, 1), reference('x').b)]", True),
        ("[if(reference('x').b, add(1, 2), toUpper('a'))]", "[if(reference('x').b, 3, 'A')]"),
        ("[if(reference('x').b, first(createArray()).y, 'a')]", "[if(reference('x').b, first(createArray()).y, 'a')]"),
        ("[if(false(), reference('x').b, 'a')]", "a"),
        ("[coalesce(null(), reference('x').b, 'z')]", "[coalesce(reference('x').b, 'z')]"),
        ("[createArray(1, reference('x').b)[0]]", 1),
        ("[length(createArray(1, reference('x').b))]", 2),
        ("[createObject('a', reference('x').b, 'c', 2)]", {"a": "[reference('x').b]", "c": 2}),
        ("[createObject('a', reference('x').b, 'c', 2).c]", 2),
        ("[map(createArray(1, 2), lambda('i', concat('x', lambdaVariables('i'), reference('x').b)))]",
         ["[concat('x', 1, reference('x').b)]", "[concat('x', 2, reference('x').b)]"]),
        ("[map(reference('x').list, lambda('i', concat(lambdaVariables('i'), toUpper('a'))))]",
         "[map(reference('x').list, lambda('i', concat(lambdaVariables('i'), 'A')))]"),
        ("[resourceGroup().tags.owner]", "[resourceGroup().tags.owner]"),
        ("[string(json('2147483648'))]", "2147483648"),
        ("[min(json('2147483648'), reference('x').b)]", "[min(json('2147483648'), reference('x').b)]"),
        ("[format('{0}-{1}{{{2,5}-{1:N1}', 'a{', reference('x').b, 7)]", "[format('a{{-{0}{{    7-{0:N1}', reference('x').b)]"),
        ("[format(reference('x').b, 'a')]", "[format(reference('x').b, 'a')]"),
        ("[pickZones('Ns', 'T', toLower('EAST'))]", "[pickZones('Ns', 'T', 'east')]"),
        ("[listKeys(resourceId('Ns.T/u', 'x'), '2020-01-01').keys[0].value]",
         f"[listKeys('{GROUP}/providers/Ns.T/u/x', '2020-01-01').keys[0].value]"),
        ("[union(createObject('a', 1), reference('x'))]", "[union(createObject('a', 1), reference('x'))]"),
    ],
)  # fmt: skip
def test_residuals(text, left):
    assert output(text) == left


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[filter(range(0, 6), lambda('i', equals(mod(lambdaVariables('i'), 2), 0)))]", [0, 2, 4]),
        ("[filter(createArray('a', 'b', 'c'), lambda('x', 'i', greater(lambdaVariables('i'), 0)))]", ["b", "c"]),
        ("[map(createArray('a', 'b'), lambda('x', 'i', concat(lambdaVariables('x'), lambdaVariables('i'))))]", ["a0", "b1"]),
        ("[reduce(range(1, 4), 0, lambda('sum', 'n', add(lambdaVariables('sum'), lambdaVariables('n'))))]", 10),
        ("[sort(createArray(8, 3, 10), lambda('a', 'b', less(lambdaVariables('a'), lambdaVariables('b'))))]", [3, 8, 10]),
        ("[toObject(createArray('a', 'b'), lambda('k', concat('k', lambdaVariables('k'))), lambda('v', toUpper(lambdaVariables('v'))))]", {"ka": "A", "kb": "B"}),
        ("[groupBy(createArray('aa', 'b', 'ac'), lambda('k', substring(lambdaVariables('k'), 0, 1)))]", {"a": ["aa", "ac"], "b": ["b"]}),
        ("[mapValues(createObject('a', 1, 'b', 2), lambda('v', mul(lambdaVariables('v'), 10)))]", {"a": 10, "b": 20}),
        ("[map(range(0, 2), lambda('i', map(range(0, 2), lambda('j', add(mul(lambdaVariables('i'), 10), lambdaVariables('j'))))))]", [[0, 1], [10, 11]]),
        ("[tryGet(createObject('a', createObject('b', 1)), 'a', 'b')]", 1),
        ("[tryGet(createObject('a', 1), 'x', 'y')]", None),
        ("[tryGet(createArray(1), 3)]", None),
        ("[tryGet(null(), 'a')]", None),
        ("[tryIndexFromEnd(createArray(1, 2, 3), 1)]", 3),
        ("[tryIndexFromEnd(createArray(1), 2)]", None),
        ("[createObject('Key', 1).kEY]", 1),
        ("[[literal]", "[[literal]"),
        ("[one]two", "[one]two"),
        ("[32]", 32),
        ("['text']", "text"),
        ("[deployment().name]", "azuredeploy"),
        ("[environment().suffixes.storage]", "core.windows.net"),
        ("[subscription().subscriptionId]", "00000000-0000-0000-0000-000000000000"),
        ("[resourceGroup().location]", "eastus"),
        ("[resourceGroup().id]", GROUP),
        ("[resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 's')]", f"{GROUP}/providers/Microsoft.Network/virtualNetworks/v/subnets/s"),
        ("[resourceId('other', 'Ns.T/u', 'x')]", "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/other/providers/Ns.T/u/x"),
        ("[resourceId('01234567-89ab-cdef-0123-456789abcdef', 'g', 'Ns.T/u', 'x')]", "/subscriptions/01234567-89ab-cdef-0123-456789abcdef/resourceGroups/g/providers/Ns.T/u/x"),
        ("[subscriptionResourceId('Ns.T/u', 'x')]", "/subscriptions/00000000-0000-0000-0000-000000000000/providers/Ns.T/u/x"),
        ("[tenantResourceId('Ns.T/u', 'x')]", "/providers/Ns.T/u/x"),
        ("[uniqueString('snap', 'crackle', 'pop')]", "byghxckddilkc"),
    ],
)  # fmt: skip
def test_evaluation(text, value):
    assert output(text) == value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[parameters('nope')]", "parameter 'nope' is not declared"),
        ("[createArray(1)[1]]", "index 1 is outside of the array, which has 1 elements"),
        ("[createObject('a', 1).b]", "there is no property 'b' here (there is a)"),
        ("[tryIndexFromEnd(createArray(), 2147483648)]", "tryIndexFromEnd(): the number must be from -2,147,483,648 to 2,147,483,647 (is 2147483648)"),
        ("[createObject()[1]]", "there is no element by an int in an object"),
        ("[string('abc')[true()]]", "there is no element by a bool in a string"),
        ("[null().a]", "there is no property 'a' in null"),
        ("[copyIndex()]", "copyIndex() has no copy loop around it"),
        ("[copyIndex('x')]", "copyIndex() has no copy loop 'x' around it"),
        ("[toLower(variables('n'))]", "argument 1 of toLower() must be string (is int)"),
        ("[lambdaVariables('x')]", "there is no variable of this name in a lambda around it"),
        ("[map(createArray(1), 'x')]", "a lambda is wanted here: lambda('name', ...)"),
        ("[resourceGroup('x', 'y', 'z')]", "resourceGroup() does not take 3 arguments"),
        ("[nope()]", "unknown function 'nope'"),
        ("[concat('a']", "this ( is never closed; add )"),
        ("[filter(createArray(1), lambda('x', 1))]", "this lambda must give true or false (gives int)"),
        ("[resourceId('Ns.T/u/v', 'x')]", None),
        ("[fail('because')]", None),
    ],
)  # fmt: skip
def test_what_fails_the_deployment_is_an_error_at_its_place(text, message):
    template = {"variables": {"n": 1}, "resources": [], "outputs": {"o": {"value": text}}}
    result = expanded(template)
    assert [item.severity for item in result.findings] == [Severity.ERROR]
    assert message is None or result.findings[0].message == message
    assert result.findings[0].pointer == "/outputs/o/value"
    assert result.as_json()["outputs"]["o"]["value"] in {text, f"[json('{text}')]"} or "concat" in text  # fmt: skip


def test_an_error_stands_at_its_column_in_the_string():
    text = '{"resources": [], "outputs": {"o": {"value": "[concat(\'a\', parameters(\'x\'))]"}}}'
    result = expand(read_json(text, "t.json"), {}, Context())
    (found,) = result.findings
    assert text[found.position.column - 1 : found.position.end_column - 1] == "parameters('x')"


def test_an_error_in_a_variable_is_reported_once_and_there():
    template = {
        "variables": {"bad": {"x": "[int('one')]"}, "user": "[variables('bad').x]"},
        "resources": [disk(name="a", tags={"t": "[variables('user')]", "u": "[variables('bad').x]"})],
    }  # fmt: skip
    (found,) = expanded(template).findings
    assert found.pointer == "/variables/bad/x"


def test_a_variable_and_a_default_are_evaluated_whether_used_or_not():
    template = {
        "parameters": {
            "bad": {"type": "int", "defaultValue": "[int('two')]"},
            "given": {"type": "int", "defaultValue": "[int('three')]"},
        },
        "variables": {"bad": ["[int('one')]"], "fine": "[if(true(), 1, int('four'))]"},
        "resources": [disk()],
    }
    found = expanded(template, {"given": 3}).findings
    assert [item.pointer for item in found] == ["/parameters/bad/defaultValue", "/variables/bad/0"]


def test_variables_in_a_circle_are_reported():
    template = {
        "variables": {"a": "[variables('B')]", "b": "[variables('c')]", "c": "[variables('a')]"},
        "resources": [disk(name="[variables('a')]")],
    }
    (message,) = errors(template)
    assert "dependency cycle" in message
    assert all(f"{name} -> " in message for name in "abc")


def test_a_chain_of_all_the_variables_there_can_be():
    names = {f"v{i}": f"[concat(variables('v{i + 1}'), 'x')]" for i in range(511)}
    assert output("[length(variables('v0'))]", variables={**names, "v511": "x"}) == 512


def test_secure_values_never_show_but_decide():
    template = {
        "parameters": {
            "password": {"type": "secureString"},
            "other": {"type": "secureString", "defaultValue": ""},
        },
        "variables": {"both": "[concat('u:', parameters('password'))]"},
        "resources": [
            disk(name="a", condition="[not(empty(parameters('password')))]", properties={"p": "[variables('both')]"}),
            disk(name="b", condition="[empty(variables('both'))]"),
            disk(name="c", tags={"t": "[if(empty(parameters('other')), 'none', parameters('other'))]"}),
            module({"parameters": {"p": {"type": "secureString"}}, "resources": [disk(name="d", tags={"t": "[parameters('p')]"})]},
                   parameters={"p": {"value": "[parameters('password')]"}}),
            module({"parameters": {"q": {"type": "secureString"}}}, "n", parameters={"q": {"value": "hunter2hunter2"}}),
        ],
    }  # fmt: skip
    result = expanded(template, {"password": "hunter2hunter2"})
    assert result.findings == []
    text = json.dumps(result.as_json())
    assert "hunter2" not in text
    found = {item["name"]: item for item in result.as_json()["resources"]}
    assert list(found) == ["a", "c", "m", "d", "n"]
    assert found["a"]["properties"] == {"p": "[concat('u:', parameters('password'))]"}
    assert found["c"]["tags"] == {"t": "none"}
    assert found["d"]["tags"] == {"t": "[parameters('password')]"}


def test_a_new_value_at_every_deployment_stays_its_parameter():
    template = {
        "parameters": {"when": {"type": "string", "defaultValue": "[utcNow('d')]"}},
        "resources": [disk(tags={"when": "[concat('at ', parameters('when'))]"})],
    }
    assert resources(template)[0]["tags"] == {"when": "[concat('at ', parameters('when'))]"}
    assert resources(template, {"when": "today"})[0]["tags"] == {"when": "at today"}


def test_children_are_listed_by_their_full_names_after_their_parents():
    template = {
        "variables": {"vnet": "v"},
        "resources": [
            {
                "type": "Microsoft.Network/virtualNetworks",
                "apiVersion": "2023-09-01",
                "name": "[variables('vnet')]",
                "resources": [
                    {"type": "subnets", "apiVersion": "2023-09-01", "name": "s", "dependsOn": ["[variables('vnet')]"]},
                    {
                        "type": "Microsoft.Network/virtualNetworks/subnets",
                        "apiVersion": "2023-09-01",
                        "name": "v/t",
                        "dependsOn": ["[resourceId('Microsoft.Network/virtualNetworks', 'v')]", "Microsoft.Network/virtualNetworks/v"],
                    },
                ],
            }
        ],
    }  # fmt: skip
    found = resources(template)
    vnet = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/v"
    assert [item["name"] for item in found] == ["v", "v/s", "v/t"]
    assert [item["type"] for item in found[1:]] == ["Microsoft.Network/virtualNetworks/subnets"] * 2
    assert [item["id"] for item in found] == [vnet, f"{vnet}/subnets/s", f"{vnet}/subnets/t"]
    assert [item["dependsOn"] for item in found[1:]] == [[vnet], [vnet]]
    assert "resources" not in found[0]


def test_ids_of_extension_resources_and_of_other_levels():
    lock = {"type": "Microsoft.Authorization/locks", "apiVersion": "2020-05-01", "name": "l"}
    template = {
        "$schema": arm.LEVELS["subscription"],
        "resources": [
            {"type": "Microsoft.Resources/resourceGroups", "apiVersion": "2022-09-01", "name": "g", "location": "[deployment().location]"},
            lock,
            {**lock, "scope": "/"},
            {**lock, "scope": "[subscriptionResourceId('Ns.T/u', 'x')]"},
            {**lock, "scope": "Ns.T/u/x"},
        ],
    }  # fmt: skip
    subscription = "/subscriptions/00000000-0000-0000-0000-000000000000"
    found = resources(template)
    assert found[0]["location"] == "eastus"
    assert [item["id"] for item in found] == [
        f"{subscription}/resourceGroups/g",
        f"{subscription}/providers/Microsoft.Authorization/locks/l",
        "/providers/Microsoft.Authorization/locks/l",
        f"{subscription}/providers/Ns.T/u/x/providers/Microsoft.Authorization/locks/l",
        f"{subscription}/providers/Ns.T/u/x/providers/Microsoft.Authorization/locks/l",
    ]


def test_a_nested_template_of_inner_scope_sees_its_own_names():
    inner = {
        "parameters": {"size": {"type": "int"}, "kind": {"type": "string", "defaultValue": "std"}},
        "variables": {"name": "inner"},
        "resources": [disk(name="[variables('name')]", tags={"s": "[parameters('size')]", "k": "[parameters('kind')]", "g": "[resourceGroup().name]"})],
    }  # fmt: skip
    template = {
        "variables": {"name": "outer"},
        "resources": [module(inner, resourceGroup="other", parameters={"size": {"value": "[add(1, 2)]"}})],
    }  # fmt: skip
    deployment, made = resources(template)
    assert made["name"] == "inner"
    assert made["tags"] == {"s": 3, "k": "std", "g": "other"}
    other = GROUP.replace("example-rg", "other")
    assert made["id"] == f"{other}/providers/Microsoft.Compute/disks/inner"
    assert deployment["id"] == f"{other}/providers/Microsoft.Resources/deployments/m"
    assert deployment["properties"]["parameters"] == {"size": {"value": 3}}
    assert "template" not in deployment["properties"]


def test_a_nested_template_knows_the_location_of_a_group_that_is_deployed_too():
    group = {
        "type": "Microsoft.Resources/resourceGroups",
        "apiVersion": "2022-09-01",
        "location": "northeurope",
    }
    inner = {"resources": [disk(location="[resourceGroup().location]")]}
    template = {
        "$schema": arm.LEVELS["subscription"],
        "resources": [
            module(inner, "m", resourceGroup="[toUpper('g')]"),
            {**group, "name": "g"},
            module(inner, "n", resourceGroup="other"),
        ],
    }  # fmt: skip
    found = [item for item in resources(template) if item["name"] == "d"]
    assert [item["location"] for item in found] == ["northeurope", "[resourceGroup().location]"]


def test_a_nested_template_of_outer_scope_sees_the_names_around_it():
    inner = {
        "parameters": {"later": {"type": "string"}},
        "variables": {"name": "inner"},
        "resources": [disk(name="[variables('name')]", tags={"g": "[resourceGroup().name]", "l": "[[parameters('later')]"})],
    }  # fmt: skip
    template = {
        "variables": {"name": "outer"},
        "resources": [module(inner, scope="outer", resourceGroup="other", parameters={"later": {"value": "now"}})],
    }  # fmt: skip
    _, made = resources(template)
    assert made["name"] == "outer"
    assert made["tags"] == {"g": "example-rg", "l": "now"}
    assert made["id"].startswith(GROUP.replace("example-rg", "other"))


def test_what_a_nested_template_is_given_is_checked():
    inner = {"parameters": {"a": {"type": "int"}, "b": {"type": "string"}, "c": {"type": "string"}}}
    template = {"resources": [module(inner, parameters={"a": {"value": {}}, "nope": {"value": 1}})]}
    found = expanded(template).findings
    assert [(item.rule, item.message) for item in found] == [
        ("PAR005", "values are missing for b, c, which the nested template needs"),
        ("PAR005", "the value of 'a' must be an integer (is an object)"),
        ("PAR005", "the nested template has no parameter 'nope'"),
    ]


def test_symbolic_names_become_ids():
    template = {
        "languageVersion": "2.0",
        "resources": {
            "old": {**disk(name="old"), "existing": True},
            "many": disk(name="[format('d{0}', copyIndex())]", copy={"name": "many", "count": 2}),
            "user": disk(
                name="user",
                tags={
                    "state": "[reference('old').diskState]",
                    "first": "[reference('many[0]').diskState]",
                    "id": "[resourceInfo('many[1]').id]",
                    "full": "[reference('old', '2020-01-01', 'full').zones]",
                },
                properties={"all": "[references('many', 'full')]"},
                dependsOn=["many", "old", "[format('many[{0}]', 1)]"],
            ),
        },
    }  # fmt: skip
    found = resources(template)
    prefix = f"{GROUP}/providers/Microsoft.Compute/disks"
    assert [item["name"] for item in found] == ["d0", "d1", "user"]
    assert found[2]["tags"] == {
        "state": f"[reference('{prefix}/old', '2023-04-02').diskState]",
        "first": f"[reference('{prefix}/d0', '2023-04-02').diskState]",
        "id": f"{prefix}/d1",
        "full": f"[reference('{prefix}/old', '2020-01-01', 'full').zones]",
    }
    assert found[2]["properties"]["all"][1] == f"[reference('{prefix}/d1', '2023-04-02', 'full')]"
    assert found[2]["dependsOn"] == [f"{prefix}/d0", f"{prefix}/d1"]


def test_outputs_of_one_nested_template_are_parameters_of_another():
    first = {
        "resources": [],
        "outputs": {
            "name": {"type": "string", "value": "[toUpper('abc')]"},
            "key": {"type": "string", "value": "[listKeys('x', '2020-01-01').k]"},
            "secret": {"type": "secureString", "value": "hunter2hunter2"},
        },
    }
    second = {
        "parameters": {"n": {"type": "string"}, "k": {"type": "string"}, "s": {"type": "string"}},
        "resources": [disk(name="[parameters('n')]", tags={"k": "[parameters('k')]", "s": "[parameters('s')]"})],
    }  # fmt: skip
    source = "[reference(resourceId('Microsoft.Resources/deployments', 'one')).outputs.{}.value]"
    template = {
        "resources": [
            module(second, "two", parameters={"n": {"value": source.format("name")}, "k": {"value": source.format("key")}, "s": {"value": source.format("secret")}}),
            module(first, "one"),
        ],
        "outputs": {"o": {"type": "string", "value": "[reference('one').outputs.name.value]"}},
    }  # fmt: skip
    result = expanded(template)
    assert result.findings == []
    made = result.as_json()["resources"][1]
    assert made["name"] == "ABC"
    deployment = f"{GROUP}/providers/Microsoft.Resources/deployments/one"
    assert made["tags"] == {
        "k": "[listKeys('x', '2020-01-01').k]",
        "s": f"[reference('{deployment}', '2022-09-01').outputs.secret.value]",
    }
    assert result.as_json()["outputs"]["o"]["value"] == "ABC"


def test_functions_of_a_template():
    template = {
        "functions": [
            {
                "namespace": "my",
                "members": {
                    "twice": {
                        "parameters": [{"name": "x", "type": "int"}],
                        "output": {"type": "int", "value": "[mul(2, parameters('X'))]"},
                    },
                    "four": {
                        "parameters": [{"name": "y", "type": "int"}],
                        "output": {"type": "int", "value": "[my.twice(my.twice(parameters('y')))]"},
                    },
                    "forever": {"parameters": [], "output": {"value": "[my.forever()]"}},
                    "bad": {"parameters": [], "output": {"value": "[parameters('p')]"}},
                    "seen": {"parameters": [], "output": {"value": "[variables('v')]"}},
                },
            }
        ],
        "parameters": {"p": {"type": "int", "defaultValue": 1}},
        "variables": {"v": "[parameters('p')]"},
        "resources": [],
        "outputs": {
            "a": {"value": "[MY.Four(3)]"},
            "b": {"value": "[my.twice(reference('x').n)]"},
            "c": {"value": "[my.forever()]"},
            "d": {"value": "[my.bad()]"},
            "e": {"value": "[my.twice()]"},
            "f": {"value": "[my.seen()]"},
        },
    }
    result = expanded(template)
    found = result.as_json()["outputs"]
    assert found["a"]["value"] == 12
    assert found["b"]["value"] == "[mul(2, reference('x').n)]"
    assert found["f"]["value"] == 1
    assert [(item.pointer, item.message[-44:]) for item in result.findings] == [
        ("/outputs/c/value", "my.forever() calls itself, which no function may"[-44:]),
        ("/outputs/d/value", "in my.bad(): parameter 'p' is not declared"[-44:]),
        ("/outputs/e/value", "my.twice() takes 1 arguments (has 0)"[-44:]),
    ]


def test_parameters_without_values_are_told_together():
    template = {
        "parameters": {
            "a": {"type": "string"},
            "b": {"type": "int", "nullable": True},
            "c": {"type": "secureString"},
            "d": {"type": "int", "defaultValue": 1},
        },
        "resources": [disk(name="[parameters('a')]", copy={"name": "l", "count": "[parameters('x')]"})],
    }  # fmt: skip
    assert [item.name for item in expanded(template).missing] == ["a", "c"]


def test_a_parameter_without_a_value_is_no_mistake_of_the_template():
    template = {
        "parameters": {"n": {"type": "int"}},
        "resources": [disk(name="[concat('d', copyIndex())]", copy={"name": "l", "count": "[parameters('n')]"})],
    }  # fmt: skip
    (found,) = resources(template)
    assert found["name"] == "[concat('d', copyIndex('l'))]"


def test_a_list_of_unknown_length_is_what_is_left_of_its_loop():
    loop = {
        "name": "x",
        "count": "[parameters('n')]",
        "input": {"i": "[copyIndex('x', 1)]", "j": "[toUpper('a')]"},
    }
    template = {
        "parameters": {"n": {"type": "int"}},
        "resources": [disk(properties={"copy": [loop]})],
    }
    (found,) = resources(template)
    assert found["properties"] == {
        "x": "[map(range(0, parameters('n')), lambda('x', createObject('i', add(lambdaVariables('x'), 1), 'j', 'A')))]"
    }


def test_a_value_or_a_default_of_the_wrong_type_is_reported_once_and_then_unknown():
    template = {
        "parameters": {"n": {"type": "int", "defaultValue": "3"}, "m": {"type": "array"}},
        "resources": [
            disk(name="[concat('d', add(parameters('n'), 1))]", tags={"t": "[parameters('m')[0]]"})
        ],
    }
    assert sorted(errors(template, {"m": "text"})) == [
        "the default of 'n', which the deployment would use, must be an integer (is '3')",
        "the value of 'm' must be an array (is 'text')",
    ]


@pytest.mark.parametrize(
    ("count", "message"),
    [
        (801, "a copy loop has from 0 to 800 iterations (is 801)"),
        (-1, "a copy loop has from 0 to 800 iterations (is -1)"),
        ("3", "the count of a copy loop must be a number (is string)"),
        ("[reference('x').n]", "reference() works only in resources and outputs, not in what Azure must know before the deployment"),
    ],
)  # fmt: skip
def test_the_count_of_a_loop_is_a_number_known_before(count, message):
    assert errors({"resources": [disk(copy={"name": "l", "count": count})]}) == [message]
    loop = {"copy": [{"name": "x", "count": count, "input": 1}]}
    assert errors({"resources": [disk(properties=loop)]}) == [message]


def bomb_of_variables() -> dict:
    names = {f"v{i}": f"[concat(variables('v{i + 1}'), variables('v{i + 1}'))]" for i in range(200)}
    return {"variables": {**names, "v200": "x"}, "resources": [disk(name="[variables('v0')]")]}


def bomb_of_arrays() -> dict:
    names = {f"v{i}": f"[createArray(variables('v{i + 1}'), variables('v{i + 1}'))]" for i in range(200)}  # fmt: skip
    return {"variables": {**names, "v200": "x"}, "resources": [disk(name="[string(variables('v0'))]")]}  # fmt: skip


def bomb_of_lambdas() -> dict:
    text = "1"
    for name in "abcdef":
        text = f"map(range(0, 10000), lambda('{name}', {text}))"
    return {"resources": [disk(name=f"[string({text})]")]}


def bomb_of_loops() -> dict:
    loops = [{"name": f"x{i}", "count": 800, "input": f"[copyIndex('x{i}')]"} for i in range(9)]
    return {"resources": [disk(properties={"copy": loops}, name="d", copy={"name": "l", "count": 800})]}  # fmt: skip


def bomb_of_reduce() -> dict:
    double = "concat(lambdaVariables('a'), lambdaVariables('a'))"
    return {"resources": [disk(name=f"[reduce(range(0, 1000), 'x', lambda('a', 'b', {double}))]")]}


def bomb_of_searches() -> dict:
    search = "contains(range(0, 9000), -1)"
    return {"resources": [disk(name=f"[string(map(range(0, 9000), lambda('x', {search})))]")]}


@pytest.mark.parametrize(
    "bomb",
    [
        bomb_of_variables,
        bomb_of_arrays,
        bomb_of_lambdas,
        bomb_of_loops,
        bomb_of_reduce,
    ],
)
@pytest.mark.slow
def test_what_grows_without_bound_ends_with_a_sentence(bomb):
    (message,) = set(errors(bomb()))
    assert re.search(r"4 MB|131,072|too many steps", message)


@pytest.mark.slow
def test_searching_long_lists_again_and_again_is_given_up_before_long():
    """Steps follow the elements that are looked at: 9,000 times 9,000 are more than there are."""
    (message,) = set(errors(bomb_of_searches()))
    assert "too many steps" in message


def test_a_loop_of_800_over_a_large_template_expands():
    properties = {f"p{i}": f"[concat('{i}-', copyIndex(), variables('x'))]" for i in range(50)}
    template = {
        "variables": {"x": "y"},
        "resources": [disk(name="[concat('d', copyIndex())]", properties=properties, copy={"name": "l", "count": 800})],
    }  # fmt: skip
    found = resources(template)
    assert len(found) == 800
    assert found[799]["properties"]["p49"] == "49-799y"


def test_a_linked_template_beside_the_file_is_followed(tmp_path):
    (tmp_path / "nested").mkdir()
    inner = {"parameters": {"n": {"type": "string"}}, "resources": [disk(name="[parameters('n')]")]}
    (tmp_path / "nested" / "d.json").write_text(json.dumps(inner))
    link = {
        "type": "Microsoft.Resources/deployments",
        "apiVersion": "2022-09-01",
        "name": "m",
        "properties": {
            "templateLink": {"relativePath": "nested/d.json"},
            "parameters": {"n": {"value": "x"}},
        },
    }
    missing = json.loads(json.dumps(link).replace("nested/d.json", "nested/e.json"))
    (tmp_path / "t.json").write_text(json.dumps({"resources": [link, missing]}))
    document = read_json((tmp_path / "t.json").read_text(), (tmp_path / "t.json").as_posix())
    result = expand(document, {}, Context())
    assert [item["name"] for item in result.as_json()["resources"]] == ["m", "x", "m"]
    (found,) = result.findings
    assert found.severity is Severity.WARNING
    assert "nested/e.json: no such file" in found.message


def test_a_template_that_links_to_itself_ends(tmp_path):
    link = {
        "type": "Microsoft.Resources/deployments",
        "apiVersion": "2022-09-01",
        "name": "m",
        "properties": {"templateLink": {"relativePath": "t.json"}},
    }
    (tmp_path / "t.json").write_text(json.dumps({"resources": [link]}))
    document = read_json((tmp_path / "t.json").read_text(), (tmp_path / "t.json").as_posix())
    result = expand(document, {}, Context())
    assert not result.whole
    assert "stand in each other" in result.findings[0].message


def test_options_say_where_it_is_deployed_to():
    context = Context(
        subscription="sub", resource_group="rg", location="westeurope", deployment="x"
    )
    template = {
        "resources": [disk(location="[resourceGroup().location]", tags={"d": "[deployment().name]"})]
    }  # fmt: skip
    (found,) = resources(template, context=context)
    assert found["id"] == "/subscriptions/sub/resourceGroups/rg/providers/Microsoft.Compute/disks/d"
    assert found["location"] == "westeurope"
    assert found["tags"] == {"d": "x"}


def test_secure_parts_of_a_value_do_not_show_either():
    parts = {
        "type": "object",
        "properties": {"pw": {"type": "secureString"}, "user": {"type": "string"}},
    }
    template = {
        "parameters": {
            "o": parts,
            "l": {"type": "array", "items": {"type": "secureString"}},
            "d": {**parts, "defaultValue": {"pw": "hunter2default", "user": "u"}},
        },
        "resources": [
            disk(name="a", tags={"o": "[parameters('o')]", "l": "[parameters('l')]", "d": "[parameters('d').pw]"}),
            disk(name="b", condition="[equals(parameters('o').pw, 'x')]"),
            module({"parameters": {"o": parts}, "resources": [disk(name="c", condition="[equals(parameters('o').pw, 'hunter2')]")]},
                   parameters={"o": {"value": "[parameters('o')]"}}),
        ],
    }  # fmt: skip
    result = expanded(template, {"o": {"pw": "hunter2", "user": "u"}, "l": ["hunter2"]})
    assert result.findings == []
    text = json.dumps(result.as_json())
    assert "hunter2" not in text
    found = result.as_json()["resources"]
    assert [item["name"] for item in found] == ["a", "m", "c"]
    assert found[0]["tags"] == {
        "o": {"pw": "[parameters('o')['pw']]", "user": "u"},
        "l": ["[parameters('l')[0]]"],
        "d": "[parameters('d')['pw']]",
    }


@pytest.mark.parametrize(
    "condition",
    [
        "[equals(variables(parameters('pw')), 1)]",
        "[equals(parameters(parameters('pw')), 1)]",
        "[equals(createObject('a', 1)[parameters('pw')], 1)]",
        "[equals(parameters('so').zz, 1)]",
        "[equals(substring(parameters('pw'), 100), 1)]",
        "[equals(if(equals(int(parameters('pw')), 1), 1, 2), 1)]",
    ],
)
def test_no_message_about_a_decision_shows_a_secret(condition):
    template = {
        "parameters": {"pw": {"type": "secureString"}, "so": {"type": "secureObject"}},
        "resources": [disk(condition=condition)],
    }
    found = errors(template, {"pw": "hunter2", "so": {"hunter2": 1}})
    assert found == ["this fails with what secure parameters hold, which is not shown"]
    loop = {"parameters": template["parameters"], "resources": [disk(copy={"name": "l", "count": "[int(parameters('pw'))]"})]}  # fmt: skip
    assert errors(loop, {"pw": "987654", "so": {}}) == [
        "a copy loop has from 0 to 800 iterations (is not shown)"
    ]


def test_secure_outputs_have_no_value():
    template = {"resources": [], "outputs": {"s": {"type": "secureString", "value": "hunter2"}}}
    assert expanded(template).as_json()["outputs"] == {"s": {"type": "secureString"}}


def test_secrets_in_the_expression_of_a_nested_parameter_do_not_show():
    inner = {"parameters": {"x": {"type": "secureString"}}, "resources": [disk()]}
    entry = "[if(equals(reference('a').b, 1), createObject('value', 'hunter2'), createObject('value', null()))]"
    template = {"resources": [module(inner, parameters={"x": entry})]}
    assert "hunter2" not in json.dumps(resources(template))


def test_dependencies_on_what_makes_nothing_vanish():
    template = {
        "languageVersion": "2.0",
        "resources": {
            "none": disk(name="n", copy={"name": "loop", "count": 0}),
            "gone": disk(name="g", condition=False),
            "user": disk(name="u", dependsOn=["none", "loop", "gone", "elsewhere"]),
        },
    }
    (found,) = resources(template)
    assert found["dependsOn"] == ["elsewhere"]


def test_nothing_depends_on_itself():
    site = {"type": "Microsoft.Web/sites", "apiVersion": "2022-03-01", "name": "web"}
    child = {
        "type": "Microsoft.Web/sites/config",
        "apiVersion": "2022-03-01",
        "name": "web/web",
        "dependsOn": ["web"],
    }
    _, found = resources({"resources": [site, child]})
    assert found["dependsOn"] == [f"{GROUP}/providers/Microsoft.Web/sites/web"]


def test_a_nested_child_is_found_by_its_short_name():
    child = {"type": "databases", "apiVersion": "2021-11-01", "name": "db"}
    server = {"type": "Microsoft.Sql/servers", "apiVersion": "2021-11-01", "name": "s"}
    other = {**child, "type": "firewallRules", "name": "f", "dependsOn": ["db", "s"]}
    found = resources({"resources": [{**server, "resources": [child, other]}]})
    assert found[2]["dependsOn"] == [found[1]["id"], found[0]["id"]]


def test_a_group_is_found_by_the_id_that_bicep_gives_it():
    template = {
        "$schema": arm.LEVELS["subscription"],
        "resources": [
            {"type": "Microsoft.Resources/resourceGroups", "apiVersion": "2022-09-01", "name": "g", "location": "westus"},
            module({}, resourceGroup="g", dependsOn=["[subscriptionResourceId('Microsoft.Resources/resourceGroups', 'g')]"]),
            module({"resources": [disk(tags={"l": "[deployment().location]"})]}, "n", location="westus"),
        ],
    }  # fmt: skip
    group, first, _, made = resources(template)
    assert first["dependsOn"] == [group["id"]]
    assert made["tags"] == {"l": "westus"}


def test_an_output_that_means_something_else_outside_stays_a_reference():
    inner = {
        "outputs": {
            "l": {"type": "string", "value": "[resourceGroup().location]"},
            "n": {"type": "string", "value": "n"},
        }
    }
    source = "[reference('m').outputs.{}.value]"
    template = {"resources": [module(inner, resourceGroup="other"), disk(tags={"l": source.format("l"), "n": source.format("n")})]}  # fmt: skip
    deployment, made = resources(template)
    assert made["tags"] == {
        "l": f"[reference('{deployment['id']}', '2022-09-01').outputs.l.value]",
        "n": "n",
    }


def test_a_nested_parameter_that_an_expression_gives_is_unknown():
    inner = {
        "parameters": {"x": {"type": "string"}, "y": {"type": "string", "defaultValue": "DEF"}},
        "resources": [disk(tags={"x": "[parameters('x')]", "y": "[parameters('y')]"})],
    }
    entry = "[if(equals(reference('q').a, 1), createObject('value', 'A'), createObject('value', null()))]"
    for given in ({"x": entry, "y": entry}, "[reference('q').parameters]"):
        _, made = resources({"resources": [module(inner, parameters=given)]})
        assert made["tags"] == {"x": "[parameters('x')]", "y": "[parameters('y')]"}
    linked = module(inner)
    linked["properties"]["parametersLink"] = {"uri": "https://a/b.json"}
    assert resources({"resources": [linked]})[1]["tags"]["y"] == "[parameters('y')]"


def test_conditions_that_stay_open_hold_for_what_is_nested_as_well():
    inner = {
        "parameters": {"y": {"type": "bool"}},
        "resources": [disk(name="a"), disk(name="b", condition="[parameters('y')]")],
    }
    given = {"y": {"value": "[reference('y').b]"}}
    template = {
        "parameters": {"x": {"type": "bool"}},
        "resources": [module(inner, condition="[parameters('x')]", parameters=given)],
    }
    assert [item["condition"] for item in resources(template)] == [
        "[parameters('x')]",
        "[parameters('x')]",
        "[and(parameters('x'), reference('y').b)]",
    ]


def test_names_of_properties_that_look_like_expressions_are_escaped_again():
    (found,) = resources(
        {
            "resources": [
                disk(properties={"[[x]": 1, "[concat('a', 'b')]": 2, "[reference('x').k]": 3})
            ]
        }
    )
    assert found["properties"] == {"[[x]": 1, "ab": 2, "[reference('x').k]": 3}


def test_a_child_belongs_where_its_parent_does():
    group = {
        "type": "Microsoft.Management/managementGroups",
        "apiVersion": "2021-04-01",
        "name": "m",
        "scope": "/",
    }
    child = {"type": "subscriptions", "apiVersion": "2021-04-01", "name": "c"}
    found = resources({"resources": [{**group, "resources": [child]}]})
    assert found[1]["id"] == "/providers/Microsoft.Management/managementGroups/m/subscriptions/c"


def test_open_names_match_however_they_are_put_together():
    template = {
        "parameters": {"n": {"type": "string"}},
        "resources": [
            disk(name="[parameters('n')]"),
            disk(name="[concat(concat(parameters('n'), parameters('n')), 'vm')]"),
            disk(name="c", dependsOn=["[parameters('n')]", "[concat(parameters('n'), parameters('n'), 'vm')]"]),
        ],
    }  # fmt: skip
    found = resources(template)
    assert found[2]["dependsOn"] == [found[0]["id"], found[1]["id"]]


def test_a_loop_of_unknown_length_is_marked():
    template = {
        "parameters": {"n": {"type": "int"}},
        "resources": [disk(name="[concat('d', copyIndex())]", copy={"name": "l", "count": "[parameters('n')]"})],
    }  # fmt: skip
    assert resources(template)[0]["copy"] == {"name": "l", "count": "[parameters('n')]"}


def test_a_parameter_is_nullable_by_its_definition():
    template = {
        "definitions": {"x": {"type": "string", "nullable": True}},
        "parameters": {"a": {"$ref": "#/definitions/x"}},
        "resources": [disk(tags={"a": "[coalesce(parameters('a'), 'none')]"})],
    }
    assert expanded(template).missing == []
    assert resources(template)[0]["tags"] == {"a": "none"}


def test_loops_that_depend_on_loops_end_in_time():
    names = [f"l{i}" for i in range(6)]
    template = {
        "resources": [
            disk(name=f"[concat('{name}-', copyIndex())]", copy={"name": name, "count": 800}, dependsOn=names[:index])
            for index, name in enumerate(names)
        ]
    }  # fmt: skip
    found = expanded(template)
    assert [item.message for item in found.findings] == [
        "a template has at most 800 resources (has 4800 with loops)",
        "expanding this takes too many steps; the expansion was stopped",
    ]
    assert not found.whole


def test_a_long_chain_of_properties_is_evaluated():
    text = "[reference('a')" + ".a" * 6000 + "]"
    assert output(text) == text


@pytest.mark.parametrize("call", ["toLower({})", "if(true(), {}, 1)", "concat({}, 'b')"])
def test_calls_that_stand_deep_in_each_other_are_evaluated(call):
    text = "'A'"
    for _ in range(600):
        text = call.format(text)
    assert output(f"[{text}]") == {"t": "a", "i": "A", "c": "A" + "b" * 600}[call[0]]


@pytest.mark.parametrize("scope", ["", "[string('')]", None, "[null()]"])
def test_an_empty_scope_is_none(scope):
    child = {"type": "subnets", "apiVersion": "2021-01-01", "name": "s", "scope": scope}
    network = {
        "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2021-01-01", "name": "n",
        "scope": scope, "resources": [child],
    }  # fmt: skip
    ids = [item["id"] for item in resources({"resources": [network]})]
    around = ids[0].partition("/providers/")[0]
    assert ids == [
        f"{around}/providers/Microsoft.Network/virtualNetworks/n",
        f"{around}/providers/Microsoft.Network/virtualNetworks/n/subnets/s",
    ]


def test_functions_of_a_scope_work_there_only():
    template = {
        "$schema": arm.LEVELS["subscription"],
        "resources": [],
        "outputs": {"g": {"value": "[resourceGroup().name]"}, "s": {"value": "[subscription().subscriptionId]"}},
    }  # fmt: skip
    assert errors(template) == [
        "resourceGroup() works only in a deployment to a resource group, not to a subscription"
    ]


def test_the_resources_of_loops_count():
    loops = [
        disk(name=f"[concat('{n}', copyIndex())]", copy={"name": n, "count": 401}) for n in "ab"
    ]
    assert errors({"resources": loops}) == [
        "a template has at most 800 resources (has 802 with loops)"
    ]


def test_a_given_text_in_brackets_is_but_a_text():
    template = {
        "parameters": {
            "n": {"type": "int"},
            "s": {"type": "string", "allowedValues": ["a"]},
            "t": {"type": "string"},
        },
        "resources": [disk(tags={"t": "[parameters('t')]"})],
    }
    result = expanded(template, {"n": "[1]", "s": "[b]", "t": "[parameters('n')]"})
    assert sorted(item.message for item in result.findings) == [
        "the value of 'n' must be an integer (is '[[1]')",
        "the value of 's' must be one of the allowed values (is '[[b]')",
    ]
    assert result.as_json()["resources"][0]["tags"] == {"t": "[[parameters('n')]"}
