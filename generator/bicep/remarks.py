"""What is said of a template of which a part has no form in Bicep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.bicep.forms import TODO
from generator.bicep.sources import SECURE
from generator.bicep.statements import Resource
from generator.bicep.syntax import nodes_in
from generator.diagnostics import Diagnostic, Severity
from generator.language.documents.casing import member_of, written
from generator.language.template import is_expression

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.bicep.scope import Problem
    from generator.bicep.statements import Program
    from generator.language.documents.document import Document

RULE = "bicep-form"
"""The rule of all remarks."""


def remarks(document: Document, problems: Iterable[Problem]) -> list[Diagnostic]:
    """Return a warning for each problem, at its place in the template."""
    return [
        document.diagnostic(RULE, Severity.WARNING, item.message, item.path) for item in problems
    ]


def copied_secrets(document: Document) -> list[Diagnostic]:
    """Return a warning for each secure parameter whose default is a secret: Bicep has it too."""
    key = written(document.value, "parameters")
    declared = document.value.get(key)
    found = []
    for name, entry in declared.items() if isinstance(declared, dict) else ():
        default = member_of(entry, "defaultValue")
        secure = str(member_of(entry, "type")).lower() in SECURE
        if secure and default and not is_expression(default):
            message = (
                f"the default of '{name}' is a secret, which the Bicep file holds now too: remove "
                "it from both"
            )
            path = (key, name, written(entry, "defaultValue"))
            found.append(document.diagnostic(RULE, Severity.WARNING, message, path))
    return found


def left_to_do(programs: Iterable[Program], problems: Iterable[Problem]) -> int:
    """Count the places that are marked with TODO; what is only told needs none."""
    marks = {f"TODO: {item.message}" for item in problems}
    statements = (item for program in programs for item in program.statements)
    return sum(line in marks for item in statements for line in item.comments)


def stops_the_compiler(program: Program) -> bool:
    """Return whether the word for what has no form stands in a file as a value, type or version."""
    return any(
        node is TODO or (isinstance(node, Resource) and TODO.name in node.type.split("@"))
        for node in nodes_in(program)
    )
