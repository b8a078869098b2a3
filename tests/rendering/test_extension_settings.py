"""The settings of extensions, each against the schema of its handler, wherever it is declared."""

from __future__ import annotations

import json

import pytest

from generator.azure.handlers import handlers
from generator.language.documents.source import read_json
from generator.resources.schema import schema_of
from generator.validation.document import validate_document
from tests.support import arm
from tests.support.workspace import ROOT

LINUX = ("Microsoft.Azure.Extensions", "CustomScript", "2.1")
WINDOWS = ("Microsoft.Compute", "CustomScriptExtension", "1.10")
DSC = ("Microsoft.Powershell", "DSC", "2.77")
HEALTH = ("Microsoft.ManagedServices", "ApplicationHealthLinux", "2.0")
RULES = ("TPL014", "TPL03")


def extension(handler, settings, protected=None):
    publisher, kind, version = handler
    found = {"publisher": publisher, "type": kind, "typeHandlerVersion": version}
    found |= {"settings": settings} if settings is not None else {}
    return found | ({"protectedSettings": protected} if protected is not None else {})


def on_machine(properties):
    """A virtual machine's extension as a resource of its own."""
    kind = "Microsoft.Compute/virtualMachines/extensions"
    return {
        "type": kind,
        "apiVersion": "2024-07-01",
        "name": "v/e",
        "location": "l",
        "properties": properties,
    }


def in_machine(properties):
    """The same as a child inside of the machine."""
    child = {
        "type": "extensions",
        "apiVersion": "2024-07-01",
        "name": "e",
        "location": "l",
        "properties": properties,
    }
    kind = "Microsoft.Compute/virtualMachines"
    return {
        "type": kind,
        "apiVersion": "2024-07-01",
        "name": "v",
        "location": "l",
        "properties": {},
        "resources": [child],
    }


def of_set(properties):
    """An extension of a scale set as a resource of its own."""
    kind = "Microsoft.Compute/virtualMachineScaleSets/extensions"
    return {"type": kind, "apiVersion": "2024-07-01", "name": "s/e", "properties": properties}


def in_set(properties):
    """An extension in the profile of a scale set."""
    profile = {"extensionProfile": {"extensions": [{"name": "e", "properties": properties}]}}
    kind = "Microsoft.Compute/virtualMachineScaleSets"
    return {
        "type": kind,
        "apiVersion": "2024-07-01",
        "name": "s",
        "location": "l",
        "properties": {"virtualMachineProfile": profile},
    }


def said(resource):
    """Return what the schemas say: severity, rule, the end of the pointer, words."""
    text = json.dumps(arm.template(resource))
    return [
        f"{item.severity.label} {item.rule} {item.pointer.rpartition('properties/')[2]} {item.message}"
        for item in validate_document(read_json(text, "t.json"))
        if item.rule.startswith(RULES)
    ]


@pytest.mark.parametrize("place", [on_machine, in_machine, of_set, in_set])
def test_every_place_of_an_extension_is_checked(place):
    good = extension(LINUX, {"fileUris": ["https://a/b.sh"]}, {"commandToExecute": "sh b.sh"})
    bad = extension(LINUX, {"fileUrls": ["https://a/b.sh"]}, {"commandToExecute": "sh b.sh"})
    assert said(place(good)) == []
    assert said(place(bad)) == [
        "error TPL014 settings/fileUrls 'fileUrls' is no property of 'settings' of "
        "Microsoft.Azure.Extensions/CustomScript; did you mean 'fileUris'?"
    ]


