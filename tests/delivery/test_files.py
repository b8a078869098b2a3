"""Files that lie beside a script or command: what is gathered, and that the instance has it."""

from __future__ import annotations

import base64
import gzip
import io
import json
import os
import re
import socket
import subprocess
import sys
import tarfile
import time
import zipfile
from hashlib import sha256
from http.client import HTTPConnection

import pytest

from generator.files.gathering import Gathering, NotGathered
from generator.rendering.artifacts import IMAGE
from generator.rendering.options import RenderOptions
from generator.rendering.render import render
from tests.support.expansion import resources
from tests.support.features import COMPUTE
from tests.support.windows import inside, parses, run_by_powershell
from tests.support.workspace import MINIMAL, OUTPUT

SEE = "#!/bin/sh\nset -eu\ncat app/data.bin >out\napp/run.sh >>out\nls -A . app | tr '\\n' ' ' >>out\n"
BINARY = bytes(range(256)) * 3


def application(folder):
    """Write an application of two files, one of which is to be run, and one that is ignored."""
    app = folder.path / "app"
    app.mkdir()
    (app / "data.bin").write_bytes(BINARY)
    (app / "run.sh").write_text("#!/bin/sh\necho ran as $0\n")
    (app / "log.txt").write_text("x")
    (folder.path / ".scalesetignore").write_text("*.txt\n")


def step(key, value, **more):
    return MINIMAL + "deliver: [" + json.dumps({"customScript": {key: value, "files": "app", **more}}) + "]\n"  # fmt: skip


def run_by_handler(settings, folder):
    """Do what the handler for Linux does with its protected settings, in a folder of its own."""
    command = settings.get("commandToExecute")
    if command is None:
        data = base64.b64decode(settings["script"])
        script = folder / "script.sh"
        script.write_bytes(gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data)
        script.chmod(0o500)
        command = str(script)
    env = {"PATH": "/usr/bin:/bin"}
    return subprocess.run(
        ["/bin/sh", "-c", command], cwd=folder, env=env, timeout=20, check=False
    ).returncode


BODIES = {
    "sh": ("script", SEE),
    "bash": ("script", SEE.replace("sh\n", "bash\n", 1)),
    "reads itself": ("script", SEE + ': "$0"\n'),
    "python": ("script", f"#!/usr/bin/env python3\nimport subprocess\nsubprocess.run({SEE!r}, shell=True, check=True)\n"),
    "command": ("commandToExecute", SEE.partition("\n")[2].strip().replace("\n", " && ")),
}  # fmt: skip


@pytest.mark.parametrize("body", BODIES)
def test_the_files_lie_beside_what_runs(folder, tmp_path, body):
    application(folder)
    key, text = BODIES[body]
    spec = step(key, "./a.sh" if key == "script" else text, environment={"X": "it's"})
    (extension,) = folder.extensions(spec, a_sh=text).values()
    place = tmp_path / "download"
    place.mkdir()
    assert run_by_handler(extension["protectedSettings"], place) == 0
    out = (place / "out").read_bytes()
    assert out.startswith(BINARY + b"ran as app/run.sh\n")
    assert out.endswith(b"app: data.bin run.sh ")


def test_a_package_that_is_broken_stops_the_step(folder, tmp_path):
    application(folder)
    (extension,) = folder.extensions(step("commandToExecute", "true")).values()
    command = extension["protectedSettings"]["commandToExecute"]
    assert run_by_handler({"commandToExecute": command}, tmp_path) == 0
    assert run_by_handler({"commandToExecute": command.replace("H4sI", "H4sJ")}, tmp_path) == 1


def carried(folder, **more):
    """Return the archive that the command of a step unpacks."""
    (extension,) = folder.extensions(step("commandToExecute", "true", **more)).values()
    return base64.b64decode(extension["protectedSettings"]["commandToExecute"].split()[1])


