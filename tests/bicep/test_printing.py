"""Bicep that is printed says what the template says, and says it as one would write it."""

from __future__ import annotations

import json
import re

import pytest

from generator.bicep.layout import program_text
from generator.bicep.template import convert
from generator.diagnostics import InvalidInput
from generator.kinds import NAME_SEGMENTS
from generator.language.documents.kind import TEMPLATE, kind_of
from generator.language.documents.source import read_document, read_json
from tests.support import arm
from tests.support.bicep_comparison import differences, expanded
from tests.support.bicep_compiler import compile_program
from tests.support.bicep_reader import BicepError, read
from tests.support.corpus_templates import CORPUS
from tests.support.workspace import OUTPUT

try:
    import tree_sitter_bicep
    from tree_sitter import Language, Parser

    PARSER = Parser(Language(tree_sitter_bicep.language()))
except ImportError:  # the second opinion on syntax is not installed
    PARSER = None

OTHERWISE = {
    # A name is spelled as its type spells it, of which Azure takes no notice.
    "101-webapp-privateendpoint-vnet-injection",
    # The stand-in for the compiler writes symbolic names, and with these the rule of a policy is
    # no expression; Bicep itself writes none here.
    "mg-policy",
    "mg-policy-different-targets",
    # A child that names its parent twice: the expansion takes the name as it stands, and the
    # Bicep, like Azure, as one name.
    "301-azure-relay-create-authrule-namespace-and-hybridconnection",
    "301-azure-relay-create-authrule-namespace-and-wcfrelay",
    # Variables by a computed name: known only later, so the one is a call and the other an object.
    "bosh-setup",
    "devopstools-jenkins-chefhabitat-kubernetes",
    "devopstools-jenkins-chefhabitat-terraform",
    # Waits by an id that only the deployment knows: in the Bicep they name what it may be.
    "mongodb-sharding-centos",
    "sccm-technicalpreview",
    # A parameter that has an empty default: the names made of it cannot be told apart.
    "101-backup-oms-monitoring",
    "101-webappazure-oms-monitoring",
    "oms-kemp-applicationdelivery-solution",
}
"""Templates whose expansions cannot be compared as text, and why."""


def documents(*, quickstarts):
    """Yield the templates: those of the starters, and where asked those of the quickstarts."""
    paths = sorted(OUTPUT.rglob("azuredeploy.json"))
    if quickstarts:
        paths += sorted((CORPUS / "quickstarts").rglob("*.json"))
    for path in paths:
        try:
            document = read_document(path)
        except InvalidInput:
            continue
        if kind_of(document.value) == TEMPLATE:
            yield document


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(False, id="starters"),
        pytest.param(True, id="quickstarts", marks=pytest.mark.corpus),
    ],
)
def conversions(request):
    return [(document, convert(document)) for document in documents(quickstarts=request.param)]


def texts_of(made):
    return {"": program_text(made.program)} | {
        path: program_text(program) for path, program in made.modules.items()
    }


def same_lines(value):
    """Return a tree with its comments line by line, as they are printed."""
    from generator.lazy import fields, is_dataclass

    if isinstance(value, tuple):
        return tuple(same_lines(item) for item in value)
    if not is_dataclass(value):
        return value
    members = {}
    for own in fields(value):
        item = getattr(value, own.name)
        if own.name in {"comments", "after"}:
            item = tuple(part.rstrip() for line in item for part in line.splitlines() or [""])
        members[own.name] = same_lines(item) if own.name not in {"comments", "after"} else item
    return type(value)(**members)


