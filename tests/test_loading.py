"""Modules that are found the short way are those that Python itself would find."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

import pytest

from generator import loading


@pytest.fixture
def room(tmp_path, monkeypatch):
    """A folder that stands for one of ours: a package with a module."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "__init__.py").write_text('"""A package."""\nSAID = "package"\n')
    (tmp_path / "module.py").write_text("SAID = 'first!'\n")
    return tmp_path


def found(name, folder):
    spec = loading._ModuleFinder.find_spec(f"generator.{name}", [str(folder)])
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_module_is_compiled_once_and_again_where_its_source_changed(room):
    source = room / "module.py"
    module = found("module", room)
    assert (module.SAID, module.__file__) == ("first!", str(source))
    assert Path(module.__cached__).is_file()
    stamp = source.stat()
    source.write_text("SAID = 'second'\n")  # of the same size
    os.utime(source, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert found("module", room).SAID == "first!"  # Python itself cannot tell either
    os.utime(source, ns=(stamp.st_atime_ns, stamp.st_mtime_ns + 2_000_000_000))
    assert found("module", room).SAID == "second"
    source.write_text("SAID = 'a third one'\n")
    assert found("module", room).SAID == "a third one"


def test_a_compiled_file_that_is_broken_is_not_taken(room):
    cached = Path(found("module", room).__cached__)
    for data in (b"", b"\0" * 16, cached.read_bytes()[:12]):
        cached.write_bytes(data)
        assert found("module", room).SAID == "first!"


def test_a_package_has_a_path(room):
    package = found("inner", room)
    assert (package.SAID, package.__path__) == ("package", [str(room / "inner")])
    assert package.__package__ == "generator.inner"


def test_what_is_not_ours_or_not_there_goes_the_usual_way(room):
    assert loading._ModuleFinder.find_spec("json.decoder", [str(room)]) is None
    assert loading._ModuleFinder.find_spec("generator", None) is None
    assert loading._ModuleFinder.find_spec("generator.absent", [str(room)]) is None


def test_it_finds_each_module_of_ours_where_python_does():
    usual = importlib.machinery.PathFinder
    names = sorted(name for name in sys.modules if name.startswith("generator."))
    assert len(names) > 5
    for name in names:
        path = sys.modules[name.rpartition(".")[0]].__path__
        short, long = loading._ModuleFinder.find_spec(name, path), usual.find_spec(name, path)
        assert (short.origin, short.cached) == (long.origin, long.cached)
        assert short.submodule_search_locations == long.submodule_search_locations
