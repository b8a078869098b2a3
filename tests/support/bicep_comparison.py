"""Whether two templates deploy the same: both are expanded, and compared resource by resource."""

from __future__ import annotations

import json
import re

from generator.bicep.pieces import format_parts, parsed, segments_of, text_in
from generator.bicep.pieces import joined as joined_pieces
from generator.bicep.texts import Texts
from generator.language.documents.source import read_json
from generator.language.expansion.expand import expand
from generator.language.expressions.context import Context, level_of
from generator.language.expressions.parser import parse
from generator.language.expressions.tree import (
    Call,
    ExpressionError,
    Index,
    Number,
    Property,
    Text,
    to_text,
)
from generator.language.template import is_expression

WORD = re.compile(r"[A-Za-z]\w*")
DEPLOYMENT = "microsoft.resources/deployments"
OF_MODULES = {"properties", "location", "apiversion", "tags"}
"""What a deployment is not compared by: what it deploys is compared by itself."""


def expanded(template):
    document = read_json(json.dumps(template), "a.json")
    result = expand(document, {}, Context(level=level_of(template.get("$schema"))))
    return {id(item): item.as_json() for item in result.resources}, result


def with_holders(shown, result):
    """Add to what is deployed by a deployment what that waits for, and to that what it deploys."""
    for deployed in result.deployments:
        holder = holder_of(deployed, shown.values())
        for item in deployed.resources if holder else ():
            if id(item) in shown:
                own = shown[id(item)]
                own["dependsOn"] = [*own.get("dependsOn", []), *holder.get("dependsOn", [])]
                holder.setdefault("deploys", []).append(id_of(own))
    return shown


def holder_of(deployed, resources):
    """Return the deployment that deploys a template; None for the template itself."""
    name = deployed.deployment.context.deployment
    alike = (item for item in resources if item["type"].lower() == DEPLOYMENT)
    return next((item for item in alike if item.get("name") == name), None)


def plain(value):
    """Return a value so that what means the same is the same."""
    if isinstance(value, dict):
        members = {plain(k).lower(): plain(v) for k, v in value.items()}
        return {k: v for k, v in sorted(members.items()) if v is not None}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, float):
        return plain(f"[json('{value}')]")
    if isinstance(value, str) and is_expression(value):
        try:
            return shown(meaning(parse(value)))
        except ExpressionError:
            return value
    if isinstance(value, str) and value.startswith("[["):
        return value[1:]
    return without_case(value)


def without_case(value):
    """Return an id in lower case, as Azure compares it."""
    return value.lower() if isinstance(value, str) and "/providers/" in value.lower() else value


def shown(node):
    return without_case(node.value) if isinstance(node, Text) else to_text(node).lower()


def text(node):
    """Return a text; one that is an expression itself, as in a key that is not known, in its form."""
    return Text(plain(node.value)) if is_expression(node.value) else node


def unnamed(name, arguments):
    """Return the index of a loop without the name of the loop, which Bicep takes from the symbol."""
    return Call(name, tuple(item for item in arguments if isinstance(item, Number)))


def meaning(node):
    """Return an expression in one of the forms that it may have."""
    if isinstance(node, Index):
        base, index = meaning(node.base), meaning(node.index)
        return Property(base, index.value) if isinstance(index, Text) else Index(base, index)
    if isinstance(node, Property):
        base = meaning(node.base)
        full = isinstance(base, Call) and base.name == "reference" and len(base.arguments) > 1
        if full and node.name.lower() == "properties":
            return Call("reference", base.arguments[:1])
        return Property(base, node.name)
    if isinstance(node, Text):
        return text(node)
    if not isinstance(node, Call):
        return node
    name = node.name.lower()
    arguments = tuple(meaning(item) for item in node.arguments)
    return MEANINGS.get(name, same)(name, arguments)


def same(name, arguments):
    if name.startswith("list"):
        return Call(name, (arguments[0], *arguments[2:]))
    return Call(name, arguments)


def reference(name, arguments):
    full = len(arguments) > 2
    return Call(name, (last_name(arguments[0]), *([Text("full")] if full else [])))


