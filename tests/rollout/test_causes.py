"""Which file changed: by name, with its difference, and one row for one cause."""

from __future__ import annotations

import base64
import gzip
import json
from hashlib import sha256

import pytest

from generator.commands.plan.sides import SideSource, load
from generator.reports.pen import Pen
from generator.reports.plan import markdown, record, text
from generator.rollout.carried_files import files_inside
from generator.rollout.causes import causes_of
from generator.rollout.plan import plan
from generator.rollout.records import PlanOptions
from tests.support.rollout_pairs import EXT, GONE, OS, VM, put, scale_set, starter
from tests.support.workspace import Folder

SCRIPT = f"{EXT}/customScript/properties/protectedSettings/script"
COMMAND = f"{EXT}/customScript/properties/protectedSettings/commandToExecute"
FILES = f"{EXT}/customScript/properties/protectedSettings/fileUris"
TAG = f"{EXT}/customScript/properties/forceUpdateTag"
DATA = f"{OS}/customData"
SPEC = "name: shop\nos: {os}\nsize: Standard_D2s_v5\ncount: 4\nadmin: {{user: azureops}}\n"


def packed(value, *, zipped=False):
    data = value.encode()
    return base64.b64encode(gzip.compress(data, mtime=0) if zipped else data).decode()


def mime(**parts):
    lines = ["MIME-Version: 1.0", 'Content-Type: multipart/mixed; boundary="=="', ""]
    for name, content in parts.items():
        lines += ["--==", "Content-Type: text/cloud-config", "Content-Transfer-Encoding: base64"]
        lines += [f'Content-Disposition: attachment; filename="{name}.yaml"', ""]
        lines += [base64.b64encode(content.encode()).decode()]
    return packed("\n".join([*lines, "--==--", ""]), zipped=True)


def planned(folder, *changes, of="uniform-probe"):
    """Plan a starter with pairs of values: what stands at a path before and after."""
    sides = []
    for number in (0, 1):
        template = starter(of)
        for path, *values in changes:
            put(scale_set(template), path, values[number])
        path = folder / f"{number}.json"
        path.write_text(json.dumps(template))
        sides.append(load(SideSource(path, (), {})).side)
    return plan(*sides, PlanOptions())


def told(found):
    (item,) = found.scale_sets
    return [
        ([(file.name, list(file.diff)) for file in cause.files], len(cause.verdicts))
        for cause in causes_of(item, found.old, found.new)
    ]


DIFF = ["@@ -1,2 +1,2 @@", " a", "-b", "+c"]


@pytest.mark.parametrize("zipped", [False, True])
def test_a_changed_script_is_one_cause_with_its_difference(tmp_path, zipped):
    found = planned(
        tmp_path,
        (SCRIPT, packed("a\nb\n", zipped=zipped), packed("a\nc\n", zipped=zipped)),
        (TAG, "1", "2"),
    )
    assert told(found) == [([("the script", DIFF)], 2)]


def test_a_script_in_a_command_is_unpacked(tmp_path):
    command = "powershell -Command $b=[Convert]::FromBase64String('{}')"
    old, new = ("#\n" * 20 + end for end in ("b\n", "c\n"))
    commands = [command.format(packed(value)) for value in (old, new)]
    found = planned(tmp_path, (SCRIPT, GONE, GONE), (COMMAND, *commands))
    (((name, diff),), _) = told(found)[0]
    assert (name, diff[-2:]) == ("the script", ["-b", "+c"])


def test_parts_of_user_data_have_their_names(tmp_path):
    found = planned(
        tmp_path, (DATA, mime(one="a\nb\n", two="x\n"), mime(one="a\nc\n", two="x\n", three="y\n"))
    )
    assert told(found) == [([("one.yaml", DIFF), ("three.yaml (new)", ["@@ -0,0 +1 @@", "+y"])], 1)]


