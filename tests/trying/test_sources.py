"""Local files in the place of downloads, and what a trial hides."""

from __future__ import annotations

import pytest

from generator.trying import sources
from generator.trying.masking import Mask, end_of
from generator.trying.sources import NoFileError, Sources, parsed

HOST = "https://acct1.blob.core.windows.net/c"


@pytest.fixture
def files(tmp_path):
    for name in ("install.sh", "v1/app.tgz", "my file.sh"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


@pytest.mark.parametrize(
    ("url", "path", "address", "name"),
    [
        (HOST, "", f"{HOST}/install.sh?sv=1&sig=x", "install.sh"),
        (f"{HOST}/", "", f"{HOST}/v1/app.tgz", "v1/app.tgz"),
        (f"{HOST}/a/b", "install.sh", f"{HOST}/a/b", "install.sh"),
        (f"{HOST}/install.sh", "", f"{HOST}/install.sh#x", "install.sh"),
        ("", "", f"{HOST}/else/my%20file.sh", "my file.sh"),
        (HOST, "", f"{HOST}/../install.sh", None),
        (HOST, "", f"{HOST}2/install.sh", None),
        (HOST, "", f"{HOST}/none.sh", None),
    ],
)
def test_a_file_stands_for_what_lies_at_an_address(files, url, path, address, name):
    given = Sources(((url, files / path),))
    if name is not None:
        assert given.data(address).decode() == name
        return
    with pytest.raises(NoFileError, match="--files https://acct1"):
        given.data(address)


def test_a_signature_is_not_shown_where_a_file_is_missing():
    with pytest.raises(NoFileError) as caught:
        Sources().data(f"{HOST}/x.sh?sv=1&sig=abc%3D")
    assert "abc" not in str(caught.value)


def test_the_network_is_asked_only_where_it_is_allowed(monkeypatch):
    with pytest.raises(NoFileError, match="no URL that the handler downloads"):
        Sources(network=True).data("file:///etc/passwd")
    with pytest.raises(NoFileError, match=r"^http://127.0.0.1:1/a.sh cannot be downloaded"):
        Sources(network=True).data("http://127.0.0.1:1/a.sh?sig=secret")
    assert not hasattr(sources, "urlopen")


def test_what_files_takes(files):
    assert parsed(f"{HOST}?a=b={files}") == (f"{HOST}?a=b", files)
    assert parsed(str(files)) == ("", files)
    for wrong in (HOST, f"{HOST}={files}/none", f"{files}/install.sh", ""):
        with pytest.raises(ValueError, match=r"PATH|there is no"):
            parsed(wrong)


def test_values_of_secrets_are_hidden_however_a_shell_writes_them():
    mask = Mask()
    mask.add(['it\'s "so"', {"a": ["first line\nsecond line", 4711, True]}, "ab", None, ""])
    shown = mask.of("it's \"so\" it'\\''s \"so\" aXQncyAic28i second line 4711 ab cab True")
    assert shown == "(secret) (secret) (secret) (secret) (secret) (secret) cab True"
    assert mask.of("Zmlyc3QgbGluZQo=") == "(secret)"
    assert mask.of("mysql --password hunter2") == "mysql --password (secret)"
    assert mask.of("give it with -p webToken=VALUE", ours=True) == "give it with -p webToken=VALUE"


def test_the_end_of_an_output_is_cut_after_it_is_hidden():
    assert end_of("ü" * 3000) == "ü" * 2048
    mask = Mask()
    mask.add(["x" * 100])
    assert "x" not in end_of(mask.of("x" * 100 + "y" * 4090))
