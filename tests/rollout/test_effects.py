"""The table of effects: every row by a change of a real template, in every upgrade mode."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from generator.commands.plan.sides import SideSource, load
from generator.rollout.effects import effects
from generator.rollout.plan import plan
from generator.rollout.records import Plan, PlanOptions
from tests.rollout.test_decided import DECIDED
from tests.support.rollout_pairs import DISK, DISK_1, PAIRS, Pair, put, scale_set

if TYPE_CHECKING:
    from generator.rollout.verdicts import Verdict

WHEN = {
    "upgrade": {"Manual": "when upgraded", "Automatic": "all at once", "Rolling": "in batches"},
    "reimage": dict.fromkeys(("Manual", "Automatic", "Rolling"), "when reimaged"),
    "deployment": dict.fromkeys(("Manual", "Automatic", "Rolling"), "immediately"),
    "creation": dict.fromkeys(("Manual", "Automatic", "Rolling"), "new instances only"),
    "never": dict.fromkeys(("Manual", "Automatic", "Rolling"), "never"),
    "": dict.fromkeys(("Manual", "Automatic", "Rolling"), "unknown"),
}


def planned(folder, texts, *parameters: str) -> Plan:
    sides = []
    for name, text in zip(("old", "new"), texts, strict=True):
        path = folder / f"{name}.json"
        path.write_text(text, encoding="utf-8")
        sides.append(load(SideSource(path, parameters, {})).side)
    return plan(*sides, PlanOptions())


def verdicts(folder, pair: Pair, mode: str, *, surge: bool = False) -> list[Verdict]:
    if pair.row == "upgrade-mode":
        mode = None
    (found,) = planned(folder, pair.texts(mode, surge=surge)).scale_sets
    assert found.verdicts, "the pair is no change"
    return found.verdicts


@pytest.mark.parametrize("mode", ["Manual", "Automatic", "Rolling"])
@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_a_change_has_the_effect_that_its_source_tells(tmp_path, pair, mode):
    found = verdicts(tmp_path, pair, mode)
    assert {item.row.id for item in found} == {pair.row}
    assert {item.effect for item in found} == {pair.effect}
    expected = "refused" if pair.effect == "refused" else WHEN[pair.by][mode]
    assert {item.when for item in found} == {expected}


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_a_surge_replaces_instances_for_whatever_goes_by_upgrade_or_reimage(tmp_path, pair):
    found = verdicts(tmp_path, pair, "Rolling", surge=True)
    replaced = pair.by in {"upgrade", "reimage"}
    assert {item.effect for item in found} == {"replace" if replaced else pair.effect}
    assert {item.inferred for item in found} == {
        replaced and (pair.by == "reimage" or pair.effect == "unknown")
    }


def test_what_an_expression_may_come_to_is_not_called_refused(tmp_path):
    pair = next(pair for pair in PAIRS if pair.row == "fault-domains")
    texts = [
        text.replace(
            '"platformFaultDomainCount": 5', '"platformFaultDomainCount": "[parameters(\'n\')]"'
        )
        for text in pair.texts("Rolling")
    ]
    texts = [
        text.replace('"parameters": {', '"parameters": {"n": {"type": "int"},', 1) for text in texts
    ]
    (found,) = planned(tmp_path, texts).scale_sets
    (verdict,) = found.verdicts
    assert (verdict.effect, verdict.perhaps) == ("unknown", True)
    assert "refuses" not in found.sum


def test_every_row_of_scale_sets_has_a_pair_and_every_immutable_property_too():
    rows = [row for row in effects() if row.resource.endswith("virtualmachinescalesets")]
    elsewhere = {"extension-resource-removed", "trusted-launch-data-disks"} | set(
        DECIDED
    )  # test_decided.py
    assert {row.id for row in rows} == {pair.row for pair in PAIRS} | elsewhere
    for row in rows:
        if row.effect == "refused" and not row.conditions and not row.orchestration:
            tried = {
                tuple(
                    step.lower() for step in pair.path.split("/") if step not in {"properties", "0"}
                )
                for pair in PAIRS
                if pair.row == row.id
            }
            untried = [path for path in row.paths if not any(_covers(path, i) for i in tried)]
            assert untried == [], row.id


def _covers(path, steps):
    plain = tuple(step for step in path if step != "*")
    starred = zip(path, steps, strict=False)
    return steps[: len(plain)] == plain or (
        len(steps) >= len(path) and all(step in {"*", name} for step, name in starred)
    )


def test_rows_have_a_page_and_an_id_of_their_own():
    ids = [row.id for row in effects()]
    assert len(ids) == len(set(ids))
    assert all(row.source.startswith("https://") for row in effects())
    assert all(row.says and not row.says.endswith(".") for row in effects())


def test_what_azure_refuses_stops_the_other_changes_too(tmp_path):
    pair = next(pair for pair in PAIRS if pair.row == "fault-domains")
    old, new = pair.texts("Rolling", surge=False)
    new = new.replace('"Standard_D2s_v5"', '"Standard_D8s_v5"')
    (found,) = planned(tmp_path, (old, new)).scale_sets
    assert [item.row.id for item in found.verdicts] == ["fault-domains", "size"]
    assert [item.now for item in found.verdicts] == ["refused", "none"]
    assert found.batches is None
    assert found.commands == []


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "the only instance restarts, in one batch of at most 1 (20 %)"),
        (0, "no instance runs that it could reach (capacity 0)"),
        (2, "all 2 instances restart, in at least 2 batches of at most 1 (20 %)"),
        ("[parameters('n')]", "all instances restart, in batches of 20 %"),
    ],
)
def test_the_sentence_fits_the_number_of_instances(tmp_path, number, said):
    pair = next(pair for pair in PAIRS if pair.row == "size")
    texts = []
    for text in pair.texts("Rolling", surge=False):
        template = json.loads(text)
        template["parameters"]["n"] = {"type": "int"}
        put(scale_set(template), "sku/capacity", number)
        texts.append(json.dumps(template))
    (found,) = planned(tmp_path, texts).scale_sets
    assert said in found.sum


@pytest.mark.parametrize(
    ("mode", "surge", "row", "effect"),
    [
        ("Rolling", True, "trusted-launch", "replace"),
        ("Rolling", False, "trusted-launch-data-disks", "refused"),
        ("Manual", False, "trusted-launch-data-disks", "refused"),
    ],
)
def test_trusted_launch_comes_to_data_disks_by_a_surge_only(tmp_path, mode, surge, row, effect):
    pair = next(pair for pair in PAIRS if pair.row == "trusted-launch")
    texts = []
    for text in pair.texts(mode, surge=surge):
        template = json.loads(text)
        put(scale_set(template), f"{DISK}/dataDisks", [DISK_1])
        texts.append(json.dumps(template))
    (found,) = planned(tmp_path, texts).scale_sets
    assert [(item.row.id, item.effect) for item in found.verdicts] == [(row, effect)]


def test_nothing_is_promised_beside_what_is_not_known(tmp_path):
    pair = next(pair for pair in PAIRS if pair.row == "extension-tag")
    old, new = pair.texts("Rolling", surge=False)
    assert "none is restarted" in planned(tmp_path, (old, new)).scale_sets[0].sum
    unknown = json.loads(new)
    put(scale_set(unknown), "properties/zoneBalance", True)
    (found,) = planned(tmp_path, (old, json.dumps(unknown))).scale_sets
    assert "runs again on all 3 instances" in found.sum
    assert "none is restarted" not in found.sum
