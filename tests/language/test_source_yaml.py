"""Reading YAML: values of version 1.2, what is said of broken text, and where things stand."""

from __future__ import annotations

import json
import random

import pytest
import yaml

from generator.diagnostics import InvalidInput, Position, Severity
from generator.language.documents import yaml_source
from generator.language.documents.source import read_yaml
from tests.support.budget import cpu_budget

SPEC = """\
# a spec
name: web
capacity: {minimum: 1, maximum: 3}
zones: [1, 2]
deliver:
  - script: |
      #!/bin/sh
      echo "é 😀"

  - file: 'a.sh'   # note
tags: &tags
  env: prod
"""


@pytest.fixture(params=["libyaml", "python"], autouse=True)
def parser(request, monkeypatch):
    """Run every test with both parsers of PyYAML: messages and places must not differ."""
    loader = getattr(yaml, "CSafeLoader", None) if request.param == "libyaml" else yaml.SafeLoader
    if loader is None:
        pytest.skip("PyYAML comes without libyaml here")
    monkeypatch.setattr(yaml_source, "_PARSER", loader)


def complaints(text):
    with pytest.raises(InvalidInput) as caught:
        read_yaml(text, "a.yaml")
    for item in caught.value.diagnostics:
        assert (item.rule, item.severity, item.path) == ("yaml-syntax", Severity.ERROR, "a.yaml")
    return caught.value.diagnostics


def quoted(document, path, *, key=False):
    """Return the text that a position of a document covers."""
    place = document.position(path, key=key)
    lines = document.text.split("\n")
    if place.line == place.end_line:
        return lines[place.line - 1][place.column - 1 : place.end_column - 1]
    first, *between, last = lines[place.line - 1 : place.end_line]
    return "\n".join([first[place.column - 1 :], *between, last[: place.end_column - 1]])


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("[true, True, FALSE]", [True, True, False]),
        ("[~, null, NULL, ]", [None, None, None]),
        ("[yes, no, on, off, y]", ["yes", "no", "on", "off", "y"]),
        ("[07:30, 2020-01-01, 1_000, 1.2.3, -, .]", None),
        ("[12, -3, +4, 0755, 0x1F, 0o17]", [12, -3, 4, 755, 31, 15]),
        ("[1.5, .5, 1e3, -2.]", [1.5, 0.5, 1000.0, -2.0]),
        ("['1', \"true\", '']", ["1", "true", ""]),
        ("{a: , b: !!str 12, c: !!int '7', d: !!float 1, e: ! 5}",
         {"a": None, "b": "12", "c": 7, "d": 1.0, "e": "5"}),
        ("!!map {a: !!seq []}", {"a": []}),
        ("{\"<<\": 1, = : 2}", {"<<": 1, "=": 2}),
        ('"\\u00e9\\n"', "é\n"),
        ("# only a comment\n", None),
        ("", None),
        ("--- 1\n...\n", 1),
    ],
)  # fmt: skip
def test_values(written, value):
    if written.startswith("[07"):
        value = ["07:30", "2020-01-01", "1_000", "1.2.3", "-", "."]
        written = "\n".join(f"- {word}" if word != "-" else "- '-'" for word in value)
    found = read_yaml(written, "f").value
    assert json.dumps(found) == json.dumps(value)


def test_anchors_and_merge_keys():
    text = """\
base: &base {size: 1, zone: a}
copy: *base
one:
  zone: b
  <<: *base
two:
  <<: [{zone: c}, *base]
"""
    document = read_yaml(text, "f")
    assert document.value["copy"] == {"size": 1, "zone": "a"}
    assert document.value["one"] == {"size": 1, "zone": "b"}
    assert document.value["two"] == {"size": 1, "zone": "c"}
    assert document.position(("copy",)) == Position(2, 7, 2, 12)
    assert document.position(("copy", "zone")) == document.position(("base", "zone"))
    assert document.position(("one", "size")).line == 1
    assert document.position(("one", "zone"), key=True) == Position(4, 3, 4, 7)


def test_positions_of_values_and_names():
    document = read_yaml(SPEC, "f")
    assert document.position(("name",)) == Position(2, 7, 2, 10)
    assert document.position(("name",), key=True) == Position(2, 1, 2, 5)
    assert quoted(document, ("capacity",)) == "{minimum: 1, maximum: 3}"
    assert quoted(document, ("zones", 1)) == "2"
    assert quoted(document, ("deliver", 0, "script")).endswith('echo "é 😀"')
    assert quoted(document, ("deliver", 1)) == "file: 'a.sh'"
    assert quoted(document, ("deliver",)).endswith("'a.sh'")
    assert quoted(document, ("tags", "missing"), key=True) == "tags"
    assert document.position(()).line == 2


def test_columns_count_characters():
    document = read_yaml("😀é: {ü: 1}\r\nb: 2", "f")
    assert document.position(("😀é", "ü")) == Position(1, 9, 1, 10)
    assert document.position(("b",)) == Position(2, 4, 2, 5)


def test_an_empty_file_has_a_position():
    assert read_yaml("", "f").position(()) == Position(1, 1, 1, 1)


