"""What people mistype: one slip is one message, and it says what to write."""

from __future__ import annotations

import re

import pytest

from generator.diagnostics import Severity
from generator.spec.schema import spec_schema
from tests.support.workspace import MINIMAL

FILES = {
    "i_sh": "#!/bin/bash\nset -e\n",
    "i_ps1": "Get-X\n",
    "ab_sh": "#!/bin/bash\necho @A@ @B@\n",
    "sed_sh": "#!/bin/bash\necho @A@\nsed -i s/@B@/x/ f\n",
}
SLIPS = [
    ("deliver:\n  - customScript:\n    script: ./i.sh", ["SPC009 indent 'script' below 'customScript': in the same column it is a key of its own"]),
    ("deliver: [{customScript: {script: ./i.ps1}}]", ["SPC109 this is a PowerShell script, and os is linux: give a shell script, or os: windows"]),
    ("maxSurge: true", ["SPC009 unknown key 'maxSurge': it belongs below 'upgrade'"]),
    ("upgrade: {zones: [1]}", ["SPC009 unknown key 'zones' in 'upgrade': it is a key of the spec itself: write it without indentation"]),
    ("customScript: {commandToExecute: ls}", ["SPC009 unknown key 'customScript': it belongs below 'deliver[]'"]),
    ("upgrade: {requestPath: /x}", ["SPC009 unknown key 'requestPath' in 'upgrade': it belongs below 'ports[].probe', 'health' or 'network.applicationGateway'"]),
    ("ports: {http: 80}", ["SPC003 'ports' must be a list (is keys with values); write ports: [{port: 80}]"]),
    ("ports: ['80:8080']", ["SPC003 'ports[0]' must be keys with values (is '80:8080'); write {port: 80, backendPort: 8080}"]),
    ("ports: [80]", ["SPC003 'ports[0]' must be keys with values (is 80); write {port: 80}"]),
    ("ports: ['443/tcp']", ["SPC003 'ports[0]' must be keys with values (is '443/tcp'); write {port: 443, protocol: tcp}"]),
    ("deliver:\n  customScript: {script: ./i.sh}", ["SPC003 'deliver' must be a list (is keys with values); put '- ' before 'customScript'"]),
    ("deliver: [{customScript: ./i.sh}]", ["SPC003 'deliver[0].customScript' must be keys with values (is './i.sh'); write customScript: {script: ./i.sh}"]),
    ("health: true", ["SPC003 'health' must be keys with values (is true); write health: {port: 80}"]),
    ("health:\n  - port: 80", ["SPC003 'health' must be keys with values (is a list); write its keys without '- '"]),
    ("spot: true", ["SPC003 'spot' must be keys with values (is true); write spot: {}"]),
    ("upgrade: manual", ["SPC003 'upgrade' must be keys with values (is 'manual'); write upgrade: {mode: manual}"]),
    ("image: Ubuntu2204", ["SPC003 'image' must be keys with values (is 'Ubuntu2204'); write image: {urn: Canonical:0001-com-ubuntu-server-jammy:22_04-lts-gen2:latest}"]),
    ("size: {param: vmSize}", ["SPC003 'size' must be a VM size such as Standard_D2s_v5 (is keys with values); did you mean {parameter: vmSize}?"]),
    ("size: 3", ["SPC003 'size' must be a VM size such as Standard_D2s_v5 (is 3)"]),
    ("size: D2s_v5", ["SPC005 'size' must be a VM size such as Standard_D2s_v5 (is 'D2s_v5'); write Standard_D2s_v5"]),
    ("size: Standrad_D2s_v5", ["SPC005 'size' must be a VM size such as Standard_D2s_v5 (is 'Standrad_D2s_v5'); did you mean 'Standard_D2s_v5'?"]),
    ("size: D2s_v55", ["SPC005 'size' must be a VM size such as Standard_D2s_v5 (is 'D2s_v55'); did you mean 'Standard_D2s_v5'?"]),
    ("mix: {sizes: [B2ms]}", ["SPC005 'mix.sizes[0]' must be a VM size such as Standard_D2s_v5 (is 'B2ms'); write Standard_B2ms"]),
    ("size: {parameter: vmSize, default: D2s_v5}", ["SPC005 'size.default' must be a VM size such as Standard_D2s_v5 (is 'D2s_v5'); write Standard_D2s_v5"]),
    ("count:\u00a03", ["SPC012 this is the character U+00A0 (no-break space): write a space"]),
    ("location\uff1a westeurope", ["SPC012 this is the character U+FF1A (fullwidth colon): write ':'"]),
    ("zones:\n  -\u30001", ["SPC003 'zones' must be a list (is '-\u30001')"]),
    ("count: '3'", ["SPC003 'count' must be an integer (is '3'); write 3 without quotes"]),
    ("zones: ['1', '2']", ["SPC003 'zones' takes numbers: write 1, 2 without quotes"]),
    ("zones: 1", ["SPC003 'zones' must be a list (is 1); write zones: [1]"]),
    ("admin: {sshKey: ~/.ssh/id_rsa.pub}", ["SPC005 'admin.sshKey' must be a public key in OpenSSH format: ssh-ed25519 AAAA... or ssh-rsa AAAA... (is '~/.ssh/id_rsa.pub'); paste what is in the file with the ending .pub, or leave the key out, and the deployment asks for it"]),
    ("deliver: [{customScript: {script: ./ab.sh, values: {A: x}}}]", ["SPC119 @B@ (./ab.sh, line 2) is not in 'values' and would be delivered as it is: add B there"]),
    ("co\u200bunt: 3", ["SPC024 the key 'count' has the character U+200B (zero width space): remove it"]),
    ("licenseType: \u201cRHEL_BYOS\u201d", ["SPC024 'licenseType' has the character U+201C (left double quotation mark) in it: write straight quotes"]),
    ("deliver: [{extension: {type: A, typeHandlerVersion: '1.0'}}]", ["SPC002 'deliver[0].extension' lacks 'publisher'"]),
    ("autoscale: {min: 1, max: 3}", ["SPC001 unknown key 'min' in 'autoscale'; did you mean 'minimum'?", "SPC001 unknown key 'max' in 'autoscale'; did you mean 'maximum'?"]),
    ("autoscale: {minimum: 1, maximum: 3, rules: [{metric: cpu, above: 70}, {below: 20}]}", ["SPC001 unknown key 'metric' in 'autoscale.rules[0]'; did you mean 'metricName: Percentage CPU'?"]),
    ("deliver: [{customScript: {script: ./i.sh, env: {A: b}}}]", ["SPC001 unknown key 'env' in 'deliver[0].customScript'; did you mean 'environment'? What it names is an environment variable of the script"]),
    ("deliver: [{customScript: {commandToExecute: ls, auth: managedIdentity, fileUris: 'https://a.blob.core.windows.net/c/a'}}]\nidentity: {create: true}", ["SPC003 'deliver[0].customScript.fileUris' must be a list (is 'https://a.blob.core.windows.net/c/a'); write fileUris: [https://a.blob.core.windows.net/c/a]"]),
]  # fmt: skip


