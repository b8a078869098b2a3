"""What a run is given in place of the facts that ship: see `sizes.py` and `sku_answer.py`."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING

from generator.files.reading import reach, set_reach

if TYPE_CHECKING:
    from generator.azure.sizes import Facts
    from generator.files.reading import Reach

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
    """Go on in another process as the run does that started it."""
    set_reach(to)
    give_sizes(sizes)
