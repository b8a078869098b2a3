"""`scaleset publish` as far as it needs no storage: what it says, what it never says, what it holds."""

from __future__ import annotations

import sys
import tracemalloc
from hashlib import sha256
from importlib.util import find_spec

import pytest

from generator.commands.publish import storage
from generator.commands.publish.refusals import IDENTITY, NotPublished, reason_of
from generator.commands.publish.sign_in import CONNECTION_STRING, SAS_TOKEN, signed_in
from generator.commands.publish.target import ContainerPlace, target_of
from generator.delivery.archives import package_of
from generator.files.gathering import Gathering
from generator.rendering.options import RenderOptions
from generator.rendering.render import read_spec
from tests.delivery.test_files import application, on_windows, step
from tests.delivery.test_packages import ALWAYS
from tests.support.azurite import NO_CLIENT

TARGET = ContainerPlace("https://shopapps.blob.core.windows.net", "packages")


def needs_client(test):
    """Mark a test of what the extra installs."""
    skipped = pytest.mark.skipif(find_spec("azure") is None, reason=NO_CLIENT)
    return pytest.mark.azurite(skipped(test))


@pytest.fixture
def shop(folder, monkeypatch):
    monkeypatch.delenv(SAS_TOKEN, raising=False)
    monkeypatch.setenv(CONNECTION_STRING, "nonsense")
    application(folder)
    folder.write(ALWAYS + step("commandToExecute", "true"))
    return folder


def test_without_the_extra_it_says_how_to_install_it(shop, scaleset, monkeypatch):
    monkeypatch.setitem(sys.modules, "azure.storage.blob", None)
    ran = scaleset("publish")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "scaleset: this needs azure-storage-blob and azure-identity: pip install 'scaleset[azure]'\n"  # fmt: skip


def test_where_all_travels_inside_there_is_nothing_to_publish(shop, scaleset):
    shop.write(step("commandToExecute", "true"))
    ran = scaleset("publish")
    assert (ran.code, ran.err) == (0, "")
    assert (
        ran.out == "Nothing to publish: no spec has files that travel as a package ('packages').\n"
    )
    assert scaleset("publish", "-o", "json").out == "[]\n"
    assert scaleset("publish", "--quiet").out == ""


WORDS = {
    "--account shop-apps": "this must be the name of a storage account (3 to 24 lower-case letters and digits) or its URL",
    "--account https://shopapps.blob.core.windows.net?sig=abc": "this must be the URL of an account, without a token: that stands in AZURE_STORAGE_SAS_TOKEN",
    "--account https://shopapps.blob.core.windows.net/packages": "this must be the URL of an account; the container is for --container",
    "--account=": "this must be the name of a storage account (3 to 24 lower-case letters and digits) or its URL",
    "--container A": "this must be 3 to 63 lower-case letters, digits and single hyphens",
    "--sas-token abc": "there is no --sas-token; it stands in AZURE_STORAGE_SAS_TOKEN",
    "--connection-string=abc": "there is no --connection-string; it stands in AZURE_STORAGE_CONNECTION_STRING",
}  # fmt: skip


@pytest.mark.parametrize("words", WORDS)
def test_an_option_that_is_none_says_what_it_must_be(shop, scaleset, words):
    ran = scaleset("publish", *words.split())
    assert (ran.code, ran.out) == (2, "")
    said = " ".join(ran.err.replace("│", " ").split())
    assert WORDS[words] in said
    assert "abc" not in said


def test_a_place_that_only_the_deployment_knows_has_to_be_given(shop, scaleset):
    shop.write(
        "packages: {url: {parameter: where}, always: true}\n" + step("commandToExecute", "true")
    )
    ran = scaleset("publish")
    assert ran.code == 1
    assert "1:17: error publish its URL is a parameter without a value: give --account" in " ".join(ran.err.replace("scaleset.yaml:", "").split())  # fmt: skip


@needs_client
def test_a_connection_string_is_for_the_account_of_the_spec(shop, scaleset, monkeypatch):
    key = "c2VjcmV0c2VjcmV0"
    for text, said in (
        (f"AccountName=other;AccountKey={key}", "AZURE_STORAGE_CONNECTION_STRING is for the account 'other', and the packages go to 'shopapps'"),
        (f"nonsense {key}", "AZURE_STORAGE_CONNECTION_STRING is no connection string"),
    ):  # fmt: skip
        monkeypatch.setenv(CONNECTION_STRING, text)
        ran = scaleset("publish")
        assert (ran.code, ran.out, ran.err) == (2, "", f"scaleset: {said}\n")


@needs_client
def test_no_identity_is_sent_over_http(monkeypatch):
    for name in (CONNECTION_STRING, SAS_TOKEN):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(NotPublished, match="no identity signs in over http: use https"):
        signed_in(ContainerPlace("http://127.0.0.1:1/devstoreaccount1", "packages"))


