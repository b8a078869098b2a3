"""Each starter with files goes through a real Blob Storage, and what comes back is what it delivers."""

from __future__ import annotations

import base64
import io
import json
import os
import shutil
import tarfile
import zipfile
from importlib.util import find_spec

import pytest

from generator.commands.publish import sign_in
from tests.delivery.test_files import run_by_handler
from tests.support import azurite
from tests.support.expansion import resources
from tests.support.workspace import STARTERS

pytestmark = [
    pytest.mark.azurite,
    pytest.mark.skipif(azurite.program() is None, reason=azurite.NO_AZURITE),
    pytest.mark.skipif(find_spec("azure") is None, reason=azurite.NO_CLIENT),
]
PACKED = {
    "linux-application": ["app/index.html", "app/web.py", "app/web.service"],
    "linux-compose": ["web/compose.yaml", "web/html/index.html"],
    "windows-site": ["customScript.ps1", "site/index.html", "site/web.config"],
    "windows-dsc-module": ["Web.ps1", "WebPage/WebPage.psd1", "WebPage/WebPage.psm1"],
}
SECRETS = {"adminPassword": "p", "sshPublicKey": "k", "webToken": "t"}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with azurite.running(tmp_path_factory.mktemp("azurite"), "--inMemoryPersistence") as found:
        yield found


@pytest.fixture
def signed_in(server, monkeypatch):
    """Sign in with the key of the account."""
    for name in [name for name in os.environ if name.startswith("AZURE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(server.trusted))
    monkeypatch.setenv(sign_in.CONNECTION_STRING, server.connection_string())
    return server


def extension_of(path, token):
    """Return the first extension of a rendered spec, with values for what a deployment asks."""
    template = json.loads((path / "azuredeploy.json").read_text())
    values = json.loads((path / "azuredeploy.parameters.json").read_text())["parameters"]
    asked = {**SECRETS, "packagesSas": token}
    for item in template["parameters"].values():
        item["type"] = "string" if item["type"].lower() == "securestring" else item["type"]
    given = {name: text for name, text in asked.items() if name in template["parameters"]}
    given |= {name: item["value"] for name, item in values.items()}
    made = resources(template, given)
    found = next(item for item in made if item["type"].endswith("virtualMachineScaleSets"))
    profile = found["properties"]["virtualMachineProfile"]["extensionProfile"]
    return profile["extensions"][0]["properties"]


def members(data):
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert archive.testzip() is None
            return archive.namelist()
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        return archive.getnames()


@pytest.mark.parametrize("name", PACKED)
def test_what_an_instance_downloads_is_the_folder_of_the_starter(signed_in, scaleset, tmp_path, name):  # fmt: skip
    shop = tmp_path / name
    shutil.copytree(STARTERS / name, shop)
    spec = (shop / "scaleset.yaml").read_text()
    if "packages:" not in spec:
        spec += "packages: {account: shopapps, always: true, sas: {secret: packagesSas}}\n"
        (shop / "scaleset.yaml").write_text(spec)
    container = signed_in.container(name)
    words = ("--account", signed_in.url(), "--container", name)
    published = scaleset("publish", name, *words, "-o", "json")
    assert (published.code, published.err) == (0, "")
    (row,) = json.loads(published.out)
    assert scaleset("render", name, "-q").code == 0
    token = signed_in.sas(name, read=True)
    extension = extension_of(shop, token)
    settings = extension.get("settings", {}) | extension["protectedSettings"]
    if name == "windows-dsc-module":
        url, sas = settings["configuration"]["url"], settings["configurationUrlSasToken"]
        assert sas == f"?{token}"
    else:
        (url,) = settings["fileUris"]
        url, mark, sas = url.partition("?")
        sas = mark + sas
    file = url.rpartition("/")[2]
    assert row["url"].rpartition("/")[2] == file
    assert [item.name for item in container.list_blobs()] == [file]
    data = signed_in.download(f"{row['url']}{sas}")
    assert members(data) == PACKED[name]
    if name.startswith("linux"):
        place = tmp_path / "download"
        place.mkdir()
        (place / file).write_bytes(data)
        script = base64.b64decode(settings["script"])
        until = script.index(b"exit 1\n", script.index(b"tar -xzmf")) + len(b"exit 1\n")
        begun = b"#!/bin/bash\ncloud-init() { :; }\n" + script[script.index(b"\n") + 1 : until]
        settings["script"] = base64.b64encode(begun).decode()
        assert run_by_handler(settings, place) == 0
        assert all((place / inside).is_file() for inside in PACKED[name])
