"""Template expressions as a tree: its nodes, to print and to walk over.

An expression is the text of a JSON string after its escapes are undone, so a quote or a line end
in it is a character like any other. The grammar has calls, texts, numbers, properties and indexes;
true, false and null are functions, and there are no operators. Nodes are never changed; they are
not frozen as that makes each take four times as long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from generator.lazy import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Iterator


class ExpressionError(ValueError):
    """A text is no expression: why, and the offset in it where that shows."""

    def __init__(self, message: str, offset: int) -> None:
        """Keep what is wrong and where."""
        self.message = message
        self.offset = offset
        super().__init__(message)


@dataclass(slots=True, unsafe_hash=True)
class Text:
    """A text in single quotes; `value` is what it means, with '' read as one quote."""

    value: str
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(slots=True, unsafe_hash=True)
class Number:
    """A number, kept as its digits so that it prints as it was written."""

    digits: str
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(slots=True, unsafe_hash=True)
class Call:
    """A call of a function; one that the template declares itself has a namespace."""

    name: str
    arguments: tuple[Expression, ...] = ()
    namespace: str = ""
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)

    @property
    def full_name(self) -> str:
        """Return the name with its namespace, if it has one."""
        return f"{self.namespace}.{self.name}" if self.namespace else self.name


@dataclass(slots=True, unsafe_hash=True)
class Property:
    """A property of what `base` gives: `base.name`."""

    base: Expression
    name: str
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(slots=True, unsafe_hash=True)
class Index:
    """An element of what `base` gives, or its property of that name: `base[index]`."""

    base: Expression
    index: Expression
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


Expression: TypeAlias = Text | Number | Call | Property | Index


def walk(expression: Expression) -> Iterator[Expression]:
    """Yield an expression and all that stands in it, in the order of the text."""
    waiting = [expression]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, Call):
            waiting.extend(reversed(node.arguments))
        elif isinstance(node, Index):
            waiting += [node.index, node.base]
        elif isinstance(node, Property):
            waiting.append(node.base)


def depth_of(expression: Expression) -> int:
    """Count how many calls, properties and indexes stand in each other."""
    deepest, waiting = 0, [(expression, 1)]
    while waiting:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        if isinstance(node, Call):
            waiting += [(item, depth + 1) for item in node.arguments]
        elif isinstance(node, Index):
            waiting += [(node.index, depth + 1), (node.base, depth + 1)]
        elif isinstance(node, Property):
            waiting.append((node.base, depth + 1))
    return deepest


def to_text(expression: Expression) -> str:
    """Print an expression in its brackets, in the form in which Bicep writes it."""
    pieces: list[str] = []
    waiting: list[Expression | str] = ["]", expression, "["]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            pieces.append(item)
        elif isinstance(item, Text):
            pieces.append("'" + item.value.replace("'", "''") + "'")
        elif isinstance(item, Number):
            pieces.append(item.digits)
        elif isinstance(item, Property):
            waiting += [f".{item.name}", item.base]
        elif isinstance(item, Index):
            waiting += ["]", item.index, "[", item.base]
        else:
            waiting.append(")")
            for argument in reversed(item.arguments[1:]):
                waiting += [argument, ", "]
            waiting += [*item.arguments[:1], f"{item.full_name}("]
    return "".join(pieces)
