"""What it costs to evaluate: hostile templates run out of steps before they run out of time."""

import json

import pytest

from generator.language.documents.source import read_json
from generator.language.expansion.expand import expand
from generator.language.expansion.names import Entry
from generator.language.expansion.own_functions import own_functions
from generator.language.expansion.scope import Scope
from generator.language.expressions.context import Context
from generator.language.expressions.evaluate import evaluate
from generator.language.expressions.frame import Budget, Frame, TooExpensive
from tests.support.budget import cpu_budget

STEPS = 300_000
MOST_SECONDS = 10
"""What is not charged takes minutes; a machine that is busy, or measures coverage, takes its time."""

LONG = "ab" * 50_000
RECORDS = [{"name": f"n{index}", "tags": [index, {"a": index}]} for index in range(3_000)]
NUMBERS = list(range(20_000))
MEMBERS = {f"k{index}": {"a": index} for index in range(5_000)}
VALUES = {
    "text": LONG,
    "accents": "é" * 100_000,
    "url": "https://a/" + "../" * 20_000,
    "array": "[[" + ",".join("1" * 20_000) + "]",
    "pattern": "{0}" * 10_000,
    "words": [f"w{index}" for index in range(5_000)],
    "records": RECORDS,
    "numbers": NUMBERS,
    "members": MEMBERS,
}
COSTLY = [
    "lastIndexOf(variables('text'), concat(take(variables('text'), 9000), 'c', take(variables('text'), 9000)))",
    "uniqueString(take(variables('text'), 90000))",
    "guid(take(variables('text'), 90000))",
    "toLower(variables('accents'))",
    "less(variables('text'), concat(take(variables('text'), 90000), 'c'))",
    "startsWith(variables('accents'), 'x')",
    "split(variables('text'), variables('words'))",
    "format(variables('pattern'), 1)",
    "json(variables('array'))",
    "uri(variables('url'), 'x')",
    "resourceId('a/b', variables('text'))",
    "contains(variables('records'), createObject('name', 1))",
    "indexOf(variables('numbers'), -1)",
    "lastIndexOf(variables('records'), createArray(1))",
    "equals(variables('records'), variables('records'))",
    "length(distinct(variables('records')))",
    "length(union(variables('members'), variables('members')))",
    "length(intersection(variables('numbers'), variables('numbers')))",
    "length(string(variables('records')))",
    "shallowMerge(createArray(variables('members'), variables('members'))).K7",
    "variables('members').K4999",
    "tryGet(variables('members'), 'zz')",
    "length(filter(variables('numbers'), lambda('y', false())))",
    "cidrSubnet('10.0.0.0/8', 24, 7)",
    "dateTimeAdd('2020-01-01T00:00:00Z', 'P1D')",
]  # fmt: skip


def document(template):
    return read_json(json.dumps(template), "t.json")


@pytest.mark.parametrize("call", COSTLY)
def test_a_function_costs_by_what_it_is_given(call):
    variables = {name: Entry(name, ("variables", name), value) for name, value in VALUES.items()}
    scope = Scope(document({}), Context(), variables=variables, budget=Budget(left=10**9))
    for name in VALUES:
        evaluate(f"[variables('{name}')]", Frame(scope))
    scope.budget.left = STEPS
    body = f"lambda('z', {call})"
    with cpu_budget(MOST_SECONDS), pytest.raises(TooExpensive):
        evaluate(f"[map(range(0, 9000), lambda('x', map(range(0, 90), {body})))]", Frame(scope))


def test_a_long_cycle_is_told_by_its_ends():
    variables = {f"v{index}": f"[variables('v{index + 1}')]" for index in range(2_000)}
    found = expand(
        document({"variables": {**variables, "v2000": "[variables('v0')]"}}), {}, Context()
    )
    messages = {item.message for item in found.findings}
    assert messages == {
        "dependency cycle of variables: "
        "v2000 -> v0 -> v1 -> v2 -> v3 -> ... -> v1996 -> v1997 -> v1998 -> v1999 -> v2000"
    }


def test_functions_that_call_each_other_twice_cost_what_they_do():
    members = {"f0": {"parameters": [], "output": {"type": "string", "value": "x"}}}
    for index in range(1, 31):
        value = f"[concat(u.f{index - 1}(), u.f{index - 1}())]"
        members[f"f{index}"] = {"parameters": [], "output": {"type": "string", "value": value}}
    functions = dict(own_functions([{"namespace": "u", "members": members}], ("functions",)))
    scope = Scope(document({}), Context(), functions=functions, budget=Budget(left=STEPS))
    with cpu_budget(MOST_SECONDS), pytest.raises(TooExpensive):
        evaluate("[u.f30()]", Frame(scope))


def test_definitions_lead_on_for_a_while_only():
    definitions = {f"d{index}": {"$ref": f"#/definitions/d{index + 1}"} for index in range(4_000)}
    template = {
        "languageVersion": "2.0",
        "definitions": {**definitions, "d4000": {"type": "string"}},
        "parameters": {"p": {"$ref": "#/definitions/d0", "defaultValue": "x"}},
    }
    with cpu_budget(2):
        expand(document(template), {}, Context())
