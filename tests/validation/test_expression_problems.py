"""`validate`: the expressions of a template, each mistake at its place inside the text."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from generator.diagnostics import Severity
from generator.validation.batch import validate_files
from generator.validation.document import validate_text
from generator.validation.expressions.problems import expression_problems
from tests.support.workspace import CORPUS

RULES = ("TPL003", "TPL004", "TPL006", "TPL011", "TPL018", "TPL019", "TPL020", "TPL021")


def problems(template: dict) -> list[str]:
    return sorted(f"{item.kind} {item.text}" for item in expression_problems(template))


def of_output(text: str, **members) -> list[str]:
    return problems(
        {"resources": [], "outputs": {"o": {"type": "string", "value": text}}, **members}
    )


def test_what_a_list_function_is_given_is_judged_by_the_resource():
    """The page says what it takes; the engine leaves it to the deployment."""
    listed = ["listKeys('a')", "list()", "listSecrets('a', 1)", "listKeys('a', parameters('n'))"]
    template = {
        "parameters": {"n": {"type": "int"}},
        "resources": [],
        "outputs": outputs(*(f"[{text}]" for text in listed)),
    }
    assert [(item.text, item.severity) for item in expression_problems(template)] == [
        ("listKeys() takes 2 to 3 arguments (has 1)", Severity.WARNING),
        ("list() takes 2 to 3 arguments (has 0)", Severity.WARNING),
        ("argument 2 of listSecrets() must be string (is int)", Severity.WARNING),
        ("argument 2 of listKeys() must be string (is int)", Severity.WARNING),
    ]


def nested(template: dict, scope: str | None = None, **parameters) -> dict:
    properties: dict = {"mode": "Incremental", "template": template, "parameters": parameters}
    if scope:
        properties["expressionEvaluationOptions"] = {"scope": scope}
    return {"type": "Microsoft.Resources/deployments", "name": "n", "properties": properties}


def outputs(*texts: str) -> dict:
    return {f"o{index}": {"type": "string", "value": text} for index, text in enumerate(texts)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[concat('a', resourceGroup().location)]", []),
        ("[LISTKEYS('a', '2023-01-01').keys[0].value]", []),
        ("[listAnything('a', '2023-01-01', createObject())]", []),
        ("[map(createArray(1), lambda('x', lambdaVariables('x')))]", []),
        ("[one]two", []),
        ("[[conct('a')]", []),
        ("[[[conct(]", []),
        (" [conct('a')]", []),
        ("[conct('a')] ", []),
        ("[conct('a')", []),
        ("[]", ["TPL018 malformed expression: an expression is missing between the brackets"]),
        ("[concat('a']", ["TPL018 malformed expression: this ( is never closed; add )"]),
        ("[conct('a')]", ["TPL019 unknown function 'conct'; did you mean 'concat'?"]),
        ("[ns.f('a')]", ["TPL019 function 'ns.f' is not declared in 'functions'"]),
        ("[if(true(), 1)]", ["TPL020 if() takes 3 arguments (has 2)"]),
        ("[toLower()]", ["TPL020 toLower() takes 1 argument (has 0)"]),
        ("[DEPLOYMENT('a')]", ["TPL020 deployment() takes no arguments (has 1)"]),
        ("[padLeft('a')]", ["TPL020 padLeft() takes 2 to 3 arguments (has 1)"]),
        ("[union('a')]", ["TPL020 union() takes at least 2 arguments (has 1)"]),
        ("[format()]", ["TPL020 format() takes at least 1 argument (has 0)"]),
        ("[listKeys('a')]", ["TPL020 listKeys() takes 2 to 3 arguments (has 1)"]),
        ("[createObject('a')]", ["TPL020 createObject() takes alternating names and values (has 1)"]),
        ("[toLower(5)]", ["TPL020 argument 1 of toLower() must be string (is int)"]),
        ("[add(1, '2')]", ["TPL020 argument 2 of add() must be int (is string)"]),
        ("[add(1, length('a'))]", []),
        ("[add(float('1.5'), 1)]", ["TPL020 argument 1 of add() must be int (is number)"]),
        ("[add(1.5, 1)]", ["TPL018 malformed expression: there are no fractions in expressions; write json('1.5')"]),
        ("[concat('a', 1, true(), createArray())]", []),
        ("[concat('a', createObject())]", ["TPL020 argument 2 of concat() must be array or bool or int or string (is object)"]),
        ("[map(range(0, 3), 'x')]", ["TPL020 argument 2 of map() must be lambda (is string)"]),
        ("[map(range(0, 3), lambda('i', lambdaVariables('i')))]", []),
        ("[toLower(null())]", []),
        ("[toLower(if(true(), 1, 2))]", []),
        ("[length(json('1'))]", []),
        ("[newGuid()]", ["TPL021 newGuid() works only in the default of a parameter"]),
        ("[parameters('x')]", ["TPL006 parameter 'x' is not declared"]),
        ("[f(g(variables('x')))]", ["TPL006 variable 'x' is not declared", "TPL019", "TPL019"]),
        ("['" + "a" * 24_572 + "']", []),
        ("['" + "a" * 24_573 + "']", ["TPL011 an expression has at most 24,576 characters (has 24,577)"]),
    ],
)  # fmt: skip
def test_an_expression_in_an_output(text, expected):
    found = of_output(text)
    assert [item[: len(start)] for item, start in zip(found, expected, strict=True)] == expected


def test_names_of_properties_are_expressions_too():
    resource = {"type": "A/b", "name": "n", "tags": {"[concat('a'": 1, "[conct('b')]": 2}}
    found = list(expression_problems({"resources": [resource]}))
    assert [(item.kind, item.path[-1], item.on_key) for item in found] == [
        ("TPL019", "[conct('b')]", True)
    ]


@pytest.mark.parametrize("member", ["metadata", "comments"])
def test_what_only_people_read_is_not_evaluated(member):
    template = {
        "parameters": {"p": {"type": "string", member: {"description": "[conct()]"}}},
        "resources": [{"type": "A/b", "name": "[parameters('p')]", member: "[conct()]"}],
        "outputs": {"o": {"type": "string", "value": "x", member: {"a": "[conct()]"}}},
        member: {"a": "[conct()]"},
    }
    assert problems(template) == []
    template["resources"][0]["properties"] = {member: "[conct()]"}
    assert [item[:6] for item in problems(template)] == ["TPL019"]


@pytest.mark.parametrize(
    ("function", "places"),
    [
        ("newGuid()", {"default"}),
        ("utcNow('d')", {"default"}),
        ("reference('a')", {"resource", "output"}),
        ("listKeys('a', 'b')", {"resource", "output"}),
        ("resourceGroup().id", {"default", "variable", "resource", "output"}),
    ],
)
def test_some_functions_work_only_in_some_places(function, places):
    text = f"[concat('x', {function})]"
    members = {
        "default": {"parameters": {"p": {"type": "string", "defaultValue": text}}},
        "variable": {"variables": {"v": {"a": [text]}}},
        "resource": {"resources": [{"type": "A/b", "properties": {"a": text}}]},
        "output": {"outputs": outputs(text)},
    }
    works = {
        place
        for place, part in members.items()
        if not any(item.startswith("TPL021") for item in problems(part))
    }
    assert works == places


def test_names_are_found_in_any_casing_and_guessed():
    template = {
        "parameters": {"vmSize": {"type": "string"}, "other": {"defaultValue": "[Parameters('VMSIZE')]"}},
        "variables": {"prefix": "[parameters('OTHER')]", "copy": [{"name": "disks", "count": 2, "input": 1}]},
        "resources": [],
        "outputs": outputs("[variables('PREFIX')]", "[variables('Disks')]", "[parameters('vmsise')]", "[variables('copy')]"),
    }  # fmt: skip
    assert problems(template) == [
        "TPL006 parameter 'vmsise' is not declared; did you mean 'vmSize'?",
        "TPL006 variable 'copy' is not declared",
    ]


def test_what_is_never_used():
    template = {
        "parameters": {"a": {"type": "string"}, "b": {"type": "string"}},
        "variables": {"c": "[parameters('a')]", "copy": [{"name": "d", "count": 1, "input": "x"}]},
        "resources": [],
    }
    found = {item.path: (item.kind, item.on_key) for item in expression_problems(template)}
    assert found == {
        ("parameters", "b"): ("TPL003", True),
        ("variables", "c"): ("TPL004", True),
        ("variables", "copy", 0, "name"): ("TPL004", False),
    }


def test_a_computed_name_may_be_any():
    template = {"variables": {"a1": 1, "a2": 2, "n": 1}, "resources": []}
    template["outputs"] = outputs("[variables(concat('a', variables('n')))]")
    assert problems(template) == []


def test_names_that_cannot_be_told_are_not_missed():
    text = "[concat(variables('a'), parameters('b'))]"
    template = {
        "variables": {"copy": [{"name": "[concat('a')]", "count": 1, "input": 1}]},
        "parameters": "[variables('a')]",
    }
    assert of_output(text, **template) == []


def test_declared_functions_see_their_own_parameters_only():
    value = "[concat(parameters('a'), parameters('outer'))]"
    function = {"parameters": [{"name": "A", "type": "string"}], "output": {"type": "string", "value": value}}  # fmt: skip
    template = {
        "parameters": {"outer": {"type": "string"}},
        "functions": [{"namespace": "my", "members": {"twice": function}}],
        "resources": [],
        "outputs": outputs("[MY.Twice(parameters('outer'))]", "[my.twise('a')]", "[my.twice()]"),
    }
    assert problems(template) == [
        "TPL006 parameter 'outer' is not declared",
        "TPL019 function 'my.twise' is not declared in 'functions'; did you mean 'my.twice'?",
        "TPL020 my.twice() takes 1 argument (has 0)",
    ]  # fmt: skip


def test_the_type_of_a_parameter_and_of_a_variable_must_suit_a_function():
    template = {
        "parameters": {"n": {"type": "int"}, "s": {"type": "secureString"}, "o": {"$ref": "#/definitions/o"}},
        "variables": {"list": ["a"], "text": "a", "later": "[resourceGroup()]"},
        "resources": [],
        "outputs": outputs(
            "[toUpper(parameters('n'))]",
            "[toUpper(parameters('s'))]",
            "[toUpper(parameters('o'))]",
            "[toUpper(variables('list'))]",
            "[toUpper(Variables('TEXT'))]",
            "[toUpper(variables('later'))]",
        ),
    }  # fmt: skip
    assert problems(template) == [
        "TPL020 argument 1 of toUpper() must be string (is array)",
        "TPL020 argument 1 of toUpper() must be string (is int)",
    ]


@pytest.mark.parametrize("member", ["name", "type", "apiVersion", "condition", "scope", "copy"])
def test_what_must_be_known_before_the_deployment_cannot_refer_to_it(member):
    text = "[reference('x', '2020-01-01').y]"
    value = {"name": "loop", "count": text} if member == "copy" else text
    template = {"resources": [{"type": "A.B/c", "name": "n", member: value}]}
    assert problems(template) == [
        "TPL021 reference() works only in resources and outputs, "
        "not in what Azure must know before the deployment"
    ]


def test_nested_template_of_outer_scope_uses_the_names_around_it():
    inner = {
        "parameters": {"own": {"type": "string"}},
        "variables": {"mine": "x"},
        "resources": [],
        "outputs": outputs("[parameters('p')]", "[parameters('own')]", "[variables('mine')]"),
    }
    template = {"parameters": {"p": {"type": "string"}}, "resources": [nested(inner)]}
    hint = "is not declared; a nested template of outer scope uses those of the template around it"
    assert problems(template) == [
        f"TPL006 parameter 'own' {hint}",
        f"TPL006 variable 'mine' {hint}",
    ]


def test_nested_template_of_inner_scope_uses_its_own_names():
    inner = {
        "parameters": {"own": {"type": "string"}},
        "variables": {"unused": "x"},
        "resources": {},
        "outputs": outputs("[parameters('own')]", "[parameters('p')]"),
    }
    passed = {"own": {"value": "[parameters('p')]"}}
    for resources in ([nested(inner, "Inner", **passed)], {"n": nested(inner, "inner", **passed)}):
        template = {"parameters": {"p": {"type": "string"}}, "resources": resources}
        assert problems(template) == [
            "TPL004 variable 'unused' is never used; remove it",
            "TPL006 parameter 'p' is not declared",
        ]


def test_nested_template_of_unknown_scope_is_left_alone():
    inner = {"resources": [], "outputs": outputs("[parameters('p')]", "[parameters('q')]")}
    declared = {"p": {"type": "string"}}
    assert problems({"parameters": declared, "resources": [nested(inner, "[variables('s')]")]}) == [
        "TPL006 variable 's' is not declared"
    ]


@pytest.mark.parametrize(
    ("text", "place", "marked"),
    [
        (r"[concat('a', conct('b'))]", "3:15", "conct"),
        (r"[concat('\"\n\\', conct('b'))]", "3:20", "conct"),
        (r"[concat('\u00e4\ud83d\ude00', conct('b'))]", "3:32", "conct"),
        (r"[concat('\u00e4', conct('b')]", "3:9", "("),
        (r"[concat('\n', 'b]", "3:16", "'"),
        (r"[variables('n\u0061me')]", "3:13", r"'n\u0061me'"),
        ("[concat('a',\n conct('b'))]", "4:2", "conct"),
    ],
)
@pytest.mark.parametrize(
    "form", ['"o": {"value":\n"@"}', '"o": {"type": "object", "value": {\n"@": 1}}']
)
def test_the_place_is_inside_of_the_text_whatever_is_escaped(form, text, place, marked):
    document = '{"resources": [], "contentVersion": "1.0.0.0",\n"outputs": {' + form + "}}"
    document = document.replace("@", text)
    (found,) = [item for item in validate_text(document, "t.json") if item.rule in RULES]
    position = found.position
    assert f"{position.line}:{position.column}" == place
    line = document.splitlines()[position.line - 1]
    assert line[position.column - 1 : position.end_column - 1] == marked


def test_nesting_without_end_is_an_answer():
    found = of_output("[" + "not(" * 10_000 + "true()" + ")" * 10_000 + "]")
    assert [item[:7] for item in found] == ["TPL011 ", "TPL018 "]
    assert "nested deeper than 1000 levels" in found[1]


def test_templates_of_any_shape_are_answered():
    for value in (None, [], "[f(]", 5, {"a": None}, [None]):
        for member in ("parameters", "variables", "functions", "resources", "outputs"):
            problems({member: value})
            problems({member: {"a": value}})
            problems({member: [value, {"members": value, "properties": value}]})
            problems(
                {"resources": [nested({member: value}, scope) for scope in ("inner", "outer")]}
            )


TRUE_ERRORS = {
    "TPL006": {  # each looks up a name that its template does not declare, or misspells the table
        "201-list-storage-keys-windows-vm/azuredeploy.json": 1,
        # both put the name of the variable together with concat()
        "hdinsight-genomics-adam/azuredeploy.json": 1,
        "hdinsight-linux-run-script-action/azuredeploy.json": 1,
        "memcached-multi-vm-ubuntu/azuredeploy.json": 1,
        "openedx-devstack-ubuntu/azuredeploy.json": 1,
        # "variables" stands there twice, and the last one counts
        "yash-datalake/nested/streamAnalytics.json": 5,
    }
}


@pytest.mark.corpus
@pytest.mark.parametrize("source", ["quickstarts", "verified-modules"])
def test_errors_of_expressions_in_real_templates_are_the_known_ones(source):
    found: dict[str, Counter[str]] = {}
    for item in validate_files([CORPUS / source]).findings:
        if item.severity is Severity.ERROR and item.rule in RULES:
            path = Path(item.path).relative_to(CORPUS / source).as_posix()
            found.setdefault(item.rule, Counter())[path] += 1
    assert found == (TRUE_ERRORS if source == "quickstarts" else {})
