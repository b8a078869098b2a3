"""Values held against what a template declares, names held against types, nulls, policies.

What is expected was asked of the engine that Azure deploys with.
"""

from __future__ import annotations

import pytest

from tests.support.expansion import GROUP, disk, expanded, faults, module, output, resources

V2 = {"languageVersion": "2.0", "resources": {}}


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        ({"type": "string", "value": 1}, "must be a string (is 1)"),
        ({"type": "string", "value": "[null()]"}, "must be a string (is null)"),
        ({"type": "int", "value": "1"}, "must be an integer (is '1')"),
        ({"type": "int", "value": "[json('1.5')]"}, "must be an integer (is 1.5)"),
        ({"type": "bool", "value": "true"}, "must be true or false (is 'true')"),
        ({"type": "object", "value": []}, "must be an object (is an array)"),
        ({"type": "array", "value": {}}, "must be an array (is an object)"),
        ({"type": "string", "allowedValues": ["a"], "value": "x"}, "one of the allowed values"),
        ({"type": "string", "minLength": 5, "value": "x"}, "at least 5 characters (has 1)"),
        ({"type": "array", "maxLength": 1, "value": [1, 2]}, "at most 1 elements (has 2)"),
        ({"type": "int", "minValue": 5, "value": "[add(1, 2)]"}, "at least 5 (is 3)"),
        ({"type": "string", "copy": {"count": 1, "input": "x"}}, "must be a string (is an array)"),
        ({"type": "securestring", "value": "[add(1, 2)]"}, "must be a string (is not shown)"),
        ({"type": "string", "value": "[variables('v')]"}, "must be a string (is an object)"),
    ],
)
def test_the_value_of_an_output_fits_its_type(declared, said):
    template = {"variables": {"v": {}}, "resources": [], "outputs": {"o": declared}}
    ((rule, place, message),) = faults(template)
    assert rule == "TPL022"
    assert place in {"/outputs/o/value", "/outputs/o/copy"}
    assert message.startswith("the value of output 'o' ")
    assert said in message


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        ({"type": "array", "items": {"type": "string"}, "value": [1]}, "'[0]' of the value of"),
        ({"type": "object", "properties": {"a": {"type": "string"}}, "value": {}}, "has no 'a'"),
        ({"type": "object", "additionalProperties": False, "value": {"a": 1}}, "'a' is no property"),
        ({"$ref": "#/definitions/d", "value": 1}, "must be a string (is 1)"),
        ({"type": "string", "nullable": True, "value": 3}, "must be a string (is 3)"),
    ],
)  # fmt: skip
def test_outputs_fit_the_types_of_languageversion_2(declared, said):
    template = {**V2, "definitions": {"d": {"type": "string"}}, "outputs": {"o": declared}}
    ((rule, _, message),) = faults(template)
    assert rule == "TPL022"
    assert said in message


@pytest.mark.parametrize(
    "declared",
    [
        {"type": "String", "value": "x"},
        {"value": 1},
        {"type": "string", "condition": False, "value": 1},
        {"type": "int", "condition": "[equals(1, 2)]", "value": "[div(1, 0)]"},
        {"type": "string", "condition": None, "value": "x"},
        {"type": "array", "allowedValues": ["a", "b"], "value": ["b", "a"]},
        {"type": "int", "value": "[reference('x', '2020-01-01').n]"},
        {"type": "string", "value": "[parameters('open')]"},
    ],
)
def test_outputs_that_fit_or_are_not_there_or_not_known(declared):
    template = {"parameters": {"open": {"type": "string"}}, "resources": []}
    assert faults({**template, "outputs": {"o": declared}}) == []


@pytest.mark.parametrize("condition", ["true", 1, "[string('true')]"])
def test_the_condition_of_an_output_is_no_text_or_number(condition):
    declared = {"type": "string", "condition": condition, "value": "x"}
    ((rule, place, _),) = faults({"resources": [], "outputs": {"o": declared}})
    assert (rule, place) == ("TPL022", "/outputs/o/condition")


