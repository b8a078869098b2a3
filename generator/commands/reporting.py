"""How commands speak: text for people, one JSON value for programs, findings on standard error."""

from __future__ import annotations

import json
import os
import sys
from contextlib import ExitStack, contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Any, TextIO

from generator.wording.saying import say, say_json_text, say_parts
from generator.wording.values import count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import TypeVar

    from generator.diagnostics import Diagnostic

    T = TypeVar("T")

__all__ = [
    "WIDTH",
    "bytes_in_progress",
    "columns",
    "count",
    "findings_value",
    "in_color",
    "in_progress",
    "say_findings",
    "say_json",
    "say_table",
    "show_findings",
]

WIDTH = 100
_LONG = 1.0
"""Seconds that work may take before its progress is shown."""


def say_findings(findings: Sequence[Diagnostic]) -> None:
    """Print findings to standard error, a line each."""
    if findings:
        from generator.reports.validation.text import as_text

        say(as_text(findings), error=True)


def show_findings(findings: Sequence[Diagnostic], color: str = "auto") -> None:
    """Print findings to standard error as `validate` shows them, all of them."""
    if findings:
        from generator.reports.pen import Pen
        from generator.reports.validation.text import write
        from generator.validation.report import Report

        pen = Pen(columns(sys.stderr), color=in_color(color, sys.stderr))
        report = Report(list(findings), notes=True, full=True)
        say_parts(write(report, pen), error=True, color=pen.color)


def findings_value(findings: Sequence[Diagnostic]) -> Any:
    """Return findings as a JSON value."""
    from generator.reports.validation.records import record

    return [record(finding) for finding in findings]


def say_json(value: Any) -> None:
    """Print a JSON value to standard output."""
    say_json_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def say_table(rows: Sequence[Sequence[str]]) -> None:
    """Print rows of cells below each other; the first row is the head."""
    from generator.wording.printable import printable

    shown = [[printable(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
    for row in shown:
        cells = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
        say("  ".join(cells).rstrip())


def in_color(when: str, stream: TextIO) -> bool:
    """Whether to write colors: `auto` means to a terminal, unless NO_COLOR is set."""
    if when != "auto":
        return when == "always"
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return not plain and (bool(os.environ.get("FORCE_COLOR")) or stream.isatty())


def columns(stream: TextIO) -> int:
    """Return the columns of a terminal, and a fixed number where there is none."""
    if not stream.isatty():
        return 120
    import shutil  # it loads what packs files

    return shutil.get_terminal_size().columns


def in_progress(label: str, work: Iterable[T], length: int, *, quiet: bool = False) -> Iterator[T]:
    """Yield the pieces of work; on a terminal a bar shows how many are done, once it takes long."""
    if quiet or not _is_watched():
        yield from work
        return
    import typer

    since, unseen = monotonic(), 0
    with ExitStack() as shown:
        bar = None
        for piece in work:
            yield piece
            unseen += 1
            if bar is None and monotonic() - since > _LONG and unseen < length:
                bar = shown.enter_context(
                    typer.progressbar(length=length, label=label, file=sys.stderr)
                )
            if bar is not None:
                bar.update(unseen)
                unseen = 0


@contextmanager
def bytes_in_progress(
    label: str, size: int, *, quiet: bool = False
) -> Iterator[Callable[[int], object]]:
    """Yield what is to be told each number of bytes that is done; a terminal shows how many are."""
    if quiet or not _is_watched():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    console = Console(stderr=True, markup=False)
    shown = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn())
    with Progress(*shown, TransferSpeedColumn(), console=console, transient=True) as progress:
        task = progress.add_task(label, total=size)
        yield lambda done: progress.advance(task, done)


def _is_watched() -> bool:
    return sys.stderr.isatty() and not os.environ.get("CI")
