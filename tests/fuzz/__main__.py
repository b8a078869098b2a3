"""Fuzz for a while: `python -m tests.fuzz SECONDS [SEED] [TARGET]`; exits with 1 where one falls out.

An input is told by its target and its own seed, and printed: that line and the text are what a
test is made of.
"""

from __future__ import annotations

import gc
import sys
import time
import traceback
from collections import Counter
from random import Random, SystemRandom

from tests.fuzz.targets import TARGETS

MOST_SECONDS = 6


def fault_of(name: str, seed: str) -> str:
    """Return how reading one input goes wrong; nothing where it does not."""
    target = TARGETS[name]
    text = target.made(Random(seed))
    start = time.process_time()
    try:
        target.read(text)
    except Exception as error:  # whatever is raised is the fault that is looked for
        last = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} at {last.filename}:{last.lineno}: {error}"
    took = time.process_time() - start
    return f"took {took:.1f} s" if took > MOST_SECONDS else ""


def main(arguments: list[str]) -> int:
    seconds = float(arguments[0])
    seed = int(arguments[1]) if len(arguments) > 1 else SystemRandom().randrange(10**9)
    names = arguments[2:] or list(TARGETS)
    counts: Counter[str] = Counter()
    fallen: Counter[str] = Counter()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for name in names:
            until = min(end, time.monotonic() + 1)
            while time.monotonic() < until:
                counts[name] += 1
                one = f"{name}-{seed}-{counts[name]}"
                fault = fault_of(name, one)
                if fault:
                    fallen[f"{name}: {fault.partition(': ')[0]}"] += 1
                    if fallen[f"{name}: {fault.partition(': ')[0]}"] == 1:
                        print(f"{one}: {fault}\n  {TARGETS[name].made(Random(one))!r}", flush=True)
        gc.collect()
    print(f"seed {seed}: {sum(counts.values()):,} inputs", dict(counts))
    for fault, count in fallen.most_common():
        print(f"{count} x {fault}")
    return 1 if fallen else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