def test_the_archive_is_the_same_whatever_the_machine_says_of_the_files(folder):
    application(folder)
    first = carried(folder)
    for path in (folder.path / "app").iterdir():
        path.chmod(0o777)
        os.utime(path, (1, 1))
    (folder.path / "app" / "empty").mkdir()
    assert carried(folder) == first
    with tarfile.open(fileobj=io.BytesIO(first)) as archive:
        members = archive.getmembers()
    assert [(m.name, oct(m.mode), m.mtime, m.uid, m.gname) for m in members] == [
        ("app/data.bin", "0o644", 315532800, 0, ""),
        ("app/run.sh", "0o755", 315532800, 0, ""),
    ]
    assert first[:10] == b"\x1f\x8b\x08\0\0\0\0\0\x02\x03"


def test_a_changed_file_and_nothing_else_runs_the_step_again(folder):
    application(folder)

    def tag():
        (extension,) = folder.extensions(step("commandToExecute", "true")).values()
        return extension["forceUpdateTag"]

    first = tag()
    (folder.path / "app" / "log.txt").write_text("ignored")
    assert tag() == first
    (folder.path / "app" / "run.sh").write_text("#!/bin/sh\necho new\n")
    assert tag() != first


IGNORED = {
    "a/x.py": "", "a/x.pyc": "", "a/deep/y.pyc": "", "a/deep/keep.pyc": "", "a/logs/1": "", "a/logs/keep": "",
    "a/build/o": "", "a/deep/build": "", "a/tmp/x/y": "", "a/tmp/keep": "", "a/.env": "", "a/#x": "", "a/ü b": "",
    "node_modules/p/i.js": "", "b/node_modules/q": "", "b/.scalesetignore": "!x.pyc\n/only-here\n", "b/x.pyc": "",
    "b/only-here": "", "b/c/only-here": "",
    ".scalesetignore": "# a comment\n*.pyc\n!keep.pyc\n/a/logs/*\n!/a/logs/keep\nbuild/\ntmp/**\n!a/tmp/keep\n\\#x\nnode_modules\n.env\n",
}  # fmt: skip


