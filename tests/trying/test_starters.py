"""Every Linux starter, tried in a root of Debian: what comes up, and what says why it cannot."""

from __future__ import annotations

import json

import pytest

from generator.language.documents.source import read_document
from tests.support.workspace import STARTERS
from tests.trying.root import ROOT, needs_root

pytestmark = [pytest.mark.slow, needs_root]

OF_SERVICES = {"azure-files", "github-runners", "pipelines-agents"}
"""What only shows with the service beside it: a share, a repository, a pool of agents."""
LINUX = sorted(
    path.parent.name
    for path in STARTERS.glob("*/scaleset.yaml")
    if read_document(path).value["os"] == "linux" and path.parent.name not in OF_SERVICES
)
GIVEN = {"webToken": "t0ken-t0ken", "backendUrl": "http://127.0.0.1:81"}
DISK = "disk=$(readlink -f /dev/disk/azure/scsi1/lun0)"
NOT_HERE = {
    "spot-mix": ("extension 'customScript'", "exit code 1", DISK),
    "full": ("extension 'customScript'", "exit code 1", DISK),
    "linux-files": ("extension 'customScript'", "installserver.sh is not downloaded here", ""),
    "linux-blob-identity": ("extension 'customScript'", "install.sh is not downloaded here", ""),
    "vm-application": ("health extension", "nothing answers on port 8080", ""),
    "gallery-image": ("health extension", "nothing answers on port 80", ""),
    "linux-compose": ("extension 'customScript'", "exit code 1", "cloud-init status --wait"),
    "container-host": ("extension 'customScript'", "exit code 1", "cloud-init status --wait"),
}
"""What rests on disks, downloads, packages and images that are in Azure: the step and its words."""


@pytest.mark.parametrize("name", LINUX)
def test_a_starter_comes_up_or_says_what_is_not_here(scaleset, monkeypatch, name):
    for parameter, value in GIVEN.items():
        monkeypatch.setenv(f"SCALESET_PARAMETER_{parameter}", value)
    wait = "0" if name in NOT_HERE else "20"
    ran = scaleset("try", str(STARTERS / name), "--root", str(ROOT), "--wait", wait, "-o", "json")
    steps = json.loads(ran.out)["steps"]
    failed = [step for step in steps if step["status"] == "failed"]
    if name not in NOT_HERE:
        assert (ran.code, failed) == (0, []), ran.out
        assert steps[-1]["kind"] == "health"
        return
    step, message, line = NOT_HERE[name]
    assert ran.code == 1
    assert failed[0]["name"].startswith(step)
    assert message in failed[0]["message"]
    assert line in failed[0]["line"]
