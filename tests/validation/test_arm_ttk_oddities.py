"""Where arm-ttk is odd: the profile fails and passes as it does, with the ids of its errors.

The kinds were recorded of arm-ttk at 0ec9a41a (2026-02-13) on PowerShell 7.6.9; neighbors of what was
recorded follow from its source.
"""

from __future__ import annotations

import json
from datetime import date

import pytest

from generator.diagnostics import Severity
from generator.validation.profiles.arm_ttk.run import validate_files
from tests.support import arm

AS_OF = date(2026, 8, 1)
LOCATION = {"location": {"type": "string", "defaultValue": "[resourceGroup().location]"}}
NULL = "ParameterArgumentValidationErrorNullNotAllowed"
EMPTY = "ParameterArgumentValidationErrorEmptyStringNotAllowed"
OF_RESOURCES = {
    "DependsOn-Best-Practices": [NULL],
    "Deployment-Resources-Must-Not-Be-Debug": [NULL],
    "IDs-Should-Be-Derived-From-ResourceIDs": [NULL],
    "Secure-Params-In-Nested-Deployments": [NULL],
}
LITERALS = ("adminPassword-Should-Not-Be-A-Literal", "adminUsername-Should-Not-Be-A-Literal")


OF_SECTIONS = {test: [NULL] for test in LITERALS}


def template(*resources, **sections):
    head = {"$schema": arm.SCHEMA, "contentVersion": "1.0.0.0"}
    return {**head, "resources": list(resources), **sections}


def store(**members):
    kind = "Microsoft.Storage/storageAccounts"
    location = "[parameters('location')]"
    return {"type": kind, "apiVersion": "2025-06-01", "name": "x", "location": location, **members}


def machine(size, **sections):
    profile = {"hardwareProfile": {"vmSize": size}}
    kind = "Microsoft.Compute/virtualMachines"
    return template(store(type=kind, apiVersion="2025-04-01", properties=profile), **sections)


def nested(inner, scope="inner"):
    options = {"expressionEvaluationOptions": {"scope": scope}, "mode": "Incremental"}
    kind = "Microsoft.Resources/deployments"
    return {
        "type": kind,
        "apiVersion": "2025-04-01",
        "name": "n",
        "properties": {**options, "template": inner},
    }


@pytest.fixture
def failed(tmp_path):
    """Write files and run the profile; give the errors by file and test."""

    def run(**files):
        for name, value in files.items():
            path = tmp_path / name.replace("__", "/").replace("_", ".")
            path.parent.mkdir(exist_ok=True)
            text = value if isinstance(value, str) else json.dumps(value, indent=1)
            path.write_text(text, encoding="utf-8")
        found = {}
        for item in validate_files([tmp_path], AS_OF).findings:
            if item.severity is Severity.ERROR:
                file = item.path.removeprefix(f"{tmp_path.as_posix()}/")
                tests = found.setdefault(file, {})
                tests.setdefault(item.counterpart.test, []).append(item.counterpart.error)
        return found

    return run


def of_main(found):
    assert found.keys() <= {"azuredeploy.json"}
    return found.get("azuredeploy.json", {})


OLD = {"apiVersion": "2019-06-01"}


@pytest.mark.parametrize(
    ("value", "errors"),
    [
        (template(store(properties={"sub": OLD})), ["ApiVersion.OutOfDate"]),
        (template(store(properties={"list": [OLD]})), ["ApiVersion.OutOfDate"]),
        (template(store(properties={"spec": {"apiVersion": "apps/v1"}})), ["ApiVersion.Not.Date"]),
        (template(store(properties={"spec": {"apiVersion": 1}})), ["ApiVersion.Not.String"]),
        (template(store(properties=OLD)), []),
        (template(store(properties={"outputs": [OLD]})), []),
        (template(store(), variables=OLD), []),
        (
            template(store(), variables={"v": {**OLD, "type": store()["type"]}}),
            ["ApiVersion.OutOfDate"],
        ),
        (
            template(store(), parameters={"apiVersion": {"type": "string"}}),
            ["ApiVersion.Not.String"],
        ),
        (template(store(), outputs={"o": {"type": "object", "value": OLD}}), []),
        (template(store(type=f"{store()['type']}/unheardOf", **OLD)), ["ApiVersion.OutOfDate"]),
        (template(store(type="Microsoft.Unheard/of/it", **OLD)), []),
        (
            template(resources={"a": store(**OLD, existing=True), "b": store()}),
            ["ApiVersion.OutOfDate"],
        ),
        (template(nested(template(resources={"a": store(**OLD)}))), ["ApiVersion.OutOfDate"]),
    ],
)  # fmt: skip
def test_whatever_is_called_api_version_is_judged_by_the_types_around_it(failed, value, errors):
    found = of_main(failed(azuredeploy_json=value))
    assert found.get("apiVersions-Should-Be-Recent", []) == errors


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({**template(), "resources": None}, OF_RESOURCES | OF_SECTIONS),
        ({k: v for k, v in template().items() if k != "resources"}, OF_RESOURCES),
        (template(nested({**template(), "resources": None})), OF_RESOURCES | OF_SECTIONS),
        (template(nested({"$schema": arm.SCHEMA, "contentVersion": "1.0.0.0"})), OF_RESOURCES),
        (template(None), OF_RESOURCES | OF_SECTIONS),
        (template(variables=None), OF_SECTIONS),
        (template(variables={}), {}),
        (template(), {}),
    ],
)  # fmt: skip
def test_what_powershell_cannot_search_fails(failed, value, expected):
    assert of_main(failed(azuredeploy_json=value)) == expected


