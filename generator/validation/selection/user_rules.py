"""Rules of the users' own: Python files in folders, and packages that offer some.

A file has what the built-in ones have: a docstring, a constant `RULE` and a function
`check(template)`. A package offers such a module by an entry point of the group `scaleset.rules`.
They are code, so they run only when the command line asks for them.
"""

from __future__ import annotations

import sys
from functools import lru_cache
from importlib.metadata import entry_points
from importlib.util import module_from_spec, spec_from_file_location
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Diagnostic, InvalidInput, Severity
from generator.validation.catalog import catalog
from generator.validation.rule import LoadedRule, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GROUP = "scaleset.rules"


@lru_cache(maxsize=64)
def user_rules(folders: tuple[Path, ...]) -> tuple[LoadedRule, ...]:
    """Load the rules of folders and of installed packages, in the order of their ids.

    Raises InvalidInput with every file that cannot be loaded.
    """
    loaded: dict[str, LoadedRule] = {}
    mistakes: list[Diagnostic] = []
    for name, load in _sources(folders):
        try:
            rule = _rule_of(load())
        except _NotARule as error:
            mistakes.append(_mistake(name, str(error)))
        except Exception as error:  # its module may raise anything
            mistakes.append(_mistake(name, f"{type(error).__name__}: {error}"))
        else:
            if rule.rule.id in loaded or rule.rule.id in catalog():
                mistakes.append(_mistake(name, f"the id {rule.rule.id} is taken by another rule"))
            loaded.setdefault(rule.rule.id, rule)
    if mistakes:
        raise InvalidInput(mistakes)
    return tuple(sorted(loaded.values(), key=lambda item: item.rule.id))


def _sources(folders: tuple[Path, ...]) -> Iterator[tuple[str, Any]]:
    for folder in folders:
        if not folder.is_dir():
            raise InvalidInput([_mistake(folder.as_posix(), "there is no such folder")])
        for path in sorted(folder.glob("*.py")):
            if not path.name.startswith("_"):
                yield path.as_posix(), lambda path=path: _module(path)
    for entry in sorted(entry_points(group=GROUP), key=lambda item: item.name):
        yield entry.value, entry.load


def _module(path: Path) -> Any:
    name = f"_scaleset_rules_{path.stem}"
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise _NotARule("it is no Python file")
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


class _NotARule(Exception):
    """A file lacks what makes a rule."""


def _rule_of(module: Any) -> LoadedRule:
    rule, check = getattr(module, "RULE", None), getattr(module, "check", None)
    if not isinstance(rule, Rule) or not callable(check):
        raise _NotARule("a rule has a constant RULE (a Rule) and a function check(template)")
    if not (module.__doc__ or "").strip():
        raise _NotARule("a rule has a docstring that says why it is there")
    return LoadedRule(rule, module.__doc__ or "", check)


def _mistake(name: str, message: str) -> Diagnostic:
    return Diagnostic("user-rule", Severity.ERROR, f"cannot use this rule: {message}", name)


def crashed(loaded: LoadedRule, error: Exception) -> InvalidInput:
    """Report that a rule of the user's failed on a template."""
    message = f"the rule {loaded.rule.id} failed: {type(error).__name__}: {error}"
    name = getattr(sys.modules.get(loaded.check.__module__), "__file__", None)
    return InvalidInput([_mistake(name or loaded.rule.id, message)])
