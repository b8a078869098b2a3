"""The pre-commit hooks and the GitHub action, run as those tools do, as far as no network is needed."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
import yaml

from tests.support import arm
from tests.support.workspace import MINIMAL, ROOT

if TYPE_CHECKING:
    from pathlib import Path

GOOD = json.dumps(arm.template())
BAD = GOOD.replace("resources", "resurces")
HOOKS = {
    hook["id"]: hook
    for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
}
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not shutil.which("git") or not shutil.which("bash"), reason="needs git and bash"
    ),
]


def program(folder: Path) -> None:
    """Write a `scaleset` that runs the package under test."""
    folder.mkdir(parents=True)
    file = folder / "scaleset"
    file.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m generator "$@"\n')
    file.chmod(0o755)


@dataclass
class Clone:
    """A user's repository, cloned, with what the runner of a hook or an action has around it."""

    path: Path
    temporary: Path

    def run(self, command: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
        path = os.pathsep.join([str(self.temporary / "scaleset" / "bin"), os.environ["PATH"]])
        return subprocess.run(
            command, cwd=self.path, capture_output=True, text=True, check=False,
            env={**os.environ, "PATH": path, **environment},
        )  # fmt: skip

    def hook(self, name: str) -> subprocess.CompletedProcess[str]:
        """Run a hook over all files that it asks for, as `pre-commit run --all-files` does."""
        hook = HOOKS[name]
        listed = self.run(["git", "ls-files", "-z"]).stdout.split("\0")[:-1]
        files = [file for file in listed if re.search(hook.get("files", ""), file)]
        given = files if hook.get("pass_filenames", True) else []
        return self.run([*shlex.split(hook["entry"]), *hook.get("args", []), *given])

    def action(self, **inputs: str) -> dict[str, subprocess.CompletedProcess[str]]:
        """Run the steps of the action after the installation; give those that ran, by name."""
        values = {name: item["default"] for name, item in ACTION["inputs"].items()}
        values |= {name.replace("_", "-"): value for name, value in inputs.items()}
        ran: dict[str, subprocess.CompletedProcess[str]] = {}
        for step in ACTION["runs"]["steps"][1:]:
            failed = any(item.returncode for item in ran.values())
            if wanted(step["if"], values) and (not failed or "always()" in step["if"]):
                environment = {key: filled(text, values) for key, text in step["env"].items()}
                shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
                environment["GITHUB_STEP_SUMMARY"] = str(self.temporary / "summary.md")
                ran[step["name"]] = self.run(shell, RUNNER_TEMP=str(self.temporary), **environment)
        return ran


def wanted(condition: str, inputs: dict[str, str]) -> bool:
    """Evaluate the conditions that the action has: inputs that must not be empty."""
    parts = [part for part in condition.split(" && ") if part != "always()"]
    names = [re.fullmatch(r"inputs\.([\w-]+) != ''", part)[1] for part in parts]
    return all(inputs[name] for name in names)


def filled(text: str, inputs: dict[str, str]) -> str:
    return re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: inputs[found[1]], text)


@pytest.fixture
def clone(tmp_path, scaleset):
    """A clone of a repository that has a rendered spec, a template and other JSON."""
    source = tmp_path / "source"
    (source / "infra").mkdir(parents=True)
    (source / "scaleset.yaml").write_text(MINIMAL)
    assert scaleset("render", source).code == 0
    (source / "infra" / "azuredeploy.json").write_text(GOOD)
    (source / "package.json").write_text("{}")
    author = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q"], ["add", "."], [*author, "commit", "-q", "-m", "x"]):
        subprocess.run(["git", *command], cwd=source, check=True)
    subprocess.run(["git", "clone", "-q", source, tmp_path / "clone"], check=True)
    program(tmp_path / "runner" / "scaleset" / "bin")
    return Clone(tmp_path / "clone", tmp_path / "runner")


