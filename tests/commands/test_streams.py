"""Standard streams that are closed: a sentence, never an internal error."""

import os
import subprocess
import sys

import pytest

from tests.fuzz.inputs import ROOT

CALL = f"{sys.executable} -c 'from generator.start import program; program()'"
COMMANDS = [
    "validate t.json",
    "validate -",
    "expand t.json",
    "bicep t.json --stdout",
    "plan t.json t.json",
    "--help",
]


def run(command, closed, folder):
    (folder / "t.json").write_text(
        '{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",'
        ' "contentVersion": "1.0.0.0", "resources": []}'
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        ["sh", "-c", f"{CALL} {command} {closed}"],
        cwd=folder, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="a shell closes the streams")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_closed_output_is_told(tmp_path, command):
    ran = run(command, ">&- </dev/null", tmp_path)
    assert (ran.returncode, ran.stderr) == (
        2,
        "scaleset: standard output is closed, so nothing can be shown\n",
    )


@pytest.mark.skipif(os.name == "nt", reason="a shell closes the streams")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_closed_input_is_an_empty_one(tmp_path, command):
    closed, empty = run(command, "<&-", tmp_path), run(command, "</dev/null", tmp_path)
    assert (closed.returncode, closed.stdout, closed.stderr) == (
        empty.returncode, empty.stdout, empty.stderr,
    )  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="a shell closes the streams")
@pytest.mark.parametrize("command", COMMANDS)
def test_closed_errors_change_no_exit_code(tmp_path, command):
    closed, open_ones = (
        run(command, "2>&- </dev/null", tmp_path),
        run(command, "</dev/null", tmp_path),
    )
    assert (closed.returncode, closed.stdout) == (open_ones.returncode, open_ones.stdout)


def test_a_process_ends_at_once_and_yet_in_order(tmp_path):
    (tmp_path / "t.json").write_text("{")
    code = (
        "import atexit, sys; from generator.start import program;"
        "atexit.register(print, 'last words'); sys.argv[1:] = ['validate', 't.json']; program()"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stdout.splitlines()[-1]) == (1, "last words")
    assert ran.stderr.startswith("Found 1 error in 1 file.\n")
