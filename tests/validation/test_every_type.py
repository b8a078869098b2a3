"""Types of which the API description is all there is: warnings that say so, and tolerance."""

from __future__ import annotations

import pytest

from tests.support import arm
from tests.validation.test_validate_resources import said

NOTED = "(by the API description, which may be inaccurate)"


def resource(kind, version, name="thing", /, **members):
    return arm.template({"type": kind, "apiVersion": version, "name": name, **members})


def of_cosmos(**properties):
    account = {
        "databaseAccountOfferType": "Standard",
        "locations": [{"locationName": "westeurope"}],
    }
    return resource(
        "Microsoft.DocumentDB/databaseAccounts",
        "2022-05-15",
        location="westeurope",
        properties=account | properties,
    )


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({}, []),
        (
            {"enableFreeTeir": True},
            [
                "warning TPL014 /properties/enableFreeTeir 'enableFreeTeir' is no property of 'properties' of "
                "Microsoft.DocumentDB/databaseAccounts in apiVersion 2022-05-15; did you mean 'enableFreeTier'? "
                + NOTED
            ],
        ),
        (
            {"databaseAccountOfferType": None},
            [
                "warning TPL030 /properties 'properties' of Microsoft.DocumentDB/databaseAccounts has no "
                f"'databaseAccountOfferType', which it needs {NOTED}"
            ],
        ),
        (
            {"locations": "westeurope"},
            [
                "warning TPL031 /properties/locations 'locations' must be an array (is 'westeurope') "
                + NOTED
            ],
        ),
        (
            {"consistencyPolicy": {"defaultConsistencyLevel": "Sesion"}},
            [
                "warning TPL032 /properties/consistencyPolicy/defaultConsistencyLevel 'defaultConsistencyLevel' must be "
                "one of Eventual, Session, BoundedStaleness, Strong, ConsistentPrefix (is 'Sesion'); "
                f"did you mean 'Session'? {NOTED}"
            ],
        ),
        (
            {"provisioningState": "Succeeded"},
            [
                "warning TPL033 /properties/provisioningState 'provisioningState' is read-only: "
                "Azure sets it and ignores this value"
            ],
        ),
        # .NET reads 0 and 1 as truth values, so that services that use it take them.
        (
            {"enableFreeTier": 1},
            [
                "note TPL031 /properties/enableFreeTier 'enableFreeTier' must be true or false (is 1)"
            ],
        ),
        (
            {"enableFreeTier": "true"},
            [
                "note TPL031 /properties/enableFreeTier 'enableFreeTier' is 'true'; Azure reads it as true or false"
            ],
        ),
    ],
)
def test_what_does_not_fit_is_a_warning_that_says_how_it_is_known(properties, expected):
    assert said(of_cosmos(**properties)) == expected


def test_a_value_that_an_open_list_does_not_have_is_a_note():
    open_list = resource(
        "Microsoft.Cache/redis",
        "2023-08-01",
        location="westeurope",
        properties={"sku": {"name": "Gold", "family": "C", "capacity": 1}},
    )
    assert said(open_list) == [
        "note TPL032 /properties/sku/name 'name' is usually one of Basic, Standard, Premium (is 'Gold')"
    ]
    open_list["resources"][0]["properties"]["sku"]["name"] = "basic"
    assert said(open_list) == []


def test_a_number_may_have_a_fraction_as_descriptions_know_no_other():
    container = {"name": "c", "properties": {"image": "i", "resources": {"requests": {}}}}
    container["properties"]["resources"]["requests"] = {"cpu": 1.5, "memoryInGB": 0.5}
    group = resource(
        "Microsoft.ContainerInstance/containerGroups",
        "2023-05-01",
        location="westeurope",
        properties={"osType": "Linux", "containers": [container]},
    )
    assert said(group) == []


@pytest.mark.parametrize(
    ("name", "properties", "count"),
    [
        ("site/web", {"alwaysOn": True}, 0),
        ("site/web", {"alwaysOnn": True}, 1),
        ("site/appsettings", {"alwaysOnn": "x"}, 0),
        ("site/appsettings", {"depth": {"a": 1}}, 1),
        ("[concat(parameters('site'), '/', parameters('what'))]", {"alwaysOnn": True}, 0),
    ],
)
def test_the_last_name_may_decide_what_a_resource_has(name, properties, count):
    config = resource("Microsoft.Web/sites/config", "2022-03-01", name, properties=properties)
    config["parameters"] = {"site": {"type": "string"}, "what": {"type": "string"}}
    assert len(said(config)) == count


