"""Every capability renders, validates without a warning, and has a key of the spec."""

from __future__ import annotations

import json

import pytest

from generator.diagnostics import Severity
from generator.spec.schema import schema_at, spec_schema
from tests.support.features import FEATURES


def below(value, path):
    """Return what stands at a path; `*` stands for every element."""
    found = [value]
    for step in path.split("/"):
        nearer = []
        for item in found:
            if step == "*":
                nearer += item
            elif isinstance(item, list) and int(step) < len(item):
                nearer.append(item[int(step)])
            elif isinstance(item, dict) and step in item:
                nearer.append(item[step])
        found = nearer
    return found


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.words)
def test_a_capability_renders_and_validates_clean(folder, feature):
    rendering = folder.render(joined(feature.base, feature.spec), **feature.files)
    told = [
        item.message
        for item in rendering.findings
        if item.severity > Severity.INFO and not item.retires
    ]
    assert told == []
    resources = json.loads(rendering.artifacts[0].text)["resources"]
    kinds = [item for item in resources if item["type"].endswith(f"/{feature.kind}")]
    assert [found for item in kinds for found in below(item, feature.path)]


def joined(base, addition):
    """Put a spec together; what the addition says of a key replaces what the base says."""
    keys = {line.split(":")[0] for line in addition.splitlines()}
    kept = [line for line in base.splitlines() if line.split(":")[0] not in keys]
    return "\n".join([*kept, addition, ""])


@pytest.mark.parametrize(
    "key", sorted({key for feature in FEATURES for key in feature.keys if "raw" not in key})
)
def test_a_key_of_the_table_is_one_of_the_spec(key):
    path = []
    for step in key.split("."):
        for _ in range(2):
            schemas = schema_at((*path, step))
            if len(schemas) == len(path) + 2:
                break
            path.append(0)
        path.append(step)
        assert len(schema_at(tuple(path))) == len(path) + 1, key


def test_no_key_of_the_spec_is_missing_in_the_table():
    told = {key.split(".")[0] for feature in FEATURES for key in feature.keys}
    assert set(spec_schema()["properties"]) - told == set()


def test_every_key_says_what_it_is():
    keys = spec_schema()["properties"].values()
    assert all(below["description"].endswith(".") for below in keys)
