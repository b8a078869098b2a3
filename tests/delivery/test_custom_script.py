"""Commands and the files that are downloaded for them, as the handlers call and run them."""

from __future__ import annotations

import base64
import gzip

import pytest

from generator.delivery.addresses import wrong_address
from generator.delivery.command_files import remarks
from generator.delivery.command_lines import line_remarks
from generator.delivery.command_words import HOLE
from generator.delivery.custom_script import downloaded_as
from generator.delivery.downloads import files_of
from generator.delivery.script_lines import (
    first_line_remark,
    powershell_remarks,
    raw_remarks,
    shell_remarks,
)
from generator.diagnostics import Severity
from generator.validation.document import validate_text
from tests.support import arm
from tests.support.budget import cpu_budget
from tests.support.features import WINDOWS
from tests.support.workspace import MINIMAL

BLOB = "https://acct1.blob.core.windows.net/c"
RAW = "https://raw.githubusercontent.com/o/r/main"


@pytest.mark.parametrize(
    ("address", "linux", "windows"),
    [
        (f"{BLOB}/install.sh", "install.sh", "install.sh"),
        (f"{BLOB}/a/b/install.sh?sv=1&sig=a/b", "install.sh", "a/b/install.sh"),
        (f"{RAW}/a/install.sh#part", "install.sh", "install.sh"),
        (f"{BLOB}/a/my%20file.sh", "my file.sh", "a/my file.sh"),
        ("https://x.z01.blob.storage.azure.net/c/a/f", "f", "a/f"),
        ("https://x.blob.core.chinacloudapi.cn/c/a/f", "f", "a/f"),
        ("https://x.blob.core.windows.net/f", "f", "f"),
        ("https://h/p/x%2Fy.ps1/raw", "raw", "raw"),
        ("https://h/get?file=install.sh", "get", "get"),
        ("https://h/get?u=https://a.blob.core.windows.net/c/d/x", "get", "get"),
        ("https://h/", "", ""),
        ("https://h", "", ""),
    ],
)
def test_what_a_download_is_called(address, linux, windows):
    assert (downloaded_as(address, "linux"), downloaded_as(address, "windows")) == (linux, windows)


def first(system, addresses, command):
    """Return what to write in the place of a command, by its end; None where nothing is wrong."""
    found = list(remarks(command, files_of(addresses, system)))
    assert len(found) <= 1
    if not found:
        return None
    assert found[0].severity is None
    return found[0].message.rpartition("write ")[2]


