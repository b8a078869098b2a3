"""`validate -p`: templates are checked as they are deployed with the values that are given."""

from __future__ import annotations

import json

import pytest

from generator.diagnostics import InvalidInput
from generator.validation.batch import validate_files
from tests.support import arm

SECRET = "Pa55-word"


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def template(path, declared, name="x", **resource):
    """Write a template of one resource, each parameter on a line of its own."""
    kind = {"type": "Microsoft.Compute/availabilitySets", "apiVersion": "2025-04-01"}
    used = {"tags": {key: f"[string(parameters('{key}'))]" for key in declared if key != "pw"}}
    whole = arm.template(
        {
            **kind,
            "name": name,
            "location": "global",
            "properties": {},
            **used,
            **resource,
        },
        parameters=declared,
    )
    path.write_text(json.dumps(whole, indent=1), "utf-8")


def values(path, **given):
    """Write a parameter file, each name on a line of its own from line 5."""
    entries = {name: {"value": value} for name, value in given.items()}
    whole = {"$schema": arm.PARAMETERS_SCHEMA, "contentVersion": "1.0.0.0", "parameters": entries}
    path.write_text(json.dumps(whole, indent=1), "utf-8")


def found(*parameters, files=("a.json",), jobs=1):
    """Validate; give 'path severity rule message' of each finding on values."""
    return [
        f"{item.path} {item.severity.label} {item.rule} {item.message}"
        for item in validate_files(files, jobs, parameters=parameters).findings
        if item.rule in {"PAR005", "TPL022"}
    ]


def test_a_wrong_value_behind_an_expression_is_found_where_it_is_used(here):
    template(here / "a.json", {"names": {"type": "array"}}, "[parameters('names')[1]]")
    assert found() == []
    assert found("names=['x', 'y']") == []
    (finding,) = validate_files(["a.json"], parameters=['names=["x"]']).findings
    assert (finding.rule, finding.pointer, finding.path) == (
        "TPL022",
        "/resources/0/name",
        "a.json",
    )


def test_a_value_that_does_not_fit_is_told_at_the_parameter_file_or_by_its_name(here):
    template(here / "a.json", {"count": {"type": "int", "maxValue": 5}})
    values(here / "prod.json", count=9)
    expected = "error PAR005 the value of 'count' must be at most 5 (is 9)"
    assert found("count=9") == [f"--parameters {expected}"]
    assert found("prod.json") == [f"prod.json {expected}"]
    (finding,) = validate_files(["a.json"], parameters=["@prod.json"]).findings
    assert (finding.pointer, finding.position.line) == ("/parameters/count/value", 6)
    assert found("prod.json", "count=3") == []  # what comes later wins


def test_one_template_must_have_a_parameter_for_each_value_and_a_value_for_each_parameter(here):
    template(here / "a.json", {"count": {"type": "int"}, "pw": {"type": "securestring"}}, "x")
    values(here / "prod.json", count=1, cuont=2)
    expected = "error PAR005 the template has no parameter 'cuont'; did you mean 'count'?"
    assert f"prod.json {expected}" in found("prod.json")
    assert f"--parameters {expected}" in found("count=1", "cuont=2")
    (lacks,) = found(f"pw={SECRET}")
    assert lacks.startswith("a.json error PAR005 no value is given for count:")
    assert SECRET not in str(found(f"pw={SECRET}", "count=1"))
    (open_one,) = found("count=1")
    assert open_one.startswith("a.json note PAR005 no value is given for pw:")


def test_what_a_pipeline_fills_in_is_not_known_yet(here):
    declared = {"count": {"type": "int"}, "names": {"type": "array"}}
    template(here / "a.json", declared, "[parameters('names')[1]]")
    values(here / "prod.json", count="GEN-NUMBER", names="GEN-UNIQUE")
    assert found("prod.json") == []
    assert found("prod.json", "names=['x']") != []


@pytest.mark.parametrize("jobs", [1, 2])
def test_of_several_templates_each_takes_the_values_that_it_has_parameters_for(here, jobs):
    template(here / "a.json", {"count": {"type": "int", "maxValue": 5}, "zone": {"type": "int"}})
    template(here / "b.json", {"count": {"type": "int"}, "size": {"type": "string"}})
    template(here / "c.json", {"other": {"type": "string"}})
    files = ("a.json", "b.json", "c.json")
    assert found("count=9", "zone=1", "size=s", "lost=1", files=files, jobs=jobs) == [
        "--parameters error PAR005 the template has no parameter 'lost' (nor has any other here)",
        "--parameters error PAR005 the value of 'count' must be at most 5 (is 9)",
    ]
    (lacks,) = found("count=3", "zone=1", files=files, jobs=jobs)
    assert lacks.startswith("b.json note PAR005 no value is given for size:")


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(
    ("files", "text", "says"),
    [
        (("a.json", "b.json"), f"count={SECRET}", "'count' must be an integer"),
        (("a.json", "b.json"), "gone.json", "no such file"),
        (("prod.json",), "count=1", "no template that could take values is among the files"),
    ],
)
def test_what_cannot_be_read_stops_the_run_and_shows_no_value(here, files, text, says, jobs):
    template(here / "a.json", {"count": {"type": "int"}})
    template(here / "b.json", {"count": {"type": "int"}})
    values(here / "prod.json", count=1)
    with pytest.raises(InvalidInput, match=says) as raised:
        validate_files(files, jobs, parameters=[text])
    assert SECRET not in str(raised.value)


def test_the_command_line_takes_values_and_says_by_its_exit_code_how_they_do(here, scaleset):
    template(here / "a.json", {"count": {"type": "int", "maxValue": 5}})
    values(here / "prod.json", count=9)
    assert scaleset("validate", "a.json", "-p", "count=3").code == 0
    wrong = scaleset("validate", "a.json", "--parameters", "@prod.json")
    assert wrong.code == 1
    assert "prod.json:6:13: error PAR005 the value of 'count' must be at most 5" in wrong.out
    unread = scaleset("validate", "a.json", "-p", f"count={SECRET}")
    assert unread.code == 2
    assert "'count' must be an integer" in unread.err
    assert SECRET not in unread.out + unread.err


def test_a_template_that_is_named_as_a_parameter_file_is_told(here, scaleset):
    template(here / "azuredeploy.json", {})
    template(here / "azuredeploy.parameters.json", {})
    ran = scaleset("validate", "azuredeploy.json", "azuredeploy.parameters.json")
    told = [line for line in ran.out.splitlines() if " file " in line]
    assert told == [
        "azuredeploy.parameters.json:1:1: warning file this is a template, though named as a "
        "parameter file; put the values there"
    ]


def test_a_template_is_no_file_of_values(here, scaleset):
    template(here / "a.json", {"x": {"type": "string"}})
    ran = scaleset("validate", "a.json", "-p", "a.json")
    assert ran.code == 2
    assert "a.json:1:1: error file this is a template, not a parameter file" in ran.out + ran.err
    assert "must have either" not in ran.out + ran.err
