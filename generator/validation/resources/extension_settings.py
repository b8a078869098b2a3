"""What an extension hands to its handler, against the schema of that handler.

There is one for each handler whose settings are known, by publisher and type. What they do with a
name that they do not know differs, and so do the casings that they take: the file says it. Of those
in others.json more settings may exist than are listed: then a name is wrong only where it is like
one that is listed ("near"), and of types nothing is said.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from generator.azure.handlers import handlers
from generator.diagnostics import Severity
from generator.lazy import dataclass, regex, replace
from generator.paths import data_folder
from generator.resources.schema import ResourceSchema
from generator.resources.store import names_files
from generator.validation.resources import faults
from generator.validation.resources.severity import CASING, CONVERTED, MISSING, UNKNOWN, VALUE
from generator.validation.resources.walker import Walker

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path as FilePath

    from generator.diagnostics import Path
    from generator.findings import Finding
    from generator.resources.schema import Slice
    from generator.validation.resources.walker import ValueReading

_MOST_NAMES = 3
_COMMON = {"unknown": "near", "casing": "any", "versions": [faults.TIMELESS], "root": "settings"}
_ARGUMENTS = "configurationArguments"
"""Where a handler takes the arguments of what it runs, whose names are free."""
SECTIONS = ("settings", "protectedSettings")
_FROM_VAULT = "protectedsettingsfromkeyvault"
_MEANT = regex(r"; did you mean '([^']+)'\?$")
_ALIKE = 0.8


@dataclass(frozen=True, slots=True)
class HandlerSchema:
    """The schema of a handler; `unknown` is how bad a name is that it does not know.

    `near` tells that it may know more names, `needs` how bad it is that something lacks, `secrets`
    are the names of those that only protected settings may have, `choices` the names of which a
    section has one.
    """

    schema: ResourceSchema
    unknown: Severity
    minds_casing: bool
    page: str
    near: bool
    needs: Severity
    secrets: frozenset[str]
    choices: dict[str, list[list[str]]]
    may_convert: bool = False

    @property
    def slice(self) -> Slice:
        """All of it: settings have no versions."""
        return self.schema.slice(self.schema.versions[0])


def settings_problems(
    extension: dict[str, Any], path: Path, reading: ValueReading
) -> Iterator[Finding]:
    """Check the settings of an extension; `extension` is what has publisher and type."""
    written = {key.lower(): (key, value) for key, value in extension.items()}
    handler = _handler(*(_text(written, name, reading) for name in ("publisher", "type")))
    if handler is None:
        return
    given = {name: written.get(name.lower(), (name, None))[1] for name in SECTIONS}
    elsewhere = {key.lower() for part in given.values() if isinstance(part, dict) for key in part}
    for section, value in given.items():
        key = written.get(section.lower(), (section, None))[0]
        if isinstance(value, dict):
            found = _section(handler, section, value, (*path, key), reading)
        elif value is None and not (section != "settings" and _FROM_VAULT in written):
            found = _absent(handler, section, path) if "copy" not in written else iter(())
        else:
            continue
        for problem in found:
            if problem.kind != MISSING or problem.name.lower() not in elsewhere:
                yield replace(problem, url=handler.page)


def secrets_of(publisher: str, kind: str) -> frozenset[str]:
    """Return the names, in lower case, that only the protected settings of a handler may have."""
    handler = _handler(publisher, kind)
    return handler.secrets if handler else frozenset()


def _absent(handler: HandlerSchema, section: str, path: Path) -> Iterator[Finding]:
    """Yield what lacks where a section is not there at all."""
    what = f"'{section}' of {handler.schema.type}"
    for name in handler.slice.definition(section).required:
        yield replace(faults.missing(name, path, what), severity=handler.needs)
    yield from _choices(handler, section, {}, path)


def _choices(
    handler: HandlerSchema, section: str, value: dict[str, Any], path: Path
) -> Iterator[Finding]:
    given = {key.lower() for key in value}
    for names in handler.choices.get(section, []):
        if not given & {name.lower() for name in names} and "copy" not in given:
            what = f"'{section}' of {handler.schema.type}"
            found = faults.missing(" or ".join(names), path, what)
            yield replace(found, severity=handler.needs)


def _text(written: dict[str, tuple[str, Any]], name: str, reading: ValueReading) -> str:
    value = written.get(name, ("", ""))[1]
    return value if isinstance(value, str) and reading.types(value) is None else ""


@lru_cache(maxsize=1)
def _others(folder: FilePath) -> dict[str, Any]:
    """Return the handlers of which not all is known: many of them, and little of each."""
    rows = json.loads((folder / "others.json").read_bytes())
    return {row["type"].lower().replace("/", "."): _COMMON | row for row in rows}


@lru_cache(maxsize=64)
def _handler(publisher: str, kind: str) -> HandlerSchema | None:
    name = f"{publisher}.{kind}".lower()
    if not names_files(name, [name]):
        return None
    folder = data_folder("schemas") / "extensions"
    path = folder / f"{name}.json"
    data = json.loads(path.read_bytes()) if path.is_file() else _others(folder).get(name)
    if data is None:
        return None
    row = handlers().get((publisher.lower(), kind.lower()))
    near = data["unknown"] == "near"
    return HandlerSchema(
        schema=ResourceSchema(data["type"], data["versions"], data["root"], data["definitions"]),
        unknown=Severity.WARNING if near else Severity[data["unknown"].upper()],
        minds_casing=data["casing"] == "exact",
        page=data["sources"][0],
        near=near,
        needs=Severity.ERROR if row is None or row.sure else Severity.WARNING,
        secrets=frozenset(item.lower() for item in data.get("secrets", [])),
        choices=data.get("choices", {}),
        may_convert=data.get("converts") == "perhaps",
    )


def _section(
    handler: HandlerSchema, section: str, value: dict[str, Any], path: Path, reading: ValueReading
) -> Iterator[Finding]:
    definition = handler.slice.definition(section)
    walker = Walker(handler.slice, reading, f"'{section}' of {handler.schema.type}", path, {})
    walker.members(value, definition, path)
    other = next(name for name in SECTIONS if name != section)
    elsewhere = handler.slice.definition(other)
    takes_arguments = _ARGUMENTS in definition.properties
    ignored = []
    lacking = {problem.name for problem in walker.found if problem.kind == MISSING}
    misspelled = {meant for problem in walker.found if (meant := _meant(problem)) in lacking}
    for problem in (*walker.found, *_choices(handler, section, value, path)):
        name = str(problem.path[-1])
        top = problem.path[:-1] == path
        own = elsewhere.spelled(name) if problem.kind == UNKNOWN and top else None
        if own is not None:
            if name.lower() in handler.secrets and _is_literal(value.get(name), reading):
                continue  # a secret that everybody can read is another rule's
            message = f"'{name}' belongs in '{other}', not in '{section}'"
            secret = name.lower() in handler.secrets or own in elsewhere.required
            bad = handler.needs if secret else _harm(handler)
            yield replace(problem, message=message, severity=bad)
        elif top and takes_arguments and problem.kind == UNKNOWN and not _meant(problem):
            message = (
                f"'{name}' is no setting of {handler.schema.type}; an argument of the "
                f"configuration goes in '{section}.{_ARGUMENTS}'"
            )
            yield replace(problem, message=message, severity=_harm(handler))
        elif problem.kind == UNKNOWN and handler.unknown is Severity.INFO:
            ignored.append(problem)
        elif handler.near:
            yield from _near(problem, handler, misspelled)
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


def _is_literal(value: Any, reading: ValueReading) -> bool:
    return isinstance(value, str) and bool(value.strip()) and reading.types(value) is None


def _meant(problem: Finding) -> str:
    """Return the name that an unknown one is like; empty where it is like none."""
    found = _MEANT.search(problem.message) if problem.kind == UNKNOWN else None
    if found is None:
        return ""
    from difflib import SequenceMatcher  # only where a name is wrong

    name = str(problem.path[-1]).lower()
    alike = SequenceMatcher(None, name, found[1].lower()).ratio() >= _ALIKE
    return found[1] if alike or _letters(name) == _letters(found[1]) else ""


def _letters(name: str) -> str:
    return re.sub(r"[\W_]", "", name).lower()


def _near(problem: Finding, handler: HandlerSchema, misspelled: set[str]) -> Iterator[Finding]:
    """Yield a problem where it is one for a handler of which not all settings are known."""
    if problem.kind == UNKNOWN and (meant := _meant(problem)):
        yield replace(problem, severity=handler.needs if meant in misspelled else handler.unknown)
    elif problem.kind in {MISSING, VALUE} and problem.name not in misspelled:
        doubtful = problem.severity is Severity.WARNING
        yield problem if doubtful else replace(problem, severity=handler.needs)


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
        return replace(problem, advice=advice, severity=Severity.WARNING)
    return problem