def last_name(node):
    """Return the end of an id: reference() takes a name too, where it is that of one resource."""
    pieces = node.arguments if isinstance(node, Call) and node.name == "text" else [node]
    for index in range(len(pieces) - 1, -1, -1):
        if isinstance(pieces[index], Text) and "/" in pieces[index].value:
            rest = Text(pieces[index].value.rpartition("/")[2])
            return joined("concat", [rest, *pieces[index + 1 :]])
    return node


def resource_id(name, arguments):
    """Return an id without the slash that may end its type."""
    return Call(
        name, tuple(Text(a.value.rstrip("/")) if isinstance(a, Text) else a for a in arguments)
    )


def extension_id(name, arguments):
    """Return the id of an extension as the text that it is, where its type is written."""
    scope, kind, *names = arguments
    if not isinstance(kind, Text):
        return resource_id(name, arguments)
    space, *kinds = kind.value.rstrip("/").split("/")
    turns = [part for pair in zip(kinds, names, strict=True) for part in (Text(pair[0]), pair[1])]
    slashed = [part for turn in turns for part in (Text("/"), turn)]
    return joined("concat", [scope, Text(f"/providers/{space}"), *slashed])


def variable(name, arguments):
    """Return the variable of a lambda without its name, which others may have taken in Bicep."""
    return Call(name, ())


def function(name, arguments):
    return Call(name, arguments[-1:])


def joined(name, arguments):
    if name == "format":
        parts = (
            arguments
            and isinstance(arguments[0], Text)
            and format_parts(arguments[0].value, len(arguments) - 1)
        )
        if not parts and parts != []:
            return Call(name, arguments)
        arguments = [Text(p) if isinstance(p, str) else arguments[p + 1] for p in parts]
    pieces = []
    for item in arguments:
        inner = item.arguments if isinstance(item, Call) and item.name == "text" else [item]
        for piece in inner:
            plain_piece = Text(piece.digits) if isinstance(piece, Number) else piece
            both = pieces and isinstance(plain_piece, Text) and isinstance(pieces[-1], Text)
            if both:
                pieces[-1] = Text(pieces[-1].value + plain_piece.value)
            elif plain_piece != Text(""):
                pieces.append(plain_piece)
    if not pieces:
        return Text("")
    return pieces[0] if len(pieces) == 1 else Call("text", tuple(pieces))


def folded(name, arguments):
    """Take apart what has more than two arguments."""
    made = arguments[0]
    for item in arguments[1:]:
        made = Call(name, (made, item))
    return made


def choice(name, arguments):
    """if(contains(a, 'k'), a.k, b) is coalesce(tryGet(a, 'k'), b), but for a null."""
    condition, yes, no = arguments
    if isinstance(condition, Call) and condition.name == "contains":
        base, key = condition.arguments
        if isinstance(key, Text) and shown(Property(base, key.value)) == shown(yes):
            return Call("coalesce", (Call("tryget", (base, key)), no))
    return Call(name, arguments)


def number_of(name, arguments):
    texts = {"null": "null", "true": "true", "false": "false"}
    one = arguments[0] if len(arguments) == 1 else None
    return (
        Call(texts[one.value], ())
        if isinstance(one, Text) and one.value in texts
        else Call(name, arguments)
    )


def from_end(name, arguments):
    if arguments[1] == Number("1"):
        return Call("last", arguments[:1])
    return Index(arguments[0], Call("sub", (Call("length", arguments[:1]), arguments[1])))


MEANINGS = {
    "copyindex": unnamed,
    "lambda": function,
    "lambdavariables": variable,
    "resourceid": resource_id,
    "extensionresourceid": extension_id,
    "float": lambda _, arguments: Call("json", (joined("concat", arguments),)),
    "string": lambda name, arguments: joined("concat", arguments),
    "concat": joined,
    "format": joined,
    "reference": reference,
    "and": folded,
    "or": folded,
    "coalesce": folded,
    "if": choice,
    "json": number_of,
    "indexfromend": from_end,
}


def key_of(resource):
    kind, name = as_extension(str(resource.get("type")), resource.get("name"))
    return kind.lower(), json.dumps(plain(name)).lower()


