"""What only the deployment knows stands where Bicep takes it, or is told with its place."""

from __future__ import annotations

import json

import pytest

from generator import api
from tests.support import arm
from tests.support.compiler import RefusedError
from tests.support.recompiled import judge

RUNNING = (
    "[reference(resourceId('Microsoft.Compute/virtualMachineScaleSets', 'web'), '2024-11-01', "
    "'full').sku.capacity]"
)
COUNT = "reference('counted').outputs.number.value"
KEPT = f"if(parameters('keep'), {COUNT}, 3)"
SET = {
    "type": "Microsoft.Compute/virtualMachineScaleSets",
    "apiVersion": "2024-11-01",
    "name": "web",
    "location": "[resourceGroup().location]",
    "sku": {"name": "[parameters('size')]", "capacity": f"[{KEPT}]"},
    "properties": {"overprovision": False},
    "dependsOn": ["counted"],
}
COUNTED = {
    "type": "Microsoft.Resources/deployments",
    "apiVersion": "2022-09-01",
    "name": "counted",
    "condition": "[parameters('keep')]",
    "properties": {
        "mode": "Incremental",
        "expressionEvaluationOptions": {"scope": "inner"},
        "template": arm.template(
            outputs={
                "number": {"type": "int", "value": RUNNING},
                "zone": {"type": "string", "value": "1"},
            }
        ),
    },
}
STORAGE = {
    "type": "Microsoft.Storage/storageAccounts",
    "apiVersion": "2023-01-01",
    "name": "stshop",
    "location": "eastus",
    "kind": "StorageV2",
    "sku": {"name": "Standard_LRS"},
}
PARAMETERS = {
    "size": {"type": "string", "defaultValue": "Standard_B2s"},
    "keep": {"type": "bool", "defaultValue": False},
}


def made(folder, *resources, **sections):
    value = arm.template(**{"parameters": PARAMETERS, **sections})
    path = folder / "template.json"
    path.write_text(json.dumps({**value, "resources": list(resources)}, indent=1))
    return path


def files_of(path):
    return api.to_bicep(path).files


def accept(compiler, path, folder):
    """Compile it without a word, and hold its meaning against the template."""
    verdict = judge(compiler, path, folder)
    assert verdict.faults() == []
    assert verdict.refused == ""
    assert [str(item) for item in verdict.compiled.warnings()] == []
    return verdict.compiled.json


