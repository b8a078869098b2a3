"""User data in templates: read through whatever it is wrapped in, and judged where it is known."""

from __future__ import annotations

import base64
import gzip

import pytest

from generator.language.template import Template
from generator.scale_set.known_text import decoded_texts
from generator.validation.rules.custom_data import (
    cloud_init_data,
    custom_data_on_windows,
    script_beside_cloud_init,
)

WRONG = "#cloud-config\npackage: [nginx]\n"
SAYS = "line 2 of the text: cloud-init knows no key 'package'"


def b64(text):
    return base64.b64encode(text if isinstance(text, bytes) else text.encode()).decode()


def template(custom_data, *extensions, **sections):
    profile = {
        "osProfile": {
            "adminUsername": "azureops",
            "linuxConfiguration": {"disablePasswordAuthentication": True},
            "customData": custom_data,
        },
        "extensionProfile": {"extensions": list(extensions)},
    }
    scale_set = {
        "type": "Microsoft.Compute/virtualMachineScaleSets",
        "apiVersion": "2025-04-01",
        "name": "web",
        "properties": {"virtualMachineProfile": profile},
    }
    return Template({"resources": [scale_set], **sections})


def found(custom_data, **sections):
    return [
        (item.message, item.severity and item.severity.label)
        for item in cloud_init_data.check(template(custom_data, **sections))
    ]


MESSAGE = (
    "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
    "Content-Type: text/cloud-config\nContent-Transfer-Encoding: base64\n\n"
    f"{b64(WRONG)}\n--b--\n"
)


@pytest.mark.parametrize(
    "custom_data",
    [
        b64(WRONG),
        b64(gzip.compress(WRONG.encode(), mtime=0)),
        f"[base64('{WRONG}')]",
        f"[base64(concat('{WRONG}', 'runcmd: [', parameters('command'), ']'))]",
        "[base64(concat('#cloud-config\n', 'package: [', 'nginx', ']\n'))]",
        "[base64(format('#cloud-config\n{0}: [{1}]\n', 'package', 'nginx'))]",
        "[base64(variables('text'))]",
        "[base64(replace(concat(variables('text'), 'hostname: _H_'), '_H_', parameters('command')))]",
        "[base64(trim(replace('#cloud-config\n__KEY__: [a]\n', '__KEY__', 'package')))]",
        "[variables('encoded')]",
        f"[if(equals(parameters('command'), ''), base64('{WRONG}'), '')]",
        "[BASE64(variables('made'))]",
    ],
)
def test_the_text_is_found_in_what_it_is_wrapped_in(custom_data):
    sections = {
        "parameters": {"command": {"type": "string"}},
        "variables": {
            "text": WRONG,
            "encoded": b64(WRONG),
            "made": f"[concat('{WRONG}', parameters('command'))]",
        },
    }
    ((message, severity),) = found(custom_data, **sections)
    assert message.startswith(SAYS)
    assert severity == "error"


def test_a_part_of_a_message_is_read_too():
    ((message, severity),) = found(b64(MESSAGE))
    assert message == (
        "line 8 of the text: in line 2 of this part: cloud-init knows no key 'package', so it "
        "would be ignored; did you mean 'packages'?"
    )
    assert severity == "error"


def test_a_mark_in_front_is_an_error():
    ((message, severity),) = found(b64("\ufeff#cloud-config\npackages: [nginx]\n"))
    assert message.endswith("a byte order mark precedes it; save the file as UTF-8 without one")
    assert severity == "error"


def test_the_administrator_of_the_model_is_known():
    text = "#cloud-config\nwrite_files:\n- {path: /home/azureops/a, owner: azureops, content: x}\n"
    ((message, severity),) = found(b64(text))
    assert "the administrator does not exist yet" in message
    assert severity == "error"


@pytest.mark.parametrize(
    "text",
    [
        "concat('#cloud-config\n', parameters('more'))",
        "concat('#cloud-config\nwrite_files:\n- path: /a\n  owner: ', parameters('more'), '\n')",
        "concat('#cloud-config\nruncmd:\n', parameters('more'), '\n  - b\n')",
        "concat('#cloud-config\nhostname: ', reference('x').y, '\nruncmd:\n- ', variables('no'))",
        "format('#cloud-config\nwrite_files:\n- path: /a\n  encoding: b64\n  content: {0}\n', parameters('more'))",
        "concat(parameters('more'), '\npackage: [a]\n')",
        "concat('#cloud-config\n', parameters('more'), '\n  : - [\n')",
        "string(parameters('more'))",
        "replace(parameters('more'), 'a', '#cloud-config\npackage: [a]\n')",
        "replace('#cloud-config\nhostname: a\n__MORE__\n', '__MORE__', parameters('more'))",
    ],
)
def test_of_what_is_not_known_nothing_is_said(text):
    assert found(f"[base64({text})]", parameters={"more": {"type": "string"}}) == []


