"""Compiled fragments, kept where Python keeps its compiled modules.

Compiling the fragments is a fifth of the time of a cold run. Like Python's own files these are
written only where the folder allows it and the user has not switched bytecode off, and are never
needed: each holds a checksum of its source, and the versions of Python and Jinja.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING

from jinja2.bccache import BytecodeCache

from generator.files.reading import read_bytes
from generator.files.writing import write_atomically
from generator.paths import PACKAGE

if TYPE_CHECKING:
    from pathlib import Path

    from jinja2.bccache import Bucket


class CompiledFragments(BytecodeCache):
    """Reads and writes compiled fragments beside the compiled modules of the package."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket, if there is a file for it; a stale one leaves it empty."""
        try:
            bucket.load_bytecode(BytesIO(read_bytes(_file(bucket))))
        except OSError:
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write the bucket in one step, where that is possible and wanted."""
        if sys.dont_write_bytecode:
            return
        with suppress(OSError):
            write_atomically(_file(bucket), bucket.bytecode_to_string())


def _file(bucket: Bucket) -> Path:
    return PACKAGE / "__pycache__" / f"{bucket.key}.fragment"
