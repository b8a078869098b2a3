"""templates/ is read from its folder, and in a wheel from one file."""

import json

import pytest
from jinja2 import TemplateNotFound

from generator.files import templates
from generator.files.loader import TemplatesLoader


@pytest.fixture
def packed(tmp_path, monkeypatch):
    path = tmp_path / "templates.json"
    names = {
        "starters/b/scaleset.yaml": "name: b\n",
        "starters/b-c/scaleset.yaml": "",
        "x.j2": "{}",
    }
    path.write_text(json.dumps(names), "utf-8")
    monkeypatch.setattr(templates, "PACKED", path)
    for cached in (templates._packed, templates._names):
        cached.cache_clear()
    yield
    for cached in (templates._packed, templates._names):
        cached.cache_clear()


@pytest.mark.usefixtures("packed")
def test_a_wheel_has_one_file():
    assert templates.names_of_starters() == ["b", "b-c"]
    assert templates.template_text("starters/b/scaleset.yaml") == "name: b\n"
    assert templates.template_text("none") is None
    assert templates.template_names("x") == ["x.j2"]


def test_a_checkout_has_a_folder():
    assert "linux-script" in templates.names_of_starters()
    assert templates.template_text("starters/none/scaleset.yaml") is None
    with pytest.raises(TemplateNotFound):
        TemplatesLoader().get_source(None, "none.j2")
