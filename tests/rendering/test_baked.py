"""A baked step does what the extension would have done: both are run, and leave the same."""

from __future__ import annotations

import json
import re

import hcl2
import pytest

from generator.rendering.artifacts import IMAGE
from generator.rendering.options import RenderOptions
from generator.rendering.render import render
from tests.support.features import COMPUTE
from tests.support.handlers import Instance, served
from tests.support.workspace import MINIMAL, STARTERS

GALLERY = f"{COMPUTE}/galleries/apps/images/web"
HELLO = b"#!/bin/sh\necho hello >hello\nexit 3\n"
FILES = {
    "/MicrosoftDocs/azure-cloud-services-files/temp/install-iis.ps1": b"exit 0\r\n",
    "/Azure/azure-quickstart-templates/master/201-vmss-bottle-autoscale/installserver.sh": b"#!/bin/bash\r\ncp workserver.py /bottle.py 2>/dev/null || cp workserver.py ./installed.py\r\nexit 7\r\n",
    "/Azure/azure-quickstart-templates/master/201-vmss-bottle-autoscale/workserver.py": b"\xef\xbb\xbfprint(1)\r\n",
    "/c/scripts/install.sh": HELLO.replace(b"\n", b"\r\n"),
    "/c/my%20file.sh": HELLO,
    "/c/ma%72ked": b"\xef\xbb\xbfa\r\nb\r\n",
    "/c/tool": b"#!/bin/sh\r\nexit 4\r\n",
    "/c/data.bin": bytes(range(256)) + b"\r\n",
    "/get?file=x.sh": HELLO,
    "/c/-n.sh": HELLO,
}  # fmt: skip
BLOB = "https://web.blob.core.windows.net/c"


def both_ways(path, tmp_path, files=FILES):
    """Run the steps of a spec as extensions and as they are baked; give what each way leaves."""
    options = RenderOptions(bicep=False)
    deployed = render(path, options)
    baked = render(path, RenderOptions(product=IMAGE, gallery_image=GALLERY))
    if not baked.artifacts:
        return []
    resources = json.loads(deployed.artifacts[0].text)["resources"]
    (made,) = [item for item in resources if item["type"].endswith("virtualMachineScaleSets")]
    profile = made["properties"]["virtualMachineProfile"]
    extensions = {item["name"]: item["properties"] for item in profile["extensionProfile"]["extensions"]}  # fmt: skip
    (template,) = json.loads(baked.artifacts[0].text)["resources"]
    found = []
    for step in template["properties"]["customize"]:
        name = step["name"].partition("-")[2]
        with served(files) as server:
            one, other = (Instance(tmp_path / name / way, server) for way in ("ext", "bake"))
            body = extensions[name]
            code, folder = one.handle(body["settings"], body["protectedSettings"])
            again, inside = build(other, step["inline"], name)
            found.append((code, awake(one.tree(folder)), awake(one.left())))
            found.append((again, other.tree(inside), other.left()))
    return found


def awake(files):
    """Return files without the wait for cloud-init, of which the machine of an image has none."""
    lines = {name: (mode, data.splitlines(keepends=True)) for name, (mode, data) in files.items()}
    kept = {name: (mode, [line for line in data if b"cloud-init status --wait" not in line]) for name, (mode, data) in lines.items()}  # fmt: skip
    return {name: (mode, b"".join(data)) for name, (mode, data) in kept.items()}


def build(machine, lines, name):
    """Run the lines of a step as Image Builder does: decode the script, then run it as root."""
    *written, run, _remove = lines
    target = re.search(r"/tmp/[\w-]+$", written[-1])[0]
    assert machine.run(machine.led_here("\n".join(written)), machine.root.parent) == 0
    script = machine.root / target[1:]
    script.write_text(machine.led_here(script.read_text()))
    command = machine.led_here(run.removeprefix("sudo "))
    return machine.run(command, script.parent), machine.root / "var/lib/scaleset" / name


def baked_on_linux():
    """Return the starters of which a step can go into an image of Linux."""
    texts = {path.name: (path / "scaleset.yaml").read_text() for path in STARTERS.iterdir()}
    return sorted(name for name, text in texts.items() if "customScript" in text and "os: linux" in text and "managedIdentity" not in text)  # fmt: skip


@pytest.mark.parametrize("name", baked_on_linux())
def test_each_starter_leaves_the_same_baked(name, tmp_path):
    found = both_ways(STARTERS / name / "scaleset.yaml", tmp_path)
    for extension, baked in zip(found[::2], found[1::2], strict=True):
        assert baked == extension