class TestRealTemplates:
    def test_nearly_all_convert_without_a_remark_and_none_fails(self, conversions):
        told = sum(bool(made.problems) for _, made in conversions)
        texts = ("".join(texts_of(made).values()) for _, made in conversions)
        todo = sum(re.search(r"\bTODO\b(?!:)", text) is not None for text in texts)
        print(f"{len(conversions)} templates, {told} with remarks, {todo} with values left to do")
        assert told <= 0.1 * len(conversions)
        assert todo <= 0.05 * len(conversions)

    def test_those_with_scale_sets_have_no_value_left_to_do(self, conversions):
        found = 0
        for document, made in conversions:
            if "virtualmachinescalesets" in document.text.lower():
                found += 1
                assert not any(
                    re.search(r"\bTODO$", t, re.MULTILINE) for t in texts_of(made).values()
                )
        assert found >= len(list(OUTPUT.rglob("azuredeploy.json")))

    def test_what_is_printed_reads_back_as_the_same_tree(self, conversions):
        for document, made in conversions:
            for program in (made.program, *made.modules.values()):
                assert read(program_text(program)) == same_lines(program), document.path

    @pytest.mark.skipif(PARSER is None, reason="tree-sitter-bicep is not installed")
    def test_the_grammar_of_others_takes_it(self, conversions):
        for document, made in conversions:
            for path, text in texts_of(made).items():
                # It knows of no `!` behind a value but before a property.
                tree = PARSER.parse(re.sub(r"(?<=[\w)\]}])!(?![=~.])", "", text).encode())
                assert not tree.root_node.has_error, (document.path, path)

    def test_it_deploys_the_same(self, conversions):
        compared = 0
        for document, made in conversions:
            if made.problems or any(f"/{name}/" in document.path for name in OTHERWISE):
                continue
            if lacks_names(document.value):
                continue
            texts = texts_of(made)
            programs = {path: read(text) for path, text in texts.items() if path}
            compiled = compile_program(read(texts[""]), programs)
            assert list(differences(document.value, compiled)) == [], document.path
            compared += 1
        assert compared >= 0.9 * (len(conversions) - 7)

    def test_starters_have_nothing_left_to_do(self):
        for path in sorted(OUTPUT.rglob("*.bicep")):
            assert "TODO" not in path.read_text(encoding="utf-8"), path


def lacks_names(template):
    """Whether a name comes to nothing: Azure refuses it, and ids of it are those of something else."""
    _, result = expanded(template)
    return any(item.rule == NAME_SEGMENTS for item in result.findings)


def template(**sections):
    return arm.template(**sections)


def bicep(value):
    """Return the main file for a template, or for the text of one."""
    text = value if isinstance(value, str) else json.dumps(value, indent=2)
    return program_text(convert(read_json(text, "a.json")).program)


PARAMETERS = {
    "name": {"type": "string"},
    "count": {"type": "int"},
    "list": {"type": "array"},
    "object": {"type": "object"},
    "on": {"type": "bool"},
}


