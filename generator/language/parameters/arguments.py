"""NAME=VALUE: how a text from the command line becomes the value of a parameter.

It is read by the type that the parameter declares: a text stays as it is, objects and lists are
JSON, or Python's way of writing them, which needs no double quotes. NAME=@FILE takes the contents
of a file. What is wrong is told without the value, as that may be a secret.

Source: the resource commands of the Azure CLI, and how it expands @ in its arguments.
"""

from __future__ import annotations

import json
import os
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Diagnostic, InvalidInput, Severity
from generator.files.reading import read_bytes
from generator.language.documents.document import Document
from generator.language.documents.source import decode, read_json
from generator.language.expressions.values import LARGEST
from generator.language.parameters.type_reference import BrokenReferenceError, type_of
from generator.lazy import replace

if TYPE_CHECKING:
    from collections.abc import Mapping

SHOWN_AS = "--parameters"
"""Stands for the path of a file where a text of the command line is at fault."""

_JSON = {"object": "an object", "secureobject": "an object", "array": "an array"}


def mistake(message: str, rule: str = "parameters") -> InvalidInput:
    """Return the exception for a mistake on the command line."""
    return InvalidInput([Diagnostic(rule, Severity.ERROR, message, SHOWN_AS)])


def file_of(text: str) -> FilePath:
    """Return the file that @FILE names; the shell does not expand a ~ after the @."""
    return FilePath(os.path.expanduser(text[1:]))  # noqa: PTH111 - the other one raises


def read_argument(
    name: str,
    text: str,
    declared: Mapping[str, Any],
    definitions: Mapping[str, Any],
    report: list[Diagnostic],
) -> Document:
    """Read the VALUE of NAME=VALUE; give it as a document, to point at parts of it.

    Raises InvalidInput where the value cannot be read as its type, or its file not at all. Where
    a text begins with @ and there is no such file it is the text, and the report says so.
    """
    kind = _kind(declared, definitions)
    if not text.startswith("@") or text == "@":
        return _read(name, text, kind, SHOWN_AS)
    file = file_of(text)
    try:
        content = _content(file, name)
    except (OSError, ValueError):  # ValueError: a zero byte in the name
        if kind in {*_JSON, "int", "bool"}:
            raise mistake(f"the file that '{name}' names after the @ cannot be read") from None
        message = f"'{name}' begins with @ but names no file that can be read: taken as a string"
        report.append(Diagnostic("parameters", Severity.WARNING, message, SHOWN_AS))
        return Document(SHOWN_AS, "", text)
    return _read(name, content, kind, file.as_posix())


def read_object(text: str, report: list[Diagnostic]) -> Document:
    """Read an object of the command line, JSON or as Python writes it; may raise InvalidInput."""
    try:
        return read_json(text, SHOWN_AS, report=report)
    except InvalidInput:
        value = _as_in_python(text)
        if value is None:
            raise
        return Document(SHOWN_AS, "", value)


def _kind(declared: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    """Return the type of a parameter; the Azure CLI takes what has none for a text."""
    try:
        return str(type_of(declared, definitions).get("type", "string")).lower()
    except BrokenReferenceError:
        return "string"


def _content(file: FilePath, name: str) -> str:
    """Return what is in a file, without the line end at its end; may raise OSError."""
    data = read_bytes(file, most=LARGEST + 1, cut=True)
    if len(data) > LARGEST:
        raise mistake(f"the file for '{name}' has more than the 4 MB that a template may have")
    try:
        return decode(data, file.as_posix()).rstrip("\r\n")
    except InvalidInput:
        raise mistake(f"the file for '{name}' holds no text") from None


def _read(name: str, text: str, kind: str, shown_as: str) -> Document:
    if kind in _JSON:
        return _json(name, text, kind, shown_as)
    value: Any = text
    if kind == "bool":
        if text.lower() not in {"true", "false"}:
            raise mistake(f"'{name}' must be true or false; the Azure CLI takes all else for false")
        value = text.lower() == "true"
    elif kind == "int":
        try:
            value = int(text)
        except ValueError:
            raise mistake(f"'{name}' must be an integer") from None
    return Document(shown_as, "", value)


def _json(name: str, text: str, kind: str, shown_as: str) -> Document:
    try:
        return read_json(text, shown_as)
    except InvalidInput as error:
        value = _as_in_python(text)
        if value is not None:
            return Document(shown_as, "", value)
        said = f"'{name}' must be {_JSON[kind]} in JSON, and here it is broken"
        raise InvalidInput(
            [replace(item, message=f"{said}: {item.message}") for item in error.diagnostics]
        ) from None


def _as_in_python(text: str) -> Any:
    """Return an object or list that is written as in Python; None where it is not, or not JSON."""
    try:
        import ast
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # they would repeat the text
            value = ast.literal_eval(text.strip())
        return read_json(json.dumps(value), SHOWN_AS).value
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError, InvalidInput):
        return None