def test_the_outputs_of_a_nested_deployment_are_held_against_their_types_too():
    inner = {"outputs": {"o": {"type": "int", "value": "x"}}}
    ((_, place, _),) = faults({"resources": [module(inner)]})
    assert place == "/resources/0/properties/template/outputs/o/value"


def test_the_value_of_a_secure_output_is_evaluated_and_not_shown():
    secret = {"type": "securestring", "value": "[concat('hunter', '2')]"}
    assert "hunter2" not in str(expanded({"resources": [], "outputs": {"o": secret}}).as_json())
    broken = {"type": "securestring", "value": "[int('x')]"}
    ((_, place, _),) = faults({"resources": [], "outputs": {"o": broken}})
    assert place == "/outputs/o/value"


def function(parameters: list, declared: dict, **members) -> dict:
    held = {"f": {"parameters": parameters, "output": declared}}
    return {"functions": [{"namespace": "ns", "members": held}], "resources": [], **members}


TEXT = [{"name": "a", "type": "string"}]


@pytest.mark.parametrize(
    ("parameters", "declared", "call", "rule", "said"),
    [
        (TEXT, {"type": "string", "value": "x"}, "ns.f(1)", "TPL020", "argument 'a' of ns.f() must be a string (is 1)"),
        (TEXT, {"type": "string", "value": "x"}, "ns.f(null())", "TPL020", "must be a string (is null)"),
        ([{"name": "a", "type": "string", "minLength": 3}], {"type": "int", "value": 1}, "ns.f('x')", "TPL020", "at least 3 characters"),
        ([{"name": "a", "type": "string", "allowedValues": ["q"]}], {"type": "int", "value": 1}, "ns.f('x')", "TPL020", "allowed values"),
        (TEXT, {"type": "string", "value": 1}, "ns.f('x')", "TPL022", "the result of ns.f() must be a string (is 1)"),
        (TEXT, {"type": "int", "value": "[json('1.5')]"}, "ns.f('x')", "TPL022", "must be an integer"),
    ],
)  # fmt: skip
def test_what_a_function_takes_and_gives_fits_its_types(parameters, declared, call, rule, said):
    outputs = {"o": {"value": f"[createArray({call})]"}}
    ((found, place, message),) = faults(function(parameters, declared, outputs=outputs))
    assert (found, place) == (rule, "/outputs/o/value")
    assert said in message


def test_functions_whose_types_fit_or_are_not_told():
    parameters = [{"name": "a"}, {"name": "b", "type": "object"}]
    template = function(parameters, {"value": "[parameters('a')]"})
    assert output("[ns.f(1, createObject())]", **template) == 1
    assert output("[ns.f(reference('x').y, createObject())]", **template) == "[reference('x').y]"


def test_a_function_of_the_template_asks_for_no_deployed_resource():
    template = function([], {"type": "string", "value": "[reference('x').y]"})
    ((rule, place, _),) = faults({**template, "outputs": {"o": {"value": "[ns.f()]"}}})
    assert (rule, place) == ("TPL021", "/outputs/o/value")


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        ({"type": "int", "defaultValue": "[concat('x')]"}, "must be an integer (is 'x')"),
        ({"type": "string", "defaultValue": "[null()]"}, "must be a string (is null)"),
        ({"type": "string", "minLength": 3, "defaultValue": "[concat('x')]"}, "at least 3"),
        ({"type": "string", "allowedValues": ["z"], "defaultValue": "[concat('x')]"}, "allowed"),
    ],
)
def test_a_default_that_an_expression_gives_fits_its_type(declared, said):
    template = {"parameters": {"p": declared}, "resources": []}
    ((rule, place, message),) = faults(template)
    assert (rule, place) == ("TPL009", "/parameters/p/defaultValue")
    assert said in message
    fitting = 3 if declared["type"] == "int" else "z" if "allowedValues" in declared else "xyz"
    assert faults(template, {"p": fitting}) == []