def printed(expression):
    """Return an expression of an output as it is printed."""
    outputs = {"result": {"value": expression}}
    text = bicep(template(parameters=PARAMETERS, outputs=outputs))
    return text.partition("output result any = ")[2].strip()


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("text", "'text'"),
        ("it's ${x}\\", r"'it\'s \${x}\\'"),
        ("[[literal]", "'[literal]'"),
        ("[concat('a-', parameters('name'))]", "'a-${name}'"),
        ("[concat('a-', concat(parameters('name'), '-b'), 'c')]", "'a-${name}-bc'"),
        ("[concat(parameters('list'), createArray(1))]", "concat(list, [1])"),
        ("[format('{0}-{1:N0}', parameters('name'), 3)]", "format('{0}-{1:N0}', name, 3)"),
        ("[format('{{{0}}}', parameters('name'))]", "'{${name}}'"),
        ("[add(mul(2, 3), 4)]", "2 * 3 + 4"),
        ("[mul(2, add(3, 4))]", "2 * (3 + 4)"),
        ("[sub(1, sub(2, 3))]", "1 - (2 - 3)"),
        ("[and(equals(1, 2), not(equals(3, 4)), not(parameters('on')))]", "1 == 2 && 3 != 4 && !on"),
        ("[not(and(parameters('on'), true()))]", "!(on && true)"),
        ("[equals(toLower('A'), toLower('b'))]", "'A' =~ 'b'"),
        ("[if(parameters('on'), 1, null())]", "(on ? 1 : null)!"),
        ("[if(if(parameters('on'), true(), false()), 1, 2)]", "(on ? true : false) ? 1 : 2"),
        ("[coalesce(parameters('object').a, parameters('object').b, 'c')]", "object.a ?? object.b ?? 'c'"),
        ("[if(contains(parameters('object'), 'a'), parameters('object').a, 1)]", "object.?a ?? 1"),
        ("[tryGet(parameters('object'), 'a', 'b')]", "object.?a.b"),
        ("[tryGet(parameters('list'), 0)]", "list[?0]"),
        ("[parameters('object')['a-b']]", "object['a-b']"),
        ("[parameters('object')['ab']]", "object.ab"),
        ("[first(parameters('list')).x]", "first(list).x"),
        ("[json('null')]", "null"),
        ("[json('1.5')]", "json('1.5')"),
        ("[2147483648]", "2147483648"),
        ("[-5]", "-5"),
        ("[createObject('a', 1)]", "{\n  a: 1\n}"),
        ("[map(parameters('list'), lambda('x', lambdaVariables('x').id))]", "map(list, x => x.id)"),
        (
            "[filter(parameters('list'), lambda('x', 'i', less(lambdaVariables('i'), 3)))]",
            "filter(list, (x, i) => i < 3)",
        ),
        ("[indexFromEnd(parameters('list'), 2)]", "list[^2]"),
        ("[tolower(resourcegroup().name)]", "toLower(resourceGroup().name)"),
        ("[float('2.5')]", "json('2.5')"),
        ("[float(parameters('count'))]", "json(string(count))"),
        ("[not(not(parameters('on')))]", "!(!on)"),
        ("[parameters('object').true]", "object['true']"),
        ("[createObject('null', 1)]", "{\n  'null': 1\n}"),
        ("[concat('a', string(createArray(1)))]", "format('a{0}', string([1]))"),
        (1.5, "json('1.5')"),
        (None, "null"),
    ],
)  # fmt: skip
def test_an_expression_is_printed_as_one_would_write_it(expression, expected):
    assert printed(expression) == expected


def network(**members):
    return {
        "type": "Microsoft.Network/virtualNetworks",
        "apiVersion": "2024-05-01",
        "name": "web-net",
        "location": "westeurope",
        **members,
    }


SUBNET = {
    "type": "Microsoft.Network/virtualNetworks/subnets",
    "apiVersion": "2024-05-01",
    "name": "web-net/data",
    "dependsOn": ["[resourceId('Microsoft.Network/virtualNetworks', 'web-net')]"],
    "properties": {"addressPrefix": "10.0.1.0/24"},
}