@needs_client
def test_a_key_or_a_url_that_is_none_is_a_sentence(shop, scaleset, monkeypatch):
    monkeypatch.setenv(CONNECTION_STRING, "AccountName=shopapps;AccountKey=notbase64!")
    ran = scaleset("publish")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.endswith(
        f"{CONNECTION_STRING} is refused: it is not for this account, or it has expired\n"
    )
    monkeypatch.delenv(CONNECTION_STRING)
    monkeypatch.setenv(SAS_TOKEN, "sig=abc")
    ran = scaleset("publish", "--account", "https://[::1")
    assert (ran.code, ran.err) == (2, "scaleset: https://[::1 is no URL of a storage account\n")


def test_files_of_more_than_an_instance_can_take_are_refused(shop, scaleset):
    with (shop.path / "app" / "large").open("wb") as file:
        file.truncate(2 * 2**30 + 1)
    ran = scaleset("publish")
    assert (ran.code, ran.out) == (1, "")
    assert (
        "cannot use 'app': these files have more than 2,048 MB: leave out in .scalesetignore"
        in ran.err
    )


def test_each_environment_has_a_place_of_its_own(shop, scaleset):
    url = "https://{}.blob.core.windows.net/packages"
    spec = f"packages: {{account: shopapps, url: '{url.format('shopapps')}', always: true}}\n"
    more = f"environments:\n  dev: {{packages: {{url: '{url.format('shopdev')}'}}}}\n"
    shop.write(spec + step("commandToExecute", "true") + more)
    for words, account in (((), "shopapps"), (("--env", "dev"), "shopdev")):
        spec = read_spec(shop.path / "scaleset.yaml", RenderOptions(environment="".join(words[1:])))
        assert target_of(spec, None, None).url == url.format(account)
    ran = scaleset("publish", "--env", "none")
    assert (ran.code, ran.out) == (1, "")
    assert "this spec has no environment 'none': it has dev" in ran.err


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["app/NUL.log"], "Windows has no file of the name 'app/NUL.log': NUL is a device"),
        (
            ["app/a?b"],
            "Windows has no file of the name 'app/a?b': the character ? is not for names",
        ),
        (["app/A.md", "app/a.MD"], "'app/A.md' and 'app/a.MD' differ in case alone"),
        (["customScript.ps1"], "the script is saved as 'customScript.ps1': rename the file"),
    ],
)
def test_what_windows_cannot_hold_is_published_nowhere(shop, scaleset, names, said):
    for name in names:
        (shop.path / name).write_text("x")
    spec = ALWAYS + on_windows("script", "./a.ps1").replace('"app"', '["app", "custom*"]')
    (shop.path / "custom.ini").write_text("x")
    shop.write(spec, a_ps1="exit 0\n")
    ran = scaleset("publish")
    assert (ran.code, ran.out) == (1, "")
    assert said in ran.err
    assert len([line for line in ran.err.splitlines() if " error " in line]) == 1


class Answer(Exception):
    """Stands for an answer of the storage."""

    def __init__(self, code, status=403):
        self.error_code, self.status_code = code, status


@needs_client
@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("AuthenticationFailed", "X is refused: it is not for this account, or it has expired"),
        ("KeyBasedAuthenticationNotPermitted", "the account takes no keys: unset X, run 'az login'"),
        ("AuthorizationSourceIPMismatch", "the SAS token is for other addresses than yours"),
        ("ContainerBeingDeleted", "the container is being deleted: wait a minute, then az storage container create --account-name shopapps --name packages --auth-mode login"),
        ("ServerBusy", "the account answers 503 ServerBusy"),
    ],
)  # fmt: skip
def test_an_answer_is_a_sentence_that_says_what_to_do(code, said):
    assert reason_of(Answer(code, 503), TARGET, "X") == said


@needs_client
def test_without_a_sign_in_it_says_how_to(monkeypatch):
    from azure.core.exceptions import ClientAuthenticationError

    said = reason_of(ClientAuthenticationError("many lines"), TARGET, IDENTITY)
    assert said == "nothing signs in: run 'az login', or set AZURE_STORAGE_CONNECTION_STRING or AZURE_STORAGE_SAS_TOKEN"  # fmt: skip


class Blob:
    """Takes blocks, and keeps their hash alone."""

    def __init__(self):
        self.taken, self.largest, self.listed = sha256(), 0, []

    def get_blob_client(self, name):
        return self

    def get_block_list(self, _):
        return [], []

    def stage_block(self, name, data, length):
        self.taken.update(data)
        self.largest = max(self.largest, len(data))

    def commit_block_list(self, blocks, *_, **__):
        self.listed = [block.id for block in blocks]


@needs_client
@pytest.mark.parametrize("ending", ["tar.gz", "zip"])
def test_a_package_is_never_held_as_a_whole(tmp_path, ending):
    (tmp_path / "app").mkdir()
    with (tmp_path / "app" / "large").open("wb") as file:
        file.truncate(72 * 2**20)
    blob, size = Blob(), 72 * 2**20
    tracemalloc.start()
    files = tuple(Gathering(tmp_path, tmp_path, most=2**30).files(["app"]))
    package = package_of("web", files, ending)
    sent = storage.Container(TARGET, blob, "X").send(package, lambda _: None)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert blob.taken.hexdigest() == package.sha256
    assert (sent, len(blob.listed)) == (package.size, 19)
    assert size < package.size < size * 1.001
    assert blob.largest == storage.BLOCK
    assert peak < 5 * storage.BLOCK
