"""What is written: whole files, all or none, never through a link, by every command that writes."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys

import pytest

from generator.files import writing
from generator.files.writing import write_together
from tests.support import arm
from tests.support.command import run_here
from tests.support.workspace import MINIMAL, ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="links need a right on Windows"),
]

GALLERY = (
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g/providers/"
    "Microsoft.Compute/galleries/apps/images/shop"
)
STEPS = f"""{MINIMAL}
deliver:
  - customScript: {{script: install.sh}}
"""
TEMPLATE = json.dumps({**arm.template(), "parameters": {"unused": {"type": "string"}}})
WRITERS = {
    "render": (["render", "shop"], "shop/azuredeploy.json"),
    "render, further": (["render", "shop"], "shop/main.bicepparam"),
    "render -d": (["render", "shop", "-d", "out"], "out/azuredeploy.json"),
    "image": (["image", "shop", "--gallery-image", GALLERY], "shop/image/imagetemplate.json"),
    "settings": (["settings", "shop"], "shop/settings.json"),
    "bicep": (["bicep", "a.json", "--force"], "a.bicep"),
    "bicep -f": (["bicep", "a.json", "-f", "b/main.bicep", "--force"], "b/main.bicep"),
    "schema": (["schema", "-f", "schema.json"], "schema.json"),
    "baseline": (["validate", "a.json", "--write-baseline", "known.json"], "known.json"),
    "also": (["validate", "a.json", "--also", "sarif=r/a.sarif"], "r/a.sarif"),
    "init": (["init", "shop", "--force"], "shop/scaleset.yaml"),
}
each_writer = pytest.mark.parametrize(("arguments", "name"), WRITERS.values(), ids=WRITERS)
BESIDE = [WRITERS[name] for name in ("render -d", "image", "bicep -f", "also")]
"""Those that write into a folder of their own, beside the spec and below the repository."""


@pytest.fixture
def folder(tmp_path):
    """A repository with a spec and a template, beside a file that nobody should touch."""
    (tmp_path / "precious").write_text("precious")
    (tmp_path / "outside").mkdir()
    folder = tmp_path / "repository"
    (folder / "shop").mkdir(parents=True)
    (folder / ".git").mkdir()
    (folder / "shop" / "scaleset.yaml").write_text(STEPS)
    (folder / "shop" / "install.sh").write_text("#!/bin/sh\necho done\n")
    (folder / "a.json").write_text(TEMPLATE)
    return folder


def state_of(folder):
    """Every path below a folder, with what a file holds or where a link leads."""
    found = {}
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[inside] = path.readlink()
        elif path.is_file():
            found[inside] = path.read_bytes()
        else:
            found[inside] = None
    return found


@each_writer
def test_a_link_in_the_place_of_a_file_is_not_followed(folder, arguments, name):
    target = folder / name
    target.parent.mkdir(exist_ok=True)
    target.unlink(missing_ok=True)
    target.symlink_to(folder.parent / "precious")
    before = state_of(folder.parent)
    ran = run_here(arguments, folder)
    assert (ran.code, state_of(folder.parent)) == (2, before)
    assert f"{name}: this is a link, and nothing is written through links" in ran.err


@pytest.mark.parametrize(("arguments", "name"), BESIDE)
def test_a_folder_that_leads_out_of_the_repository_gets_no_file(folder, arguments, name):
    target = (folder / name).parent
    target.symlink_to(folder.parent / "outside")
    before = state_of(folder.parent)
    ran = run_here(arguments, folder)
    assert (ran.code, state_of(folder.parent)) == (2, before)
    assert "nothing is written th" in ran.err


@each_writer
def test_what_is_no_file_stays(folder, arguments, name):
    target = folder / name
    target.parent.mkdir(exist_ok=True)
    target.unlink(missing_ok=True)
    os.mkfifo(target)
    before = sorted(folder.rglob("*"))
    ran = run_here(arguments, folder)
    assert (ran.code, sorted(folder.rglob("*"))) == (2, before)
    assert name in ran.err


@each_writer
def test_a_file_keeps_its_mode_and_a_new_one_has_that_of_new_files(folder, arguments, name):
    mask = os.umask(0o027)
    try:
        assert run_here(arguments, folder).code == 0
        target = folder / name
        new = 0o644 if name.endswith("scaleset.yaml") else 0o640  # that one was there
        assert stat.S_IMODE(target.stat().st_mode) == new
        target.write_text("old")
        target.chmod(0o604)
        assert run_here(arguments, folder).code == 0
        assert (target.read_text() != "old", stat.S_IMODE(target.stat().st_mode)) == (True, 0o604)
    finally:
        os.umask(mask)


def test_a_name_for_temporary_files_cannot_be_guessed(folder):
    """Neither the name of the file nor the process is in it, and one that is there is not used."""
    for number in range(os.getpid(), os.getpid() + 300):
        link = folder / "shop" / f".azuredeploy.json.{number}.tmp"
        link.symlink_to(folder.parent / "precious")
    assert run_here(["render", "shop", "-q"], folder).code == 0
    assert (folder.parent / "precious").read_text() == "precious"
    assert not (folder / "shop" / "azuredeploy.json").is_symlink()


def test_where_one_file_of_several_renders_cannot_be_written_none_is(folder):
    shutil.copytree(folder / "shop", folder / "web")
    (folder / "web" / "azuredeploy.parameters.json").mkdir()
    before = state_of(folder)
    ran = run_here(["render", "."], folder)
    assert (ran.code, state_of(folder)) == (2, before)
    assert "web/azuredeploy.parameters.json: a folder is in the place of a file" in ran.err


def test_where_a_file_cannot_take_its_place_those_before_it_are_put_back(folder, monkeypatch):
    """As on Windows, where another program has one open."""
    assert run_here(["render", "shop", "-q"], folder).code == 0
    (folder / "shop" / "main.bicepparam").unlink()
    for name in ("azuredeploy.json", "azuredeploy.parameters.json"):
        (folder / "shop" / name).write_text("old")
    before, replace, done = state_of(folder), os.replace, []

    def last_fails(source, target):
        if os.fspath(target).endswith("azuredeploy.parameters.json") and not done:
            done.append(target)
            raise PermissionError(13, "Permission denied", os.fspath(target))
        replace(source, target)

    monkeypatch.setattr(writing.os, "replace", last_fails)
    ran = run_here(["render", "shop"], folder)
    assert (ran.code, state_of(folder)) == (2, before)
    assert "azuredeploy.parameters.json: Permission denied" in ran.err


def test_folders_that_were_made_for_nothing_are_removed(folder):
    (folder / "out").mkdir()
    (folder / "out" / "azuredeploy.parameters.json").mkdir()
    with pytest.raises(OSError, match="a folder is in the place"):
        write_together(
            {folder / "new/deep/x": "x", folder / "out/azuredeploy.parameters.json": "y"}
        )
    assert not (folder / "new").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="it needs a small file system")
@each_writer
def test_on_a_full_disk_the_old_files_are_whole(folder, arguments, name):
    assert run_here(arguments, folder).code == 0
    (folder / name).write_text("old")
    before = state_of(folder)
    program = (
        "import resource, runpy, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (8, 8)); sys.dont_write_bytecode = True; "
        f"sys.argv = ['scaleset', *{arguments!r}]; "
        "runpy.run_module('generator', run_name='__main__')"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False,
    )  # fmt: skip
    assert (ran.returncode, state_of(folder)) == (2, before)
    assert "File too large" in ran.stderr


def test_a_baseline_may_hold_names_that_are_not_utf_8(folder):
    path = os.fsdecode(os.fsencode(folder) + b"/\xff.json")
    with open(path, "w", encoding="utf-8") as file:  # noqa: PTH123 - Path cannot name it on macOS
        file.write(TEMPLATE)
    assert run_here(["validate", path, "--write-baseline", "known.json"], folder).code == 0
    ran = run_here(["validate", path, "--baseline", "known.json"], folder)
    assert (ran.code, ran.out) == (0, "")
