"""The environment of a step: each value reaches the process byte for byte; what we write is run."""

from __future__ import annotations

import base64
import gzip
import json
import shutil
import subprocess
from hashlib import sha256

import pytest

from generator.commands.settings.run import SettingsRequest, run
from generator.rendering.artifacts import IMAGE
from generator.rendering.options import RenderOptions
from generator.rendering.render import render
from tests.support.expansion import resources
from tests.support.features import COMPUTE
from tests.support.windows import needs_wine, run_by_powershell, said_by_cmd
from tests.support.workspace import MINIMAL

VALUES = {
    "QUOTES": "it's \"so\" `id` 'x'",
    "SHELL": "$HOME ${PATH} $(id) !! ~ * ? [a] \\ \\\\ # & | < > ( ) { } {0} {{",
    "WINDOWS": "%PATH% %% ^ ^^ ^& ; = , !x!",
    "LINES": "a\nb\n\n",
    "TABS": "\t x \r y ",
    "LETTERS": "Grüße 日本語 🚀 \u2018\u201d",
    "PLACES": "@QUOTES@ @T@ @@ @environment QUOTES@ [parameters('x')] [[x]",
    "EMPTY": "",
    "PATH": "/usr/bin:/bin",
    "JSON": '{"a": ["b\\n", null]}',
}
WINDOWS = MINIMAL.replace("os: linux", "os: windows").partition(", sshKey")[0] + "}\n"


def spec(head, *, by, method="customScript", **more):
    """Return a spec whose step has the values, as constants or as parameters of several kinds."""
    environment = {
        name: value if by == "constant" else {"parameter" if number % 2 else "secret": f"p{name}"}
        for number, (name, value) in enumerate(VALUES.items())
    }
    if method == "cloudInit" and by != "constant":
        environment = {name: {"parameter": f"p{name}"} for name in environment}
    environment |= {"COUNT": 3 if by == "constant" else {"parameter": "pCOUNT", "type": "int"}}
    environment |= {"FLAG": True if by == "constant" else {"parameter": "pFLAG", "type": "bool"}}
    return head + json.dumps({"deliver": [{method: {**more, "environment": environment}}]}, ensure_ascii=False)[1:-1] + "\n"  # fmt: skip


def profile(folder, text, by, **files):
    """Return the profile of the scale set as a deployment with the values gets it."""
    given = {f"p{name}": value for name, value in VALUES.items()} | {"pCOUNT": 3, "pFLAG": True}
    template = folder.template(text, **files)
    known = {name: given[name] for name in template["parameters"] if name in given}
    assert len(known) == (0 if by == "constant" else len(VALUES) + 2)
    for declared in template["parameters"].values():  # the value of a secret is not put in
        declared["type"] = declared["type"].replace("secureString", "string")
        declared["type"] = declared["type"].replace("securestring", "string")
    made = resources(template, known | {"sshPublicKey": "k", "adminPassword": "p"})
    found = next(item for item in made if item["type"].endswith("virtualMachineScaleSets"))
    return found["properties"]["virtualMachineProfile"]


def protected(folder, text, by, **files):
    found = profile(folder, text, by, **files)["extensionProfile"]["extensions"][0]["properties"]
    shown = json.dumps(found["settings"])
    assert "COUNT" not in shown  # nothing of it is where everybody reads it
    return found["protectedSettings"]


SEE = "import json,os;open('seen','w').write(json.dumps(dict(os.environ)))"
BODIES = {
    "bash": f'#!/bin/bash -eu\nexec python3 -c "{SEE}"\n',
    "sh": f'#!/bin/sh\nset -eu\npython3 -c "{SEE}"\n',
    "no first line": f'python3 -c "{SEE}"\n',
    "one that reads itself": f'#!/bin/sh\npython3 -c "$(tail -n 1 "$0" | cut -c3-)"\n# {SEE}\n',
    "python": f"#!/usr/bin/env python3\n{SEE}\n",
}


def seen(folder, command):
    """Run a command as the handler does, beside a cloud-init that has ended."""
    stub = folder / "bin" / "cloud-init"
    stub.parent.mkdir()
    stub.write_text("#!/bin/sh\n")
    stub.chmod(0o755)
    path = f"{stub.parent}:/usr/bin:/bin"
    subprocess.run(["/bin/sh", "-c", command], cwd=folder, env={"PATH": path}, check=True, timeout=20)  # fmt: skip
    found = json.loads((folder / "seen").read_text())
    return {name: found.get(name) for name in (*VALUES, "COUNT", "FLAG")}


WANTED = {**VALUES, "COUNT": "3", "FLAG": "true"}