INSTALL = [f"{BLOB}/scripts/install.sh", f"{BLOB}/app.tgz"]
WRONG_ON_LINUX = {
    "bash scripts/install.sh": "bash install.sh",
    "./scripts/install.sh --now": "./install.sh",
    "c/scripts/install.sh": "./install.sh",
    "install.sh": "./install.sh",
    "install.sh --now && echo done": "./install.sh",
    "bash instal.sh": "bash install.sh",
    "sh Install.sh": "sh install.sh",
    "chmod +x scripts/install.sh && ./scripts/install.sh": "chmod +x install.sh",
    "chmod 755 ./install.sh; scripts/install.sh": "./install.sh",
    "bash -c './scripts/install.sh x'": "./install.sh",
    "sudo -E bash -ex scripts/install.sh": "bash install.sh",
    "nohup ./scripts/install.sh >/var/log/x 2>&1 &": "./install.sh",
    "A=b timeout 60 bash scripts/install.sh": "bash install.sh",
    "apt-get update\nbash scripts/install.sh": "bash install.sh",
    "if true; then bash scripts/install.sh; fi": "bash install.sh",
    f"bash scripts/install.sh --key {HOLE}": "bash install.sh",
    ". scripts/install.sh": ". install.sh",
    "tar -xzf dist/app.tgz -C /opt": "tar -xzf app.tgz",
    "cp scripts/install.sh /opt && bash /opt/install.sh": "cp install.sh",
    f"export K={HOLE}; dpkg --root {HOLE} -i ./c/app.tgz": "dpkg app.tgz",
    "apt-get -y install ./c/app.tgz": "apt-get -y install ./app.tgz",
    "ls -la; pwd; cat scripts/install.sh": "cat install.sh",
}
RIGHT_ON_LINUX = [
    "bash install.sh", "sh ./install.sh", "./install.sh a/b", "bash ././install.sh", "chmod +x install.sh && ./install.sh",
    "cd /opt/app && bash scripts/install.sh", "tar xzf app.tgz && bash scripts/install.sh",
    "mkdir -p scripts; mv install.sh scripts; bash scripts/install.sh", "bash /opt/scripts/install.sh",
    "bash ~/scripts/install.sh", "bash $HOME/scripts/install.sh", f"bash {HOLE}/install.sh", f"bash scripts/{HOLE}",
    "nginx -c conf/nginx.conf", "bash entry.sh", "python3 -m scripts/install.sh", "python3 -c 'print(1)'",
    "PATH=.:$PATH install.sh", "echo 'bash scripts/install.sh'", "# bash scripts/install.sh", "git clone u scripts; bash scripts/install.sh",
    "echo x >scripts; bash scripts/install.sh", "cat <<'E' | bash\nscripts/install.sh\nE", "bash 'scripts/install.sh", "*/install.sh",
    "bash scripts/install.sh || bash install.sh", "[ -f scripts/install.sh ] && bash scripts/install.sh",
    "if test -e scripts/install.sh; then bash scripts/install.sh; else bash install.sh; fi",
    "python3 <(curl -s u)", "export PATH=.:$PATH; install.sh", "pwsh -ExecutionPolicy Bypass -Command 'x'",
    "pwsh -NoProfile -File install.sh", "perl -pi -e 's/a/b/' conf/x", "bash -s <install.sh", "bash -s -- now <install.sh",
    "sudo -u root ./install.sh", "curl -O u && bash scripts/install.sh", "for f in *.sh; do bash scripts/$f; done", "",
    "tar xzf app.tgz scripts/install.sh", "tar czf c/app.tgz /etc", "cp install.sh c/install.sh", "unzip app.tgz -d c/app.tgz",
    "cat >scripts/install.sh", "cp /opt/scripts/install.sh .", "install -m 755 install.sh scripts/install.sh", "apt-get -y install app.tgz",
]  # fmt: skip


@pytest.mark.parametrize("command", WRONG_ON_LINUX)
def test_linux_has_one_folder_and_no_other(command):
    assert first("linux", INSTALL, command) == WRONG_ON_LINUX[command]


@pytest.mark.parametrize("command", RIGHT_ON_LINUX)
def test_nothing_is_said_where_the_command_may_find_its_file(command):
    assert list(remarks(command, files_of(INSTALL, "linux"))) == []


@pytest.mark.parametrize(
    ("addresses", "command", "write"),
    [
        (["https://h/get?file=install.sh"], "bash install.sh", "bash get"),
        (["https://h/get?file=install.sh"], "bash get", None),
        ([f"{BLOB}/my%20file.sh"], "bash my%20file.sh", "bash 'my file.sh'"),
        ([f"{BLOB}/my%20file.sh"], "bash my\\ file.sh", None),
        ([f"{HOLE}/scripts/install.sh{HOLE}"], "bash scripts/install.sh", "bash install.sh"),
        ([f"{HOLE}/scripts/install.sh{HOLE}"], "bash install.sh", None),
        ([f"{HOLE}"], "bash scripts/install.sh", None),
        ([f"{BLOB}/install.sh", HOLE], "bash instal.sh", None),
        ([f"{BLOB}/kubectl"], "kubectl apply", None),
        ([f"{BLOB}/a.sh", f"{BLOB}/b.sh"], "bash c.sh", None),
    ],
)
def test_the_name_comes_from_the_address_as_far_as_it_is_known(addresses, command, write):
    assert first("linux", addresses, command) == write


def test_what_is_not_downloaded_is_not_there():
    for command in ("./install.sh", "python3 install.py", "perl x/install.pl"):
        (found,) = remarks(command, files_of([f"{BLOB}/data.bin"], "linux"))
        assert "nothing of that name is downloaded" in found.message
        assert list(remarks(command, files_of([HOLE], "linux"))) == []
        assert list(remarks(command, files_of([], "linux"))) == []


@pytest.mark.parametrize("by", ["sudo -u app", "runuser -u app --"])
def test_another_user_cannot_read_what_is_downloaded(by):
    (found,) = remarks(f"{by} ./install.sh", files_of(INSTALL, "linux"))
    assert found.message.startswith("what is downloaded is of root alone, so 'app' cannot run")


