"""What `validate` says of resources: each against its type and API version, in words that help."""

from __future__ import annotations

import json
from textwrap import dedent

import pytest

from generator.diagnostics import Severity
from generator.language.documents.source import read_json
from generator.language.parameters.inputs import Given
from generator.validation.batch import validate_files
from generator.validation.document import validate_document
from tests.support import arm

OF_SCHEMAS = ("TPL014", "TPL03", "API004", "API005", "API006")


def template(*resources, **members):
    return arm.template(*resources, **members)


def said(value, given=None):
    """Return what the schemas find in a template: severity, rule, pointer inside it, words."""
    document = read_json(json.dumps(value, indent=1), "t.json")
    return [
        f"{item.severity.label} {item.rule} {item.pointer.removeprefix('/resources/0')} {item.message}"
        for item in validate_document(document, given or {})
        if item.rule.startswith(OF_SCHEMAS)
    ]


def pool(name="p", version="2024-05-01", **properties):
    """A security group with one rule: few requirements, many kinds of properties."""
    rule = {"priority": 100, "access": "Allow", "direction": "Inbound", "protocol": "Tcp"}
    rule |= {"sourceAddressPrefix": "*", "destinationAddressPrefix": "*", "sourcePortRange": "*"}
    rule = {
        k: v for k, v in (rule | {"destinationPortRange": "80"} | properties).items() if v != "-"
    }
    return {
        "type": "Microsoft.Network/networkSecurityGroups",
        "apiVersion": version,
        "name": name,
        "location": "[resourceGroup().location]",
        "properties": {"securityRules": [{"name": "r", "properties": rule}]},
    }


RULE = "/properties/securityRules/0/properties"


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({}, []),
        ({"acces": "Allow"}, [f"error TPL014 {RULE}/acces 'acces' is no property of 'securityRules[0].properties' in apiVersion 2024-05-01; did you mean 'access'?"]),
        ({"access": "-"}, [f"error TPL030 {RULE} 'securityRules[0].properties' has no 'access', which it needs"]),
        ({"access": None}, [f"error TPL030 {RULE} 'securityRules[0].properties' has no 'access', which it needs"]),
        ({"priority": "many"}, [f"error TPL031 {RULE}/priority 'priority' must be an integer (is 'many')"]),
        ({"priority": {}}, [f"error TPL031 {RULE}/priority 'priority' must be an integer (is an object)"]),
        ({"priority": 1.5}, [f"error TPL031 {RULE}/priority 'priority' must be an integer (is 1.5)"]),
        ({"priority": True}, [f"error TPL031 {RULE}/priority 'priority' must be an integer (is true)"]),
        ({"priority": "100"}, [f"note TPL031 {RULE}/priority 'priority' is '100'; Azure reads it as an integer"]),
        ({"priority": "99"}, [f"error TPL034 {RULE}/priority 'priority' must be at least 100 (is 99)"]),
        ({"priority": 4097}, [f"error TPL034 {RULE}/priority 'priority' must be at most 4,096 (is 4097)"]),
        ({"destinationPortRange": 80}, [f"note TPL031 {RULE}/destinationPortRange 'destinationPortRange' is 80; Azure reads it as a string"]),
        ({"access": "Alow"}, [f"error TPL032 {RULE}/access 'access' must be Allow or Deny (is 'Alow'); did you mean 'Allow'?"]),
        ({"access": "allow"}, [f"note TPL035 {RULE}/access 'allow' is written 'Allow' in the API"]),
        ({"provisioningState": "Succeeded"}, [f"warning TPL033 {RULE}/provisioningState 'provisioningState' is read-only: Azure sets it and ignores this value"]),
        ({"sourceAddressPrefixes": "10.0.0.0/8"}, [f"error TPL031 {RULE}/sourceAddressPrefixes 'sourceAddressPrefixes' must be an array (is '10.0.0.0/8')"]),
        ({"sourceAddressPrefixes": ["a", {}]}, [f"error TPL031 {RULE}/sourceAddressPrefixes/1 'sourceAddressPrefixes[1]' must be a string (is an object)"]),
        ({"access": ""}, [f"note TPL031 {RULE}/access 'access' is an empty string; Azure reads it as if nothing were here"]),
        ({"access": "Allow "}, [f"note TPL035 {RULE}/access 'Allow ' is written 'Allow' in the API"]),
        ({"ACCESS": "Allow", "access": "-"}, [f"note TPL035 {RULE}/ACCESS 'ACCESS' is written 'access' in the API"]),
    ],
)  # fmt: skip
def test_a_property(properties, expected):
    assert said(template(pool(**properties))) == expected


