"""What Azure takes, though a description or a first look says that it is wrong."""

from __future__ import annotations

import pytest

from generator.language.documents.source import read_json
from generator.validation.document import validate_document
from tests.support import arm


def said(template, *rules):
    """Return what these rules find in a template: severity, rule, pointer, words."""
    found = validate_document(read_json(arm.text(template), "t.json"), {})
    return [
        f"{item.severity.label} {item.rule} {item.pointer} {item.message}"
        for item in found
        if item.rule in rules
    ]


RULE = {"name": "rule", "location": "westeurope"}
ACCOUNT = {"name": "web", "location": "westeurope", "kind": "StorageV2"}


def default(kind, value):
    parameters = {"login": {"type": kind, "defaultValue": value}}
    outputs = {"given": {"type": "bool", "value": "[empty(parameters('login'))]"}}
    return arm.template(parameters=parameters, outputs=outputs)


SECRET = "error SEC004 {} the default of 'login' is a secret that everybody can read: remove it"
STAND_IN = (
    "warning SEC004 {} the default of 'login' stands for a secret, and is deployed where none is "
    "given: remove it"
)
DOUBT = "warning SEC004 {} everybody can read the default of 'login': remove what is secret in it"


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("secureObject", {"enabled": False}, ""),
        ("secureObject", {"name": "", "password": ""}, ""),
        ("secureObject", {"secrets": [], "count": 3, "key": None}, ""),
        ("secureObject", {"password": "[newGuid()]"}, ""),
        ("secureObject", {"password": "Pa55word!"}, SECRET),
        ("secureObject", {"users": [{"name": "", "clientSecret": "Pa55word!"}]}, SECRET),
        ("secureObject", {"url": "https://web.example/a?sig=c2lnbmF0dXJl"}, SECRET),
        ("secureObject", {"password": "GEN-PASSWORD"}, STAND_IN),
        ("secureObject", {"mode": "strict"}, DOUBT),
        ("secureString", "Pa55word!", SECRET),
        ("secureString", "?", ""),
        ("secureString", "n/a", STAND_IN),
        ("secureString", "NOT_SPECIFIED", STAND_IN),
        ("secureString", "<your password>", STAND_IN),
    ],
)
def test_the_default_of_a_secure_parameter_is_as_bad_as_what_is_in_it(kind, value, expected):
    place = "/parameters/login/defaultValue"
    assert said(default(kind, value), "SEC004") == ([expected.format(place)] if expected else [])


@pytest.mark.parametrize(
    ("resource", "severity"),
    [
        (
            {"type": "Microsoft.Insights/dataCollectionRules", "apiVersion": "2022-06-01"}
            | RULE
            | {"properties": {"dataSources": {}, "scheduledTransferPeriod": "PT1M"}},
            "warning",
        ),
        (
            {"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01"}
            | ACCOUNT
            | {"sku": {"name": "Standard_LRS"}, "properties": {"minimalTlsVersion": "TLS1_2"}},
            "warning",
        ),
        (
            {"type": "Microsoft.Network/publicIPAddresses", "apiVersion": "2024-05-01"}
            | RULE
            | {"sku": {"name": "Standard"}, "properties": {"allocation": "Static"}},
            "error",
        ),
    ],
)
def test_an_unknown_property_is_an_error_where_the_service_refuses_it(resource, severity):
    found = said(arm.template(resource), "TPL014")
    assert [line.partition(" ")[0] for line in found] == [severity]
    assert ("(the service may ignore it)" in found[0]) is (severity == "warning")


@pytest.mark.parametrize(
    ("kind", "severity", "expected"),
    [
        ("ApplicationHealthLinux", "warning", "the handler does not convert it"),
        ("ApplicationHealthWindows", "note", "whether the handler converts it is not documented"),
    ],
)
def test_a_port_in_quotes_is_as_bad_as_what_is_known_of_the_handler(kind, severity, expected):
    properties = {"publisher": "Microsoft.ManagedServices", "type": kind}
    place = "/resources/0/properties/settings/port"
    properties |= {"typeHandlerVersion": "1.0", "settings": {"protocol": "tcp", "port": "19000"}}
    extension = {"type": "Microsoft.Compute/virtualMachineScaleSets/extensions"}
    extension |= {"apiVersion": "2024-07-01", "name": "web/health", "properties": properties}
    said_of_port = f"{place} 'port' is '19000'; {expected}"
    assert said(arm.template(extension), "TPL031") == [f"{severity} TPL031 {said_of_port}"]


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("cost-center", False),
        ("hidden-link:/subscriptions/1/resourceGroups/web", False),
        ("[concat('hidden-link:', resourceId('Microsoft.Web/sites', 'web'))]", False),
        ("cost/center", True),
        ("a" * 513, True),
    ],
)
def test_the_name_of_a_tag_is_an_error_where_azure_refuses_it(name, wrong):
    group = {"type": "Microsoft.Compute/proximityPlacementGroups", "apiVersion": "2024-07-01"}
    found = said(arm.template(group | RULE | {"tags": {name: "x"}}), "TPL070")
    assert [line.partition(" /")[0] for line in found] == ["error TPL070"] * wrong
