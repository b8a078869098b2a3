"""Template expressions: what is read prints back, and what is malformed says where and why."""

from __future__ import annotations

import json

import pytest

from generator.language.expressions.functions import FUNCTIONS, function
from generator.language.expressions.parser import parse
from generator.language.expressions.tree import (
    Call,
    ExpressionError,
    Index,
    Number,
    Property,
    Text,
    to_text,
    walk,
)
from tests.support.workspace import CORPUS as SHARED

CANONICAL = SHARED / "expressions" / "canonical.jsonl"
FACTS = SHARED.parent / "reference" / "data" / "functions.json"


@pytest.mark.corpus
def test_real_expressions_print_back_byte_for_byte():
    texts = [json.loads(line) for line in CANONICAL.read_text(encoding="utf-8").splitlines()]
    assert len(texts) > 7_000
    assert [text for text in texts if to_text(parse(text)) != text] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("['it''s']", Text("it's")),
        ("['']", Text("")),
        ("['say \"no\"\n']", Text('say "no"\n')),
        ("[32]", Number("32")),
        ("[-780]", Number("-780")),
        ("[+1]", Number("1")),
        ("[f().\u00e4]", Property(Call("f"), "\u00e4")),
        ("[f()]", Call("f")),
        ("[f(\u00a0'a')]", Call("f", (Text("a"),))),
        ("[ns.f('a')]", Call("f", (Text("a"),), "ns")),
        ("[f().a.b]", Property(Property(Call("f"), "a"), "b")),
        ("[f()[0].a]", Property(Index(Call("f"), Number("0")), "a")),
        ("[true()[false()]]", Index(Call("true"), Call("false"))),
        ("[h()[g('x')]]", Index(Call("h"), Call("g", (Text("x"),)))),
        ("[\t f (\r\n'a' ,1 ) [ 0 ] . b ]", Property(Index(Call("f", (Text("a"), Number("1"))), Number("0")), "b")),
    ],
)  # fmt: skip
def test_grammar(text, expected):
    assert parse(text) == expected
    assert parse(to_text(expected)) == expected


def test_canonical_form():
    text = "[ concat ( 'it''s',variables( 'x' ) [ 0 ].a ,createObject() ['a-b'] ) ]"
    assert to_text(parse(text)) == "[concat('it''s', variables('x')[0].a, createObject()['a-b'])]"


def test_every_node_knows_where_it_stands():
    text = "[f( 'a', g(1).b[h()] )]"
    nodes = list(walk(parse(text)))
    assert [text[node.start : node.end] for node in nodes] == [
        "f( 'a', g(1).b[h()] )", "'a'", "g(1).b[h()]", "g(1).b", "g(1)", "1", "h()",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "offset", "message"),
    [
        ("[]", 0, "an expression is missing between the brackets"),
        ("[ ]", 0, "an expression is missing between the brackets"),
        ("no expression", 0, "an expression is enclosed in [ and ]"),
        ("[f('a, g('b')]", 10, "expected ',' or ')' before this name"),
        ("[f('a]", 3, "this string is not closed; add the closing '"),
        ("[f('a''b]", 3, "this string is not closed"),
        ("[f('a']", 2, "this ( is never closed; add )"),
        ("[f(g('a'),'b']", 2, "this ( is never closed; add )"),
        ("[f()[0]", 4, "this [ is never closed; add ]"),
        ("[f('a' 'b')]", 7, "expected ',' or ')' before this string"),
        ("[f('a' g())]", 7, "expected ',' or ')' before this name"),
        ("[f('a'.b)]", 6, "a string has no properties"),
        ("['abc'[0]]", 6, "a string has no properties"),
        ("[f(g().b])]", 8, "expected ',' or ')' before this ]"),
        ("[f(1.5)]", 3, "there are no fractions in expressions; write json('1.5')"),
        ("[f(9223372036854775808)]", 3, "the number does not fit into 64 bits"),
        ("[f().a\u0301]", 6, "'\u0301' cannot be in an expression outside a string"),
        ("[f()[1 2]]", 7, "expected ']' before this number"),
        ("[f('a',)]", 7, "an argument is missing before this )"),
        ("[f(,'a')]", 3, "an argument is missing before this ,"),
        ("[f()[]]", 5, "an index is missing before this ]"),
        ("[f().0]", 4, "the name of a property must follow this point"),
        ("[f('a'))]", 7, "text after the end of the expression"),
        ("[f() g()]", 5, "text after the end of the expression"),
        (
            "[f(parameters)]",
            3,
            "a name must be followed by ( and arguments; strings are in single",
        ),
        ("[if(true, 1, 2)]", 4, "a name must be followed by ( and arguments; write true()"),
        ("[f() + 1]", 5, "there is no operator +; use a function such as add()"),
        ('[f("a")]', 3, "strings in an expression are in straight single quotes"),
        ("[f(\u2018a\u2019)]", 3, "strings in an expression are in straight single quotes"),
        ("[f(\u200b)]", 3, "the character U+200B cannot be in an expression outside a string"),
        ("[providers('a')'2015'0])]", 15, "text after the end of the expression"),
    ],
)
def test_what_is_malformed_says_where_and_why(text, offset, message):
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert (caught.value.offset, caught.value.message[: len(message)]) == (offset, message)


@pytest.mark.parametrize("text", ["[f(Tr0ub4dor)]", "[f('a' Tr0ub4dor)]", "[f() Tr0ub4dor]"])
def test_a_secret_that_lost_its_quotes_is_not_repeated(text):
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert "Tr0ub4dor" not in caught.value.message


@pytest.mark.parametrize(
    ("text", "offset"),
    [("[" + "f(" * 10_000 + ")" * 10_000 + "]", 2002), ("[a()" + "[f()" * 10_000 + "]" * 10_001, 4004)],
)  # fmt: skip
def test_nesting_without_end_is_refused(text, offset):
    with pytest.raises(ExpressionError, match="nested deeper than 1000 levels") as caught:
        parse(text)
    assert caught.value.offset == offset


def test_a_long_chain_of_properties_is_read_and_printed():
    text = "[f()" + ".a[0]" * 10_000 + "]"
    assert to_text(parse(text)) == text


@pytest.mark.corpus
def test_the_table_of_functions_agrees_with_the_facts():
    facts = {row["name"]: (row["min"], row["max"]) for row in json.loads(FACTS.read_text())}
    facts |= {  # where the engine takes more, or less, than the pages say
        "coalesce": (0, None), "substring": (2, 3), "resourceGroup": (0, 2), "subscription": (0, 1),
        "managementGroup": (0, 1),
    }  # fmt: skip
    listing = function("listKeys")
    assert facts.pop("list*") == (listing.least, listing.most)
    assert {row.name: (row.least, row.most) for row in FUNCTIONS.values()} == facts


def test_functions_are_found_in_any_casing():
    assert function("RESOURCEID").name == "resourceId"
    assert function("listAccountSas").kind == "run-time"
    assert function("newGuid").place == "parameter defaults"
    assert function("loadTextContent") is None