@pytest.mark.parametrize(
    ("addresses", "command", "write"),
    [
        ([f"{BLOB}/s/i.ps1"], "powershell -File i.ps1", "powershell -File s\\i.ps1"),
        ([f"{BLOB}/s/i.ps1"], "powershell -NoProfile -ep Bypass -File .\\i.ps1 -A b", "powershell -NoProfile -ep Bypass -File s\\i.ps1"),
        ([f"{BLOB}/s/i.ps1"], "powershell -File c\\s\\i.ps1", "powershell -File s\\i.ps1"),
        ([f"{BLOB}/s/i.ps1"], "powershell -File s/I.PS1", None),
        ([f"{BLOB}/s/i.ps1"], "powershell .\\s\\i.ps1", None),
        ([f"{BLOB}/s/i.ps1"], "cmd /c powershell -File i.ps1", "powershell -File s\\i.ps1"),
        ([f"{BLOB}/s/i.ps1"], 'powershell -Command "& .\\i.ps1 -A b"', "powershell -Command s\\i.ps1"),
        ([f"{BLOB}/i.ps1"], 'powershell -Command "& {.\\i.ps1; exit 0}"', None),
        ([f"{BLOB}/s/i.ps1"], 'powershell -Command "& {.\\i.ps1; exit 0}"', "powershell -Command s\\i.ps1"),
        ([f"{BLOB}/s/i.ps1"], 'powershell -c "Set-ExecutionPolicy Bypass -Scope Process; ./i.ps1"', "powershell -c s\\i.ps1"),
        ([f"{BLOB}/s/i.ps1"], 'powershell -c "Copy-Item s\\i.ps1 .; ./i.ps1"', None),
        ([f"{BLOB}/s/x.msi"], 'start /wait "" msiexec /i x.msi', "msiexec /i s\\x.msi"),
        ([f"{BLOB}/s/x.msi"], "start /wait msiexec /i s\\x.msi", None),
        ([f"{BLOB}/i.ps1"], 'powershell -Command "cd C:\\; .\\x\\i.ps1"', None),
        ([f"{BLOB}/i.ps1"], 'powershell -Command "Test-Path s\\i.ps1.bak"', None),
        ([f"{BLOB}/s/i.ps1"], "powershell -File \\\\share\\i.ps1", None),
        ([f"{BLOB}/s/i.ps1"], "powershell -File C:\\s\\i.ps1", None),
        ([f"{BLOB}/s/i.ps1"], "powershell -File %TEMP%\\i.ps1", None),
        ([f"{BLOB}/s/i.ps1"], "cd s & powershell -File i.ps1", None),
        ([f"{BLOB}/s/i.ps1"], "powershell -EncodedCommand aQAuAHAAcwAxAA==", None),
        ([f"{BLOB}/s/i.ps1"], 'powershell -Command "Get-Item i.ps1"', None),
        ([f"{BLOB}/s/a b.bat"], '"a b.bat" /q', '"s\\a b.bat"'),
        ([f"{BLOB}/s/x.msi"], "msiexec /i x.msi /qn", "msiexec /i s\\x.msi"),
        ([f"{RAW}/s/i.ps1"], "powershell -File s/i.ps1", "powershell -File i.ps1"),
        ([f"{RAW}/s/i.ps1"], "powershell -File .\\i.ps1", None),
        ([f"{RAW}/s/i.ps1"], "powershell -File ii.ps1", "powershell -File i.ps1"),
        ([f"{RAW}/s/i.ps1", HOLE], "powershell -File s/i.ps1", None),
        ([f"{HOLE}/s/i.ps1"], "powershell -File s/i.ps1", None),
        ([f"{HOLE}/s/i.ps1"], "powershell -File i.ps1", None),
        ([f"https://{HOLE}.blob.core.windows.net/c/s/i.ps1"], "powershell -File i.ps1", "powershell -File s\\i.ps1"),
        ([f"https://{HOLE}.blob.{HOLE}/c/s/i.ps1{HOLE}"], "powershell -File i.ps1", "powershell -File s\\i.ps1"),
        ([f"https://{HOLE}/c/s/i.ps1"], "powershell -File i.ps1", None),
        ([], "powershell -File i.ps1", None),
    ],
)  # fmt: skip
def test_windows_keeps_the_folders_of_blobs_only(addresses, command, write):
    assert first("windows", addresses, command) == write


