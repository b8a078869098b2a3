"""What expanding costs us and Azure's own engine: both from the text of the file, in one run.

Run with `pytest tests/benchmarks --benchmark-enable`: only then the times are compared. Needs the Bicep CLI (SCALESET_BICEP) and the corpus of real templates (SCALESET_CORPUS).
"""

from __future__ import annotations

from functools import partial
from statistics import median
from time import perf_counter

import pytest

from generator import api
from generator.diagnostics import InvalidInput
from generator.language.documents.source import read_document
from generator.language.expressions.context import level_of
from tests.support.compiler import PLACES, RefusedError, literal
from tests.support.made_values import sample
from tests.support.workspace import CORPUS

pytestmark = [pytest.mark.corpus, pytest.mark.compiler, pytest.mark.slow]
TEMPLATES = 200
"""How many are compared; a run that compares nothing tries twenty."""
TIMES_FASTER = 15


def questions(folder):
    """Yield real templates, from all folders in turn: path, values, and the engine's question."""
    paths = sorted((CORPUS / "quickstarts").rglob("azuredeploy.json"))
    paths += sorted((CORPUS / "verified-modules").rglob("main.json"))
    step = 7  # neighbors by name are alike, so that each round takes others
    mixed = [path for start in range(step) for path in paths[start::step]]
    for number, path in enumerate(mixed):
        try:
            value = read_document(path).value
        except InvalidInput:
            continue
        declared, definitions = value.get("parameters", {}), value.get("definitions", {})
        values = {
            name: sample(item, definitions, name=name)
            for name, item in declared.items()
            if "defaultValue" not in item
        }
        level = level_of(value.get("$schema"))
        asked = folder / f"{number}.bicepparam"
        asked.with_suffix(".json").write_bytes(path.read_bytes())
        given = "".join(f"param {name} = any({literal(item)})\n" for name, item in values.items())
        asked.write_text(f"using './{number}.json'\n{given}", encoding="utf-8")
        yield path, values, level, asked


def timed(function):
    """Return what a function gives, and the seconds that it took."""
    began = perf_counter()
    return function(), perf_counter() - began


def measured(compiler, folder, count):
    """Return the seconds that the engine and we take for the same templates."""
    theirs, ours = [], []
    for path, values, level, asked in questions(folder):
        question = {"path": str(asked), "metadata": PLACES[level], "externalInputs": []}
        try:
            _, engine = timed(partial(compiler.ask, "bicep/getSnapshot", **question))
        except RefusedError:
            continue  # the made-up values do not fit
        _, own = timed(partial(api.expand, path, values))
        theirs.append(engine)
        ours.append(own)
        if len(ours) == count:
            break
    return theirs, ours


def test_expanding_is_many_times_faster_than_the_engine(benchmark, compiler, tmp_path):
    count = TEMPLATES // 10 if benchmark.disabled else TEMPLATES
    theirs, ours = benchmark.pedantic(measured, (compiler, tmp_path, count), rounds=1)
    assert len(ours) == count
    ratio = median(theirs) / median(ours)
    benchmark.extra_info["milliseconds of the engine, median"] = round(median(theirs) * 1e3, 2)
    benchmark.extra_info["milliseconds of ours, median"] = round(median(ours) * 1e3, 2)
    benchmark.extra_info["times faster"] = round(ratio, 1)
    assert benchmark.disabled or ratio >= TIMES_FASTER, (median(theirs), median(ours))
