"""A reader of Bicep for the tests: text to the tree of `generator.bicep`, strictly.

It is written from the grammar of the language, for the part of it that the tree can say, and takes
nothing else: one statement, property or element a line (or commas on one line), brackets that
match, no name that is a word of the language.
"""

from __future__ import annotations

import re

from generator.bicep import statements
from generator.bicep import syntax as s

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
NUMBER = re.compile(r"[0-9]+")
COMMENT = re.compile(r"//([^\n]*)")
DIRECTIVE = re.compile(r"(#disable-next-line [^\n]*)")
LAMBDA = re.compile(r"(?:([A-Za-z_]\w*)|\(([A-Za-z_]\w*(?:, [A-Za-z_]\w*)*)\)) =>")
LOOP = re.compile(r"\[(?:\n *)?for ")
BREAK = re.compile(r" |\n *")
BEFORE_TYPE = re.compile(r" |(?=\n *\| )")
OPTION = re.compile(r"(?: |\n *)\| ")
ESCAPES = {"\\": "\\", "'": "'", "n": "\n", "r": "\r", "t": "\t", "$": "$"}
OPERATORS = (
    ("??",), ("||",), ("&&",), ("==", "!=", "=~", "!~"), ("<=", ">=", "<", ">"), ("+", "-"),
    ("*", "/", "%"),
)  # fmt: skip
WORDS = {"true", "false", "null"}


class BicepError(Exception):
    """A text is no Bicep that we print: why, and where."""

    def __init__(self, message, line, column):
        super().__init__(f"{line}:{column}: {message}")


def read(text):
    """Read a file."""
    return Reader(text).program()


