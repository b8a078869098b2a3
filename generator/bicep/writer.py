"""How expressions of Bicep are laid out over lines: as `bicep format` leaves them.

A bracket, a choice and the body of a lambda stay on one line where they fit on it from where they
begin, whatever follows them; else they break at all their places. What is *stiff*, an object with
a property a line, breaks what is around it too, but for a call that it ends. An object that was
broken is stiff from then on: so the statement is written once more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.bicep.lines import (
    MARK,
    callee,
    comment_lines,
    condition,
    flat,
    flat_list,
    is_long_text,
    items_of,
    key,
    lambda_head,
    loop_names,
    parts_of,
    pieces_of,
)
from generator.bicep.syntax import (
    Array,
    For,
    FunctionCall,
    If,
    Integer,
    Lambda,
    Object,
    String,
    Symbol,
    Ternary,
    Word,
    length_of_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from generator.bicep.syntax import Expression

WIDTH = 120
"""Where a line gets too long."""
_SHORT = 80
"""An array that ends beyond this goes over several lines, though the formatter would let it."""
STEP = "  "
_LEAVES = (Symbol, Word, Integer, String)


def width(text: str) -> int:
    """Count the letters of a text as the formatter does: those beyond 16 bits twice."""
    return len(text) if text.isascii() else length_of_text(text)


def _is_plain(value: Expression) -> bool:
    """Whether a value is short of words: a literal or a name."""
    if isinstance(value, String):
        return all(isinstance(part, str) for part in value.parts) and not is_long_text(value)
    return isinstance(value, _LEAVES)


class Writer:
    """Writes text and expressions from left to right, and knows the column it has come to."""

    def __init__(self, broken: set[int]) -> None:
        self.written: list[str] = []
        self.column = 0
        self.broken = broken
        """The objects and arrays, by identity, that were too long for their line."""

    def text(self) -> str:
        """Return all that was written."""
        return "".join(self.written)

    def put(self, text: str) -> None:
        """Write a text; one of several lines counts as one long line, as with the formatter."""
        plain = text.replace(MARK, "")
        self.written.append(plain)
        self.column += width(plain)

    def line(self, indent: str) -> None:
        """Continue in a new line; blanks do not stay at the end of the one before."""
        self.written[-1] = self.written[-1].rstrip(" ")
        self.written.append(f"\n{indent}")
        self.column = len(indent)

    def comments(self, comments: Sequence[str], indent: str) -> None:
        """Write lines of comment before what goes on at this indent."""
        for line in comment_lines(comments):
            self.put(line)
            self.line(indent)

    def fits(self, text: str) -> bool:
        """Write a text where it fits on the line; tell whether it does."""
        fitting = self.has_room(text)
        if fitting:
            self.put(text)
        return fitting

    def has_room(self, text: str) -> bool:
        """Whether a text fits on the line."""
        return self.column + width(text.partition(MARK)[0]) <= WIDTH

    def stiff(self, value: Expression, *, own: bool = False) -> bool:
        """Whether an expression goes over several lines however much room there is.

        `own` is said of what stands for itself, as the value of a property: objects and arrays
        there have lines of their own.
        """
        match value:
            case Object(members, after):
                many = own or len(members) > 1 or any(item.comments for item in members)
                return bool(after) or (bool(members) and many) or self._holds_stiff(value)
            case Array(items, after):
                words = own and not all(_is_plain(item.value) for item in items)
                noted = any(item.comments for item in items)
                return words or bool(after) or noted or self._holds_stiff(value)
            case For(_, over, body) | If(over, body):
                return self.stiff(over) or self.stiff(body, own=True)
        return self._holds_stiff(value)

    def _holds_stiff(self, value: Expression) -> bool:
        return id(value) in self.broken or any(map(self.stiff, parts_of(value)))

    def empty(self, parts: Sequence[Any], brackets: str) -> bool:
        """Write brackets with nothing in them; tell whether that is all."""
        if not parts:
            self.put(brackets)
        return not parts

    def expression(self, value: Expression, indent: str, *, own: bool = False) -> None:
        """Write an expression; lines after the first have this indent or a deeper one."""
        write = _WRITERS.get(type(value))
        if write is not None:
            write(self, value, indent, own)
        elif isinstance(value, _LEAVES):
            self.put(flat(value))
        else:
            self.pieces(pieces_of(value), indent)

    def pieces(self, pieces: Iterable[str | Expression], indent: str) -> None:
        """Write what stands one after the other."""
        for piece in pieces:
            if isinstance(piece, str):
                self.put(piece)
            else:
                self.expression(piece, indent)

    def arguments(self, values: Sequence[Expression], indent: str, *, own: bool = False) -> None:
        """Write the arguments of a call, in their brackets."""
        if len(values) < 2:
            self.put("(")
            for value in values:
                self.expression(value, indent, own=own)
            self.put(")")
            return
        *first, last = values
        broken = any(map(self.stiff, first))
        if not broken and self._has_tail(last):
            head = f"({''.join(f'{flat(item)}, ' for item in first)}{_head(last)}"
            if self.has_room(f"{head}{{{MARK}"):
                self.put(head)
                self.expression(last.body if isinstance(last, Lambda) else last, indent)
                self.put(")")
                return
        elif not broken and not self.stiff(last) and self.fits(f"({flat_list(values)})"):
            return
        self.put("(")
        inner = indent + STEP
        for number, value in enumerate(values):
            self.put("," if number else "")
            self.line(inner)
            self.expression(value, inner)
        self.line(indent)
        self.put(")")

    def _has_tail(self, value: Expression) -> bool:
        """Whether an argument ends with an object or array that stays where the call begins."""
        body = value.body if isinstance(value, Lambda) else value
        return isinstance(body, (Object, Array)) and (self.stiff(body) or not parts_of(body))


def _head(value: Expression) -> str:
    return lambda_head(value.names) if isinstance(value, Lambda) else ""


def _call(to: Writer, call: FunctionCall, indent: str, _: bool) -> None:
    to.pieces(callee(call), indent)
    to.arguments(call.arguments, indent)


def _object(to: Writer, value: Object, indent: str, own: bool) -> None:
    lines = to.stiff(value, own=own)
    if not lines and (to.empty(value.members, "{}") or to.fits(flat(value))):
        return
    if not lines:
        to.broken.add(id(value))
    inner = indent + STEP
    to.put("{")
    for member in value.members:
        to.line(inner)
        to.comments(member.comments, inner)
        to.put(f"{key(member.key)}: ")
        to.expression(member.value, inner, own=lines)
    _close(to, value.after, "}", indent)


def _array(to: Writer, value: Array, indent: str, own: bool) -> None:
    lines = to.stiff(value, own=own)
    if not lines:
        text = flat(value)
        short = not own or to.column + width(text) <= _SHORT
        if to.empty(value.items, "[]") or (short and to.fits(text)):
            return
    if not (lines or own):
        to.broken.add(id(value))
    inner = indent + STEP
    to.put("[")
    for item in items_of(value):
        to.line(inner)
        to.comments(item.comments, inner)
        to.expression(item.value, inner, own=lines)
    _close(to, value.after, "]", indent)


def _close(to: Writer, after: tuple[str, ...], bracket: str, indent: str) -> None:
    for line in comment_lines(after):
        to.line(indent + STEP)
        to.put(line)
    to.line(indent)
    to.put(bracket)


def _for(to: Writer, loop: For, indent: str, _: bool) -> None:
    if not to.stiff(loop) and to.fits(flat(loop)):
        return
    inner = indent + STEP
    to.put("[")
    to.line(inner)
    to.put(f"for {loop_names(loop)} in ")
    to.expression(loop.over, inner)
    to.put(": ")
    to.expression(loop.body, inner, own=True)
    to.line(indent)
    to.put("]")


def _if(to: Writer, value: If, indent: str, _: bool) -> None:
    to.put("if (")
    to.expression(value.condition, indent)
    to.put(") ")
    to.expression(value.body, indent, own=True)


def _ternary(to: Writer, value: Ternary, indent: str, _: bool) -> None:
    if not to.stiff(value) and to.fits(flat(value)):
        return
    inner = indent + STEP
    to.pieces(condition(value), inner)
    for sign, branch in (("? ", value.yes), (": ", value.no)):
        to.line(inner)
        to.put(sign)
        to.expression(branch, inner + STEP)


def _lambda(to: Writer, value: Lambda, indent: str, _: bool) -> None:
    to.put(lambda_head(value.names))
    if isinstance(value.body, (Object, Array)):
        to.expression(value.body, indent)
    elif to.stiff(value.body) or not to.fits(flat(value.body)):
        to.line(indent + STEP)
        to.expression(value.body, indent + STEP)


_WRITERS: dict[type, Callable[[Writer, Any, str, bool], None]] = {
    Array: _array,
    FunctionCall: _call,
    For: _for,
    If: _if,
    Lambda: _lambda,
    Object: _object,
    Ternary: _ternary,
}
"""What has places where a line may break."""