def test_a_host_that_may_be_storage_under_another_name_is_a_doubt():
    (found,) = remarks("powershell -File s/i.ps1", files_of(["https://cdn.contoso.com/s/i.ps1"], "windows"))  # fmt: skip
    assert found.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("system", "path"),
    [
        ("linux", "/var/lib/waagent/custom-script/download/0/"),
        ("windows", "C:\\Packages\\Plugins\\Microsoft.Compute.CustomScriptExtension\\1.10.15\\Downloads\\0\\"),
    ],
)  # fmt: skip
def test_a_folder_with_a_number_is_another_one_next_time(system, path):
    command = f"bash {path}a.sh" if system == "linux" else f"powershell -File {path}a.ps1"
    (found,) = remarks(command, files_of([], system))
    assert found.severity is Severity.WARNING
    assert found.message.startswith("the number in this path counts up")


PAGE = "this is the page that shows the file, and what is saved is HTML; use "


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("https://github.com/o/r/blob/main/a/b.sh", f"{PAGE}{RAW}/a/b.sh"),
        ("https://github.com/o/r/blob/main/a/b.sh#L3", f"{PAGE}{RAW}/a/b.sh"),
        (f"https://github.com/{HOLE}/r/blob/main/b.sh", f"{PAGE}the address of the raw file"),
        ("https://github.com/o/r/blob/main/b.sh?raw=true", ""),
        ("https://github.com/o/r/raw/main/b.sh", ""),
        ("https://github.com/o/r/releases/download/v1/b.sh", ""),
        ("https://gist.github.com/o/0123456789abcdef01234567", f"{PAGE}https://gist.githubusercontent.com/o/0123456789abcdef01234567/raw/NAME"),
        ("https://gitlab.com/g/s/p/-/blob/main/x.sh", f"{PAGE}https://gitlab.com/g/s/p/-/raw/main/x.sh"),
        ("https://git.contoso.com/g/p/-/blob/main/x.sh", f"{PAGE}https://git.contoso.com/g/p/-/raw/main/x.sh"),
        ("https://bitbucket.org/o/r/src/main/x.sh", f"{PAGE}https://bitbucket.org/o/r/raw/main/x.sh"),
        ("https://github.com/o/r/blame/main/x.sh", f"{PAGE}{RAW}/x.sh"),
        ("https://github.com/o/r/commits/main/x.sh", f"{PAGE}{RAW}/x.sh"),
        ("https://github.com/o/r/commits/main", ""),
        ("https://github.contoso.com/o/r/blob/main/x.sh", f"{PAGE}https://github.contoso.com/o/r/raw/main/x.sh"),
        ("https://codeberg.org/o/r/src/branch/main/x.sh", f"{PAGE}https://codeberg.org/o/r/raw/branch/main/x.sh"),
        ("https://web.blob.core.windows.net/blob/x.sh", ""),
        ("https://st.file.core.windows.net/s/x.sh?sv=1&sig=x", ""),
        (f"https://st.file.core.windows.net/s/x.sh{HOLE}", ""),
    ],
)  # fmt: skip
def test_the_page_of_a_file_is_not_the_file(address, said):
    assert wrong_address(address) == said


def test_repositories_that_ask_for_a_sign_in_and_shares_are_told():
    for address in ("https://dev.azure.com/o/p/_git/r?path=/x.sh", "https://o.visualstudio.com/p/_git/r?path=/x"):  # fmt: skip
        assert wrong_address(address).startswith("this is the page of a repository in Azure DevOps")
    assert wrong_address("https://st.file.core.windows.net/s/x.sh").startswith(
        "Azure Files answers"
    )


