"""A parameter file as Bicep gives the values that it gave, and asks for what it does not hold."""

from __future__ import annotations

import json

import pytest

from generator.bicep.layout import program_text
from generator.bicep.parameters import convert_parameters
from generator.bicep.template import convert
from generator.language.documents.source import read_document, read_json
from tests.support import arm
from tests.support.compiler import NO_COMPILER, Bicep, cli
from tests.support.corpus_templates import needs_corpus
from tests.support.recompiled import READ
from tests.support.workspace import CORPUS, ROOT

DATA = ROOT / "tests" / "data" / "bicep"
VAULT = "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv"
QUICKSTARTS = CORPUS / "quickstarts"
REAL = [
    "101-anf-smb-volume/azuredeploy.parameters.json",
    "101-asev2-appservice-sql-vpngw/azuredeploy.parameters.json",
    "101-vm-secure-password/azuredeploy.parameters.json",
    "101-vms-with-selfhost-integration-runtime/prereqs/prereq.azuredeploy.parameters.json",
    "201-api-management-create-all-resources/azuredeploy.parameters.json",
    "201-api-management-create-with-reference-keyvault/azuredeploy.parameters.json",
    "201-logic-app-custom-api/azuredeploy.parameters.json",
    "traffic-manager-demo-setup/azuredeploy.parameters.us.json",
]


def declaring(**parameters):
    value = {"$schema": arm.SCHEMA, "contentVersion": "1.0.0.0", "parameters": parameters}
    return read_json(json.dumps({**value, "resources": []}), "t.json")


def giving(text):
    if not isinstance(text, str):
        value = {"$schema": arm.PARAMETERS_SCHEMA, "parameters": text}
        text = json.dumps({**value, "contentVersion": "1.0.0.0"})
    return read_json(text, "p.json")


def converted(given, **declared):
    """Return the text of a parameter file, and what is said of it."""
    template = declaring(**declared)
    made = convert(template).program
    program, problems = convert_parameters(giving(given), template.value, made, "main.bicep")
    return program_text(program), [item.message for item in problems]


def compiled(compiler, folder, template, given):
    """Compile a parameter file with its template; give the values that a deployment gets."""
    made = convert(template)
    for name, program in {"main.bicep": made.program, **made.modules}.items():
        (folder / name).parent.mkdir(exist_ok=True, parents=True)
        (folder / name).write_text(program_text(program), encoding="utf-8")
    program, _ = convert_parameters(given, template.value, made.program, "main.bicep")
    path = folder / "main.bicepparam"
    path.write_text(program_text(program), encoding="utf-8")
    answer = compiler.compile(path)
    assert answer.errors() == []
    return {name: item.get("value") for name, item in answer.json["parameters"].items()}


def beside(path):
    """Return the template that a parameter file is for."""
    return read_document(path.with_name(path.name.split(".parameters")[0] + ".json"))


@pytest.fixture(scope="module")
def informed():
    """Return a compiler for which every environment variable of these tests is set."""
    if cli() is None:
        pytest.skip(NO_COMPILER)
    found = {"PW", "KV"}
    for name in REAL if CORPUS.is_dir() else ():
        template, given = beside(QUICKSTARTS / name), read_document(QUICKSTARTS / name)
        made = convert(template).program
        program, _ = convert_parameters(given, template.value, made, "main.bicep")
        found |= set(READ.findall(program_text(program)))
    with Bicep(dict.fromkeys(found, "from outside")) as server:
        yield server


STRING, SECRET = {"type": "string"}, {"type": "securestring"}


class TestValues:
    def test_values_and_references_to_a_key_vault(self):
        text, said = converted(
            {
                "size": {"value": "[not evaluated]"},
                "password": {"reference": {"keyVault": {"id": VAULT}, "secretName": "admin"}},
            },
            size=STRING,
            password=SECRET,
        )
        assert text == (
            "using 'main.bicep'\n\nparam size = '[not evaluated]'\n"
            "param password = az.getSecret('s', 'g', 'kv', 'admin')\n"
        )
        assert said == []

    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            ({"a": "[resourceGroup().name]"}, "{\n  a: '[resourceGroup().name]'\n}"),
            (["[x]", "[[y]", "[]"], "['[x]', '[[y]', '[]']"),
            ({"[a]": {"[[b]": 1}}, "{\n  '[a]': {\n    '[[b]': 1\n  }\n}"),
            ({"copy": [{"name": "a", "count": 2, "input": "x"}]}, "{\n  copy: [\n    {\n"),
            (
                [True, False, None, 0, 1.5, ""],
                "[\n  true\n  false\n  null\n  0\n  json('1.5')\n  ''\n]",
            ),
            ("it's ${x}", "'it\\'s \\${x}'"),
        ],
    )
    def test_nothing_is_evaluated_however_deep_it_stands(self, value, expected):
        text, said = converted({"any": {"value": value}}, any={"type": "object"})
        assert f"param any = {expected}" in text
        assert said == []

    def test_a_name_is_spelled_as_the_template_declares_it(self):
        text, said = converted({"CASING": {"value": "c"}}, Casing=STRING)
        assert text == "using 'main.bicep'\n\nparam Casing = 'c'\n"
        assert said == []

    def test_a_name_that_bicep_cannot_have_is_the_one_that_main_declares(self):
        text, _ = converted({"my-size": {"value": "c"}}, **{"my-size": STRING})
        assert "\nparam my_size = 'c'\n" in text

    def test_what_the_template_does_not_declare_is_left_out_and_told(self):
        text, said = converted({"size": {"value": "s"}, "gone": {"value": "g"}}, size=STRING)
        assert text == "using 'main.bicep'\n\nparam size = 's'\n"
        assert said == ["'gone' is left out: the template has no such parameter"]

    def test_what_is_given_twice_in_two_casings_is_given_once_and_told(self):
        text, said = converted({"size": {"value": "1"}, "SIZE": {"value": "2"}}, size=STRING)
        assert text.count("param ") == 1
        assert said == ["'SIZE' is left out: it is given twice"]

    def test_comments_stay(self):
        text, _ = converted(
            f'''{{"$schema": "{arm.PARAMETERS_SCHEMA}", "parameters": {{
              // how big
              "o": {{"value": {{
                // the inner one
                "a": 1
              }}}}
            }}}}''',
            o={"type": "object"},
        )
        assert "// how big\nparam o = {\n  // the inner one\n  a: 1\n}" in text


