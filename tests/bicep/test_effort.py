"""What printing costs grows with the template, and no faster."""

from __future__ import annotations

import json
import random
import sys
from itertools import pairwise

import pytest

from generator.bicep.layout import program_text
from generator.bicep.template import convert
from generator.bicep.use_graph import UseGraph
from generator.language.documents.source import read_json
from tests.support import arm


def chain(link, count):
    """Return variables of which each leads to the one before; of no two sizes alike."""
    names = [f"v{count}x{number}" for number in range(count)]
    later = {name: link(f"variables('{before}')") for before, name in pairwise(names)}
    return {names[0]: {"a": "x"}, **later}


LINKS = {
    "concat": lambda before: f"[concat(string({before}), 'x')]",
    "member": lambda before: {"a": f"[{before}.a]"},
    "object": lambda before: {"a": f"[{before}]", "b": f"[{before}]"},
    "if": lambda before: f"[if(equals({before}, 1), {before}, 'y')]",
}


def calls(variables, *resources):
    """Count the calls of functions that it takes to print a template of these parts."""
    value = arm.template(*resources, variables=variables)
    document = read_json(json.dumps(value), "a.json")
    count = 0

    def seen(_frame, event, _argument):
        nonlocal count
        count += event == "call"

    sys.setprofile(seen)
    try:
        program_text(convert(document).program)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("backwards", [False, True], ids=["forwards", "backwards"])
@pytest.mark.parametrize("link", LINKS)
def test_a_chain_of_variables_twice_as_long_takes_twice_the_work(link, backwards):
    def cost(count):
        made = chain(LINKS[link], count)
        return calls(dict(reversed(made.items())) if backwards else made)

    assert cost(600) < 2.3 * cost(300)


def test_twice_as_many_children_of_one_type_take_twice_the_work():
    def cost(count):
        names = [f"g/a{count}x{number}/1.0.0" for number in range(count)]
        kind = "Microsoft.Compute/galleries/applications/versions"
        version = {"type": kind, "apiVersion": "2023-07-03", "location": "[parameters('l')]"}
        return calls({}, *({**version, "name": name, "properties": {}} for name in names))

    assert cost(800) < 2.3 * cost(400)


@pytest.mark.parametrize("seed", range(40))
def test_no_one_comes_to_refer_to_itself(seed):
    """The ranks say the same as a search from the one to the other."""
    pick = random.Random(seed)
    graph, edges = UseGraph(), {}

    def reaches(start, end):
        return start == end or any(reaches(after, end) for after in edges.get(start, ()))

    names = [str(number) for number in range(pick.randint(2, 12))]
    for _ in range(80):
        one, other = pick.choice(names), pick.choice(names)
        allowed = not reaches(other, one)
        assert graph.add(one, other) is allowed
        if allowed:
            edges.setdefault(one, set()).add(other)


ENTRIES = {
    "id": "[resourceId('Microsoft.Storage/storageAccounts', '{0}')]",
    "name": "{0}",
    "joined": "[concat('Microsoft.Storage/storageAccounts/', '{0}')]",
}


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_resource_among_many_is_found_without_asking_each(entry):
    def cost(count):
        resources = [
            {
                "type": "Microsoft.Storage/storageAccounts",
                "apiVersion": "2023-01-01",
                "name": f"s{count}x{number}",
                "dependsOn": [ENTRIES[entry].format(f"s{count}x{number - 1}")] * (number > 0),
            }
            for number in range(count)
        ]
        return calls({}, *resources)

    assert cost(400) < 2.3 * cost(200)
