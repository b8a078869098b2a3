"""Ids of resources, however they are written: waits, scopes, parents and questions follow from them.

A template may say one id in twenty ways; Bicep has one word for it, the symbol.
"""

from __future__ import annotations

import json

import pytest

from generator import api
from generator.bicep import statements
from generator.bicep import syntax as s
from generator.bicep.lines import flat
from tests.support import arm
from tests.support.bicep_reader import read
from tests.support.recompiled import judge
from tests.support.waits import lost_waits

SHOP, SHELF, BOX = "Contoso.Store/shops", "Contoso.Store/shops/shelves", "Contoso.Store/boxes"
OURS = {
    "no-unnecessary-dependson", "use-parent-property", "use-resource-symbol-reference", "BCP174",
}  # fmt: skip
"""Warnings that come of how a template is printed, and of nothing in it."""


def template(*resources, level="resourceGroup", **sections):
    return {
        "$schema": arm.LEVELS[level],
        "contentVersion": "1.0.0.0",
        "resources": list(resources),
        **sections,
    }


def thing(kind, name, /, *waits, version="2020-01-01", **members):
    """Return a resource that waits for others."""
    entries = {"dependsOn": list(waits)} if waits else {}
    return {"type": kind, "apiVersion": version, "name": name, **members, **entries}


def nested(name, *resources, scope="inner", level="resourceGroup", outputs=None, **members):
    """Return a deployment of a nested template."""
    inner = template(*resources, level=level, **({"outputs": outputs} if outputs else {}))
    options = {"expressionEvaluationOptions": {"scope": scope}}
    given = members.pop("parameters", None)
    if given:
        inner["parameters"] = {key: {"type": "string"} for key in given}
        options["parameters"] = {key: {"value": value} for key, value in given.items()}
    properties = {"mode": "Incremental", **options, "template": inner}
    kind = "Microsoft.Resources/deployments"
    return thing(kind, name, version="2022-09-01", properties=properties, **members)


@pytest.fixture
def printed(tmp_path):
    """Print a template; gives its files, with nothing left to say of it."""

    def files(value):
        path = tmp_path / "template.json"
        path.write_text(json.dumps(value), encoding="utf-8")
        made = api.to_bicep(path)
        assert [item.message for item in made.remarks] == []
        return made.files

    return files


@pytest.fixture
def judged(compiler, tmp_path, printed):
    """Print a template and compile that: without an error, and without a warning of ours."""

    def verdict_of(value, values=None):
        text = printed(value)["main.bicep"]
        verdict = judge(compiler, tmp_path / "template.json", tmp_path / "bicep", values or {})
        assert verdict.compiled.errors() == []
        assert [str(t) for t in verdict.compiled.warnings() if t.code in OURS] == []
        return text, verdict

    return verdict_of


@pytest.fixture
def same(compiler, tmp_path, judged):
    """Print a template so that it does what it did.

    What the engine makes of both is the same, and each resource still waits for all it waited for.
    """

    def main_file(value, values=None, level="resourceGroup"):
        text, verdict = judged(value, values)
        assert verdict.faults() == []
        assert not verdict.refused
        folder = tmp_path / "bicep"
        after = verdict.compiled.json
        assert lost_waits(compiler, value, after, values or {}, level, folder) == []
        return text

    return main_file


def waits_in(text, symbol):
    """Return the entries of dependsOn of a resource as they are printed."""
    for statement in read(text).statements:
        own = statement.declaration
        if isinstance(own, (statements.Resource, statements.Module)) and own.symbol == symbol:
            body = own.body
            while isinstance(body, (s.For, s.If)):
                body = body.body
            found = [member.value for member in body.members if member.key == "dependsOn"]
            return [flat(item.value) for array in found for item in array.items]
    raise AssertionError(f"there is no {symbol} in\n{text}")


