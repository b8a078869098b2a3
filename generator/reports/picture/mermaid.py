"""A picture as a flowchart of Mermaid, which GitHub and Azure DevOps draw in Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.reports.picture.words import marks, short, steps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.picture.parts import Arrow, Box, Picture

_MOST = 50_000
"""So many characters Mermaid takes, by its default for maxTextSize."""
_PLAIN = " -_.,/()'→✖▲●·…?"
_LINES = {"traffic": "-->", "probe": "-.->", "out": "==>", "right": "-->"}
_STYLES = """\
  classDef set stroke-width:2px
  classDef error stroke:#cf222e,stroke-width:3px
  classDef warning stroke:#bf8700,stroke-width:3px
"""


def write(picture: Picture) -> Iterator[str]:
    """Yield a flowchart; one too large for Mermaid is drawn without what is in the boxes."""
    text = "".join(_lines(picture, whole=True))
    yield text if len(text) <= _MOST else "".join(_lines(picture, whole=False))


def _lines(picture: Picture, *, whole: bool) -> Iterator[str]:
    yield "flowchart LR\n"
    names = {key: f"n{number}" for number, key in enumerate(picture.boxes)}
    for key, box in picture.boxes.items():
        yield f'  {names[key]}["{"<br/>".join(_label(box, whole))}"]{_class(box)}\n'
    for arrow in picture.arrows:
        yield f"  {names[arrow.start]} {_arrow(arrow, whole)} {names[arrow.end]}\n"
    if not picture.boxes:
        yield '  n0["There is no scale set in this template"]\n'
    yield _STYLES


def _label(box: Box, whole: bool) -> Iterator[str]:
    yield _safe(short(f"{box.kind} {box.title}".strip()))
    if whole:
        yield from (_safe(short(line)) for line in box.lines)
        # '1. ' would be taken for a list of Markdown, which a label cannot have.
        yield from (_safe(short(f"{turn} · {text}")) for turn, text in steps(box))
    yield from (_safe(text) for _, text in marks(box.findings))


def _class(box: Box) -> str:
    if box.worst is not None and box.worst.label in {"error", "warning"}:
        return f":::{box.worst.label}"
    return ":::set" if box.steps else ""


def _arrow(arrow: Arrow, whole: bool) -> str:
    line = "--x" if arrow.shut else _LINES[arrow.kind]
    texts = "<br/>".join(_safe(short(text)) for text in arrow.texts)
    return f'{line}|"{texts}"|' if texts and whole else line


def _safe(text: str) -> str:
    """Return a text for a label: what could mean more than itself is a code."""
    return "".join(c if c.isalnum() or c in _PLAIN else f"#{ord(c)};" for c in text)
