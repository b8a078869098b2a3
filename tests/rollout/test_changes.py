"""How two templates are compared: what counts as a change, what is shown of it, where it stands."""

from __future__ import annotations

import json

import pytest

from generator.commands.plan.sides import SideSource, load
from generator.reports.pen import Pen
from generator.reports.plan import markdown, record, text
from generator.reports.plan.shown import line
from generator.rollout.batches import batches_of
from generator.rollout.changes import Comparison
from generator.rollout.plan import plan
from generator.rollout.records import PlanOptions
from generator.scale_set.view import scale_set_of
from tests.support.rollout_pairs import EXT, VM, put, scale_set, starter


def changes(old, new):
    found = Comparison(lambda _names, _kind: False).changes(old, new)
    return [(change.kind, change.path) for change in found]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"a": 1}, {"A": 1}, []),
        ({"a": 1}, {"a": "1"}, []),
        ({"a": True}, {"a": "true"}, []),
        ({"b": 1, "a": None}, {"b": 1}, []),
        ({"a": {}}, {"a": []}, []),
        ({"mode": "Rolling"}, {"mode": "rolling"}, []),
        ({"id": "/subscriptions/A/x"}, {"id": "/subscriptions/a/X"}, []),
        ({"location": "West Europe"}, {"location": "westeurope"}, []),
        ({"zones": ["1", "2"]}, {"zones": [2, 1]}, []),
        ({"settings": {"a": "x"}}, {"settings": {"a": "X"}}, [("change", "settings.a")]),
        ({"settings": {}}, {"settings": {"a": {}}}, [("add", "settings")]),
        ({"tags": {"a": "x"}}, {"tags": {"a": "X"}}, [("change", "tags.a")]),
        ({"osProfile": {"adminUsername": "a"}}, {"osProfile": {"adminUsername": "A"}}, [("change", "osProfile.adminUsername")]),
        ({"userAssignedIdentities": {}}, {"userAssignedIdentities": {"/id": {}}}, [("add", "userAssignedIdentities")]),
        ({"a": "x y"}, {"a": "X y"}, [("change", "a")]),
        ({"l": [{"name": "a"}, {"name": "c"}]}, {"l": [{"name": "a"}, {"name": "b"}, {"name": "c"}]}, [("add", "l[b]")]),
        ({"l": [{"name": "a", "v": 1}]}, {"l": [{"name": "A", "v": 2}]}, [("change", "l[A].v")]),
        ({"l": [{"lun": 0}, {"lun": 1}]}, {"l": [{"lun": 1}]}, [("remove", "l[0]")]),
        ({"l": [{"priority": 1, "a": 1}, {"priority": 2}]}, {"l": [{"priority": 2}, {"priority": 1, "a": 2}]}, [("change", "l[1].a")]),
        ({"l": [{"id": "/x/pools/a"}]}, {"l": [{"id": "/x/pools/b"}]}, [("remove", "l[a]"), ("add", "l[b]")]),
        ({"l": [{"x": 1}, {"x": 2}, {"x": 3}]}, {"l": [{"x": 1}, {"x": 3}]}, [("remove", "l[1]")]),
        ({"l": [{"x": 1}, {"x": 2}]}, {"l": [{"x": 1}, {"x": 5}]}, [("change", "l[1].x")]),
        ({"l": [1, 2]}, {"l": [1]}, [("change", "l")]),
        ({"l": {"a": 1}}, {"l": [1]}, [("change", "l")]),
        ({"l": []}, {"l": [{"name": "a"}]}, [("add", "l")]),
    ],
)  # fmt: skip
def test_what_counts_as_a_change(old, new, expected):
    assert changes(old, new) == expected


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("[concat(parameters('a'), '-x')]", "[format('{0}-x', parameters('A'))]", True),
        ("[concat(parameters('a'), '-x')]", "[format('{0}-x', parameters('a'))]", True),
        ("[concat('a', concat('b', parameters('c')))]", "[CONCAT('ab', parameters('c'))]", True),
        ("[reference('x', '2020-01-01').y]", "[reference('x')['Y']]", True),
        ("[reference('x', '2020-01-01', 'Full').y]", "[reference('x').y]", False),
        ("[listKeys('x', '2020-01-01').keys[0]]", "[listKeys('x', '2021-01-01').keys[0]]", True),
        ("[listKeys('x', '2020-01-01').keys[0]]", "[listKeys('x', '2020-01-01').keys[1]]", False),
        ("[format('{0:N2}', parameters('a'))]", "[concat(parameters('a'))]", False),
        ("[format('{{0}}', parameters('a'))]", "[format('{0}', parameters('a'))]", False),
        ("[if(parameters('a'), 1, 2)]", "[if(parameters('a'), 2, 1)]", False),
        ("[broken(]", "[broken(,]", False),
    ],
)
def test_the_spelling_of_an_expression_is_no_change(old, new, same):
    assert bool(changes({"x": old}, {"x": new})) is not same


