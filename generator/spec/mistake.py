"""One mistake of a spec against its schema, before it has its place in a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.lazy import dataclass, field
from generator.spec.paths import place
from generator.spec.schema import schema_at
from generator.wording import characters
from generator.wording import kinds as wording

if TYPE_CHECKING:
    from generator.diagnostics import Path


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake; `explains` are the paths of values that it makes wrong too."""

    path: Path
    name: str
    message: str
    on_key: bool = False
    about: Path | None = None
    """The path of the key that is missing, or of the one that is meant by another."""
    explains: tuple[Path, ...] = ()
    form: Any = field(default=None, compare=False)
    """The value that is meant, where that is known."""
    unquoted: bool = False
    """Whether it is meant without its quotes."""


def odd_value(value: Any, path: Path) -> Mistake | None:
    """Return that an odd character is in a string that would do without it."""
    found = characters.ODD.search(value) if isinstance(value, str) else None
    if found is None or any(item.get("x-secret") for item in schema_at(path)):
        return None
    message = (
        f"{place(path)} has the character {characters.name_of(found[0])} in it: "
        f"{characters.advice(found[0])}"
    )
    return Mistake(path, "odd-character", message)


def shown(value: Any, path: Path) -> str:
    """Show a value in a message: short, and never one that may be a secret."""
    if any(schema.get("x-secret") for schema in schema_at(path)):
        return "not shown: it may be a secret"
    if isinstance(value, dict):
        return "keys with values"
    if isinstance(value, list):
        return "a list"
    text = wording.shown(value)
    return "empty" if value is None else text