def test_expressions_that_repeat_themselves_come_to_an_end():
    many = ", ".join(["variables('a')"] * 20)
    sections = {"variables": {"a": f"[concat({many})]"}}
    node = template("[base64(variables('a'))]", **sections).resources()[0]
    custom_data = node.at("properties", "virtualMachineProfile", "osProfile", "customData")
    assert list(decoded_texts(custom_data)) == []


def script(name="run", after=(), **settings):
    return {
        "name": name,
        "properties": {
            "publisher": "Microsoft.Azure.Extensions",
            "type": "CustomScript",
            "typeHandlerVersion": "2.1",
            "provisionAfterExtensions": list(after),
            "protectedSettings": settings,
        },
    }


LATE = b64("#cloud-config\npackages: [nginx]\n")
WAITS = "cloud-init status --wait; ls"


@pytest.mark.parametrize(
    ("custom_data", "settings", "key"),
    [
        (LATE, {"commandToExecute": "systemctl restart nginx"}, "commandToExecute"),
        (LATE, {"commandToExecute": WAITS}, None),
        (LATE, {"commandToExecute": "[concat('sh a.sh ', parameters('x'))]"}, "commandToExecute"),
        (LATE, {"commandToExecute": f"[concat('{WAITS} ', parameters('x'))]"}, None),
        (LATE, {"commandToExecute": "[parameters('x')]"}, None),
        (LATE, {"script": b64("#!/bin/sh\nls\n")}, "script"),
        (LATE, {"script": b64(gzip.compress(f"#!/bin/sh\n{WAITS}\n".encode(), mtime=0))}, None),
        (LATE, {"script": "[base64(concat('#!/bin/sh\n', parameters('x')))]"}, "script"),
        (b64("#!/bin/sh\napt-get install -y nginx\n"), {"commandToExecute": "ls"}, "commandToExecute"),
        (b64("#cloud-config\nwrite_files: []\n"), {"commandToExecute": "ls"}, None),
        ("[base64(parameters('x'))]", {"commandToExecute": "ls"}, None),
        (
            b64("#cloud-config\npackages: [jq]\nbootcmd:\n- mkdir /etc/systemd/system/walinuxagent.service.d\n"),
            {"commandToExecute": "ls"},
            None,
        ),
    ],
)  # fmt: skip
def test_a_script_beside_cloud_init(custom_data, settings, key):
    sections = {"parameters": {"x": {"type": "string"}}}
    told = script_beside_cloud_init.check(template(custom_data, script(**settings), **sections))
    assert [item.path[-1] for item in told] == ([key] if key else [])


def test_a_script_after_one_that_waits_has_waited():
    first = script("first", commandToExecute=WAITS)
    second = script("second", ["first"], commandToExecute="ls")
    assert list(script_beside_cloud_init.check(template(LATE, first, second))) == []


def test_a_spec_that_switches_the_wait_off_is_not_told_again(folder):
    from tests.support.workspace import MINIMAL

    spec = MINIMAL + (
        "deliver:\n  - cloudInit: {file: ./c.yaml}\n"
        "  - customScript: {commandToExecute: echo hello, waitForCloudInit: false}\n"
    )
    config = "#cloud-config\npackages: [nginx]\nmounts: [[/dev/sdc]]\n"
    told = [
        (item.rule, item.path.rpartition("/")[2], item.position.line)
        for item in folder.render(spec, c_yaml=config).findings
        if item.rule.startswith(("BOOT", "cloud-init"))
    ]
    assert told == [("cloud-init-disk", "c.yaml", 3)]


@pytest.mark.parametrize(
    ("command", "told"), [("type C:\\AzureData\\CustomData.bin", 0), ("dir", 1)]
)
def test_custom_data_of_windows_that_a_command_reads_is_no_news(command, told):
    model = template(b64("data"), script(commandToExecute=command))
    profile = model.value["resources"][0]["properties"]["virtualMachineProfile"]
    profile["osProfile"]["windowsConfiguration"] = {}
    del profile["osProfile"]["linuxConfiguration"]
    assert len(list(custom_data_on_windows.check(model))) == told