def with_identity(kind):
    identity = {"type": kind, "userAssignedIdentities": {"[parameters('id')]": {}}}
    parameters = {"id": {"type": "string"}}
    body = {"type": "Microsoft.Compute/virtualMachineScaleSets", "apiVersion": "2024-07-01"}
    body |= {"name": "web", "location": "westus", "identity": identity, "properties": {}}
    return template(body, parameters=parameters)


@pytest.mark.parametrize(
    "kind",
    [
        "SystemAssigned,UserAssigned",
        "UserAssigned, SystemAssigned",
        "systemassigned , userassigned",
    ],
)
def test_flags_may_be_joined_in_any_order_with_blanks_or_without(kind):
    message = f"'{kind}' is written 'SystemAssigned, UserAssigned' in the API"
    assert said(with_identity(kind)) == [f"note TPL035 /identity/type {message}"]


def test_one_strange_name_among_flags_is_an_error():
    (message,) = said(with_identity("SystemAssigned, UserAsigned"))
    assert message.startswith("error TPL032 /identity/type")
    assert "did you mean 'SystemAssigned, UserAssigned'?" in message


@pytest.mark.parametrize(
    ("bypass", "count"),
    [("Logging,Metrics", 0), ("AzureServices, Logging, Metrics", 0), ("Logging, Metric", 1)],
)
def test_flags_that_the_api_lists_one_by_one_may_be_joined(bypass, count):
    body = {"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01"}
    body |= {"name": "logs1", "location": "westus", "kind": "StorageV2"}
    rules = {"bypass": bypass, "defaultAction": "Deny"}
    body |= {"sku": {"name": "Standard_LRS"}, "properties": {"networkAcls": rules}}
    assert len(said(template(body))) == count


def test_what_the_service_knows_and_the_sdk_does_not_is_no_error():
    source = {"name": "p", "streams": ["Microsoft-ServiceMap"], "extensionName": "DependencyAgent"}
    flow = {"streams": ["Custom-Mine_CL"], "destinations": ["logs"]}
    properties = {"dataSources": {"extensions": [source]}, "dataFlows": [flow]}
    rule = {"type": "Microsoft.Insights/dataCollectionRules", "apiVersion": "2022-06-01"}
    rule |= {"name": "r", "location": "westus", "kind": "Direct", "properties": properties}
    logs = {"type": "Microsoft.OperationalInsights/workspaces", "apiVersion": "2020-08-01"}
    sku = {"name": "Free"}
    logs |= {"name": "logs", "location": "westus", "properties": {"sku": sku, "retentionInDays": 7}}
    tier = {"name": "CapacityReservation", "capacityReservationLevel": 10000}
    large = logs | {"name": "more", "apiVersion": "2021-06-01", "properties": {"sku": tier}}
    assert said(template(rule, logs, large)) == []


@pytest.mark.parametrize("kind", ["Mine/" + "a" * 5000, "Mine" + "/a" * 3000, "Mine/\u00e9" * 90])
def test_a_type_that_no_file_could_be_named_after_is_left_alone(kind):
    extension = {"type": "Microsoft.Compute/virtualMachines/extensions", "name": "vm/e"}
    settings = {"publisher": kind, "type": kind, "typeHandlerVersion": "1.0", "settings": {}}
    extension |= {"apiVersion": "2024-07-01", "location": "westus", "properties": settings}
    assert said(template(pool() | {"type": kind}, extension)) == []


def test_a_property_of_a_later_version_says_which_one_has_it():
    found = said(template(pool(version="2017-03-01", sourceAddressPrefixes=["10.0.0.0/8"])))
    assert found == [
        f"warning API004 {RULE}/sourceAddressPrefixes 'sourceAddressPrefixes' of "
        "'securityRules[0].properties' needs apiVersion 2017-06-01 or later (this is 2017-03-01)"
    ]


def test_a_value_of_a_later_version_says_which_one_has_it():
    disk = {
        "type": "Microsoft.Compute/disks", "apiVersion": "2018-04-01", "name": "d", "location": "l",
        "sku": {"name": "UltraSSD_LRS"}, "properties": {"creationData": {"createOption": "Empty"}},
    }  # fmt: skip
    assert said(template(disk)) == [
        "warning API004 /sku/name 'name': 'UltraSSD_LRS' needs apiVersion 2018-06-01 or later "
        "(this is 2018-04-01)"
    ]


