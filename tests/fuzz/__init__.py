"""Hostile input by the million: nothing that stands in a file ends in a traceback, or takes long.

`inputs` breaks small sound inputs, `targets` are what reads them. Hypothesis drives a short run in
the suite and shrinks what falls out; `python -m tests.fuzz SECONDS [SEED] [TARGET]` goes on for
hours. Not atheris: it steers by the branches of C extensions and of single functions that parse
bytes, has no wheel for each Python that we run on, and what we read has a grammar that is better
broken on purpose than found by chance.
"""
