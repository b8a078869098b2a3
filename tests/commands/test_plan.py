"""`scaleset plan` as a user runs it: files, specs, revisions, formats, exit codes, bad input."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

from tests.support import arm
from tests.support.command import run_here
from tests.support.rollout_pairs import PAIRS, put, scale_set, starter
from tests.support.workspace import OUTPUT, ROOT, STARTERS

pytestmark = pytest.mark.slow

UNIFORM = "uniform-probe"


def git(folder, *arguments):
    subprocess.run(
        ["git", "-c", "user.name=n", "-c", "user.email=e@example.org", *arguments],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip


@pytest.fixture
def repository(tmp_path):
    """A repository with the starter as shop/, and two changes in the work tree."""
    shutil.copytree(STARTERS / UNIFORM, tmp_path / "shop")
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "one")
    spec = tmp_path / "shop" / "scaleset.yaml"
    spec.write_text(spec.read_text().replace("user: azureops", "user: operator"))
    script = tmp_path / "shop" / "install.sh"
    script.write_text(f"{script.read_text()}echo done\n")
    return tmp_path


def pair_of_files(folder, row):
    pair = next(pair for pair in PAIRS if pair.row == row)
    for name, text in zip(
        ("old.json", "new.json"), pair.texts("Rolling", surge=False), strict=True
    ):
        (folder / name).write_text(text, encoding="utf-8")


def test_the_example_of_the_documentation_is_what_the_command_prints(repository, scaleset):
    ran = scaleset("plan", "--git", "main", "shop", "-g", "shop-rg")
    assert ran.code == 0
    page = (ROOT / "docs" / "reference" / "plans.md").read_text(encoding="utf-8")
    assert f"$ scaleset plan --git main shop -g shop-rg\n{ran.out}```" in page


def test_the_old_template_may_come_from_standard_input(tmp_path):
    pair_of_files(tmp_path, "size")
    ran = run_here(["plan", "-", "new.json"], tmp_path, (tmp_path / "old.json").read_bytes())
    assert ran.code == 0
    assert ran.out.startswith("<stdin> -> new.json")
    assert "all 10 instances restart" in " ".join(ran.out.split())


def test_a_scale_set_whose_name_is_not_known_on_one_side_is_taken_to_be_the_same(
    tmp_path, scaleset
):
    template = starter(UNIFORM)
    (tmp_path / "a.json").write_text(json.dumps(template))
    template["parameters"]["name"] = {"type": "string"}
    put(scale_set(template), "name", "[parameters('name')]")
    (tmp_path / "b.json").write_text(json.dumps(template))
    out = " ".join(scaleset("plan", "a.json", "b.json").out.split())
    assert "No change" in out
    assert "? whether classic and [parameters('name')] evaluate to the same name" in out
    assert "CHG004" not in out


def test_two_revisions_are_compared_and_the_work_tree_does_not_count(repository, scaleset):
    git(repository, "commit", "-qam", "two")
    (repository / "shop" / "scaleset.yaml").write_text("broken: [", encoding="utf-8")
    ran = scaleset("plan", "--git", "main~1..main", "shop/scaleset.yaml", "-o", "json")
    assert ran.code == 0
    plan = json.loads(ran.out)
    assert plan["old"] == "main~1:shop/scaleset.yaml"
    assert plan["new"] == "main:shop/scaleset.yaml"
    places = {change["file"] for change in plan["scaleSets"][0]["changes"]}
    assert places == {"main:shop/scaleset.yaml"}


def test_a_parameter_file_counts_as_it_was_in_the_revision(tmp_path, scaleset):
    shutil.copytree(OUTPUT / UNIFORM, tmp_path / "infra")
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "one")
    file = tmp_path / "infra" / "azuredeploy.parameters.json"
    values = json.loads(file.read_text())
    values["parameters"]["instanceCount"] = {"value": 14}
    file.write_text(json.dumps(values))
    command = ("plan", "--git", "main", "azuredeploy.json", "-p", "azuredeploy.parameters.json")
    ran = scaleset(*command, "-o", "json", cwd=tmp_path / "infra")
    (change,) = json.loads(ran.out)["scaleSets"][0]["changes"]
    assert (change["path"], change["old"], change["new"]) == ("sku.capacity", 10, 14)


def test_what_lies_beside_the_folder_counts_as_it_was_too(tmp_path, scaleset):
    """A parameter file and a linked template above the template, in names with blanks."""
    inner = starter(UNIFORM)
    outer = {
        "$schema": inner["$schema"],
        "contentVersion": "1.0.0.0",
        "parameters": {"count": {"type": "int"}},
        "resources": [
            {
                "type": "Microsoft.Resources/deployments",
                "apiVersion": "2025-04-01",
                "name": "inner",
                "properties": {
                    "mode": "Incremental",
                    "templateLink": {"relativePath": "../shared/set.json"},
                    "parameters": {
                        "instanceCount": {"value": "[parameters('count')]"},
                        "sshPublicKey": {"value": "ssh-ed25519 A"},
                    },
                },
            }
        ],
    }
    files = {"a b/main.json": outer, "shared/set.json": inner, "p ü.json": {"count": {"value": 3}}}
    for name, value in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(json.dumps(value))
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "one")
    put(scale_set(inner), "sku/name", "Standard_D8s_v5")
    (tmp_path / "shared/set.json").write_text(json.dumps(inner))
    (tmp_path / "p ü.json").write_text('{"count": {"value": 5}}')
    command = ("plan", "--git", "main", "main.json", "-p", "../p ü.json", "-o", "json")
    ran = scaleset(*command, cwd=tmp_path / "a b")
    changes = json.loads(ran.out)["scaleSets"][0]["changes"]
    assert {(c["path"], c["old"], c["new"]) for c in changes} == {
        ("sku.name", "Standard_D2s_v5", "Standard_D8s_v5"),
        ("sku.capacity", 3, 5),
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--git", "nowhere", "shop"), "git knows no revision 'nowhere'"),
        (("--git", "--help", "shop"), "git knows no revision '--help'"),
        (("--git", "main", "shop/none.json"), "it does not exist in revision 'main'"),
        (("--git", "main", "missing/new.json"), "missing/new.json"),
        (("shop",), "give two templates, or one with --git, --live or --scale-out"),
        (("--git", "main", "shop", "shop"), "--git takes one file"),
        (("--git", "main", "shop", "--old-parameters", "a=1"), "those of the revision"),
        (("shop", "nothing.json"), "nothing.json: error file no such file"),
        (("shop", "."), "none of scaleset.yaml"),
        (("shop", "shop/new.json"), "this is no deployment template and no spec"),
        (("shop", "shop/shown.json"), "'az group export' writes a template"),
        (("shop", "shop/listed.json"), "'az group export' writes a template"),
        (("shop", "shop/install.sh"), "install.sh:1:1: error"),
        (("shop", "shop", "-p", "unknownOne=1"), "the template has no parameter 'unknownOne'"),
    ],
)
def test_what_cannot_be_run_is_said_in_a_sentence(repository, scaleset, arguments, said):
    (repository / "shop" / "new.json").write_text("{}")
    shown = '{"id": "/subscriptions/x", "name": "web", "location": "westeurope"}'
    (repository / "shop" / "shown.json").write_text(shown)
    (repository / "shop" / "listed.json").write_text(f'{{"value": [{shown}]}}')
    ran = scaleset("plan", *arguments)
    assert ran.code == 2
    assert said in " ".join(ran.err.replace("│", " ").split())
    assert ran.out == ""


def test_a_parameter_without_a_value_is_told(tmp_path, scaleset):
    template = starter(UNIFORM)
    scale_set(template)["sku"]["name"] = "[parameters('size')]"
    template["parameters"]["size"] = {"type": "string"}
    for name in ("old.json", "new.json"):
        (tmp_path / name).write_text(json.dumps(template))
    ran = scaleset("plan", "old.json", "new.json")
    assert ran.code == 0
    assert "size: what depends on it is not known" in ran.out + ran.err


def test_a_side_in_bicep_needs_the_bicep_cli(tmp_path, scaleset, monkeypatch):
    (tmp_path / "main.bicep").write_text("param a string\n")
    (tmp_path / "a.json").write_text(arm.text(arm.template()))
    monkeypatch.setenv("PATH", str(tmp_path))
    ran = scaleset("plan", "a.json", "main.bicep")
    assert ran.code == 2
    assert "az bicep install" in " ".join(ran.err.split())


def test_outside_of_a_repository_git_is_told(tmp_path, scaleset):
    (tmp_path / "a.json").write_text("{}")
    ran = scaleset(
        "plan", "--git", "main", "a.json", env={"GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}
    )
    assert ran.code == 2
    assert "not a git repository" in ran.err


@pytest.mark.parametrize(
    ("row", "fails_at"),
    [
        ("location", {"refuse", "replace", "reimage", "restart", "rerun"}),
        ("image-version", {"reimage", "restart", "rerun"}),
        ("size", {"restart", "rerun"}),
        ("extension-tag", {"rerun"}),
        ("tags", set()),
        ("custom-data", set()),
        ("zone-balance", {"unknown"}),
    ],
)
def test_the_exit_code_follows_what_the_deployment_does(tmp_path, row, fails_at, capsys):
    from generator.commands.plan.run import PlanRequest, run
    from generator.rollout.records import PlanOptions

    pair_of_files(tmp_path, row)
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    for level in ("refuse", "replace", "reimage", "restart", "rerun", "unknown"):
        request = PlanRequest((), (), {}, PlanOptions(), fail_on=frozenset({level}))
        assert run(old, new, None, request) == (1 if level in fails_at else 0), level


def test_fail_on_replace_is_met_by_a_surge_and_by_nothing_under_manual(tmp_path, scaleset):
    pair = next(pair for pair in PAIRS if pair.row == "extension-tag")
    for mode, surge, code in (("Rolling", True, 1), ("Rolling", False, 0), ("Manual", False, 0)):
        for name, text in zip(("a.json", "b.json"), pair.texts(mode, surge=surge), strict=True):
            (tmp_path / name).write_text(text, encoding="utf-8")
        ran = scaleset("plan", "a.json", "b.json", "--fail-on", "replace", "-q")
        assert ran.code == code, mode


def test_a_template_with_an_error_is_planned_and_fails(tmp_path, scaleset):
    pair_of_files(tmp_path, "tags")
    text = (tmp_path / "new.json").read_text()
    (tmp_path / "new.json").write_text(text.replace('"4712"', "\"[variables('gone')]\""))
    ran = scaleset("plan", "old.json", "new.json")
    assert ran.code == 1
    assert "new.json:" in ran.err
    assert "variable 'gone' is not declared" in ran.err
    assert "tags.costCenter" in ran.out


def test_reordering_and_reformatting_are_no_change(tmp_path, scaleset):
    template = starter("full")
    (tmp_path / "a.json").write_text(json.dumps(template, indent=2))
    template["resources"].reverse()
    resource = scale_set(template)
    for name in ("extensionProfile/extensions", "storageProfile/dataDisks"):
        value = resource["properties"]["virtualMachineProfile"]
        for step in name.split("/"):
            value = value[step]
        value.reverse()
    put(resource, "location", "[toLower(parameters('location'))]")
    shuffled = json.dumps(template).replace('"Flexible"', '"flexible"')
    (tmp_path / "b.json").write_text(f"// the same\n{shuffled}")
    ran = scaleset("plan", "a.json", "b.json", "-o", "json")
    plan = json.loads(ran.out)
    assert plan["scaleSets"][0]["changes"] == []
    assert plan["resources"] == []
    assert plan["effect"] == "none"


def test_a_removed_scale_set_stays_unless_the_mode_is_complete(tmp_path, scaleset):
    template = starter("linux-script")
    (tmp_path / "a.json").write_text(json.dumps(template))
    text = json.dumps(template).replace('"name": "web"', '"name": "shop"')
    (tmp_path / "b.json").write_text(text)
    ran = scaleset("plan", "a.json", "b.json")
    assert "nothing deletes it, and its instances run on" in " ".join(ran.out.split())
    assert "CHG004 renamed" in ran.out
    ran = scaleset("plan", "a.json", "b.json", "--mode", "complete")
    assert "mode Complete deletes it and its instances" in " ".join(ran.out.split())


def test_complete_mode_deletes_which_is_worse_than_to_replace(tmp_path, scaleset):
    template = starter("linux-script")
    (tmp_path / "a.json").write_text(json.dumps(template))
    template["resources"] = []
    (tmp_path / "b.json").write_text(json.dumps(template))
    command = ("plan", "a.json", "b.json", "--fail-on", "replace")
    assert scaleset(*command).code == 0
    assert scaleset(*command, "--mode", "complete").code == 1


def test_what_cannot_be_known_is_said_at_the_place(tmp_path, scaleset):
    pair_of_files(tmp_path, "rolling-policy")
    out = " ".join(scaleset("plan", "old.json", "new.json").out.split())
    assert "? whether Azure takes protected settings that did not change for new ones" in out
    assert "runs 'customScript' again" in out


def test_the_present_number_of_instances_can_be_given(tmp_path, scaleset):
    shutil.copytree(STARTERS / "autoscale", tmp_path / "shop")
    assert scaleset("render", "shop").code == 0
    same = ["plan", "shop/azuredeploy.json", "shop/azuredeploy.json"]
    least = scaleset(*same).out
    assert "No change" in least
    assert "with --parameters keepInstanceCount=true, which keeps" in " ".join(least.split())
    out = scaleset(*same, "--capacity", "7").out
    assert "1 change: the set shrinks from 7 to 3 instances immediately, so 4 are deleted." in out
    assert "sets the set to 3 instances, and it has 7 now. Deploy with" in " ".join(out.split())
    kept = scaleset(*same, "--capacity", "7", "-p", "keepInstanceCount=true").out
    assert "capacity 7, zones" in kept
    assert "No change" in kept
    assert "CHG003" not in kept
    more = scaleset("plan", "shop", "--scale-out", "2", "--capacity", "7").out
    assert more.startswith("\napi: 2 more instances, 9 in all")


def test_a_trap_can_be_explained(scaleset):
    ran = scaleset("explain", "CHG003")
    assert ran.code == 0
    assert ran.out.startswith("CHG003 capacity-reset (a trap that 'scaleset plan' names)")
    assert json.loads(scaleset("explain", "capacity-reset", "-o", "json").out)["id"] == "CHG003"


def test_a_code_that_azure_answers_can_be_explained(scaleset):
    ran = scaleset("explain", "RoleAssignmentExists")
    assert ran.code == 0
    assert ran.out.startswith("role-exists (RoleAssignmentExists), of an update")
    assert "1. keep the name of the assignment" in ran.out
    assert "Source: https://github.com/Azure/azure-quickstart-templates/issues/4205" in ran.out
    (row,) = json.loads(scaleset("explain", "repair-action", "-o", "json").out)
    assert (row["id"], len(row["steps"])) == ("repair-action", 2)


def test_a_name_that_only_the_deployment_knows_is_left_to_the_reader(tmp_path, scaleset):
    pair = next(pair for pair in PAIRS if pair.row == "custom-data")
    for name, text in zip(("a.json", "b.json"), pair.texts("Manual"), strict=True):
        template = json.loads(text)
        template["parameters"]["name"] = {"type": "string"}
        put(scale_set(template), "name", "[parameters('name')]")
        (tmp_path / name).write_text(json.dumps(template))
    out = scaleset("plan", "a.json", "b.json").out
    assert "az vmss reimage --resource-group <resource-group> --name <scale-set>" in out


def test_colors_only_where_they_are_wanted(tmp_path, scaleset):
    pair_of_files(tmp_path, "size")
    assert "\033[" not in scaleset("plan", "old.json", "new.json").out
    assert "\033[33m" in scaleset("plan", "old.json", "new.json", "--color", "always").out


def test_help_teaches(scaleset):
    ran = scaleset("plan", "--help")
    assert ran.code == 0
    for word in ("--git", "--old-parameters", "--scale-out", "--fail-on", "markdown", "Examples:"):
        assert word in ran.out


def test_planning_loads_nothing_that_it_does_not_need(tmp_path):
    pair_of_files(tmp_path, "size")
    code = (
        "import sys; sys.argv = ['scaleset', 'plan', 'old.json', 'new.json']\n"
        "from generator.start import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(sorted({'jinja2', 'yaml', 'jsonschema'} & set(sys.modules)))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert ran.stdout.splitlines()[-1] == "[]"


GROUP = "[resourceGroup().location]"
TAKEN = "whether the resource group is in westeurope, as one side says of the set (-l names it)"


@pytest.mark.parametrize(
    ("old", "new", "options", "refused"),
    [
        ("westeurope", GROUP, (), False),
        (GROUP, "westeurope", (), False),
        ("westeurope", "eastus", (), True),
        ("eastus", "westeurope", (), True),
        ("westeurope", GROUP, ("-l", "northeurope"), True),
        ("westeurope", GROUP, ("-l", "westeurope"), False),
        (GROUP, GROUP, (), False),
    ],
)
def test_the_region_of_the_group_is_no_move(tmp_path, scaleset, old, new, options, refused):
    """A file has no resource group: its region is what the other side says, and that is told."""
    template = starter("linux-script")
    for name, region in (("a.json", old), ("b.json", new)):
        put(scale_set(template), "location", region)
        (tmp_path / name).write_text(json.dumps(template), encoding="utf-8")
    ran = scaleset("plan", "a.json", "b.json", "-o", "json", "--fail-on", "refuse", *options)
    assert ran.code == int(refused)
    (found,) = json.loads(ran.out)["scaleSets"]
    moves = [change["path"] for change in found["changes"] if change["path"] == "location"]
    assert moves == (["location"] if refused else [])
    taken = not options and {old, new} == {"westeurope", GROUP}
    assert [note for note in found["notKnown"] if "resource group" in note] == [TAKEN] * taken


def test_an_export_on_standard_input_names_the_region(tmp_path):
    template = starter("linux-script")
    (tmp_path / "b.json").write_text(json.dumps(template), encoding="utf-8")
    put(scale_set(template), "location", "westeurope")
    ran = run_here(["plan", "-", "b.json"], tmp_path, json.dumps(template).encode())
    assert ran.code == 0
    assert "No change" in ran.out
