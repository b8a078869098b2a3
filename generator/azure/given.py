"""What a run is given in place of the facts that ship: see `sizes.py` and `sku_answer.py`."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING

from generator.files.reading import reach, set_reach
from generator.lazy import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.files.reading import Reach


@dataclass(frozen=True, slots=True)
class Offer:
    """What a region offers of a size: `offered` is None where nothing is known of the region.

    `zones` is None where that is not known, `restricted` says why this subscription may not use it
    and `restricted_zones` where only some zones are closed to it.
    """

    offered: bool | None
    zones: tuple[str, ...] | None = None
    restricted: str = ""
    restricted_zones: tuple[str, ...] = ()


UNKNOWN = Offer(None)


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts about sizes: the text of their file, their day, the file of a user that they are of."""

    text: str
    day: str
    file: str = ""
    regions: Mapping[str, Mapping[str, Offer]] | None = field(default=None, compare=False)

    @property
    def told_by(self) -> str:
        """In words, of what day they are, or of which file."""
        return f"by {self.file}" if self.file else f"as of {self.day}"

    @property
    def own(self) -> bool:
        """Whether they are a user's: then what they lack is known to be absent."""
        return bool(self.file)


_sizes: ContextVar[Facts | None] = ContextVar("sizes", default=None)


def given_sizes() -> Facts | None:
    """Return the facts about sizes that a user gave; None where the shipped ones hold."""
    return _sizes.get()


def give_sizes(found: Facts | None) -> None:
    """Let these facts about sizes hold for this run; None for the shipped ones."""
    _sizes.set(found)


def of_this_run() -> tuple[Reach, Facts | None]:
    """Return how far this run reads and what it is given, for another process of it."""
    return reach(), given_sizes()


def take_over(to: Reach, sizes: Facts | None) -> None:
    """Let another process go on as the run does that started it."""
    set_reach(to)
    give_sizes(sizes)
