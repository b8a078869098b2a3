"""How Bicep is laid out: a tree to text, as its own formatter would leave it.

Two spaces, LF, one statement a line; what belongs together stands together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.bicep.lines import block, comment_lines, flat, key, string
from generator.bicep.syntax import (
    ArrayType,
    At,
    Func,
    Get,
    Metadata,
    Module,
    Nullable,
    ObjectType,
    Output,
    Param,
    Resource,
    String,
    TargetScope,
    TupleType,
    TypeDeclaration,
    Union,
    Using,
    Var,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from generator.bicep.syntax import (
        Declaration,
        Decorator,
        Expression,
        Program,
        Statement,
        Type,
        TypeItem,
        TypeProperty,
    )

_STEP = "  "


def program_text(program: Program) -> str:
    """Print a file; it ends with a newline."""
    lines: list[str] = []
    before: tuple[Statement, str] | None = None
    for statement in program.statements:
        text = _statement(statement)
        if before is not None and not _close(*before, statement, text):
            lines.append("")
        lines.append(text)
        before = (statement, text)
    if program.after:
        lines += [*([""] if lines else []), *comment_lines(program.after, "")]
    return "\n".join(lines) + "\n"


def _close(one: Statement, first: str, other: Statement, second: str) -> bool:
    """Whether two statements stand without an empty line between them."""
    plain = not (one.decorators or other.decorators or other.comments)
    same = type(one.declaration) is type(other.declaration)
    return plain and same and "\n" not in first and "\n" not in second


def _statement(statement: Statement) -> str:
    lines = comment_lines(statement.comments, "")
    lines += [_decorator(item, "") for item in statement.decorators]
    return "\n".join([*lines, _declaration(statement.declaration)])


def _decorator(decorator: Decorator, indent: str) -> str:
    start = f"{indent}@{decorator.name}("
    arguments = ", ".join(block(item, indent, len(start)) for item in decorator.arguments)
    return f"{start}{arguments})"


def _declaration(declaration: Declaration) -> str:
    head, value = _HEADS[type(declaration)](declaration)
    return head if value is None else f"{head} = {block(value, '', len(head) + 3)}"


def _func(function: Func) -> tuple[str, None]:
    listed = ", ".join(f"{name} {_type(kind)}" for name, kind in function.parameters)
    head = f"func {function.name}({listed}) {_type(function.type)} => "
    return head + block(function.body, "", len(head)), None


def _param(param: Param) -> tuple[str, Expression | None]:
    kind = f" {_type(param.type)}" if param.type else ""
    return f"param {param.name}{kind}", param.value


def _resource(resource: Resource) -> tuple[str, Expression]:
    existing = " existing" if resource.existing else ""
    return f"resource {resource.symbol} {string(String((resource.type,)))}{existing}", resource.body


_HEADS: dict[type, Callable[[Any], tuple[str, Expression | None]]] = {
    TargetScope: lambda it: ("targetScope", String((it.scope,))),
    Using: lambda it: (f"using {string(String((it.path,)))}", None),
    Metadata: lambda it: (f"metadata {it.name}", it.value),
    TypeDeclaration: lambda it: (f"type {it.name} = {_type(it.type)}", None),
    Param: _param,
    Var: lambda it: (f"var {it.name}", it.value),
    Func: _func,
    Resource: _resource,
    Module: lambda it: (f"module {it.symbol} {string(String((it.path,)))}", it.body),
    Output: lambda it: (f"output {it.name} {_type(it.type)}", it.value),
}
"""What stands before the equals sign of a statement, and the value behind it."""


def _type(kind: Type | Expression, indent: str = "") -> str:
    write = _TYPES.get(type(kind))
    return write(kind, indent) if write else flat(kind)  # type: ignore[arg-type]


def _array_type(kind: ArrayType, indent: str) -> str:
    text = _type(kind.item, indent)
    return f"({text})[]" if isinstance(kind.item, (Union, Nullable)) else f"{text}[]"


def _nullable(kind: Nullable, indent: str) -> str:
    text = _type(kind.type, indent)
    return f"({text})?" if isinstance(kind.type, Union) else f"{text}?"


def _object_type(kind: ObjectType, indent: str) -> str:
    inner = indent + _STEP
    lines: list[str] = []
    for item in kind.properties:
        name = item.name if item.name == "*" else key(item.name)
        lines += _decorated(item, f"{name}: {_type(item.type, inner)}", inner)
    return "\n".join(["{", *lines, f"{indent}}}"]) if lines else "{}"


def _tuple_type(kind: TupleType, indent: str) -> str:
    inner = indent + _STEP
    lines: list[str] = []
    for item in kind.items:
        lines += _decorated(item, _type(item.type, inner), inner)
    return "\n".join(["[", *lines, f"{indent}]"]) if lines else "[]"


def _decorated(item: TypeProperty | TypeItem, text: str, indent: str) -> Iterable[str]:
    return [*(_decorator(own, indent) for own in item.decorators), indent + text]


_TYPES: dict[type, Callable[[Any, str], str]] = {
    ArrayType: _array_type,
    Nullable: _nullable,
    Union: lambda kind, indent: " | ".join(_type(option, indent) for option in kind.options),
    ObjectType: _object_type,
    TupleType: _tuple_type,
    At: lambda kind, indent: f"{_type(kind.base, indent)}[*]",
    Get: lambda kind, indent: f"{_type(kind.base, indent)}.{kind.name}",
}
