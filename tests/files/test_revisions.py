"""`plan --git` on real repositories that want git to run something, or to give something away."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.command import run_apart, run_here
from tests.support.rollout_pairs import PAIRS

pytestmark = pytest.mark.slow

PAIR = next(pair for pair in PAIRS if pair.row == "size").texts("Rolling", surge=False)
NAMES = {"GIT_AUTHOR_NAME": "n", "GIT_COMMITTER_NAME": "n"}
MAILS = {"GIT_AUTHOR_EMAIL": "e@example.org", "GIT_COMMITTER_EMAIL": "e@example.org"}


def git(folder, *arguments, given=b""):
    ran = subprocess.run(
        ["git", "-C", folder, *arguments],
        env={**os.environ, **NAMES, **MAILS, "GIT_CONFIG_NOSYSTEM": "1"},
        input=given, capture_output=True, check=True,
    )  # fmt: skip
    return ran.stdout.decode().strip()


@pytest.fixture
def origin(tmp_path):
    """A repository with the older template in a folder."""
    folder = tmp_path / "origin"
    (folder / "infra").mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main")
    (folder / "infra" / "azuredeploy.json").write_text(PAIR[0])
    return folder


def commit(folder):
    git(folder, "add", "-A", "-f")
    git(folder, "commit", "-qm", "one")


def cloned(origin, *options):
    """A clone of the repository, with the newer template in its work tree."""
    clone = origin.parent / "clone"
    git(origin.parent, "clone", "-q", *options, f"file://{origin}", str(clone))
    (clone / "infra").mkdir(exist_ok=True)
    (clone / "infra" / "azuredeploy.json").write_text(PAIR[1])
    return clone


def plan(folder, *more):
    return run_here(["plan", "--git", "main", "infra/azuredeploy.json", *more], folder)


def is_compared(ran):
    """Whether the plan says what the two templates differ in, and that neither is new."""
    said = " ".join(ran.out.split())
    return ran.code == 0 and "all 10 instances restart" in said and "(no file)" not in said


def test_a_committed_folder_that_poses_as_a_repository_runs_nothing(origin, tmp_path):
    mark = tmp_path / "PLANTED"
    inner = tmp_path / "inner"
    inner.mkdir()
    git(inner, "init", "-q", "-b", "main")
    (inner / ".gitattributes").write_text("* filter=x\n")
    (inner / "azuredeploy.json").write_text(PAIR[0])
    commit(inner)
    for name in ("HEAD", "objects", "refs"):
        source, target = inner / ".git" / name, origin / "infra" / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, target)
    (origin / "infra" / "config").write_text(
        "[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = .\n"
        f'[filter "x"]\n\tsmudge = "touch {mark}; cat"\n'
    )
    commit(origin)
    assert is_compared(plan(cloned(origin)))
    assert not mark.exists()


def test_filters_attributes_and_replacements_do_not_count(origin, tmp_path):
    mark = tmp_path / "PLANTED"
    (origin / ".gitattributes").write_text(
        "infra export-ignore\ninfra/* export-ignore export-subst filter=x ident\n"
    )
    commit(origin)
    clone = cloned(origin)
    git(clone, "config", "filter.x.smudge", f"touch {mark}; cat")
    git(clone, "config", "core.fsmonitor", f"touch {mark}")
    mark.unlink(missing_ok=True)
    old = git(clone, "rev-parse", "main:infra/azuredeploy.json")
    new = git(clone, "hash-object", "-w", "--no-filters", "infra/azuredeploy.json")
    git(clone, "replace", old, new)
    assert is_compared(plan(clone))
    assert not mark.exists()


def test_what_a_template_says_is_not_substituted(origin):
    template = json.loads(PAIR[0])
    template["resources"][0].setdefault("tags", {})["at"] = "$Format:%H$"
    text = json.dumps(template)
    (origin / "infra" / "azuredeploy.json").write_text(text)
    (origin / ".gitattributes").write_text("*.json export-subst\n")
    commit(origin)
    clone = cloned(origin)
    (clone / "infra" / "azuredeploy.json").write_text(text)
    ran = plan(clone, "--exit-code", "-q")
    assert (ran.code, ran.err) == (0, "")


def test_a_partial_clone_is_refused_before_git_fetches(origin, tmp_path):
    mark = tmp_path / "PLANTED"
    commit(origin)
    clone = cloned(origin)
    git(clone, "config", "core.repositoryformatversion", "1")
    git(clone, "config", "extensions.partialClone", "origin")
    git(clone, "config", "remote.origin.uploadpack", f"touch {mark}; git-upload-pack")
    shutil.rmtree(clone / ".git" / "objects" / "pack")
    ran = plan(clone)
    assert ran.code == 2
    assert "this clone is partial" in ran.err
    assert not mark.exists()


@pytest.mark.parametrize("setting", ["remote.origin.promisor", "remote.up.partialclonefilter"])
def test_each_way_to_promise_objects_is_refused(origin, setting):
    commit(origin)
    clone = cloned(origin)
    git(clone, "config", setting, "true")
    assert "this clone is partial" in plan(clone).err


def test_a_real_partial_clone_is_refused(origin):
    commit(origin)
    git(origin, "config", "uploadpack.allowFilter", "true")
    assert "this clone is partial" in plan(cloned(origin, "--filter=blob:none")).err


def test_a_work_tree_that_lies_elsewhere_is_refused(origin, tmp_path):
    commit(origin)
    clone = cloned(origin)
    (tmp_path / "elsewhere").mkdir()
    git(clone, "config", "core.worktree", str(tmp_path / "elsewhere"))
    ran = plan(clone)
    assert ran.code == 2
    assert "git takes another folder for the repository of this file" in ran.err


def test_variables_of_git_name_no_other_repository(origin, tmp_path, monkeypatch):
    commit(origin)
    clone = cloned(origin)
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "-q")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(other / ".git" / "objects"))
    assert is_compared(plan(clone))


@pytest.mark.skipif(os.name == "nt", reason="links need a right on Windows")
@pytest.mark.parametrize(
    "target", ["/etc/passwd", "../../../../etc/passwd", "loop", "infra", "none"]
)
def test_links_elsewhere_in_the_repository_do_not_matter(origin, target):
    (origin / "loop").symlink_to("loop" if target == "loop" else target)
    commit(origin)
    assert is_compared(plan(cloned(origin)))


@pytest.mark.skipif(os.name == "nt", reason="links need a right on Windows")
@pytest.mark.parametrize("target", ["{}", "../../{}"])
def test_what_a_link_leads_to_outside_is_not_read(origin, tmp_path, target):
    """The older template is a link out of the repository."""
    secret = tmp_path / "secret.json"
    path = origin / "infra" / "azuredeploy.json"
    path.unlink()
    path.symlink_to(target.format(secret if target == "{}" else "secret.json"))
    commit(origin)
    clone = cloned(origin)
    (clone / "infra" / "azuredeploy.json").unlink()
    (clone / "infra" / "azuredeploy.json").write_text(PAIR[1])
    absent = plan(clone)
    secret.write_text(PAIR[0].replace("{", '{"MARKER": 1,', 1))
    present = plan(clone)
    assert present == absent
    assert present.code == 2
    assert "main:infra/azuredeploy.json: error file this leads outside" in present.err


@pytest.mark.skipif(os.name == "nt", reason="links need a right on Windows")
def test_a_link_that_stays_inside_is_followed(origin):
    (origin / "common").mkdir()
    (origin / "infra" / "azuredeploy.json").rename(origin / "common" / "azuredeploy.json")
    (origin / "infra" / "azuredeploy.json").symlink_to("../common/azuredeploy.json")
    commit(origin)
    clone = cloned(origin)
    assert is_compared(plan(clone))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_names_that_are_not_utf_8_do_not_matter(origin):
    folder = os.fsencode(origin)
    for name in (b"\xff.json", b"infra/\xe9\xff", b"a\nb.json", b"-x.json"):
        Path(os.fsdecode(folder + b"/" + name)).write_bytes(b"{}")
    commit(origin)
    assert is_compared(plan(cloned(origin)))


@pytest.mark.parametrize("step", ["..", ".git", ".GIT", "."])
def test_a_tree_that_was_made_by_hand_writes_nowhere_else(origin, tmp_path, step):
    commit(origin)
    blob = git(origin, "hash-object", "-w", "--stdin", given=b"planted")
    inner = b"100644 planted.txt\0" + bytes.fromhex(blob)
    name = git(origin, "hash-object", "-t", "tree", "--literally", "-w", "--stdin", given=inner)
    infra = git(origin, "rev-parse", "main:infra")
    outer = b"".join(
        f"40000 {each}\0".encode() + bytes.fromhex(tree)
        for each, tree in sorted(((step, name), ("infra", infra)))
    )
    tree = git(origin, "hash-object", "-t", "tree", "--literally", "-w", "--stdin", given=outer)
    made = git(origin, "commit-tree", "-m", "two", tree)
    git(origin, "update-ref", "refs/heads/main", made)
    (origin / "infra" / "azuredeploy.json").write_text(PAIR[1])
    env = {"TMPDIR": str(tmp_path / "temporary")}
    (tmp_path / "temporary").mkdir()
    ran = run_apart(["plan", "--git", "main", "infra/azuredeploy.json"], origin, env)
    assert is_compared(ran)
    assert list((tmp_path / "temporary").rglob("*")) == []


def test_a_work_tree_of_git_worktree_and_a_submodule_are_repositories(origin, tmp_path):
    commit(origin)
    clone = cloned(origin)
    git(clone, "checkout", "-q", "--", ".")
    git(clone, "worktree", "add", "-q", "-b", "side", str(tmp_path / "tree"))
    (tmp_path / "tree" / "infra" / "azuredeploy.json").write_text(PAIR[1])
    assert is_compared(plan(tmp_path / "tree"))
    git(
        clone,
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "add",
        "-q",
        f"file://{origin}",
        "sub",
    )
    (clone / "sub" / "infra" / "azuredeploy.json").write_text(PAIR[1])
    assert is_compared(plan(clone / "sub"))


@pytest.mark.skipif(os.name == "nt", reason="there programs have other names")
@pytest.mark.parametrize("entry", ["", ".", "bin", "./bin"])
def test_no_program_of_the_current_folder_runs(origin, tmp_path, entry):
    commit(origin)
    clone = cloned(origin)
    for folder in (clone, clone / "bin"):
        folder.mkdir(exist_ok=True)
        for name in ("git", "bash", "shellcheck", "cloud-init", "bicep", "az"):
            (folder / name).write_text(f"#!/bin/sh\ntouch {tmp_path}/PLANTED\n")
            (folder / name).chmod(0o755)
    path = {"PATH": os.pathsep.join([entry, os.environ["PATH"]])}
    assert is_compared(run_apart(["plan", "--git", "main", "infra/azuredeploy.json"], clone, path))
    run_apart(["init", "shop"], clone, path)
    assert run_apart(["render", "shop"], clone, path).code == 0
    (clone / "x.bicep").write_text("param a string\n")
    run_apart(["validate", "x.bicep"], clone, path)
    run_apart(["doctor"], clone, path)
    assert not (tmp_path / "PLANTED").exists()


@pytest.mark.parametrize("most", ["_MOST_FILES", "_LARGEST"])
def test_of_a_large_repository_the_folder_of_the_file_is_compared(origin, monkeypatch, most):
    (origin / "other").mkdir()
    (origin / "other" / "data.bin").write_bytes(b"0" * 9)
    commit(origin)
    clone = cloned(origin)
    monkeypatch.setattr(f"generator.files.revisions.{most}", 1)
    assert is_compared(plan(clone))


def test_a_folder_without_end_is_not_compared(origin, monkeypatch):
    commit(origin)
    clone = cloned(origin)
    monkeypatch.setattr("generator.files.revisions._LARGEST", 1)
    monkeypatch.setattr("generator.files.revisions._ENDLESS", 1)
    ran = plan(clone)
    assert ran.code == 2
    assert "its folder has more than 1 GB in this revision: nothing is compared" in ran.err
