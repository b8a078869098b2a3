"""Random expressions and templates, put to Azure's own engine: where it gives a value we give the same
or none, and what it refuses we refuse.

Needs the Bicep CLI (SCALESET_BICEP). The tests hunt for ten seconds each, other examples each time;
what falls out becomes a row of tests/data/engine. A long hunt lists what differs:

    python -m tests.language.test_engine_fuzz (expressions|templates) SECONDS [SEED]
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from generator import api
from generator.diagnostics import Severity
from tests.corpus.test_snapshots import differences, paired
from tests.language.test_engine_answers import is_open, plain, template, written
from tests.support.compiler import Bicep, RefusedError
from tests.support.engine_expressions import EXPRESSIONS, Answer, difference
from tests.support.engine_templates import TEMPLATES

if TYPE_CHECKING:
    from collections.abc import Iterator

DEPLOYMENT = "microsoft.resources/deployments"
_UNJUDGED = "NestedDeploymentShortCircuited"
"""What the engine says of a nested template that it then leaves to the deployment."""
RESOURCE = {
    "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2021-01-01", "name": "n",
    "location": "l",
}  # fmt: skip


def with_expression(expression: str) -> dict:
    resource = {**RESOURCE, "properties": {"v": [expression]}}
    return {**template(), "resources": [resource]}


def ours(expression: str) -> Answer:
    result = api.expand(with_expression(expression))
    found = [item.message for item in result.diagnostics if item.severity is Severity.ERROR]
    if found:
        return Answer("refused", found[0])
    (value,) = result.resources[0]["properties"]["v"]
    return Answer("open" if is_open(value) else "value", plain(value))


def of_engine(expression: str, compiler: Bicep, folder: Path) -> Answer:
    try:
        result = compiler.expand(with_expression(expression), {}, "resourceGroup", folder)
    except RefusedError as error:
        return Answer("refused", str(error))
    (value,) = result["predictedResources"][0]["properties"]["v"]
    return Answer("value", value)


def differs(expression: str, compiler: Bicep, folder: Path) -> tuple[str, Answer, Answer]:
    mine, theirs = ours(expression), of_engine(expression, compiler, folder)
    if mine.kind == "open" and theirs.kind == "value":
        return "", theirs, mine
    if mine.kind == "refused" and theirs.kind == "value" and "2020-01-01" in expression:
        # What is wrong in a part that waits for a resource fails on deployment, if at all.
        return "", theirs, mine
    same = written(mine.value) == written(theirs.value)
    if not same and theirs.kind == "value" and is_open(theirs.value):
        theirs = Answer("open", theirs.value)  # unless our text is the same, brackets and all
    return difference(theirs, mine, same), theirs, mine


def named(value: Any) -> Any:
    """Return a value with the names of its properties as meant, without what escapes them."""
    if isinstance(value, dict):
        return {plain(key): named(item) for key, item in value.items()}
    return [named(item) for item in value] if isinstance(value, list) else value


def template_differs(made: dict, compiler: Bicep, folder: Path) -> tuple[str, Answer, Answer]:
    """Compare the resources that a template comes to."""
    result = api.expand(made)
    found = [item.message for item in result.diagnostics if item.severity is Severity.ERROR]
    listed = [named(item) for item in result.resources if item["type"].lower() != DEPLOYMENT]
    mine = Answer("refused", found[0]) if found else Answer("value", listed)
    try:
        snapshot = compiler.expand(made, {}, "resourceGroup", folder)
    except RefusedError as error:
        theirs = Answer("refused", str(error))
        return difference(theirs, mine, same=False), theirs, mine
    theirs = Answer("value", snapshot["predictedResources"])
    if _UNJUDGED in str(snapshot.get("diagnostics")):
        return "", theirs, mine
    if found:
        return difference(theirs, mine, same=False), theirs, mine
    pairs, missing, more = paired(theirs.value, mine.value)
    wrong = [path for one, other in pairs for path in differences(one, other)]
    for name, value in snapshot["outputs"].items():
        own = result.outputs.get(name, {"value": "is not there"})
        # What waits for a resource is one expression there, of which we know the shape.
        if "value" in own and not (is_open(value) and is_open(own["value"])):
            wrong += differences(value, named(own["value"]), f"/outputs/{name}")
    said = [*wrong, *missing, *more]
    return difference(theirs, mine, same=not said), Answer("value", said), mine


HUNTS = {"expressions": (EXPRESSIONS, differs), "templates": (TEMPLATES, template_differs)}


def hunt(kind: str, seconds: float, start: int, counts: Counter) -> Iterator[list]:
    """Ask until the time is over, and count; yield what differs: how, what was asked, both answers."""
    strategy, compared = HUNTS[kind]
    end, found = time.monotonic() + seconds, []
    with Bicep() as compiler, tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < end:

            @seed(start)
            @settings(
                max_examples=100, phases=[Phase.generate], deadline=None, database=None,
                suppress_health_check=list(HealthCheck), derandomize=False,
            )  # fmt: skip
            @given(strategy)
            def ask(made: Any) -> None:
                if time.monotonic() > end:
                    return
                verdict, theirs, mine = compared(made, compiler, Path(folder))
                counts[kind] += 1
                counts[f"engine {theirs.kind}, ours {mine.kind}"] += 1
                if verdict:
                    counts[f"differ: {verdict}"] += 1
                    found.append([verdict, made, theirs.value, mine.value])

            ask()
            yield from found
            found.clear()
            start += 1


@pytest.mark.usefixtures("compiler")
@pytest.mark.parametrize("kind", HUNTS)
def test_the_engine_says_the_same_of_what_chance_makes(kind):
    start = random.SystemRandom().randrange(10**6)
    assert list(hunt(kind, 10, start, Counter())) == [], f"seed {start}"


def test_a_difference_is_found(monkeypatch):
    def compared(made, *_):
        answers = Answer("value", made), Answer("value", 0)
        return (difference(*answers, same=made < 3), *answers)

    monkeypatch.setitem(HUNTS, "numbers", (st.integers(0, 3), compared))
    counts: Counter = Counter()
    found = tuple(next(iter(hunt("numbers", 20, 1, counts))))
    assert found == ("another value", 3, 3, 0)
    assert counts["differ: another value"] > 0


if __name__ == "__main__":
    counts: Counter = Counter()
    for item in hunt(sys.argv[1], float(sys.argv[2]), int([*sys.argv, 1][3]), counts):
        print(json.dumps(item), flush=True)
    for verdict, count in counts.most_common():
        print(f"{count:7} {verdict}")
