"""How Bicep is laid out: a tree to text, as its own formatter would leave it.

Two spaces, LF, one statement a line; what belongs together stands together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.bicep.lines import comment_lines, flat, string
from generator.bicep.statements import (
    Func,
    Metadata,
    Module,
    Output,
    Param,
    Resource,
    TargetScope,
    TypeDeclaration,
    Using,
    Var,
)
from generator.bicep.syntax import Array, Object, String
from generator.bicep.type_writer import write_decorators, write_parameters, write_type
from generator.bicep.writer import STEP, Writer

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.bicep.statements import Program, Statement, Type
    from generator.bicep.syntax import Expression


def program_text(program: Program) -> str:
    """Print a file; it ends with a newline."""
    if program.text:
        return program.text
    lines: list[str] = []
    before: tuple[Statement, str] | None = None
    for statement in program.statements:
        text = _statement(statement)
        if before is not None and not _close(*before, statement, text):
            lines.append("")
        lines.append(text)
        before = (statement, text)
    if program.after:
        lines += [*([""] if lines else []), *comment_lines(program.after)]
    return "\n".join(lines) + "\n"


def _close(one: Statement, first: str, other: Statement, second: str) -> bool:
    """Whether two statements stand without an empty line between them."""
    plain = not (one.decorators or other.decorators or other.comments)
    same = type(one.declaration) is type(other.declaration)
    return plain and same and "\n" not in first and "\n" not in second


def _statement(statement: Statement) -> str:
    """Print a statement: once more, where an object turned out to be too long for its line."""
    broken: set[int] = set()
    while True:
        known = len(broken)
        to = Writer(broken)
        _write(to, statement)
        if len(broken) == known:
            return to.text()


def _write(to: Writer, statement: Statement) -> None:
    to.comments(statement.comments, "")
    write_decorators(to, statement.decorators, "")
    declaration = statement.declaration
    if isinstance(declaration, Func):
        _func(to, declaration)
        return
    head, kind, value = _PARTS[type(declaration)](declaration)
    to.put(head)
    if kind is not None:
        to.put(" ")
        write_type(to, kind, "")
    if value is not None:
        to.put(" = ")
        to.expression(value, "", own=True)


def _func(to: Writer, function: Func) -> None:
    to.put(f"func {function.name}")
    write_parameters(to, function.parameters)
    to.put(" ")
    write_type(to, function.type, "")
    to.put(" ")
    body, arrow = function.body, "=> "
    if isinstance(body, (Object, Array)):
        to.put(arrow)
        to.expression(body, "", own=True)
    elif to.stiff(body) or not to.fits(arrow + flat(body)):
        to.put(arrow)
        to.line(STEP)
        to.expression(body, STEP)


def _resource(resource: Resource) -> tuple[str, None, Expression]:
    existing = " existing" if resource.existing else ""
    head = f"resource {resource.symbol} {_quoted(resource.type)}{existing}"
    return head, None, resource.body


def _quoted(text: str) -> str:
    return string(String((text,)))


_PARTS: dict[type, Callable[[Any], tuple[str, Type | None, Expression | None]]] = {
    TargetScope: lambda it: ("targetScope", None, String((it.scope,))),
    Using: lambda it: (f"using {_quoted(it.path)}", None, None),
    Metadata: lambda it: (f"metadata {it.name}", None, it.value),
    TypeDeclaration: lambda it: (f"type {it.name} =", it.type, None),
    Param: lambda it: (f"param {it.name}", it.type, it.value),
    Var: lambda it: (f"var {it.name}", None, it.value),
    Resource: _resource,
    Module: lambda it: (f"module {it.symbol} {_quoted(it.path)}", None, it.body),
    Output: lambda it: (f"output {it.name}", it.type, it.value),
}
"""What a statement consists of: words, a type, and the value behind the equals sign."""