@pytest.mark.parametrize(
    ("command", "about"),
    [
        ("install.ps1", ["document"]),
        (".\\install.ps1 -A b", ["document"]),
        ('"a b.ps1"', ["document"]),
        ("cmd /c install.ps1", ["document"]),
        ('cmd /c "install.ps1 -A b"', ["document"]),
        ('cmd.exe /c "powershell -File install.ps1"', []),
        ("echo a & install.ps1", ["document"]),
        ("powershell -File install.ps1", []),
        ("powershell .\\install.ps1\n", []),
        ("powershell -File './a b.ps1' -X y", ["quotes"]),
        ("powershell -NoProfile -f 'a.ps1'", ["quotes"]),
        ("powershell -Command \"& '.\\a.ps1'\"", []),
        ("powershell -Command \"a\"\npowershell -Command \"b\"\n", ["lines"]),
        ("a &&\nb", []),
        ("x" * 8191, []),
        ("x" * 8192, ["length"]),
        (f"powershell -File a.ps1 {HOLE * 9000}", []),
    ],
)  # fmt: skip
def test_cmd_runs_one_line_of_a_length_that_names_a_program(command, about):
    assert [item.about for item in line_remarks(command)] == about


REBOOT, AGENT, ASKS, LOCK = "a reboot", "this stops", "asks", "at the first boot"


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("reboot", [REBOOT]),
        ("set -e\nif [ -f /var/run/reboot-required ]; then\n  sudo /sbin/reboot\nfi", [REBOOT]),
        ("shutdown -r now", [REBOOT]),
        ("systemctl reboot", [REBOOT]),
        ("init 6", [REBOOT]),
        ("yum install -y x && reboot", [REBOOT]),
        *((text, [REBOOT]) for text in ("halt", "shutdown now", "init 0", "bash -c 'sync; reboot'", "case $1 in\n  now) reboot ;;\nesac", "x=`reboot`", "while ! reboot; do :; done", "nice -n 5 timeout 60 reboot")),
        *((text, []) for text in ("(sleep 60; reboot) &", "nohup sh -c 'sleep 9 && /sbin/reboot' >/dev/null 2>&1 &", "reboot() { :; }", "echo 'bash -c reboot'", "systemd-run --on-active=60 reboot")),
        *((text, [AGENT]) for text in ("pkill -f waagent", "/etc/init.d/walinuxagent restart", "systemctl disable --now walinuxagent")),
        *((text, [ASKS]) for text in ("env A=b apt install x", "if ! apt install x; then exit 1; fi", "timeout 60 apt install x", "zypper in x", "aptitude install x")),
        *((text, []) for text in ("echo y | apt install x", "printf 'y\\n' | dnf install x", "zypper se in", "apt install --print-uris x", "apt-cache policy x")),
        ("shutdown -r +5", []),
        ("shutdown -c", []),
        ("echo 'now reboot; reboot'", []),
        ("# reboot", []),
        ("cat >/etc/cron.d/x <<'E'\nreboot\nE\ntrue", []),
        ("rm -f /var/run/reboot-required", []),
        ("reboot=1; ./reboot.sh", []),
        ("systemctl restart walinuxagent", [AGENT]),
        ("service waagent stop", [AGENT]),
        ("yum update -y WALinuxAgent", [AGENT]),
        ("systemctl status walinuxagent", []),
        ("apt-get -o DPkg::Lock::Timeout=60 install nginx", [ASKS]),
        ("apt install nginx", [ASKS]),
        ("dnf upgrade", [ASKS]),
        ("yum update", [ASKS]),
        ("yum check-update", []),
        (f"apt install {HOLE}", []),
        ("zypper install nginx", [ASKS]),
        ("zypper --non-interactive install nginx", []),
        ("yum -y install nginx", []),
        ("apt-get install nginx", [ASKS, LOCK]),
        ("apt-get install -qy nginx", [LOCK]),
        ("apt-get \\\n  install \\\n  nginx -y", [LOCK]),
        ("apt-get update", [LOCK]),
        ("apt-get clean", []),
        ("yes | apt install nginx", []),
        ("apt install $OPTIONS nginx", []),
        ('apt install "$OPTIONS" nginx', []),
        ("apt-get -o APT::Get::Assume-Yes=true -o DPkg::Lock::Timeout=9 install nginx", []),
        ("apt-get -o DPkg::Lock::Timeout=60 install --yes nginx", []),
        ("while fuser /var/lib/dpkg/lock-frontend; do sleep 1; done\napt-get -y install x", []),
        ("cat <<E\napt-get install x\nE", []),
        ("echo $((1<<3))\nreboot", [REBOOT]),
        ("apt-get install -y a\napt-get install -y b\nreboot\nreboot", [LOCK, REBOOT]),
    ],
)  # fmt: skip
def test_what_keeps_a_shell_script_from_its_end(script, said):
    found = list(shell_remarks(script))
    assert [next(item for item in (REBOOT, AGENT, LOCK, ASKS) if item in line.message[:20]) for line in found] == said  # fmt: skip
    assert {line.severity for line in found if line.message.startswith(LOCK)} <= {Severity.INFO}


