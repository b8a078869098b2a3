"""The statements of a Bicep file as a tree, with their types and decorators."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from generator.bicep.syntax import At, Get, Integer, String, Symbol, SyntaxNode, Word
from generator.lazy import dataclass

if TYPE_CHECKING:
    from generator.bicep.syntax import Expression


@dataclass(frozen=True, slots=True)
class ArrayType(SyntaxNode):
    """`item[]`."""

    item: Type


@dataclass(frozen=True, slots=True)
class Nullable(SyntaxNode):
    """`type?`."""

    type: Type


@dataclass(frozen=True, slots=True)
class NonNullable(SyntaxNode):
    """`type!`."""

    type: Type


@dataclass(frozen=True, slots=True)
class Union(SyntaxNode):
    """`one | other`: literals mostly."""

    options: tuple[Type, ...]


@dataclass(frozen=True, slots=True)
class TypeProperty(SyntaxNode):
    """A property of an object type; the name `*` stands for all others."""

    name: str
    type: Type
    decorators: tuple[Decorator, ...] = ()


@dataclass(frozen=True, slots=True)
class ObjectType(SyntaxNode):
    """`{ name: type … }`."""

    properties: tuple[TypeProperty, ...] = ()


@dataclass(frozen=True, slots=True)
class TypeItem(SyntaxNode):
    """An element of a tuple type."""

    type: Type
    decorators: tuple[Decorator, ...] = ()


@dataclass(frozen=True, slots=True)
class TupleType(SyntaxNode):
    """`[ type … ]`: an array with a type for each of its elements."""

    items: tuple[TypeItem, ...] = ()


Type: TypeAlias = (
    Symbol
    | String
    | Integer
    | Word
    | Get
    | At
    | ArrayType
    | Nullable
    | NonNullable
    | Union
    | ObjectType
    | TupleType
)
"""A type: a name, a literal, a property (Get) or the items (At `*`) of a type, and so on."""


@dataclass(frozen=True, slots=True)
class Decorator(SyntaxNode):
    """`@name(arguments)`."""

    name: str
    arguments: tuple[Expression, ...] = ()


@dataclass(frozen=True, slots=True)
class TargetScope(SyntaxNode):
    """`targetScope = 'scope'`."""

    scope: str


@dataclass(frozen=True, slots=True)
class Using(SyntaxNode):
    """`using 'path'`, with which a parameter file begins."""

    path: str


@dataclass(frozen=True, slots=True)
class Metadata(SyntaxNode):
    """`metadata name = value`."""

    name: str
    value: Expression


@dataclass(frozen=True, slots=True)
class TypeDeclaration(SyntaxNode):
    """`type name = type`."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class Param(SyntaxNode):
    """`param name type = value`; in a parameter file without the type."""

    name: str
    type: Type | None = None
    value: Expression | None = None


@dataclass(frozen=True, slots=True)
class Var(SyntaxNode):
    """`var name = value`."""

    name: str
    value: Expression


@dataclass(frozen=True, slots=True)
class Func(SyntaxNode):
    """`func name(parameter type, …) type => body`."""

    name: str
    parameters: tuple[tuple[str, Type], ...]
    type: Type
    body: Expression


@dataclass(frozen=True, slots=True)
class Resource(SyntaxNode):
    """`resource symbol 'type@version' = body`, or `existing =`; the body is Object, If or For."""

    symbol: str
    type: str
    body: Expression
    existing: bool = False


@dataclass(frozen=True, slots=True)
class Module(SyntaxNode):
    """`module symbol 'path' = body`."""

    symbol: str
    path: str
    body: Expression


@dataclass(frozen=True, slots=True)
class Output(SyntaxNode):
    """`output name type = value`."""

    name: str
    type: Type
    value: Expression


Declaration: TypeAlias = (
    TargetScope
    | Using
    | Metadata
    | TypeDeclaration
    | Param
    | Var
    | Func
    | Resource
    | Module
    | Output
)


@dataclass(frozen=True, slots=True)
class Statement(SyntaxNode):
    """A declaration with its decorators, and the lines of comment above it."""

    declaration: Declaration
    decorators: tuple[Decorator, ...] = ()
    comments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Program(SyntaxNode):
    """A Bicep file; `after` are lines of comment at its end.

    A file that is no Bicep has a `text` in place of its statements: that is printed as it stands.
    """

    statements: tuple[Statement, ...] = ()
    after: tuple[str, ...] = ()
    text: str = ""
