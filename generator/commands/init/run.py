"""`scaleset init`: a starter's spec, with the files that it names."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from generator.commands.reporting import say_json
from generator.files.programs import program
from generator.files.templates import names_of_starters, template_names, template_text
from generator.files.writing import write_together
from generator.lazy import regex
from generator.paths import schema_address
from generator.rendering.artifacts import SCHEMA_COPY, json_text
from generator.spec.schema import editor_schema
from generator.wording.commands import for_bash, path_for_bash
from generator.wording.printable import printable
from generator.wording.saying import say

_SCHEMA_LINE = regex(r"^# yaml-language-server: .*\n")
_NAME_LINE = regex(r"^name:.*$", re.MULTILINE)
_TITLE = regex(r"^# (?!yaml-language-server)(.+)$", re.MULTILINE)


def starters() -> dict[str, str]:
    """Return the starters by name, each with the first sentence of its spec."""
    found = {}
    for name in names_of_starters():
        title = _TITLE.search(template_text(f"starters/{name}/scaleset.yaml") or "")
        found[name] = title[1] if title else ""
    return found


def list_starters(output: str) -> int:
    """Print the starters; give the exit code."""
    found = starters()
    if output == "json":
        say_json([{"name": name, "description": text} for name, text in found.items()])
        return 0
    width = max(len(name) for name in found)
    for name, text in found.items():
        say(f"{name:<{width}}  {text}")
    return 0


def write_starter(name: str, starter: str, force: bool, with_schema: bool, output: str) -> int:
    """Write a starter into the folder `name`; give the exit code."""
    known = starters()
    if starter not in known:
        from difflib import get_close_matches

        close = get_close_matches(starter, known, 1)
        hint = f"did you mean '{close[0]}'?" if close else "see scaleset init --list"
        say(f"scaleset: no starter '{printable(starter)}'; {hint}", error=True)
        return 2
    target = Path(name)
    set_name = target.resolve().name if name in {".", ""} else target.name
    if not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9_.-]{0,62}[A-Za-z0-9_])?", set_name):
        if name not in {".", ""}:
            say(
                f"scaleset: '{printable(set_name)}' cannot name a scale set: "
                "use letters, digits and '-'",
                error=True,
            )
            return 2
        set_name = ""
    files = _files(starter, set_name, with_schema)
    there = [target / item for item in files if os.path.lexists(target / item)]
    if there and not force:
        listed = ", ".join(printable(path.as_posix()) for path in there)
        are, them = ("is", "it") if len(there) == 1 else ("are", "them")
        say(f"scaleset: {listed} {are} there already; --force overwrites {them}", error=True)
        return 2
    write_together({target / item: text for item, text in files.items()}, [target])
    _report(target, sorted(files), output)
    return 0


def _files(starter: str, set_name: str, with_schema: bool) -> dict[str, str]:
    folder = f"starters/{starter}/"
    found = {}
    for path in template_names(folder):
        text, name = template_text(path) or "", path.removeprefix(folder)
        if name == "scaleset.yaml" and not with_schema:
            address = schema_address(SCHEMA_COPY)
            line = f"# yaml-language-server: $schema={address}\n" if address else ""
            text = _SCHEMA_LINE.sub(line, text)
        if name == "scaleset.yaml" and set_name:
            text = _NAME_LINE.sub(f"name: {set_name}", text, count=1)
        found[name] = text
    if with_schema:
        found[SCHEMA_COPY] = json_text(editor_schema())
    return found


def _report(target: Path, files: list[str], output: str) -> None:
    paths = [(target / item).as_posix() for item in files]
    if output == "json":
        say_json({"files": paths})
        return
    for path in paths:
        say(f"wrote {printable(path)}")
    spec = path_for_bash(target / "scaleset.yaml")
    say(f"\nEdit it, then:\n  {_called()} render {spec}")


def _called() -> str:
    """Return how scaleset is called: by its name where that is on the PATH."""
    if program("scaleset"):
        return "scaleset"
    return f"{for_bash(sys.executable)} -m generator"
