"""Resources among each other: what stands twice, waits for nothing, or waits in a cycle."""

from __future__ import annotations

import json

import pytest

from generator.validation.batch import validate_files
from generator.validation.document import validate_text
from tests.support import arm

RULES = {"TPL015", "REF004"}
VNET = "Microsoft.Network/virtualNetworks"
NIC = "Microsoft.Network/networkInterfaces"
INNER = {"expressionEvaluationOptions": {"scope": "inner"}}


def res(name, *waits, kind=VNET, **members):
    """Return a resource that waits for others."""
    found = {"type": kind, "apiVersion": "2025-05-01", "name": name, "location": "global"}
    found |= {"properties": {}, **members}
    return {**found, "dependsOn": list(waits)} if waits else found


def loop(name, count):
    return {"name": name, "count": count}


def nested(name, *resources, options=INNER, **members):
    """Return a nested deployment of some resources."""
    properties = {"mode": "Incremental", **options, "template": template(resources)}
    return res(name, kind="Microsoft.Resources/deployments", properties=properties, **members)


def template(resources, **sections):
    listed = list(resources) if isinstance(resources, (list, tuple)) else resources
    return arm.template(**sections, resources=listed)


def said_of(resources, **sections):
    text = json.dumps(template(resources, **sections))
    return [
        f"{item.pointer} {item.severity.label} {item.rule} {item.message}"
        for item in validate_text(text, "t.json")
        if item.rule in RULES
    ]


def found(*resources, **sections):
    """Validate a template; give 'pointer severity rule message' of what is said of its graph."""
    return said_of(resources, **sections)


def symbolic(**resources):
    """Validate resources by symbolic name."""
    return said_of(resources, languageVersion="2.0")


NAMES = {"a": {"type": "string", "defaultValue": "web"}, "b": {"type": "string"}}
CASES = {"parameters": NAMES, "variables": {"web": "WEB"}}


@pytest.mark.parametrize(
    ("resources", "pointer"),
    [
        ([res("web"), res("web")], "/resources/1/name"),
        ([res("web"), res("WEB", kind=VNET.lower())], "/resources/1/name"),
        ([res("[variables('web')]"), res("[toLower('WEB')]")], "/resources/1/name"),
        ([res("[parameters('b')]"), res("[concat(parameters('b'), 'x')]")], None),
        ([res("[parameters('b')]"), res("[parameters('b')]")], "/resources/1/name"),
        ([res("web"), res("web", kind=NIC)], None),
        ([res("web", condition=False), res("web")], None),
        ([res("web", condition="[equals(parameters('b'), 'x')]"), res("web")], None),
        (
            [
                res("web", resources=[res("one", kind="subnets")]),
                res("web/one", kind=f"{VNET}/subnets"),
            ],
            "/resources/1/name",
        ),
        ([res("web"), res("web", scope="/subscriptions/x/resourceGroups/other")], None),
        ([res("web"), res("web", resourceGroup="other")], None),
        ([res("web"), nested("n", res("web"))], None),
        (
            [nested("n", res("web"), res("web"))],
            "/resources/0/properties/template/resources/1/name",
        ),
        ([nested("n", res("x")), nested("n", res("x"), resourceGroup="other")], None),
        ([nested("n", res("x")), nested("n", res("x"))], "/resources/1/name"),
        ([res("web", copy=loop("l", 3))], "/resources/0/name"),
        ([res("web", copy=loop("l", 1))], None),
        (
            [res("[concat('web', copyIndex())]", copy=loop("l", 3)), res("web1")],
            "/resources/1/name",
        ),
    ],
)
def test_a_resource_stands_once_in_a_deployment(resources, pointer):
    said = [line.split(" ", 3)[:3] for line in found(*resources, **CASES)]
    assert said == ([] if pointer is None else [[pointer, "error", "TPL015"]])


DEFAULT_IS_USED = "[equals(parameters('a'), 'web')]"


