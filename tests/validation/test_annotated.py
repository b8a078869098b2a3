"""Twenty templates with faults, line by line, each with what is said of it and where.

`python -m tests.validation.test_annotated` writes them anew; read what changed, line by line.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.validation.batch import validate_files
from tests.support.annotated import annotated

TEMPLATES = sorted((Path(__file__).parent / "annotated").glob("*.json"))


def shown(path: Path) -> str:
    return annotated(path.read_text("utf-8"), validate_files([path]).findings)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_each_finding_stands_at_its_place(path):
    assert shown(path) == path.with_suffix(".txt").read_text("utf-8")


def test_there_are_twenty():
    assert len(TEMPLATES) == 20


if __name__ == "__main__":
    for template in TEMPLATES:
        template.with_suffix(".txt").write_text(shown(template), "utf-8")
