"""The walker finds what jsonschema finds, in every resource of the corpus, whole and damaged."""

from __future__ import annotations

import random
from copy import deepcopy

import pytest

from generator.diagnostics import Severity
from generator.resources.schema import resource_schema
from generator.validation.resources.check import ENVELOPE
from generator.validation.resources.reading import Written
from generator.validation.resources.severity import EXPRESSION, MAYBE, OPEN
from generator.validation.resources.walker import Walker
from tests.support.corpus_templates import documents, needs_corpus, resources, version_of
from tests.support.jsonschema_oracle import Fault, faults

pytestmark = needs_corpus
RULES = {"TPL014": "unknown", "TPL030": "missing", "TPL031": "type", "TPL032": "value"}
RULES |= {"TPL033": "read-only", "TPL034": "bounds"}


FORGOTTEN = (
    ("301-spinnaker-vmss-or-aks/azuredeploy.json", "resources", 1),
    ("value", ("properties", "accessPolicies", 0, "permissions", "keys", 0)),
)
"""A value of an open list that some versions leave out, and later ones have again."""


def walked(slice_, body) -> set[Fault]:
    """Return what the walker finds, as the oracle says it."""
    walker = Walker(slice_, Written(), "it", (), {})
    walker.root(body)
    found = set()
    for problem in walker.found:
        path = problem.path
        if problem.kind == "TPL030":
            found.add(("missing", (*path, problem.name)))
        elif problem.kind == "API004":
            found.add(("unknown" if problem.on_key else "value", path))
        elif _counts(problem):
            found.add((RULES[problem.kind], path))
    return found


def _counts(problem) -> bool:
    """Whether jsonschema can tell: it knows no casing, types of expressions, open lists, conversion."""
    if problem.kind == "TPL035" or problem.fault in {EXPRESSION, MAYBE, OPEN}:
        return False
    return problem.severity is not Severity.INFO


def bodies(folder):
    """Yield the resources that have a schema: slice, members without the envelope."""
    for path, document in documents(folder):
        for _, resource in resources(document.value):
            schema = resource_schema(resource.type)
            version = version_of(resource)
            value = resource.node.value
            if schema is not None and version in schema.versions and isinstance(value, dict):
                own = {key: item for key, item in value.items() if key.lower() not in ENVELOPE}
                yield (path, *resource.node.path), schema.slice(version), own


@pytest.mark.parametrize(("folder", "least"), [("quickstarts", 2000), ("verified-modules", 100)])
def test_it_agrees_with_jsonschema_on_real_resources(folder, least):
    count = 0
    for where, slice_, body in bodies(folder):
        count += 1
        expected = {item for item in faults(slice_, body) if (where, item) != FORGOTTEN}
        assert walked(slice_, body) == expected, where
    assert count > least


def damaged(value, chance: random.Random):
    """Change one thing somewhere in a value."""
    holders = [holder for holder in _containers(value) if holder]
    holder = chance.choice(holders)
    keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
    key = chance.choice(keys)
    new = chance.choice(
        [None, "", "x", "7", "true", 3, -1, 1.5, True, [], {}, {"x": 1}, [1], "[f()]"]
    )
    kind = chance.randrange(4)
    if kind == 0 and isinstance(holder, dict):
        holder[chance.choice(["Id", "name", "kind", "odd", key.upper()])] = new
    elif kind == 1:
        del holder[key]
    else:
        holder[key] = new


def _containers(value):
    if isinstance(value, (dict, list)):
        yield value
        for item in value.values() if isinstance(value, dict) else value:
            yield from _containers(item)


def test_it_agrees_with_jsonschema_on_damaged_resources():
    chance = random.Random(6)
    wrong = 0
    chosen = [item for item in bodies("quickstarts") if item[2]]
    for where, slice_, body in chosen:
        mutant = deepcopy(body)
        for _ in range(chance.randrange(1, 4)):
            if any(_containers(mutant)) and mutant:
                damaged(mutant, chance)
        found = walked(slice_, mutant)
        wrong += bool(found)
        assert found == faults(slice_, mutant), where
    assert wrong > len(chosen) / 4
