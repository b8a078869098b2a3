"""Compiled fragments are kept where the user lets them be kept, and are never needed."""

from __future__ import annotations

import sys

import pytest
from jinja2 import DictLoader, Environment

from generator.rendering import compiled


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Return the folder for compiled fragments of a package that may be written to."""
    monkeypatch.setattr(compiled, "PACKAGE", tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp_path / "__pycache__"


def rendered(text: str) -> str:
    """Render a fragment as a new process would, which has compiled nothing yet."""
    fragments = Environment(
        loader=DictLoader({"a": text}), bytecode_cache=compiled.CompiledFragments(), autoescape=True
    )
    return fragments.get_template("a").render(name="web")


def test_a_fragment_is_compiled_once_and_read_again(kept):
    assert rendered("{{ name }}-ip") == "web-ip"
    (file,) = kept.iterdir()
    assert file.suffix == ".fragment"
    before = file.stat().st_mtime_ns
    assert rendered("{{ name }}-ip") == "web-ip"
    assert file.stat().st_mtime_ns == before


def test_a_changed_fragment_is_compiled_again(kept):
    rendered("{{ name }}-ip")
    assert rendered("{{ name }}-lb") == "web-lb"
    assert len(list(kept.iterdir())) == 1


def test_a_damaged_file_is_made_again(kept):
    rendered("{{ name }}-ip")
    (file,) = kept.iterdir()
    file.write_bytes(b"no bytecode")
    assert rendered("{{ name }}-ip") == "web-ip"
    assert file.read_bytes() != b"no bytecode"


def test_where_bytecode_is_switched_off_nothing_is_written(kept, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert rendered("{{ name }}-ip") == "web-ip"
    assert not kept.exists()


def test_a_folder_that_cannot_be_written_to_is_passed_over(kept):
    kept.write_text("a file where the folder would be", encoding="utf-8")
    assert rendered("{{ name }}-ip") == "web-ip"