def vault(version, *keys):
    policy = {
        "tenantId": "[subscription().tenantId]",
        "objectId": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
    }
    policy["permissions"] = {"keys": list(keys), "storage": list(keys)}
    return {
        "type": "Microsoft.KeyVault/vaults", "apiVersion": version, "name": "web-vault", "location": "l",
        "properties": {
            "tenantId": "[subscription().tenantId]", "sku": {"family": "A", "name": "standard"},
            "accessPolicies": [policy],
        },
    }  # fmt: skip


@pytest.mark.parametrize(
    "version", ["2016-10-01", "2018-02-14", "2019-09-01", "2020-04-01-preview"]
)
def test_a_value_of_an_open_list_that_some_versions_forgot_is_taken(version):
    assert said(template(vault(version, "all"))) == []


def test_a_value_that_no_version_lists_is_told_where_the_list_is_open_too():
    (found,) = [item for item in said(template(vault("2018-02-14", "gte"))) if "/keys/" in item]
    assert "TPL032" in found
    assert "did you mean 'get'?" in found


def test_a_property_that_is_gone_says_since_when():
    vault = {
        "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2017-06-01", "name": "web",
        "location": "l", "kind": "Storage", "sku": {"name": "Standard_LRS"},
        "properties": {"accountType": "Standard_LRS"},
    }  # fmt: skip
    assert said(template(vault)) == [
        "warning API004 /properties/accountType 'accountType' of 'properties' of "
        "Microsoft.Storage/storageAccounts was removed in apiVersion 2016-01-01 (this is 2017-06-01)"
    ]


class TestVersions:
    def test_an_unknown_version_is_checked_against_the_next_newer_one_with_doubts(self):
        found = said(template(pool(version="2025-01-15", acces="Allow")))
        assert found[0] == (
            "warning API005 /apiVersion Microsoft.Network/networkSecurityGroups has no apiVersion "
            "2025-01-15 that is known; did you mean '2025-01-01'? checked against 2025-03-01"
        )
        assert [item.split(" ")[:2] for item in found[1:]] == [["warning", "TPL014"]]

    def test_it_is_said_once(self):
        found = said(template(pool("a", version="2025-01-15"), pool("b", version="2025-01-15")))
        assert [item.split(" ")[1] for item in found] == ["API005"]

    def test_a_version_newer_than_all_is_checked_against_the_newest(self):
        found = said(template(pool(version="2030-01-01")))
        assert found[0].endswith("the newest is 2026-03-01; checked against 2026-03-01")

    def test_one_behind_a_parameter_with_a_default_is_used(self):
        parameters = {"v": {"type": "string", "defaultValue": "2017-03-01"}}
        value = pool(version="[parameters('v')]", sourceAddressPrefixes=["10.0.0.0/8"])
        assert "needs apiVersion 2017-06-01" in said(template(value, parameters=parameters))[0]

    def test_one_that_is_known_only_later_leaves_doubts(self):
        parameters = {"v": {"type": "string"}}
        value = pool(version="[parameters('v')]", acces="Allow")
        found = said(template(value, parameters=parameters))
        assert [item.split(" ")[:2] for item in found] == [["warning", "TPL014"]]