class TestWhatHasNoValue:
    def test_it_comes_from_the_environment(self):
        text, _ = converted(
            {"count": {}, "other": {"value": None}, "opt": {"value": None}},
            count={"type": "int"},
            other={"type": "bool"},
            list={"$ref": "#/definitions/list"},
            size={"type": "string", "defaultValue": "s"},
            opt={"type": "string", "nullable": True},
        )
        assert "param count = int(readEnvironmentVariable('COUNT'))\n" in text
        assert "param other = bool(readEnvironmentVariable('OTHER'))\n" in text
        assert "param opt = null\n" in text
        assert "size" not in text

    def test_a_secret_is_not_written(self):
        text, said = converted({"password": {"value": "Pa55word!"}}, password=SECRET)
        assert "Pa55word" not in text
        assert "Pa55word" not in said[0]
        assert "param password = readEnvironmentVariable('PASSWORD')\n" in text

    @pytest.mark.parametrize("value", ["", {}])
    def test_an_empty_secret_is_given_once_as_it_is(self, value):
        kind = "securestring" if value == "" else "secureObject"
        text, said = converted({"pw": {"value": value}}, pw={"type": kind})
        assert text.count("param pw = ") == 1
        assert "readEnvironmentVariable" not in text
        assert said == []

    @pytest.mark.parametrize(
        "reference",
        ["GEN-PASSWORD", {"keyVault": {"id": "GEN-ID"}, "secretName": "n"}, {}, ["a"], 5],
    )
    def test_a_reference_that_cannot_be_read_is_asked_for_and_marked(self, reference):
        text, said = converted({"pw": {"reference": reference}}, pw=SECRET)
        assert "param pw = readEnvironmentVariable('PW')\n" in text
        assert f"// TODO: {said[0]}\n" in text
        assert "Key Vault" in said[0]

    def test_a_text_without_a_form_in_bicep_is_told_and_marked(self):
        text, said = converted({"o": {"value": ["é" * 131_073]}}, o={"type": "array"})
        assert "131,072" in said[0]
        assert f"// TODO: {said[0]}\nparam o = [" in text
        assert "é" not in text
        text, said = converted({"s": {"value": "é" * 131_072}}, s=STRING)
        assert said == []
        _, said = converted({"s": {"value": "😀" * 65_537}}, s=STRING)
        assert said != []


class TestTheCompiler:
    def test_it_reads_the_values_of_the_file(self, informed, tmp_path):
        template = read_document(DATA / "p01-secret-with-empty-value.json")
        given = read_document(DATA / "p01-secret-with-empty-value.parameters.json")
        assert compiled(informed, tmp_path, template, given) == {
            "pw": "",
            "Casing": "x",
            "kv": "from outside",
            "cfg": {"a": "[resourceGroup().name]", "b": ["[x]", "[[y]"]},
        }

    def test_it_takes_a_secret_for_a_parameter_that_is_none(self, compiler, tmp_path):
        reference = {"keyVault": {"id": VAULT}, "secretName": "admin"}
        given = giving({"size": {"reference": reference}})
        assert "size" in compiled(compiler, tmp_path, declaring(size=STRING), given)

    def test_the_longest_text_that_it_takes(self, compiler, tmp_path):
        longest = "\n" * 131_072
        given = giving({"size": {"value": longest}})
        assert compiled(compiler, tmp_path, declaring(size=STRING), given) == {"size": longest}

    @needs_corpus
    @pytest.mark.parametrize("name", REAL)
    def test_real_parameter_files_give_their_values(self, informed, name, tmp_path):
        given = read_document(QUICKSTARTS / name)
        values = compiled(informed, tmp_path, beside(QUICKSTARTS / name), given)
        spelled = {key.lower(): value for key, value in values.items()}
        for key, entry in given.value["parameters"].items():
            value = spelled.get(key.lower())
            assert value is None or value in ("from outside", entry.get("value"))