class TestInSkuAndTags:
    """Azure takes it there; in Bicep a module takes it as a parameter."""

    def test_the_resource_goes_into_a_module_that_is_given_the_value(self, compiler, tmp_path):
        path = made(tmp_path, COUNTED, SET)
        files = files_of(path)
        assert "    capacity: keep ? counted!.outputs.number : 3\n" in files["main.bicep"]
        assert "param capacity int\n" in files["modules/web.bicep"]
        assert "    capacity: capacity\n" in files["modules/web.bicep"]
        # Nothing asks for the set, so it is not declared as an existing one.
        assert "existing" not in files["main.bicep"]
        accept(compiler, path, tmp_path)

    def test_what_names_it_waits_for_the_module(self, compiler, tmp_path):
        scaled = {
            "type": "Microsoft.Insights/autoscaleSettings",
            "apiVersion": "2022-10-01",
            "name": "scaled",
            "location": "eastus",
            "properties": {
                "profiles": [],
                "targetResourceUri": "[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'web')]",
            },
            "dependsOn": ["[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'web')]"],
        }
        extension = {
            "type": "Microsoft.Compute/virtualMachineScaleSets/extensions",
            "apiVersion": "2024-11-01",
            "name": "web/note",
            "properties": {},
            "dependsOn": ["web"],
        }
        lock = {
            "type": "Microsoft.Authorization/locks",
            "apiVersion": "2020-05-01",
            "name": "guard",
            "scope": "Microsoft.Compute/virtualMachineScaleSets/web",
            "properties": {"level": "CanNotDelete"},
            "dependsOn": ["web"],
        }
        outputs = {"id": {"type": "string", "value": "[reference('web').uniqueId]"}}
        path = made(tmp_path, COUNTED, SET, scaled, extension, lock, outputs=outputs)
        compiled = accept(compiler, path, tmp_path)
        waits = {name: item.get("dependsOn", []) for name, item in compiled["resources"].items()}
        for symbol in ("scaled", "note", "guard"):
            assert {"webDeployment", "web"} & set(waits[symbol]), symbol
        assert "webDeployment" in waits["web"]

    def test_each_turn_of_a_loop_has_its_own(self, compiler, tmp_path):
        loop = {
            **SET,
            "name": "[concat('web', copyIndex())]",
            "copy": {"name": "webs", "count": 2},
            "tags": {"turn": f"[concat(copyIndex(), '-', {KEPT})]"},
        }
        outputs = {
            "id": {
                "type": "string",
                "value": "[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'web1')]",
            }
        }
        path = made(tmp_path, COUNTED, loop, outputs=outputs)
        compiled = accept(compiler, path, tmp_path)
        sets = [item for item in compiled["resources"].values() if item.get("existing")]
        assert sets[0]["copy"]["count"] == "[length(range(0, 2))]"
        assert "copyIndex()" in json.dumps(sets[0]["dependsOn"])

    def test_a_conditional_one_is_asked_as_one_that_may_not_be_there(self, compiler, tmp_path):
        optional = {**SET, "condition": "[parameters('keep')]"}
        value = "[if(parameters('keep'), reference('web').uniqueId, '')]"
        path = made(tmp_path, COUNTED, optional, outputs={"id": {"type": "string", "value": value}})
        main = files_of(path)["main.bicep"]
        assert main.count("= if (keep) {") == 3
        assert "web!.properties.uniqueId" in main
        accept(compiler, path, tmp_path)

    def test_a_secret_comes_by_a_secure_parameter(self, compiler, tmp_path):
        tagged = {
            "type": "Microsoft.Network/publicIPAddresses",
            "apiVersion": "2024-05-01",
            "name": "ip",
            "location": "eastus",
            "tags": {
                "key": "[listKeys(resourceId('Microsoft.Storage/storageAccounts', 'stshop'), '2023-01-01').keys[0].value]"
            },
            "dependsOn": ["stshop"],
        }
        path = made(tmp_path, STORAGE, tagged, parameters={})
        assert "@secure()\nparam key string\n" in files_of(path)["modules/ip.bicep"]
        accept(compiler, path, tmp_path)

    @pytest.mark.parametrize(
        ("members", "declared"),
        [
            ({"tags": "[reference('stshop').x]"}, "param tags object"),
            ({"tags": {"a-b": "[reference('stshop').x]"}}, "param a_b string"),
            ({"sku": {"name": "S", "capacity": "[reference('stshop').x]"}}, "param capacity int"),
            ({"sku": {"name": "[reference('stshop').x]", "capacity": 1}}, "param name string"),
        ],
    )
    def test_a_value_of_unknown_type_has_that_of_its_place(
        self, compiler, tmp_path, members, declared
    ):
        placed = {**SET, "sku": {"name": "S", "capacity": 1}, "dependsOn": ["stshop"], **members}
        path = made(tmp_path, STORAGE, placed, parameters={})
        assert f"{declared}\n" in files_of(path)["modules/web.bicep"]
        verdict = judge(compiler, path, tmp_path)
        assert verdict.faults() == []

    def test_a_child_that_stands_in_its_parent(self, compiler, tmp_path):
        child = {
            "type": "virtualMachines",
            "apiVersion": "2024-11-01",
            "name": "0",
            "location": "eastus",
            "tags": {"count": f"[string({KEPT})]"},
        }
        parent = {**SET, "sku": {"name": "S", "capacity": 1}, "resources": [child]}
        path = made(tmp_path, COUNTED, parent)
        assert "name: 'web/0'" in "".join(files_of(path).values())
        verdict = judge(compiler, path, tmp_path)
        assert verdict.faults() == []

    def test_symbolic_names(self, compiler, tmp_path):
        path = made(tmp_path)
        value = json.loads(path.read_text())
        by_symbol = {**SET, "dependsOn": ["counter"], "name": "web"}
        by_symbol["sku"] = {
            "name": "[parameters('size')]",
            "capacity": f"[{KEPT.replace('counted', 'counter')}]",
        }
        resources = {"counter": COUNTED, "webSet": by_symbol}
        path.write_text(json.dumps({**value, "languageVersion": "2.0", "resources": resources}))
        main = files_of(path)["main.bicep"]
        assert "capacity: keep ? counter!.outputs.number : 3" in main
        accept(compiler, path, tmp_path)

    def test_comments_and_remarks_stand_once(self, tmp_path):
        path = made(tmp_path, COUNTED, {**SET, "apiVersion": "[parameters('size')]"})
        text = path.read_text().replace(
            '"type": "Microsoft.Compute', '// how many\n"type": "Microsoft.Compute'
        )
        path.write_text(text)
        result = api.to_bicep(path)
        assert "".join(result.files.values()).count("// how many") == 1
        assert len(result.remarks) == len({str(item) for item in result.remarks})


