"""`validate`: the structure of templates and parameter files, each mistake at its place."""

from __future__ import annotations

import json
import random

import pytest

from generator.diagnostics import InvalidInput, Severity
from generator.language.documents.source import read_json
from generator.reports.validation.text import as_text
from generator.validation.batch import validate_files
from generator.validation.document import validate_pair, validate_text
from tests.support import arm
from tests.support.workspace import OUTPUT

pytestmark = pytest.mark.slow

HEAD = arm.HEAD_TEXT
PARAMETERS = HEAD.replace(arm.SCHEMA, arm.PARAMETERS_SCHEMA)
VNET = (
    '"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2025-05-01", "name": "v",'
    ' "properties": {}'
)


def findings(text: str) -> list[str]:
    """Return what is said of a template; that its parameters are never used is left out here."""
    return [
        f"{item.position.line}:{item.position.column} {item.severity.label} {item.rule} "
        f"{item.message}"
        for item in validate_text(text, "t.json")
        if item.rule != "TPL003"
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('"resources": []', []),
        (
            '"paramters": {},\n"resources": []',
            [
                "2:1 error TPL002 'paramters' is no member of the template; did you mean 'parameters'?"
            ],
        ),
        ('"outputs": {}', ["1:1 error TPL002 the template has no 'resources'"]),
        (
            '"resources": [\n{"name": "web"}]',
            [
                "2:1 error TPL002 resources[0] 'web' has no 'apiVersion'",
                "2:1 error TPL002 resources[0] 'web' has no 'type'",
            ],
        ),
        (
            '"resources": 5',
            ["1:1 error TPL002 'resources' of the template must be an array or an object"],
        ),
        (
            f'"resources": [{{{VNET}}},\n{{{VNET}}}]',
            ["2:", "error TPL015 resources[0] has the same type and name"],
        ),
        (f'"resources": [{{{VNET}, "condition": false}},\n{{{VNET}}}]', []),
        ('"resources": {}', ['error TPL016 resources by symbolic name need "languageVersion"']),
        (f'"languageVersion": "2.0",\n"resources": {{"v": {{{VNET}}}}}', []),
        (
            '"parameters": {"a": {"type": "strnig"}},\n"resources": []',
            ["error TPL002 'strnig' is no type for parameter 'a'; did you mean 'string'?"],
        ),
        ('"parameters": {"a": {"type": "SecureString"}},\n"resources": []', []),
        (
            '"parameters": {"a": {"type": "int", "minValue": 5, "maxValue": 3}},\n"resources": []',
            ["error TPL008 'minValue' of parameter 'a' is above its 'maxValue'"],
        ),
        (
            '"parameters": {"a": {"type": "string", "defaultValue": 5}},\n"resources": []',
            ["error TPL009 the default of 'a', which the deployment would use, must be a string"],
        ),
        (
            '"parameters": {"a": {"type": "int", "defaultValue": "[length(\'x\')]"}},\n"resources": []',
            [],
        ),
        (
            f'"resources": [{{{VNET},\n"copy": {{"name": "c", "count": 900}}}}]',
            ["error TPL023 a copy loop has from 0 to 800 iterations (is 900)"],
        ),
    ],
)
def test_structure(body, expected):
    found = "\n".join(findings(f"{{{HEAD}, {body}}}"))
    assert bool(found) == bool(expected), found
    for part in expected:
        assert part.split(" ", 1)[-1] in found


def test_a_secret_default_is_an_error_and_is_not_repeated():
    text = f'{{{HEAD}, "parameters": {{"p": {{"type": "secureString", "defaultValue": "Pa55"}}}}, "resources": []}}'
    found = findings(text)
    assert "error SEC004 the default of 'p' is a secret" in found[0]
    assert "Pa55" not in "".join(found)


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        (arm.SCHEMA, None),
        ("http://SCHEMA.Management.azure.com/schemas/2015-01-01/deploymentTemplate.json", None),
        (arm.LEVELS["subscription"], None),
        (arm.LEVELS["managementGroup"], None),
        (arm.LEVELS["tenant"], None),
        (
            f"{arm.SCHEMAS}/2029-04-01/deploymentTemplate.json#",
            "error TPL002 '$schema' is not known",
        ),
        ("https://example.org/deploymentTemplate.json", "error TPL002 '$schema' is not that of"),
        ("https://example.org/package.json", "error TPL002 '$schema' is not that of a template"),
    ],
)
def test_the_schema_is_one_that_azure_knows(schema, said):
    found = findings(f'{{"$schema": "{schema}", "contentVersion": "1.0.0.0", "resources": []}}')
    assert [said in line for line in found] == ([] if said is None else [True]), found