@pytest.mark.parametrize(
    ("one", "other", "severity"),
    [
        (res("[variables('web')]"), res("[parameters('a')]"), "warning"),
        (res("web", condition=DEFAULT_IS_USED), res("web"), "warning"),
        (res("[parameters('a')]"), res("[parameters('a')]"), "error"),
        (res("web", condition=DEFAULT_IS_USED), res("web", condition=DEFAULT_IS_USED), "error"),
    ],
)
def test_two_that_are_one_by_a_default_alone_are_a_doubt(tmp_path, one, other, severity):
    (said,) = found(one, other, **CASES)
    assert said.startswith(f"/resources/1/name {severity} TPL015")
    assert ("default of parameter 'a'" in said) == (severity == "warning")
    file = tmp_path / "t.json"
    file.write_text(json.dumps(template([one, other], **CASES)), "utf-8")
    report = validate_files([file], parameters=["a=web", "b=x"])
    labels = [item.severity.label for item in report.findings if item.rule == "TPL015"]
    assert labels == ["error"]


def test_the_other_one_of_two_is_named_where_it_stands():
    assert "resources[0] has the same type and name" in found(res("web"), res("web"))[0]
    twice = found(
        res("web", resources=[res("one", kind="subnets")]), res("web/one", kind=f"{VNET}/subnets")
    )
    assert "the resource at /resources/0/resources/0 has" in twice[0]
    assert "use copyIndex('l') in it" in found(res("web", copy=loop("l", 3)))[0]


ID = f"[resourceId('{VNET}', 'web')]"


@pytest.mark.parametrize(
    "waits",
    [
        ID,
        "web",
        "WEB",
        f"{VNET}/web",
        f"[concat('{VNET}/', parameters('b'))]",
        f"[resourceId('{VNET}', parameters('b'))]",
        f"[resourceId('{VNET}', 'off')]",
        "off",
        "nicLoop",
        "nic1",
        "[concat('nic', 1)]",
        f"[resourceId('{VNET}/subnets', 'web', 'one')]",
        "one",
        f"[resourceId('{VNET}/subnets', 'web', parameters('b'))]",
        "two",
        "[parameters('b')]",
        "[if(equals(parameters('b'), 'x'), 'web', 'lost')]",
        "",
    ],
)
def test_a_resource_may_wait_for_any_name_of_another(waits):
    others = [
        res("web", resources=[res("one", kind="subnets")]),
        res("off", condition=False),
        res("web/two", kind=f"{VNET}/subnets"),
        res("[concat('nic', copyIndex())]", kind=NIC, copy=loop("nicLoop", 2)),
    ]
    assert found(res("x", waits, kind=NIC), *others, parameters=NAMES) == []


@pytest.mark.parametrize(
    ("waits", "severity", "says"),
    [
        ("lost", "error", "'lost' is no resource of this template"),
        ("[concat('lo', 'st')]", "error", "'lost' is no resource of this template"),
        (f"[resourceId('{VNET}', 'lost')]", "error", f"'{VNET}/lost' is no resource"),
        ("nic2", "error", "'nic2' is no resource"),
        ("[resourceId('Microsoft.Compute/disks', 'web')]", "error", "has none of that type"),
        ("[resourceId('Microsoft.Compute/disks', parameters('b'))]", "error", "none of that type"),
        ("[concat('Microsoft.Compute/disks/', parameters('b'))]", "error", "none of that type"),
        (f"[resourceId('{VNET}/subnets', 'web', 's')]", "error", f"name '{VNET}/web', which makes"),
        (f"[resourceId('other', '{VNET}', 'web')]", "warning", "in another scope than this id"),
        ("virtualNetworks/web", "warning", f"'{VNET}/web' may be meant"),
    ],
)
def test_what_a_resource_waits_for_is_in_the_template(waits, severity, says):
    others = [
        res("web"),
        res("[concat('nic', copyIndex())]", kind=NIC, copy=loop("nicLoop", 2)),
    ]
    (said,) = found(*others, res("x", "web", waits, kind=NIC), parameters=NAMES)
    assert said.startswith(f"/resources/2/dependsOn/1 {severity} REF004 ")
    assert says in said


def test_an_entry_that_names_nothing_is_told_once_for_all_copies_of_a_loop():
    (said,) = found(res("[concat('x', copyIndex())]", "lost", copy=loop("l", 3)))
    assert said.startswith("/resources/0/dependsOn/0 error REF004")


