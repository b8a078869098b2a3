"""Programs that are slow on a script: they have so much time together, and what was left out is told."""

import gzip
import os
import time

import pytest

from generator.delivery import scripts
from generator.diagnostics import Severity
from generator.rendering.options import RenderOptions
from generator.rendering.render import render
from generator.scale_set.payload import Payload
from tests.support.budget import cpu_budget

SPEC = (
    "name: shop\nos: linux\nsize: Standard_D2s_v5\ncount: 2\nadmin:\n  user: azureops\ndeliver:\n"
)


@pytest.fixture
def slow_programs(tmp_path, monkeypatch):
    """Stand in for shellcheck that takes long."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "shellcheck"
    program.write_text("#!/bin/sh\nexec sleep 30\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    scripts._comments.cache_clear()
    yield
    scripts._comments.cache_clear()


@pytest.mark.skipif(os.name == "nt", reason="a shell script stands in for shellcheck")
@pytest.mark.usefixtures("slow_programs")
def test_a_script_that_was_not_checked_in_time_is_told(tmp_path):
    (tmp_path / "0.sh").write_text("#!/bin/bash\necho 0\n")
    spec = tmp_path / "spec.yaml"
    spec.write_text(f"{SPEC}  - customScript:\n      script: ./0.sh\n")
    found = render(spec, RenderOptions(bicep=False, deadline=0.5)).findings
    said = [(item.rule, item.severity, item.path.rpartition("/")[2]) for item in found]
    assert [item for item in said if item[0] == "SPC132"] == [("SPC132", Severity.INFO, "0.sh")]


@pytest.mark.skipif(os.name == "nt", reason="a shell script stands in for shellcheck")
@pytest.mark.usefixtures("slow_programs")
def test_all_scripts_of_a_spec_have_one_deadline(tmp_path):
    steps = ""
    for index in range(8):
        (tmp_path / f"{index}.sh").write_text(f"#!/bin/bash\necho {index}\n")
        steps += f"  - customScript:\n      name: s{index}\n      script: ./{index}.sh\n"
    spec = tmp_path / "spec.yaml"
    spec.write_text(SPEC + steps)
    start = time.monotonic()
    render(spec, RenderOptions(bicep=False, deadline=2))
    assert time.monotonic() - start < 15


def test_few_bytes_that_unpack_to_gigabytes_are_not_unpacked():
    packed = gzip.compress(bytes(200_000_000), compresslevel=9)
    with cpu_budget(1):
        payload = Payload(packed)
        assert (payload.text(), payload.is_broken_archive()) == (None, False)
