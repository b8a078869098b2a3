"""The trap of names: whatever gets another name is another thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.rollout.records import Hit
from generator.scale_set.view import extension_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rollout.records import Case, ResourcePlan


def renamed(item: ResourcePlan, sets: list[ResourcePlan], case: Case) -> Iterator[Hit]:
    """Find a scale set that left while another came, and an extension that did."""
    if item.new is None:
        came = [other.resource.name for other in sets if other.old is None]
        if came:
            yield Hit(_set_renamed(item.resource.name, came, complete=case.complete))
        return
    if item.old is None:
        return
    yield from _extensions(item)


def _set_renamed(name: str, came: list[str], *, complete: bool) -> str:
    goes = (
        "mode Complete deletes it with its instances, disks and addresses"
        if complete
        else "nothing deletes it, so both sets run and are paid for"
    )
    verb = "is" if len(came) == 1 else "are"
    new = " and ".join(f"'{item}'" for item in came)
    return (
        f"'{name}' is gone from the template and {new} {verb} new: a name cannot be "
        f"changed, so a new set is made beside '{name}', and {goes}"
    )


def _extensions(item: ResourcePlan) -> Iterator[Hit]:
    gone, came = {}, {}
    for verdict in item.verdicts:
        change = verdict.change
        if not change.extension or len(change.names) != 4:
            continue
        if change.kind == "remove":
            extension = extension_of(change.old)
            gone[extension.kind] = extension.label
        elif change.kind == "add":
            extension = extension_of(change.new)
            came[extension.kind] = (extension.label, change)
    for handler in (kind for kind in came if kind in gone):
        name, change = came[handler]
        yield Hit(
            f"extension '{gone[handler]}' is now called '{name}': the old one is removed and the "
            "new one installed, so what it does runs again; an instance holds one of a handler at "
            "a time, so the update fails where the old one is not gone first",
            change,
        )
