"""Copy loops as the deployment engine reads them: whose index copyIndex() is, what it refuses."""

from __future__ import annotations

import pytest

from tests.support.expansion import disk, expanded, faults, loop, module, output, resources

LOOP = {"name": "outer", "count": 2}


def looped(**members) -> dict:
    return disk(name="[concat('d', copyIndex())]", copy=LOOP, **members)


def test_without_a_name_it_is_the_index_of_the_resource_in_every_part_of_it():
    made = looped(
        condition="[less(copyIndex(), 1)]",
        zones=["[string(copyIndex(1))]"],
        tags={"copy": [loop("t", "[concat(copyIndex(), copyIndex('t'))]")]},
        properties={"a": [{"copy": [loop("q", "[copyIndex(5)]", "[copyIndex(1)]")]}]},
    )
    (found,) = resources({"resources": [made]})
    assert found["zones"] == ["1"]
    assert found["tags"] == {"t": ["00", "01"]}
    assert found["properties"] == {"a": [{"q": [5]}]}


def test_in_an_output_it_is_the_index_of_its_loop():
    template = {"outputs": {"o": {"type": "array", "copy": {"count": 2, "input": "[copyIndex()]"}}}}
    assert expanded({"resources": [], **template}).as_json()["outputs"]["o"]["value"] == [0, 1]


@pytest.mark.parametrize(
    ("template", "place"),
    [
        ({"resources": [disk(properties={"copy": [loop("q", "[copyIndex()]")]})]}, "/resources/0/properties/copy/0/input"),
        ({"variables": {"copy": [loop("q", "[copyIndex()]")]}}, "/variables/copy/0/input"),
        ({"variables": {"v": {"copy": [loop("q", "[copyIndex()]")]}}}, "/variables/v/copy/0/input"),
        ({"variables": {"v": "[copyIndex('q')]"}}, "/variables/v"),
        ({"resources": [disk(tags={"t": "[copyIndex()]"})]}, "/resources/0/tags/t"),
        ({"resources": [looped(tags={"t": "[copyIndex('other')]"})]}, "/resources/0/tags/t"),
        ({"resources": [looped(tags={"t": "[copyIndex(-1)]"})]}, "/resources/0/tags/t"),
        ({"resources": [looped(tags={"t": "[copyIndex('outer', sub(0, 1))]"})]}, "/resources/0/tags/t"),
        ({"parameters": {"p": {"type": "int", "defaultValue": "[copyIndex()]"}}}, "/parameters/p/defaultValue"),
        ({"outputs": {"o": {"type": "int", "value": "[copyIndex()]"}}}, "/outputs/o/value"),
        ({"outputs": {"o": {"type": "array", "copy": {"count": 1, "input": "[copyIndex('o')]"}}}}, "/outputs/o/copy/input"),
        ({"outputs": {"o": {"type": "object", "value": {"copy": [loop("q", "[copyIndex('q')]")]}}}}, "/outputs/o/value/copy/0/input"),
        ({"resources": [module({"resources": [disk(tags={"t": "[copyIndex()]"})]}, copy=LOOP)]}, "/resources/0/properties/template/resources/0/tags/t"),
    ],
)  # fmt: skip
def test_there_is_no_index_to_give(template, place):
    found = faults({"resources": [], **template})
    assert {(rule, where) for rule, where, _ in found} == {("TPL022", place)}
    assert all("copyIndex()" in message for _, _, message in found)


def test_a_message_tells_the_name_that_an_unnamed_index_lacks():
    ((_, _, message),) = faults({"variables": {"copy": [loop("subnets", "[copyIndex()]")]}})
    assert "copyIndex('subnets')" in message


@pytest.mark.parametrize(
    ("template", "rule", "place", "said"),
    [
        ({"copy": {"name": "q", "count": 1, "input": 1}}, "TPL002", "/variables/copy", "must be an array of loops (is object)"),
        ({"copy": ["q"]}, "TPL002", "/variables/copy/0", "must be an object (is string)"),
        ({"copy": [{"count": 1, "input": 1}]}, "TPL002", "/variables/copy/0", "has no 'name'"),
        ({"copy": [{"name": "q", "input": 1}]}, "TPL002", "/variables/copy/0", "has no 'count'"),
        ({"copy": [{"name": "q", "count": 1}]}, "TPL002", "/variables/copy/0", "has no 'input'"),
        ({"copy": [loop("q", 1)], "Q": 2}, "TPL002", "/variables/copy/0/name", "another variable 'q'"),
        ({"copy": [loop("q", 1), loop("Q", 2)]}, "TPL002", "/variables/copy/1/name", "another variable 'Q'"),
        ({"copy": [loop(7, 1)]}, "TPL023", "/variables/copy/0/name", "must be a string (is int)"),
        ({"copy": [loop("q", 1, -1)]}, "TPL023", "/variables/copy/0/count", "from 0 to 800 iterations (is -1)"),
        ({"copy": [loop("q", 1, 801)]}, "TPL023", "/variables/copy/0/count", "from 0 to 800 iterations (is 801)"),
        ({"copy": [loop("q", 1, "2")]}, "TPL023", "/variables/copy/0/count", "must be a number (is string)"),
        ({"v": {"q": 1, "copy": [loop("q", 1)]}}, "TPL022", "/variables/v/copy/0", "the property 'q' a second time"),
    ],
)  # fmt: skip
def test_loops_of_variables_that_azure_refuses(template, rule, place, said):
    ((found, where, message),) = faults({"variables": template, "resources": []})
    assert (found, where) == (rule, place)
    assert said in message


