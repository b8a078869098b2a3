"""What starters with files deliver, done as the handlers do it."""

from __future__ import annotations

import base64
import io
import json
import re
import sys
import zipfile

import pytest
import yaml

from generator.delivery.archives import package_parts
from generator.rendering.options import RenderOptions
from generator.rendering.render import read_spec
from tests.delivery.test_files import run_by_handler
from tests.support.expansion import resources
from tests.support.windows import inside, parses
from tests.support.workspace import OUTPUT, STARTERS

KEYS = {"sshPublicKey": "k", "adminPassword": "p"}


def settings_of(starter, **values):
    """Return the protected settings that the first extension of a starter gets."""
    template = json.loads((OUTPUT / starter / "azuredeploy.json").read_text())
    for item in template["parameters"].values():
        item["type"] = item["type"].replace("securestring", "string").replace("secureString", "string")  # fmt: skip
    given = {name: value for name, value in KEYS.items() if name in template["parameters"]}
    made = resources(template, given | values)
    found = next(item for item in made if item["type"].endswith("virtualMachineScaleSets"))
    profile = found["properties"]["virtualMachineProfile"]["extensionProfile"]
    return profile["extensions"][0]["properties"]["protectedSettings"]


@pytest.mark.skipif(sys.platform == "win32", reason="runs sh")
def test_the_containers_of_a_compose_file_are_started_anew(tmp_path):
    secret = "it's a $(secret)"
    settings = settings_of("linux-compose", webToken=secret)
    script = base64.b64decode(settings["script"]).decode()
    stubs = 'docker() { echo "$PWD: $*" >>"$OLDPWD/said"; }\ncloud-init() { :; }\n'
    first, _, rest = script.replace("/opt/web", f"{tmp_path}/web").partition("\n")
    settings["script"] = base64.b64encode(f"{first}\n{stubs}{rest}".encode()).decode()
    work, place = tmp_path / "download", tmp_path / "web"
    work.mkdir()
    place.mkdir()
    (place / "of an older version").write_text("x")
    assert run_by_handler(settings, work) == 0
    assert (work / "said").read_text().splitlines() == [
        f"{place}: compose pull --quiet",
        f"{place}: compose up --detach --force-recreate --remove-orphans --wait",
    ]
    assert sorted(path.name for path in place.iterdir()) == ["compose.yaml", "html", "token"]
    compose = yaml.safe_load((place / "compose.yaml").read_text())
    token = place / compose["secrets"]["token"]["file"]
    assert (token.read_text(), token.stat().st_mode & 0o777) == (secret, 0o600)
    assert [mount.partition(":")[0] for mount in compose["services"]["web"]["volumes"]] == ["./html"]  # fmt: skip
    assert (place / "html" / "index.html").read_text().startswith("<!doctype html>")


def test_a_site_and_what_installs_it_are_there_where_the_script_runs():
    command = settings_of("windows-site")["commandToExecute"]
    script = inside(command)
    assert parses(script)
    data = base64.b64decode(re.search(r"FromBase64String\('([^']*)'\)", script)[1])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        installs = archive.read("customScript.ps1").decode("utf-8-sig")
    assert names == ["customScript.ps1", "site/index.html", "site/web.config"]
    assert installs == (STARTERS / "windows-site" / "install.ps1").read_text()
    assert "robocopy.exe site " in installs
    assert script.index("Expand-Archive $z .") < script.index("-File $p")


def test_the_package_of_dsc_has_its_module_where_powershell_looks_for_it():
    spec = read_spec(STARTERS / "windows-dsc-module" / "scaleset.yaml", RenderOptions())
    (package,) = spec.files.published.values()
    data = b"".join(package_parts(package.files, package.ending))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        manifest = archive.read("WebPage/WebPage.psd1").decode()
    assert names == ["Web.ps1", "WebPage/WebPage.psd1", "WebPage/WebPage.psm1"]
    root = re.search(r"RootModule\s*=\s*'([^']*)'", manifest)[1]
    assert f"WebPage/{root}" in names
    template = json.loads((OUTPUT / "windows-dsc-module" / "azuredeploy.json").read_text())
    found = next(item for item in template["resources"] if item["type"].endswith("virtualMachineScaleSets"))  # fmt: skip
    extension = found["properties"]["virtualMachineProfile"]["extensionProfile"]["extensions"][0]
    assert package.name in extension["properties"]["settings"]["configuration"]["url"]
