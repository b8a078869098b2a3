"""Properties that hold for every expression and every template, tried on random ones.

`pytest tests/language/test_properties.py --hypothesis-profile=fuzz` tries a hundred times as many.
"""

from __future__ import annotations

import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from generator.language.documents.source import read_json
from generator.language.expansion.expand import expand
from generator.language.expressions.context import Context
from generator.language.expressions.functions import FUNCTIONS
from generator.language.expressions.parser import parse
from generator.language.expressions.tree import (
    Call,
    ExpressionError,
    Index,
    Number,
    Property,
    Text,
    to_text,
)

pytestmark = pytest.mark.slow

NAMES = st.from_regex(r"[A-Za-z_$][A-Za-z0-9_$]{0,12}", fullmatch=True)
DIGITS = st.from_regex(r"-?[0-9]{1,12}", fullmatch=True)
LEAVES = st.builds(Text, st.text()) | st.builds(Number, DIGITS)
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.builds(Call, NAMES, st.lists(inner, max_size=4).map(tuple), st.just("") | NAMES)
        | st.builds(
            Property, inner.filter(lambda node: not isinstance(node, (Number, Text))), NAMES
        )
        | st.builds(Index, inner.filter(lambda node: not isinstance(node, (Number, Text))), inner)
    ),
    max_leaves=40,
)

TEXTS = ["", "a", "1", "x/y", "10.0.0.0/24", "fd00::/48", "P1D", "{0}", "{0,5:N1}", "{'a': 1}", '{"a": [1]}',
         "2024-01-01T00:00:00Z", "yyyy", "Ns.T/u", "n", "l", "eA==", "data:;base64,eA==", "https://h/p?q", "\u00e9\U0001f600"]  # fmt: skip
LEAVES_OF = {
    "string": st.sampled_from(TEXTS).map(Text),
    "int": st.sampled_from(["0", "1", "-1", "2", "7", "33", "800", "10001", "2147483647", "9223372036854775807"]).map(Number),
    "number": st.sampled_from(["0", "-3", "15"]).map(Number),
    "bool": st.sampled_from([Call("true"), Call("false")]),
    "array": st.sampled_from([Call("createArray"), Call("range", (Number("0"), Number("3"))), Call("parameters", (Text("list"),))]),
    "object": st.sampled_from([Call("createObject"), Call("parameters", (Text("s"),)), Call("resourceGroup")]),
    "null": st.just(Call("null")),
    "lambda": st.just(Call("lambda", (Text("n"), Call("lambdaVariables", (Text("n"),))))),
}  # fmt: skip
LEAVES_OF["any"] = st.one_of(
    *LEAVES_OF.values(),
    st.sampled_from(["p", "s", "secret", "o", "v"]).map(lambda name: Call("parameters", (Text(name),))),
    st.just(Call("reference", (Text("x"),))),
    st.just(Call("lambdaVariables", (Text("n"),))),
)  # fmt: skip


@st.composite
def calls(draw, kinds=frozenset({"any"}), depth=3):
    """Draw an expression of one of these types, or now and then of another one."""
    kind = draw(st.sampled_from(sorted(kinds)))
    if draw(st.integers(0, 30)) == 0:
        kind = "any"
    fitting = [
        item for item in FUNCTIONS.values() if {kind, "any"} & {*item.gives.split("|"), kind}
    ]
    if depth == 0 or not draw(st.booleans()):
        if kind == "lambda" and depth:
            return Call("lambda", (Text("n"), Text("i"), draw(calls(depth=depth - 1))))
        return draw(LEAVES_OF[kind])
    if kind != "any":
        fitting = [item for item in fitting if kind in item.gives.split("|")] or fitting
    function = draw(st.sampled_from(fitting))
    most = function.least + 2 if function.most is None else min(function.most, function.least + 2)
    count = draw(st.integers(function.least, most))
    arguments = tuple(draw(calls(function.type_at(i), depth - 1)) for i in range(count))
    call = Call(function.name, arguments)
    return draw(st.sampled_from([call, call, Property(call, "a"), Index(call, Number("0"))]))


CALLS = calls()
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 900)
    | st.text(max_size=8)
    | CALLS.map(to_text)
    | st.sampled_from(["[copyIndex()]", "[[parameters('p')]", "[", "[]", "[parameters('p')]"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["name", "type", "copy", "count", "input", "properties", "template", "parameters",
                 "value", "resources", "scope", "mode", "condition", "dependsOn", "[parameters('p')]"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=15,
)  # fmt: skip


def expanded(template: object) -> str:
    document = read_json(json.dumps(template), "t.json")
    result = expand(document, {}, Context())
    assert all(item.message and item.position.line >= 1 for item in result.findings)
    return json.dumps(result.as_json())


@given(TREES)
def test_what_is_printed_is_parsed_as_the_same_tree(tree):
    assert parse(to_text(tree)) == tree


@given(st.text(alphabet="[]()'.,-0129 abfx$\n\"", max_size=60) | st.text())
def test_any_text_is_parsed_or_refused(text):
    try:
        tree = parse(f"[{text}]")
    except ExpressionError as refused:
        error = refused
    else:
        assert parse(to_text(tree)) == tree
        return
    assert error.message
    assert 0 <= error.offset <= len(text) + 2


@given(CALLS)
def test_any_expression_evaluates_or_is_refused_with_a_sentence(tree):
    template = {
        "parameters": {
            "p": {"type": "string", "defaultValue": "p"},
            "s": {"type": "object", "defaultValue": {"a": {"a": 1}}},
            "secret": {"type": "secureString", "defaultValue": "hunter2hunter2"},
            "o": {"type": "array"},
            "list": {"type": "array", "defaultValue": ["b", "a", {"a": 1}]},
        },
        "resources": [],
        "outputs": {"x": {"type": "string", "value": to_text(tree)}},
    }
    assert expanded(template)


@given(
    st.dictionaries(
        st.sampled_from(
            ["parameters", "variables", "resources", "outputs", "functions", "definitions"]
        ),
        JSON,
    )
)
def test_any_json_expands_without_an_exception(template):  # fmt: skip
    assert expanded(template)


@given(st.lists(JSON, min_size=1, max_size=4))
def test_any_resources_expand_without_an_exception(resources):
    assume(any(isinstance(item, dict) for item in resources))
    named = [
        {"type": "Microsoft.Resources/deployments", "name": "n", "apiVersion": "2022-09-01", **item}
        for item in resources
        if isinstance(item, dict)
    ]
    assert expanded({"resources": named})