def test_user_data_and_expressions_are_read(tmp_path):
    user_data = f"{VM}/userData"
    found = planned(
        tmp_path,
        (user_data, packed("a\nb\n"), packed("a\nc\n")),
        (DATA, "[base64(concat('a', parameters('vmSize')))]", "[base64('it''s')]"),
    )
    names = [[name for name, _ in files] for files, _ in told(found)]
    assert sorted(names) == [["custom data"], ["user data"]]


def test_a_package_goes_by_its_name_and_its_signature_is_not_shown(tmp_path):
    old, new = (
        [f"https://a.blob.core.windows.net/app/{name}?sv=1&sig=c2VjcmV0"]
        for name in ("site-1.zip", "site-2.zip")
    )
    found = planned(tmp_path, (FILES, old, new), (TAG, "1", "2"))
    assert told(found) == [([("site-2.zip", [])], 2)]
    shown = "".join(text.write_plan(found, Pen(80)))
    assert "c2VjcmV0" not in shown


def test_secrets_in_a_script_are_masked_in_every_format(tmp_path):
    old, new = (f"export DB_PASSWORD=hunter{n}hunter{n}\necho {n}\n" for n in (1, 2))
    found = planned(tmp_path, (SCRIPT, packed(old), packed(new)))
    shown = "".join(text.write_plan(found, Pen(80)))
    shown += "".join(markdown.write_plan(found)) + json.dumps(record.record(found))
    assert "echo 2" in shown
    assert "hunter" not in shown


@pytest.mark.parametrize(
    "config",
    [
        "#cloud-config\nchpasswd:\n  list: |\n    root:{0}\npackages: [{1}]\n",
        "#cloud-config\nchpasswd: {{list: 'root:{0}'}}\npackages: [{1}]\n",
        "#cloud-config\nusers: [{{name: x, passwd: {0}}}]\npackages: [{1}]\n",
        "## template: jinja\n#cloud-config\nchpasswd: {{% if a %}}\n  list: root:{0}\n{{% endif %}}\npackages: [{1}]\n",
    ],
)
def test_passwords_of_user_data_are_not_shown(tmp_path, config):
    data = [packed(config.format(f"Secret{number}", word)) for number, word in ((1, "a"), (2, "b"))]
    found = planned(tmp_path, (DATA, *data))
    shown = "".join([*text.write_plan(found, Pen(80)), *markdown.write_plan(found)])
    assert "Secret" not in shown + json.dumps(record.record(found))


def test_what_only_a_secret_tells_apart_is_said_so(tmp_path):
    old, new = (f"export DB_PASSWORD=hunter{n}hunter{n}\n" for n in (1, 2))
    found = planned(tmp_path, (SCRIPT, packed(old), packed(new)))
    assert told(found) == [
        ([("the script", ["(what differs is a secret, or the end of a line)"])], 1)
    ]


def test_an_archive_in_a_script_is_a_line(tmp_path):
    old, new = (f"<<END\n{c * 76}\n{c * 18}==\nEND\n" for c in "AB")
    found = planned(tmp_path, (SCRIPT, packed(old), packed(new)))
    (((_, diff),), _) = told(found)[0]
    assert [line.partition(", SHA")[0] for line in diff] == [
        "@@ -1,3 +1,3 @@", " <<END", "-(2 packed lines", "+(2 packed lines", " END",
    ]  # fmt: skip


def test_a_long_difference_is_cut_and_counted(tmp_path):
    lines = "\n".join(map(str, range(100)))
    found = planned(tmp_path, (SCRIPT, packed("x\n"), packed(lines)))
    (((_, diff),), _) = told(found)[0]
    assert diff[-1] == "... and 62 more lines"


