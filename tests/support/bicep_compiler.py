"""A compiler of Bicep for the tests: the tree to the template that Bicep would make of it.

It follows the semantics of the language, not the spelling of the real compiler: what comes out is
expanded and compared, resource by resource. What Bicep refuses is refused here too.
"""

from __future__ import annotations

from generator.bicep import statements
from generator.bicep import syntax as s
from generator.bicep.pieces import segments_of
from generator.bicep.texts import Texts
from generator.language.expressions.tree import Call, Index, Number, Property, Text, to_text
from generator.lazy import fields, is_dataclass, replace
from tests.support import arm
from tests.support.bicep_reader import BicepError

BINARY = {
    "+": "add", "-": "sub", "*": "mul", "/": "div", "%": "mod", "<": "less", "<=": "lessOrEquals",
    ">": "greater", ">=": "greaterOrEquals", "&&": "and", "||": "or", "??": "coalesce",
    "==": "equals",
}  # fmt: skip
SIMPLE_TYPES = {"string", "int", "bool", "object", "array"}


def fail(message):
    raise BicepError(message, 0, 0)


def plain(node):
    """Return a tree without `!`, which only silences the compiler."""
    if isinstance(node, s.NonNull):
        return plain(node.base)
    if isinstance(node, statements.NonNullable):
        return plain(node.type)
    if isinstance(node, tuple):
        return tuple(plain(item) for item in node)
    if not is_dataclass(node):
        return node
    return replace(node, **{item.name: plain(getattr(node, item.name)) for item in fields(node)})


def named(program):
    """Return a program whose modules all have a name; the compiler makes one up from the symbol."""
    return replace(program, statements=tuple(map(named_module, program.statements)))


def named_module(statement):
    own = statement.declaration
    if not isinstance(own, statements.Module):
        return statement
    body, turn, around = own.body, (), []
    while not isinstance(body, s.Object):
        around.append(body)
        turn = ("-", s.Symbol(body.index or body.item)) if isinstance(body, s.For) else turn
        body = body.body
    if any(member.key == "name" for member in body.members):
        return statement
    name = s.Member("name", s.String((own.symbol, *turn)))
    body = replace(body, members=(name, *body.members))
    for outer in reversed(around):
        body = replace(outer, body=body)
    return replace(statement, declaration=replace(own, body=body))


def call(name, *arguments):
    return Call(name, tuple(arguments))


