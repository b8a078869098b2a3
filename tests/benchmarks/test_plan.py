"""What a plan costs: against expanding its two templates, of 200 KB each.

Run with: pytest --benchmark-enable tests/benchmarks/test_plan.py
"""

from __future__ import annotations

import json
from time import process_time

import pytest

from generator.language.documents.source import read_json
from generator.language.expansion.expand import expand
from generator.language.expressions.context import Context
from generator.reports.pen import Pen
from generator.reports.plan.text import write_plan
from generator.rollout.plan import plan
from generator.rollout.records import PlanOptions
from generator.rollout.side import Side
from tests.support.rollout_pairs import EXT, GONE, VM, put, starter

ROUNDS = 7
SETS = 6


@pytest.fixture
def documents():
    """Two templates of many scale sets; in the later one each has three changes."""
    texts = []
    for tag in ("one", "two"):
        template = starter("full")
        whole = [item for item in template["resources"] if "deployments" not in item["type"]]
        template["resources"] = []
        for number in range(SETS):
            for item in json.loads(json.dumps(whole).replace("shop", f"shop{number}")):
                if item["type"].endswith("virtualMachineScaleSets"):
                    put(item, f"{EXT}/customScript/properties/forceUpdateTag", tag)
                    put(item, f"{VM}/userData", tag)
                    put(item, "tags/old", tag if tag == "one" else GONE)
                item.pop("dependsOn", None)
                template["resources"].append(item)
        texts.append(json.dumps(template, indent=2))
    return [read_json(text, f"{name}.json") for name, text in zip("ab", texts, strict=True)]


def expanded(documents):
    return [expand(document, {}, Context()) for document in documents]


def planned(documents) -> str:
    def place(document, path):
        return document.path, document.position(path)

    sides = [
        Side(document.path, found, place)
        for document, found in zip(documents, expanded(documents), strict=True)
    ]
    for document in documents:
        document.places = None  # each plan finds the places in both files anew
    found = plan(*sides, PlanOptions())
    return "".join(write_plan(found, Pen(120, color=False)))


def seconds(work, documents) -> float:
    began = process_time()
    work(documents)
    return process_time() - began


@pytest.mark.benchmark(group="plan: two templates of 200 KB")
def test_what_planning_costs(benchmark, documents):
    """Plan and write the report; the figure is the cost against expanding both templates."""
    assert all(len(document.text) > 190_000 for document in documents)
    shown = benchmark.pedantic(planned, [documents], rounds=ROUNDS, warmup_rounds=1)
    planning = min(seconds(planned, documents) for _ in range(ROUNDS))
    expanding = min(seconds(expanded, documents) for _ in range(ROUNDS))
    benchmark.extra_info["characters"] = [len(document.text) for document in documents]
    benchmark.extra_info["cost against expanding"] = round(planning / expanding, 2)
    assert shown.count("Scale set") == SETS