STORE = {
    "parameters": {
        "shopName": {"type": "string", "defaultValue": "corner"},
        "new": {"type": "bool", "defaultValue": True},
    },
    "variables": {
        "group": "[resourceGroup()]",
        "shopId": f"[resourceId('{SHOP}', parameters('shopName'))]",
        "shopIds": {"corner": "[variables('shopId')]"},
        "allIds": ["[variables('shopId')]", "nothing"],
        "prefix": "[concat('/subscriptions/', subscription().subscriptionId)]",
        "whole": "[concat(parameters('shopName'), '/left')]",
        "either": f"[if(parameters('new'), variables('shopId'), resourceId('{BOX}', 'box1'))]",
    },
}
STOCK = [
    thing(SHOP, "[parameters('shopName')]"),
    thing(SHELF, "[concat(parameters('shopName'), '/left')]"),
    thing(
        "Microsoft.Authorization/locks", "keep", version="2020-05-01",
        scope=f"[concat('{SHOP}/', parameters('shopName'))]", properties={"level": "ReadOnly"},
    ),
    thing(BOX, "[concat('box', copyIndex(1))]", copy={"name": "boxes", "count": 3}),
]  # fmt: skip
OF_SHOP = [
    f"[resourceId('{SHOP}', parameters('shopName'))]",
    f"[resourceId('{SHOP}/', parameters('shopName'))]",
    f"[resourceId('{SHOP.upper()}', toLower(parameters('shopName')))]",
    f"[resourceId(resourceGroup().name, '{SHOP}', parameters('shopName'))]",
    f"[resourceId(subscription().subscriptionId, resourceGroup().name, '{SHOP}', "
    "parameters('shopName'))]",
    f"[extensionResourceId(resourceGroup().id, '{SHOP}', parameters('shopName'))]",
    "[extensionResourceId(format('/subscriptions/{0}/resourceGroups/{1}', "
    f"subscription().subscriptionId, resourceGroup().name), '{SHOP}', parameters('shopName'))]",
    f"[concat(resourceId('{SHOP}', parameters('shopName')))]",
    f"[concat(resourceGroup().id, '/providers/{SHOP}/', parameters('shopName'))]",
    f"[concat(variables('group').id, '/providers/{SHOP}/', parameters('shopName'))]",
    f"[format('{{0}}/providers/{SHOP}/{{1}}', resourceGroup().id, parameters('shopName'))]",
    f"[concat(subscription().id, '/resourceGroups/', resourceGroup().name, '/providers/{SHOP}/', "
    "parameters('shopName'))]",
    f"[concat(variables('prefix'), '/resourceGroups/', resourceGroup().name, '/providers/{SHOP}/',"
    " parameters('shopName'))]",
    "[variables('shopId')]",
    "[variables('shopIds').corner]",
    "[variables('shopIds')['Corner']]",
    "[variables('allIds')[0]]",
]
SHORT = [
    f"[concat('{SHOP}/', parameters('shopName'))]",
    "[parameters('shopName')]",
    "[toLower(parameters('shopName'))]",
    f"[concat(resourceId('{SHOP}', first(split(variables('whole'), '/'))))]",
]
OF_SHELF = [
    f"[resourceId('{SHELF}', parameters('shopName'), 'left')]",
    f"[resourceId('{SHELF}', split(variables('whole'), '/')[0], split(variables('whole'), '/')[1])]",
    f"[resourceId('{SHELF}', split(format('{{0}}/{{1}}', parameters('shopName'), 'left'), '/')[0],"
    " last(split(format('{0}/{1}', parameters('shopName'), 'left'), '/')))]",
    f"[concat(resourceId('{SHOP}', parameters('shopName')), '/shelves/left')]",
    f"[concat('{SHELF.rpartition('/')[0]}/', parameters('shopName'), '/shelves/left')]",
    "[variables('whole')]",
]
OF_LOCK = [
    f"[extensionResourceId(resourceId('{SHOP}', parameters('shopName')), "
    "'Microsoft.Authorization/locks', 'keep')]",
    "[extensionResourceId(variables('shopId'), 'Microsoft.Authorization/locks', 'keep')]",
    f"[resourceId('{SHOP}/providers/locks', parameters('shopName'), 'Microsoft.Authorization', "
    "'keep')]",
    "[concat(variables('shopId'), '/providers/Microsoft.Authorization/locks/keep')]",
    "keep",
]
OF_BOXES = {
    "boxes": "box",
    f"[resourceId('{BOX}', 'box2')]": "box[1]",
    f"[resourceId('{BOX}', concat('box', 2))]": "box[1]",
    f"[resourceId('{BOX}', concat('box', copyIndex(1)))]": "box[i]",
    f"[resourceId('{BOX}', concat('box', copyIndex('turns', 1)))]": "box[i]",
    f"[resourceId('{BOX}', format('box{{0}}', add(copyIndex(), 1)))]": "box[i]",
    f"[concat('{BOX}/box', copyIndex(2))]": "box[i + 1]",
    f"[concat('{BOX}/box', copyIndex())]": "box[i - 1]",
    f"[concat('{BOX}/box', add(mod(copyIndex(), 3), 1))]": "box[i % 3]",
}


