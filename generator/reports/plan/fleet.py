"""A table of many specs between two revisions, the worst first."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from generator.lazy import dataclass
from generator.reports.markdown import as_code, as_text
from generator.reports.plan.wording import HAPPENS
from generator.wording.printable import json_safe, printable
from generator.wording.values import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.reports.pen import Pen
    from generator.rollout.records import Plan

_ORDER = (
    "error", "refused", "outage", "gone", "replace", "reimage", "restart", "rerun", "unknown",
    "in-place", "scale", "new", "none",
)  # fmt: skip
"""From the worst to the least; what deletes nothing and changes nothing is the least."""
_WORDS = {**HAPPENS, "error": "ERROR", "gone": "gone", "new": "new"}


@dataclass(frozen=True, slots=True)
class FleetRow:
    """A spec that has other bytes: the worst that its update does, and the sentence for it.

    `more` are the outages by their ids, `unknown` is the number of changes of which the effect is
    not known, `changes` tells whether the deployment changes anything.
    """

    spec: str
    effect: str
    says: str
    changes: bool = True
    unknown: int = 0
    more: tuple[str, ...] = ()
    fails: bool = False

    def order(self) -> tuple[int, int, str]:
        """Return what rows are sorted by."""
        return _ORDER.index(self.effect), -self.unknown, self.spec


@dataclass(frozen=True, slots=True)
class Fleet:
    """The revisions that are compared, how many specs there are, and those that change."""

    old: str
    new: str
    specs: int
    rows: list[FleetRow]


def row_of(name: str, plan: Plan, *, fails: bool) -> FleetRow:
    """Return the row of a spec from its plan."""
    sides = [(item.old, item.new) for item in plan.all_resources]
    effect: str = plan.effect
    if all(old is None for old, _ in sides):
        effect = "new"
    elif all(new is None for _, new in sides):
        effect = "gone"
    elif effect == "none" and plan.unknowns:
        effect = "unknown"
    changes = any(item.kind != "none" for item in plan.all_resources)
    sums = " ".join(item.sum for item in plan.scale_sets)
    outages = tuple(dict.fromkeys(one.fact.id for one in plan.outages))
    return FleetRow(name, effect, sums, changes, plan.unknowns, outages, fails)


def write_fleet(form: str, fleet: Fleet, pen: Pen) -> Iterator[str]:
    """Yield the table as text, JSON, Markdown or a page."""
    writers = {"text": _text, "json": _json, "markdown": _markdown, "html": _html}
    yield from writers[form](fleet, pen)


def _head(fleet: Fleet) -> str:
    changed = len(fleet.rows)
    return (
        f"{fleet.old} -> {fleet.new or 'now'}: {count(fleet.specs, 'spec')}, {changed} with other "
        f"files, {fleet.specs - changed} the same"
    )


def _sentence(row: FleetRow) -> str:
    return row.says + (f" Traffic is cut off: {', '.join(row.more)}." if row.more else "")


def _text(fleet: Fleet, pen: Pen) -> Iterator[str]:
    yield f"{printable(_head(fleet))}\n"
    if not fleet.rows:
        return
    worst = max(len("RISK"), *(len(_WORDS[row.effect]) for row in fleet.rows))
    yield f"\n{'RISK':<{worst}}  SPEC\n"
    for row in fleet.rows:
        yield f"{_WORDS[row.effect]:<{worst}}  {printable(row.spec)}\n"
        yield pen.wrapped(_sentence(row), " " * (worst + 2)) + "\n"


def _json(fleet: Fleet, _pen: Pen) -> Iterator[str]:
    value = {
        "old": fleet.old,
        "new": fleet.new or None,
        "specs": fleet.specs,
        "same": fleet.specs - len(fleet.rows),
        "plans": [
            {
                "spec": row.spec,
                "effect": row.effect,
                "changes": row.changes,
                "unknown": row.unknown,
                "outages": list(row.more),
                "says": row.says,
                "fails": row.fails,
            }
            for row in fleet.rows
        ],
    }
    yield json_safe(json.dumps(value, indent=2, ensure_ascii=False)) + "\n"


def _markdown(fleet: Fleet, _pen: Pen) -> Iterator[str]:
    yield f"### Plan: {as_text(_head(fleet))}\n"
    if not fleet.rows:
        return
    yield "\n| risk | spec | what |\n| --- | --- | --- |\n"
    for row in fleet.rows:
        yield f"| {_WORDS[row.effect]} | {as_code(row.spec)} | {as_text(_sentence(row))} |\n"


def _html(fleet: Fleet, _pen: Pen) -> Iterator[str]:
    from generator.reports.page import page

    rows = [
        {"risk": _WORDS[row.effect], "spec": row.spec, "says": _sentence(row)} for row in fleet.rows
    ]
    yield from page("fleet", title=f"Plan: {_head(fleet)}", rows=rows)
