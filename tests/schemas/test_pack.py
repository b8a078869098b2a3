"""The packed form of the schemas, as a wheel holds it: it gives what the texts of a checkout give."""

from __future__ import annotations

import json
import shutil
import sys

import pytest

from generator.commands.doctor import run as doctor
from generator.resources import api_versions, store
from generator.resources.schema import schema_of
from generator.resources.standard import json_schema
from schemas import pack as packing
from schemas.pack import write
from tests.support.workspace import ROOT

TREE = ROOT / "schemas" / "resources"
PROVIDERS = ("microsoft.managedidentity", "microsoft.storage", "microsoft.web", "oracle.database")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The schemas of some providers, packed; gives the folder."""
    path = tmp_path_factory.mktemp("schemas")
    tree, folder = path / "texts", path / "wheel"
    folder.mkdir()
    for provider in PROVIDERS:
        shutil.copytree(TREE / provider, tree / provider)
    # a '#' that refers to nothing: its type keeps the names of its definitions
    odd = tree / "oracle.database" / "hashed.json"
    definitions = {"": {"properties": "!#Own"}, "Own": {"at": {"pattern": "^#[a-z]+$"}}}
    data = {"type": "Oracle.Database/hashed", "versions": ["2020-01-01"], "scopes": 8}
    odd.write_text(json.dumps({**data, "definitions": definitions}), encoding="utf-8")
    long = {f"location{number}": "s" for number in range(4000)} | {"properties": "s"}
    data["type"], data["definitions"] = "Oracle.Database/long", {"": long}
    odd.with_name("long.json").write_text(json.dumps(data), encoding="utf-8")
    write(tree, folder)
    return folder


@pytest.fixture
def packed(made, monkeypatch):
    """The folder of the pack, which is what is read."""
    monkeypatch.setattr(store, "data_folder", lambda _: made)
    return made


def test_each_type_is_what_its_text_says_in_all_versions(packed):
    names = store.all_types()
    texts = {name: packed.parent / "texts" / f"{name}.json" for name in names}
    assert len(names) > 200
    for name, path in texts.items():
        found = schema_of(store.data_of_type(name))
        written = schema_of(json.loads(path.read_bytes()))
        assert (found.type, found.versions) == (written.type, written.versions)
        assert (found.root, found.reviewed) == (written.root, written.reviewed)
        assert len(found.definitions) == len(written.definitions)
        if written.reviewed:
            assert found.definitions.keys() == written.definitions.keys()
        for version in (written.versions[0], written.newest, written.versions[-1]):
            one, other = found.slice(version), written.slice(version)
            assert (one.scopes, one.name_facts) == (other.scopes, other.name_facts)
            assert json.dumps(json_schema(one)) == json.dumps(json_schema(other)), name
        for key in written.definitions[written.root]:
            ours, theirs = found.spans(found.root, key), written.spans(written.root, key)
            assert store.REFERENCE.sub("#", json.dumps(ours)) == store.REFERENCE.sub(
                "#", json.dumps(theirs)
            )


def test_a_long_text_has_no_words_to_look_for(packed, monkeypatch):
    read = []
    written_out = store._written_out
    monkeypatch.setattr(
        store, "_written_out", lambda text, words: read.append(text) or written_out(text, words)
    )
    for name in ("oracle.database/long", "oracle.database/cloudvmclusters"):
        assert store.data_of_type(name) is not None
    assert [text.isascii() for text in read] == [True, False]


def test_the_reader_knows_the_marks_of_the_pack():
    marks = ("NEXT", "SHORT", "FIRST", "FIRST_WORD")
    assert [getattr(store, mark) for mark in marks] == [getattr(packing, mark) for mark in marks]


def test_a_python_without_lzma_is_told_what_it_lacks(packed, monkeypatch):
    monkeypatch.setitem(sys.modules, "lzma", None)
    store._block.cache_clear()
    with pytest.raises(OSError, match=r"without lzma.*build it anew with liblzma"):
        store.data_of_type("microsoft.storage/storageaccounts")


def test_what_is_not_there_has_no_schema(packed):
    assert store.data_of_type("microsoft.compute/virtualmachines") is None  # in the table alone
    assert store.data_of_type("microsoft.web") is None
    assert store.data_of_type("microsoft.storage/storageaccount") is None
    assert store.data_of_type("../../etc/passwd") is None


def test_the_table_of_api_versions_is_what_its_file_says(packed):
    kept = json.loads((ROOT / "schemas" / "api-versions.json").read_bytes())
    month, table = store.version_table()
    assert month == kept["date"]
    ours, theirs = (
        {name.lower(): sorted(versions.split()) for name, versions in types.items()}
        for types in (table, kept["types"])
    )
    assert ours == theirs
    assert len(set(table) - set(kept["types"])) < 10  # a schema spells them in another casing
    _has_lines(kept)


def test_a_line_of_the_table_is_what_its_file_says():
    _has_lines(json.loads((ROOT / "schemas" / "api-versions.json").read_bytes()))


def _has_lines(kept):
    assert store.month_of_table() == kept["date"]
    for name, versions in kept["types"].items():
        found = store.versions_in_table(name.lower()).split()
        assert sorted(found) == sorted(versions.lower().split()), name
    odd = [
        "",
        "a",
        "microsoft.web",
        'a"/b',
        'a\n"b/c',
        "microsoft.compute/virtualmachinescalesets ",
    ]
    assert [store.versions_in_table(name) for name in odd] == [""] * len(odd)


def test_the_versions_of_a_type_are_the_same_packed(packed, monkeypatch):
    kinds = [name.split("/") for name in store.all_types()]
    found = [api_versions.versions_of(kind) for kind in kinds]
    monkeypatch.undo()
    assert found == [api_versions.versions_of(kind) for kind in kinds]


def test_the_same_texts_give_the_same_bytes(made, tmp_path):
    write(made.parent / "texts", tmp_path)
    one, other = ([path.read_bytes() for path in sorted(at.iterdir())] for at in (made, tmp_path))
    assert one == other


def test_doctor_says_the_same_of_the_sources_that_a_wheel_holds(made, monkeypatch):
    shown = list(doctor._data())
    monkeypatch.setattr(doctor, "data_folder", lambda _: made)
    assert list(doctor._data()) == shown
