"""What a cloud-config asks for before it is there, and what the modules of cloud-init make of it."""

from __future__ import annotations

import base64
import gzip
import json
import re

import pytest

from generator.cloud_init.check import check_part, check_parts
from generator.cloud_init.pack import UserDataPart
from tests.cloud_init.test_check import in_cloud_init, needs_cloud_init

HEAD = "#cloud-config\n"


def told(text, admin="azureops", unknown=None):
    """Return line, severity and kind of what is said of a text."""
    found = check_part(text, "part", admin, unknown)
    return [
        (item.position.line, item.severity.label, item.rule.removeprefix("cloud-init-"))
        for item in found
    ]


def files(*lines):
    return HEAD + "write_files:\n" + "".join(f"- {line}\n" for line in lines)


def packed(text):
    return base64.b64encode(gzip.compress(text, mtime=0)).decode()


FILES = [
    ("{path: /a, owner: azureops}", "error", "owner"),
    ("{path: /a, owner: 'root:azureops'}", "error", "owner"),
    ("{path: /a, owner: azureops, defer: true}", None, None),
    ("{path: /a, owner: '1000:1000', defer: true}", "error", "owner"),
    ("{path: /a, owner: 'root:root'}", None, None),
    ("{path: /a, owner: 'www-data:adm'}", None, None),
    ("{path: /a, owner: appuser}", "warning", "owner"),
    ("{path: /a, encoding: b64, content: hello world!}", "error", "encoding"),
    ("{path: /a, encoding: base64, content: aGVsbG8=}", None, None),
    ("{path: /a, encoding: gzip, content: hello}", "error", "encoding"),
    ("{path: /a, encoding: gz+b64, content: aGVsbG8=}", "error", "encoding"),
    (f"{{path: /a, encoding: gz+base64, content: {packed(b'x')}}}", None, None),
    (f"{{path: /a, encoding: gz, content: !!binary {packed(b'x')}}}", None, None),
    ("{path: /a, encoding: b64, content: 'cGFzc-dvcmQ_'}", "error", "encoding"),
    ("{path: /mnt/app/a, content: x}", "warning", "place"),
    ("{path: /mnt/app/a, content: x, defer: true}", None, None),
    ("{path: /tmp/a.sh, content: x}", "warning", "place"),
    ("{path: /var/tmp/a.sh, content: x}", None, None),
]


@pytest.mark.parametrize(("line", "severity", "kind"), FILES, ids=[row[0] for row in FILES])
def test_a_file_that_is_not_what_was_meant(line, severity, kind):
    assert told(files(line)) == ([(3, severity, kind)] if severity else [])


@needs_cloud_init
def test_cloud_init_stops_at_the_files_of_which_it_is_said():
    """Its own module writes each file in both stages; the account comes between them."""
    rows = [files(line) for line, *_ in FILES]
    code = """
import json, os, pwd, sys, tempfile
from unittest import mock
from cloudinit import safeyaml
from cloudinit.config import cc_write_files
image = {"root", "www-data", "adm"}
there = set()
def one(text):
    files = safeyaml.load(text)["write_files"]
    with tempfile.TemporaryDirectory() as folder:
        for item in files:
            item["path"] = folder + item["path"]
        try:
            for accounts, late in ((image, False), (image | {"azureops"}, True)):
                there.clear()
                there.update(accounts)
                some = [item for item in files if bool(item.get("defer")) is late]
                cc_write_files.write_files("write_files", some, "root:root")
        except Exception:  # as cloud-init itself: whatever a module raises ends it
            return True
        return False
def look(name):
    if name not in there:
        raise KeyError(name)
    return mock.Mock(pw_uid=os.getuid(), gr_gid=os.getgid())
with mock.patch("pwd.getpwnam", look), mock.patch("grp.getgrnam", look):
    print(json.dumps([one(text) for text in json.load(sys.stdin)]))
"""
    answers = json.loads(in_cloud_init(code, json.dumps(rows)))
    said = [
        any("all after it" in item.message for item in check_part(row, "p", "azureops"))
        for row in rows
    ]
    assert answers == said


