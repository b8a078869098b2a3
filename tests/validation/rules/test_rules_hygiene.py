"""Rules on locations, API versions, ids and addresses: where they speak and where they do not."""

from __future__ import annotations

import json
from datetime import date

import pytest

from generator.language.documents.source import read_json
from generator.validation.document import examine
from tests.support import arm

VNET, RULES = "Microsoft.Network/virtualNetworks", ("API", "LOC", "REF", "TPL007", "TPL012")
HOME = "[resourceGroup().location]"
NAMES = {"a": {"type": "string"}, "b": {"type": "string", "defaultValue": "2024-05-01"}}


def template(*resources, **sections):
    return arm.template(*resources, **{"parameters": NAMES, **sections})


def res(version="2025-05-01", name="web", kind=VNET, **members):
    return {"type": kind, "apiVersion": version, "name": name, "properties": {}, **members}


def nested(inner, scope="inner"):
    options = {"expressionEvaluationOptions": {"scope": scope}, "template": inner}
    properties = {"mode": "Incremental", **options}
    return res("2025-04-01", "n", "Microsoft.Resources/deployments", properties=properties)


def out(value, name="x"):
    return template(outputs={name: {"type": "string", "value": value}})


def said(value, rule, as_of=None):
    found = examine(read_json(json.dumps(value), "t.json"), {}, as_of=as_of).findings
    return [
        f"{item.severity.label} {item.pointer} {item.message}"
        for item in found
        if item.rule == rule
    ]


@pytest.mark.parametrize(
    ("version", "begins"),
    [
        ("2025-05-01", ""),
        ("2025-05-01-preview", ""),
        ("[variables('good')]", ""),
        ("[variables('bad')]", "error /resources/0/apiVersion an API version is a date"),
        ("latest", "error /resources/0/apiVersion an API version is a date"),
        ("[parameters('a')]", "warning /resources/0/apiVersion parameter 'a' decides"),
        ("[parameters('b')]", "warning /resources/0/apiVersion parameter 'b' decides"),
        ("[variables('given')]", "warning /resources/0/apiVersion parameter 'a' decides"),
        (
            "[providers('Microsoft.Network', 'virtualNetworks').apiVersions[0]]",
            "warning /resources/0/apiVersion providers() decides",
        ),
    ],
)
def test_an_api_version_is_a_date_in_the_template(version, begins):
    variables = {"good": "2025-05-01", "bad": "latest", "given": "[parameters('a')]"}
    found = said(template(res(version), variables=variables), "API001")
    assert [item[: len(begins)] for item in found] == ([begins] if begins else [])


def test_an_api_version_is_told_once_where_it_is_wrong():
    value = template(res("latest"), nested(template(res("latest"))))
    assert len(said(value, "API001")) == 2
    assert said(value, "TPL002") == []


@pytest.mark.parametrize(
    ("version", "as_of", "says"),
    [
        ("2021-02-01", None, "days old; the newest is"),
        ("2021-02-01", date(2022, 6, 1), ""),
        ("2021-02-01", date(2023, 6, 1), "is 850 days old"),
        ("1999-01-01", None, ""),
    ],
)
def test_an_api_version_is_old_on_a_certain_day(version, as_of, says):
    found = said(template(res(version)), "API002", as_of)
    assert len(found) == bool(says)
    assert all(says in item for item in found)


def test_the_newest_api_version_may_be_old_and_a_preview_has_an_end():
    roles = res("2022-04-01", "r", "Microsoft.Authorization/roleAssignments")
    assert said(template(roles), "API002", date(2030, 1, 1)) == []
    preview = res("2018-03-01-preview", "s", "Microsoft.Storage/storageAccounts")
    (found,) = said(template(preview), "API002")
    assert "is a preview; the newest stable one is" in found


@pytest.mark.parametrize(
    ("call", "count"),
    [
        (f"reference(resourceId('{VNET}', 'w'), '2016-03-30').tags", 1),
        (f"listKeys(resourceId('{VNET}', 'w'), '2016-03-30').keys", 1),
        ("reference(variables('id'), variables('version')).tags", 1),
        (f"reference(resourceId('{VNET}', 'w'), '2025-05-01').tags", 0),
        (f"reference(resourceId('{VNET}', 'w')).tags", 0),
        ("reference(parameters('a'), '2016-03-30').tags", 0),
    ],
)
def test_the_version_in_a_reference_is_recent_too(call, count):
    variables = {"id": f"[resourceId('{VNET}', 'w')]", "version": "2016-03-30"}
    value = {**out(f"[{call}]"), "variables": variables}
    assert len(said(value, "API003")) == count


@pytest.mark.parametrize(
    ("declared", "begins"),
    [
        ({"type": "string", "defaultValue": HOME}, ""),
        ({"type": "String"}, ""),
        ({"type": "string", "defaultValue": "global"}, ""),
        ({"type": "string", "defaultValue": "westus"}, "warning /parameters/location/defaultValue"),
        ({"type": "array"}, "warning /parameters/location/type"),
    ],
)
def test_the_parameter_for_the_location(declared, begins):
    found = said(template(parameters={"location": declared}), "LOC001")
    assert [item.split(" the ")[0] for item in found] == ([begins] if begins else [])


def test_a_nested_template_of_outer_scope_tells_nothing_of_names_that_are_not_its_own():
    location = {"location": {"type": "string", "defaultValue": "westus"}}
    value = template(nested(template(), "outer"), parameters=location)
    assert len(said(value, "LOC001")) == 1


