"""What `validate` shows of a repository with much to say: errors do not drown."""

from __future__ import annotations

import json

import pytest

from generator.reports.validation import folding
from generator.validation.catalog import catalog
from tests.support import arm

OLD = {"type": "Microsoft.Network/publicIPAddresses", "apiVersion": "2019-11-01", "location": "[parameters('location')]", "sku": {"name": "Standard"}, "properties": {}}  # fmt: skip
STRING = {"type": "string"}


def template(unused: int, **more: object) -> str:
    """Return a template with parameters that nothing uses, and two old API versions."""
    value = arm.template(
        parameters={f"unused{n}": STRING for n in range(unused)} | {"location": STRING},
        resources=[{**OLD, "name": f"ip{n}"} for n in range(2)],
        **more,
    )
    return json.dumps(value, indent=1)


@pytest.fixture
def repository(tmp_path):
    """Make 30 templates: each with warnings and notes, two with an error."""
    for number in range(30):
        more = {"outputz": {}} if number in {3, 17} else {}
        (tmp_path / f"t{number:02}.json").write_text(template(7, **more))
    return tmp_path


def rules(text: str, level: str) -> list[str]:
    return [line.split()[2] for line in text.splitlines() if f": {level} " in line]


def test_errors_stand_first_and_once_more_below_a_long_output(repository, scaleset):
    ran = scaleset("validate", ".")
    assert ran.code == 1
    levels = [line.split()[1] for line in ran.out.splitlines() if line[:1] == "t"]
    assert levels == ["error"] * 2 + ["warning"] * 30
    errors = [line for line in ran.out.splitlines() if ": error " in line]
    assert [line.partition(":")[0] for line in errors] == ["t03.json", "t17.json"]
    said = ran.err.splitlines()
    assert said[-4:-2] == errors
    assert [line.split()[0] for line in said[-2:]] == ["Found", "Checked"]


def test_what_is_seen_at_once_is_not_said_twice(tmp_path, scaleset):
    (tmp_path / "a.json").write_text(template(4, outputz={}))
    few = scaleset("validate", "a.json")
    assert [line.split()[1] for line in few.out.splitlines() if line[:1] == "a"] == ["error"] + ["warning"] * 4  # fmt: skip
    assert few.err.splitlines()[0] == "Found 1 error, 4 warnings, 2 notes in 1 file; --notes shows notes."  # fmt: skip
    (tmp_path / "a.json").write_text(template(5, outputz={}))
    more = scaleset("validate", "a.json")
    assert more.err.splitlines()[0] == more.out.splitlines()[0]


def test_many_errors_are_named_once_more_a_screen_of_them(tmp_path, scaleset):
    outputs = {f"o{n}": {"type": "string", "value": f"[a{n}()]"} for n in range(4)}
    for number in range(6):
        (tmp_path / f"t{number}.json").write_text(template(0, outputs=outputs))
    (tmp_path / "u.json").write_text(template(0, outputs=outputs | {f"p{n}": v for n, v in enumerate(outputs.values())}))  # fmt: skip
    ran = scaleset("validate", ".")
    closing = [line for line in ran.err.splitlines() if ": error " in line]
    assert closing == [line for line in ran.out.splitlines() if ": error " in line][:20]
    assert "and 5 more errors\n" in ran.err
    alone = scaleset("validate", "u.json", "t0.json", "t1.json")
    assert [line for line in alone.err.splitlines() if "u.json" in line] == [
        f"{next(line for line in alone.out.splitlines() if 'u.json' in line)} (and 7 more)"
    ]


SET = {"type": "Microsoft.Compute/virtualMachineScaleSets", "apiVersion": "2019-07-01", "name": "web", "location": "[parameters('location')]", "sku": {"name": "Standard_D1", "capacity": 2}, "properties": {"upgradePolicy": {"mode": "Manual"}, "virtualMachineProfile": {"osProfile": {"computerNamePrefix": "web", "adminUsername": "ops", "adminPassword": "[parameters('password')]"}, "storageProfile": {"imageReference": {"publisher": "Canonical", "offer": "UbuntuServer", "sku": "16.04-LTS", "version": "latest"}}, "networkProfile": {"networkInterfaceConfigurations": []}}}}  # fmt: skip
ADDRESS = {**OLD, "name": "ip", "sku": {"name": "Basic"}, "properties": {}}
BALANCER = {"type": "Microsoft.Network/loadBalancers", "apiVersion": "2019-11-01", "name": "lb", "location": "[parameters('location')]", "properties": {"frontendIPConfigurations": []}}  # fmt: skip