def test_what_is_ignored_is_what_git_ignores(tmp_path):
    for name, text in IGNORED.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        if name.endswith(".scalesetignore"):
            path.with_name(".gitignore").write_text(text)
    git = ["git", "-C", str(tmp_path), "-c", "core.quotePath=false"]
    subprocess.run([*git, "init", "-q"], check=True)
    said = subprocess.run([*git, "ls-files", "-o", "--exclude-standard"], check=True, capture_output=True)  # fmt: skip
    kept = {line for line in said.stdout.decode().splitlines() if "ignore" not in line}
    found = Gathering(tmp_path, tmp_path).files(["a", "b/**"])
    assert {item.name for item in found if "ignore" not in item.name} == kept
    with pytest.raises(NotGathered, match="there is no file in it"):
        Gathering(tmp_path, tmp_path).files(["node_modules"])


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["a/x.py"], ["a/x.py"]),
        (["./a/"], ["a/deep/y.py", "a/x.py", "a/z[1].py"]),
        (["a/*.py"], ["a/x.py", "a/z[1].py"]),
        (["a/**/*.py"], ["a/deep/y.py", "a/x.py", "a/z[1].py"]),
        (["a/d?ep"], ["a/deep/y.py"]),
        (["?/*/y.*", "**/z*"], ["a/deep/y.py", "a/z[1].py"]),
        (["a/z[1].py", "c"], ["a/z[1].py", "c"]),
        (["*"], ["a/deep/y.py", "a/x.py", "a/z[1].py", "c"]),
        (["a", "a/x.py", "a/*"], ["a/deep/y.py", "a/x.py", "a/z[1].py"]),
    ],
)
def test_a_name_is_a_file_a_folder_or_a_glob(tmp_path, names, expected):
    for name in ("a/x.py", "a/deep/y.py", "a/z[1].py", "c", "scaleset.yaml", ".git/config"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    gathering = Gathering(tmp_path, tmp_path, frozenset({"scaleset.yaml"}))
    assert [item.name for item in gathering.files(names)] == expected


OUT = "leads out of the folder of the spec: copy what it leads to (see --allow-outside)"
LEFT = "there is no file in it, or .scalesetignore leaves all of them out"


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ("nowhere", "there is no such file or folder"),
        ("Loops", "there is no such file or folder; did you mean 'loop'?"),
        ("loop/agin", "there is no such file or folder; did you mean 'loop/again'?"),
        ("scaleset.yaml", "this is the spec, or what is rendered from it"),
        ("no*", LEFT),
        ("void", LEFT),
        ("ignored", LEFT),
        (".", "this is the folder of the spec, with the spec and what is rendered from it: name files or folders below it"),
        ("../x", "it lies outside of the folder of the spec: name what lies below it"),
        ("/etc/hosts", "it lies outside of the folder of the spec: name what lies below it"),
        ("C:/app", "it lies outside of the folder of the spec: name what lies below it"),
        ("app\\run.sh", "write / between folders"),
        ("https://a.example/app.tgz", "this is an address: what an instance downloads stands in 'fileUris'"),
        ("out", f"'out/hosts' {OUT}"),
        ("way", f"'way' {OUT}"),
        ("loop", "the link 'loop/again' leads back to a folder that it lies in"),
        ("dead", "'dead' leads nowhere: remove it, or leave it out in .scalesetignore"),
        ("pipe", "'pipe' is no ordinary file: remove it, or leave it out in .scalesetignore"),
    ],
)  # fmt: skip
def test_what_cannot_be_packed_says_why(folder, files, reason):
    here = folder.path
    for name in ("void", "out", "loop", "ignored"):
        (here / name).mkdir()
    (here / "ignored" / ".scalesetignore").write_text("*\n")
    (here / "ignored" / "x").write_text("x")
    (here / "out" / "hosts").symlink_to("/etc/hosts")
    (here / "way").symlink_to("/etc")
    (here / "loop" / "again").symlink_to(here / "loop")
    (here / "dead").symlink_to("not-there")
    os.mkfifo(here / "pipe")
    text = MINIMAL + f"deliver:\n  - customScript:\n      commandToExecute: ls\n      files: ['{files}']\n"  # fmt: skip
    assert folder.mistakes(text) == [
        f"8:15 'deliver[0].customScript.files[0]': cannot use '{files}': {reason}"
    ]


def test_links_inside_are_followed(folder, tmp_path):
    application(folder)
    (folder.path / "app" / "same.bin").symlink_to("data.bin")
    (folder.path / "app" / "again").symlink_to(folder.path / "other")
    (folder.path / "other").mkdir()
    (folder.path / "other" / "deep").write_text("x")
    with tarfile.open(fileobj=io.BytesIO(carried(folder))) as archive:
        assert archive.getnames() == [
            "app/again/deep", "app/data.bin", "app/run.sh", "app/same.bin",
        ]  # fmt: skip
        assert all(member.isfile() for member in archive)


def told(folder, files, **more):
    """Return the findings about files of these names and contents, without the path of the key."""
    for name, data in files.items():
        (folder.path / "app" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder.path / "app" / name).write_bytes(data)
    found = folder.render(step("script", "./a.sh", **more), a_sh="#!/bin/sh\nls\n").findings
    return [(f.severity.name, f.rule, f.message) for f in found if f.rule.startswith("SPC")]


def noise(size):
    import random

    return random.Random(1).randbytes(size)


def test_the_limit_is_the_one_of_what_carries_the_files(folder):
    assert told(folder, {"a": noise(190_000)}) == []
    (found,) = told(folder, {"a": noise(197_000)})
    assert found[:2] == ("ERROR", "SPC125")
    assert "characters of a packed script, and 262,144 is the limit" in found[2]
    (found,) = told(folder, {"a": noise(1_000_000)})
    assert found[2].startswith("1 file of 1,000,000 bytes are too much to travel inside a template")


def test_a_command_is_one_argument_of_a_process(folder, tmp_path):
    (folder.path / "app").mkdir()
    (folder.path / "app" / "a").write_bytes(noise(97_500))
    (extension,) = folder.extensions(step("commandToExecute", "cmp app/a app/a")).values()
    assert run_by_handler(extension["protectedSettings"], tmp_path) == 0
    (folder.path / "app" / "a").write_bytes(noise(98_500))
    (found,) = folder.mistakes(step("commandToExecute", "true"))
    assert "bytes of a command, and 131,071 is the limit" in found


