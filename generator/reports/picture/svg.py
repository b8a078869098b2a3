"""A picture as SVG: light and dark, nothing in it is loaded or run."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from generator.reports.picture.layout import LINE, PAD, STEP, laid_out, wide
from generator.wording.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.picture.parts import Picture
    from generator.reports.picture.layout import Hop, Stand

_EDGE = 16
_LISTED = 12
STYLE = """\
.picture{--ink:#1f2328;--dim:#59636e;--paper:#fff;--box:#f6f8fa;--rim:#d1d9e0;--traffic:#0969da;\
--probe:#8250df;--out:#1a7f37;--right:#9a6700;--error:#cf222e;--warning:#9a6700;--note:#59636e;\
font:12px system-ui,"Segoe UI",sans-serif}
@media screen and (prefers-color-scheme:dark){.picture{--ink:#f0f6fc;--dim:#9198a1;--paper:#0d1117;\
--box:#151b23;--rim:#3d444d;--traffic:#4493f8;--probe:#ab7df8;--out:#3fb950;--right:#d29922;\
--error:#f85149;--warning:#d29922;--note:#9198a1}}
.picture text{fill:var(--ink);white-space:pre}.picture .kind{fill:var(--dim);font-size:11px}
.picture .title{font-weight:600;font-size:13px}
.picture rect{fill:var(--box);stroke:var(--rim)}.picture .set{stroke:var(--ink);stroke-width:1.5}
.picture path{fill:none;stroke-width:1.5}.picture .words{font-size:11px}
"""
_COLORS = "".join(
    f".picture path.{kind}{{stroke:var(--{kind})}}.picture text.{kind},.picture .head.{kind}"
    f"{{fill:var(--{kind})}}"
    for kind in ("traffic", "probe", "out", "right", "error", "warning", "note")
)
_RIMS = "".join(
    f".picture rect.{name}{{stroke:var(--{name});stroke-width:2}}" for name in ("error", "warning")
)
_DASHED = ".picture path.probe{stroke-dasharray:4 3}.picture .head{stroke:none}\n"


def write(picture: Picture) -> Iterator[str]:
    """Yield a file with its own style."""
    yield from drawing(picture, f"<style>{STYLE}{_COLORS}{_RIMS}{_DASHED}</style>\n")


def style() -> str:
    """Return the style of pictures, for a page that has several."""
    return f"{STYLE}{_COLORS}{_RIMS}{_DASHED}"


def drawing(picture: Picture, style: str = "") -> Iterator[str]:
    """Yield the picture as an element."""
    found = laid_out(picture)
    width, height = found.width + 2 * _EDGE, found.height + 2 * _EDGE
    title = escape(printable(picture.title))
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="picture" role="img" aria-label="{title}" '
        f'width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="-{_EDGE} -{_EDGE} {width:.0f} {height:.0f}">\n{style}'
    )
    if style:
        yield (
            f'<rect x="-{_EDGE}" y="-{_EDGE}" width="{width:.0f}" height="{height:.0f}" '
            'style="fill:var(--paper);stroke:none"/>\n'
        )
    for hop in found.hops:
        yield from _hop(hop)
    for place in (place for column in found.columns for place in column):
        if place.box is not None:
            yield from _box(place)
    yield "</svg>\n"


def _box(place: Stand) -> Iterator[str]:
    box = place.box
    assert box is not None  # noqa: S101 - places of arrows are not drawn
    worst = box.worst.label if box.worst is not None else ""
    names = f"{worst} {'set' if box.steps else ''}".strip()
    yield (
        f'<g><rect class="{names}" x="{place.x:.1f}" y="{place.y:.1f}" '
        f'width="{place.width:.1f}" height="{place.height:.1f}" rx="6"/>'
    )
    y = place.middle - len(place.lines) * LINE / 2 + 12
    for line in place.lines:
        told = ""
        if line.severity is not None:
            found = [item for item in box.findings if item.severity is line.severity]
            said = [printable(f"{item.rule} {item.message}") for item in found[:_LISTED]]
            said += ["…"] if len(found) > _LISTED else []
            told = f"<title>{escape(chr(10).join(said))}</title>"
        x = place.x + PAD
        if line.number:
            yield f'<text class="kind" x="{x:.1f}" y="{y:.1f}">{line.number}</text>'
        x += STEP if line.style == "step" else 0
        text = escape(line.text)
        yield f'<text class="{line.style}" x="{x:.1f}" y="{y:.1f}">{told}{text}</text>'
        y += LINE
    yield "</g>\n"


def _hop(hop: Hop) -> Iterator[str]:
    """Yield a curve that ends level, with its words above the level part."""
    kind = "error" if hop.arrow.shut else hop.arrow.kind
    x, end = hop.start.x + hop.start.width, hop.end.x
    level = max((wide(text, 6.4) for text in hop.words), default=0) + 12 if hop.words else 12
    bend = end - level
    half = (x + bend) / 2
    yield (
        f'<path class="{kind}{" probe" if hop.arrow.kind == "probe" else ""}" d="M{x:.1f} '
        f"{hop.start_y:.1f}C{half:.1f} {hop.start_y:.1f} {half:.1f} {hop.end_y:.1f} {bend:.1f} "
        f'{hop.end_y:.1f}H{end + (hop.end.width if hop.end.box is None else -6):.1f}"/>'
    )
    if hop.end.box is not None:
        y = hop.end_y
        tip = f"M{end - 7:.1f} {y - 4:.1f}L{end:.1f} {y:.1f}L{end - 7:.1f} {y + 4:.1f}z"
        if hop.arrow.shut:
            tip = f"M{end - 9:.1f} {y - 5:.1f}l3 0 2 3 2 -3 2 0 -3 5 3 5 -2 0 -2 -3 -2 3 -3 0 3 -5z"
        yield f'<path class="head {kind}" d="{tip}"/>'
    for at, text in enumerate(reversed(hop.words)):
        yield (
            f'<text class="words {kind}" x="{bend + 4:.1f}" '
            f'y="{hop.end_y - 5 - at * LINE:.1f}">{escape(text)}</text>'
        )
    yield "\n"
