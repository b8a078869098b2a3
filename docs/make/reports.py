"""The output formats, and the keys of a configuration."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from docs.make.markdown import document, table
from generator.reports.formats import Format, PictureFormat, PlanFormat
from generator.validation.selection.configuration import KEYS

if TYPE_CHECKING:
    from collections.abc import Iterable


def report_pages() -> dict[str, str]:
    """Return the pages by their names below docs/."""
    return {
        "reference/formats.md": document(
            "Output formats",
            "## Findings",
            "`scaleset validate --output FORMAT` writes to standard output, `--also FORMAT=FILE` "
            "writes the same run to a file, too, and may be repeated.",
            _formats(Format),
            "## Plans",
            "`scaleset plan --output FORMAT`:",
            _formats(PlanFormat),
            "## Pictures",
            "`scaleset graph --output FORMAT`; [what they show](pictures.md):",
            _formats(PictureFormat),
            "## Everything else",
            "Other commands report as text, or with `--output json` as JSON; `render` has `github`, "
            "too. Keys of the JSON are in camel case everywhere. Reports go to standard output, what is wrong with the command line to "
            "standard error. Secrets are in none of them.",
        ),
    }


def _formats(formats: Iterable[Format | PictureFormat | PlanFormat]) -> str:
    rows = []
    for item in formats:
        said = import_module(item.module).__doc__ or ""
        rows.append((f"`{item.value}`", " ".join(said.split("\n\n")[0].split())))
    return table(["Format", "What it is"], rows)


def configuration_table() -> str:
    """Return the keys of a configuration."""
    return table(["Key", "What it says"], ((f"`{key}`", says) for key, says in KEYS.items()))