class Compiler:
    """Compiles one file; `files` are those of its modules, by the path it names them with."""

    def __init__(self, program, files):
        self.program, self.files = named(plain(program)), files
        self.names = {}
        for statement in self.program.statements:
            own = statement.declaration
            symbol = getattr(own, "symbol", None) or getattr(own, "name", None)
            if symbol and not isinstance(own, (statements.Output, statements.Metadata)):
                if symbol in self.names:
                    fail(f"{symbol} is declared twice")
                self.names[symbol] = own
        self.loops, self.lambdas, self.owner = [], [], ""
        self.waits = []

    def template(self):  # noqa: C901 - one branch for each kind of statement
        target = "resourceGroup"
        result = {"contentVersion": "1.0.0.0", "languageVersion": "2.0"}
        sections = {"parameters": {}, "variables": {}, "resources": {}, "outputs": {}}
        functions, definitions = {}, {}
        for statement in self.program.statements:
            own = statement.declaration
            if isinstance(own, statements.TargetScope):
                target = own.scope
            elif isinstance(own, statements.Param):
                sections["parameters"][own.name] = self.parameter(statement)
            elif isinstance(own, statements.TypeDeclaration):
                definitions[own.name] = self.declared(own.type, statement.decorators)
            elif isinstance(own, statements.Var):
                self.variable(own, sections["variables"])
            elif isinstance(own, statements.Func):
                functions[own.name] = self.function(own)
            elif isinstance(own, statements.Resource) and not own.existing:
                sections["resources"][own.symbol] = self.resource(statement)
            elif isinstance(own, statements.Module):
                sections["resources"][own.symbol] = self.module(statement)
            elif isinstance(own, statements.Output):
                sections["outputs"][own.name] = self.output(statement)
        schema = arm.LEVELS[target]
        result = {"$schema": schema, **result, **sections}
        if functions:
            result["functions"] = [{"namespace": "__bicep", "members": functions}]
        if definitions:
            result["definitions"] = definitions
        return result

    # declarations

    def parameter(self, statement):
        own = statement.declaration
        declared = self.declared(own.type, statement.decorators)
        if own.value is not None:
            declared["defaultValue"] = self.json(own.value)
        return declared

    def declared(self, kind, decorators):  # noqa: C901 - the same for types
        result = {}
        if isinstance(kind, statements.Nullable):
            result["nullable"], kind = True, kind.type
        if isinstance(kind, s.Symbol) and kind.name not in SIMPLE_TYPES:
            if not isinstance(self.names.get(kind.name), statements.TypeDeclaration):
                fail(f"{kind.name} is no type")
            result["$ref"] = f"#/definitions/{kind.name}"
        elif isinstance(kind, s.Symbol):
            result["type"] = kind.name
        elif isinstance(kind, statements.ArrayType):
            result |= {"type": "array", "items": self.declared(kind.item, ())}
        elif isinstance(kind, statements.ObjectType):
            result["type"] = "object"
            own = {p.name: self.declared(p.type, p.decorators) for p in kind.properties}
            others = own.pop("*", None)
            result["properties"] = own
            if others is not None:
                result["additionalProperties"] = others
        else:
            result["type"] = "object" if isinstance(kind, statements.Union) else "string"
        for decorator in decorators:
            values = [self.json(item) for item in decorator.arguments]
            if decorator.name == "secure":
                result["type"] = {"string": "secureString", "object": "secureObject"}[
                    result["type"]
                ]
            elif decorator.name == "allowed":
                result["allowedValues"] = values[0]
            elif decorator.name in {"minValue", "maxValue", "minLength", "maxLength"}:
                result[decorator.name] = values[0]
        return result

    def variable(self, own, variables):
        self.owner = own.name
        if isinstance(own.value, s.For):
            loop, inside = self.loop_of(own.value, own.name)
            variables.setdefault("copy", []).append(
                {"name": own.name, **loop, "input": inside(lambda: self.json(own.value.body))}
            )
        else:
            variables[own.name] = self.json(own.value)

    def function(self, own):
        outer, self.names = (
            self.names,
            {**self.names, **{n: statements.Param(n) for n, _ in own.parameters}},
        )
        parameters = [{"name": n, **self.declared(kind, ())} for n, kind in own.parameters]
        output = {**self.declared(own.type, ()), "value": self.json(own.body)}
        self.names = outer
        return {"parameters": parameters, "output": output}

    def output(self, statement):
        own = statement.declaration
        self.owner = ""
        declared = self.declared(own.type, statement.decorators)
        declared.pop("nullable", None)
        if isinstance(own.value, s.For):
            loop, inside = self.loop_of(own.value, "")
            declared["copy"] = {**loop, "input": inside(lambda: self.json(own.value.body))}
        else:
            declared["value"] = self.json(own.value)
        return declared

    # resources

    def resource(self, statement):
        own = statement.declaration
        kind, _, version = own.type.partition("@")
        result, body = self.start(own, statement, {"type": kind, "apiVersion": version})
        return self.finish(own, result, body)

    def start(self, own, statement, result):
        """Take the loop and the condition off a body; give what they say, and the rest."""
        self.owner, self.waits = own.symbol, []
        body = own.body
        self.undo = None
        if isinstance(body, s.For):
            loop, _ = self.loop_of(body, own.symbol)
            batch = next((d for d in statement.decorators if d.name == "batchSize"), None)
            if batch:
                loop |= {"mode": "serial", "batchSize": batch.arguments[0].value}
            result["copy"] = {"name": own.symbol, **loop}
            body = body.body
            self.undo = self.enter(own.body, own.symbol)
        if isinstance(body, s.If):
            result["condition"] = self.json(body.condition)
            body = body.body
        return result, body

    def finish(self, own, result, body):  # noqa: C901 - the same for properties
        for member in body.members:
            if member.key == "parent":
                self.expression(member.value)
            elif member.key == "name":
                result["name"] = to_json(self.whole_name(own))
            elif member.key == "scope" and isinstance(own, statements.Resource):
                result["scope"] = to_json(self.scope_id(member.value))
            elif member.key == "dependsOn":
                for item in member.value.items:
                    self.wait(item.value)
            else:
                result[member.key] = self.json(member.value)
        if self.waits:
            result["dependsOn"] = list(dict.fromkeys(self.waits))
        if self.undo:
            self.undo()
        return result

    def module(self, statement):
        own = statement.declaration
        result = {"type": "Microsoft.Resources/deployments", "apiVersion": "2025-04-01"}
        result, body = self.start(own, statement, result)
        members = {member.key: member.value for member in body.members}
        parameters = {}
        given = members.pop("params", s.Object())
        for member in given.members:
            parameters[member.key] = self.argument(member.value)
        scope = members.pop("scope", None)
        properties = {
            "mode": "Incremental",
            "expressionEvaluationOptions": {"scope": "inner"},
            "parameters": parameters,
        }
        if own.path in self.files:
            inner = Compiler(self.files[own.path], below(self.files))
            properties["template"] = inner.template()
        else:
            properties["templateLink"] = {"relativePath": own.path}
        if scope is not None:
            self.place(scope, result)
        rest = s.Object(tuple(m for m in body.members if m.key in {"name", "dependsOn"}))
        result = self.finish(own, result, rest)
        return {**result, "properties": properties}

    def argument(self, value):
        if isinstance(value, s.FunctionCall) and value.name == "getSecret":
            vault = self.id_of(value.of)
            texts = [self.json(item) for item in value.arguments]
            names = dict(zip(("secretName", "secretVersion"), texts, strict=False))
            return {"reference": {"keyVault": {"id": to_json(vault)}, **names}}
        return {"value": self.json(value)}

    def place(self, scope, result):
        values = [self.json(item) for item in scope.arguments]
        if scope.name == "resourceGroup":
            names = ("resourceGroup",) if len(values) == 1 else ("subscriptionId", "resourceGroup")
            result |= dict(zip(names, values, strict=True))
        elif scope.name == "subscription":
            result |= dict(zip(("subscriptionId",), values, strict=False))
        elif scope.name == "managementGroup":
            before = Text("Microsoft.Management/managementGroups/")
            result["scope"] = to_json(
                call("concat", before, *map(self.expression, scope.arguments))
            )
        else:
            result["scope"] = "/"

    def body_of(self, symbol):
        own = self.names.get(symbol)
        if not isinstance(own, (statements.Resource, statements.Module)):
            fail(f"{symbol} is no resource")
        body, loop = own.body, None
        if isinstance(body, s.For):
            body, loop = body.body, body
        if isinstance(body, s.If):
            body = body.body
        return own, {member.key: member.value for member in body.members}, loop

    def names_of(self, symbol, index=None):
        """Return the segments of the name of a resource, each an expression."""
        _, members, loop = self.body_of(symbol)
        undo = self.enter(loop, symbol, index) if loop is not None else None
        parent = members.get("parent")
        before = []
        if parent is not None:
            base, at = self.symbol_of(parent)
            before = self.names_of(base, at)
        result = [*before, self.expression(members["name"])]
        if undo:
            undo()
        return result

    def whole_name(self, own):
        _, members, _ = self.body_of(own.symbol)
        parent = members.get("parent")
        last = self.expression(members["name"])
        if parent is None:
            return last
        base, at = self.symbol_of(parent)
        names = [*self.names_of(base, at), last]
        rest = (piece for name in names[1:] for piece in (Text("/"), name))
        return call("concat", names[0], *rest)

    def symbol_of(self, value):
        if isinstance(value, s.At):
            ready = isinstance(value.index, (Call, Index, Number, Property, Text))
            return value.base.name, value.index if ready else self.expression(value.index)
        return value.name, None

    def id_of(self, value):
        symbol, index = self.symbol_of(value)
        own, members, _ = self.body_of(symbol)
        kind = (
            own.type.partition("@")[0]
            if isinstance(own, statements.Resource)
            else "Microsoft.Resources/deployments"
        )
        names = self.names_of(symbol, index)
        if len(names) != kind.count("/"):
            pieces = [piece for name in names for piece in ("/", *Texts().pieces(name))]
            names = [joined(item) for item in segments_of(tuple(pieces))[1:]]
        root = members
        while "parent" in root:
            _, root, _ = self.body_of(self.symbol_of(root["parent"])[0])
        scope = root.get("scope")
        if isinstance(scope, s.FunctionCall):
            before = [self.expression(item) for item in scope.arguments]
            return call("resourceId", *before, Text(kind), *names)
        if scope is not None:
            return call("extensionResourceId", self.id_of(scope), Text(kind), *names)
        return call("resourceId", Text(kind), *names)

    def scope_id(self, value):
        if isinstance(value, s.FunctionCall):
            return Text("/")
        self.depend(self.symbol_of(value)[0], self.symbol_of(value)[1])
        return self.id_of(value)

    def depend(self, symbol, index=None):
        own = self.names[symbol]
        if symbol == self.owner:
            fail(f"{symbol} refers to itself")
        if isinstance(own, statements.Var):
            for name in self.symbols_in(own.value, set()):
                self.depend(name)
            return
        if isinstance(own, statements.Resource) and own.existing:
            _, members, _ = self.body_of(symbol)
            if "parent" in members:
                self.depend(self.symbol_of(members["parent"])[0])
            for item in members["dependsOn"].items if "dependsOn" in members else ():
                self.depend(
                    item.value.base.name if isinstance(item.value, s.At) else item.value.name
                )
            return
        if index is None:
            self.waits.append(symbol)
        else:
            own_index = s.At(s.Symbol(symbol), index)
            self.waits.append(to_json(self.id_of(own_index)))

    def symbols_in(self, value, seen):
        """Yield the resources that a value leads to, through variables."""
        for name in s.names_in(value):
            own = self.names.get(name)
            if isinstance(own, statements.Var) and name not in seen:
                seen.add(name)
                yield from self.symbols_in(own.value, seen)
            elif isinstance(own, (statements.Resource, statements.Module)):
                yield name

    def wait(self, value):
        symbol, index = self.symbol_of(value)
        self.body_of(symbol)
        self.depend(symbol, index)

    # loops

    def loop_of(self, loop, name):
        over = self.expression(loop.over)
        ranged = isinstance(over, Call) and over.name == "range" and not loop.index
        count = over.arguments[1] if ranged else call("length", over)
        result = {"count": int(count.digits) if isinstance(count, Number) else to_json(count)}

        def inside(make):
            undo = self.enter(loop, name)
            made = make()
            undo()
            return made

        return result, inside

    def enter(self, loop, name, index=None):
        """Return the variables of a loop a meaning; gives what takes it away again."""
        if index is None:
            index = call("copyIndex", *([Text(name)] if name else []))
        over = self.expression(loop.over)
        ranged = isinstance(over, Call) and over.name == "range"
        item = index if ranged else Index(over, index)
        self.loops.append((name, {loop.item: item, **({loop.index: index} if loop.index else {})}))
        return self.loops.pop

    # expressions

    def json(self, value):  # noqa: C901 - the same for values
        """Return a value as JSON, with expressions in brackets."""
        if isinstance(value, s.Object):
            result = {}
            loops = []
            for member in value.members:
                key = member.key
                if isinstance(key, s.String):
                    key = to_json(self.expression(key))
                elif key.startswith("[") and key.endswith("]"):
                    key = f"[{key}"
                if isinstance(member.value, s.For):
                    loop, inside = self.loop_of(member.value, key)
                    body = member.value.body
                    loops.append(
                        {"name": key, **loop, "input": inside(lambda b=body: self.json(b))}
                    )
                else:
                    result[key] = self.json(member.value)
            return {**result, **({"copy": loops} if loops else {})}
        if isinstance(value, s.Array):
            return [self.json(item.value) for item in value.items]
        if isinstance(value, s.Integer):
            return value.value
        if isinstance(value, s.Word):
            return {"true": True, "false": False, "null": None}[value.word]
        if isinstance(value, s.For):
            fail("a loop stands where none may")
        if isinstance(value, s.FunctionCall) and value.name == "any":
            return self.json(value.arguments[0])
        return to_json(self.expression(value))

    def expression(self, value):
        return getattr(self, f"_{type(value).__name__.lower()}")(value)

    def _string(self, value):
        if all(isinstance(part, str) for part in value.parts):
            return Text("".join(value.parts))
        parts = (Text(p) if isinstance(p, str) else self.expression(p) for p in value.parts)
        return call("concat", *parts) if len(value.parts) > 1 else call("string", *parts)

    def _integer(self, value):
        return Number(str(value.value))

    def _word(self, value):
        return call(value.word)

    def _symbol(self, value):
        name = value.name
        for names in (*reversed(self.lambdas),):
            if name in names:
                return call("lambdaVariables", Text(name))
        for _, names in reversed(self.loops):
            if name in names:
                return names[name]
        own = self.names.get(name)
        if isinstance(own, statements.Param):
            return call("parameters", Text(name))
        if isinstance(own, statements.Var):
            self.depend(name)
            return call("variables", Text(name))
        if isinstance(own, (statements.Resource, statements.Module)):
            self.depend(name)
            return call("resourceInfo", Text(name))
        return fail(f"{name} is not declared")

    def _functioncall(self, value):
        if value.name == "any":
            return self.expression(value.arguments[0])
        arguments = [self.expression(item) for item in value.arguments]
        of = value.of
        if of is not None and not (isinstance(of, s.Symbol) and of.name in {"az", "sys"}):
            symbol, index = self.symbol_of(of)
            own, _, _ = self.body_of(symbol)
            self.depend(symbol, index)
            if not arguments:
                arguments = [Text(own.type.partition("@")[2])]
            return call(value.name, self.id_of(of), *arguments)
        if of is None and value.name in self.names:
            if not isinstance(self.names[value.name], statements.Func):
                fail(f"{value.name} is no function")
            return Call(value.name, tuple(arguments), "__bicep")
        return call(value.name, *arguments)

    def _get(self, value):
        if value.safe:
            return call("tryGet", self.expression(value.base), Text(value.name))
        symbol = self.is_symbol(value.base)
        if symbol is not None:
            return self.of_symbol(value.base, symbol, value.name)
        if isinstance(value.base, s.Get) and value.base.name == "outputs":
            module = self.is_symbol(value.base.base)
            if module is not None and isinstance(self.names[module[0]], statements.Module):
                outputs = self.expression(value.base)
                return Property(Property(outputs, value.name), "value")
        return Property(self.expression(value.base), value.name)

    def is_symbol(self, value):
        base = value.base if isinstance(value, s.At) and not value.safe else value
        if isinstance(base, s.Symbol) and isinstance(
            self.names.get(base.name), (statements.Resource, statements.Module)
        ):
            shadowed = any(base.name in names for _, names in self.loops)
            return None if shadowed else self.symbol_of(value)
        return None

    def of_symbol(self, value, symbol, name):
        own, _, loop = self.body_of(symbol[0])
        if loop is not None and symbol[1] is None:
            fail(f"{symbol[0]} is a loop and needs an index")
        self.depend(*symbol)
        if isinstance(own, statements.Module):
            if name == "name":
                return self.names_of(*symbol)[-1]
            return Property(call("reference", self.id_of(value)), name)
        kind, _, version = own.type.partition("@")
        if name == "id":
            return self.id_of(value)
        if name == "name":
            return self.names_of(*symbol)[-1]
        if name in {"type", "apiVersion"}:
            return Text(kind if name == "type" else version)
        if name == "properties":
            return call("reference", self.id_of(value), Text(version))
        return Property(call("reference", self.id_of(value), Text(version), Text("full")), name)

    def _grouped(self, value):
        return self.expression(value.expression)

    def _at(self, value):
        if isinstance(value.index, s.FromEnd):
            name = "tryIndexFromEnd" if value.safe else "indexFromEnd"
            return call(name, self.expression(value.base), self.expression(value.index.index))
        base, index = self.expression(value.base), self.expression(value.index)
        return call("tryGet", base, index) if value.safe else Index(base, index)

    def _unary(self, value):
        operand = self.expression(value.operand)
        return call("not", operand) if value.operator == "!" else call("sub", Number("0"), operand)

    def _binary(self, value):
        left, right = self.expression(value.left), self.expression(value.right)
        if value.operator in {"=~", "!~"}:
            left, right = call("toLower", left), call("toLower", right)
        made = call(BINARY.get(value.operator, "equals"), left, right)
        return call("not", made) if value.operator[0] == "!" else made

    def _ternary(self, value):
        return call("if", *map(self.expression, (value.condition, value.yes, value.no)))

    def _object(self, value):
        parts = []
        for member in value.members:
            key = member.key
            parts.append(Text(key) if isinstance(key, str) else self.expression(key))
            parts.append(self.expression(member.value))
        return call("createObject", *parts)

    def _array(self, value):
        return call("createArray", *(self.expression(item.value) for item in value.items))

    def _lambda(self, value):
        self.lambdas.append(value.names)
        made = call("lambda", *map(Text, value.names), self.expression(value.body))
        self.lambdas.pop()
        return made

    def _for(self, value):
        return fail("a loop stands where none may")

    def _if(self, value):
        return fail("a condition stands where none may")


def joined(segment):
    """Return a segment of a name as one expression."""
    return call("concat", *(Text(piece) if isinstance(piece, str) else piece for piece in segment))


def below(files):
    """Return the files by the paths that a file in their folder names them with."""
    return {path.rpartition("/")[2]: program for path, program in files.items()}


def to_json(expression):
    """Return an expression as a template holds it; a plain text as itself."""
    if isinstance(expression, Text):
        text = expression.value
        return f"[{text}" if text.startswith("[") and text.endswith("]") else text
    return to_text(expression)


def compile_program(program, files):
    """Return the template of a program; `files` are its modules by their paths."""
    return Compiler(program, files).template()
