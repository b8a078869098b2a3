"""What printing Bicep costs: against validating the same files, over scale-set quickstarts.

Run with: pytest --benchmark-enable tests/benchmarks/test_printing.py
"""

from __future__ import annotations

from time import process_time

import pytest
from test_rule_cost import documents  # noqa: F401 - a fixture

from generator.bicep.layout import program_text
from generator.bicep.template import convert
from generator.validation.document import validate_document

ROUNDS = 5


def seconds(documents, work) -> float:  # noqa: F811 - the fixture's value
    began = process_time()
    for document in documents:
        work(document)
    return process_time() - began


def printed(document) -> None:
    made = convert(document)
    for program in (made.program, *made.modules.values()):
        program_text(program)


@pytest.mark.benchmark(group="bicep: scale-set quickstarts")
def test_what_printing_costs(benchmark, documents):  # noqa: F811 - the fixture's value
    """Print every template; the figure is the cost against validating it."""
    benchmark.pedantic(seconds, [documents, printed], rounds=ROUNDS, warmup_rounds=1)
    printing = min(seconds(documents, printed) for _ in range(ROUNDS))
    validating = min(seconds(documents, validate_document) for _ in range(ROUNDS))
    benchmark.extra_info["templates"] = len(documents)
    benchmark.extra_info["cost against validating"] = round(printing / validating, 2)
    assert len(documents) > 20
