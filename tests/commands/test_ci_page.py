"""What docs/how-to/ci.md has to copy: it parses, names what there is, and its commands run."""

from __future__ import annotations

import json
import re
import shutil

import pytest
import yaml

from tests.support import arm
from tests.support.repositories import ACTION, HOOKS, Repository
from tests.support.workspace import MINIMAL, ROOT

PAGE = (ROOT / "docs" / "how-to" / "ci.md").read_text(encoding="utf-8")
SNIPPETS = [
    yaml.safe_load(text) for text in re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
]  # fmt: skip
WORKFLOW, HOOK_FILE, OWN_FILES, PIPELINE = SNIPPETS


def test_every_input_of_the_action_is_listed_with_its_default():
    rows = re.findall(r"^\| `([\w-]+)` \| (?:`(.*?)`|(.*?)) \|", PAGE, re.MULTILINE)
    assert [name for name, _, _ in rows] == list(ACTION["inputs"])
    assert {name: default for name, default, _ in rows} == {
        name: item["default"] for name, item in ACTION["inputs"].items()
    }


def test_the_workflow_and_the_hooks_use_what_there_is():
    (use,) = [step for step in WORKFLOW["jobs"]["scaleset"]["steps"] if "OWNER" in step["uses"]]
    assert use["with"].keys() <= ACTION["inputs"].keys()
    assert [hook["id"] for hook in HOOK_FILE["repos"][0]["hooks"]] == list(HOOKS)
    assert OWN_FILES[0]["id"] in HOOKS


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("git"), reason="needs git")
def test_the_commands_of_the_pipeline_run(tmp_path, scaleset):
    made = Repository(tmp_path / "repository", tmp_path / "around")
    made.write({"shop/scaleset.yaml": MINIMAL, "main.json": json.dumps(arm.template())})
    assert scaleset("render", made.path / "shop").code == 0
    made.commit()
    made.git("update-ref", "refs/remotes/origin/main", "HEAD")
    folders = {"Agent.TempDirectory": "temp", "Build.ArtifactStagingDirectory": "staging"}
    made.write({"temp/.keep": ""})
    scripts = [step["script"] for step in PIPELINE["steps"] if "script" in step]
    commands = [script for script in scripts if script.startswith("scaleset ")]
    assert len(commands) == 3
    for command in commands:
        script = re.sub(r"\$\((.*?)\)", lambda found: folders[found[1]], command)
        ran = made.run(["bash", "-c", script])
        assert ran.returncode == 0, (script, ran.stderr)
    assert "<testsuites" in (made.path / "temp" / "scaleset.xml").read_text()
    assert json.loads((made.path / "staging" / "scaleset.sarif").read_text())["runs"]
    assert (made.path / "temp" / "plan.md").read_text().startswith("### Plan: `` origin/main:")
