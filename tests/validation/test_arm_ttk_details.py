"""What the fixtures of arm-ttk do not tell of its tests, and how the command shows the profile."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date

import pytest

from generator.diagnostics import Severity
from generator.validation.profiles.arm_ttk.check import all_checks
from generator.validation.profiles.arm_ttk.run import validate_files
from schemas.api_versions import as_text
from tests.support import arm
from tests.support.workspace import ROOT

SCALE_SETS = "Microsoft.Compute/virtualMachineScaleSets"
DEPLOYMENTS = "Microsoft.Resources/deployments"
AS_OF = date(2026, 2, 13)


def template(*resources, **sections):
    """Return a template that says nothing wrong by itself."""
    version = {"$schema": arm.SCHEMA, "contentVersion": "1.0.0.0"}
    return {**version, **sections, "resources": list(resources)}


def resource(**members):
    """Return a storage account, or what the members make of it."""
    kind = "Microsoft.Storage/storageAccounts"
    return {"type": kind, "apiVersion": "2025-01-01", "name": "x", **members}


@pytest.fixture
def judged(tmp_path):
    """Run the profile over a value or a text; give what one test finds, as severities."""

    def run(test, value, name="azuredeploy.json", as_of=AS_OF):
        text = value if isinstance(value, str) else json.dumps(value, indent=2)
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        assert test in {loaded.check.test for loaded in all_checks()}
        found = validate_files([path], as_of).findings
        return [item for item in found if item.counterpart and item.counterpart.test == test]

    return run


def verdict(found):
    return "fail" if any(item.severity is Severity.ERROR for item in found) else "pass"


def blank(**members):
    return template(resource(properties={"settings": members}))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (blank(mode=""), "fail"),
        (blank(mode="a", value=""), "pass"),
        # 'value' may be empty, so in any object what stands beside a 'value' may be, too
        (blank(mode="", value="a"), "pass"),
        # and elsewhere what is called like that
        (template(resource(properties={"a": {"mode": ""}, "b": {"mode": 1, "inputs": 1}})), "pass"),
        (template(resource(tags={}, properties={})), "pass"),
        (blank(list=[{}, ""]), "pass"),
        (blank(list=[{"mode": None}]), "fail"),
        (blank(**{"[parameters('id')]": {}}), "pass"),
        (blank(**{"/subscriptions/1/x": {}}), "pass"),
        (template(resource(type="Microsoft.Web/sites/config", properties={"a": ""})), "pass"),
        (
            template(
                resource(
                    type="Microsoft.Web/sites",
                    resources=[resource(type="config", properties={"a": {"b": []}})],
                )
            ),
            "pass",
        ),
    ],
)
def test_blanks_are_let_pass_by_name_neighbor_and_type(judged, value, expected):
    assert verdict(judged("Template-Should-Not-Contain-Blanks", value)) == expected


def nested(value, scope=None):
    properties = {"mode": "Incremental", "template": template(resource(properties={"a": value}))}
    if scope:
        properties["expressionEvaluationOptions"] = {"scope": scope}
    return template(
        {**resource(type=DEPLOYMENTS), "properties": properties},
        parameters={"key": {"type": "secureString"}},
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (nested("[concat(listKeys('x', '2025-01-01').a)]"), "fail"),
        # arm-ttk looks left of the bracket here, and sees no expression
        (nested("[listKeys('x', '2025-01-01').a]"), "pass"),
        (nested("[concat(my.listOfKeys('x'))]"), "pass"),
        (nested("[concat(listKeys('x', '2025-01-01').a)]", "inner"), "pass"),
        (nested("[concat(listKeys('x', '2025-01-01').a)]", "Outer"), "fail"),
        (nested("[parameters('key')]"), "fail"),
        (nested("[Parameters( 'KEY' )]"), "fail"),
        (nested("parameters('key')"), "pass"),
    ],
)
def test_outer_deployments_are_searched_for_secrets(judged, value, expected):
    assert verdict(judged("Secure-Params-In-Nested-Deployments", value)) == expected


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("adminPassword", "string", ["error"]),
        ("adminPassword", "SecureString", []),
        ("adminPasswordUrl", "string", ["error"]),
        ("usePassword", "bool", []),
        ("secret", "string", ["error"]),
        ("secret", "object", ["error"]),
        ("secretName", "string", ["warning"]),
        ("secretsPermissions", "array", ["warning"]),
        ("secretUrl", "string", ["warning"]),
        ("secretUrl", "secureString", []),
        ("storageAccountKey", "string", ["error"]),
        ("storageKey", "string", []),
    ],
)
def test_names_about_secrets_get_a_warning_alone(judged, name, kind, expected):
    value = template(parameters={name: {"type": kind}})
    found = judged("Password-params-must-be-secure", value)
    assert [item.severity.label for item in found] == expected


def vm_size(value, **sections):
    profile = {"hardwareProfile": {"vmSize": value}}
    machine = resource(type="Microsoft.Compute/virtualMachines", properties=profile)
    return template(machine, **sections)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (vm_size("Standard_D2s_v5"), "fail"),
        (vm_size("[parameters('size')]"), "pass"),
        (vm_size("[variables('size')]", variables={"size": "Standard_D2s_v5"}), "fail"),
        (vm_size("[variables('size')]", variables={"size": "[parameters('size')]"}), "pass"),
        (vm_size("[variables('a').b]", variables={"a": {"b": "[parameters('size')]"}}), "pass"),
        (vm_size("[variables('a').b]", variables={"a": {"b": "Standard_D2s_v5"}}), "fail"),
        (template(resource(type=SCALE_SETS, sku={"name": "Standard_D2s_v5"})), "pass"),
    ],
)
def test_a_size_in_a_variable_needs_a_parameter_there(judged, value, expected):
    assert verdict(judged("VM-Size-Should-Be-A-Parameter", value)) == expected


def scale_set(image, kind=SCALE_SETS):
    profile = {"virtualMachineProfile": {"storageProfile": {"imageReference": image}}}
    return template(resource(type=kind, properties=profile))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (scale_set({"sku": "22_04-lts", "version": "latest"}), "pass"),
        (scale_set({"sku": "22_04-preview"}), "fail"),
        (scale_set({"offer": "server-Preview"}), "fail"),
        (scale_set({"version": "1.0-preview"}), "fail"),
        (scale_set("image-preview"), "fail"),
        (scale_set({"offer": "server-preview-gen2"}), "pass"),
        (scale_set({"sku": "preview"}, SCALE_SETS.upper()), "fail"),
        # nothing but machines and scale sets is looked at
        (scale_set({"sku": "preview"}, "Microsoft.DevTestLab/labs"), "pass"),
    ],
)
def test_scale_sets_are_judged_like_machines_by_their_image(judged, value, expected):
    assert verdict(judged("Virtual-Machines-Should-Not-Be-Preview", value)) == expected


def versions(*pairs):
    kinds = {
        # all that came after it are previews
        "old but latest": ("Microsoft.Insights/diagnosticSettings", "2016-09-01"),
        "old": ("Microsoft.Storage/storageAccounts", "2019-06-01"),
        "not known": ("Microsoft.Storage/storageAccounts", "1999-01-01"),
        "no date": ("Microsoft.Storage/storageAccounts", "latest"),
        "expression": ("Microsoft.Storage/storageAccounts", "[variables('version')]"),
        "no text": ("Microsoft.Storage/storageAccounts", 20190601),
        "preview": ("Microsoft.Storage/storageAccounts", "2018-03-01-preview"),
    }
    made = [resource(type=kinds[p][0], apiVersion=kinds[p][1]) for p in pairs]
    return template(*made)


def test_a_version_that_is_the_newest_stable_ends_the_test(judged):
    from generator.resources.api_versions import is_preview, versions_of

    known = versions_of(["Microsoft.Insights/diagnosticSettings"])
    at = known.index("2016-09-01")
    assert at > 0
    assert all(is_preview(item) for item in known[:at])
    ids = ["ApiVersion.OutOfDate"]
    test = "apiVersions-Should-Be-Recent"
    assert [i.counterpart.error for i in judged(test, versions("old"))] == ids
    assert [i.counterpart.error for i in judged(test, versions("old", "old but latest"))] == ids
    assert judged(test, versions("old but latest", "old")) == []


@pytest.mark.parametrize(
    ("kind", "severity", "errors"),
    [
        ("not known", "warning", {""}),
        ("no date", "error", {"ApiVersion.Not.Date"}),
        ("expression", "error", {"ApiVersion.Not.Date"}),
        ("no text", "error", {"ApiVersion.Not.String"}),
        ("preview", "error", {"ApiVersion.Preview.Not.Recent", "ApiVersion.OutOfDate"}),
    ],
)
def test_versions_are_judged_by_their_form_and_age(judged, kind, severity, errors):
    found = judged("apiVersions-Should-Be-Recent", versions(kind))
    assert {item.severity.label for item in found} == {severity}
    assert {item.counterpart.error for item in found} == errors


def test_the_age_of_a_version_depends_on_the_day(judged):
    test, value = "apiVersions-Should-Be-Recent", versions("old")
    # two years are 730 days: 2019-06-01 to 2021-05-31
    assert judged(test, value, as_of=date(2021, 5, 31)) == []
    assert verdict(judged(test, value, as_of=date(2021, 6, 1))) == "fail"


def test_the_api_version_in_a_property_is_not_judged(judged):
    value = template(resource(properties={"apiVersion": "2015-01-01"}))
    assert judged("apiVersions-Should-Be-Recent", value) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[reference(resourceId('Microsoft.Storage/storageAccounts', 'x'), '2019-06-01')]", "fail"),
        ("[reference(resourceId('Microsoft.Storage/storageAccounts', 'x'))]", "pass"),
        ("[reference(parameters('id'), '2019-06-01')]", "pass"),
        (
            "[listKeys(resourceId('Microsoft.Storage/storageAccounts', 'x'), '2019-06-01').a]",
            "fail",
        ),
        ("[my.listKeys(resourceId('Microsoft.Storage/storageAccounts'), '2019-06-01')]", "pass"),
    ],
)
def test_versions_in_references_are_judged_where_the_type_is_known(judged, text, expected):
    test = "apiVersions-Should-Be-Recent-In-Reference-Functions"
    assert verdict(judged(test, template(outputs={"a": {"value": text}}))) == expected


def located(default):
    return template(parameters={"location": {"type": "string", "defaultValue": default}})


@pytest.mark.parametrize(
    ("name", "default", "expected"),
    [
        ("azuredeploy.json", "global", "pass"),
        ("mainTemplate.json", "[resourceGroup().location]", "pass"),
        ("azuredeploy.json", "westeurope", "fail"),
        ("vmss.json", "global", "fail"),
        ("vmss.json", "[resourceGroup().location]", "pass"),
        ("vmss.json", "", "fail"),
    ],
)
def test_a_main_template_is_told_by_its_name(judged, name, default, expected):
    assert verdict(judged("Location-Should-Not-Be-Hardcoded", located(default), name)) == expected


def test_a_template_of_inner_scope_is_judged_by_itself(judged):
    inner = template(parameters={"unused": {"type": "string"}, "own": {"type": "string"}})
    inner["outputs"] = {"a": {"type": "string", "value": "[parameters('own')]"}}
    deployment = {
        **resource(type=DEPLOYMENTS),
        "properties": {
            "expressionEvaluationOptions": {"scope": "inner"},
            "parameters": {"own": {"value": "a"}},
            "template": inner,
        },
    }
    value = template(deployment, parameters={"own": {"type": "string"}})
    found = judged("Parameters-Must-Be-Referenced", value)
    # the use of 'own' inside is no use of the one outside
    within = "/resources/0/properties/template/parameters/unused"
    assert [item.pointer for item in found] == ["/parameters/own", within]
    lines = json.dumps(value, indent=2).split("\n")
    assert [lines[i.position.line - 1].strip() for i in found] == ['"own": {', '"unused": {']


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("// [parameters('a')]", "pass"),
        ("// nothing", "fail"),
        ("// parameters('a')", "fail"),
    ],
)
def test_a_use_in_a_comment_counts(judged, line, expected):
    text = json.dumps(template(parameters={"a": {"type": "string"}})).replace(
        '"resources"', f'\n{line}\n"resources"'
    )
    assert verdict(judged("Parameters-Must-Be-Referenced", text)) == expected


def test_broken_json_fails_its_test_where_it_breaks(judged):
    found = judged("JSONFiles-Should-Be-Valid", '{\n  "resources": [,]\n}')
    assert [(i.position.line, i.counterpart.error) for i in found] == [(2, "Invalid.JSON")]


def test_names_without_quotes_are_read(judged):
    text = "{'x': 1}".replace("'x'", "resources").replace("1", "[]")
    assert judged("JSONFiles-Should-Be-Valid", text) == []
    assert verdict(judged("DeploymentTemplate-Schema-Is-Correct", text)) == "fail"


SECRET = "Hunter2-Hunter2"


@pytest.mark.parametrize(
    "value",
    [
        template(parameters={"key": {"type": "secureString", "defaultValue": SECRET}}),
        template(resource(properties={"administratorLoginPassword": SECRET})),
        template(
            resource(
                properties={
                    "type": "CustomScript",
                    "settings": {"commandToExecute": f"[concat('{SECRET}', listKeys('a', 'b').c)]"},
                }
            )
        ),
    ],
)
@pytest.mark.parametrize("form", ["text", "json", "sarif", "junit", "github"])
def test_a_secret_is_not_shown(scaleset, tmp_path, value, form):
    (tmp_path / "azuredeploy.json").write_text(json.dumps(value, indent=2), encoding="utf-8")
    ran = scaleset("validate", "--profile", "arm-ttk", "azuredeploy.json", "-o", form)
    assert ran.code == 1
    assert SECRET not in ran.out + ran.err


@pytest.fixture
def files(tmp_path):
    """A main template with a mistake, another file in a folder beside it, and a parameter file."""
    main = template(parameters={"unused": {"type": "string"}})
    (tmp_path / "nested").mkdir()
    (tmp_path / "azuredeploy.json").write_text(json.dumps(main, indent=2), encoding="utf-8")
    (tmp_path / "nested" / "a.json").write_text(json.dumps(main), encoding="utf-8")
    (tmp_path / "azuredeploy.parameters.json").write_text('{"parameters": {}}', encoding="utf-8")
    return tmp_path


def test_json_names_the_test_and_its_error(scaleset, files):
    ran = scaleset("validate", "--profile", "arm-ttk", "--as-of", "2026-02-13", files, "-o", "json")
    report = json.loads(ran.out)
    found = report["diagnostics"][0]
    assert ran.code == 1
    assert found["armTtk"] == {
        "test": "Parameters-Must-Be-Referenced",
        "errorId": "Parameters.Must.Be.Referenced",
    }
    assert (found["line"], found["pointer"]) == (5, "/parameters/unused")
    assert "template-test-cases#" in found["url"]
    assert (report["summary"]["profile"], report["summary"]["asOf"]) == ("arm-ttk", "2026-02-13")


def test_sarif_names_the_test_and_describes_the_rules(scaleset, files):
    ran = scaleset("validate", "--profile", "arm-ttk", files, "-o", "sarif")
    run = json.loads(ran.out)["runs"][0]
    result = run["results"][0]
    assert result["properties"]["armTtkTest"] == "Parameters-Must-Be-Referenced"
    rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
    assert rule["id"] == result["ruleId"]


def test_a_main_template_brings_the_files_of_its_folder(scaleset, files):
    alone = scaleset("validate", "--profile", "arm-ttk", "nested/a.json")
    assert "1 error" in alone.err
    assert "1 file" in alone.err
    with_folder = scaleset("validate", "--profile", "arm-ttk", "azuredeploy.json")
    assert "2 errors" in with_folder.err
    assert "2 templates with 0 resources and 1 parameter file" in with_folder.err


def test_the_summary_says_to_which_day_ages_are_counted(scaleset, files):
    ran = scaleset("validate", "--profile", "arm-ttk", "--as-of", "2026-02-13", "nested/a.json")
    assert "2026-02-13" in ran.err
    today = scaleset("validate", "--profile", "arm-ttk", "nested/a.json")
    assert "as old as on 20" in today.err


@pytest.mark.parametrize(
    "options",
    [
        ["--profile", "arm-ttk", "-p", "a=1"],
        ["--profile", "arm-ttk", "--as-of", "13.2.2026"],
        ["--profile", "tflint"],
    ],
)
def test_options_that_do_not_go_together_are_refused(scaleset, files, options):
    ran = scaleset("validate", *options, "azuredeploy.json")
    assert ran.code == 2
    assert ran.err


def test_our_own_rules_do_not_load_those_of_arm_ttk(files):
    code = (
        "import sys\n"
        "from generator.commands.validate import run as validate\n"
        "validate.run(validate.ValidateRequest(['azuredeploy.json'], quiet=True))\n"
        "print([name for name in sys.modules if 'profiles' in name], file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=files,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert ran.stderr.strip() == "[]"


def test_ids_and_names_of_the_tests_are_unique():
    checks = [loaded.check for loaded in all_checks()]
    assert len({check.id for check in checks}) == len(checks) == len({c.test for c in checks})
    assert all(loaded.documentation.strip() for loaded in all_checks())


def test_the_table_of_versions_is_as_its_script_writes_it():
    path = ROOT / "schemas" / "api-versions.json"
    text = path.read_text(encoding="utf-8")
    kept = json.loads(text)
    table = {name: versions.split() for name, versions in kept["types"].items()}
    assert as_text(dict(reversed(table.items())), kept["date"]) == text
    # a version that is known from elsewhere, and what is no version
    assert "2021-03-01" in table["Microsoft.Compute/virtualMachineScaleSets"]
    assert '"a/b": "2020-01-01 2020-01-01-preview"' in as_text(
        {"a/b": ["2020-01-01-preview", "latest", "2020-01-01"], "a/c": ["latest"]}, "2020-01"
    )
    assert "a/c" not in as_text({"a/c": ["latest"]}, "2020-01")


VAULT = f"/subscriptions/{'1' * 8}-1111-1111-1111-{'1' * 12}/resourceGroups/g/providers/Microsoft.KeyVault/vaults/vault"


@pytest.mark.parametrize(
    ("given", "places"),
    [
        ({"value": None}, []),
        ({"metadata": {}}, ["/parameters/p"]),
        ({"value": "[concat('a', 'b')]"}, ["/parameters/p/value"]),
        ({"reference": {"keyVault": {"id": VAULT}, "secretName": "s-1"}}, []),
        ({"reference": {"secretName": "s"}}, ["/parameters/p/reference"]),
        ({"reference": {"keyVault": {}, "secretName": "s"}}, ["/parameters/p/reference/keyVault"]),
        ({"reference": {"keyVault": {"id": VAULT}}}, ["/parameters/p/reference"]),
        ({"reference": {"keyVault": {"id": "v"}, "secretName": "s"}}, ["/parameters/p/reference/keyVault/id"]),
        ({"reference": {"keyVault": {"id": VAULT}, "secretName": "a_b"}}, ["/parameters/p/reference/secretName"]),
    ],
)  # fmt: skip
def test_a_parameter_has_a_value_or_a_reference_that_leads_somewhere(judged, given, places):
    value = {**arm.parameter_file(), "parameters": {"p": given}}
    found = judged("DeploymentParameters-Should-Have-Value", value, "a.parameters.json")
    assert [item.pointer for item in found] == places


def test_an_api_version_is_not_asked_of_a_provider(judged):
    asked = "[providers('Microsoft.Storage', 'storageAccounts').apiVersions[0]]"
    test = "providers_apiVersions-Is-Not-Permitted"
    assert verdict(judged(test, template(resource(apiVersion=asked)))) == "fail"
    assert verdict(judged(test, template(resource()))) == "pass"


def test_a_reference_takes_its_type_from_the_resource_of_that_name(judged):
    test = "apiVersions-Should-Be-Recent-In-Reference-Functions"
    sections = {"variables": {"store": "x"}}
    for version, expected in (("2015-06-15", "fail"), ("2025-01-01", "pass")):
        asked = {"o": {"type": "object", "value": f"[reference(variables('store'), '{version}')]"}}
        named = template(resource(name="[variables('store')]"), **sections, outputs=asked)
        assert verdict(judged(test, named)) == expected
        other = template(resource(name="other"), **sections, outputs=asked)
        assert verdict(judged(test, other)) == "pass"  # what it is of is not known


@pytest.mark.parametrize("text", ["null", "[]", "0"])
def test_a_file_that_holds_nothing_is_told(judged, text):
    assert verdict(judged("JSONFiles-Should-Be-Valid", text)) == "fail"