def test_of_a_severity_the_line_that_decides_stands_first(tmp_path, scaleset):
    value = arm.template(
        parameters={
            "location": STRING,
            "password": {"type": "securestring"},
            "unused": STRING,
            "region": {"type": "string", "defaultValue": "westeurope"},
        },
        resources=[SET, BALANCER, ADDRESS],
        outputz={},
    )
    (tmp_path / "set.json").write_text(json.dumps(value, indent=1))
    lines = [line for line in scaleset("validate", "set.json").out.splitlines() if line[:4] == "set."]  # fmt: skip
    assert [(line.split()[1], line.split()[2]) for line in lines] == [
        (
            "error",
            "VMS011",
        ),  # an address that Azure no longer makes, though it is the last resource
        ("error", "TPL002"),
        ("warning", "VMS011"),  # so is the balancer
        ("warning", "VMS041"),  # an image that still starts
        ("warning", "TPL003"),
        ("warning", "TPL003"),
    ]
    assert "public IP addresses" in lines[0]


def test_the_order_is_that_of_rules_that_are():
    named = {*folding._SUPPORT, *folding._TIDY}
    assert named - catalog().keys() == set()


def test_formats_for_machines_keep_the_order_of_the_file(repository, scaleset):
    found = json.loads(scaleset("validate", ".", "-o", "json").out)["diagnostics"]
    places = [(item["path"], item["line"], item["column"]) for item in found]
    assert places == sorted(places)
    annotations = scaleset("validate", ".", "-o", "github").out.splitlines()
    files = [line.partition("file=")[2].partition(",")[0] for line in annotations if "file=" in line]  # fmt: skip
    assert files == sorted(files)
    assert {line.split()[0] for line in annotations[:3]} == {"::warning"}


def test_a_rule_that_says_much_of_a_file_is_shown_once(repository, scaleset):
    ran = scaleset("validate", "t00.json")
    assert rules(ran.out, "warning") == ["TPL003"]
    assert "+ 6 more TPL003 in this file, on lines 8, 11, 14, 17, 20, 23; --full" in ran.out
    full = scaleset("validate", "t00.json", "--full")
    assert rules(full.out, "warning") == ["TPL003"] * 7
    assert "--full" not in full.out


def test_five_are_not_many(tmp_path, scaleset):
    (tmp_path / "a.json").write_text(template(5))
    assert rules(scaleset("validate", "a.json").out, "warning") == ["TPL003"] * 5


def test_notes_are_counted_and_shown_when_asked_for(repository, scaleset):
    ran = scaleset("validate", "t00.json")
    assert rules(ran.out, "note") == []
    assert "Found 7 warnings, 2 notes in 1 file; --notes shows notes.\n" in ran.err
    shown = scaleset("validate", "t00.json", "--notes")
    assert rules(shown.out, "note") == ["API002"]
    assert "note API002 2 API versions are old, on lines 33, 43; --full shows each" in shown.out
    assert "--notes" not in shown.err
    both = scaleset("validate", "t00.json", "--notes", "--full")
    assert rules(both.out, "note") == ["API002"] * 2


@pytest.mark.parametrize("word", ["note", "info"])
def test_what_fails_the_run_is_shown(repository, scaleset, word):
    ran = scaleset("validate", "t00.json", "--fail-on", word)
    assert (ran.code, rules(ran.out, "note")) == (1, ["API002"])


def test_formats_for_programs_have_everything(repository, scaleset):
    found = json.loads(scaleset("validate", "t00.json", "-o", "json").out)
    assert [item["severity"] for item in found["diagnostics"]] == ["warning"] * 7 + ["note"] * 2
    assert {"errors": 0, "warnings": 7, "notes": 2}.items() <= found["summary"].items()


@pytest.mark.parametrize("word", ["note", "info", "INFO"])
def test_a_level_has_an_older_word_that_is_read(repository, scaleset, word):
    ran = scaleset("validate", "t00.json", "--severity", f"TPL003={word}")
    assert "Found 9 notes in 1 file" in ran.err
    (repository / ".scaleset.yaml").write_text(f"severity: {{TPL003: {word}}}")
    assert "Found 9 notes in 1 file" in scaleset("validate", "t00.json").err


def test_a_configuration_that_leaves_something_out_is_named(tmp_path, scaleset):
    (tmp_path / "infra").mkdir()
    (tmp_path / "infra" / "main.json").write_text(json.dumps(arm.template()))
    settings = "ignore: [API002]\nseverity: {UPG007: 'off'}\nexclude: [legacy]\n"
    (tmp_path / "scaleset.config.yaml").write_text(
        settings + "per-file-ignores: {'a/*': [SEC001]}\n"
    )
    said = "scaleset.config.yaml ignores API002, SEC001 in a/*; sets UPG007 to off; skips legacy."
    assert scaleset("validate", "infra").err.splitlines()[-1] == said
    assert said not in scaleset("validate", "infra", "--no-config").err
    assert scaleset("validate", "infra", "--quiet").err == ""
    (tmp_path / "scaleset.config.yaml").write_text("notes: true\n")
    assert "scaleset.config.yaml" not in scaleset("validate", "infra").err
