"""One grammar of options and exit codes for every command."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys

import pytest
from typer.main import get_command

from generator.cli import COMMANDS, arguments_of
from tests.support import arm
from tests.support.workspace import MINIMAL, OUTPUT

TEMPLATE = arm.template()
GALLERY = f"/subscriptions/{'1' * 8}-1111-1111-1111-{'1' * 12}/resourceGroups/g/providers/Microsoft.Compute/galleries/apps/images/web"  # fmt: skip
VERSION = GALLERY.replace("images/web", "applications/web/versions/1.0.0")
STEP = "deliver: [{customScript: {script: i.sh}}]\n"
FLAGS = {
    "--output": "-o",
    "--file": "-f",
    "--output-dir": "-d",
    "--parameters": "-p",
    "--resource-group": "-g",
    "--quiet": "-q",
    "--jobs": "-j",
    "--location": "-l",
}


def options(name: str) -> dict[str, list[str]]:
    """Return the options of a command, each with all its spellings."""
    from importlib import import_module

    command = get_command(import_module(arguments_of(name)).app)
    given = [item.opts for item in command.params if item.opts[0].startswith("-")]
    return {next(word for word in words if word.startswith("--")): words for words in given}


@pytest.mark.parametrize("name", COMMANDS)
def test_an_option_is_called_the_same_in_every_command(name):
    found = options(name)
    assert "--output" in found
    assert {long: words[1] for long, words in found.items() if long in FLAGS} == {
        long: short for long, short in FLAGS.items() if long in found
    }
    shorts = {word: long for long, words in found.items() for word in words if len(word) == 2}
    assert {s: shorts[s] for s in FLAGS.values() if s in shorts} == {
        short: long for long, short in FLAGS.items() if short in shorts
    }


@pytest.mark.parametrize("name", COMMANDS)
def test_output_is_a_format(name, scaleset):
    ran = scaleset(name, "--help")
    line = next(line for line in ran.out.splitlines() if "--output " in line)
    assert line.split()[:2] == ["-o,", "--output"] or line.split()[:2] == ["--output,", "-o"]
    assert "json" in line


@pytest.fixture
def here(tmp_path):
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "scaleset.yaml").write_text(f"{MINIMAL}\n{STEP}")
    (tmp_path / "shop" / "i.sh").write_text("#!/bin/bash\nset -e\n")
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "scaleset.yaml").write_text(MINIMAL)
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "install.sh").write_text("#!/bin/sh\n")
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "scaleset.yaml").write_text(f"{MINIMAL}\ncuont: 3\n")
    (tmp_path / "empty").mkdir()
    (tmp_path / "infra").mkdir()
    (tmp_path / "infra" / "main.json").write_text(json.dumps(TEMPLATE))
    (tmp_path / "bad.json").write_text(json.dumps({**TEMPLATE, "outputz": {}}))
    return tmp_path


CODES = [
    (0, "init new"),
    (2, "init new --starter none"),
    (0, "image shop --gallery-image " + GALLERY),
    (2, "image none --gallery-image " + GALLERY),
    (0, f"application pack --id {VERSION} --remove true"),
    (1, f"application pack --id {VERSION}"),
    (2, f"application none --id {VERSION}"),
    (0, f"import {OUTPUT}/linux-script -d taken"),
    (2, "import empty"),
    (2, "import infra"),
    (0, "check shop"),
    (1, "check bad/scaleset.yaml"),
    (2, "check infra/main.json"),
    (2, "check empty"),
    (0, "check empty --if-any"),
    (2, "check none --if-any"),
    (0, "validate shop/scaleset.yaml"),
    (0, "validate infra"),
    (1, "validate bad.json"),
    (2, "validate none.json"),
    (2, "validate empty"),
    (0, "validate empty --if-any"),
    (2, "validate none.json --if-any"),
    (0, "validate empty --if-any --profile arm-ttk"),
    (2, "validate empty --profile arm-ttk"),
    (2, "validate infra --also sarif"),
    (2, "validate infra --also none=file"),
    (0, "render shop"),
    (1, "render shop --check"),
    (2, "render none"),
    (2, "render empty"),
    (0, "render empty --if-any"),
    (2, "render none --if-any"),
    (0, "publish shop"),
    (1, "publish bad/scaleset.yaml"),
    (2, "publish none"),
    (2, "publish empty"),
    (0, "expand infra"),
    (2, "expand empty"),
    (2, "expand none.json"),
    (0, "bicep infra --stdout"),
    (2, "bicep empty"),
    (2, "bicep none.json"),
    (0, "settings shop"),
    (2, "settings none"),
    (2, "settings empty"),
    (2, "settings shop -p word"),
    (0, "plan infra infra"),
    (0, "plan infra infra --exit-code"),
    (0, "plan infra shop"),
    (3, "plan infra shop --exit-code"),
    (2, "plan none infra"),
    (2, "plan empty infra"),
    (2, "plan empty empty"),
    (0, "plan empty empty --if-any --exit-code"),
    (2, "plan empty none --if-any"),
    (2, "plan empty infra --if-any"),
    (0, f"drift {OUTPUT}/spot-mix --live {OUTPUT}/spot-mix/azuredeploy.json --fail-on drift"),
    (1, f"drift {OUTPUT}/spot-mix --live {OUTPUT}/autoscale/azuredeploy.json --fail-on drift"),
    (0, f"drift {OUTPUT}/spot-mix --live {OUTPUT}/autoscale/azuredeploy.json"),
    (1, "upgrade old --check"),
    (0, "upgrade old"),
    (1, "upgrade shop --check"),
    (2, "upgrade none"),
    (0, "graph shop"),
    (0, f"graph {OUTPUT}/spot-mix -o json"),
    (2, "graph none"),
    (2, "graph empty"),
    (2, "graph bad"),
    (2, "graph infra -p none=1"),
    (2, "drift shop --live infra/main.json"),
    (2, "drift infra"),
    (2, "drift infra --live none.json"),
    (2, "drift empty --live infra/main.json"),
    (0, "try shop --list"),
    (2, "try shop"),
    (2, "try none --list"),
    (0, "schema -f spec.json"),
    (2, "schema Microsoft.None/none"),
    (0, "explain SEC007"),
    (2, "explain NONE1"),
    (0, "rules SEC"),
    (2, "rules NONE1"),
    (0, "sizes D2s_v*"),
    (0, "sizes Standard_NV6"),
    (0, "sizes D2s_v5 -l westeurope -o json"),
    (2, "sizes D2s_v55"),
    (2, "sizes D2s_v5 -l westeurop"),
    (2, "sizes --skus bad.json"),
    (2, "sizes --compact x.json"),
    (0, "images"),
    (2, "images Contoso:a:b"),
    (0, "retirements --as-of 2028-06-01"),
    (2, "retirements --kind none"),
    (2, "validate infra --skus none.json"),
    (0, "doctor"),
    (2, "doctor shop"),
    (0, "version"),
    (0, "help"),
    (0, "help plan"),
    (0, "-v"),
    (2, "nothing"),
]


def test_one_run_writes_several_formats(here, scaleset):
    alone = {name: scaleset("validate", "bad.json", "-o", name).out for name in ("sarif", "junit")}
    given = ("--also", "sarif=new/a=b.sarif", "--also", "junit=x.xml", "--also", "text=x.txt")
    ran = scaleset("validate", "bad.json", "-o", "github", *given)
    assert ran.code == 1
    assert ran.out == scaleset("validate", "bad.json", "-o", "github").out
    assert (here / "new" / "a=b.sarif").read_text() == alone["sarif"]
    assert (here / "x.xml").read_text() == alone["junit"]
    assert (here / "x.txt").read_text().startswith("bad.json:1:")
    full = scaleset("validate", "bad.json", "-o", "github", "--also", "sarif=bad.json/x")
    assert (full.code, full.out) == (2, ran.out)
    assert full.err == "scaleset: bad.json/x: Not a directory\n"


@pytest.mark.parametrize(("code", "arguments"), CODES)
def test_exit_codes(here, scaleset, code, arguments):
    ran = scaleset(*arguments.split())
    assert (ran.code, "Traceback" in ran.err) == (code, False), ran.err


def test_every_command_is_run_with_and_without_success():
    run = {
        code: {words.split()[0] for exit_code, words in CODES if exit_code == code}
        for code in (0, 2)
    }
    assert [sorted(COMMANDS.keys() - names) for names in run.values()] == [[], []]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("validate infra --as-of tomorrow", "'tomorrow' is no day; write YYYY-MM-DD"),
        ("plan shop --scale-out x", "'x' must be an integer, 1 or more"),
        ("plan shop --scale-out 0", "'0' must be an integer, 1 or more"),
        ("validate infra -j x", "'x' must be an integer, 0 or more"),
        ("validate infra -p nokey", "'nokey' is no file, no JSON object and not NAME=VALUE"),
        ("validate infra --format json", "there is no --format; the format is --output, or -o"),
        ("render shop --dry-run", "'render --check' writes nothing"),
        ("expand empty", "empty: error file none of azuredeploy.json"),
        ("validate none.json", "none.json: error file no such file or folder"),
        ("validate -- --format", "--format: error file no such file or folder"),
    ],
)
def test_a_mistake_is_told_in_a_sentence(here, scaleset, arguments, sentence):
    ran = scaleset(*arguments.split())
    said = " ".join((ran.out + ran.err).replace("│", " ").split())
    assert ran.code == 2
    assert sentence in said
    assert "http" not in said


def test_older_spellings_are_read(here, scaleset):
    assert scaleset("settings", "shop", "--parameter", "vmSize=Standard_D4s_v5").code == 0
    assert scaleset("schema", "--output-file", "a.json").code == 0
    assert scaleset("bicep", "infra", "--outfile", "b.bicep").code == 0
    assert (here / "b.bicep").exists()


def test_a_spec_that_is_new_or_gone_is_a_plan(here, scaleset):
    def git(*words):
        command = ["git", "-c", "user.name=n", "-c", "user.email=e@example.org", *words]
        subprocess.run(command, cwd=here, check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    git("add", "bad.json")
    git("commit", "-qm", "one")
    new = scaleset("plan", "--git", "main", "shop", "-o", "json")
    assert (new.code, new.err) == (0, "")
    assert [item["action"] for item in json.loads(new.out)["scaleSets"]] == ["create"]
    git("add", "-A")
    git("commit", "-qm", "two")
    (here / "shop" / "scaleset.yaml").unlink()
    for named in ("shop", "shop/scaleset.yaml"):
        gone = scaleset("plan", "--git", "main", named, "-o", "json")
        assert (gone.code, gone.err) == (0, "")
        assert [item["action"] for item in json.loads(gone.out)["scaleSets"]] == ["remove"]
    (here / "shop" / "i.sh").unlink()
    (here / "shop").rmdir()
    assert scaleset("plan", "--git", "main", "shop", "--exit-code").code == 3
    assert scaleset("plan", "--git", "main~1..main", "shop", "--exit-code").code == 3


@pytest.mark.parametrize(
    ("revision", "hint"),
    [
        (
            "topic",
            "; 'git fetch origin topic' gets it as origin/topic, and so does 'fetch-depth: 0'",
        ),
        ("origin/main", "; 'git fetch origin main' gets it as origin/main, and so does"),
        ("topic~3", ""),
        ("0a1b2c3", ""),
        ("--help", ""),
    ],
)
def test_how_to_get_a_revision_is_said(here, scaleset, revision, hint):
    subprocess.run(["git", "init", "-q", "-b", "other"], cwd=here, check=True)
    ran = scaleset("plan", "--git", revision, "shop")
    begins = f"shop: error git git knows no revision '{revision}'{hint}"
    assert ran.code == 2
    assert ran.err.startswith(begins if hint else f"{begins}\n")


def test_what_is_there_already_is_counted(here, scaleset):
    assert scaleset("init", "one").code == 0
    ran = scaleset("init", "one")
    assert "are there already; --force overwrites them" in ran.err
    for path in (here / "one").rglob("*"):
        if path.is_file() and path.name != "scaleset.yaml":
            path.unlink()
    ran = scaleset("init", "one")
    assert ran.err == "scaleset: one/scaleset.yaml is there already; --force overwrites it\n"


@pytest.mark.skipif(sys.platform == "win32", reason="makes a script for sh")
def test_init_says_how_to_call_what_is_not_on_the_path(here, scaleset, monkeypatch):
    monkeypatch.setenv("PATH", str(here))
    ran = scaleset("init", "one")
    assert ran.out.endswith(
        f"\n  {shlex.quote(sys.executable)} -m generator render one/scaleset.yaml\n"
    )
    (here / "scaleset").write_text("#!/bin/sh\n")
    (here / "scaleset").chmod(0o755)
    assert scaleset("init", "two").out.endswith("\n  scaleset render two/scaleset.yaml\n")


def test_examples_stand_in_lines_of_their_own(scaleset):
    lines = scaleset("validate", "-h").out.splitlines()
    assert lines[lines.index("  Examples:") + 1 :] == [
        "    scaleset validate infra",
        "    scaleset validate 'infra/**/*.json' -o sarif",
        "    scaleset validate infra --as-of 2028-06-01 -o table",
        "    generate | scaleset validate -",
    ]
