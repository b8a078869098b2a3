"""Rendering, each figure beside its baseline of the same run; compare ratios, not seconds.

Run with: pytest --benchmark-enable tests/benchmarks/test_render.py
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support.workspace import MINIMAL, ROOT

if TYPE_CHECKING:
    from pathlib import Path

SPEC = MINIMAL + (
    "deliver:\n  - customScript: {script: ./install.sh}\n"
    "ports: [{port: 80}]\nhealth: {requestPath: /healthz}\n"
)
SCRIPT = "#!/bin/sh\napt-get update\napt-get install --yes nginx\n"
SPECS = 1_000


@pytest.fixture(scope="module")
def specs(tmp_path_factory) -> list[Path]:
    base = tmp_path_factory.mktemp("specs")
    found = []
    for number in range(SPECS):
        folder = base / f"web{number}"
        folder.mkdir()
        (folder / "install.sh").write_text(SCRIPT)
        (folder / "scaleset.yaml").write_text(SPEC.replace("name: web", f"name: web{number}"))
        found.append(folder / "scaleset.yaml")
    return found


def run(code: str, *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL
    )


@pytest.mark.benchmark(group="cold: one process")
def test_baseline_importing_the_libraries(benchmark):
    benchmark.pedantic(run, ["import jinja2, jsonschema, typer, yaml"], rounds=15, warmup_rounds=2)


@pytest.mark.benchmark(group="cold: one process")
def test_cold_render_of_one_spec(benchmark, specs):
    code = "from generator.start import main; main()"
    benchmark.pedantic(run, [code, "render", "--quiet", str(specs[0])], rounds=15, warmup_rounds=2)


@pytest.mark.benchmark(group=f"warm: {SPECS} specs in one process")
def test_baseline_json_dumps_of_the_results(benchmark, specs):
    from generator.rendering.options import RenderOptions
    from generator.rendering.render import render

    rendered = [render(spec, RenderOptions(bicep=False)).artifacts for spec in specs]
    results = [[json.loads(artifact.text) for artifact in artifacts] for artifacts in rendered]

    def dump() -> int:
        return sum(len(json.dumps(value, indent=2)) for pair in results for value in pair)

    assert benchmark.pedantic(dump, rounds=3) > SPECS


@pytest.mark.benchmark(group=f"warm: {SPECS} specs in one process")
def test_rendering_of_many_specs(benchmark, specs):
    from generator.rendering.render import render

    def render_all() -> int:
        return sum(len(render(spec).artifacts) for spec in specs)

    assert benchmark.pedantic(render_all, rounds=3) == 4 * SPECS
