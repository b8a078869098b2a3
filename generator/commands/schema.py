"""`scaleset schema`: the JSON Schema of the spec, for editors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from generator.rendering.artifacts import json_text, write_atomically
from generator.rendering.spec_schema import editor_schema

if TYPE_CHECKING:
    from pathlib import Path


def run(output_file: Path | None) -> int:
    """Print the schema, or write it to a file; give the exit code."""
    text = json_text(editor_schema())
    if output_file is None:
        typer.echo(text, nl=False)
    else:
        write_atomically(output_file, text)
        typer.echo(f"wrote {output_file.as_posix()}")
    return 0
