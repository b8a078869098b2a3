"""The GitHub action: its steps, run as a runner does, in repositories that the tests make.

The steps after the installation run the package under test; that of the installation has a stand-in
for the network.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess

import pytest

from tests.support import arm
from tests.support.repositories import ACTION, STEPS, Repository
from tests.support.workspace import MINIMAL

GOOD = json.dumps(arm.template())
BAD = GOOD.replace("resources", "resurces")
STALE = f"{MINIMAL}count: 5\n"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not shutil.which("git") or not shutil.which("bash"), reason="needs git and bash"
    ),
]


def errors_of(out: str) -> list[str]:
    return [line for line in out.splitlines() if line.startswith("::error")]


@pytest.fixture
def repository(tmp_path):
    """A repository with a file that is nobody's business."""
    made = Repository(tmp_path / "repository", tmp_path / "around")
    made.write({"package.json": "{}"})
    return made


@pytest.fixture
def templates(repository):
    repository.write({"infra/main.json": GOOD})
    repository.commit()
    return repository


@pytest.fixture
def specs(repository, scaleset):
    """A repository of a spec and what it renders to."""
    repository.write({"shop/scaleset.yaml": MINIMAL})
    assert scaleset("render", repository.path / "shop").code == 0
    repository.commit()
    return repository


@pytest.fixture
def both(templates, scaleset):
    templates.write({"shop/scaleset.yaml": MINIMAL})
    assert scaleset("render", templates.path / "shop").code == 0
    templates.commit()
    return templates


class TestWithoutInputs:
    def test_of_templates_only(self, templates):
        job = templates.action()
        assert job.codes == {"Render check": 0, "Validate": 0}
        assert job.annotations[0].startswith("::notice title=scaleset")
        assert job.summary.startswith("### Templates: ")
        templates.write({"infra/main.json": BAD})
        job = templates.action()
        assert job.codes == {"Render check": 0, "Validate": 1}
        errors = [line for line in job.annotations if line.startswith("::error")]
        assert errors == ["::error file=infra/main.json,title=TPL002"] * 2
        assert "### Templates: 2 errors" in job.summary
        assert "| error | `` infra/main.json:1:" in job.summary

    def test_of_specs_only(self, specs):
        assert specs.action().codes == {"Render check": 0, "Validate": 0}
        specs.write({"shop/scaleset.yaml": STALE})
        job = specs.action()
        assert job.codes == {"Render check": 1, "Validate": 0}
        (stale,) = errors_of(job.steps["Render check"].out)
        assert stale.startswith("::error file=shop/scaleset.yaml,line=1,")
        assert "title=stale::4 files not up to date: shop/azuredeploy.json, shop/" in stale
        assert "run 'scaleset render' and commit the result%0A--- shop/" in stale
        assert "### Rendered files" in job.summary

    def test_of_specs_whose_rendered_files_are_not_committed(self, specs):
        for file in (specs.path / "shop").glob("*.*"):
            if file.name != "scaleset.yaml":
                file.unlink()
        job = specs.action()
        assert job.codes == {"Render check": 1, "Validate": 0}
        assert "4 files not up to date: " in job.steps["Render check"].out
        assert job.steps["Validate"].out.startswith("::notice file=shop/scaleset.yaml,")

    def test_of_both_each_fault_is_told_in_one_run(self, both):
        assert both.action().codes == {"Render check": 0, "Validate": 0}
        both.write({"shop/scaleset.yaml": STALE, "infra/main.json": BAD})
        job = both.action()
        assert job.codes == {"Render check": 1, "Validate": 1}
        errors = [line for line in job.annotations if line.startswith("::error")]
        assert errors[0].startswith("::error file=shop/scaleset.yaml,title=stale")
        assert errors[1:] == ["::error file=infra/main.json,title=TPL002"] * 2

    def test_of_neither_there_are_two_notices(self, repository):
        job = repository.action()
        assert job.codes == {"Render check": 0, "Validate": 0}
        assert [step.out for step in job.steps.values()] == [
            "::notice title=scaleset::nothing to render: there is no scaleset.yaml here\n",
            "::notice title=scaleset::nothing to check: there is no deployment template and no "
            "parameter file here\n",
        ]
        assert "Nothing to check: " in job.summary

    def test_a_spec_with_a_mistake_is_annotated_at_its_line(self, specs):
        specs.write({"shop/scaleset.yaml": MINIMAL.replace("linux", "linus")})
        job = specs.action()
        assert job.codes == {"Render check": 1, "Validate": 0}
        (mistake,) = errors_of(job.steps["Render check"].out)
        assert mistake.startswith("::error file=shop/scaleset.yaml,line=2,")


