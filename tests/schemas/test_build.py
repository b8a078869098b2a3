"""The builder of schemas/sdk/resources/: small wheels of both generations in, one file of intervals out."""

from __future__ import annotations

import hashlib
import json
import zipfile

import pytest

from schemas.sdk.__main__ import main

CLASSIC_OPERATIONS = """
def build_widgets_create_or_update_request(name, **kwargs):
    api_version = kwargs.pop("api_version", _params.pop("api-version", "{version}"))
    _url = kwargs.pop(
        "template_url",
        "/subscriptions/{{id}}/resourceGroups/{{rg}}/providers/Microsoft.Toys/widgets/{{name}}",
    )
    return HttpRequest(method="PUT", url=_url, **kwargs)


def build_widgets_get_request(name, **kwargs):
    _url = "/subscriptions/{{id}}/resourceGroups/{{rg}}/providers/Microsoft.Toys/widgets/{{name}}"
    return HttpRequest(method="GET", url=_url, **kwargs)


class WidgetsOperations:
    def _create_or_update_initial(self, name, parameters, **kwargs):
        _json = self._serialize.body(parameters, "Widget")
        return build_widgets_create_or_update_request(name, json=_json)
"""

CLASSIC_MODELS = '''
class Resource(Model):
    _validation = {"id": {"readonly": True}, "location": {"required": True}}
    _attribute_map = {
        "id": {"key": "id", "type": "str"},
        "location": {"key": "location", "type": "str"},
    }

    def __init__(self, *, location: str, **kwargs):
        self.location = location


class Widget(Resource):
    """The attribute maps of classes name all attributes, those of bases too."""

    _validation = {
        "id": {"readonly": True},
        "location": {"required": True},
        "state": {"readonly": True},
        "count": {"maximum": 10, "minimum": 1},
    }
    _attribute_map = {
        "id": {"key": "id", "type": "str"},
        "location": {"key": "location", "type": "str"},
        "state": {"key": "properties.state", "type": "str"},
        "colour": {"key": "properties.colour", "type": "str"},
        "count": {"key": "properties.count", "type": "int"},
        "parts": {"key": "properties.parts", "type": "[Part]"},
        "odd": {"key": "properties.odata\\\\.kind", "type": "{str}"},
    }

    def __init__(
        self,
        *,
        location: str,
        colour: Optional[Union[str, "_models.Colour"]] = None,
        count: Optional[int] = None,
        parts: Optional[List["_models.Part"]] = None,
        odd: Optional[Dict[str, str]] = None,
        **kwargs
    ):
        super().__init__(location=location, **kwargs)


class Part(Model):
    _attribute_map = {"name": {"key": "name", "type": "str"}}

    def __init__(self, *, name: Optional[str] = None, **kwargs):
        self.name = name


class Bolt(Part):
    """A class without a map of its own has that of its base."""
'''

ENUMS = """
class Colour(str, Enum, metaclass=CaseInsensitiveEnumMeta):
    RED = "Red"
    GREEN = "Green"
"""

LATER_OPERATIONS = """
def build_widgets_create_or_update_request(name, **kwargs):
    api_version: str = kwargs.pop("api_version", _params.pop("api-version", "2024-01-01"))
    _url = "/subscriptions/{id}/resourceGroups/{rg}/providers/Microsoft.Toys/Widgets/{name}"
    return HttpRequest(method="PUT", url=_url, **kwargs)


class WidgetsOperations:
    def _create_or_update_initial(
        self, name: str, resource: Union[_models.Widget, JSON, IO[bytes]], **kwargs: Any
    ) -> Iterator[bytes]:
        return build_widgets_create_or_update_request(name, content=resource)
"""

LATER_MODELS = """
class Widget(_Model):
    location: str = rest_field(visibility=["read", "create"])
    properties: Optional["_models.WidgetProperties"] = rest_field(
        visibility=["read", "create", "update", "delete", "query"]
    )


class WidgetProperties(_Model):
    state: Optional[str] = rest_field(visibility=["read"])
    colour: Union[str, "_models.Colour"] = rest_field(visibility=["read", "create", "update"])
    count_property: Optional[int] = rest_field(name="count", visibility=["read", "create"])
    parts: Optional[list["_models.Part"]] = rest_field(visibility=["read", "create", "update"])
    size: Optional["_models.Size"] = rest_field(visibility=["read", "create", "update"])


class Part(_Model):
    name: Optional[str] = rest_field(visibility=["read", "create", "update"])


class Size(_Model):
    __mapping__: dict[str, _Model] = {}
    kind: str = rest_discriminator(name="kind", visibility=["read", "create", "update"])


class Round(Size, discriminator="Round"):
    kind: Literal["Round"] = rest_discriminator(name="kind", visibility=["read", "create"])
    radius: float = rest_field(visibility=["read", "create", "update"])
"""


