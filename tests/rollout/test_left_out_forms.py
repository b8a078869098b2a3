"""What is left out, in every form that a template may have."""

from __future__ import annotations

import copy

import pytest

from tests.rollout.test_changes import sides
from tests.support.rollout_pairs import EXT, GONE, OS, VM, put, scale_set, starter

SKU_ONLY = ["sku.capacity"]


def plain(template):
    return template


def symbolic(template):
    """Return the template with symbolic names."""
    listed = template["resources"]
    named = {f"r{number}": item for number, item in enumerate(listed)}
    for item in listed:
        item.pop("dependsOn", None)
    return {**template, "languageVersion": "2.0", "resources": named}


def nested(template):
    """Return a template that deploys this one."""
    return {
        "$schema": template["$schema"],
        "contentVersion": "1.0.0.0",
        "resources": [
            {
                "type": "Microsoft.Resources/deployments",
                "apiVersion": "2025-04-01",
                "name": "inner",
                "properties": {
                    "mode": "Incremental",
                    "expressionEvaluationOptions": {"scope": "inner"},
                    "template": template,
                    "parameters": {"sshPublicKey": {"value": "ssh-ed25519 A"}},
                },
            }
        ],
    }


def looped(template):
    """Return the template with two such sets."""
    resource = scale_set(template)
    resource["copy"] = {"name": "sets", "count": 2}
    resource["name"] = "[concat('web', copyIndex())]"
    return template


def conditional(template):
    """Return the template with a condition that holds."""
    scale_set(template)["condition"] = "[not(equals(1, 2))]"
    return template


FORMS = [plain, symbolic, nested, looped, conditional]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("complete", [False, True])
def test_a_request_of_location_and_sku_scales_in_every_form(tmp_path, form, complete):
    old = starter("uniform-probe")
    new = copy.deepcopy(old)
    new["resources"] = [scale_set(new)]
    old["resources"] = [scale_set(old)]
    for template in (old, new):
        scale_set(template).pop("dependsOn", None)
    for path in ("properties", "zones"):
        put(scale_set(new), path, GONE)
    put(scale_set(new), "sku/capacity", 12)
    found = sides(tmp_path, form(old), form(new), complete=complete)
    assert len(found.scale_sets) == (2 if form is looped else 1)
    for item in found.scale_sets:
        assert [verdict.change.path for verdict in item.verdicts] == SKU_ONLY
        assert [left.path for left in item.left] == ["zones", "properties"]


@pytest.mark.parametrize(
    ("value", "changes", "kept"),
    [
        ("[if(true(), parameters('policy'), null())]", ["enabled"], []),
        ("[if(false(), parameters('policy'), null())]", ["enabled", "gracePeriod"], []),
        ("[parameters('policy')]", ["enabled"], []),
        ("[variables('none')]", ["enabled", "gracePeriod"], []),
        (GONE, [], ["automaticRepairsPolicy"]),
    ],
)
def test_an_expression_that_comes_to_null_is_null_and_nothing_is_left_out(
    tmp_path, value, changes, kept
):
    old, new = starter("uniform-probe"), starter("uniform-probe")
    put(
        scale_set(old),
        "properties/automaticRepairsPolicy",
        {"enabled": True, "gracePeriod": "PT30M"},
    )
    put(scale_set(new), "properties/automaticRepairsPolicy", value)
    for template in (old, new):
        template["parameters"]["policy"] = {"type": "object", "defaultValue": {"enabled": False}}
        template["variables"] = {**template.get("variables", {}), "none": None}
    (item,) = sides(tmp_path, old, new).scale_sets
    assert [v.change.path.rpartition(".")[2] for v in item.verdicts] == changes
    expected = kept or (["automaticRepairsPolicy.gracePeriod"] if changes == ["enabled"] else [])
    assert [left.path for left in item.left] == expected


def test_what_only_the_deployment_knows_may_be_a_change(tmp_path):
    old, new = starter("uniform-probe"), starter("uniform-probe")
    put(scale_set(new), "properties/virtualMachineProfile", "[parameters('profile')]")
    new["parameters"]["profile"] = {"type": "object"}
    (item,) = sides(tmp_path, old, new).scale_sets
    assert [(v.change.path, v.perhaps) for v in item.verdicts] == [
        ("properties.virtualMachineProfile", True)
    ]
    assert item.left == ()


def test_a_secret_that_nobody_gave_is_the_same_on_both_sides(tmp_path):
    old, new = starter("windows-iis"), starter("windows-iis")
    put(scale_set(new), f"{OS}/windowsConfiguration", GONE)
    (item,) = sides(tmp_path, old, new).scale_sets
    assert (item.verdicts, item.notes) == ([], [])
    assert [left.path for left in item.left] == [
        "virtualMachineProfile.osProfile.windowsConfiguration"
    ]


def test_the_elements_of_a_loop_of_properties_are_a_list_that_is_sent(tmp_path):
    old, new = starter("uniform-probe"), starter("uniform-probe")
    for template, number in ((old, 3), (new, 1)):
        storage = scale_set(template)["properties"]["virtualMachineProfile"]["storageProfile"]
        storage["copy"] = [
            {
                "name": "dataDisks",
                "count": number,
                "input": {
                    "lun": "[copyIndex('dataDisks')]",
                    "createOption": "Empty",
                    "diskSizeGB": 8,
                },
            }
        ]
    (item,) = sides(tmp_path, old, new).scale_sets
    assert [(v.change.kind, v.change.path.rpartition(".")[2]) for v in item.verdicts] == [
        ("remove", "dataDisks[1]"),
        ("remove", "dataDisks[2]"),
    ]


def test_a_set_that_is_only_referred_to_is_not_put(tmp_path):
    old = starter("uniform-probe")
    new = symbolic(copy.deepcopy(old))
    key = next(key for key, item in new["resources"].items() if item["type"].endswith("ScaleSets"))
    known = {name: new["resources"][key][name] for name in ("type", "apiVersion", "name")}
    new["resources"][key] = {"existing": True, **known}
    (item,) = sides(tmp_path, old, new).scale_sets
    assert (item.kind, item.new) == ("remove", None)
    assert "nothing deletes it" in item.sum


def test_the_casing_of_names_does_not_matter(tmp_path):
    old, new = starter("uniform-probe"), starter("uniform-probe")
    body = scale_set(new)
    profile = body["properties"].pop("virtualMachineProfile")
    body["properties"]["VirtualMachineProfile"] = {
        "OsProfile": {"adminUsername": profile["osProfile"]["adminUsername"]},
        "extensionProfile": profile["extensionProfile"],
    }
    (item,) = sides(tmp_path, old, new).scale_sets
    assert item.verdicts == []
    assert all(left.path.startswith("VirtualMachineProfile.") for left in item.left)


def test_extensions_are_told_apart_by_their_names(tmp_path):
    old, new = starter("uniform-probe"), starter("uniform-probe")
    put(scale_set(new), f"{VM}/extensionProfile", {"extensionsTimeBudget": "PT1H"})
    (item,) = sides(tmp_path, old, new).scale_sets
    assert [left.then for left in item.left] == ["unknown"]
    put(scale_set(new), f"{VM}/extensionProfile/extensions", [])
    (item,) = sides(tmp_path, old, new).scale_sets
    assert {v.change.kind for v in item.verdicts if v.change.extension} == {"remove"}
    assert EXT.endswith("extensions")