class TestWaits:
    @pytest.mark.parametrize(
        ("entry", "symbol"),
        [
            *((entry, "shop") for entry in OF_SHOP + SHORT),
            *((entry, "left") for entry in OF_SHELF),
            *((entry, "keep") for entry in OF_LOCK),
        ],
    )
    def test_every_way_to_write_an_id_is_one_wait(self, printed, entry, symbol):
        files = printed(template(*STOCK, thing("Contoso.Store/tills", "till", entry), **STORE))
        assert waits_in(files["main.bicep"], "till") == [symbol]

    @pytest.mark.parametrize("entry", OF_BOXES)
    def test_offsets_of_indexes_cancel_out_or_are_taken_off(self, printed, entry):
        till = thing(
            "Contoso.Store/tills", "[concat('till', copyIndex())]", entry,
            copy={"name": "turns", "count": 2},
        )  # fmt: skip
        text = printed(template(*STOCK, till, **STORE))["main.bicep"]
        assert waits_in(text, "till") == [OF_BOXES[entry]]

    def test_the_engine_reads_the_same_waits(self, same):
        entries = [*OF_SHOP[:12], *SHORT[:2], *OF_SHELF[:3], *OF_LOCK[:2]]
        tills = [
            thing("Contoso.Store/tills", f"till{at}", entry) for at, entry in enumerate(entries)
        ]
        looped = [
            thing(
                "Contoso.Store/tills", f"[concat('loop{at}-', copyIndex())]", entry,
                copy={"name": f"turns{at}", "count": 2},
            )
            for at, entry in enumerate(OF_BOXES)
            if "turns" not in entry and "copyIndex())]" not in entry
        ]  # fmt: skip
        same(template(*STOCK, *tills, *looped, **STORE))

    @pytest.mark.parametrize(
        "entry",
        [
            f"[if(parameters('new'), variables('shopId'), resourceId('{BOX}', 'box1'))]",
            "[variables('either')]",
            f"[if(parameters('new'), variables('shopId'), concat('{BOX}/', 'box1'))]",
        ],
    )
    def test_a_choice_waits_for_either(self, printed, entry):
        files = printed(template(*STOCK, thing("Contoso.Store/tills", "till", entry), **STORE))
        assert waits_in(files["main.bicep"], "till") == ["shop", "box[0]"]

    def test_a_choice_within_a_name_waits_for_either(self, printed):
        names = "if(parameters('new'), 'one', 'two')"
        value = template(
            thing(SHOP, "one", condition="[parameters('new')]"),
            thing(SHOP, "two", condition="[not(parameters('new'))]"),
            thing("Contoso.Store/tills", "till", f"[resourceId('{SHOP}', {names})]"),
            **STORE,
        )
        assert waits_in(printed(value)["main.bicep"], "till") == ["one", "two"]

    @pytest.mark.parametrize(
        "listed",
        [
            f"[createArray(variables('shopId'), resourceId('{SHELF}', 'x', 'left'))]",
            "[if(parameters('new'), createArray(variables('shopId')), createArray())]",
            "[variables('allIds')]",
        ],
    )
    def test_a_computed_list_waits_for_all_that_it_may_hold(self, tmp_path, listed):
        till = {**thing("Contoso.Store/tills", "till"), "dependsOn": listed}
        path = tmp_path / "template.json"
        path.write_text(json.dumps(template(*STOCK, till, **STORE)), encoding="utf-8")
        assert waits_in(api.to_bicep(path).files["main.bicep"], "till")[0] == "shop"

    def test_two_loops_of_one_name_are_both_waited_for(self, same):
        boxes = [
            thing(kind, "[concat('one', copyIndex())]", copy={"name": "views", "count": 2})
            for kind in ("Contoso.Store/boxes", "Contoso.Store/bags")
        ]
        text = same(template(*boxes, thing("Contoso.Store/tills", "till", "views")))
        assert waits_in(text, "till") == ["one", "oneBag"]

    def test_opposite_conditions_are_both_waited_for(self, same):
        shops = [
            thing(SHOP, "shop", condition=f"[{condition}]", properties={"new": at})
            for at, condition in enumerate(("parameters('new')", "not(parameters('new'))"))
        ]
        till = thing("Contoso.Store/tills", "till", f"[resourceId('{SHOP}', 'shop')]")
        text = same(template(*shops, till, parameters=STORE["parameters"]))
        assert waits_in(text, "till") == ["shop", "shopShop"]

    def test_what_only_the_deployment_knows_is_decided_by_what_there_is(self, printed):
        """Azure refuses an entry that names nothing of its template: so it can only mean this."""
        value = template(
            thing(SHOP, "[parameters('shopName')]"),
            thing(BOX, "box"),
            thing("Contoso.Store/tills", "till", f"[concat('{SHOP}/', parameters('other'))]"),
            thing("Contoso.Store/bags", "bag", f"[resourceId(parameters('g'), '{BOX}', 'box')]"),
            parameters={
                "shopName": {"type": "string"},
                "other": {"type": "string"},
                "g": {"type": "string"},
            },
        )
        text = printed(value)["main.bicep"]
        assert waits_in(text, "till") == ["shop"]
        assert waits_in(text, "bag") == ["box"]

    def test_a_wait_that_names_nothing_is_told(self, tmp_path):
        path = tmp_path / "template.json"
        value = template(thing("Contoso.Store/tills", "till", f"[resourceId('{SHOP}', 'a')]"))
        path.write_text(json.dumps(value), encoding="utf-8")
        told = [item.message for item in api.to_bicep(path).remarks]
        assert told == [
            f"dependsOn names no resource of this template: [resourceId('{SHOP}', 'a')]; "
            "it is left out"
        ]

    def test_a_linked_deployment_in_a_group_by_a_variable_is_waited_for(self, printed):
        link = thing(
            "Microsoft.Resources/deployments", "setup", version="2022-09-01",
            resourceGroup="[variables('group')]",
            properties={"mode": "Incremental", "templateLink": {"uri": "https://example.com/a"}},
        )  # fmt: skip
        entry = "[resourceId(variables('group'), 'Microsoft.Resources/deployments', 'setup')]"
        value = template(
            link,
            thing(SHOP, "shop", entry),
            parameters={"g": {"type": "string"}},
            variables={"group": "[if(equals(parameters('g'), ''), 'a', parameters('g'))]"},
        )
        assert waits_in(printed(value)["main.bicep"], "shop") == ["setup"]


