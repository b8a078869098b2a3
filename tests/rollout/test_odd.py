"""Templates that nobody would write on purpose: a plan of them is made and written all the same."""

from __future__ import annotations

import copy
import json
from datetime import date

import pytest

from generator.language.documents.source import read_json
from generator.language.expansion.expand import expand
from generator.language.expressions.context import Context
from generator.reports.pen import Pen
from generator.reports.plan import markdown, record, text
from generator.rollout.plan import plan
from generator.rollout.records import PlanOptions
from generator.rollout.scale_out import scale_outs
from generator.rollout.side import Side, resources_of
from tests.support import arm
from tests.support.budget import cpu_budget
from tests.support.rollout_pairs import scale_set, starter

pytestmark = pytest.mark.slow

TODAY = date(2026, 6, 1)
ODD = [
    None, 5, -1, True, 1.5, "", "\x1b[31m", "[parameters('later')]", "[json('null')]", "[[x]", [],
    {}, [[]], [None], [{"name": None}], [{"name": 5}, {"name": 5}], {"a": {"b": [1]}},
    {"copy": [{"name": "x", "count": 2, "input": "[copyIndex('x')]"}]},
]  # fmt: skip


def side(template) -> Side:
    document = read_json(json.dumps(template), "a.json")
    return Side("a.json", expand(document, {}, Context()), lambda d, p: (d.path, d.position(p)))


def paths(value, path=()):
    yield path
    steps = (
        value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    )
    for step in steps:
        yield from paths(value[step], (*path, step))


@pytest.mark.parametrize("name", ["uniform-probe", "spot-mix", "windows-dsc", "vm-application"])
def test_any_value_of_a_scale_set_may_be_odd_on_either_side(name):
    template = starter(name)
    plain = side(template)
    pen = Pen(100, color=False)
    tried = 0
    for number, path in enumerate(list(paths(scale_set(template)))[1:]):
        if path == ("type",):
            continue  # it would be no scale set
        odd = copy.deepcopy(template)
        holder = scale_set(odd)
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = ODD[number % len(ODD)]
        for pair in ((plain, side(odd)), (side(odd), plain)):
            found = plan(*pair, PlanOptions(today=TODAY))
            outs = list(scale_outs(found, 3, TODAY))
            shown = [
                *text.write_plan(found, pen),
                *markdown.write_plan(found),
                *(part for out in outs for part in text.write_scale_out(out, pen)),
                *(part for out in outs for part in markdown.write_scale_out(out)),
                json.dumps(record.record(found)),
            ]
            assert "\x1b" not in "".join(shown)
            tried += 1
    assert tried > 100


def test_resources_of_one_unknown_name_are_told_apart_in_time():
    """Asking each number anew whether it is taken took half a minute."""
    listed = [
        {
            "type": "Microsoft.Storage/storageAccounts",
            "apiVersion": "2023-01-01",
            "name": "[parameters('name')]",
            "copy": {"name": "many", "count": 800},
        }
        for _ in range(15)
    ]
    template = arm.template(*listed, parameters={"name": {"type": "string"}})
    whole = side(template)
    with cpu_budget(5):
        found = resources_of(whole)
        assert len(found) == 15 * 800
        assert len({key for _, key in found}) == 15 * 800
