"""What is told of user data before it is shipped."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from generator.cloud_init.check import check_part, check_parts
from generator.cloud_init.pack import UserDataPart
from generator.diagnostics import Severity
from tests.support.budget import cpu_budget

CLOUD_INIT = shutil.which("cloud-init")
needs_cloud_init = pytest.mark.skipif(CLOUD_INIT is None, reason="cloud-init is not installed")


def config(body):
    return check_part("#cloud-config\n" + body, "user-data.yaml")


def only(found):
    assert len(found) == 1, [item.message for item in found]
    return found[0]


@pytest.mark.parametrize(
    "text",
    [
        "#cloud-config\npackages: [nginx]\n",
        "\n  #Cloud-Config\npackages: [nginx]\n",
        "#!/bin/bash\necho hello\n",
        "#include\nhttps://example.com/setup.yaml\n# a remark\n",
        "#include-once https://example.com/setup.yaml\n",
        "#cloud-boothook\n#!/bin/sh\necho hello\n",
        "#part-handler\ndef list_types():\n    return []\ndef handle_part(*args):\n    pass\n",
        "#cloud-config-archive\n- type: text/cloud-config\n  content: 'packages: [nginx]'\n",
        '#cloud-config-jsonp\n[{"op": "add", "path": "/runcmd", "value": ["true"]}]\n',
        "## template: jinja\n#cloud-config\nhostname: {{ v1.instance_id }}\n",
        "## template: jinja\n#!/bin/sh\n{% if v1.region %}echo{% endif %}\n",
        "MIME-Version: 1.0\nContent-Type: text/cloud-config\n\npackages: [nginx]\n",
    ],
)
def test_every_kind_of_part_is_known(text):
    assert check_part(text, "part") == []


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("packages: [nginx]\n", "put '#cloud-config' in front"),
        ("---\npackages: [nginx]\n", "put '#cloud-config' in front"),
        ("#cloudconfig\npackages: [nginx]\n", "did you mean '#cloud-config'?"),
        ("# cloud-config\npackages: [nginx]\n", "did you mean '#cloud-config'?"),
        ("#cloud_config\npackages: [nginx]\n", "did you mean '#cloud-config'?"),
        ("#cloud-init\npackages: [nginx]\n", "begin with '#cloud-config'"),
        ("# !/bin/bash\necho\n", "did you mean '#!/bin/bash'?"),
        ("##template:jinja\n#cloud-config\n", "did you mean '## template: jinja'?"),
        (
            "# my servers\n#cloud-config\npackages: [nginx]\n",
            "must be the first line (it is line 2)",
        ),
        ("\ufeff#cloud-config\npackages: [nginx]\n", "byte order mark"),
        ("Content-Type: text/cloud-config\n\npackages: [nginx]\n", "MIME-Version: 1.0"),
        ("echo hello\n", "begin with '#cloud-config' or, for a script"),
        ("", "begin with '#cloud-config'"),
    ],
)
def test_a_text_that_would_be_ignored_is_an_error(text, advice):
    found = only(check_part(text, "part"))
    assert found.severity is Severity.ERROR
    assert "ignores" in found.message
    assert advice in found.message
    assert found.position.line == 1


@pytest.mark.parametrize(
    ("body", "line", "severity", "says"),
    [
        ("package: [nginx]", 2, "error", "did you mean 'packages'?"),
        ("Runcmd: [ls]", 2, "error", "did you mean 'runcmd'?"),
        ("run_cmd: [ls]", 2, "error", "did you mean 'runcmd'?"),
        ("write-files: []", 2, "error", "did you mean 'write_files'?"),
        ("packages_update: true", 2, "error", "did you mean 'package_update'?"),
        ("acme_agent: {on: 1}", 2, "warning", "ignored unless a module of the image reads it"),
        ("network: {version: 2}", 2, "warning", "'network' has no effect"),
        ("apt_update: true", 2, "note", "since cloud-init 22.2; use 'package_update'"),
        ("ca-certs: {trusted: [x]}", 2, "note", "use 'ca_certs'"),
        ("packages: nginx", 2, "warning", "after '- '"),
        ("packages: {nginx: 1}", 2, "error", "packages must be a list"),
        ("packages: []", 2, "warning", "packages is empty"),
        ("packages:\n", 2, "error", "(is empty)"),
        ("packages:\n- [nginx, 1.20]", 3, "error", "packages[0][1] must be a string (is a number)"),
        ("package_update: 'true'", 2, "warning", "without quotes"),
        ("package_update: maybe", 2, "error", "must be true or false"),
        ("runcmd:\n- ls\n- echo: hello", 4, "error", "put the whole command in quotes"),
        ("runcmd:\n- echo done\n- true", 4, "error", "put it in quotes"),
        ("runcmd:\n- [sleep, 5]", 3, "warning", "runcmd[0][1] should be a string"),
        ("bootcmd: echo hello", 2, "error", "each item a command"),
        ("write_files:\n- content: x", 3, "error", "write_files[0] has no 'path'"),
        ("write_files:\n- path: /a\n  contents: x", 4, "error", "did you mean 'content'?"),
        ("write_files:\n- {path: /a, encoding: b65}", 3, "error", "did you mean 'b64'?"),
        ("write_files:\n- path: /a\n  permissions: 644", 4, "error", "mode 1204; write '0644'"),
        ("write_files:\n- path: /a\n  permissions: 0644", 4, "warning", "such as '0644'"),
        ("write_files:\n- {path: /a, permissions: rw-r--r--}", 3, "error", "octal digits"),
        ("users:\n- sudo: null", 3, "error", "users[0] has no 'name' or 'snapuser'"),
        ("users:\n- {name: a, lock_password: true}", 3, "error", "did you mean 'lock_passwd'?"),
        ("users:\n- {name: a, lock_passwd: 'no'}", 3, "error", "without quotes"),
        ("users:\n- {name: a, ssh-authorized-keys: [k]}", 3, "note", "ssh_authorized_keys"),
        ("users:\n- {name: a, sudo: false}", 3, "note", "deprecated"),
        ("ssh_authorized_keys: ssh-rsa AAAA", 2, "error", "after '- '"),
        ("mounts:\n- /dev/sdb /data", 3, "error", "fstab fields"),
        ("ntp: {server: [a]}", 2, "error", "did you mean 'servers'?"),
        ("apt: {sources: {x: deb}}", 2, "error", "apt.sources.x must be"),
        ("hostname: 12", 2, "error", "put it in quotes"),
        ("swap: {size: lots}", 2, "error", "swap.size must be"),
        ("growpart: {mode: on}", 2, "note", "deprecated"),
        ("power_state: {mode: restart}", 2, "error", "'poweroff', 'halt' or 'reboot'"),
        ("power_state: {delay: now}", 2, "error", "has no 'mode'"),
        ("chpasswd: {list: 'a:b'}", 2, "note", "use 'users'"),
        ("chpasswd:\n  users:\n  - {user: a, password: b}", 4, "warning", "no key 'user'"),
        ("disk_setup: {/dev/sdc: {layout: all}}", 2, "error", "'remove'"),
        (
            "fs_setup:\n- {device: /dev/sdc, filesytem: ext4}",
            3,
            "error",
            "did you mean 'filesystem'?",
        ),
        ("snap: {commands: ls}", 2, "error", "a list of commands"),
        ("timezone: [Europe/Berlin]", 2, "error", "timezone must be a string (is a list)"),
        ("- packages", 2, "error", "must be a mapping of keys"),
        ("# nothing else", 1, "warning", "there is nothing below"),
    ],
)
def test_mistakes_in_a_cloud_config(body, line, severity, says):
    found = config(body)
    told = [(item.position.line, item.severity.label) for item in found if says in item.message]
    assert told == [(line, severity)], [(item.position, item.message) for item in found]
    assert all(item.path == "user-data.yaml" and item.url for item in found)


@pytest.mark.parametrize(
    "body",
    [
        "package_update: yes",
        "package_update: On",
        "runcmd:\n- 'yes'\n- [systemctl, enable, '22:22']",
        "users: [default, {name: a, expiredate: '2032-09-01', lock_passwd: no}]",
        "write_files:\n- {path: /a, permissions: 0o644}",
        "write_files:\n- path: /a\n  content: !!binary |\n    aGVsbG8=\n",
        "growpart: {mode: 'off'}",
        "snap: {commands: {00: [install, hello], 01: ls}}",
    ],
)
def test_yaml_is_read_as_version_1_1(body):
    assert config(body) == []


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("runcmd: [yes]", "is true"),
        ("runcmd:\n- [ssh, -p, 22:22]", "22:22 is a number in YAML, and the command gets '1342'"),
        ("users: [default, {name: a, expiredate: 2032-09-01}]", "'2030-12-31' (is a date)"),
        ("hostname: off", "is false"),
        ("snap: {commands: {00: ls, 01: 3}}", "snap.commands.01 must be a command"),
        ("snap: {commands: {00: ls, 00: ls}}", "duplicate name"),
    ],
)
def test_words_that_yaml_1_1_takes_for_something_else(body, says):
    assert says in only(config(body)).message


def test_the_key_is_marked_not_its_value():
    found = only(config("packges: [nginx]\n"))
    assert (found.position.column, found.position.end_column) == (1, 8)
    assert found.pointer == "/packges"


def test_all_mistakes_are_told_at_once_in_order():
    found = config("packges: [a]\nruncmd:\n- a: b\nhostname: [x]\n")
    assert [item.position.line for item in found] == [2, 4, 5]


def test_broken_yaml_is_told_with_its_place():
    found = only(config("packages:\n  - nginx\n - curl\n"))
    assert found.severity is Severity.ERROR
    assert found.position.line == 4


def test_values_are_not_printed():
    found = config("password: [hunter2]\nchpasswd: {users: [{name: hunter2, password: 4711}]}\n")
    assert len(found) == 2
    assert not any(secret in item.message for item in found for secret in ("hunter2", "4711"))


@pytest.mark.parametrize(
    ("text", "line", "severity", "says"),
    [
        ("\n#!/bin/sh\nls\n", 2, None, None),
        ("#!bash\nls\n", 1, "error", "full path"),
        ("#!/bin/bash\r\nls\r\n", 1, "note", "CR LF"),
        ("#!/bin/bash\nls\r\n", 2, "warning", "CR LF"),
        ("#cloud-boothook\nls\n", 2, "error", "'#!'"),
        ("#include\nsetup.yaml\n", 2, "error", "https://"),
        ("#include\n# nothing\n", 1, "error", "at least one address"),
        ("#cloud-config-jsonp\n[{]\n", 2, "error", "must be JSON"),
        ("#cloud-config-jsonp\n{}\n", 1, "error", "list of steps"),
        ("#part-handler\ndef list_types(:\n", 2, "error", "must be Python"),
        ("#part-handler\ndef list_types():\n    return []\n", 1, "error", "handle_part()"),
        ("#cloud-config-archive\npackages: [a]\n", 2, "error", "must be a list of parts"),
        ("#cloud-config-archive\n- 3\n", 2, "error", "part 1 must be a string"),
        (
            "#cloud-config-archive\n- content: |\n    #cloud-config\n    packges: [a]\n",
            2,
            "error",
            "in part 1, line 2: cloud-init knows no key 'packges'",
        ),
        ("## template: jinja\npackages: [{{ x }}]\n", 2, "error", "ignores this template"),
        ("## template: jinja\n#include\nhttps://x\n", 2, "error", "cannot hold this kind"),
        ("## template: jinja\n#cloud-config\npackges: [a]\n", 3, "error", "'packages'"),
        (
            "MIME-Version: 1.0\nContent-Type: text/cloud-config\n\npackges: [a]\n",
            4,
            "error",
            "'packages'",
        ),
        (
            "MIME-Version: 1.0\nContent-Type: text/plain\n\npackages: [a]\n",
            4,
            "error",
            "ignores this part of type text/plain",
        ),
    ],
)
def test_other_kinds_of_parts(text, line, severity, says):
    found = only(check_part(text, "part"))
    assert found.position.line == (line if severity else 1)
    assert found.severity.label == (severity or "error")
    assert (says or "the first two characters") in found.message


def test_a_later_part_replaces_lists_unless_told_to_append():
    first = UserDataPart("base.yaml", "#cloud-config\nruncmd: [one]\nhostname: a\n")
    second = "#cloud-config\npackages: [x]\nruncmd: [two]\nhostname: b\n"
    found = only(check_parts([first, UserDataPart("app.yaml", second)]))
    assert found.severity is Severity.WARNING
    assert (found.path, found.position.line) == ("app.yaml", 3)
    assert "'runcmd' replaces the one of base.yaml" in found.message
    advice = found.message.split("'")[3]
    assert check_parts([first, UserDataPart("app.yaml", f"{second}{advice}\n")]) == []


@needs_cloud_init
def test_the_advised_merge_keeps_both_lists():
    code = (
        "import importlib.util, json, sys; from cloudinit import mergers\n"
        "first, second, how = json.load(sys.stdin)\n"
        "merger = mergers.construct(mergers.string_extract_mergers(how))\n"
        "print(json.dumps(merger.merge(first, second)))\n"
    )
    parts = [UserDataPart(name, f"#cloud-config\nruncmd: [{name}]\n") for name in ("a", "b")]
    how = only(check_parts(parts)).message.split("'")[3].removeprefix("merge_how: ")
    merged = in_cloud_init(code, json.dumps([{"runcmd": ["a"]}, {"runcmd": ["b"]}, how]))
    assert json.loads(merged) == {"runcmd": ["a", "b"]}


REALISTIC = {
    "web": """\
