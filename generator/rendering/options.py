"""How a spec is rendered, as the command line asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.files.deadline import SECONDS
from generator.lazy import dataclass
from generator.rendering.artifacts import DEPLOYMENT

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path as FilePath


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """How to render: the user's own fragments, where files of a spec may lie, what to render.

    `product` is DEPLOYMENT, SWAP or IMAGE; only the first comes as Bicep too. The gallery image and
    the identity are for the last. `deadline` is how many seconds other programs have together,
    `as_of` the day that facts are read at, `environment` the one to read a spec for: all of them
    where it is empty, `version` that of the defaults: what the spec says where it is 0.
    """

    overlay: FilePath | None = None
    reach: str = "below"
    product: str = DEPLOYMENT
    gallery_image: str = ""
    builder_identity: str | None = None
    bicep: bool = True
    deadline: float = SECONDS
    as_of: date | None = None
    environment: str = ""
    version: int = 0
