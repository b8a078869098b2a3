"""`scaleset rules` and `scaleset explain`: what is checked, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.commands.reporting import say_json
from generator.paths import page
from generator.spec.faults import PREFIX as SPEC_FAULTS
from generator.validation.catalog import catalog
from generator.validation.peers import PEERS
from generator.validation.selection.options import DEFAULT_OPTIONS
from generator.validation.selection.selection import means, unknown
from generator.wording.printable import printable
from generator.wording.saying import say

if TYPE_CHECKING:
    from generator.rollout.effects import Row
    from generator.rollout.traps.kinds import TrapKind
    from generator.validation.catalog import RuleEntry


def list_rules(selectors: list[str], output: str) -> int:
    """Print the rules, with what the configuration of this folder makes of them."""
    wrong = [message for item in selectors if (message := unknown(item))]
    if wrong:
        say(f"scaleset: {printable('; '.join(wrong))}", error=True)
        return 2
    entries = [
        entry
        for entry in catalog().values()
        if not selectors or any(means(item, entry.id) for item in selectors)
    ]
    values = [_value(entry) for entry in entries]
    if output == "json":
        say_json(values)
        return 0
    rows = [
        (v["id"], v["name"], v["severity"] if v["enabled"] else "off", ", ".join(v["peers"]))
        for v in values
    ]
    rows.insert(0, ("Id", "Name", "Severity", "Also in"))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        cells = [f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False)]
        say("  ".join([*cells, row[3]]).rstrip())
    return 0


def explain(name: str, output: str) -> int:
    """Print why a rule is there, a bad and a good example, and its source."""
    entries = catalog()
    wanted = name.lower()
    entry = next((e for e in entries.values() if wanted in {e.id.lower(), e.name}), None)
    if entry is None and (trap := _trap(wanted)):
        return _explain_trap(*trap, output)
    if entry is None and (rows := _answers(wanted)):
        return _explain_answer(rows, output)
    if entry is None:
        say(f"scaleset: {printable(unknown(name) or _several(name))}", error=True)
        return 2
    value = _value(entry)
    if output == "json":
        say_json({**value, "documentation": entry.documentation})
        return 0
    state = value["severity"] if value["enabled"] else "off"
    say(f"{entry.id} {entry.name} ({state})\n\n{entry.documentation.strip()}\n")
    if value["peers"]:
        say(f"Also in: {', '.join(value['peers'])}")
    if entry.url:
        say(f"Source: {entry.url}")
    say(f"Page: {page(f'reference/rules/{entry.id}')}")
    if not entry.id.startswith(SPEC_FAULTS):
        say(f"Leave it out: --ignore {entry.id}, or // scaleset: ignore {entry.id} -- why")
    return 0


def _trap(wanted: str) -> tuple[str, TrapKind] | None:
    """Return the trap of `scaleset plan` that has an id or a name."""
    from generator.rollout.traps.kinds import KINDS

    return next((item for item in KINDS.items() if wanted in {item[0].lower(), item[1].name}), None)


def _explain_trap(identity: str, kind: TrapKind, output: str) -> int:
    if output == "json":
        value = {"id": identity, "name": kind.name, "summary": kind.about, "url": kind.source}
        say_json(value)
        return 0
    say(f"{identity} {kind.name} (a trap that 'scaleset plan' names)\n\n{kind.about}.\n")
    say(f"Source: {kind.source}\nPage: {page(f'reference/rules/{identity}')}")
    return 0


def _answers(code: str) -> list[Row]:
    """Return the rows of updates that Azure answers with a code, or the one of an id."""
    from generator.rollout.beside.table import refusals
    from generator.rollout.effects import effects

    rows = (*effects(), *(item.row for item in refusals()))
    return [row for row in rows if code in {row.code.lower(), row.id}]


def _explain_answer(rows: list[Row], output: str) -> int:
    values: list[dict[str, Any]] = [
        {
            "id": row.id,
            "code": row.code or None,
            "resource": row.resource,
            "summary": row.change,
            "says": row.says.replace("{who}", "what uses it"),
            "steps": list(row.steps),
            "url": row.source,
        }
        for row in rows
    ]
    if output == "json":
        say_json(values)
        return 0
    for value in values:
        code = f" ({value['code']})" if value["code"] else ""
        say(f"{value['id']}{code}, of an update that 'scaleset plan' looks at\n")
        say(f"{value['resource']}: {value['summary']}\n\n{value['says']}.")
        for number, step in enumerate(value["steps"], 1):
            say(f"{number}. {step}")
        say(f"\nSource: {value['url']}\nPage: {page('reference/effects')}\n")
    return 0


def _several(name: str) -> str:
    found = ", ".join(rule for rule in catalog() if means(name, rule))
    return f"'{name}' means several rules ({found}); name one"


def _value(entry: RuleEntry) -> dict[str, Any]:
    configuration = DEFAULT_OPTIONS.configuration(Path("azuredeploy.json"))
    severity = entry.severity
    chosen = configuration.selection.severity_of(entry.id, severity) if configuration else severity
    return {
        "id": entry.id,
        "name": entry.name,
        "summary": entry.summary,
        "severity": (chosen or severity).label,
        "default": severity.label,
        "enabled": chosen is not None,
        "peers": list(PEERS.get(entry.id, ())),
        "url": entry.url,
    }
