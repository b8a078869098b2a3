"""What the keys of a spec refuse of one another: every message of a spec, and nothing beside it."""

from __future__ import annotations

import random

import pytest

from generator.diagnostics import Severity
from tests.support.features import COMPUTE, WINDOWS
from tests.support.workspace import MINIMAL

IMAGE = f"{COMPUTE}/images/web"
BARE = "name: web\nos: linux\nsize: Standard_D2s_v5\n"
GALLERY = f"image: {{id: {COMPUTE}/galleries/g/images/i, specialized: true}}\n"
BLOB = "https://web.blob.core.windows.net/c"
CERTIFICATE = "https://web.vault.azure.net/secrets/tls/0123456789abcdef0123456789abcdef"
SAS = f"{BLOB}/a.sh?sv=2022-11-02&sig=c2lnbmF0dXJl"
FILES = {"a_sh": "#!/bin/bash\nset -e\n", "b_yaml": "#cloud-config\npackages: [nginx]\n", "c_ps1": "exit 0\n", "d_cmd": "exit\n"}  # fmt: skip


def script(text: str) -> str:
    return f"deliver: [{{customScript: {{{text}}}}}]\n"


def dsc(text: str) -> str:
    return f"deliver: [{{dsc: {{url: '{BLOB}/d.zip', script: d.ps1, function: D, {text}}}}}]\n"


REFUSED = [
    # steps
    (BARE + GALLERY + "deliver: [{cloudInit: {file: b.yaml}}]\n", ["a specialized image gets no custom data, so cloud-init has nothing to run"]),
    (MINIMAL + "deliver: [{customScript: {script: a.sh}}, {cloudInit: {file: b.yaml}}]\n", ["cloud-init starts at the first boot, before the extensions, wherever its step stands: put it before customScript"]),
    (MINIMAL + "deliver: [{cloudInit: {file: b.yaml}}, {cloudInit: {file: b.yaml}}]\n", ["there is one custom data: join the steps into one, with 'files'"]),
    (MINIMAL + "deliver: [{customScript: {script: a.sh}}, {customScript: {script: a.sh, name: b}}]\n", ["deliver[0] uses the same handler, and an instance takes each one once: join the two steps"]),
    # scripts
    (MINIMAL + script("script: a.sh, commandToExecute: ls"), ["give either 'script' or 'commandToExecute': the handler runs one of them"]),
    (MINIMAL + script(f"fileUris: ['{BLOB}/a.sh']"), ["there is nothing to run: give 'script' (a local file) or 'commandToExecute'"]),
    (WINDOWS + script("script: d.cmd"), ["a script that travels in the template must be PowerShell (.ps1) on Windows; host others and use fileUris"]),
    (WINDOWS + script("script: c.ps1, skipDos2Unix: true"), ["the Windows handler has no 'skipDos2Unix'"]),
    # downloads
    (MINIMAL + script(f"commandToExecute: ls, fileUris: ['{BLOB}/a'], auth: storageAccountKey, storageAccountName: web"), ["'storageAccountKey' is missing: name and key of the account go together"]),
    (MINIMAL + script(f"commandToExecute: ls, fileUris: ['{BLOB}/a'], auth: none, storageAccountName: web"), ["'storageAccountName' needs auth: storageAccountKey (is none)"]),
    (MINIMAL + "identity: {create: true}\n" + script("commandToExecute: ls, auth: managedIdentity"), ["there are no fileUris to download: remove 'auth'"]),
    (MINIMAL + "identity: {create: false}\n" + script(f"commandToExecute: ls, fileUris: ['{BLOB}/a'], auth: managedIdentity"), ["auth: managedIdentity needs an identity: identity: {create: true}"]),
    (MINIMAL + script(f"commandToExecute: ls, fileUris: ['{SAS}']"), ["this URL carries a SAS token, a secret that would stand in the template: use {secret: name}, or auth: managedIdentity"]),
    (MINIMAL + script(f"commandToExecute: ls, fileUris: ['{BLOB}/a', '{BLOB}/b/a']"), ["'a' is also the name of fileUris[0], which it overwrites"]),
    (MINIMAL + script("commandToExecute: ls, fileUris: ['https://a.b/a.sh', 'https://a.b/x/%61.sh']"), ["'a.sh' is also the name of fileUris[0], which it overwrites"]),
    # values
    (MINIMAL + script("script: a.sh, values: {port: 80}"), ["@port@ is nowhere in what is delivered"]),
    (MINIMAL + "deliver: [{cloudInit: {file: b.yaml, files: [b.yaml]}}]\n", ["give either 'file' or 'files'"]),
    # DSC
    (WINDOWS + dsc("arguments: {A: 1}, secretArguments: {a: {secret: s}}"), ["the argument 'a' stands in arguments and secretArguments: keep one"]),
    (WINDOWS + dsc("wmfVersion: latest").replace("d.ps1", "x/d.ps1").replace("n: D", "n: d.ps1/D"), ["the script has to be in the root of the package: put it there, and write 'd.ps1'", "'function' is the name of the configuration alone: write 'D'"]),
    (WINDOWS + dsc("configurationDataUrlSasToken: {secret: s}"), ["there is no configurationDataUrl that this token is for"]),
    (WINDOWS + dsc(f"configurationDataUrl: '{SAS}'"), ["this URL carries a SAS token: put it into the matching SasToken secret"]),
    # what only one system has
    (BARE.replace("linux", "windows") + GALLERY + "windows: {timeZone: UTC}\n", ["a specialized image has no OS profile that could say it: remove 'windows'"]),
    (BARE + GALLERY + "patchSettings: {assessmentMode: AutomaticByPlatform}\n", ["a specialized image has no OS profile that could say it: remove it"]),
    (WINDOWS + "windows: {winRM: [{protocol: Https}]}\n", ["a listener for Https needs a certificate: give 'certificateUrl', and the certificate in security.certificates"]),
    (WINDOWS + f"windows: {{winRM: [{{protocol: Https, certificateUrl: '{CERTIFICATE}'}}]}}\n", ["the instances do not get this certificate: add it to security.certificates"]),
    # instances
    (MINIMAL + f"image: {{urn: 'a:b:c:latest', id: {IMAGE}}}\n", ["'image' names several images (urn, id): keep one"]),
    (BARE + "image: {urn: 'a:b:c:latest', specialized: true}\n", ["a marketplace image is never specialized: remove 'specialized'"]),
    (MINIMAL + GALLERY, ["a specialized image brings its own accounts: remove admin"]),
    (WINDOWS.replace("user:", "sshKey: ssh-ed25519 AAAA, user:"), ["Windows takes no SSH key: use admin.password"]),
    (MINIMAL + "health: {protocol: tcp, port: 80, requestPath: /}\n", ["a tcp check has no path: use protocol http"]),
    (MINIMAL + "health: {protocol: tcp}\n", ["'health' lacks 'port': no port of the application is known"]),
    (MINIMAL + "autoscale: {minimum: 2, maximum: 5, rules: [{metricName: Percent CPU, above: 70}]}\n", ["scale sets have no metric 'Percent CPU'; did you mean 'Percentage CPU'?"]),
    (MINIMAL + "health: {port: 80, protocol: tcp, gracePeriod: 60}\n", ["'gracePeriod' needs richHealthStates: true"]),
    (MINIMAL + "health: {port: 80, intervalInSeconds: 60, numberOfProbes: 5}\n", ["'intervalInSeconds' times 'numberOfProbes' may be 240 seconds (is 300)"]),
    (MINIMAL + "tags: {'a/b': x}\n", ["a tag name has at most 512 characters, and none of < > % & \\ ? /"]),
    (MINIMAL + "tags: {a: x, A: y}\n", ["tag names differ by more than case: another is the same"]),
    (MINIMAL + "identity: {create: true, roles: [{role: Readr, scope: " + IMAGE + "}]}\n", ["no role is known as 'Readr'; did you mean 'Reader'? Others by their GUID"]),
]  # fmt: skip


