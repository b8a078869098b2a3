"""Requests that Azure recorded: a plan tells the changes that the answers before and after show."""

from __future__ import annotations

import json
import re

from generator.commands.plan.live import load_live
from generator.commands.plan.sides import SideSource
from generator.rollout.plan import plan
from generator.rollout.records import PlanOptions
from generator.scale_set.live.bodies import body_of
from generator.scale_set.live.instances import ToldInstances
from generator.scale_set.live.shapes import answers
from generator.scale_set.live.told import instances_in
from tests.rollout.test_changes import sides
from tests.support.corpus_templates import CORPUS, needs_corpus

RECORDED = CORPUS.parent / "truth" / "azure" / "updates"
FILLED = {
    "etag",
    "properties.automaticRepairsPolicy.repairAction",
    "properties.virtualMachineProfile.timeCreated",
}
"""What Azure filled in, or sets itself, besides."""
TOP = {"location", "sku", "tags", "zones", "identity", "plan", "properties"}
REPORTED = {"thread_patch_image_only_2020"}
"""No recording: what somebody reported of a request that is no PUT."""


def leaves(value, way=()):
    """Yield the paths and values of an answer; elements go by their name, in any order."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*way, key))
    elif isinstance(value, list) and all(isinstance(item, dict) for item in value):
        for item in value:
            yield from leaves(item, (*way, str(item.get("name") or item.get("lun") or item.get("id", "")).rpartition("/")[2]))  # fmt: skip
    else:
        yield ".".join(way), json.dumps(value)


def differing(before, after):
    """Return the paths at which two answers differ."""
    one, other = dict(leaves(before)), dict(leaves(after))
    return {path for path in {*one, *other} if one.get(path) != other.get(path)} - FILLED


def plain(path):
    return path.replace("[", ".").replace("]", "")


@needs_corpus
def test_a_plan_tells_what_recorded_requests_changed(tmp_path):
    tried = 0
    for folder in sorted(RECORDED.iterdir()):
        if folder.name in REPORTED:
            continue
        before, after, old, new = (
            json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
            for name in ("before", "after", "old.template", "new.template")
        )
        (item,) = sides(tmp_path, old, new).scale_sets
        told = {plain(verdict.change.path) for verdict in item.verdicts}
        changed = differing(before, after)
        assert {path for path in changed if not path.startswith(tuple(told))} == set(), folder.name
        assert {path for path in told if not any(c.startswith(path) for c in changed)} == set(), folder.name  # fmt: skip
        assert item.effect in {"none", "scale", "in-place", "rerun"}, folder.name
        tried += 1
    assert tried >= 12


@needs_corpus
def test_a_template_changes_nothing_of_the_set_that_it_made(tmp_path):
    tried = 0
    for path in sorted(RECORDED.parent.joinpath("accepted").glob("[cn]*_*.json")):
        template = json.loads(path.read_text(encoding="utf-8"))
        (body,) = (
            i for i in template["resources"] if i["type"].endswith("virtualMachineScaleSets")
        )
        number = path.stem.rpartition("_")[2] if path.stem[-2:-1] == "_" else "1"
        stem = path.stem.removesuffix("_2")
        for live in (path.stem, f"{stem}_set{number}"):
            file = RECORDED.parent / "live" / f"{live}.json"
            if file.is_file():
                answer = json.loads(file.read_text(encoding="utf-8"))
                own = {name: body[name] for name in ("type", "apiVersion", "name")}
                old = {**template, "resources": [{**answer, **own}]}
                (item,) = sides(tmp_path, old, {**template, "resources": [body]}).scale_sets
                assert (path.stem, item.kind, item.verdicts) == (path.stem, "none", [])
                assert {left.then for left in item.left} <= {"kept"}
                tried += 1
    assert tried >= 18


@needs_corpus
def test_recorded_answers_against_the_templates_that_made_them(tmp_path):
    quiet = 0
    for path in sorted(RECORDED.parent.joinpath("accepted").glob("[cn]*_*.json")):
        number = path.stem.rpartition("_")[2] if path.stem[-2:-1] == "_" else "1"
        for name in (path.stem, f"{path.stem.removesuffix('_2')}_set{number}"):
            file = RECORDED.parent / "live" / f"{name}.json"
            if file.is_file():
                live = load_live([file], SideSource(path, (), {}))
                sides_ = (item.side for item in live.loaded)
                (item,) = plan(*sides_, PlanOptions(told=live.told)).scale_sets
                assert (name, item.kind, item.verdicts) == (name, "none", [])
                quiet += 1
    assert quiet >= 18


AFTER = {
    "net_CanCreateUpdate_1": "CanCreateUpdate_58_list",
    "cli_put_health_extension": "cli_health_extension_list",
    "cli_redeploy_same_password": "cli_windows_list",
}
"""Which instances were listed after a request."""


@needs_corpus
def test_what_waits_is_what_recorded_instances_do_not_have(tmp_path):
    told = {}
    for name, listed in AFTER.items():
        old, new = (
            json.loads((RECORDED / name / f"{side}.template.json").read_text(encoding="utf-8"))
            for side in ("old", "new")
        )
        (item,) = sides(tmp_path, old, new).scale_sets
        file = RECORDED.parent / "instances" / f"{listed}.json"
        found = instances_in(json.loads(file.read_text(encoding="utf-8")), ToldInstances())
        waits = any(verdict.when == "when upgraded" for verdict in item.verdicts)
        assert {one.latest for one in found.instances} == {not waits}, name
        told[name] = waits
    assert list(told.values()) == [True, True, False]


@needs_corpus
def test_recorded_lists_and_views_of_instances_are_read():
    for path in sorted(RECORDED.parent.joinpath("instances").glob("*.json")):
        found = instances_in(json.loads(path.read_text(encoding="utf-8")), ToldInstances())
        assert found.whole == path.stem.endswith("_list"), path.name
        for one in found.instances:
            assert one.name.isdigit(), path.name
            assert one.latest is not None or one.power in {"running", "stopped"}, path.name
        assert found.instances, path.name


@needs_corpus
def test_recorded_answers_of_every_shape_are_read():
    read = 0
    for path in sorted(RECORDED.parent.joinpath("live").glob("*.json")):
        found = list(answers(json.loads(path.read_text(encoding="utf-8"))))
        (answer,) = found
        body = body_of(answer.kind, answer.value, "2024-11-01")
        assert set(body) <= TOP, path.name
        assert "null" not in json.dumps(body), path.name
        assert "resourceGroup" not in re.findall(r'"(\w+)":', json.dumps(body)), path.name
        read += 1
    assert read >= 55