class TestResources:
    def test_a_child_has_a_parent_and_waits_for_it_without_saying_so(self):
        text = bicep(template(resources=[network(), SUBNET]))
        assert "  parent: webNet\n  name: 'data'\n" in text
        assert "dependsOn" not in text

    def test_a_child_within_its_parent_comes_after_it(self):
        child = {**SUBNET, "type": "subnets", "name": "data", "dependsOn": ["web-net"]}
        text = bicep(template(resources=[network(resources=[child])]))
        assert "resource data 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {" in text
        assert "  parent: webNet\n  name: 'data'\n" in text

    def test_what_waits_for_nothing_that_it_names_keeps_dependsOn(self):  # noqa: N802 - the member
        other = network(name="other", dependsOn=["web-net"])
        assert "  dependsOn: [webNet]\n" in bicep(template(resources=[network(), other]))

    def test_an_id_and_a_reference_become_the_symbol(self):
        outputs = {
            "id": {
                "type": "string",
                "value": "[resourceId('Microsoft.Network/virtualNetworks', 'web-net')]",
            },
            "space": {"type": "object", "value": "[reference('web-net').addressSpace]"},
        }
        text = bicep(template(resources=[network()], outputs=outputs))
        assert "output id string = webNet.id\n" in text
        assert "output space object = webNet.properties.addressSpace\n" in text

    def test_a_reference_with_another_version_stays_what_it_is(self):
        identifier = "resourceId('Microsoft.Network/virtualNetworks', 'web-net')"
        outputs = {"x": {"type": "object", "value": f"[reference({identifier}, '2020-05-01').y]"}}
        text = bicep(template(resources=[network()], outputs=outputs))
        assert "reference(webNet.id, '2020-05-01').y" in text

    def test_no_resource_refers_to_itself_nor_in_a_cycle(self):
        own = network(tags={"me": "[resourceId('Microsoft.Network/virtualNetworks', 'web-net')]"})
        assert "me: resourceId('Microsoft.Network/virtualNetworks', 'web-net')" in bicep(
            template(resources=[own])
        )
        ids = ["[resourceId('Microsoft.Network/virtualNetworks', 'b')]",
               "[resourceId('Microsoft.Network/virtualNetworks', 'a')]"]  # fmt: skip
        pair = [network(name=n, tags={"x": i}) for n, i in zip("ab", ids, strict=True)]
        text = bicep(template(resources=pair))
        compile_program(read(text), {})
        assert text.count(".id\n") == 1

    def test_what_lies_outside_and_is_asked_is_existing(self):
        vault = "resourceId('vaults', 'Microsoft.KeyVault/vaults', 'kv')"
        outputs = {
            "uri": {"type": "string", "value": f"[reference({vault}, '2023-07-01').vaultUri]"}
        }
        text = bicep(template(outputs=outputs))
        assert text == (
            "resource kv 'Microsoft.KeyVault/vaults@2023-07-01' existing = {\n"
            "  scope: resourceGroup('vaults')\n  name: 'kv'\n}\n\n"
            "output uri string = kv.properties.vaultUri\n"
        )

    def test_keys_are_asked_of_the_resource(self):
        account = {
            "type": "Microsoft.Storage/storageAccounts",
            "apiVersion": "2023-05-01",
            "name": "x",
        }
        call = "listKeys(resourceId('Microsoft.Storage/storageAccounts', 'x'), '2023-05-01')"
        outputs = {"key": {"type": "securestring", "value": f"[{call}.keys[0].value]"}}
        text = bicep(template(resources=[account], outputs=outputs))
        assert "@secure()\noutput key string = x.listKeys().keys[0].value\n" in text

    def test_loops_go_over_the_array_where_the_index_only_picks(self):
        named = network(
            name="[parameters('list')[copyIndex()].name]",
            copy={"name": "nets", "count": "[length(parameters('list'))]", "mode": "serial"},
        )
        text = bicep(template(parameters={"list": {"type": "array"}}, resources=[named]))
        assert "@batchSize(1)\nresource" in text
        assert "= [\n  for item in list: {\n    name: item.name\n" in text
        counted = network(name="[concat('n', copyIndex(1))]", copy={"name": "nets", "count": 3})
        text = bicep(template(resources=[counted]))
        assert "= [\n  for i in range(0, 3): {\n    name: 'n${i + 1}'\n" in text

    def test_an_element_of_a_loop_is_named_by_its_index(self):
        nets = network(name="[concat('n', copyIndex())]", copy={"name": "nets", "count": 3})
        subnets = {
            **SUBNET,
            "name": "[concat('n', copyIndex(), '/data')]",
            "copy": {"name": "subs", "count": 3},
            "dependsOn": ["nets"],
        }
        outputs = {
            "second": {
                "type": "string",
                "value": "[resourceId('Microsoft.Network/virtualNetworks', 'n1')]",
            }
        }
        text = bicep(template(resources=[nets, subnets], outputs=outputs))
        assert "    parent: n[i]\n    name: 'data'\n" in text
        assert "output second string = n[1].id\n" in text
        assert "  dependsOn: [n]\n" in text  # the whole loop, not one element of it

    def test_property_loops_stay_loops_and_inner_ones_become_map(self):
        inner = {"name": "b", "count": 2, "input": "[copyIndex('b')]"}
        outer = {"name": "a", "count": 2, "input": {"x": "[copyIndex('a')]", "copy": [inner]}}
        text = bicep(template(resources=[network(properties={"copy": [outer]})]))
        assert (
            "    a: [\n      for i in range(0, 2): {\n        x: i\n        b: map(range(0, 2), j => j)"
            in text
        )

    def test_a_condition_and_comments_stay(self):
        source = json.dumps(template(parameters={"on": {"type": "bool"}}), indent=2).replace(
            '"resources": []',
            '"resources": [\n// the network of the shop\n{"type": "Microsoft.Network/virtualNetworks", '
            '"apiVersion": "2024-05-01", "name": "n", "condition": "[parameters(\'on\')]",\n'
            '/* for now */ "location": "westeurope" // one day more\n}]',
        )
        text = bicep(source)
        assert "// the network of the shop\nresource n " in text
        assert "= if (on) {" in text
        assert "  // for now\n  // one day more\n  location: 'westeurope'\n" in text

    def test_names_that_clash_or_cannot_stand_get_others(self):
        value = template(
            parameters={"vnet": {"type": "string"}, "my-size": {"type": "string"}},
            variables={"vnet": "x"},
            resources=[network(name="vnet")],
            outputs={
                "a": {
                    "type": "string",
                    "value": "[concat(parameters('my-size'), variables('vnet'))]",
                }
            },
        )
        made = convert(read_json(json.dumps(value), "a.json"))
        text = program_text(made.program)
        assert "param my_size string\n" in text
        assert "var vnetValue = 'x'\n" in text
        assert "resource vnetVirtualNetwork " in text
        assert [item.path for item in made.problems] == [("parameters", "my-size")]

    def test_variables_that_only_say_versions_go(self):
        value = template(
            variables={"version": "2024-05-01"},
            resources=[network(apiVersion="[variables('version')]")],
        )
        assert "version" not in bicep(value)

    def test_resources_by_symbolic_name_keep_it(self):
        value = template(
            languageVersion="2.0",
            resources={
                "shop": network(),
                "old": {**network(name="old"), "existing": True},
                "sub": {**SUBNET, "dependsOn": ["shop"]},
            },
            outputs={"x": {"type": "object", "value": "[reference('old').addressSpace]"}},
        )
        text = bicep(value)
        assert "resource shop '" in text
        assert "resource old 'Microsoft.Network/virtualNetworks@2024-05-01' existing = {" in text
        assert "  parent: shop\n" in text
        assert "old.properties.addressSpace" in text


