"""The configuration of a folder: `scaleset.config.yaml`, or `[tool.scaleset]` in `pyproject.toml`.

The nearest one found upwards from a file counts, and only that one.
"""

from __future__ import annotations

import os
import re
import stat
from datetime import date
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Diagnostic, InvalidInput, Position, Severity
from generator.files.arguments import is_excluded, unreadable
from generator.files.decoding import decode
from generator.files.reading import OUTSIDE, leads_outside, read_bytes, root_of, top_level
from generator.lazy import dataclass
from generator.validation.selection.selection import SEVERITIES, Selection, is_level, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

OWN, FORMER, _SHARED = "scaleset.config.yaml", ".scaleset.yaml", "pyproject.toml"
"""`FORMER` is an older name of `OWN`, a dot from that of a spec; it is read too."""
_MARK = b"[tool.scaleset"
_LARGEST = 2**20
"""No pyproject.toml that was written by hand has so many bytes."""
KEYS = {
    "select": "Only these rules count: ids, beginnings of ids (`SEC`), names, or `ALL`.",
    "ignore": "These rules are left out.",
    "severity": "Another severity for a rule: `error`, `warning`, `note` or `off`.",
    "per-file-ignores": "Rules that are left out in files that fit a pattern, or below a folder.",
    "rules": "Folders of rules of your own; they run with `validate --user-rules` only.",
    "exclude": "What is skipped in folders and patterns; files that are named are checked.",
    "fail-on": "Least severity that makes the exit code 1: `error`, `warning`, `note` or `never`.",
    "notes": "`true` shows notes in the text; else they are counted.",
    "as-of": "Day that facts are read at, `YYYY-MM-DD`.",
    "baseline": "File of known findings, from the folder of the configuration.",
    "skus": "Sizes as your subscription has them, from the folder of the configuration: what "
    "`az vm list-skus --all -o json` printed, or `scaleset sizes --compact` made of it.",
    "profile": "`default`, or `arm-ttk` for the tests of arm-ttk with its verdict.",
}
"""What a configuration can say, with what it means."""
_OPTIONS = (
    "parameters",
    "write-baseline",
    "user-rules",
    "jobs",
    "full",
    "color",
    "quiet",
    "output",
)
"""What is no key, but an option."""
_OF_RUNS = {
    "fail-on": "one of error, warning, note, never",
    "notes": "true or false",
    "as-of": "a day, YYYY-MM-DD",
    "baseline": "a path, from the folder of the configuration",
    "skus": "a path, from the folder of the configuration",
    "profile": "one of default, arm-ttk",
}
"""Keys about whole runs, and what they take."""
_PATHS = ("baseline", "skus")
_FAIL_ON = ("error", "warning", "note", "info", "never")
_PROFILES = ("default", "arm-ttk")


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a configuration says; `folder` is where it lies, `rules` are folders of own rules."""

    path: Path
    selection: Selection
    per_file: tuple[tuple[str, tuple[str, ...]], ...] = ()
    rules: tuple[Path, ...] = ()
    fail_on: str | None = None
    notes: bool = False
    as_of: date | None = None
    baseline: Path | None = None
    profile: str | None = None
    exclude: tuple[str, ...] = ()
    skus: Path | None = None

    def excludes(self, path: Path) -> bool:
        """Return whether a file that a folder holds is passed by."""
        return is_excluded(path, self.path.parent, self.exclude)

    def switches(self) -> list[str]:
        """Return in words what it leaves out or sets to another severity."""
        chosen = self.selection
        ignored = [f"{', '.join(names)} in {pattern}" for pattern, names in self.per_file]
        parts = (
            ("counts only", chosen.select),
            ("ignores", (*chosen.ignore, *ignored)),
            ("sets", tuple(f"{rule} to {level}" for rule, level in chosen.severities)),
            ("skips", self.exclude),
            ("leaves out what is in", (self.baseline.name,) if self.baseline else ()),
        )
        return [f"{verb} {', '.join(names)}" for verb, names in parts if names]

    def selection_for(self, path: Path) -> Selection:
        """Return the selection for one file, with what is ignored for its path."""
        try:
            inside = path.absolute().relative_to(self.path.parent).as_posix()
        except ValueError:
            inside = path.as_posix()
        more = [
            selector
            for pattern, selectors in self.per_file
            for selector in selectors
            if fnmatch(inside, pattern) or fnmatch(inside, f"{pattern.rstrip('/')}/*")
        ]
        return Selection(ignore=tuple(more)).over(self.selection) if more else self.selection


def configuration_for(path: Path) -> Configuration | None:
    """Return the configuration that counts for a file; None where there is none.

    Raises InvalidInput with every mistake in it.
    """
    return _above(path.absolute().parent)


@lru_cache(maxsize=4096)
def _above(folder: Path) -> Configuration | None:
    """Return the nearest configuration, up to the top of the repository and no further.

    Where there is no repository, no folder above that everybody may write to is looked into.
    """
    top, here = top_level(str(folder)), Path.cwd()
    for each in (folder, *folder.parents):
        if top is None and each not in (folder, here) and _is_open_to_all(each):
            return None
        found = _of_folder(each)
        if found is not None or str(each) == top:
            return found
    return None


def _is_open_to_all(folder: Path) -> bool:
    try:
        return os.name == "posix" and bool(folder.stat().st_mode & stat.S_IWOTH)
    except OSError:
        return True


@lru_cache(maxsize=4096)
def _of_folder(folder: Path) -> Configuration | None:
    for name in (OWN, FORMER):
        own = folder / name
        if own.is_symlink() or own.is_file():
            return _read_yaml(own)
    shared = folder / _SHARED
    if shared.is_symlink() or shared.is_file():
        data = _bytes(shared)
        return _read_toml(shared, decode(data, shared.as_posix())) if _MARK in data else None
    return None


def _bytes(path: Path) -> bytes:
    try:
        return read_bytes(path, most=_LARGEST)
    except OSError as error:
        raise InvalidInput([unreadable(path.as_posix(), str(error.strerror))]) from None


def _read_yaml(path: Path) -> Configuration:
    from generator.language.documents.source import read_document

    document = read_document(path)

    def told(message: str, place: tuple[str | int, ...]) -> Diagnostic:
        return document.diagnostic("configuration", Severity.ERROR, message, place)

    return _checked(path, {} if document.value is None else document.value, told)


def _read_toml(path: Path, text: str) -> Configuration:
    import tomllib

    lines = text.splitlines()

    def told(message: str, place: tuple[str | int, ...]) -> Diagnostic:
        words = [str(step) for step in place if isinstance(step, str)]
        line = next((n for n, t in enumerate(lines, 1) if words and words[-1] in t), 1)
        at = Position(line, 1, line, len(lines[line - 1]) + 1)
        return Diagnostic("configuration", Severity.ERROR, message, path.as_posix(), at)

    try:
        value = tomllib.loads(text).get("tool", {}).get("scaleset", {})
    except RecursionError:
        raise InvalidInput([told("this is nested too deeply to be read", ())]) from None
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+), column (\d+)", str(error))
        line, column = (int(found[1]), int(found[2])) if found else (len(lines), 1)
        at = Position(line, column, line, column)
        message = f"this is no TOML: {str(error).split(' (at')[0]}"
        mistake = Diagnostic("configuration", Severity.ERROR, message, path.as_posix(), at)
        raise InvalidInput([mistake]) from None
    return _checked(path, value, told)


def _checked(path: Path, value: Any, told: Any) -> Configuration:
    """Make a configuration of what was read; `told` makes a finding of a message and a place."""
    mistakes = [told(message, place) for message, place in _mistakes(value)]
    home = path.absolute().parent
    files = {key: home / value[key] for key in _PATHS if key in value} if not mistakes else {}
    mistakes += [
        told(f"'{key}': {OUTSIDE}", (key,))
        for key, file in files.items()
        if leads_outside(file, root_of(path))
    ]
    if mistakes:
        raise InvalidInput(mistakes)
    selection = Selection(
        tuple(value.get("select", ())),
        tuple(value.get("ignore", ())),
        tuple((rule, level.lower()) for rule, level in value.get("severity", {}).items()),
    )
    per_file = tuple((k, tuple(v)) for k, v in value.get("per-file-ignores", {}).items())
    rules = tuple(path.parent / folder for folder in value.get("rules", ()))
    return Configuration(
        path.absolute(),
        selection,
        per_file,
        rules,
        value.get("fail-on"),
        bool(value.get("notes")),
        _day(value.get("as-of")),
        files.get("baseline"),
        value.get("profile"),
        tuple(value.get("exclude", ())),
        files.get("skus"),
    )


def _day(value: Any) -> date | None:
    """Return the day of a value, which may be one already; None where it is none."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def _fits(key: str, item: Any) -> bool:
    """Whether the value of a key about whole runs is one that it takes."""
    if key == "fail-on":
        return item in _FAIL_ON
    if key == "profile":
        return item in _PROFILES
    if key in _PATHS:
        return isinstance(item, str) and item != ""
    return isinstance(item, bool) if key == "notes" else _day(item) is not None