def test_the_account_of_a_user_a_group_or_a_package_comes_late():
    text = HEAD + (
        "groups: [ops]\nusers: [default, {name: app}]\npackages: [nginx, postgresql-15]\n"
        "write_files:\n"
        "- {path: /a, owner: app}\n- {path: /b, owner: 'root:ops'}\n"
        "- {path: /c, owner: nginx}\n- {path: /d, owner: postgres}\n- {path: /e, owner: app, defer: true}\n"
    )
    assert told(text) == [(line, "error", "owner") for line in (6, 7, 8, 9)]


def test_accounts_of_another_part_count():
    first = UserDataPart("a", HEAD + "users: [default, {name: app}]\n")
    second = UserDataPart("b", files("{path: /a, owner: app}"))
    (found,) = check_parts([first, second])
    assert "'app' does not exist yet when files are written" in found.message
    assert "add 'defer: true'" in found.message


def test_a_file_below_a_mount_of_the_same_config_is_hidden():
    text = files("{path: /data/a, content: x}") + (
        "mounts:\n- [/dev/disk/azure/scsi1/lun0, /data]\n- [ephemeral0, /scratch]\n"
    )
    assert told(text) == [(3, "warning", "place")]


USERS = [
    ("users: [{name: app}]", "error", False),
    ("users: []", "error", False),
    ("users: app", "error", False),
    ("users: [{name: app, ssh_authorized_keys: [ssh-ed25519 AAAA]}]", "warning", False),
    ("users: [default, {name: app}]", None, True),
    ("users: [{name: default}]", None, True),
    ("users: 'default,app'", None, True),
    ("user: {name: app}\nusers: [{name: other}]", None, True),
    ("packages: [jq]", None, True),
]


@pytest.mark.parametrize(("body", "severity", "_"), USERS, ids=[row[0] for row in USERS])
def test_users_without_default_make_no_administrator(body, severity, _):
    found = [row for row in told(HEAD + body + "\n") if row[2] == "sign-in"]
    assert found == ([(2, severity, "sign-in")] if severity else [])


@needs_cloud_init
def test_cloud_init_makes_the_default_account_of_just_these():
    code = """
import json, sys
from unittest import mock
from cloudinit import safeyaml
from cloudinit.distros import ug_util
distro = mock.Mock()
distro.get_default_user.return_value = {"name": "azureops", "groups": []}
def one(text):
    config = {"users": ["default"]}
    config.update(safeyaml.load(text))
    users, _ = ug_util.normalize_users_groups(config, distro)
    return any(user.get("default") for user in users.values())
print(json.dumps([one(text) for text in json.load(sys.stdin)]))
"""
    answers = json.loads(in_cloud_init(code, json.dumps([body for body, *_ in USERS])))
    assert answers == [made for *_, made in USERS]


COMMANDS = [
    ("! test -f /etc/done", "error", "test -f /etc/done"),
    ("'! test -f /etc/done'", None, "! test -f /etc/done"),
    ("echo a\n  - echo b", "error", "echo a - echo b"),
    ("[curl, -s, 'https://example.org/x', '|', bash]", "error", "'curl' '-s' 'https://example.org/x' '|' 'bash'"),
    ("[make, install, '&&', reboot]", "error", "'make' 'install' '&&' 'reboot'"),
    ("[echo, hello, '>', /etc/motd]", "error", "'echo' 'hello' '>' '/etc/motd'"),
    ("[tr, -s, '|', ',']", None, "'tr' '-s' '|' ','"),
    ("[grep, x, /a, '|', wc]", "error", "'grep' 'x' '/a' '|' 'wc'"),
    ("[cut, -d, '|', -f, '1', /etc/x]", None, "'cut' '-d' '|' '-f' '1' '/etc/x'"),
    ("[expr, '1', '<', '2']", None, "'expr' '1' '<' '2'"),
    ("[chmod, 0755, /opt/x]", "error", "'chmod' '493' '/opt/x'"),
    ("[chmod, 0644, f]", "error", "'chmod' '420' 'f'"),
    ("[chmod, '0755', /opt/x]", None, "'chmod' '0755' '/opt/x'"),
    ("[pip, install, 1.10]", "error", "'pip' 'install' '1.1'"),
    ("[x, 0x1F]", "error", "'x' '31'"),
    ("[x, 1_000]", "error", "'x' '1000'"),
    ("[x, -0x1F]", "error", "'x' '-31'"),
    ("[x, 08]", None, "'x' '08'"),
    ("[sleep, 5]", "warning", "'sleep' '5'"),
    ("['apt-get update']", "error", "'apt-get update'"),
    ("['/opt/my app/run']", None, "'/opt/my app/run'"),
    ("[bash, -c, apt-get, update]", "error", "'bash' '-c' 'apt-get' 'update'"),
    ("[sh, -c, 'exec \"$@\"', sh, ls]", None, """'sh' '-c' 'exec "$@"' 'sh' 'ls'"""),
    ("'-l'", "error", "-l"),
    ("[A=1, env]", "error", "'A=1' 'env'"),
    ("[echo, $HOME]", "warning", "'echo' '$HOME'"),
    ("[sh, -c, 'echo $HOME | wc']", None, "'sh' '-c' 'echo $HOME | wc'"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "severity", "_"), COMMANDS, ids=[row[0] for row in COMMANDS])