def over_a_small_one(part: str) -> str:
    """Return the small spec with a part of another put over it."""
    keys = set(re.findall(r"^(\w+):", part, re.MULTILINE))
    kept = [line for line in MINIMAL.splitlines() if line.partition(":")[0] not in keys]
    return "\n".join([*kept, part, ""])


@pytest.mark.parametrize(("part", "expected"), SLIPS, ids=[part[:40] for part, _ in SLIPS])
def test_a_slip_is_told_once_with_what_to_write(folder, part, expected):
    found = folder.render(over_a_small_one(part), **FILES).findings
    assert [f"{item.rule} {item.message}" for item in found] == expected
    assert {item.severity for item in found} == {Severity.ERROR}


def test_a_script_may_replace_its_own_places(folder):
    step = "deliver: [{customScript: {script: ./sed.sh, values: {A: x}}}]"
    assert folder.render(over_a_small_one(step), **FILES).artifacts


@pytest.mark.parametrize(
    "value", ["true", "false", "3", "x", "'3'", "[1]", "[{a: b}]", "{a: b}", ""]
)
@pytest.mark.parametrize("key", spec_schema()["properties"])
def test_any_value_of_any_key_is_answered(folder, key, value):
    for item in folder.render(over_a_small_one(f"{key}: {value}"), **FILES).findings:
        assert item.message
