"""A whole release by two colors: each step's plan holds against the others."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from generator.commands.plan.sides import SideSource, load
from generator.rollout.plan import plan
from generator.rollout.records import PlanOptions
from tests.support.rollout_pairs import SCALE_SET
from tests.support.workspace import MINIMAL, Folder

COLORS = "blueGreen: {{color: {color}, live: {live}, stagingPort: 8080}}\n"
SPEC = (
    MINIMAL + "count: 3\nports: [{port: 80}]\nhealth: {requestPath: /healthz}\n"
    "deliver: [{customScript: {script: ./install.sh}}]\n"
)
INSTALL = "#!/bin/bash\nset -e\necho "


def source(folder, color, live, version):
    """Return the template of a spec of one color, with parameters, expanded by its plan."""
    folder.mkdir()
    spec = Folder(folder).write(
        SPEC + COLORS.format(color=color, live=live), install_sh=f"{INSTALL}{version}\n"
    )
    return load(SideSource(spec, (), {}))


def both(folder, *loaded, blue=3):
    """Return a side in which both sets stand, as they do in Azure; the last one has the rest."""
    resources = {}
    for item in loaded:
        template = item.side.expansion.deployments[0].deployment.source.document.value
        for one in template["resources"]:
            resources[one["type"], one["name"]] = json.loads(json.dumps(one))
    for (kind, name), one in resources.items():
        if kind == SCALE_SET and "blue" in name:
            one["sku"]["capacity"] = blue
    whole = {**template, "resources": list(resources.values())}
    path = folder / f"{len(list(folder.iterdir()))}.json"
    path.write_text(json.dumps(whole))
    return load(SideSource(path, (), {})).side


@pytest.fixture(scope="module")
def states(tmp_path_factory):
    """The group before the release, with green beside, switched, and with blue scaled down."""
    folder = tmp_path_factory.mktemp("release")
    blue = source(folder / "a", "blue", "blue", 1)
    green = source(folder / "b", "green", "blue", 2)
    live = source(folder / "c", "green", "green", 2)
    return [
        both(folder, blue),
        both(folder, blue, green),
        both(folder, blue, live),
        both(folder, blue, live, blue=0),
    ]


def steps_of(states):
    return [plan(old, new, PlanOptions()) for old, new in pairwise(states)]


def changes(found):
    """Return what changes: by resource and path both values, None where there is none."""
    told = {
        (item.resource.key, verdict.change.path): (verdict.change.old, verdict.change.new)
        for item in found.all_resources
        for verdict in item.verdicts
    }
    for item in found.all_resources:
        if item.kind in {"create", "remove"}:
            told[item.resource.key, ""] = (item.old and item.old.body, item.new and item.new.body)
    return told


def test_each_step_does_what_it_is_for_and_nothing_else(states):
    deploy, switch, down = steps_of(states)
    assert [
        [(item.resource.name.rpartition("-")[2], item.kind) for item in step.scale_sets]
        for step in (deploy, switch, down)
    ] == [
        [("blue", "none"), ("green", "create")],
        [("blue", "none"), ("green", "none")],
        [("blue", "change"), ("green", "none")],
    ]
    assert [step.effect for step in (deploy, switch)] == ["none", "none"]
    assert [one.about for step in (deploy, switch) for one in step.outages] == []
    assert {item.resource.short for item in switch.resources} == {"web-lb"}
    assert [verdict.effect for item in down.scale_sets for verdict in item.verdicts] == ["scale"]
    assert [(one.fact.id, one.who) for one in down.outages] == [
        ("no-instance-left", "clients of port 8080")
    ]


def test_taking_a_step_back_is_its_inverse(states):
    for old, new in pairwise(states):
        there, back = plan(old, new, PlanOptions()), plan(new, old, PlanOptions())
        inverse = {key: (after, before) for key, (before, after) in changes(back).items()}
        assert changes(there) == inverse
        assert [one.about for one in back.outages] == []
        replaced = {verdict.now for item in back.scale_sets for verdict in item.verdicts}
        assert replaced <= {"none", "scale"}


def test_the_steps_are_the_whole(states):
    whole = changes(plan(states[0], states[-1], PlanOptions()))
    steps = [changes(step) for step in steps_of(states)]
    assert whole.keys() == {key for step in steps for key in step}
    for key, (old, new) in whole.items():
        touched = [step[key] for step in steps if key in step]
        assert (touched[0][0], touched[-1][1]) == (old, new)