def sides(folder, *templates, parameters=((), ()), complete=False):
    found = []
    for name, template, given in zip(("old", "new"), templates, parameters, strict=True):
        path = folder / f"{name}.json"
        path.write_text(template if isinstance(template, str) else json.dumps(template, indent=2))
        found.append(load(SideSource(path, given, {})).side)
    return plan(*found, PlanOptions(complete=complete))


def printed(found) -> str:
    pen = Pen(100, color=False)
    return "\n".join(
        [
            *text.write_plan(found, pen),
            *markdown.write_plan(found),
            json.dumps(record.record(found)),
        ]
    )


SECRET = "Tr0ub4dor&3"


def test_a_secure_parameter_with_another_value_is_a_change_that_shows_nothing(tmp_path):
    template = starter("windows-iis")
    one, other = (f"adminPassword={value}" for value in (SECRET, f"{SECRET}x"))
    found = sides(tmp_path, template, template, parameters=((one,), (other,)))
    (item,) = found.scale_sets
    assert [verdict.change.path.rpartition(".")[2] for verdict in item.verdicts] == [
        "adminPassword"
    ]
    assert item.verdicts[0].row.id == "admin"
    assert SECRET not in printed(found)
    assert "(secret), changed" in printed(found)
    same = sides(tmp_path, template, template, parameters=((one,), (one,)))
    assert same.scale_sets[0].kind == "none"


def test_another_version_of_a_key_vault_secret_is_a_change(tmp_path):
    template = starter("windows-iis")
    files = []
    for version in ("1", "2"):
        reference = {"keyVault": {"id": "/kv"}, "secretName": "pw", "secretVersion": version}
        file = tmp_path / f"{version}.json"
        file.write_text(json.dumps({"adminPassword": {"reference": reference}}))
        files.append(str(file))
    changed = sides(tmp_path, template, template, parameters=((files[0],), (files[1],)))
    assert [v.row.id for v in changed.scale_sets[0].verdicts] == ["admin"]
    same = sides(tmp_path, template, template, parameters=((files[0],), (files[0],)))
    assert same.scale_sets[0].kind == "none"


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (f"{VM}/osProfile/adminPassword", "old", SECRET),
        (f"{VM}/osProfile/customData", "b2xk", SECRET),
        (f"{VM}/osProfile/windowsConfiguration/additionalUnattendContent", [{"content": "a"}], [{"content": SECRET}]),
        (f"{EXT}/customScript/properties/protectedSettings/commandToExecute", "old", SECRET),
        (f"{EXT}/customScript/properties/settings/commandToExecute", "x --password old", f"x --password {SECRET}"),
        (f"{EXT}/customScript/properties/settings/commandToExecute", "x", f"DB_PASSWORD={SECRET} x"),
        (f"{EXT}/customScript/properties/settings/commandToExecute", "x", f"x -AccountKey '{SECRET}'"),
        (f"{EXT}/customScript/properties/settings/fileUris", ["https://a/x"], [f"https://a/x?sv=1&sig={SECRET}"]),
        (f"{EXT}/customScript/properties/settings/connectionString", "a", f"AccountKey={SECRET}"),
        (f"{EXT}/customScript/properties/settings/nested", {"apiKey": "a"}, {"apiKey": SECRET}),
        ("tags/deployToken", "a", SECRET),
    ],
)  # fmt: skip
@pytest.mark.parametrize("turned", [False, True])
def test_literal_secrets_are_not_shown(tmp_path, path, old, new, turned):
    templates = [starter("windows-iis"), starter("windows-iis")]
    for template, value in zip(templates, (new, old) if turned else (old, new), strict=True):
        put(scale_set(template), path, value)
    found = sides(tmp_path, *templates)
    assert found.scale_sets[0].verdicts
    assert "Tr0ub4" not in printed(found)


def test_a_long_value_is_cut_to_where_it_differs():
    old, new = (
        {"command": f"{'a' * 200} one {'b' * 99}"},
        {"command": f"{'a' * 200} two {'b' * 99}"},
    )
    (change,) = Comparison(lambda _names, _kind: False).changes(old, new)
    assert " one " in line(change)
    assert " two " in line(change)
    assert len(line(change)) < 200


def test_a_change_stands_at_its_place_in_the_source(tmp_path):
    template = starter("uniform-probe")
    put(scale_set(template), f"{EXT}/customScript/properties/forceUpdateTag", "next")
    found = sides(tmp_path, starter("uniform-probe"), template)
    (item,) = found.scale_sets
    path, position = found.place(item, item.verdicts[0].change)
    shown = (tmp_path / "new.json").read_text().splitlines()[position.line - 1]
    assert path.endswith("new.json")
    assert shown[position.column - 1 :].startswith('"next"')