class TestExpressions:
    @pytest.mark.parametrize(
        ("kind", "severity"),
        [
            ("string", "warning"),
            ("int", ""),
            ("array", "error"),
            ("bool", "error"),
            ("object", "error"),
        ],
    )
    def test_a_parameter_of_a_type(self, kind, severity):
        value = template(pool(priority="[parameters('p')]"), parameters={"p": {"type": kind}})
        found = said(value)
        assert [item.split(" ")[:2] for item in found] == (
            [[severity, "TPL031"]] if severity else []
        )

    def test_a_function_that_gives_another_type(self):
        found = said(template(pool(priority="[createArray(resourceGroup().tags.x)]")))
        assert found == [
            f"error TPL031 {RULE}/priority 'priority' must be an integer (the expression gives array)"
        ]

    def test_a_wrong_value_behind_a_variable_is_an_error(self):
        found = said(template(pool(access="[variables('a')]"), variables={"a": "Alow"}))
        assert found == [
            f"error TPL032 {RULE}/access 'access' must be Allow or Deny (is 'Alow'); "
            "did you mean 'Allow'?"
        ]

    def test_a_wrong_default_is_a_doubt_and_a_wrong_value_that_is_given_an_error(self):
        value = template(
            pool(access="[parameters('a')]"),
            parameters={"a": {"type": "string", "defaultValue": "Alow"}},
        )
        (found,) = said(value)
        start = f"warning TPL032 {RULE}/access 'access' must be Allow or Deny (is 'Alow')"
        assert found.startswith(start)
        assert found.endswith("(with the default of parameter 'a')")
        (found,) = said(value, {"a": Given("a", "Denied")})
        start = f"error TPL032 {RULE}/access 'access' must be Allow or Deny (is 'Denied')"
        assert found.startswith(start)

    def test_a_wrong_value_inside_of_an_object_is_told_where_the_object_is_used(self):
        rule = pool()["properties"]["securityRules"][0] | {"extra": 1}
        value = pool() | {"properties": {"securityRules": ["[variables('rule')]"]}}
        (found,) = said(template(value, variables={"rule": rule}))
        assert found.startswith("error TPL014 /properties/securityRules/0 'extra' is no property")

    def test_property_loops_are_checked_and_count_as_there(self):
        item = {"name": "r", "properties": pool()["properties"]["securityRules"][0]["properties"]}
        loop = {"name": "securityRules", "count": 2, "input": item | {"nam": "x"}}
        value = pool() | {"properties": {"copy": [loop]}}
        (found,) = said(template(value))
        assert found.startswith("error TPL014 /properties/copy/0/input/nam 'nam' is no property of")

    def test_names_that_are_expressions_are_not_unknown(self):
        value = pool() | {"tags": {"[concat('a', 'b')]": "c"}}
        value["properties"]["[parameters('x')]"] = 1
        assert said(template(value, parameters={"x": {"type": "string"}})) == []

    def test_a_secret_is_not_repeated(self):
        disk = {
            "type": "Microsoft.Compute/virtualMachines", "apiVersion": "2024-07-01", "name": "v",
            "location": "l", "properties": {"osProfile": {"adminPassword": 55555, "adminUsername": ["pa55word"]}},
        }  # fmt: skip
        document = read_json(json.dumps(template(disk)), "t.json")
        messages = [item.message for item in validate_document(document)]
        assert ["adminPassword" in i for i in messages if "admin" in i] == [True, False]
        assert not any("pa55word" in message or "55555" in message for message in messages)


class TestWhatIsChecked:
    def test_nested_templates_of_both_scopes(self):
        for scope in ("inner", "outer"):
            inner = template(pool(acces="Allow"))
            nested = {
                "type": "Microsoft.Resources/deployments", "apiVersion": "2024-03-01", "name": "n",
                "properties": {
                    "mode": "Incremental", "template": inner,
                    "expressionEvaluationOptions": {"scope": scope},
                },
            }  # fmt: skip
            (found,) = said(template(nested))
            assert found.startswith(f"error TPL014 /properties/template/resources/0{RULE}/acces")

    def test_children_in_their_parents_and_on_their_own(self):
        rule = pool(acces="Allow")["properties"]["securityRules"][0]
        child = {"apiVersion": "2024-05-01", "properties": rule["properties"]}
        parent = pool() | {"resources": [child | {"type": "securityRules", "name": "r"}]}
        (found,) = said(template(parent))
        assert "/resources/0/properties/acces" in found
        kind = "Microsoft.Network/networkSecurityGroups/securityRules"
        (found,) = said(template(child | {"type": kind, "name": "p/r"}))
        assert found.startswith("error TPL014 /properties/acces")

    def test_resources_by_symbolic_name_and_existing_ones(self):
        value = template(languageVersion="2.0")
        gone = {"existing": True, "type": pool()["type"], "apiVersion": "2024-05-01", "name": "x"}
        value["resources"] = {"mine": pool(acces="Allow"), "theirs": gone}
        (found,) = said(value)
        assert found.startswith("error TPL014 /resources/mine/properties/securityRules/0")

    def test_what_no_schema_covers_is_counted(self, tmp_path):
        file = tmp_path / "t.json"
        other = {"type": "Contoso.Maps/accounts", "apiVersion": "2023-06-01", "name": "m"}
        file.write_text(json.dumps(template(pool(), other, other | {"name": "n"})), "utf-8")
        assert validate_files([file]).tally.unchecked == {"contoso.maps/accounts": 2}

    def test_a_machine_that_is_only_changed_needs_not_be_whole(self):
        change = {"storageProfile": {"osDisk": {"encryptionSettings": {"enabled": False}}}}
        machine = {
            "type": "Microsoft.Compute/virtualMachines", "apiVersion": "2019-03-01", "name": "v",
            "location": "l", "properties": change,
        }  # fmt: skip
        assert all(not item.startswith("error") for item in said(template(machine)))