package_update: true
packages: [nginx, [curl, '7.88']]
write_files:
- path: /etc/nginx/sites-available/default
  owner: www-data:www-data
  permissions: '0644'
  defer: true
  content: |
    server { listen 80; }
runcmd:
- systemctl restart nginx
- [systemctl, enable, nginx]
final_message: ready after $UPTIME seconds
""",
    "disks": """\
disk_setup:
  /dev/disk/azure/scsi1/lun0: {table_type: gpt, layout: [50, [50, 82]], overwrite: false}
fs_setup:
- {device: /dev/disk/azure/scsi1/lun0, partition: auto, filesystem: xfs, label: data}
mounts:
- [/dev/disk/azure/scsi1/lun0-part1, /data, xfs, 'defaults,nofail', '0', '2']
swap: {filename: /swapfile, size: auto, maxsize: 2147483648}
growpart: {mode: auto, devices: [/]}
""",
    "people": """\
groups: [docker, {ops: [ada]}]
users:
- default
- name: ada
  groups: [docker]
  sudo: ALL=(ALL) NOPASSWD:ALL
  lock_passwd: true
  shell: /bin/bash
  ssh_authorized_keys: [ssh-ed25519 AAAA ada]
ssh_pwauth: false
chpasswd: {expire: false, users: [{name: ada, type: RANDOM}]}
disable_root: true
""",
    "system": """\