@pytest.mark.parametrize(
    ("member", "said"),
    [
        (
            '"dependOn": []',
            "error TPL014 'dependOn' is no member of resources[0] 'v'; did you mean 'dependsOn'?",
        ),
        (
            '"addressSpace": {}',
            "error TPL014 'addressSpace' is no member of resources[0] 'v'; what a type has of its",
        ),
        (
            '"LOCATION": "global", "id": "y", "@options": {}',
            "note TPL035 'LOCATION' is written 'location'",
        ),
        (
            '"dependsOn": [{}]',
            "error TPL002 'dependsOn[0]' of resources[0] 'v' must be a string",
        ),
        ('"copy": {"name": "c", "count": 1, "mode": "Serial"}', None),
        (
            '"copy": {"name": "c", "count": 1, "mode": "one"}',
            "must be parallel or serial (is 'one')",
        ),
    ],
)
def test_members_of_a_resource(member, said):
    found = findings(f'{{{HEAD}, "resources": [{{{VNET}, {member}}}]}}')
    assert [said in line for line in found] == ([] if said is None else [True]), found


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('"outputs": {"o": {"type": "string", "value": "x"}}', None),
        ('"outputs": {"o": {"value": "x"}}', "warning TPL002 output 'o' has no 'type': Azure"),
        ('"outputs": {"o": {"type": "strin", "value": 1}}', "did you mean 'string'?"),
        ('"outputs": {"o": {"type": "int"}}', "error TPL002 output 'o' has neither 'value' nor"),
        ('"outputs": {"o": {"type": "array", "copy": {"count": 1}}}', "output 'o' has no 'input'"),
        ('"definitions": {}', '\'definitions\' need "languageVersion": "2.0"'),
        ('"functions": [{"members": {}}]', "functions[0] has no 'namespace'"),
        ('"functions": [{"namespace": "n", "members": {"f": {}}}]', "'f' has no 'output'"),
        ('"parameters": {"p": "Pa55"}', "parameter 'p' must be an object with a 'type'"),
        ('"parameters": {"p": {"type": "int", "allowedValues": ["x"]}}', "error TPL002 what is"),
    ],
)
def test_declarations(body, said):
    found = findings(f'{{{HEAD}, {body}, "resources": []}}')
    assert [said in line for line in found] == ([] if said is None else [True]), found
    assert "Pa55" not in "".join(found)


@pytest.mark.parametrize(
    ("properties", "said"),
    [
        ('"mode": "Incremental", "templateLink": {"uri": "x"}', []),
        (
            '"mode": "incremental", "templateLink": {"id": "x"}, "parameters": "[variables(\'v\')]"',
            [],
        ),
        ('"templateLink": {"uri": "x"}', ["has no 'mode'"]),
        ('"mode": "Incremental"', ["have neither 'template' nor 'templateLink'"]),
        (
            f'"mode": "Incremental", "template": {{{HEAD}, "resources": []}}, "templateLink": {{"id": "x"}}',
            ["have both"],
        ),
        ('"mode": "Increment", "templateLink": {"id": "x"}', ["did you mean 'Incremental'?"]),
        (
            '"mode": "Incremental", "templateLink": {"id": "x"}, "expressionEvaluationOptions": {"Scope": []}',
            ["'scope' of properties of resources[0] 'n' must be a string (is an array)"],
        ),
        (
            '"mode": "Incremental", "templateLink": {"id": "x"}, "parameters": {"a": "Pa55", "b": {"value": 1},'
            ' "c": "[x]", "d": {"vlaue": 1}, "e": {"copy": [{"name": "value"}]}}',
            ["parameter 'a' must be an object: write", "did you mean 'value'?"],
        ),
    ],
)
def test_nested_deployments(properties, said):
    kind = '"type": "Microsoft.Resources/deployments", "apiVersion": "2025-04-01", "name": "n"'
    resource = f'{{{kind}, "properties": {{{properties}}}}}'
    found = findings(
        f'{{{HEAD}, "variables": {{"v": {{}}}}, "resources": [{resource}]}}'.replace(
            "[x]", "[true()]"
        )
    )
    structural = [line for line in found if "TPL004" not in line]
    assert len(structural) == len(said), found
    assert all(part in line for part, line in zip(said, structural, strict=True)), found
    assert "Pa55" not in "".join(found)