class TestValidate:
    def test_annotations_and_sarif_come_of_one_run(self, templates):
        templates.write({"infra/main.json": BAD})
        job = templates.action(check="", sarif="reports/out.sarif")
        assert job.codes == {"Validate": 1}
        value = json.loads((templates.path / "reports" / "out.sarif").read_text())
        results = value["runs"][0]["results"]
        assert [item["level"] for item in results].count("error") == 2
        assert len(results) == len(job.annotations)

    def test_an_empty_sarif_closes_what_was_open(self, repository):
        repository.action(sarif="out.sarif")
        value = json.loads((repository.path / "out.sarif").read_text())
        assert value["runs"][0]["results"] == []

    def test_severity_and_baseline_are_passed_on(self, templates):
        templates.write({"infra/main.json": BAD})
        assert templates.action(check="", fail_on="never").codes == {"Validate": 0}
        templates.run(["scaleset", "validate", "infra", "--write-baseline", "known findings.json"])
        job = templates.action(check="", validate="infra", baseline="known findings.json")
        assert (job.codes, job.annotations) == ({"Validate": 0}, [])
        assert "of the baseline left out" in job.summary

    def test_paths_are_lines_or_words(self, repository):
        repository.write({"a b/x.json": BAD, "c/y.json": BAD, "d/z.json": BAD, "e.json": BAD})
        job = repository.action(check="", validate="a b\nc/*.json  d\n\ne.json\n")
        files = {line.partition(",")[0].removeprefix("::error file=") for line in job.annotations}
        assert files >= {"a b/x.json", "c/y.json", "d/z.json", "e.json"}

    def test_what_is_asked_for_and_not_there_fails(self, templates):
        job = templates.action(check="none", validate="none.json")
        assert job.codes == {"Render check": 2, "Validate": 2}


class TestPlan:
    def test_of_a_pull_request_that_adds_a_spec(self, repository, scaleset):
        repository.commit()
        clone = Repository(repository.path.parent / "clone", repository.path.parent / "runner")
        clone.git("remote", "add", "origin", str(repository.path))
        clone.git("fetch", "-q", "origin")
        clone.git("checkout", "-q", "-b", "topic", "origin/main")
        clone.write({"shop/scaleset.yaml": MINIMAL})
        assert scaleset("render", clone.path / "shop").code == 0
        clone.commit()
        for base in ("main", ""):
            job = clone.action(base=base, plan="shop")
            assert job.codes == {"Render check": 0, "Validate": 0, "Plan": 0}, job.steps["Plan"].err
            assert (
                "### Plan: `` origin/main:(no file) `` to `` shop/scaleset.yaml ``" in job.summary
            )
            assert "#### Scale set `` web ``" in job.summary

    def test_a_base_that_is_not_fetched_is_told_with_what_gets_it(self, both, tmp_path):
        both.commit()
        job = both.action(base="release/1", plan="shop")
        assert job.codes == {"Render check": 0, "Validate": 0, "Plan": 2}
        assert "'git fetch origin release/1' gets it" in job.steps["Plan"].err
        assert "'fetch-depth: 0' of actions/checkout" in job.steps["Plan"].err
        clone = Repository(tmp_path / "shallow", tmp_path / "runner")
        first = both.git("rev-list", "--max-parents=0", "HEAD").strip()
        clone.git("fetch", "-q", "--depth=1", f"file://{both.path}", "main")
        clone.git("checkout", "-q", "FETCH_HEAD")
        for revision in (first, "HEAD~1"):
            plan = clone.action(plan="shop", plan_base=revision).steps["Plan"]
            assert plan.code == 2
            assert f"git knows no revision '{revision}'; this clone is shallow:" in plan.err
            assert "'fetch-depth: 0' of actions/checkout" in plan.err

    def test_what_an_update_does_goes_to_the_summary(self, both):
        both.write({"shop/scaleset.yaml": MINIMAL.replace("azureops", "operator")})
        given = {"check": "", "validate": "", "plan": "shop/scaleset.yaml", "plan_base": "HEAD"}
        job = both.action(**given)
        assert job.codes == {"Plan": 0}
        assert "adminUsername" in job.summary
        picture = job.summary.partition("```mermaid\n")[2].partition("\n```\n")[0].splitlines()
        assert picture[0] == "flowchart LR"
        assert [line.split("<br/>")[0] for line in picture if "scale set" in line] == [
            '  n0["scale set web'
        ]
        assert both.action(**given, plan_fail_on="refuse rerun").codes == {"Plan": 0}
        both.write({"shop/scaleset.yaml": f"{MINIMAL}orchestration: uniform\n"})
        assert both.action(**given, plan_fail_on="refuse rerun").codes == {"Plan": 1}

    def test_nothing_to_plan_is_no_failure(self, both):
        given = {"check": "", "validate": "", "plan_base": "HEAD"}
        both.write({"notes/read.me": ""})
        both.commit()
        job = both.action(plan=". notes", **given)
        assert job.codes == {"Plan": 0}
        assert job.steps["Plan"].err == "Nothing to plan: there is no spec and no template.\n"
        assert both.action(plan="none", **given).codes == {"Plan": 2}

    def test_a_plan_that_fails_hides_no_other(self, both):
        given = {"check": "", "validate": "", "plan_base": "HEAD"}
        job = both.action(plan="none.json shop", **given)
        assert job.codes == {"Plan": 2}
        assert "shop/scaleset.yaml" in job.summary
        assert job.annotations == ["::error title=scaleset"]