hostname: web
timezone: Europe/Berlin
locale: en_US.UTF-8
ntp: {enabled: true, servers: [time.example.com]}
apt:
  sources:
    docker: {source: 'deb https://download.docker.com/linux/ubuntu $RELEASE stable', keyid: ABCD}
ca_certs: {remove_defaults: false, trusted: [PEM]}
snap: {commands: [[snap, install, hello]]}
power_state: {mode: reboot, delay: 1, condition: true}
output: {all: '| tee -a /var/log/cloud-init-output.log'}
""",
}


@pytest.mark.parametrize("name", REALISTIC)
def test_realistic_configs_are_clean(name):
    assert config(REALISTIC[name]) == []


REJECTED = ["runcmd: ls\n", "write_files: [{content: x}]\n", "users: 3\n"]


@pytest.mark.parametrize("body", REJECTED)
def test_what_cloud_init_rejects_is_an_error_here(body):
    assert Severity.ERROR in {item.severity for item in config(body)}


@needs_cloud_init
def test_cloud_init_accepts_what_is_clean_here_and_just_this(tmp_path):
    bodies = [*REALISTIC.values(), *REJECTED]
    for number, body in enumerate(bodies):
        (tmp_path / str(number)).write_text("#cloud-config\n" + body, encoding="utf-8")
    code = """
