"""The values that a deployment is given for the parameters of its template.

They are given as `az deployment group create --parameters` takes them, each use being one of: the
path of a parameter file, with or without an @ before it; a JSON object, which is a parameter file
or the "parameters" of one; or NAME=VALUE, see `generator.language.parameters.arguments`. What
comes later wins.

Source: the resource commands of the Azure CLI, which try them in this order.
"""

from __future__ import annotations

import os
import re
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Diagnostic, InvalidInput, Severity
from generator.kinds import FILE_MATCHES_TEMPLATE, PARAMETERS_PRESENT, VALUE_OR_REFERENCE
from generator.language.documents.kind import TEMPLATE, kind_of
from generator.language.documents.source import read_document
from generator.language.parameters.arguments import (
    SHOWN_AS,
    file_of,
    mistake,
    read_argument,
    read_object,
)
from generator.lazy import dataclass, field, regex
from generator.wording.values import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from generator.diagnostics import Path
    from generator.language.documents.document import Document

_BICEP = ".bicepparam"
_FILES = (".json", ".jsonc")
_LETTERS = regex("[A-Za-z]{1,30}")
"""What is rather the name of a parameter than a secret."""
_URL = regex(r"https?://", re.IGNORECASE)
_KINDS = ("value", "reference", "expression")


@dataclass(slots=True)
class Given:
    """A value for a parameter, and where it stands, to point at what is wrong with it.

    `reference` tells that only the deployment gets the value: from a Key Vault, for instance.
    `secret` is the value in a tuple where `value` leaves out what must not be seen.
    """

    name: str
    value: Any
    document: Document | None = None
    path: Path = ()
    reference: bool = False
    secret: tuple[Any] | None = None


@dataclass(frozen=True, slots=True)
class Inputs:
    """What is given, by the name of the parameter in lower case; `report` holds mere warnings.

    `unknown` are values that the template has no parameter for, by name, each with the finding
    that says so.
    """

    values: dict[str, Given] = field(default_factory=dict)
    report: list[Diagnostic] = field(default_factory=list)
    unknown: dict[str, Diagnostic] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Template:
    """The parameters that a template declares, and what the reading of values comes to."""

    declared: dict[str, tuple[str, Mapping[str, Any]]]
    definitions: Mapping[str, Any]
    report: list[Diagnostic] = field(default_factory=list)
    mistakes: list[Diagnostic] = field(default_factory=list)
    unknown: dict[str, Diagnostic] = field(default_factory=dict)

    def no_parameter(self, name: str) -> str:
        """Report that there is no such parameter."""
        names = [known for known, _ in self.declared.values()]
        return f"the template has no parameter '{name}'{did_you_mean(name, names)}"


def read_parameters(
    texts: Sequence[str],
    declared: Mapping[str, Any],
    definitions: Mapping[str, Any] | None = None,
) -> Inputs:
    """Read what is given for the parameters that a template declares; files are opened.

    `definitions` are the types of the template, which tell how to read NAME=VALUE. Whether values
    fit is not checked here. Raises InvalidInput with all mistakes; the VALUE is never shown.
    """
    inputs = sort_parameters(texts, declared, definitions)
    if inputs.unknown:
        raise InvalidInput(list(inputs.unknown.values()))
    return inputs


def sort_parameters(
    texts: Sequence[str],
    declared: Mapping[str, Any],
    definitions: Mapping[str, Any] | None = None,
) -> Inputs:
    """Read what is given as read_parameters does, but sort out what has no parameter here.

    Other templates may have it. Raises InvalidInput with all other mistakes.
    """
    template = _Template({}, definitions or {})
    for name, declaration in declared.items():
        known = declaration if isinstance(declaration, dict) else {}
        template.declared[name.lower()] = (name, known)
    values: dict[str, Given] = {}
    for number, text in enumerate(texts, 1):
        try:
            for given in _read(text, number, template):
                values[given.name.lower()] = given
        except InvalidInput as error:
            template.mistakes.extend(error.diagnostics)
    if template.mistakes:
        raise InvalidInput([*template.mistakes, *template.unknown.values()])
    return Inputs(values, template.report, template.unknown)


