"""Which resource an id means, as far as its name can be read.

Ids are written in full, with `resourceId()`, or as the id of something larger with more behind it.
What counts here is the last part. A name that is an expression is compared as it is written.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.language.template import is_expression
from generator.lazy import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.language.template import Node, Template, TemplateResource

_RESOURCE_ID = regex(r"^\[\s*resourceId\s*\((?P<arguments>.*)\)\s*\]$", re.IGNORECASE | re.DOTALL)
_CONCAT = regex(r"^\[\s*concat\s*\((?P<arguments>.*)\)\s*\]$", re.IGNORECASE | re.DOTALL)
_FORMAT = regex(r"^\[\s*format\s*\(\s*'(?P<form>(?:[^']|'')*)'", re.IGNORECASE)
_TYPE = regex(r"'[\w./]+/(?P<kind>\w+)/?'")
_PIECE = regex(r"'(?:[^']|'')*'|[(),]|[^'(),]+")
_WRITTEN = regex(r"/(?P<kind>\w+)/(?P<name>[^'/\]\[]+)(?:'\s*\)+\s*\])?$", re.IGNORECASE)


def referenced_name(identifier: Node, kind: str) -> str | None:
    """Return the name at the end of an id of a `kind`, such as "probes"; None where unreadable."""
    text = identifier.resolved()
    if not isinstance(text, str):
        return None
    whole = _RESOURCE_ID.match(text)
    if whole:
        *before, last = _split(whole["arguments"])
        types = [found for item in before if (found := _TYPE.fullmatch(item))]
        if types and types[-1]["kind"].lower() == kind.lower():
            return _plain(last, identifier.template)
    joined = _CONCAT.match(text)
    if joined and (name := _joined_name(_split(joined["arguments"]), kind)):
        return _plain(name, identifier.template)
    match = _WRITTEN.search(text)
    if match and match["kind"].lower() == kind.lower():
        return _plain(match["name"], identifier.template)
    return None


def parent_name(identifier: Node, kind: str) -> str | None:
    """Return the name that an id has for a `kind` further up, such as "virtualNetworks"."""
    text = identifier.resolved()
    return _parent(text, kind, identifier.template) if isinstance(text, str) else None


def _parent(text: str, kind: str, template: Template) -> str | None:
    if whole := _RESOURCE_ID.match(text):
        return _argument(_split(whole["arguments"]), kind, template)
    if joined := _CONCAT.match(text):
        return _parent(f"[{_split(joined['arguments'])[0]}]", kind, template)
    written = re.search(rf"/{kind}/([^/'\[\]]+)", text, re.IGNORECASE)
    return written[1].lower() if written else None


def _argument(arguments: list[str], kind: str, template: Template) -> str | None:
    """Return the argument of resourceId() that is the name of a kind of its type."""
    for index, item in enumerate(arguments):
        if _TYPE.fullmatch(item):
            kinds = [name.lower() for name in item.strip("'").split("/")[1:] if name]
            names = arguments[index + 1 :]
            if kind.lower() in kinds and len(names) == len(kinds):
                return _plain(names[kinds.index(kind.lower())], template)
    return None


def may_be(one: str | None, other: str | None) -> bool:
    """Whether two names may be the same one; what is an expression or not readable may be any."""
    return is_open(one) or is_open(other) or one == other


def is_open(name: str | None) -> bool:
    """Whether a name may be any one: it is an expression, or not readable."""
    return not name or "(" in name


def _joined_name(pieces: list[str], kind: str) -> str | None:
    """Return what the pieces of an id say after its last "/kind/", as an expression."""
    for index in range(len(pieces) - 1, -1, -1):
        piece = pieces[index]
        if not piece.startswith("'"):
            continue
        before, found, rest = piece.lower().rpartition(f"/{kind.lower()}/")
        if found:
            literal = piece[len(before) + len(found) :]
            name = [*([f"'{literal}"] if rest != "'" else []), *pieces[index + 1 :]]
            return f"concat({', '.join(name)})" if len(name) > 1 else "".join(name)
        if "/" in piece:
            return None
    return None


def skeleton(text: str) -> str:
    """Return an id with a star for each part of it that is an expression."""
    joined = _CONCAT.match(text)
    if joined:
        parts = _split(joined["arguments"])
        return "".join(part[1:-1] if part.startswith("'") else "*" for part in parts)
    formatted = _FORMAT.match(text)
    return re.sub(r"\{\d+\}", "*", formatted["form"]) if formatted else text


def _split(arguments: str) -> list[str]:
    """Split the arguments of a call at the commas between them."""
    parts, depth = [""], 0
    for piece in _PIECE.findall(arguments):
        depth += {"(": 1, ")": -1}.get(piece, 0)
        if piece == "," and not depth:
            parts.append("")
        else:
            parts[-1] += piece
    return [part.strip() for part in parts]


def _plain(argument: str, template: Template) -> str:
    if "(" in argument:
        return _comparable(str(template.resolve(f"[{argument}]")))
    return argument.strip("'").lower()


def _comparable(text: str) -> str:
    """Return the name in lower case, or the expression for it without brackets and spaces."""
    return re.sub(r"\s", "", text)[1:-1].lower() if is_expression(text) else text.lower()


def name_of(node: Node) -> str | None:
    """Return a name in the form that `referenced_name` has; None where there is none."""
    resolved = node.at("name").resolved()
    return _comparable(resolved) if isinstance(resolved, str) else None


def names_of(listing: Node) -> set[str] | None:
    """Return the names of all elements, or None unless every one of them can be read."""
    names = {name_of(item) for item in listing}
    certain = not listing or (listing.known() and all(item.known() for item in listing))
    readable = {name for name in names if name and "(" not in name}
    return readable if certain and readable == names else None


def named(template: Template, *types: str) -> dict[str, list[TemplateResource]]:
    """Return the resources of some types by their names; under "" all whose name is open."""
    return template.once(_named, *types)


def _named(template: Template, *types: str) -> dict[str, list[TemplateResource]]:
    found: dict[str, list[TemplateResource]] = {}
    for resource in template.resources(*types):
        name = name_of(resource.node) or ""
        for key in {name, "" if is_open(name) else name}:
            found.setdefault(key, []).append(resource)
    return found


def referenced(
    identifier: Node, kind: str, candidates: Iterable[TemplateResource]
) -> Iterator[TemplateResource]:
    """Yield the resources that an id of a `kind` may mean."""
    wanted = referenced_name(identifier, kind)
    for resource in candidates:
        if wanted and name_of(resource.node) == wanted:
            yield resource
