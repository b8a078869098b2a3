"""`scaleset schema`: what other tools get of the schemas."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator
from typer.main import get_command

from generator.commands.schema.arguments import app
from generator.language.documents.source import read_document
from generator.language.expansion.expand import expand
from generator.language.expressions.context import Context
from generator.resources.schema import covered_types, resource_schema
from generator.resources.standard import json_schema
from tests.support.workspace import ROOT

pytestmark = pytest.mark.slow

SCALE_SET = "Microsoft.Compute/virtualMachineScaleSets"


def test_a_type_in_a_version_is_printed_as_json_schema(scaleset):
    ran = scaleset("schema", "microsoft.compute/VIRTUALMACHINESCALESETS", "2019-07-01")
    assert (ran.code, ran.err) == (0, "")
    schema = json.loads(ran.out)
    Draft202012Validator.check_schema(schema)
    assert schema["title"] == f"{SCALE_SET}@2019-07-01"
    assert schema["additionalProperties"] is False
    properties = schema["$defs"]["VirtualMachineScaleSetProperties"]["properties"]
    assert "singlePlacementGroup" in properties
    assert "orchestrationMode" not in properties  # it came in 2020-12-01
    assert scaleset("schema", f"{SCALE_SET}@2019-07-01").out == ran.out


def test_versions_are_taken_in_any_casing(scaleset):
    kind = "Microsoft.Maintenance/maintenanceConfigurations"
    ran = scaleset("schema", kind, "2023-09-01-PREVIEW")
    assert json.loads(ran.out)["title"] == f"{kind}@2023-09-01-preview"


def test_definitions_of_types_that_are_not_reviewed_are_named_by_their_path(scaleset):
    schema = json.loads(scaleset("schema", "Microsoft.App/containerApps", "2024-03-01").out)
    assert schema["properties"]["properties"] == {"$ref": "#/$defs/properties"}
    ingress = schema["$defs"]["properties.configuration"]["properties"]["ingress"]
    assert ingress == {"$ref": "#/$defs/properties.configuration.ingress"}
    assert "targetPort" in schema["$defs"]["properties.configuration.ingress"]["properties"]


def test_without_a_version_it_is_the_newest_that_is_no_preview(scaleset):
    schema = json.loads(scaleset("schema", "Microsoft.ManagedIdentity/userAssignedIdentities").out)
    assert schema["properties"]["apiVersion"] == {"const": "2024-11-30"}


def test_without_a_type_it_is_the_schema_of_the_spec(scaleset):
    assert "orchestration" in json.loads(scaleset("schema").out)["properties"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((f"{SCALE_SET}s",), f"did you mean '{SCALE_SET}'?"),
        (
            ("Microsoft.Standbypol/standbyVirtualMachinePools",),
            "did you mean 'Microsoft.StandbyPool/stan",
        ),
        (("microsoft.compute/vmScaleSets",), f"did you mean '{SCALE_SET}'?"),
        (
            ("Microsoft.Foo/bars",),
            "no schema of 'Microsoft.Foo/bars'; see scaleset schema --list\n",
        ),
        (("Microsoft.Compute",), "see scaleset schema --list microsoft.compute"),
        (("nonsense",), "see scaleset schema --list\n"),
        (("../../etc/passwd",), "see scaleset schema --list"),
        ((SCALE_SET, "2019-08-01"), "the nearest is 2019-12-01"),
        ((SCALE_SET, "tomorrow"), f"see scaleset schema --list {SCALE_SET}"),
        (("--list", "Microsoft.Nothing"), "no type begins with 'Microsoft.Nothing'"),
    ],
)
def test_what_there_is_not_is_said(scaleset, arguments, said):
    ran = scaleset("schema", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_the_list_shows_types_and_versions(scaleset):
    lines = scaleset("schema", "--list").out.splitlines()
    (line,) = [line for line in lines if line.startswith(f"{SCALE_SET} ")]
    assert line.split()[1:] == ["30", "versions", "2015-06-15", "to", "2026-04-01"]
    assert lines[-1].endswith("pairs of type and API version")
    found = json.loads(scaleset("schema", "--list", SCALE_SET, "-o", "json").out)
    assert found[0]["type"] == SCALE_SET
    assert "2020-12-01" in found[0]["apiVersions"]


def test_every_schema_is_one_by_the_standard():
    count = 0
    for number, schema in enumerate(covered_types()):
        if not schema.reviewed and number % 40:
            continue
        for version in (schema.versions[0], schema.newest, schema.versions[-1]):
            Draft202012Validator.check_schema(json_schema(schema.slice(version)))
            count += 1
    assert count > 400


@pytest.mark.parametrize(
    "path", sorted((ROOT / "output").rglob("azuredeploy.json")), ids=lambda p: p.parent.name
)
def test_what_the_starters_deploy_fits_the_standard_schemas(path):
    """jsonschema knows nothing of expressions: what only a deployment knows has a stand-in."""
    document = read_document(path)
    for item in expand(document, {}, Context()).resources:
        found = resource_schema(item.made.type.lower())
        if found is None:
            continue
        resource = _known({k: v for k, v in item.as_json().items() if k != "id"})
        validator = Draft202012Validator(json_schema(found.slice(item.made.api_version)))
        wrong = [error for error in validator.iter_errors(resource) if not _is_open(error.instance)]
        assert wrong == []


def _is_open(value):
    return isinstance(value, str) and value.startswith("[")


def _known(value):
    """Leave out the names that are expressions."""
    if isinstance(value, dict):
        return {key: _known(item) for key, item in value.items() if not _is_open(key)}
    return [_known(item) for item in value] if isinstance(value, list) else value


def test_completion_knows_the_types():
    command = get_command(app)
    context = command.make_context("schema", [], resilient_parsing=True)
    found = command.params[0].shell_complete(context, f"{SCALE_SET}/virtualMachines/e")
    assert [item.value for item in found] == [f"{SCALE_SET}/virtualMachines/extensions"]
    found = command.params[0].shell_complete(context, "Microsoft.StandbyPool/")
    assert [item.value for item in found] == [
        "Microsoft.StandbyPool/standbyContainerGroupPools",
        "Microsoft.StandbyPool/standbyContainerGroupPools/runtimeViews",
        "Microsoft.StandbyPool/standbyVirtualMachinePools",
        "Microsoft.StandbyPool/standbyVirtualMachinePools/runtimeViews",
        "Microsoft.StandbyPool/standbyVirtualMachinePools/standbyVirtualMachines",
    ]


def test_editors_offer_what_a_step_needs(scaleset):
    """Without snippets an editor writes the keys with a default, and not the one that matters."""
    schema = json.loads(scaleset("schema").out)
    steps = schema["properties"]["deliver"]["items"]["properties"]
    offered = {
        name: [list(snippet["body"]) for snippet in steps[name].get("defaultSnippets", ())]
        for name in ("customScript", "cloudInit")
    }
    assert offered == {
        "customScript": [["script"], ["fileUris", "commandToExecute"]],
        "cloudInit": [["file"]],
    }
