"""What an earlier render left beside a spec, and specs that are passed over."""

from __future__ import annotations

import json

import pytest

from tests.support.workspace import MINIMAL

pytestmark = pytest.mark.slow

VAULT = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/ops/providers/Microsoft.KeyVault/vaults/kv"
ROLES = f"identity: {{roles: [{{role: Key Vault Secrets User, scope: {VAULT}}}]}}\n"
SAID = "an earlier render wrote it, and this one does not; delete it"
MODULE = "shop/modules/webRole1.bicep"


@pytest.fixture
def shop(tmp_path):
    """A folder for a spec of the set."""
    (tmp_path / "shop").mkdir()
    return tmp_path / "shop"


def test_a_module_that_is_rendered_no_more_is_told_until_it_is_deleted(shop, scaleset):
    (shop / "scaleset.yaml").write_text(MINIMAL + ROLES)
    assert f"wrote {MODULE}" in scaleset("render", "shop").out.splitlines()
    (shop / "scaleset.yaml").write_text(MINIMAL)
    assert f"left over {MODULE}: {SAID}" in scaleset("render", "shop").out.splitlines()
    checked = scaleset("render", "shop", "--check")
    assert (checked.code, checked.out) == (1, f"{MODULE}: {SAID}\n")
    assert f"1 file not up to date: {MODULE}" in checked.err.splitlines()
    files = json.loads(scaleset("render", "shop", "--check", "-o", "json").out)[0]["files"]
    assert {item["path"]: item["state"] for item in files}[MODULE] == "left over"
    (shop / "modules" / "webRole1.bicep").unlink()
    assert scaleset("render", "shop", "--check").code == 0


def test_a_file_of_the_user_is_no_leftover(shop, scaleset):
    (shop / "scaleset.yaml").write_text(MINIMAL)
    (shop / "modules").mkdir()
    (shop / "modules" / "own.bicep").write_text("param a string\n")
    assert "left over" not in scaleset("render", "shop").out
    assert scaleset("render", "shop", "--check").code == 0


def test_a_module_of_a_set_with_another_name_is_told(shop, scaleset):
    (shop / "scaleset.yaml").write_text(MINIMAL + ROLES)
    assert scaleset("render", "shop").code == 0
    (shop / "scaleset.yaml").write_text(MINIMAL.replace("name: web", "name: api") + ROLES)
    assert f"left over {MODULE}: {SAID}" in scaleset("render", "shop").out.splitlines()


def test_the_swap_of_colors_that_are_gone_is_told(shop, scaleset):
    colors = "ports: [{port: 80}]\nblueGreen: {color: blue, live: blue}\n"
    (shop / "scaleset.yaml").write_text(MINIMAL + colors)
    assert scaleset("render", "shop").code == 0
    assert scaleset("render", "shop", "--swap").code == 0
    assert "left over" not in scaleset("render", "shop").out
    (shop / "scaleset.yaml").write_text(MINIMAL)
    left = [x for x in scaleset("render", "shop").out.splitlines() if x.startswith("left over")]
    assert left[0] == f"left over shop/azuredeploy.swap.json: {SAID}"


def test_specs_are_excluded_as_templates_are(tmp_path, scaleset):
    for name in ("a", "legacy"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "scaleset.yaml").write_text(MINIMAL)
    assert "legacy" not in scaleset("render", ".", "--exclude", "legacy").out
    assert "Checked 1 spec." in scaleset("check", ".", "--exclude", "legacy").err
    (tmp_path / "scaleset.config.yaml").write_text("exclude: [legacy]\n")
    assert "Checked 1 spec." in scaleset("check", ".").err
    assert "legacy" not in scaleset("render", ".").out