@pytest.mark.parametrize(
    ("test", "value", "errors"),
    [
        ("URIs-Should-Be-Properly-Constructed", template(store(properties={"blobUri": None})), [NULL]),
        ("URIs-Should-Be-Properly-Constructed", template(store(properties={"url": ""})), [EMPTY]),
        ("URIs-Should-Be-Properly-Constructed", template(store(properties={"uri": []})), []),
        ("VM-Size-Should-Be-A-Parameter", machine(""), [""]),
        ("VM-Size-Should-Be-A-Parameter", machine(None), [""]),
        ("Location-Should-Not-Be-Hardcoded", template(store(location="")), ["Location.Hardcoded"]),
        ("IDs-Should-Be-Derived-From-ResourceIDs", template(store(properties={"id": None, "ids": []})), ["ResourceId.Is.Missing"]),
        (LITERALS[1], machine("", variables={"u": ""}) | {"resources": [store(properties={"adminUsername": "[variables('u')]"})]}, ["AdminUserName.Is.Variable.Literal"]),
    ],
)  # fmt: skip
def test_empty_values_fail_where_powershell_hands_them_on(failed, test, value, errors):
    assert of_main(failed(azuredeploy_json=value)).get(test, []) == errors


def handed(value):
    return {**nested(template()), "properties": {"parameters": {"vmSize": {"value": value}}}}


@pytest.mark.parametrize(
    ("value", "errors"),
    [
        ("[parameters('size')]", []),
        ("[variables('size')]", []),
        ("[variables('sizes').small]", []),
        ("[variables('fixed')]", [""]),
        ("Standard_D2s_v5", [""]),
    ],
)
def test_a_size_that_is_handed_on_may_come_from_a_variable(failed, value, errors):
    sized = "[parameters('size')]"
    variables = {"size": sized, "sizes": {"small": sized}, "fixed": "Standard_D2s_v5"}
    found = of_main(failed(azuredeploy_json=template(handed(value), variables=variables)))
    assert found.get("VM-Size-Should-Be-A-Parameter", []) == errors


def test_files_beside_a_main_template_have_its_verdict_on_sizes(failed):
    test = "VM-Size-Should-Be-A-Parameter"
    fixed, free = machine("Standard_D2s_v5"), machine("[parameters('size')]")
    found = failed(azuredeploy_json=fixed, nested__a_json=template(), nested__b_json=free)
    assert {file: tests.get(test) for file, tests in found.items()} == {
        "azuredeploy.json": [""],
        "nested/a.json": [""],
        "nested/b.json": [""],
    }
    found = failed(azuredeploy_json=free, nested__a_json=fixed, nested__b_json=free)
    assert [file for file, tests in found.items() if test in tests] == []


def test_a_file_without_main_template_is_judged_by_its_own_sizes(failed):
    found = failed(a_json=machine("Standard_D2s_v5"), b_json=machine("[parameters('size')]"))
    assert [file for file, tests in found.items() if "VM-Size-Should-Be-A-Parameter" in tests] == [
        "a.json"
    ]


BICEP = {"_generator": {"name": "bicep", "version": "0.30.0", "templateHash": "1"}}
ASKED = "[reference(resourceId('Microsoft.Storage/storageAccounts', 'x'), '2019-06-01').a]"
OUTPUTS = {"o": {"type": "string", "value": ASKED}}


