"""What Azure's deployment engine refuses, and what we call an error: both ways, and at the place.

tests/data/engine/templates.jsonl and asked.jsonl hold one small template a line with the answer of
the engine inside the Bicep CLI 0.49.2: whether it refuses it with these values, without any where
there are none. "@template" and "@account" stand for what many of them have in common. What the
engine inside the CLI does not judge, such as dependsOn and the mode of a deployment, is not here.
"""

from __future__ import annotations

import json

import pytest

from generator import api
from generator.diagnostics import InvalidInput, Severity
from generator.language.documents.source import read_json
from generator.language.parameters.inputs import Given
from generator.validation.document import examine
from tests.support import arm
from tests.support.workspace import ROOT

DATA = ROOT / "tests" / "data" / "engine"
BASES = {
    "@template": arm.template(),
    "@account": {
        "type": "Microsoft.Storage/storageAccounts",
        "apiVersion": "2023-01-01",
        "name": "stacc1",
        "location": "westeurope",
        "sku": {"name": "Standard_LRS"},
        "kind": "StorageV2",
        "properties": {},
    },
}
OF_THE_LANGUAGE = ("TPL", "PAR", "REF", "json")
OF_SCHEMAS = {"TPL030", "TPL031", "TPL032", "TPL033", "TPL034", "TPL035"}
_TOLD = "the command line tells of it, see test_validate_given"
DIFFERENT = {
    "pa-given-null": _TOLD,
    "any null": _TOLD,
    "any null 1": _TOLD,
    "pa-no-value": "a template is no worse for a parameter that a deployment must be given",
    "pa-no-value-unused": "a template is no worse for a parameter that a deployment must be given",
    "pa-unknown-given": _TOLD,
    "re-name-empty-expr": "a blank default is there to be filled in: it is a warning",
}
"""Templates of which we say something else, and why."""


def unpacked(value):
    if isinstance(value, dict):
        for name, base in BASES.items():
            if name in value:
                return {**base, **unpacked(value[name])}
        return {key: unpacked(item) for key, item in value.items()}
    return [unpacked(item) for item in value] if isinstance(value, list) else value


def rows(file):
    lines = (DATA / f"{file}.jsonl").read_text(encoding="utf-8").rstrip("\n").split("\n")
    return [json.loads(line) for line in lines]


def text_of(row):
    return row["text"] if "text" in row else json.dumps(unpacked(row["template"]))


def fails(item):
    """Whether it is an error of the language: not of what a schema, which has a page, says."""
    of_schema = item.rule in OF_SCHEMAS or (item.rule == "TPL014" and item.url)
    of_language = item.rule.startswith(OF_THE_LANGUAGE) and not of_schema
    return item.severity is Severity.ERROR and of_language


def validated(row):
    """Return the errors that validate finds."""
    try:
        document = read_json(text_of(row), "t.json")
    except InvalidInput as error:
        return error.diagnostics
    given = {name.lower(): Given(name, value) for name, value in row.get("values", {}).items()}
    return [item for item in examine(document, given).findings if fails(item)]


def expanded(row):
    """Return the errors that expand finds."""
    try:
        template = json.loads(text_of(row))
        return [x for x in api.expand(template, row.get("values")).diagnostics if fails(x)]
    except (InvalidInput, ValueError) as error:
        return [error]


@pytest.mark.parametrize("file", ["templates", "asked"])
@pytest.mark.parametrize("find", [validated, expanded])
def test_an_error_is_what_the_engine_refuses(file, find):
    wrong = [row["about"] for row in rows(file) if bool(find(row)) != row.get("refused", False)]
    assert set(wrong) <= DIFFERENT.keys()


def test_what_differs_is_still_as_it_is_said():
    found = [row for row in (*rows("templates"), *rows("asked")) if row["about"] in DIFFERENT]
    assert {row["about"] for row in found} == DIFFERENT.keys()
    assert all(row["refused"] and not validated(row) for row in found)


