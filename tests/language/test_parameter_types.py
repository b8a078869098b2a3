"""Values against declarations: the documentation's own examples, secrets, and what is not known."""

from __future__ import annotations

import json

import pytest

from generator.diagnostics import Severity
from generator.language.documents.source import read_json
from generator.language.expressions.tree import Call
from generator.language.expressions.values import Residual
from generator.language.parameters.type_check import is_secure, misfits
from generator.language.parameters.type_reference import BrokenReferenceError, type_of
from generator.validation.document import validate_pair, validate_text
from tests.support import arm

# The types of the documentation page on type definitions, which says what each takes and refuses.
PAIR = {
    "foo": {"type": "string", "minLength": 3},
    "bar": {"type": "int", "minValue": 0},
}
OPTIONAL = {name: {**declared, "nullable": True} for name, declared in PAIR.items()}
DEFINITIONS = {
    "object": {"type": "object", "properties": PAIR},
    "optional": {"type": "object", "properties": OPTIONAL},
    "texts": {"type": "object", "properties": OPTIONAL, "additionalProperties": {"type": "string"}},
    "sealed": {"type": "object", "properties": PAIR, "additionalProperties": False},
    "open": {"type": "object", "properties": PAIR, "additionalProperties": True},
    "tagged": {
        "type": "object",
        "discriminator": {
            "propertyName": "type",
            "mapping": {
                "ints": {"type": "object", "additionalProperties": {"type": "int"}},
                "strings": {"type": "object", "additionalProperties": {"type": "string"}},
            },
        },
    },
    "tuple": {"type": "array", "prefixItems": [{"type": "int"}, {"type": "bool"}]},
    "longer": {
        "type": "array",
        "prefixItems": [{"type": "int"}, {"type": "bool"}],
        "items": {"type": "int"},
    },
    "ints": {"type": "array", "items": {"type": "int"}},
    "exact": {"type": "array", "prefixItems": [{"type": "int"}, {"type": "bool"}], "items": False},
    "natural": {"type": "int", "minValue": 1},
    "month": {"type": "int", "minValue": 1, "maxValue": 12},
    "account": {"type": "string", "minLength": 3, "maxLength": 24},
    "apps": {"type": "array", "minLength": 1, "maxLength": 5},
    "enum": {"type": "string", "allowedValues": ["one", "two"]},
    "chain": {"type": "object", "properties": {"next": {"$ref": "#/definitions/chain"}}},
    "list": {
        "type": "object",
        "properties": {"next": {"$ref": "#/definitions/list", "nullable": True}},
        "additionalProperties": False,
    },
    "here": {"$ref": "#/definitions/there"},
    "there": {"$ref": "#/definitions/here"},
    "a/b~c": {"type": "bool"},
    "mixed": {"type": "object", "properties": {"key": {"type": "securestring", "maxLength": 2}}},
}


def found(value, declared):
    """Return the path and the message of everything that does not fit."""
    return {item.path: item.message for item in misfits("it", value, declared, DEFINITIONS)}


def named(name):
    return {"$ref": f"#/definitions/{name}"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("object", {"foo": "string", "bar": 1}),
        ("optional", {}),
        ("optional", {"foo": None}),
        ("texts", {"fizz": "buzz", "foo": "bar"}),
        ("sealed", {"foo": "string", "bar": 1}),
        ("open", {"foo": "string", "bar": 1, "fizz": "buzz"}),
        ("tagged", {"type": "ints", "foo": 1, "bar": 2}),
        ("tagged", {"type": "strings", "fizz": "buzz", "pop": "goes", "the": "weasel"}),
        ("tuple", [1, True]),
        ("tuple", [1, True, 1]),
        ("tuple", [1, True, False, "foo", "bar"]),
        ("longer", [1, True, 1]),
        ("longer", [1, True, 1, 1]),
        ("ints", [1, 2]),
        ("ints", [1]),
        ("exact", [1, True]),
        ("natural", 1),
        ("month", 12),
        ("account", "abc"),
        ("apps", [0, 0, 0, 0, 0]),
        ("enum", "two"),
        ("list", {"next": {"next": {}}}),
        ("a~1b~0c", True),
        ("a%2Fb~0c", True),
        ("object/properties/bar", 3),
        ("longer/items", 3),
        ("longer/prefixItems/1", False),
        ("tagged/discriminator/mapping/ints", {"foo": 1}),
    ],
)
def test_what_the_documentation_takes_fits(name, value):
    assert found(value, named(name)) == {}