def _mistakes(value: Any) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    if not isinstance(value, dict):
        yield f"a configuration is a mapping with {', '.join(KEYS)}", ()
        return
    own_rules = bool(value.get("rules"))
    for key, item in value.items():
        if key not in KEYS:
            yield _unknown_key(str(key)), (key,)
        elif key in {"select", "ignore", "rules", "exclude"}:
            of_rules = key in {"select", "ignore"} and not own_rules
            yield from _list_mistakes(item, (key,), of_rules)
        elif key in _OF_RUNS:
            if not _fits(key, item):
                yield f"'{key}' must be {_OF_RUNS[key]}", (key,)
        else:
            yield from _mapping_mistakes(key, item, own_rules)


def _unknown_key(key: str) -> str:
    if key in _OPTIONS:
        return f"unknown key '{key}' in a configuration: use the option --{key}"
    return f"unknown key '{key}' in a configuration; known: {', '.join(KEYS)}"


def _mapping_mistakes(
    key: str, item: Any, own_rules: bool
) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    if not isinstance(item, dict):
        yield f"'{key}' must be a mapping", (key,)
    elif key == "severity":
        yield from _severity_mistakes(item, own_rules)
    else:
        for pattern, selectors in item.items():
            yield from _list_mistakes(selectors, (key, pattern), not own_rules)


def _severity_mistakes(
    value: dict[str, Any], own_rules: bool
) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    for rule, level in value.items():
        message = None if own_rules else unknown(str(rule))
        if message is not None:
            yield message, ("severity", rule)
        if not is_level(level):
            yield (
                f"the severity of '{rule}' must be one of {', '.join(SEVERITIES)}",
                ("severity", rule),
            )


def _list_mistakes(
    value: Any, place: tuple[str | int, ...], of_rules: bool
) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        yield f"'{place[-1]}' must be an array of strings", place
        return
    for index, item in enumerate(value):
        message = unknown(item) if of_rules else None
        if message is not None:
            yield message, (*place, index)
