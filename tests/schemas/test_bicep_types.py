"""The builder of schemas/resources/: a small archive in, one file of intervals for each type out."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from pathlib import Path

import pytest

from generator.resources.schema import covered_types, schema_of
from generator.resources.store import all_types
from schemas.bicep_types.__main__ import main
from tests.support.workspace import ROOT

ARCHIVE = os.environ.get("SCALESET_BICEP_TYPES", "")
"""The archive that schemas/sources.json pins, where somebody has it."""


class Types:
    """A types.json that is put together entry by entry."""

    def __init__(self):
        self.entries = []
        self.string = self.add("StringType")
        self.integer = self.add("IntegerType", minValue=1, maxValue=10)

    def add(self, kind, **fields):
        self.entries.append({"$type": kind, **fields})
        return {"$ref": f"#/{len(self.entries) - 1}"}

    def literals(self, *values, more=()):
        parts = [self.add("StringLiteralType", value=value) for value in values]
        return self.add("UnionType", elements=[*parts, *more])

    def object(self, name, /, **properties):
        return self.add("ObjectType", name=name, properties=_properties(properties))

    def choice(self, name, discriminator, elements, /, **properties):
        return self.add(
            "DiscriminatedObjectType",
            name=name,
            discriminator=discriminator,
            baseProperties=_properties(properties),
            elements=elements,
        )

    def resource(self, name, body, scopes=8):
        return self.add(
            "ResourceType", name=name, body=body, readableScopes=scopes, writableScopes=scopes
        )


def _properties(properties):
    """Return properties as the files write them, of references or of references and flags."""
    pairs = {
        key: item if isinstance(item, tuple) else (item, 0) for key, item in properties.items()
    }
    return {key: {"type": kind, "flags": flags} for key, (kind, flags) in pairs.items()}


def first():
    types = Types()
    part = types.object("Part", name=types.string)
    inner = types.object(
        "WidgetProperties",
        color=(types.literals("Red", "Green"), 1),
        finish=types.literals("Matt", more=[types.string]),
        count=types.integer,
        state=(types.string, 2),
        parts=types.add("ArrayType", itemType=part, minLength=1),
    )
    body = types.object(
        "Microsoft.Toys/widgets",
        name=(types.add("StringType", minLength=3, pattern="^[a-z]+$"), 9),
        properties=(inner, 1),
    )
    types.resource("Microsoft.Toys/widgets@2020-01-01", body)
    return types.entries


def second():
    """The same with a model that upstream renamed, and a type that its last name decides."""
    types = Types()
    piece = types.object("Piece", name=types.string, size=types.add("BooleanType"))
    inner = types.object(
        "WidgetProperties",
        color=(types.literals("Red", "Green", "Blue"), 1),
        count=types.integer,
        parts=types.add("ArrayType", itemType=piece),
    )
    body = types.object("Microsoft.Toys/widgets", name=types.string, properties=(inner, 1))
    types.resource("Microsoft.Toys/widgets@2021-01-01", body)
    on = types.object("On", name=types.literals("on"), level=types.integer)
    off = types.object("Off", name=types.literals("off"))
    settings = types.choice("Microsoft.Toys/widgets/settings", "name", {"on": on, "off": off})
    types.resource("Microsoft.Toys/widgets/settings@2021-01-01", settings, scopes=0)
    return types.entries


def archive_of(path, files):
    index = {}
    with tarfile.open(path, "w:xz") as archive:
        for folder, entries in files.items():
            name = f"{folder}/types.json"
            for number, entry in enumerate(entries):
                if entry["$type"] == "ResourceType":
                    index[entry["name"]] = {"$ref": f"{name}#/{number}"}
            _put(archive, f"generated/{name}", json.dumps(entries))
        _put(archive, "generated/index.json", json.dumps({"resources": index}))
        _put(archive, "LICENSE", "MIT")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _put(archive, name, text):
    member = tarfile.TarInfo(name)
    member.size = len(text.encode())
    archive.addfile(member, io.BytesIO(text.encode()))


OLD, NEW = "toys/microsoft.toys/2020-01-01", "toys/microsoft.toys/2021-01-01"


@pytest.fixture
def tree(tmp_path):
    """A folder of schemas; gives a function that runs the builder on an archive of files."""
    schemas = tmp_path / "schemas"
    schemas.mkdir()
    (schemas / "overlay.json").write_text("{}", "utf-8")

    def run(*options, files=None, reviewed=()):
        path = tmp_path / "types.tar.xz"
        digest = archive_of(path, files or {OLD: first(), NEW: second()})
        sources = {"bicep-types-az": {"sha256": digest}, "types": list(reviewed)}
        (schemas / "sources.json").write_text(json.dumps(sources), "utf-8")
        return main([str(path), *options, "--schemas", str(schemas)])

    run.schemas, run.folder = schemas, schemas / "resources" / "microsoft.toys"
    run.read = lambda name: json.loads((run.folder / f"{name}.json").read_text("utf-8"))
    return run


def test_versions_merge_into_intervals_under_the_oldest_names(tree):
    assert tree() == 0
    made = tree.read("widgets")
    assert (made["type"], made["versions"]) == (
        "Microsoft.Toys/widgets",
        ["2020-01-01", "2021-01-01"],
    )
    assert made["scopes"] == 8
    assert "reviewed" not in made
    assert made["definitions"] == {
        "": {
            "@name": [["2020-01-01", "2021-01-01", {"minLength": 3, "pattern": "^[a-z]+$"}]],
            "properties": "!#WidgetProperties",
        },
        "Part": {"name": "s", "size": [["2021-01-01", "b"]]},
        "WidgetProperties": {
            "color": [
                ["2020-01-01", {"t": "!s", "e": ["Red", "Green"]}],
                ["2021-01-01", {"t": "!s", "e": ["Red", "Green", "Blue"]}],
            ],
            "count": {"t": "n", "min": 1, "max": 10},
            "finish": [["2020-01-01", "2021-01-01", {"e": ["Matt"], "open": True}]],
            "parts": [
                ["2020-01-01", {"t": "#Part[]", "minItems": 1}],
                ["2021-01-01", "#Part[]"],
            ],
            "state": [["2020-01-01", "2021-01-01", "ro"]],
        },
    }


def test_a_new_version_renames_nothing(tree):
    tree(files={OLD: first()})
    before = (tree.folder / "widgets.json").read_text("utf-8").splitlines()
    tree()
    after = (tree.folder / "widgets.json").read_text("utf-8").splitlines()
    assert {line for line in before if line.endswith("{")} <= set(after)


def test_the_last_name_of_a_resource_may_choose_its_definition(tree):
    tree()
    made = tree.read("widgets/settings")
    assert made["scopes"] == 0  # it is there to be read only
    assert made["definitions"] == {
        "": {"|": {"property": "name", "values": {"off": "#Off", "on": "#On"}}},
        "Off": {},
        "On": {"level": {"t": "n", "min": 1, "max": 10}},
    }
    root = schema_of(json.loads(json.dumps(made))).slice("2021-01-01")
    assert list(root.variant(root.root, "ON").properties) == ["level"]


def test_the_second_source_knows_more_versions_and_which_numbers_are_whole(tree):
    told = {
        "type": "Microsoft.Toys/widgets",
        "versions": ["2020-01-01", "2022-01-01"],
        "root": "Widget",
        "definitions": {
            "Widget": {"properties": "!#Widget.properties"},
            "Widget.properties": {"count": "i", "gloss": [["2022-01-01", "n"]]},
        },
    }
    folder = tree.schemas / "sdk" / "resources" / "microsoft.toys"
    folder.mkdir(parents=True)
    (folder / "widgets.json").write_text(json.dumps(told), "utf-8")
    tree(reviewed=["Microsoft.Toys/widgets"])
    made = tree.read("widgets")
    assert made["reviewed"] is True
    assert made["versions"] == ["2020-01-01", "2021-01-01", "2022-01-01"]
    inner = made["definitions"]["WidgetProperties"]
    assert inner["count"] == [
        ["2020-01-01", {"t": "i", "min": 1, "max": 10}],
        ["2022-01-01", "i"],
    ]
    assert inner["gloss"] == [["2022-01-01", "n"]]
    # What a description leaves open is closed where deployments are known to agree.
    assert inner["finish"] == [["2020-01-01", "2021-01-01", {"e": ["Matt"], "grows": True}]]


def test_each_property_and_each_year_stands_on_a_line_of_its_own(tree):
    tree()
    lines = (tree.folder / "widgets.json").read_text("utf-8").splitlines()
    assert '"count": {"t":"n","min":1,"max":10},' in lines
    assert lines[2:6] == ['"versions": [', '"2020-01-01",', '"2021-01-01"', "],"]


def test_a_second_run_gives_the_same_bytes_and_check_says_what_is_stale(tree, capsys):
    tree()
    path = tree.folder / "widgets.json"
    before = path.read_bytes()
    assert tree() == 0
    assert path.read_bytes() == before
    assert tree("--check") == 0
    path.write_bytes(before + b"\n")
    (tree.folder / "gadgets.json").write_text("{}", "utf-8")
    capsys.readouterr()
    assert tree("--check", "--only", "microsoft.toys") == 1
    assert capsys.readouterr().out.splitlines() == [
        "stale: resources/microsoft.toys/widgets.json",
        "stale: resources/microsoft.toys/gadgets.json",
    ]
    assert path.read_bytes() == before + b"\n"  # nothing is written


def test_no_archive_and_another_than_the_pinned_one_are_told_in_a_sentence(tree, tmp_path):
    tree()
    with pytest.raises(SystemExit, match=r"the archive of the types is not at .*none"):
        main([str(tmp_path / "none"), "--schemas", str(tree.schemas)])
    other = tmp_path / "other"
    other.write_bytes(b"x")
    with pytest.raises(SystemExit, match=r"is not the archive that schemas/sources\.json pins"):
        main([str(other), "--schemas", str(tree.schemas)])


class TestOverlay:
    @staticmethod
    def write(tree, **entry):
        entry = {"why": "known", "source": "https://x", **entry}
        text = json.dumps({"Microsoft.Toys/widgets": [entry]})
        (tree.schemas / "overlay.json").write_text(text, "utf-8")

    def test_it_changes_facts_in_some_versions(self, tree):
        change = {"required": True, "minItems": None}
        self.write(tree, path="properties/parts", change=change, until="2021-01-01")
        tree()
        made = tree.read("widgets")["definitions"]["WidgetProperties"]
        assert made["parts"] == [["2020-01-01", "!#Part[]"], ["2021-01-01", "#Part[]"]]

    def test_it_goes_through_arrays_and_finds_any_place(self, tree):
        self.write(tree, path="**/parts/name", change={"maxLength": 5})
        tree()
        assert tree.read("widgets")["definitions"]["Part"]["name"] == {"maxLength": 5}

    def test_it_adds_a_property_that_has_a_type(self, tree):
        self.write(tree, path="properties/extra", change={"add": "s[]"}, until="2021-01-01")
        tree()
        made = tree.read("widgets")["definitions"]["WidgetProperties"]
        assert made["extra"] == [["2020-01-01", "2021-01-01", "s[]"]]

    def test_an_entry_that_changes_nothing_stops_the_run(self, tree):
        self.write(tree, path="properties/partz", change={"required": True})
        with pytest.raises(SystemExit, match=r"changes nothing at .*: properties/partz"):
            tree()


def test_every_entry_of_our_overlay_names_its_source():
    overlay = json.loads((ROOT / "schemas" / "overlay.json").read_text("utf-8"))
    for entries in overlay.values():
        for entry in entries:
            assert entry["why"].endswith("."), entry
            assert entry["source"].startswith("https://"), entry


def test_what_the_sources_list_is_reviewed_and_nothing_else():
    sources = json.loads((ROOT / "schemas" / "sources.json").read_text("utf-8"))
    reviewed = [schema.type for schema in covered_types() if schema.reviewed]
    assert sorted(reviewed) == sorted(sources["types"])


def test_the_tree_is_as_small_as_it_was_measured():
    """All types are 6.5 MB of text, and one of them is at most 160 KB."""
    sizes = [path.stat().st_size for path in (ROOT / "schemas" / "resources").rglob("*.json")]
    assert len(sizes) == len(all_types()) > 3500
    assert max(sizes) <= 160 * 1024
    assert sum(sizes) <= 6.6 * 1024 * 1024


@pytest.mark.slow
@pytest.mark.skipif(not ARCHIVE, reason="SCALESET_BICEP_TYPES does not name the archive of types")
def test_the_tree_is_what_the_archive_gives(capsys):
    assert main([str(Path(ARCHIVE)), "--check"]) == 0
    assert capsys.readouterr().out == ""