def test_what_was_removed_stands_in_the_old_file(tmp_path):
    template = starter("uniform-probe")
    scale_set(template)["tags"] = {"stays": "yes", "gone": "yes"}
    other = starter("uniform-probe")
    scale_set(other)["tags"] = {"stays": "yes"}
    found = sides(tmp_path, template, other)
    (item,) = found.scale_sets
    path, position = found.place(item, item.verdicts[0].change)
    assert path.endswith("old.json")
    assert '"gone"' in (tmp_path / "old.json").read_text().splitlines()[position.line - 1]


def test_an_extension_that_is_a_resource_counts_as_one_of_the_model(tmp_path):
    templates = [starter("uniform-probe"), starter("uniform-probe")]
    for template, command in zip(templates, ("sh a.sh", "sh b.sh"), strict=True):
        template["resources"].append(late(command))
    found = sides(tmp_path, *templates)
    (item,) = found.scale_sets
    (verdict,) = item.verdicts
    assert verdict.row.id == "script-command"
    assert "extensions[late]" in verdict.change.path
    path, position = found.place(item, verdict.change)
    assert path.endswith("new.json")
    assert "sh b.sh" in (tmp_path / "new.json").read_text().splitlines()[position.line - 1]


def late(command):
    return {
        "type": "Microsoft.Compute/virtualMachineScaleSets/extensions",
        "apiVersion": "2025-04-01",
        "name": "classic/late",
        "properties": {
            "publisher": "Microsoft.Azure.Extensions",
            "type": "CustomScript",
            "typeHandlerVersion": "2.1",
            "settings": {"commandToExecute": command},
        },
    }


def test_an_extension_resource_that_is_left_out_may_stay(tmp_path):
    template = starter("uniform-probe")
    template["resources"].append(late("sh a.sh"))
    (item,) = sides(tmp_path, template, starter("uniform-probe")).scale_sets
    assert [v.row.id for v in item.verdicts] == ["extension-resource-removed"]


def test_an_extension_finds_its_set_by_a_name_that_is_not_known(tmp_path):
    templates = [starter("uniform-probe"), starter("uniform-probe")]
    names = ("[concat(parameters('n'), '/late')]", "[format('{0}/late', parameters('n'))]")
    for template, command, name in zip(templates, ("sh a.sh", "sh b.sh"), names, strict=True):
        template["parameters"]["n"] = {"type": "string"}
        scale_set(template)["name"] = "[parameters('n')]"
        template["resources"].append({**late(command), "name": name})
    found = sides(tmp_path, *templates)
    (item,) = found.scale_sets
    assert [(v.row.id, v.when) for v in item.verdicts] == [("script-command", "in batches")]
    assert found.resources == []


@pytest.mark.parametrize(
    ("old", "new", "row"),
    [
        ("sh a.sh", "sh b.sh", "script-command"),
        (None, "sh a.sh", "extension-added"),
    ],
)
def test_an_extension_without_its_set_in_the_template_has_a_verdict_too(tmp_path, old, new, row):
    templates = [starter("uniform-probe"), starter("uniform-probe")]
    for template, command in zip(templates, (old, new), strict=True):
        template["resources"] = [late(command)] if command else []
    found = sides(tmp_path, *templates)
    (item,) = found.scale_sets
    assert (item.kind, item.resource.name) == ("change", "classic")
    assert [(v.row.id, v.when) for v in item.verdicts] == [(row, "unknown")]
    assert "only its extensions are in the template" in printed(found)
    assert found.unknowns == 1


@pytest.mark.parametrize("complete", [False, True])
def test_an_extension_that_is_left_out_alone_stays_in_any_mode(tmp_path, complete):
    old, new = starter("uniform-probe"), starter("uniform-probe")
    old["resources"], new["resources"] = [late("sh a.sh")], []
    (item,) = sides(tmp_path, old, new, complete=complete).scale_sets
    assert item.verdicts == []
    kept = ["virtualMachineProfile.extensionProfile.extensions[late]"]
    assert [left.path for left in item.left] == kept


def test_a_set_that_one_side_has_only_extensions_of_is_not_compared(tmp_path):
    template = starter("uniform-probe")
    alone = starter("uniform-probe")
    alone["resources"] = [late("sh a.sh")]
    (item,) = sides(tmp_path, alone, template).scale_sets
    assert (item.kind, item.verdicts) == ("create", [])


def test_a_condition_that_only_the_deployment_decides_is_told(tmp_path):
    template = starter("uniform-probe")
    scale_set(template)["condition"] = "[empty(parameters('sshPublicKey'))]"
    (item,) = sides(tmp_path, template, template).scale_sets
    assert item.notes[0].endswith("its condition is [empty(parameters('sshPublicKey'))]")
    scale_set(template)["condition"] = "[equals(1, 2)]"
    assert sides(tmp_path, template, template).scale_sets == []