def test_a_command_that_the_shell_gets_otherwise(command, severity, _):
    found = [(line, label) for line, label, _ in told(f"{HEAD}runcmd:\n- {command}\n")]
    assert found == ([(3, severity)] if severity else [])


@needs_cloud_init
def test_these_are_the_lines_that_cloud_init_writes():
    code = """
import json, sys
from cloudinit import safeyaml, util
texts = json.load(sys.stdin)
print(json.dumps([util.shellify(safeyaml.load(text)["runcmd"], add_header=False) for text in texts]))
"""
    texts = [f"runcmd:\n- {command}\n" for command, *_ in COMMANDS]
    answers = json.loads(in_cloud_init(code, json.dumps(texts)))
    assert answers == [f"{line}\n" for *_, line in COMMANDS]


def test_the_severity_of_a_number_names_both():
    (found,) = check_part(HEAD + "bootcmd:\n- [chmod, 0755, /opt/x]\n", "part")
    assert "0755 is a number in YAML, and the command gets '493': put it in quotes" in found.message


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("disk_setup: {/dev/sdc: {table_type: gpt, layout: true, overwrite: false}}", 2),
        ("fs_setup: [{device: /dev/sdc1, filesystem: ext4}]", 2),
        ("mounts: [[/dev/sdb1, /data]]", 2),
        ("mounts: [[sdb1, /data]]", 2),
        ("runcmd:\n- mkfs.ext4 /dev/sdc", 3),
        ("runcmd:\n- [mkfs.ext4, /dev/sdc1]", 3),
    ],
)
def test_disks_have_other_names_on_the_next_boot(body, line):
    assert told(f"{HEAD}{body}\n") == [(line, "warning", "disk")]


def test_stable_names_of_disks_are_fine():
    text = HEAD + (
        "fs_setup: [{device: /dev/disk/azure/scsi1/lun0, filesystem: ext4}]\n"
        "mounts: [[ephemeral0, /scratch]]\nruncmd:\n- ls /dev/sd*\n- for d in /dev/sd[c-z]; do :; done\n"
    )
    assert told(text) == []


JINJA = [
    ("- docker ps --format '{{.Names}}'", 4, False),
    ("- echo {{ v1.instance_id }}", None, True),
    ("- echo {% if v1.region == 'x' %}a{% endif %}", None, True),
    ("- echo {% if v1.region %}a", 4, False),
    ("- echo {{ v1.region | nothing }}", 4, False),
    ("- echo {{ v1.local-hostname }}", 4, False),
    ("- echo {% raw %}'{{.Names}}'{% endraw %}", None, True),
]


@pytest.mark.parametrize(("line", "at", "_"), JINJA, ids=[row[0] for row in JINJA])
def test_jinja_that_cannot_be_read_loses_the_part(line, at, _):
    found = told(f"## template: jinja\n{HEAD}runcmd:\n{line}\n")
    assert found == ([(at, "error", "template")] if at else [])


@needs_cloud_init
def test_cloud_init_renders_just_these_templates():
    code = """
import json, sys
from cloudinit.handlers import jinja_template
data = {"v1": {"instance_id": "i", "region": "x", "local-hostname": "h"}}
def one(text):
    try:
        return jinja_template.render_jinja_payload(text, "part", data) is not None
    except Exception:  # as cloud-init itself: whatever a module raises ends it
        return False
print(json.dumps([one(text) for text in json.load(sys.stdin)]))
"""
    texts = [f"## template: jinja\n{HEAD}runcmd:\n{line}\n" for line, *_ in JINJA]
    assert json.loads(in_cloud_init(code, json.dumps(texts))) == [reads for *_, reads in JINJA]


