"""Delivery steps baked into an image: the build, the scripts, the spec that uses the image."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess

import hcl2
import pytest
import yaml

from generator.rendering.artifacts import IMAGE
from generator.rendering.options import RenderOptions
from generator.rendering.render import render
from tests.support.features import COMPUTE, IDENTITY, WINDOWS
from tests.support.workspace import KEY, MINIMAL, OUTPUT, STARTERS

GALLERY = f"{COMPUTE}/galleries/apps/images/web"
SCRIPT = """\
#!/bin/bash
echo "It's ${HOME} and %{x} and 'quotes' \\\\ and ümläuts"
cat <<'END'
a "here" document
END
"""
LINUX = f"{MINIMAL}deliver: [{{customScript: {{script: ./install.sh}}}}]\n"


def bake(folder, spec, **files):
    path = folder.write(spec, **files)
    return render(path, RenderOptions(product=IMAGE, gallery_image=GALLERY))


def files_of(rendering):
    assert rendering.artifacts, [item.message for item in rendering.findings]
    return {item.name: item.text for item in rendering.artifacts}


def customized(files):
    (template,) = json.loads(files["image/imagetemplate.json"])["resources"]
    return template["properties"]["customize"]


def run_inline(lines, where):
    """Run the lines of a step as Image Builder does, in a folder of the test, without sudo."""
    text = "\n".join(lines).replace("sudo ", "")
    text = text.replace("/tmp/", f"{where}/").replace("/var/lib/", f"{where}/lib/")
    return subprocess.run(["/bin/sh", "-e", "-c", text], capture_output=True, check=True).stdout


def test_a_script_is_baked_byte_for_byte(folder, tmp_path):
    files = files_of(bake(folder, LINUX, install_sh=SCRIPT))
    assert files["image/scripts/01-customScript.sh"] == SCRIPT
    (step,) = customized(files)
    assert (step["type"], step["name"]) == ("Shell", "01-customScript")
    assert all(len(line) < 1200 for line in step["inline"])
    expected = subprocess.run(["bash", "-c", SCRIPT], capture_output=True, check=True).stdout
    assert run_inline(step["inline"], tmp_path) == expected
    assert not list(tmp_path.glob("01-*"))


def test_long_scripts_travel_in_short_lines(folder, tmp_path):
    long = "#!/bin/sh\n" + "".join(f"echo line {n}\n" for n in range(2000))
    (step,) = customized(files_of(bake(folder, LINUX, install_sh=long)))
    assert run_inline(step["inline"], tmp_path).count(b"\n") == 2000


def test_the_image_comes_from_the_image_of_the_spec_and_goes_to_the_gallery(folder):
    files = files_of(bake(folder, LINUX, install_sh=SCRIPT))
    (template,) = json.loads(files["image/imagetemplate.json"])["resources"]
    assert template["properties"]["source"] == {
        "type": "PlatformImage",
        "publisher": "Canonical",
        "offer": "ubuntu-24_04-lts",
        "sku": "server",
        "version": "latest",
    }
    (target,) = template["properties"]["distribute"]
    assert (target["type"], target["galleryImageId"]) == ("SharedImage", GALLERY)


@pytest.mark.parametrize(
    ("image", "source"),
    [
        (f"{{id: {COMPUTE}/galleries/g/images/base/versions/1.2.3}}", {"type": "SharedImageVersion", "imageVersionId": f"{COMPUTE}/galleries/g/images/base/versions/1.2.3"}),
        (f"{{id: {COMPUTE}/galleries/g/images/base}}", {"type": "SharedImageVersion", "imageVersionId": f"{COMPUTE}/galleries/g/images/base/versions/latest"}),
        (f"{{id: {COMPUTE}/images/base}}", {"type": "ManagedImage", "imageId": f"{COMPUTE}/images/base"}),
        ("{urn: 'contoso:web:std:1.0.0', plan: {name: std, product: web, publisher: contoso}}", {"type": "PlatformImage", "publisher": "contoso", "offer": "web", "sku": "std", "version": "1.0.0", "planInfo": {"planName": "std", "planProduct": "web", "planPublisher": "contoso"}}),
    ],
)  # fmt: skip
def test_every_image_that_can_be_built_upon(folder, image, source):
    files = files_of(bake(folder, f"{LINUX}image: {image}\n", install_sh=SCRIPT))
    (template,) = json.loads(files["image/imagetemplate.json"])["resources"]
    assert template["properties"]["source"] == source
    parsed = hcl2.loads(files["image/image.pkr.hcl"])
    assert '"azure-arm"' in parsed["source"][0]


def test_a_changed_script_makes_another_template(folder):
    names = []
    for text in (SCRIPT, SCRIPT, SCRIPT + "echo more\n"):
        files = files_of(bake(folder, LINUX, install_sh=text))
        names.append(json.loads(files["image/imagetemplate.json"])["resources"][0]["name"])
    assert names[0] == names[1] != names[2]


def test_windows_scripts_run_as_system(folder):
    spec = f"{WINDOWS}deliver: [{{customScript: {{script: ./install.ps1}}}}]\n"
    files = files_of(bake(folder, spec, install_ps1="Write-Output 'a'\nWrite-Output 'b'\n"))
    (step,) = customized(files)
    assert (step["type"], step["runElevated"], step["runAsSystem"]) == ("PowerShell", True, True)
    assert step["inline"] == ["Write-Output 'a'", "Write-Output 'b'"]
    files = files_of(bake(folder, spec, install_ps1="Write-Output 'ä'\n"))
    encoded = re.search(r"FromBase64String\('(.*?)'\)", customized(files)[0]["inline"][1])[1]
    assert base64.b64decode(encoded).decode("utf-8-sig") == "Write-Output 'ä'\n"


def test_downloads_are_made_while_the_image_is_built(folder):
    body = "fileUris: ['https://example.org/app/1.2/setup.sh?x=1'], commandToExecute: 'sh setup.sh --a \"b c\"'"
    files = files_of(bake(folder, f"{MINIMAL}deliver: [{{customScript: {{{body}}}}}]\n"))
    assert files["image/scripts/01-customScript.sh"].splitlines() == [
        "#!/bin/sh",
        "set -e",
        "mkdir -p /var/lib/scaleset/customScript",
        "chmod 700 /var/lib/scaleset/customScript",
        "cd /var/lib/scaleset/customScript",
        "curl -fsSL --retry 5 -o ./setup.sh 'https://example.org/app/1.2/setup.sh?x=1'",
        "LC_ALL=C sed -i '1s/^\\xef\\xbb\\xbf//;s/\\r$//' ./setup.sh",
        "chmod 0500 ./setup.sh",
        "exec /bin/sh -c 'sh setup.sh --a \"b c\"'",
    ]
    files = files_of(bake(folder, f"{WINDOWS}deliver: [{{customScript: {{{body}}}}}]\n"))
    script = files["image/scripts/01-customScript.ps1"]
    assert script.splitlines()[4:] == [
        "Invoke-WebRequest -UseBasicParsing -Uri 'https://example.org/app/1.2/setup.sh?x=1' -OutFile 'setup.sh'",
        "$start = New-Object Diagnostics.ProcessStartInfo 'cmd.exe'",
        "$start.Arguments = '/c sh setup.sh --a \"b c\"'",
        "$start.WorkingDirectory = $folder",
        "$start.UseShellExecute = $false",
        "$process = [Diagnostics.Process]::Start($start)",
        "$process.WaitForExit()",
        "exit $process.ExitCode",
    ]  # fmt: skip


def test_a_blob_keeps_its_folders_on_windows_and_a_percent_sign_stays_one(folder):
    urls = "['https://web.blob.core.windows.net/c/a/b%20c.ps1', 'https://raw.githubusercontent.com/o/r/main/d/e.ps1']"
    command = 'powershell -Command "1..3 | % { $_ }" & powershell -File "a\\b c.ps1" & powershell -File e.ps1'
    body = f"fileUris: {urls}, auth: none, commandToExecute: '{command}'"
    files = files_of(bake(folder, f"{WINDOWS}deliver: [{{customScript: {{{body}}}}}]\n"))
    lines = files["image/scripts/01-customScript.ps1"].splitlines()
    assert [line.split(" -OutFile ")[1] for line in lines if "-OutFile" in line] == [
        "'a\\b c.ps1'",
        "'e.ps1'",
    ]
    assert [line for line in lines if "Directory" in line and "$folder" not in line] == [
        "New-Item -ItemType Directory -Force -Path 'a' | Out-Null"
    ]
    assert f"$start.Arguments = '/c {command}'" in lines
    assert customized(files)[0]["inline"] == lines


def test_the_file_that_packer_runs_on_windows_says_that_it_is_utf8(folder):
    spec = f"{WINDOWS}deliver: [{{customScript: {{script: ./install.ps1}}}}]\n"
    for text, mark in (("Write-Output 'Grüße'\n", "\ufeff"), ("Write-Output 'a'\n", "")):
        files = files_of(bake(folder, spec, install_ps1=text))
        assert files["image/scripts/01-customScript.ps1"] == mark + text


CONSTANT = "deliver: [{customScript: {script: ./install.sh, values: {HOME: /srv}}}]\n"


def test_constants_are_put_in(folder):
    files = files_of(bake(folder, MINIMAL + CONSTANT, install_sh="#!/bin/sh\necho @HOME@\n"))
    assert files["image/scripts/01-customScript.sh"] == "#!/bin/sh\necho /srv\n"


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        ("cloudInit: {file: ./init.yaml}", "first boot of each instance"),
        (f"application: {{id: {COMPUTE}/galleries/g/applications/a/versions/1.0.0}}", "installed by the scale set"),
        ("extension: {publisher: Contoso, type: Agent, typeHandlerVersion: '1.0'}", "a service of the running instance"),
    ],
)  # fmt: skip
def test_what_cannot_be_baked_stays_and_is_told(folder, step, reason):
    spec = f"{MINIMAL}deliver:\n  - {step}\n  - customScript: {{script: ./install.sh}}\n"
    rendering = bake(
        folder, spec, install_sh=SCRIPT, init_yaml="#cloud-config\npackages: [nginx]\n"
    )
    files = files_of(rendering)
    (told,) = [item for item in rendering.findings if "stays a step" in item.message]
    assert reason in told.message
    assert (told.path.endswith("scaleset.yaml"), told.position.line) == (True, 6)
    assert len(customized(files)) == 1
    kept = yaml.safe_load(files["image/scaleset.yaml"])["deliver"]
    assert [next(iter(item)) for item in kept] == [step.split(":")[0]]


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        ("script: ./install.sh, rerun: always", "at every deployment"),
        ("commandToExecute: 'echo @X@', values: {X: {secret: token}}", "a parameter or a secret"),
        ("commandToExecute: {parameter: command, default: ls}", "a parameter or a secret"),
        ("fileUris: [{secret: url}], commandToExecute: sh b.sh", "a parameter or a secret"),
        ("commandToExecute: 'curl \"https://x.example/a?sv=1&sig=abc\"'", "it holds a key or signature"),
        ("fileUris: [https://st.blob.core.windows.net/a/b.sh], commandToExecute: sh b.sh", "not public"),
    ],
)  # fmt: skip
def test_a_script_that_needs_a_deployment_is_not_baked(folder, step, reason):
    rendering = bake(
        folder, f"{MINIMAL}deliver: [{{customScript: {{{step}}}}}]\n", install_sh=SCRIPT
    )
    nothing, stays = (item.message for item in rendering.findings)
    assert nothing == "there is nothing to bake: no delivery step can go into an image"
    assert stays.startswith("this step stays a step of the scale set: ")
    assert reason in stays


def test_dsc_stays_a_step(folder):
    dsc = "dsc: {url: https://example.org/a.zip, script: a.ps1, function: A}"
    spec = f"{WINDOWS}deliver: [{{{dsc}}}, {{customScript: {{script: ./i.ps1}}}}]\n"
    rendering = bake(folder, spec, i_ps1="Write-Output a\n")
    stays, baked = (item.message for item in rendering.findings)
    assert "watch the configuration" in stays
    assert "now runs before steps that stay" in baked


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("deliver: []\n", ["there is nothing to bake"]),
        ("deliver: [{cloudInit: {file: ./init.yaml}}]\n", ["there is nothing to bake", "cloud-init runs at the first boot"]),
        ("deliver: [{customScript: {script: ./install.sh}}]\nimage: {communityGalleryImageId: /CommunityGalleries/g/Images/i/Versions/latest}\n", ["cannot start from this image"]),
        ("deliver: [{customScript: {script: ./install.sh}}]\nimage: {id: {parameter: image}}\n", ["must be a constant"]),
    ],
)  # fmt: skip
def test_images_that_cannot_be_are_refused_and_nothing_is_written(folder, more, said):
    rendering = bake(folder, MINIMAL + more, install_sh=SCRIPT, init_yaml="#cloud-config\n")
    assert not rendering.artifacts
    found = [item.message for item in rendering.findings]
    assert [part in message for part, message in zip(said, found, strict=True)] == [True] * len(
        said
    )


def test_the_spec_that_uses_the_image_renders(folder, scaleset):
    spec = (
        f"name: web\nos: linux\nsize: Standard_D2s_v5\ncount: 5\nadmin: {{sshKey: {KEY}}}\n"
        "deliver:\n  - cloudInit: {file: ./parts/init.yaml}\n  - customScript: {script: ./install.sh}\n"
        "ports: [{port: 80}]\nuserData: ./settings.json\n"
    )
    folder.write(spec, install_sh=SCRIPT, settings_json="{}")
    (folder.path / "parts").mkdir()
    (folder.path / "parts" / "init.yaml").write_text("#cloud-config\npackages: [nginx]\n")
    ran = scaleset("image", "--gallery-image", GALLERY)
    assert ran.code == 0, ran.err
    assert "az asks for: imageBuilderIdentityId" in ran.out
    assert "run 'scaleset render' on image/scaleset.yaml" in ran.out
    written = {p.relative_to(folder.path).as_posix() for p in (folder.path / "image").rglob("*") if p.is_file()}  # fmt: skip
    assert written == {
        "image/image.pkr.hcl",
        "image/imagetemplate.json",
        "image/imagetemplate.parameters.json",
        "image/parts/init.yaml",
        "image/scaleset.yaml",
        "image/scripts/01-customScript.sh",
        "image/settings.json",
    }
    used = yaml.safe_load((folder.path / "image" / "scaleset.yaml").read_text())
    assert list(used) == ["name", "os", "size", "image", "count", "admin", "deliver", "ports", "userData"]  # fmt: skip
    assert scaleset("render", "image").code == 0
    template = json.loads((folder.path / "image" / "azuredeploy.json").read_text())
    (found,) = [r for r in template["resources"] if r["type"].endswith("/virtualMachineScaleSets")]
    profile = found["properties"]["virtualMachineProfile"]
    assert profile["storageProfile"]["imageReference"] == {"id": GALLERY}
    names = [item["name"] for item in profile["extensionProfile"]["extensions"]]
    assert names == ["applicationHealth"]
    assert scaleset("image", "--gallery-image", GALLERY, "--check").code == 0
    assert scaleset("validate", "image/imagetemplate.json", "--fail-on", "note").code == 0


def test_the_command_wants_an_image_definition(folder, scaleset):
    folder.write(LINUX, install_sh=SCRIPT)
    ran = scaleset("image", "--gallery-image", f"{GALLERY}/versions/1.0.0")
    assert ran.code == 2
    assert "the id of an image definition" in ran.err
    assert not (folder.path / "image").exists()


def test_an_identity_may_be_named(folder, scaleset):
    folder.write(LINUX, install_sh=SCRIPT)
    assert scaleset("image", "--gallery-image", GALLERY, "--identity", IDENTITY).code == 0
    template = json.loads((folder.path / "image" / "imagetemplate.json").read_text())
    assert template["parameters"]["imageBuilderIdentityId"]["defaultValue"] == IDENTITY


ODD = LINUX + "tags: {'a b': '${path.root} %{if true}', longer: \"say \\\"hi\\\" \\\\ end\"}\n"
_ASSIGNMENT = re.compile(
    r'^ *[\w"][^=]*= (\S.*|\[|\{)$|^ *[\w"-]+( "[^"]*")* \{$|^ *[}\]]$|^ *#.*$|^ *".*",$|^$'
)


@pytest.mark.parametrize("spec", [LINUX, ODD, LINUX + "osDisk: {diskSizeGB: 64}\n"])
def test_the_packer_template_is_read_back(folder, spec):
    text = files_of(bake(folder, spec, install_sh=SCRIPT))["image/image.pkr.hcl"]
    assert [line for line in text.splitlines() if not _ASSIGNMENT.match(line)] == []
    parsed = hcl2.loads(text)
    (build,) = parsed["build"]
    shell, generalize = (item['"shell"'] for item in build["provisioner"])
    assert shell["script"] == '"${path.root}/scripts/01-customScript.sh"'
    assert "-deprovision+user" in generalize["inline"][0]
    if spec is ODD:
        assert "$${path.root} %%{if true}" in text
        assert r"say \"hi\" \\ end" in text


@pytest.mark.skipif(shutil.which("packer") is None, reason="there is no packer on the PATH")
def test_packer_takes_its_template(folder):
    text = files_of(bake(folder, ODD, install_sh=SCRIPT))["image/image.pkr.hcl"]
    path = folder.path / "image.pkr.hcl"
    path.write_text(text)
    subprocess.run(["packer", "validate", "-syntax-only", path], check=True, capture_output=True)
    subprocess.run(["packer", "fmt", "-check", path], check=True, capture_output=True)


@pytest.mark.parametrize("name", sorted(item.name for item in OUTPUT.iterdir()))
def test_every_starter_with_a_step_to_bake_bakes(name):
    options = RenderOptions(product=IMAGE, gallery_image=GALLERY)
    rendering = render(STARTERS / name / "scaleset.yaml", options)
    messages = [item.message for item in rendering.findings]
    if not rendering.artifacts:
        refused = ("there is nothing to bake", "cannot start from this image")
        assert messages[0].startswith(refused), messages
        return
    hcl2.loads(files_of(rendering)["image/image.pkr.hcl"])


def test_the_baked_spec_is_passed_by_where_folders_are_searched(tmp_path, scaleset):
    for name in ("shop", "other/image"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "scaleset.yaml").write_text(LINUX)
        (tmp_path / name / "install.sh").write_text(SCRIPT)
    assert scaleset("image", "shop", "--gallery-image", GALLERY).code == 0
    baked = tmp_path / "shop" / "image" / "scaleset.yaml"
    assert baked.is_file()
    ran = scaleset("render", ".", "-o", "json")
    assert [item["spec"] for item in json.loads(ran.out)] == [
        "other/image/scaleset.yaml",
        "shop/scaleset.yaml",
    ]
    assert json.loads(scaleset("check", "shop", "-o", "json").out)["summary"]["specs"] == 1
    for named in ("shop/image", "shop/image/scaleset.yaml"):
        (made,) = json.loads(scaleset("render", named, "-o", "json").out)
        assert made["spec"] == "shop/image/scaleset.yaml"
