"""What two templates do not show, said where it matters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.redaction import masked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rollout.changes import Change
    from generator.rollout.records import ResourcePlan


_SENT = {"properties", "virtualMachineProfile", "virtualMachineProfile.extensionProfile"}
"""What is around the extensions: where it is left out, none of them is sent again."""


def notes_of(item: ResourcePlan, region: str | None = None) -> Iterator[str]:
    """Yield what is not known of the update of a scale set that both sides have.

    Sources: the custom script handler for Linux runs once for each sequence number of its settings
    (issue 198 of its repository: sometimes again without a change); the page on rolling upgrades
    tells that any change of the model resumes one that was canceled or stopped.
    """
    if item.old is None or item.new is None:
        return
    if item.old.key != item.new.key:
        yield (
            f"whether {item.old.name} and {item.new.name} evaluate to the same name; they are "
            "taken to be one scale set (give the parameters of names with -p)"
        )
    if region:
        yield (
            f"whether the resource group is in {region}, as one side says of the set (-l names it)"
        )
    yield from _left_out(item)
    again = {verdict.change.extension for verdict in item.verdicts}
    condition = item.new.body.get("condition")
    if condition is not None:
        yield f"whether the set is deployed at all: its condition is {masked(condition)}"
    kept = [
        f"'{extension.label}'"
        for name, extension in item.model.extensions_by_name().items()
        if name not in again and extension.protected
    ]
    if kept and item.verdicts and _SENT.isdisjoint(left.path for left in item.left):
        yield (
            "whether Azure takes protected settings that did not change for new ones, and runs "
            f"{', '.join(kept)} again"
        )
    moved = any(verdict.when in {"all at once", "in batches"} for verdict in item.verdicts)
    if moved and not (item.running and item.running.models_told):
        yield (
            "whether all instances have the model that is deployed now: those that an earlier, "
            "stopped upgrade left behind are brought to the new one too"
        )


def _left_out(item: ResourcePlan) -> Iterator[str]:
    secrets = dict.fromkeys(_secret(change) for change in item.unseen)
    if secrets:
        yield (
            f"whether {' and '.join(secrets)} of the new side is what the set has: Azure never "
            "answers with secrets, so the old side lacks it; an equal one changes nothing"
        )
    for left in item.left:
        if left.then == "unknown":
            yield (
                f"whether Azure keeps {left.path}, which the template leaves out beside other "
                "parts of the model: it is not documented"
            )


def _secret(change: Change) -> str:
    if change.extension:
        return f"protectedSettings of extension '{change.extension}'"
    return str(change.steps[-1])