import contextlib, io, json, sys
from cloudinit.config import schema
def accepted(path):
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            schema.validate_cloudconfig_file(path, schema.get_schema())
    except schema.SchemaValidationError:
        return False
    return True
print(json.dumps([accepted(path) for path in json.load(sys.stdin)]))
"""
    paths = [str(tmp_path / str(number)) for number in range(len(bodies))]
    answers = json.loads(in_cloud_init(code, json.dumps(paths)))
    assert answers == [True] * len(REALISTIC) + [False] * len(REJECTED)


@needs_cloud_init
def test_examples_of_cloud_init_raise_no_false_alarm():
    code = (
        "import importlib, json, pkgutil, textwrap, cloudinit.config as config\n"
        "found = {}\n"
        "for item in pkgutil.iter_modules(config.__path__):\n"
        "    module = importlib.import_module('cloudinit.config.' + item.name)\n"
        "    for number, text in enumerate(getattr(module, 'meta', {}).get('examples', [])):\n"
        "        found[f'{item.name} {number}'] = textwrap.dedent(text)\n"
        "print(json.dumps(found))\n"
    )
    examples = json.loads(in_cloud_init(code))
    if not examples:
        pytest.skip("this cloud-init keeps its examples elsewhere")
    meant = {"cloud-init-secret", "cloud-init-sign-in"}  # they do show passwords and own accounts
    # The disk that the first example of mounts calls sdc is another one on Azure each time.
    wrong = {
        name: [
            item.message
            for item in config(text)
            if item.severity > Severity.INFO
            and item.rule not in meant
            and not (
                name.startswith("cc_mounts") and item.message.startswith("/dev/sdc is another")
            )
        ]
        for name, text in examples.items()
    }
    assert {name: told for name, told in wrong.items() if told} == {}


def test_a_config_of_50_lines_is_checked_in_no_time():
    text = "#cloud-config\n" + "".join(REALISTIC.values())
    assert text.count("\n") >= 45
    check_part(text, "part")
    with cpu_budget(0.1):  # 20 ms where this was written
        for _ in range(10):
            check_part(text, "part")


def in_cloud_init(code, standard_input=""):
    """Run code in the Python that cloud-init is installed for."""
    line = Path(CLOUD_INIT).read_text(encoding="utf-8").partition("\n")[0]
    done = subprocess.run(
        [line.removeprefix("#!").strip(), "-W", "ignore", "-c", code],
        input=standard_input,
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(sys.executable).parent,
    )
    return done.stdout
