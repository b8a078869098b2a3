"""A step of Linux beside cloud-init: the script that waits is run as the handler runs it."""

from __future__ import annotations

import base64
import os
import subprocess

import pytest

from generator.delivery.cloud_init import WAIT, waits
from generator.delivery.shell import begun_by
from generator.scale_set.payload import unpacked
from tests.support.workspace import MINIMAL

BESIDE = f"{MINIMAL}version: 2\ndeliver:\n  - cloudInit: {{file: ./c.yaml}}\n  - customScript: "
CONFIG = "#cloud-config\npackages: [nginx]\n"
TOOLS = ("sh", "bash", "tail", "chmod", "cat", "basename", "env", "python3", "dirname")


def run(folder, script, status):
    """Run a script in a folder of its own by sh, with a cloud-init that ends so, or without one."""
    programs = folder / "bin"
    programs.mkdir()
    for name in TOOLS:
        found = next(f"{place}/{name}" for place in ("/bin", "/usr/bin") if _is_there(place, name))
        (programs / name).symlink_to(found)
    if status is not None:
        stub = f'#!/bin/sh\necho "$@" >>{folder}/asked\necho ...status\nexit {status}\n'
        (programs / "cloud-init").write_text(stub)
        (programs / "cloud-init").chmod(0o755)
    (folder / "script.sh").write_text(script)
    (folder / "script.sh").chmod(0o500)
    return subprocess.run(
        ["/bin/sh", "-c", f"{folder}/script.sh"],
        env={"PATH": str(programs)},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def _is_there(place, name):
    return os.access(f"{place}/{name}", os.X_OK)


BODIES = {
    "bash": "#!/bin/bash -eu\nset -o pipefail\necho ran\n",
    "sh": "#!/usr/bin/env sh\necho ran",
    "no shell is named": "echo ran\n",
    "another language": "#!/usr/bin/env python3\nprint('ran')\n",
    "it reads itself": '#!/bin/sh\ntail -n +4 "$0"\nexit 0\nran\n',
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("status", [None, 0, 2], ids=["absent", "done", "degraded"])
def test_a_script_runs_when_cloud_init_has_ended(tmp_path, body, status):
    result = run(tmp_path, begun_by(body, [WAIT]), status)
    assert (result.stdout, result.stderr, result.returncode) == ("ran\n", "", 0)
    asked = tmp_path / "asked"
    assert (asked.read_text() if asked.exists() else None) == (
        None if status is None else "status --wait\n"
    )


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_script_does_not_run_when_cloud_init_has_failed(tmp_path, body):
    result = run(tmp_path, begun_by(body, [WAIT]), 1)
    assert (result.stdout, result.returncode) == ("", 1)
    assert result.stderr == "cloud-init has failed, see /var/log/cloud-init-output.log\n"


@pytest.mark.parametrize(
    ("text", "does"),
    [
        ("cloud-init status --wait >/dev/null || true", True),
        ("sudo cloud-init status --long --wait", True),
        ("until [ -f /var/lib/cloud/instance/boot-finished ]; do sleep 1; done", True),
        ("cloud-init status", False),
        ("cloud-init status; wget --wait=1 https://example.org/", False),
        ("echo hello", False),
    ],
)
def test_a_text_that_waits_by_itself_is_known(text, does):
    assert waits(text) is does


class TestRendered:
    def script(self, folder, keys="", text="#!/bin/bash\necho hello\n"):
        found = folder.extensions(f"{BESIDE}{{script: ./a.sh{keys}}}\n", c_yaml=CONFIG, a_sh=text)
        data = base64.b64decode(found["customScript"]["protectedSettings"]["script"])
        return (unpacked(data) if data.startswith(b"\x1f\x8b") else data).decode()

    def command(self, folder, keys):
        found = folder.extensions(f"{BESIDE}{keys}\n", c_yaml=CONFIG)
        return found["customScript"]["protectedSettings"]["commandToExecute"]

    def test_a_script_beside_cloud_init_waits_for_it(self, folder):
        assert self.script(folder) == f"#!/bin/bash\n{WAIT}\necho hello\n"

    def test_the_key_switches_it_off(self, folder):
        plain = "#!/bin/bash\necho hello\n"
        assert self.script(folder, ", waitForCloudInit: false") == plain

    def test_a_script_that_waits_stays_as_it_is(self, folder):
        own = "#!/bin/sh\ncloud-init status --wait\n"
        assert self.script(folder, text=own) == own

    def test_a_command_waits_too_and_keeps_its_parameter(self, folder):
        assert self.command(folder, "{commandToExecute: echo hello}") == f"{WAIT}; echo hello"
        found = self.command(folder, "{commandToExecute: {secret: run}}")
        pattern = WAIT.replace("{", "{{").replace("}", "}}")
        assert found == f"[format('{pattern}; {{0}}', parameters('run'))]"

    def test_without_cloud_init_nothing_is_added_and_the_hash_is_what_it_was(self, folder):
        alone = f"{MINIMAL}deliver:\n  - customScript: {{commandToExecute: echo hello}}\n"
        found = folder.extensions(alone)["customScript"]
        assert found["protectedSettings"]["commandToExecute"] == "echo hello"
        assert found["forceUpdateTag"] == "4e0a66be52f36a0a"
        asked = folder.extensions(
            alone.replace("{commandToE", "{waitForCloudInit: true, commandToE")
        )
        assert asked["customScript"]["protectedSettings"]["commandToExecute"].startswith(WAIT)

    def test_windows_has_nothing_to_wait_for(self, folder):
        spec = "name: web\nos: windows\nsize: Standard_D2s_v5\nadmin: {user: azureops}\n"
        spec += "deliver:\n  - customScript: {commandToExecute: dir, waitForCloudInit: true}\n"
        (found,) = folder.mistakes(spec)
        assert "Windows does not run cloud-init" in found
