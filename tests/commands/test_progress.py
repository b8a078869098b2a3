"""Long work says on a terminal how far it is, and nowhere else."""

from __future__ import annotations

import io

import pytest

from generator.commands import reporting


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch):
    """Let each piece of work take 0.4 seconds."""
    ticks = iter(range(1_000))
    monkeypatch.setattr(reporting, "monotonic", lambda: next(ticks) * 0.4)
    monkeypatch.delenv("CI", raising=False)


def shown(monkeypatch, stream: io.StringIO, length: int, *, quiet: bool = False) -> str:
    monkeypatch.setattr("sys.stderr", stream)
    done = list(reporting.in_progress("Checking", iter(range(length)), length, quiet=quiet))
    assert done == list(range(length))
    return stream.getvalue()


def test_a_few_long_pieces_have_a_bar(monkeypatch, clock):
    said = shown(monkeypatch, Terminal(), 6)
    assert "Checking" in said
    assert "100%" in said


def test_short_work_has_none(monkeypatch, clock):
    assert shown(monkeypatch, Terminal(), 3) == ""


@pytest.mark.parametrize("length", [6, 200])
def test_only_a_terminal_has_one(monkeypatch, clock, length):
    assert shown(monkeypatch, io.StringIO(), length) == ""
    assert shown(monkeypatch, Terminal(), length, quiet=True) == ""
    monkeypatch.setenv("CI", "true")
    assert shown(monkeypatch, Terminal(), length) == ""
