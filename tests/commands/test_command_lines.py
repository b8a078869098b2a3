"""What people type first, and what they are told: which file it is, and what takes it."""

from __future__ import annotations

import subprocess

import pytest

pytestmark = pytest.mark.slow
LINES = [
    ("render shop/azuredeploy.json", "shop/azuredeploy.json: error file this is a template, and no spec; 'scaleset validate shop/azuredeploy.json' checks it"),
    ("settings shop/azuredeploy.json", "shop/azuredeploy.json: error file this is a template, and no spec; 'scaleset validate shop/azuredeploy.json' checks it"),
    ("check shop/azuredeploy.parameters.json", "shop/azuredeploy.parameters.json: error file this is a parameter file, and no spec; 'scaleset validate shop/azuredeploy.parameters.json' checks it"),
    ("expand shop/scaleset.yaml", "shop/scaleset.yaml:2:1: error file this is a spec; 'scaleset render shop/scaleset.yaml' writes its template"),
    ("bicep shop/scaleset.yaml", "shop/scaleset.yaml:2:1: error file this is a spec; 'scaleset render shop/scaleset.yaml' writes its template"),
    ("bicep shop/azuredeploy.parameters.json", "shop/azuredeploy.parameters.json:1:1: error file this is a parameter file; name the template, and give this one with -p"),
    ("plan shop/azuredeploy.json shop/azuredeploy.parameters.json", "shop/azuredeploy.parameters.json:1:1: error file this is a parameter file; name the template, and give this one with -p"),
    ("validate shop/azuredeploy.json -p nokey", "--parameters: error parameters 'nokey' is no file, no JSON object and not NAME=VALUE"),
    ("plan --git origin/main shop", "shop: error git git knows no revision 'origin/main'; 'git fetch origin main' gets it as origin/main, and so does 'fetch-depth: 0' of actions/checkout"),
    ("render shp", "shp: error file no such file or folder"),
    ("settings shp", "shp: error file no such file or folder"),
    ("validate nofile.json", "nofile.json: error file no such file or folder"),
    ("validate . --as-of tomorrow", "Error: Invalid value for '--as-of': 'tomorrow' is no day; write YYYY-MM-DD"),
    ("plan shop --scale-out x", "Error: Invalid value for '--scale-out': 'x' must be an integer, 1 or more"),
    ("init shop", " are there already; --force overwrites them"),
    ("validate shop --format json", "Error: Invalid value: there is no --format; the format is --output, or -o"),
    ("render shop --dry-run", "Error: Invalid value: there is no --dry-run; 'render --check' writes nothing, and 'plan' says what a deployment does"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "said"), LINES, ids=[line for line, _ in LINES])
def test_a_line_that_cannot_run_is_told_what_to_write(scaleset, tmp_path, line, said):
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    assert scaleset("init", "shop").code == 0
    assert scaleset("render", "shop").code == 0
    ran = scaleset(*line.split())
    told = [x for x in (ran.out + ran.err).splitlines() if "rror" in x or "scaleset:" in x]
    told = [line for line in told if not line.startswith("Found")]
    assert (ran.code, len(told), told[0].endswith(said)) == (2, 1, True), told


def test_the_former_configuration_is_no_spec(scaleset, tmp_path):
    (tmp_path / ".scaleset.yaml").write_text("ignore: [API002]\n")
    ran = scaleset("check", ".")
    assert (ran.code, ran.err.strip()) == (
        2,
        ".: error file no scaleset.yaml in this folder or below; 'scaleset init' writes one",
    )