class TestModules:
    def nested(self, scope, **properties):
        return {
            "type": "Microsoft.Resources/deployments",
            "apiVersion": "2024-03-01",
            "name": "inner",
            "resourceGroup": "other",
            "properties": {
                "mode": "Incremental",
                "expressionEvaluationOptions": {"scope": scope},
                **properties,
            },
        }

    def files(self, value):
        made = convert(read_json(json.dumps(value), "a.json"))
        return texts_of(made), made

    def test_a_nested_template_is_a_module_with_what_it_is_given(self):
        inner = template(
            parameters={"size": {"type": "string"}},
            outputs={"o": {"type": "string", "value": "[parameters('size')]"}},
        )
        value = template(
            parameters={"size": {"type": "string"}},
            resources=[
                self.nested(
                    "inner", template=inner, parameters={"size": {"value": "[parameters('size')]"}}
                )
            ],
            outputs={"o": {"type": "string", "value": "[reference('inner').outputs.o.value]"}},
        )
        texts, _ = self.files(value)
        assert "module inner 'modules/inner.bicep' = {\n  name: 'inner'\n" in texts[""]
        assert "  scope: resourceGroup('other')\n  params: {\n    size: size\n  }\n" in texts[""]
        assert "output o string = inner.outputs.o\n" in texts[""]
        assert texts["modules/inner.bicep"] == "param size string\n\noutput o string = size\n"

    def test_of_outer_scope_what_it_sees_becomes_parameters(self):
        inner = template(
            resources=[network(name="[parameters('name')]", location="[resourceGroup().location]")]
        )
        value = template(
            parameters={"name": {"type": "string"}},
            resources=[self.nested("outer", template=inner)],
        )
        texts, _ = self.files(value)
        assert "    resourceGroupLocation: resourceGroup().location\n" in texts[""]
        assert "  location: resourceGroupLocation\n" in texts["modules/inner.bicep"]

    def test_a_secret_of_a_key_vault_is_asked_for(self):
        inner = template(parameters={"password": {"type": "securestring"}})
        vault = {"id": "[resourceId('vaults', 'Microsoft.KeyVault/vaults', 'kv')]"}
        given = {"password": {"reference": {"keyVault": vault, "secretName": "admin"}}}
        texts, _ = self.files(
            template(resources=[self.nested("inner", template=inner, parameters=given)])
        )
        assert "    password: kv.getSecret('admin')\n" in texts[""]
        assert "resource kv 'Microsoft.KeyVault/vaults@" in texts[""]

    def test_a_template_beside_is_a_module_and_one_elsewhere_stays_a_deployment(self):
        beside = self.nested("inner", templateLink={"relativePath": "nested/net.json"})
        texts, _ = self.files(template(resources=[beside]))
        assert "module inner 'nested/net.json' = {" in texts[""]
        elsewhere = self.nested("inner", templateLink={"uri": "https://example.com/net.json"})
        texts, _ = self.files(template(resources=[elsewhere]))
        assert "resource inner 'Microsoft.Resources/deployments@2024-03-01' = {" in texts[""]

    def test_a_module_says_what_it_is_deployed_to(self):
        nested = self.nested("inner", template=template())
        del nested["resourceGroup"]
        texts, _ = self.files(template(resources=[{**nested, "subscriptionId": "s"}]))
        assert "  scope: subscription('s')\n" in texts[""]
        assert texts["modules/inner.bicep"] == "targetScope = 'subscription'\n"
        schema = arm.LEVELS["managementGroup"]
        texts, _ = self.files({**template(resources=[nested]), "$schema": schema})
        assert texts["modules/inner.bicep"] == "targetScope = 'managementGroup'\n"

    def test_functions_whose_name_is_taken_are_named_in_full(self):
        value = template(
            parameters={
                "newGuid": {"type": "string", "defaultValue": "[newGuid()]"},
                "subscription": {"type": "string"},
            },
            outputs={"s": {"type": "string", "value": "[subscription().subscriptionId]"}},
        )
        texts, _ = self.files(value)
        assert "param newGuid string = sys.newGuid()\n" in texts[""]
        assert "output s string = az.subscription().subscriptionId\n" in texts[""]

    def test_what_a_module_cannot_say_is_told_with_its_place(self):
        inner = self.nested("inner", template=template(), mode="Complete")
        texts, made = self.files(template(resources=[inner]))
        assert [item.path for item in made.problems] == [("resources", 0, "properties", "mode")]
        assert "// TODO: a module is never deployed in mode Complete" in texts[""]


