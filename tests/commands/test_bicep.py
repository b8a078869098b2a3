"""`scaleset bicep`, the Bicep of `render`, and `validate` of a Bicep file."""

from __future__ import annotations

import json
import shutil
import sys

import pytest

from generator.diagnostics import Severity
from generator.rendering.options import RenderOptions
from generator.rendering.render import render
from generator.validation.batch import validate_files
from tests.support import arm
from tests.support.command import run_here
from tests.support.workspace import OUTPUT, STARTERS

pytestmark = pytest.mark.slow

TEMPLATE = arm.template(
    parameters={"size": {"type": "string"}},
    outputs={"a-b": {"type": "string", "value": "[parameters('size')]"}},
)


def run(*arguments, cwd):
    ran = run_here(list(arguments), cwd)
    assert "Traceback" not in ran.err
    return ran


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "azuredeploy.json").write_text(json.dumps(TEMPLATE, indent=2), encoding="utf-8")
    parameters = {
        "$schema": arm.PARAMETERS_SCHEMA,
        "contentVersion": "1.0.0.0",
        "parameters": {"size": {"value": "s"}},
    }
    text = json.dumps(parameters)
    (tmp_path / "azuredeploy.parameters.json").write_text(text, encoding="utf-8")
    return tmp_path


class TestCommand:
    @pytest.mark.parametrize("more", [[], ["-o", "text"]])  # the second goes through the options
    def test_every_parameter_file_is_converted(self, folder, more):
        given = (folder / "azuredeploy.parameters.json").read_text(encoding="utf-8")
        (folder / "prod.json").write_text(given.replace('"s"', '"p"'), encoding="utf-8")
        files = ["-p", "azuredeploy.parameters.json", "-p", "prod.json"]
        ran = run("bicep", "azuredeploy.json", *files, *more, cwd=folder)
        assert (ran.code, ran.out.splitlines()) == (
            0,
            [
                "wrote azuredeploy.bicep",
                "wrote azuredeploy.parameters.bicepparam",
                "wrote prod.bicepparam",
            ],
        )
        assert "param size = 'p'" in (folder / "prod.bicepparam").read_text(encoding="utf-8")

    def test_two_parameter_files_of_one_name_are_refused(self, folder):
        given = (folder / "azuredeploy.parameters.json").read_text(encoding="utf-8")
        for name in ("test", "prod"):
            (folder / name).mkdir()
            (folder / name / "main.json").write_text(given, encoding="utf-8")
        files = ["-p", "test/main.json", "-p", "prod/main.json"]
        ran = run("bicep", "azuredeploy.json", *files, cwd=folder)
        assert (ran.code, ran.out) == (2, "")
        message = "test/main.json becomes main.bicepparam too: convert one at a time"
        assert ran.err == f"prod/main.json: error file {message}\n"
        assert not list(folder.rglob("*.bicep*"))

    def test_it_writes_beside_the_template_and_tells_what_is_left(self, folder):
        ran = run("bicep", "azuredeploy.json", "-p", "azuredeploy.parameters.json", cwd=folder)
        assert ran.code == 0, ran.err
        assert ran.out.splitlines() == [
            "wrote azuredeploy.bicep",
            "wrote azuredeploy.parameters.bicepparam",
        ]
        assert "azuredeploy.json:11:12: warning bicep-form the name 'a-b'" in ran.err
        assert "1 place left to do: look for TODO." in ran.err
        text = (folder / "azuredeploy.bicep").read_text(encoding="utf-8")
        assert text == (
            "param size string\n\n"
            "// TODO: the name 'a-b' is no name in Bicep; it is 'a_b' here\n"
            "output a_b string = size\n"
        )
        parameters = (folder / "azuredeploy.parameters.bicepparam").read_text(encoding="utf-8")
        assert parameters == "using 'azuredeploy.bicep'\n\nparam size = 's'\n"

    def test_what_is_only_told_is_not_counted_as_left_to_do(self, folder):
        value = {**TEMPLATE, "extensions": {"none": {}}, "outputs": {}}
        (folder / "azuredeploy.json").write_text(json.dumps(value), encoding="utf-8")
        ran = run("bicep", "azuredeploy.json", cwd=folder)
        assert "'extensions' and what they deploy are not converted" in ran.err
        assert "left to do" not in ran.err
        assert "TODO" not in (folder / "azuredeploy.bicep").read_text(encoding="utf-8")

    def test_it_overwrites_only_where_it_is_told_to(self, folder):
        (folder / "main.bicep").write_text("mine", encoding="utf-8")
        ran = run("bicep", "azuredeploy.json", "-f", "main.bicep", cwd=folder)
        assert ran.code == 2
        assert "not overwritten: main.bicep; --force overwrites" in ran.err
        assert (folder / "main.bicep").read_text(encoding="utf-8") == "mine"
        ran = run("bicep", "azuredeploy.json", "-f", "main.bicep", "--force", cwd=folder)
        assert ran.code == 0
        again = run("bicep", "azuredeploy.json", "-f", "main.bicep", cwd=folder)
        assert again.out == "unchanged main.bicep\n"

    def test_standard_output_has_every_file_and_writes_none(self, folder):
        ran = run("bicep", str(OUTPUT / "full" / "azuredeploy.json"), "--stdout", cwd=folder)
        assert ran.code == 0
        assert "\n// modules/shopBlueInstanceCount.bicep\n" in ran.out
        assert not list(folder.rglob("*.bicep"))

    def test_json_lists_files_and_findings(self, folder):
        ran = run("bicep", "azuredeploy.json", "--output", "json", cwd=folder)
        value = json.loads(ran.out)
        assert value["files"] == [{"path": "azuredeploy.bicep", "state": "wrote"}]
        assert [item["rule"] for item in value["findings"]] == ["bicep-form"]

    @pytest.mark.parametrize(
        ("name", "text", "said"),
        [
            ("absent.json", None, "no such file"),
            ("a.json", "{", "json-syntax"),
            ("a.json", "[]", "no deployment template"),
            ("azuredeploy.parameters.json", None, "this is a parameter file; name the template"),
        ],
    )
    def test_what_is_no_template_is_told(self, folder, name, text, said):
        if text is not None:
            (folder / name).write_text(text, encoding="utf-8")
        ran = run("bicep", name, cwd=folder)
        assert ran.code != 0
        assert said in ran.err.lower()
        assert "Traceback" not in ran.err
        assert not list(folder.rglob("*.bicep"))


