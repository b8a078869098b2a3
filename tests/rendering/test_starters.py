"""Every starter renders to what is committed in output/, and that is all that lies there."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from generator.diagnostics import Severity
from generator.rendering.render import render
from generator.validation.batch import validate_files
from generator.validation.profiles.arm_ttk import run as arm_ttk
from tests.support.workspace import OUTPUT, STARTERS

NAMES = sorted(folder.name for folder in STARTERS.iterdir())


@pytest.mark.parametrize("name", NAMES)
def test_starter_renders_to_its_committed_output(name, output_snapshot):
    rendering = render(STARTERS / name / "scaleset.yaml")
    assert rendering.artifacts, [item.message for item in rendering.findings]
    for artifact in rendering.artifacts:
        assert artifact.text == output_snapshot(name=f"{name}/{artifact.name}")


def test_output_holds_nothing_else():
    expected = {
        f"{name}/{artifact.name}"
        for name in NAMES
        for artifact in render(STARTERS / name / "scaleset.yaml").artifacts
    }
    found = {path.relative_to(OUTPUT).as_posix() for path in OUTPUT.rglob("*") if path.is_file()}
    assert found == expected


def test_every_output_file_validates_without_error_or_warning():
    findings = validate_files(sorted(OUTPUT.rglob("*.json"))).findings
    assert [item for item in findings if item.severity > Severity.INFO] == []


NOTES = {
    "windows-dsc": ["EXT005"],
    "windows-dsc-module": ["EXT005"],
    "pipelines-agents": ["UPG007", "UPG040"],
    "github-runners": ["UPG007", "UPG040"],
    "linux-arm64": ["SEC010"],
}
"""What is told of a starter by design: DSC retires, agents are replaced by what gives them work,
and whether the image for Arm64 has Trusted Launch is not known."""


@pytest.mark.parametrize("name", NAMES)
def test_starter_gives_no_finding_but_the_notes_it_is_made_with(name):
    found = render(STARTERS / name / "scaleset.yaml").findings
    assert sorted(item.rule for item in found) == NOTES.get(name, [])
    assert all(item.severity is Severity.INFO for item in found)


def test_arm_ttk_has_nothing_to_say_but_of_ids_and_addresses_that_specs_give():
    """The real module agrees with the profile in all of output/."""
    found = Counter(
        (Path(item.path).parent.name, item.rule)
        for item in arm_ttk.validate_files([OUTPUT], date(2026, 8, 1)).findings
    )
    ids, addresses, no_rules = "TTK016", "TTK013", "TTK029"
    assert found == {
        ("existing-network", ids): 2,
        ("full", ids): 5,
        ("full", addresses): 3,
        ("gallery-image", ids): 1,
        ("github-runners", no_rules): 1,
        ("linux-blob-identity", addresses): 1,
        ("pipelines-agents", no_rules): 1,
        ("vm-application", ids): 1,
    }


@pytest.mark.parametrize("name", NAMES)
def test_starter_names_the_schema_for_editors_and_says_what_it_is(name):
    lines = (STARTERS / name / "scaleset.yaml").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "# yaml-language-server: $schema=scaleset.schema.json"
    assert lines[1].startswith("# ")
    assert lines[1].endswith(".")
