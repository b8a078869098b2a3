"""What is asked for the health of an instance, and what its answers mean."""

from __future__ import annotations

import http.server
import json
import subprocess
import sys
import threading

import pytest

from generator.language.template import Template
from generator.scale_set.view import scale_set_of
from generator.trying.health import Probe, asked, probes
from generator.trying.root import Root
from tests.support.expansion import resources
from tests.support.rollout_pairs import scale_set, starter


class Here(Root):
    """A root that is this machine: only asked."""

    def ask(self, arguments, seconds):
        command = [sys.executable, "-c", *arguments]
        return subprocess.run(
            command, capture_output=True, text=True, timeout=seconds, check=True
        ).stdout

    def call(self, *_, **__):
        return 0, b"a.service: the program ended with 1\n"


class Answers(http.server.BaseHTTPRequestHandler):
    """Answers by the path."""

    def do_GET(self):
        status, _, body = self.path.strip("/").partition("-")
        self.send_response(int(status))
        self.end_headers()
        self.wfile.write(b'{"ApplicationHealthState": "%s"}' % body.encode())

    def log_message(self, *_):
        """Return nothing: a test is quiet."""


@pytest.fixture(scope="module")
def port():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("protocol", "path", "rich", "says"),
    [
        ("http", "/200", False, ""),
        ("tcp", "", False, ""),
        ("http", "/200-Healthy", True, ""),
        ("http", "/200-Unhealthy", True, "it answers 200 without"),
        ("http", "/404", False, "it answers 404, and 200 is healthy"),
        ("http", "/301", False, "it answers 301, and 200 is healthy"),
        ("https", "/200", False, "nothing answers on port"),
        ("udp", "/", False, "its protocol or port is not known"),
    ],
)
def test_an_answer_is_healthy_or_says_why_not(port, protocol, path, rich, says):
    probe = Probe("probe", protocol, port, path, "127.0.0.1", 5, 1, rich)
    step = asked(Here("here"), probe, 0)
    assert (step.status, step.message.startswith(says)) == ("failed" if says else "ok", True)
    assert bool(step.stderr) == (bool(says) and protocol != "udp")


def asked_of(name):
    template = {"resources": resources(starter(name), {"sshPublicKey": "k"})}
    view = scale_set_of(scale_set(template), "web", Template(template))
    return list(probes(view, Template(template), "10.0.0.4"))


def test_the_extension_asks_the_loopback_and_the_balancer_the_address():
    (extension,) = asked_of("linux-script")
    (balancer,) = asked_of("uniform-probe")
    (rich,) = asked_of("full")
    assert (extension.question, extension.host, extension.rich) == (
        "http 80/healthz",
        "localhost",
        False,
    )
    assert (balancer.question, balancer.host) == ("http 80/healthz", "10.0.0.4")
    assert rich.rich


def test_a_tcp_probe_has_no_path():
    assert json.dumps(Probe("p", "tcp", 22, "/", "h", 5, 1).question) == '"tcp 22"'
