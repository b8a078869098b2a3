"""The profile arm-ttk gives the verdicts with which arm-ttk labels its own fixtures."""

from __future__ import annotations

import json
from datetime import date
from functools import cache

import pytest

from generator.diagnostics import Severity
from generator.validation.profiles.arm_ttk.check import all_checks
from generator.validation.profiles.arm_ttk.run import validate_files
from tests.support.corpus_templates import CORPUS

FOLDER = CORPUS / "arm-ttk"
CASES = json.loads((FOLDER / "cases.json").read_text(encoding="utf-8")) if FOLDER.is_dir() else []
AS_OF = date(2026, 2, 13)
SWITCHED_OFF = {"Resources-Should-Not-Be-Ambiguous", "VM-Images-Should-Use-Latest-Version"}
"""Tests that find nothing in arm-ttk either."""


@cache
def report(path):
    return validate_files([FOLDER / path], AS_OF)


def errors(case):
    """Return the ids of the errors of the test in the files that the case is about."""
    tested = {str((FOLDER / name).as_posix()) for name in case["tested_files"]}
    return [
        item.counterpart.error
        for item in report(case["main_file"]).findings
        if item.counterpart
        and item.counterpart.test == case["test"]
        and item.severity is Severity.ERROR
        and item.path in tested
    ]


@pytest.mark.corpus
@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case['test']}-{case['path_in_repo'].rpartition('/')[2]}"
)
def test_a_fixture_of_arm_ttk_has_its_label(case):
    known = {loaded.check.test for loaded in all_checks()} | SWITCHED_OFF
    assert case["test"] in known
    found = errors(case)
    assert ("fail" if found else "pass") == case["expected"], found
    if "expected_error_id" in case:
        assert set(found) == {case["expected_error_id"]}
