"""How an expression of Bicep is written on one line.

Brackets stand only where precedence needs them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generator.bicep.syntax import (
    Array,
    At,
    Binary,
    Directive,
    For,
    FromEnd,
    FunctionCall,
    Get,
    Grouped,
    If,
    Integer,
    Item,
    Lambda,
    NonNull,
    Object,
    String,
    Symbol,
    Ternary,
    Unary,
    Word,
    nodes_in,
)
from generator.lazy import regex, replace
from generator.wording.printable import MARK as MARK_OF_BUILD
from generator.wording.printable import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from generator.bicep.syntax import Expression

_LITERALS = {"true", "false", "null"}
_IDENTIFIER = regex(r"[A-Za-z_][A-Za-z0-9_]*")
_FOR = regex(r"for\b")
_COMMAND = regex(r"^\s*::", re.MULTILINE)
"""The beginning of a line that a build server takes for a command."""
_UNSHOWN = (
    *range(32), *range(0x7F, 0xA0), 0xAD, 0x61C, *range(0x200B, 0x2010), *range(0x2028, 0x202F),
    *range(0x2060, 0x2070), 0xFEFF,
)  # fmt: skip
_ESCAPES = {
    **{number: f"\\u{{{number:x}}}" for number in _UNSHOWN},
    **str.maketrans({"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"}),
}
"""Letters that do not stand for themselves; the formatter breaks a text at some of them."""
_IN_LONG_TEXT = set("\\'\n\t")
_OPERATORS = (
    ("??",), ("||",), ("&&",), ("==", "!=", "=~", "!~"), ("<", "<=", ">", ">="), ("+", "-"),
    ("*", "/", "%"),
)  # fmt: skip
_LEVELS = {operator: level for level, group in enumerate(_OPERATORS, 1) for operator in group}
_TERNARY, _UNARY, _PRIMARY = 0, 8, 9
"""How tightly expressions bind."""
MARK = "\0"
"""Stands within empty brackets that end a call: there the formatter ceases to count the line."""


def is_identifier(text: str) -> bool:
    """Whether a text can be a name in Bicep: its three literals cannot, not even as a property."""
    return _IDENTIFIER.fullmatch(text) is not None and text not in _LITERALS


def comment_lines(comments: Sequence[str]) -> list[str]:
    """Print lines of comment."""
    return [line for comment in comments for line in _lines_of(comment)]


def _lines_of(comment: str) -> list[str]:
    if isinstance(comment, Directive):
        return [comment]
    return [f"// {printable(line)}".rstrip() for line in comment.splitlines() or [""]]


def fits_in_text(expression: Expression) -> bool:
    """Whether an expression can stand in a text: Bicep takes no objects, arrays and lines there."""
    return not any(
        isinstance(node, (Object, Array)) or (isinstance(node, String) and is_long_text(node))
        for node in nodes_in(expression)
    )


def key(name: str | String) -> str:
    """Print the name of a property."""
    if isinstance(name, String):
        return string(name)
    return name if is_identifier(name) else string(String((name,) if name else ()))


def is_long_text(value: String) -> bool:
    """Whether a text reads better over several lines, and can stand there as it is."""
    if len(value.parts) != 1 or not isinstance(value.parts[0], str):
        return False
    text = value.parts[0]
    if text.count("\n") < 2 or "'''" in text or text.endswith("'"):
        return False
    if MARK_OF_BUILD.search(text) or _COMMAND.search(text):
        return False
    return not any(ord(letter) in _ESCAPES for letter in set(text) - _IN_LONG_TEXT)


def string(value: String) -> str:
    """Print a text in single quotes."""
    pieces = (
        _escaped(part) if isinstance(part, str) else f"${{{flat(part)}}}" for part in value.parts
    )
    return f"'{''.join(pieces)}'"


def _escaped(text: str) -> str:
    return MARK_OF_BUILD.sub(r"#\\u{23}", text.translate(_ESCAPES).replace("${", "\\${"))


def flat(expression: Expression) -> str:
    """Print an expression on one line, with marks; only a long text keeps its lines."""
    write = _FLAT.get(type(expression))
    if write is not None:
        return write(expression)
    return "".join(p if isinstance(p, str) else flat(p) for p in pieces_of(expression))


def pieces_of(expression: Expression) -> Iterable[str | Expression]:
    """List what an expression consists of that is no bracket with places to break a line."""
    return _PIECES[type(expression)](expression)


def parts_of(value: Expression) -> Iterable[Expression]:
    """Iterate over the expressions that one consists of."""
    match value:
        case Symbol() | Word() | Integer() | String():
            return ()
        case Object(members):
            return [member.value for member in members]
        case Array(items):
            return [item.value for item in items]
        case FunctionCall(_, arguments, of):
            return arguments if of is None else (*arguments, of)
        case Ternary(asked, yes, no):
            return (asked, yes, no)
        case Lambda(_, body):
            return (body,)
    return [piece for piece in pieces_of(value) if not isinstance(piece, str)]


def operand(expression: Expression, least: int = _PRIMARY) -> tuple[str | Expression, ...]:
    """Return an expression in brackets, where it binds less tightly than its place asks for."""
    return (expression,) if _level(expression) >= least else ("(", expression, ")")


def _level(expression: Expression) -> int:
    """Report how tightly an expression binds."""
    match expression:
        case Ternary() | Lambda():
            return _TERNARY
        case Binary(operator):
            return _LEVELS[operator]
        case Unary():
            return _UNARY
        case Integer(value) if value < 0:
            return _UNARY
    return _PRIMARY


def condition(value: Ternary) -> tuple[str | Expression, ...]:
    """Return what stands before the question mark."""
    return operand(value.condition, _TERNARY + 1)


def callee(call: FunctionCall) -> tuple[str | Expression, ...]:
    """Return what stands before the opening bracket of a call."""
    return (call.name,) if call.of is None else (*operand(call.of), f".{call.name}")


def lambda_head(names: tuple[str, ...]) -> str:
    """Print what stands before the body of a lambda."""
    return f"{names[0]} => " if len(names) == 1 else f"({', '.join(names)}) => "


def _binary(value: Binary) -> Iterator[str | Expression]:
    level = _LEVELS[value.operator]
    yield from operand(value.left, level)
    yield f" {value.operator} "
    yield from operand(value.right, level + 1)


_PIECES: dict[type, Callable[[Any], Iterable[str | Expression]]] = {
    Get: lambda it: (*operand(it.base), ".?" if it.safe else ".", it.name),
    At: lambda it: (*operand(it.base), "[?" if it.safe else "[", it.index, "]"),
    NonNull: lambda it: (*operand(it.base), "!"),
    FromEnd: lambda it: ("^", *operand(it.index)),
    Grouped: lambda it: ("(", it.expression, ")"),
    Unary: lambda it: (it.operator, *operand(it.operand)),
    Binary: _binary,
    If: lambda it: ("if (", it.condition, ") ", it.body),
}
"""What is its parts one after the other: no line breaks between them."""


def _flat_pieces(pieces: Iterable[str | Expression]) -> str:
    return "".join(piece if isinstance(piece, str) else flat(piece) for piece in pieces)


def _flat_call(call: FunctionCall) -> str:
    return f"{_flat_pieces(callee(call))}({flat_list(call.arguments)})"


def flat_list(arguments: Sequence[Expression]) -> str:
    """Print the arguments of a call on one line."""
    text = ", ".join(map(flat, arguments))
    return (
        f"{text[:-1]}{MARK}{text[-1]}"
        if len(arguments) > 1 and _ends_empty(arguments[-1])
        else text
    )


def _ends_empty(value: Expression) -> bool:
    match value:
        case Lambda(_, body):
            return _ends_empty(body)
        case Object(members, after):
            return not members and not after
        case Array(items, after):
            return not items and not after
    return False


def items_of(value: Array) -> tuple[Item, ...]:
    """Return the elements; a name `for` would begin a loop where it is the first."""
    if not value.items or not _FOR.match(flat(value.items[0].value)):
        return value.items
    first = value.items[0]
    return (replace(first, value=Grouped(first.value)), *value.items[1:])


def _flat_object(value: Object) -> str:
    listed = ", ".join(f"{key(item.key)}: {flat(item.value)}" for item in value.members)
    return f"{{ {listed} }}" if listed else "{}"


def _flat_loop(loop: For) -> str:
    return f"[for {loop_names(loop)} in {flat(loop.over)}: {flat(loop.body)}]"


def loop_names(loop: For) -> str:
    """Print the variables of a loop."""
    return f"({loop.item}, {loop.index})" if loop.index else loop.item


_FLAT: dict[type, Callable[[Any], str]] = {
    Symbol: lambda it: it.name,
    Word: lambda it: it.word,
    Integer: lambda it: str(it.value),
    String: lambda it: f"'''\n{it.parts[0]}'''" if is_long_text(it) else string(it),
    FunctionCall: _flat_call,
    Ternary: lambda it: f"{_flat_pieces(condition(it))} ? {flat(it.yes)} : {flat(it.no)}",
    Object: _flat_object,
    Array: lambda it: f"[{', '.join(flat(item.value) for item in items_of(it))}]",
    Lambda: lambda it: lambda_head(it.names) + flat(it.body),
    For: _flat_loop,
}