def test_the_location_is_asked_for_in_a_parameter():
    given = {"parameters": {"location": {"type": "string", "defaultValue": HOME}}}
    assert said(template(res(location="[parameters('location')]"), **given), "LOC003") == []
    (found,) = said(template(res(location=HOME)), "LOC003")
    assert found.startswith("note /resources/0/location")
    (found,) = said(template(variables={"home": "[toLower(resourceGroup().location)]"}), "LOC003")
    assert found.startswith("note /variables/home")
    assert said(template(nested(template(res(location=HOME)))), "LOC003") == []
    assert said(out(HOME), "LOC003") == []


ROUTES = "Microsoft.Network/routeTables"


@pytest.mark.parametrize(
    ("value", "count"),
    [
        (f"[concat(resourceGroup().id, '/providers/{ROUTES}/a')]", 1),
        ("[format('/subscriptions/{0}/resourceGroups/x', parameters('a'))]", 1),
        ("[variables('joined')]", 1),
        (f"[resourceId('{ROUTES}', 'a')]", 0),
        (f"[concat(resourceId('{VNET}', 'a'), '/subnets/b')]", 0),
        ("[parameters('a')]", 0),
        ("/subscriptions/x", 0),
    ],
)
def test_an_id_is_made_by_a_function_for_it(value, count):
    variables = {"joined": f"[concat(resourceGroup().id, '/providers/{ROUTES}/a')]"}
    one = res(properties={"routeTable": {"id": value}, "name": value})
    assert len(said(template(one, variables=variables), "REF001")) == count


@pytest.mark.parametrize(
    ("call", "count"),
    [
        (f"resourceId(resourceGroup().name, '{VNET}', 'w')", 1),
        (f"resourceId(subscription().subscriptionId, resourceGroup().name, '{VNET}', 'w')", 1),
        (f"resourceId(subscription().subscriptionId, 'g', '{VNET}', 'w')", 0),
        (f"resourceId('other', '{VNET}', 'w')", 0),
        (f"resourceId(parameters('a'), '{VNET}', 'w')", 0),
    ],
)
def test_resource_id_is_not_told_what_it_takes_by_itself(call, count):
    assert len(said(out(f"[{call}]"), "REF002")) == count
    inside = out(f"[{call}]")
    assert len(said(template(nested(inside)), "REF002")) == count
    assert said(template(nested(inside, "outer")), "REF002") == []


@pytest.mark.parametrize(
    ("entry", "severity"),
    [
        ("[if(equals(parameters('a'), 'x'), 'other', '')]", "warning"),
        (f"[concat('{VNET}/', 'other')]", "note"),
        ("[concat('oth', 'er')]", None),
        (f"[resourceId('{VNET}', 'other')]", None),
        ("other", None),
    ],
)
def test_an_entry_of_depends_on_is_an_id(entry, severity):
    found = said(template(res(dependsOn=[entry]), res(name="other")), "REF003")
    assert [item.split(" ")[:2] for item in found] == (
        [[severity, "/resources/0/dependsOn/0"]] if severity else []
    )


@pytest.mark.parametrize(
    ("value", "count"),
    [
        ("[concat('https://', parameters('a'), '.blob.core.windows.net')]", 1),
        (".blob.core.windows.net", 1),
        ("https://management.azure.com/", 1),
        ("https://web.blob.core.windows.net/scripts/a.sh", 0),
        (f"[concat('{arm.SCHEMA}', '')]", 0),
        ("[environment().resourceManager]", 0),
    ],
)
def test_a_host_of_one_cloud(value, count):
    assert len(said(out(value), "REF006")) == count
    assert (
        said(template(parameters={"a": {"type": "string", "defaultValue": value}}), "REF006") == []
    )
    assert said(template(res(metadata={"from": value})), "REF006") == []


@pytest.mark.parametrize(
    ("value", "count"),
    [
        ("[concat(parameters('a'), '/b.sh')]", 1),
        ("[concat(parameters('a'), '/', parameters('b'))]", 1),
        ("[concat(parameters('a'), '/')]", 0),
        ("[concat('https://', parameters('a'), '/b.sh')]", 0),
        ("[uri(parameters('a'), 'b.sh')]", 0),
    ],
)
def test_an_address_is_made_of_a_base_and_a_path(value, count):
    assert len(said(out(value, "scriptUri"), "REF007")) == count
    assert said(out(value, "script"), "REF007") == []


@pytest.mark.parametrize(
    ("value", "count"),
    [
        ("[variables(concat('v', parameters('a')))]", 1),
        ("[variables(format('v{0}', parameters('a')))]", 1),
        ("[variables(parameters('a'))]", 0),
        ("[concat(variables('v'), parameters('a'))]", 0),
    ],
)
def test_the_name_of_a_variable_is_not_put_together(value, count):
    assert len(said({**out(value), "variables": {"v": "x"}}, "TPL012")) == count


def test_empty_texts_are_left_out():
    properties = {"a": "", "b": None, "c": [], "d": {}, "tags": {"e": ""}, "f": [{"g": ""}]}
    found = said(template(res(properties=properties)), "TPL007")
    pointers = [item.split(" ")[1].removeprefix("/resources/0/properties") for item in found]
    assert pointers == ["/a", "/b", "/f/0/g"]


def test_an_empty_text_is_told_once_where_its_type_says_more():
    rule = {"name": "r", "properties": {"access": ""}}
    kind = "Microsoft.Network/networkSecurityGroups"
    value = template(res(kind=kind, properties={"securityRules": [rule]}))
    assert said(value, "TPL007") == []
    assert [item for item in said(value, "TPL031") if "empty string" in item]
