"""Mistakes in a spec: all at once, each at its place, with what to do."""

from __future__ import annotations

from tests.support.workspace import MINIMAL

SCRIPT = "#!/bin/bash\necho hello\n"


def test_all_mistakes_are_reported_in_one_run_at_their_places(folder):
    found = folder.mistakes(
        """\
nme: web
os: linxu
size: 5
count: many
zones: [1, 4]
deliver:
  - customScript: {scrpt: ./a.sh}
ports:
  - prot: 80
""",
    )
    assert found == [
        "1:1 unknown key 'nme'; did you mean 'name'?",
        "2:5 'os' must be one of linux, windows (is 'linxu'); did you mean 'linux'?",
        "3:7 'size' must be a VM size such as Standard_D2s_v5 (is 5)",
        "4:8 'count' must be an integer (is 'many')",
        "5:12 'zones[1]' must be one of 1, 2, 3 (is 4)",
        "7:20 unknown key 'scrpt' in 'deliver[0].customScript'; did you mean 'script'?",
        "9:5 unknown key 'prot' in 'ports[0]'; did you mean 'port'?",
    ]


def test_a_word_from_another_tool_leads_to_ours(folder):
    found = folder.mistakes(MINIMAL + "region: westeurope\nhealth: {path: /, port: 80}\n")
    assert found == [
        "5:1 unknown key 'region'; did you mean 'location'?",
        "6:10 unknown key 'path' in 'health'; did you mean 'requestPath'?",
    ]


def test_a_mistake_of_form_does_not_hide_one_between_keys(folder):
    found = folder.mistakes(
        MINIMAL + "cuont: 3\ndeliver:\n  - cloudInit: {file: ./missing.yaml}\n"
        "  - dsc: {url: 'https://x/y.zip', script: a.ps1, function: F}\n"
    )
    assert found == [
        "5:1 unknown key 'cuont'; did you mean 'count'?",
        "7:23 'deliver[0].cloudInit.file': cannot use './missing.yaml': No such file or directory",
        "8:10 DSC is for Windows; on Linux use customScript or cloudInit",
    ]


def test_an_empty_spec_says_how_to_start(folder):
    assert folder.mistakes("") == [
        "1:1 the spec is empty; 'scaleset init' writes one to start from"
    ]
    assert "must be keys with values" in folder.mistakes("- a\n- b\n")[0]


def test_a_duplicate_key_and_a_tab_are_mistakes(folder):
    assert ["name" in line for line in folder.mistakes(MINIMAL + "name: other\n")] == [True]
    assert ["tab" in line.lower() for line in folder.mistakes("name: web\nimage:\n\turn: x\n")] == [
        True
    ]


def test_anchors_cannot_blow_up(folder):
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10)
    )
    assert folder.mistakes(bomb)


def test_a_step_has_one_method(folder):
    found = folder.mistakes(
        MINIMAL + "deliver:\n  - customScript: {script: ./a.sh}\n    cloudInit: {file: ./b.yaml}\n",
        a_sh=SCRIPT,
        b_yaml="#cloud-config\npackages: [nginx]\n",
    )
    assert found == [
        "6:5 'deliver[0]' must have a single key, one of "
        "customScript, dsc, cloudInit, application, extension: put '- ' before each"
    ]


def test_two_steps_with_one_handler_are_refused(folder):
    found = folder.mistakes(
        MINIMAL + "deliver:\n  - customScript: {script: ./a.sh}\n"
        "  - customScript: {name: second, script: ./a.sh}\n",
        a_sh=SCRIPT,
    )
    assert len(found) == 1
    assert "deliver[0] uses the same handler" in found[0]


def test_cloud_init_after_an_extension_is_refused(folder):
    found = folder.mistakes(
        MINIMAL + "deliver:\n  - customScript: {script: ./a.sh}\n  - cloudInit: {file: ./b.yaml}\n",
        a_sh=SCRIPT,
        b_yaml="#cloud-config\npackages: [nginx]\n",
    )
    assert len(found) == 1
    assert "starts at the first boot, before the extensions" in found[0]


def test_a_file_outside_of_the_folder_needs_leave(folder, scaleset, tmp_path):
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "a.sh").write_text(SCRIPT)
    (inner / "scaleset.yaml").write_text(
        MINIMAL + "deliver:\n  - customScript: {script: ../a.sh}\n"
    )
    refused = scaleset("render", "inner")
    assert refused.code == 1
    assert "inner/scaleset.yaml:6:28: error" in refused.err
    assert "outside of the folder of the spec" in refused.err
    assert not (inner / "azuredeploy.json").exists()
    assert scaleset("render", "inner", "--allow-outside").code == 0


def test_a_link_that_leads_outside_is_refused(folder, tmp_path):
    secret = tmp_path.parent / f"{tmp_path.name}-outside.sh"
    secret.write_text(SCRIPT)
    (tmp_path / "link.sh").symlink_to(secret)
    found = folder.mistakes(MINIMAL + "deliver:\n  - customScript: {script: ./link.sh}\n")
    assert "outside of the folder" in found[0]


def test_what_must_stay_fixed_cannot_be_a_parameter(folder):
    found = folder.mistakes(MINIMAL.replace("os: linux", "os: {parameter: os}"))
    assert "2:5 'os' cannot be a template parameter" in found[0]


