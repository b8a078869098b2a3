"""Files that cloud-init writes: the instance has them, beside what the user's own config writes."""

from __future__ import annotations

import base64
import gzip
import json
import os
from email import message_from_string

import pytest
import yaml

from generator.diagnostics import InvalidInput
from generator.rendering.options import RenderOptions
from generator.rendering.render import read_spec
from tests.cloud_init.test_check import in_cloud_init, needs_cloud_init
from tests.support.workspace import MINIMAL

OWN = "#cloud-config\nwrite_files:\n- {path: /etc/x, content: y}\nruncmd: [[/opt/web/app/run.sh]]\n"
BINARY = bytes(range(256))
MERGE = """
import importlib.util, json, sys
from cloudinit import mergers
made = {}
for config in json.load(sys.stdin):
    how = config.pop("merge_how", "dict(replace)+list()+str()")
    made = mergers.construct(mergers.string_extract_mergers(how)).merge(made, config)
print(json.dumps(made))
"""


def spec(files="app", to="/opt/web", **more):
    step = {"file": "ci.yaml", "unpack": {"files": files, "to": to}, **more}
    return f"{MINIMAL}deliver: [{json.dumps({'cloudInit': step})}]\n"


@pytest.fixture
def shop(folder):
    app = folder.path / "app"
    app.mkdir()
    (app / "run.sh").write_bytes(b"#!/bin/sh\necho @NAME@ {0}\n")
    (app / "data.bin").write_bytes(BINARY)
    (app / "empty").write_bytes(b"")
    return folder


def parts_of(folder, text, own=OWN):
    """Return the texts of the parts of the custom data of a spec."""
    profile = folder.scale_set(text, ci_yaml=own)["properties"]["virtualMachineProfile"]
    data = base64.b64decode(profile["osProfile"]["customData"])
    data = gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
    return [item.get_payload() for item in message_from_string(data.decode()).walk()][1:]


def said(folder, text, **files):
    """Return what is said of the files of a spec."""
    try:
        found = read_spec(folder.write(text, **{"ci_yaml": OWN, **files}), RenderOptions()).warnings
    except InvalidInput as error:
        found = error.diagnostics
    return [f"{i.severity.name.lower()} {i.rule} {i.message}" for i in found]  # fmt: skip


@pytest.mark.parametrize("more", [{}, {"gzip": "always"}, {"values": {"NAME": "x"}}])
def test_each_file_arrives_with_its_bytes_and_whether_it_can_be_run(shop, more):
    own = OWN.replace("content: y", "content: '@NAME@'") if "values" in more else OWN
    _, config = parts_of(shop, spec(**more), own)
    written = yaml.safe_load(config)["write_files"]
    assert {item["encoding"] for item in written} == {"gz+b64"}
    assert {
        item["path"]: (item["permissions"], gzip.decompress(base64.b64decode(item["content"])))
        for item in written
    } == {
        "/opt/web/app/data.bin": ("0644", BINARY),
        "/opt/web/app/empty": ("0644", b""),
        "/opt/web/app/run.sh": ("0755", b"#!/bin/sh\necho @NAME@ {0}\n"),
    }


@needs_cloud_init
def test_what_the_own_config_writes_is_written_too(shop):
    parts = parts_of(shop, spec())
    made = json.loads(in_cloud_init(MERGE, json.dumps([yaml.safe_load(part) for part in parts])))
    assert [item["path"] for item in made["write_files"]] == [
        "/etc/x", "/opt/web/app/data.bin", "/opt/web/app/empty", "/opt/web/app/run.sh",
    ]  # fmt: skip
    assert made["runcmd"] == [["/opt/web/app/run.sh"]]


def test_a_spec_without_files_sends_what_it_sent_before(shop):
    text = f"{MINIMAL}deliver: [{{cloudInit: {{file: ci.yaml}}}}]\n"
    profile = shop.scale_set(text, ci_yaml=OWN)["properties"]["virtualMachineProfile"]
    assert base64.b64decode(profile["osProfile"]["customData"]).decode() == OWN


def test_render_says_how_much_room_is_left(shop):
    rendering = shop.render(spec(), ci_yaml=OWN)
    (note,) = [text for text in rendering.notes if "cloudInit" in text]
    words = note.replace(",", "").split()
    used, left = (int(word) for word in words if word.isdecimal() and len(word) > 2)
    assert note.startswith("With 3 files cloudInit has ")
    assert used + left == 65_535


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (spec("app/none"), "error SPC360 'deliver[0].cloudInit.unpack.files': cannot use 'app/none': there is no such file or folder"),
        (spec(["app", "../x"]), "error SPC360 'deliver[0].cloudInit.unpack.files[1]': cannot use '../x': it lies outside of the folder of the spec: name what lies below it"),
        (spec(to="opt"), "error SPC005 'deliver[0].cloudInit.unpack.to' must be a folder from /, for instance /opt/web; what is in /tmp or /run is gone after a boot (is 'opt')"),
        (spec(to="/tmp/x"), "error SPC005 'deliver[0].cloudInit.unpack.to' must be a folder from /, for instance /opt/web; what is in /tmp or /run is gone after a boot (is '/tmp/x')"),
    ],
)  # fmt: skip
def test_files_that_cannot_be_written_are_told(shop, text, message):
    assert said(shop, text) == [message]


def test_files_that_are_too_large_are_told_before_they_are_packed(shop):
    (shop.path / "app" / "large").write_bytes(os.urandom(5_000_000))
    (message,) = said(shop, spec())
    size = 5_000_000 + len(BINARY) + len((shop.path / "app" / "run.sh").read_bytes())
    assert f"these files have {size:,} bytes, and custom data takes 65,535, compressed" in message
    assert message.endswith("or give them to a customScript step ('files'), whose package an instance can download")  # fmt: skip


def test_names_and_line_ends_are_looked_at_as_those_of_a_script_are(shop):
    (shop.path / "app" / "RUN.sh").write_bytes(b"#!/bin/sh\r\n")
    assert [text.partition(":")[0] for text in said(shop, spec())] == [
        "warning SPC362 'app/RUN.sh' and 'app/run.sh' differ in case alone",
        "warning SPC363 the first line of 'app/RUN.sh' ends in a carriage return, which Linux takes for part of the name of the interpreter",
    ]  # fmt: skip
