"""Validating many files: files per second, and how the cost grows; ratios of the same run.

Run with: pytest --benchmark-enable tests/benchmarks/test_validation.py
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from time import process_time
from typing import TYPE_CHECKING

import pytest

from generator.reports.pen import Pen
from generator.reports.validation import json_report, junit, sarif, text
from generator.validation.batch import validate_files
from generator.validation.report import Report
from tests.support.workspace import CORPUS, ROOT

if TYPE_CHECKING:
    from pathlib import Path

FEW, MANY = 100, 1_500


@pytest.fixture(scope="module")
def files():
    folder = CORPUS / "quickstarts"
    if not folder.is_dir():
        pytest.skip(f"no corpus at {CORPUS}; set SCALESET_CORPUS")
    return sorted(folder.rglob("*.json"))


def seconds(files: list[Path]) -> float:
    began = process_time()
    validate_files(files)
    return process_time() - began


@pytest.mark.benchmark(group="validate: real templates, one process")
def test_files_per_second(benchmark, files):
    """Check all quickstarts; the figure is files a second."""
    validate_files(files[:20])
    report = benchmark.pedantic(validate_files, [files], rounds=2)
    benchmark.extra_info["files"] = report.tally.files
    assert report.tally.files > 1_000
    if benchmark.stats is not None:  # it is None where benchmarks are not measured
        benchmark.extra_info["files per second"] = round(len(files) / benchmark.stats.stats.min)


@pytest.mark.benchmark(group="validate: real templates, one process")
def test_growth(benchmark, files):
    """Check 1,500 files at once; the figure is the cost against the same in runs of 100."""
    parts = MANY // FEW
    small = sum(seconds(files[first:MANY:parts]) for first in range(parts))
    large = benchmark.pedantic(seconds, [files[:MANY]], rounds=1)
    benchmark.extra_info["cost against runs of 100 files"] = round(large / small, 2)


@pytest.mark.benchmark(group="validate: the same template again and again")
def test_growth_of_equal_files(benchmark, files, tmp_path):
    """Check 1,500 copies of one template; the figure is the cost of one against that among 100."""
    source = next(path for path in files if path.parent.name == "201-vmss-ubuntu-autoscale")
    copies = []
    for number in range(MANY):
        copies.append(tmp_path / f"{number}.json")
        copies[-1].write_bytes(source.read_bytes())
    small = min(seconds(copies[:FEW]) for _ in range(3))
    large = benchmark.pedantic(seconds, [copies], rounds=1)
    benchmark.extra_info["cost of a file, against 100 files"] = round(large / small * FEW / MANY, 2)


@pytest.mark.benchmark(group="validate: writing findings")
def test_formats(benchmark, files):
    """Write the findings of all quickstarts as text; the figures are ratios to `json.dumps`."""
    report = validate_files(files)
    many = Report(report.findings * 5, report.tally)
    writers = {
        "text": lambda: "".join(text.write(many, Pen())),
        "json": lambda: "".join(json_report.write(many, Pen())),
        "sarif": lambda: "".join(sarif.write(many, Pen())),
        "junit": lambda: "".join(junit.write(many, Pen())),
    }
    plain = json.loads(writers["json"]())
    began = process_time()
    json.dumps(plain, indent=2)
    baseline = process_time() - began
    for name, write in writers.items():
        began = process_time()
        write()
        benchmark.extra_info[name] = round((process_time() - began) / baseline, 1)
    benchmark.pedantic(writers["text"], rounds=3)


@pytest.mark.benchmark(group="validate: cold, one template")
@pytest.mark.parametrize(
    "command",
    [["-c", "import json"], ["-c", "import typer"], ["-m", "generator", "validate"]],
    ids=["import json", "import typer", "validate"],
)
def test_cold(benchmark, files, command):
    """Start Python and check one scale-set quickstart, beside starting Python alone."""
    chosen = next(path for path in files if path.parent.name == "201-vmss-ubuntu-autoscale")
    arguments = [*command, str(chosen)] if "validate" in command else command
    benchmark.pedantic(
        subprocess.run, [[sys.executable, *arguments]],
        {"cwd": ROOT, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": False},
        rounds=10, warmup_rounds=1,
    )  # fmt: skip


@pytest.mark.benchmark(group="validate: cold, one template")
def test_cold_checkov(benchmark, files):
    """Check the same template with another tool."""
    tool = shutil.which("checkov")
    if tool is None:
        pytest.skip("checkov is not on PATH")
    chosen = next(path for path in files if path.parent.name == "201-vmss-ubuntu-autoscale")
    options = ["--framework", "arm", "--quiet", "--compact", "--skip-download", "-f", str(chosen)]
    benchmark.pedantic(
        subprocess.run, [[tool, *options]],
        {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": False},
        rounds=2, warmup_rounds=1,
    )  # fmt: skip
