"""What tests share: writing specs, running the command, the rendered starters as snapshots."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from syrupy.data import Snapshot, SnapshotCollection
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from tests.support.command import Ran, run_apart, run_here
from tests.support.compiler import NO_COMPILER, Bicep, cli
from tests.support.quick import is_quick
from tests.support.unmeasured import is_unmeasured
from tests.support.workspace import CORPUS, OUTPUT, Folder

# The same examples on every machine; `--hypothesis-profile=fuzz` looks for new ones.
_COMMON = {"deadline": None, "database": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("repeatable", derandomize=True, max_examples=200, **_COMMON)
settings.register_profile("fuzz", max_examples=20_000, **_COMMON)
settings.load_profile("repeatable")


def pytest_ignore_collect(collection_path, config):
    """Read no file in vain: benchmarks are asked for, and `-m quick` needs its own alone."""
    if collection_path.name == "benchmarks":
        return None if config.getoption("benchmark_enable") else True
    apart = config.getoption("markexpr") == "quick" and collection_path.suffix == ".py"
    return True if apart and not is_quick(collection_path) else None


def pytest_collection_modifyitems(items):
    """Mark what needs the compiler, what is quick or unmeasured; skip what has no corpus."""
    reason = f"no corpus at {CORPUS}; SCALESET_CORPUS names its folder"
    for item in items:
        if "compiler" in item.fixturenames:
            item.add_marker("compiler")
        apart = {"azurite", "corpus", "compiler", "slow"} & {
            mark.name for mark in item.iter_markers()
        }
        if is_quick(item.path) and not apart:
            item.add_marker("quick")
        if is_unmeasured(item):
            item.add_marker("no_cover")
        if item.get_closest_marker("corpus") and not CORPUS.is_dir():
            item.add_marker(pytest.mark.skip(reason=reason))


class OutputExtension(SingleFileSnapshotExtension):
    """A snapshot is a file below output/, named by the test: 'starter/azuredeploy.json'."""

    _write_mode = WriteMode.TEXT
    file_extension = "json"
    test_name = "test_starter_renders_to_its_committed_output"

    @classmethod
    def get_snapshot_name(cls, *, test_location, index=0):
        return f"{cls.test_name}[{index}]"

    @classmethod
    def get_location(cls, *, test_location, index=0):
        return str(OUTPUT / str(index))

    @classmethod
    def dirname(cls, *, test_location):
        return str(OUTPUT)

    @classmethod
    def discovery_dirname(cls, *, test_location):
        return str(OUTPUT)

    @classmethod
    def matches_test_location(cls, *, test_location, snapshot_location):
        return Path(snapshot_location).is_relative_to(OUTPUT)

    def read_snapshot_collection(self, *, snapshot_location):
        index = Path(snapshot_location).relative_to(OUTPUT).as_posix()
        collection = SnapshotCollection(location=snapshot_location)
        collection.add(Snapshot(name=f"{self.test_name}[{index}]"))
        return collection


@pytest.fixture
def output_snapshot(snapshot):
    """The committed file of a starter in output/."""
    return snapshot.use_extension(OutputExtension)


@pytest.fixture
def scaleset(tmp_path):
    """Run the command as a user does, in the temporary folder.

    With an environment of its own it gets a process of its own; else the command runs in this one,
    which costs a tenth.
    """

    def run(*arguments: object, cwd: Path = tmp_path, env: dict[str, str] | None = None) -> Ran:
        words = [str(item) for item in arguments]
        ran = run_here(words, cwd) if env is None else run_apart(words, cwd, env)
        assert "Traceback" not in ran.err, ran.err
        assert "internal error" not in ran.err, ran.err
        return ran

    return run


@pytest.fixture
def folder(tmp_path):
    """A temporary folder for a spec."""
    return Folder(tmp_path)


@pytest.fixture(scope="session")
def compiler():
    """The real Bicep CLI, one warm server for all tests of a run."""
    if cli() is None:
        pytest.skip(NO_COMPILER)
    from tests.support.recompiled import variables_of

    with Bicep(variables_of(OUTPUT)) as server:
        yield server
