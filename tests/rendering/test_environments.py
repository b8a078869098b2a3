"""Environments of a spec: one template, a parameter file for each, plans and checks of one of them."""

import json

import pytest

from generator.language.documents.source import read_json
from generator.language.expansion.expand import expand
from generator.language.expressions.context import Context
from generator.language.parameters.inputs import sort_parameters
from tests.support.command import run_here
from tests.support.workspace import KEY, MINIMAL

WEB = f"""\
{MINIMAL}count: 3
tags: {{env: prod, owner: ops}}
ports: [{{port: 80}}]
health: {{requestPath: /healthz}}
deliver: [{{customScript: {{script: a.sh, values: {{DB: db.prod}}}}}}]
"""
SCRIPT = "#!/bin/sh\necho @DB@\n"
DIFFERENT = """\
environments:
  dev:
    count: 1
    tags: {env: dev}
    deliver: [{customScript: {values: {DB: db.dev}}}]
  test: {size: Standard_D4s_v5}
"""


def resources(template, parameters):
    """Return the resources of a template with the values of a parameter file."""
    document = read_json(template, "t.json")
    given = sort_parameters([parameters], document.value["parameters"], {})
    found = expand(document, given.values, Context())
    return {item.made.name: item.as_json() for item in found.resources}


def errors(rendering):
    return [item for item in rendering.findings if item.severity.name == "ERROR"]


def files(rendering):
    assert [item.message for item in errors(rendering)] == []
    return {item.name: item.text for item in rendering.artifacts}


def test_each_environment_deploys_what_a_spec_of_its_own_would(folder):
    made = files(folder.render(WEB + DIFFERENT, a_sh=SCRIPT))
    assert [name for name in made if "param" in name] == [
        "azuredeploy.parameters.json",
        "azuredeploy.parameters.dev.json",
        "azuredeploy.parameters.test.json",
        "main.bicepparam",
        "main.dev.bicepparam",
        "main.test.bicepparam",
    ]
    alone = {
        "": WEB,
        ".dev": WEB.replace("count: 3", "count: 1").replace("prod", "dev"),
        ".test": WEB.replace("D2s", "D4s"),
    }
    for name, spec in alone.items():
        own = files(folder.render(spec, a_sh=SCRIPT))
        there = resources(made["azuredeploy.json"], made[f"azuredeploy.parameters{name}.json"])
        expected = resources(own["azuredeploy.json"], own["azuredeploy.parameters.json"])
        for of in (there, expected):  # the script is put together by Azure, and its hash is another
            extensions = of["web"]["properties"]["virtualMachineProfile"]["extensionProfile"]
            script = extensions["extensions"][0]["properties"]
            script["protectedSettings"], script["forceUpdateTag"] = None, None
        assert there == expected


def test_a_default_that_follows_what_differs_is_a_parameter_too(folder):
    made = files(folder.render(WEB + "environments: {dev: {count: 1}}\n", a_sh=SCRIPT))
    name = "upgradeMaxUnhealthyInstancePercent"
    both = [
        json.loads(made[f"azuredeploy.parameters{of}.json"])["parameters"][name]["value"]
        for of in ("", ".dev")
    ]
    assert both == [34, 100]