def test_a_finding_names_the_page_on_its_type_and_version():
    document = read_json(json.dumps(template(pool(acces="Allow"))), "t.json")
    (found,) = [item for item in validate_document(document) if item.rule == "TPL014"]
    pages = "https://learn.microsoft.com/azure/templates"
    assert found.url == f"{pages}/microsoft.network/2024-05-01/networksecuritygroups"


def test_findings_stand_on_the_line_of_the_fault():
    text = dedent(
        """\
        {"$schema": "%s", "contentVersion": "1.0.0.0",
         "resources": [{
           "type": "Microsoft.Network/publicIPAddresses", "apiVersion": "2024-05-01",
           "name": "p", "location": "l",
           "sku": {
             "nme": "Standard"
           },
           "properties": {}}]}
        """
    )
    found = validate_document(read_json(text % arm.SCHEMA, "t.json"))
    (item,) = [item for item in found if item.rule == "TPL014"]
    assert (item.position.line, item.position.column) == (6, 6)
    assert item.severity is Severity.ERROR
    assert item.message.endswith("did you mean 'name'?")


def looping(copies):
    """A template whose copies have a fault that only the expansion shows, one in each copy."""
    group = pool("[concat('n', copyIndex())]", priority="[variables('priorities')[copyIndex()]]")
    group["copy"] = {"name": "groups", "count": copies}
    group["properties"]["securityRules"][0]["properties"]["prioritee"] = "[copyIndex()]"
    return template(group, variables={"priorities": ["x", *[100] * (copies - 1)]})


def test_the_copies_of_a_loop_ask_once_for_what_may_be_meant(monkeypatch):
    asked = []
    monkeypatch.setattr("difflib.get_close_matches", lambda name, *_: asked.append(name) or [])
    said(looping(40))
    assert asked.count("prioritee") <= 2  # as it is written, and as it is expanded


def test_an_expansion_that_no_deployment_would_take_is_not_checked_to_its_end(monkeypatch):
    monkeypatch.setattr("generator.validation.resources.expanded._MOST_VALUES", 10)
    last = looping(3)
    places = [f"{RULE}/priority", f"{RULE}/prioritee"]
    assert [line.split()[2] for line in said(last)] == places
    last["variables"]["priorities"].reverse()
    assert [line.split()[2] for line in said(last)] == places[1:]


def test_a_fault_in_a_name_that_an_expression_makes_hangs_on_that_name_alone():
    group = pool()
    rule = group["properties"]["securityRules"][0]["properties"]
    rule |= {"description": "[parameters('other')]", "[toLower('ACCES')]": "Allow"}
    parameters = {"other": {"type": "string", "defaultValue": "x"}}
    (found,) = said(template(group, parameters=parameters))
    assert found.startswith(f"error TPL014 {RULE} 'acces' is no property")
    assert "with the default" not in found


def test_what_exports_leave_at_a_resource_is_a_warning_without_a_guess():
    (found,) = said(template(pool() | {"kind": "Regular"}))
    assert found.startswith("warning TPL014")
    assert found.endswith("in apiVersion 2024-05-01; Azure ignores it")


def test_what_no_resource_has_is_refused_whatever_its_type():
    (found,) = said(template(pool() | {"systemData": {}}))
    assert found.startswith("error TPL014 /systemData")
    contoso = {"type": "Contoso.Web/sites", "apiVersion": "2020-01-01", "name": "w", "etag": "x"}
    found = [line.split(" ")[:3] for line in said(template(contoso))]
    assert found == [["note", "API006", "/type"], ["error", "TPL014", "/etag"]]


def test_what_a_template_may_say_is_guessed_but_not_what_only_compilers_write():
    (found,) = said(template(pool() | {"dependOn": []}))
    assert found.endswith("did you mean 'dependsOn'?")
    (found,) = said(template(pool() | {"options": {}}))
    assert "@options" not in found
    assert "$options" not in found


@pytest.mark.parametrize("version", ["2020-08-01", "2021-06-01", "2025-07-01"])
def test_the_features_of_a_workspace_are_free_form(version):
    body = {"type": "Microsoft.OperationalInsights/workspaces", "apiVersion": version}
    features = {"searchVersion": 1, "legacy": 0}
    body |= {"name": "logs", "location": "westus", "properties": {"features": features}}
    assert said(template(body)) == []