def test_nested_templates_are_checked_at_their_place():
    nested = (
        '{"type": "Microsoft.Resources/deployments", "apiVersion": "2025-04-01", "name": "n",'
        f' "properties": {{"mode": "Incremental", "template": {{{HEAD},\n"resources": [{{"name": "x"}}]}}}}}}'
    )
    found = findings(f'{{{HEAD}, "resources": [{nested}]}}')
    assert [line.split(" ", 1) for line in found] == [
        ["2:15", "error TPL002 resources[0] 'x' has no 'apiVersion'"],
        ["2:15", "error TPL002 resources[0] 'x' has no 'type'"],
    ]


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ('{"value": 1}', None),
        ('{"value": "GEN-UNIQUE"}', None),
        ("5", "must be an object"),
        ("{}", "must have either 'value' or 'reference' (has nothing)"),
        ('{"vlaue": 1}', "did you mean 'value'?"),
        ('{"reference": {"keyVault": {"id": "x"}}}', "has no 'secretName'"),
        ('{"reference": {"keyVault": {}, "secretName": "s"}}', "has no 'id'"),
        ('{"reference": {"keyVault": {"id": "x"}, "secretName": "s"}}', None),
    ],
)
def test_parameter_files(entry, said):
    found = findings(f'{{{PARAMETERS}, "parameters": {{"a": {entry}}}}}')
    assert [said in line for line in found[:1]] == ([] if said is None else [True]), found


def test_a_parameter_file_is_compared_with_the_template_beside_it(tmp_path):
    (tmp_path / "a.json").write_text(
        f'{{{HEAD}, "parameters": {{"n": {{"type": "int", "maxValue": 3}},'
        f' "m": {{"type": "string"}}}}, "resources": []}}'
    )
    (tmp_path / "a.parameters.json").write_text(
        f'{{{PARAMETERS}, "parameters": {{"n": {{"value": 4}}, "nn": {{"value": 1}}}}}}'
    )
    found = {(item.severity.label, item.message) for item in validate_files([tmp_path]).findings}
    assert found == {
        ("warning", "parameter 'm' is never used; remove it"),
        ("warning", "parameter 'n' is never used; remove it"),
        ("error", "the value of 'n' must be at most 3 (is 4)"),
        ("error", "the template has no parameter 'nn'; did you mean 'n'?"),
        ("note", "values are missing for m: the deployment must be given them"),
    }


def test_a_pair_that_is_meant_as_one_must_be_complete():
    template = read_json(
        f'{{{HEAD}, "parameters": {{"a": {{"type": "string"}}, "b": {{"type": "int"}},'
        f' "c": {{"type": "int", "defaultValue": 1}}}}, "resources": []}}',
        "t.json",
    )
    parameters = read_json(f'{{{PARAMETERS}, "parameters": {{}}}}', "p.json")
    (found,) = validate_pair(template, parameters)
    assert (found.severity, found.rule, found.path) == (Severity.ERROR, "PAR005", "p.json")
    assert "values are missing for a, b" in found.message


