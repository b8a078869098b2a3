"""How Sphinx builds the documentation: `python -m sphinx -W --keep-going -b html docs build/docs`.

The pages are plain Markdown, which GitHub shows as well, so the table of contents is here: it takes
every page of a folder. With -W a dead link, a missing heading and a page that stands in no table of
contents fail the build. Nothing is loaded from elsewhere: no fonts, no scripts.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

from generator import __version__
from generator.rendering.artifacts import SCHEMA_COPY, json_text
from generator.spec.schema import editor_schema

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "scaleset"
version = release = __version__
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["make"]
myst_heading_anchors = 4
myst_links_external_new_tab = False
smartquotes = False  # quotes of a shell stay what they are
html_theme = "furo"
html_title = f"scaleset {__version__}"
html_copy_source = False
html_show_copyright = False
html_last_updated_fmt = None
html_static_path = ["static"]
html_css_files = ["site.css"]
html_favicon = "static/icon.svg"

CONTENTS = {
    "index": {
        "Tutorials": ["tutorial/*"],
        "How-to guides": ["how-to/*"],
        "Explanation": ["explanation/*"],
        "Reference": ["reference/index", "reference/*/index", "reference/*"],
    },
    "reference/commands/index": {"Commands": ["*"]},
}
"""By page the tables of contents below it, which are the sidebar."""
APART = ("reference/rules/", "reference/spec/")
"""Folders whose pages are in no sidebar: their index lists them, and they are some 300."""


def contents(app: Sphinx, name: str, source: list[str]) -> None:
    """Put its tables of contents below a page."""
    if name.startswith(APART) and not name.endswith("/index"):
        source[0] = f"---\norphan: true\n---\n\n{source[0]}"
    folder = Path(app.srcdir, name).parent
    for caption, patterns in CONTENTS.get(name, {}).items():
        there = [pattern for pattern in patterns if any(folder.glob(f"{pattern}.md"))]
        if there:
            lines = ["", "```{toctree}", ":hidden:", ":glob:", f":caption: {caption}", ""]
            source[0] += "\n".join([*lines, *there, "```", ""])


def schema(app: Sphinx, _error: Exception | None) -> None:
    """Put the JSON Schema of the spec beside the pages, at the address that specs name."""
    path = Path(app.outdir, "schema", __version__, SCHEMA_COPY)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json_text(editor_schema()), encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Have Sphinx ask for them, and show the languages that it does not know as text."""
    from pygments.lexers.special import TextLexer

    for name in ("bicep", "mermaid"):
        app.add_lexer(name, TextLexer)
    app.connect("source-read", contents)
    app.connect("build-finished", schema)
