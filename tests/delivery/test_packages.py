"""Packages: which files are published, under which name, and that the instance has them then."""

from __future__ import annotations

import gzip
import io
import json
import re
import tarfile
import zipfile
from hashlib import sha256

import pytest

from generator.delivery.archives import MOST_COMPRESSED, package_parts, tar_of
from generator.files.gathering import Gathering, NotGathered
from generator.rendering.artifacts import IMAGE
from generator.rendering.options import RenderOptions
from generator.rendering.render import read_spec, render
from tests.delivery.test_files import (
    BINARY,
    BODIES,
    application,
    noise,
    on_windows,
    run_by_handler,
    step,
)
from tests.support.expansion import GROUP, expanded
from tests.support.features import COMPUTE
from tests.support.windows import inside, parses
from tests.support.workspace import MINIMAL

ALWAYS = "packages: {account: shopapps, always: true}\n"
ID = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/apps/providers/Microsoft.Storage/storageAccounts/shopapps"
URL = "https://shopapps.blob.core.windows.net/packages"


def package_of(folder, text, **files):
    """Return the only package of a spec, and its bytes."""
    path = folder.write(text, **files)
    (package,) = read_spec(path, RenderOptions()).files.published.values()
    data = b"".join(package_parts(package.files, package.ending))
    assert (len(data), sha256(data).hexdigest()) == (package.size, package.sha256)
    return package, data


def parameters_of(folder, text, **files):
    return json.loads(folder.render(text, **files).artifacts[0].text)["parameters"]


@pytest.mark.parametrize("body", BODIES)
def test_the_instance_has_the_files_that_it_downloads(folder, tmp_path, body):
    application(folder)
    key, text = BODIES[body]
    spec = ALWAYS + step(key, "./a.sh" if key == "script" else text, environment={"X": "it's"})
    data = package_of(folder, spec, a_sh=text)[1]
    (extension,) = folder.extensions(spec, a_sh=text).values()
    settings = extension["protectedSettings"]
    name = f"customScript-{sha256(data).hexdigest()[:16]}.tar.gz"
    assert settings["fileUris"] == [f"[format('{{0}}/{name}', parameters('packagesUrl'))]"]
    assert parameters_of(folder, spec, a_sh=text)["packagesUrl"]["defaultValue"] == URL
    assert settings["managedIdentity"]["clientId"].startswith("[reference(")
    place = tmp_path / "download"
    place.mkdir()
    (place / name).write_bytes(data)
    assert run_by_handler(settings, place) == 0
    assert (place / "out").read_bytes().startswith(BINARY + b"ran as app/run.sh\n")
    (place / name).write_bytes(data[:-1] + b"x")
    assert run_by_handler(settings, place) == 1


def test_a_changed_file_and_nothing_else_is_another_url_and_runs_the_step_again(folder):
    application(folder)

    def said():
        (extension,) = folder.extensions(ALWAYS + step("commandToExecute", "true")).values()
        return extension["protectedSettings"]["fileUris"], extension["forceUpdateTag"]

    first = said()
    (folder.path / "app" / "log.txt").write_text("ignored")
    assert said() == first
    (folder.path / "app" / "run.sh").write_text("#!/bin/sh\necho new\n")
    assert [one == other for one, other in zip(first, said(), strict=True)] == [False, False]


def test_what_fits_travels_inside_and_what_does_not_is_published(folder):
    (folder.path / "app").mkdir()
    where = "packages: {account: shopapps}\n"
    for size, published in ((90_000, False), (98_500, True), (MOST_COMPRESSED + 1, True)):
        (folder.path / "app" / "a").write_bytes(noise(size))
        rendering = folder.render(where + step("commandToExecute", "true"))
        assert [item.message for item in rendering.findings if item.rule.startswith("SPC")] == []
        said = [note for note in rendering.notes if "scaleset publish" in note]
        assert len(said) == published
    assert re.fullmatch(
        rf"Before the deployment 'scaleset publish \S+' puts customScript-[0-9a-f]{{16}}\.tar\.gz \(1 file, [\d,]+ bytes\) into {URL}\.",
        said[0],
    )