def test_what_hangs_on_a_name_that_is_not_known_is_left_alone():
    open_one = res("[parameters('b')]")
    assert found(open_one, res("x", "lost", kind=NIC), parameters=NAMES) == []
    assert found(res("[concat('n', copyIndex())]", copy=loop("l", 0)), res("x", "n0")) == []


def test_a_nested_template_is_a_world_of_its_own():
    inside = "/resources/1/properties/template/resources/0/dependsOn/0"
    (said,) = found(res("web"), nested("n", res("x", "web")))
    assert said.startswith(f"{inside} error REF004 'web'")
    assert found(nested("n", res("web"), res("x", "web")), res("y", "n")) == []
    assert found(nested("n", res("web")), res("y", "web"))[0].startswith("/resources/1/dependsOn/0")


def test_an_extension_may_be_named_by_what_it_extends():
    lock = res(
        "web/Microsoft.Authorization/lock", kind=f"{VNET}/providers/locks", dependsOn=["web"]
    )
    waits = f"[extensionResourceId({ID[1:-1]}, 'Microsoft.Authorization/locks', parameters('b'))]"
    assert found(res("web"), lock, res("x", waits, kind=NIC), parameters=NAMES) == []


def test_a_false_condition_a_symbolic_name_and_what_exists_are_no_mistake():
    assert symbolic(
        old=res("old", existing=True),
        many=res("[concat('m', copyIndex())]", copy=loop("many", 2)),
        x=res("x", "old", "many", "many[1]", kind=NIC),
    ) == []  # fmt: skip
    (said,) = symbolic(a=res("a"), x=res("x", "lost", kind=NIC))
    assert said.startswith("/resources/x/dependsOn/0 error REF004")


def ask(*arguments):
    return {"tags": {"t": f"[string(reference({', '.join(arguments)}).id)]"}}


@pytest.mark.parametrize(
    ("resources", "expected"),
    [
        (
            [res("a", "b"), res("b", "a")],
            "/resources/0/dependsOn/0 error virtualNetworks 'a' -> virtualNetworks 'b' -> "
            "virtualNetworks 'a'",
        ),
        (
            [res("x", "a"), res("a", "b"), res("b", "x", "c"), res("c", "a")],
            "/resources/0/dependsOn/0 error virtualNetworks 'x' -> virtualNetworks 'a' -> "
            "virtualNetworks 'b' -> virtualNetworks 'x'",
        ),
        ([res("a", "a")], "/resources/0/dependsOn/0 error 'a' waits for itself"),
        (
            [res("a", "b"), res("b", **ask("'a'"))],
            "/resources/0/dependsOn/0 error virtualNetworks 'a' -> virtualNetworks 'b'",
        ),
        (
            [res("b", **ask("'a'")), res("a", "b")],
            "/resources/0 error virtualNetworks 'b' -> virtualNetworks 'a'",
        ),
        (
            [res("b", **ask(f"resourceId('{VNET}', 'a')")), res("a", "b")],
            "/resources/0 warning possible",
        ),
        ([res("b", **ask("'a'", "'2025-05-01'")), res("a", "b")], "/resources/0 warning possible"),
        ([res("b", **ask(f"resourceId('{VNET}', 'a')", "'2025-05-01'")), res("a", "b")], None),
        (
            [res("a", "b"), res("b", "a", condition="[equals(parameters('b'), 'x')]")],
            "/resources/0/dependsOn/0 warning possible dependency cycle",
        ),
        ([res("a", "b"), res("b", "a", condition=False)], None),
        ([res("a", "b", "c"), res("b", "c"), res("c")], None),
        ([res("a", resources=[res("s", kind="subnets")]), res("b", "a")], None),
        (
            [res("a", "s", resources=[res("s", "a", kind="subnets")])],
            "/resources/0/dependsOn/0 error virtualNetworks 'a' -> subnets 'a/s'",
        ),
        ([res("web", "web", kind=NIC), res("web")], None),
        (
            [
                res("[concat('a', copyIndex())]", "bs", copy=loop("as", 3)),
                res("[concat('b', copyIndex())]", "as", copy=loop("bs", 3)),
            ],
            "/resources/0/dependsOn/0 error virtualNetworks 'a0' -> virtualNetworks 'b0'",
        ),
        (
            [res("first"), *[res(f"r{n}", f"r{n + 1}") for n in range(20)], res("r20", "r0")],
            "/resources/1/dependsOn/0 error virtualNetworks 'r5' -> 15 more -> virtualNetworks 'r0'",
        ),
    ],
)
def test_resources_that_wait_in_a_cycle_are_named(resources, expected):
    said = found(*resources, parameters=NAMES)
    assert len(said) == (expected is not None), said
    if expected is not None:
        pointer, severity, text = expected.split(" ", 2)
        assert said[0].startswith(f"{pointer} {severity} REF004 ")
        assert text in said[0]


