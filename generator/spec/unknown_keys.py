"""A key that is not known where it is: misspelled, from another tool, or at the wrong depth."""

from __future__ import annotations

from collections import defaultdict
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from generator.spec.mistake import Mistake
from generator.spec.paths import place
from generator.spec.schema import spec_schema
from generator.spec.short_forms import fits, flow, meant
from generator.wording import characters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path
    from generator.spec.schema import Schema

_MANY = 12
"""So many known keys are listed and no more."""
_PLACES = 3
"""A key that belongs to more places is not said to be at the wrong one."""
_ITEM = "[]"


def unknown_keys(error: Any, path: Path) -> Iterator[Mistake]:
    """Yield the mistake of each key that is not known at a path."""
    known = error.schema.get("properties", {})
    below: dict[str, list[str]] = defaultdict(list)
    for key in (key for key in error.instance if key not in known):
        parent = _parent_beside(key, error.instance, known)
        if parent is None:
            yield _unknown_key(key, error.instance, path, known)
        else:
            below[parent].append(key)
    for parent, keys in below.items():
        listed = " and ".join(f"'{key}'" for key in keys)
        message = f"indent {listed} below '{parent}': in the same column it is a key of its own"
        others = ((*path, parent), path, *((*path, key) for key in keys[1:]))
        yield Mistake((*path, keys[0]), "wrong-depth", message, on_key=True, explains=others)


def odd_key(key: str, here: dict[str, Any], path: Path, known: dict[str, Schema]) -> Mistake:
    """Return that a key has an odd character, as part of it or in its indentation."""
    odd = characters.ODD.search(key)
    found = odd[0] if odd else ""
    name = characters.plain(key).removeprefix("- ")
    what = f"{characters.name_of(found)}: {characters.advice(found)}"
    message = f"the key '{name}' has the character {what}"
    parent = _parent_beside(name, here, known)
    explains = ((*path, parent),) if parent else ()
    about = (*path, name)
    return Mistake(
        (*path, key), "odd-character", message, on_key=True, about=about, explains=explains
    )


def _unknown_key(key: str, here: dict[str, Any], path: Path, known: dict[str, Schema]) -> Mistake:
    where, within = (*path, key), f" in {place(path)}" if path else ""
    if characters.ODD.search(key):
        return odd_key(key, here, path, known)
    value = here[key]
    same = _synonym(key, known)
    other = _elsewhere(key, value, path)
    if same is not None and (other is None or _may_be(value, known[same])):
        hint = _in_its_place(same, value, known[same]) + known[same].get("x-tells", "")
        message = f"unknown key '{key}'{within}{hint}"
        return Mistake(where, "unknown-key", message, on_key=True, about=(*path, same))
    if other is not None:
        message = f"unknown key '{key}'{within}: {other}"
        return Mistake(where, "wrong-depth", message, on_key=True)
    hint = _did_you_mean(key, known)
    close = get_close_matches(key, known, 1, 0.6)
    about = (*path, close[0]) if close else None
    message = f"unknown key '{key}'{within}{hint}"
    return Mistake(where, "unknown-key", message, on_key=True, about=about)


def _parent_beside(key: str, siblings: dict[str, Any], known: dict[str, Schema]) -> str | None:
    """Return the empty key beside it that a key belongs to, where the indentation was lost."""
    for name, below in known.items():
        if name in siblings and siblings[name] is None and key in below.get("properties", {}):
            return name
    return None


def _synonym(key: str, known: dict[str, Schema]) -> str | None:
    """Return the key of this place that another tool, or another case, calls so."""
    plain = _plain(key)
    for name, schema in known.items():
        if plain in map(_plain, (name, *schema.get("x-synonyms", []))):
            return name
    return None


def _plain(key: str) -> str:
    """Return a name without what tells the spellings of tools apart: timeZone, time_zone."""
    return key.replace("_", "").replace("-", "").lower()