def wheel(folder, version, files):
    path = folder / f"toys-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(f"toys/{name}"), text)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return {"package": "toys", "version": version, "sha256": digest, "for": ["microsoft.toys"]}


@pytest.fixture
def tree(tmp_path):
    """A folder of schemas with the wheels that it pins; gives a function that runs the builder."""
    wheels, schemas = tmp_path / "wheels", tmp_path / "schemas"
    wheels.mkdir()
    schemas.mkdir()
    classic = {
        f"{version}/{name}": text
        for version in ("v2020_01_01", "v2021_01_01")
        for name, text in {
            "operations/_widgets_operations.py": CLASSIC_OPERATIONS.format(
                version=version[1:].replace("_", "-")
            ),
            "models/_models_py3.py": CLASSIC_MODELS,
            "models/_enums.py": ENUMS.replace("    GREEN", "    BLUE = 'Blue'\n    GREEN")
            if "2021" in version
            else ENUMS,
        }.items()
    }
    later = {
        "operations/_operations.py": LATER_OPERATIONS,
        "models/_models.py": LATER_MODELS,
        "models/_enums.py": ENUMS,
    }
    releases = [wheel(wheels, "1.0.0", classic), wheel(wheels, "2.0.0", later)]
    sources = {"types": ["Microsoft.Toys/widgets"], "releases": releases}
    (schemas / "sources.json").write_text(json.dumps(sources), "utf-8")

    def run(*options):
        return main([*options, "--wheels", str(wheels), "--schemas", str(schemas)])

    run.schemas = schemas
    run.file = schemas / "sdk" / "resources" / "microsoft.toys" / "widgets.json"
    return run


def test_versions_of_both_generations_merge_into_intervals(tree):
    assert tree() == 0
    made = json.loads(tree.file.read_text("utf-8"))
    assert made["type"] == "Microsoft.Toys/widgets"  # as it is listed, whatever the addresses say
    assert made["versions"] == ["2020-01-01", "2021-01-01", "2024-01-01"]
    assert made["definitions"]["Widget"] == {"location": "!s", "properties": "#Widget.properties"}
    properties = made["definitions"]["Widget.properties"]
    assert properties["state"] == "ro"
    assert properties["parts"] == "#Part[]"
    assert properties["odata.kind"] == [["2020-01-01", "2024-01-01", "s{}"]]
    assert made["definitions"]["Round"] == {"kind": {"t": "!s", "e": ["Round"]}, "radius": "!n"}


def test_what_one_generation_loses_the_other_gives_back(tree):
    """Classic classes lose what is required inside `properties`, later ones lose the bounds."""
    tree()
    properties = json.loads(tree.file.read_text("utf-8"))["definitions"]["Widget.properties"]
    assert properties["colour"] == [
        ["2020-01-01", {"t": "!s", "e": ["Red", "Green"]}],
        ["2021-01-01", {"t": "!s", "e": ["Red", "Blue", "Green"]}],
        ["2024-01-01", {"t": "!s", "e": ["Red", "Green"]}],
    ]
    assert properties["count"] == {"t": "i", "min": 1, "max": 10}


def test_a_discriminator_chooses_the_definition(tree):
    tree()
    definitions = json.loads(tree.file.read_text("utf-8"))["definitions"]
    assert definitions["Widget.properties"]["size"] == [["2024-01-01", "#Size"]]
    assert definitions["Size"]["|"] == {"property": "kind", "values": {"Round": "#Round"}}


def test_each_property_stands_on_a_line_of_its_own(tree):
    tree()
    lines = tree.file.read_text("utf-8").splitlines()
    assert '"count": {"t":"i","min":1,"max":10},' in lines


def test_a_second_run_gives_the_same_bytes_and_check_says_what_is_stale(tree, capsys):
    tree()
    first = tree.file.read_bytes()
    assert tree() == 0
    assert tree.file.read_bytes() == first
    assert tree("--check") == 0
    capsys.readouterr()
    tree.file.write_bytes(first + b"\n")
    assert tree("--check") == 1
    assert capsys.readouterr().out == "stale: sdk/resources/microsoft.toys/widgets.json\n"
    assert tree.file.read_bytes() == first + b"\n"  # nothing is written


def test_a_file_of_no_type_is_stale_and_goes(tree):
    tree()
    other = tree.file.with_name("gadgets.json")
    other.write_text("{}", "utf-8")
    assert tree("--check") == 1
    assert tree() == 0
    assert not other.exists()


def test_another_wheel_than_the_pinned_one_is_refused(tree):
    path = tree.schemas / "sources.json"
    sources = json.loads(path.read_text("utf-8"))
    sources["releases"][0]["sha256"] = "0" * 64
    path.write_text(json.dumps(sources), "utf-8")
    with pytest.raises(ValueError, match=r"toys-1\.0\.0-py3-none-any\.whl is not the pinned one"):
        tree()
