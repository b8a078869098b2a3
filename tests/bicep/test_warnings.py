"""The linter and the compiler have nothing to say of how a template is printed.

What they say of what the template itself holds is its author's; that is not tested here.
"""

from __future__ import annotations

import json

import pytest

from generator import api
from tests.support import arm
from tests.support.corpus_templates import needs_corpus
from tests.support.recompiled import judge
from tests.support.workspace import CORPUS, ROOT

OURS = {"BCP318", "BCP321", "BCP422", "prefer-interpolation", "simplify-interpolation"}
DATA = ROOT / "tests" / "data" / "bicep"
STORAGE = {
    "type": "Microsoft.Storage/storageAccounts",
    "apiVersion": "2023-01-01",
    "name": "stshop",
    "location": "eastus",
    "kind": "StorageV2",
    "sku": {"name": "Standard_LRS"},
}
FLAG = {"b": {"type": "bool", "defaultValue": True}}
OPTIONAL = {**STORAGE, "condition": "[parameters('b')]"}
NESTED = {
    "type": "Microsoft.Resources/deployments",
    "apiVersion": "2022-09-01",
    "name": "shared",
    "condition": "[parameters('b')]",
    "properties": {
        "mode": "Incremental",
        "expressionEvaluationOptions": {"scope": "inner"},
        "template": arm.template(outputs={"prefix": {"type": "string", "value": "web"}}),
    },
}
REAL = [
    "101-backup-oms-monitoring/azuredeploy.json",
    "101-custom-rp-with-function/azuredeploy.json",
    "201-key-vault-private-endpoint/azuredeploy.json",
    "IaaS-Story/11-MultiNIC/azuredeploy.json",
    "elasticsearch/nestedtemplates/shared-resources.json",
    "gobuffalo/azuredeploy.json",
    "lansa-vmss-windows-autoscale-sql-database/azuredeploy.json",
    "oms-scomacs-solution/azuredeploy.json",
    "puppet-enterprise-cluster/azuredeploy.json",
    "sccm-technicalpreview/azuredeploy.json",
    "splunk-on-ubuntu/azuredeploy.json",
]


def made(folder, *resources, **sections):
    """Write a template; give the file."""
    value = arm.template(**sections)
    path = folder / "template.json"
    path.write_text(json.dumps({**value, "resources": list(resources)}))
    return path


def printed(path):
    return api.to_bicep(path).files["main.bicep"]


def said_of(verdict):
    return [str(item) for item in verdict.compiled.warnings() if item.code in OURS]


def accept(compiler, path, folder, values=None):
    """Compile what a template is printed as, hold it against the template, and look at warnings."""
    verdict = judge(compiler, path, folder, values)
    assert verdict.faults() == []
    assert said_of(verdict) == []


def one_output(expression, kind="string"):
    return {"o": {"type": kind, "value": f"[{expression}]"}}


class TestWhatMayNotBeThere:
    """A conditional resource is asked with `!`: the template asks it as if it were there."""

    @pytest.mark.parametrize(
        ("expression", "expected"),
        [
            ("reference('stshop').primaryEndpoints.blob", "stshop!.properties.primaryEndpoints.bl"),
            ("reference('stshop', '2023-01-01', 'full').location", "stshop!.location"),
            ("listKeys('stshop', '2023-01-01').keys[0].value", "stshop!.listKeys().keys[0].value"),
            ("reference('shared').outputs.prefix.value", "shared!.outputs.prefix"),
        ],
    )
    def test_it_is_said_to_be_there(self, compiler, tmp_path, expression, expected):
        asked = f"if(parameters('b'), {expression}, '')"
        path = made(tmp_path, OPTIONAL, NESTED, parameters=FLAG, outputs=one_output(asked))
        assert f"b ? {expected}" in printed(path)
        accept(compiler, path, tmp_path)

    @pytest.mark.parametrize("name", ["resourceId('Microsoft.Storage/storageAccounts', 'stshop')"])
    def test_what_is_known_of_it_before_needs_no_mark(self, compiler, tmp_path, name):
        path = made(tmp_path, OPTIONAL, parameters=FLAG, outputs=one_output(name))
        assert "stshop.id" in printed(path)
        accept(compiler, path, tmp_path)

    def test_one_of_a_loop(self, compiler, tmp_path):
        loop = {
            **OPTIONAL,
            "name": "[concat('st', copyIndex())]",
            "copy": {"name": "l", "count": 2},
        }
        asked = "if(parameters('b'), reference('st1').primaryEndpoints.blob, '')"
        path = made(tmp_path, loop, parameters=FLAG, outputs=one_output(asked))
        assert "[1]!.properties" in printed(path)
        accept(compiler, path, tmp_path)

    def test_what_is_always_there_has_no_mark(self, tmp_path):
        asked = one_output("reference('stshop').primaryEndpoints.blob")
        assert "!" not in printed(made(tmp_path, STORAGE, outputs=asked))
        sure = {**STORAGE, "condition": True}
        assert "!" not in printed(made(tmp_path, sure, outputs=asked))


