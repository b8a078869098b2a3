"""The commands of an update, in the order in which an operator needs them.

Sources: the reference of the Azure CLI on az deployment group, az stack group, az vmss and az vmss
rolling-upgrade; the pages on configuring rolling upgrades (a canceled one goes on with the next
update of the model), performing manual upgrades, and instance protection, which only Uniform sets
have (the page that compares the APIs of the orchestration modes: Flexible ones take a lock).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.rollout.commands_left import Command, Deployable, target_of
from generator.wording.commands import in_shell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.rollout.records import PlanOptions, ResourcePlan

_OF_LEVEL = {"resourceGroup": "group", "subscription": "sub", "managementGroup": "mg"}
_SETTLED = {"none", "scale"}


def operations(items: Sequence[ResourcePlan], options: PlanOptions) -> Iterator[Command]:
    """Yield the commands that deploy an update, follow it, stop it and take it back."""
    new, old = options.deploys
    changed = [item for item in items if item.kind != "none"]
    if new is None or not changed:
        return
    refused = any(item.effect == "refused" for item in items)
    yield Command(
        _deploy(new, options, "what-if"), _first(new, "see what Azure itself would change"), "look"
    )
    if refused:
        return
    yield Command(_deploy(new, options, "create"), _first(new, "deploy it"), "deploy")
    if new.level == "resourceGroup":
        yield Command(_stack(new, options), _STACK, "deploy")
    for item in changed:
        if item.resource.is_scale_set and item.old is not None and item.new is not None:
            yield from _of_set(item, options)
    if old is not None:
        purpose = "deploy what was before; that is an update of its own, which plan tells as well"
        yield Command(_deploy(old, options, "create"), _first(old, purpose), "back")


_STACK = (
    "or as a deployment stack, which knows what it made: detachAll leaves what a later template "
    "leaves out, deleteResources deletes it"
)


def _first(source: Deployable, purpose: str) -> str:
    return f"first {source.before}; then {purpose}" if source.before else purpose


def _of_set(item: ResourcePlan, options: PlanOptions) -> Iterator[Command]:
    model, shell = item.model, options.shell
    target = target_of(model, options.group, shell)
    whens = {v.when for v in item.verdicts if v.effect not in _SETTLED}
    if "in batches" in whens:
        yield Command(
            f"az vmss rolling-upgrade get-latest {target}",
            "how far the rolling upgrade is, and what stopped it",
            "watch",
        )
        yield Command(
            f"az vmss rolling-upgrade cancel {target}",
            "stop the rolling upgrade; instances that are done keep the new model, and the next "
            "update of the set goes on with the others",
            "stop",
        )
    elif whens & {"all at once", "when upgraded", "when reimaged"}:
        columns = "name:name, state:provisioningState"
        if not model.flexible:
            columns = "id:instanceId, latest:latestModelApplied, state:provisioningState"
        yield Command(
            f"az vmss list-instances {target} --query '[].{{{columns}}}' --output table",
            "which instances there are and how they do"
            + ("" if model.flexible else "; latest tells whether one has the new model"),
            "watch",
        )
    touched = whens & {"in batches", "all at once", "when upgraded", "when reimaged"}
    if touched and not model.flexible and model.count != 0:
        yield Command(
            f"az vmss update {target} --instance-id <instance> "
            "--protect-from-scale-set-actions true",
            "before the deployment: keep an instance as it is, also from autoscale and reimages",
            "keep",
        )
    image = any("imagereference" in v.change.names for v in item.verdicts)
    version = model.profile.at("storageProfile", "imageReference", "version").text() or ""
    if image and version.lower() == "latest":
        yield Command(
            f"az vmss rolling-upgrade start {target}",
            "later: bring the instances to a newer image of the same 'latest'",
            "later",
        )


def _deploy(source: Deployable, options: PlanOptions, verb: str) -> str:
    level = _OF_LEVEL.get(source.level, "tenant")
    words = [f"az deployment {level} {verb}"]
    if level == "group":
        words.append(f"--resource-group {in_shell(options.group, options.shell)}")
    else:
        words.append("--location <location>")
    if level == "mg":
        words.append("--management-group-id <management-group>")
    if options.complete and level == "group":
        words.append("--mode Complete")
    return " ".join([*words, *_files(source, options)])


def _stack(source: Deployable, options: PlanOptions) -> str:
    unmanaged = "deleteResources" if options.complete else "detachAll"
    words = [
        "az stack group create --name <stack>",
        f"--resource-group {in_shell(options.group, options.shell)}",
        *_files(source, options),
        f"--action-on-unmanage {unmanaged} --deny-settings-mode none",
    ]
    return " ".join(words)


def _files(source: Deployable, options: PlanOptions) -> Iterator[str]:
    yield f"--template-file {in_shell(source.template, options.shell)}"
    if source.parameters:
        listed = " ".join(in_shell(text, options.shell) for text in source.parameters)
        yield f"--parameters {listed}"
