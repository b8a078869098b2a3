"""Which type of resource an id names, as far as that can be read.

An id is written in full, by `resourceId()` and its kin, as the id of something larger with more
behind it, or as a property of `reference()`. A name in it that only the deployment knows says
nothing of the type; where the beginning is such, the last segment is all that is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.id_properties import targets
from generator.language.documents.tokens import has_token
from generator.language.expressions.evaluate import parsed
from generator.language.expressions.tree import Call, ExpressionError, Index, Property, Text
from generator.language.expressions.values import texts_joined
from generator.language.template import is_expression
from generator.lazy import dataclass, regex

if TYPE_CHECKING:
    from generator.language.expressions.tree import Expression
    from generator.language.template import Node

_UNKNOWN = "\0"
"""Stands for a part of an id that only the deployment knows."""
_TYPE = regex(r"/*([A-Za-z][\w-]*(?:\.[\w-]+)+(?:/[\w.-]+)+)/*")
_FUNCTIONS = {
    "resourceid", "subscriptionresourceid", "tenantresourceid", "extensionresourceid",
    "managementgroupresourceid",
}  # fmt: skip
_PROVIDERS = "/providers/"
_ABSOLUTE = ("/subscriptions/", _PROVIDERS)
_OF_GALLERIES = ("/communitygalleries/", "/sharedgalleries/")


@dataclass(frozen=True, slots=True)
class NamedType:
    """A type that an id names; only its last segment is known where it is not `whole`."""

    name: str
    whole: bool = True

    def may_be(self, kind: str) -> bool:
        """Whether the id may name a resource of a type."""
        own, other = self.name.lower(), kind.lower()
        return own == other if self.whole else own == other.rpartition("/")[2]


def named_types(identifier: Node) -> list[NamedType] | None:
    """Return the types that an id may name, one for each branch of an if(); None where unknown."""
    value = identifier.resolved()
    if not isinstance(value, str):
        return None
    if not is_expression(value):
        found = _of_text(value)
        return None if found is None else [found]
    try:
        branches = [_of(item) for item in _branches(parsed(value))]
    except ExpressionError:
        return None
    known = [item for item in branches if item is not None]
    return known if known and len(known) == len(branches) else None


def is_no_id(identifier: Node) -> bool:
    """Whether a text stands where an id is asked for that cannot be one, such as a name."""
    text = identifier.text()
    if not text or has_token(text) or text.lower().startswith(("[[", *_OF_GALLERIES)):
        return False
    return not text.lower().startswith(_ABSOLUTE) or _of_text(text) is None


def _branches(expression: Expression) -> list[Expression]:
    if isinstance(expression, Call) and expression.full_name.lower() == "if":
        return [item for branch in expression.arguments[1:] for item in _branches(branch)]
    return [expression]


def _of(expression: Expression) -> NamedType | None:
    if isinstance(expression, (Property, Index)):
        return _of_reference(expression)
    text = _flat(expression)
    return None if text is None else _of_text(text)


def _flat(expression: Expression) -> str | None:
    """Return an id as a text, with a mark for each part that is not known; None if none is."""
    if isinstance(expression, Text):
        return expression.value
    if isinstance(expression, Call) and expression.full_name.lower() in _FUNCTIONS:
        return _of_function(expression)
    joined = texts_joined(expression)
    if joined is None:
        return None
    return "".join(_UNKNOWN if (part := _flat(item)) is None else part for item in joined)


def _of_function(call: Call) -> str | None:
    """Return what resourceId() makes, as far as the type in its arguments is known."""
    for index, argument in enumerate(call.arguments):
        match = _TYPE.fullmatch(argument.value) if isinstance(argument, Text) else None
        if match is not None:
            namespace, *kinds = match[1].split("/")
            names = call.arguments[index + 1 :]
            if len(names) != len(kinds):
                return None
            path = "".join(f"/{kind}/{_UNKNOWN}" for kind in kinds)
            return f"{_UNKNOWN}{_PROVIDERS}{namespace}{path}"
    return None


def _of_text(text: str) -> NamedType | None:
    at = text.lower().rfind(_PROVIDERS)
    if at < 0:
        return _of_end(text)
    namespace, *steps = text[at + len(_PROVIDERS) :].rstrip("/").split("/")
    kinds, names = steps[::2], steps[1::2]
    parts = [namespace, *kinds]
    if not kinds or len(kinds) != len(names) or "." not in namespace or not all(parts):
        return None
    readable = not any(_UNKNOWN in part for part in parts) and all(map(_is_name, names))
    return NamedType("/".join(parts)) if readable else None


def _of_end(text: str) -> NamedType | None:
    """Return what the end of an id says whose beginning is not known."""
    *before, kind, name = ("", *text.split("/"))
    sure = len(before) > 1 and text.startswith(_UNKNOWN) and kind and _UNKNOWN not in kind
    return NamedType(kind, whole=False) if sure and _is_name(name) else None


def _is_name(text: str) -> bool:
    """Whether a segment is a name for certain: a part that is not known may hold more of a path."""
    return bool(text) and text.rfind(_UNKNOWN) <= 0


def _of_reference(expression: Expression) -> NamedType | None:
    """Return the type of the part of a resource whose id is read by reference()."""
    steps: list[str] = []
    while isinstance(expression, (Property, Index)):
        if isinstance(expression, Property):
            steps.append(expression.name)
        elif isinstance(expression.index, Text):
            steps.append(expression.index.value)
        else:
            steps.append("[]")
        expression = expression.base
    if not isinstance(expression, Call) or expression.full_name.lower() != "reference":
        return None
    text = _flat(expression.arguments[0]) if expression.arguments else None
    owner = None if text is None else _of_text(text)
    if owner is None or not owner.whole:
        return None
    path = [step.lower() for step in reversed(steps)]
    if path == ["resourceid"]:
        return owner
    path = path[path[:1] == ["properties"] :]
    part = f"{owner.name}/{path[0]}" if len(path) == 3 and path[1:] == ["[]", "id"] else ""
    return NamedType(part) if part.lower() in targets() else None