def test_the_name_of_a_loop_of_variables_may_be_put_together_of_other_names():
    made = output(
        "[variables('pqr')]",
        parameters={"p": {"type": "string", "defaultValue": "p"}},
        variables={
            "q": "q",
            "copy": [loop("[concat(parameters('p'), variables('q'), 'r')]", "[copyIndex('pqr')]")],
        },
    )
    assert made == [0, 1]


@pytest.mark.parametrize(
    ("properties", "rule", "place"),
    [
        ({"q": 1, "copy": [loop("q", "x")]}, "TPL022", "copy/0"),
        ({"copy": [loop("q", "x"), loop("q", "y")]}, "TPL022", "copy/1"),
        ({"copy": [loop("q", "x")], "[concat('q', '')]": 1}, "TPL022", "[concat('q', '')]"),
        ({"copy": [loop("q", {"copy": [loop("z", 1)]}, 1)]}, "TPL023", "copy/0/input/copy/0"),
        ({"copy": [loop(None, "x")]}, "TPL023", "copy/0/name"),
        ({"[add(1, 1)]": "x"}, "TPL022", "[add(1, 1)]"),
    ],
)
def test_property_loops_and_names_that_azure_refuses(properties, rule, place):
    ((found, where, _),) = faults({"resources": [disk(properties=properties)]})
    assert (found, where) == (rule, f"/resources/0/properties/{place}")


def test_names_that_differ_in_casing_are_two_properties_beside_a_loop():
    (found,) = resources({"resources": [disk(properties={"Q": 1, "copy": [loop("q", "x")]})]})
    assert found["properties"] == {"Q": 1, "q": ["x", "x"]}


@pytest.mark.parametrize(
    "copy",
    ["a", ["a"], {"name": "q", "count": 2, "input": "x"}, [{"name": "q", "count": 2}], [loop("q", 1), "z"]],
)  # fmt: skip
def test_what_is_no_list_of_whole_loops_is_a_property_like_any_other(copy):
    (found,) = resources({"resources": [disk(properties={"copy": copy})]})
    assert found["properties"] == {"copy": copy}


def test_outputs_defaults_and_functions_have_no_property_loops():
    held = {"copy": [loop("q", "x")]}
    assert output(held) == held
    parameters = {"p": {"type": "object", "defaultValue": held}}
    assert output("[parameters('p')]", parameters=parameters) == held
    members = {"f": {"output": {"type": "object", "value": held}}}
    assert output("[n.f()]", functions=[{"namespace": "n", "members": members}]) == held


@pytest.mark.parametrize(
    ("copy", "place", "said"),
    [
        ({"mode": "parallel", "batchSize": 2}, "batchSize", "mode 'serial' only"),
        ({"batchSize": 2}, "batchSize", "mode 'serial' only"),
        ({"mode": "[parameters('mode')]"}, "mode", "parallel or serial (is 'fast')"),
        ({"mode": "serial", "batchSize": -1}, "batchSize", "0 or more (is -1)"),
        ({"mode": "serial", "batchSize": "2"}, "batchSize", "an integer (is string)"),
    ],
)
def test_modes_and_batches_that_azure_refuses(copy, place, said):
    template = {
        "parameters": {"mode": {"type": "string", "defaultValue": "fast"}},
        "resources": [disk(name="[concat('d', copyIndex())]", copy={**LOOP, **copy})],
    }
    ((rule, where, message),) = faults(template)
    assert (rule, where) == ("TPL002", f"/resources/0/copy/{place}")
    assert said in message


@pytest.mark.parametrize("mode", ["serial", "Serial", "[concat('ser', 'ial')]"])
def test_batches_go_with_serial_in_any_form(mode):
    copy = {**LOOP, "mode": mode, "batchSize": "[add(1, 1)]"}
    assert len(resources({"resources": [disk(name="[concat('d', copyIndex())]", copy=copy)]})) == 2


def test_azure_takes_no_notice_of_the_loop_of_a_child():
    child = {"type": "sub", "apiVersion": "2023-04-02", "name": "c", "copy": LOOP}
    made = resources({"resources": [disk(resources=[child])]})
    assert [item["name"] for item in made] == ["d", "d/c"]


@pytest.mark.parametrize(
    "count",
    ["[length(parameters('list'))]", "[length(union(parameters('list'), createArray(1)))]"],
)
def test_a_nested_loop_may_hang_on_what_a_deployed_resource_gives(count):
    inner = {
        "parameters": {"list": {"type": "array"}},
        "resources": [
            disk(
                name="[concat('d', copyIndex())]",
                copy={"name": "l", "count": count},
                properties={"copy": [loop("q", "[copyIndex('q')]", count)]},
            )
        ],
    }
    given = {"list": {"value": "[listKeys('s', '2023-01-01').keys]"}}
    _, made = resources({"resources": [module(inner, parameters=given)]})
    assert made["copy"]["count"].startswith("[length(")
    assert "listKeys('s', '2023-01-01').keys" in made["copy"]["count"]
    assert made["properties"]["q"].startswith("[map(range(0, length(")


def test_a_loop_that_fails_is_left_as_it_is_written():
    made = disk(copy={"name": "l", "count": "[int('x')]"}, properties={"copy": [loop("q", 1, -1)]})
    (found,) = expanded({"resources": [made]}).as_json()["resources"]
    assert found["copy"]["count"] == "[int('x')]"
    assert found["properties"]["q"] == "[map(range(0, -1), lambda('q', 1))]"
