"""The Bicep of a rendering compiles, and says why where the linter would ask."""

from __future__ import annotations

import pytest

from generator.diagnostics import Severity
from generator.rendering.bicep_files import allowing_addresses
from generator.rendering.render import render
from tests.support.workspace import STARTERS

WHY = "// The spec gives this address: it is that of one thing, which stands in one cloud."
SPEC = (STARTERS / "linux-script" / "scaleset.yaml").read_text(encoding="utf-8")


def rendered(folder, raw):
    """Render a starter with `raw` of one's own; give the rendering."""
    for path in (STARTERS / "linux-script").iterdir():
        if path.is_file():
            (folder / path.name).write_bytes(path.read_bytes())
    (folder / "scaleset.yaml").write_text(f"{SPEC}\n{raw}", encoding="utf-8")
    return render(folder / "scaleset.yaml")


def compiled(compiler, folder, rendering):
    for item in rendering.artifacts:
        target = folder / item.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(item.text, encoding="utf-8")
    return compiler.compile(folder / "main.bicep")


class TestAddresses:
    @pytest.mark.parametrize(
        ("line", "marked"),
        [
            ("  url: 'https://kv.vault.azure.net/x'", True),
            ("    'https://st.blob.core.windows.net/a.sh'", True),
            ("  url: 'https://example.com/x'", False),
            ("  // see https://kv.vault.azure.net/x", False),
        ],
    )
    def test_a_line_with_the_address_of_one_cloud_says_why(self, line, marked):
        indent = line[: len(line) - len(line.lstrip())]
        above = f"{indent}{WHY}\n{indent}#disable-next-line no-hardcoded-env-urls\n"
        assert allowing_addresses(f"{line}\n") == f"{above if marked else ''}{line}\n"

    def test_the_linter_is_silent_about_addresses_in_every_form(self, compiler, tmp_path):
        text = (
            "var one = {\n  a: 'https://kv.vault.azure.net/x'\n  b: [\n"
            "    'https://st.blob.core.windows.net/a.sh'\n    'plain'\n  ]\n}\n"
            "var two = '''\nfirst\nhttps://kv.vault.azure.net/x\nlast\n'''\n"
            "output o object = { one: one, two: two }\n"
        )
        (tmp_path / "main.bicep").write_text(text)
        before = compiler.compile(tmp_path / "main.bicep")
        assert [item.code for item in before.warnings()] == ["no-hardcoded-env-urls"] * 3
        (tmp_path / "main.bicep").write_text(allowing_addresses(text))
        after = compiler.compile(tmp_path / "main.bicep")
        assert [*after.errors(), *after.warnings()] == []
        assert after.json["variables"] == before.json["variables"]


class TestWhatHasNoForm:
    def test_no_bicep_is_written_that_cannot_compile_and_the_spec_is_told_why(self, tmp_path):
        rendering = rendered(
            tmp_path,
            "raw:\n  other:\n    type: Microsoft.Insights/components\n"
            "    apiVersion: 2020-02-02\n    name: other\n    location: eastus\n"
            "    kind: web\n    properties:\n      note: " + "x" * 131_073 + "\n",
        )
        names = {item.name for item in rendering.artifacts}
        assert names == {"azuredeploy.json", "azuredeploy.parameters.json"}
        (told,) = [item for item in rendering.findings if item.rule == "bicep-form"]
        assert told.severity is Severity.WARNING
        assert told.message.startswith("main.bicep is not written: ")
        line = (tmp_path / "scaleset.yaml").read_text().splitlines()[told.position.line - 1]
        assert "note" in line

    def test_what_raw_brings_and_has_a_form_is_written(self, compiler, tmp_path):
        rendering = rendered(
            tmp_path,
            "raw:\n  other:\n    type: Microsoft.Insights/components\n"
            "    apiVersion: 2020-02-02\n    name: other\n    location: eastus\n"
            "    kind: web\n    properties:\n      Application_Type: web\n",
        )
        assert compiled(compiler, tmp_path, rendering).errors() == []
        assert [item for item in rendering.findings if item.rule == "bicep-form"] == []
