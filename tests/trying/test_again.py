"""The next version on the same instance: what runs again is what plan says runs again."""

from __future__ import annotations

import json

import pytest

from generator.scale_set.view import scale_set_of
from generator.trying.instance import what_reruns
from tests.support.rollout_pairs import EXT, PAIRS, scale_set
from tests.support.workspace import MINIMAL
from tests.trying.root import ROOT, needs_root

OF_EXTENSIONS = [
    pair for pair in PAIRS if pair.path.startswith(f"{EXT}/") and "/properties/" in pair.path
]


@pytest.mark.parametrize("pair", OF_EXTENSIONS, ids=lambda pair: pair.name)
def test_what_plan_calls_a_rerun_is_brought_to_the_instance_again(pair):
    old, new = (scale_set_of(scale_set(json.loads(text))) for text in pair.texts())
    name = pair.path.removeprefix(f"{EXT}/").partition("/")[0].lower()
    found = what_reruns(old.extensions_by_name()[name], new.extensions_by_name()[name])
    assert bool(found) == (pair.effect == "rerun")


SPEC = """\
deliver:
- cloudInit: {file: ./c.yaml}
- customScript: {script: ./install.sh}
"""
CLOUD = "#cloud-config\nwrite_files:\n- {path: /srv/once, content: %s}\n"
SCRIPT = '#!/bin/bash\necho "%s ${0%%.own} $(cat /srv/once)" | tee -a /srv/log\n'


@pytest.mark.slow
@needs_root
def test_only_what_changed_runs_again_and_custom_data_waits_for_a_reimage(tmp_path, scaleset):
    for name, script, cloud in (("old", "1", "a"), ("same", "1", "b"), ("new", "2", "b")):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "scaleset.yaml").write_text(MINIMAL + SPEC)
        (folder / "c.yaml").write_text(CLOUD % cloud)
        (folder / "install.sh").write_text(SCRIPT % script)
    given = ("--root", str(ROOT), "-o", "json", "--scale-out")
    plans = {}
    for later in ("same", "new"):
        ran = scaleset("try", "old", "--again", later, *given)
        assert ran.code == 0, ran.out
        steps = json.loads(ran.out)["steps"]
        again = [step for step in steps if step["part"] == "again"]
        assert again[0]["message"] == "changed: an instance gets it only when it is reimaged"
        plan = scaleset("plan", "old", later, "-o", "json")
        changes = json.loads(plan.out)["scaleSets"][0]["changes"]
        reruns = any("[customScript]" in c["path"] and c["effect"] == "rerun" for c in changes)
        assert (again[1]["status"] == "ok") == reruns
        plans[later] = [step["stdout"] for step in steps if step["kind"] == "customScript"]
    at = "/var/lib/waagent/custom-script/download/%d/script.sh"
    assert plans == {
        "same": [f"1 {at % 0} a\n", f"1 {at % 0} b\n"],
        "new": [f"1 {at % 0} a\n", f"2 {at % 1} a\n", f"2 {at % 0} b\n"],
    }