@pytest.mark.parametrize(("spec", "expected"), REFUSED, ids=[said[0][:60] for _, said in REFUSED])
def test_what_does_not_go_together_is_told(folder, spec, expected):
    assert [line.partition(" ")[2] for line in folder.mistakes(spec, **FILES)] == expected


NOISE = random.Random(1).randbytes(100_000).hex()
"""A text that does not become much shorter when it is packed."""
GIVEN = "values: {tier: {parameter: tier}}"


@pytest.mark.parametrize(
    ("spec", "files", "expected"),
    [
        (MINIMAL + script("script: a.sh"), {"a_sh": f"#!/bin/bash\n# {NOISE * 3}\n"}, ["the handler takes 262,144: host it and use fileUris"]),
        (MINIMAL + script(f"script: a.sh, {GIVEN}"), {"a_sh": f"#!/bin/bash\n# @tier@ {NOISE}\n"}, ["a function of a template gives at most 131,072: make the values constants, or host the script and use fileUris"]),
        (WINDOWS + script("script: c.ps1"), {"c_ps1": f"# {NOISE}\n"}, ["custom data takes 65,535: host it and use fileUris"]),
        (WINDOWS + script(f"script: c.ps1, {GIVEN}"), {"c_ps1": f"# @tier@ {NOISE}\n"}, ["make the values constants, or host the script and use fileUris"]),
        (MINIMAL + "deliver: [{cloudInit: {file: b.yaml}}]\n", {"b_yaml": f"#cloud-config\nruncmd: [echo {NOISE}]\n"}, ["fetch the larger parts at boot (#include, or curl in runcmd)"]),
        (MINIMAL + script("script: a.sh"), {"a_sh": " \n"}, ["the script is empty"]),
    ],
    ids=["script", "script with a parameter", "PowerShell", "PowerShell with a parameter", "custom data", "nothing"],
)  # fmt: skip
def test_what_is_too_long_to_travel_is_told(folder, spec, files, expected):
    said = folder.mistakes(spec, **files)
    assert [line[-len(end) :] for line, end in zip(said, expected, strict=True)] == expected


def test_a_long_script_has_no_way_into_a_specialized_image(folder):
    spec = "name: web\nos: windows\nsize: Standard_D2s_v5\n" + GALLERY + script("script: c.ps1")
    said = folder.mistakes(spec, c_ps1=f"# {NOISE[:40_000]}\n")
    assert [line.partition(" ")[2] for line in said] == [
        "a specialized image gets no custom data to carry so long a script"
    ]


def test_a_script_without_its_first_line_runs_in_sh(folder):
    assert folder.warnings(MINIMAL + script("script: a.sh"), a_sh="set -e\n") == [
        "the script has no #! line, so /bin/sh runs it: start it with #!/bin/bash"
    ]


def test_a_mistake_in_a_script_is_told_on_its_line(folder):
    found = folder.render(MINIMAL + script("script: a.sh"), a_sh="#!/bin/bash\nif true; then\n")
    told = [item for item in found.findings if item.path.endswith("a.sh")]
    assert [item.severity for item in told] == [Severity.ERROR]
    assert told[0].message.startswith("bash -n: syntax error")
