"""How each delivery method reaches the template."""

from __future__ import annotations

import base64
import gzip
import json
import re
import shutil

import pytest

from generator.delivery import scripts
from generator.files import deadline
from tests.support.workspace import MINIMAL, OUTPUT, STARTERS

SCRIPT = "#!/bin/bash\necho hello\n"
WINDOWS = """\
name: web
os: windows
size: Standard_D2s_v5
admin: {user: azureops, password: {secret: adminPassword}}
"""


def deliver(step: str, base: str = MINIMAL) -> str:
    return f"{base}deliver:\n  - {step}\n"


def custom_data(folder, spec, **files) -> str:
    profile = folder.scale_set(spec, **files)["properties"]["virtualMachineProfile"]
    return profile["osProfile"]["customData"]


class TestLinuxScript:
    STEP = deliver("customScript: {script: ./a.sh}")

    def test_a_short_script_is_carried_as_it_is(self, folder):
        found = folder.extensions(self.STEP, a_sh=SCRIPT)["customScript"]
        assert (found["publisher"], found["type"]) == ("Microsoft.Azure.Extensions", "CustomScript")
        assert found["typeHandlerVersion"] == "2.1"
        assert found["enableAutomaticUpgrade"] is False
        assert found["settings"] == {"skipDos2Unix": False}
        assert base64.b64decode(found["protectedSettings"]["script"]).decode() == SCRIPT

    def test_a_long_script_is_compressed(self, folder):
        text = SCRIPT + "echo again and again\n" * 500
        found = folder.extensions(self.STEP, a_sh=text)["customScript"]
        packed = base64.b64decode(found["protectedSettings"]["script"])
        assert packed[:2] == b"\x1f\x8b"
        assert packed[4:8] == b"\0\0\0\0", "a time in the header would change the bytes"
        assert gzip.decompress(packed).decode() == text

    def test_line_ends_of_windows_do_not_reach_the_shell(self, folder):
        found = folder.extensions(self.STEP, a_sh="\ufeff" + SCRIPT.replace("\n", "\r\n"))
        script = found["customScript"]["protectedSettings"]["script"]
        assert base64.b64decode(script).decode() == SCRIPT

    def test_a_script_that_stays_too_long_is_refused(self, folder):
        import random

        noise = random.Random(1).randbytes(250_000).hex()
        found = folder.mistakes(self.STEP, a_sh=f"{SCRIPT}: {noise}\n")
        assert re.search(r"has [\d,]+ characters, and the handler takes 262,144", found[0])
        assert "use fileUris" in found[0]

    def test_with_parameters_a_script_is_bound_by_what_a_function_gives(self, folder):
        spec = deliver("customScript: {script: ./a.sh, values: {P: {parameter: port, type: int}}}")
        most = 131_072 * 3 // 4
        fitting = SCRIPT + "echo @P@\n# "  # as code, braces keep shellcheck until it is given up
        fitting += "{" * (most - len(fitting))
        assert folder.extensions(spec, a_sh=fitting)
        (found,) = folder.mistakes(spec, a_sh=f"{fitting}{{")
        assert "a function of a template gives at most 131,072" in found
        assert "make the values constants, or host the script and use fileUris" in found
        constant = deliver("customScript: {script: ./a.sh, values: {P: 80}}")
        assert folder.extensions(constant, a_sh=f"{fitting}{{")

    def test_a_changed_script_runs_again_and_an_unchanged_one_does_not(self, folder):
        def tag(text: str, extra: str = "") -> str:
            return folder.extensions(self.STEP + extra, a_sh=text)["customScript"]["forceUpdateTag"]

        assert tag(SCRIPT) == tag(SCRIPT, "tags: {other: change}\n")
        assert tag(SCRIPT) != tag(SCRIPT + "echo more\n")

    def test_rerun_can_be_said(self, folder):
        def step(words: str) -> dict:
            return folder.extensions(
                deliver(f"customScript: {{script: ./a.sh, {words}}}"), a_sh=SCRIPT
            )["customScript"]

        assert "forceUpdateTag" not in step("rerun: never")
        assert step("tag: '7'")["forceUpdateTag"] == "7"
        assert step("rerun: always")["forceUpdateTag"] == "[parameters('deploymentTime')]"
        template = folder.template(
            deliver("customScript: {script: ./a.sh, rerun: always}"), a_sh=SCRIPT
        )
        assert template["parameters"]["deploymentTime"]["defaultValue"] == "[utcNow()]"

    def test_parameters_flow_into_a_script(self, folder):
        spec = deliver("customScript: {script: ./a.sh, values: {P: {parameter: port, type: int}}}")
        text = "#!/bin/bash\nlisten() { echo @P@; }\n"
        template = folder.template(spec, a_sh=text)
        assert template["variables"] == {
            "customScriptScript": "#!/bin/bash\nlisten() {{ echo {0}; }}\n"
        }
        found = folder.extensions(spec, a_sh=text)["customScript"]
        assert found["protectedSettings"]["script"] == (
            "[base64(format(variables('customScriptScript'), parameters('port')))]"
        )

    def test_what_bash_does_not_understand_is_an_error(self, folder):
        found = folder.mistakes(self.STEP, a_sh="#!/bin/bash\nif true; then\n")
        assert ["bash -n" in message for message in found] == [True]

    def test_a_bash_of_another_time_makes_it_a_warning(self, folder, monkeypatch):
        monkeypatch.setattr(scripts, "_bash_version", lambda: 3)
        found = folder.warnings(self.STEP, a_sh="#!/bin/bash\nif true; then\n")
        assert ["bash -n" in message for message in found] == [True]

    def test_a_script_without_its_first_line_is_a_warning(self, folder):
        assert ["#!" in message for message in folder.warnings(self.STEP, a_sh="echo hi\n")] == [
            True
        ]

    @pytest.mark.skipif(not shutil.which("shellcheck"), reason="needs the shellcheck command")
    def test_what_shellcheck_finds_is_a_warning_at_its_line(self, folder):
        rendering = folder.render(self.STEP, a_sh='#!/bin/bash\nrm -rf "$1"/*\n')
        found = [item for item in rendering.findings if "SC2115" in item.message]
        assert rendering.artifacts
        assert [(item.position.line, item.severity.label) for item in found] == [(2, "warning")]


