"""How the parts of user data become one text, and what cloud-init makes of it."""

import email
import json
import shutil
import subprocess
import sys
from gzip import compress, decompress
from pathlib import Path

import pytest

from generator.cloud_init.check import check_part
from generator.cloud_init.pack import UserDataPart, pack
from generator.delivery.compress import gzip_bytes

CLOUD_INIT = shutil.which("cloud-init")
needs_cloud_init = pytest.mark.skipif(CLOUD_INIT is None, reason="cloud-init is not installed")

PARTS = [
    UserDataPart("config/base.yaml", "#cloud-config\npackages: [nginx]\n"),
    UserDataPart("install.sh", "#!/bin/bash\necho 'two'  \n\n"),
    UserDataPart("names.yaml", "#cloud-config\nfinal_message: Grüße aus Köln, 5 €\n"),
    UserDataPart("hook", "#cloud-boothook\n#!/bin/sh\necho hook\n"),
    UserDataPart(
        "late.yaml", "## template: jinja\n#cloud-config\nhostname: a-{{ v1.instance_id }}"
    ),
    UserDataPart(
        "handler.py", "#part-handler\ndef list_types(): return []\ndef handle_part(*a): pass\n"
    ),
    UserDataPart("changes", '#cloud-config-jsonp\n[{"op": "add", "path": "/x", "value": 1}]\n'),
]


def test_one_part_is_sent_as_it_is():
    text = "#!/bin/sh\necho 'Grüße'\n\n"
    assert pack([UserDataPart("a.sh", text)]) == text.encode()


def test_several_parts_are_a_message_with_a_type_and_a_name_each():
    message = email.message_from_bytes(pack(PARTS))
    assert message.get_content_type() == "multipart/mixed"
    assert [(part.get_content_type(), part.get_filename()) for part in message.get_payload()] == [
        ("text/cloud-config", "001-base.yaml"),
        ("text/x-shellscript", "002-install.sh"),
        ("text/cloud-config", "003-names.yaml"),
        ("text/cloud-boothook", "004-hook"),
        ("text/jinja2", "005-late.yaml"),
        ("text/part-handler", "006-handler.py"),
        ("text/cloud-config-jsonp", "007-changes"),
    ]


def test_every_text_survives_to_the_last_character():
    message = email.message_from_bytes(pack(PARTS))
    assert [part.get_payload(decode=True).decode() for part in message.get_payload()] == [
        part.text for part in PARTS
    ]


def test_text_in_ascii_stays_readable():
    packed = pack(PARTS).decode("ascii")
    assert "echo 'two'  \n\n\n--part-" in packed
    assert "\r" not in packed


def test_the_result_depends_on_the_content_alone():
    assert pack(PARTS) == pack(list(PARTS))
    boundaries = {pack(parts).split(b'"')[1] for parts in (PARTS, PARTS[::-1], PARTS[:2])}
    assert len(boundaries) == 3


def test_names_become_plain_and_keep_the_order():
    parts = [UserDataPart("z/ü b.sh", "#!/bin/sh\n"), UserDataPart("a\\b.sh", "#!/bin/sh\n")]
    message = email.message_from_bytes(pack(parts))
    assert [part.get_filename() for part in message.get_payload()] == ["001-__b.sh", "002-b.sh"]


def test_a_message_may_be_a_part_of_another():
    inner = UserDataPart("inner", pack(PARTS[:2]).decode())
    message = email.message_from_bytes(pack([inner, PARTS[3]]))
    types = [part.get_content_type() for part in message.walk() if not part.is_multipart()]
    assert types == ["text/cloud-config", "text/x-shellscript", "text/cloud-boothook"]


def test_the_packed_message_is_itself_clean():
    assert check_part(pack(PARTS).decode(), "packed") == []


@needs_cloud_init
def test_cloud_init_reads_what_was_packed():
    text = pack(PARTS)
    assert read_by_cloud_init(text) == [
        ["text/cloud-config", "001-base.yaml", PARTS[0].text],
        ["text/x-shellscript", "002-install.sh", PARTS[1].text],
        ["text/cloud-config", "003-names.yaml", PARTS[2].text],
        ["text/cloud-boothook", "004-hook", PARTS[3].text],
        ["text/jinja2", "005-late.yaml", PARTS[4].text],
        ["text/part-handler", "006-handler.py", PARTS[5].text],
        ["text/cloud-config-jsonp", "007-changes", PARTS[6].text],
    ]
    assert read_by_cloud_init(gzip_bytes(text)) == read_by_cloud_init(text)


@pytest.mark.parametrize("data", [b"", b"a", b"echo hello\n" * 5000, bytes(range(256)) * 200])
def test_compressed_data_can_be_restored(data):
    assert decompress(gzip_bytes(data)) == data


def test_compressed_data_is_the_same_on_every_machine():
    assert gzip_bytes(b"echo hello\n").hex() == (
        "1f8b0800000000000203"  # no name, time 0, best compression, Unix
        "4b4dcec857c848cdc9c9e702"
        "00510de1d60b000000"
    )


def test_compression_beats_that_of_the_standard_library():
    data = Path(__file__).read_bytes()
    assert len(gzip_bytes(data)) < len(compress(data, 9))


def read_by_cloud_init(data):
    """Return type, name and text of every part that cloud-init itself finds in user data."""
    code = (
        "import importlib.util, json, sys\n"
        "from types import SimpleNamespace\n"
        "from cloudinit import util\n"
        "from cloudinit.user_data import UserDataProcessor\n"
        "nowhere = lambda *names: '/nonexistent'\n"
        "paths = SimpleNamespace(get_ipath_cur=nowhere, get_cpath=nowhere, cloud_dir='/none')\n"
        "found = UserDataProcessor(paths).process(sys.stdin.buffer.read())\n"
        "parts = [part for part in found.walk() if not part.is_multipart()]\n"
        "print(json.dumps([[part.get_content_type(), part.get_filename(),\n"
        "                   util.fully_decoded_payload(part)] for part in parts]))\n"
    )
    line = Path(CLOUD_INIT).read_text(encoding="utf-8").partition("\n")[0]
    done = subprocess.run(
        [line.removeprefix("#!").strip(), "-W", "ignore", "-c", code],
        input=data,
        capture_output=True,
        check=True,
        cwd=Path(sys.executable).parent,
    )
    return json.loads(done.stdout)
