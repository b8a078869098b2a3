"""A text that is too long for Bicep comes by a parameter; what stays JSON holds it as it is."""

from __future__ import annotations

import json

import pytest

from generator import api
from generator.bicep.layout import program_text
from generator.bicep.parameters import convert_parameters
from generator.bicep.template import convert
from generator.language.documents.source import read_document, read_json
from tests.support import arm
from tests.support.compiler import RefusedError

LONGEST = 131_072
LONG = "x" * (LONGEST + 1)
NETWORK = {
    "type": "Microsoft.Network/virtualNetworks",
    "apiVersion": "2024-05-01",
    "name": "net",
    "location": "eastus",
    "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}},
}


def made(folder, *resources, **sections):
    value = arm.template(**sections)
    path = folder / "template.json"
    path.write_text(json.dumps({**value, "resources": list(resources)}, indent=1))
    return path


def compiled(compiler, folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return compiler.compile(folder / "main.bicep")


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("é" * LONGEST, True),
        ("é" * (LONGEST + 1), False),
        ("😀" * (LONGEST // 2), True),
        ("😀" * (LONGEST // 2 + 1), False),
        ("\n'" * (LONGEST // 2), True),
    ],
)
def test_the_limit_is_that_of_the_compiler(compiler, tmp_path, text, fits):
    files = api.to_bicep(made(tmp_path, {**NETWORK, "tags": {"note": text}})).files
    assert ("param note string" not in files["main.bicep"]) == fits
    assert compiled(compiler, tmp_path, files).errors() == []
    literal = text.replace("'", "\\'").replace("\n", "\\n")
    (tmp_path / "main.bicep").write_text(f"output o string = '{literal}'\n", encoding="utf-8")
    if fits:
        assert compiler.compile(tmp_path / "main.bicep").errors() == []
    else:
        with pytest.raises(RefusedError, match="131072"):
            compiler.compile(tmp_path / "main.bicep")


class TestInATemplate:
    def test_it_is_a_parameter_and_the_remark_says_how_to_give_it(self, compiler, tmp_path):
        path = made(tmp_path, {**NETWORK, "tags": {"note": LONG}})
        result = api.to_bicep(path)
        (told,) = result.remarks
        assert "131,073 characters" in told.message
        assert "'note'" in told.message
        assert "JSON parameter file" in told.message
        assert '"note"' in path.read_text().splitlines()[told.position.line - 1][:20]
        assert f"// TODO: {told.message}\nparam note string\n" in result.files["main.bicep"]
        assert "    note: note\n" in result.files["main.bicep"]
        answer = compiled(compiler, tmp_path, result.files)
        assert [*answer.errors(), *answer.warnings()] == []

    def test_a_parameter_loses_its_default_and_needs_no_other(self, compiler, tmp_path):
        declared = {"script": {"type": "string", "defaultValue": LONG}}
        result = api.to_bicep(made(tmp_path, parameters=declared))
        (told,) = result.remarks
        assert "'script'" in told.message
        assert result.files["main.bicep"].count("param ") == 1
        assert "\nparam script string\n" in result.files["main.bicep"]
        assert compiled(compiler, tmp_path, result.files).errors() == []

    @pytest.mark.parametrize("section", ["variables", "outputs", "parameters"])
    def test_wherever_it_stands(self, compiler, tmp_path, section):
        entry = {
            "variables": LONG,
            "outputs": {"type": "string", "value": LONG},
            "parameters": {"type": "string", "defaultValue": LONG},
        }[section]
        files = api.to_bicep(made(tmp_path, **{section: {"text": entry}})).files
        assert LONG not in files["main.bicep"]
        assert compiled(compiler, tmp_path, files).errors() == []

    def test_a_name_that_is_taken_is_not_taken_again(self, compiler, tmp_path):
        tagged = {**NETWORK, "tags": {"note": LONG, "other": {"note": LONG}}}
        files = api.to_bicep(made(tmp_path, tagged, parameters={"note": {"type": "int"}})).files
        assert files["main.bicep"].count("param ") == 3
        assert compiled(compiler, tmp_path, files).errors() == []

    def test_a_template_within_that_holds_it_stays_json(self, compiler, tmp_path):
        inner = arm.template({**NETWORK, "tags": {"note": LONG}})
        deployment = {
            "type": "Microsoft.Resources/deployments",
            "apiVersion": "2022-09-01",
            "name": "inner",
            "properties": {
                "mode": "Incremental",
                "expressionEvaluationOptions": {"scope": "inner"},
                "template": inner,
            },
        }
        result = api.to_bicep(made(tmp_path, deployment))
        assert result.remarks == []
        answer = compiled(compiler, tmp_path, result.files)
        assert answer.errors() == []
        assert LONG in answer.text

    def test_in_a_resource_that_is_a_module_of_its_own(self, compiler, tmp_path):
        tags = {"note": LONG, "key": "[reference('net').x]"}
        other = {**NETWORK, "name": "other", "tags": tags, "dependsOn": ["net"]}
        files = api.to_bicep(made(tmp_path, NETWORK, other)).files
        assert "param note string" in files["main.bicep"]
        assert compiled(compiler, tmp_path, files).errors() == []


def test_a_parameter_file_in_bicep_cannot_give_it_and_says_so(tmp_path):
    document = read_document(made(tmp_path, {**NETWORK, "tags": {"note": LONG}}))
    given = read_json(
        json.dumps({"$schema": arm.PARAMETERS_SCHEMA, "parameters": {}}),
        "p.json",
    )
    program, problems = convert_parameters(
        given, document.value, convert(document).program, "main.bicep"
    )
    assert "JSON parameter file" in problems[0].message
    assert f"// TODO: {problems[0].message}\nparam note = TODO\n" in program_text(program)
