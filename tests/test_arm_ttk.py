"""`--profile arm-ttk` gives the verdicts that arm-ttk gives: its labelled cases, and its quirks."""

from __future__ import annotations

import json
from datetime import date

import pytest
from corpus_templates import CORPUS

from generator.diagnostics import Severity
from generator.validation.arm_ttk.profile import PARAMETER_TESTS, TEMPLATE_TESTS, findings_of

FIXTURES = CORPUS / "arm-ttk"
AS_OF = date(2026, 2, 13)
"""The day of the release whose labels these are."""
SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"


def cases():
    manifest = FIXTURES / "cases.json"
    return json.loads(manifest.read_text("utf-8")) if manifest.is_file() else []


def errors(path, test, as_of=AS_OF):
    found = findings_of(path, as_of)[1]
    return [i for i in found if i.rule == test and i.severity is Severity.ERROR]


@pytest.mark.skipif(not FIXTURES.is_dir(), reason="the corpus is not beside this checkout")
@pytest.mark.parametrize("case", cases(), ids=lambda case: case["path_in_repo"] + case["test"])
def test_a_labelled_case_has_its_verdict(case):
    tested = {(FIXTURES / name).as_posix() for name in case["tested_files"]}
    found = errors(FIXTURES / case["main_file"], case["test"])
    found = [item for item in found if item.path in tested]
    assert ("fail" if found else "pass") == case["expected"], found
    if case.get("expected_error_id"):
        assert {item.peer_id for item in found} == {case["expected_error_id"]}


def test_every_labelled_test_is_one_of_the_profile():
    known = {*PARAMETER_TESTS, *TEMPLATE_TESTS, "JSONFiles-Should-Be-Valid"}
    assert {case["test"] for case in cases()} <= known
    assert len(known) == 36


@pytest.fixture
def verdict(tmp_path):
    """Write a template and give the places of a test's errors."""

    def run(test, *, name="azuredeploy.json", as_of=AS_OF, **members):
        template = {"$schema": SCHEMA, "contentVersion": "1.0.0.0", "resources": [], **members}
        path = tmp_path / name
        path.write_text(json.dumps(template, indent=1))
        return [item.pointer for item in errors(path, test, as_of)]

    return run


BLANKS = "Template-Should-Not-Contain-Blanks"


def test_a_name_beside_one_that_may_be_blank_may_be_blank_everywhere(verdict):
    resource = {"type": "A/b", "apiVersion": "2025-01-01", "properties": {"odd": {}}}
    assert verdict(BLANKS, resources=[resource]) == ["/resources/0/properties/odd"]
    beside = {**resource, "odd": 1}
    assert verdict(BLANKS, resources=[resource, beside]) == []
    assert verdict(BLANKS, resources=[{**resource, "tags": {}}])[0].endswith("/odd")


NESTED = "Secure-Params-In-Nested-Deployments"


def nested(text):
    template = {"resources": [], "outputs": {"o": {"type": "string", "value": text}}}
    return {"type": "Microsoft.Resources/deployments", "properties": {"template": template}}


def test_a_list_right_after_the_bracket_is_not_seen(verdict):
    assert verdict(NESTED, resources=[nested("[listKeys('x', 'y').key1]")]) == []
    assert verdict(NESTED, resources=[nested("[concat(listKeys('x', 'y').key1)]")])


@pytest.mark.parametrize("word", ["secretName", "secretUrl", "secretVersion", "secretPermissions"])
def test_names_and_addresses_of_secrets_may_be_plain(verdict, word):
    test = "Password-params-must-be-secure"
    assert verdict(test, parameters={word: {"type": "string"}}) == []
    assert verdict(test, parameters={"secretText": {"type": "string"}}) == [
        "/parameters/secretText"
    ]
    assert verdict(test, parameters={"passwordName": {"type": "string"}})


