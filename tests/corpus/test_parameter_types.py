"""The types of real modules take what fits them, and one fault is found at its place."""

from __future__ import annotations

import json

import pytest

from generator.language.parameters.type_check import misfits
from generator.language.parameters.type_reference import type_of
from tests.support.made_values import sample
from tests.support.workspace import CORPUS

MODULES = CORPUS / "verified-modules"


def templates(value):
    """Yield a template and all nested in it."""
    if isinstance(value, dict):
        if "$schema" in value and "resources" in value:
            yield value
        for item in value.values():
            yield from templates(item)
    elif isinstance(value, list):
        for item in value:
            yield from templates(item)


def faults(value, declared, definitions, path=()):
    """Yield values with one fault each, and the path at which it is to be found."""
    whole = type_of(declared, definitions)
    kind = whole["type"].lower()
    if kind == "array":
        yield {}, path
        for item in value[:1] if isinstance(whole.get("items"), dict) else ():
            for broken, place in faults(item, whole["items"], definitions, (*path, 0)):
                yield [broken], place
    elif "discriminator" in whole:
        name = whole["discriminator"]["propertyName"]
        yield {**value, name: "no such kind"}, (*path, name)
    elif kind.endswith("object"):
        yield [], path
        yield from faults_of_an_object(value, whole, definitions, path)
    else:
        yield {}, path


def faults_of_an_object(value, whole, definitions, path):
    for name, inner in whole.get("properties", {}).items():
        if type_of(inner, definitions).get("nullable") is not True:
            yield {key: item for key, item in value.items() if key != name}, path
        if name in value:
            for broken, place in faults(value[name], inner, definitions, (*path, name)):
                yield {**value, name: broken}, place
    if whole.get("additionalproperties") is False:
        yield {**value, "noSuchThing": 1}, (*path, "noSuchThing")


@pytest.mark.corpus
def test_types_of_real_modules_take_what_fits_and_find_one_fault_at_its_place():
    defaults = broken = 0
    seen = set()
    for file in sorted(MODULES.rglob("*.json")):
        for template in templates(json.loads(file.read_bytes())):
            definitions = template.get("definitions", {})
            for name, declared in template.get("parameters", {}).items():
                if declared.get("defaultValue") is not None:
                    assert not list(misfits(name, declared["defaultValue"], declared, definitions))
                    defaults += 1
            for name, declared in definitions.items():
                if (key := (name, json.dumps(declared))) in seen:
                    continue
                seen.add(key)
                value = sample(declared, definitions)
                assert not list(misfits(name, value, declared, definitions))
                for wrong, place in faults(value, declared, definitions):
                    messages = list(misfits(name, wrong, declared, definitions))
                    assert [item.path for item in messages] == [place], (name, messages)
                    broken += 1
    assert defaults > 300
    assert broken > 1000
