"""Updates as they happen, and what is said of them: the verdicts of many pairs as snapshots.

The pairs of starters have one change each and reach every row of the table of effects; those of
quickstarts are variants of one another, as a template of a team becomes another one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.commands.plan.sides import SideSource, load
from generator.reports.plan.wording import SIGNS, other, when
from generator.rollout.plan import plan
from generator.rollout.records import PlanOptions
from tests.support.corpus_templates import CORPUS, needs_corpus
from tests.support.rollout_pairs import PAIRS

if TYPE_CHECKING:
    from pathlib import Path

    from generator.rollout.records import Plan

QUICKSTARTS = [
    ("201-vmss-existing-vnet", "201-vmss-win-existing-vnet", ()),
    ("201-vmss-existing-vnet", "101-vmms-with-public-ip-prefix", ()),
    ("201-vmss-existing-vnet", "201-vmss-azure-files-linux", ()),
    ("201-decrypt-vmss-linux/prereqs", "201-decrypt-vmss-windows/prereqs", ()),
    ("201-decrypt-vmss-windows/prereqs", "201-encrypt-running-vmss-windows/prereqs", ()),
    ("201-vmss-scale-existing/prereqs", "201-decrypt-vmss-linux/prereqs", ()),
    ("201-vmss-ubuntu-autoscale", "201-vmss-windows-autoscale", ("instanceCount=3",)),
    ("201-vmss-ubuntu-autoscale", "201-vmss-ubuntu-web-gitpull", ("instanceCount=3", "capacity=3")),
    ("201-vmss-ubuntu-autoscale", "monitor-autoscale-vmss-simplemetricbased", ("instanceCount=2",)),
    ("201-vmss-windows-autoscale", "201-vmss-windows-app-gateway", ("instanceCount=3",)),
    ("monitor-autoscale-vmss-simplemetricbased", "201-vmss-ubuntu-autoscale", ("instanceCount=3",)),
]


def told(found: Plan) -> list[str]:
    """Return what is said, without the values, which the corpus keeps to itself."""
    lines = []
    for item in found.scale_sets:
        lines.append(f"{item.resource.name}: {item.sum}")
        lines += [
            f"{verdict.effect} | {when(verdict)} | {SIGNS[verdict.change.kind]} "
            f"{verdict.change.path}{' ?' if verdict.perhaps else ''}"
            for verdict in item.verdicts
        ]
        lines += [f"! {trap.id} {trap.message}" for trap in item.traps]
        lines += [f"$ {command.line}" for command in item.commands]
    lines += [
        f"{SIGNS[item.kind]} {item.resource.type} {item.resource.name}: {other(item, complete=False)}"
        for item in found.resources
    ]
    return lines


def between(old: Path, new: Path, *parameters: str) -> list[str]:
    sides = [load(SideSource(path, parameters, {})).side for path in (old, new)]
    return told(plan(*sides, PlanOptions("rg")))


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_starters_with_one_change(tmp_path, pair, snapshot):
    paths = [tmp_path / "old.json", tmp_path / "new.json"]
    for path, text in zip(paths, pair.texts(), strict=True):
        path.write_text(text, encoding="utf-8")
    assert between(*paths) == snapshot


@needs_corpus
@pytest.mark.parametrize(
    ("old", "new", "parameters"),
    QUICKSTARTS,
    ids=lambda value: value.replace("/", "-") if isinstance(value, str) else "",
)
def test_quickstarts_and_their_variants(old, new, parameters, snapshot):
    folders = [CORPUS / "quickstarts" / name for name in (old, new)]
    paths = [next(folder.glob("*azuredeploy.json")) for folder in folders]
    names = ("vmssName=shopfront",) if "prereqs" not in old else ()
    given = (*names, *parameters)
    assert between(*paths, *given) == snapshot
