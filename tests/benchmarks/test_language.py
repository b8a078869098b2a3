"""What parsing, expanding and checking expressions costs, as ratios in one run.

Run with `pytest tests/benchmarks --benchmark-enable`; nothing here fails for being slow.
"""

from __future__ import annotations

import json
import re
from time import perf_counter

import pytest

from generator.diagnostics import InvalidInput
from generator.language.documents.source import decode, read_document, read_json
from generator.language.expansion.expand import expand
from generator.language.expressions.context import Context, level_of
from generator.language.expressions.parser import parse
from generator.language.parameters.inputs import read_parameters
from tests.support.workspace import CORPUS

SCALE_SET = re.compile(r'"type" *: *"Microsoft.Compute/virtualMachineScaleSets[/"]', re.IGNORECASE)


@pytest.fixture(scope="module", autouse=True)
def corpus():
    if not CORPUS.is_dir():
        pytest.skip(f"no corpus at {CORPUS}; set SCALESET_CORPUS")


def best_time(function, rounds=5):
    times = []
    for _ in range(rounds):
        began = perf_counter()
        function()
        times.append(perf_counter() - began)
    return min(times)


def test_parse_canonical_expressions(benchmark):
    """Parse 7,134 distinct expressions; reading them as JSON strings is the unit."""
    lines = (CORPUS / "expressions" / "canonical.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line) for line in lines]
    trees = benchmark(lambda: [parse(text) for text in texts])
    plain = best_time(lambda: [json.loads(line) for line in lines])
    ours = best_time(lambda: [parse(text) for text in texts])
    benchmark.extra_info["times json.loads of the lines"] = round(ours / plain, 1)
    benchmark.extra_info["microseconds an expression"] = round(ours / len(texts) * 1e6, 1)
    assert len(trees) == len(texts)


@pytest.fixture(scope="module")
def scale_sets():
    found = []
    for path in sorted((CORPUS / "quickstarts").rglob("*.json")):
        if not SCALE_SET.search(decode(path.read_bytes(), path.name)):
            continue
        document = read_document(path)
        beside = path.with_name(f"{path.stem}.parameters.json")
        texts = [str(beside)] if beside.exists() else []
        try:
            given = read_parameters(texts, document.value.get("parameters", {})).values
        except InvalidInput:
            given = {}  # one file names a parameter that its template does not have
        found.append((document, given, Context(level=level_of(document.value["$schema"]))))
    assert len(found) == 31
    return found


def test_expand_scale_set_quickstarts(benchmark, scale_sets):
    """Expand every quickstart with a scale set; reading the same files is the unit."""

    def expand_all():
        return [expand(*item) for item in scale_sets]

    results = benchmark(expand_all)
    reading = best_time(lambda: [read_json(item[0].text, "f") for item in scale_sets])
    ours = best_time(expand_all)
    benchmark.extra_info["templates"] = len(scale_sets)
    benchmark.extra_info["times reading them"] = round(ours / reading, 1)
    benchmark.extra_info["milliseconds a template"] = round(ours / len(scale_sets) * 1e3, 2)
    assert all(result.whole for result in results)