@pytest.mark.parametrize(
    ("name", "value", "path", "said"),
    [
        ("object", {"foo": "string", "bar": -1}, ("bar",), "'bar' of it must be at least 0"),
        ("object", {"foo": "", "bar": 1}, ("foo",), "must have at least 3 characters"),
        ("object", {"bar": 1}, (), "it has no 'foo'"),
        ("object", {"foo": "string"}, (), "it has no 'bar'"),
        ("object", {"foo": None, "bar": 1}, ("foo",), "must be a string (is null)"),
        ("texts", {"property": 1}, ("property",), "must be a string"),
        ("sealed", {"foo": "string", "bar": 1, "fizz": "x"}, ("fizz",), "'fizz' is no property"),
        ("sealed", {"foo": "string", "bar": 1, "barr": 1}, ("barr",), "did you mean 'bar'?"),
        ("tagged", {"type": "ints", "fizz": "buzz"}, ("fizz",), "must be an integer"),
        ("tagged", {"fizz": "buzz"}, (), "it has no 'type'"),
        ("tagged", {"type": "int"}, ("type",), "must be one of 'ints', 'strings' (is 'int')"),
        ("tagged", {"type": 5}, ("type",), "must be one of 'ints', 'strings' (is 5)"),
        ("tuple", [1, "string"], (1,), "'[1]' of it must be true or false (is 'string')"),
        ("tuple", [1], (), "must have at least 2 elements (has 1)"),
        ("longer", [1, True, "foo"], (2,), "must be an integer"),
        ("ints", ["foo"], (0,), "must be an integer"),
        ("exact", [1, True, 1], (), "must have at most 2 elements (has 3)"),
        ("natural", 0, (), "must be at least 1 (is 0)"),
        ("month", 13, (), "must be at most 12 (is 13)"),
        ("account", "ab", (), "at least 3 characters (has 2)"),
        ("apps", [], (), "at least 1 elements (has 0)"),
        ("enum", "TWO", (), "must be one of the allowed values (is 'TWO')"),
        ("enum", "three", (), "must be one of the allowed values (is 'three')"),
        ("object", "text", (), "it must be an object (is 'text')"),
        ("chain", {"next": {"next": {}}}, ("next", "next"), "'next.next' of it has no 'next'"),
        ("list", {"next": {"nxt": {}}}, ("next", "nxt"), "is no property of 'next' of it"),
        ("nowhere", 1, (), "'$ref' names no definition: '#/definitions/nowhere'"),
        ("object/properties/baz", 1, (), "'$ref' names no definition"),
        ("here", 1, (), "'$ref' leads back to itself"),
    ],
)
def test_what_the_documentation_refuses_is_found_at_its_place(name, value, path, said):
    messages = found(value, named(name))
    assert list(messages) == [path]
    assert said in messages[path]


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ({"$ref": "#/definitions/enum"}, {"type": "string", "allowedvalues": ["one", "two"]}),
        (
            {"$ref": "#/definitions/account", "maxLength": 5, "nullable": True, "minLength": None},
            {"type": "string", "minlength": 3, "maxlength": 5, "nullable": True},
        ),
        ({"$ref": "#/parameters/other"}, {"nullable": True}),
        ({"TYPE": "Int", "MinValue": 2}, {"type": "Int", "minvalue": 2}),
    ],
)
def test_what_stands_beside_a_reference_wins(declared, expected):
    assert type_of(declared, DEFINITIONS) == expected


@pytest.mark.parametrize(
    "pointer", ["", "#", "#/definitions", "#/definitions/", "other.json", 5, "#/variables/x", "/x"]
)
def test_a_reference_to_no_definition_is_broken(pointer):
    with pytest.raises(BrokenReferenceError):
        type_of({"$ref": pointer}, DEFINITIONS)