def test_a_chain_through_a_loop_is_no_ring_and_two_rings_are_two():
    after = "[if(equals(copyIndex(), 0), 'web', concat('a', sub(copyIndex(), 1)))]"
    chain = res("[concat('a', copyIndex())]", after, copy=loop("l", 3))
    assert found(res("web"), chain) == []
    two = found(res("a", "b"), res("b", "a"), res("c", "d"), res("d", "c"))
    assert [line.split(" ", 1)[0] for line in two] == [
        "/resources/0/dependsOn/0",
        "/resources/2/dependsOn/0",
    ]


def test_what_outputs_ask_for_is_no_wait():
    output = {"o": {"type": "string", "value": "[reference('b').id]"}}
    assert found(res("a"), res("b", "a"), outputs=output) == []


def test_the_outputs_of_a_nested_deployment_make_a_ring():
    outer = res("a", **ask("'n'"))
    (said,) = found(outer, {**nested("n", res("x")), "dependsOn": ["a"]})
    assert said.startswith("/resources/0 error REF004")
    assert "deployments 'n'" in said


def test_the_graph_is_that_of_the_values_that_are_given(tmp_path):
    file = tmp_path / "t.json"
    resources = [res("[parameters('b')]"), res("x", "web", kind=NIC)]
    file.write_text(json.dumps(template(resources, parameters={"b": NAMES["b"]})), "utf-8")

    def rules(*values):
        return [item.rule for item in validate_files([file], parameters=values).findings]

    assert rules() == []
    assert rules("b=web") == []
    assert rules("b=other") == ["REF004"]


@pytest.mark.parametrize(
    ("expression", "says"),
    [
        (f"resourceId('{VNET}/subnets', 'vnet')", "needs 2 names (has 1)"),
        (f"resourceId('{VNET}', 'vnet', parameters('b'))", "needs 1 name (has 2)"),
        (f"resourceId(parameters('b'), 'group', '{VNET}')", "needs 1 name (has 0)"),
        (f"resourceId('a', 'b', 'c', '{VNET}', 'vnet')", "at most a subscription and a group"),
        (f"subscriptionResourceId('a', 'b', '{VNET}', 'v')", "at most one argument may precede"),
        (f"subscriptionResourceId('{VNET}', 'v', 'w')", "needs 1 name (has 2)"),
        (f"tenantResourceId('{VNET}/subnets', 'v')", "needs 2 names (has 1)"),
        (f"extensionResourceId(resourceGroup().id, '{VNET}', 'v', 'w')", "needs 1 name (has 2)"),
        (f"managementGroupResourceId('g', '{VNET}', 'v', 'w')", "needs 1 name (has 2)"),
        (f"resourceId('{VNET}/subnets', 'v', 's')", None),
        (f"resourceId('{VNET}/', 'v')", None),
        (f"resourceId(subscription().subscriptionId, 'g', '{VNET}', parameters('b'))", None),
        (f"extensionResourceId(resourceId('{VNET}', 'v'), 'A.B/locks', 'l')", None),
        ("resourceId(parameters('b'), 'v', 'w')", None),
    ],
)
@pytest.mark.parametrize("condition", [False, True])
def test_an_id_has_a_name_for_each_segment_of_its_type(expression, says, condition):
    members = {"tags": {"t": f"[{expression}]"}, "condition": condition}
    text = json.dumps(template([res("x", **members)], parameters={"b": NAMES["b"]}))
    said = [item for item in validate_text(text, "t.json") if item.rule != "TPL003"]
    assert [item.rule for item in said] == ([] if says is None else ["TPL022"])
    if says is not None:
        assert says in said[0].message
        assert said[0].pointer == "/resources/0/tags/t"
