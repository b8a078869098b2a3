"""One list of nasty names goes through every command and every format."""

from __future__ import annotations

import json
import os
import re
import subprocess
import unicodedata
from xml.etree import ElementTree as ET

import pytest

from tests.support import arm
from tests.support.markup import html_faults, svg_faults
from tests.support.nasty_names import NAMES, ORDINARY
from tests.support.workspace import KEY

_STEERS = re.compile(r"##\w*\[")
_OURS = re.compile(r"::(error|warning|notice) (file=[^,]*,line=.*)?title=[\w-]+::")
_MERMAID = re.compile(
    r"flowchart LR|  (n\d+\[\"[^\"<>`\[\]{}|\\]*(<br/>[^\"<>`\[\]{}|\\]*)*\"\](:::(set|error|warning))?"
    r"|n\d+ (-->|-\.->|==>|--x)(\|\"[^\"<>`|]*(<br/>[^\"<>`|]*)*\"\|)? n\d+|classDef \w+ [\w:#,-]+)"
)
"""All lines that there may be, with what a text of input may hold."""
FORMATS = ("text", "json", "sarif", "junit", "github", "markdown", "html")
GALLERY = f"/subscriptions/{'1' * 8}-1111-1111-1111-{'1' * 12}/resourceGroups/g/providers/Microsoft.Compute/galleries/apps/images/web"  # fmt: skip


def faults(text: str, form: str = "text") -> list[str]:
    """What in a text steers a terminal or a build server."""
    odd = {
        c
        for c in text
        if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and c not in "\n\t"
    }
    found = [f"character {c!a}" for c in sorted(odd)]
    found += [f"marker in {line!a}" for line in text.split("\n") if _STEERS.search(line)]
    commands = [line for line in text.split("\n") if line.lstrip().startswith("::")]
    if form == "github":
        commands = [line for line in commands if not _OURS.match(line)]
    return found + [f"command {line!a}" for line in commands]


def check(ran, form: str = "text") -> None:
    """Look at all that a run of the command said."""
    assert faults(ran.out, form) == []
    assert faults(ran.err) == []
    if form in {"json", "sarif"} and ran.out:
        json.loads(ran.out)
    if form == "junit":
        ET.fromstring(ran.out)
    if form == "html":
        assert html_faults(ran.out) == []
    if form == "svg":
        assert svg_faults(ran.out) == []
    if form == "mermaid":
        assert [line for line in ran.out.splitlines() if not _MERMAID.fullmatch(line)] == []
    if form == "markdown":
        plain = re.sub(r"^(`{3,})sh\n.*?^\1$", "", ran.out, flags=re.DOTALL | re.MULTILINE)
        plain = re.sub(r"``.*?``", "", plain)
        assert not re.search(r"(?<!&lt;)<(script|pwn|x;)", plain)


def template(version: str = "1") -> dict:
    """A template in which all that may have a name has each of the nasty ones."""
    names = [*NAMES, *ORDINARY]
    handler = {"publisher": "P", "type": "T", "typeHandlerVersion": "1.0"}
    sets = [
        {
            "type": "Microsoft.Compute/virtualMachineScaleSets", "apiVersion": "2024-07-01",
            "name": name, "location": name, "tags": dict.fromkeys(names, name + version), name: 1,
            "dependsOn": [name],
            "sku": {"name": name, "capacity": 3},
            "properties": {
                "orchestrationMode": "Uniform", "upgradePolicy": {"mode": "Manual"}, name: name,
                "virtualMachineProfile": {
                    "osProfile": {"computerNamePrefix": "web", "adminUsername": "op" + version},
                    "extensionProfile": {"extensions": [
                        {"name": name, "properties": {
                            **handler, "forceUpdateTag": version,
                            "settings": {"commandToExecute": name + version}}}]},
                },
            },
        }
        for name in names
    ]  # fmt: skip
    return {
        **arm.HEAD,
        "parameters": {name: {"type": "string", "defaultValue": name, name: 1} for name in names},
        "variables": {name: f"[{name}" for name in names},
        "resources": sets,
        "outputs": {name: {"type": name, "value": name} for name in names},
        **dict.fromkeys(NAMES, 1),
    }


