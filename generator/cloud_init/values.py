"""Holds a value against its shape and tells what is wrong where it is."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from generator.cloud_init.shapes import Items, Members, kind_in_words, kind_of
from generator.diagnostics import Severity
from generator.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.cloud_init.shapes import Form, Key, KeyShape
    from generator.diagnostics import Path

UNKNOWN = "cloud-init-unknown-key"
MISSING = "cloud-init-missing-key"
VALUE = "cloud-init-value"
DEPRECATED = "cloud-init-deprecated"


def findings(shape: KeyShape, value: Any, path: Path) -> Iterator[Finding]:
    """Yield what is wrong with a value and with everything in it."""
    if form := _fitting(shape.forms, value):
        yield from _inside(form, value, path)
    elif form := _fitting(shape.old, value):
        message = f"{place(path)}: this form is deprecated; it should be {shape.says}"
        yield Finding(path, message, Severity.INFO, kind=DEPRECATED)
        yield from _inside(form, value, path)
    elif form := _fitting(shape.loose, value):
        message = f"{place(path)} should be {_expected(shape, value)}; it works, but is logged"
        yield Finding(path, message, Severity.WARNING, kind=VALUE)
    else:
        message = f"{place(path)} must be {_expected(shape, value)}"
        yield Finding(path, message, Severity.ERROR, kind=VALUE)


def place(path: Path) -> str:
    """Write the place of a value as one would say it: users[0].name."""
    steps = [f"[{step}]" if isinstance(step, int) else f".{step}" for step in path]
    return "".join(steps).lstrip(".") or "the text"


def close_key(name: str, known: Iterable[str]) -> str | None:
    """Return the known key that a name was probably meant to be."""
    plain = {key.lower().replace("-", "_"): key for key in known}
    wanted = name.strip().lower().replace("-", "_").replace(" ", "_")
    found = get_close_matches(wanted, plain, n=1, cutoff=0.75)
    return plain[found[0]] if found else None


def _fitting(forms: tuple[Form, ...], value: Any) -> Form | None:
    return next((form for form in forms if form.fits(value)), None)


def _inside(form: Form, value: Any, path: Path) -> Iterator[Finding]:
    if isinstance(form, Items | Members) and form.filled and not value:
        yield Finding(path, f"{place(path)} is empty: leave it out", Severity.WARNING, kind=VALUE)
    if isinstance(form, Items):
        for index, item in enumerate(value):
            yield from findings(form.shape, item, (*path, index))
    elif isinstance(form, Members):
        yield from _members(form, value, path)


def _members(form: Members, value: dict[Any, Any], path: Path) -> Iterator[Finding]:
    for name, item in value.items():
        if key := form.keys.get(name):
            yield from _deprecated(name, key, path)
            yield from findings(key.shape, item, (*path, name))
        elif form.others:
            yield from findings(form.others, item, (*path, name))
        else:
            yield _unknown(str(name), form, (*path, name))
    for name in form.required:
        if name not in value and not _misspelled(name, form, value):
            message = f"{place(path)} has no '{name}', without which cloud-init skips it"
            yield Finding(path, message, Severity.ERROR, kind=MISSING)
    if form.any_of and not any(name in value for name in form.any_of):
        names = " or ".join(f"'{name}'" for name in form.any_of)
        message = f"{place(path)} has no {names}, without which cloud-init skips it"
        yield Finding(path, message, Severity.ERROR, kind=MISSING)


def _misspelled(name: str, form: Members, value: dict[Any, Any]) -> bool:
    unknown = [str(key) for key in value if key not in form.keys]
    return any(close_key(key, form.keys) == name for key in unknown)


def _deprecated(name: str, key: Key, path: Path) -> Iterator[Finding]:
    if key.since:
        message = f"'{name}' is deprecated since cloud-init {key.since}; use '{key.use}'"
        yield Finding((*path, name), message, Severity.INFO, kind=DEPRECATED, on_key=True)


def _unknown(name: str, form: Members, path: Path) -> Finding:
    where = f"{place(path[:-1])} has" if path[1:] else "cloud-init knows"
    if meant := close_key(name, [key for key, known in form.keys.items() if not known.since]):
        message = f"{where} no key '{name}', so it would be ignored; did you mean '{meant}'?"
        return Finding(path, message, Severity.ERROR, kind=UNKNOWN, on_key=True)
    message = f"{where} no key '{name}', so it is ignored unless a module of the image reads it"
    return Finding(path, message, Severity.WARNING, kind=UNKNOWN, on_key=True)


def _expected(shape: KeyShape, value: Any) -> str:
    """Describe what a value must be, what it is, and how to write it."""
    kind = kind_of(value)
    if kind == "text" and shape.literals:
        near = get_close_matches(value.lower(), shape.literals, n=1, cutoff=0.6)
        hint = f"; did you mean '{near[0]}'?" if near else ""
        return f"{shape.says} (is '{value[:40]}'){hint}"
    hint = shape.hints.get("number" if kind == "integer" else kind) or _hint(shape, kind)
    is_now = "is another string" if kind == "text" else f"is {kind_in_words(value)}"
    return f"{shape.says} ({is_now})" + (f"; {hint}" if hint else "")


def _hint(shape: KeyShape, kind: str) -> str:
    kinds = {getattr(form, "kind", "") for form in shape.forms if not getattr(form, "literal", "")}
    if "text" in kinds and kind in {"integer", "number", "boolean", "date", "datetime"}:
        return "put it in quotes"
    if "boolean" in kinds and kind == "text":
        return "write true or false without quotes"
    if any(isinstance(form, Items) for form in shape.forms) and kind == "text":
        return "write each item on a line of its own, after '- '"
    return ""
