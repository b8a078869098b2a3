"""Inputs that are almost sound: made by a grammar or taken from the project, then broken."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.language.expressions.functions import FUNCTIONS

if TYPE_CHECKING:
    from random import Random

ROOT = Path(__file__).parents[2]
STRANGE = [
    "", "\0", "\ufeff", "\ud800", "\U0001f600", "\u0131", "\u2028", "[", "[[", "]", "{", "}", "'", '"', "\\",
    "$ref", "copy", "null", "-0", "1e999", "9" * 30, "%s", "{0}", "${", "&a", "*a", "<<", "!!x", "\t",
    "é" * 40, "(" * 50, "[" * 150, "#cloud-config\n", "\r\n", "- ", ": ", "#", "|", ">",
]  # fmt: skip
NAMES = ["a", "b", "p", "secret", "A", "", "copy", "x y", "\u017f"]
VALUES: list[Any] = [
    None, True, False, 0, -1, 1, 2**31, 2**63, 10**40, 0.5, -0.0, 1e300, "", "a", [], {}, [[]], {"": {}},
]  # fmt: skip
_DEEPEST = 5


def expression(random: Random) -> str:
    """Return an expression that stands in its brackets, mostly a sound one."""
    text = f"[{_operand(random, 0)}]"
    return broken(random, text) if random.random() < 0.15 else text


def _operand(random: Random, depth: int) -> str:
    kind = random.randrange(10)
    if depth >= _DEEPEST or kind < 2:
        return _literal(random)
    if kind == 2:
        return f"{random.choice(['variables', 'parameters'])}('{random.choice(NAMES)}')"
    if kind == 3:
        return f"{_operand(random, depth + 1)}{_step(random, depth + 1)}"
    if kind == 4:
        names = ", ".join(f"'{random.choice(NAMES)}'" for _ in range(random.randint(1, 3)))
        name = random.choice(
            ["map", "filter", "reduce", "sort", "toObject", "groupBy", "mapValues"]
        )
        body = _operand(random, depth + 1)
        return f"{name}({_operand(random, depth + 1)}, lambda({names}, {body}))"
    name = random.choice(_FUNCTIONS)
    known = FUNCTIONS[name]
    most = known.least + 2 if known.most is None else known.most
    count = random.randint(known.least, most) if random.random() < 0.9 else random.randrange(5)
    return f"{known.name}({', '.join(_operand(random, depth + 1) for _ in range(count))})"


_FUNCTIONS = sorted(FUNCTIONS)


def _step(random: Random, depth: int) -> str:
    if random.random() < 0.5:
        return f".{random.choice(['a', 'b', 'name', 'properties'])}"
    return f"[{_operand(random, depth)}]"


def _literal(random: Random) -> str:
    if random.random() < 0.4:
        return str(random.choice([0, 1, -1, 7, 2**31, 2**63, 10**30, "1.5", "-0", "1e3"]))
    text = random.choice(
        [*NAMES, *STRANGE, "10.0.0.0/16", "2024-01-01T00:00:00Z", "P1D", "aGk=", "{0}"]
    )
    return f"'{text.replace(chr(39), chr(39) * 2)}'"


def broken(random: Random, text: str) -> str:
    """Return a text with some of it left out, doubled, moved or replaced."""
    for _ in range(random.randint(1, 3)):
        at = random.randint(0, len(text))
        end = min(len(text), at + random.choice([0, 1, 1, 2, 5, 20]))
        piece = random.choice([
            "", text[at:end] * 2, random.choice(STRANGE), text[at:end][::-1], text[end : end + 9],
        ])  # fmt: skip
        text = text[:at] + piece + text[end:]
    return text


@cache
def templates() -> list[Any]:
    """Return the templates of the project that others are made of."""
    paths = sorted([*ROOT.glob("output/*/azuredeploy.json"), *ROOT.glob("tests/data/**/*.json")])
    found = []
    for path in paths:
        if path.stat().st_size < 20_000:
            value = json.loads(path.read_bytes())
            if isinstance(value, dict) and "resources" in value:
                found.append(value)
    return [_BARE, *found]


_SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
_BARE = {
    "$schema": _SCHEMA,
    "contentVersion": "1.0.0.0",
    "parameters": {"p": {"type": "string", "defaultValue": "x"}, "secret": {"type": "securestring"}},
    "variables": {"a": ["x"], "b": {"a": 1}, "copy": [{"name": "c", "count": 2, "input": "[copyIndex('c')]"}]},
    "functions": [{"namespace": "u", "members": {"f": {"parameters": [], "output": {"type": "int", "value": 1}}}}],
    "resources": [
        {
            "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "[concat('n', copyIndex())]",
            "location": "[resourceGroup().location]", "copy": {"name": "l", "count": 2}, "tags": {}, "properties": {"a": "[variables('b').a]"},
        },
        {
            "type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "d", "dependsOn": ["l"],
            "properties": {
                "mode": "Incremental", "expressionEvaluationOptions": {"scope": "inner"}, "parameters": {"q": {"value": 1}},
                "template": {"$schema": _SCHEMA, "contentVersion": "1.0.0.0", "parameters": {"q": {"type": "int"}}, "resources": []},
            },
        },
    ],
    "outputs": {"o": {"type": "string", "value": "[parameters('p')]"}},
}  # fmt: skip


def template(random: Random) -> str:
    """Return the text of a template that is almost one."""
    value = copy.deepcopy(random.choice(templates()))
    for _ in range(random.randint(1, 6)):
        _change(random, value)
    text = json.dumps(value)
    return broken(random, text) if random.random() < 0.05 else text


def _change(random: Random, value: Any) -> None:
    """Change one place of a value, wherever it is."""
    holder = value
    while True:
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        if not keys:
            break
        key = random.choice(keys)
        if isinstance(holder[key], (dict, list)) and holder[key] and random.random() < 0.8:
            holder = holder[key]
            continue
        _replace(random, holder, key)
        break


def _replace(random: Random, holder: Any, key: Any) -> None:
    kind = random.randrange(7)
    if kind == 0:
        del holder[key]
    elif kind == 1:
        holder[key] = copy.deepcopy(random.choice(VALUES))  # it may be changed later
    elif kind == 2 and isinstance(holder, dict):
        holder[random.choice([*NAMES, *STRANGE, str(key).swapcase()])] = holder.pop(key)
    elif kind == 3:
        holder[key] = [holder[key], copy.deepcopy(holder[key])]
    elif kind == 4:
        holder[key] = {"copy": [{"name": "a", "count": random.randrange(4), "input": holder[key]}]}
    else:
        holder[key] = expression(random)


@cache
def _specs() -> list[str]:
    return [path.read_text("utf-8") for path in sorted(ROOT.glob("templates/starters/**/*.yaml"))]


_USER_DATA = [
    "#cloud-config\npackages: [nginx]\nwrite_files:\n  - path: /etc/x\n    content: |\n      a\nruncmd:\n  - [ls, -l]\n",
    "#!/bin/bash\nset -e\necho hello\n",
    "## template: jinja\n#cloud-config\nhostname: {{ ds.meta_data.name }}\n",
    "#cloud-config-archive\n- type: text/cloud-config\n  content: |\n    packages: [a]\n",
    "#cloud-config\nusers:\n  - default\n  - name: a\n    ssh_authorized_keys: [x]\nntp: {enabled: true}\n",
    "#include\nhttps://example.com/x\n",
    "Content-Type: multipart/mixed; boundary=\"=x\"\nMIME-Version: 1.0\n\n--=x\nContent-Type: text/cloud-config\n\n#cloud-config\n{}\n--=x--\n",
]  # fmt: skip


def spec(random: Random) -> str:
    """Return the text of a spec that is almost one."""
    return _lines(random, random.choice(_specs()))


def user_data(random: Random) -> str:
    """Return user data that are almost sound."""
    return _lines(random, random.choice(_USER_DATA))


def _lines(random: Random, text: str) -> str:
    lines = text.splitlines(keepends=True)
    for _ in range(random.randint(1, 3)):
        at = random.randrange(len(lines))
        kind = random.randrange(5)
        if kind == 0:
            lines[at : at + 1] = []
        elif kind == 1:
            lines[at] = random.choice(["  ", "    ", "-", " "]) + lines[at]
        elif kind == 2:
            name = lines[at].partition(":")[0]
            lines[at] = f"{name}: {random.choice([*STRANGE, *map(str, VALUES)])}\n"
        elif kind == 3:
            lines[at] = broken(random, lines[at])
        else:
            lines.insert(random.randrange(len(lines)), lines[at])
        lines = lines or ["\n"]
    return "".join(lines)


def text(random: Random) -> str:
    """Return the text of a JSON or YAML document that is almost one."""
    kind = random.randrange(4)
    if kind == 0:
        return broken(random, json.dumps(random.choice(templates())))[:4000]
    if kind == 1:
        return spec(random)
    if kind == 2:
        return broken(random, broken(random, json.dumps(_value(random, 0))))
    return "".join(
        random.choice([*STRANGE, *NAMES, "a: 1\n", "- x\n", "  "])
        for _ in range(random.randrange(12))
    )


def _value(random: Random, depth: int) -> Any:
    kind = random.randrange(4)
    if depth > _DEEPEST or kind < 2:
        return random.choice([*VALUES, *STRANGE])
    items = [_value(random, depth + 1) for _ in range(random.randrange(4))]
    return items if kind == 2 else {random.choice([*NAMES, *STRANGE]): item for item in items}
