"""A spec and the template that is rendered from it choose the same, for the table of conflicts."""

from __future__ import annotations

import json

import pytest

from generator.constraints.subject import SpecSubject
from generator.language.template import Template
from generator.rendering.options import RenderOptions
from generator.rendering.render import read_spec
from generator.scale_set.view import scale_sets
from tests.support.workspace import OUTPUT, STARTERS

NAMES = sorted(path.name for path in STARTERS.iterdir() if (path / "scaleset.yaml").is_file())


@pytest.mark.parametrize("name", NAMES)
def test_a_starter_and_its_template_agree(name):
    spec = read_spec(STARTERS / name / "scaleset.yaml", RenderOptions())
    of_spec = SpecSubject(spec.value, spec.files).choices()
    template = json.loads((OUTPUT / name / "azuredeploy.json").read_text(encoding="utf-8"))
    (of_template,) = (found.choices() for found in scale_sets(Template(template)))
    both = {key for key in of_spec if of_spec[key] and of_template[key]}
    assert {key: of_spec[key] for key in both} == {key: of_template[key] for key in both}
    assert {"mode", "health"} <= both
