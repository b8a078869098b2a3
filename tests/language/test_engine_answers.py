"""What Azure's deployment engine makes of expressions, and what we make of them.

tests/data/engine/expressions.jsonl holds one expression a line with the answer of the engine inside
the Bicep CLI 0.49.2: its value, or that it refuses, or leaves the expression to the deployment. Where
the answer depends on the culture data of the machine, both are given. Each expression stands in a
property of a resource, unless `at` tells another place. Texts with quotes side by side stand in a
variable: in a resource that CLI reads what is escaped twice, so that four quotes come to one.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from copy import deepcopy
from functools import cache

import pytest

from generator import api
from generator.diagnostics import Severity
from tests.support import arm
from tests.support.workspace import ROOT

DATA = ROOT / "tests" / "data" / "engine"
LEFT_OPEN = {
    "[parameters('sec')]": "a secure value is never shown",
    "[length(parameters('sec'))]": "a secure value is never shown",
    "[deployment()]": "a deployment has more members than the engine alone knows of",
    "[deployment().properties]": "a deployment has more members than the engine alone knows of",
    "[deployment().properties.mode]": "a deployment has more members than the engine alone knows of",
    "[deployment().properties.template]": "a template has more members than the engine alone shows",
    "[indexOf('\ufb01', 'f')]": "searching for such letters depends on the culture",
    "[json('new Date(1)')]": "JavaScript in JSON",
    "[uri('mailto:a@b.c', 'x')]": "an address without a host",
    "[parseUri('mailto:a@b')]": "an address without a host",
    "[uri('ftp://a/b/', '?q')]": "a query in an address of ftp",
    "[parseUri('file:///c:/x')]": "an address without a host",
}
"""Expressions that the engine alone decides and we leave open."""
REFUSED = {
    "[newGuid('a')]": "it takes no argument, which the engine sees on deployment only",
    "[utcNow(1)]": "its argument is a text, which the engine sees on deployment only",
    "[parseCidr('10.0.0.0')]": "a network without a length is a mistake",
    "[parseCidr('010.0.0.0/8')]": "an octal number in an address is a mistake",
}
"""Expressions that the engine takes and that are surely mistakes."""


def groups():
    """Return the expressions by the function that each calls first."""
    found = defaultdict(list)
    for line in (DATA / "expressions.jsonl").read_text(encoding="utf-8").rstrip("\n").split("\n"):
        row = json.loads(line)
        called = re.match(r"\[([A-Za-z]\w*)\(", row["expression"])
        found[called[1].lower() if called else "no function"].append(row)
    return [pytest.param(rows, id=name) for name, rows in sorted(found.items())]


@cache
def template() -> dict:
    return json.loads((DATA / "template.json").read_text(encoding="utf-8"))


def ours(row: dict):
    """Return our answer: 'refused', 'open' or 'value', and what there is to see."""
    made, level = deepcopy(template()), row.get("at")
    if level in arm.LEVELS:
        made["$schema"] = arm.LEVELS[level]
    place = row["expression"]
    if level == "default":
        made["parameters"] |= {"q": {"defaultValue": place}, "z": {"defaultValue": "zv"}}
        made["variables"]["v"] = "x"
        made["functions"][0]["members"]["f"] = {"output": {"type": "string", "value": "fv"}}
        place = "[parameters('q')]"
    elif level == "variable":
        made["variables"]["q"] = place
        place = "[variables('q')]"
    resource = {
        "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2021-01-01", "name": "n",
        "location": "l", "properties": {"v": [place]},
    }  # fmt: skip
    made["resources"] = [resource]
    if level == "symbolic":
        made |= {"languageVersion": "2.0", "resources": {"r": resource}}
    result = api.expand(made)
    found = [item.message for item in result.diagnostics if item.severity is Severity.ERROR]
    if found:
        return "refused", found
    (value,) = result.resources[0]["properties"]["v"]
    return ("open" if is_open(value) else "value"), value


def is_open(value) -> bool:
    if isinstance(value, str):
        return value.startswith("[") and value.endswith("]") and not value.startswith("[[")
    if isinstance(value, dict):
        return any(map(is_open, (*value, *value.values())))
    return isinstance(value, list) and any(map(is_open, value))


def plain(value):
    """Return a value as the template means it: a text in brackets loses the one that escapes it."""
    if isinstance(value, str):
        return value[1:] if value.startswith("[[") and value.endswith("]") else value
    if isinstance(value, dict):
        return {plain(key): plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


def written(value) -> str:
    """Return a value as text, in which the order of names and the kind of numbers count."""
    return json.dumps(value)


def differs(row: dict) -> bool:
    """Return whether an expression comes to something else than the engine makes of it."""
    kind, value = ours(row)
    expression = row["expression"]
    if "culture" in row or expression in LEFT_OPEN:
        return kind != "open"
    if "refused" in row or expression in REFUSED:
        return kind != "refused"
    if "open" in row:
        # Of the public cloud we know the addresses, which the engine learns on deployment.
        return kind != "open" and not expression.startswith(("[environment()", "[["))
    return written(plain(value)) != written(row["value"])


@pytest.mark.parametrize("rows", groups())
def test_expressions_are_what_the_engine_makes_of_them(rows):
    wrong = {f"{row.get('at', '')} {row['expression']}": ours(row) for row in rows if differs(row)}
    assert wrong == {}


def test_little_is_left_open():
    assert len(LEFT_OPEN) + len(REFUSED) < 20
