"""Reading the files of a user: specs, templates and parameter files, JSON or YAML by their ending.

Everything that can go wrong comes back as InvalidInput with lines and columns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, InvalidInput, Severity
from generator.files.decoding import decode
from generator.files.reading import Refused, read_bytes
from generator.language.documents.document import Document
from generator.language.documents.jsonc import read_json

if TYPE_CHECKING:
    import pathlib

__all__ = ["Document", "decode", "read_document", "read_json", "read_yaml"]

_YAML = (".yaml", ".yml")


def read_document(
    path: pathlib.Path,
    *,
    shown_as: str | None = None,
    strict: bool = False,
    duplicates: Severity = Severity.WARNING,
    report: list[Diagnostic] | None = None,
    root: pathlib.Path | None = None,
) -> Document:
    """Read a file; what Azure's reader tolerates in JSON goes to `report`.

    What names the file may not lead out of `root`, see files/reading.py.
    Duplicate keys are as bad as `duplicates` says; with `strict` they and trailing commas are
    errors. Raises InvalidInput where the file cannot be read, is no text or is broken.
    """
    shown = path.as_posix() if shown_as is None else shown_as
    text = decode(_bytes(path, shown, root), shown)
    if path.suffix.lower() in _YAML:
        return read_yaml(text, shown)
    return read_json(text, shown, strict=strict, duplicates=duplicates, report=report)


def read_yaml(text: str, path: str) -> Document:
    """Read YAML; see `yaml_source` beside this file, which is loaded only where needed."""
    from generator.language.documents import yaml_source

    return yaml_source.read_yaml(text, path)


def _bytes(path: pathlib.Path, shown: str, root: pathlib.Path | None) -> bytes:
    try:
        return read_bytes(path, root=root)
    except FileNotFoundError:
        reason = "no such file"
    except (IsADirectoryError, Refused) as error:
        reason = str(error.strerror)
    except PermissionError:
        reason = "no permission to read it"
    except OSError as error:
        reason = f"cannot be read: {error.strerror or error}"
    raise InvalidInput([Diagnostic("file", Severity.ERROR, reason, shown)])