@pytest.mark.parametrize(
    "text", ["$(touch owned)", "`touch owned`; touch owned", "x;touch owned", "a[$(touch owned)]"]
)
def test_what_is_given_runs_nothing(repository, text):
    """The shell is what is tried: the command in its hands only says what it was given."""
    repository.command.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    for given in (text, f"package.json {text}", f"{text}\n{text}"):
        names = [name.replace("-", "_") for name in ACTION["inputs"]]
        job = repository.action(base=text, **dict.fromkeys(names, given))
        assert list(job.steps) == ["Render check", "Validate", "Plan", "Try"]
        assert text.split()[-1] in job.steps["Validate"].out.split()
        assert not (repository.path / "owned").exists()


@pytest.mark.parametrize("text", ["--write-baseline=owned", "--output-dir=owned", "-downed"])
def test_a_path_is_no_option(repository, text):
    job = repository.action(check=text, validate=text, plan=text, plan_base="HEAD", **{"try": text})
    assert job.codes == {"Render check": 2, "Validate": 2, "Plan": 2, "Try": 2}
    assert not (repository.path / "owned").exists()


def test_no_step_has_an_expression_in_its_script():
    scripts = [step["run"] for step in STEPS.values() if "run" in step]
    assert scripts
    assert [script for script in scripts if "${{" in script] == []


def test_its_inputs_are_described_and_it_can_be_listed():
    assert [n for n, item in ACTION["inputs"].items() if not item["description"].strip()] == []
    assert ACTION["branding"].keys() == {"icon", "color"}
    assert len(ACTION["description"]) < 150


@pytest.mark.parametrize("folder", ["bin", "Scripts"])
def test_it_installs_itself_where_the_system_has_programs(tmp_path, folder):
    """Stand in for the network: a Python whose virtual environments have a Python that echoes."""
    python = tmp_path / "stand in" / "python"
    python.parent.mkdir()
    python.write_text(
        f'#!/bin/sh\n[ "$1 $2" = "-m venv" ] || exit 9\nmkdir -p "$3/{folder}"\n'
        f'printf \'#!/bin/sh\\necho "$@"\\n\' >"$3/{folder}/python"\nchmod +x "$3/{folder}/python"\n'
    )
    python.chmod(0o755)
    ran = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", STEPS["Install"]["run"]],
        capture_output=True, text=True, check=True,
        env={"PATH": os.environ["PATH"], "RUNNER_TEMP": f"{tmp_path}/a b", "PYTHON": str(python),
             "GITHUB_ACTION_PATH": "/the action", "GITHUB_OUTPUT": f"{tmp_path}/output"},
    )  # fmt: skip
    assert ran.stdout == "-m pip install --quiet /the action\n"
    command = (tmp_path / "output").read_text()
    assert command == f"command={tmp_path}/a b/scaleset/{folder}/scaleset\n"


def test_the_cache_is_that_of_what_is_installed(tmp_path):
    (tmp_path / "pyproject.toml").write_text("one")
    keys = set()
    for text in ("one", "two", "one"):
        (tmp_path / "pyproject.toml").write_text(text)
        (tmp_path / "output").unlink(missing_ok=True)
        subprocess.run(
            ["bash", "-eo", "pipefail", "-c", STEPS["Key of the cache"]["run"]], check=True,
            env={"PATH": os.environ["PATH"], "PYTHON": shutil.which("python3") or "",
                 "GITHUB_ACTION_PATH": str(tmp_path), "GITHUB_OUTPUT": f"{tmp_path}/output"},
        )  # fmt: skip
        keys.add((tmp_path / "output").read_text())
    assert len(keys) == 2
    assert all(key.startswith("hash=") and len(key) == 70 for key in keys)