class TestNeedlessWaits:
    """Bicep waits by itself for what a body names, and for what that leads to."""

    def test_what_names_lead_to_needs_no_word(self, same):
        value = template(
            thing(SHOP, "shop"),
            thing(SHELF, "shop/left", f"[resourceId('{SHOP}', 'shop')]"),
            thing(BOX, "box", tags={"on": f"[resourceId('{SHELF}', 'shop', 'left')]"}),
            thing(
                "Contoso.Store/tills", "till", f"[resourceId('{SHOP}', 'shop')]", "box",
                tags={"box": f"[resourceId('{BOX}', 'box')]"},
            ),
        )  # fmt: skip
        text = same(value)
        assert "dependsOn" not in text

    def test_a_wait_through_what_may_not_be_there_stays_and_draws_no_warning(self, same):
        value = template(
            thing(SHOP, "shop"),
            thing(
                BOX, "box", tags={"on": f"[resourceId('{SHOP}', 'shop')]"},
                condition="[parameters('new')]",
            ),
            thing(
                "Contoso.Store/tills", "till", "shop",
                tags={"box": f"[resourceId('{BOX}', 'box')]"},
            ),
            parameters=STORE["parameters"],
        )  # fmt: skip
        text = same(value)
        assert waits_in(text, "till") == ["shop"]
        assert "#disable-next-line no-unnecessary-dependson\n    shop\n" in text

    def test_what_only_another_wait_leads_to_stays(self, same):
        value = template(
            thing(SHOP, "shop"),
            thing(BOX, "box", "shop"),
            thing("Contoso.Store/bags", "bag", "box"),
        )
        text = same(value)
        assert (waits_in(text, "box"), waits_in(text, "bag")) == (["shop"], ["box"])


class TestIds:
    @pytest.mark.parametrize(
        ("value", "symbol"),
        [
            *((value, "shop") for value in OF_SHOP if not value.startswith("[variables(")),
            *((value, "left") for value in OF_SHELF[:4]),
            *((value, "keep") for value in OF_LOCK[:4]),
        ],
    )
    def test_an_id_is_that_of_the_symbol(self, printed, value, symbol):
        till = thing("Contoso.Store/tills", "till", properties={"of": value})
        text = printed(template(*STOCK, till, **STORE))["main.bicep"]
        assert f"    of: {symbol}.id\n" in text

    def test_the_engine_makes_the_same_ids(self, same):
        values = [*OF_SHOP, *OF_SHELF[:4], *OF_LOCK[:4]]
        properties = {f"of{at}": value for at, value in enumerate(values)}
        same(template(*STOCK, thing("Contoso.Store/tills", "till", properties=properties), **STORE))

    @pytest.mark.parametrize(
        ("value", "kind", "printed_value"),
        [
            ("[reference('shop', '2020-01-01', 'Full')]", "object", "shop"),
            ("[reference('shop', '2020-01-01', 'full').tags.a]", "string", "shop.tags.a"),
            ("[reference('shop')]", "object", "shop.properties"),
            ("[resourceInfo('shop').id]", "string", "shop.id"),
            ("[resourceInfo('shop').Name]", "string", "shop.name"),
            ("[listKeys('shop', '2020-01-01')]", "object", "shop.listKeys()"),
        ],
    )
    def test_symbolic_names_are_symbols(self, tmp_path, value, kind, printed_value):
        value = {
            **template(languageVersion="2.0"),
            "resources": {"shop": thing(SHOP, "corner", tags={"a": "b"})},
            "outputs": {"made": {"type": kind, "value": value}},
        }
        path = tmp_path / "template.json"
        path.write_text(json.dumps(value), encoding="utf-8")
        assert f" = {printed_value}\n" in api.to_bicep(path).files["main.bicep"]

    def test_answers_are_asked_of_symbols(self, same):
        account = f"resourceId('{STORAGE}', 'stshop')"
        asked = {
            "whole": ("object", f"[reference({account}, '2023-01-01', 'Full')]"),
            "bare": ("object", f"[reference('{STORAGE}/stshop', '2023-01-01')]"),
            "named": ("object", "[reference('stshop')]"),
            "keys": ("object", f"[listKeys({account}, '2023-01-01')]"),
            "others": ("object", f"[listKeys(concat({account}), '2022-09-01')]"),
        }
        outputs = {name: {"type": kind, "value": value} for name, (kind, value) in asked.items()}
        text = same(template(account_resource(), outputs=outputs))
        assert "output whole object = stshop\n" in text
        assert "output bare object = stshop.properties\n" in text
        assert "output named object = stshop.properties\n" in text
        assert "output keys object = stshop.listKeys()\n" in text
        assert "output others object = stshop.listKeys('2022-09-01')\n" in text


