"""Whether a value that is put into a text can end or change what it stands in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.delivery.packing import cloud_init_files
from generator.delivery.value_places import (
    BARE,
    DOUBLE,
    OTHER,
    SAFE,
    SINGLE,
    ValuePlace,
    in_text,
    in_yaml,
)
from generator.findings import Finding
from generator.lazy import regex
from generator.spec.references import Parameter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.constraints.subject import Check, DeliveryStep, SpecSubject

_BY_SHELL = regex(r"#!\s*(?:/usr/bin/env\s+(?:-S\s+)?)?(?:\S*/)?(?:bash|sh|dash|ksh|zsh)\b")
_QUOTES = {SINGLE: "'", DOUBLE: '"'}
_IN = {
    BARE: "stands without quotes",
    SINGLE: "stands in single quotes",
    DOUBLE: "stands in double quotes",
}
_BREAKS = {
    BARE: "a blank, a quote or ; in its value is read by the shell",
    SINGLE: "a ' in its value ends them",
    DOUBLE: 'a " in its value ends them, and $ is read by the shell',
}


def _values(subject: SpecSubject) -> Iterator[Finding]:
    for step in subject.steps("customScript", "cloudInit"):
        told: set[str] = set()
        for where, language, text in _texts(subject, step):
            values = step.body["values"]
            places = (
                in_yaml(text, values) if language == "yaml" else in_text(text, values, language)
            )
            for place in places:
                message = _message(place, values[place.name], where, language)
                if message and place.name not in told:
                    told.add(place.name)
                    path = (*step.path, "values", place.name)
                    yield Finding(path, message, kind="value-breaks-text")


def _texts(subject: SpecSubject, step: DeliveryStep) -> Iterator[tuple[str, str, str]]:
    """Yield the texts of a step, each with its name and its language, as far as that is known."""
    body, windows = step.body, subject.value["os"] == "windows"
    if step.method == "customScript" and isinstance(body["commandToExecute"], str):
        yield "commandToExecute", "cmd" if windows else "sh", body["commandToExecute"]
    names = [body["script"]] if step.method == "customScript" else cloud_init_files(body)
    for name in filter(None, names):
        text = subject.files.texts.get(name, "")
        if windows and name.lower().endswith(".ps1"):
            yield name, "powershell", text
        elif _BY_SHELL.match(text) or (not text.startswith("#") and step.method == "customScript"):
            yield name, "sh", text
        elif text.startswith("#cloud-config"):
            yield name, "yaml", text


def _message(place: ValuePlace, value: Any, where: str, language: str) -> str | None:
    if place.inside == OTHER:
        return None
    shown = f"@{place.name}@ ({where}, line {place.line})" if "." in where else f"@{place.name}@"
    if not isinstance(value, Parameter):
        return _of_constant(place, str(value), shown)
    if value.type in {"int", "bool"} or _all_safe(value):
        return None
    if language == "yaml":
        if place.inside != BARE:
            return None
        return (
            f"{shown} {_IN[BARE]}, so ': ' or ' #' in its value changes the YAML: put it in quotes"
        )
    if place.inside != BARE and not value.secure:
        return None
    return (
        f"{shown} {_IN[place.inside]}, so {_BREAKS[place.inside]}: give it by 'environment', where "
        "nothing has to be quoted"
    )


def _of_constant(place: ValuePlace, value: str, shown: str) -> str | None:
    """Describe a constant that ends the quotes around it; doubled and escaped ones do not."""
    quote = _QUOTES.get(place.inside)
    if quote is None:
        return None
    rest = value.replace(f"{quote}\\{quote}{quote}", "").replace(quote * 2, "")
    rest = rest.replace(f"\\{quote}", "").replace(f"`{quote}", "")
    if quote not in rest:
        return None
    return (
        f"the value of '{place.name}' has a {quote}, and {shown} {_IN[place.inside]}, which it "
        "ends: give it by 'environment', where nothing has to be quoted"
    )


def _all_safe(value: Parameter) -> bool:
    return bool(value.allowed_values) and all(
        SAFE.fullmatch(str(item)) for item in value.allowed_values or ()
    )


CHECKS: tuple[Check, ...] = (_values,)
