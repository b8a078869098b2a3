"""Properties that have to be expressions, as they are for the user to choose."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generator.findings import Finding
from generator.lazy import regex
from generator.validation.profiles.arm_ttk.binding import unsearchable
from generator.validation.profiles.arm_ttk.expression_text import as_text, is_expression
from generator.validation.profiles.arm_ttk.search import Match, find, has, member, named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.validation.profiles.arm_ttk.subject import TtkSubject

_OF_VARIABLE = {"AdminUsername": "AdminUserName"}
"""Ids that arm-ttk spells otherwise where a variable has the literal."""
_BRACKETS = regex(r"\[[^\]]+\]")
_VARIABLE = regex(r"\[\s*variables\s*\(\s*'([^']+)'\s*\)", re.IGNORECASE)


def literals(subject: TtkSubject, name: str, word: str) -> Iterator[Finding]:
    """Yield the properties of a name, in resources and variables, that are plain text.

    As arm-ttk does, a bracket anywhere makes a text an expression, and only the last property that
    is found is followed to the variable that it names. `word` begins the ids of the errors.
    """
    last: Match | None = None
    for table, error in (
        ("resources", f"{word}.Is.Literal"),
        ("variables", f"{word}.Var.Is.Literal"),
    ):
        if has(subject.value, table):
            yield from unsearchable(subject, table)
        found = find({table: member(subject.value, table)}, named(name))
        for match in found:
            text = _text_of(match.value, is_resource=table == "resources")
            if text is not None:
                last = match
                if not _BRACKETS.search(text):
                    message = f"'{match.path[-1]}' is written down; make it a parameter"
                    yield Finding(match.path, message, fault=error)
    if last is not None and has(subject.value, "variables"):
        yield from _of_variable(subject, last, word)


def _text_of(value: Any, *, is_resource: bool) -> str | None:
    """Return the text of a property; in resources also the one handed to a nested deployment."""
    if is_resource and isinstance(value, dict):
        value = member(value, "value")
    return value.strip() if isinstance(value, str) else None


def _of_variable(subject: TtkSubject, match: Match, word: str) -> Iterator[Finding]:
    named_variable = _VARIABLE.search(as_text(match.value))
    if named_variable is None:
        return
    value = member(subject.value, "variables", named_variable[1])
    if value is None or not is_expression(as_text(value)):
        message = f"variable '{named_variable[1]}' has no expression; make it a parameter"
        error = f"{_OF_VARIABLE.get(word, word)}.Is.Variable.Literal"
        yield Finding(match.path, message, fault=error)