STORAGE = "Microsoft.Storage/storageAccounts"


def account_resource(name="stshop"):
    return thing(
        STORAGE, name, version="2023-01-01", location="eastus", kind="StorageV2",
        sku={"name": "Standard_LRS"},
    )  # fmt: skip


class TestScopes:
    def test_an_extension_that_is_written_below_its_resource_says_its_scope(self, same):
        value = template(
            account_resource("[parameters('shopName')]"),
            thing(
                f"{STORAGE}/providers/locks",
                "[concat(parameters('shopName'), '/Microsoft.Authorization/keep')]",
                "[parameters('shopName')]",
                version="2020-05-01",
                properties={"level": "ReadOnly"},
            ),
            thing(
                SHOP,
                "after",
                f"[resourceId('{STORAGE}/providers/locks', parameters('shopName'), "
                "'Microsoft.Authorization', 'keep')]",
            ),
            parameters={"shopName": {"type": "string", "defaultValue": "stcorner"}},
        )
        text = same(value)
        assert "resource keep 'Microsoft.Authorization/locks@2020-05-01' = {\n  scope: shop" in text
        assert waits_in(text, "after") == ["keep"]

    def test_one_within_a_resource_in_a_loop_and_one_of_a_resource_outside(self, same):
        lock = {"apiVersion": "2020-05-01", "properties": {"level": "ReadOnly"}}
        inner = {"type": "providers/locks", "name": "Microsoft.Authorization/keep", **lock}
        account = {
            **account_resource("[concat('stshop', copyIndex())]"),
            "copy": {"name": "accounts", "count": 2},
            "resources": [{**inner, "dependsOn": ["[concat('stshop', copyIndex())]"]}],
        }
        beside = {
            "type": f"{STORAGE}/providers/locks",
            "name": "[concat(parameters('names')[copyIndex()], '/Microsoft.Authorization/other')]",
            "copy": {"name": "locks", "count": "[length(parameters('names'))]"},
            **lock,
        }
        names = {"names": {"type": "array", "defaultValue": ["stone", "sttwo"]}}
        text = same(template(account, beside, parameters=names))
        assert "/providers/" not in text
        assert "existing = [\n  for name in names: {\n    name: name\n" in text

    def test_one_of_a_type_that_nobody_knows_stays_as_it_is(self, printed):
        value = template(
            thing(f"{SHOP}/providers/locks", "shop/Microsoft.Authorization/keep", properties={})
        )
        assert f"'{SHOP}/providers/locks@2020-01-01'" in printed(value)["main.bicep"]

    def test_an_extension_of_an_extension_names_it(self, same):
        lock = f"extensionResourceId(resourceId('{SHOP}', parameters('shopName')), "
        scope = f"[{lock}'Microsoft.Authorization/locks', 'keep')]"
        till = thing("Contoso.Store/seals", "seal", scope=scope)
        assert "  scope: keep\n" in same(template(*STOCK, till, **STORE))

    def test_a_child_of_an_extension_has_a_parent_and_no_scope(self, same):
        scope = f"[concat('{SHOP}/', parameters('shopName'))]"
        value = template(
            *STOCK,
            thing("Contoso.Store/seals", "seal", scope=scope),
            thing("Contoso.Store/seals/marks", "seal/mark", "seal", scope=scope),
            **STORE,
        )
        assert "{\n  parent: seal\n  name: 'mark'\n}" in same(value)

    def test_a_resource_that_is_asked_in_another_place_says_where(self, same):
        value = {
            **template(languageVersion="2.0", parameters={"cmk": {"type": "string"}}),
            "resources": {
                "vault": {
                    **thing("Microsoft.KeyVault/vaults", "kv", version="2023-07-01"),
                    "existing": True,
                    "subscriptionId": "[split(parameters('cmk'), '/')[2]]",
                    "resourceGroup": "[split(parameters('cmk'), '/')[4]]",
                },
                "vault::key": {
                    **thing("Microsoft.KeyVault/vaults/keys", "kv/key", version="2023-07-01"),
                    "existing": True,
                    "subscriptionId": "[split(parameters('cmk'), '/')[2]]",
                    "resourceGroup": "[split(parameters('cmk'), '/')[4]]",
                },
                "shop": {
                    **thing(SHOP, "shop", "vault", "vault::key"),
                    "properties": {"key": "[reference('vault::key').keyUri]"},
                },
            },
        }
        cmk = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/r/providers/x/y/z"
        text = same(value, {"cmk": cmk})
        assert "  scope: resourceGroup(split(cmk, '/')[2], split(cmk, '/')[4])\n" in text
        assert "existing = {\n  parent: vault\n  name: 'key'\n}" in text

    @pytest.mark.parametrize(
        ("identifier", "scope"),
        [
            (f"resourceId('other', '{STORAGE}', 'stother')", "resourceGroup('other')"),
            (f"subscriptionResourceId('{STORAGE}', 'stother')", "subscription()"),
            (f"tenantResourceId('{STORAGE}', 'stother')", "tenant()"),
            (
                f"managementGroupResourceId('mg', '{STORAGE}', 'stother')",
                "managementGroup('mg')",
            ),
        ],
    )
    def test_a_resource_outside_is_asked_where_it_is(self, printed, identifier, scope):
        output = {"type": "object", "value": f"[reference({identifier}, '2023-01-01').a]"}
        text = printed(template(outputs={"made": output}))["main.bicep"]
        assert f"existing = {{\n  scope: {scope}\n  name: 'stother'\n}}" in text

    def test_a_child_of_a_resource_that_is_asked_has_it_as_its_parent(self, same):
        account = f"resourceId('{STORAGE}', parameters('a'))"
        value = template(
            thing(
                f"{STORAGE}/blobServices", "[concat(parameters('a'), '/default')]",
                version="2023-01-01", properties={},
            ),
            parameters={"a": {"type": "string", "defaultValue": "stcorner"}},
            outputs={
                "made": {"type": "object", "value": f"[reference({account}, '2023-01-01')]"}
            },
        )  # fmt: skip
        assert "  parent: storageAccount\n  name: 'default'\n" in same(value)

    def test_a_child_whose_parent_the_compiler_fails_at_says_its_whole_name(self, same):
        """The compiler ends with an exception where an index picks an argument in such a name."""
        shop = thing(
            SHOP, "[toLower(variables('names')[copyIndex()])]",
            copy={"name": "shops", "count": "[variables('count')]"},
        )  # fmt: skip
        shelf = thing(
            SHELF, "[concat(toLower(variables('names')[copyIndex()]), '/left')]",
            f"[resourceId('{SHOP}', toLower(variables('names')[copyIndex()]))]",
            copy={"name": "shelves", "count": "[variables('count')]"},
        )  # fmt: skip
        text = same(template(shop, shelf, variables={"names": ["One", "Two"], "count": 2}))
        assert "parent:" not in text