class TestCommand:
    def test_command_and_files_stay_protected(self, folder):
        spec = deliver(
            "customScript: {fileUris: ['https://x.example/a.sh'], commandToExecute: bash a.sh}"
        )
        found = folder.extensions(spec)["customScript"]
        assert found["settings"] == {"skipDos2Unix": False}
        assert found["protectedSettings"] == {
            "commandToExecute": "bash a.sh",
            "fileUris": ["https://x.example/a.sh"],
        }

    def test_a_command_that_looks_like_an_expression_is_escaped(self, folder):
        spec = deliver("customScript: {commandToExecute: '[ -f /a ] && [ -f /b ]'}")
        found = folder.extensions(spec)["customScript"]
        assert found["protectedSettings"]["commandToExecute"] == "[[ -f /a ] && [ -f /b ]"

    def test_a_secret_in_a_command_is_a_secure_parameter(self, folder):
        spec = deliver(
            "customScript: {commandToExecute: \"run 'x' {y} @T@\", values: {T: {secret: token}}}"
        )
        template = folder.template(spec)
        assert template["parameters"]["token"] == {"type": "securestring"}
        found = folder.extensions(spec)["customScript"]
        assert found["protectedSettings"]["commandToExecute"] == (
            "[format('run ''x'' {{y}} {0}', parameters('token'))]"
        )

    def test_private_blobs_are_downloaded_with_an_identity_by_default(self, folder):
        spec = deliver(
            "customScript: {fileUris: ['https://acct.blob.core.windows.net/c/1/a.sh'], "
            "commandToExecute: bash a.sh}"
        )
        identity = "resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'web-id')"
        protected = folder.extensions(spec)["customScript"]["protectedSettings"]
        assert protected["managedIdentity"] == {
            "clientId": f"[reference({identity}, '2024-11-30').clientId]"
        }
        assert folder.scale_set(spec)["identity"] == {
            "type": "UserAssigned",
            "userAssignedIdentities": {f"[{identity}]": {}},
        }

    def test_a_storage_key_is_a_secret(self, folder):
        spec = deliver(
            "customScript: {fileUris: ['https://acct.blob.core.windows.net/c/a.sh'], "
            "commandToExecute: bash a.sh, storageAccountName: acct, "
            "storageAccountKey: {secret: storageKey}}"
        )
        protected = folder.extensions(spec)["customScript"]["protectedSettings"]
        assert protected["storageAccountKey"] == "[parameters('storageKey')]"
        assert "managedIdentity" not in protected

    @pytest.mark.parametrize(
        ("step", "said"),
        [
            ("{script: ./a.sh, commandToExecute: x}", "either 'script' or 'commandToExecute'"),
            ("{name: x}", "nothing to run"),
            ("{commandToExecute: x, auth: managedIdentity}", "no fileUris to download"),
            (
                "{commandToExecute: x, fileUris: ['https://h/a'], storageAccountName: acct}",
                "storageAccountKey' is missing",
            ),
            (
                "{commandToExecute: x, fileUris: ['https://h/a.sh', 'https://h/b/a.sh']}",
                "also the name of fileUris[0], which it overwrites",
            ),
            ("{commandToExecute: x, fileUris: ['https://h/a/']}", "names no file"),
            ("{commandToExecute: x, values: {A: b}}", "@A@ is nowhere"),
        ],
    )
    def test_settings_that_the_handler_rejects_or_ignores(self, folder, step, said):
        found = folder.mistakes(deliver(f"customScript: {step}"), a_sh=SCRIPT)
        assert [said in message for message in found] == [True], found

    def test_a_sas_token_is_refused_and_never_repeated(self, folder):
        url = "https://acct.blob.core.windows.net/c/a.sh?sv=2024&sig=TOPSECRETSIGNATURE"
        spec = deliver(f"customScript: {{commandToExecute: x, fileUris: ['{url}']}}")
        found = folder.mistakes(spec)
        assert "carries a SAS token" in found[0]
        assert "TOPSECRET" not in "".join(found)


