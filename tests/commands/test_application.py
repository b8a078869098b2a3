"""A folder as a VM Application: its package, its commands, the template of its version."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from generator import api
from tests.support.features import WINDOWS as WINDOWS_SPEC
from tests.support.windows import inside, needs_wine, parses, said_by_cmd
from tests.support.workspace import MINIMAL

ID = f"/subscriptions/{'1' * 8}-1111-1111-1111-{'1' * 12}/resourceGroups/rg/providers/Microsoft.Compute/galleries/apps/applications/agent/versions/1.0.0"  # fmt: skip
LOG = '#!/bin/sh\nset -eu\necho "$0 $(cat conf/a.txt)" >> "$LOG"\n'
LINUX = {"install.sh": LOG, "remove.sh": LOG, "conf/a.txt": "one"}
WINDOWS = {"install.cmd": "@type conf\\a.txt\r\n", "remove.ps1": "exit 3\r\n", "conf/a.txt": "one"}


@pytest.fixture
def make(tmp_path, scaleset):
    """Return what writes a folder and makes it an application."""

    def made(files, *options):
        for name, text in files.items():
            path = tmp_path / "agent" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return scaleset("application", "agent", "--id", ID, *options)

    return made


def template_of(folder):
    return json.loads((folder / "agent-application" / "application.json").read_text())


def profile_of(folder):
    return template_of(folder)["resources"][-1]["properties"]["publishingProfile"]


def package_of(folder):
    (found,) = (folder / "agent-application").glob("agent-*")
    return found


def run_by_azure(folder, action, place):
    """Do what the extension does on Linux: save the package under its name, run the command."""
    profile = profile_of(folder)
    place.mkdir(exist_ok=True)
    (place / profile["settings"]["packageFileName"]).write_bytes(package_of(folder).read_bytes())
    env = {"PATH": "/usr/bin:/bin", "LOG": str(folder / "log")}
    command = profile["manageActions"][action]
    return subprocess.run(["/bin/sh", "-c", command], cwd=place, env=env, check=False).returncode


@pytest.mark.skipif(sys.platform == "win32", reason="runs sh")
def test_the_commands_unpack_the_package_and_run_its_scripts(make, tmp_path):
    ran = make({**LINUX, "update.sh": "exit 7\n"})
    assert (ran.code, ran.err) == (0, "")
    assert [run_by_azure(tmp_path, name, tmp_path / "1") for name in ("install", "remove")] == [0, 0]  # fmt: skip
    assert run_by_azure(tmp_path, "update", tmp_path / "2") == 7
    assert (tmp_path / "log").read_text() == "./install.sh one\n./remove.sh one\n"
    broken = tmp_path / "3"
    broken.mkdir()
    package_of(tmp_path).write_bytes(b"no archive")
    assert run_by_azure(tmp_path, "install", broken) != 0
    assert (tmp_path / "log").read_text().count("\n") == 2


@pytest.mark.skipif(needs_wine, reason="wine runs cmd.exe")
def test_the_commands_of_windows_expand_the_package_and_run_its_scripts(make, tmp_path):
    assert make(WINDOWS).code == 0
    actions = profile_of(tmp_path)["manageActions"]
    assert list(actions) == ["install", "remove"]
    expand, _, install = actions["install"].partition(" && ")
    said = inside(expand)
    assert parses(said)
    assert said == "$ErrorActionPreference='Stop';Expand-Archive agent.zip . -Force"
    with zipfile.ZipFile(BytesIO(package_of(tmp_path).read_bytes())) as archive:
        archive.extractall(tmp_path / "there")
    assert said_by_cmd([install], tmp_path / "there") == ["one"]
    assert actions["remove"] == f"{expand} && powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File remove.ps1"  # fmt: skip


def test_what_is_said_of_a_version_stands_in_it(make, tmp_path):
    ran = make(
        LINUX, "--packages", "https://shop.blob.core.windows.net/packages/", "--sas",
        "--region", "West Europe", "--region", "northeurope", "--region", "westeurope", "--replicas", "3", "--update", "true",
        "--exclude-from-latest", "--end-of-life", "2030-01-31",
        "--configuration", "https://shop.blob.core.windows.net/conf/agent.json",
    )  # fmt: skip
    assert (ran.code, ran.err) == (0, "")
    values = json.loads(
        (tmp_path / "agent-application" / "application.parameters.json").read_text()
    )
    given = {name: item["value"] for name, item in values["parameters"].items()}
    (version,) = [item for item in api.expand(template_of(tmp_path), given).resources if item["type"].endswith("/versions")]  # fmt: skip
    assert (version["id"], version["location"]) == (ID.replace(ID.split("/")[2], version["id"].split("/")[2]).replace("/rg/", f"/{version['id'].split('/')[4]}/"), "westeurope")  # fmt: skip
    name = package_of(tmp_path).name
    assert version["properties"] == {
        "publishingProfile": {
            "source": {
                "mediaLink": f"[concat('https://shop.blob.core.windows.net/packages/{name}?', parameters('packagesSas'))]",
                "defaultConfigurationLink": "https://shop.blob.core.windows.net/conf/agent.json",
            },
            "manageActions": {
                "install": "tar -xzmf agent.tar.gz && ./install.sh",
                "update": "tar -xzmf agent.tar.gz && true",
                "remove": "tar -xzmf agent.tar.gz && ./remove.sh",
            },
            "settings": {"packageFileName": "agent.tar.gz", "configFileName": "agent.json"},
            "targetRegions": [{"name": "westeurope"}, {"name": "northeurope"}],
            "replicaCount": 3,
            "excludeFromLatest": True,
            "endOfLifeDate": "2030-01-31T00:00:00Z",
        }
    }
    assert template_of(tmp_path)["parameters"]["packagesSas"] == {
        "type": "securestring",
        "metadata": {"description": "SAS token that may read the package, without its question mark."},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("options", "kinds", "asked"),
    [
        ((), ["galleries", "applications", "versions"], {"packagesUrl", "galleryIdentityId"}),
        (("--existing-gallery",), ["applications", "versions"], {"packagesUrl"}),
        (("--sas",), ["galleries", "applications", "versions"], {"packagesUrl", "packagesSas"}),
    ],
)
def test_the_template_has_no_finding_and_compiles(make, tmp_path, compiler, options, kinds, asked):
    ran = make(LINUX, *options, "-o", "json")
    assert json.loads(ran.out)["findings"] == []
    template = template_of(tmp_path)
    assert [item["type"].rpartition("/")[2] for item in template["resources"]] == kinds
    parameters = template["parameters"].items()
    assert {name for name, item in parameters if "defaultValue" not in item} == asked
    compiled = compiler.compile(tmp_path / "agent-application" / "application.bicep")
    assert [*compiled.errors(), *compiled.warnings()] == []


def test_the_package_is_the_same_on_every_machine_and_another_one_by_its_content(make, tmp_path):
    make(LINUX)
    first = package_of(tmp_path)
    before = first.read_bytes()
    for path in (tmp_path / "agent").iterdir():
        os.utime(path, (1, 1))
        path.chmod(0o777)
    ran = make({**LINUX, ".scalesetignore": "*.log\n", "x.log": "x"}, "--check")
    assert (ran.code, ran.out, ran.err) == (0, "3 files up to date.\n", "")
    assert make({}).out.count("unchanged ") == 4
    assert package_of(tmp_path).read_bytes() == before
    ran = make({"conf/a.txt": "two"}, "--check")
    assert ran.code == 1
    assert "2 files not up to date" in ran.err
    assert make({}).err == (
        "agent-application/application.json: warning file version 1.0.0 was written with "
        "another package or other commands, which Azure does not change once it is published: "
        "raise the number\n\n"
    )
    assert not first.samefile(max((tmp_path / "agent-application").glob("agent-*"), key=os.path.getmtime))  # fmt: skip


NEITHER = "nothing in it installs it: its root needs install.sh (Linux), install.cmd or install.ps1 (Windows), or give --install"  # fmt: skip


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"a.txt": "x"}, f"agent: error file {NEITHER}"),
        ({"in/install.sh": "x"}, f"agent: error file {NEITHER}"),
        ({**LINUX, **WINDOWS}, "agent: error file there are install.sh and install.cmd: a version is for one system; leave one of them out"),
        ({"install.sh": "x"}, "agent: error file nothing removes it, which Azure asks for: add remove.sh, or give --remove"),
        ({"install.sh": "", "remove.sh": ""}, "agent: error file all of its files are empty"),
        ({**LINUX, "install.sh": "#!/bin/sh\r\n"}, "agent: error file the first line of install.sh ends in a carriage return, which Linux takes for part of the name of the interpreter: save it with LF"),
        ({**LINUX, "Conf/A.TXT": "x"}, "agent: error file 'Conf/A.TXT' and 'conf/a.txt' differ in case alone: rename one"),
        ({**WINDOWS, "aux.txt": "x"}, "agent: error file Windows has no file of the name 'aux.txt': aux is a device; rename it"),
        ({".scalesetignore": "*"}, "agent: error file there is no file in it, or .scalesetignore leaves all of them out"),
    ],
)  # fmt: skip
def test_a_folder_that_is_no_application_is_told_with_the_reason(make, tmp_path, files, message):
    ran = make(files)
    assert ran.code != 0
    assert ran.err.splitlines()[0] == message
    assert not (tmp_path / "agent-application").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="makes a link")
def test_a_link_that_leads_out_is_no_part_of_a_package(make, tmp_path):
    make(LINUX)
    (tmp_path / "agent" / "out").symlink_to("/etc")
    ran = make({})
    assert ran.code == 2
    assert ran.err.startswith("agent: error file 'out' leads out of the folder")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--id", ID.replace("1.0.0", "1.0")), "--id must be the id of a version"),
        (("--id", ID.replace("1.0.0", "9999999999.0.0")), "a number of a version is at most 2,147,483,647"),
        (("--packages", "https://a.blob.core.windows.net/p?sv=1"), "must be an https URL without a query"),
        (("--replicas", "11"), "'11' replicas are too many: at most 10 in a region"),
        (("--identity", "mine"), "--identity must be the id of a user-assigned identity"),
        (("--region", "westeurop"), "'westeurop' is no region; did you mean 'westeurope'?"),
        (("--region", "[x]"), "'[x]' is no region"),
        (("--stdout", "--check"), "use one of --stdout and --check"),
        (("--install", "x" * 4096), "the command to install has 4,122 characters of at most 4,096"),
    ],
)  # fmt: skip
def test_an_option_that_azure_does_not_take_is_told(make, options, sentence):
    ran = make(LINUX, *options)
    said = " ".join(ran.err.replace("│", " ").split())
    assert sentence in said
    assert ran.code in {1, 2}


def test_a_key_in_the_package_is_told(make):
    ran = make({**LINUX, "url": "https://a.blob.core.windows.net/p/x?sv=1&sig=AbCd%3D"})
    assert ran.code == 0
    assert [line.partition(", which")[0] for line in ran.err.split("\n") if line] == [
        "agent: warning file 'url' holds a key or signature"
    ]


def test_a_path_that_is_no_folder_is_told(scaleset, tmp_path):
    (tmp_path / "file").write_text("x")
    ran = scaleset("application", "file", "--id", ID)
    assert (ran.code, ran.err) == (2, "file: error file this is no folder, and no spec\n")
    assert list(Path(tmp_path).iterdir()) == [tmp_path / "file"]


SPEC = (
    MINIMAL
    + """\
