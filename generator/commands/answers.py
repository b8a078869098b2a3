"""What Azure answered, read from a file or a pipe, and what is said where it is no answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.commands.specs import TEMPLATES, named_file
from generator.diagnostics import Diagnostic, InvalidInput, Severity
from generator.files.arguments import STANDARD_INPUT, standard_input
from generator.language.documents.source import decode, read_document, read_json
from generator.lazy import replace
from generator.scale_set.live.shapes import problem_of

if TYPE_CHECKING:
    from pathlib import Path

    from generator.language.documents.source import Document

_NO_JSON = "this is no JSON but text: of az give what '--output json' prints"


def read_answer(path: Path, *, empty: bool = False) -> Document:
    """Read what Azure answered; raises InvalidInput where it is an error or no JSON.

    One that is empty is refused as well, but where it may be `empty`.
    """
    try:
        document = _piped() if str(path) == "-" else read_document(named_file(path, TEMPLATES))
    except InvalidInput as error:
        first = error.diagnostics[0]
        begins = (first.position.line, first.position.column) == (1, 1)
        if first.rule == "json-syntax" and begins and "is empty" not in first.message:
            raise InvalidInput([replace(first, message=_NO_JSON)]) from None
        raise
    problem = problem_of(document.value, empty=empty)
    if problem:
        raise InvalidInput([document.diagnostic("file", Severity.ERROR, problem)])
    return document


def _piped() -> Document:
    found = standard_input()
    if isinstance(found, Diagnostic):
        raise InvalidInput([found])
    return read_json(decode(found.data or b"", STANDARD_INPUT), STANDARD_INPUT)
