"""What is left of a root: nothing, however the run ends, but one that is kept."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.workspace import MINIMAL
from tests.trying.root import ROOT, needs_root

pytestmark = [pytest.mark.slow, needs_root]

SPEC = "deliver: [{customScript: {script: ./install.sh}}]\n"
MARK = "4242"
SLEEPS = f"#!/bin/bash\ntouch /etc/marked /started\nhostname other\nsleep {MARK}\n"


def living():
    """Return the processes of the script that are alive."""
    found = subprocess.run(
        ["pgrep", "-f", f"^sleep {MARK}$"], check=False, capture_output=True, text=True
    )
    return found.stdout.split()


def left(folder):
    return [path.name for path in folder.iterdir() if path.name.startswith("scaleset-try-")]


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGKILL, -9)]
)
def test_a_run_that_is_stopped_leaves_nothing(folder, tmp_path_factory, number, code):
    folder.write(MINIMAL + SPEC, install_sh=SLEEPS)
    temporary = tmp_path_factory.mktemp("t")
    name = os.uname().nodename
    process = subprocess.Popen(
        [sys.executable, "-m", "generator", "try", str(folder.path), "--root", str(ROOT)],
        env={**os.environ, "TMPDIR": str(temporary)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        # What a shell starts in the background ignores the interrupt, and so would this.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - no threads here
    )
    until = time.monotonic() + 30
    while not living() and time.monotonic() < until:
        time.sleep(0.05)
    assert living()
    process.send_signal(number)
    assert process.wait(20) == code
    while living() and time.monotonic() < until:
        time.sleep(0.05)
    assert (living(), os.uname().nodename) == ([], name)
    assert not (ROOT / "etc" / "marked").exists()
    assert number == signal.SIGKILL or left(temporary) == []
    assert [list((temporary / each).iterdir()) for each in left(temporary)] == [[]] * len(
        left(temporary)
    )


def test_a_folder_that_is_no_root_is_told(folder, scaleset):
    folder.write(MINIMAL + SPEC, install_sh=SLEEPS)
    ran = scaleset("try", str(folder.path), "--root", str(folder.path))
    assert (ran.code, "is no Linux tree: it has no /bin/sh" in ran.err) == (2, True)


def test_a_root_that_is_kept_says_how_to_get_in_and_rid_of_it(folder, scaleset, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(folder.path))
    folder.write(MINIMAL + SPEC, install_sh="#!/bin/bash\necho kept >/srv/mark\n")
    ran = scaleset("try", str(folder.path), "--root", str(ROOT), "--keep")
    way, removal = re.search(r"Kept: (nsenter .*) sh; (kill -9 \d+) removes it", ran.out).groups()
    command = [*way.split(), "cat", "/srv/mark"]
    inside = subprocess.run(command, check=False, capture_output=True, text=True)
    assert inside.stdout == "kept\n"
    subprocess.run(removal.split(), check=True)
    pid = removal.split()[-1]
    until = time.monotonic() + 10
    while Path(f"/proc/{pid}").exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not Path(f"/proc/{pid}").exists()