class TestHooks:
    def test_they_pass_on_a_clean_clone(self, clone):
        for name in ("scaleset-validate", "scaleset-render-check"):
            ran = clone.hook(name)
            assert ran.returncode == 0, name
            assert not {"error", "warning"} & set((ran.stdout + ran.stderr).split()), name

    def test_validate_tells_of_a_broken_template(self, clone):
        (clone.path / "infra" / "azuredeploy.json").write_text(BAD)
        ran = clone.hook("scaleset-validate")
        assert ran.returncode == 1
        assert "infra/azuredeploy.json:1:" in ran.stdout
        assert clone.hook("scaleset-render-check").returncode == 0

    def test_render_check_tells_of_a_stale_template(self, clone):
        (clone.path / "scaleset.yaml").write_text(MINIMAL + "count: 5\n")
        ran = clone.hook("scaleset-render-check")
        assert ran.returncode == 1
        assert "azuredeploy.parameters.json" in ran.stdout + ran.stderr

    @pytest.mark.parametrize("hook", HOOKS.values(), ids=HOOKS)
    def test_they_are_what_pre_commit_takes(self, hook):
        assert {"id", "name", "entry", "language"} <= hook.keys()
        assert hook["language"] == "python"
        assert shlex.split(hook["entry"])[0] == "scaleset"

    @pytest.mark.parametrize(
        ("name", "taken"),
        [
            ("azuredeploy.json", True),
            ("infra/azuredeploy.parameters.json", True),
            ("infra/main.parameters.test.json", True),
            ("infra/mainTemplate.json", True),
            ("package.json", False),
            ("azuredeploy.bicep", False),
        ],
    )
    def test_which_files_validate_is_given(self, name, taken):
        assert bool(re.search(HOOKS["scaleset-validate"]["files"], name)) is taken


class TestAction:
    def test_by_default_it_checks_what_is_rendered(self, clone):
        ran = clone.action()
        assert list(ran) == ["Render check"]
        assert ran["Render check"].returncode == 0, ran["Render check"].stderr

    def test_findings_become_annotations_and_sarif(self, clone):
        (clone.path / "infra" / "azuredeploy.json").write_text(BAD)
        ran = clone.action(check="", validate="infra/**/*.json\npackage.json", sarif="out.sarif")
        assert ran["Validate"].returncode == 1
        assert ran["Validate"].stdout.startswith("::error file=infra/azuredeploy.json,line=1,")
        assert "file=package.json" in ran["Validate"].stdout
        assert ran["SARIF"].returncode == 0
        value = json.loads((clone.path / "out.sarif").read_text())
        assert len(value["runs"][0]["results"]) == 3

    def test_severity_and_baseline_are_passed_on(self, clone):
        (clone.path / "infra" / "azuredeploy.json").write_text(BAD)
        assert clone.action(check="", validate="infra", fail_on="never")["Validate"].returncode == 0
        clone.run(["scaleset", "validate", "infra", "--write-baseline", "known findings.json"])
        ran = clone.action(check="", validate="infra", baseline="known findings.json")["Validate"]
        assert (ran.returncode, ran.stdout) == (0, "")

    def test_what_an_update_does_goes_to_the_summary(self, clone):
        (clone.path / "scaleset.yaml").write_text(MINIMAL.replace("azureops", "operator"))
        summary = clone.temporary / "summary.md"
        given = {"check": "", "plan": "scaleset.yaml", "plan_base": "HEAD"}
        ran = clone.action(**given)["Plan"]
        assert ran.returncode == 0, ran.stderr
        assert "adminUsername" in summary.read_text(encoding="utf-8")
        assert clone.action(**given, plan_fail_on="refuse rerun")["Plan"].returncode == 0
        (clone.path / "scaleset.yaml").write_text(f"{MINIMAL}orchestration: uniform\n")
        assert clone.action(**given, plan_fail_on="refuse rerun")["Plan"].returncode == 1

    def test_what_is_given_runs_nothing(self, clone):
        ran = clone.action(check="$(touch owned)", validate="`touch owned`; touch owned")
        assert ran["Render check"].returncode == 2
        assert not (clone.path / "owned").exists()
        for step in ACTION["runs"]["steps"]:
            assert "${{" not in step["run"]

    def test_it_installs_itself_where_the_runner_says(self, clone, tmp_path):
        """Stand in for the network: a python3 whose virtual environments have a pip that echoes."""
        stand_in = tmp_path / "stand-in"
        stand_in.mkdir()
        (stand_in / "python3").write_text(
            '#!/bin/sh\n[ "$1 $2" = "-m venv" ] || exit 9\nmkdir -p "$3/bin"\n'
            'printf \'#!/bin/sh\\necho "$@"\\n\' >"$3/bin/pip"\nchmod +x "$3/bin/pip"\n'
        )
        (stand_in / "python3").chmod(0o755)
        install = ACTION["runs"]["steps"][0]["run"]
        ran = subprocess.run(
            ["bash", "-eo", "pipefail", "-c", install], capture_output=True, text=True, check=True,
            env={"PATH": f"{stand_in}:{os.environ['PATH']}", "RUNNER_TEMP": f"{tmp_path}/a b",
                 "GITHUB_ACTION_PATH": "/the action"},
        )  # fmt: skip
        assert ran.stdout == "install /the action\n"
        assert (tmp_path / "a b" / "scaleset" / "bin" / "pip").is_file()
