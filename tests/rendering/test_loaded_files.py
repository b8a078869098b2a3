"""main.bicep that loads files from beside it delivers what azuredeploy.json does."""

import base64
import gzip
import json

import pytest

from generator.rendering.render import render
from tests.support.workspace import MINIMAL

LOADING = f"{MINIMAL}bicep: {{files: load}}\n"
SCRIPT = "#!/bin/sh\necho 'it''s ${HOME} \\ {0} ü' > \"$1\"\n"
CONFIG = "#cloud-config\npackages: [nginx]\n"


def loads(text):
    return [line.strip() for line in text.split("\n") if "loadFile" in line]


def main(rendering):
    """Return the head of main.bicep, below the mark, and the lines that load."""
    (text,) = (item.text for item in rendering.artifacts if item.name == "main.bicep")
    comments = text.split("\n\n")[1] if " is packed: " in text else ""
    return comments.split("\n") if comments else [], loads(text)


@pytest.mark.parametrize(
    ("deliver", "expected"),
    [
        ("customScript: {script: ./sub dir/it's.sh}", ["script: loadFileAsBase64('sub dir/it\\'s.sh')"]),
        ("cloudInit: {file: web.yaml}", ["customData: loadFileAsBase64('web.yaml')"]),
    ],
)  # fmt: skip
def test_a_file_that_arrives_as_it_is_is_loaded(folder, deliver, expected):
    (folder.path / "sub dir").mkdir()
    (folder.path / "sub dir" / "it's.sh").write_text(SCRIPT, "utf-8")
    (folder.path / "web.yaml").write_text(CONFIG)
    assert main(folder.render(f"{LOADING}deliver: [{{{deliver}}}]\n")) == ([], expected)
    packed = folder.render(f"{MINIMAL}deliver: [{{{deliver}}}]\n")
    assert main(packed) == ([], [])


@pytest.mark.parametrize(
    ("deliver", "files", "why"),
    [
        ("customScript: {script: a.sh, values: {A: b}}", {"a_sh": "echo @A@\n"}, "a.sh is packed: values, environment, or lines that the step needs are put into it."),
        ("customScript: {script: a.sh, environment: {A: b}}", {"a_sh": "echo $A\n"}, "a.sh is packed: values, environment, or lines that the step needs are put into it."),
        ("customScript: {script: a.sh}", {"a_sh": "#!/bin/sh\r\necho\r\n"}, "a.sh is packed: its line ends, its byte order mark, or its encoding are changed."),
        ("customScript: {script: a.sh}", {"a_sh": "\ufeffecho\n"}, "a.sh is packed: its line ends, its byte order mark, or its encoding are changed."),
        ("customScript: {script: a.sh}", {"a_sh": "#!/bin/sh\n" + "#" * 98_295}, "a.sh is packed: Bicep loads files of at most 98304 bytes."),
        ("cloudInit: {file: a.yaml, gzip: always}", {"a_yaml": CONFIG}, "a.yaml is packed: it is compressed."),
        ("cloudInit: {files: [a.yaml, a.sh]}", {"a_yaml": CONFIG, "a_sh": "#!/bin/sh\n"}, "a.yaml is packed: it is one part of several."),
    ],
)  # fmt: skip
def test_a_file_whose_bytes_are_changed_is_packed_and_why(folder, deliver, files, why):
    head, loading = main(folder.render(f"{LOADING}deliver: [{{{deliver}}}]\n", **files))
    assert (head[0], loading) == (f"// {why}", [])


def test_a_script_in_a_command_of_windows_is_packed_and_why(folder):
    spec = "name: web\nos: windows\nsize: Standard_D2s_v5\nadmin: {user: azureops, password: {secret: p}}\n"
    spec += "bicep: {files: load}\ndeliver: [{customScript: {script: a.ps1}}]\n"
    head, loading = main(folder.render(spec, a_ps1="Write-Output a\n"))
    assert (head, loading) == (
        ["// a.ps1 is packed: it travels compressed inside of a command."],
        [],
    )


def test_the_path_leads_from_where_the_files_will_lie(folder):
    deliver = "deliver: [{customScript: {script: a.sh}}]\nuserData: u.txt\n"
    spec = folder.write(LOADING + deliver, a_sh=SCRIPT, u_txt="x\n")
    name = folder.path.name
    assert main(render(spec, folder=folder.path.parent / "out" / "web"))[1] == [
        f"script: loadFileAsBase64('../../{name}/a.sh')",
        f"userData: loadFileAsBase64('../../{name}/u.txt')",
    ]


def carried(template):
    """Return the custom data, user data and script of a template, unpacked."""
    variables = template.get("variables", {})
    (scale_set,) = (
        item for item in template["resources"] if item["type"].endswith("/virtualMachineScaleSets")
    )
    profile = scale_set["properties"]["virtualMachineProfile"]
    extension = profile["extensionProfile"]["extensions"][0]["properties"]
    found = [
        profile["osProfile"]["customData"],
        profile["userData"],
        extension["protectedSettings"]["script"],
    ]
    texts = [
        variables[item.split("'")[1]] if item.startswith("[variables('") else item for item in found
    ]
    plain = [base64.b64decode(item) for item in texts]
    return [gzip.decompress(item) if item.startswith(b"\x1f\x8b") else item for item in plain]


def test_the_compiled_template_delivers_the_same_bytes(folder, compiler):
    deliver = "deliver: [{cloudInit: {file: c.yaml}}, {customScript: {script: a.sh, waitForCloudInit: false}}]\nuserData: u.txt\n"
    texts = {"c_yaml": CONFIG, "a_sh": SCRIPT * 50, "u_txt": "plain\n"}
    rendering = folder.render(LOADING + deliver, **texts)
    for item in rendering.artifacts:
        (folder.path / item.name).write_text(item.text, "utf-8")
    made = compiler.compile(folder.path / "main.bicep")
    assert [*made.errors(), *made.warnings()] == []
    expected = [text.encode() for text in texts.values()]
    expected = [expected[0], expected[2], expected[1]]
    assert carried(made.json) == expected
    assert carried(json.loads(rendering.artifacts[0].text)) == expected