class TestTextsPutTogether:
    @pytest.mark.parametrize(
        ("expression", "expected"),
        [
            ("concat(parameters('o').x, 4)", "'${o.x}4'"),
            ("concat(parameters('o').x, add(1, 3))", "'${o.x}${1 + 3}'"),
            ("concat(parameters('o').x, true())", "'${o.x}${true}'"),
            ("concat(parameters('s'), '')", "= s\n"),
            ("concat('', parameters('s'))", "= s\n"),
            ("concat('', '')", "= ''\n"),
            ("concat('{', string(createObject('a', 1)), '}')", "format('{{{0}}}', string({"),
            (
                "concat('first\nsecond\nthird\n', parameters('s'))",
                "'first\\nsecond\\nthird\\n${s}'",
            ),
            ("concat(parameters('o').x, parameters('o').x)", "concat(o.x, o.x)"),
        ],
    )
    def test_a_text_is_interpolated_and_no_more_than_it_must(
        self, compiler, tmp_path, expression, expected
    ):
        declared = {"s": {"type": "string"}, "o": {"type": "object"}}
        path = made(tmp_path, parameters=declared, outputs=one_output(expression))
        assert expected in printed(path)
        accept(compiler, path, tmp_path, {"s": "text", "o": {"x": "value"}})

    def test_arrays_stay_a_call(self, compiler, tmp_path):
        value = one_output("concat(parameters('a'), createArray(1))", "array")
        path = made(tmp_path, parameters={"a": {"type": "array"}}, outputs=value)
        assert "concat(a, [1])" in printed(path)
        accept(compiler, path, tmp_path, {"a": [0]})

    def test_the_name_of_a_child_is_no_text_around_a_text(self, compiler, tmp_path):
        child = {
            "type": "blobServices",
            "apiVersion": "2023-01-01",
            "name": "[concat('stshop/', variables('v').inner)]",
        }
        parent = {**STORAGE, "resources": [child]}
        path = made(tmp_path, parent, variables={"v": {"inner": "default"}})
        accept(compiler, path, tmp_path)


@needs_corpus
@pytest.mark.parametrize("name", REAL)
def test_real_templates_draw_none_of_these_warnings(compiler, tmp_path, name):
    assert said_of(judge(compiler, CORPUS / "quickstarts" / name, tmp_path)) == []


OPTIONAL_TEXT = {"type": "string", "nullable": True}
NULLABLE = {
    "s": OPTIONAL_TEXT,
    "n": {"type": "int", "nullable": True},
    "b": {"type": "bool", "nullable": True},
    "a": {"type": "array", "items": {"type": "string"}, "nullable": True},
    "o": {"$ref": "#/definitions/settings", "nullable": True},
    "p": {"$ref": "#/definitions/settings"},
}
SETTINGS = {
    "settings": {
        "type": "object",
        "properties": {
            "size": {"type": "string"},
            "tier": OPTIONAL_TEXT,
            "network": {
                "type": "object",
                "nullable": True,
                "properties": {"name": {"type": "string"}},
            },
        },
    }
}
GIVEN = {
    "s": "text", "n": 1, "b": True, "a": ["x"],
    "o": {"size": "s", "tier": "t", "network": {"name": "n"}},
    "p": {"size": "s", "tier": "t", "network": {"name": "n"}},
}  # fmt: skip