@pytest.mark.parametrize(
    "entry",
    [
        '"Pa55word"',
        '["Pa55word"]',
        '{"reference": "Pa55word"}',
        '{"reference": {"keyVault": "Pa55word", "secretName": "s"}}',
        '{"value": "Pa55word"}',
    ],
)
def test_what_a_secure_parameter_is_given_is_never_shown(entry):
    secure = '"p": {"type": "secureString", "minLength": 12, "allowedValues": ["a"]}'
    template = read_json(f'{{{HEAD}, "parameters": {{{secure}}}, "resources": []}}', "t.json")
    text = f'{{{PARAMETERS}, "parameters": {{"p": {entry}}}}}'
    found = [
        *validate_text(text, "p.json"),
        *validate_pair(template, read_json(text, "p.json")),
    ]
    said = " ".join(item.message for item in found)
    assert said
    assert "Pa55" not in said
    assert "has 8" not in said


def test_other_json_in_a_folder_is_passed_by_but_not_when_it_is_named(tmp_path):
    (tmp_path / "package.json").write_text('{"name": "x"}')
    (tmp_path / "broken.json").write_text("{")
    with pytest.raises(InvalidInput, match="no deployment template"):
        validate_files([tmp_path])
    (tmp_path / "a.json").write_text(f'{{{HEAD}, "resources": []}}')
    assert validate_files([tmp_path]).findings == []
    named = validate_files([tmp_path / "package.json", tmp_path / "broken.json"]).findings
    assert [item.severity for item in named] == [Severity.ERROR] * 2
    gone = validate_files([tmp_path / "nowhere.json", tmp_path / "a.json"])
    assert [item.message for item in gone.findings] == ["no such file or folder"]
    assert (gone.could_not_read, gone.tally.templates) == (True, 1)


def test_rules_about_scale_sets_are_part_of_it():
    template = json.loads((OUTPUT / "linux-script" / "azuredeploy.json").read_bytes())
    profile = template["resources"][-1]["properties"]["virtualMachineProfile"]
    profile["extensionProfile"]["extensions"].pop()
    found = findings(json.dumps(template, indent=2))
    assert [line.split()[1:3] for line in found if " error " in line] == [
        ["error", "UPG001"],
        ["error", "UPG002"],
    ]


def test_no_damage_to_a_template_raises_anything():
    source = (OUTPUT / "steps" / "azuredeploy.json").read_text()
    chance = random.Random(7)

    def damage(value):
        if chance.random() < 0.03:
            return chance.choice([None, 5, -1, "x", "[x", [], {}, [[]], {"a": None}, True, 1.5])
        if isinstance(value, dict):
            return {key: damage(item) for key, item in value.items()}
        return [damage(item) for item in value] if isinstance(value, list) else value

    for _ in range(300):
        validate_text(json.dumps(damage(json.loads(source))), "t.json")


def test_a_message_about_a_name_of_a_million_characters_is_short():
    text = "{" + HEAD + ', "resources": [], "variables": {"' + "k" * 1_000_000 + '": 1}}'
    lines = as_text(validate_text(text, "t.json")).splitlines()
    assert ["is never used" in line for line in lines] == [True]
    assert max(len(line) for line in lines) < 700


def test_what_shows_only_when_a_template_is_expanded_is_found():
    text = (
        "{"
        + HEAD
        + """, "parameters": {"n": {"type": "int", "defaultValue": 900}, "open": {"type": "object"}},
 "resources": [{"type": "Microsoft.Maps/accounts", "apiVersion": "2023-04-02", "name": "[variables('v')[2]]",
 "copy": {"name": "l", "count": "[parameters('n')]"}, "tags": {"t": "[parameters('open').x.y]"}}],
 "variables": {"v": ["a"]}, "outputs": {"o": {"type": "string", "value": "[resourceId('A.B/c/d', 'x')]"}}}"""
    )
    found = [
        (item.rule, item.message)
        for item in validate_text(text, "t.json")
        if item.severity is Severity.ERROR
    ]
    assert found == [
        ("TPL022", "index 2 is outside of the array, which has 1 elements"),
        ("TPL023", "a copy loop has from 0 to 800 iterations (is 900)"),
        ("TPL022", "resourceId(): type 'A.B/c/d' needs 2 names (has 1)"),
    ]