class TestWindows:
    def test_a_short_script_travels_in_the_command(self, folder):
        text = "Install-WindowsFeature Web-Server\n"
        spec = deliver("customScript: {script: ./a.ps1}", WINDOWS)
        found = folder.extensions(spec, a_ps1=text)["customScript"]
        assert (found["publisher"], found["type"]) == ("Microsoft.Compute", "CustomScriptExtension")
        command = found["protectedSettings"]["commandToExecute"]
        packed = re.search(r"FromBase64String\('([^']+)'\)", command)[1]
        assert gzip.decompress(base64.b64decode(packed)).decode() == text
        assert len(command) < 8191

    def test_powershell_sees_utf8(self, folder):
        spec = deliver("customScript: {script: ./a.ps1}", WINDOWS)
        command = folder.extensions(spec, a_ps1="'é'\n")["customScript"]["protectedSettings"]
        packed = re.search(r"FromBase64String\('([^']+)'\)", command["commandToExecute"])[1]
        assert gzip.decompress(base64.b64decode(packed)) == "'é'\n".encode("utf-8-sig")

    def test_a_long_script_travels_in_custom_data_and_is_checked_by_hash(self, folder):
        import hashlib
        import random

        text = f"# {random.Random(1).randbytes(9_000).hex()}\n"
        spec = deliver("customScript: {script: ./a.ps1}", WINDOWS)
        data = base64.b64decode(custom_data(folder, spec, a_ps1=text))
        assert gzip.decompress(data).decode() == text
        command = folder.extensions(spec, a_ps1=text)["customScript"]["protectedSettings"]
        assert hashlib.sha256(data).hexdigest().upper() in command["commandToExecute"]
        assert ["reimaged" in message for message in folder.warnings(spec, a_ps1=text)] == [True]

    def test_a_script_that_fits_nowhere_is_refused(self, folder):
        import random

        text = f"# {random.Random(1).randbytes(90_000).hex()}\n"
        spec = deliver("customScript: {script: ./a.ps1}", WINDOWS)
        assert "custom data takes 65,535" in folder.mistakes(spec, a_ps1=text)[0]

    def test_dsc_keeps_secrets_protected(self, folder):
        spec = deliver(
            "dsc: {url: 'https://h/site.zip', script: site.ps1, function: Site, "
            "arguments: {port: 80}, configurationUrlSasToken: {secret: sas}, "
            "secretArguments: {login: {userName: svc, password: {secret: svcPassword}}}}",
            WINDOWS,
        )
        found = folder.extensions(spec)["dsc"]
        assert found["settings"] == {
            "wmfVersion": "latest",
            "configuration": {
                "url": "https://h/site.zip",
                "script": "site.ps1",
                "function": "Site",
            },
            "configurationArguments": {"port": 80},
            "privacy": {"dataCollection": "Disable"},
        }
        assert found["protectedSettings"] == {
            "configurationArguments": {
                "login": {"userName": "svc", "password": "[parameters('svcPassword')]"}
            },
            "configurationUrlSasToken": "[parameters('sas')]",
        }

    @pytest.mark.parametrize("words", ["arguments: {a: 1}, secretArguments: {A: {secret: s}}"])
    def test_dsc_arguments_stand_in_one_place(self, folder, words):
        spec = deliver(
            f"dsc: {{url: 'https://h/s.zip', script: s.ps1, function: S, {words}}}", WINDOWS
        )
        assert "keep one" in folder.mistakes(spec)[0]

    def test_a_secret_among_public_arguments_is_refused(self, folder):
        spec = deliver(
            "dsc: {url: 'https://h/s.zip', script: s.ps1, function: S, arguments: {a: {secret: s}}}",
            WINDOWS,
        )
        assert "cannot be a secret" in folder.mistakes(spec)[0]

    def test_cloud_init_is_not_for_windows(self, folder):
        spec = deliver("cloudInit: {file: ./a.yaml}", WINDOWS)
        found = folder.mistakes(spec, a_yaml="#cloud-config\npackages: [x]\n")
        assert "Windows does not run cloud-init" in found[0]