def test_names_and_line_ends_that_go_wrong(folder):
    files = {"Read.me": b"", "read.me": b"x", "x.sh": b"#!/bin/sh\r\nls\r\n", "x.bat": b"a\r\n"}
    assert [item[:2] for item in told(folder, files)] == [("WARNING", "SPC362"), ("WARNING", "SPC363")]  # fmt: skip
    (folder.path / "script.sh").write_text("x")
    (found,) = folder.mistakes(step("script", "./a.sh", files=["*.sh"]), a_sh="#!/bin/sh\nls\n")
    assert "the handler saves the script as 'script.sh': rename the file" in found


@pytest.mark.parametrize("body", BODIES)
def test_an_image_runs_the_step_with_its_files(folder, tmp_path, body):
    application(folder)
    key, text = BODIES[body]
    path = folder.write(step(key, "./a.sh" if key == "script" else text), a_sh=text)
    options = RenderOptions(product=IMAGE, gallery_image=f"{COMPUTE}/galleries/apps/images/web")
    script = next(i.text for i in render(path, options).artifacts if "scripts/" in i.name)
    own = [line for line in script.split("\n") if not line.startswith(("mkdir", "cd ", "chmod"))]
    (tmp_path / "baked").write_text("\n".join(own))
    (tmp_path / "baked").chmod(0o700)
    assert run_by_handler({"commandToExecute": "./baked"}, tmp_path) == 0
    assert (tmp_path / "out").read_bytes().startswith(BINARY + b"ran as app/run.sh\n")


def test_a_command_may_run_what_lies_beside_it(folder):
    application(folder)
    uris = ["https://a.example/other.sh"]
    spec = step("commandToExecute", "bash app/run.sh && bash other.sh", fileUris=uris)
    assert folder.warnings(spec) == []
    (found,) = folder.mistakes(spec.replace("bash app/run.sh", "bash app/runs.sh"))
    assert "nothing of that name is downloaded" in found


WINDOWS = MINIMAL.replace("os: linux", "os: windows").partition(", sshKey")[0] + "}\n"


def on_windows(key, value, **more):
    return step(key, value, **more).replace(MINIMAL, WINDOWS)


def unpacked_by_powershell(command, custom_data, folder):
    """Do what the statements before the last ones do: put the files of the zip into a folder."""
    script = inside(command)
    assert parses(script), script
    statements = script.split(";")
    assert statements[0] == "$ErrorActionPreference='Stop'"
    assert statements[1] == "$z=Join-Path (Get-Location) 'customScript.zip'"
    if custom_data is None:
        data = re.fullmatch(r"\[IO\.File\]::WriteAllBytes\(\$z,\[Convert\]::FromBase64String\('(.*)'\)\)", statements[2])[1]  # fmt: skip
    else:
        data = custom_data
        digest = sha256(base64.b64decode(data)).hexdigest().upper()
        assert f"(Get-FileHash $c -Algorithm SHA256).Hash -ne '{digest}'" in statements[3]
        assert "Copy-Item $c $z" in statements[3:6]
    assert "Expand-Archive $z . -Force" in statements
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(data))) as archive:
        assert archive.testzip() is None
        archive.extractall(folder)
        return {i.filename: (archive.read(i), i.date_time, i.flag_bits) for i in archive.infolist()}


