"""The text of a spec in its newest version: the key `version`, and the names that keys have now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.spec.former_keys import former_keys_of
from generator.spec.schema import spec_schema
from generator.spec.trees import place_at

if TYPE_CHECKING:
    from generator.language.documents.source import Document

KEY = "version"


def newest() -> int:
    """Return the newest version of the defaults."""
    versions: list[int] = spec_schema()["properties"][KEY]["enum"]
    return max(versions)


def upgraded(document: Document) -> str:
    """Return the text of a spec in the newest version; all else in it stays as it is."""
    text = document.text
    edits = []
    for above, old, new in former_keys_of(document.value):
        place = place_at(document.root, (*above, old))
        name = text[place.key_start : place.key_end]
        edits.append((place.key_start, place.key_end, name.replace(old, new)))
    if KEY in document.value:
        edits.append((*document.span((KEY,)), str(newest())))
    else:
        start, added = _addition(document)
        edits.append((start, start, added))
    for start, end, written in sorted(edits, reverse=True):
        text = text[:start] + written + text[end:]
    return text


def _addition(document: Document) -> tuple[int, str]:
    """Return where the key goes that a spec has not, and what is written there."""
    text, root = document.text, document.root
    first = min(place.key_start for place in (root.children or {}).values())
    name = f'"{KEY}"' if document.language == "json" else KEY
    indent = text[text.rfind("\n", 0, first) + 1 : first]
    in_braces = text.startswith("{", root.start)
    if indent.strip(" \t"):  # something stands before the first key in its line
        return first, f"{name}: {newest()}, "
    end = "\r\n" if "\r\n" in text else "\n"
    return first, f"{name}: {newest()}{',' if in_braces else ''}{end}{indent}"
