"""All that is made: pages of their own, and regions within pages that are written by hand."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from docs.make.capabilities import capability_pages
from docs.make.commands import command_pages
from docs.make.markdown import MARK
from docs.make.peers import peer_pages
from docs.make.pictures import picture_pages
from docs.make.reports import configuration_table, report_pages
from docs.make.rules import rule_pages
from docs.make.spec_keys import spec_pages
from docs.make.updates import update_pages

if TYPE_CHECKING:
    from collections.abc import Callable

DOCS = Path(__file__).parents[1]
MAKERS = (
    capability_pages, command_pages, peer_pages, picture_pages, report_pages, rule_pages, spec_pages, update_pages,
)  # fmt: skip
_REGION = re.compile(r"(<!-- made: (.+?) -->\n)(.*?)(<!-- made: end -->)", re.DOTALL)


def made(docs: Path = DOCS) -> dict[str, str]:
    """Return what is made of docs/, by names below it: whole pages, and pages with regions."""
    found = {name: text for maker in MAKERS for name, text in maker().items()}
    for path in sorted(docs.rglob("*.md")):
        text = path.read_text("utf-8")
        if "<!-- made: " in text:
            found[path.relative_to(docs).as_posix()] = _filled(text, docs)
    return found


def gone(pages: dict[str, str], docs: Path = DOCS) -> list[str]:
    """Return pages that were made once and are no more."""
    names = {path.relative_to(docs).as_posix(): path for path in docs.rglob("*.md")}
    return sorted(
        name
        for name, path in names.items()
        if name not in pages and path.read_text("utf-8").startswith(MARK)
    )


def _filled(text: str, docs: Path) -> str:
    def fill(found: re.Match[str]) -> str:
        kind, _, argument = found[2].partition(" ")
        return f"{found[1]}{REGIONS[kind](argument, docs)}\n{found[4]}"

    return _REGION.sub(fill, text)


def _listed(folder: str, docs: Path) -> str:
    """Return a list of the pages of a folder: the title of each."""
    lines = []
    for path in sorted((docs / folder).glob("*.md")):
        title = next(line for line in path.read_text("utf-8").splitlines() if line.startswith("# "))
        lines.append(f"- [{title.removeprefix('# ')}]({folder}/{path.name})")
    return "\n".join(lines)


REGIONS: dict[str, Callable[[str, Path], str]] = {
    "pages": _listed,
    "configuration": lambda _, __: configuration_table(),
}
"""What a region holds, by the first word of its name."""