class TestWhereAzureRefusesIt:
    @pytest.mark.parametrize(
        ("key", "value"),
        [
            ("location", f"[string({COUNT})]"),
            ("zones", ["[reference('counted').outputs.zone.value]"]),
            ("identity", {"type": "[reference('counted').outputs.zone.value]"}),
            ("condition", "[equals(reference('counted').outputs.number.value, 5)]"),
            ("name", "[listKeys('stshop', '2023-01-01').keys[0].value]"),
        ],
    )
    def test_it_is_told_with_its_line_and_what_to_do(self, compiler, tmp_path, key, value):
        plain = {**SET, "sku": {"name": "S", "capacity": 1}, key: value}
        path = made(tmp_path, COUNTED, plain)
        (told,) = api.to_bicep(path).remarks
        line = path.read_text().splitlines()[told.position.line - 1]
        assert f'"{key}"' in line
        assert f"'{key}'" in told.message
        assert "parameter" in told.message
        assert f"// TODO: {told.message}\n" in files_of(path)["main.bicep"]
        with pytest.raises(RefusedError, match="not expected at this location"):
            compiler.expand(json.loads(path.read_text()), {}, "resourceGroup", tmp_path)

    def test_a_count_within_the_properties(self, tmp_path):
        loops = [{"name": "disks", "count": f"[{COUNT}]", "input": {"lun": "[copyIndex('disks')]"}}]
        plain = {**SET, "sku": {"name": "S", "capacity": 1}, "properties": {"copy": loops}}
        (told,) = api.to_bicep(made(tmp_path, COUNTED, plain)).remarks
        assert "'count'" in told.message

    @pytest.mark.parametrize(
        ("sections", "key"),
        [
            (
                {"parameters": {**PARAMETERS, "x": {"type": "int", "defaultValue": f"[{COUNT}]"}}},
                "defaultValue",
            ),
            (
                {"outputs": {"o": {"type": "array", "copy": {"count": f"[{COUNT}]", "input": 1}}}},
                "count",
            ),
        ],
    )
    def test_in_a_default_and_in_the_count_of_an_output(self, tmp_path, sections, key):
        path = made(tmp_path, COUNTED, SET, **sections)
        (told,) = api.to_bicep(path).remarks
        assert f"'{key}'" in told.message
        assert f'"{key}"' in path.read_text().splitlines()[told.position.line - 1]

    def test_values_in_properties_are_no_matter(self, tmp_path):
        plain = {**SET, "sku": {"name": "S", "capacity": 1}, "properties": {"x": f"[{COUNT}]"}}
        made_files = api.to_bicep(made(tmp_path, COUNTED, plain))
        assert made_files.remarks == []
        assert "modules/web.bicep" not in made_files.files
