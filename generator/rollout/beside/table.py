"""The table of what Azure does with changes beside a scale set: refusals.json, as rows.

A row is compact: `on` are types without "Microsoft.", a source is an issue, a pull request (!), a
page of the documentation (@), or the documentation of a resource of the Terraform provider (tf:).
What is `likely` only is a warning, and no refusal.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

from generator.lazy import dataclass
from generator.rollout.effects import Effect, Row

WHOLE = frozenset(("gone", "new"))
"""Kinds of changes of a resource as a whole: it is in one of both templates only."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A row, and what it asks besides the path of a change."""

    row: Row
    types: tuple[str, ...]
    conditions: tuple[str, ...]


@cache
def refusals() -> tuple[Beside, ...]:
    """Return the rows of the table, in its order."""
    text = resources.files("generator.rollout.beside").joinpath("refusals.json").read_text("utf-8")
    return tuple(_beside(item) for item in json.loads(text)["rows"])


@cache
def rows_of(kind: str) -> tuple[Beside, ...]:
    """Return the rows of a type in lower case, those of any type among them."""
    return tuple(row for row in refusals() if kind in row.types or "*" in row.types)


def _beside(item: dict[str, Any]) -> Beside:
    likely = item["effect"] == "likely"
    effect: Effect = "unknown" if likely else item["effect"]
    says = item["says"]
    if likely:
        says = f"Azure is likely to refuse it: {says}"
    paths = item.get("paths", ())
    row = Row(
        id=item["id"],
        change=item.get("change") or ", ".join(f"`{path.replace('/', '.')}`" for path in paths),
        paths=tuple(tuple(path.lower().split("/")) for path in paths),
        effect=effect,
        by="" if effect != "none" else "deployment",
        says=says,
        source=_source(item["source"]),
        resource=", ".join(item["on"]),
        kinds=tuple(item.get("kinds", ())),
        whole=item.get("whole", False),
        to=tuple(str(value).lower() for value in item.get("to", ())),
        code=item.get("code", ""),
        steps=tuple(item.get("steps", ())),
        warns=likely or item.get("warn", False),
        handler="",
        orchestration=None,
        conditions=(),
        todo=(),
    )
    types = tuple(kind if kind == "*" else f"microsoft.{kind}".lower() for kind in item["on"])
    return Beside(row, types, tuple(item.get("if", "").split(" & ")) if "if" in item else ())


def _source(text: str) -> str:
    if text.startswith("@"):
        return f"https://learn.microsoft.com/azure/{text[1:]}"
    if text.startswith("tf:"):
        pages = "https://github.com/hashicorp/terraform-provider-azurerm/blob/main/website/docs/r"
        return f"{pages}/{text[3:]}.html.markdown"
    for sign, kind in (("#", "issues"), ("!", "pull")):
        if sign in text:
            repository, number = text.split(sign)
            return f"https://github.com/{repository}/{kind}/{number}"
    return text