def test_declarations_of_one_parameter_must_agree(folder):
    found = folder.mistakes(
        MINIMAL + "tags:\n  a: {parameter: env, default: x}\n  b: {parameter: env, default: y}\n"
    )
    assert len(found) == 1
    assert "7:6" in found[0]
    assert "parameter 'env' is declared differently at tags.a (default)" in found[0]


def test_a_default_must_fit_the_key_and_the_allowed_values(folder):
    found = folder.mistakes(
        MINIMAL + "count: {parameter: n, default: lots}\n"
        "tags: {a: {parameter: env, default: x, allowedValues: [y]}}\n"
    )
    assert found == [
        "5:32 'count.default' must be an integer (is 'lots')",
        "6:37 'tags.a.default' is not one of allowedValues",
    ]


def test_a_key_of_a_parameter_is_checked(folder):
    found = folder.mistakes(MINIMAL + "count: {parameter: n, allowed: [1, 2]}\n")
    assert "did you mean 'allowedValues'?" in found[0]


def test_a_literal_password_is_refused_and_not_repeated(folder):
    found = folder.mistakes(
        "name: web\nos: windows\nsize: Standard_D2s_v5\nadmin: {password: Hunter2Hunter2!}\n"
    )
    assert found == [
        "4:19 'admin.password' must be a secret, {secret: name}: no constant, no open parameter"
    ]
    refused = folder.mistakes(
        "name: web\nos: windows\nsize: Standard_D2s_v5\nadmin: {password: {parameter: p}}\n"
    )
    assert "must be a secret" in refused[0]


def test_a_bad_step_does_not_move_the_places_of_the_others(folder):
    found = folder.mistakes(
        MINIMAL + "deliver:\n  - {}\n  - customScript: {script: ./a.sh, nme: x}\n",
        a_sh="echo no shebang\n",
    )
    assert [line.split()[0] for line in found] == ["6:5", "7:36"]


def test_raw_of_any_shape_is_answered(folder):
    for value in ("''", "5", "[]", "[x]", "true"):
        spec = MINIMAL + "deliver:\n  - cloudInit: {file: ./a.yaml}\n"
        folder.render(
            f"{spec}raw: {{scaleSet: {{properties: {{virtualMachineProfile: {value}}}}}}}\n",
            a_yaml="#cloud-config\npackages: [nginx]\n",
        )
        rendering = folder.render(
            f"{spec}raw: {{scaleSet: {{properties: {value}}}}}\n",
            a_yaml="#cloud-config\npackages: [nginx]\n",
        )
        assert rendering.findings


def test_a_password_in_raw_is_refused_and_not_repeated(folder):
    profile = "osProfile: {adminPassword: Hunter2hunter2!}"
    found = folder.mistakes(
        f"{MINIMAL}raw: {{scaleSet: {{properties: {{virtualMachineProfile: {{{profile}}}}}}}}}\n"
    )
    assert found[0].startswith("5:")
    assert "is in plain text" in found[0]
    assert "Hunter2" not in "".join(found)


def test_two_rules_for_one_backend_port_are_refused(folder):
    found = folder.mistakes(MINIMAL + "ports: [{port: 80}, {port: 443, backendPort: 80}]\n")
    assert found == [
        "5:46 another rule leads to tcp port 80 of the same instances: a load balancer refuses that"
    ]


def test_who_may_connect_is_an_address_or_a_tag(folder):
    for good in ("'*'", "Internet", "10.0.0.0/8", "203.0.113.7", "Storage.WestEurope"):
        assert folder.render(f"{MINIMAL}ports: [{{port: 80, from: {good}}}]\n").artifacts
    found = folder.mistakes(MINIMAL + "ports: [{port: 80, from: 999.1.1.1/99}]\n")
    assert "is no address, address range, service tag or *" in found[0]


def test_a_parameter_that_contradicts_itself_or_its_key(folder):
    wrong_type = folder.mistakes(
        MINIMAL.replace("size: Standard_D2s_v5", "size: {parameter: x, type: int}")
    )
    assert "3:7 'size' is of type string, and the parameter says int" in wrong_type[0]
    out_of_bounds = folder.mistakes(MINIMAL + "count: {parameter: n, minValue: 5, default: 1}\n")
    assert "outside of the parameter's bounds" in out_of_bounds[0]


def test_autoscale_bounds_are_reported_at_their_key(folder):
    found = folder.mistakes(MINIMAL + "autoscale: {minimum: 5, maximum: 2}\n")
    assert found[0] == "5:22 'minimum' must be at most 'maximum' (2; is 5)"


def test_a_constant_that_breaks_cloud_init_is_found(folder):
    found = folder.render(
        MINIMAL + "deliver:\n  - cloudInit: {file: ./a.yaml, values: {X: 'a\"b: {'}}\n",
        a_yaml='#cloud-config\nhostname: "@X@"\n',
    )
    assert not found.artifacts
    assert found.findings[0].path.endswith("a.yaml")


def test_private_characters_are_refused(folder):
    assert "U+E000" in folder.mistakes(MINIMAL + "tags: {a: '\ue000#x\ue001'}\n")[0]


def test_a_name_of_the_wrong_form_is_told_at_itself(folder):
    step = (
        "deliver: [{customScript: {commandToExecute: ls, environment: {A: x, 'B-C': y, 1D: z}}}]\n"
    )
    form = "'deliver[0].customScript.environment': a name is of letters, digits and _, and begins with no digit"
    assert folder.mistakes(MINIMAL + step) == [
        f"5:69 {form} (is 'B-C')",
        f"5:79 {form} (is '1D')",
    ]
