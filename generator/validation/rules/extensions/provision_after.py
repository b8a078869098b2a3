"""The order of extensions must name extensions of the model, without a cycle.

Azure refuses a "provisionAfterExtensions" that names what is not there, or that never ends. An
extension that others wait for must have "settings", which may be empty.

Bad:

    {
      "virtualMachineProfile": {
        "extensionProfile": {
          "extensions": [
            {
              "name": "health",
              "properties": {
                "publisher": "Microsoft.ManagedServices",
                "type": "ApplicationHealthLinux",
                "typeHandlerVersion": "1.0",
                "settings": {"protocol": "tcp", "port": 80},
                "provisionAfterExtensions": ["deliver"]
              }
            }
          ]
        }
      }
    }

Good:

    {
      "virtualMachineProfile": {
        "extensionProfile": {
          "extensions": [
            {
              "name": "deliver",
              "properties": {
                "publisher": "Microsoft.Azure.Extensions",
                "type": "CustomScript",
                "typeHandlerVersion": "2.1",
                "settings": {},
                "protectedSettings": {"commandToExecute": "[parameters('command')]"}
              }
            },
            {
              "name": "health",
              "properties": {
                "publisher": "Microsoft.ManagedServices",
                "type": "ApplicationHealthLinux",
                "typeHandlerVersion": "1.0",
                "settings": {"protocol": "tcp", "port": 80},
                "provisionAfterExtensions": ["deliver"]
              }
            }
          ]
        }
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import SCALE_SET_EXTENSION
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import child_extensions, scale_sets
from generator.validation.rule import Rule
from generator.wording.values import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template
    from generator.scale_set.view import Extension

RULE = Rule(
    "EXT001",
    "provision-after",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-extension-sequencing",
    words="provisionafterextensions",
)


def check(template: Template) -> Iterator[Finding]:
    """Find extensions that wait for something that never comes."""
    for scale_set in scale_sets(template):
        extensions = list(scale_set.inline_extensions())
        named = {item.name.lower(): item for item in extensions if item.name}
        others = list(child_extensions(template, SCALE_SET_EXTENSION))
        all_known = (
            scale_set.knows_inline_extensions()
            and len(named) == len(extensions)
            and all(item.name for item in others)
        )
        names = set(named) | {item.name.lower() for item in others if item.name}
        for extension in extensions:
            for awaited in extension.properties.at("provisionAfterExtensions"):
                yield from _awaited(extension, awaited, named, names if all_known else None)
        yield from _cycles(named)


def _awaited(
    extension: Extension,
    awaited: Node,
    named: dict[str, Extension],
    names: set[str] | None,
) -> Iterator[Finding]:
    name = awaited.text()
    if name is None:
        return
    target = named.get(name.lower())
    if extension.name and name.lower() == extension.name.lower():
        yield Finding(awaited, f"extension '{name}' waits for itself; remove the name")
    elif names is not None and name.lower() not in names:
        hint = did_you_mean(name, sorted(names)) or "; add it or remove the name"
        yield Finding(awaited, f"there is no extension '{name}' to wait for{hint}")
    elif target is not None and target.properties.known() and not target.settings:
        yield Finding(
            target.properties,
            f"extension '{name}', which others wait for, needs 'settings'; {{}} will do",
        )


def _cycles(named: dict[str, Extension]) -> Iterator[Finding]:
    awaited = {
        name: [item.text() or "" for item in extension.properties.at("provisionAfterExtensions")]
        for name, extension in named.items()
    }
    reported: set[str] = set()
    for start, extension in named.items():
        cycle = _way_back(start, awaited)
        if len(cycle) > 1 and not reported & set(cycle):
            reported.update(cycle)
            yield Finding(
                extension.properties.at("provisionAfterExtensions"),
                f"dependency cycle of extensions: {' -> '.join([*cycle, start])}; remove a name",
            )


def _way_back(start: str, awaited: dict[str, list[str]]) -> list[str]:
    """Return the names from `start` until it is met again, or nothing."""
    ways = [[start]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for step in (name.lower() for name in awaited.get(way[-1], [])):
            if step == start:
                return way
            if step not in seen:
                seen.add(step)
                ways.append([*way, step])
    return []
