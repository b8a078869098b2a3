"""What reading costs, as a ratio to the decoder of Python or PyYAML in the same run.

Run with `pytest tests/benchmarks --benchmark-enable`; nothing here fails for being slow.
"""

from __future__ import annotations

import json
from time import perf_counter

import pytest

from generator.language.documents.source import decode, read_json, read_yaml
from tests.support.workspace import CORPUS

SPEC = "name: web\nimage: {publisher: Canonical, offer: ubuntu-24_04-lts, sku: server}\ndisks:\n"
SPEC += "  - lun: 1\n    sizeGb: 64\n    caching: None\n" * 12


@pytest.fixture(scope="module")
def clean_texts():
    folder = CORPUS / "quickstarts"
    if not folder.is_dir():
        pytest.skip(f"no corpus at {CORPUS}; set SCALESET_CORPUS")
    texts = []
    for path in sorted(folder.rglob("*.json")):
        text = decode(path.read_bytes(), "f")
        try:
            json.loads(text, strict=False)
        except ValueError:
            continue  # comments and the like: not clean
        texts.append(text)
    return texts


def best_time(function, texts):
    times = []
    for _ in range(5):
        began = perf_counter()
        for text in texts:
            function(text)
        times.append(perf_counter() - began)
    return min(times)


def test_clean_json(benchmark, clean_texts):
    """Read all clean quickstarts, duplicates and trailing commas being reported."""

    def read_all():
        return [read_json(text, "f", report=[]) for text in clean_texts]

    documents = benchmark(read_all)
    plain = best_time(json.loads, clean_texts)
    for name, report in (("silent", None), ("reporting", [])):
        ours = best_time(lambda text, report=report: read_json(text, "f", report=report),
                         clean_texts)  # fmt: skip
        benchmark.extra_info[f"times json.loads, {name}"] = round(ours / plain, 2)
    assert [document.value for document in documents[::50]] == [
        json.loads(text, strict=False) for text in clean_texts[::50]
    ]


def test_spec(benchmark):
    """Read a spec of 40 lines."""
    document = benchmark(read_yaml, SPEC, "f")
    assert len(document.value["disks"]) == 12


def test_places_of_a_large_template(benchmark):
    """Find the place of a value in a template of 4 MB, the first time somebody asks."""
    item = {"name": "[concat('x', 1)]", "properties": {"a": [1, 2], "b": "x" * 60}}
    text = json.dumps([item] * 20_000, indent=2)
    position = benchmark.pedantic(lambda: read_json(text, "f").position((19_999, "name")), rounds=3)
    assert position.line > 190_000
