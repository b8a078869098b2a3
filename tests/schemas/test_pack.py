"""The packed form of the schemas, as a wheel holds it: it gives what the texts of a checkout give."""

from __future__ import annotations

import shutil

import pytest

from generator.resources import schema as schemas
from generator.resources import store
from schemas.pack import write
from tests.support.workspace import ROOT

TREE = ROOT / "schemas" / "resources"
PROVIDERS = ("microsoft.managedidentity", "microsoft.storage", "microsoft.web", "oracle.database")


@pytest.fixture
def packed(tmp_path, monkeypatch):
    """The schemas of some providers, packed; gives the folder."""
    tree, folder = tmp_path / "texts", tmp_path / "wheel"
    folder.mkdir()
    for provider in PROVIDERS:
        shutil.copytree(TREE / provider, tree / provider)
    write(tree, folder)
    monkeypatch.setattr(store, "data_folder", lambda _: folder)
    return folder


def test_each_type_is_what_its_text_says_in_all_versions(packed):
    names = store.all_types()
    texts = {name: TREE / f"{name}.json" for name in names}
    assert len(names) > 200
    for name, path in texts.items():
        found = schemas.read_schema(store.text_of_type(name))
        written = schemas.read_schema(path.read_bytes())
        assert (found.type, found.versions) == (written.type, written.versions)
        assert (found.root, found.reviewed) == (written.root, written.reviewed)
        assert found.definitions.keys() == written.definitions.keys()
        for version in (written.versions[0], written.newest, written.versions[-1]):
            one, other = found.slice(version), written.slice(version)
            assert (one.scopes, one.name_facts) == (other.scopes, other.name_facts)
            assert all(one.definition(n) == other.definition(n) for n in written.definitions)


def test_what_is_not_there_has_no_text(packed):
    assert store.text_of_type("microsoft.compute/virtualmachines") is None
    assert store.text_of_type("microsoft.web") is None
    assert store.text_of_type("microsoft.storage/storageaccount") is None
    assert store.text_of_type("../../etc/passwd") is None


def test_the_same_texts_give_the_same_bytes(packed, tmp_path):
    before = [path.read_bytes() for path in sorted(packed.iterdir())]
    write(tmp_path / "texts", packed)
    assert [path.read_bytes() for path in sorted(packed.iterdir())] == before
