"""Random expressions, put to Azure's own engine: where it gives a value we give the same or none.

Needs the Bicep CLI (SCALESET_BICEP). A long hunt, which ends by the clock and lists what differs:

    python -m tests.language.test_engine_fuzz SECONDS [SEED]
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

from generator import api
from generator.diagnostics import Severity
from tests.language.test_engine_answers import is_open, plain, template, written
from tests.support.compiler import Bicep, RefusedError
from tests.support.engine_expressions import EXPRESSIONS, Answer, difference

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
    same = written(mine.value) == written(theirs.value)
    if not same and theirs.kind == "value" and is_open(theirs.value):
        theirs = Answer("open", theirs.value)  # unless our text is the same, brackets and all
    return difference(theirs, mine, same), theirs, mine


@settings(max_examples=400)
@given(EXPRESSIONS)
def test_an_expression_is_what_the_engine_makes_of_it(compiler, tmp_path_factory, expression):
    found, theirs, mine = differs(expression, compiler, tmp_path_factory.getbasetemp())
    assert not found, (expression, theirs, mine)


def hunt(seconds: float, start: int) -> Counter:
    """Ask until the time is over; print what differs, once for each expression."""
    counts: Counter = Counter()
    end = time.monotonic() + seconds
    with Bicep() as compiler, tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < end:

            @seed(start)
            @settings(
                max_examples=500, phases=[Phase.generate], deadline=None, database=None,
                suppress_health_check=list(HealthCheck),
            )  # fmt: skip
            @given(EXPRESSIONS)
            def ask(expression: str) -> None:
                if time.monotonic() > end:
                    return
                found, theirs, mine = differs(expression, compiler, Path(folder))
                counts["expressions"] += 1
                counts[f"engine {theirs.kind}, ours {mine.kind}"] += 1
                if found:
                    counts[found] += 1
                    print(json.dumps([found, expression, theirs.value, mine.value]), flush=True)

            ask()
            start += 1
    return counts


if __name__ == "__main__":
    for verdict, count in hunt(float(sys.argv[1]), int([*sys.argv, 1][2])).most_common():
        print(f"{count:7} {verdict}")
