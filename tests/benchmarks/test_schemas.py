"""Checking resources by their schemas: against jsonschema, and what loading a type costs.

Run with: pytest --benchmark-enable tests/benchmarks/test_schemas.py
"""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator

from generator.resources.schema import resource_schema, schema_of
from generator.resources.standard import json_schema
from generator.resources.store import data_of_type
from generator.validation.resources.check import ENVELOPE
from generator.validation.resources.reading import Written
from generator.validation.resources.walker import Walker
from tests.support.corpus_templates import documents, needs_corpus, resources, version_of

pytestmark = needs_corpus
SCALE_SET = "microsoft.compute/virtualmachinescalesets"
EVERY = "checking every scale set of the quickstarts"


@pytest.fixture(scope="module")
def scale_sets():
    found = []
    for _, document in documents("quickstarts"):
        for _, resource in resources(document.value):
            schema = resource_schema(SCALE_SET)
            if resource.type == SCALE_SET and version_of(resource) in schema.versions:
                body = {k: v for k, v in resource.node.value.items() if k.lower() not in ENVELOPE}
                found.append((schema.slice(version_of(resource)), body))
    return found


@pytest.mark.benchmark(group=EVERY)
def test_our_walker(benchmark, scale_sets):
    def check():
        for sliced, body in scale_sets:
            Walker(sliced, Written(), "it", (), {}).root(body)

    benchmark.extra_info["scale sets"] = len(scale_sets)
    benchmark(check)


@pytest.mark.benchmark(group=EVERY)
def test_plain_jsonschema(benchmark, scale_sets):
    """Check with jsonschema without our rules; its schemas are made beforehand."""
    made = [(Draft202012Validator(json_schema(sliced)), body) for sliced, body in scale_sets]

    def check():
        for validator, body in made:
            list(validator.iter_errors(body))

    benchmark(check)


@pytest.mark.benchmark(group="loading a type and slicing all of it")
@pytest.mark.parametrize("kind", [SCALE_SET, "microsoft.network/applicationgateways"])
def test_load_and_slice(benchmark, kind):
    def load():
        schema = schema_of(data_of_type(kind))
        sliced = schema.slice(schema.newest)
        for name in schema.definitions:
            sliced.definition(name)

    benchmark(load)
