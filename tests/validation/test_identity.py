"""Whether a type can be deployed where and as it is written, and names that it does not take."""

from __future__ import annotations

import pytest

from generator.language.documents.source import read_json
from generator.validation.document import validate_document
from tests.support import arm

NOTED = "(by the API description, which may be inaccurate)"
SCHEMA = "https://schema.management.azure.com/schemas/{}#"
SUBSCRIPTION = SCHEMA.format("2018-05-01/subscriptionDeploymentTemplate.json")
GROUP_OF_MANAGEMENT = SCHEMA.format("2019-08-01/managementGroupDeploymentTemplate.json")
TENANT = SCHEMA.format("2019-08-01/tenantDeploymentTemplate.json")


def said(template):
    """Return what is said of types and names: severity, rule, pointer, words."""
    found = validate_document(read_json(arm.text(template), "t.json"), {})
    return [
        f"{item.severity.label} {item.rule} {item.pointer} {item.message}"
        for item in found
        if item.rule in {"API007", "TPL024", "TPL034"}
    ]


def resource(kind, name="thing", /, **members):
    kind, _, version = kind.partition("@")
    return {"type": kind, "apiVersion": version, "name": name, **members}


GROUP = resource("Microsoft.Resources/resourceGroups@2024-03-01", "web", location="westeurope")
ABOVE = resource("Microsoft.Management/managementGroups@2023-04-01", "all")
ROLE = resource(
    "Microsoft.Authorization/roleAssignments@2022-04-01",
    "11111111-1111-1111-1111-111111111111",
    properties={"roleDefinitionId": "x", "principalId": "y"},
)


@pytest.mark.parametrize(
    ("item", "schema", "expected"),
    [
        (
            resource("Microsoft.Network/loadBalancers/backendAddressPools@2019-04-01", "web/pool"),
            None,
            "error API007 /resources/0/type Microsoft.Network/loadBalancers/backendAddressPools cannot be "
            "deployed in apiVersion 2019-04-01: take 2020-04-01 or later",
        ),
        (
            resource("Microsoft.Network/loadBalancers/backendAddressPools@2024-05-01", "web/pool"),
            None,
            "",
        ),
        (
            resource("Microsoft.Resources/locations@2016-06-01", "westeurope"),
            None,
            "",  # a type without a schema
        ),
        (
            resource("Microsoft.Compute/locations/publishers/artifactTypes/offers/skus@2024-07-01", "a/b/c/d/e"),
            None,
            "",
        ),
        (
            resource("Microsoft.Network/networkInterfaces/ipConfigurations@2024-05-01", "web/first"),
            None,
            "warning API007 /resources/0/type Microsoft.Network/networkInterfaces/ipConfigurations cannot be "
            f"deployed in apiVersion 2024-05-01: it can only be read {NOTED}",
        ),
        (
            GROUP,
            None,
            "warning API007 /resources/0/type Microsoft.Resources/resourceGroups cannot be deployed to a "
            f"resource group, only to a subscription {NOTED}",
        ),
        (GROUP, SUBSCRIPTION, ""),
        (
            ABOVE,
            SUBSCRIPTION,
            "warning API007 /resources/0/type Microsoft.Management/managementGroups cannot be deployed to a "
            f"subscription, only to the tenant {NOTED}",
        ),
        (ABOVE, TENANT, ""),
        (ABOVE | {"scope": "/"}, GROUP_OF_MANAGEMENT, ""),
        (ROLE, None, ""),
        (ROLE, SUBSCRIPTION, ""),
        (ROLE, TENANT, ""),
        (
            resource("Microsoft.Network/publicIPAddresses@2024-05-01", location="westeurope"),
            SUBSCRIPTION,
            "error API007 /resources/0/type Microsoft.Network/publicIPAddresses cannot be deployed to a "
            "subscription, only to a resource group",
        ),
        (
            resource("Microsoft.Network/publicIPAddresses@[parameters('v')]", location="westeurope"),
            None,
            "",
        ),
    ],
)  # fmt: skip
def test_a_type_goes_where_and_as_azure_takes_it(item, schema, expected):
    value = arm.template(item, parameters={"v": {"type": "string"}})
    if schema:
        value["$schema"] = schema
    assert said(value) == ([expected] if expected else [])


