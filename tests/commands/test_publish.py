"""`scaleset publish` against a real Blob Storage: what is sent, what is refused, what is never said."""

from __future__ import annotations

import io
import json
import os
import tarfile
import threading
from hashlib import md5
from importlib.util import find_spec

import pytest

from generator.commands.publish import sign_in, storage
from generator.commands.publish.refusals import NotPublished
from generator.commands.publish.target import ContainerPlace
from generator.rendering.options import RenderOptions
from generator.rendering.render import read_spec
from tests.delivery.test_files import BINARY, SEE, application, noise, run_by_handler, step
from tests.delivery.test_packages import ALWAYS
from tests.support import azurite
from tests.support.workspace import Folder

pytestmark = [
    pytest.mark.azurite,
    pytest.mark.skipif(azurite.program() is None, reason=azurite.NO_AZURITE),
    pytest.mark.skipif(find_spec("azure") is None, reason=azurite.NO_CLIENT),
]
SPEC = ALWAYS + step("script", "./a.sh")


def unheard(_):
    """Be told how much is done."""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with azurite.running(tmp_path_factory.mktemp("azurite"), "--inMemoryPersistence") as found:
        yield found


@pytest.fixture
def signed_in(server, monkeypatch):
    """Sign in with the key of the account; nothing is tried again."""
    for name in [name for name in os.environ if name.startswith("AZURE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(server.trusted))
    monkeypatch.setenv(sign_in.CONNECTION_STRING, server.connection_string())
    monkeypatch.setattr(sign_in, "RETRIES", 0)
    return server


@pytest.fixture
def shop(folder):
    application(folder)
    folder.write(SPEC, a_sh=SEE)
    return folder


@pytest.fixture
def container(signed_in, request):
    """A container of this test."""
    return signed_in.container("c" + md5(request.node.name.encode()).hexdigest())


def words(container, *more):
    account = container.url.rpartition("/")[0]
    return ("publish", "--account", account, "--container", container.container_name, *more)


def rows_of(scaleset, container, *more):
    ran = scaleset(*words(container, "-o", "json", *more))
    assert (ran.code, ran.err) == (0, "")
    return json.loads(ran.out)


def blobs(container):
    return {
        item.name: container.download_blob(item.name).readall() for item in container.list_blobs()
    }


def test_what_is_published_is_what_the_instance_runs(
    shop, container, scaleset, tmp_path, signed_in
):
    name = container.container_name
    assert [row["state"] for row in rows_of(scaleset, container, "--dry-run")] == ["missing"]
    assert blobs(container) == {}
    ran = scaleset(*words(container))
    (blob,) = blobs(container)
    url = f"{signed_in.url()}/{name}"
    size = len(blobs(container)[blob])
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == f"uploaded {url}/{blob} (2 files, {size:,} bytes)\nDeploy with --parameters packagesUrl={url}\n"  # fmt: skip
    rows = rows_of(scaleset, container)
    assert [(row["state"], row["sent"], row["bytes"], row["url"]) for row in rows] == [("exists", 0, size, f"{url}/{blob}")]  # fmt: skip
    settings = next(iter(shop.extensions(SPEC, a_sh=SEE).values()))["protectedSettings"]
    assert f"{{0}}/{blob}'" in settings["fileUris"][0]
    place = tmp_path / "download"
    place.mkdir()
    token = signed_in.sas(name, read=True)
    (place / blob).write_bytes(signed_in.download(f"{rows[0]['url']}?{token}"))
    assert run_by_handler(settings, place) == 0
    assert (place / "out").read_bytes().startswith(BINARY + b"ran as app/run.sh\n")


def test_a_changed_file_is_another_blob_and_the_old_one_stays(shop, container, scaleset):
    scaleset(*words(container))
    before = blobs(container)
    (shop.path / "app" / "run.sh").write_text("#!/bin/sh\necho new\n")
    scaleset(*words(container))
    after = blobs(container)
    assert len(after) == 2
    assert before.items() < after.items()


def test_an_upload_that_broke_off_goes_on_where_it_stopped(folder, container, scaleset, monkeypatch, signed_in):  # fmt: skip
    (folder.path / "app").mkdir()
    (folder.path / "app" / "a").write_bytes(noise(300_000))
    folder.write(ALWAYS + step("commandToExecute", "true"))
    monkeypatch.setattr(storage, "BLOCK", 2**15)
    proxy = azurite.Proxy(signed_in.port, 150_000)
    monkeypatch.setenv(sign_in.CONNECTION_STRING, signed_in.connection_string(proxy.port))
    ran = scaleset(*words(container))
    proxy.close()
    assert ran.code == 2
    assert ran.err.endswith("the account is not reached: check its name and your network; what was sent is kept, and the same command goes on there\n")  # fmt: skip
    assert blobs(container) == {}
    monkeypatch.setenv(sign_in.CONNECTION_STRING, signed_in.connection_string())
    (row,) = rows_of(scaleset, container)
    assert row["state"] == "uploaded"
    assert 150_000 < row["sent"] < 270_000
    (data,) = blobs(container).values()
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        assert archive.extractfile("app/a").read() == noise(300_000)


def publisher(shop, container):
    """Return a container to which somebody has signed in, and the package of a spec."""
    (package,) = read_spec(shop.path / "scaleset.yaml", RenderOptions()).files.published.values()
    target = ContainerPlace(
        f"https://{azurite.ACCOUNT}.blob.core.windows.net", container.container_name
    )
    return storage.container_at(target), package


def test_two_publishers_at_once_both_succeed(shop, container):
    (one, package), (other, _) = publisher(shop, container), publisher(shop, container)
    done = []
    one.send(package, lambda _: done.append(other.send(package, unheard)))
    assert done == [0]  # one has sent the block already
    assert [len(data) for data in blobs(container).values()] == [package.size]
    (shop.path / "app" / "run.sh").write_text("#!/bin/sh\necho new\n")
    (one, package), (other, _) = publisher(shop, container), publisher(shop, container)
    sent = []
    work = [threading.Thread(target=lambda who=who: sent.append(who.send(package, unheard))) for who in (one, other)]  # fmt: skip
    for thread in work:
        thread.start()
    for thread in work:
        thread.join()
    assert len(sent) == 2
    assert len(blobs(container)) == 2


OTHER = "is there with other content, and is not overwritten: delete that blob, or publish to another container\n"


@pytest.mark.parametrize("other", ["shorter", "as long", "as long, with a hash"])
def test_a_blob_of_other_content_is_never_overwritten(shop, container, scaleset, other):
    (row,) = rows_of(scaleset, container, "--dry-run")
    name = row["url"].rpartition("/")[2]
    data = b"x" * (row["bytes"] - (other == "shorter"))
    more = {"metadata": {"sha256": "0" * 64}} if other.endswith("hash") else {}
    container.upload_blob(name, data, **more)
    for words_of in (words(container), words(container, "--dry-run")):
        ran = scaleset(*words_of)
        assert (ran.code, ran.out, ran.err) == (2, "", f"scaleset: {name} {OTHER}")
    assert blobs(container) == {name: data}


def test_the_same_content_is_known_without_our_hash(shop, container, scaleset):
    scaleset(*words(container))
    ((name, data),) = blobs(container).items()
    container.delete_blob(name)
    container.upload_blob(name, data)
    assert [row["state"] for row in rows_of(scaleset, container)] == ["exists"]


def test_a_blob_that_somebody_makes_in_between_is_not_overwritten(shop, container):
    one, package = publisher(shop, container)
    with pytest.raises(NotPublished, match="other content"):
        one.send(package, lambda _: container.upload_blob(package.name, b"x", overwrite=True))
    assert list(blobs(container).values()) == [b"x"]


def test_no_container_says_how_to_make_it(shop, signed_in, scaleset):
    for more in ((), ("--dry-run",)):
        ran = scaleset("publish", "--account", azurite.ACCOUNT, "--container", "none", *more)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err == f"scaleset: {signed_in.url()}/none: there is no such container: az storage container create --account-name {azurite.ACCOUNT} --name none --auth-mode login\n"  # fmt: skip


REFUSED = {
    "may not write": ({"read": True}, 1, "AZURE_STORAGE_SAS_TOKEN may not write there: an identity needs the role Storage Blob Data Contributor on the container, a SAS token the permissions read, create and write"),
    "expired": ({"read": True, "write": True, "create": True}, -1, "AZURE_STORAGE_SAS_TOKEN may not write there"),
}  # fmt: skip


@pytest.fixture
def token(container, signed_in, monkeypatch):
    """Signs in with a SAS token of the container that may do so much."""

    def chosen(hours, **may):
        found = signed_in.sas(container.container_name, hours, **may)
        monkeypatch.delenv(sign_in.CONNECTION_STRING)
        monkeypatch.setenv(sign_in.SAS_TOKEN, f"?{found}\n")
        return found.rpartition("sig=")[2]

    return chosen


@pytest.mark.parametrize("kind", REFUSED)
def test_a_token_that_is_not_enough_is_refused(shop, container, scaleset, token, kind):
    may, hours, said = REFUSED[kind]
    signature = token(hours, **may)
    ran = scaleset(*words(container))
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert signature not in ran.err
    assert blobs(container) == {}


def test_a_token_signs_in(shop, container, scaleset, token):
    signature = token(1, read=True, write=True, create=True)
    ran = scaleset(*words(container))
    assert (ran.code, ran.err) == (0, "")
    assert signature not in ran.out
    assert len(blobs(container)) == 1


def test_a_wrong_key_is_refused_and_never_shown(shop, container, scaleset, monkeypatch, signed_in):
    wrong = "d3Jvbmcga2V5" + azurite.KEY[12:]
    monkeypatch.setenv(sign_in.CONNECTION_STRING, signed_in.connection_string(key=wrong))
    ran = scaleset(*words(container))
    assert (ran.code, ran.out) == (2, "")
    assert f"{sign_in.CONNECTION_STRING} is refused: it is not for this account" in ran.err
    assert wrong[:20] not in ran.err


def test_an_identity_is_asked_for_the_scope_of_storage_and_no_other(shop, container, scaleset, monkeypatch, signed_in):  # fmt: skip
    monkeypatch.delenv(sign_in.CONNECTION_STRING)
    monkeypatch.setattr("azure.identity.DefaultAzureCredential", azurite.Identity)
    ran = scaleset(*words(container))
    assert (ran.code, ran.err) == (0, "")
    assert set(azurite.Identity.asked) == {("https://storage.azure.com/.default",)}
    assert len(blobs(container)) == 1


def test_nothing_is_sent_where_one_of_the_packages_cannot_be(tmp_path, container, scaleset):
    for name in ("good", "bad"):
        (tmp_path / name).mkdir()
        folder = Folder(tmp_path / name)
        application(folder)
        folder.write(SPEC, a_sh=SEE)
    (tmp_path / "bad" / "app" / "out").symlink_to("/etc/hosts")
    ran = scaleset(*words(container, "good", "bad"))
    assert (ran.code, ran.out) == (1, "")
    assert "bad/scaleset.yaml:" in ran.err
    assert "'app/out' leads out of the folder of the spec" in ran.err
    assert blobs(container) == {}


def test_files_that_change_while_they_are_sent_make_no_blob(folder, container, monkeypatch):
    (folder.path / "app").mkdir()
    large = folder.path / "app" / "a"
    with large.open("wb") as file:
        file.truncate(65 * 2**20)
    folder.write(ALWAYS + step("commandToExecute", "true"))
    one, package = publisher(folder, container)
    large.write_bytes(b"x" * 1000)
    with pytest.raises(Exception, match="'app/a' changed while it was read: try again"):
        one.send(package, unheard)
    assert blobs(container) == {}