class TestTypes:
    def test_types_functions_and_decorators(self):
        value = template(
            languageVersion="2.0",
            resources={},
            definitions={
                "rule": {
                    "type": "object",
                    "properties": {
                        "port": {"type": "int", "minValue": 1},
                        "kind": {"type": "string", "allowedValues": ["a", "b"], "nullable": True},
                    },
                }
            },
            parameters={
                "rules": {"type": "array", "items": {"$ref": "#/definitions/rule"}},
                "size": {
                    "type": "string",
                    "defaultValue": "s",
                    "allowedValues": ["s", "m"],
                    "metadata": {"description": "How large."},
                },
                "secret": {"type": "secureString", "minLength": 8},
            },
            functions=[
                {
                    "namespace": "my",
                    "members": {
                        "double": {
                            "parameters": [{"name": "n", "type": "int"}],
                            "output": {"type": "int", "value": "[mul(parameters('n'), 2)]"},
                        }
                    },
                }
            ],
            outputs={"four": {"type": "int", "value": "[my.double(2)]"}},
        )
        assert bicep(value) == (
            "type rule = {\n  @minValue(1)\n  port: int\n  kind: ('a' | 'b')?\n}\n\n"
            "param rules rule[]\n\n"
            "@description('How large.')\n@allowed(['s', 'm'])\nparam size string = 's'\n\n"
            "@secure()\n@minLength(8)\nparam secret string\n\n"
            "func double(n int) int => n * 2\n\n"
            "output four int = double(2)\n"
        )