def test_around_jinja_the_rest_is_checked():
    text = (
        f"## template: jinja\n{HEAD}hostname: {{{{ v1.instance_id }}}}\npackges: [a]\n"
        "{% if v1.region %}\nruncmd:\n- [chmod, 0755, /opt/{{ v1.region }}]\n- [chmod, 0755, /x]\n"
        "{% endif %}\n"
    )
    assert told(text) == [(4, "error", "unknown-key"), (8, "error", "command")]


def test_expressions_without_the_header_stay_as_they_are():
    assert told(HEAD + "runcmd:\n- echo {{ v1.instance_id }}\n") == [(3, "warning", "template")]
    late = HEAD + "## template: jinja\nruncmd:\n- echo {{ instance_id }}\n"
    assert told(late) == [(2, "error", "template")]
    assert told(HEAD + "runcmd:\n- docker ps --format '{{.Names}}'\n") == []
    assert told("\n## template: jinja\n" + HEAD + "packages: [a]\n") == [(2, "error", "header")]


KEY = (
    "-----BEGIN RSA PRIVATE KEY-----\n" + 2 * ("A1b2" * 16 + "\n") + "-----END RSA PRIVATE KEY-----"
)
SAS = "https://acct1.blob.core.windows.net/c/a.tgz?sv=2022-11-02&sp=r&sig=abc%2Bdef%3D"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f'{HEAD}runcmd:\n- curl -o /a "{SAS}"\n', [(3, "error", "secret")]),
        (f'#!/bin/sh\ncurl -o /a "{SAS}"\n', [(2, "error", "secret")]),
        (f"{HEAD}runcmd:\n- curl -o /a '{SAS.replace('abc%2Bdef%3D', '$SIG')}'\n", []),
        (
            f"{HEAD}ssh_keys:\n  rsa_private: |\n    {KEY}\n".replace("\nA1", "\n    A1").replace("\n-----END", "\n    -----END"),
            [(4, "error", "secret")],
        ),
        (
            HEAD
            + "write_files:\n- {path: /k, encoding: b64, content: "
            + base64.b64encode(KEY.encode()).decode()
            + "}\n",
            [(3, "error", "secret")],
        ),
        (f"{HEAD}password: Hunter2!\n", [(2, "warning", "secret")]),
        (f"{HEAD}password: $6$abc$def\n", []),
        (f"{HEAD}chpasswd: {{users: [{{name: a, password: Hunter2!, type: text}}]}}\n", [(2, "warning", "secret")]),
        (f"{HEAD}chpasswd: {{users: [{{name: a, type: RANDOM}}]}}\n", []),
        (f"{HEAD}runcmd:\n- mysql -u root --password=Hunter2! -e 'select 1'\n", [(3, "warning", "secret")]),
        (f"{HEAD}runcmd:\n- mysql --password=$PASSWORD\n", []),
        ("#!/bin/sh\nmysql --password=Hunter2!\n", [(2, "warning", "secret")]),
    ],
)  # fmt: skip
def test_secrets_in_user_data_are_found_and_not_shown(text, found):
    assert told(text) == found
    messages = " ".join(item.message for item in check_part(text, "part"))
    assert not any(word in messages for word in ("Hunter2", "abc%2Bdef", "A1b2"))


def test_what_a_deployment_puts_in_is_not_judged():
    names = re.compile("@(?:OWNER|DATA|MORE|KEYS)@")
    text = HEAD + (
        "write_files:\n- path: /a\n  owner: '@OWNER@'\n  encoding: b64\n  content: '@DATA@'\n"
        "hostname: @OWNER@\n@MORE@\npackges: [a]\n"
    )
    assert told(text, unknown=names) == [(9, "error", "unknown-key")]
    assert told("@MORE@\nx: y\n", unknown=names) == []
    assert told(HEAD + "@MORE@\n  - a: b\n", unknown=names) == []


def test_a_part_of_a_message_that_is_encoded_is_checked_too():
    body = base64.encodebytes("#cloud-config\n# ü\npackges: [a]\n".encode()).decode()
    text = (
        "MIME-Version: 1.0\nContent-Type: text/cloud-config\n"
        f"Content-Transfer-Encoding: base64\n\n{body}"
    )
    (found,) = check_part(text, "part")
    assert found.position.line == 5
    assert found.message.startswith("in line 3 of this part: cloud-init knows no key 'packges'")
