"""The command line, run as a user runs it."""

from __future__ import annotations

import gc
import io
import os
import subprocess
import sys
from contextlib import ExitStack, chdir
from dataclasses import dataclass
from typing import TYPE_CHECKING
from unittest import mock

from generator import start
from generator.azure import given as facts_given
from generator.files import reading
from generator.validation.selection import configuration, user_rules
from tests.support.workspace import ROOT

if TYPE_CHECKING:
    from pathlib import Path


@dataclass
class Ran:
    """What a run of the command gave."""

    code: int
    out: str
    err: str


def run_here(arguments: list[str], cwd: Path, given: bytes = b"", *, together: bool = False) -> Ran:
    """Run the command in this process, with streams of its own that are no terminal.

    Together, output and errors are one stream in the order of writing, as a terminal shows them.
    """
    streams = {
        name: io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline="\n")
        for name, data in (("stdin", given), ("stdout", b""), ("stderr", b""))
    }
    if together:
        streams["stderr"] = streams["stdout"]
    configuration._of_folder.cache_clear()  # a process meets one state of its folders, tests several
    configuration._above.cache_clear()
    user_rules.user_rules.cache_clear()
    reading.top_level.cache_clear()
    reading.set_reach(reading.Reach())
    thresholds = gc.get_threshold()
    with ExitStack() as stack:
        for name, stream in streams.items():
            stack.enter_context(mock.patch.object(sys, name, stream))
        stack.callback(facts_given.give_sizes, None)
        stack.enter_context(mock.patch.object(sys, "argv", ["scaleset", *arguments]))
        stack.enter_context(mock.patch.dict(os.environ, {"COLUMNS": "100"}))
        stack.enter_context(chdir(cwd))
        stack.callback(gc.set_threshold, *thresholds)
        code = _code()
    return Ran(code, _text(streams["stdout"]), _text(streams["stderr"]))


def run_apart(arguments: list[str], cwd: Path, env: dict[str, str]) -> Ran:
    """Run the command in a process of its own, with these variables beside those of this one."""
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    result = subprocess.run(
        [sys.executable, "-m", "generator", *arguments],
        capture_output=True,
        encoding="utf-8",
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": path, "COLUMNS": "100", **env},
        check=False,
    )
    return Ran(result.returncode, result.stdout, result.stderr)


def _code() -> int:
    try:
        start.main()
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
            return 1
        return end.code or 0
    return 0


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    return stream.buffer.getvalue().decode()
