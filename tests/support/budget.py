"""How long a piece of work may take, on any machine."""

import sys
import time
from contextlib import contextmanager

_LOOPS = 400_000
_COMMON_SECONDS = 0.03  # what the loop below takes where the budgets were written
_TRACED = 4  # a run that measures coverage takes about twice as long


@contextmanager
def cpu_budget(seconds):
    """Fail when the block takes more processor time than a common machine would take in `seconds`.

    A slow machine, and one that measures coverage, gets as much more as it is slower.
    """
    start = time.process_time()
    yield
    took = time.process_time() - start
    if took < seconds:
        return
    allowed = seconds * slowness() * (_TRACED if sys.gettrace() else 1)
    assert took < allowed, f"{took:.1f} s of {allowed:.1f} s"


def slowness():
    """Return how many times slower than a common machine this one is now, at least 1."""
    start = time.process_time()
    total = 0
    for number in range(_LOOPS):
        total += number * number % 7
    return max(1, (time.process_time() - start) / _COMMON_SECONDS)
