"""Properties and values are spelled as the API spells them, as far as schemas know how."""

from __future__ import annotations

import json

import pytest

from generator import api
from tests.support import arm
from tests.support.recompiled import judge

SPELLING = {"BCP083", "BCP088", "BCP089"}
ACCOUNT = {
    "type": "Microsoft.Storage/storageAccounts",
    "apiVersion": "2023-05-01",
    "name": "stweb01",
    "location": "westeurope",
    "KIND": "storagev2",
    "Sku": {"Name": "standard_lrs"},
    "Tags": {"Owner": "Web", "COST": "Low"},
    "Properties": {
        "accesstier": "hot",
        "networkACLs": {"DefaultAction": "deny", "ipRules": [{"Value": "203.0.113.7"}]},
    },
}
ADDRESS = {
    "type": "Microsoft.Network/publicIpAddresses",
    "apiVersion": "2024-05-01",
    "name": "web-ip",
    "location": "westeurope",
    "sku": {"name": "standard"},
    "properties": {
        "publicIpAllocationMethod": "static",
        "dnsSettings": {"domainNamelabel": "Web-01"},
    },
}
RULES = {
    "type": "Microsoft.Network/networkSecurityGroups",
    "apiVersion": "2024-05-01",
    "name": "web-nsg",
    "location": "westeurope",
    "properties": {
        "copy": [
            {
                "name": "SecurityRules",
                "count": 2,
                "input": {
                    "name": "[concat('rule', copyIndex('SecurityRules'))]",
                    "properties": {
                        "Priority": "[add(100, copyIndex('SecurityRules'))]",
                        "access": "allow",
                        "direction": "INBOUND",
                        "protocol": "tcp",
                        "sourcePortRange": "*",
                        "destinationPortRange": "80",
                        "sourceAddressPrefix": "*",
                        "destinationAddressPrefix": "*",
                    },
                },
            }
        ]
    },
}
UNKNOWN = {
    "type": "Contoso.Web/shops",
    "apiVersion": "2024-05-01",
    "name": "shop",
    "Location": "westeurope",
    "SKU": {"Name": "Standard", "Capacity": 2},
    "IDENTITY": {"Type": "systemassigned"},
    "Properties": {"Anything": {"GOES": "Here"}},
}


def template(*resources, **sections):
    return arm.template(*resources, **sections)


@pytest.fixture
def printed(tmp_path):
    def print_(*resources, **sections):
        path = tmp_path / "azuredeploy.json"
        path.write_text(json.dumps(template(*resources, **sections)), encoding="utf-8")
        return api.to_bicep(path).files["main.bicep"]

    return print_


def test_properties_and_values_of_a_type_are_spelled_as_the_api_does(printed):
    text = printed(ACCOUNT)
    assert "  kind: 'StorageV2'\n  sku: {\n    name: 'Standard_LRS'\n  }\n" in text
    assert "  properties: {\n    accessTier: 'Hot'\n    networkAcls: {\n" in text
    assert "      defaultAction: 'Deny'\n      ipRules: [\n        {\n          value: '" in text


def test_what_people_name_stays_as_they_wrote_it(printed):
    text = printed(ACCOUNT, ADDRESS)
    assert "  tags: {\n    Owner: 'Web'\n    COST: 'Low'\n  }\n" in text
    assert "domainNameLabel: 'Web-01'" in text
    assert "resource webIp 'Microsoft.Network/publicIpAddresses@2024-05-01'" in text


def test_the_elements_that_a_loop_makes_are_spelled_too(printed):
    text = printed(RULES)
    assert "    securityRules: [\n      for i in range(0, 2): {\n" in text
    assert "          priority: 100 + i\n          access: 'Allow'\n" in text
    assert "          direction: 'Inbound'\n          protocol: 'Tcp'\n" in text


