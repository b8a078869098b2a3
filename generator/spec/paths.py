"""Paths of a spec as people write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.diagnostics import Path


def place(path: Path) -> str:
    """Name a place of the spec for a sentence."""
    return f"'{dotted(path)}'" if path else "the spec"


def dotted(path: Path) -> str:
    """Write a path as people do: deliver[0].customScript.script."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")