@pytest.mark.parametrize(
    "line",
    [
        "apt-get install ",
        "Restart-Service ",
        "apt install x;",
        "exec a&&",
        "bash -c '",
        "sleep 1; ",
        "a) env ",
        "@'\n",
    ],
)
def test_long_lines_of_one_thing_cost_little(line):
    script = (line * (2000 // len(line)) + "\n") * 100
    for look in (shell_remarks, powershell_remarks):
        with cpu_budget(1.5):
            assert len(list(look(script))) <= 2


def test_the_line_is_the_one_of_the_script():
    script = "#!/bin/bash\n# reboot\ncat <<E\nx\nE\napt-get -o DPkg::Lock::Timeout=1 \\\n install x\nreboot\n"
    assert [item.line for item in shell_remarks(script)] == [6, 8]


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("Restart-Computer -Force", [REBOOT]),
        ("Install-WindowsFeature X; shutdown /r /t 0", [REBOOT]),
        ("shutdown.exe -r -t 60", []),
        ("# Restart-Computer", []),
        ("Restart-Service WindowsAzureGuestAgent", [AGENT]),
        ("net stop RdAgent", [AGENT]),
        ("Restart-Service W3SVC", []),
        ("Install-WindowsFeature Hyper-V -Restart", [REBOOT]),
        ("Rename-Computer -NewName a -Force -Restart", [REBOOT]),
        ("Start-Process shutdown.exe -ArgumentList '/r /t 0'", [REBOOT]),
        ("Get-Service RdAgent | Stop-Service", [AGENT]),
        ("Install-WindowsFeature X -Restart:$false", []),
        ("Get-Help Restart-Computer; Restart-Computer -WhatIf", []),
        ("<#\nRestart-Computer\n#>\n@'\nRestart-Computer\n'@ | Set-Content a.ps1", []),
    ],
)
def test_what_keeps_a_powershell_script_from_its_end(script, said):
    found = list(powershell_remarks(script))
    assert [next(item for item in (REBOOT, AGENT) if line.message.startswith(item)) for line in found] == said  # fmt: skip


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("#!/usr/bin/fish", "most images lack 'fish': install it before this script runs"),
        ("#!/usr/bin/env ruby", "most images lack 'ruby': install it before this script runs"),
        ("#!/usr/bin/env python", "images of today have no 'python': write python3"),
        ("#!/usr/bin/env -S python3 -u", None),
        ("#! /bin/bash -e", None),
        ("echo", None),
    ],
)
def test_an_interpreter_that_images_lack_is_a_note(line, said):
    found = first_line_remark(f"{line}\n")
    assert (found.message if found else None) == said
    assert found is None or found.severity is Severity.INFO


@pytest.mark.parametrize(
    ("data", "severities"),
    [
        (b"#!/bin/sh\r\necho\r\n", [Severity.ERROR]),
        (b"#!/bin/sh\necho a\r\n", [Severity.WARNING]),
        (b"\xef\xbb\xbf#!/bin/sh\n", [Severity.WARNING]),
        (b"#!/bin/sh\necho\n", []),
    ],
)
def test_what_the_handler_is_told_to_leave_stays(data, severities, tmp_path):
    assert [item.severity for item in raw_remarks(data)] == severities


# ---------------------------------------------------------------- in templates and specs


def told(body, system="linux", **sections):
    """Return what these rules say of a custom script in a template."""
    kinds = {"linux": ("Microsoft.Azure.Extensions", "CustomScript", "2.1"), "windows": ("Microsoft.Compute", "CustomScriptExtension", "1.10")}  # fmt: skip
    publisher, kind, version = kinds[system]
    inner = {"publisher": publisher, "type": kind, "typeHandlerVersion": version, **body}
    extension = {"type": "Microsoft.Compute/virtualMachineScaleSets/extensions", "apiVersion": "2025-04-01", "name": "web/app", "properties": inner}  # fmt: skip
    found = validate_text(arm.text(arm.template(extension, **sections)), "t.json")
    rules = ("EXT002", "EXT070", "EXT080", "EXT081", "EXT082", "EXT083")
    return [(item.rule, item.severity) for item in found if item.rule in rules]


