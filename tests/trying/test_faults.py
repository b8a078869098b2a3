"""Faults that people make, tried: each ends with the line that tells."""

from __future__ import annotations

import json

import pytest

from tests.support.workspace import MINIMAL
from tests.trying.root import ROOT, needs_root

pytestmark = [pytest.mark.slow, needs_root]

URL = "https://acct1.blob.core.windows.net/c"
HEALTH = "ports: [{port: 80}]\nhealth: {requestPath: /healthz}\n"


@pytest.fixture
def tried(folder, scaleset):
    """Return what tries a spec and gives its steps that failed."""

    def tried(spec, *arguments, **files):
        path = folder.write(MINIMAL + spec, **files)
        given = ("--root", str(ROOT), "-o", "json", "--wait", "0", *arguments)
        ran = scaleset("try", str(path), *given)
        assert ran.code == 1, ran.err or ran.out
        return [step for step in json.loads(ran.out)["steps"] if step["status"] == "failed"]

    return tried


def commanded(command, **settings):
    """Return what writes a command into the custom script of a template."""

    def change(template):
        (found,) = (r for r in template["resources"] if r["type"].endswith("ScaleSets"))
        profile = found["properties"]["virtualMachineProfile"]
        (extension,) = profile["extensionProfile"]["extensions"]
        extension["properties"]["settings"] = settings
        extension["properties"]["protectedSettings"] = {"commandToExecute": command}
        return template

    return change


STEP = "deliver: [{customScript: {script: ./install.sh}}]\n"
SCRIPT = "#!/bin/bash\nexit 0\n"


BROKEN = SCRIPT.replace("\n", "\r\n")
DOWNLOADS = {
    "without ./": ("install.sh", SCRIPT, False, 127, "/bin/sh: 1: install.sh: not found"),
    "CR LF that is mended": ("./run", BROKEN, False, 0, ""),
    "CR LF that is kept": ("./install.sh", BROKEN, True, 127, "/bin/sh: 1: ./install.sh: not found"),
    "another user": (
        "su nobody -s /bin/sh -c ./install.sh", SCRIPT, False, 126,
        "sh: 1: ./install.sh: Permission denied",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", DOWNLOADS)
def test_a_download_as_the_handler_saves_it(folder, scaleset, case):
    command, script, kept, code, said = DOWNLOADS[case]
    addresses = [f"{URL}/a/install.sh", f"{URL}/run"]
    made = folder.template(MINIMAL + STEP, install_sh=SCRIPT)
    made = commanded(command, fileUris=addresses, skipDos2Unix=kept)(made)
    (folder.path / "main.json").write_text(json.dumps(made))
    (folder.path / "files" / "a").mkdir(parents=True)
    for name in ("a/install.sh", "run"):
        (folder.path / "files" / name).write_bytes(script.encode())
    ran = scaleset("try", "main.json", "--root", str(ROOT), "--files", f"{URL}=files", "-o", "json")
    (step,) = json.loads(ran.out)["steps"]
    assert (ran.code, step["code"]) == (int(code != 0), code)
    assert said in step["stderr"]


def test_an_owner_that_does_not_exist(tried):
    cloud = "#cloud-config\nwrite_files:\n- {path: /srv/a, content: x, owner: 'app:app'}\n"
    spec = "deliver: [{cloudInit: {file: ./c.yaml}}]\n"
    (step,) = tried(spec, c_yaml=cloud)
    assert step["name"] == "cloud-init network"
    assert step["message"].startswith("write-files: OSError('Unknown user or group:")


def test_a_command_of_cloud_init_that_fails(tried):
    cloud = "#cloud-config\nruncmd:\n- echo a\n- [ngnix, -t]\n"
    (step,) = tried("deliver: [{cloudInit: {file: ./c.yaml}}]\n", c_yaml=cloud)
    assert (step["name"], step["place"], step["line"]) == (
        "cloud-init final",
        "runcmd:3",
        "'ngnix' '-t'",
    )


def test_a_lock_of_packages_that_another_process_holds(tried):
    held = (
        "#!/bin/bash\nset -e\n"
        "python3 -c \"import fcntl,time; f=open('/var/lib/dpkg/lock-frontend','w'); fcntl.lockf(f,2); time.sleep(99)\" &\n"
        "sleep 0.5\napt-get install -y nginx\necho no\n"
    )
    (step,) = tried(STEP, install_sh=held)
    assert (step["code"], step["place"], step["line"]) == (
        100,
        "./install.sh:5",
        "apt-get install -y nginx",
    )
    assert "Could not get lock /var/lib/dpkg/lock-frontend" in step["stderr"]


def test_a_service_that_listens_on_the_loopback_alone_fails_the_probe_of_the_balancer(tried):
    script = "#!/bin/bash\nmkdir -p /srv/w; cd /srv/w; echo ok >healthz\npython3 -m http.server 80 --bind 127.0.0.1 >/dev/null 2>&1 &\nsleep 0.7\n"
    uniform = "orchestration: uniform\nports: [{port: 80}]\nhealth: {source: loadBalancer, requestPath: /healthz}\n"
    (step,) = tried(STEP + uniform, install_sh=script)
    assert step["message"] == "nothing answers on port 80: Connection refused"


def test_a_service_that_ends_is_told_by_what_it_said(tried):
    script = (
        "#!/bin/bash\nset -e\nprintf '[Service]\\nUser=nosuch\\nExecStart=/bin/true\\n' >/etc/systemd/system/a.service\n"
        "systemctl daemon-reload\nsystemctl enable --now a\n"
    )
    (step,) = tried(STEP + HEALTH, install_sh=script)
    assert "a.service: there is no user 'nosuch' (status=217/USER)" in step["stderr"]


def test_a_unit_that_is_not_there_fails_at_its_line(tried):
    script = "#!/bin/bash\nset -e\nsystemctl enable --now ngnix\necho no\n"
    (step,) = tried(STEP, install_sh=script)
    assert (step["place"], step["code"]) == ("./install.sh:3", 1)
    assert step["stderr"] == "Failed to enable unit: Unit file ngnix.service does not exist.\n"