def test_defaults_and_variables_in_a_circle_are_told_once():
    circle = {
        "a": {"type": "string", "defaultValue": "[parameters('b')]"},
        "b": {"type": "string", "defaultValue": "[parameters('a')]"},
    }
    ((rule, _, message),) = faults({"parameters": circle, "resources": []})
    assert rule == "TPL022"
    assert message.endswith(
        ("cycle of parameters: a -> b -> a", "cycle of parameters: b -> a -> b")
    )
    assert faults({"parameters": circle, "resources": []}, {"a": "x"}) == []
    ((_, place, message),) = faults({"variables": {"v": "[variables('V')]"}, "resources": []})
    assert place == "/variables/v"
    assert "v -> v" in message


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "is empty here"),
        ("[parameters('e')]", "is empty here"),
        ("/", "needs 1 name (has 0)"),
        ("a/", "an empty name beside the slash"),
        ("[concat('a', '/')]", "an empty name beside the slash"),
        ("a//b", "needs 1 name (has 2)"),
        ("[add(1, 2)]", "must be a string (is int)"),
        ("[createArray('a')]", "must be a string (is array)"),
        ("[true()]", "must be a string (is bool)"),
    ],
)
def test_names_that_azure_refuses(name, said):
    template = {
        "parameters": {"e": {"type": "string", "defaultValue": ""}},
        "resources": [disk(name=name)],
    }
    ((rule, place, message),) = faults(template)
    assert (rule, place) == ("TPL024", "/resources/0/name")
    assert said in message
    template["resources"][0]["condition"] = False
    assert faults(template) == []


@pytest.mark.parametrize("name", ["vm/", "/a", "a", "a/b/c", ""])
def test_names_of_children_that_azure_refuses(name):
    made = disk(type="Microsoft.Network/virtualNetworks/subnets", name=name)
    ((rule, place, _),) = faults({"resources": [made]})
    assert (rule, place) == ("TPL024", "/resources/0/name")


@pytest.mark.parametrize(
    ("members", "name", "path"),
    [
        ({"name": 1}, "1", "Microsoft.Compute/disks/1"),
        ({"name": True}, "True", "Microsoft.Compute/disks/True"),
        ({"name": " "}, " ", "Microsoft.Compute/disks/ "),
        ({"name": "[[a]"}, "[[a]", "Microsoft.Compute/disks/[[a]"),
        ({"type": "Microsoft.Compute/disks/"}, "d", "Microsoft.Compute/disks/d"),
        ({"type": "N.n/a/b", "name": "x//y"}, "x//y", "N.n/a/x/b/y"),
    ],
)
def test_odd_names_and_types_that_azure_takes(members, name, path):
    (found,) = resources({"resources": [disk(**members)]})
    assert found["name"] == name
    assert found["type"] == members.get("type", "Microsoft.Compute/disks")
    assert found["id"].replace("[[", "[") == f"{GROUP}/providers/{path}".replace("[[", "[")


@pytest.mark.parametrize(
    ("kind", "name", "made"),
    [
        ("blobServices", "b", "N.n/a/d/blobServices/b"),
        ("blobServices", "/b", "N.n/a/d/blobServices/b"),
        ("blobServices/containers", "b/c", "N.n/a/d/blobServices/b/containers/c"),
        ("providers/locks", "N.l/x", "N.n/a/d/providers/N.l/locks/x"),
        ("N.n/a/blobServices", "e/b", "N.n/a/e/blobServices/b"),
        ("N.i/diagnosticSettings", "x", "N.i/diagnosticSettings/x"),
    ],
)
def test_children_in_short_and_in_full(kind, name, made):
    child = {"type": kind, "apiVersion": "2023-01-01", "name": name}
    _, found = resources({"resources": [disk(type="N.n/a", resources=[child])]})
    assert found["id"] == f"{GROUP}/providers/{made}"