def step(*urls, command, more=""):
    listed = ", ".join(f"'{url}'" for url in urls)
    text = command.replace("'", "''")
    return f"{MINIMAL}deliver: [{{customScript: {{fileUris: [{listed}], auth: none, commandToExecute: '{text}'{more}}}}}]\n"  # fmt: skip


SAVED = "-r-x------"
COMMANDS = {
    "a mode, carriage returns, an exit code": (
        step(f"{BLOB}/scripts/install.sh", command="./install.sh"),
        (3, {"install.sh": HELLO, "hello": b"hello\n"}),
    ),
    "a name that is encoded": (
        step(f"{BLOB}/my%20file.sh", command='sh "my file.sh"'),
        (3, {"my file.sh": HELLO, "hello": b"hello\n"}),
    ),
    "a script without an end": (
        step(f"{BLOB}/tool", command="./tool"),
        (4, {"tool": b"#!/bin/sh\nexit 4\n"}),
    ),
    "bytes that are none of a script": (
        step(f"{BLOB}/data.bin", f"{BLOB}/ma%72ked", command="true"),
        (0, {"data.bin": FILES["/c/data.bin"], "marked": FILES["/c/ma%72ked"]}),
    ),
    "a query": (
        step("https://example.org/get?file=x.sh", command="sh get"),
        (3, {"get": HELLO, "hello": b"hello\n"}),
    ),
    "a name like an option": (
        step(f"{BLOB}/-n.sh", command="sh ./-n.sh"),
        (3, {"-n.sh": HELLO, "hello": b"hello\n"}),
    ),
    "a line that fails is passed": (
        step(f"{BLOB}/tool", command='false\n\necho "it\'s $HOME" >said; exit 5'),
        (5, {"tool": b"#!/bin/sh\nexit 4\n", "said": b"it's \n"}),
    ),
    "line ends are kept where the spec says so": (
        step(f"{BLOB}/tool", command="cat tool >copy", more=", skipDos2Unix: true"),
        (0, {"tool": FILES["/c/tool"], "copy": FILES["/c/tool"]}),
    ),
}


@pytest.mark.parametrize("case", COMMANDS)
def test_a_command_finds_its_files_in_the_image_as_on_an_instance(case, folder, tmp_path):
    spec, (code, files) = COMMANDS[case]
    machines = tmp_path / "machines"
    machines.mkdir()
    extension, baked = both_ways(folder.write(spec), machines)
    assert baked == extension
    assert (baked[0], {name: data for name, (_, data) in baked[1].items()}) == (code, files)
    downloaded = set(files) - {"hello", "said", "copy"}
    assert {mode for name, (mode, _) in baked[1].items() if name in downloaded} == {SAVED}


@pytest.mark.parametrize(
    ("spec", "files"),
    [
        (
            MINIMAL + "deliver: [{customScript: {script: i.sh}}]\n",
            {"script.sh": ("-r-x------", b"#!/bin/sh\npwd >here; exit 6\n"), "here": b""},
        ),
        (
            step(f"{BLOB}/tool", command="pwd >here; exit 6"),
            {"tool": ("-r-x------", b"#!/bin/sh\nexit 4\n"), "here": b""},
        ),
    ],
    ids=["script", "command"],
)
def test_packer_runs_a_step_in_the_same_folder(spec, files, folder, tmp_path):
    path = folder.write(spec, i_sh="#!/bin/sh\npwd >here; exit 6\n")
    baked = render(path, RenderOptions(product=IMAGE, gallery_image=GALLERY))
    texts = {item.name: item.text for item in baked.artifacts}
    first = hcl2.loads(texts["image/image.pkr.hcl"])["build"][0]["provisioner"][0]
    command = json.loads(first['"shell"']["execute_command"])
    with served(FILES) as server:
        machine = Instance(tmp_path / "machine", server)
        script = tmp_path / "machine" / "tmp" / "script_1.sh"
        script.parent.mkdir(parents=True)
        script.write_text(machine.led_here(texts["image/scripts/01-customScript.sh"]))
        run = command.replace("{{ .Path }}", "/tmp/script_1.sh").replace("sudo {{ .Vars }} ", "")
        assert machine.run(machine.led_here(run), tmp_path) == 6
    inside = machine.root / "var/lib/scaleset/customScript"
    left = machine.tree(inside)
    assert left.pop("here")[1] == b"/var/lib/scaleset/customScript\n"
    assert left == {name: item for name, item in files.items() if name != "here"}
