"""Tests about the age of API versions, by a table of what Azure offers and a date."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from generator.paths import data_folder
from generator.validation.arm_ttk.subject import Fault, find, get, named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.diagnostics import Path
    from generator.validation.arm_ttk.subject import Subject

_PLAIN = len("2025-04-01")
_OLDEST = timedelta(days=730)
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_CALL = re.compile(r"(?<=[\[(,])\s*(?:reference|list\w*)\s*\(", re.IGNORECASE)
_VERSION = re.compile(r",\s*'(\d{4}-\d{2}-\d{2}(?:-[\w]+)?)'")
_TYPE = re.compile(r"(?:resourceId|extensionResourceId)\s*\(", re.IGNORECASE)
_SKIPPED = "disable-apiversions-should-be-recent"


@lru_cache(maxsize=1)
def offered() -> dict[str, list[str]]:
    """Give the API versions that Azure offers, by type in lower case."""
    text = (data_folder("schemas") / "api-versions.json").read_text(encoding="utf-8")
    return {kind.lower(): versions for kind, versions in json.loads(text)["types"].items()}


@dataclass(frozen=True, slots=True)
class _Use:
    """A type with the version that it is used in, and where."""

    kind: str
    version: Any
    at: Path | int


def recent(subject: Subject) -> Iterator[Fault]:
    """apiVersions-Should-Be-Recent."""
    yield from _judged(
        _resources(subject, get(subject.value, "resources"), ("resources",)), subject
    )


def _judged(uses: Iterator[_Use], subject: Subject) -> Iterator[Fault]:
    """Judge versions in their order; as arm-ttk does, an old one that is the newest ends it."""
    for use in uses:
        yield from _faults(use, subject)
        if _is_old_and_newest(use, subject):
            return


def _is_old_and_newest(use: _Use, subject: Subject) -> bool:
    stable = [item for item in _known(use.kind) if len(item) == _PLAIN]
    day = _day(str(use.version))
    if not stable or day is None or subject.as_of is None:
        return False
    return str(use.version).lower() == max(stable) and subject.as_of - day > _OLDEST


def _resources(subject: Subject, listed: Any, path: Path, around: str = "") -> Iterator[_Use]:
    pairs: Iterable[tuple[int | str, Any]] = ()
    if isinstance(listed, list):
        pairs = enumerate(listed)
    elif isinstance(listed, dict):
        pairs = listed.items()
    for key, resource in pairs:
        place = (*path, key)
        kind = str(get(resource, "type") or "")
        if around and "." not in kind.partition("/")[0]:
            kind = f"{around}/{kind}"
        version = get(resource, "apiVersion")
        of_bicep = subject.generated_by_bicep and kind.lower() == "microsoft.resources/deployments"
        if version is not None and not _is_excused(resource) and not of_bicep:
            yield _Use(kind, version, (*place, "apiVersion"))
        yield from _resources(subject, get(resource, "resources"), (*place, "resources"), kind)
        template = get(get(resource, "properties"), "template")
        if isinstance(template, dict):
            below = (*place, "properties", "template", "resources")
            yield from _resources(subject, get(template, "resources"), below)


def _is_excused(resource: Any) -> bool:
    metadata = get(resource, "metadata")
    return isinstance(metadata, list) and any(
        _SKIPPED in json.dumps(item).lower() for item in metadata
    )


def _faults(use: _Use, subject: Subject) -> Iterator[Fault]:
    kind, version, at = use.kind, use.version, use.at
    if not isinstance(version, str):
        yield Fault(at, "'apiVersion' must be a text", "ApiVersion.Not.String")
        return
    found = _DATE.search(version)
    if found is None:
        yield Fault(at, "'apiVersion' must be a date, not an expression", "ApiVersion.Not.A.Date")
        return
    known = _known(kind)
    if not known:
        return
    ours = version.lower()
    if ours not in known:
        message = f"Azure is not known to offer {version} of {kind}"
        yield Fault(at, message, "ApiVersion.Not.Valid", warning=True)
    yield from _age(kind, ours, known, at, subject)


def _known(kind: str) -> list[str]:
    """Give the versions of a type; where it has none, of the type around it."""
    parts = kind.lower().split("/")
    while len(parts) > 1:
        versions = offered().get("/".join(parts))
        if versions:
            return [version.lower() for version in versions]
        parts.pop()
    return []


def _age(
    kind: str, version: str, known: list[str], at: Path | int, subject: Subject
) -> Iterator[Fault]:
    day = _day(version)
    if day is None or subject.as_of is None:
        return
    stable = sorted(item for item in known if len(item) == _PLAIN)
    newer_stable = [item for item in stable if (_day(item) or day) > day]
    if "preview" in version and newer_stable:
        message = f"{kind} has a newer version that is no preview: {newer_stable[-1]}"
        yield Fault(at, message, "ApiVersion.Preview.Not.Recent")
        return
    same_day = [item for item in stable if _day(item) == day]
    if "preview" in version and same_day:
        message = f"{kind} has the same version without preview: {same_day[0]}"
        yield Fault(at, message, "ApiVersion.Preview.Version.Has.Stable.Version")
        return
    newer = [item for item in known if (_day(item) or day) > day and len(item) == _PLAIN]
    if subject.as_of - day > _OLDEST and newer:
        age = (subject.as_of - day).days
        message = f"{version} of {kind} is {age} days old: take {max(newer)}"
        yield Fault(at, message, "ApiVersion.Not.Recent")


def _day(version: str) -> date | None:
    found = _DATE.search(version)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def in_references(subject: Subject) -> Iterator[Fault]:
    """apiVersions-Should-Be-Recent-In-Reference-Functions."""
    if not subject.generated_by_bicep:
        yield from _judged(_calls(subject), subject)


def _calls(subject: Subject) -> Iterator[_Use]:
    for call in _CALL.finditer(subject.text):
        inside = _balanced(subject.text, call.end() - 1)
        version = _VERSION.search(_outer(inside))
        kind = _type_of(inside, subject)
        if version and kind:
            yield _Use(kind, version[1], call.start())


def _balanced(text: str, opening: int) -> str:
    depth = 0
    for index in range(opening, len(text)):
        depth += {"(": 1, ")": -1}.get(text[index], 0)
        if depth == 0:
            return text[opening + 1 : index]
    return ""


def _outer(text: str) -> str:
    """Blank what stands in inner parentheses, so that only arguments of this call are left."""
    depth, kept = 0, []
    for character in text:
        depth -= character == ")"
        kept.append(character if depth == 0 else " ")
        depth += character == "("
    return "".join(kept)


def _type_of(inside: str, subject: Subject) -> str | None:
    call = _TYPE.search(inside)
    if call is not None:
        for literal in re.findall(r"'([^']*)'", _balanced(inside, call.end() - 1)):
            if re.match(r"[\w]+\.[\w.]+/", literal):
                return str(literal)
        return None
    variable = re.match(r"\s*variables\s?\(\s*'([^']+)'\s*\)", inside, re.IGNORECASE)
    if variable is None:
        return None
    pattern = re.compile(rf"variables\s?\(\s*'{re.escape(variable[1])}'", re.IGNORECASE)
    for found in find(subject.value, named("name")):
        if pattern.search(str(found.value)) and isinstance(get(found.owner, "type"), str):
            return str(get(found.owner, "type"))
    held = get(get(subject.value, "variables"), variable[1])
    return _type_of(str(held), subject) if isinstance(held, str) and held.startswith("[r") else None


TESTS = {
    "apiVersions-Should-Be-Recent": recent,
    "apiVersions-Should-Be-Recent-In-Reference-Functions": in_references,
}