def test_a_type_without_schema_has_the_words_of_every_resource(printed):
    text = printed(UNKNOWN)
    assert "  location: 'westeurope'\n  sku: {\n    name: 'Standard'\n    capacity: 2\n" in text
    assert "  identity: {\n    type: 'SystemAssigned'\n  }\n" in text
    assert "  properties: {\n    Anything: {\n      GOES: 'Here'\n" in text


def test_what_is_read_of_a_resource_is_spelled_too(printed):
    outputs = {
        "name": {"type": "string", "value": "[reference('web-ip').DnsSettings.FQDN]"},
        "blob": {"type": "string", "value": "[reference('stweb01').PrimaryEndpoints['Blob']]"},
        "tier": {
            "type": "string",
            "value": "[reference('stweb01', '2023-05-01', 'Full').SKU.Tier]",
        },
    }
    text = printed(ACCOUNT, ADDRESS, outputs=outputs)
    assert "= webIp.properties.dnsSettings.fqdn\n" in text
    assert "= stweb01.properties.primaryEndpoints.blob\n" in text
    assert "= stweb01.sku.tier\n" in text


RULE_SET = {"DefaultAction": "deny", "ipRules": [{"Value": "203.0.113.7"}]}


def account_with(acls):
    properties = {"networkAcls": acls}
    return {**ACCOUNT, "Properties": properties}


@pytest.mark.parametrize(
    ("acls", "variable"),
    [
        ("[variables('Acls')]", RULE_SET),
        ("[if(equals(1, 1), variables('acls'), null())]", RULE_SET),
        ("[variables('acls')[string(1)]]", {"1": RULE_SET, "2": RULE_SET}),
        ("[variables('acls').One]", {"One": RULE_SET}),
        ("[variables('acls')[1]]", [RULE_SET, RULE_SET]),
    ],
)
def test_what_a_variable_holds_is_spelled_as_where_it_stands(printed, acls, variable):
    text = printed(account_with(acls), variables={"acls": variable})
    assert text.count("defaultAction: 'Deny'") == json.dumps(variable).count("DefaultAction")
    assert "DefaultAction" not in text
    assert "  value: '203.0.113.7'\n" in text
    assert ("One: {" in text) == ("One" in acls)


@pytest.mark.parametrize(
    "outputs",
    [
        {"action": {"type": "string", "value": "[variables('acls').DefaultAction]"}},
        {"acls": {"type": "object", "value": "[variables('acls')]"}},
        {"other": {"type": "object", "value": "[variables(concat('ac', 'ls'))]"}},
    ],
)
def test_a_variable_that_stands_elsewhere_too_keeps_its_names(printed, outputs):
    text = printed(
        account_with("[variables('acls')]"), variables={"acls": RULE_SET}, outputs=outputs
    )
    assert "DefaultAction: 'deny'" in text


def test_a_variable_of_which_two_things_are_made_keeps_its_names(printed):
    tagged = {**account_with("[variables('acls')]"), "Tags": "[variables('acls')]"}
    assert "DefaultAction: 'deny'" in printed(tagged, variables={"acls": RULE_SET})


VAULT = {
    "type": "Microsoft.KeyVault/vaults",
    "apiVersion": "2023-07-01",
    "name": "web-kv",
    "location": "westeurope",
    "properties": {
        "tenantId": "00000000-0000-0000-0000-000000000000",
        "sku": {"family": "A", "name": "standard"},
        "accessPolicies": [],
        "networkAcls": "[variables('acls')]",
    },
}


@pytest.mark.parametrize(
    ("acls", "spelled"),
    [
        (RULE_SET, ["defaultAction: 'Deny'", "ipRules: [", "value: '203.0.113.7'"]),
        # resourceAccessRules is a property of accounts alone
        ({"defaultAction": "deny", "RESOURCEAccessRules": []}, ["defaultAction: 'deny'"]),
        ({"defaultAction": "deny", "copy": []}, ["defaultAction: 'deny'"]),
    ],
)
def test_a_variable_that_two_types_spell_alike_is_spelled(printed, acls, spelled):
    text = printed(account_with("[variables('acls')]"), VAULT, variables={"acls": acls})
    assert [part for part in spelled if part not in text] == []