class TestDeployments:
    GROUP = "Microsoft.Resources/resourceGroups"

    def test_a_group_of_the_template_is_the_scope_of_what_goes_to_it(self, same):
        waits = f"[subscriptionResourceId('{self.GROUP}', parameters('rg'))]"
        place = (
            "format('/subscriptions/{0}/resourceGroups/{1}', subscription().subscriptionId, "
            "parameters('rg'))"
        )
        first = f"extensionResourceId({place}, 'Microsoft.Resources/deployments', 'first')"
        value = template(
            thing(self.GROUP, "[parameters('rg')]", version="2022-09-01", location="eastus"),
            nested(
                "first", resourceGroup="[parameters('rg')]", dependsOn=[waits],
                outputs={"id": {"type": "string", "value": "x"}},
            ),
            nested(
                "second", resourceGroup="[parameters('rg')]",
                dependsOn=[f"[{first}]", waits],
                parameters={"id": f"[reference({first}, '2022-09-01').outputs.id.value]"},
            ),
            nested("third", location="eastus", level="subscription", dependsOn=[f"[{first}]"]),
            level="subscription",
            parameters={"rg": {"type": "string", "defaultValue": "shop"}},
            outputs={"group": {"type": "string", "value": f"[resourceId('{self.GROUP}', 'shop')]"}},
        )  # fmt: skip
        text = same(value, level="subscription")
        assert text.count("  scope: rg") == 2
        assert "id: first.outputs.id\n" in text
        assert waits_in(text, "first") == waits_in(text, "second") == []
        assert waits_in(text, "third") == ["first"]

    @pytest.mark.parametrize(
        ("said", "scope"),
        [
            ("[tenantResourceId('Microsoft.Management/managementGroups', 'mg')]",
             "managementGroup('mg')"),
            ("/providers/Microsoft.Management/managementGroups/mg", "managementGroup('mg')"),
            ("[concat('Microsoft.Management/managementGroups/', 'mg')]", "managementGroup('mg')"),
            ("[managementGroup().id]", None),
            ("[concat('/subscriptions/', parameters('s'))]", "subscription(s)"),
            ("/subscriptions/1/resourceGroups/rg", "resourceGroup('1', 'rg')"),
            ("/", "tenant()"),
        ],
    )  # fmt: skip
    def test_every_way_to_write_a_scope(self, printed, said, scope):
        value = template(
            nested("made", scope="inner", level="managementGroup"),
            level="managementGroup",
            parameters={"s": {"type": "string"}},
        )
        value["resources"][0]["scope"] = said
        text = printed(value)["main.bicep"]
        assert (f"  scope: {scope}\n" in text) if scope else ("scope:" not in text)

    def test_ids_at_a_management_group(self, same):
        kind = "Microsoft.Authorization/policyDefinitions"
        policy = f"extensionResourceId(managementGroup().id, '{kind}', 'pd')"
        value = template(
            thing(kind, "pd", version="2021-06-01", properties={"policyType": "Custom"}),
            thing(
                "Microsoft.Authorization/policyAssignments", "pa", f"[{policy}]",
                version="2022-06-01", properties={"policyDefinitionId": f"[{policy}]"},
            ),
            level="managementGroup",
        )  # fmt: skip
        text = same(value, level="managementGroup")
        assert "policyDefinitionId: pd.id\n" in text
        assert "dependsOn" not in text

    def test_a_vault_by_its_turn_is_asked_in_the_same_loop(self, printed):
        secret = {
            "reference": {
                "keyVault": {
                    "id": "[resourceId(parameters('groups')[copyIndex()], "
                    "'Microsoft.KeyVault/vaults', concat('kv', copyIndex(1)))]"
                },
                "secretName": "pin",
            }
        }
        made = nested("[concat('m', copyIndex())]", copy={"name": "lp", "count": 2})
        made["properties"]["parameters"] = {"pin": secret}
        made["properties"]["template"]["parameters"] = {"pin": {"type": "securestring"}}
        value = template(made, parameters={"groups": {"type": "array"}})
        text = printed(value)["main.bicep"]
        assert "    scope: resourceGroup(groups[i])\n    name: 'kv${i + 1}'\n" in text
        assert "pin: kv[i].getSecret('pin')\n" in text

    def test_a_vault_by_a_scope_and_a_name_is_read(self, printed):
        place = "format('/subscriptions/{0}/resourceGroups/{1}', '1', 'rg')"
        secret = {
            "reference": {
                "keyVault": {
                    "id": f"[extensionResourceId({place}, 'Microsoft.KeyVault/vaults', 'kv')]"
                },
                "secretName": "pin",
            }
        }
        made = nested("m")
        made["properties"]["parameters"] = {"pin": secret}
        made["properties"]["template"]["parameters"] = {"pin": {"type": "securestring"}}
        text = printed(template(made))["main.bicep"]
        assert "  scope: resourceGroup('1', 'rg')\n  name: 'kv'\n" in text


