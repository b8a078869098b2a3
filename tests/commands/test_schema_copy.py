"""The copy of the schema of specs beside a spec: written where it is asked for, and kept up to date."""

from __future__ import annotations

import json

from generator import __version__

LINE = "# yaml-language-server: $schema=scaleset.schema.json"


def test_init_writes_no_copy_and_names_none(tmp_path, scaleset):
    assert scaleset("init", "shop").code == 0
    assert sorted(path.name for path in (tmp_path / "shop").iterdir()) == [
        "install.sh",
        "scaleset.yaml",
    ]
    lines = (tmp_path / "shop" / "scaleset.yaml").read_text().splitlines()
    assert lines[0].startswith("# Linux")
    assert not [line for line in lines if "yaml-language-server" in line]


def test_init_writes_and_names_the_copy_that_is_asked_for(tmp_path, scaleset):
    assert scaleset("init", "shop", "--with-schema").code == 0
    assert (tmp_path / "shop" / "scaleset.yaml").read_text().splitlines()[0] == LINE
    copy = (tmp_path / "shop" / "scaleset.schema.json").read_text()
    assert json.loads(copy) == json.loads(scaleset("schema").out)


def test_a_stale_copy_is_told_and_mended(tmp_path, scaleset):
    assert scaleset("init", "shop", "--with-schema").code == 0
    assert scaleset("render", "shop").code == 0
    assert scaleset("render", "shop", "--check").code == 0
    copy = tmp_path / "shop" / "scaleset.schema.json"
    good = copy.read_text()
    copy.write_text("{}")
    ran = scaleset("render", "shop", "--check")
    assert ran.code == 1
    assert "1 file not up to date: shop/scaleset.schema.json" in ran.err
    assert copy.read_text() == "{}"
    assert "wrote shop/scaleset.schema.json" in scaleset("render", "shop").out.splitlines()
    assert copy.read_text() == good
    assert scaleset("render", "shop", "--check").code == 0


def test_no_copy_is_written_where_there_is_none(tmp_path, scaleset):
    assert scaleset("init", "shop").code == 0
    assert scaleset("render", "shop").code == 0
    assert not (tmp_path / "shop" / "scaleset.schema.json").exists()


def test_once_the_documentation_is_published_a_spec_names_the_schema_of_its_version(
    tmp_path, scaleset, monkeypatch
):
    monkeypatch.setattr("generator.paths.PUBLISHED", "https://scaleset.example/")
    assert scaleset("init", "shop").code == 0
    first = (tmp_path / "shop" / "scaleset.yaml").read_text().splitlines()[0]
    address = f"https://scaleset.example/schema/{__version__}/scaleset.schema.json"
    assert first == f"# yaml-language-server: $schema={address}"
    assert not (tmp_path / "shop" / "scaleset.schema.json").exists()
