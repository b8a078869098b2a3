"""`scaleset plan --git` of a folder of many specs: a table, the worst first."""

from __future__ import annotations

import json
import re
import subprocess

import pytest

from generator.commands.plan import fleet
from tests.support.command import run_here
from tests.support.workspace import MINIMAL

MORE = "ports: [{port: 80}]\ndeliver: [{customScript: {script: ./install.sh}}]\n"


def git(folder, *arguments):
    subprocess.run(
        ["git", "-c", "user.name=n", "-c", "user.email=e@example.org", *arguments],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip


def write(folder, name, *, count=4, path="/a", said="one"):
    base = folder / "teams" / name
    base.mkdir(parents=True, exist_ok=True)
    text = MINIMAL.replace("web", f"{name}-set") + MORE
    text += f"count: {count}\nhealth: {{requestPath: {path}}}\n"
    (base / "scaleset.yaml").write_text(text)
    (base / "install.sh").write_text(f"#!/bin/bash\nset -e\necho {said}\n")
    return base


pytestmark = pytest.mark.slow


@pytest.fixture
def teams(tmp_path):
    """A repository with six specs."""
    for name in "abcdef":
        write(tmp_path, name)
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "one")
    return tmp_path


def changed(folder):
    write(folder, "a", said="two")
    write(folder, "b", path="/b")
    for file in (folder / "teams" / "c").iterdir():
        file.unlink()
    write(folder, "g")
    (folder / "teams" / "d" / "scaleset.yaml").write_text("name: d\nos: lnux\nsize: x\n")
    (folder / "teams" / "e" / "notes.txt").write_text("more\n")


def rows(ran):
    return [
        (row["spec"].partition("/")[0], row["effect"], row["changes"])
        for row in json.loads(ran.out)["plans"]
    ]


def test_the_worst_stands_first_and_the_same_is_not_rendered(teams, monkeypatch):
    changed(teams)
    read = []
    planned = fleet.compared
    monkeypatch.setattr(
        fleet, "compared", lambda sources, request: read.append(1) or planned(sources, request)
    )
    ran = run_here(["plan", "--git", "main", "teams", "-o", "json"], teams)
    assert rows(ran) == [
        ("d", "error", True), ("b", "outage", True), ("c", "gone", True), ("a", "replace", True),
        ("g", "new", True), ("e", "none", False),
    ]  # fmt: skip
    assert (ran.code, len(read)) == (2, 6)
    assert (json.loads(ran.out)["specs"], json.loads(ran.out)["same"]) == (7, 1)


def test_text_markdown_and_page_say_the_same(teams):
    write(teams, "a", said="two")
    write(teams, "b", path="/b")
    text = run_here(["plan", "--git", "main", "teams"], teams).out
    assert text.startswith("main -> now: 6 specs, 2 with other files, 4 the same\n\nRISK")
    assert [line.split() for line in text.splitlines() if line.endswith(".yaml")] == [
        ["OUTAGE", "b/scaleset.yaml"], ["replaced", "a/scaleset.yaml"],
    ]  # fmt: skip
    shown = run_here(["plan", "--git", "main", "teams", "-o", "markdown"], teams).out
    assert [line.split(" | ")[:2] for line in shown.splitlines() if ".yaml" in line] == [
        ["| OUTAGE", "`` b/scaleset.yaml ``"], ["| replaced", "`` a/scaleset.yaml ``"],
    ]  # fmt: skip
    page = run_here(["plan", "--git", "main", "teams", "-o", "html"], teams).out
    assert re.findall(r'"spec">(.*?)<.*?"risk"><b>(.*?)<', page) == [
        ("b/scaleset.yaml", "OUTAGE"), ("a/scaleset.yaml", "replaced"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], 0),
        (["--exit-code"], 3),
        (["--fail-on", "refuse"], 0),
        (["--fail-on", "replace"], 1),
        (["--fail-on", "outage"], 0),
    ],
)
def test_the_exit_code_is_that_of_the_worst(teams, arguments, code):
    write(teams, "a", said="two")
    assert run_here(["plan", "--git", "main", "teams", *arguments], teams).code == code


def test_two_revisions_and_nothing_changed(teams):
    write(teams, "a", said="two")
    git(teams, "commit", "-qam", "two")
    ran = run_here(["plan", "--git", "main~1..main", "teams", "-o", "json"], teams)
    assert rows(ran) == [("a", "replace", True)]
    same = run_here(["plan", "--git", "main", "teams", "--exit-code"], teams)
    assert (same.code, same.out) == (0, "main -> now: 6 specs, 0 with other files, 6 the same\n")


def test_several_specs_of_a_folder_are_told_apart(teams):
    base = write(teams, "h")
    (base / "scaleset.yaml").rename(base / "one.scaleset.yaml")
    text = (base / "one.scaleset.yaml").read_text()
    (base / "two.scaleset.yaml").write_text(text.replace("h-set", "i-set"))
    git(teams, "add", "-A")
    git(teams, "commit", "-qm", "two")
    (base / "two.scaleset.yaml").write_text(text.replace("h-set", "i-set").replace("4", "5"))
    ran = run_here(["plan", "--git", "main", "teams", "-o", "json"], teams)
    assert [row["spec"] for row in json.loads(ran.out)["plans"]] == ["h/two.scaleset.yaml"]


def test_a_parameter_file_that_changed_asks_for_all(teams):
    (teams / "p.json").write_text('{"vmSize": {"value": "Standard_D2s_v5"}}')
    git(teams, "add", "-A")
    git(teams, "commit", "-qm", "two")
    arguments = ["plan", "--git", "main", "teams", "-p", "p.json", "-o", "json"]
    assert rows(run_here(arguments, teams)) == []
    (teams / "p.json").write_text('{"vmSize": {"value": "Standard_D4s_v5"}}')
    assert [row[0] for row in rows(run_here(arguments, teams))] == list("abcdef")


def test_processes_give_the_same_table(teams):
    changed(teams)
    arguments = ["plan", "--git", "main", "teams"]
    assert run_here([*arguments, "--jobs", "2"], teams) == run_here(arguments, teams)


def test_a_scale_out_is_of_one_spec(teams):
    ran = run_here(["plan", "--git", "main", "teams", "--scale-out", "2"], teams)
    assert ran.code == 2
    assert "--scale-out is for one spec" in ran.err
