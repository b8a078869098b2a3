"""Reading template expressions, with the place and the cause where one is malformed."""

from __future__ import annotations

import re

from generator.language.expressions.tree import (
    Call,
    Expression,
    ExpressionError,
    Index,
    Number,
    Property,
    Text,
)
from generator.lazy import dataclass, field, regex

DEEPEST = 1000
"""How many calls and indexes may stand in each other; real expressions stay far below."""

_WORD, _TEXT, _NUMBER, _SIGN, _OTHER = range(1, 6)
_TOKEN = regex(
    r"\s*+(?:((?:[^\W0-9]|\$)(?:\w|\$)*+)|('[^']*+(?:''[^']*+)*+')"
    r"|([-+]?[0-9]++(?:\.[0-9]*+)?(?:[eE][-+]?[0-9]*+)?)|([\[\]().,])|(.))?+",
    re.DOTALL,
)
_SIMPLE = regex(r"\[([A-Za-z]+)\('([^']*)'\)\]")
"""What most expressions are: parameters('name') or variables('name')."""
_SHORT = 100
_END = 0
_NAMES = {_WORD: "name", _TEXT: "string", _NUMBER: "number"}
"""What a message calls a token: the token itself may be a secret that lost its quotes."""

_OPERATORS = {
    "+": "add",
    "-": "sub",
    "*": "mul",
    "/": "div",
    "%": "mod",
    "=": "equals",
    "!": "not",
    "<": "less",
    ">": "greater",
    "&": "and",
    "|": "or",
    "?": "if",
}

_Token = tuple[int, str, int, int]
"""Kind, text, start and end."""


def parse(text: str, deepest: int = DEEPEST) -> Expression:
    """Return the tree of an expression that stands in its brackets, with offsets in `text`.

    Raises ExpressionError where it does not follow the grammar, or is nested deeper than `deepest`.
    """
    if len(text) < 2 or text[0] != "[" or text[-1] != "]":
        raise ExpressionError("an expression is enclosed in [ and ]", 0)
    simple = _SIMPLE.fullmatch(text) if len(text) < _SHORT else None
    if simple is not None:
        argument = Text(simple[2], simple.start(2) - 1, simple.end(2) + 1)
        return Call(simple[1], (argument,), "", 1, len(text) - 1)
    return _Parser(text, deepest).parse()


@dataclass(slots=True)
class _Opened:
    """A call, or an index (then with a base), whose bracket is open; `at` is the bracket."""

    at: int
    start: int
    base: Expression | None = None
    name: str = ""
    namespace: str = ""
    arguments: list[Expression] = field(default_factory=list)


