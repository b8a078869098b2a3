"""Which class is the body of which resource: what the operations of an SDK module put where."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_VERSION = re.compile(r"\d{4}-\d{2}-\d{2}(-[a-z]+)?")
_PROVIDER = re.compile(r".*/providers/([A-Za-z]+\.[A-Za-z.]+/.+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Operation:
    """A resource type in an API version and the class that its PUT takes.

    `rank` orders operations of the same type: a resource of anything comes before one of a resource
    group, and that before one of a subscription or above.
    """

    type: str
    version: str
    model: str
    rank: int = 0


@dataclass(frozen=True, slots=True)
class _Request:
    url: str
    version: str


def operations(source: str) -> Iterator[Operation]:
    """Yield the operations of a module that create a resource."""
    if '"PUT"' not in source and ".put(" not in source:
        return
    tree = ast.parse(source)
    lines = source.splitlines()
    requests = {
        node.name: _request(node)
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and '"PUT"' in _text(node, lines)
    }
    for group in tree.body:
        if isinstance(group, ast.ClassDef):
            urls = dict(_metadata(group))
            for method in group.body:
                if isinstance(method, ast.FunctionDef):
                    request = _sent(_text(method, lines), requests, urls.get(method.name, ""))
                    if request is not None:
                        yield from _operation(method, request)


def _text(node: ast.FunctionDef, lines: list[str]) -> str:
    """Return the text of a function: looking into it is a hundred times faster than walking it."""
    return "\n".join(lines[node.lineno - 1 : node.end_lineno])


def _sent(text: str, requests: dict[str, _Request], url: str) -> _Request | None:
    """Return the PUT request that a method sends; None where it sends none."""
    for name in re.findall(r"\b(build_\w+)\(", text):
        if name in requests:
            return requests[name]
    return _Request(url, "") if url and ".put(" in text else None


def _operation(method: ast.FunctionDef, request: _Request) -> Iterator[Operation]:
    model = _body(method)
    kind = _type(request.url)
    version = request.version or _version(method)
    if model and kind and version:
        yield Operation(kind, version, model, _rank(request.url))


def _rank(url: str) -> int:
    if url.startswith("/{"):
        return 0
    return 1 if "/resourcegroups/" in url.lower() else 2


def _request(node: ast.FunctionDef) -> _Request:
    url = next((text for text in _texts(node) if "/providers/" in text), "")
    return _Request(url, _version(node))


def _metadata(group: ast.ClassDef) -> Iterator[tuple[str, str]]:
    """Yield the addresses that older releases put beside a method."""
    for item in group.body:
        target = item.targets[0] if isinstance(item, ast.Assign) else None
        if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
            url = ast.literal_eval(item.value).get("url", "")  # type: ignore[attr-defined] # of an Assign
            yield target.value.id, url


def _texts(node: ast.AST) -> list[str]:
    return [
        item.value
        for item in ast.walk(node)
        if isinstance(item, ast.Constant) and isinstance(item.value, str)
    ]


def _version(node: ast.AST) -> str:
    return next((text for text in _texts(node) if _VERSION.fullmatch(text)), "")


def _body(method: ast.FunctionDef) -> str:
    """Return the class of the body: the serializer names it, or the annotation does."""
    for node in ast.walk(method):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            arguments = node.args
            if node.func.attr == "body" and isinstance(arguments[-1], ast.Constant):
                return str(arguments[-1].value)
    for argument in (*method.args.args, *method.args.kwonlyargs):
        text = ast.unparse(argument.annotation) if argument.annotation else ""
        if "IO[bytes]" in text and (found := re.search(r"_models\.(\w+)", text)):
            return found[1]
    return ""


def _type(url: str) -> str:
    """Return the resource type of an address; empty where it is not that of a resource."""
    match = _PROVIDER.match(url)
    if match is None:
        return ""
    provider, *steps = match[1].strip("/").split("/")
    names = steps[::2]
    values = steps[1::2]
    fixed = any(name.startswith("{") for name in names)
    return "" if fixed or len(names) != len(values) else "/".join((provider, *names))
