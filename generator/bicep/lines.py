"""How the expressions of Bicep are laid out: on one line, or over several where Bicep lets them.

One property or element a line; short arrays of plain values stay on one line, and so does all else
that fits. Brackets stand only where precedence needs them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from generator.bicep.syntax import (
    Array,
    At,
    Binary,
    Call,
    For,
    FromEnd,
    Get,
    Grouped,
    If,
    Integer,
    Item,
    Lambda,
    Name,
    NonNull,
    Object,
    String,
    Ternary,
    Unary,
    Word,
    nodes_in,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from generator.bicep.syntax import Expression

WIDTH = 120
"""Where a line gets too long; the width of Bicep's own formatter."""
_LITERALS = {"true", "false", "null"}
_SHORT = 80
"""An array longer than this goes over several lines."""
_STEP = "  "
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_FOR = re.compile(r"for\b")
_ESCAPES = {
    **{number: f"\\u{{{number:x}}}" for number in range(32)},
    **str.maketrans({"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"}),
}
_OPERATORS = (
    ("??",), ("||",), ("&&",), ("==", "!=", "=~", "!~"), ("<", "<=", ">", ">="), ("+", "-"),
    ("*", "/", "%"),
)  # fmt: skip
_LEVELS = {operator: level for level, group in enumerate(_OPERATORS, 1) for operator in group}
_TERNARY, _UNARY, _PRIMARY = 0, 8, 9
"""How tightly expressions bind."""


def is_identifier(text: str) -> bool:
    """Whether a text can be a name in Bicep: its three literals cannot, not even as a property."""
    return _IDENTIFIER.fullmatch(text) is not None and text not in _LITERALS


def comment_lines(comments: Sequence[str], indent: str) -> list[str]:
    """Print lines of comment."""
    lines = (line for comment in comments for line in comment.splitlines() or [""])
    return [f"{indent}// {line}".rstrip() for line in lines]


def fits_in_text(expression: Expression) -> bool:
    """Whether an expression can stand in a text: Bicep takes no objects and arrays there."""
    holds = any(isinstance(node, (Object, Array)) for node in nodes_in(expression))
    return not holds and fits_a_line(expression)


def fits_a_line(expression: Expression) -> bool:
    """Whether an expression can stand on one line.

    An object of several properties cannot, nor can a comment, nor a text of several lines.
    """
    match expression:
        case Object(members, after):
            alone = len(members) < 2 and not after and not any(item.comments for item in members)
        case Array(items, after):
            alone = not after and not any(item.comments for item in items)
        case String():
            alone = not _is_long_text(expression)
        case _:
            alone = True
    return alone and all(fits_a_line(part) for part in _parts(expression))


def _parts(expression: Expression) -> Iterator[Expression]:
    """Go through the expressions that one consists of."""
    match expression:
        case Object(members):
            yield from (member.value for member in members)
        case Array(items):
            yield from (item.value for item in items)
        case String(parts):
            yield from (part for part in parts if not isinstance(part, str))
        case Call(_, arguments, of):
            yield from (*arguments, *([of] if of is not None else []))
        case _:
            for name in expression.__slots__:
                part = getattr(expression, name)
                if not isinstance(part, (str, int, tuple)):
                    yield part


def block(expression: Expression, indent: str, column: int) -> str:
    """Print an expression that begins at a column; lines after the first are indented."""
    write = _BLOCKS.get(type(expression))
    if write is not None:
        return write(expression, indent, column)
    if fits_a_line(expression):
        text = flat(expression)
        if column + len(text) <= WIDTH:
            return text
    broken = _BROKEN.get(type(expression))
    return broken(expression, indent, column) if broken else flat(expression)


def key(name: str | String) -> str:
    """Print the name of a property."""
    if isinstance(name, String):
        return string(name)
    return name if is_identifier(name) else string(String((name,) if name else ()))


def _object(value: Object, indent: str, _: int = 0) -> str:
    if not value.members and not value.after:
        return "{}"
    inner = indent + _STEP
    lines = ["{"]
    for member in value.members:
        lines += comment_lines(member.comments, inner)
        head = f"{inner}{key(member.key)}: "
        lines.append(head + block(member.value, inner, len(head)))
    return "\n".join([*lines, *comment_lines(value.after, inner), f"{indent}}}"])


