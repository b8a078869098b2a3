"""README is short, and what it shows is what happens."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import pytest

from generator import __version__
from generator.rollout.effects import effects
from tests.support import arm
from tests.support.command import run_here
from tests.support.workspace import OUTPUT, ROOT

README = (ROOT / "README.md").read_text("utf-8")


def console(command):
    """Return what README prints below a command."""
    (shown,) = [
        block.partition("\n")[2]
        for block in re.findall(r"```console\n\$ (.*?)```", README, re.DOTALL)
        if block.startswith(f"{command}\n")
    ]
    return shown


@pytest.fixture
def shop(tmp_path):
    """A repository in which `scaleset init shop` was run."""
    assert run_here(["init", "shop"], tmp_path).code == 0
    return tmp_path


def test_it_is_one_screen():
    assert len(README.encode()) <= 8 * 1024


def test_the_spec_is_the_one_that_init_writes(shop):
    (block,) = re.findall(r"```yaml\n(name:.*?)```", README, re.DOTALL)
    assert (shop / "shop" / "scaleset.yaml").read_text("utf-8").endswith(block)


def test_render_prints_what_is_shown(shop):
    assert run_here(["render", "shop"], shop).out == console("scaleset render shop")


def test_plan_begins_with_what_is_shown(shop):
    git = ["git", "-c", "user.name=n", "-c", "user.email=e@example.org"]
    for words in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "one"]):
        subprocess.run([*git, *words], cwd=shop, check=True, capture_output=True)
    spec = shop / "shop" / "scaleset.yaml"
    spec.write_text(spec.read_text("utf-8").replace("D2s", "D4s"), "utf-8")
    ran = run_here(["plan", "--git", "main", "shop"], shop)
    assert ran.out.startswith(console("scaleset plan --git main shop"))


def test_validate_begins_with_what_is_shown(tmp_path):
    template = json.loads((OUTPUT / "uniform-probe" / "azuredeploy.json").read_text("utf-8"))
    (of_set,) = [r for r in template["resources"] if r["type"].endswith("ScaleSets")]
    del of_set["properties"]["virtualMachineProfile"]["networkProfile"]["healthProbe"]
    (tmp_path / "infra").mkdir()
    (tmp_path / "infra" / "azuredeploy.json").write_text(json.dumps(template, indent=2), "utf-8")
    ran = run_here(["validate", "infra"], tmp_path)
    assert ran.code == 1
    assert ran.out.startswith(console("scaleset validate infra"))


def test_the_page_on_checking_shows_what_is_printed(tmp_path):
    page = (ROOT / "docs/reference/checking.md").read_text("utf-8")
    (shown,) = re.findall(r"```console\n\$ scaleset validate infra\n(.*?)```", page, re.DOTALL)
    schema = json.dumps(arm.template()["$schema"])
    lines = [
        "{",
        f'  "$schema": {schema},',
        '  "contentVersoin": "1.0.0.0",',
        '  "resources": []',
        "}",
    ]
    (tmp_path / "infra").mkdir()
    (tmp_path / "infra" / "azuredeploy.json").write_text("\n".join(lines), "utf-8")
    assert run_here(["validate", "infra"], tmp_path).out == f"{shown}\n"


@pytest.mark.parametrize("page", ["README.md", "docs/reference/python.md"])
def test_the_python_runs(page, tmp_path, monkeypatch):
    (code,) = re.findall(r"```py(?:thon)?\n(.*?)```", (ROOT / page).read_text("utf-8"), re.DOTALL)
    shutil.copy(OUTPUT / "linux-script" / "azuredeploy.json", tmp_path)
    monkeypatch.chdir(tmp_path)
    seen = {}
    exec(code, seen)
    assert (
        "resource web 'Microsoft.Compute/virtualMachineScaleSets"
        in seen["made"].files["main.bicep"]
    )
    assert "web" in [resource["name"] for resource in seen["result"].resources]


def test_numbers_of_the_table_are_those_of_the_page_that_says_how():
    page = (ROOT / "docs/reference/comparison.md").read_text("utf-8")
    rows = README.partition("## How it compares")[2].partition("\n\n[How")[0].splitlines()[4:]
    assert len(rows) == 10
    for row in rows:
        numbers = re.findall(r"\b\d+\b", row.replace("README", ""))
        assert [n for n in numbers if n not in page and n != str(len(effects()))] == [], row


def test_one_version_everywhere():
    log = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.findall(r"^## \[(.*?)\]", log, re.MULTILINE)[0] == __version__
