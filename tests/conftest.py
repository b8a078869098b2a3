"""What tests share: writing specs, running the command, the rendered starters as snapshots."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from syrupy.data import Snapshot, SnapshotCollection
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

ROOT = Path(__file__).parent.parent
OUTPUT = ROOT / "output"
STARTERS = ROOT / "templates" / "starters"

# The same examples on every machine; `--hypothesis-profile=fuzz` looks for new ones.
_COMMON = {"deadline": None, "database": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("repeatable", derandomize=True, max_examples=200, **_COMMON)
settings.register_profile("fuzz", max_examples=20_000, **_COMMON)
settings.load_profile("repeatable")

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFyZSBub3QgYSByZWFsIGtleQ"
MINIMAL = f"""\
name: web
os: linux
size: Standard_D2s_v5
admin: {{user: azureops, sshKey: {KEY}}}
"""


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


@dataclass
class Ran:
    """What a run of the command gave."""

    code: int
    out: str
    err: str


@pytest.fixture
def scaleset(tmp_path):
    """Run the command as a user does, in a process of its own, in the temporary folder."""

    def run(*arguments: object, cwd: Path = tmp_path, env: dict[str, str] | None = None) -> Ran:
        result = subprocess.run(
            [sys.executable, "-m", "generator", *map(str, arguments)],
            capture_output=True,
            encoding="utf-8",
            cwd=cwd,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
                "COLUMNS": "100",
                **(env or {}),
            },
            check=False,
        )
        assert "Traceback" not in result.stderr, result.stderr
        assert "internal error" not in result.stderr, result.stderr
        return Ran(result.returncode, result.stdout, result.stderr)

    return run


@dataclass
class Folder:
    """A folder with a spec and the files it names; renders in this process."""

    path: Path

    def write(self, spec: str = MINIMAL, /, **files: str) -> Path:
        """Write a spec and files; in names '_' before the last part stands for the dot."""
        for name, text in files.items():
            target = self.path / ".".join(name.rsplit("_", 1))
            target.write_bytes(text.encode())
        target = self.path / "scaleset.yaml"
        target.write_text(spec, encoding="utf-8")
        return target

    def render(self, spec: str = MINIMAL, /, **files: str):
        """Render a spec; give the Rendering."""
        from generator.rendering.render import render

        return render(self.write(spec, **files))

    def template(self, spec: str = MINIMAL, /, **files: str) -> dict:
        """Render a spec that must render; give the template."""
        import json

        rendering = self.render(spec, **files)
        assert rendering.artifacts, [item.message for item in rendering.findings]
        return json.loads(rendering.artifacts[0].text)

    def scale_set(self, spec: str = MINIMAL, /, **files: str) -> dict:
        """Render a spec that must render; give the scale set."""
        resources = self.template(spec, **files)["resources"]
        kind = "Microsoft.Compute/virtualMachineScaleSets"
        return next(item for item in resources if item["type"] == kind)

    def extensions(self, spec: str, /, **files: str) -> dict[str, dict]:
        """Render a spec that must render; give the properties of its extensions by name."""
        profile = self.scale_set(spec, **files)["properties"]["virtualMachineProfile"]
        found = profile.get("extensionProfile", {}).get("extensions", [])
        return {item["name"]: item["properties"] for item in found}

    def resources(self, spec: str, /, **files: str) -> dict[str, dict]:
        """Render a spec that gives no error and no warning; give its resources by kind."""
        import json

        from generator.diagnostics import Severity

        rendering = self.render(spec, **files)
        found = [item.message for item in rendering.findings if item.severity > Severity.INFO]
        assert found == []
        listed = json.loads(rendering.artifacts[0].text)["resources"]
        return {item["type"].rpartition("/")[2]: item for item in listed}

    def mistakes(self, spec: str, /, **files: str) -> list[str]:
        """Render a spec that must not render; give 'line:column message' of each error."""
        from generator.diagnostics import Severity

        rendering = self.render(spec, **files)
        assert not rendering.artifacts
        errors = [item for item in rendering.findings if item.severity is Severity.ERROR]
        assert errors
        return [f"{e.position.line}:{e.position.column} {e.message}" for e in errors]

    def warnings(self, spec: str, /, **files: str) -> list[str]:
        """Render a spec that must render; give the messages of its warnings."""
        from generator.diagnostics import Severity

        rendering = self.render(spec, **files)
        assert rendering.artifacts, [item.message for item in rendering.findings]
        return [i.message for i in rendering.findings if i.severity is Severity.WARNING]


@pytest.fixture
def folder(tmp_path):
    """A temporary folder for a spec."""
    return Folder(tmp_path)
