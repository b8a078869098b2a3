"""Custom scripts, run in a real root: what comes up, and the line that tells what does not."""

from __future__ import annotations

import json
import socket

import pytest

from tests.support.workspace import MINIMAL
from tests.trying.root import ROOT, needs_root

pytestmark = [pytest.mark.slow, needs_root]

SPEC = """\
deliver: [{customScript: {script: ./install.sh, environment: {TOKEN: {secret: webToken}}}}]
ports: [{port: 80}]
health: {requestPath: /healthz}
"""
SERVES = """\
#!/bin/bash
set -euo pipefail
mkdir -p /srv/www && cd /srv/www
echo ok >healthz
[ "$TOKEN" = "it's \\"so\\" \\$x" ]
echo "the token is $TOKEN" | tee /dev/stderr
nohup python3 -m http.server 80 >/dev/null 2>&1 &
"""
TOKEN = 'it\'s "so" $x'


@pytest.fixture
def tried(folder, scaleset):
    """Return what tries a script and gives the run and its steps."""

    def tried(script, *arguments, spec=SPEC, **files):
        folder.write(MINIMAL + spec, install_sh=script, **files)
        given = ("--root", str(ROOT), "-p", f"webToken={TOKEN}", "-o", "json")
        ran = scaleset("try", str(folder.path), *given, *arguments)
        assert TOKEN not in ran.out + ran.err
        return ran, json.loads(ran.out)["steps"] if ran.out else []

    return tried


def test_an_instance_comes_up_and_no_secret_is_shown(tried):
    ran, (script, health) = tried(SERVES)
    assert (ran.code, script["status"], health["status"]) == (0, "ok", "ok")
    assert script["stdout"] == script["stderr"] == "the token is (secret)\n"


@pytest.mark.parametrize(
    ("script", "code", "place", "line"),
    [
        (
            "#!/bin/bash\nset -e\nsleep 0.3\nls /nowhere\necho no\n",
            2,
            "./install.sh:4",
            "ls /nowhere",
        ),
        ("#!/bin/bash\nset -e\nngnix -t\necho no\n", 127, "./install.sh:3", "ngnix -t"),
        ("#!/bin/sh\nset -e\n\nngnix -t\n", 127, "./install.sh:4", "ngnix -t"),
        ("#!/usr/bin/env python3\nimport os\nos.x\n", 1, "./install.sh:3", "os.x"),
    ],
)
def test_a_script_that_fails_ends_with_its_line(tried, script, code, place, line):
    ran, (step, health) = tried(script)
    assert (ran.code, step["code"], step["place"], step["line"]) == (1, code, place, line)
    assert health["status"] == "skipped"


def test_a_script_that_never_ends_is_told_with_the_line_that_it_is_at(tried):
    ran, (step, _) = tried("#!/bin/bash\ntrue\nsleep 1000\necho no\n", "--timeout", "2")
    assert (ran.code, step["code"], step["place"]) == (1, None, "./install.sh:3")
    assert step["message"] == "it had not ended after 2 s, and was at this line"


def test_a_port_that_nobody_serves_is_told(tried):
    ran, (script, health) = tried("#!/bin/bash\n", "--wait", "0.1")
    assert (ran.code, script["status"], health["status"]) == (1, "ok", "failed")
    assert health["message"] == "nothing answers on port 80: Connection refused"


def test_a_port_that_is_in_use_on_the_machine_is_not_taken_for_the_instance(folder, scaleset):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        spec = f"ports: [{{port: {port}}}]\nhealth: {{requestPath: /}}\n"
        folder.write(MINIMAL + spec)
        ran = scaleset("try", str(folder.path), "--root", str(ROOT), "--network")
    assert ran.code == 2
    assert f"port {port} is in use on this machine" in ran.err
