"""What a rule is, and how the rules are found: one module of `rules/` each.

A rule module has a docstring (one sentence, why, a `Bad` and a `Good` block of JSON), a constant
`RULE` and a function `check(template)` that yields findings. The docstring is the documentation;
tests run its blocks.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from generator.findings import Finding
from generator.lazy import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.diagnostics import Severity
    from generator.language.template import Template


__all__ = ["Finding", "LoadedRule", "Rule", "all_rules"]


@dataclass(frozen=True, slots=True)
class Rule:
    """The identity of a rule; `url` is the page that states the fact it rests on."""

    id: str
    name: str
    severity: Severity
    url: str


@dataclass(frozen=True, slots=True)
class LoadedRule:
    """A rule with its documentation and its check."""

    rule: Rule
    documentation: str
    check: Callable[[Template], Iterator[Finding]]


@lru_cache(maxsize=1)
def all_rules() -> tuple[LoadedRule, ...]:
    """Load every rule, in the order of their ids."""
    package = import_module("generator.validation.rules")
    folder = Path(package.__path__[0])
    files = [path for path in folder.rglob("*.py") if path.name != "__init__.py"]
    names = [".".join(path.relative_to(folder).with_suffix("").parts) for path in files]
    modules = [import_module(f"{package.__name__}.{name}") for name in names]
    loaded = [LoadedRule(m.RULE, m.__doc__ or "", m.check) for m in modules]
    return tuple(sorted(loaded, key=lambda item: item.rule.id))