deliver:
- cloudInit: {file: ci.yaml}
- customScript: {name: one, script: ./a.sh, files: app, environment: {WHO: "it's"}}
"""
)


@pytest.mark.skipif(sys.platform == "win32", reason="runs sh")
def test_the_steps_of_a_spec_run_as_the_handler_runs_them(folder, scaleset, monkeypatch):
    monkeypatch.setattr("generator.rendering.image.plan._FOLDERS", {"linux": f"{folder.path}/run/"})
    shop = folder.path / "shop"
    (shop / "app").mkdir(parents=True)
    (shop / "app" / "x.txt").write_text("in it\n")
    (shop / "a.sh").write_text('#!/bin/sh\necho "$WHO" >>"$LOG"\ncat app/x.txt >>"$LOG"\n')
    (shop / "ci.yaml").write_text("#cloud-config\npackages: [nginx]\n")
    (shop / "scaleset.yaml").write_text(SPEC)
    ran = scaleset("application", "shop", "--id", ID, "--remove", "true")
    assert ran.code == 0
    assert [line for line in ran.err.splitlines() if " application " in line] == [
        "shop/scaleset.yaml:6:14: note application this step stays a step of the scale set: cloud-init runs at the first boot of each instance"
    ]  # fmt: skip
    profile = json.loads((folder.path / "shop-application" / "application.json").read_text())
    profile = profile["resources"][-1]["properties"]["publishingProfile"]
    (package,) = (folder.path / "shop-application").glob("agent-*")
    place = folder.path / "place"
    place.mkdir()
    (place / profile["settings"]["packageFileName"]).write_bytes(package.read_bytes())
    env = {"PATH": "/usr/bin:/bin", "LOG": str(folder.path / "log")}
    command = profile["manageActions"]["install"]
    subprocess.run(["/bin/sh", "-c", command], cwd=place, env=env, check=True)
    assert (folder.path / "log").read_text() == "it's\nin it\n"
    assert sorted(path.name for path in (folder.path / "run").iterdir()) == ["one"]


def test_a_step_that_fails_ends_the_installation_on_windows(folder, scaleset):
    steps = "deliver: [{customScript: {name: b, script: b.ps1}}]\n"  # fmt: skip
    folder.write(WINDOWS_SPEC + steps, b_ps1="exit 0\n")
    ran = scaleset("application", "scaleset.yaml", "--id", ID, "--remove", "exit 0", "-d", "made")
    assert ran.code == 0
    with zipfile.ZipFile(next((folder.path / "made").glob("agent-*.zip"))) as archive:
        assert archive.namelist() == ["01-b.ps1", "install.ps1"]
        install = archive.read("install.ps1").decode("utf-8-sig")
    assert parses(install)
    assert [line.rpartition(" -File ")[2] for line in install.splitlines()[1:]] == [
        "01-b.ps1", "if ($LASTEXITCODE) { exit $LASTEXITCODE }",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (MINIMAL, "no delivery step can be an application"),
        (MINIMAL + "cuont: 3\n", "unknown key 'cuont'"),
        (
            SPEC.replace('WHO: "it\'s"', "WHO: {secret: s}").replace("files: app", "files: a.sh"),
            "it needs a parameter or a secret, which only a deployment has",
        ),
        (SPEC.replace("files: app", "files: none"), "there is no such file or folder"),
    ],
)
def test_a_spec_that_is_no_application_is_told(folder, scaleset, text, sentence):
    folder.write(text, a_sh="#!/bin/sh\n", ci_yaml="#cloud-config\n")
    ran = scaleset("application", "scaleset.yaml", "--id", ID, "--remove", "true", "-d", "made")
    assert ran.code == 1
    assert sentence in ran.err
    assert not (folder.path / "made").exists()