def _read(text: str, number: int, template: _Template) -> Iterator[Given]:
    file = file_of(text) if text.startswith("@") else FilePath(text)
    if text.lower().endswith(_BICEP) and "=" not in text:
        message = f"this is Bicep: compile it with 'bicep build-params {file}' and give the JSON"
        raise InvalidInput([Diagnostic("file", Severity.ERROR, message, file.as_posix())])
    if text.startswith("@") or _names_a_file(text):
        return _entries(read_document(file, report=template.report), template)
    if text.lstrip().startswith("{"):
        return _entries(read_object(text, template.report), template)
    if "=" in text and not _URL.match(text):
        return _argument(text, template)
    raise _neither(text, number, template)


def _names_a_file(text: str) -> bool:
    """Whether a text is the path of a file, or of a link: where one leads the reader sees."""
    return os.path.isfile(text) or os.path.islink(text)  # noqa: PTH113, PTH114 - any text


def _neither(text: str, number: int, template: _Template) -> InvalidInput:
    """Describe what a text lacks; it is shown where it is like a name, as it may be a secret."""
    if text.lower().endswith(_FILES) and not _URL.match(text):
        return InvalidInput([Diagnostic("file", Severity.ERROR, "no such file", text)])
    if text.lower() in template.declared:
        name, _ = template.declared[text.lower()]
        return mistake(f"parameter '{name}' has no value; write NAME=VALUE")
    if _URL.match(text):
        return mistake(f"text {number} is a URL, and nothing is downloaded: give a file")
    shown = f"'{text}'" if _LETTERS.fullmatch(text) else f"text {number}"
    return mistake(f"{shown} is no file, no JSON object and not NAME=VALUE")


def _argument(text: str, template: _Template) -> Iterator[Given]:
    name, _, value = text.partition("=")
    if name.lower() not in template.declared:
        message = template.no_parameter(name)
        if not value.strip("="):  # the end of base64, so the name may be a secret
            message = "an argument that ends with = is no NAME=VALUE of the template"
        found = Diagnostic(FILE_MATCHES_TEMPLATE, Severity.ERROR, message, SHOWN_AS)
        template.unknown.setdefault(name.lower(), found)
        return
    known, declaration = template.declared[name.lower()]
    if known != name:
        message = f"the Azure CLI takes '{name}' only as the template writes it: '{known}'"
        template.report.append(Diagnostic("parameters", Severity.WARNING, message, SHOWN_AS))
    document = read_argument(known, value, declaration, template.definitions, template.report)
    yield Given(known, document.value, document)


def _entries(document: Document, template: _Template) -> Iterator[Given]:
    """Yield a parameter file, or what stands for one; mistakes go to the template."""
    table: Any = document.value
    path: Path = ()
    if kind_of(table) == TEMPLATE:
        message = "this is a template, not a parameter file; give the file with the values"
        template.mistakes.append(document.diagnostic("file", Severity.ERROR, message))
        return
    names = [key for key in table if key.lower() == "parameters"] if isinstance(table, dict) else []
    if names:
        table, path = table[names[-1]], (names[-1],)
    if not isinstance(table, dict):
        message = 'values of parameters are in an object: {NAME: {"value": ...}}'
        template.mistakes.append(
            document.diagnostic(PARAMETERS_PRESENT, Severity.ERROR, message, path)
        )
        return
    for name, entry in table.items():
        place = (*path, name)
        if name.lower() not in template.declared:
            message = template.no_parameter(name)
            found = document.diagnostic(
                FILE_MATCHES_TEMPLATE, Severity.ERROR, message, place, key=True
            )
            template.unknown.setdefault(name.lower(), found)
        elif not isinstance(entry, dict):
            message = f"parameter '{name}' must be an object: write {{\"value\": ...}} around it"
            found = document.diagnostic(
                VALUE_OR_REFERENCE, Severity.ERROR, message, place, key=True
            )
            template.mistakes.append(found)
        else:
            yield from _entry(template.declared[name.lower()][0], entry, place, document, template)


def _entry(
    name: str, entry: dict[str, Any], path: Path, document: Document, template: _Template
) -> Iterator[Given]:
    keys = {key.lower(): key for key in entry if key.lower() in _KINDS}
    if len(keys) == 1:
        ((kind, key),) = keys.items()
        value = entry[key] if kind == "value" else None
        yield Given(name, value, document, (*path, key), kind != "value")
        return
    said = " and ".join(sorted(keys)) or "nothing"
    message = f"parameter '{name}' must have either 'value' or 'reference' (has {said})"
    template.mistakes.append(
        document.diagnostic(VALUE_OR_REFERENCE, Severity.ERROR, message, path, key=True)
    )