@pytest.mark.parametrize(
    ("kind", "name"),
    [("blobServices", "d/b"), ("blobServices", ""), ("N.n/a/blobServices", "b"), ("b/c", "d/b/c")],
)
def test_children_whose_names_do_not_go_with_their_types(kind, name):
    child = {"type": kind, "apiVersion": "2023-01-01", "name": name}
    ((rule, place, _),) = faults({"resources": [disk(type="N.n/a", resources=[child])]})
    assert (rule, place) == ("TPL024", "/resources/0/resources/0/name")


def test_null_members_of_a_resource_are_left_out_and_those_inside_stay():
    made = disk(
        zones=None,
        plan="[null()]",
        sku="[if(true(), null(), json('null'))]",
        tags={"a": None, "b": "[null()]"},
        properties={"a": None, "b": ["[null()]"]},
    )
    (found,) = resources({"resources": [made]})
    assert found.keys() == {"id", "type", "apiVersion", "name", "tags", "properties"}
    assert found["tags"] == {"a": None, "b": None}
    assert found["properties"] == {"a": None, "b": [None]}


def policy(kind: str = "Microsoft.Authorization/policyDefinitions") -> dict:
    rule = {"if": {"equals": "[concat('a', 'b')]"}, "[concat('k')]": "[[parameters('effect')]"}
    properties = {"policyRule": rule, "displayName": "[concat('x', 'y')]"}
    return {"type": kind, "apiVersion": "2021-06-01", "name": "p", "properties": properties}


def test_the_rule_of_a_policy_is_left_to_azure_policy_in_languageversion_2():
    (found,) = resources({"languageVersion": "2.0", "resources": {"p": policy()}})
    assert found["properties"] == {
        "policyRule": {
            "if": {"equals": "[[concat('a', 'b')]"},
            "[[concat('k')]": "[[parameters('effect')]",
        },
        "displayName": "xy",
    }
    lower = policy("microsoft.authorization/policydefinitions")
    lower["properties"]["PolicyRule"] = lower["properties"].pop("policyRule") | {"x": "[nofn(]"}
    (found,) = resources({"languageVersion": "2.0", "resources": {"p": lower}})
    assert found["properties"]["PolicyRule"]["x"] == "[[nofn(]"


def test_the_rule_of_a_policy_is_evaluated_elsewhere():
    (found,) = resources({"resources": [policy()]})
    assert found["properties"]["policyRule"] == {
        "if": {"equals": "ab"},
        "k": "[[parameters('effect')]",
    }
    other = policy("Microsoft.Storage/storageAccounts")
    (found,) = resources({"languageVersion": "2.0", "resources": {"p": other}})
    assert found["properties"]["policyRule"]["if"] == {"equals": "ab"}


@pytest.mark.parametrize(
    ("member", "place"),
    [
        ({"location": "[reference('x').y]"}, "location"),
        ({"kind": "[listKeys('x', '2020-01-01').y]"}, "kind"),
        ({"zones": ["[reference('x').y]"]}, "zones/0"),
        ({"identity": {"type": "[reference('x').y]"}}, "identity/type"),
        ({"extendedLocation": {"name": "[reference('x').y]"}}, "extendedLocation/name"),
        ({"dependsOn": ["[reference('x').y]"]}, "dependsOn/0"),
        ({"copy": {"name": "l", "count": "[reference('x').y]"}}, "copy/count"),
        ({"scope": "[reference('x').y]"}, "scope"),
        ({"tags": {"t": "[newGuid()]"}}, "tags/t"),
    ],
)
def test_what_azure_must_know_before_asks_for_no_deployed_resource(member, place):
    ((rule, where, _),) = faults({"resources": [disk(**member)]})
    assert (rule, where) == ("TPL021", f"/resources/0/{place}")


def test_properties_sku_and_tags_may_ask_for_deployed_resources():
    asking = {"n": "[reference('x', '2020-01-01').y]"}
    assert faults({"resources": [disk(properties=asking, sku=asking, tags=asking)]}) == []


def test_an_existing_resource_is_evaluated_and_not_deployed():
    held = {"x": disk(existing=True, properties={"a": "[div(1, 0)]"})}
    ((_, place, _),) = faults({"languageVersion": "2.0", "resources": held})
    assert place == "/resources/x/properties/a"


