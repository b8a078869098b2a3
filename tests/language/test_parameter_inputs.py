"""What --parameters takes: files, JSON and NAME=VALUE, read as the Azure CLI reads them."""

from __future__ import annotations

import json

import pytest

from generator.diagnostics import InvalidInput, Severity
from generator.language.parameters.inputs import read_parameters

DECLARED = {
    "name": {"type": "String"},
    "password": {"type": "securestring"},
    "count": {"type": "int"},
    "wanted": {"type": "bool"},
    "tags": {"type": "object"},
    "secret": {"type": "secureObject"},
    "zones": {"type": "array"},
    "sku": {"$ref": "#/definitions/sku"},
    "lost": {"$ref": "#/definitions/nowhere"},
    "untyped": {},
    "broken": 5,
}
DEFINITIONS = {"sku": {"type": "object"}}
SECRET = "Pa55-word"


def values(*texts):
    """Read texts; give the values by name."""
    inputs = read_parameters(texts, DECLARED, DEFINITIONS)
    return {name: given.value for name, given in inputs.values.items()}


def mistakes(*texts):
    """Read texts that are wrong; give 'path:line:column message' of each."""
    with pytest.raises(InvalidInput) as raised:
        read_parameters(texts, DECLARED, DEFINITIONS)
    return [
        f"{item.path}:{item.position.line}:{item.position.column} {item.message}"
        for item in raised.value.diagnostics
    ]


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name=web", "web"),
        ("name=", ""),
        ("name=5", "5"),
        ("name=true", "true"),
        ('name={"a": 1}', '{"a": 1}'),
        ("name=a=b", "a=b"),
        ("name=[parameters('x')]", "[parameters('x')]"),
        ("name=@", "@"),
        ("password=null", "null"),
        ("count=5", 5),
        ("count= -5", -5),
        ("wanted=true", True),
        ("wanted=FALSE", False),
        ('tags={"a": {"b": [1]}}', {"a": {"b": [1]}}),
        ("tags={'a': True}", {"a": True}),
        ('zones=["1", "2"]', ["1", "2"]),
        ("zones=('1', \"2\")", ["1", "2"]),
        ("zones=[]", []),
        ('secret={"a": 1}', {"a": 1}),
        ('sku={"name": "x"}', {"name": "x"}),
        ("lost=5", "5"),
        ("untyped=5", "5"),
        ("broken=5", "5"),
    ],
)
def test_a_value_is_read_by_the_type_of_its_parameter(text, expected):
    (found,) = values(text).values()
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("count=Pa55-word", "'count' must be an integer"),
        ("count=1.5", "'count' must be an integer"),
        ("count=" + "9" * 5000, "'count' must be an integer"),
        ("wanted=Pa55-word", "'wanted' must be true or false"),
        ("wanted=1", "'wanted' must be true or false"),
        ('tags={"a": Pa55-word}', "'tags' must be an object in JSON, and here it is broken"),
        ("zones=Pa55-word", "'zones' must be an array in JSON"),
        ("zones={Pa55-word}", "'zones' must be an array in JSON"),
        ("zones={'Pa55-word'}", "'zones' must be an array in JSON"),
        ("zones='\\P Pa55-word", "'zones' must be an array in JSON"),
        ("zones=" + "[" * 300, "'zones' must be an array in JSON"),
        ("tags=@Pa55-word", "the file that 'tags' names after the @ cannot be read"),
        ("Password", "parameter 'password' has no value; write NAME=VALUE"),
        ("Pa55-word", "text 1 is no file, no JSON object and not NAME=VALUE"),
        ("Pa55-word\0", "text 1 is no file"),
        ("", "text 1 is no file"),
        ("https://x.blob/p.json?sig=Pa55-word", "text 1 is a URL, and nothing is downloaded"),
        ("cuont=Pa55-word", "the template has no parameter 'cuont'; did you mean 'count'?"),
        ('{"name": Pa55-word}', "this is no JSON value"),
        ('{"name": "Pa55-word"}', "parameter 'name' must be an object"),
        ('{"name": {"vlaue": "Pa55-word"}}', "'value' or 'reference' (has nothing)"),
        ('{"name": {"value": "Pa55-word", "reference": {}}}', "(has reference and value)"),
        ('{"nmae": {"value": "Pa55-word"}}', "no parameter 'nmae'; did you mean 'name'?"),
        ('{"parameters": "Pa55-word"}', "values of parameters are in an object"),
    ],
)
def test_a_mistake_on_the_command_line_is_told_without_the_value(text, said):
    (found,) = mistakes(text)
    assert found.startswith("--parameters:1:")
    assert said in found
    assert SECRET not in found


def test_all_mistakes_come_at_once(here):
    (here / "p.json").write_text('{"parameters": {\n"nam": {"value": 1},\n"count": 5}}')
    assert [item.split(";")[0] for item in mistakes("p.json", "count=x", "q.json", "nope")] == [
        "--parameters:1:1 'count' must be an integer",
        "--parameters:1:1 'nope' is no file, no JSON object and not NAME=VALUE",
        "p.json:2:1 the template has no parameter 'nam'",
        "p.json:3:1 parameter 'count' must be an object: write {\"value\": ...} around it",
        "q.json:1:1 no such file",
    ]


