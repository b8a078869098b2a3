"""What the rules cost: validation with them against validation without, over scale-set quickstarts.

Run with: pytest --benchmark-enable tests/benchmarks/test_rule_cost.py
"""

from __future__ import annotations

from time import process_time

import pytest

from generator.language.documents.source import read_document
from generator.validation import document as lint
from tests.support.workspace import CORPUS

ROUNDS = 5


@pytest.fixture(scope="module")
def documents():
    folder = CORPUS / "quickstarts"
    if not folder.is_dir():
        pytest.skip(f"no corpus at {CORPUS}; set SCALESET_CORPUS")
    found = []
    for path in sorted(folder.rglob("*.json")):
        if "virtualmachinescalesets" in path.read_text("utf-8", "replace").lower():
            document = read_document(path, report=[])
            if lint.kind_of(document.value) == lint.TEMPLATE:
                found.append(document)
    return found


def seconds(documents) -> float:
    began = process_time()
    for document in documents:
        lint.validate_document(document)
    return process_time() - began


@pytest.mark.benchmark(group="validate: the rules, scale-set quickstarts")
def test_what_the_rules_cost(benchmark, documents, monkeypatch):
    """Check with all rules; the figure is the cost against the same without them."""
    benchmark.pedantic(seconds, [documents], rounds=ROUNDS, warmup_rounds=1)
    with_rules = min(seconds(documents) for _ in range(ROUNDS))
    monkeypatch.setattr(lint, "all_rules", lambda: ())
    without = min(seconds(documents) for _ in range(ROUNDS))
    benchmark.extra_info["templates"] = len(documents)
    benchmark.extra_info["cost against no rules"] = round(with_rules / without, 2)
    assert len(documents) > 20
