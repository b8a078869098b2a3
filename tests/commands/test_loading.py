"""What each command loads: what it does not need would only make it start later."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.support.workspace import OUTPUT, ROOT

TEMPLATE = str(OUTPUT / "linux-script" / "azuredeploy.json")
SPEC = str(ROOT / "templates" / "starters" / "linux-script" / "scaleset.yaml")
LIBRARIES = {"jinja2", "jsonschema", "typer", "yaml", "rich", "pathspec", "zopfli"}
CODE = """
import sys
from generator.start import main, shorten
shorten()
try:
    main()
except SystemExit:
    pass
print('\\n' + ' '.join(sys.modules), file=sys.stderr)
"""


def loaded(*arguments, cwd=None, **environment):
    """Return the modules that a command leaves loaded."""
    ran = subprocess.run(
        [sys.executable, "-c", CODE, *arguments],
        cwd=cwd, capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )  # fmt: skip
    return set(ran.stderr.splitlines()[-1].split())


def rooms(modules):
    """Return the rooms of ours that modules are of."""
    return {name.split(".")[1] for name in modules if name.startswith("generator.")}


CHECKING = {
    "azure", "commands", "delivery", "diagnostics", "files", "findings", "fit", "kinds", "language",
    "lazy", "loading", "paths", "redaction", "reports", "resources", "scale_set", "spec", "start", "validation",
    "wording",
}  # fmt: skip
READING = {
    "azure", "commands", "diagnostics", "files", "kinds", "language", "lazy", "loading", "paths",
    "redaction", "reports", "resources", "start", "wording",
}  # fmt: skip
NEEDS = {
    ("--version",): ({"start", "loading"}, set()),
    ("--help",): ({"cli", "lazy", "loading", "start", "wording"}, {"typer"}),
    ("validate", TEMPLATE): (CHECKING, set()),
    ("validate", "--quiet", TEMPLATE): (CHECKING, set()),
    ("bicep", TEMPLATE, "--stdout"): (READING | {"bicep"}, set()),
    ("expand", TEMPLATE): (
        READING | {"cli", "findings", "spec", "validation"},
        {"typer"},
    ),
    ("plan", TEMPLATE, TEMPLATE): (
        READING | {"cli", "delivery", "findings", "rollout", "scale_set", "spec", "validation"},
        {"typer"},
    ),
    ("sizes", "Standard_D2s_v5"): (CHECKING | {"cli"}, {"typer"}),
    ("render", "--stdout", SPEC): (
        CHECKING | {"cli", "cloud_init", "bicep", "constraints", "delivery", "rendering"},
        {"jinja2", "jsonschema", "typer", "yaml", "zopfli"},
    ),
}  # fmt: skip
"""The rooms and libraries that a command may load."""


@pytest.mark.slow
@pytest.mark.parametrize("arguments", NEEDS, ids=lambda arguments: " ".join(arguments[:1]))
def test_a_command_loads_what_it_needs(arguments, tmp_path):
    may, libraries = NEEDS[arguments]
    modules = loaded(*arguments, cwd=tmp_path)
    assert rooms(modules) - may == set()
    assert LIBRARIES & modules - libraries == set()


@pytest.mark.slow
def test_completion_loads_no_command(tmp_path):
    words = {"_SCALESET_COMPLETE": "complete_bash", "COMP_WORDS": "scaleset ren", "COMP_CWORD": "1"}
    modules = loaded(cwd=tmp_path, **words)
    assert rooms(modules) - {"cli", "lazy", "loading", "start", "wording"} == set()


@pytest.mark.slow
def test_a_small_template_loads_few_rules_and_what_evaluates_no_rare_function(tmp_path):
    file = tmp_path / "azuredeploy.json"
    schema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
    file.write_text(json.dumps({"$schema": schema, "contentVersion": "1.0.0.0", "resources": []}))
    modules = loaded("validate", str(file), cwd=tmp_path)
    rules = {name for name in modules if name.startswith("generator.validation.rules.")}
    assert len([name for name in rules if name.count(".") == 4]) < 10
    rare = {"decimal", "unicodedata", "gzip", "struct", "multiprocessing", "concurrent.futures"}
    assert rare & modules == set()
    functions = "generator.language.expressions.builtins."
    assert {name.removeprefix(functions) for name in modules if name.startswith(functions)} <= {
        "formatting", "resource_ids",
    }  # fmt: skip
