"""The table of faults: each fact has an id that `explain` knows, and its examples are right."""

from __future__ import annotations

import re

import pytest

from generator.diagnostics import Severity
from generator.spec.faults import PREFIX, spec_faults
from tests.support.workspace import MINIMAL, ROOT

FAULTS = list(spec_faults().values())
SHOWN = [item for item in FAULTS if item.bad]
FILES = {
    "a_sh": "#!/bin/bash\nset -e\n",
    "b_yaml": "#cloud-config\npackages: [nginx]\n",
    "c_ps1": "exit 0\n",
}


def over_a_small_one(part: str) -> str:
    """Return the small spec with a part of another put over it."""
    keys = set(re.findall(r"^(\w+):", part, re.MULTILINE))
    kept = [line for line in MINIMAL.splitlines() if line.partition(":")[0] not in keys]
    return "\n".join([*kept, part])


def told(folder, part: str) -> set[str]:
    found = folder.render(over_a_small_one(part), **FILES).findings
    return {item.rule for item in found if item.rule.startswith(PREFIX)}


@pytest.mark.parametrize("fault", SHOWN, ids=lambda fault: fault.id)
def test_the_bad_example_has_this_fault_alone_and_the_good_one_none(folder, fault):
    assert told(folder, fault.bad) == {fault.id}
    assert told(folder, fault.good) == set()


@pytest.mark.parametrize("fault", SHOWN, ids=lambda fault: fault.id)
def test_an_error_stops_rendering_and_a_warning_does_not(folder, fault):
    found = folder.render(over_a_small_one(fault.bad), **FILES)
    assert bool(found.artifacts) == (fault.severity < Severity.ERROR)


def test_each_fault_has_an_id_and_a_name_of_its_own():
    assert len({item.id for item in FAULTS}) == len(FAULTS)
    assert [item.id for item in FAULTS] == sorted(item.id for item in FAULTS)
    assert all(re.fullmatch(rf"{PREFIX}\d{{3}}", item.id) for item in FAULTS)


def test_the_code_names_each_fault_and_no_other():
    names = set()
    for room in ("spec", "constraints", "delivery", "rendering"):
        for path in (ROOT / "generator" / room).rglob("*.py"):
            text = path.read_text("utf-8")
            names |= set(re.findall(r'(?:kind=|\bfault\(\s*|_FAULT = )"([a-z0-9-]+)"', text))
            names |= set(re.findall(r'Mistake\([^"]*?"([a-z-]+)"', text))
            names |= set(re.findall(r'return "([a-z]+(?:-[a-z]+)+)", ', text))
    known = set(spec_faults())
    assert (known - names, names - known) == (set(), set())


def test_explain_has_what_why_bad_and_good(scaleset):
    for name in ("SPC009", "wrong-depth"):
        ran = scaleset("explain", name)
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.startswith("SPC009 wrong-depth (error)\n\nA key is indented below")
        assert "Bad:\n\n    deliver:" in ran.out
        assert "Good:\n\n    deliver:" in ran.out
