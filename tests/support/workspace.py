"""Where things are, and what tests of several rooms share: specs, folders, the command."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OUTPUT = ROOT / "output"
STARTERS = ROOT / "templates" / "starters"
CORPUS = Path(os.environ.get("SCALESET_CORPUS", ROOT.parent / "shared" / "corpus"))
"""Real templates of others; where they are not, the tests that need them are skipped."""

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFyZSBub3QgYSByZWFsIGtleQ"
MINIMAL = f"""\
name: web
os: linux
size: Standard_D2s_v5
admin: {{user: azureops, sshKey: {KEY}}}
"""


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
