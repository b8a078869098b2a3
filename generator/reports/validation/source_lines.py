"""The lines of the files that findings are in, read again where something is to be shown."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from generator.diagnostics import InvalidInput
from generator.files.reading import read_bytes
from generator.language.documents.places import split_lines
from generator.language.documents.source import decode

if TYPE_CHECKING:
    from collections.abc import Callable


def lines_of(given: dict[str, bytes]) -> Callable[[str], list[str]]:
    """Return a function from the path of a finding to the lines of that file.

    Files are read again, as nearly all of those that were checked have nothing to show. Of a file
    that is gone or no text there are no lines.
    """

    @lru_cache(maxsize=2)  # findings come file by file
    def lines(path: str) -> list[str]:
        try:
            data = given.get(path)
            return split_lines(decode(read_bytes(path) if data is None else data, path))
        except (OSError, ValueError, InvalidInput):
            return []

    return lines