@pytest.mark.parametrize("size", [0, 30_000])
@pytest.mark.parametrize("body", ["script", "commandToExecute", "a script with a parameter"])
def test_windows_has_the_files_beside_what_runs(folder, tmp_path, body, size):
    application(folder)
    (folder.path / "app" / "Grüße.txt").write_bytes(noise(size))
    (folder.path / ".scalesetignore").unlink()
    given = {"key": "script", "value": "./a.ps1", "environment": {"A": "x"}}
    if body == "commandToExecute":
        given = {"key": "commandToExecute", "value": "app\\run.exe /q", "environment": {"A": "x"}}
    if body == "a script with a parameter":
        given["values"] = {"T": {"parameter": "text", "default": "0"}}
    files = {"a_ps1": "exit @T@\n" if "values" in given else "exit 0\n"}
    profile = folder.scale_set(on_windows(**given), **files)["properties"]["virtualMachineProfile"]
    (extension,) = profile["extensionProfile"]["extensions"]
    command = extension["properties"]["protectedSettings"]["commandToExecute"]
    custom_data = profile["osProfile"].get("customData")
    assert bool(custom_data) == bool(size)
    if "values" in given:
        assert command.startswith("[format('powershell.exe")
        command = command.removeprefix("[format('").partition("', base64(")[0]
        command = command.replace("''", "'").replace("{{", "{").replace("}}", "}")
    found = unpacked_by_powershell(command, custom_data, tmp_path)
    names = ["app/Grüße.txt", "app/data.bin", "app/log.txt", "app/run.sh"]
    assert list(found) == sorted([*names, *(["customScript.ps1"] if body == "script" else [])], key=str.encode)  # fmt: skip
    assert found["app/data.bin"] == (BINARY, (1980, 1, 1, 0, 0, 0), 0x800)
    if body == "script":
        assert found["customScript.ps1"][0] == b"exit 0\n"
        assert ".ps1';$env:A='x';powershell.exe" in command
    if body == "commandToExecute":
        assert run_by_powershell(command) == ({"A": "x"}, "app\\run.exe /q")


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        (["a:b"], "the character : is not for names; rename it"),
        (["a\tb"], "the character U+0009 is not for names; rename it"),
        (["aux.py"], "aux is a device; rename it"),
        (["x/Com1"], "Com1 is a device; rename it"),
        (["x./a"], "a name does not end in a period or a space; rename it"),
        (["a "], "a name does not end in a period or a space; rename it"),
        (["y" * 177], "below the folder of the handler a path has at most 180 characters"),
        (["A.txt", "a.TXT"], "'app/A.txt' and 'app/a.TXT' differ in case alone"),
        (["auxiliary", "com10", "x.y", ".env", "ü", "y" * 176], None),
    ],
)
def test_names_that_windows_cannot_hold(folder, names, reason):
    for name in names:
        path = folder.path / "app" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    rendering = folder.render(on_windows("commandToExecute", "dir"))
    told = [item for item in rendering.findings if item.rule in {"SPC362", "SPC364"}]
    assert [(item.severity.name, reason in item.message) for item in told] == [("ERROR", True)] * bool(reason)  # fmt: skip


def test_the_limits_of_windows_are_those_of_command_and_custom_data(folder):
    app = folder.path / "app"
    app.mkdir()
    (app / "a").write_bytes(noise(60_000))
    (warning,) = folder.warnings(on_windows("commandToExecute", "dir"))
    assert warning.startswith("the files are too long for a command line and travel in custom data")
    (app / "a").write_bytes(noise(66_000))
    (found,) = folder.mistakes(on_windows("commandToExecute", "dir"))
    assert "bytes of custom data, and 65,535 is the limit" in found
    (app / "a").write_bytes(noise(300_000))
    (found,) = folder.mistakes(on_windows("commandToExecute", "dir"))
    assert "packed, the custom data takes 65,535 bytes at most" in found


def test_render_says_how_much_room_is_left(folder):
    application(folder)
    said = folder.render(step("commandToExecute", "true")).notes[-1]
    found = re.fullmatch(r"With 2 files customScript has ([\d,]+) bytes of a command, and room for ([\d,]+) more\.", said)  # fmt: skip
    assert sum(int(number.replace(",", "")) for number in found.groups()) == 131_071