def _array(value: Array, indent: str, column: int) -> str:
    if not value.items and not value.after:
        return "[]"
    if not value.after and all(_is_plain(item.value) and not item.comments for item in value.items):
        text = flat(value)
        if column + len(text) <= _SHORT:
            return text
    inner = indent + _STEP
    lines = ["["]
    for item in _items(value):
        lines += comment_lines(item.comments, inner)
        lines.append(inner + block(item.value, inner, len(inner)))
    return "\n".join([*lines, *comment_lines(value.after, inner), f"{indent}]"])


def _items(value: Array) -> tuple[Item, ...]:
    """Give the elements; a name `for` would begin a loop where it is the first."""
    if not value.items or not _FOR.match(flat(value.items[0].value)):
        return value.items
    first = value.items[0]
    return (replace(first, value=Grouped(first.value)), *value.items[1:])


def _is_plain(value: Expression) -> bool:
    """Whether a value is short of words: a literal or a name."""
    if isinstance(value, String):
        return all(isinstance(part, str) for part in value.parts) and not _is_long_text(value)
    return isinstance(value, (Integer, Word, Name))


def _if(value: If, indent: str, _: int) -> str:
    return f"if ({flat(value.condition)}) {_object(value.body, indent)}"


def _for(loop: For, indent: str, column: int) -> str:
    head = _loop_head(loop)
    return f"{head}{block(loop.body, indent, column + len(head))}]"


_BLOCKS: dict[type, Callable[[Any, str, int], str]] = {
    Object: _object,
    Array: _array,
    If: _if,
    For: _for,
}
"""What has lines of its own, however short it is."""


def _broken_text(value: String, indent: str, column: int) -> str:
    del indent, column
    return f"'''\n{value.parts[0]}'''" if _is_long_text(value) else flat(value)


def _broken_call(call: Call, indent: str, column: int) -> str:
    head = f"{_callee(call)}("
    if not call.arguments:
        return f"{head})"
    *first, last = call.arguments
    if isinstance(last, (Object, Array, Lambda)) and all(map(fits_a_line, first)):
        # The last argument begins on the line of the call.
        head += "".join(f"{flat(item)}, " for item in first)
        return f"{head}{block(last, indent, column + len(head))})"
    inner = indent + _STEP
    lines = [inner + block(item, inner, len(inner)) for item in call.arguments]
    return f"{head}\n" + ",\n".join(lines) + f"\n{indent})"


def _broken_ternary(value: Ternary, indent: str, column: int) -> str:
    inner = indent + _STEP
    first = _within(value.condition, _TERNARY + 1, indent, column)
    second, third = (block(item, inner, len(inner) + 2) for item in (value.yes, value.no))
    return f"{first}\n{inner}? {second}\n{inner}: {third}"


def _broken_lambda(value: Lambda, indent: str, column: int) -> str:
    head = _lambda_head(value.names)
    return head + block(value.body, indent, column + len(head))


def _broken_binary(value: Binary, indent: str, column: int) -> str:
    level = _LEVELS[value.operator]
    left = _within(value.left, level, indent, column)
    return f"{left} {value.operator} {_within(value.right, level + 1, indent, column)}"


def _broken_get(value: Get, indent: str, column: int) -> str:
    base = _within(value.base, _PRIMARY, indent, column)
    return f"{base}{'.?' if value.safe else '.'}{value.name}"


def _broken_at(value: At, indent: str, column: int) -> str:
    base = _within(value.base, _PRIMARY, indent, column)
    return f"{base}{'[?' if value.safe else '['}{flat(value.index)}]"


def _broken_non_null(value: NonNull, indent: str, column: int) -> str:
    return f"{_within(value.base, _PRIMARY, indent, column)}!"


def _broken_unary(value: Unary, indent: str, column: int) -> str:
    return value.operator + _within(value.operand, _PRIMARY, indent, column)