@pytest.mark.parametrize(("main", "linked", "fails"), [(BICEP, {}, False), ({}, BICEP, True)])
def test_the_main_template_tells_whether_bicep_wrote_all(failed, main, linked, fails):
    main, linked = template(metadata=main), template(metadata=linked, outputs=OUTPUTS)
    found = failed(azuredeploy_json=main, a_json=linked).get("a.json", {})
    assert ("apiVersions-Should-Be-Recent-In-Reference-Functions" in found) is fails


@pytest.mark.parametrize(
    ("linked", "name", "fails"),
    [
        (template(), "a_json", True),
        (template(nested(template())), "a_json", False),
        (template(), "prereq_json", False),
        (arm.parameter_file(), "azuredeploy_parameters_json", False),
    ],
)
def test_nested_templates_are_judged_again_for_each_file_without(failed, linked, name, fails):
    inner = template(parameters={"unused": {"type": "string"}})
    found = failed(azuredeploy_json=template(nested(inner)), **{name: linked})
    unused = {"Parameters-Must-Be-Referenced": ["Parameters.Must.Be.Referenced"]}
    assert found.pop("azuredeploy.json") == unused
    assert found == ({"a.json": unused} if fails else {})


HOST = {"description": "see https://a.blob.core.windows.net"}
NOTED = json.dumps(
    template(
        parameters={"location": {**LOCATION["location"], "metadata": HOST}},
        outputs={"o": {"type": "string", "value": "[parameters('location')]"}},
    )
)


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ('"parameters"', '\n// note\n"parameters"', True),
        ('"parameters"', '\n// a, b,\n"parameters"', True),
        ('"parameters"', '/* note */ "parameters"', True),
        ('"parameters"', '\n  "parameters"', False),
        ('"$schema"', '\n// note\n"$schema"', False),
    ],
)
def test_a_comment_before_the_parameters_hides_them(failed, before, after, found):
    text = NOTED.replace(before, after, 1)
    expected = {
        "DeploymentTemplate-Must-Not-Contain-Hardcoded-Uri": ["Hardcoded.Url.Reference"],
        "Location-Should-Not-Be-Hardcoded": ["Location.Parameter.Should.Be.Used"],
    }
    assert of_main(failed(azuredeploy_json=text)) == (expected if found else {})


def test_texts_in_single_quotes_are_read(failed):
    text = """{'$schema': 'SCHEMA', 'contentVersion': '1.0.0.0', // it's
      'resources': [], 'outputs': {'o': {'type': 'string', 'value': 'say "it\\'s"'}}}"""
    assert failed(azuredeploy_json=text.replace("SCHEMA", arm.SCHEMA)) == {}


def test_single_quotes_hide_the_parameters(failed):
    text = json.dumps(template(parameters=LOCATION, outputs=OUTPUTS)).replace("'", "`")
    text = text.replace('"', "'").replace(ASKED.replace("'", "`"), "[parameters(\\'location\\')]")
    found = of_main(failed(azuredeploy_json=text))
    assert found == {"Location-Should-Not-Be-Hardcoded": ["Location.Parameter.Should.Be.Used"]}


@pytest.mark.parametrize("name", ["azuredeploy_json", "a_json"])
def test_names_that_differ_by_case_are_no_json(failed, name):
    text = json.dumps(template()).replace('"outputs"', '"Outputs"')
    text = text[:-1] + ', "Resources": []}'
    invalid = {"JSONFiles-Should-Be-Valid": ["Invalid.JSON"]}
    no_schema = {"DeploymentTemplate-Schema-Is-Correct": ["Template.Missing.Schema"]}
    expected = invalid | (no_schema if name == "azuredeploy_json" else {})
    assert failed(**{name: text}) == {name.replace("_", "."): expected}


def test_jsonc_without_schema_is_no_template(failed):
    assert failed(azuredeploy_json=template(), notes_jsonc='{"resources": [ // x\n]}') == {}


@pytest.mark.parametrize(("name", "fails"), [("a+b", True), ("a$", True), ("a.b", False)])
def test_a_parameter_with_signs_in_its_name_is_never_found(failed, name, fails):
    outputs = {"o": {"type": "string", "value": f"[parameters('{name}')]"}}
    value = template(parameters={name: {"type": "string"}}, outputs=outputs)
    assert ("Parameters-Must-Be-Referenced" in of_main(failed(azuredeploy_json=value))) is fails


def artifacts(kind, **more):
    default = "[deployment().properties.templateLink.uri]"
    value = "[concat(parameters('_artifactsLocation'), parameters('_artifactsLocationSasToken'))]"
    token = {"_artifactsLocationSasToken": {"type": "secureString", "defaultValue": ""}, **more}
    given = {"_artifactsLocation": {"type": kind, "defaultValue": default}, **token}
    return template(
        parameters={name: item for name, item in given.items() if item},
        outputs={"o": {"type": "string", "value": value}},
    )