def test_an_image_of_windows_has_the_files_too(folder, tmp_path):
    application(folder)
    options = RenderOptions(product=IMAGE, gallery_image=f"{COMPUTE}/galleries/apps/images/web")
    for key, value in (("script", "./a.ps1"), ("commandToExecute", "dir")):
        path = folder.write(on_windows(key, value), a_ps1="exit 0\n")
        script = next(i.text for i in render(path, options).artifacts if "scripts/" in i.name)
        assert parses(script)
        lines = script.split("\n")
        at = lines.index("Set-Location $folder")
        data = re.search(r"FromBase64String\('([^']*)'\)", lines[at + 1])[1]
        with zipfile.ZipFile(io.BytesIO(base64.b64decode(data))) as archive:
            assert archive.namelist() == ["app/data.bin", "app/run.sh"]


STUBS = {
    "id": "return 1",
    "useradd": 'echo "$@" >>said',
    "systemctl": 'echo "$@" >>said',
}


def test_the_starter_of_an_application_runs_with_its_secret(tmp_path):
    """Its folder is unpacked and put in its place, and what systemd would start answers."""
    template = json.loads((OUTPUT / "linux-application" / "azuredeploy.json").read_text())
    secret = "it's a $(secret) @x@"
    template["parameters"]["webToken"]["type"] = "string"
    made = resources(template, {"sshPublicKey": "k", "webToken": secret})
    found = next(item for item in made if item["type"].endswith("virtualMachineScaleSets"))
    profile = found["properties"]["virtualMachineProfile"]["extensionProfile"]
    settings = profile["extensions"][0]["properties"]["protectedSettings"]
    script = base64.b64decode(settings["script"]).decode()
    for folder in ("/opt", "/etc"):
        (tmp_path / folder[1:]).mkdir()
        script = script.replace(f"{folder}/", f"{tmp_path}{folder}/")
    (tmp_path / "etc/systemd/system").mkdir(parents=True)
    stubs = "".join(f"{name}() {{ {body}; }}\n" for name, body in STUBS.items())
    first, _, rest = script.partition("\n")
    settings["script"] = base64.b64encode(f"{first}\n{stubs}{rest}".encode()).decode()
    work = tmp_path / "download"
    work.mkdir()
    assert run_by_handler(settings, work) == 0
    assert (work / "said").read_text().splitlines()[1:] == [
        "daemon-reload", "enable web", "restart web",
    ]  # fmt: skip
    assert (tmp_path / "etc/web/token").read_text() == secret
    assert (tmp_path / "etc/web/token").stat().st_mode & 0o777 == 0o600
    unit = (tmp_path / "etc/systemd/system/web.service").read_text()
    command = re.search("^ExecStart=(.*) 80$", unit, re.MULTILINE)[1]
    command = command.replace("/opt/", f"{tmp_path}/opt/").split()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {"PATH": "/usr/bin:/bin", "CREDENTIALS_DIRECTORY": str(tmp_path / "etc/web")}
    with subprocess.Popen([sys.executable, *command[1:], str(port)], env=environment, stderr=subprocess.DEVNULL) as server:  # fmt: skip
        try:
            assert asked(port, "/healthz") == (200, b"ok\n")
            assert asked(port, "/")[1].startswith(b"<!doctype html>")
            assert asked(port, "/private")[0] == 403
            assert asked(port, "/private", Authorization=f"Bearer {secret}") == (200, b"welcome\n")
        finally:
            server.kill()


def asked(port, path, **headers):
    """Return what a server answers, which may have just started."""
    for _ in range(100):
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except ConnectionRefusedError:
            time.sleep(0.05)
    raise AssertionError(path)


def test_a_key_in_a_file_keeps_the_step_out_of_an_image(folder):
    application(folder)
    key = base64.b64encode(bytes(range(64))).decode()
    (folder.path / "app" / "settings.ini").write_text(f"AccountKey={key}\n")
    path = folder.write(step("commandToExecute", "true"))
    options = RenderOptions(product=IMAGE, gallery_image=f"{COMPUTE}/galleries/apps/images/web")
    said = [item.message for item in render(path, options).findings if item.rule == "image"]
    reason = "it holds a key or signature, which everyone who may use the image could read"
    assert said == [
        "there is nothing to bake: no delivery step can go into an image",
        f"this step stays a step of the scale set: {reason}",
    ]