def _elsewhere(key: str, value: Any, path: Path) -> str | None:
    """Return where in a spec a key belongs that is not known at a path; None where nobody knows."""
    places = _places()[0].get(key, ())
    fitting = _outermost([item for item in places if _may_be(value, item[1])])
    if not fitting and not places:
        return _called_elsewhere(key, value, path)
    if not fitting or len(fitting) > _PLACES:
        return None
    if any(not where for where, _ in fitting):
        return "it is a key of the spec itself: write it without indentation" if path else None
    named = [f"'{_written(where, path)}'" for where, _ in fitting]
    listed = " or ".join([", ".join(named[:-1]), named[-1]] if named[1:] else named)
    return f"it belongs below {listed}"


def _outermost(places: list[tuple[Path, Schema]]) -> list[tuple[Path, Schema]]:
    """Leave out the places inside of others: who means those has the others in front of him."""
    around = {where for where, _ in places}
    return [
        (where, schema)
        for where, schema in places
        if not any(where[:depth] in around for depth in range(1, len(where)))
    ]


def _called_elsewhere(key: str, value: Any, path: Path) -> str | None:
    """Return the key of other places that another tool calls so; None where that is open."""
    found = [
        (where, name)
        for where, name, schema in _places()[1].get(_plain(key), ())
        if _may_be(value, schema)
    ]
    names = {name for _, name in found}
    if len(names) != 1 or len(found) > _PLACES or not all(where for where, _ in found):
        return None
    below = " or ".join(f"'{_written(where, path)}'" for where, _ in found)
    return f"it is called '{names.pop()}', and belongs below {below}"


def _may_be(value: Any, schema: Schema) -> bool:
    """Whether a value is of the kind of a schema; a list of words has to have it."""
    if isinstance(value, (dict, list)) or value is None:
        kinds = {dict: "object", list: "array"}
        return value is None or schema.get("type") == kinds[type(value)]
    return fits(value, schema)


def _written(where: Path, path: Path) -> str:
    """Write a place of the schema, without what it has in common with a path of the spec."""
    steps = [step for step in path if not isinstance(step, int)]
    names = [step for step in where if step != _ITEM]
    common = 0
    while common < min(len(steps), len(names) - 1) and steps[common] == names[common]:
        common += 1
    text = "".join("[]" if step == _ITEM else f".{step}" for step in where[_spent(where, common) :])
    return text.lstrip(".").removeprefix("[].")


def _spent(where: Path, names: int) -> int:
    """Return the number of steps that the first names of a place take."""
    for index, step in enumerate(where):
        if step != _ITEM:
            if not names:
                return index
            names -= 1
    return len(where)


@lru_cache(maxsize=1)
def _places() -> tuple[
    dict[str, list[tuple[Path, Schema]]], dict[str, list[tuple[Path, str, Schema]]]
]:
    """Return the places of each key below its parent, and those of what other tools call it."""
    places: dict[str, list[tuple[Path, Schema]]] = {}
    called: dict[str, list[tuple[Path, str, Schema]]] = {}
    for where, key, schema in _keys(spec_schema(), ()):
        places.setdefault(key, []).append((where, schema))
        for name in {_plain(item) for item in (key, *schema.get("x-synonyms", []))}:
            called.setdefault(name, []).append((where, key, schema))
    return places, called


def _keys(schema: Schema, path: Path) -> Iterator[tuple[Path, str, Schema]]:
    for key, below in schema.get("properties", {}).items():
        yield path, key, below
        yield from _keys(below, (*path, key))
    if isinstance(schema.get("items"), dict):
        yield from _keys(schema["items"], (*path, _ITEM))


def _did_you_mean(key: str, known: dict[str, Schema]) -> str:
    """Suggest the key that was meant, or list the known ones where there are few."""
    close = get_close_matches(key, known, 1, 0.6)
    if close:
        return f"; did you mean '{close[0]}'?"
    if len(known) > _MANY:
        return "; 'scaleset schema' has all keys"
    return f"; known: {', '.join(known)}" if known else ""


def _in_its_place(name: str, value: Any, schema: Schema) -> str:
    """Return how a key is written with a value that has the words of another tool."""
    form = schema.get("x-words", {}).get(str(value).lower())
    if form is None and not fits(value, schema):
        form = meant(value, schema)
    written = name if form is None else f"{name}: {flow(form)}"
    return f"; did you mean '{written}'?"