def test_an_old_version_that_is_the_newest_ends_the_test(verdict):
    test = "apiVersions-Should-Be-Recent"
    old = {"type": "Microsoft.Compute/virtualMachineScaleSets", "apiVersion": "2017-12-01"}
    newest = {"type": "84codes.CloudAMQP/servers", "apiVersion": "2016-08-01"}
    assert verdict(test, resources=[old]) == ["/resources/0/apiVersion"]
    assert verdict(test, resources=[newest, old]) == []
    assert verdict(test, resources=[old, newest]) == ["/resources/0/apiVersion"]


def test_the_date_decides(verdict):
    test = "apiVersions-Should-Be-Recent"
    use = {"type": "Microsoft.Compute/virtualMachineScaleSets", "apiVersion": "2021-07-01"}
    assert verdict(test, resources=[use], as_of=date(2022, 1, 1)) == []
    assert verdict(test, resources=[use], as_of=date(2026, 1, 1)) == ["/resources/0/apiVersion"]


def test_a_size_in_a_variable_is_no_parameter(verdict):
    test = "VM-Size-Should-Be-A-Parameter"
    machine = {"properties": {"hardwareProfile": {"vmSize": "[variables('size')]"}}}
    literal, given = {"size": "Standard_D2s_v5"}, {"size": "[parameters('size')]"}
    assert verdict(test, resources=[machine], variables=literal)
    assert verdict(test, resources=[machine], variables=given) == []
    assert verdict(test, resources=[{"sku": {"name": "Standard_D2s_v5"}}]) == []


PREVIEW = "Virtual-Machines-Should-Not-Be-Preview"


def image(kind, sku):
    profile = {"storageProfile": {"imageReference": {"sku": sku, "version": "latest"}}}
    whole = {"virtualMachineProfile": profile} if "Sets" in kind else profile
    return {"type": kind, "properties": whole}


@pytest.mark.parametrize("kind", ["virtualMachines", "virtualMachineScaleSets"])
def test_a_preview_ends_with_the_word(verdict, kind):
    whole = f"Microsoft.Compute/{kind}"
    assert verdict(PREVIEW, resources=[image(whole, "2025-preview")])
    assert verdict(PREVIEW, resources=[image(whole, "2025-preview-g2")]) == []


def test_only_machines_have_images(verdict):
    assert verdict(PREVIEW, resources=[image("Contoso.Own/things", "2025-preview")]) == []


def test_symbolic_resources_are_not_seen_by_some_tests(verdict):
    resources = {"a": {"type": "A/b", "location": "westeurope"}}
    assert verdict("Resources-Should-Have-Location", resources=resources) == []
    assert verdict("Resources-Should-Have-Location", resources=[resources["a"]])


def test_the_command_names_the_test_and_the_error_id(tmp_path, scaleset):
    template = {"$schema": SCHEMA, "resources": [], "parameters": {"n": {"type": "int", "minValue": 1}}}  # fmt: skip
    (tmp_path / "azuredeploy.json").write_text(json.dumps(template))
    options = ["--profile", "arm-ttk", "--as-of", "2026-02-13"]
    ran = scaleset("validate", "azuredeploy.json", *options, "-o", "json")
    assert ran.code == 1
    found = json.loads(ran.out)["diagnostics"]
    assert {(item["rule"], item.get("peer_id", "")) for item in found} == {
        ("Min-And-Max-Value-Are-Numbers", "Parameter.Missing.Max"),
        ("Parameters-Must-Be-Referenced", "Parameters.Must.Be.Referenced"),
    }
    assert "as of 2026-02-13" in ran.err
    ignored = ["--ignore", "Min-And-Max-Value-Are-Numbers", "--ignore", "Parameters-Must"]
    assert scaleset("validate", ".", *options, *ignored).code == 0
    assert scaleset("validate", "nowhere.json", *options).code == 2
    assert scaleset("validate", ".", "--profile", "arm-ttk", "--as-of", "soon").code == 2
    (tmp_path / "azuredeploy.json").write_text("{")
    assert "JSONFiles-Should-Be-Valid" in scaleset("validate", "azuredeploy.json", *options).out