def test_two_specs_name_the_files_of_the_spec(tmp_path):
    steps = (
        "deliver:\n  - cloudInit: {files: [./a.yaml, ./b.yaml]}\n"
        "  - customScript: {script: ./app/install.sh}\n"
    )
    sides = []
    for name, end in (("old", "b"), ("new", "c")):
        (tmp_path / name / "app").mkdir(parents=True)
        (tmp_path / name / "app" / "install.sh").write_text(f"#!/bin/sh\nset -e\n: {end}\n")
        spec = Folder(tmp_path / name).write(
            SPEC.format(os="linux") + steps,
            a_yaml="#cloud-config\npackages: [jq]\n",
            b_yaml=f"#cloud-config\npackages: [{end}]\n",
        )
        sides.append(load(SideSource(spec, (), {})).side)
    found = plan(*sides, PlanOptions())
    named = [[name for name, _ in files] for files, _ in told(found)]
    assert sorted(named) == [["./app/install.sh"], ["./b.yaml"]]


def test_a_windows_script_that_travels_in_custom_data_is_one_cause(tmp_path):
    noise = "\n".join(f"# {number * 7919 % 104729:x}{number * 31337:x}" for number in range(2500))
    sides = []
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
        spec = Folder(tmp_path / name).write(
            SPEC.format(os="windows") + "deliver: [{customScript: {script: ./a.ps1}}]\n",
            a_ps1=f"Write-Host {name}\n{noise}\n",
        )
        sides.append(load(SideSource(spec, (), {})).side)
    found = plan(*sides, PlanOptions())
    (item,) = found.scale_sets
    assert len(item.verdicts) == 3
    assert [[name for name, _ in files] for files, _ in told(found)] == [["./a.ps1"]]


@pytest.mark.parametrize("key", ["script", "commandToExecute"])
@pytest.mark.parametrize("system", ["linux", "windows"])
@pytest.mark.parametrize("size", [0, 20_000])
@pytest.mark.parametrize("as_template", [False, True])
def test_files_beside_a_script_are_compared_one_by_one(tmp_path, key, system, size, as_template):
    sides = []
    script = "run.sh" if system == "linux" else "run.ps1"
    value = f"./{script}" if key == "script" else "echo"
    digests = (sha256(bytes([n % 250, n // 250])).digest() for n in range(size // 32))
    noise = base64.b64encode(b"".join(digests)).decode()
    for name, line in (("old", "a = 1"), ("new", "a = 2")):
        app = tmp_path / name / "app"
        app.mkdir(parents=True)
        files = {"main.py": f"import os\n{line}\n", f"{name}.txt": "x\n", "noise": noise}
        for file, content in files.items():
            (app / file).write_text(content)
        (app / "logo.png").write_bytes(b"\x89PNG\0" + name.encode())
        (tmp_path / name / script).write_text("#!/bin/sh\nls\n" if system == "linux" else "exit 0\n")  # fmt: skip
        steps = f"deliver: [{{customScript: {{{key}: {value}, files: app}}}}]\n"
        folder = Folder(tmp_path / name)
        spec = folder.write(SPEC.format(os=system) + steps)
        if as_template:
            made = folder.template(SPEC.format(os=system) + steps)
            spec = tmp_path / f"{name}.json"
            spec.write_text(json.dumps(made))
        sides.append(load(SideSource(spec, (), {})).side)
    ((found, _),) = told(plan(*sides, PlanOptions()))
    assert sorted(name for name, _ in found) == [
        "app/logo.png", "app/main.py", "app/new.txt (new)", "app/old.txt (gone)",
    ]  # fmt: skip
    named = dict(found)
    assert named["app/main.py"] == ["@@ -1,2 +1,2 @@", " import os", "-a = 1", "+a = 2"]
    assert "(8 bytes that are no text, SHA-256 " in named["app/logo.png"][1]


@pytest.mark.parametrize("packed", ["H4sI" + "A" * 60, "UEsDB" + "A" * 59])
def test_an_archive_that_does_not_open_is_no_file(packed):
    tar = f"echo {packed} | base64 -d | tar -xzmf - || exit 1; ls"
    assert files_inside(tar if packed.startswith("H") else packed) in (({}, "ls"), ({}, ""))
    assert files_inside("echo H4sI | base64 -d; ls") is None