BASE = {"base": {"type": "string"}, "token": {"type": "secureString"}, "name": {"type": "string", "defaultValue": "install.sh"}}  # fmt: skip
URI = "[uri(parameters('base'), concat('scripts/install.sh', parameters('token')))]"


@pytest.mark.parametrize(
    ("command", "address", "found"),
    [
        ("[concat('bash scripts/install.sh ', parameters('token'))]", URI, [("EXT080", Severity.ERROR)]),
        ("[format('bash {0} {1}', variables('script').path, parameters('token'))]", URI, [("EXT080", Severity.ERROR)]),
        ("[concat('bash scripts/', parameters('name'))]", URI, [("EXT080", Severity.WARNING)]),
        ("[concat('bash ', parameters('name'), ' ', parameters('token'))]", URI, []),
        ("[parameters('token')]", URI, []),
        ("bash install.sh", "[concat('https://github.com/o/r/blob/main/install.sh', parameters('token'))]", [("EXT081", Severity.ERROR)]),
    ],
)  # fmt: skip
def test_expressions_are_read_as_far_as_they_are_known(command, address, found):
    variables = {"script": {"path": "scripts/install.sh"}}
    body = {"protectedSettings": {"commandToExecute": command, "fileUris": [address]}}
    assert told(body, parameters=BASE, variables=variables) == found


def encoded(text):
    return base64.b64encode(gzip.compress(text.encode())).decode()


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"settings": {"commandToExecute": ""}}, [("EXT002", Severity.ERROR)]),
        ({"settings": {"commandToExecute": "  "}}, [("EXT002", Severity.ERROR)]),
        ({"protectedSettings": {"script": ""}}, [("EXT002", Severity.ERROR)]),
        ({"settings": {"commandToExecute": "[parameters('command')]"}}, []),
        ({"settings": {"script": "[base64(parameters('script'))]"}}, [("EXT083", Severity.WARNING)]),
        ({"settings": {"commandToExecute": "./a.ps1", "fileUris": [f"{BLOB}/a.ps1"]}}, [("EXT070", Severity.WARNING)]),
        ({"settings": {"commandToExecute": "bash a.ps1", "fileUris": [f"{BLOB}/a.ps1"]}}, [("EXT070", Severity.WARNING)]),
        ({"settings": {"commandToExecute": "pwsh a.ps1", "fileUris": [f"{BLOB}/a.ps1"]}}, []),
        ({"protectedSettings": {"script": encoded("#!/bin/bash\nif true; then\n")}}, [("EXT083", Severity.ERROR)]),
        ({"protectedSettings": {"script": encoded("#!/usr/bin/python3\nif true; then\n")}}, []),
        ({"protectedSettings": {"script": encoded('#!/bin/sh\ntail -n +4 "$0" >a && exec python3 a\nif (\nreboot\n')}}, []),
        ({"protectedSettings": {"script": encoded("#!/bin/sh\nif true; then (\nexit 0\n")}}, []),
        ({"protectedSettings": {"script": encoded("#!/bin/sh\n)\nexit 0\nreboot\n")}}, [("EXT083", Severity.ERROR)]),
        ({"protectedSettings": {"script": encoded("#!/usr/bin/python3\nreboot\n")}}, []),
        ({"settings": {"skipDos2Unix": True}, "protectedSettings": {"script": encoded("#!/bin/sh\r\ntrue\r\n")}}, [("EXT083", Severity.ERROR)]),
        ({"settings": {"skipDos2Unix": False}, "protectedSettings": {"script": encoded("#!/bin/sh\r\ntrue\r\n")}}, []),
        ({"protectedSettingsFromKeyVault": {"secretUrl": "https://kv.vault.azure.net/secrets/a/0", "sourceVault": {"id": "x"}}, "settings": {"commandToExecute": "./a.sh"}}, []),
    ],
)  # fmt: skip
def test_rules_see_settings_and_scripts(body, found):
    defaults = {"command": "", "script": "#!/bin/sh\n)\n"}
    parameters = {name: {"type": "string", "defaultValue": text} for name, text in defaults.items()}
    assert told(body, parameters=parameters) == found