def test_other_resources_have_rows_of_their_own(tmp_path):
    templates = [starter("autoscale"), starter("autoscale")]
    for resource in templates[1]["resources"]:
        if resource["type"].endswith("autoscaleSettings"):
            resource["properties"]["profiles"][0]["capacity"]["maximum"] = "77"
        elif resource["type"].endswith("networkSecurityGroups"):
            resource["properties"]["securityRules"][0]["properties"]["priority"] = 999
    found = sides(tmp_path, *templates)
    rows = {item.resource.type.rpartition("/")[2]: item.verdicts[0].row for item in found.resources}
    assert (rows["autoscaleSettings"].id, rows["autoscaleSettings"].effect) == (
        "autoscale",
        "scale",
    )
    assert rows["networkSecurityGroups"].id == "other-resources"
    assert "1 change; autoscale follows the new rules immediately" in printed(found)
    assert found.effect == "scale"


def test_a_changed_parameter_or_variable_counts_and_a_nested_template_is_followed(tmp_path):
    inner = starter("uniform-probe")
    outer = {
        "$schema": inner["$schema"],
        "contentVersion": "1.0.0.0",
        "parameters": {"count": {"type": "int", "defaultValue": 3}},
        "resources": [
            {
                "type": "Microsoft.Resources/deployments",
                "apiVersion": "2025-04-01",
                "name": "inner",
                "properties": {
                    "mode": "Incremental",
                    "expressionEvaluationOptions": {"scope": "inner"},
                    "template": inner,
                    "parameters": {
                        "instanceCount": {"value": "[parameters('count')]"},
                        "sshPublicKey": {"value": "ssh-ed25519 A"},
                    },
                },
            }
        ],
    }
    found = sides(tmp_path, outer, outer, parameters=((), ("count=5",)))
    (item,) = found.scale_sets
    assert [(v.change.path, v.change.old, v.change.new) for v in item.verdicts] == [
        ("sku.capacity", 3, 5)
    ]
    assert found.resources == []


def model(count, zones=(), **policy):
    names = {"batch": "maxBatchInstancePercent", "unhealthy": "maxUnhealthyInstancePercent"}
    given = {names.get(name, name): value for name, value in policy.items()}
    upgrade = {"mode": "Rolling", "rollingUpgradePolicy": given}
    body = {
        "sku": {"capacity": count},
        "zones": list(zones),
        "properties": {"upgradePolicy": upgrade},
    }
    return scale_set_of(body, "web")


@pytest.mark.parametrize(
    ("given", "size", "least", "most", "tolerated"),
    [
        (model(10), 2, 5, 10, 2),
        (model(10, batch=100, unhealthy=100), 10, 1, 10, 10),
        (model(3), 1, 3, 3, 0),
        (model(1), 1, 1, 1, 0),
        (model(10, "123"), 2, 6, 10, 2),
        (model(10, "123", enableCrossZoneUpgrade=True), 2, 5, 10, 2),
        (model(10, maxSurge=True), 2, 5, 12, 2),
        (model(7, batch=34), 3, 3, 7, 1),
        (model("7", batch="34"), 3, 3, 7, 1),
        (model("[parameters('n')]"), None, None, None, None),
        (model(10, batch="[parameters('n')]"), None, None, 10, 2),
        (model(0), 0, None, 0, 0),
    ],
)
def test_the_arithmetic_of_batches(given, size, least, most, tolerated):
    found = batches_of(given)
    assert (found.size, found.least, found.most, found.unhealthy) == (size, least, most, tolerated)


@pytest.mark.parametrize(
    ("written", "seconds"), [("PT30S", 30), ("PT1M30S", 90), ("P1DT1H", 90000), ("30", None)]
)
def test_pauses_are_in_seconds(written, seconds):
    assert batches_of(model(10, pauseTimeBetweenBatches=written)).pause == seconds


def test_nothing_moves_the_cursor_of_a_terminal_or_breaks_a_table(tmp_path):
    templates = [starter("uniform-probe"), starter("uniform-probe")]
    for template in templates:
        put(scale_set(template), "name", "web\x1b[31m|`")
        put(scale_set(template), "properties/upgradePolicy/mode", "Manual")
    put(scale_set(templates[1]), f"{EXT}/customScript/properties/forceUpdateTag", "\x1b[2J|\n`x`")
    found = sides(tmp_path, *templates)
    pen = Pen(100, color=False)
    assert "\x1b" not in "".join(text.write_plan(found, pen))
    shown = "".join(markdown.write_plan(found))
    assert "\x1b" not in shown
    rows = [line for line in shown.splitlines() if line.startswith("|")]
    assert {line.replace("\\|", "").count("|") for line in rows} == {4}