@pytest.mark.parametrize(
    ("value", "errors"),
    [
        (artifacts("string"), []),
        (artifacts("secureString"), []),
        (artifacts("object"), ["TypeMisMatch"]),
        (
            artifacts("string", _artifactsLocationSasToken=None),
            ["sasToken.DefaultValue.Incorrect", "sasToken.Missing"],
        ),
    ],
)
def test_the_place_of_artifacts_may_be_secure(failed, value, errors):
    found = of_main(failed(azuredeploy_json=value)).get("artifacts-parameter", [])
    assert sorted(found) == [f"ArtifactsLocation.Parameter.{error}" for error in errors]


VAULT = f"/subscriptions/{'1' * 8}-1111-1111-1111-{'1' * 12}/resourceGroups/g/providers/Microsoft.KeyVault/vaults/vault"


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({"value": "[dbo].[orders]"}, ["NamedParameterNotFound"]),
        ({"value": ["a", "[b]"]}, ["NamedParameterNotFound"]),
        ({"value": {"a": "[b]"}}, []),
        ({"value": "a [b]"}, []),
        ({}, ["Missing.Value"]),
        ({"reference": {}}, ["Missing.Value"]),
        ({"reference": {"keyVault": {}}}, ["Missing.KeyVault.Id"]),
        ({"reference": {"keyVault": {"id": "v"}}}, ["Bad.KeyVault.Id"]),
        ({"reference": {"keyVault": {"id": f"{VAULT[:-4]}"}}}, ["Bad.KeyVault.Id"]),
        ({"reference": {"keyVault": {"id": VAULT}}}, ["Missing.SecretName"]),
        ({"reference": {"keyVault": {"id": VAULT}, "secretName": ""}}, ["Bad.SecretName"]),
        ({"reference": {"keyVault": {"id": VAULT}, "secretName": "s"}}, []),
    ],
)
def test_the_first_fault_of_a_value_has_the_id_of_arm_ttk(failed, given, errors):
    value = {**arm.parameter_file(), "parameters": {"p": given}}
    found = failed(a_parameters_json=value).get("a.parameters.json", {})
    expected = [e if e.startswith("Named") else f"Parameters.Parameter.{e}" for e in errors]
    assert found.get("DeploymentParameters-Should-Have-Value", []) == expected


def command(text):
    properties = {"type": "CustomScript", "settings": {"commandToExecute": text}}
    secret = {"key": {"type": "secureString"}}
    return template(store(properties=properties), parameters={**LOCATION, **secret})


def deployed(**members):
    return template({**nested(template(), "outer"), "properties": members})


@pytest.mark.parametrize(
    ("test", "value", "error"),
    [
        ("DependsOn-Best-Practices", template(store(dependsOn="[concat('a', 'b')]")), "Resource.DependsOn.StartsWithConcat"),
        ("DependsOn-Best-Practices", template(store(dependsOn=["[if(true(), 'a', 'b')]"])), "Resource.DependsOn.Conditional"),
        ("Secure-String-Parameters-Cannot-Have-Default", template(parameters={"p": {"type": "secureString", "defaultValue": "a"}}), "SecureString.Must.Not.Have.Default"),
        ("CommandToExecute-Must-Use-ProtectedSettings-For-Secrets", command("[concat('x ', parameters('key'))]"), "CommandToExecute.Unprotected.Parameter"),
        ("CommandToExecute-Must-Use-ProtectedSettings-For-Secrets", command("[concat(parameters('key'), listKeys('a', 'b').c)]"), "CommandToExecute.Unprotected.List"),
        ("Deployment-Resources-Must-Not-Be-Debug", deployed(debugSetting={"detailLevel": "requestContent"}), "Deployment.Resource.Has.DebugSetting"),
        ("Deployment-Resources-Must-Not-Be-Debug", deployed(debugSetting={"detailLevel": ["requestContent"]}), "Deployment.Resource.Has.LogDetail"),
        ("providers_apiVersions-Is-Not-Permitted", template(store(apiVersion="[providers('a', 'b').apiVersions[0]]")), "ApiVersion.Using.Providers"),
    ],
)  # fmt: skip
def test_errors_have_the_ids_of_arm_ttk(failed, test, value, error):
    assert of_main(failed(azuredeploy_json=value))[test] == [error]