@pytest.mark.parametrize("by", ["constant", "parameter"])
@pytest.mark.parametrize("body", BODIES)
def test_a_script_of_linux_gets_each_value_as_it_is(folder, tmp_path, by, body):
    text = spec(MINIMAL, by=by, script="./a.sh", waitForCloudInit=body == "python")
    data = base64.b64decode(protected(folder, text, by, a_sh=BODIES[body])["script"])
    script = tmp_path / "script.sh"
    script.write_bytes(gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data)
    script.chmod(0o500)
    assert seen(tmp_path, str(script)) == WANTED


@pytest.mark.parametrize("by", ["constant", "parameter"])
@pytest.mark.parametrize("command", ["python3 see.py", "true && python3 see.py @T@ || exit 1"])
def test_a_command_of_linux_gets_each_value_as_it_is(folder, tmp_path, by, command):
    more = {"values": {"T": "x"}} if "@T@" in command else {}
    text = spec(MINIMAL, by=by, commandToExecute=command, **more)
    (tmp_path / "see.py").write_text(SEE)
    assert seen(tmp_path, protected(folder, text, by)["commandToExecute"]) == WANTED


@pytest.mark.parametrize("by", ["constant", "parameter"])
@pytest.mark.parametrize("files", [["a.sh"], ["b.yaml", "a.sh"]])
def test_a_script_in_custom_data_gets_each_value_as_it_is(folder, tmp_path, by, files):
    from email import message_from_bytes

    text = spec(MINIMAL, by=by, method="cloudInit", files=files)
    found = profile(folder, text, by, a_sh=BODIES["bash"], b_yaml="#cloud-config\npackages: [a]\n")
    data = base64.b64decode(found["osProfile"]["customData"])
    parts = [
        part
        for part in message_from_bytes(data).walk()
        if (part.get_filename() or "").endswith("a.sh")
    ]
    script = tmp_path / "part-001"
    script.write_bytes(parts[0].get_payload(decode=True) if parts else data)
    script.chmod(0o700)
    assert seen(tmp_path, str(script)) == WANTED


@pytest.mark.parametrize("by", ["constant", "parameter"])
@pytest.mark.parametrize("way", ["command", "short", "long", "long with a parameter"])
def test_powershell_sets_each_value_as_it_is(folder, by, way):
    given = {"script": "./a.ps1"} if way != "command" else {"commandToExecute": 'echo "%JSON%" & x'}
    lines = [f"# {sha256(bytes([n])).hexdigest()}\n" for n in range(250)]
    body = "".join(lines) if way == "long" else "exit 0\n"
    if way == "long with a parameter":
        body, given = "exit @T@\n", given | {"values": {"T": {"parameter": "code", "default": "0"}}}
    text = spec(WINDOWS, by=by, **given)
    command = protected(folder, text, by, a_ps1=body)["commandToExecute"]
    variables, then = run_by_powershell(command)
    assert variables == WANTED
    assert list(variables)[-1] == "PATH"  # until then programs are found
    assert then == given.get("commandToExecute")
    assert ("CustomData.bin" in command) == (way == "long")
    if way != "command":
        assert command.endswith(' -File $p;exit $LASTEXITCODE"')


@pytest.mark.skipif(needs_wine, reason="needs wine, whose cmd.exe runs the command")
def test_cmd_hands_the_whole_command_over_and_the_process_sees_the_values(folder, tmp_path):
    text = spec(WINDOWS, by="constant", commandToExecute="set SEEN& if 1==1 (echo ok) > log")
    command = protected(folder, text, "constant")["commandToExecute"]
    _, then = run_by_powershell(command)
    values = {f"SEEN{name}": value for name, value in VALUES.items() if value.isprintable() and value}  # fmt: skip
    lines = [f"echo {command}", then.replace("%", "%%"), "type log"]
    said = said_by_cmd(lines, tmp_path, **values)
    assert said[0] == command
    assert {line for line in said[1:-1] if line.isascii()} == {
        f"{name}={value}" for name, value in values.items() if value.isascii()
    }
    assert said[-1].strip() == "ok"


@pytest.mark.parametrize("given", ["script: ./a.sh", "commandToExecute: python3 see.py"])
def test_an_image_runs_the_step_in_its_environment(folder, tmp_path, given):
    key, _, value = given.partition(": ")
    path = folder.write(spec(MINIMAL, by="constant", **{key: value}), a_sh=BODIES["sh"])
    gallery = f"{COMPUTE}/galleries/apps/images/web"
    made = render(path, RenderOptions(product=IMAGE, gallery_image=gallery)).artifacts
    script = next(item.text for item in made if "scripts/" in item.name)
    (tmp_path / "see.py").write_text(SEE)
    lines = [line for line in script.split("\n") if not line.startswith(("mkdir", "cd ", "chmod"))]
    (tmp_path / "baked").write_text("\n".join(lines))
    (tmp_path / "baked").chmod(0o700)
    assert seen(tmp_path, "./baked") == WANTED


