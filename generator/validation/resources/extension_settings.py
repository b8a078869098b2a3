"""What an extension hands to its handler, against the schema of that handler.

The handlers that deliver applications have one each, by publisher and type. What they do with a
name that they do not know differs, and so do the casings that they take: the file says it.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Severity
from generator.lazy import dataclass, replace
from generator.paths import data_folder
from generator.resources.schema import ResourceSchema
from generator.resources.store import names_files
from generator.validation.resources.severity import CASING, CONVERTED, UNKNOWN
from generator.validation.resources.walker import Walker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path
    from generator.findings import Finding
    from generator.validation.resources.walker import ValueReading

_MOST_NAMES = 3
SECTIONS = ("settings", "protectedSettings")


@dataclass(frozen=True, slots=True)
class HandlerSchema:
    """The schema of a handler; `unknown` is how bad a name is that it does not know."""

    schema: ResourceSchema
    unknown: Severity
    minds_casing: bool
    page: str
    may_convert: bool = False


def settings_problems(
    extension: dict[str, Any], path: Path, reading: ValueReading
) -> Iterator[Finding]:
    """Check the settings of an extension; `extension` is what has publisher and type."""
    written = {key.lower(): (key, value) for key, value in extension.items()}
    handler = _handler(*(_text(written, name, reading) for name in ("publisher", "type")))
    for section in SECTIONS if handler is not None else ():
        key, value = written.get(section.lower(), (section, None))
        if handler is not None and isinstance(value, dict):
            for problem in _section(handler, section, value, (*path, key), reading):
                yield replace(problem, url=handler.page)


def _text(written: dict[str, tuple[str, Any]], name: str, reading: ValueReading) -> str:
    value = written.get(name, ("", ""))[1]
    return value if isinstance(value, str) and reading.types(value) is None else ""


@lru_cache(maxsize=64)
def _handler(publisher: str, kind: str) -> HandlerSchema | None:
    name = f"{publisher}.{kind}".lower()
    if not names_files(name, [name]):
        return None
    path = data_folder("schemas") / "extensions" / f"{name}.json"
    if not path.is_file():
        return None
    data = json.loads(path.read_bytes())
    schema = ResourceSchema(data["type"], data["versions"], data["root"], data["definitions"])
    exact = data["casing"] == "exact"
    unknown, source = Severity[data["unknown"].upper()], data["sources"][0]
    return HandlerSchema(schema, unknown, exact, source, data.get("converts") == "perhaps")


def _section(
    handler: HandlerSchema, section: str, value: dict[str, Any], path: Path, reading: ValueReading
) -> Iterator[Finding]:
    sliced = handler.schema.slice(handler.schema.versions[0])
    walker = Walker(sliced, reading, f"'{section}' of {handler.schema.type}", path, {})
    walker.members(value, sliced.definition(section), path)
    other = next(name for name in SECTIONS if name != section)
    elsewhere = sliced.definition(other)
    ignored = []
    for problem in walker.found:
        name = str(problem.path[-1])
        top = problem.path[:-1] == path
        if problem.kind == UNKNOWN and top and elsewhere.spelled(name) is not None:
            message = f"'{name}' belongs in '{other}', not in '{section}'"
            yield replace(problem, message=message, severity=_harm(handler))
        elif problem.kind == UNKNOWN and handler.unknown is Severity.INFO:
            ignored.append(problem)
        else:
            yield _judged(problem, handler)
    if ignored:  # scripts may read them there
        names = ", ".join(f"'{problem.path[-1]}'" for problem in ignored[:_MOST_NAMES])
        more = f" and {len(ignored) - _MOST_NAMES} more" * (len(ignored) > _MOST_NAMES)
        message = f"the handler does not know {names}{more} and ignores such names"
        yield replace(ignored[0], message=message, severity=handler.unknown)


def _harm(handler: HandlerSchema) -> Severity:
    """Return how bad it is that the handler does not see what it would know."""
    return max(handler.unknown, Severity.WARNING)


def _judged(problem: Finding, handler: HandlerSchema) -> Finding:
    """Return a problem as bad as it is for the handler, which is not Azure Resource Manager."""
    if problem.kind == UNKNOWN:
        return replace(problem, severity=handler.unknown)
    if problem.kind == CASING and problem.on_key and handler.minds_casing:
        message = f"{problem.message}, and the handler minds the casing"
        return replace(problem, kind=UNKNOWN, message=message, severity=_harm(handler))
    if problem.fault == CONVERTED and handler.may_convert:
        return replace(problem, advice="whether the handler converts it is not documented")
    if problem.fault == CONVERTED and handler.minds_casing:
        advice = "the handler does not convert it"
        return replace(problem, advice=advice, severity=_harm(handler))
    return problem