class Reader:
    def __init__(self, text):
        self.text = text
        self.at = 0

    # what stands where

    def fail(self, message):
        before = self.text[: self.at]
        line = before.count("\n") + 1
        raise BicepError(message, line, self.at - before.rfind("\n"))

    def peek(self, word):
        return self.text.startswith(word, self.at)

    def take(self, word):
        if not self.peek(word):
            return False
        self.at += len(word)
        return True

    def need(self, word):
        if not self.take(word):
            self.fail(f"expected {word!r}, found {self.text[self.at : self.at + 12]!r}")

    def match(self, pattern):
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found

    def name(self):
        found = self.match(NAME)
        if not found:
            self.fail("expected a name")
        return found[0]

    def blanks(self):
        while self.text[self.at : self.at + 1] == " ":
            self.at += 1

    def lines(self):
        """Skip blanks and line ends; give the comments between them."""
        comments = []
        while self.at < len(self.text):
            if self.text[self.at] in " \n":
                self.at += 1
            elif found := self.match(COMMENT):
                comments.append(found[1].removeprefix(" "))
            elif found := self.match(DIRECTIVE):
                comments.append(s.Directive(found[1]))
            else:
                break
        return tuple(comments)

    def need_break(self):
        if not self.match(BREAK):
            self.fail("expected a blank or the end of the line")

    def end_of_line(self):
        self.blanks()
        if self.at < len(self.text):
            self.need("\n")

    # statements

    def program(self):
        found = []
        while True:
            comments = self.lines()
            if self.at == len(self.text):
                return statements.Program(tuple(found), comments)
            decorators = self.decorators()
            declaration = self.declaration()
            self.end_of_line()
            found.append(statements.Statement(declaration, decorators, comments))

    def decorators(self):
        found = []
        while self.take("@"):
            name = self.name()
            if self.take("."):
                name = f"{name}.{self.name()}"
            self.need("(")
            arguments = self.arguments()
            found.append(statements.Decorator(name, arguments))
            self.end_of_line()
            self.blanks()
        return tuple(found)

    def declaration(self):
        keyword = self.name()
        read = getattr(self, f"_{keyword}", None)
        if keyword not in KEYWORDS or read is None:
            self.fail(f"'{keyword}' begins no statement")
        self.blanks()
        return read()

    def value(self):
        self.need(" = ")
        return self.expression()

    def _targetScope(self):  # noqa: N802 - the keyword
        self.at -= 1
        return statements.TargetScope(plain(self.value()))

    def _using(self):
        return statements.Using(plain(self.expression()))

    def _metadata(self):
        return statements.Metadata(self.name(), self.value())

    def _type(self):
        name = self.name()
        self.need(" =")
        return statements.TypeDeclaration(name, self.type_behind())

    def _param(self):
        name = self.name()
        kind = None
        if not self.peek(" ="):
            kind = self.type_behind()
        return statements.Param(name, kind, self.value() if self.peek(" = ") else None)

    def _var(self):
        return statements.Var(self.name(), self.value())

    def _func(self):
        name = self.name()
        self.need("(")
        parameters = []
        self.lines()
        while not self.take(")"):
            if parameters:
                self.need(",")
                self.need_break()
            own = self.name()
            parameters.append((own, self.type_behind()))
            self.lines()
        kind = self.type_behind()
        self.need(" =>")
        self.need_break()
        return statements.Func(name, tuple(parameters), kind, self.expression())

    def _resource(self):
        symbol = self.name()
        self.need(" ")
        kind = plain(self.expression())
        existing = self.take(" existing")
        self.need(" = ")
        return statements.Resource(symbol, kind, self.body(), existing)

    def _module(self):
        symbol = self.name()
        self.need(" ")
        path = plain(self.expression())
        self.need(" = ")
        return statements.Module(symbol, path, self.body())

    def _output(self):
        name = self.name()
        return statements.Output(name, self.type_behind(), self.value())

    def body(self):
        if LOOP.match(self.text, self.at):
            return self.loop(body=True)
        if self.peek("if "):
            return self.conditional()
        return self.object()

    def conditional(self):
        self.need("if (")
        condition = self.expression()
        self.need(") ")
        return s.If(condition, self.object())

    # expressions

    def expression(self):
        if found := LAMBDA.match(self.text, self.at):
            self.at = found.end()
            self.need_break()
            names = (found[1],) if found[1] else tuple(found[2].split(", "))
            return s.Lambda(names, self.expression())
        condition = self.binary(0)
        if not self.over("?"):
            return condition
        yes = self.expression()
        if not self.over(":"):
            self.fail("expected ':'")
        return s.Ternary(condition, yes, self.expression())

    def over(self, sign):
        """Take a sign of a ternary, with a blank or a line end before it."""
        found = re.compile(rf"(?: |\n *){re.escape(sign)} ").match(self.text, self.at)
        if found:
            self.at = found.end()
        return bool(found)

    def binary(self, level):
        if level == len(OPERATORS):
            return self.unary()
        left = self.binary(level + 1)
        while True:
            operator = next((o for o in OPERATORS[level] if self.peek(f" {o} ")), None)
            if operator is None:
                return left
            self.at += len(operator) + 2
            left = s.Binary(operator, left, self.binary(level + 1))

    def unary(self):
        if self.take("!"):
            return s.Unary("!", self.unary())
        if self.take("-"):
            operand = self.unary()
            if isinstance(operand, s.Integer):
                return s.Integer(-operand.value)
            return s.Unary("-", operand)
        return self.postfix(self.primary())

    def postfix(self, base):
        while True:
            if self.peek(".?") or (self.peek(".") and not self.peek("..")):
                safe = self.take(".?") or not self.take(".")
                name = self.name()
                base = (
                    s.FunctionCall(name, self.arguments(), base)
                    if self.take("(")
                    else s.Get(base, name, safe)
                )
            elif self.peek("["):
                safe = self.take("[?") or not self.take("[")
                counted = self.take("^")
                index = self.expression()
                base = s.At(base, s.FromEnd(index) if counted else index, safe)
                self.need("]")
            elif self.peek("!") and not self.peek("!=") and not self.peek("!~"):
                self.take("!")
                base = s.NonNull(base)
            else:
                return base

    def primary(self):
        if self.peek("'"):
            return self.string()
        if self.peek("{"):
            return self.object()
        if LOOP.match(self.text, self.at):
            return self.loop()
        if self.peek("["):
            return self.array()
        if self.take("("):
            inner = self.expression()
            self.need(")")
            # Brackets around what may be missing end the chain; all others are for reading alone.
            chained = is_optional(inner) and (self.peek(".") or self.peek("["))
            return s.Grouped(inner) if chained else inner
        if found := self.match(NUMBER):
            return s.Integer(int(found[0]))
        name = self.name()
        if name in WORDS:
            return s.Word(name)
        return s.FunctionCall(name, self.arguments()) if self.take("(") else s.Symbol(name)

    def arguments(self):
        found = []
        self.lines()
        while not self.take(")"):
            if found:
                self.need(",")
                if not self.lines() and self.text[self.at - 1] not in " \n":
                    self.fail("expected a blank after the comma")
            found.append(self.expression())
            self.lines()
        return tuple(found)

    def loop(self, *, body=False):
        self.match(LOOP)
        index = ""
        if self.take("("):
            item = self.name()
            self.need(", ")
            index = self.name()
            self.need(")")
        else:
            item = self.name()
        self.need(" in ")
        over = self.expression()
        self.need(": ")
        inner = self.body() if body or self.peek("if ") else self.expression()
        self.lines()
        self.need("]")
        return s.For(item, over, inner, index)

    def holder(self, closing, read):
        """Read what stands in brackets: an element a line, or with commas on one line."""
        found = []
        one_line = None
        while True:
            before = self.at
            comments = self.lines()
            new_line = "\n" in self.text[before : self.at]
            if self.take(closing):
                return tuple(found), comments
            if found and not new_line:
                self.fail("two on one line")
            one_line = not new_line if one_line is None else one_line
            found.append(read(comments))
            self.blanks()
            if self.take(","):
                if not one_line:
                    self.fail("a comma at the end of a line")
                found_on_line = self.rest_of_line(closing, read)
                return (*found, *found_on_line), ()

    def rest_of_line(self, closing, read):
        found = []
        while True:
            self.blanks()
            found.append(read(()))
            self.blanks()
            if self.take(closing):
                return found
            self.need(",")

    def object(self):
        self.need("{")
        members, after = self.holder("}", self.member)
        return s.Object(members, after)

    def member(self, comments):
        key = self.string() if self.peek("'") else self.name()
        if isinstance(key, s.String) and all(isinstance(part, str) for part in key.parts):
            key = "".join(key.parts)
        self.need(": ")
        return s.Member(key, self.expression(), comments)

    def array(self):
        self.need("[")
        items, after = self.holder("]", lambda comments: s.Item(self.expression(), comments))
        return s.Array(items, after)

    def string(self):
        if self.take("'''\n"):
            end = self.text.find("'''", self.at)
            text, self.at = self.text[self.at : end], end + 3
            return s.String((text,))
        self.need("'")
        parts = [""]
        while not self.take("'"):
            sign = self.text[self.at : self.at + 1]
            if sign in {"", "\n"}:
                self.fail("a text ends on its line")
            if self.take("${"):
                parts += [self.expression(), ""]
                self.need("}")
            elif self.take("\\"):
                parts[-1] += self.escape()
            else:
                parts[-1] += sign
                self.at += 1
        return s.String(tuple(part for part in parts if part != ""))

    def escape(self):
        if self.take("u{"):
            end = self.text.index("}", self.at)
            code, self.at = self.text[self.at : end], end + 1
            return chr(int(code, 16))
        sign = self.text[self.at]
        if sign not in ESCAPES:
            self.fail("unknown escape")
        self.at += 1
        return ESCAPES[sign]

    # types

    def type(self):
        self.match(OPTION)
        options = [self.one_type()]
        while self.match(OPTION):
            options.append(self.one_type())
        return options[0] if len(options) == 1 else statements.Union(tuple(options))

    def type_behind(self):
        """Read a type that follows on the line, or over the next ones if it is a choice."""
        if not self.match(BEFORE_TYPE):
            self.fail("expected a type")
        return self.type()

    def one_type(self):
        kind = self.plain_type()
        while True:
            if self.take("[]"):
                kind = statements.ArrayType(kind)
            elif self.take("[*]"):
                kind = s.At(kind, s.Symbol("*"))
            elif self.take("["):
                kind = s.At(kind, self.expression())
                self.need("]")
            elif self.take("!"):
                kind = statements.NonNullable(kind)
            elif self.take("?"):
                kind = statements.Nullable(kind)
            elif self.take("."):
                kind = s.Get(kind, "*" if self.take("*") else self.name())
            else:
                return kind

    def plain_type(self):
        if self.take("("):
            kind = self.type()
            self.need(")")
            return kind
        if self.take("{"):
            properties, _ = self.holder("}", self.type_property)
            return statements.ObjectType(properties)
        if self.peek("[") and not self.peek("[]"):
            self.need("[")
            items, _ = self.holder("]", lambda _: self.type_item())
            return statements.TupleType(items)
        if self.peek("'"):
            return self.string()
        if self.peek("-") or NUMBER.match(self.text, self.at):
            return self.unary()
        name = self.name()
        return s.Word(name) if name in WORDS else s.Symbol(name)

    def type_property(self, _):
        decorators = self.decorators()
        name = "*" if self.take("*") else self.member_name()
        self.need(": ")
        return statements.TypeProperty(name, self.type(), decorators)

    def member_name(self):
        return plain(self.string()) if self.peek("'") else self.name()

    def type_item(self):
        decorators = self.decorators()
        return statements.TypeItem(self.type(), decorators)


KEYWORDS = {
    "targetScope", "using", "metadata", "type", "param", "var", "func", "resource", "module",
    "output",
}  # fmt: skip


def is_optional(value):
    """Whether a value is asked for by way of something that may be missing."""
    while isinstance(value, (s.Get, s.At)):
        if value.safe:
            return True
        value = value.base
    return False


def plain(value):
    """Return the text of a literal."""
    if not isinstance(value, s.String) or not all(isinstance(p, str) for p in value.parts):
        raise BicepError("expected a text without values in it", 0, 0)
    return "".join(value.parts)
