"""Bicep as a tree: its expressions, as far as a template needs them, and the way through a tree.

The names are those of the Bicep grammar. Nothing here knows of templates or of layout. What
expressions stand in is in `statements`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from generator.lazy import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator


class SyntaxNode:
    """A part of a tree: what its kind and its members say, and never changed."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Symbol(SyntaxNode):
    """A parameter, variable, resource, loop variable, type or output by its name."""

    name: str


@dataclass(frozen=True, slots=True)
class String(SyntaxNode):
    """A text with values in it: texts and expressions, in their order; no two texts in a row."""

    parts: tuple[str | Expression, ...] = ()


LONGEST_TEXT = 131_072
"""More characters than this has no literal text; the compiler refuses it, wherever it stands."""


def length_of_text(text: str) -> int:
    """Count the characters of a text as the compiler does: one beyond 16 bits is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def is_too_long(text: str) -> bool:
    """Return whether the compiler refuses a text as a literal."""
    return len(text) > LONGEST_TEXT // 2 and length_of_text(text) > LONGEST_TEXT


@dataclass(frozen=True, slots=True)
class Integer(SyntaxNode):
    """An integer, 64 bits at most; negative ones too."""

    value: int


@dataclass(frozen=True, slots=True)
class Word(SyntaxNode):
    """One of `true`, `false` and `null`."""

    word: str


@dataclass(frozen=True, slots=True)
class FunctionCall(SyntaxNode):
    """A call of a function, or with `of` of a method: `of.name(arguments)`."""

    name: str
    arguments: tuple[Expression, ...] = ()
    of: Expression | None = None


@dataclass(frozen=True, slots=True)
class Get(SyntaxNode):
    """A property: `base.name`, or `base.?name` where it may be missing."""

    base: Expression
    name: str
    safe: bool = False


@dataclass(frozen=True, slots=True)
class At(SyntaxNode):
    """An element: `base[index]`, or `base[?index]` where it may be missing."""

    base: Expression
    index: Expression
    safe: bool = False


@dataclass(frozen=True, slots=True)
class NonNull(SyntaxNode):
    """`base!`: what may be null is said not to be."""

    base: Expression


@dataclass(frozen=True, slots=True)
class FromEnd(SyntaxNode):
    """`^index`: what stands between brackets where elements are counted from the end."""

    index: Expression


@dataclass(frozen=True, slots=True)
class Grouped(SyntaxNode):
    """`(expression)`: what follows is asked for even where a member within may be missing."""

    expression: Expression


@dataclass(frozen=True, slots=True)
class Unary(SyntaxNode):
    """`!operand` or `-operand`."""

    operator: str
    operand: Expression


@dataclass(frozen=True, slots=True)
class Binary(SyntaxNode):
    """`left operator right`."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Ternary(SyntaxNode):
    """`condition ? yes : no`."""

    condition: Expression
    yes: Expression
    no: Expression


class Directive(str):
    """A line of comment that speaks to the compiler: it is printed without slashes."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Member(SyntaxNode):
    """A property of an object; `comments` are lines above it, without their slashes."""

    key: str | String
    value: Expression
    comments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Object(SyntaxNode):
    """An object; `after` are lines of comment below its last property."""

    members: tuple[Member, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item(SyntaxNode):
    """An element of an array, with the lines of comment above it."""

    value: Expression
    comments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Array(SyntaxNode):
    """An array; `after` are lines of comment below its last element."""

    items: tuple[Item, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lambda(SyntaxNode):
    """`(names) => body`."""

    names: tuple[str, ...]
    body: Expression


@dataclass(frozen=True, slots=True)
class If(SyntaxNode):
    """`if (condition) body`: what a conditional resource or module has for a body."""

    condition: Expression
    body: Object


@dataclass(frozen=True, slots=True)
class For(SyntaxNode):
    """`[for item in over: body]`, or `[for (item, index) in over: body]`."""

    item: str
    over: Expression
    body: Expression
    index: str = ""


Expression: TypeAlias = (
    Symbol | String | Integer | Word | FunctionCall | Get | At | NonNull | FromEnd | Grouped | Unary
    | Binary | Ternary | Object | Array | Lambda | If | For
)  # fmt: skip


def nodes_in(tree: Any) -> Iterator[Any]:
    """Yield the nodes of a part of a tree, in no order."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (tuple, list)):
            waiting += [item for item in node if not isinstance(item, str)]
            continue
        yield node
        for name in _HOLDING.get(type(node)) or _holding(type(node)):
            part = getattr(node, name)
            if part and not isinstance(part, (str, int)):
                waiting.append(part)


_HOLDING: dict[type, tuple[str, ...]] = {}


def _holding(kind: type) -> tuple[str, ...]:
    """Return the members of a kind of node that can hold others; mere words and flags cannot."""
    members: tuple[str, ...] = getattr(kind, "__slots__", ())
    plain = {"str", "bool", "int", "tuple[str, ...]"}
    hints = getattr(kind, "__annotations__", {})
    _HOLDING[kind] = tuple(name for name in members if hints.get(name) not in plain)
    return _HOLDING[kind]


def names_in(tree: Any) -> Iterator[str]:
    """Iterate over the names that stand in a part of a tree."""
    return (node.name for node in nodes_in(tree) if isinstance(node, Symbol))
