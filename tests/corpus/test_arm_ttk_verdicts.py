"""The verdicts of arm-ttk itself on real templates, test by test, and those of the profile.

The recorded verdicts are of arm-ttk at 0ec9a41a (2026-02-13) on PowerShell 7.6.9, which was given the
versions of `tests/data/arm_ttk/` for its cache. Its tests of createUiDefinition are not looked at.
"""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from generator.diagnostics import Severity
from generator.resources import api_versions
from generator.validation.profiles.arm_ttk.check import all_checks
from generator.validation.profiles.arm_ttk.run import validate_files
from tests.support.workspace import CORPUS, ROOT

RECORDED = CORPUS.parent / "truth" / "arm-ttk" / "verdicts.json"
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not RECORDED.is_file(), reason=f"no recorded verdicts at {RECORDED}"),
]
TABLE = ROOT / "tests" / "data" / "arm_ttk" / "api-versions.json"
DAY, DAY_OF_FIXTURES = date(2026, 8, 1), date(2026, 2, 13)
SLICES = 24
KEPT = 4
"""So many errors of a test the record keeps, of some more."""


@cache
def recorded():
    return json.loads(RECORDED.read_text(encoding="utf-8"))


def known(test):
    return test.lower().replace("_", "-")


@pytest.fixture
def _versions_of_the_record(monkeypatch):
    types = json.loads(TABLE.read_text(encoding="utf-8"))["types"]
    monkeypatch.setattr(api_versions, "versions_in_table", lambda kind: types.get(kind, ""))


def ours(main):
    """Return the errors of the profile by file and test."""
    as_of = DAY_OF_FIXTURES if main.startswith("arm-ttk/") else DAY
    found = defaultdict(lambda: defaultdict(set))
    for item in validate_files([CORPUS / main], as_of).findings:
        if item.counterpart and item.severity is Severity.ERROR:
            file = Path(item.path).relative_to(CORPUS).as_posix()
            found[file][known(item.counterpart.test)].add(item.counterpart.error)
    return found


def names(errors):
    """Return the ids that arm-ttk itself has given; those of PowerShell stand for what it cannot do."""
    of_powershell = ("ParameterArgument", "MethodCount")
    return {error for error in errors if error and not error.startswith(of_powershell)}


@pytest.mark.usefixtures("_versions_of_the_record")
@pytest.mark.parametrize("part", range(SLICES))
def test_each_test_has_the_verdict_of_arm_ttk_and_the_ids_of_its_errors(part):
    checks = {known(loaded.check.test) for loaded in all_checks()}
    different = []
    for main, files in list(recorded()["templates"].items())[part::SLICES]:
        found = ours(main)
        assert found.keys() <= files.keys()
        for file, verdict in files.items():
            for test in checks:
                theirs, mine = verdict["fail"].get(test, []), found[file].get(test, set())
                ids = names(error for error, *_ in theirs)
                more = names(mine) - ids if len(theirs) < KEPT and ids else set()
                if bool(theirs) != bool(mine) or not ids <= mine or more:
                    different.append((file, test, ids, mine))
    assert different == []
