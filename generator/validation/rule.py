"""What a rule is, and how the rules are found: one module of `rules/` each.

A rule module has a docstring (one sentence, why, a `Bad` and a `Good` block of JSON), a constant
`RULE` and a function `check(template)` that yields findings. The docstring is the documentation;
tests run its blocks.

A template has a few of the things that rules are about: only those rules are loaded whose words
occur in its text. `rule_index.py` has the words of all; `python -m tests.rule_index` writes it.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import import_module
from itertools import count
from typing import TYPE_CHECKING

from generator.findings import Finding
from generator.lazy import dataclass
from generator.validation.rule_index import INDEX

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.diagnostics import Severity
    from generator.language.template import Template


__all__ = ["Finding", "LoadedRule", "Rule", "all_rules"]


@dataclass(frozen=True, slots=True)
class Rule:
    """The identity of a rule; `url` is the page that states the fact it rests on.

    `words`, in lower case and apart by spaces, are all in the text of a template of which the rule
    can say something; "concat|format" is one or the other.
    """

    id: str
    name: str
    severity: Severity
    url: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class LoadedRule:
    """A rule with its check, and its documentation unless a wheel has that elsewhere."""

    rule: Rule
    documentation: str
    check: Callable[[Template], Iterator[Finding]]


_PACKAGE = "generator.validation.rules"
_MANY = 8
"""After so many texts all rules are loaded: what is left costs less than looking for words."""
_HIDDEN = ("\\u", "base64tostring", "uricomponenttostring", "datauritostring")
"""Where one of these is, a word may not be seen in the text."""
_seen = count()


@cache
def _loaded(module: str) -> LoadedRule:
    found = import_module(f"{_PACKAGE}.{module}")
    return LoadedRule(found.RULE, found.__doc__ or "", found.check)


@lru_cache(maxsize=1)
def all_rules() -> tuple[LoadedRule, ...]:
    """Load every rule, in the order of their ids."""
    return tuple(_loaded(module) for module, _ in INDEX.values())


def rules_for(text: str) -> tuple[LoadedRule, ...]:
    """Return the rules that may have something to say of a template with this text, or more."""
    lower = text.lower()
    if next(_seen) >= _MANY or any(hidden in lower for hidden in _HIDDEN):
        return all_rules()
    return tuple(_loaded(module) for module, words in INDEX.values() if _occur(words, lower))


def _occur(words: str, text: str) -> bool:
    return all(any(item in text for item in word.split("|")) for word in words.split())