PLACES = [
    ("co-no-count", "TPL002", "/resources/0/copy"),
    ("co-prop-801", "TPL023", "/resources/0/properties/copy/0/count"),
    ("co-prop-over-existing", "TPL022", "/resources/0/properties/copy/0"),
    ("co-prop-runtime", "TPL021", "/resources/0/properties/copy/0/count"),
    ("co-unknown-member", "TPL002", "/resources/0/copy/foo"),
    ("de-expr-array", "TPL002", "/resources/0/dependsOn"),
    ("en-language-version-10", "TPL002", "/languageVersion"),
    ("en-unknown-member", "TPL002", "/foo"),
    (
        "fn-copyindex-in-property-copy-unnamed",
        "TPL022",
        "/resources/0/properties/copy/0/input/name",
    ),
    ("fn-copyindex-in-variable-copy-unnamed", "TPL022", "/variables/copy/0/input"),
    ("fn-listkeys-in-dependson", "TPL021", "/resources/0/dependsOn/0"),
    ("fn-reference-in-copy-count", "TPL021", "/resources/0/copy/count"),
    ("fn-reference-in-parameter-default", "TPL021", "/parameters/p/defaultValue"),
    ("fn-reference-in-scope", "TPL021", "/resources/0/scope"),
    ("fn-managementgroup-in-rg", "TPL021", "/resources/0/tags/t"),
    ("fn-resourcegroup-in-sub", "TPL021", "/resources/0/location"),
    ("fn-resourceid-bad-sub", "TPL022", "/resources/0/tags/t"),
    ("fn-unused-variable-div-zero", "TPL022", "/variables/v"),
    ("fn-unused-variable-type-mismatch", "TPL022", "/variables/v"),
    (
        "fn-variables-computed-missing-deep",
        "TPL006",
        "/resources/0/properties/addressSpace/addressPrefixes/0",
    ),
    ("fn-variables-computed-missing", "TPL006", "/resources/0/tags/t"),
    ("ne-bad-sub-id", "TPL022", "/resources/0/subscriptionId"),
    ("ne-link-uri-and-id", "TPL002", "/resources/0/properties/templateLink/id"),
    ("ne-no-contentversion", "TPL002", "/resources/0/properties/template"),
    ("ne-no-location-sub", "TPL022", "/resources/0/location"),
    ("ne-rg-location", "TPL022", "/resources/0/location"),
    ("ou-allowed", "TPL022", "/outputs/o/value"),
    ("ou-copy-and-value", "TPL002", "/outputs/o/copy"),
    ("ou-int-float", "TPL022", "/outputs/o/value"),
    ("ou-no-value", "TPL002", "/outputs/o"),
    ("ou-null", "TPL022", "/outputs/o/value"),
    ("pa-allowed-wrong-type", "TPL002", "/parameters/p/allowedValues/0"),
    ("pa-default-circle", "TPL022", "/parameters/a/defaultValue"),
    ("pa-default-type", "TPL009", "/parameters/p/defaultValue"),
    ("pa-int-too-big", "TPL009", "/parameters/p/defaultValue"),
    ("pa-min-on-string", "TPL002", "/parameters/p/minValue"),
    ("pa-nullable-no-value-10", "TPL002", "/parameters/p/nullable"),
    ("re-child-with-copy", "TPL022", "/resources/0/resources/0/name"),
    ("re-name-empty-segment", "TPL024", "/resources/0/name"),
    ("re-type-one-segment", "TPL002", "/resources/0/type"),
    ("sx-big-int", "TPL018", "/resources/0/tags/t"),
    ("sx-float", "TPL018", "/resources/0/tags/t"),
    ("ty-definition-default", "TPL002", "/definitions/d/defaultValue"),
    ("ty-definitions-10", "TPL002", "/definitions"),
    ("ty-disc-case", "TPL009", "/parameters/p/defaultValue/kind"),
    ("ty-items-on-object", "TPL002", "/parameters/p/items"),
    ("ty-items", "TPL009", "/parameters/p/defaultValue/0"),
    ("ty-not-nullable-null", "TPL009", "/parameters/p/defaultValue/a"),
    ("uf-bad-unused", "TPL019", "/functions/0/members/f/output/value"),
    ("uf-output-mismatch", "TPL022", "/resources/0/tags/t"),
    ("va-copy-negative", "TPL023", "/variables/copy/0/count"),
    ("va-copy-no-input", "TPL002", "/variables/copy/0"),
    ("va-copy-same-name", "TPL002", "/variables/copy/0/name"),
    ("va-self", "TPL022", "/variables/a"),
    ("same loops casing", "TPL022", "/resources/b/copy/name"),
    ("same loops zero", "TPL022", "/resources/b/copy/name"),
    ("symbol a[1] beside a loop of two", "TPL022", "/resources/a[1]"),
    ("two symbols: child as top", "TPL022", "/resources/b/resources/a"),
    ("loop batchSize '[null()]' beside", "TPL002", "/resources/0/copy/batchSize"),
    ("loop batchSize '2' beside", "TPL002", "/resources/0/copy/batchSize"),
    ("loop mode '[null()]'", "TPL002", "/resources/0/copy/mode"),
    ("templateLink '[add(1,1)]'", "TPL002", "/resources/0/properties/templateLink"),
    ("templateLink uri '[add(1,1)]'", "TPL002", "/resources/0/properties/templateLink/uri"),
    ("parametersLink '[createArray()]'", "TPL002", "/resources/0/properties/parametersLink"),
    (
        "nested section outputs [createObject()] inner True",
        "TPL002",
        "/resources/0/properties/template/outputs",
    ),
    (
        "nested section functions [createObject()] outer True",
        "TPL002",
        "/resources/0/properties/template/functions",
    ),
    ("nested symbol 'a-b'", "TPL002", "/resources/n/properties/template/resources/a-b"),
    ("dep subscriptionId 'abc' cond False", "TPL022", "/resources/0/subscriptionId"),
    ("dep resourceGroup 'a/b' cond False", "TPL022", "/resources/0/resourceGroup"),
    ("dep apiVersion '[add(1,1)]' cond True", "TPL022", "/resources/0/apiVersion"),
    ("two loops of one name in an array with 1.9", "TPL022", "/resources/1/copy/name"),
    ("type 'A.B//c' cond False", "TPL024", "/resources/0/type"),
    ("type '' of a child cond True", "TPL002", "/resources/0/resources/0"),
    ("concat(createArray(1),parameters('sec')) by type", "TPL022", "/resources/0/properties/v"),
    ("output loop: input empty", "TPL002", "/outputs/o/copy"),
    ("output loop that is not made: a name", "TPL002", "/outputs/o/copy/name"),
    ("a member that is none, null, in a parameter", "TPL002", "/parameters/p/foo"),
]
"""For each kind of refusal one template or more, with the only error and its place."""


@pytest.mark.parametrize(("about", "rule", "pointer"), PLACES)
def test_an_error_stands_once_and_at_its_place(about, rule, pointer):
    everything = (*rows("templates"), *rows("asked"))
    (row,) = [row for row in everything if row["about"] == about]
    assert [(item.rule, item.pointer) for item in validated(row)] == [(rule, pointer)]
    assert (rule, pointer) in [(item.rule, item.pointer) for item in expanded(row)]