@pytest.mark.parametrize(
    ("environments", "message"),
    [
        ("dev: {os: windows}", "'os' cannot differ between environments, which share one template: dev has another value, and it decides which resources and settings are rendered; write a spec of its own for it"),
        ("dev: {zones: [1]}", "'zones' cannot differ between environments, which share one template: dev has another number of entries there; write a spec of its own for it"),
        ("dev: {tags: {env: null}}", "'environments.dev.tags.env' must be a string (is empty)"),
        ("dev: {admin: null}", "'environments.dev.admin' must be keys with values (is empty); indent what belongs to it below it, write {}, or leave the key out"),
        ("dev: {tags: {owner: me}}", "the spec itself must give 'tags.owner' too: an environment says only what differs"),
        ("dev: {cuont: 1}", "unknown key 'cuont' in 'environments.dev'; did you mean 'count'?"),
        ("dev: {count: many}", "'environments.dev.count' must be an integer (is 'many')"),
        ("Dev Box: {count: 1}", "'environments': a name is 1 to 32 lower-case letters, digits or '-' (is 'Dev Box')"),
        ("dev: 3", "'environments.dev' must be keys with values or null (is 3)"),
        ("dev: {count: 2000}", "'environments.dev.count' must be at most 1000 (is 2000)"),
        ("dev: {size: Standard_D2ps_v6}", "with the values of dev another default holds for image.urn, security.trustedLaunch (see /resources/4/properties/virtualMachineProfile/storageProfile/imageReference/sku), and environments share one template: give it for all of them, or write a spec of its own"),
        ("dev: {sizes: [a]}", "unknown key 'sizes' in 'environments.dev': it belongs below 'mix'"),
        ("[dev]", "'environments' must be keys with values (is a list)"),
    ],
)  # fmt: skip
def test_what_cannot_differ_is_said_at_its_place(folder, environments, message):
    spec = f"{MINIMAL}count: 3\ntags: {{env: prod}}\nenvironments:\n  {environments}\n"
    rendering = folder.render(spec)
    assert rendering.artifacts == []
    assert [(item.position.line, item.message) for item in errors(rendering)] == [(8, message)]


def test_what_is_wrong_beside_environments_is_told_with_them(folder):
    found = errors(folder.render(f"{MINIMAL}version: two\nenvironments: {{dev: {{cuont: 1}}}}\n"))
    assert [(item.position.line, item.message) for item in found] == [
        (5, "'version' must be an integer (is 'two')"),
        (6, "unknown key 'cuont' in 'environments.dev'; did you mean 'count'?"),
    ]


def test_a_value_that_is_wrong_in_one_environment_only_is_found(folder):
    spec = f"{MINIMAL}count: 3\nautoscale: {{minimum: 1, maximum: 5}}\n"
    spec += "environments: {dev: {autoscale: {minimum: 6}}}\n"
    assert [(item.position.line, item.message) for item in errors(folder.render(spec))] == [
        (7, "'minimum' must be at most 'maximum' (5; is 6)")
    ]


def test_a_vault_may_differ(folder):
    vault = "/subscriptions/1/resourceGroups/r/providers/Microsoft.KeyVault/vaults/"
    spec = MINIMAL.replace(f"sshKey: {KEY}", f"sshKey: {{parameter: key, value: {KEY}}}")
    spec += f"monitoring: {{workspaceId: {vault}a}}\n"
    found = f"{{secret: p, keyVaultId: {vault}NAME}}"
    spec += f"deliver: [{{customScript: {{script: a.sh, environment: {{P: {found}}}}}}}]\n"
    step = f"{{customScript: {{environment: {{P: {found}}}}}}}".replace("NAME", "dev")
    spec += f"environments: {{dev: {{deliver: [{step}]}}}}\n"
    made = files(folder.render(spec.replace("NAME", "prod"), a_sh=SCRIPT))
    entry = json.loads(made["azuredeploy.parameters.dev.json"])["parameters"]["p"]
    assert entry == {"reference": {"keyVault": {"id": f"{vault}dev"}, "secretName": "p"}}


def test_one_environment_is_planned_and_checked(folder):
    folder.write(WEB + DIFFERENT, a_sh=SCRIPT)
    planned = run_here(["plan", ".", "--scale-out", "1", "--env", "dev"], folder.path)
    assert (planned.code, planned.out.split("\n")[0]) == (0, "")
    assert run_here(["check", ".", "--env", "dev"], folder.path).code == 0
    wrong = run_here(["check", ".", "--env", "staging"], folder.path)
    assert (wrong.code, wrong.out.split("\n")[0]) == (
        1,
        "scaleset.yaml:1:1: error SPC440 this spec has no environment 'staging': it has dev, test",
    )


def test_the_bicep_compiles_for_each(folder, compiler):
    made = files(folder.render(WEB + DIFFERENT, a_sh=SCRIPT))
    for name, text in made.items():
        (folder.path / name).write_text(text, "utf-8")
    compiled = compiler.compile(folder.path / "main.bicep")
    assert [*compiled.errors(), *compiled.warnings()] == []