def test_what_a_nested_deployment_deploys_to_counts():
    inner = arm.template(GROUP)
    properties = {"mode": "Incremental", "template": inner}
    deployment = resource(
        "Microsoft.Resources/deployments@2022-09-01", "inner", properties=properties
    )
    assert len(said(arm.template(deployment))) == 1
    deployment |= {
        "subscriptionId": "11111111-1111-1111-1111-111111111111",
        "location": "westeurope",
    }
    assert said(arm.template(deployment)) == []


def account(name, **members):
    given = {"location": "westeurope", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}}
    return resource("Microsoft.Storage/storageAccounts@2023-01-01", name, **given, **members)


LONG = "a" * 25


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (account("weblogs"), ""),
        (account(LONG), "error TPL034 /resources/0/name 'name' must have at most 24 characters (has 25)"),
        (
            account("Web-Logs"),
            "error TPL034 /resources/0/name 'name' does not have the form ^[a-z0-9]+$ (is 'Web-Logs')",
        ),
        (
            account("[concat('web', '-logs')]"),
            "error TPL034 /resources/0/name 'name' does not have the form ^[a-z0-9]+$ (is 'web-logs')",
        ),
        (
            account("[parameters('name')]"),
            "warning TPL034 /resources/0/name 'name' must have at most 24 characters (has 25) "
            "(with the default of parameter 'name')",
        ),
        (account("[parameters('open')]"), ""),
        (account("[concat('web', uniqueString(resourceGroup().id))]"), ""),
        (account("[resourceGroup().name]"), ""),
        (account("[take(concat('web', resourceGroup().location, '-a'), 30)]"), ""),
        (account("[toLower(concat(deployment().name, subscription().displayName))]"), ""),
        (
            account("web", resources=[resource("blobServices@2023-01-01", "any")]),
            "",  # a list of names is no bound: services take others
        ),
        (
            resource("Microsoft.Storage/storageAccounts/blobServices/containers@2023-01-01", "web/default/a"),
            "error TPL034 /resources/0/name 'name' must have at least 3 characters (has 1)",
        ),
        (
            resource("Microsoft.DocumentDB/databaseAccounts@2023-04-15", "db" * 30, location="westeurope",
                     properties={"databaseAccountOfferType": "Standard", "locations": [{"locationName": "a"}]}),
            f"warning TPL034 /resources/0/name 'name' must have at most 50 characters (has 60) {NOTED}",
        ),
    ],
)  # fmt: skip
def test_the_last_part_of_a_name_has_the_length_and_the_form_of_its_type(item, expected):
    parameters = {"name": {"type": "string", "defaultValue": LONG}, "open": {"type": "string"}}
    assert said(arm.template(item, parameters=parameters)) == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("condition", "name", "expected"),
    [
        (True, "a/b", ["error"]),
        ("[parameters('wanted')]", "a/b", ["warning"]),
        ("[parameters('wanted')]", "a", []),
        ("[parameters('wanted')]", "[concat('a', '/b')]", []),
        (None, "a/b", ["error"]),
    ],
)
def test_a_name_that_does_not_fit_its_type_is_told_where_the_defaults_do_not_deploy_it(
    condition, name, expected
):
    bastion = resource(
        "Microsoft.Network/publicIPAddresses@2024-05-01", name, location="westeurope"
    )
    value = arm.template(
        bastion | ({} if condition is None else {"condition": condition}),
        parameters={"wanted": {"type": "bool", "defaultValue": False}},
    )
    found = [item.split(" ") for item in said(value)]
    assert [item[:3] for item in found] == [
        [word, "TPL024", "/resources/0/name"] for word in expected
    ]


@pytest.mark.parametrize(
    "given", ["[variables('x')]", "[resourceGroup().name]", "[parameters('p')]"]
)
@pytest.mark.parametrize("scope", ["inner", "outer"])
def test_a_name_that_a_nested_template_is_given_is_not_taken_from_a_place_that_nobody_knows(
    given, scope
):
    if scope == "inner":
        inner = arm.template(
            account("[parameters('name')]"), parameters={"name": {"type": "string"}}
        )
        handed = {"parameters": {"name": {"value": given}}}
    else:
        inner, handed = arm.template(account(given)), {}
    properties = {"mode": "Incremental", "expressionEvaluationOptions": {"scope": scope}}
    properties |= {"template": inner, **handed}
    deployment = resource(
        "Microsoft.Resources/deployments@2022-09-01", "inner", properties=properties
    )
    value = arm.template(
        deployment,
        variables={"x": "[resourceGroup().name]"},
        parameters={"p": {"type": "string", "defaultValue": "[resourceGroup().name]"}},
    )
    assert said(value) == []