class TestCloudInit:
    CONFIG = "#cloud-config\npackages: [nginx]\n"

    def test_a_file_is_custom_data(self, folder):
        found = custom_data(folder, deliver("cloudInit: {file: ./a.yaml}"), a_yaml=self.CONFIG)
        assert base64.b64decode(found).decode() == self.CONFIG

    def test_several_files_are_a_mime_archive(self, folder):
        import email

        found = custom_data(
            folder,
            deliver("cloudInit: {files: [./a.yaml, ./b.sh]}"),
            a_yaml=self.CONFIG,
            b_sh=SCRIPT,
        )
        parts = email.message_from_bytes(base64.b64decode(found)).get_payload()
        assert [part.get_content_type() for part in parts] == [
            "text/cloud-config",
            "text/x-shellscript",
        ]
        assert parts[0].get_payload(decode=True).decode().strip() == self.CONFIG.strip()

    def test_it_is_compressed_where_it_would_not_fit(self, folder):
        text = self.CONFIG + "# filler filler filler\n" * 4_000
        spec = deliver("cloudInit: {file: ./a.yaml}")
        data = base64.b64decode(custom_data(folder, spec, a_yaml=text))
        assert gzip.decompress(data).decode() == text
        assert len(data) <= 65_535

    def test_what_does_not_fit_is_refused(self, folder):
        import random

        text = f"{self.CONFIG}# {random.Random(1).randbytes(80_000).hex()}\n"
        found = folder.mistakes(deliver("cloudInit: {file: ./a.yaml}"), a_yaml=text)
        assert "Azure takes 65,535" in found[0]

    def test_a_secret_is_refused(self, folder):
        spec = deliver("cloudInit: {file: ./a.yaml, values: {T: {secret: t}}}")
        found = folder.mistakes(spec, a_yaml=self.CONFIG + "hostname: '@T@'\n")
        assert "custom data is no safe place" in found[0]

    def test_a_parameter_does_not_get_lost_in_a_part_that_is_encoded(self, folder):
        spec = deliver("cloudInit: {files: [./a.yaml, ./b.sh], values: {N: {parameter: n}}}")
        script = "#!/bin/sh\necho '@N@ caf\u00e9'\n"
        for other in (self.CONFIG, f"{self.CONFIG}hostname: '@N@'\n"):
            (found,) = folder.mistakes(spec, a_yaml=other, b_sh=script)
            assert "@N@ stands in ./b.sh, which is not ASCII" in found
        assert custom_data(
            folder, spec, a_yaml="#cloud-config\n# \u00e9\n", b_sh="#!/bin/sh\n: @N@\n"
        )

    @pytest.mark.skipif(not shutil.which("cloud-init"), reason="needs the cloud-init command")
    @pytest.mark.parametrize(
        "name", sorted(p.parent.name for p in STARTERS.glob("*/cloud-init.yaml"))
    )
    def test_cloud_init_itself_accepts_the_rendered_custom_data(self, name):
        from generator.rendering.custom_data import cloud_configs, refusal, user_data

        template = json.loads((OUTPUT / name / "azuredeploy.json").read_bytes())
        configs = list(cloud_configs(user_data(template)))
        assert configs
        deadline.begin()
        assert [refusal(text) for text in configs] == [None] * len(configs)

    @pytest.mark.skipif(not shutil.which("cloud-init"), reason="needs the cloud-init command")
    def test_what_cloud_init_itself_refuses_is_a_warning(self):
        from generator.rendering.custom_data import refusal

        deadline.begin()
        assert "packages" in refusal("#cloud-config\npackages: 5\n")

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("packages: [nginx]\n", "#cloud-config"),
            ("#cloud-config\npackagse: [nginx]\n", "packages"),
            ("#cloud-config\nruncmd:\n- a\n b: [\n", ""),
        ],
    )
    def test_what_cloud_init_would_ignore_is_a_mistake_in_its_file(self, folder, text, said):
        from generator.diagnostics import Severity

        rendering = folder.render(deliver("cloudInit: {file: ./a.yaml}"), a_yaml=text)
        errors = [item for item in rendering.findings if item.severity is Severity.ERROR]
        assert not rendering.artifacts
        assert errors[0].path.endswith("a.yaml")
        assert said in errors[0].message