OPEN = {
    "text": {"type": "string"},
    "secret": {"type": "securestring"},
    "number": {"type": "int"},
    "list": {"type": "array"},
}


@pytest.mark.parametrize(
    ("template", "rule", "place", "said"),
    [
        ({"outputs": {"o": {"type": "int", "value": "[parameters('text')]"}}}, "TPL022", "/outputs/o/value", "must be int (the expression gives string)"),
        ({"outputs": {"o": {"type": "int", "value": "[variables('v')]"}}, "variables": {"v": "[toLower(parameters('text'))]"}}, "TPL022", "/outputs/o/value", "gives string"),
        ({"outputs": {"o": {"type": "string", "condition": "[parameters('text')]", "value": "x"}}}, "TPL022", "/outputs/o/condition", "(is string)"),
        ({"outputs": {"o": {"type": "securestring", "value": "[parameters('number')]"}}}, "TPL022", "/outputs/o/value", "must be string"),
        ({"resources": [disk(name="[parameters('number')]")]}, "TPL024", "/resources/0/name", "must be a string (is int)"),
        ({"resources": [disk(condition="[parameters('list')]")]}, "TPL022", "/resources/0/condition", "(is array)"),
        ({"resources": [disk(copy={"name": "l", "count": "[parameters('secret')]"})]}, "TPL023", "/resources/0/copy/count", "must be a number (is string)"),
        ({"variables": {"v": "[parameters('list')]", "w": "[add(variables('v'), 1)]"}}, "TPL020", "/variables/w", "argument 1 of add() must be int (is array)"),
        ({"parameters": {"d": {"type": "int", "defaultValue": "[parameters('text')]"}}}, "TPL009", "/parameters/d/defaultValue", "gives string"),
        ({"functions": [{"namespace": "n", "members": {"f": {"parameters": [{"name": "a", "type": "int"}], "output": {"value": 1}}}}], "outputs": {"o": {"value": "[n.f(parameters('text'))]"}}}, "TPL020", "/outputs/o/value", "argument 'a' of n.f() must be int"),
        ({"resources": [module({"parameters": {"p": {"type": "int"}}}, parameters={"p": {"value": "[resourceId('A.b/c', parameters('text'))]"}})]}, "PAR005", "/resources/0/properties/parameters/p/value", "must be int (the expression gives string)"),
        ({"resources": [module({"parameters": {"p": {"type": "string"}}}, parameters={"p": {"value": "[length(parameters('text'))]"}})]}, "PAR005", "/resources/0/properties/parameters/p/value", "must be string (the expression gives int)"),
    ],
)  # fmt: skip
def test_what_no_value_is_given_for_is_held_against_types(template, rule, place, said):
    declared = {**OPEN, **template.get("parameters", {})}
    found = faults({"resources": [], **template, "parameters": declared})
    assert [(what, where) for what, where, _ in found] == [(rule, place)]
    assert said in found[0][2]


@pytest.mark.parametrize(
    "value",
    [
        "[reference('x').y]",
        "[if(equals(parameters('text'), 'a'), 1, 2)]",
        "[json(parameters('text'))]",
        "[length(parameters('list'))]",
        "[parameters('number')]",
    ],
)
def test_what_may_be_of_the_type_is_left_to_the_deployment(value):
    output_of = {"o": {"type": "int", "value": value}}
    assert faults({"parameters": OPEN, "resources": [], "outputs": output_of}) == []


def test_a_resource_that_is_not_deployed_is_evaluated_for_its_children_only():
    made = disk(condition="[equals(1, 2)]", properties={"a": "[div(1, 0)]"})
    assert faults({"resources": [made]}) == []
    child = {"type": "sub", "apiVersion": "2023-04-02", "name": "c"}
    ((_, place, _),) = faults({"resources": [{**made, "resources": [child]}]})
    assert place == "/resources/0/properties/a"
    off = {**child, "condition": False, "properties": {"a": "[div(1, 0)]"}}
    assert faults({"resources": [disk(resources=[off])]}) == []
