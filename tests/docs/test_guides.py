"""The pages of docs/ that people wrote: their commands give what they show, their specs are right."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from urllib.request import urlopen

import pytest

from generator.api import expand
from tests.docs.guides import PAGES, Page, Workspace, followed, matches, shortened

_EACH = pytest.mark.parametrize(
    "page", [Page(path) for path in PAGES], ids=[path.stem for path in PAGES]
)


@_EACH
@pytest.mark.slow
@pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("git"), reason="the pages use GNU tools and git"
)
def test_the_commands_of_a_page_give_what_it_shows(page, tmp_path):
    for block, command, shown, ran in followed(page, Workspace(tmp_path)):
        where = f"{page.path.name}:{block.line}: {command}"
        if block.language == "yaml":
            assert ran.code == 0, f"{where}\n{ran.out}"
            continue
        assert matches(shown, ran.out), f"{where}\n{ran.out}"
        assert ran.code == 0 or " error " in shown, f"{where}: exit code {ran.code}"


@_EACH
def test_a_page_is_one_and_leads_on(page):
    assert re.match(r"# .+\n\n[^#\n]", page.text)
    assert re.findall(r"^## (.*)", page.text, re.MULTILINE)[-1] == "What to read next"
    assert page.text.count("```") == 2 * len(page.blocks)
    assert max(map(len, page.text.splitlines())) < 320


@_EACH
def test_what_is_not_run_has_no_command_of_ours_and_json_is_json(page):
    for block in page.blocks:
        if block.language == "json":
            json.loads(block.text)
        elif block.language in {"bash", "powershell", "sh"} and not block.file:
            assert not re.search(r"^scaleset ", block.text, re.MULTILINE), block.line


def test_an_output_is_compared_line_by_line():
    assert matches("a\n...\nd", "a\nb\nc\nd\n")
    assert matches("a\n...", "a\n")
    assert matches("", "\n")
    assert not matches("a\nb", "a\n")
    assert not matches("a", "a\nb\n")
    assert not matches("", "a\n")
    assert not matches("a.c", "abc\n")


def test_an_output_written_anew_leaves_out_what_was_left_out():
    real = "zones  3  for safety\n\nmode  rolling  in batches of one\nsize  D2\nlast"
    assert shortened(real, "...\nmode  rolling  in batches\n...\nlast") == (
        "...\nmode  rolling  in batches of one\n...\nlast"
    )
    assert shortened(real, "mode  rolling  in batches\nlast") == real


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
def test_a_secret_of_any_characters_arrives_as_the_page_says(tmp_path, scaleset):
    """Through the template and its expression, to the script that the handler runs."""
    page = next(page for page in map(Page, PAGES) if page.path.stem == "secrets")
    space = Workspace(tmp_path)
    for block in page.blocks:
        if block.file and block.file.startswith("shop/"):
            space.write(block)
    assert scaleset("render", "shop", cwd=space.work).code == 0
    text = (space.work / "shop" / "azuredeploy.json").read_text(encoding="utf-8")
    readable = json.loads(text.replace('"securestring"', '"string"'))  # expand shows no secret
    secret = r"""it's "50%" & $HOME `id` $(id) \n !x #<>;|*? {0} {{ [x] @LOG_LEVEL@ ü"""
    resources = expand(readable, {"dbPassword": secret, "sshPublicKey": "none"}).resources
    (scale_set,) = [item for item in resources if item["type"].endswith("/virtualMachineScaleSets")]
    profile = scale_set["properties"]["virtualMachineProfile"]["extensionProfile"]
    settings = profile["extensions"][0]["properties"]["protectedSettings"]
    script = tmp_path / "script.sh"
    script.write_bytes(base64.b64decode(settings["script"]))
    ran = subprocess.run(["bash", script], cwd=tmp_path, capture_output=True, check=True)
    assert ran.stdout.decode() == f"{secret}\n{secret}\n"
    assert (tmp_path / "db-password").stat().st_mode & 0o777 == 0o600


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("curl"), reason="the script asks its own page by curl")
def test_the_script_of_the_tutorial_brings_its_application_up(tmp_path):
    """All of it but for the account and systemd, in folders of its own; again, as on a rerun."""
    page = next(page for page in map(Page, PAGES) if page.path.stem == "python-on-linux")
    port = free_port()
    space = Workspace(tmp_path)
    for block in page.blocks:
        if block.file and block.language != "yaml":
            path = space.write(block)
            text = path.read_text(encoding="utf-8")
            for folder in ("/opt/shop", "/etc/shop", "/etc/systemd"):
                text = text.replace(folder, f"{tmp_path}{folder}")
            path.write_text(text.replace(" -o shop", "").replace("8080", str(port)))
    bundle = space.work / "shop" / "bundle.sh"
    subprocess.run(["bash", bundle], check=True)
    made = (bundle.parent / "install.sh").read_bytes()
    subprocess.run(["bash", bundle], check=True)
    assert (bundle.parent / "install.sh").read_bytes() == made
    (tmp_path / "etc" / "systemd" / "system").mkdir(parents=True)
    pid = tmp_path / "pid"
    started = (
        "id() { :; }\n"
        f"systemctl() {{ if [ $1 = restart ]; then sh {tmp_path}/opt/shop/start.sh >{tmp_path}/log 2>&1 & echo $! >{pid}; fi; }}\n"
    )
    environment = {**os.environ, "DB_PASSWORD": "a\"b'$HOME`id`"}
    try:
        script = started + made.decode()
        ran = subprocess.run(
            ["bash", "-c", script], env=environment, capture_output=True, check=False
        )
        assert ran.returncode == 0, (ran.stderr, (tmp_path / "log").read_text())
        assert ran.stdout == b"ok\n"
        answer = urlopen(f"http://127.0.0.1:{port}/").read()
        assert answer == b"Welcome to the shop. Database: yes\n"
    finally:
        os.kill(int(pid.read_text()), signal.SIGTERM)
    assert (tmp_path / "etc" / "shop" / "db-password").read_text() == "a\"b'$HOME`id`\n"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
