"""Reading the files of a user: specs, templates and parameter files, JSON or YAML by their ending.

Everything that can go wrong comes back as InvalidInput with lines and columns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, InvalidInput, Severity
from generator.files.decoding import decode
from generator.language.documents.document import Document
from generator.language.documents.jsonc import read_json

if TYPE_CHECKING:
    import pathlib

__all__ = ["Document", "decode", "read_document", "read_json", "read_yaml"]

_LARGEST = 64 * 2**20
"""A template has at most 4 MB; a file of so much more is none, or has no end."""
_MOST = 2**16
"""As much as most files have, in bytes."""
_YAML = (".yaml", ".yml")


def read_document(
    path: pathlib.Path,
    *,
    shown_as: str | None = None,
    strict: bool = False,
    duplicates: Severity = Severity.WARNING,
    report: list[Diagnostic] | None = None,
) -> Document:
    """Read a file; what Azure's reader tolerates in JSON goes to `report`.

    Duplicate keys are as bad as `duplicates` says; with `strict` they and trailing commas are
    errors. Raises InvalidInput where the file cannot be read, is no text or is broken.
    """
    shown = path.as_posix() if shown_as is None else shown_as
    text = decode(_bytes(path, shown), shown)
    if path.suffix.lower() in _YAML:
        return read_yaml(text, shown)
    return read_json(text, shown, strict=strict, duplicates=duplicates, report=report)


def read_yaml(text: str, path: str) -> Document:
    """Read YAML; see `yaml_source` beside this file, which is loaded only where needed."""
    from generator.language.documents import yaml_source

    return yaml_source.read_yaml(text, path)


def _bytes(path: pathlib.Path, shown: str) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_MOST)  # room for the largest would take longer than reading
            if len(data) == _MOST:
                data += file.read(_LARGEST + 1 - _MOST)
        if len(data) <= _LARGEST:
            return data
        reason = f"larger than {_LARGEST // 2**20} MB, which no template or spec may be"
    except FileNotFoundError:
        reason = "no such file"
    except IsADirectoryError:
        reason = "this is a folder, not a file"
    except PermissionError:
        reason = "this is a folder, not a file" if path.is_dir() else "no permission to read it"
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
        reason = f"cannot be read: {getattr(error, 'strerror', None) or error}"
    raise InvalidInput([Diagnostic("file", Severity.ERROR, reason, shown)])