@pytest.fixture
def hostile(tmp_path):
    """A folder of templates whose contents and names are nasty."""
    for name, version in (("old.json", "1"), ("new.json", "2")):
        text = json.dumps(template(version), indent=1, ensure_ascii=False)
        (tmp_path / name).write_text(text, encoding="utf-8")
    values = {name: {"value": name, name: 1} for name in NAMES}
    given = {"$schema": arm.PARAMETERS_SCHEMA, "contentVersion": "1.0.0.0", "parameters": values}
    (tmp_path / "p.parameters.json").write_text(json.dumps(given, indent=1), encoding="utf-8")
    return tmp_path


@pytest.fixture
def named(tmp_path):
    """A folder whose files and folders have nasty names; one is not UTF-8."""
    if os.name == "nt":
        pytest.skip("Windows has no such names")
    found = []
    for name in [name.replace("/", "_") for name in NAMES]:
        (tmp_path / name).mkdir()
        path = tmp_path / name / f"{name}.json"
        path.write_text(json.dumps({**arm.HEAD, "resources": [1], "odd": 1}), encoding="utf-8")
        found.append(path)
    last = tmp_path / os.fsdecode(b"\xff\xfe.json")
    last.write_text(json.dumps({**arm.HEAD, "resources": [1]}), encoding="utf-8")
    return [*found, last]


OF_TEMPLATES = [
    *((["validate", "--full", "--notes", ".", "-o", form], form) for form in FORMATS),
    *((["validate", "--profile", "arm-ttk", "new.json", "-o", form], form) for form in FORMATS),
    *((["plan", "old.json", "new.json", "-o", form], form) for form in ("text", "json", "markdown", "html")),
    *((["plan", "new.json", "--scale-out", "2", "-o", form], form)
      for form in ("text", "json", "markdown", "html")),
    *((["graph", "new.json", "-o", form], form) for form in ("mermaid", "svg", "json")),
    (["plan", "new.json", "old.json", "--color", "never", "-g", "##vso[x]"], "text"),
    *((["expand", "new.json", "--allow-missing", "-o", form], form) for form in ("json", "table")),
    (["expand", "new.json", "-p", "p.parameters.json"], "json"),
    (["bicep", "new.json", "-p", "p.parameters.json", "--stdout"], "text"),
    (["bicep", "new.json", "-o", "json"], "json"),
    (["bicep", "new.json"], "text"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "form"), OF_TEMPLATES, ids=str)
def test_nothing_in_a_template_steers(hostile, scaleset, command, form):
    ran = scaleset(*command, cwd=hostile)
    check(ran, form)
    assert ran.out + ran.err


def test_what_is_ordinary_is_shown_as_it_is(hostile, scaleset):
    out = scaleset("validate", "--full", "new.json", cwd=hostile).out
    out += scaleset("plan", "old.json", "new.json", cwd=hostile).out
    assert [name for name in ORDINARY if name not in out] == []


def test_no_command_to_copy_runs_what_a_name_says(hostile, scaleset):
    ran = scaleset("plan", "old.json", "new.json", cwd=hostile)
    lines = re.findall(r"^  (az (?:.*\\\n)*.*)$", ran.out, re.MULTILINE)
    assert len(lines) >= len(NAMES)
    script = "az() { printf '%s\\n' \"$#\"; }\n" + "\n".join(lines)
    for name in ("resource-group", "instance", "stack"):
        script = script.replace(f"<{name}>", "rg")
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, cwd=hostile, check=True
    )
    assert done.stderr == ""
    assert not (hostile / "PWNED").exists()