def test_what_a_variant_adds_stands_beside_what_all_have():
    """The kind of a cluster database decides what its properties are."""
    database = resource(
        "Microsoft.Kusto/clusters/databases",
        "2023-08-15",
        "c/d",
        location="westeurope",
        kind="ReadWrite",
        properties={"hotCachePeriod": "P1D", "hotCashPeriod": "P1D"},
    )
    assert [item.split(" ")[2] for item in said(database)] == ["/properties/hotCashPeriod"]


def test_what_descriptions_before_2021_require_is_a_note_where_services_do_without():
    zone = resource("Microsoft.Network/dnsZones", "2018-05-01")
    assert said(zone) == [
        "note TPL030  Microsoft.Network/dnsZones has no 'location', which it needs"
    ]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("Microsoft.Network/dnszones", []),
        ("Microsoft.Network/dnsZone", "dnsZones"),
        ("Microsoft.Network/dsnZones", "dnsZones"),
        ("Microsoft.Netwrok/dnsZones", "dnsZones"),
        ("Microsoft.Networks/dnsZones", "dnsZones"),
        ("MicrosoftNetwork/dnsZones", "dnsZones"),
    ],
)
def test_a_type_that_is_nearly_a_known_one_is_a_slip(kind, expected):
    found = said(resource(kind, "2018-05-01", location="global"))
    hint = f"did you mean 'Microsoft.Network/{expected}'?"
    assert [item.removesuffix(hint) for item in found] == (
        [f"error API006 /type there is no resource type '{kind}'; "] if expected else []
    )


def test_a_slip_in_a_child_is_told_where_it_stands():
    zone = {"type": "Microsoft.Network/dnsZones", "apiVersion": "2018-05-01", "name": "z.example"}
    record = {"type": "AAA_", "apiVersion": "2018-05-01", "name": "www"}
    zone |= {"location": "global", "resources": [record]}
    found = said(arm.template(zone))
    assert found == [
        "error API006 /resources/0/type there is no resource type 'microsoft.network/dnszones/aaa_'; "
        "did you mean 'Microsoft.Network/dnsZones/AAAA'?"
    ]


@pytest.mark.parametrize(
    "kind", ["Contoso.Toys/widgets", "Microsoft.Network/somethingElse", "Microsoft.Foo/bar"]
)
def test_of_a_type_that_is_far_from_all_nothing_is_known(kind):
    assert said(resource(kind, "2018-05-01")) == [
        f"note API006 /type the resource type '{kind}' is not known here: only its envelope is checked"
    ]


@pytest.mark.parametrize(
    ("version", "severity"),
    [
        ("2018-05-01", None),
        ("2017-09-01", None),
        ("2017-09-02", "warning"),
        ("2031-01-01", "warning"),
    ],
)
def test_a_version_that_no_list_has_is_a_warning(version, severity):
    found = said(resource("Microsoft.Network/dnsZones", version, location="global"))
    assert [item.split(" ")[:2] for item in found] == ([[severity, "API005"]] if severity else [])


@pytest.mark.parametrize(
    "name",
    [
        "vm/Microsoft.Authorization/x",
        "[concat('vm/Microsoft.Authorization/', guid('Microsoft.Storage/x'))]",
    ],
)
def test_what_extends_another_resource_has_its_provider_in_its_name(name):
    role = resource(
        "Microsoft.Compute/virtualMachines/providers/roleAssignments",
        "2022-04-01",
        name,
        properties={"principalId": "p", "roleDefinitionId": "r", "principleType": "User"},
    )
    (found,) = said(role)
    assert found.startswith("warning TPL014 /properties/principleType")
    assert found.endswith("did you mean 'principalType'? (the service may ignore it)")


def test_of_a_version_that_nobody_knows_only_what_no_version_has_is_told():
    account = resource(
        "Microsoft.Storage/storageAccounts",
        "[parameters('version')]",
        location="westeurope",
        properties={"accountType": "Standard_LRS", "books": "logs"},
    )
    account["parameters"] = {"version": {"type": "string"}}
    assert said(account) == [
        "warning TPL014 /properties/books 'books' is no property of 'properties' of "
        "Microsoft.Storage/storageAccounts in any apiVersion (the service may ignore it)"
    ]
    account["parameters"]["version"]["defaultValue"] = "2015-06-15"
    assert [item.split(" ")[2] for item in said(account)] == ["/properties/books"]
    account["parameters"]["version"]["defaultValue"] = "2023-01-01"
    assert [" ".join(item.split(" ")[:3]) for item in said(account)] == [
        "error TPL030 ",
        "warning API004 /properties/accountType",
        "warning TPL014 /properties/books",
    ]


def test_a_value_of_an_open_list_that_another_version_has_is_no_warning():
    machine = resource(
        "Microsoft.Compute/virtualMachines",
        "2015-06-15",
        location="westeurope",
        properties={"hardwareProfile": {"vmSize": "Standard_F1"}, "networkProfile": {}},
    )
    assert said(machine) == []