def as_extension(kind, name):
    """Return the type and the name of an extension that is written below its resource.

    "A/bs/providers/cs" with the name "b/X.Y/c" is the "X.Y/cs" of the name "c": one id for both.
    """
    base, between, extension = kind.partition("/providers/")
    expression = parsed(name) if between else None
    segments = segments_of(Texts().pieces(expression)) if expression is not None else ()
    at = base.count("/")
    if len(segments) < at + 2:
        return kind, name
    rest = [piece for segment in segments[at + 1 :] for piece in ("/", *segment)][1:]
    whole = joined_pieces(tuple(rest))
    own = whole.value if isinstance(whole, Text) else to_text(whole)
    return as_extension(f"{text_in(segments[at])}/{extension}", own)


def differences(original, compiled):
    """Yield what two templates deploy differently."""
    before, after = expanded(original)[0].values(), with_holders(*expanded(compiled)).values()
    ways = {id_of(item): waits(plain(item)) | set(item.get("deploys", ())) for item in after}
    left, right = ({}, {})
    for table, resources in ((left, before), (right, after)):
        for resource in resources:
            table.setdefault(key_of(resource), []).append(resource)
    for key in sorted(left.keys() | right.keys()):
        if key not in left and all(item.get("deploys") for item in right[key]):
            continue  # a module more; what it deploys is compared by itself
        if key not in left or key not in right:
            yield f"{key} only {'before' if key in left else 'after'}"
            continue
        for one, other in zip(left[key], right[key], strict=False):
            yield from differing(key, one, other, ways)
        if len(left[key]) != len(right[key]):
            yield f"{key}: {len(left[key])} and {len(right[key])} times"


def id_of(resource):
    return relative(plain(resource.get("id")))


def without_spelling(resource, original):
    """Return a resource without what may be said in other words; `original` is the one of before."""
    if "copy" not in {key.lower() for key in original}:
        resource.pop("copy", None)  # a child in a resource with a loop has none of its own
    if isinstance(resource.get("copy"), dict):
        resource["copy"].pop("name", None)  # the name of a loop is that of the symbol
    if resource.get("resourcegroup") == Context().resource_group:
        resource.pop("resourcegroup")  # that of the template
    if isinstance(resource.get("apiversion"), str):
        resource["apiversion"] = resource["apiversion"].strip()
    if isinstance(resource.get("scope"), str):
        scope = resource["scope"].rpartition("/providers/")[2]
        resource["scope"] = scope.removeprefix("[text('").lower()
    return resource


def differing(key, one, other, ways):
    skipped = {"dependson", "deploys", "id"} | (OF_MODULES if key[0] == DEPLOYMENT else set())
    one, other = without_spelling(plain(one), one), without_spelling(plain(other), one)
    if "/providers/" in str(one.get("type")):
        skipped |= {"type", "name", "scope"}
    for name in sorted(one.keys() | other.keys()):
        if name not in skipped and worded(name, one) != worded(name, other):
            yield f"{key} {name}: {one.get(name)} and {other.get(name)}"
    lacking = waits(one) - reached(waits(other), ways)
    if lacking:
        yield f"{key} no longer waits for {lacking}"


def worded(name, resource):
    """Return a member so that words of the API are the same in any casing, as Azure takes them."""
    value = resource.get(name)
    return value if name in {"name", "id", "tags"} else lowered(value)


def lowered(value):
    if isinstance(value, dict):
        return {key: lowered(item) for key, item in value.items()}
    if isinstance(value, list):
        return [lowered(item) for item in value]
    return value.lower() if isinstance(value, str) and WORD.fullmatch(value) else value


def reached(start, ways):
    """Return all that is waited for in the end."""
    found, waiting = set(start), [*start]
    while waiting:
        for item in ways.get(waiting.pop(), ()):
            if item not in found:
                found.add(item)
                waiting.append(item)
    return found


def waits(resource):
    return {relative(item) for item in resource.get("dependson", [])}


def relative(identifier):
    """Return an id from its type on; entries of dependsOn may begin there."""
    text = json.dumps(identifier).lower()
    _, elsewhere, name = text.partition(f"'{DEPLOYMENT}', ")
    _, _, after = text.partition("/providers/")
    if elsewhere:  # in a group that is not known: a module says it by its scope
        after = f"{DEPLOYMENT}/{name}"
    after = after or text.removeprefix("\"[text('")
    return after.strip("\"[]()'").replace("'", "")
