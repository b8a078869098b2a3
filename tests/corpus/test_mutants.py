"""Recall: one fault in a real template is reported, and on its line."""

from __future__ import annotations

import random
import re
from copy import deepcopy
from functools import lru_cache

import pytest

from generator.language.documents.source import read_document, read_json
from generator.validation.document import validate_document
from tests.support.corpus_templates import CORPUS, documents, needs_corpus
from tests.support.mutants import (
    Base,
    Mutant,
    deleted,
    foreign,
    in_expressions,
    later,
    misspelled,
    read_only,
    written,
    wrong_type,
    wrong_value,
)
from tests.support.official_schemas import official_pairs, official_view
from tests.support.workspace import ROOT

pytestmark = needs_corpus
SCALE_SET = "microsoft.compute/virtualmachinescalesets"


@lru_cache(maxsize=1)
def bases() -> list[Base]:
    """The templates with a scale set: of the quickstarts, and what the starters render to."""
    found = []
    for name, document in documents("quickstarts"):
        if SCALE_SET in document.text.lower():
            found.append(Base.of(name, document.value))
    rendered = sorted((ROOT / "output").rglob("azuredeploy.json"))
    found += [Base.of(path.parent.name, read_document(path).value) for path in rendered]
    return [
        base for base in found if any(site.resource.startswith(SCALE_SET) for site in base.sites)
    ]


def findings(value):
    """Return the findings on a template, and how to find the line of a path."""
    document = read_json(written(value), "t.json")
    return document, validate_document(document)


@lru_cache(maxsize=64)
def known(name: str) -> frozenset[tuple[str, str, str]]:
    (base,) = [base for base in bases() if base.name == name]
    return frozenset((item.rule, item.pointer, item.message) for item in findings(base.value)[1])


def judged(base: Base, mutant: Mutant) -> tuple[bool, bool]:
    """Whether a fault is reported, and whether a finding stands on its line."""
    document, found = findings(mutant.value)
    new = [
        item for item in found if (item.rule, item.pointer, item.message) not in known(base.name)
    ]
    line = document.position(mutant.path, key=mutant.on_key).line
    return bool(new), any(item.position.line == line for item in new)


def figures(name, mutants) -> tuple[float, float, int]:
    """Return the shares of reported faults and of those on their line, and how many there were."""
    results, missed = [], []
    for base, mutant in mutants:
        result = judged(base, mutant)
        results.append(result)
        if not all(result):
            missed.append((base.name, mutant.note, "/".join(map(str, mutant.path)), result))
    reported = sum(hit for hit, _ in results) / len(results)
    on_line = sum(right for _, right in results) / max(1, sum(hit for hit, _ in results))
    print(f"\n{name}: {reported:.1%} of {len(results)} reported, {on_line:.1%} of them on the line")
    for item in missed[:12]:
        print("  missed", item)
    return reported, on_line, len(results)


def everywhere(make, *options):
    chance = random.Random(2026)
    return [(base, mutant) for base in bases() for mutant in make(base, chance, *options)]


def test_there_are_enough_bases():
    assert len(bases()) > 40


@pytest.mark.parametrize(
    ("make", "least"),
    [
        (misspelled, 1),
        (foreign, 1),
        (read_only, 1),
        (wrong_type, 1),
        (wrong_value, 0.98),
        (later, 0.98),
    ],
)
def test_faults_in_resources(make, least):
    reported, on_line, count = figures(make.__name__, everywhere(make))
    assert count > 40
    assert reported >= least
    assert on_line >= 0.95


def test_a_missing_property_that_the_official_schema_wants():
    """Every property that it requires and that is there is taken away once."""
    views, cases = {}, []
    paths = {
        (kind, version): path for kind, version, path in official_pairs(CORPUS / "official-schemas")
    }
    for base in bases():
        for site, name, mutant in deleted(base, random.Random(1)):
            key = (site.resource, site.slice.version)
            if key not in paths or key[1].startswith("2015"):
                continue
            if key not in views:
                views[key] = official_view(paths[key], key[0])
            if name in views[key].required.get(site.steps, ()):
                cases.append((base, mutant))
    reported, on_line, count = figures(
        "deleted", random.Random(3).sample(cases, min(400, len(cases)))
    )
    assert count > 100
    assert reported == 1
    assert on_line >= 0.95


def misspelled_function(text, chance):
    names = re.findall(r"\b([a-zA-Z]{4,})\(", text)
    if not names:
        return text
    name = chance.choice(names)
    return text.replace(f"{name}(", f"{name[:2]}{name[3:]}q(", 1)


def missing_parameter(text, chance):
    return re.sub(r"(parameters|variables)\('(\w+)'\)", r"\1('\2Missing')", text, count=1)


def wrong_segments(text, chance):
    """Take the last name from a resourceId whose type tells how many there are."""
    match = re.fullmatch(r"\[resourceId\('([^']+)',\s*((?:[^(),]|\([^()]*\))+)\)\]", text)
    if not match:
        return text
    return f"[resourceId('{match[1]}/more', {match[2]})]"


@pytest.mark.parametrize("change", [misspelled_function, missing_parameter, wrong_segments])
def test_faults_in_expressions(change):
    reported, on_line, count = figures(change.__name__, everywhere(in_expressions, change))
    assert count > 40
    assert reported >= 0.98
    assert on_line >= 0.95


def broken_dependencies(base, chance):
    """Yield templates in which a resource waits for one that there is not."""
    found = [path for path, _ in _dependencies(base.value["resources"])]
    for path in chance.sample(found, min(4, len(found))):
        yield from _with_dependency(base, path)


def _dependencies(resources):
    items = resources.items() if isinstance(resources, dict) else enumerate(resources)
    for step, resource in items:
        waits = resource.get("dependsOn")
        for index, item in enumerate(waits if isinstance(waits, list) else ()):
            yield ("resources", step, "dependsOn", index), item


def _with_dependency(base, path):
    copy = deepcopy(base.value)
    here = copy
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = "[resourceId('Microsoft.Network/virtualNetworks', 'no-such-network')]"
    yield Mutant(copy, path, on_key=False, note="waits for nothing")


def test_a_broken_dependency():
    reported, on_line, count = figures("dependsOn", everywhere(broken_dependencies))
    assert count > 40
    assert reported >= 0.98
    assert on_line >= 0.95
