"""Every rule says what it documents, stays silent where it cannot know, and never crashes."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any

import pytest

from generator.diagnostics import Path, Severity
from generator.language.template import Template
from tests.support.rule_blocks import RULES, blocks_of, broken_by, named, template_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.validation.rule import LoadedRule

ODD_VALUES: tuple[Any, ...] = (None, True, 7, "", "text", "[later()]", [], {}, [[]], [{}], {"a": 1})


def with_value(template: Template, path: Path, value: Any) -> Template:
    document = copy.deepcopy(template.value)
    owner: Any = document
    for step in path[:-1]:
        owner = owner[step]
    owner[path[-1]] = value
    return Template(document)


def paths_of(value: Any, path: Path = ()) -> Iterator[Path]:
    if path:
        yield path
    members = value.items() if isinstance(value, dict) else ()
    for step, child in members or (enumerate(value) if isinstance(value, list) else ()):
        yield from paths_of(child, (*path, step))


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_bad_block_breaks_the_rule(rule: LoadedRule) -> None:
    broken = broken_by(template_of(blocks_of(rule)["Bad"]))
    assert [text for text in broken if text.startswith(rule.rule.id)], broken


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_good_block_breaks_no_rule(rule: LoadedRule) -> None:
    broken = broken_by(template_of(blocks_of(rule)["Good"]))
    # Another rule may have something to remark, such as that DSC retires one day.
    assert [
        text
        for text, severity in broken.items()
        if (severity > Severity.INFO and "Azure retires" not in text)
        or text.startswith(rule.rule.id)
    ] == []


def test_ids_are_unique_and_files_have_the_name_of_their_rule() -> None:
    assert len({item.rule.id for item in RULES}) == len(RULES)
    files = {item.check.__module__.rpartition(".")[2] for item in RULES}
    assert files == {item.rule.name.replace("-", "_") for item in RULES}


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_rule_names_its_source(rule: LoadedRule) -> None:
    assert re.fullmatch(r"[A-Z]{2,4}\d{3}", rule.rule.id)
    assert rule.rule.url.startswith("https://")
    assert rule.documentation.splitlines()[0].endswith(".")


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_value_known_later_is_no_finding(rule: LoadedRule) -> None:
    template = template_of(blocks_of(rule)["Bad"])
    for finding in rule.check(template):
        if "did you mean" in finding.message or finding.on_key:
            continue  # A wrong name is wrong whatever its value.
        later = with_value(template, finding.path, "[parameters('later')]")
        assert finding.path not in {other.path for other in rule.check(later)}


@pytest.mark.parametrize("rule", RULES, ids=named)
@pytest.mark.parametrize("kind", ["Bad", "Good"])
def test_odd_values_crash_no_rule(rule: LoadedRule, kind: str) -> None:
    template = template_of(blocks_of(rule)[kind])
    for path in paths_of(template.value):
        for value in ODD_VALUES:
            odd = with_value(template, path, value)
            for finding in rule.check(odd):
                assert finding.message
