"""Which files the arguments of the command line stand for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator.files.arguments import find_files
from generator.validation.batch import validate_files
from tests.support import arm


def write(*names: str) -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(arm.text(arm.template()))


def found(*arguments: str) -> list[str]:
    return [file.path.as_posix() for file in find_files(arguments).files]


def said(*arguments: str) -> list[str]:
    return [f"{i.path} {i.severity.label} {i.message}" for i in validate_files(arguments).findings]


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """A folder with files, in which the test runs."""
    monkeypatch.chdir(tmp_path)
    write("a.json", "b/c.json", "b/d/e.JSON", "b/f.txt", "b/g.jsonc")
    write(".git/x.json", "node_modules/y.json", "b/.hidden.json")
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["."], ["a.json", "b/c.json", "b/g.jsonc", "b/d/e.JSON"]),
        (["b/f.txt"], ["b/f.txt"]),  # what is named is taken, whatever its ending
        (["a.json", ".", "./a.json"], ["a.json", "b/c.json", "b/g.jsonc", "b/d/e.JSON"]),
        (["*.json"], ["a.json"]),
        (["**/*.json"], ["a.json", "b/c.json"]),
        (["**/*.JSON"], ["b/d/e.JSON"]),
        (["b/**/[a-e].*"], ["b/c.json", "b/d/e.JSON"]),
        (["b/?"], ["b/d/e.JSON"]),  # a folder that fits is searched
        ([".git/*.json"], [".git/x.json"]),
        (["node_modules/*"], ["node_modules/y.json"]),
        (["b/f.txt", "*.json"], ["b/f.txt", "a.json"]),
    ],
)
def test_arguments(arguments, expected):
    if "JSON" in "".join(arguments) and os.path.normcase("A") == "a":
        pytest.skip("the file system knows no case")
    assert found(*arguments) == expected


def test_an_absolute_pattern(here):
    assert found(f"{here}/b/*.json") == [(here / "b/c.json").as_posix()]


def test_a_name_with_brackets_is_no_pattern_where_it_exists():
    write("[a].json")
    assert found("[a].json") == ["[a].json"]


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("nowhere", "no such file or folder"),
        ("b/*.yaml", "no file fits this pattern"),
        ("nowhere/*.json", "no file fits this pattern"),
    ],
)
def test_what_stands_for_nothing_is_said_and_the_others_are_checked(argument, message):
    report = validate_files([argument, "a.json"])
    assert [(i.path, i.message) for i in report.findings] == [(argument, message)]
    assert report.could_not_read
    assert report.tally.templates == 1


def test_circles_of_links_end(here):
    (here / "b" / "d" / "up").symlink_to(here)
    (here / "b" / "self").symlink_to(here / "b" / "self")
    (here / "b" / "loop.json").symlink_to(here / "b" / "loop.json")
    expected = ["a.json", "b/c.json", "b/g.jsonc", "b/loop.json", "b/d/e.JSON"]
    assert found(".") == expected
    assert found("**/[ac].json") == ["a.json", "b/c.json"]
    (line,) = said(".")
    assert line.startswith("b/loop.json warning cannot be read: ")
    assert said("b/loop.json")[0].startswith("b/loop.json error cannot be read: ")
    assert found("b/d/up") == ["b/d/up/a.json", "b/d/up/b/c.json", "b/d/up/b/g.jsonc",
                               "b/d/up/b/loop.json", "b/d/up/b/d/e.JSON"]  # fmt: skip


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_in_a_folder_is_not_read(here):
    os.mkfifo(here / "b" / "pipe.json")
    assert "b/pipe.json" not in found(".")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
def test_what_may_not_be_read_is_said(here):
    (here / "a.json").chmod(0)
    (here / "b").chmod(0)
    try:
        lines = said(".")
    finally:
        (here / "b").chmod(0o755)
    assert [line.split(" ", 2)[:2] for line in lines] == [["a.json", "warning"], ["b", "error"]]


def test_a_folder_that_may_not_be_read_is_said(monkeypatch):
    scandir = os.scandir

    def refuse(path):
        if str(path).endswith("d"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert said("b") == ["b/d error this folder cannot be read: Permission denied"]