class TestOthers:
    def test_a_vm_application(self, folder):
        base = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/galleries/x"
        spec = deliver(f"application: {{id: {base}/applications/agent/versions/1.0.0}}")
        profile = folder.scale_set(spec)["properties"]["virtualMachineProfile"]
        assert profile["applicationProfile"]["galleryApplications"] == [
            {
                "packageReferenceId": f"{base}/applications/agent/versions/1.0.0",
                "order": 1,
                "treatFailureAsDeploymentFailure": True,
                "enableAutomaticUpgrade": False,
            }
        ]

    def test_extensions_wait_for_each_other_and_health_comes_last(self, folder):
        spec = (
            MINIMAL + "deliver:\n  - customScript: {script: ./a.sh}\n  - extension:\n"
            "      {publisher: P, type: T, typeHandlerVersion: '1.0', settings: {a: '[x]'},\n"
            "       protectedSettings: {key: {secret: k}}}\nports: [{port: 80}]\n"
        )
        found = folder.extensions(spec, a_sh=SCRIPT)
        assert list(found) == ["customScript", "T", "applicationHealth"]
        assert "provisionAfterExtensions" not in found["customScript"]
        assert found["T"]["provisionAfterExtensions"] == ["customScript"]
        assert found["T"]["settings"] == {"a": "[[x]"}
        assert found["T"]["protectedSettings"] == {"key": "[parameters('k')]"}
        assert found["applicationHealth"]["provisionAfterExtensions"] == ["T"]

    @pytest.mark.parametrize(
        ("image", "reference"),
        [
            (
                "urn: 'a:b:c:1.2.3'",
                {"publisher": "a", "offer": "b", "sku": "c", "version": "1.2.3"},
            ),
            (
                "id: /subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/images/i",
                {"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/images/i"},
            ),
            (
                "sharedGalleryImageId: /sharedGalleries/g/images/i/versions/latest",
                {"sharedGalleryImageId": "/sharedGalleries/g/images/i/versions/latest"},
            ),
            (
                "communityGalleryImageId: /CommunityGalleries/g/Images/i/Versions/1.0.0",
                {"communityGalleryImageId": "/CommunityGalleries/g/Images/i/Versions/1.0.0"},
            ),
        ],
    )
    def test_images(self, folder, image, reference):
        profile = folder.scale_set(f"{MINIMAL}image: {{{image}}}\n")["properties"]
        storage = profile["virtualMachineProfile"]["storageProfile"]
        assert storage["imageReference"] == reference

    def test_a_plan_and_a_specialized_image(self, folder):
        spec = (
            "name: web\nos: linux\nsize: Standard_D2s_v5\nimage:\n  specialized: true\n"
            "  id: /subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/galleries/g/images/i\n"
            "  plan: {name: n, product: p, publisher: q}\n"
        )
        found = folder.scale_set(spec)
        assert found["plan"] == {"name": "n", "product": "p", "publisher": "q"}
        assert "osProfile" not in found["properties"]["virtualMachineProfile"]

    def test_two_images_are_one_too_many(self, folder):
        image = "id: /subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/images/i"
        found = folder.mistakes(f"{MINIMAL}image: {{urn: 'a:b:c:d', {image}}}\n")
        assert "several images (urn, id)" in found[0]


def test_every_committed_output_is_json_with_two_spaces_and_lf():
    from tests.support.workspace import OUTPUT

    for path in OUTPUT.rglob("*.json"):
        data = path.read_bytes()
        assert b"\r" not in data
        assert data == (json.dumps(json.loads(data), indent=2, ensure_ascii=False) + "\n").encode()