class TestOuterScope:
    """A template that is evaluated in the one around it asks the resources of that one."""

    def test_answers_are_asked_outside_and_passed(self, judged):
        pin = thing(
            SHOP, "shop",
            properties={
                "blob": "[reference(parameters('a')).primaryEndpoints.blob]",
                "place": f"[reference(concat('{STORAGE}/', parameters('a')), '2023-01-01', "
                "'Full').location]",
                "key": "[listKeys(parameters('a'), '2023-01-01').keys[0].value]",
            },
        )  # fmt: skip
        value = template(
            account_resource("[parameters('a')]"),
            nested("there", pin, scope="outer", resourceGroup="other", dependsOn=["stcorner"]),
            nested("here", {**pin, "name": "shop2"}, scope="outer"),
            parameters={"a": {"type": "string", "defaultValue": "stcorner"}},
        )
        text, _ = judged(value)
        assert "aProperties: aStorageAccount.properties\n" in text
        assert "aKeys: aStorageAccount.listKeys()\n" in text

    def test_an_output_of_another_deployment_is_passed(self, printed):
        value = template(
            nested("first", outputs={"count": {"type": "int", "value": 3}}),
            nested(
                "second",
                thing(SHOP, "shop", properties={"n": "[reference('first').outputs.count.value]"}),
                scope="outer",
                dependsOn=["first"],
            ),
        )
        files = printed(value)
        assert "    count: first.outputs.count\n" in files["main.bicep"]
        assert "param count int\n" in files["modules/second.bicep"]

    def test_an_index_without_a_name_is_that_of_the_loop_around(self, same):
        inner = thing(
            SHOP, "[concat('shop', copyIndex())]",
            properties={"copy": [{"name": "rows", "count": 2, "input": "[copyIndex('rows')]"}]},
        )  # fmt: skip
        outer = nested(
            "[concat('m', copyIndex())]", inner, scope="outer", copy={"name": "lp", "count": 2}
        )
        same(template(outer))