def test_a_value_of_an_open_list_is_spelled_as_where_the_list_is_closed(printed):
    registry = {
        "type": "Microsoft.ContainerRegistry/registries",
        "apiVersion": "2019-12-01-preview",
        "name": "webregistry",
        "location": "westeurope",
        "sku": {"name": "Premium"},
        "properties": {"networkRuleSet": "[variables('acls')]"},
    }
    variables = {"acls": {"defaultAction": "deny"}}
    assert "defaultAction: 'deny'" in printed(registry, variables=variables)
    text = printed(registry, account_with("[variables('acls')]"), variables=variables)
    assert "defaultAction: 'Deny'" in text


ORDER = {
    "type": "Microsoft.CertificateRegistration/certificateOrders",
    "apiVersion": "2023-12-01",
    "name": "order",
    "location": "global",
    "properties": {"productType": "StandardDomainValidatedSsl"},
}
ENVIRONMENT = {
    "type": "Microsoft.TimeSeriesInsights/environments",
    "apiVersion": "2018-08-15-preview",
    "name": "series",
    "location": "westeurope",
    "kind": "LongTerm",
    "sku": {"name": "L1", "capacity": 1},
    "properties": {"timeSeriesIdProperties": [{"name": "id", "type": "String"}]},
}
VOLUME = {
    "type": "Microsoft.NetApp/netAppAccounts/capacityPools/volumes",
    "apiVersion": "2019-06-01",
    "name": "account/pool/volume",
    "location": "westeurope",
    "properties": {},
}


@pytest.mark.parametrize(
    ("resource", "read", "spelled"),
    [
        (ORDER, ".SignedCertificate.Thumbprint", "signedCertificate.thumbprint"),
        (ORDER, ".signedcertificate.rawData.ID", "signedCertificate.rawData.id"),
        (ENVIRONMENT, ".dataAccessFQDN", "dataAccessFqdn"),
        (VOLUME, ".mountTargets[0].smbServerFQDN", "mountTargets[0].smbServerFqdn"),
        (VOLUME, ".MountTargets[0].IPAddress", "mountTargets[0].ipAddress"),
    ],
)
def test_what_azure_sets_itself_is_spelled_too(printed, resource, read, spelled):
    name = resource["name"].split("/")
    wanted = ", ".join(repr(part) for part in (resource["type"], *name))
    value = f"[reference(resourceId({wanted})){read}]"
    text = printed(resource, outputs={"read": {"type": "string", "value": value}})
    assert f".properties.{spelled}\n" in text


def test_names_in_the_outputs_of_a_script_are_its_own(printed):
    script = {
        "type": "Microsoft.Resources/deploymentScripts",
        "apiVersion": "2023-08-01",
        "name": "script",
        "location": "westeurope",
        "kind": "AzureCLI",
        "properties": {"azCliVersion": "2.60.0", "retentionInterval": "P1D", "scriptContent": "x"},
    }
    outputs = {"read": {"type": "string", "value": "[reference('script').Outputs.Thumbprint]"}}
    assert "= script.properties.outputs.Thumbprint\n" in printed(script, outputs=outputs)


def test_an_older_version_is_spelled_as_it_was(printed):
    old = {**ACCOUNT, "apiVersion": "1999-01-01"}
    assert "    accessTier: 'Hot'\n" in printed(old)


def test_the_compiler_has_nothing_to_say_of_spelling(compiler, tmp_path):
    path = tmp_path / "azuredeploy.json"
    outputs = {"name": {"type": "string", "value": "[reference('web-ip').IPAddress]"}}
    account = account_with("[variables('acls')]")
    made = template(account, VAULT, ADDRESS, RULES, variables={"acls": RULE_SET}, outputs=outputs)
    path.write_text(json.dumps(made))
    verdict = judge(compiler, path, tmp_path / "printed")
    assert verdict.faults() == []
    assert [str(d) for d in verdict.compiled.diagnostics if d.code in SPELLING] == []