class _Parser:
    """Reads tokens one by one, with a stack of its own: a text cannot exhaust that of Python."""

    __slots__ = ("_at", "_deepest", "_opened", "_tokens")

    def __init__(self, text: str, deepest: int) -> None:
        self._deepest = deepest
        self._tokens = _tokens(text)
        self._at = 0
        self._opened: list[_Opened] = []

    def parse(self) -> Expression:
        """Read the whole expression."""
        while True:
            node = self._operand()
            while node is not None:
                _, sign, _, end = self._tokens[self._at]
                if sign in {".", "["} and isinstance(node, (Text, Number)):
                    raise self._no_member(node)
                if sign == ".":
                    node = self._property(node)
                elif sign == "[":
                    self._open(_Opened(end - 1, node.start, node))
                    node = None
                elif not self._opened:
                    return self._finished(node)
                else:
                    node = self._after(node, self._opened[-1])

    def _operand(self) -> Expression | None:
        """Read a text, a number or a call without arguments; None where a call was opened."""
        kind, word, start, end = self._tokens[self._at]
        if kind == _WORD:
            return self._call(word, start)
        if kind not in (_TEXT, _NUMBER):
            raise self._no_operand()
        self._at += 1
        if kind == _TEXT:
            return Text(word[1:-1].replace("''", "'"), start, end)
        return _number(word, start, end)

    def _call(self, name: str, start: int) -> Expression | None:
        namespace = ""
        following = self._tokens[self._at + 1]
        if following[1] == "." and self._tokens[self._at + 2][0] == _WORD:
            namespace, name = name, self._tokens[self._at + 2][1]
            self._at += 2
            following = self._tokens[self._at + 1]
        if following[1] != "(":
            full = f"{namespace}.{name}" if namespace else name
            known = full.lower() in {"true", "false", "null"}
            hint = f"; write {full.lower()}()" if known else "; strings are in single quotes"
            raise ExpressionError(f"a name must be followed by ( and arguments{hint}", start)
        self._at += 1
        call = _Opened(following[2], start, None, name, namespace)
        _, sign, _, end = self._tokens[self._at + 1]
        if sign == ")":
            self._at += 2
            return Call(name, (), namespace, start, end)
        self._open(call)
        return None

    def _open(self, opened: _Opened) -> None:
        if len(self._opened) >= self._deepest:
            message = f"nested deeper than {self._deepest} levels; move a part into a variable"
            raise ExpressionError(message, opened.at)
        self._opened.append(opened)
        self._at += 1

    def _property(self, base: Expression) -> Expression:
        kind, name, _, end = self._tokens[self._at + 1]
        if kind != _WORD:
            point = self._tokens[self._at][2]
            message = "the name of a property must follow this point"
            raise ExpressionError(message, point)
        self._at += 2
        return Property(base, name, base.start, end)

    def _after(self, node: Expression, opened: _Opened) -> Expression | None:
        """Continue after an argument or an index; None where another argument follows."""
        _, sign, _, end = self._tokens[self._at]
        if opened.base is not None and sign == "]":
            node = Index(opened.base, node, opened.start, end)
        elif opened.base is None and sign in {",", ")"}:
            opened.arguments.append(node)
            if sign == ",":
                self._at += 1
                return None
            arguments = tuple(opened.arguments)
            node = Call(opened.name, arguments, opened.namespace, opened.start, end)
        else:
            raise self._unexpected(opened)
        self._at += 1
        self._opened.pop()
        return node

    def _finished(self, node: Expression) -> Expression:
        kind, _, start, _ = self._tokens[self._at]
        if kind != _END:
            raise _strange(self._tokens[self._at]) or ExpressionError(
                "text after the end of the expression", start
            )
        return node

    def _no_member(self, node: Text | Number) -> ExpressionError:
        what = "string" if isinstance(node, Text) else "number"
        message = f"a {what} has no properties; only what a function gives can have some"
        return ExpressionError(message, self._tokens[self._at][2])

    def _no_operand(self) -> ExpressionError:
        token = self._tokens[self._at]
        kind, sign, start, _ = token
        strange = _strange(token)
        if strange is not None:
            return strange
        if kind == _END and not self._opened:
            return ExpressionError("an expression is missing between the brackets", 0)
        if kind == _END:
            return _unclosed(self._opened[-1])
        what = "an expression" if not self._opened else "an argument"
        if self._opened and self._opened[-1].base is not None:
            what = "an index"
        return ExpressionError(f"{what} is missing before this {sign}", start)

    def _unexpected(self, opened: _Opened) -> ExpressionError:
        token = self._tokens[self._at]
        kind, sign, start, _ = token
        strange = _strange(token)
        if strange is not None:
            return strange
        if kind == _END:
            return _unclosed(opened)
        wanted = "',' or ')'" if opened.base is None else "']'"
        return ExpressionError(f"expected {wanted} before this {_NAMES.get(kind, sign)}", start)


def _number(digits: str, start: int, end: int) -> Number:
    if set(digits) & set(".eE"):
        message = f"there are no fractions in expressions; write json('{digits}')"
        raise ExpressionError(message, start)
    if len(digits) > 4000 or not -(2**63) <= int(digits) < 2**63:
        message = "the number does not fit into 64 bits; as a value, json() can give it"
        raise ExpressionError(message, start)
    return Number(digits.removeprefix("+"), start, end)


def _tokens(text: str) -> list[_Token]:
    """Split what stands in the brackets; ends follow, so that looking ahead needs no care."""
    found = [
        (kind, match[kind], match.start(kind), match.end())
        for match in _TOKEN.finditer(text, 1, len(text) - 1)
        if (kind := match.lastindex) is not None
    ]
    if not text.isascii():
        found = [_of_letters(token) for token in found]
    found += [(_END, "", len(text) - 1, len(text))] * 3
    return found


def _of_letters(token: _Token) -> _Token:
    """Return a token; a word with a sign that is no letter of 16 bits becomes that strange sign."""
    kind, word, start, _ = token
    if kind == _WORD and not word.isascii():
        for at, sign in enumerate(word):
            if not (sign in "_$" or sign.isalpha() or sign.isdecimal()) or sign > "\uffff":
                return _OTHER, sign, start + at, start + at + 1
    return token


def _strange(token: _Token) -> ExpressionError | None:
    """Explain a character that no token starts with."""
    kind, sign, start, _ = token
    if kind != _OTHER:
        return None
    if sign == "'":
        return ExpressionError("this string is not closed; add the closing '", start)
    if sign in '"\u2018\u2019\u201c\u201d`':
        return ExpressionError("strings in an expression are in straight single quotes", start)
    if sign in _OPERATORS:
        message = f"there is no operator {sign}; use a function such as {_OPERATORS[sign]}()"
        return ExpressionError(message, start)
    shown = f"'{sign}'" if sign.isprintable() else f"the character U+{ord(sign):04X}"
    return ExpressionError(f"{shown} cannot be in an expression outside a string", start)


def _unclosed(opened: _Opened) -> ExpressionError:
    sign, missing = ("[", "]") if opened.base is not None else ("(", ")")
    return ExpressionError(f"this {sign} is never closed; add {missing}", opened.at)
