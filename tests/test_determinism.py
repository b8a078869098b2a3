"""What is said does not hang on the seed of hashes: a set has no order."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.support.arm import template
from tests.support.workspace import OUTPUT, ROOT

VARIABLES = {name: f"[parameters('{name}')]" for name in ("one", "two", "three", "four", "five")}
RESOURCE = {
    "type": "Microsoft.Storage/storageAccounts",
    "apiVersion": "2023-05-01",
    "name": "[concat(variables('one'), variables('two'), variables('three'), variables('four'))]",
    "location": "[concat(variables('five'), variables('two'), variables('three'))]",
    "sku": {"name": "[concat(variables('three'), variables('one'), variables('five'))]"},
    "kind": "[concat(variables('two'), variables('four'), variables('five'))]",
}


def said(seed, *arguments, cwd):
    ran = subprocess.run(
        [sys.executable, "-m", "generator", *arguments],
        cwd=cwd, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": str(seed)},
    )  # fmt: skip
    return ran.stdout, ran.stderr, ran.returncode


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [
        ("validate", "--full", "--notes", "a.json", str(OUTPUT)),
        ("plan", str(OUTPUT / "full" / "azuredeploy.json"), str(OUTPUT / "steps" / "azuredeploy.json")),
        ("bicep", "a.json", "--stdout"),
    ],
    ids=lambda arguments: arguments[0],
)  # fmt: skip
def test_the_seed_of_hashes_changes_nothing(arguments, tmp_path):
    parameters = {name: {"type": "string", "defaultValue": "x"} for name in VARIABLES}
    whole = template(RESOURCE, parameters=parameters, variables=VARIABLES)
    (tmp_path / "a.json").write_text(json.dumps(whole), "utf-8")
    first = said(1, *arguments, cwd=tmp_path)
    assert len(first[0]) > 300
    assert [said(seed, *arguments, cwd=tmp_path) for seed in (2, 3)] == [first] * 2