class TestRender:
    def test_it_writes_bicep_unless_it_is_told_not_to(self):
        spec = STARTERS / "linux-script" / "scaleset.yaml"
        names = {item.name for item in render(spec).artifacts}
        assert {"main.bicep", "main.bicepparam", "azuredeploy.json"} <= names
        names = {item.name for item in render(spec, RenderOptions(bicep=False)).artifacts}
        assert names == {"azuredeploy.json", "azuredeploy.parameters.json"}

    def test_the_command_has_the_switch(self, tmp_path):
        shutil.copytree(STARTERS / "linux-script", tmp_path / "web")
        ran = run("render", "web", "--no-bicep", cwd=tmp_path)
        assert ran.code == 0, ran.err
        assert not list(tmp_path.rglob("*.bicep*"))


STAND_IN = """#!/bin/sh
echo "$3(3,7) : Warning no-unused-params: Parameter is never used. [https://aka.ms/x]" >&2
cat "$(dirname "$3")/compiled.json"
"""


class TestValidate:
    def test_without_the_tool_it_says_how_to_get_it(self, folder, monkeypatch):
        monkeypatch.setenv("PATH", str(folder))
        (folder / "main.bicep").write_text("param a string\n", encoding="utf-8")
        (finding,) = validate_files([folder / "main.bicep"]).findings
        assert "az bicep install" in finding.message

    @pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
    def test_findings_stand_where_the_bicep_says_it(self, folder, monkeypatch):
        tool = folder / "bicep"
        tool.write_text(STAND_IN, encoding="utf-8")
        tool.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
        source = OUTPUT / "linux-script"
        value = json.loads((source / "azuredeploy.json").read_text(encoding="utf-8"))
        index = next(n for n, r in enumerate(value["resources"]) if "ScaleSets" in r["type"])
        value["resources"][index]["properties"]["upgradePolicy"]["mode"] = "Roling"
        (folder / "compiled.json").write_text(json.dumps(value), encoding="utf-8")
        text = (source / "main.bicep").read_text(encoding="utf-8").replace("'Rolling'", "'Roling'")
        (folder / "main.bicep").write_text(text, encoding="utf-8")
        found = {i.rule: i for i in validate_files([folder / "main.bicep"]).findings}
        assert found["bicep-no-unused-params"].position.line == 3
        lines = text.splitlines()
        assert lines[found["TPL032"].position.line - 1].strip() == "mode: 'Roling'"

    @pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
    def test_what_the_tool_refuses_is_told_at_its_place(self, folder, monkeypatch):
        tool = folder / "bicep"
        tool.write_text(
            '#!/bin/sh\necho "$3(2,5) : Error BCP018: Expected a value." >&2\nexit 1\n',
            encoding="utf-8",
        )
        tool.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
        (folder / "main.bicep").write_text("var a =\nvar b\n", encoding="utf-8")
        (finding,) = validate_files([folder / "main.bicep"]).findings
        assert (finding.rule, finding.position.line) == ("bicep-BCP018", 2)

    @pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
    @pytest.mark.parametrize(
        ("script", "said"),
        [
            ("#!/bin/sh\necho 'no such module' >&2\nexit 1\n", "refused this file: no such module"),
            ("#!/bin/sh\n", "the Bicep CLI refused this file: "),
            ("#!/no/such/program\n", "the Bicep CLI could not be run: "),
        ],
    )
    def test_a_tool_that_fails_is_told(self, folder, monkeypatch, script, said):
        tool = folder / "bicep"
        tool.write_text(script, encoding="utf-8")
        tool.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
        (folder / "main.bicep").write_text("param a string\n", encoding="utf-8")
        (finding,) = validate_files([folder / "main.bicep"]).findings
        assert finding.severity is Severity.ERROR
        assert said in finding.message

    @pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
    def test_findings_of_symbols_modules_and_outputs_have_their_lines(self, folder, monkeypatch):
        vault = {
            "type": "Microsoft.KeyVault/vaults",
            "apiVersion": "2023-07-01",
            "location": "global",
        }
        value = arm.template(
            languageVersion="2.0",
            parameters={"a": {"type": "strin"}},
            resources={"one": {**vault, "name": "one", "propertis": {}}},
            outputs={"b": {"type": "sting", "value": "x"}},
        )
        (folder / "compiled.json").write_text(json.dumps(value), encoding="utf-8")
        tool = folder / "bicep"
        tool.write_text('#!/bin/sh\ncat "$(dirname "$3")/compiled.json"\n', encoding="utf-8")
        tool.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
        text = (
            "param a strin\n\n"
            "resource one 'Microsoft.KeyVault/vaults@2023-07-01' = {\n"
            "  name: 'one'\n  location: 'global'\n  propertis: {}\n}\n\n"
            "output b sting = 'x'\n"
        )
        (folder / "main.bicep").write_text(text, encoding="utf-8")
        found = validate_files([folder / "main.bicep"]).findings
        errors = [item for item in found if item.severity is Severity.ERROR]
        # On line 3 the vault lacks 'properties', which it must have.
        assert sorted(item.position.line for item in errors) == [1, 3, 6, 9]
