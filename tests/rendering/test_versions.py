"""A spec renders by the defaults of its version, and `scaleset upgrade` says what a newer one changes.

`tests/data/versions/1` are the starters of scaleset 0.1.0, which had no key `version`. The hashes
are those of the files that 0.1.0 itself rendered: azuredeploy.json and its parameter file. Sizes for
which it rendered what Azure refuses (an image or a security type that they cannot have) are rendered
right in every version, and are not here.
"""

from __future__ import annotations

import hashlib
import json
import shutil

import pytest

from generator.rendering.options import RenderOptions
from generator.rendering.render import render
from tests.support.command import run_here
from tests.support.workspace import MINIMAL, ROOT, STARTERS

DATA = ROOT / "tests" / "data" / "versions" / "1"
OF_STARTERS = {
    "autoscale": "68f95ae619ede2aa",
    "cloud-init": "ba60e290d4100cf4",
    "cloud-init-parameters": "2bdde67dc8b59596",
    "container-host": "5a5b7161c3a255ee",
    "existing-network": "d213e63bea4de7ec",
    "full": "8eca126895282fa1",
    "gallery-image": "5c1c4960906cc09a",
    "linux-blob-identity": "d402eea1646067dd",
    "linux-files": "3f565ffeb28d054b",
    "linux-script": "bac42ce2f8750dd3",
    "spot-mix": "652e724838c743d9",
    "steps": "d4d1978f51f52fc8",
    "uniform-probe": "c9743c425544c10d",
    "vm-application": "8d5220120541b6f7",
    "windows-dsc": "11f11ee43a644b19",
    "windows-iis": "75d0ed82ced7dac7",
    "windows-script": "de556e293fb1e7a2",
}
OF_SIZES = {
    "Standard_B2s-linux": "7589714d902194b9",
    "Standard_D2as_v6-linux": "ed7b126e53f3fed2",
    "Standard_D2ds_v6-linux": "6500f8dc44006720",
    "Standard_D2s_v3-linux": "9cbe7095c8f995b1",
    "Standard_D2s_v3-windows": "62907d1419ec2dd7",
    "Standard_D2s_v5-linux": "f4ffa84fdadd14b6",
    "Standard_D2s_v6-linux": "44bb95964b69bea8",
    "Standard_D4s_v3-linux": "fc65742e7a8c5e81",
    "Standard_DS2_v2-linux": "faced0c85966bae0",
    "Standard_E4s_v3-linux": "36cad3732661f5a7",
    "Standard_F2s_v2-linux": "3d1df6cd848ea818",
    "Standard_L8s_v3-linux": "66fe3041469043ec",
}
ADMIN = {
    "linux": "{user: azureops}",
    "windows": "{user: azureops, password: {secret: adminPassword}}",
}
OF_SIZE = """\
name: web
os: OS
size: SIZE
admin: ADMIN
ports: [{port: 80}]
health: {requestPath: /h}
"""


def digest(path):
    """Return the hash of the template and the parameter file of a spec."""
    rendering = render(path, RenderOptions(bicep=False))
    assert rendering.artifacts, [item.message for item in rendering.findings]
    whole = "".join(item.text for item in rendering.artifacts)
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


@pytest.mark.parametrize("name", OF_STARTERS)
def test_a_starter_of_the_last_version_renders_the_same_bytes(name):
    assert digest(DATA / name / "scaleset.yaml") == OF_STARTERS[name]


@pytest.mark.parametrize("name", OF_SIZES)
def test_each_size_keeps_its_defaults(folder, name):
    size, _, system = name.rpartition("-")
    text = OF_SIZE.replace("OS", system, 1).replace("SIZE", size).replace("ADMIN", ADMIN[system])
    assert digest(folder.write(text)) == OF_SIZES[name]


def test_a_version_that_is_not_known_is_refused(folder):
    assert folder.mistakes(f"{MINIMAL}version: 3\n") == [
        "5:10 'version' must be one of 1, 2 (is 3)"
    ]


def test_upgrade_says_what_changes_and_writes_one_line(folder):
    shutil.copytree(DATA / "steps", folder.path / "steps")
    before = (folder.path / "steps" / "scaleset.yaml").read_text("utf-8")
    checked = run_here(["upgrade", "--check"], folder.path)
    assert (checked.code, (folder.path / "steps" / "scaleset.yaml").read_text("utf-8")) == (
        1,
        before,
    )
    done = run_here(["upgrade", "steps"], folder.path)
    shown = [line for line in done.out.split("\n") if "forceUpdateTag" not in line]
    assert (done.code, shown) == (
        0,
        [
            "steps/scaleset.yaml: version 1 -> 2",
            "  deliver[1].customScript.waitForCloudInit: (none) -> true (cloud-init may still install packages and run commands when the extensions start)",
            "  1 change in the template:",
            "wrote steps/scaleset.yaml",
            "'scaleset plan --git HEAD' says what deploying that does to running instances.",
            "",
        ],
    )
    after = (folder.path / "steps" / "scaleset.yaml").read_text("utf-8")
    assert after.replace("version: 2\n", "") == before
    assert digest(folder.path / "steps" / "scaleset.yaml") != OF_STARTERS["steps"]
    again = run_here(["upgrade", "steps", "-o", "json"], folder.path)
    (value,) = json.loads(again.out)
    assert (value["version"], value["wrote"], value["properties"]) == (2, False, [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b'{"name": "web", "os": "linux", "size": "Standard_D2s_v5", "admin": {"user": "a1"}}', b'{"version": 2, "name": "web", "os": "linux", "size": "Standard_D2s_v5", "admin": {"user": "a1"}}'),
        (b'{\r\n  "name": "web", "os": "linux",\r\n  "size": "Standard_D2s_v5", "admin": {"user": "a1"}\r\n}', b'{\r\n  "version": 2,\r\n  "name": "web", "os": "linux",\r\n  "size": "Standard_D2s_v5", "admin": {"user": "a1"}\r\n}'),
        (b"# a\n{name: web, os: linux, size: Standard_D2s_v5, admin: {user: a1}}\n", b"# a\n{version: 2, name: web, os: linux, size: Standard_D2s_v5, admin: {user: a1}}\n"),
        (b"\xef\xbb\xbf# a\nname: web\nos: linux\nversion: 1 # old\nsize: Standard_D2s_v5\nadmin: {user: a1}", b"\xef\xbb\xbf# a\nname: web\nos: linux\nversion: 2 # old\nsize: Standard_D2s_v5\nadmin: {user: a1}"),
        (b"---\n# a\nname: web\nos: linux\nsize: Standard_D2s_v5\nadmin: {user: a1}\n", b"---\n# a\nversion: 2\nname: web\nos: linux\nsize: Standard_D2s_v5\nadmin: {user: a1}\n"),
    ],
)  # fmt: skip
def test_the_rest_of_the_file_stays(tmp_path, text, expected):
    path = tmp_path / ("scaleset.json" if text.startswith(b"{") else "scaleset.yaml")
    path.write_bytes(text)
    assert run_here(["upgrade"], tmp_path).code == 0
    assert path.read_bytes() == expected


def test_a_spec_with_errors_is_not_written(folder):
    path = folder.write(f"{MINIMAL}cuont: 3\n")
    before = path.read_bytes()
    run = run_here(["upgrade"], folder.path)
    assert (run.code, path.read_bytes()) == (1, before)


def test_every_starter_has_the_newest_version():
    found = run_here(["upgrade", str(STARTERS), "--check", "-o", "json"], ROOT)
    assert {item["version"] for item in json.loads(found.out)} == {2}