def _broken_group(value: Grouped, indent: str, column: int) -> str:
    return f"({block(value.expression, indent, column + 1)})"


_BROKEN: dict[type, Callable[[Any, str, int], str]] = {
    String: _broken_text,
    Call: _broken_call,
    Ternary: _broken_ternary,
    Lambda: _broken_lambda,
    Binary: _broken_binary,
    Get: _broken_get,
    At: _broken_at,
    NonNull: _broken_non_null,
    Grouped: _broken_group,
    Unary: _broken_unary,
}
"""What goes over several lines where one is too short for it."""


def _within(expression: Expression, least: int, indent: str, column: int) -> str:
    text = block(expression, indent, column)
    return text if _level(expression) >= least else f"({text})"


def _is_long_text(value: String) -> bool:
    """Whether a text reads better over several lines, and can stand there as it is."""
    if len(value.parts) != 1 or not isinstance(value.parts[0], str):
        return False
    text = value.parts[0]
    odd = any(letter < " " and letter not in "\n\t" for letter in text)
    return text.count("\n") > 1 and "'''" not in text and not text.endswith("'") and not odd


def flat(expression: Expression) -> str:
    """Print an expression on one line."""
    return _FLAT[type(expression)](expression)


def _flat_call(call: Call) -> str:
    return f"{_callee(call)}({', '.join(map(flat, call.arguments))})"


def _callee(call: Call) -> str:
    return call.name if call.of is None else f"{_operand(call.of, _PRIMARY)}.{call.name}"


def _flat_binary(value: Binary) -> str:
    level = _LEVELS[value.operator]
    left = _operand(value.left, level)
    return f"{left} {value.operator} {_operand(value.right, level + 1)}"


def _flat_ternary(value: Ternary) -> str:
    condition = _operand(value.condition, _TERNARY + 1)
    return f"{condition} ? {flat(value.yes)} : {flat(value.no)}"


def _flat_object(value: Object) -> str:
    listed = ", ".join(f"{key(item.key)}: {flat(item.value)}" for item in value.members)
    return f"{{ {listed} }}" if listed else "{}"


def string(value: String) -> str:
    """Print a text in single quotes."""
    pieces = (
        _escaped(part) if isinstance(part, str) else f"${{{flat(part)}}}" for part in value.parts
    )
    return f"'{''.join(pieces)}'"


_FLAT: dict[type, Callable[[Any], str]] = {
    Name: lambda it: it.name,
    Word: lambda it: it.word,
    Integer: lambda it: str(it.value),
    String: string,
    Call: _flat_call,
    Get: lambda it: f"{_operand(it.base, _PRIMARY)}{'.?' if it.safe else '.'}{it.name}",
    At: lambda it: f"{_operand(it.base, _PRIMARY)}{'[?' if it.safe else '['}{flat(it.index)}]",
    NonNull: lambda it: f"{_operand(it.base, _PRIMARY)}!",
    FromEnd: lambda it: f"^{_operand(it.index, _PRIMARY)}",
    Grouped: lambda it: f"({flat(it.expression)})",
    Unary: lambda it: it.operator + _operand(it.operand, _PRIMARY),
    Binary: _flat_binary,
    Ternary: _flat_ternary,
    Object: _flat_object,
    Array: lambda it: f"[{', '.join(flat(item.value) for item in _items(it))}]",
    Lambda: lambda it: _lambda_head(it.names) + flat(it.body),
    If: lambda it: f"if ({flat(it.condition)}) {flat(it.body)}",
    For: lambda it: f"{_loop_head(it)}{flat(it.body)}]",
}


def _operand(expression: Expression, least: int) -> str:
    text = flat(expression)
    return text if _level(expression) >= least else f"({text})"


def _level(expression: Expression) -> int:
    """Tell how tightly an expression binds."""
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


def _lambda_head(names: tuple[str, ...]) -> str:
    return f"{names[0]} => " if len(names) == 1 else f"({', '.join(names)}) => "


def _loop_head(loop: For) -> str:
    names = f"({loop.item}, {loop.index})" if loop.index else loop.item
    return f"[for {names} in {flat(loop.over)}: "


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES).replace("${", "\\${")
