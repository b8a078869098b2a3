"""A plan as one JSON value, for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from generator.redaction import SECRET
from generator.reports.plan.shown import values
from generator.reports.plan.wording import batch_lines, says
from generator.rollout.causes import causes_of
from generator.rollout.phases import phases_of
from generator.rollout.running import instances_now
from generator.wording.printable import json_safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.reports.pen import Pen
    from generator.rollout.commands_left import Command
    from generator.rollout.records import Outage, Plan, ResourcePlan
    from generator.rollout.scale_out import ScaleOut
    from generator.rollout.verdicts import Verdict


def write(plan: Plan, compared: bool, outs: Sequence[ScaleOut] | None, _pen: Pen) -> Iterator[str]:
    """Yield the plan, where two templates were compared, and the scale-outs, as one value."""
    value: dict[str, Any] = record(plan) if compared else {"new": plan.new.label}
    if outs is not None:
        value["scaleOut"] = [record_scale_out(item) for item in outs]
    yield json_safe(json.dumps(value, indent=2, ensure_ascii=False)) + "\n"


def record(plan: Plan) -> dict[str, Any]:
    """Return the plan; secrets are left out, values are whole."""
    return {
        "old": plan.old.label,
        "new": plan.new.label,
        "effect": plan.effect,
        "unknown": plan.unknowns,
        "scaleSets": [_scale_set(plan, item) for item in plan.scale_sets],
        "commands": [_command(command) for command in plan.commands],
        "outages": [_outage(plan, item) for item in plan.outages],
        "resources": [_resource(plan, item) for item in plan.resources],
    }


def _command(command: Command) -> dict[str, str]:
    return {"stage": command.stage, "command": command.line, "purpose": command.purpose}


def _outage(plan: Plan, found: Outage) -> dict[str, Any]:
    path, position = plan.place_of_outage(found)
    fact = found.fact
    return {
        "id": fact.id,
        "scaleSet": found.scale_set or None,
        "resource": {"type": found.item.resource.type, "name": found.item.resource.name},
        "about": found.about,
        "who": found.who,
        "from": fact.since,
        "to": found.until,
        "says": fact.says,
        "avoidedBy": fact.way,
        "inferred": fact.inferred,
        "source": fact.source,
        "file": path,
        "line": position.line,
        "column": position.column,
    }


def record_scale_out(found: ScaleOut) -> dict[str, Any]:
    """Return what new instances of a scale set do."""
    return {
        "name": found.name,
        "more": found.more,
        "total": found.total,
        "steps": [
            {"turn": step.turn, "what": step.what, "risks": list(step.risks)}
            for step in found.steps
        ],
        "limits": found.limits,
    }


def _resource(plan: Plan, item: ResourcePlan) -> dict[str, Any]:
    resource = item.resource
    return {
        "type": resource.type,
        "name": resource.name,
        "id": resource.id,
        "action": item.kind,
        "effect": item.effect,
        "changes": [_change(plan, item, verdict) for verdict in item.verdicts],
        "leftOut": [
            {"path": left.path, "then": left.then, "source": left.source} for left in item.left
        ],
        "traps": [
            {"id": trap.id, "name": trap.name, "message": trap.message, "source": trap.source}
            for trap in item.traps
        ],
    }


def _scale_set(plan: Plan, item: ResourcePlan) -> dict[str, Any]:
    model = item.model
    return {
        **_resource(plan, item),
        "sum": item.sum,
        "stoppedBy": [one.resource.name for one in item.held],
        "orchestrationMode": model.orchestration.capitalize(),
        "upgradeMode": model.mode.capitalize() or None,
        "capacity": model.count,
        "zones": model.zones,
        "batches": _batches(item),
        "notKnown": item.notes,
        "causes": [
            {
                "files": [{"name": file.name, "diff": list(file.diff)} for file in cause.files],
                "changes": [verdict.change.path for verdict in cause.verdicts],
            }
            for cause in causes_of(item, plan.old, plan.new)
        ],
        "phases": list(phases_of(item)),
        **_running(item),
        "commands": [_command(command) for command in item.commands],
    }


def _running(item: ResourcePlan) -> dict[str, Any]:
    """Return what is known of the instances; nothing where no answer tells of them."""
    found = item.running
    if found is None:
        return {}
    return {
        "running": {
            "count": found.count,
            "unhealthy": found.unhealthy,
            "says": list(instances_now(item)),
            "instances": [
                {
                    "id": one.name,
                    "latestModelApplied": one.latest,
                    "ownModel": one.alone,
                    "protectedFrom": _PROTECTED.get(one.protected),
                    "power": one.power or None,
                    "provisioning": one.state or None,
                    "health": one.health or None,
                    "failed": [
                        {"extension": failure.extension or None, "message": failure.message}
                        for failure in one.failures
                    ],
                }
                for one in found.instances
            ],
        }
    }


_PROTECTED = {"actions": "scaleSetActions", "in": "scaleIn"}


def _batches(item: ResourcePlan) -> dict[str, Any] | None:
    batches = item.batches
    if batches is None:
        return None
    return {
        "size": batches.size,
        "atLeast": batches.least,
        "zones": batches.zones,
        "maxSurge": batches.surges,
        "mostInstances": batches.most,
        "toleratedUnhealthy": batches.unhealthy,
        "toleratedUnhealthyUpgraded": batches.upgraded,
        "pauseInSeconds": batches.pause,
        "says": list(batch_lines(batches)),
    }


def _change(plan: Plan, item: ResourcePlan, verdict: Verdict) -> dict[str, Any]:
    change = verdict.change
    path, position = plan.place(item, change)
    old, new = values(change)
    return {
        "path": change.path,
        "kind": change.kind,
        "old": old,
        "new": new,
        "secret": SECRET in (old, new),
        "file": path,
        "line": position.line,
        "column": position.column,
        "row": verdict.row.id,
        "effect": verdict.effect,
        "when": verdict.when,
        "now": verdict.now,
        "inferred": verdict.inferred,
        "perhaps": verdict.perhaps,
        "says": says(verdict),
        "code": verdict.row.code or None,
        "steps": list(verdict.row.steps),
        "source": verdict.row.source,
    }