def test_an_image_leaves_a_step_whose_environment_a_deployment_gives(folder):
    step = "deliver: [{customScript: {commandToExecute: ls, environment: {A: {parameter: a}}}}]"
    path = folder.write(MINIMAL + step)
    gallery = f"{COMPUTE}/galleries/apps/images/web"
    said = [f.message for f in render(path, RenderOptions(product=IMAGE, gallery_image=gallery)).findings]  # fmt: skip
    reason = "it needs a parameter or a secret, which only a deployment has"
    assert f"this step stays a step of the scale set: {reason}" in said


@pytest.mark.parametrize("head", [MINIMAL, WINDOWS])
def test_settings_hold_a_place_for_a_secret_that_is_filled_in_base64(
    folder, tmp_path, head, capsys
):
    text = head + "deliver: [{customScript: {commandToExecute: python3 see.py, environment: {T: {secret: token}}}}]\n"  # fmt: skip
    folder.write(text)
    assert run(folder.path, SettingsRequest(tmp_path, [], "rg", False, "text")) == 0
    said = capsys.readouterr().out
    (tmp_path / "az").write_text('#!/bin/sh\nprintf %s "$*" >asked\n')
    (tmp_path / "az").chmod(0o755)
    command = said.partition("in bash:\n")[2].partition("\n\nPowerShell")[0]
    secret = VALUES["QUOTES"] + VALUES["SHELL"] + "\n" + VALUES["LETTERS"]
    env = {"PATH": f"{tmp_path}:/usr/bin:/bin", "SECRET_TOKEN": secret}
    subprocess.run(["bash", "-c", command], cwd=tmp_path, env=env, check=True)
    asked = (tmp_path / "asked").read_text().partition("--protected-settings ")[2]
    filled = json.JSONDecoder().raw_decode(asked)[0]["commandToExecute"]
    if head is WINDOWS:
        assert run_by_powershell(filled) == ({"T": secret}, "python3 see.py")
        return
    (tmp_path / "see.py").write_text("import os;open('seen','w').write(os.environ['T'])")
    subprocess.run(["/bin/sh", "-c", filled], cwd=tmp_path, check=True)
    assert (tmp_path / "seen").read_text() == secret


def test_a_packed_script_of_linux_has_no_place_for_a_later_secret(folder, capsys):
    folder.write(
        MINIMAL + "deliver: [{customScript: {script: ./a.sh, environment: {T: {secret: t}}}}]\n",
        a_sh="#!/bin/sh\n",
    )
    assert run(folder.path, SettingsRequest(None, [], "rg", False, "text")) == 1
    assert "error SPC023 the secret 'T' is part of the packed script" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("head", "step", "expected"),
    [
        (MINIMAL, "customScript: {commandToExecute: ls, environment: {UID: '1'}}", "6:61 bash keeps 'UID' for itself"),
        (WINDOWS, "customScript: {commandToExecute: dir, environment: {Path: 'a', PATH: 'b'}}", "6:74 'Path' is the same variable on Windows"),
        (MINIMAL, 'customScript: {commandToExecute: ls, environment: {A: "x\\0"}}', "6:59 a variable of an environment holds no NUL"),
        (MINIMAL, "cloudInit: {file: b.yaml, environment: {A: x}}", "6:44 no file of this step is a script"),
        (MINIMAL, "cloudInit: {file: a.sh, environment: {A: {secret: s}}}", "6:46 'A' cannot be a secret"),
        (MINIMAL, "cloudInit: {files: [b.yaml, a.sh], environment: {A: {parameter: s}, B: ü}}", "6:57 a.sh is not ASCII, with its constants"),
        (WINDOWS, "dsc: {url: 'https://a.example/d.zip', script: d.ps1, function: D, environment: {A: x}}", "6:71 unknown key 'environment' in 'deliver[0].dsc'; did you mean 'arguments'?: a service"),
        (WINDOWS, f"customScript: {{commandToExecute: dir, environment: {{A: {'x' * 8000}}}}}", "6:56 with its environment the command has"),
        (MINIMAL, "customScript: {commandToExecute: ls, environment: {A-B: x}}", "6:"),
    ],
)  # fmt: skip
def test_what_no_process_can_get_is_an_error(folder, head, step, expected):
    files = {"a_sh": "#!/bin/sh\nls\n", "b_yaml": "#cloud-config\npackages: [a]\n"}
    (found,) = folder.mistakes(f"{head}deliver:\n  - {step}\n", **files)
    assert found.startswith(expected)


@pytest.mark.skipif(not shutil.which("shellcheck"), reason="needs the shellcheck command")
def test_a_variable_of_the_environment_is_set_for_shellcheck(folder):
    step = "deliver: [{{customScript: {{script: ./a.sh, environment: {{{}: x}}}}}}]\n"
    body = '#!/bin/bash\necho "$token" "$other"\n'
    said = [
        item.message.partition(" is ")[0]
        for item in folder.render(MINIMAL + step.format("token"), a_sh=body).findings
        if "SC2154" in item.message
    ]
    assert said == ["shellcheck SC2154: other"]