class TestWhatMayBeNull:
    """Where Bicep takes no null, what may be null is said not to be: `!` changes no value."""

    @pytest.mark.parametrize(
        ("expression", "kind", "expected"),
        [
            ("parameters('o').size", "string", "o!.size"),
            ("parameters('p').network.name", "string", "p.network!.name"),
            ("toLower(parameters('s'))", "string", "toLower(s!)"),
            ("toLower(tryGet(parameters('p'), 'tier'))", "string", "toLower(p.?tier!)"),
            ("parameters('a')[0]", "string", "a![0]"),
            ("add(parameters('n'), 1)", "int", "n! + 1"),
            ("if(parameters('b'), 1, 2)", "int", "b! ? 1 : 2"),
            ("not(parameters('b'))", "bool", "!b!"),
            ("union(parameters('a'), createArray())", "array", "union(a!, [])"),
            ("parameters('s')", "string", "= s!"),
            ("variables('v')", "string", "= v!"),
            ("length(if(parameters('b'), parameters('a'), null()))", "int", "(b! ? a : null)!"),
            ("coalesce(parameters('s'), 'x')", "string", "s ?? 'x'"),
            ("empty(parameters('s'))", "bool", "empty(s)"),
            ("equals(parameters('s'), 'x')", "bool", "s == 'x'"),
            ("concat(parameters('s'), 'x')", "string", "'${s}x'"),
            ("coalesce(parameters('o'), parameters('p')).size", "string", "(o ?? p).size"),
        ],
    )
    def test_it_is_said_where_no_null_may_stand_and_only_there(
        self, compiler, tmp_path, expression, kind, expected
    ):
        path = made(
            tmp_path,
            languageVersion="2.0",
            parameters=NULLABLE,
            definitions=SETTINGS,
            variables={"v": "[parameters('s')]"},
            outputs=one_output(expression, kind),
        )
        assert expected in printed(path)
        assert printed(path).count("!") == expected.count("!")
        accept(compiler, path, tmp_path, GIVEN)

    def test_an_output_that_may_be_null_takes_it_as_it_is(self, compiler, tmp_path):
        outputs = {"o": {"type": "string", "nullable": True, "value": "[parameters('s')]"}}
        path = made(tmp_path, languageVersion="2.0", parameters=NULLABLE, definitions=SETTINGS,
                    outputs=outputs)  # fmt: skip
        assert "output o string? = s\n" in printed(path)
        accept(compiler, path, tmp_path, GIVEN)

    def test_a_property_of_any_resource_that_takes_no_null(self, compiler, tmp_path):
        group = {
            "type": "Microsoft.Compute/hostGroups",
            "apiVersion": "2020-06-01",
            "name": "hosts",
            "location": "eastus",
            "zones": "[if(parameters('b'), array('1'), null())]",
            "properties": {"platformFaultDomainCount": 1},
        }
        path = made(tmp_path, group, parameters=FLAG)
        assert "zones: (b ? array('1') : null)!" in printed(path)
        accept(compiler, path, tmp_path)

    def test_a_member_of_an_object_that_is_only_made_where_it_is_there(self, compiler, tmp_path):
        made_there = "createObject('virtualNetworkCommunity', parameters('s'))"
        network = {
            "type": "Microsoft.Network/virtualNetworks",
            "apiVersion": "2024-05-01",
            "name": "net",
            "location": "eastus",
            "properties": {
                "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
                "bgpCommunities": f"[if(not(empty(parameters('s'))), {made_there}, null())]",
            },
        }
        path = made(tmp_path, network, languageVersion="2.0", parameters={"s": OPTIONAL_TEXT})
        assert "virtualNetworkCommunity: s!" in printed(path)
        verdict = judge(compiler, path, tmp_path, {"s": "12076:20000"})
        assert verdict.faults() == []
        assert said_of(verdict) == []
