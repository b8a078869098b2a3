"""Where @NAME@ stands: in which quotes, and whether a value breaks what it stands in."""

from __future__ import annotations

import pytest

from generator.delivery.value_places import in_text, in_yaml
from tests.support.workspace import MINIMAL

PLACES = [
    ("sh", "a @X@\n", "bare"),
    ("sh", "a '@X@'\n", "single"),
    ("sh", 'a "b @X@"\n', "double"),
    ("sh", "a \\' @X@\n", "bare"),
    ("sh", 'a "\\"" @X@\n', "bare"),
    ("sh", "# it's @X@\n", "other"),
    ("sh", "a#it's'@X@'\n", "bare"),
    ("sh", 'a "$(b "@X@")"\n', "double"),
    ("sh", 'a "$(b @X@) c"\n', "bare"),
    ("sh", "cat <<EOF\nit's @X@\nEOF\n", "other"),
    ("sh", "cat <<'E'\nit's\nE\na \"@X@\"\n", "double"),
    ("sh", "a $'it\\'s' @X@\n", "bare"),
    ("sh", "a user@host '@X@'\n", "single"),
    ("powershell", "a 'it''s @X@'\n", "single"),
    ("powershell", 'a "`"@X@"\n', "double"),
    ("powershell", "a <# it's #> @X@\n", "bare"),
    ("powershell", "$a = @'\nit's @X@\n'@\n", "other"),
    ("powershell", "a \"$(b '@X@')\"\n", "single"),
    ("cmd", 'a "b @X@" c', "double"),
    ("cmd", "a it's @X@", "bare"),
]


@pytest.mark.parametrize(("language", "text", "inside"), PLACES)
def test_a_place_is_known_by_its_quotes(language, text, inside):
    assert [(item.name, item.inside) for item in in_text(text, ["X"], language)] == [("X", inside)]


def test_a_place_in_yaml_is_known_by_its_scalar():
    text = "#cloud-config\na: b @X@\nc: ['@X@', \"@X@\"]\nd: |\n  it's @X@\n@bad: [\n"
    found = {(item.line, item.inside) for item in in_yaml(text.replace("@bad: [\n", ""), ["X"])}
    assert found == {(2, "bare"), (3, "single"), (3, "double"), (5, "other")}
    assert list(in_yaml(text, ["X"])) == []


WINDOWS = MINIMAL.replace("os: linux", "os: windows").partition(", sshKey")[0] + "}\n"
BY = "give it by 'environment', where nothing has to be quoted"
SAYS = [
    ('run "@X@"', "{secret: s}", f"@X@ (./a.sh, line 2) stands in double quotes, so a \" in its value ends them, and $ is read by the shell: {BY}"),
    ("run '@X@'", "{secret: s}", f"@X@ (./a.sh, line 2) stands in single quotes, so a ' in its value ends them: {BY}"),
    ("run @X@", "{parameter: s}", f"@X@ (./a.sh, line 2) stands without quotes, so a blank, a quote or ; in its value is read by the shell: {BY}"),
    ('run "@X@"', "{parameter: s}", None),
    ("run @X@", "{parameter: s, type: int}", None),
    ("run @X@", "{parameter: s, allowedValues: [a, b-c]}", None),
    ("run @X@", "{parameter: s, allowedValues: [a, 'b c']}", f"@X@ (./a.sh, line 2) stands without quotes, so a blank, a quote or ; in its value is read by the shell: {BY}"),
    ("run '@X@'", '"it\'s"', f"the value of 'X' has a ', and @X@ (./a.sh, line 2) stands in single quotes, which it ends: {BY}"),
    ("run '@X@'", "\"it'\\\\''s\"", None),
    ("run @X@", "nginx curl", None),
]  # fmt: skip


@pytest.mark.parametrize(("line", "value", "expected"), SAYS)
def test_a_value_that_breaks_its_place_is_a_warning(folder, line, value, expected):
    spec = f"{MINIMAL}deliver: [{{customScript: {{script: ./a.sh, values: {{X: {value}}}}}}}]\n"
    found = folder.render(spec, a_sh=f"#!/bin/bash\n{line}\n").findings
    assert [i.message for i in found if i.rule == "SPC334"] == ([expected] if expected else [])


def test_powershell_cmd_and_cloud_init_have_their_own_quotes(folder):
    said = {}
    for name, head, step, file in (
        ("ps", WINDOWS, "customScript: {script: ./a.ps1, values: {X: \"it's\"}}", {"a_ps1": "Run 'a @X@'\n"}),
        ("cmd", WINDOWS, "customScript: {commandToExecute: run @X@, values: {X: {secret: s}}}", {}),
        ("yaml", MINIMAL, "cloudInit: {file: a.yaml, values: {X: {parameter: s}}}", {"a_yaml": "#cloud-config\nhostname: a-@X@\n"}),
        ("quoted", MINIMAL, "cloudInit: {file: a.yaml, values: {X: {parameter: s}}}", {"a_yaml": "#cloud-config\nhostname: 'a-@X@'\n"}),
    ):  # fmt: skip
        found = folder.render(f"{head}deliver:\n  - {step}\n", **file).findings
        said[name] = [item.message for item in found if item.rule == "SPC334"]
    assert said == {
        "ps": [f"the value of 'X' has a ', and @X@ (./a.ps1, line 1) stands in single quotes, which it ends: {BY}"],
        "cmd": [f"@X@ stands without quotes, so a blank, a quote or ; in its value is read by the shell: {BY}"],
        "yaml": ["@X@ (a.yaml, line 2) stands without quotes, so ': ' or ' #' in its value changes the YAML: put it in quotes"],
        "quoted": [],
    }  # fmt: skip
