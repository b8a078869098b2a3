"""`scaleset upgrade`: write the newest version of the defaults into specs, and say what changes."""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from typing import TYPE_CHECKING, Any

from generator.commands.reporting import count, say_json, show_findings
from generator.diagnostics import Severity
from generator.files.reading import read_bytes
from generator.files.writing import write_together
from generator.language.documents.source import read_document
from generator.lazy import dataclass, field, replace
from generator.redaction import masked
from generator.rendering.options import RenderOptions
from generator.rendering.render import render
from generator.spec.paths import dotted
from generator.spec.references import Expression, Parameter
from generator.spec.upgrading import KEY, newest, upgraded
from generator.wording.printable import printable
from generator.wording.saying import say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from generator.diagnostics import Diagnostic
    from generator.rendering.render import Rendering

_LONGEST = 60
_NOTHING = "(none)"


@dataclass(slots=True)
class Upgrade:
    """A spec, its version, the text that it gets, and what that changes in what it renders to."""

    spec: Path
    version: int
    text: str = ""
    defaults: list[tuple[str, str, str, str]] = field(default_factory=list)
    properties: list[tuple[str, str, str]] = field(default_factory=list)
    findings: list[Diagnostic] = field(default_factory=list)
    changed: bool = False

    @property
    def failed(self) -> bool:
        """Whether the spec has errors, in its version or in the newest."""
        return any(item.severity is Severity.ERROR for item in self.findings)


def run(specs: list[Path], reach: str, *, check: bool, output: str) -> int:
    """Upgrade specs; give the exit code."""
    found = [_looked_at(spec, reach) for spec in specs]
    failed = any(item.failed for item in found)
    older = [item for item in found if item.changed and not item.failed]
    if not check:
        write_together({item.spec: item.text for item in older})
    if output == "json":
        say_json([_as_value(item, wrote=not check) for item in found])
    else:
        for item in found:
            _tell(item, wrote=not check)
    return 1 if failed or (check and older) else 0


def _looked_at(spec: Path, reach: str) -> Upgrade:
    options = RenderOptions(reach=reach, bicep=False)
    before = render(spec, options)
    after = render(spec, replace(options, version=newest()))
    errors = [
        item
        for item in dict.fromkeys([*before.findings, *after.findings])
        if item.severity is Severity.ERROR
    ]
    if errors:
        return Upgrade(spec, 0, findings=errors)
    document = read_document(spec)
    text = upgraded(document)
    mark = "\ufeff" if read_bytes(spec).startswith(BOM_UTF8) else ""
    version = document.value.get(KEY, 1)
    return Upgrade(
        spec,
        version,
        mark + text,
        list(_defaults(before, after)),
        list(_properties(before, after)),
        changed=text != document.text,
    )


def _defaults(before: Rendering, after: Rendering) -> Iterator[tuple[str, str, str, str]]:
    """Yield the key, the old and the new value, and the reason, of defaults that are others."""
    old, new = ({dotted(item.path): item for item in of.defaults} for of in (before, after))
    for key in dict.fromkeys([*old, *new]):
        values = [_plain(of[key].value) if key in of else _NOTHING for of in (old, new)]
        if key != KEY and values[0] != values[1]:
            yield key, values[0], values[1], new[key].because if key in new else ""


def _plain(value: Any) -> str:
    if isinstance(value, Parameter):
        return f"parameter {value.name}"
    if isinstance(value, Expression):
        return f"[{value.text}]"
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _properties(before: Rendering, after: Rendering) -> Iterator[tuple[str, str, str]]:
    """Yield the resource or part of a template, a property of it, and its old and new value."""
    old, new = (json.loads(item.artifacts[0].text) for item in (before, after))
    yield from _differences(old, new, "")


def _differences(old: Any, new: Any, path: str) -> Iterator[tuple[str, str, str]]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys([*old, *new]):
            yield from _differences(old.get(key), new.get(key), f"{path}.{key}".lstrip("."))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, (one, other) in enumerate(zip(old, new, strict=True)):
            name = new[index].get("name") if isinstance(other, dict) else None
            step = f"'{name}'" if isinstance(name, str) else index
            yield from _differences(one, other, f"{path}[{step}]")
    elif old != new:
        yield path, _shown(old, path), _shown(new, path)


def _shown(value: Any, path: str) -> str:
    if value is None:
        return _NOTHING
    text = json.dumps(value, ensure_ascii=False)
    text = masked(text, path.rpartition(".")[2])
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _tell(item: Upgrade, *, wrote: bool) -> None:
    path = printable(item.spec.as_posix())
    if item.failed:
        show_findings(item.findings)
        say(f"{path}: not upgraded, it has errors", error=True)
        return
    if not item.changed:
        say(f"{path}: has the newest version, {newest()}")
        return
    say(f"{path}: version {item.version} -> {newest()}")
    for key, old, new, because in item.defaults:
        say(f"  {key}: {printable(old)} -> {printable(new)}" + (f" ({because})" if because else ""))
    if not item.properties:
        say("  The template stays the same.")
    else:
        say(f"  {count(len(item.properties), 'change')} in the template:")
        for name, old, new in item.properties:
            say(f"    {printable(name)}: {printable(old)} -> {printable(new)}")
    say(f"wrote {path}" if wrote else f"{path} is not written")
    if wrote and item.properties:
        say("'scaleset plan --git HEAD' says what deploying that does to running instances.")


def _as_value(item: Upgrade, *, wrote: bool) -> dict[str, Any]:
    return {
        "spec": item.spec.as_posix(),
        "version": item.version,
        "newest": newest(),
        "wrote": wrote and item.changed and not item.failed,
        "errors": [finding.message for finding in item.findings],
        "defaults": [
            {"key": key, "old": old, "new": new, "because": because}
            for key, old, new, because in item.defaults
        ],
        "properties": [
            {"path": name, "old": old, "new": new} for name, old, new in item.properties
        ],
    }