def test_broken_json_is_told_with_its_place(here):
    (here / "p.json").write_text('{"parameters": {\n  "name": }}')
    assert mistakes("@p.json") == ["p.json:2:11 a value is missing before this }"]
    assert mistakes('{"name":\n}') == ["--parameters:2:1 a value is missing before this }"]
    (here / "tags.json").write_text('{"a":\n]}')
    assert mistakes("tags=@tags.json")[0].startswith("tags.json:2:1 'tags' must be an object")


@pytest.mark.parametrize("text", ["p.json", "@p.json", "@~/p.json", "inline", "inner"])
def test_a_parameter_file_is_a_path_or_json(here, text):
    inner = {"NAME": {"Value": "web"}, "tags": {"value": None}, "Count": {"value": 2}}
    whole = json.dumps({"$schema": "x", "contentVersion": "1.0.0.0", "parameters": inner})
    (here / "p.json").write_text("\ufeff// a comment\n" + whole, encoding="utf-8")
    given = {"inline": whole, "inner": json.dumps(inner)}.get(text, text)
    assert values(given) == {"name": "web", "tags": None, "count": 2}


@pytest.mark.parametrize("text", ["{}", "{'name': {'value': 'web'}}"])
def test_an_object_may_be_empty_or_written_as_in_python(text):
    assert values(text) in ({}, {"name": "web"})


def test_a_file_is_preferred_to_name_and_value(here):
    (here / "name=web").write_text('{"count": {"value": 1}}')
    assert values("name=web") == {"count": 1}


def test_what_comes_later_wins(here):
    (here / "p.json").write_text('{"name": {"value": "file"}, "count": {"value": 1}}')
    assert values("name=first", "p.json", "count=2") == {"name": "file", "count": 2}


def test_the_contents_of_a_file_are_a_value(here):
    (here / "key.pub").write_bytes(b"ssh-ed25519 AAAA\r\n\n")
    (here / "tags.json").write_text('\ufeff{"a": 1} // one\n', encoding="utf-8")
    (here / "n").write_text("5\n")
    assert values("name=@key.pub", "tags=@tags.json", "count=@n", "password=@~/key.pub") == {
        "name": "ssh-ed25519 AAAA",
        "tags": {"a": 1},
        "count": 5,
        "password": "ssh-ed25519 AAAA",
    }
    (here / "image").write_bytes(b"\xff\xfe\x00\xd8\x00")
    assert mistakes("name=@image") == ["--parameters:1:1 the file for 'name' holds no text"]
    (here / "large").write_bytes(b" " * (4 * 2**20 + 1))
    assert "more than the 4 MB" in mistakes("name=@large")[0]


def test_a_text_that_begins_with_an_at_sign_stays_when_it_names_no_file(here):
    inputs = read_parameters(["password=@Pa55-word"], DECLARED)
    assert inputs.values["password"].value == "@Pa55-word"
    (warning,) = inputs.report
    assert (warning.severity, warning.path) == (Severity.WARNING, "--parameters")
    assert "'password' begins with @" in warning.message
    assert SECRET not in warning.message


def test_bicep_parameters_are_to_be_compiled(here):
    (here / "main.bicepparam").write_text("using './main.bicep'\n")
    for text in ("main.bicepparam", "@main.bicepparam"):
        assert mistakes(text) == [
            "main.bicepparam:1:1 this is Bicep: compile it with "
            "'bicep build-params main.bicepparam' and give the JSON"
        ]


def test_a_reference_to_a_key_vault_has_no_value(here):
    reference = {"keyVault": {"id": "/subscriptions/x"}, "secretName": "s"}
    (here / "p.json").write_text(json.dumps({"parameters": {"password": {"reference": reference}}}))
    given = read_parameters(["p.json"], DECLARED).values["password"]
    assert (given.name, given.value, given.reference) == ("password", None, True)
    given = read_parameters(["p.json", "password=x"], DECLARED).values["password"]
    assert (given.value, given.reference) == ("x", False)


def test_a_value_knows_where_it_stands(here):
    (here / "p.json").write_text('{"parameters": {\n"Tags": {"value": {"a": 1}}}}')
    given = read_parameters(["p.json"], DECLARED).values["tags"]
    assert (given.name, given.path) == ("tags", ("parameters", "Tags", "value"))
    assert given.document.position((*given.path, "a")).line == 2
    given = read_parameters(['tags={"a":\n1}'], DECLARED).values["tags"]
    assert (given.document.path, given.path) == ("--parameters", ())
    assert given.document.position(("a",)).line == 2
    given = read_parameters(["name=x"], DECLARED).values["name"]
    assert (given.document.path, given.document.position(()).line) == ("--parameters", 1)


def test_what_the_reader_tolerates_is_reported(here):
    (here / "p.json").write_text('{"name": {"value": "a"}, "name": {"value": "b"},}')
    inputs = read_parameters(["p.json", "NAME=c"], DECLARED)
    assert [(item.rule, item.severity) for item in inputs.report] == [
        ("json-duplicate-key", Severity.WARNING),
        ("json-trailing-comma", Severity.INFO),
        ("parameters", Severity.WARNING),
    ]
    assert "takes 'NAME' only as the template writes it: 'name'" in inputs.report[2].message
    assert inputs.values["name"].value == "c"
