"""Resources as Bicep literals: what the compiler says of their values, with no printer between.

Expressions become `any('')`; `places` leads from a line to the path of what stands there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from generator.language.template import is_expression

OF_TEMPLATES = {
    *("type", "apiversion", "comments", "condition", "copy", "dependson", "id", "scope", "name"),
    *("resources", "resourcegroup", "subscriptionid", "metadata", "asserts", "@options"),
}
"""What a template says of a resource, and Bicep in another way."""
ANY = "any('')"


def quoted(text: str) -> str:
    """Return a text as a string of Bicep."""
    for given, written in (
        ("\\", "\\\\"),
        ("'", "\\'"),
        ("${", "\\${"),
        ("\n", "\\n"),
        ("\t", "\\t"),
        ("\r", "\\r"),
    ):
        text = text.replace(given, written)
    return "'" + "".join(c if c >= " " else f"\\u{{{ord(c):x}}}" for c in text) + "'"


@dataclass
class Literals:
    """Declarations of resources, line by line."""

    lines: list[str] = field(default_factory=list)
    places: dict[int, tuple] = field(default_factory=dict)

    def line(self, text: str, place: tuple) -> None:
        self.lines.append(text)
        self.places[len(self.lines)] = place

    def resource(self, kind: str, version: str, value: dict[str, Any], place: tuple) -> None:
        """Add a resource."""
        self.line(f"resource r{len(self.lines)} {quoted(f'{kind}@{version}')} = {{", place)
        self.line(f"name: {ANY}", (*place, "name"))
        own = {key: item for key, item in value.items() if key.lower() not in OF_TEMPLATES}
        self._members(own, place)

    def _value(self, begin: str, value: Any, place: tuple) -> None:
        if isinstance(value, dict):
            self.line(f"{begin}{{", place)
            self._members(value, place)
        elif isinstance(value, list):
            self.line(f"{begin}[", place)
            for index, item in enumerate(value):
                self._value("", item, (*place, index))
            self.line("]", place)
        else:
            self.line(begin + self._scalar(value), place)

    @staticmethod
    def _scalar(value: Any) -> str:
        if value is None or isinstance(value, bool):
            return {None: "null", True: "true", False: "false"}[value]
        if isinstance(value, float):
            return f"json('{value}')"
        if isinstance(value, int):
            return str(value) if abs(value) < 2**63 else ANY
        return (
            ANY
            if is_expression(value)
            else quoted(value.removeprefix("[") if value.startswith("[[") else value)
        )

    def _members(self, value: dict[str, Any], place: tuple) -> None:
        for key, item in value.items():
            if key.lower() == "copy" and isinstance(item, list):
                for index, loop in enumerate(item):
                    self.line(f"{quoted(loop['name'])}: [", (*place, key, index))
                    self._value("", loop["input"], (*place, key, index, "input"))
                    self.line("]", place)
            else:
                name = "'${any('x')}'" if is_expression(key) else quoted(key)
                self._value(f"{name}: ", item, (*place, key))
        self.line("}", place)