@pytest.mark.parametrize(
    ("text", "line", "column", "cause"),
    [
        ("a:\n\tb: 1\n", 2, 1, "a tab"),
        ("a: 1\n\tb: 1\n", 2, 1, "a tab"),
        ("a: b: c\n", 1, 5, "a second ': '"),
        ("a: 1\n b: 2\n", 2, 3, "indentation"),
        ("a:\n    b: 1\n  c: 2\n", 3, 3, "indentation"),
        ("- a\nb: 1\n", 2, 1, "indentation"),
        ("a: - b\n", 1, 4, "new line"),
        ("a: 1\nfoo\nb: 2\n", 2, 1, "colon is missing"),
        ('a: "x\nb: 1\n', 1, 4, "never closed"),
        ("a: [1, 2\nb: 1\n", 2, 2, "] is missing here; the list started in line 1, column 4"),
        ("a: {b: 1\n", 2, 1, "} is missing here; the mapping started in line 1, column 4"),
        ("a: 1\n]\n", 2, 1, "too many"),
        ("a: [1,,2]\n", 1, 7, "value is missing"),
        ('a: "x" y\n', 1, 8, "whole value in quotes"),
        ("a: @x\n", 1, 4, "cannot start with @"),
        ("a: %x\n", 1, 4, "cannot start with %"),
        ("a: 1\n{% if %}\n", 2, 2, "{%"),
        ("a: {{ x }}\n", 1, 5, "{{"),
        ("a: *.txt\n", 1, 4, "put a string with * in quotes"),
        ("a: *b\n", 1, 4, "alias"),
        ('a: "\\d"\n', 1, 5, "\\d is no escape"),
        ('a: "\\xzz"\n', 1, 5, "two hexadecimal"),
        ("a: |foo\n  x\n", 1, 5, "next line"),
        ("a: !foo!bar x\n", 1, 4, "tag"),
        ("a: !secret x\n", 1, 4, "tag is not known"),
        ("a: !!binary x\n", 1, 4, "!!binary"),
        ("a: !!int x\n", 1, 4, "does not fit"),
        ("a: .inf\n", 1, 4, "JSON cannot hold"),
        ("a: 1e999\n", 1, 4, "too large"),
        ("a: " + "9" * 5000, 1, 4, "too large"),
        ("a: 1\n---\nb: 2\n", 2, 1, "second document"),
        ("a: \0\n", 1, 4, "U+0000"),
        ("a: &x [*x]\n", 1, 8, "inside of what it repeats"),
        ("a: &x 1\nb:\n  <<: *x\n", 3, 7, "<< takes"),
        ("1: x\n", 1, 1, "names must be strings; put 1 in quotes"),
        ("true: x\n", 1, 1, "names must be strings; put true in quotes"),
        ("? [a]\n: b\n", 1, 3, "names must be strings"),
    ],
)
def test_broken_yaml_names_place_and_cause(text, line, column, cause):
    (found,) = complaints(text)
    assert (found.position.line, found.position.column) == (line, column)
    assert cause in found.message


def test_half_a_surrogate_pair_is_no_text():
    (found,) = complaints('a: "\\ud800"\n')
    assert found.position.line == 1
    assert "surrogate" in found.message


def test_all_mistakes_are_told_at_once():
    text = "a: 1\nb:\n  c: !x 1\n  c: 2\na: 3\n5: 1\nd: [\n"
    found = [(item.position.line, item.message) for item in complaints(text)]
    assert [line for line, _ in found] == [3, 4, 5, 6, 8]
    assert "duplicate name 'c', first in line 3" in found[1][1]
    assert "duplicate name 'a', first in line 1" in found[2][1]


def test_values_are_not_repeated():
    for text in ("p: !hunter2", "p: *hunter2", "p: @hunter2", "p: !!int hunter2", 'p: "" hunter2'):
        assert all("hunter2" not in item.message for item in complaints(text))


@pytest.mark.parametrize("text", ["[", "- ", "{a: ", "? "])
def test_deep_nesting_is_answered(text):
    assert complaints(text * 100_000)


def test_a_hundred_levels_are_read():
    assert read_yaml("[" * 100 + "]" * 100, "f").value is not None
    assert "deeper than 100 levels" in complaints("[" * 101 + "]" * 101)[0].message
    chain = "- &a0 []\n" + "".join(f"- &a{n} [*a{n - 1}]\n" for n in range(1, 120))
    assert "deeper than 100 levels" in complaints(chain)[0].message


def test_a_document_that_doubles_itself_is_refused_at_once():
    lines = ["- &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"- &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    with cpu_budget(5):  # it would take centuries
        (found,) = complaints("\n".join(lines))
        assert "more than 100000" in found.message


def test_a_large_text_is_read():
    text = "a: |\n" + "  a line of a long script\n" * 20_000
    assert len(read_yaml(text, "f").value["a"]) == 24 * 20_000


_BITS = ("\t", "\n", " ", "  ", "- ", ": ", ":", "#", "&a ", "*a", "!", "!!int ", "<<: *a\n", "|",
         ">", "? ", "%", "---\n", "...", "@", "`", "{{", "[", "]", "{", "}", ",", '"', "'", "\\",
         "\0", "\ufeff", "\x85", "\u2028", "\U0001f600", "\\ud800", "1e999")  # fmt: skip


def outcome(text):
    try:
        document = read_yaml(text, "f")
    except InvalidInput as error:
        return [item.message for item in error.diagnostics]
    json.dumps(document.value, ensure_ascii=False).encode()
    document.position(("deliver", 0, "script"))
    return "read"


def test_damaged_files_are_read_or_explained():
    """Whatever happens to a file, it is read or gets sentences of our own."""
    chance = random.Random(7)
    outcomes = []
    for _ in range(600):
        text = SPEC
        for _ in range(chance.choice((1, 1, 2, 5))):
            at, length = chance.randrange(len(text) + 1), chance.choice((0, 0, 1, 2, 20))
            text = text[:at] + chance.choice(_BITS) + text[at + length :]
        outcomes.append(outcome(text))
    assert not [found for found in outcomes if "not YAML" in str(found)]
    assert 100 < outcomes.count("read") < 500  # so that both ways are tried
