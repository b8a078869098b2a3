"""Pages of HTML that stand alone: what came from input is escaped by Jinja, nothing is loaded."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from generator.files.loader import TemplatesLoader
from generator.wording.printable import safe_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.picture.parts import Picture


def page(name: str, **values: Any) -> Iterator[str]:
    """Yield a page in parts."""
    from generator.reports.picture.svg import style

    environment, loader = _environment(), TemplatesLoader()
    script = loader.get_source(environment, "reports/page.js")[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    yield from environment.get_template(f"reports/{name}.html.j2").generate(
        script=Markup(script),  # noqa: S704 - ours
        allowed=f"sha256-{digest}",
        picture_style=Markup(style()),  # noqa: S704 - ours
        **values,
    )


def element(picture: Picture) -> Markup:
    """Return a picture as a part of a page."""
    from generator.reports.picture.svg import drawing

    return Markup("".join(drawing(picture)))  # noqa: S704 - it escapes what it shows


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=TemplatesLoader(),
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _shown(value: Any) -> Any:
    """Return a text without what steers who reads the source of the page."""
    return safe_lines(value) if isinstance(value, str) and not isinstance(value, Markup) else value