CASES = [
    (LINUX, {"commandToExecute": "a", "timestamp": "1"}, None,
     "warning TPL031 settings/timestamp 'timestamp' is '1'; the handler does not convert it"),
    (LINUX, {"commandToExecute": "a", "managedIdentity": {}}, None,
     "error TPL014 settings/managedIdentity 'managedIdentity' belongs in 'protectedSettings', not in 'settings'"),
    (LINUX, {"CommandToExecute": "a"}, None,
     "error TPL014 settings/CommandToExecute 'CommandToExecute' is written 'commandToExecute' in the API, "
     "and the handler minds the casing"),
    (LINUX, {"fileUris": "https://a/b.sh", "commandToExecute": "a"}, None,
     "error TPL031 settings/fileUris 'fileUris' must be an array (is 'https://a/b.sh')"),
    (LINUX, {}, {"commandToExecute": "a", "managedIdentity": {"client": "x"}},
     "error TPL014 protectedSettings/managedIdentity/client 'client' is no property of 'managedIdentity' of "
     "'protectedSettings' of Microsoft.Azure.Extensions/CustomScript; "
     "did you mean 'clientId'?"),
    (LINUX, {}, {"commandToExecute": "a", "storageAccountName": "Not Valid", "storageAccountKey": "k"},
     "warning TPL034 protectedSettings/storageAccountName 'storageAccountName' does not have the form "
     "^[a-z0-9]{3,24}$ (is a value that is not shown)"),
    (WINDOWS, {"commandToExecute": "a", "script": "YQ=="}, None,
     "warning TPL014 settings/script 'script' is no property of 'settings' of Microsoft.Compute/CustomScriptExtension"),
    (DSC, {"wmfVersion": "6.0"}, None,
     "error TPL032 settings/wmfVersion 'wmfVersion' must be one of 4.0, 5.0, 5.1, 5.1PP, latest, '' (is '6.0'); "
     "did you mean '5.0'?"),
    (DSC, {"privacy": {"dataCollection": "Maybe"}}, None,
     "error TPL032 settings/privacy/dataCollection 'dataCollection' must be one of Enable, Disable, '' (is 'Maybe')"),
    (DSC, {"NodeConfigurationName": "web.localhost"}, None,
     "warning TPL014 settings/NodeConfigurationName 'NodeConfigurationName' is no setting of Microsoft.Powershell/DSC; "
     "an argument of the configuration goes in 'settings.configurationArguments'"),
    (DSC, {"modulesUrls": "u"}, None,
     "warning TPL014 settings/modulesUrls 'modulesUrls' is no property of 'settings' of Microsoft.Powershell/DSC; "
     "did you mean 'modulesUrl'?"),
    (DSC, {"configurationArguments": ["a"]}, None,
     "error TPL031 settings/configurationArguments 'configurationArguments' must be an object (is an array)"),
    (HEALTH, {"protocol": "ftp"}, None,
     "error TPL032 settings/protocol 'protocol' must be one of http, https, tcp (is 'ftp'); did you mean 'tcp'?"),
    (HEALTH, {"protocol": "tcp", "port": 70_000}, None,
     "error TPL034 settings/port 'port' must be at most 65,535 (is 70000)"),
    (HEALTH, {"protocol": "tcp", "port": 80, "intervalInSeconds": 4}, None,
     "error TPL034 settings/intervalInSeconds 'intervalInSeconds' must be at least 5 (is 4)"),
]  # fmt: skip


@pytest.mark.parametrize(("handler", "settings", "protected", "expected"), CASES)
def test_a_setting(handler, settings, protected, expected):
    assert said(of_set(extension(handler, settings, protected))) == [expected]


@pytest.mark.parametrize(
    "settings",
    [
        {"ModulesUrl": "u", "ConfigurationFunction": "a.ps1\\A", "Properties": {"x": 1}},
        {"modulesUrl": "u", "configurationFunction": "f", "properties": [{"Name": "x"}]},
        {"configuration": {"url": "u", "script": "s", "function": "f"}, "wmfVersion": "latest"},
        {"privacy": {"dataCollection": ""}},
    ],
)
def test_dsc_takes_what_its_versions_took(settings):
    assert [i for i in said(of_set(extension(DSC, settings))) if not i.startswith("note")] == []


def test_other_handlers_take_what_they_are_given():
    other = ("Contoso", "Agent", "1.0")
    assert said(of_set(extension(other, {"Anything": {"goes": [1]}}, {"x": 1}))) == []


def test_a_secret_setting_is_not_repeated():
    secret = {"commandToExecute": "a", "storageAccountKey": ["k3y-of-mine"]}
    (found,) = said(of_set(extension(LINUX, {}, secret)))
    assert "storageAccountKey" in found
    assert "k3y-of-mine" not in found


@pytest.mark.parametrize("name", ["fileUris", "managedIdentity"])
def test_nothing_of_the_protected_settings_is_repeated(name):
    secret = {"commandToExecute": "a", name: "https://store/x?sv=1&sig=k3y-of-mine"}
    (found,) = said(of_set(extension(LINUX, {}, secret)))
    assert f"{name}' must be" in found
    assert "k3y-of-mine" not in found


def test_the_signature_of_an_address_is_not_repeated():
    settings = {"commandToExecute": "a", "fileUris": "https://store/x?sv=1&sig=k3y-of-mine"}
    (found,) = said(of_set(extension(LINUX, settings)))
    assert "'fileUris' must be an array (is 'https://store/x?sv=1&sig=(secret)')" in found


