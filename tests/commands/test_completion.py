"""What the shell is offered for what one cannot know: starters, rules, specs."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module

import pytest
from typer.main import get_command

from generator.cli import arguments_of
from generator.validation.catalog import catalog
from tests.support.workspace import MINIMAL, ROOT


def offered(command: str, parameter: str, typed: str) -> list[str]:
    found = get_command(import_module(arguments_of(command)).app)
    (asked,) = [item for item in found.params if item.name == parameter]
    context = found.make_context(command, [], resilient_parsing=True)
    return [item.value for item in asked.shell_complete(context, typed)]


def test_starters():
    there = sorted(path.parent.name for path in ROOT.glob("templates/starters/*/scaleset.yaml"))
    assert offered("init", "starter", "") == there
    assert offered("init", "starter", "linux-s") == ["linux-script"]


@pytest.mark.parametrize(
    ("command", "parameter"), [("explain", "rule"), ("validate", "select"), ("validate", "ignore")]
)
def test_rules(command, parameter):
    assert offered(command, parameter, "") == list(catalog())
    assert offered(command, parameter, "SEC00") == [f"SEC00{n}" for n in range(1, 10)]
    assert offered(command, parameter, "unused-param") == ["unused-parameter"]


@pytest.mark.parametrize("typed", ["sec00", "Sec00", "SEC00"])
def test_the_case_of_what_is_typed_does_not_matter(typed):
    assert offered("explain", "rule", typed) == [f"SEC00{n}" for n in range(1, 10)]
    assert offered("explain", "rule", "Unused-Param") == ["unused-parameter"]
    assert offered("init", "starter", "Linux-S") == ["linux-script"]
    (found,) = offered("schema", "kind", "microsoft.compute/virtualmachinescalesets/e")
    assert found == "Microsoft.Compute/virtualMachineScaleSets/extensions"


def test_the_shell_gets_ids_for_what_is_typed_in_small_letters():
    given = {"_SCALESET_COMPLETE": "complete_bash", "COMP_WORDS": "scaleset explain sec01"}
    begin = "from generator.start import main; main()"
    ran = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.argv = ['scaleset']; {begin}"],
        env={**os.environ, **given, "COMP_CWORD": "2"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stdout.split() == [item for item in catalog() if item.startswith("SEC01")]


@pytest.mark.parametrize(("command", "parameter"), [("render", "specs"), ("settings", "spec")])
def test_specs(command, parameter, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("shop/scaleset.yaml", "apps/web/blue.scaleset.yml", ".git/scaleset.yaml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(MINIMAL)
    (tmp_path / "empty").mkdir()
    assert sorted(offered(command, parameter, "")) == [
        "apps/web",
        "apps/web/blue.scaleset.yml",
        "shop",
        "shop/scaleset.yaml",
    ]
    assert offered(command, parameter, "shop/") == ["shop/scaleset.yaml"]
    assert offered(command, parameter, "none/") == []
