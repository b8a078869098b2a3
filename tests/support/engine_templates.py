"""Random small templates that are put to Azure's own engine: loops, names, nested deployments."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.support import arm

TEXTS = [
    "abc", "", "A-b", "[[x]", "[x", "[parameters('p')]", "[variables('v')]", "[variables('w').a.b]",
    "[concat(parameters('p'), '-', variables('v'))]", "[format('{0}{1}', parameters('p'), 7)]",
    "[if(parameters('flag'), 'yes', parameters('p'))]", "[ns.f(parameters('p'))]", "[ns.g()]",
    "[variables('looped')[0]]", "[first(parameters('arr'))]", "[parameters('obj').k]",
    "[resourceId('Microsoft.Storage/storageAccounts', parameters('p'))]", "[deployment().name]",
    "[reference('x', '2020-01-01').a]", "[string(parameters('n'))]", "[toUpper(variables('v'))]",
    "[last(split('a,b', ','))]", "[tryGet(parameters('obj'), 'z')]", "[coalesce(tryGet(parameters('obj'), 'z'), 'd')]",
    "[parameters('obj')['k']]", "[parameters('P')]", "[VARIABLES('V')]",
]  # fmt: skip
LOOPED = [
    "[copyIndex()]", "[copyIndex(1)]", "[copyIndex('rl')]", "[copyIndex('rl', 2)]", "[concat('i', copyIndex())]",
    "[parameters('arr')[copyIndex('rl')]]", "[format('{0:D2}', copyIndex())]", "[add(copyIndex(), 1)]",
]  # fmt: skip
NUMBERS = [0, 1, 2, "[parameters('n')]", "[length(parameters('arr'))]", "[add(parameters('n'), 1)]", "[length(variables('looped'))]", "[if(parameters('flag'), 2, 0)]", "2", -1]  # fmt: skip
TRUTHS = [True, False, "[parameters('flag')]", "[not(parameters('flag'))]", "[equals(parameters('p'), 'a')]", "[greater(parameters('n'), 1)]", "[empty(parameters('arr'))]"]  # fmt: skip
PLAIN = [1, True, None, 1.5, [], {}, ["x"], {"a": None}, "[parameters('arr')]", "[parameters('obj')]", "[variables('w')]", "[variables('looped')]", "[createObject('a', parameters('n'))]", "[union(parameters('obj'), createObject('k', 'n', 'z', null()))]", "[map(parameters('arr'), lambda('x', concat(lambdaVariables('x'), '!')))]", "[null()]"]  # fmt: skip
KINDS = {
    "Microsoft.Storage/storageAccounts": 1,
    "Microsoft.Network/virtualNetworks/subnets": 2,
    "Microsoft.Network/virtualNetworks": 1,
}


def rarely(strategy):
    """Draw None mostly."""
    return st.one_of(st.none(), st.none(), st.none(), strategy)


def texts(looped: bool):
    return st.sampled_from(TEXTS + LOOPED * 2 if looped else TEXTS)


@st.composite
def values(draw, looped=False, depth=2, inside=()):
    """Draw a JSON value with expressions in it, and property loops."""
    kind = draw(st.integers(0, 7))
    if kind < 3 or depth == 0:
        return draw(texts(looped))
    if kind < 5:
        return draw(st.sampled_from(PLAIN))
    if kind == 5:
        return draw(st.lists(values(looped, depth - 1, inside), max_size=2))
    made = draw(
        st.dictionaries(
            st.sampled_from(["a", "b", "[parameters('p')]", "[concat('k', 'x')]"]),
            values(looped, depth - 1, inside),
            max_size=2,
        )
    )
    if kind == 7:
        name = f"l{len(inside)}"
        index = st.sampled_from([f"[copyIndex('{name}')]", f"[copyIndex('{name}', 1)]", "[copyIndex()]", f"[concat(parameters('p'), copyIndex('{name}'))]"])  # fmt: skip
        item = st.one_of(index, values(looped, depth - 1, (*inside, name)))
        made["copy"] = [
            {"name": name, "count": draw(st.sampled_from(NUMBERS)), "input": draw(item)}
        ]
    return made


@st.composite
def resources(draw, number: int, depth: int):
    """Draw a resource; its name begins with its number, so that no two are the same."""
    kind = draw(st.sampled_from(sorted(KINDS)))
    count = draw(rarely(st.sampled_from(NUMBERS)))
    looped = count is not None
    index = draw(st.sampled_from(["copyIndex()", "copyIndex('rl')"])) if looped else "''"
    middle = draw(st.sampled_from(["'m'", "parameters('p')", "variables('v')", "ns.f('q')"]))
    first = f"concat('r{number}-', {middle}, '-', {index})"
    name = f"[{first}]" if KINDS[kind] == 1 else f"[concat({first}, '/s')]"
    made = {"type": kind, "apiVersion": "2021-01-01", "name": name, "location": "westeurope"}
    for member, strategy in (
        ("properties", st.dictionaries(st.sampled_from("pq"), values(looped), max_size=2)),
        ("tags", rarely(st.dictionaries(st.sampled_from("tu"), texts(looped), max_size=2))),
        ("sku", rarely(st.fixed_dictionaries({"name": texts(looped)}))),
        ("zones", rarely(st.sampled_from([None, ["1"], "[createArray('1')]", []]))),
        ("condition", rarely(st.sampled_from(TRUTHS))),
        ("comments", rarely(st.sampled_from(["x"]))),
    ):
        value = draw(strategy)
        if value is not None:
            made[member] = value
    if looped:
        made["copy"] = {"name": "rl", "count": count}
    if depth and kind.endswith("virtualNetworks") and draw(st.integers(0, 3)) == 0:
        child = {"type": "subnets", "apiVersion": "2021-01-01", "name": draw(texts(looped)) or "c"}
        made["resources"] = [{**child, "properties": {"q": draw(values(looped))}}]
    if depth and draw(st.integers(0, 4)) == 0:
        inner = draw(templates(depth - 1, level=None))
        scope = draw(st.sampled_from(["inner", "outer"]))
        handed = {"p": {"value": draw(texts(looped))}} if scope == "inner" else {}
        made |= {
            "type": "Microsoft.Resources/deployments", "name": f"[{first}]", "apiVersion": "2022-09-01",
            "properties": {
                "mode": "Incremental", "template": inner, "parameters": handed,
                "expressionEvaluationOptions": {"scope": scope},
            },
        }  # fmt: skip
        del made["location"]
        made.pop("sku", None)
        made.pop("resources", None)
        made.pop("zones", None)
    return made


@st.composite
def templates(draw, depth=1, level="resourceGroup"):
    """Draw a template with the parameters, variables and functions that its expressions name."""
    level = level or "resourceGroup"
    listed = [draw(resources(number, depth)) for number in range(draw(st.integers(1, 2)))]
    loop = {"name": "looped", "count": draw(st.sampled_from(NUMBERS)), "input": draw(st.sampled_from(["[copyIndex('looped')]", "x", "[concat(parameters('p'), copyIndex('looped', 1))]", {"a": "[copyIndex('looped')]"}]))}  # fmt: skip
    outputs = {}
    if draw(st.booleans()):
        outputs["o"] = {"type": "string", "value": draw(st.sampled_from(TEXTS))}
    if draw(st.integers(0, 3)) == 0:
        kind = draw(st.sampled_from(["object", "array", "int", "bool", "string"]))
        outputs["q"] = {"type": kind, "value": draw(values())}
    if draw(st.integers(0, 5)) == 0:
        count, item = draw(st.sampled_from(NUMBERS)), draw(values(looped=False))
        outputs["r"] = {"type": "array", "copy": {"count": count, "input": item}}
    for output in outputs.values():
        condition = draw(rarely(st.sampled_from(TRUTHS)))
        if condition is not None:
            output["condition"] = condition
    symbolic = draw(st.integers(0, 3)) == 0
    if symbolic:
        listed = {f"s{number}": item for number, item in enumerate(listed)}
    return {
        **({"languageVersion": "2.0"} if symbolic else {}),
        "$schema": arm.LEVELS[level],
        "contentVersion": "1.0.0.0",
        "parameters": {
            "p": {"type": "string", "defaultValue": draw(st.sampled_from(["a", "Bc", "[concat('d', 'e')]"]))},
            "n": {"type": "int", "defaultValue": draw(st.integers(0, 3))},
            "arr": {"type": "array", "defaultValue": draw(st.sampled_from([["x", "y"], [], ["x"], ["x", "y", "z"]]))},
            "obj": {"type": "object", "defaultValue": {"k": "v"}},
            "flag": {"type": "bool", "defaultValue": draw(st.booleans())},
        },
        "variables": {
            "v": draw(st.sampled_from(["v1", "[concat(parameters('p'), '1')]", "[toLower('V')]"])),
            "w": {"a": {"b": draw(st.sampled_from(["x", "[parameters('p')]", "[variables('v')]"]))}},
            "copy": [loop],
        },
        "functions": [
            {
                "namespace": "ns",
                "members": {
                    "f": {"parameters": [{"name": "a", "type": "string"}], "output": {"type": "string", "value": "[concat(parameters('a'), 'f')]"}},
                    "g": {"output": {"type": "string", "value": "g"}},
                },
            }
        ],
        "resources": listed,
        "outputs": outputs,
    }  # fmt: skip


TEMPLATES = templates()
