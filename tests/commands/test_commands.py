"""The commands as a user runs them, each in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from hashlib import sha256

import pytest

from tests.support import arm
from tests.support.workspace import MINIMAL, OUTPUT, ROOT, STARTERS

pytestmark = pytest.mark.slow


def test_from_nothing_to_a_deployment_command(scaleset, tmp_path):
    assert scaleset("init", "shop").code == 0
    assert "name: shop" in (tmp_path / "shop" / "scaleset.yaml").read_text()
    ran = scaleset("render", "shop", "-g", "rg one")
    assert ran.code == 0
    assert ran.err == ""
    assert ran.out.splitlines()[:7] == [
        "wrote shop/azuredeploy.json",
        "wrote shop/azuredeploy.parameters.json",
        "wrote shop/main.bicep",
        "wrote shop/main.bicepparam",
        "",
        "Deploy with:",
        "  az deployment group create --resource-group 'rg one' --template-file "
        "shop/azuredeploy.json --parameters @shop/azuredeploy.parameters.json",
    ]
    assert "az asks for: sshPublicKey" in ran.out
    assert scaleset("render", "shop").out.startswith("unchanged shop/azuredeploy.json")


def test_init_keeps_what_is_there(scaleset, tmp_path):
    assert scaleset("init", "a", "--starter", "cloud-init").code == 0
    again = scaleset("init", "a")
    assert again.code == 2
    assert "--force" in again.err
    unknown = scaleset("init", "b", "--starter", "clod-init")
    assert unknown.code == 2
    assert "did you mean 'cloud-init'?" in unknown.err
    assert not (tmp_path / "b").exists()


def test_init_lists_the_starters(scaleset):
    listed = scaleset("init", "--list").out.splitlines()
    assert [line.split()[0] for line in listed] == sorted(p.name for p in STARTERS.iterdir())
    as_json = json.loads(scaleset("init", "--list", "--output", "json").out)
    assert as_json[0].keys() == {"name", "description"}


def test_render_prints_the_template(scaleset, tmp_path):
    (tmp_path / "scaleset.yaml").write_text(MINIMAL)
    ran = scaleset("render", "scaleset.yaml", "--stdout")
    assert json.loads(ran.out)["contentVersion"] == "1.0.0.0"
    assert [path.name for path in tmp_path.iterdir()] == ["scaleset.yaml"]


def test_a_json_spec_renders_the_same(scaleset, tmp_path):
    (tmp_path / "a.yaml").write_text("name: web\nos: linux\nsize: Standard_D2s_v5\n")
    (tmp_path / "b.json").write_text('{"name": "web", "os": "linux", "size": "Standard_D2s_v5"}')
    first, second = (
        scaleset("render", "a.yaml", "--stdout"),
        scaleset("render", "b.json", "--stdout"),
    )
    assert first.code == second.code == 0
    assert first.out == second.out


def test_check_shows_a_diff_and_writes_nothing(scaleset, tmp_path):
    (tmp_path / "scaleset.yaml").write_text(MINIMAL)
    missing = scaleset("render", ".", "--check")
    assert missing.code == 1
    assert "4 files not up to date" in missing.err
    assert not (tmp_path / "azuredeploy.json").exists()
    scaleset("render", ".")
    assert scaleset("render", ".", "--check").out == "4 files up to date.\n"
    (tmp_path / "scaleset.yaml").write_text(MINIMAL + "count: 5\n")
    stale = scaleset("render", ".", "--check")
    assert stale.code == 1
    assert '-      "defaultValue": 3,\n+      "defaultValue": 5,' in stale.out
    assert '"defaultValue": 3' in (tmp_path / "azuredeploy.json").read_text()


def test_explain_defaults_says_what_was_chosen_and_why(scaleset, tmp_path):
    (tmp_path / "scaleset.yaml").write_text(MINIMAL)
    ran = scaleset("render", ".", "--explain-defaults")
    line = next(line for line in ran.out.splitlines() if line.startswith("upgrade.mode"))
    assert line.split(maxsplit=2)[1] == "manual"
    assert "needs a health signal" in line
    assert not any(line.startswith(("size ", "admin.user ")) for line in ran.out.splitlines())
    assert not (tmp_path / "azuredeploy.json").exists()


def test_several_specs_and_folders(scaleset, tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "scaleset.yaml").write_text(MINIMAL.replace("web", name))
    ran = scaleset("render", ".", "one/scaleset.yaml", "--output-dir", "out", "--jobs", "2")
    assert ran.code == 0
    found = sorted(p.relative_to(tmp_path).as_posix() for p in (tmp_path / "out").rglob("*.json"))
    assert found == [
        "out/one/azuredeploy.json",
        "out/one/azuredeploy.parameters.json",
        "out/two/azuredeploy.json",
        "out/two/azuredeploy.parameters.json",
    ]


def test_one_bad_spec_does_not_stop_the_others(scaleset, tmp_path):
    for name, text in (("bad", "name: 1\n"), ("good", MINIMAL)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "scaleset.yaml").write_text(text)
    ran = scaleset("render", ".")
    assert ran.code == 1
    assert "1 of 2 specs could not be rendered" in ran.err
    assert (tmp_path / "good" / "azuredeploy.json").exists()
    assert not (tmp_path / "bad" / "azuredeploy.json").exists()


def test_two_specs_never_write_the_same_file(scaleset, tmp_path):
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(MINIMAL)
    ran = scaleset("render", "a.yaml", "b.yaml")
    assert ran.code == 2
    assert "into the same folder" in ran.err
    assert scaleset("render", "a.yaml", "b.yaml", "--output-dir", "out").code == 0
    assert (tmp_path / "out" / "a" / "azuredeploy.json").exists()


def test_files_are_written_all_or_none(scaleset, tmp_path):
    (tmp_path / "scaleset.yaml").write_text(MINIMAL)
    (tmp_path / "azuredeploy.parameters.json").mkdir()
    ran = scaleset("render", ".")
    assert ran.code == 2
    assert "azuredeploy.parameters.json: a folder is in the place of a file" in ran.err
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "azuredeploy.parameters.json",
        "scaleset.yaml",
    ]


def test_json_report(scaleset, tmp_path):
    (tmp_path / "scaleset.yaml").write_text(MINIMAL + "cuont: 1\n")
    report = json.loads(scaleset("render", ".", "--output", "json").out)
    finding = report[0]["findings"][0]
    assert (finding["line"], finding["column"], finding["severity"]) == (5, 1, "error")
    assert report[0]["files"] == []


@pytest.mark.parametrize(
    "arguments", [("render", "nowhere.yaml"), ("render", "empty"), ("validate", "nowhere.json")]
)
def test_what_is_not_there_is_said(scaleset, tmp_path, arguments):
    (tmp_path / "empty").mkdir()
    ran = scaleset(*arguments)
    assert ran.code == 2
    assert ran.err.strip()


def test_validate_accepts_output_and_rejects_a_typo(scaleset, tmp_path):
    good = OUTPUT / "linux-script" / "azuredeploy.json"
    assert scaleset("validate", good).code == 0
    broken = tmp_path / "azuredeploy.json"
    broken.write_text(good.read_text().replace('"contentVersion"', '"contentVersoin"', 1))
    ran = scaleset("validate", "azuredeploy.json")
    assert ran.code == 1
    assert "azuredeploy.json:3:" in ran.out
    assert "did you mean 'contentVersion'?" in ran.out


def test_schema_explains_every_key(scaleset):
    schema = json.loads(scaleset("schema").out)

    def check(part: dict, where: str) -> None:
        assert part.get("description"), where
        for name, below in part.get("properties", {}).items():
            check(below, f"{where}.{name}")
        for key in ("items", "additionalProperties"):
            if isinstance(part.get(key), dict):
                check(part[key], f"{where}.{key}")

    check(schema, "spec")
    assert "3 (one instance in each of three zones)" in schema["properties"]["count"]["description"]
    assert {"$ref": "#/$defs/parameter"} in schema["properties"]["size"]["anyOf"]


def test_every_starter_fits_the_schema_for_editors(scaleset):
    import yaml
    from jsonschema import Draft202012Validator

    schema = json.loads(scaleset("schema").out)
    Draft202012Validator.check_schema(schema)
    for spec in STARTERS.glob("*/scaleset.yaml"):
        Draft202012Validator(schema).validate(yaml.safe_load(spec.read_text(encoding="utf-8")))


class TestSettings:
    def test_the_files_and_commands_of_the_seed(self, scaleset, tmp_path):
        spec = STARTERS / "windows-dsc" / "scaleset.yaml"
        ran = scaleset("settings", spec, "-d", ".", "-g", "rg")
        assert ran.code == 0
        assert json.loads((tmp_path / "settings.json").read_text()) == {
            "wmfVersion": "latest",
            "configuration": {
                "url": "https://github.com/MicrosoftDocs/azure-cloud-services-files/raw/temp/dsc.zip",
                "script": "configure-http.ps1",
                "function": "WebsiteTest",
            },
            "privacy": {"dataCollection": "Disable"},
        }
        assert not (tmp_path / "protected-settings.json").exists()
        flat = " ".join(ran.out.replace("\\\n", "").split())
        assert (
            "az vmss extension set --resource-group rg --vmss-name dscweb "
            "--publisher Microsoft.Powershell --name DSC --version 2.77" in flat
        )
        assert "--settings @settings.json" in flat
        assert "Add-AzVmssExtension -VirtualMachineScaleSet $vmss" in ran.out

    def test_a_secret_is_filled_in_from_the_environment(self, scaleset, tmp_path):
        (tmp_path / "scaleset.yaml").write_text(
            MINIMAL + "deliver:\n  - customScript:\n      commandToExecute: run @T@ @E@\n"
            "      values: {T: {secret: token}, E: {parameter: env}}\n"
        )
        asked = scaleset("settings", "scaleset.yaml")
        assert asked.code == 1
        assert "8:39: error" in asked.err
        assert "--parameters env=" in asked.err
        ran = scaleset("settings", "scaleset.yaml", "-p", "env=prod")
        assert json.loads((tmp_path / "protected-settings.json").read_text()) == {
            "commandToExecute": "run ${SECRET_TOKEN} prod"
        }
        assert "envsubst '${SECRET_TOKEN}' < protected-settings.json" in ran.out
        assert "Set SECRET_TOKEN in the environment first" in ran.out

    def test_the_value_of_a_secret_is_not_written_and_that_is_said(self, scaleset, tmp_path):
        (tmp_path / "scaleset.yaml").write_text(
            MINIMAL + "deliver:\n  - customScript:\n      commandToExecute: run @T@\n"
            "      values: {T: {secret: token}}\n"
        )
        ran = scaleset("settings", "scaleset.yaml", "-p", "Token=Hunter2")
        assert ran.code == 0
        said = [line for line in ran.err.splitlines() if line.startswith("--parameters")]
        assert said == [
            "--parameters: warning parameters the value of 'token' is a secret and was not "
            "written: the files have a placeholder, which the environment fills",
        ]
        assert "Hunter2" not in (tmp_path / "protected-settings.json").read_text() + ran.out

    @pytest.mark.parametrize(
        ("more", "mode", "options"),
        [
            ("", "automatic", (False, False)),
            (", rerun: always", "automatic", (True, False)),
            (", tag: '2'", "automatic", (True, False)),
            ("", "manual", (False, True)),
            (", rerun: always", "manual", (True, True)),
        ],
    )
    def test_a_second_run_is_forced_and_manual_is_not_waited_for(
        self, tmp_path, capsys, more, mode, options
    ):
        from generator.commands.settings.run import SettingsRequest, run

        spec = "deliver: [{customScript: {commandToExecute: ls" + more + "}}]\n"
        spec += f"upgrade: {{mode: {mode}}}\norchestration: uniform\n"
        (tmp_path / "scaleset.yaml").write_text(MINIMAL + spec)
        assert run(tmp_path, SettingsRequest(None, [], "rg", False, "text")) == 0
        said = capsys.readouterr().out
        assert ("--force-update" in said, "--no-wait" in said) == options
        assert ("-ForceUpdateTag ([guid]::NewGuid())" in said) == options[0]

    def test_a_script_that_no_settings_can_carry_is_refused(self, scaleset, tmp_path):
        windows = MINIMAL.replace("os: linux", "os: windows").partition(", sshKey")[0] + "}\n"
        (tmp_path / "scaleset.yaml").write_text(
            windows + "deliver:\n  - customScript: {script: ./a.ps1}\n"
        )
        lines = [f"# {sha256(bytes([number])).hexdigest()}\n" for number in range(250)]
        (tmp_path / "a.ps1").write_text("".join(lines))
        ran = scaleset("settings", "scaleset.yaml")
        assert (ran.code, ran.out) == (1, "")
        assert "scaleset.yaml:6:28: error SPC330 'script' is too long for a command line" in ran.err
        assert not list(tmp_path.glob("*settings.json"))
        (tmp_path / "a.ps1").write_text("".join(lines[:50]))
        assert scaleset("settings", "scaleset.yaml").code == 0

    def test_the_commands_put_secrets_in_as_they_are(self, scaleset, tmp_path):
        (tmp_path / "scaleset.yaml").write_text(
            MINIMAL + "deliver:\n  - customScript:\n      commandToExecute: run @T@\n"
            "      values: {T: {secret: token}}\n"
        )
        ran = scaleset("settings", "scaleset.yaml")
        command = ran.out.partition("in bash:\n")[2].partition("\n\nPowerShell")[0]
        (tmp_path / "az").write_text('#!/bin/sh\nprintf %s "$*" >asked\n')
        (tmp_path / "az").chmod(0o755)
        secret = 'a"b\\c$d`e\nf%g'
        path = f"{tmp_path}:/usr/bin:/bin"
        env = {"PATH": path, "SECRET_TOKEN": secret}
        line = command.replace("<resource-group>", "rg")
        subprocess.run(["bash", "-c", line], cwd=tmp_path, env=env, check=True)
        asked = (tmp_path / "asked").read_text().partition("--protected-settings ")[2]
        assert json.JSONDecoder().raw_decode(asked)[0] == {"commandToExecute": f"run {secret}"}
        assert "-AsHashtable" not in ran.out
        assert "$value.Replace('${SECRET_TOKEN}', $env:SECRET_TOKEN)" in ran.out

    def test_values_of_a_parameter_file_count(self, scaleset, tmp_path):
        (tmp_path / "scaleset.yaml").write_text(
            MINIMAL + "deliver:\n  - customScript:\n      commandToExecute: run @E@ @N@\n"
            "      values: {E: {parameter: env}, N: {parameter: size2}}\n"
        )
        file = tmp_path / "p.json"
        file.write_text(arm.text(arm.parameter_file(env="prod", size2="a", vmSize="x")))
        assert scaleset("settings", "scaleset.yaml", "-p", "p.json", "-p", "size2=b").code == 0
        public, protected = tmp_path / "settings.json", tmp_path / "protected-settings.json"
        said = public.read_text() + (protected.read_text() if protected.exists() else "")
        assert "run prod b" in said
        file.write_text("{}")
        ran = scaleset("settings", "scaleset.yaml", "-p", "p.json")
        assert (ran.code, ran.err) == (2, "p.json:1:1: error file this is no parameter file\n")

    def test_no_extension_is_said(self, scaleset, tmp_path):
        (tmp_path / "scaleset.yaml").write_text(MINIMAL)
        ran = scaleset("settings", "scaleset.yaml")
        assert (ran.code, ran.out) == (2, "")
        assert ran.err == "scaleset: scaleset.yaml: no delivery step is an extension\n"


class TestDeterminism:
    @pytest.mark.parametrize(
        ("part", "env"),
        [
            (0, {"PYTHONHASHSEED": "1", "LC_ALL": "tr_TR.UTF-8", "PYTHONUTF8": "0"}),
            (1, {"PYTHONHASHSEED": "2", "LC_ALL": "C", "LANG": "C", "TZ": "Pacific/Auckland"}),
        ],
    )
    def test_the_same_bytes_anywhere(self, scaleset, tmp_path, part, env):
        specs = sorted(STARTERS.glob("*/scaleset.yaml"), reverse=True)[part::2]
        ran = scaleset("render", *specs, "--output-dir", "out", "--quiet", env=env)
        assert ran.code == 0
        names = [spec.parent.name for spec in specs]
        rendered = [path for name in names for path in (OUTPUT / name).rglob("*.json")]
        assert len(rendered) > len(names)
        for path in rendered:
            assert (tmp_path / "out" / path.relative_to(OUTPUT)).read_bytes() == path.read_bytes()


class TestStartUp:
    def imported(self, *arguments: str) -> set[str]:
        import subprocess
        import sys

        code = (
            "import sys\nfrom generator.start import main\n"
            f"sys.argv = ['scaleset', *{list(arguments)!r}]\n"
            "try:\n    main()\nexcept SystemExit:\n    pass\n"
            "print('\\n', ' '.join(sys.modules), file=sys.stderr)"
        )
        ran = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
        )
        return set(ran.stderr.splitlines()[-1].split())

    def test_help_and_version_load_no_library_but_typer(self):
        heavy = {"jinja2", "jsonschema", "yaml", "zopfli", "rich.console"}
        assert not heavy & self.imported("--version")
        assert not heavy & self.imported("render", "--help")

    def test_validate_renders_nothing(self):
        target = str(OUTPUT / "linux-script" / "azuredeploy.json")
        assert not {"jinja2", "zopfli", "jsonschema", "yaml", "typer"} & self.imported(
            "validate", target
        )
        assert "jsonschema" not in self.imported("validate", target, "--output", "json")

    def test_compiled_fragments_are_never_needed_and_never_stale(self, scaleset, tmp_path):
        (tmp_path / "scaleset.yaml").write_text(MINIMAL)
        own = tmp_path / "own" / "resources"
        own.mkdir(parents=True)
        fragment = '{"outputs": {"x": {"type": "string", "value": "%s"}}}'
        seen = []
        for value, env in (("one", {}), ("two", {}), ("two", {"PYTHONDONTWRITEBYTECODE": "1"})):
            (own / "x.json.j2").write_text(fragment % value)
            ran = scaleset("render", ".", "--stdout", "--templates", "own", env=env)
            seen.append(json.loads(ran.out)["outputs"]["x"]["value"])
        assert seen == ["one", "two", "two"]


def test_expand_prints_what_the_documentation_shows(scaleset):
    text = (ROOT / "docs" / "reference" / "expansion.md").read_text(encoding="utf-8")
    shown = text.split("$ scaleset expand ", 1)[1].split("```", 1)[0]
    command, _, table = shown.partition("\n")
    words = [str(ROOT / word) if word.startswith("output/") else word for word in command.split()]
    ran = scaleset("expand", *words)
    assert ran.code == 0
    assert ran.out == table


TEMPLATE = arm.template(
    {
        "type": "Microsoft.Compute/disks",
        "apiVersion": "2023-04-02",
        "name": "[parameters('names')[copyIndex('all')]]",
        "location": "[resourceGroup().location]",
        "copy": {"name": "all", "count": "[length(parameters('names'))]"},
        "properties": {"diskSizeGB": "[parameters('size')]", "p": "[parameters('password')]"},
    },
    parameters={
        "names": {"type": "array", "minLength": 1},
        "password": {"type": "secureString"},
        "size": {"type": "int", "maxValue": 9},
    },
)


def test_expand_takes_parameters_as_az_does(scaleset, tmp_path):
    (tmp_path / "t.json").write_text(json.dumps(TEMPLATE))
    values = {"names": {"value": ["file"]}, "size": {"value": 3}}
    (tmp_path / "p.json").write_text(json.dumps({"parameters": values}))
    (tmp_path / "names.json").write_text('["a", "b"]')
    ran = scaleset(
        "expand", "t.json", "-p", "p.json", "-p", "names=@names.json", "--parameters", "size=7",
        "-p", "password=hunter2hunter2", "--subscription", "s", "-l", "westeurope",
    )  # fmt: skip
    assert ran.code == 0
    assert "hunter2" not in ran.out + ran.err
    found = json.loads(ran.out)["resources"]
    assert [item["name"] for item in found] == ["a", "b"]
    assert found[0]["properties"] == {"diskSizeGB": 7, "p": "[parameters('password')]"}
    assert found[0]["id"].startswith("/subscriptions/s/resourceGroups/example-rg/")
    assert found[0]["location"] == "westeurope"


def test_expand_tells_all_that_is_wrong_with_parameters(scaleset, tmp_path):
    (tmp_path / "t.json").write_text(json.dumps(TEMPLATE))
    missing = scaleset("expand", "t.json")
    assert missing.code == 2
    assert missing.out == ""
    assert "values are missing for names, password, size:" in missing.err
    open_ones = scaleset("expand", "t.json", "--allow-missing")
    assert open_ones.code == 0
    assert (
        json.loads(open_ones.out)["resources"][0]["name"]
        == "[parameters('names')[copyIndex('all')]]"
    )
    wrong = scaleset("expand", "t.json", "-p", "names=[]", "-p", "size=10")
    assert wrong.code == 1
    assert "the value of 'names' must have at least 1 elements (has 0)" in wrong.err
    assert "the value of 'size' must be at most 9 (is 10)" in wrong.err
    unknown = scaleset("expand", "t.json", "-p", "name=hunter2", "-p", "p.json")
    assert unknown.code == 2
    assert "hunter2" not in unknown.err
    assert len(unknown.err.splitlines()) == 2


def test_expand_does_not_repeat_what_may_be_a_secret(scaleset, tmp_path):
    (tmp_path / "t.json").write_text(json.dumps(TEMPLATE))
    for wrong in ([["password=My", "hunter2"][0], "hunter2"], ["aHVudGVyMg=="], ["hunter2"]):
        ran = scaleset("expand", "t.json", "-p", *wrong)
        assert ran.code == 2
        assert "hunter2" not in ran.out + ran.err
        assert "aHVudGVyMg" not in ran.out + ran.err


def test_expand_shows_no_control_characters_in_a_table(scaleset, tmp_path):
    resource = {"type": "A.B/c", "apiVersion": "2020-01-01", "name": "a\x1b[31m\nb"}
    (tmp_path / "t.json").write_text(
        json.dumps({**TEMPLATE, "parameters": {}, "resources": [resource]})
    )
    assert r"a\x1b[31m\nb" in scaleset("expand", "t.json", "-o", "table").out
    (tmp_path / "t.json").write_text(json.dumps({**TEMPLATE, "parameters": {}, "resources": []}))
    assert scaleset("expand", "t.json", "-o", "table").out == "No resources.\n"


def test_expand_refuses_what_is_no_template(scaleset, tmp_path):
    (tmp_path / "p.json").write_text('{"contentVersion": "1.0.0.0", "parameters": {}}')
    (tmp_path / "bad.json").write_text("{")
    for name in ("p.json", "bad.json", "nope.json"):
        ran = scaleset("expand", name)
        assert ran.code == 2
        assert ran.err.startswith(f"{name}:1:" if name != "nope.json" else f"{name}: error file ")


def test_expand_loads_nothing_that_it_does_not_need(scaleset, tmp_path):
    code = (
        "import sys; from generator.commands.expand import run as expand; "
        "print(*sorted({'jinja2', 'jsonschema', 'yaml', 'hypothesis'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == ""


@pytest.mark.parametrize(
    "arguments",
    [["a.json"], ["a.json", "b", "-"], ["-q", "a.json"], ["a.json", "--quiet", "b"]],
)
def test_a_plain_validate_asks_for_what_the_command_line_would(arguments, monkeypatch):
    """It goes a shorter way, and must not come to another end."""
    from generator import cli, start
    from generator.commands.validate import run as validate

    asked = []
    monkeypatch.setattr(validate, "run", lambda request: asked.append(request) or 0)
    monkeypatch.setattr(sys, "argv", ["scaleset", "validate", *arguments])
    for way in (start.main, cli.app):
        with pytest.raises(SystemExit):
            way()
    assert len(asked) == 2
    assert asked[0] == asked[1]


@pytest.mark.parametrize(
    "arguments", [[], ["-"], ["--help"], ["a.json", "-o", "json"], ["a.json", "--jobs=2"], ["-x"]]
)
def test_a_validate_with_options_goes_through_the_command_line(arguments, monkeypatch):
    from generator import cli, start

    seen = []
    monkeypatch.setattr(cli, "app", lambda: seen.append(arguments))
    monkeypatch.setattr(sys, "argv", ["scaleset", "validate", *arguments])
    if arguments == ["-"]:
        assert start._plain(["validate", "-"]) == ["-"]
    else:
        start.main()
        assert seen == [arguments]


@pytest.mark.parametrize(
    "arguments",
    [
        ["a.json"],
        ["a.json", "--stdout"],
        ["-q", "a.json", "--force"],
        ["a.json", "-p", "p.json", "-f", "out/main.bicep"],
        ["--outfile", "b.bicep", "a.json", "--quiet"],
    ],
)
def test_a_plain_bicep_asks_for_what_the_command_line_would(arguments, monkeypatch):
    from generator import cli, start
    from generator.commands.bicep import run as bicep

    asked = []
    monkeypatch.setattr(bicep, "run", lambda *request: asked.append(request) or 0)
    monkeypatch.setattr(sys, "argv", ["scaleset", "bicep", *arguments])
    for way in (start.main, cli.app):
        with pytest.raises(SystemExit):
            way()
    assert len(asked) == 2
    assert asked[0] == asked[1]


@pytest.mark.parametrize(
    "arguments",
    [[], ["--help"], ["a.json", "b.json"], ["a.json", "--output", "json"], ["a.json", "-o"],
     ["a.json", "--params"], ["-"], ["--outfile=b", "a.json"], ["."], ["a.json", "-f", "."]],
)  # fmt: skip
def test_any_other_bicep_goes_through_the_command_line(arguments, monkeypatch):
    from generator import cli, start

    seen = []
    monkeypatch.setattr(cli, "app", lambda: seen.append(arguments))
    monkeypatch.setattr(sys, "argv", ["scaleset", "bicep", *arguments])
    start.main()
    assert seen == [arguments]


def test_bicep_loads_nothing_that_it_does_not_need(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps({**TEMPLATE, "parameters": {}, "resources": []}))
    unasked = "typer jinja2 jsonschema yaml asyncio generator.validation generator.rollout"
    unasked += (
        " generator.spec generator.language.expansion generator.language.expressions.builtins"
    )
    code = (
        "import sys; from generator.start import main; sys.argv[1:] = ['bicep', 'a.json', '--stdout']\n"
        "try: main()\nexcept SystemExit: pass\n"
        f"print(*sorted({{*{unasked!r}.split()}} & set(sys.modules)), file=sys.stderr)"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path,
        env=environment,
    )  # fmt: skip
    assert ran.stderr.strip() == ""


def test_the_versions_of_a_type_that_has_children_are_listed(scaleset):
    kind = "Microsoft.Compute/virtualMachineScaleSets"
    first, *versions = scaleset("schema", "--list", kind.lower()).out.splitlines()
    assert first == kind
    assert "  2024-07-01" in versions
    children = scaleset("schema", "--list", f"{kind}/").out
    assert f"{kind}/extensions" in children