@pytest.mark.parametrize("size", [MOST_COMPRESSED // 2, MOST_COMPRESSED])
def test_a_large_package_is_the_same_files_uncompressed(folder, size):
    (folder.path / "app").mkdir()
    (folder.path / "app" / "a").write_bytes(b"x" * size)
    (folder.path / "app" / "b").write_bytes(b"#!/bin/sh\n")
    spec = ALWAYS + step("commandToExecute", "true")
    package, data = package_of(folder, spec)
    assert gzip.decompress(data) == tar_of(package.files)
    assert (len(data) > size) == (size == MOST_COMPRESSED)
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        assert [(m.name, m.size, oct(m.mode)) for m in archive] == [("app/a", size, "0o644"), ("app/b", 10, "0o755")]  # fmt: skip
    package, data = package_of(folder, ALWAYS + on_windows("commandToExecute", "dir"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert [(i.filename, i.file_size) for i in archive.infolist()] == [("app/a", size), ("app/b", 10)]  # fmt: skip


@pytest.mark.parametrize("parameter", [False, True])
def test_windows_checks_the_package_and_has_its_files(folder, parameter):
    application(folder)
    more = {"values": {"T": {"parameter": "text", "default": "0"}}} if parameter else {}
    text = "exit @T@\n" if parameter else "exit 0\n"
    spec = ALWAYS + on_windows("script", "./a.ps1", **more)
    package, data = package_of(folder, spec, a_ps1=text)
    (extension,) = folder.extensions(spec, a_ps1=text).values()
    command = extension["protectedSettings"]["commandToExecute"]
    if parameter:
        command = command.removeprefix("[format('").partition("', base64(")[0]
        command = command.replace("''", "'").replace("{{", "{").replace("}}", "}")
    script = inside(command)
    assert parses(script)
    first, second, third, *_ = script.split(";")[1:]
    assert first == f"$z=Join-Path (Get-Location) 'customScript-{package.sha256[:16]}.zip'"
    assert second == f"if((Get-FileHash $z -Algorithm SHA256).Hash -ne '{package.sha256.upper()}'){{throw 'The package that was downloaded is not the one of the model.'}}"  # fmt: skip
    assert third == "Expand-Archive $z . -Force"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        own = [] if parameter else ["customScript.ps1"]
        assert archive.namelist() == ["app/data.bin", "app/run.sh", *own]


def test_windows_publishes_what_would_travel_in_custom_data(folder):
    (folder.path / "app").mkdir()
    (folder.path / "app" / "a").write_bytes(noise(30_000))
    spec = "packages: {account: shopapps}\n" + on_windows("commandToExecute", "dir")
    assert folder.warnings(spec) == []
    assert "customData" not in folder.scale_set(spec)["properties"]["virtualMachineProfile"]["osProfile"]  # fmt: skip


def test_a_sas_token_is_a_parameter_of_the_protected_url_alone(folder):
    application(folder)
    spec = "packages: {account: shopapps, always: true, sas: {secret: token}}\n" + step("commandToExecute", "true")  # fmt: skip
    scale_set = folder.scale_set(spec)
    (extension,) = scale_set["properties"]["virtualMachineProfile"]["extensionProfile"][
        "extensions"
    ]
    protected = extension["properties"]["protectedSettings"]
    (url,) = protected.pop("fileUris")
    assert url.endswith(".tar.gz?{1}', parameters('packagesUrl'), parameters('token'))]")
    assert "managedIdentity" not in protected
    assert "identity" not in scale_set
    assert parameters_of(folder, spec)["token"] == {"type": "securestring"}


def roles(folder, packages, more="", **given):
    """Return what each role is for once the template is deployed, and the role itself."""
    found = folder.render(f"packages: {packages}\n{more}" + step("commandToExecute", "true"))
    template = json.loads(found.artifacts[0].text)
    text = json.dumps(expanded(template, {"sshPublicKey": "k", **given}).as_json())
    return re.findall(r'"scope": "(/[^"]+/storageAccounts/[^"]+)"', text)


def test_the_identity_may_read_in_the_container_wherever_the_account_is(folder):
    application(folder)
    here = f"{GROUP}/providers/Microsoft.Storage/storageAccounts/{{}}/blobServices/default/containers/{{}}"
    assert roles(folder, "{account: shopapps}") == [here.format("shopapps", "packages")]
    assert roles(folder, "{account: shopapps, container: web}") == [here.format("shopapps", "web")]
    other = {"packagesUrl": "https://shoptest.blob.core.chinacloudapi.cn/web"}
    assert roles(folder, "{account: shopapps}", **other) == [here.format("shoptest", "web")]
    assert roles(folder, f"{{account: {ID}}}") == [f"{ID}/blobServices/default/containers/packages"]
    assert roles(folder, "{account: shopapps, assignRole: false}") == []
    assert roles(folder, "{account: shopapps, sas: {secret: token}}") == []
    assert roles(folder, f"{{url: '{URL}'}}") == []
    more = f"identity: {{roles: [{{role: Reader, scope: {ID}}}]}}\n"
    assert roles(folder, "{account: shopapps}", more) == [ID, here.format("shopapps", "packages")]


def test_render_says_that_an_identity_without_the_role_reads_nothing(folder):
    application(folder)
    for packages, said in (("{account: shopapps}", 0), (f"{{url: '{URL}'}}", 1)):
        notes = folder.render(f"packages: {packages}\n" + step("commandToExecute", "true")).notes
        assert len([note for note in notes if "may do nothing yet" in note]) == said


MISTAKES = {
    "{}": "nothing says where packages go: give 'account', or the 'url' of a container",
    "{container: web}": "nothing says where packages go: give 'account', or the 'url' of a container",
    "{account: 'https://shopapps.blob.core.windows.net'}": "'packages.account' must be the name of a storage account",
    "{account: shop-apps}": "'packages.account' must be the name of a storage account",
    "{account: shopapps, url: 'https://shopapps.blob.core.windows.net/web'}": "the URL ends in the container 'web', and 'container' is 'packages'",
    "{url: 'https://shopapps.blob.core.windows.net'}": "'packages.url' must be the URL of a container",
    "{url: 'https://shopapps.blob.core.windows.net/web?sv=1&sig=abc'}": "'packages.url' must be the URL of a container",
    f"{{url: '{URL}', assignRole: true}}": "a role needs 'account'",
    "{account: shopapps, sas: sv=1&sig=abc}": "'packages.sas' must be a secret",
    "{account: shopapps, container: A}": "'packages.container' must",
    "shopapps": "'packages' must be keys with values (is 'shopapps'); write packages: {account: shopapps}",
}  # fmt: skip


@pytest.mark.parametrize("packages", MISTAKES)
def test_a_place_that_is_none_is_a_mistake(folder, packages):
    application(folder)
    (found,) = folder.mistakes(f"packages: {packages}\n" + step("commandToExecute", "true"))
    assert MISTAKES[packages] in found
    assert "sig=abc" not in found


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ("identity: {create: false}\n", "packages need an identity (identity: {create: true}), or 'sas'"),
        (f"identity: {{create: true, ids: [{COMPUTE.replace('Microsoft.Compute', 'Microsoft.ManagedIdentity')}/userAssignedIdentities/a]}}\n", "there are several identities"),
    ],
)  # fmt: skip
def test_packages_are_downloaded_by_one_identity(folder, more, reason):
    application(folder)
    (found,) = folder.mistakes(ALWAYS + more + step("commandToExecute", "true"))
    assert reason in found
    sas = ALWAYS.replace("}", ", sas: {secret: token}}")
    assert folder.render(sas + more + step("commandToExecute", "true")).artifacts


def test_a_key_of_an_account_goes_without_an_identity(folder):
    application(folder)
    more = {"fileUris": ["https://data.blob.core.windows.net/c/b"], "storageAccountName": "data", "storageAccountKey": {"secret": "key"}, "auth": "storageAccountKey"}  # fmt: skip
    (found,) = folder.mistakes(ALWAYS + step("commandToExecute", "true", **more))
    assert "give packages.sas" in found


def test_another_host_gets_no_identity(folder):
    application(folder)
    spec = "packages: {url: 'https://files.example.com/web', always: true}\n"
    (found,) = folder.warnings(spec + step("commandToExecute", "true"))
    assert "a managed identity for blob storage only, and this is another host" in found


def test_nothing_is_published_of_steps_without_files(folder):
    spec = ALWAYS + MINIMAL + "deliver: [{customScript: {commandToExecute: ls}}]\n"
    (found,) = folder.warnings(spec)
    assert "no step has 'files', so nothing is published" in found


def test_an_image_leaves_a_step_whose_package_it_may_not_read(folder):
    application(folder)
    path = folder.write(ALWAYS + step("commandToExecute", "true"))
    options = RenderOptions(product=IMAGE, gallery_image=f"{COMPUTE}/galleries/apps/images/web")
    said = [item.message for item in render(path, options).findings]
    assert "this step stays a step of the scale set: its package is not public, and the machine that builds the image has no right to it" in said  # fmt: skip


def test_settings_name_the_package_where_it_is(folder, scaleset):
    application(folder)
    sas = "packages: {account: shopapps, always: true, sas: {secret: token}}\n"
    folder.write(sas + step("commandToExecute", "true"))
    assert scaleset("settings", "scaleset.yaml").code == 0
    settings = json.loads((folder.path / "protected-settings.json").read_text())
    assert re.fullmatch(rf"{URL}/customScript-\w{{16}}\.tar\.gz\?\$\{{SECRET_TOKEN\}}", settings["fileUris"][0])  # fmt: skip


def test_more_files_than_can_be_held_are_read_when_they_are_needed(tmp_path):
    (tmp_path / "app").mkdir()
    with (tmp_path / "app" / "large").open("wb") as file:
        file.truncate(65 * 2**20)
    with pytest.raises(NotGathered, match=r"more than 64 MB: leave out in .*, or publish them"):
        Gathering(tmp_path, tmp_path).files(["app"])
    with pytest.raises(NotGathered, match=r"more than 64 MB: leave out in \.scalesetignore what no instance needs$"):  # fmt: skip
        Gathering(tmp_path, tmp_path, most=64 * 2**20 + 1).files(["app"])
    (large,) = Gathering(tmp_path, tmp_path, most=2**30).files(["app"])
    assert (large.size, len(large.head)) == (65 * 2**20, 2**16)
    for size, reason in ((65 * 2**20 + 1, "changed while it was read"), (1, "changed while it was read")):  # fmt: skip
        with (tmp_path / "app" / "large").open("r+b") as file:
            file.truncate(size)
        with pytest.raises(NotGathered, match=reason):
            list(large.parts())
    (tmp_path / "app" / "large").unlink()
    with pytest.raises(NotGathered, match="'app/large' cannot be read: No such file"):
        list(large.parts())
