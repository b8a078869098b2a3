"""What is read: ordinary files below the root of what names them, by every command that reads."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

from tests.support import arm
from tests.support.command import run_here
from tests.support.workspace import MINIMAL, ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="links need a right on Windows"),
]

MARKER = "MARKER-7Zq9"
TEMPLATE = json.dumps({**arm.template(), "parameters": {"unused": {"type": "string"}}})
SECRET = json.dumps({**arm.template(), "outputs": {MARKER: {"type": "string", "value": MARKER}}})
DEPLOYMENT = {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "n"}
SPEC = f"""{MINIMAL}
deliver:
  - customScript: {{script: install.sh}}
"""
READERS = {
    "validate FILE": (["validate", "a.json", "-o", "json"], "a.json"),
    "validate FOLDER": (["validate", ".", "-o", "json"], "a.json"),
    "validate PATTERN": (["validate", "?.json", "-o", "json"], "a.json"),
    "validate, parameters": (["validate", "a.json", "-p", "p.json"], "p.json"),
    "validate, beside": (["validate", "a.json", "a.parameters.json"], "a.parameters.json"),
    "validate, baseline": (["validate", "a.json", "--baseline", "b.json"], "b.json"),
    "validate, configuration": (["validate", "a.json"], "scaleset.config.yaml"),
    "validate, former configuration": (["validate", "a.json"], ".scaleset.yaml"),
    "validate, pyproject": (["validate", "a.json"], "pyproject.toml"),
    "validate, arm-ttk": (["validate", "a.json", "--profile", "arm-ttk"], "a.json"),
    "expand": (["expand", "a.json"], "a.json"),
    "expand FOLDER": (["expand", "t"], "t/azuredeploy.json"),
    "expand, parameters": (["expand", "a.json", "-p", "p.json"], "p.json"),
    "expand, a value": (["expand", "a.json", "-p", "unused=@p.json"], "p.json"),
    "bicep": (["bicep", "a.json", "--stdout"], "a.json"),
    "bicep, parameters": (["bicep", "a.json", "--stdout", "-p", "p.json"], "p.json"),
    "plan": (["plan", "a.json", "a.json"], "a.json"),
    "plan FOLDER": (["plan", "t", "t"], "t/azuredeploy.json"),
    "render": (["render", "shop", "--stdout"], "shop/scaleset.yaml"),
    "render, script": (["render", "shop", "--stdout"], "shop/install.sh"),
    "render, fragment": (
        ["render", "shop", "--stdout", "--templates", "own"], "own/resources/x.json.j2",
    ),
    "render --check": (["render", "shop", "--check"], "shop/azuredeploy.json"),
    "check": (["check", "shop"], "shop/scaleset.yaml"),
    "settings": (["settings", "shop"], "shop/scaleset.yaml"),
    "settings, parameters": (["settings", "shop", "-p", "p.json"], "p.json"),
}  # fmt: skip
each_reader = pytest.mark.parametrize(("arguments", "name"), READERS.values(), ids=READERS)


@pytest.fixture
def folder(tmp_path):
    """A repository with a spec and templates, beside a file that is not its own."""
    folder = tmp_path / "repository"
    for name in (".git", "shop", "own/resources", "t"):
        (folder / name).mkdir(parents=True)
    (folder / "shop" / "scaleset.yaml").write_text(SPEC)
    (folder / "shop" / "install.sh").write_text("#!/bin/sh\necho done\n")
    (folder / "a.json").write_text(TEMPLATE)
    (folder / "t" / "azuredeploy.json").write_text(TEMPLATE)
    return folder


def replaced(folder, name, target):
    path = folder / name
    path.unlink(missing_ok=True)
    path.symlink_to(target)


@each_reader
@pytest.mark.parametrize("relative", [False, True])
def test_what_lies_outside_is_neither_read_nor_told_of(folder, arguments, name, relative):
    secret = folder.parent / "secret.json"
    target = os.path.relpath(secret, (folder / name).parent) if relative else secret
    replaced(folder, name, target)
    absent = run_here(arguments, folder)
    secret.write_text(SECRET)
    present = run_here(arguments, folder)
    secret.write_text(f"{MARKER}: [")
    broken = run_here(arguments, folder)
    assert MARKER not in present.out + present.err + broken.out + broken.err
    assert absent == present == broken
    said = present.out + present.err
    if "a value" not in name and arguments[-1] != "unused=@p.json":
        assert "outside of the" in said
        assert present.code in {1, 2} or "-o" in arguments


@each_reader
def test_a_pipe_a_device_and_a_loop_of_links_end_at_once(folder, arguments, name):
    path = folder / name
    for make in (
        lambda: os.mkfifo(path),
        lambda: path.symlink_to("/dev/zero"),
        lambda: path.symlink_to(path.name),
    ):
        path.unlink(missing_ok=True)
        make()
        program = [sys.executable, "-m", "generator", *arguments]
        ran = subprocess.run(
            program, cwd=folder, capture_output=True, text=True, timeout=30, check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT)}, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert "internal error" not in ran.stderr


@pytest.mark.parametrize("path", ["../secret.json", "../../../../../../../..{}", "link.json"])
@pytest.mark.parametrize("command", ["validate", "expand", "bicep"])
def test_a_template_that_is_linked_to_lies_in_the_repository(folder, path, command):
    secret = folder.parent / "secret.json"
    path = path.format(secret)
    if path == "link.json":
        (folder / path).symlink_to(secret)
    link = {"relativePath": path}
    nested = {**DEPLOYMENT, "properties": {}}
    nested["properties"] = {"mode": "Incremental", "templateLink": link}
    (folder / "a.json").write_text(json.dumps(arm.template(nested)))
    arguments = [command, "a.json", *(["--stdout"] if command == "bicep" else [])]
    absent = run_here(arguments, folder)
    secret.write_text(SECRET)
    assert run_here(arguments, folder) == absent
    secret.write_text(f"{MARKER}: [")
    assert run_here(arguments, folder) == absent
    if command != "bicep":
        assert "this leads outside of the repository" in absent.out + absent.err
        secret.write_text(SECRET)
        opened = run_here([*arguments, "--allow-outside"], folder)
        assert "note read from outside (--allow-outside)" in opened.err
        assert "this leads outside" not in opened.out + opened.err


def test_a_template_beside_the_folder_of_another_is_read(folder):
    """As usual in practice: ../common/x.json, in a repository and in a folder that is named."""
    (folder / "app").mkdir()
    (folder / "common").mkdir()
    (folder / "common" / "x.json").write_text(json.dumps(arm.template()))
    nested = {**DEPLOYMENT, "properties": {}}
    nested["properties"] = {
        "mode": "Incremental", "templateLink": {"relativePath": "../common/x.json"},
    }  # fmt: skip
    (folder / "app" / "a.json").write_text(json.dumps(arm.template(nested)))
    assert "TPL026" not in run_here(["validate", "app/a.json"], folder).out
    (folder / ".git").rmdir()
    assert "TPL026" not in run_here(["validate", "."], folder).out
    assert "TPL026" in run_here(["validate", "app/a.json", "--notes"], folder).out


def test_a_folder_that_is_a_link_out_of_the_repository_is_not_listed(folder):
    outside = folder.parent / "outside"
    outside.mkdir()
    (outside / f"{MARKER}.json").write_text(SECRET)
    (folder / "link").symlink_to(outside)
    for argument in ("link", "l*", f"link/{MARKER}.json", "link/none.json"):
        ran = run_here(["validate", argument], folder)
        shown = (ran.out + ran.err).replace(argument, "")
        assert ("outside of the repository" in shown, MARKER in shown) == (True, False)
    fits = run_here(["validate", "l*/*.json"], folder)
    assert "no file fits this pattern" in fits.out
    other = folder.parent / "other"
    shutil.copytree(outside, other)
    (other / ".git").mkdir()
    (folder / "twin").symlink_to(other)
    assert "outside of the repository" in run_here(["validate", "twin"], folder).out


def test_a_file_that_the_user_names_is_read_wherever_it_lies(folder):
    plain = folder.parent / "plain.json"
    plain.write_text(TEMPLATE)
    assert run_here(["validate", str(plain)], folder).code == 0
    assert run_here(["validate", "../plain.json"], folder).code == 0
    (folder.parent / "here").symlink_to(folder)
    assert run_here(["validate", str(folder.parent / "here" / "a.json")], folder.parent).code == 0


@pytest.mark.skipif(sys.platform != "linux", reason="the shells of other systems differ")
def test_what_a_shell_hands_over_is_read(folder):
    command = (
        f"{sys.executable} -m generator validate /dev/stdin < a.json && "
        f"cat a.json | {sys.executable} -m generator validate /dev/stdin && "
        f"{sys.executable} -m generator validate - < a.json && "
        f"{sys.executable} -m generator validate <(cat a.json) && "
        f"{sys.executable} -m generator expand <(cat a.json) -p unused=@<(echo {MARKER})"
    )
    ran = subprocess.run(
        ["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert (ran.returncode, ran.stderr.count("Checked 1 template")) == (0, 4)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", b"[tool.scaleset]\nignore = ['\xff']\n"),
        ("pyproject.toml", b"[tool.scaleset]\nignore = " + b"[" * 20_000),
        ("scaleset.config.yaml", b"ignore: \xff\n"),
        ("scaleset.config.yaml", b"baseline: ../known.json\n"),
        ("scaleset.config.yaml", b"baseline: /etc/passwd\n"),
        ("pyproject.toml", b"[tool.scaleset]\nbaseline = '/dev/stdin'\n"),
    ],
)
def test_a_configuration_that_cannot_be_used_is_told_in_a_sentence(folder, name, text):
    (folder / name).write_bytes(text)
    ran = run_here(["validate", "a.json"], folder)
    assert ran.code == 2
    assert name in ran.err
    assert "internal error" not in ran.err


def test_a_configuration_without_end_is_not_read(folder):
    with (folder / "pyproject.toml").open("wb") as file:
        file.write(b"[tool.scaleset]\n")
        file.truncate(20 * 2**30)
    ran = run_here(["validate", "a.json"], folder)
    assert ran.code == 2
    assert "pyproject.toml: error file larger than 1 MB" in ran.err


def test_a_configuration_above_the_repository_does_not_count(folder):
    (folder.parent / "scaleset.config.yaml").write_text("ignore: [ALL]\n")
    assert "TPL003" in run_here(["validate", "a.json"], folder).out
    assert "TPL003" in run_here(["validate", "../a.json"], folder / "t").out
    (folder / ".git").rmdir()
    assert run_here(["validate", "a.json"], folder).out == ""
    folder.parent.chmod(0o777)
    assert "TPL003" in run_here(["validate", "a.json"], folder).out
    folder.parent.chmod(0o700)


def test_folders_are_searched_in_any_depth(folder):
    deep = folder.joinpath(*["d"] * 1200)
    try:
        for step in [*reversed(deep.parents), deep]:
            step.mkdir(exist_ok=True)
        shutil.copy(folder / "a.json", deep)
        assert "Checked 1 template" in run_here(["validate", "d"], folder).err
        assert run_here(["check", "d"], folder).code == 2
    finally:  # Python removes no folder that is as deep
        subprocess.run(["rm", "-rf", folder / "d"], check=True)


@pytest.mark.parametrize("loop", ["self", "."])
def test_a_loop_of_links_ends(folder, loop):
    (folder / "self").symlink_to(loop)
    for command in ("validate", "render", "check", "bicep", "expand"):
        ran = run_here([command, "self"], folder)
        assert "internal error" not in ran.err
    assert run_here(["validate", "."], folder).code == 0


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_folder_with_names_that_are_not_utf_8_is_checked(folder):
    for name in (b"\xff.json", b"\xe9\xfe.parameters.json"):
        shutil.copy(folder / "a.json", os.fsencode(folder) + b"/" + name)
    ran = run_here(["validate", "."], folder)
    assert (ran.code, ran.out.count("TPL003")) == (0, 4)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_run_that_is_told_to_end_leaves_nothing_behind(folder, jobs):
    for number in range(3000):
        (folder / "t" / f"{number}.json").write_text(TEMPLATE)
    (folder / "temporary").mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "generator", "validate", "t", "-j", jobs, "--also", "json=r.json"],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder / "temporary")},
    )  # fmt: skip
    time.sleep(1.5)
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 143
    assert said.endswith("scaleset: stopped on request (SIGTERM)\n")
    assert not (folder / "r.json").exists()
    assert list((folder / "temporary").iterdir()) == []
