"""Names in commands that people copy: bash itself says what it takes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from generator.wording.commands import GROUP, SCALE_SET, for_bash, for_powershell, path_for_bash

NAMES = [
    "web", "a b", "<x;touch PWNED;#", "<scale-set> x", "$(touch PWNED)", "`touch PWNED`", "it's",
    "a\nb", "\u202eevil", "##vso[task.x]y", "::error::x", "-x", "!!", "back\\slash", "日本",
    "'; touch PWNED; '", "\x1b[31m", "\\x23", "a\udcffb",
]  # fmt: skip


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
@pytest.mark.parametrize("name", NAMES)
def test_bash_takes_a_name_as_one_word(name, tmp_path):
    word = for_bash(name)
    assert word.isprintable()
    assert "##vso[" not in word
    script = f"printf '%s|' {word}"
    found = subprocess.run(["bash", "-c", script], capture_output=True, cwd=tmp_path, check=True)
    assert found.stdout == name.encode("utf-8", "surrogateescape") + b"|"
    assert list(tmp_path.iterdir()) == []


def test_a_stand_in_is_left_for_a_person_to_fill_in():
    assert [for_bash(name) for name in (SCALE_SET, GROUP)] == ["<scale-set>", "<resource-group>"]


@pytest.mark.parametrize(
    ("path", "shown"),
    [("shop/a.json", "shop/a.json"), ("-rf", "./-rf"), ("a b/c", "'a b/c'"), ("-a b", "'./-a b'")],
)
def test_no_program_takes_a_path_for_an_option(path, shown):
    assert path_for_bash(Path(path)) == shown


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("web", "'web'"),
        ("it's", "'it''s'"),
        ("a\u2019; touch x; \u2018", "'a\u2019\u2019; touch x; \u2018\u2018'"),
        ("a\nb", "'a\\nb'"),
    ],
)
def test_powershell_takes_a_name_as_one_word(name, word):
    assert for_powershell(name) == word