class TestBrokenTemplates:
    """What Azure would refuse is told, and what is printed is still Bicep."""

    @pytest.mark.parametrize(
        ("value", "path"),
        [
            (template(parameters={"a": {"type": "[later()]"}}), ("parameters", "a")),
            (
                template(resources=[network(name="[concat('n', copyIndex())]")]),
                ("resources", 0, "name"),
            ),
            (
                template(resources=[network(tags="[variables('nowhere')]")]),
                ("resources", 0, "tags"),
            ),
            (
                template(resources=[network(apiVersion="[parameters('version')]")]),
                ("resources", 0, "apiVersion"),
            ),
            (
                template(resources=[network(tags="[concat('a']")]),
                ("resources", 0, "tags"),
            ),
            (
                template(resources=[network(dependsOn=["nowhere"])]),
                ("resources", 0, "dependsOn", 0),
            ),
        ],
    )
    def test_it_is_told_at_its_place_and_marked(self, value, path):
        made = convert(read_json(json.dumps(value), "a.json"))
        text = program_text(made.program)
        assert path in [item.path for item in made.problems]
        assert "// TODO: " in text
        read(text)

    def test_odd_types_of_resources_stay_texts(self):
        text = bicep(template(resources=[network(type="it's/odd")]))
        assert r"'it\'s/odd@2024-05-01'" in text
        read(text)

    def test_a_lookup_by_a_computed_name_goes_by_an_object(self):
        variables = {"sizeSmall": 1, "sizeLarge": 2, "other": 3}
        size = "[variables(concat('size', parameters('name')))]"
        outputs = {"size": {"type": "int", "value": size}}
        text = bicep(template(parameters=PARAMETERS, variables=variables, outputs=outputs))
        assert "var sizeByName = {\n  sizeSmall: sizeSmall\n  sizeLarge: sizeLarge\n}\n" in text
        assert "output size int = sizeByName['size${name}']\n" in text


@pytest.mark.parametrize(
    "text",
    [
        "param a string param b string\n",
        "var a = { b: 1 c: 2 }\n",
        "var a = {\n  b: 1,\n  c: 2\n}\n",
        "var a = 'x\n",
        "var a = '${b'\n",
        "var a = [\n  1 2\n]\n",
        "var a = 1 +\n",
        "let a = 1\n",
        "output a = 1\n",
    ],
)
def test_the_reader_refuses_what_is_no_bicep(text):
    with pytest.raises(BicepError):
        read(text)


@pytest.mark.parametrize(
    "text",
    [
        "var a = b\n",
        "resource a 'x/y@1' = {\n  name: a.id\n}\n",
        "param a string\nvar a = 1\n",
        "resource a 'x/y@1' = [\n  for i in range(0, 2): {\n    name: 'n${i}'\n  }\n]\n\noutput o string = a.id\n",
    ],
)
def test_the_compiler_refuses_what_bicep_refuses(text):
    with pytest.raises(BicepError):
        compile_program(read(text), {})