def test_no_name_closes_the_code_of_markdown(hostile, scaleset):
    out = scaleset("plan", "old.json", "new.json", "-o", "markdown", cwd=hostile).out
    fences = re.findall(r"^`{3,}.*$", out, re.MULTILINE)
    assert len(fences) >= 2 * (len(NAMES) + len(ORDINARY))
    assert {(len(first), first[3:]) for first in fences[::2]} <= {(5, "sh"), (6, "`sh")}
    assert fences[1::2] == [first.removesuffix("sh") for first in fences[::2]]


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_in_a_name_of_a_file_steers(named, tmp_path, scaleset, form):
    check(scaleset("validate", ".", "-o", form), form)
    for path in named:
        check(scaleset("validate", "--", path.relative_to(tmp_path), "-o", form), "text")


def test_a_baseline_knows_every_name(named, tmp_path, scaleset):
    ran = scaleset("validate", ".", "--write-baseline", "b.json")
    check(ran)
    text = (tmp_path / "b.json").read_text(encoding="utf-8")
    assert faults(text) == []
    assert scaleset("validate", ".", "--baseline", "b.json", "-o", "json").code == 0


@pytest.mark.parametrize(
    "command",
    [
        ["expand"], ["bicep"], ["plan", "--scale-out", "1"], ["render"], ["check"], ["settings"],
        ["image", "--gallery-image", GALLERY], ["bicep", "--stdout"],
    ],
    ids=lambda item: item[0],
)  # fmt: skip
def test_no_command_repeats_the_name_of_a_file_as_it_is(named, tmp_path, scaleset, command):
    for path in named:
        check(scaleset(*command, "--", path.relative_to(tmp_path)))
        check(scaleset(*command, "--", path.relative_to(tmp_path).with_suffix(".gone")))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "command", ["schema {}", "explain {}", "rules --select {}", "init {}", "init x --starter {}",
                "{}", "validate --{}", "render -o {}", "validate --select {} x", "expand x -p {}",
                "plan a b --location {}", "validate -p {}", "plan --git {} x"],
)  # fmt: skip
def test_no_argument_is_repeated_as_it_is(tmp_path, scaleset, command, name):
    words = [word.replace("{}", name) for word in command.split()]
    check(scaleset(*words))


SPEC = """\
name: {name}
os: linux
size: {name}
location: {name}
admin: {{user: {name}, sshKey: {key}}}
tags: {{{name}: {name}}}
deliver: [{{customScript: {{name: {name}, script: {name}}}}}, {{extension: {{publisher: {name}, type: {name}, typeHandlerVersion: {name}}}}}]
{name}: 1
"""
GOOD = """\
name: web
os: linux
size: Standard_D2s_v5
admin: {{user: azureops, sshKey: {key}}}
tags: {{tag: {name}}}
deliver:
  - customScript: {{script: {file}}}
  - extension: {{publisher: {name}, type: T, typeHandlerVersion: "1.0"}}
"""


@pytest.mark.parametrize(
    "command",
    [
        *(["check", ".", "--notes", "-o", form] for form in FORMATS),
        *(["render", ".", "-o", form] for form in ("text", "json", "github")),
        ["render", ".", "--explain-defaults"],
        ["render", "good0", "--stdout"],
        ["image", "good0", "--gallery-image", GALLERY],
        ["settings", "good0"],
    ],
    ids=" ".join,
)
def test_nothing_in_a_spec_steers(tmp_path, scaleset, command):
    for number, name in enumerate(NAMES):
        file = name.replace("/", "_")
        for kind, text in (("bad", SPEC), ("good", GOOD)):
            folder = tmp_path / f"{kind}{number}"
            folder.mkdir()
            words = {"name": json.dumps(name), "file": json.dumps(file), "key": KEY}
            (folder / "scaleset.yaml").write_text(text.format(**words), encoding="utf-8")
            (folder / file).write_text(f"#!/bin/bash\necho {name}\n(", encoding="utf-8")
    ran = scaleset(*command)
    check(ran, command[-1])
    if command[0] == "render" and "-o" not in command:
        return
    check(scaleset("render", ".", "--check", "-o", "text"))