def test_a_nested_template_that_has_no_form_stays_json(same, printed):
    """Bicep names what a resource extends; a text for it has a form in JSON alone."""
    lock = thing(
        "Microsoft.Authorization/locks", "keep", version="2020-05-01",
        scope="[parameters('what')]", properties={"level": "ReadOnly"},
    )  # fmt: skip
    account = f"[resourceId('{STORAGE}', 'stshop')]"
    value = template(account_resource(), nested("m", lock, parameters={"what": account}))
    assert "module m 'modules/m.json' = {" in same(value)
    assert json.loads(printed(value)["modules/m.json"])["resources"][0]["scope"] == (
        "[parameters('what')]"
    )


ODD = [
    "[resourceId()]", "[resourceId('a')]", "[resourceId('A.B/c')]", "[resourceId('A.B/c', 'x', 'y')]",
    "[extensionResourceId()]", "[extensionResourceId('x')]", "[subscriptionResourceId('A.B/c')]",
    "[extensionResourceId(parameters('p'), 'A.B/c', 'x')]", "[first()]", "[last('x')]", "[concat()]",
    "[split('a/b', '/')[5]]", "[first(split(parameters('p'), '/'))]", "[format()]", "[format(1)]",
    "[variables('none')]", "[variables('self').a]", "[variables('list')[9]]", "[copyIndex()]",
    "[copyIndex('x', 1.5)]", "[copyIndex(1, 2)]", "[add(copyIndex(), 'x')]", "[reference()]",
    "[reference('')]", "[listKeys()]", "[resourceInfo()]", "[resourceInfo('x').id]", "[null()]",
    "[variables('list')[copyIndex()]]", "/", "", "/subscriptions/x", "A.B/c", "A.B/c/d/e/f", 5,
    None, {}, [],
]  # fmt: skip


@pytest.mark.parametrize("value", ODD, ids=str)
def test_whatever_stands_for_an_id_is_printed_or_told(tmp_path, value):
    resources = [
        {**thing("A.B/c", value, value), "scope": value, "properties": {"of": value}},
        {**thing("A.B/c/providers/locks", value), "dependsOn": value},
        thing("A.B/c/d", value, copy={"name": "turns", "count": 2}, scope=value),
        nested("m", thing("A.B/c", "x", scope=value), scope="outer", resourceGroup=value),
        {**nested("n"), "scope": value},
    ]
    made = template(
        *resources,
        parameters={"p": {"type": "string"}},
        variables={"self": "[variables('self')]", "list": ["a", {"b": 1}]},
        outputs={"made": {"type": "string", "value": value}},
    )
    path = tmp_path / "template.json"
    path.write_text(json.dumps(made), encoding="utf-8")
    main = api.to_bicep(path).files["main.bicep"]
    assert read(main).statements


class TestInDefaults:
    """A default may name parameters only: an id in it stays a call (BCP072)."""

    @pytest.mark.parametrize(
        ("written", "printed_value"),
        [
            (f"[resourceId('{SHOP}', 'a')]", f"resourceId('{SHOP}', 'a')"),
            (f"[resourceId('{SHELF}', 'a', 'b')]", f"resourceId('{SHELF}', 'a', 'b')"),
            (
                f"[concat(resourceId('{SHOP}', 'a'), '/shelves/b')]",
                f"'${{resourceId('{SHOP}', 'a')}}/shelves/b'",
            ),
        ],
    )
    def test_the_id_of_a_resource_of_the_file_stays_a_call(self, same, written, printed_value):
        value = template(
            thing(SHOP, "a"),
            parameters={"shop": {"type": "string", "defaultValue": written}},
            outputs={"shop": {"type": "string", "value": "[parameters('shop')]"}},
        )
        assert f"param shop string = {printed_value}\n" in same(value)
