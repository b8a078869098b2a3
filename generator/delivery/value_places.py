"""Where @NAME@ stands in a text: in which quotes, so whether a value can end what it is in.

Sources: Shell Command Language (POSIX, quoting), about_Quoting_Rules (PowerShell), YAML 1.1 (plain
scalars). What cannot be told, such as here-documents, is `OTHER`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.lazy import dataclass, regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BARE, SINGLE, DOUBLE, OTHER = "bare", "single", "double", "other"
SAFE = regex(r"[\w./:+,=-]*")
"""What no shell and no YAML reads anything into."""

_SH = {
    BARE: r"\\.|(?:^|(?<=[\s;&|()]))\#[^\n]*"
    r"|<<-?\s*(?P<q>['\"]?)(?P<end>\w+)(?P=q)[^\n]*\n(?:[^\n]*\n)*?[ \t]*(?P=end)$"
    r"|\$'(?:\\.|[^'\\])*'|\$?\(|\)|['\"]",
    SINGLE: r"'",
    DOUBLE: r"\\.|\$\(|\"",
}
_POWERSHELL = {
    BARE: r"`.|<\#.*?\#>|(?:^|(?<=[\s;{}()]))\#[^\n]*|@(?P<q>['\"])[ \t]*\n.*?^(?P=q)@"
    r"|\$?\(|\)|['\"]",
    SINGLE: r"'",
    DOUBLE: r"`.|\$\(|\"",
}
_CMD = {BARE: r"\^.|\"", DOUBLE: r"\""}
_QUOTES = {"'": SINGLE, '"': DOUBLE}
RULES = {"sh": _SH, "powershell": _POWERSHELL, "cmd": _CMD}


@dataclass(frozen=True, slots=True)
class ValuePlace:
    """A place for a value: its name, its line, and what it stands in."""

    name: str
    line: int
    inside: str


def in_text(text: str, names: Iterable[str], language: str) -> Iterator[ValuePlace]:
    """Yield the places of a script or a command, in order."""
    listed = "|".join(map(re.escape, names))
    if not listed:
        return
    place = rf"@(?P<name>{listed})@"
    flags = re.MULTILINE | re.DOTALL
    rules = {state: re.compile(f"{place}|{rest}", flags) for state, rest in RULES[language].items()}
    stack, at = [BARE], 0
    while (found := rules[stack[-1]].search(text, at)) is not None:
        at = found.end()
        piece = found[0]
        if found["name"]:
            yield ValuePlace(found["name"], text.count("\n", 0, found.start()) + 1, stack[-1])
        elif len(piece) > 2 or piece[0] in "\\`^#":
            yield from _passed(text, found, place)
        elif piece in {"(", "$("}:
            stack.append(BARE)
        elif piece == ")":
            stack[1:] = stack[1:-1]
        elif stack[-1] == _QUOTES[piece]:
            stack.pop()
        else:
            stack.append(_QUOTES[piece])


def _passed(text: str, found: re.Match[str], place: str) -> Iterator[ValuePlace]:
    """Yield the places in a comment, a here-document and the like."""
    for item in re.finditer(place, found[0]):
        line = text.count("\n", 0, found.start() + item.start()) + 1
        yield ValuePlace(item["name"], line, OTHER)


def in_yaml(text: str, names: Iterable[str]) -> Iterator[ValuePlace]:
    """Yield the places of a #cloud-config; none where it is no YAML."""
    import yaml

    listed = "|".join(map(re.escape, names))
    try:
        root = yaml.compose(text) if listed else None
    except (yaml.YAMLError, RecursionError):
        return
    inside = {None: BARE, "'": SINGLE, '"': DOUBLE}
    waiting = [root] if root is not None else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.ScalarNode):
            raw = text[node.start_mark.index : node.end_mark.index]
            for found in re.finditer(rf"@({listed})@", raw):
                line = node.start_mark.line + 1 + raw.count("\n", 0, found.start())
                yield ValuePlace(found[1], line, inside.get(node.style, OTHER))
        elif isinstance(node, yaml.MappingNode):
            waiting += [part for pair in node.value for part in pair]
        elif isinstance(node, yaml.SequenceNode):
            waiting += node.value
