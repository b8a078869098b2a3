"""What reads the schemas of templates and parameter files finds what jsonschema finds."""

from __future__ import annotations

import json
import random
from copy import deepcopy

import pytest

from generator.language.template import is_expression
from generator.spec.tolerant_schema import tolerant_validator
from generator.validation.envelope.schema import faults
from tests.support.corpus_templates import documents, needs_corpus
from tests.support.workspace import ROOT

KEYWORDS = {"type", "required", "properties", "additionalProperties", "items", "minimum", "maximum"}
FILES = ("deployment-template", "deployment-parameters")
VALUES = [None, True, 0, -1, 801, 1.0, 2.5, "x", "[f()]", "[[x]", [], ["x", 1], {}, {"a": {}}]


def definitions(file):
    return json.loads((ROOT / "schemas" / f"{file}.schema.json").read_text("utf-8"))["$defs"]


def both(schema, value):
    """Return what each finds: keyword and path."""
    ours = [(fault.keyword, fault.path) for fault in faults(schema, value)]
    errors = tolerant_validator(is_expression)(schema).iter_errors(value)
    theirs = dict.fromkeys((item.validator, tuple(item.absolute_path)) for item in errors)
    return ours, list(theirs)  # jsonschema tells each missing name on its own


@pytest.mark.parametrize("file", FILES)
def test_the_schemas_say_no_more_than_is_read(file):
    def check(schema):
        if isinstance(schema, dict):
            assert schema.keys() <= KEYWORDS, schema
            for inner in schema.get("properties", {}).values():
                check(inner)
            check(schema.get("items", True))

    for definition in definitions(file).values():
        check(definition)


@pytest.mark.parametrize("file", FILES)
def test_both_agree_on_small_values(file):
    wrong = 0
    for name, schema in definitions(file).items():
        members = list(schema.get("properties", {}))
        for value in VALUES:
            for candidate in (value, *({member: value} for member in members), {"odd": value}):
                ours, theirs = both(schema, candidate)
                assert ours == theirs, (name, candidate)
                wrong += bool(ours)
    assert wrong > 100


@needs_corpus
def test_both_agree_on_damaged_parts_of_real_templates():
    chance = random.Random(12)
    schemas = definitions("deployment-template")
    for name, document in documents("quickstarts"):
        parts = [("template", document.value)]
        resources = document.value.get("resources")
        parts += [("resource", item) for item in resources if isinstance(resources, list)]
        for kind, part in parts:
            mutant = deepcopy(part)
            mutant[chance.choice(list(mutant))] = chance.choice(VALUES)
            for candidate in (part, mutant):
                ours, theirs = both(schemas[kind], candidate)
                assert ours == theirs, name