@pytest.mark.parametrize(
    "value",
    [
        "[parameters('x')]",
        Residual(Call("utcNow")),
        {"foo": "[variables('x')]", "bar": Residual(Call("utcNow"))},
        {"[variables('name')]": 1},
    ],
)
def test_what_only_the_deployment_knows_is_not_checked(value):
    assert found(value, named("sealed")) == {}


def test_elements_that_only_the_deployment_knows_may_be_allowed():
    declared = {"type": "array", "allowedValues": ["a", "b"]}
    assert found(["a", "[variables('x')]"], declared) == {}
    assert found(["a", "c"], declared) == {(): "it must be one of the allowed values (is an array)"}


@pytest.mark.parametrize(
    ("value", "declared"),
    [
        ("Pa55word", {"type": "secureString", "maxLength": 3, "allowedValues": ["a"]}),
        (["Pa55word"], {"type": "securestring"}),
        ("Pa55word", {"type": "secureObject"}),
        ({"key": "Pa55word"}, named("mixed")),
        ({"key": "Pa55word"}, {"type": "secureObject", "properties": {"key": {"type": "int"}}}),
        ({"type": "Pa55word"}, {**DEFINITIONS["tagged"], "type": "secureObject"}),
    ],
)
def test_a_secret_is_never_shown(value, declared):
    messages = found(value, declared)
    assert messages
    assert not any("Pa55" in item or "has 8" in item for item in messages.values())


@pytest.mark.parametrize(
    ("kind", "value"),
    [("int", "5"), ("int", 5.0), ("int", True), ("int", None), ("bool", "true"), ("string", 5)],
)
def test_a_scalar_of_another_type_is_refused(kind, value):
    (misfit,) = misfits("it", value, {"type": kind}, {})
    assert misfit.severity is Severity.ERROR


def test_references_are_followed_to_secure_types():
    assert is_secure(named("mixed/properties/key"), DEFINITIONS)
    assert not is_secure(named("mixed"), DEFINITIONS)
    assert not is_secure(named("nowhere"), DEFINITIONS)


def test_defaults_and_parameter_files_are_checked_against_definitions():
    text = json.dumps(
        arm.template(
            languageVersion="2.0",
            definitions={k: v for k, v in DEFINITIONS.items() if k not in {"here", "there"}},
            parameters={
                "good": {**named("sealed"), "defaultValue": {"foo": "abc", "bar": 1}},
                "bad": {**named("sealed"), "defaultValue": {"foo": "abc"}},
                "lost": named("nowhere"),
                "needed": named("month"),
                "free": {**named("month"), "nullable": True},
            },
            resources={},
        )
    )
    said = [
        (item.rule, item.severity, item.pointer, item.message)
        for item in validate_text(text, "t.json")
    ]
    assert [item for item in said if item[0] != "TPL003"] == [
        (
            "TPL009",
            Severity.WARNING,
            "/parameters/bad/defaultValue",
            "the default of 'bad' has no 'bar'; a deployment without a value fails",
        ),
        (
            "TPL002",
            Severity.ERROR,
            "/parameters/lost/$ref",
            "parameter 'lost' has no type: '$ref' names no definition: '#/definitions/nowhere'",
        ),
    ]
    given = {
        "good": {"value": {"foo": "abc", "bar": "x"}},
        "bad": {"value": {"foo": "a", "bar": 1}},
    }
    parameters = json.dumps({"$schema": "x/deploymentParameters.json#", "parameters": given})
    pair = validate_pair(read_json(text, "t.json"), read_json(parameters, "p.json"))
    assert {(item.pointer, item.message) for item in pair} == {
        (
            "/parameters/good/value/bar",
            "'bar' of the value of 'good' must be an integer (is 'x')",
        ),
        (
            "/parameters/bad/value/foo",
            "'foo' of the value of 'bad' must have at least 3 characters (has 1)",
        ),
        ("/parameters", "values are missing for needed: the deployment must be given them"),
    }