def spec_of(system, body):
    return f"{MINIMAL if system == 'linux' else WINDOWS}deliver: [{{customScript: {{{body}}}}}]\n"


@pytest.mark.parametrize(
    ("system", "body", "said"),
    [
        ("linux", f"fileUris: ['{RAW}/s/i.sh'], commandToExecute: bash s/i.sh", [("SPC150", "error", 1)]),
        ("linux", f"fileUris: ['{RAW}/s/i.sh', {{secret: u}}], commandToExecute: bash s/i.sh", [("SPC150", "error", 1)]),
        ("linux", f"fileUris: ['{RAW}/s/i.sh'], commandToExecute: 'bash @D@/i.sh', values: {{D: s}}", [("SPC150", "error", 1)]),
        ("linux", f"fileUris: ['{RAW}/s/i.sh'], commandToExecute: 'bash @D@/i.sh', values: {{D: {{parameter: d}}}}", [("SPC334", "warning", 1)]),
        ("linux", "fileUris: ['https://github.com/o/r/blob/main/i.sh'], commandToExecute: bash i.sh", [("SPC151", "error", 1)]),
        ("linux", f"fileUris: ['{RAW}/i.ps1'], commandToExecute: bash i.ps1", [("SPC109", "warning", 1)]),
        ("linux", "commandToExecute: reboot", [("SPC153", "warning", 1)]),
        ("linux", "script: ./i.sh", [("SPC153", "warning", 3)]),
        ("windows", f"fileUris: ['{RAW}/i.ps1'], commandToExecute: i.ps1", [("SPC152", "error", 1)]),
        ("windows", "script: ./i.ps1", [("SPC153", "warning", 2)]),
    ],
)  # fmt: skip
def test_a_spec_is_told_once_and_at_its_place(folder, system, body, said):
    files = {"i_sh": "#!/bin/sh\nset -e\nreboot\n", "i_ps1": "'a'\nRestart-Computer\n"}
    found = folder.render(spec_of(system, body), **files).findings
    spec_line = spec_of(system, body).count("\n") - 1
    lines = {1: spec_line + 1} if "script: " not in body else {}
    expected = [(rule, severity, lines.get(line, line)) for rule, severity, line in said]
    assert [(item.rule, item.severity.label, item.position.line) for item in found if item.rule >= "EXT" and item.severity > Severity.INFO] == expected  # fmt: skip


def test_a_package_of_dsc_is_no_page_either(folder):
    page = "https://github.com/o/r/blob/main/web.zip"
    dsc = f"deliver: [{{dsc: {{url: '{page}', script: web.ps1, function: Web}}}}]\n"
    assert [item.rule for item in folder.render(WINDOWS + dsc).findings] == ["SPC151"]
    extension = {"type": "Microsoft.Compute/virtualMachineScaleSets/extensions", "apiVersion": "2025-04-01", "name": "web/dsc"}  # fmt: skip
    settings = {"configuration": {"url": page, "script": "web.ps1", "function": "Web"}}
    extension["properties"] = {"publisher": "Microsoft.Powershell", "type": "DSC", "typeHandlerVersion": "2.77", "settings": settings}  # fmt: skip
    found = validate_text(arm.text(arm.template(extension)), "t.json")
    assert [item.pointer for item in found if item.rule == "EXT081"] == ["/resources/0/properties/settings/configuration/url"]  # fmt: skip


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("https://h/c/my install.sh", "has a blank in it; write %20 for each (is 'https://h/c/my install.sh')"),
        ("ftp://h/x.sh", "begins with ftp:// and the handlers download by https; use such an address (is 'ftp://h/x.sh')"),
        ("https://h/x/", "names no file; write the name of the file at its end (is 'https://h/x/')"),
        ("https://h/x y?sig=abc", "has a blank in it; write %20 for each"),
        ("./x.sh", "is no URL; a file beside the spec is the 'script' of a step"),
    ],
)  # fmt: skip
def test_a_spec_says_what_is_wrong_with_an_address(folder, address, said):
    spec = spec_of("linux", f"fileUris: ['{address}'], commandToExecute: ls")
    assert [item.message for item in folder.render(spec).findings] == [f"'deliver[0].customScript.fileUris[0]' {said}"]  # fmt: skip