VAULT = ("Microsoft.Azure.KeyVault", "KeyVaultForLinux", "3.0")
JOIN = ("Microsoft.Compute", "JsonADDomainExtension", "1.3")
DIAGNOSTICS = ("Microsoft.Azure.Diagnostics", "IaaSDiagnostics", "1.5")
WORKER = ("Microsoft.Azure.Automation.HybridWorker", "HybridWorkerForLinux", "1.1")
CERTIFICATES = {"observedCertificates": [{"url": "https://v.vault.azure.net/secrets/web"}]}
PASSWORD = {"Password": "[parameters('p')]"}
KNOWN = [
    (VAULT, {"secretsManagementSettings": CERTIFICATES | {"something": 1}, "other": {}}, None, []),
    (
        VAULT,
        {"secretManagementSettings": CERTIFICATES},
        None,
        [
            "error TPL014 settings/secretManagementSettings 'secretManagementSettings' is no property "
            "of 'settings' of Microsoft.Azure.KeyVault/KeyVaultForLinux; did you mean "
            "'secretsManagementSettings'?"
        ],
    ),
    (
        VAULT,
        {"secretsManagementSettings": CERTIFICATES | {"pollingIntervallInS": "1"}},
        None,
        [
            "warning TPL014 settings/secretsManagementSettings/pollingIntervallInS "
            "'pollingIntervallInS' is no property of 'secretsManagementSettings' of 'settings' of "
            "Microsoft.Azure.KeyVault/KeyVaultForLinux; did you mean 'pollingIntervalInS'?"
        ],
    ),
    (
        VAULT,
        None,
        None,
        [
            "error TPL030 /resources/0/properties 'settings' of Microsoft.Azure.KeyVault/"
            "KeyVaultForLinux has no 'secretsManagementSettings', which it needs"
        ],
    ),
    (JOIN, {"name": "example.org", "User": "u"}, PASSWORD, []),
    (
        JOIN,
        {"Name": "example.org", "User": "u"} | PASSWORD,
        None,
        [
            "error TPL014 settings/Password 'Password' belongs in 'protectedSettings', not in 'settings'"
        ],
    ),
    (
        JOIN,
        {"Name": "example.org", "User": "u"},
        None,
        [
            "error TPL030 /resources/0/properties 'protectedSettings' of Microsoft.Compute/"
            "JsonADDomainExtension has no 'Password', which it needs"
        ],
    ),
    (JOIN, {"Name": "example.org", "User": "u"}, "[parameters('p')]", []),
    (DIAGNOSTICS, {"xmlCfg": "[variables('x')]"}, None, []),
    (
        DIAGNOSTICS,
        {"StorageAccount": "s"},
        None,
        [
            "error TPL030 settings 'settings' of Microsoft.Azure.Diagnostics/IaaSDiagnostics has no "
            "'WadCfg or xmlCfg', which it needs"
        ],
    ),
    (
        WORKER,
        {},
        None,
        [
            "warning TPL030 settings 'settings' of Microsoft.Azure.Automation.HybridWorker/"
            "HybridWorkerForLinux has no 'AutomationAccountURL', which it needs"
        ],
    ),
]


@pytest.mark.parametrize(("handler", "settings", "protected", "expected"), KNOWN)
def test_handlers_of_which_not_every_setting_is_known(handler, settings, protected, expected):
    assert said(of_set(extension(handler, settings, protected))) == expected


def test_protected_settings_of_a_vault_are_not_missed():
    whole = extension(JOIN, {"Name": "example.org", "User": "u"})
    vault = {"secretUrl": "https://v.vault.azure.net/secrets/p/1", "sourceVault": {"id": "/v"}}
    assert said(of_set(whole | {"protectedSettingsFromKeyVault": vault})) == []


FOLDER = ROOT / "schemas" / "extensions"
OTHERS = json.loads((FOLDER / "others.json").read_text("utf-8"))


@pytest.mark.parametrize(
    "path",
    sorted(path for path in FOLDER.glob("*.json") if path.stem != "others"),
    ids=lambda p: p.stem,
)
def test_a_file_names_its_sources_and_its_handler(path):
    data = json.loads(path.read_text("utf-8"))
    assert path.stem == data["type"].lower().replace("/", ".")
    assert all(source.startswith("https://") for source in data["sources"])
    assert data["unknown"] in {"error", "warning", "info"}
    assert {"settings", "protectedSettings"} <= schema_of(
        json.loads(path.read_bytes())
    ).definitions.keys()


@pytest.mark.parametrize("data", OTHERS, ids=lambda data: data["type"])
def test_what_is_known_of_another_handler_has_a_source_and_names_it(data):
    assert tuple(data["type"].lower().split("/")) in handlers()
    assert not (FOLDER / f"{data['type'].lower().replace('/', '.')}.json").exists()
    assert all(source.startswith("https://") for source in data["sources"])
    names = {name.lower() for part in ("settings", "protectedSettings")
             for name in data["definitions"][part]}  # fmt: skip
    assert {name.lower() for name in data.get("secrets", ())} <= names


def test_no_handler_stands_twice_among_the_others():
    assert len({data["type"].lower() for data in OTHERS}) == len(OTHERS)