@pytest.mark.parametrize(
    ("sections", "value", "expected"),
    [
        ({"variables": {"p": "100"}}, "[variables('p')]", ["note TPL031"]),
        ({"variables": {"p": "99"}}, "[variables('p')]", ["error TPL034"]),
        ({"parameters": {"p": {"type": "string", "allowedValues": ["100", "200"]}}}, "[parameters('p')]", []),
        ({"parameters": {"p": {"type": "string", "allowedValues": ["100", "all"]}}}, "[parameters('p')]", ["warning TPL031"]),
        ({"parameters": {"p": {"type": "string"}}}, "[parameters('p')]", ["warning TPL031"]),
    ],
)  # fmt: skip
def test_a_text_that_surely_reads_as_a_number_is_no_doubt(sections, value, expected):
    found = said(template(pool(priority=value), **sections))
    assert [" ".join(line.split()[:2]) for line in found[-1:]] == expected


def roles(version, **properties):
    body = {"type": "Microsoft.Authorization/roleAssignments", "apiVersion": version}
    properties |= {"roleDefinitionId": "r", "principalId": "p"}
    return template(body | {"name": "n", "properties": properties})


def test_what_only_azure_sets_in_later_versions_asks_for_no_later_version():
    plan = {
        "type": "Microsoft.Network/ddosProtectionPlans",
        "apiVersion": "2021-02-01",
        "name": "n",
    }
    (found,) = said(template(plan | {"properties": {"publicIPAddresses": []}}))
    assert found.startswith("warning API004 /properties/publicIPAddresses")
    assert "needs apiVersion" not in found


def test_the_scope_of_a_role_assignment_is_for_azure_to_set_in_every_version():
    for version in ("2018-09-01-preview", "2022-04-01"):
        (found,) = said(roles(version, scope="[resourceGroup().id]"))
        assert found.startswith("warning TPL033 /properties/scope")


def test_the_first_versions_of_role_assignments_knew_more_principals():
    assert said(roles("2018-09-01-preview", principalType="MSI")) == []
    assert len(said(roles("2022-04-01", principalType="MSI"))) == 1


def test_properties_of_which_none_is_required_are_not_called_needed():
    group = {name: value for name, value in pool().items() if name != "properties"}
    assert said(template(group)) == [
        "note TPL030  Microsoft.Network/networkSecurityGroups has no 'properties': "
        "the API asks for it, be it {}"
    ]


@pytest.mark.parametrize(("size", "count"), [(2000, 0), (4, 1)])
def test_a_firewall_takes_bodies_as_large_as_its_rule_set(size, count):
    settings = {"policySettings": {"maxRequestBodySizeInKb": size}, "managedRules": None}
    kind = "Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies"
    body = {"type": kind, "apiVersion": "2020-11-01", "name": "w", "location": "westus"}
    found = said(template(body | {"properties": settings}))
    assert len([line for line in found if "maxRequestBodySizeInKb" in line]) == count


class TestOneFaultIsToldOnce:
    def test_what_the_envelope_says_of_a_type_is_not_said_again(self):
        value = template(pool() | {"tags": "none"})
        found = validate_document(read_json(json.dumps(value), "t.json"))
        assert [item.rule for item in found if item.pointer == "/resources/0/tags"] == ["TPL002"]

    def test_what_the_expansion_knows_takes_the_place_of_a_doubt(self):
        value = template(pool(priority="[parameters('p')]"), parameters={"p": {"type": "string"}})
        (doubt,) = said(value)
        assert doubt.startswith("warning TPL031")
        (error,) = said(value, {"p": Given("p", "many")})
        assert error.startswith(f"error TPL031 {RULE}/priority 'priority' must be an integer")


def test_a_profile_of_api_versions_stands_for_those_that_are_not_named():
    versionless = {k: v for k, v in pool().items() if k != "apiVersion"}
    value = template(versionless, apiProfile="2020-09-01-hybrid")
    found = validate_document(read_json(json.dumps(value), "t.json"))
    assert [item.message for item in found if item.severity is Severity.ERROR] == []
    value = template(versionless)
    found = validate_document(read_json(json.dumps(value), "t.json"))
    assert [item.rule for item in found if item.severity is Severity.ERROR] == ["TPL002"]
