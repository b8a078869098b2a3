"""What Azure answers of the instances of a scale set: lists, instance views, that of the set.

They are told apart by what they have, never by where they come from: `az vmss list-instances` with
and without `--expand instanceView`, `az vmss get-instance-view` of a set, of one and of all
instances, `az vm list` for the instances of Flexible sets, and what the REST API answers for these.
"""

from __future__ import annotations

from re import IGNORECASE
from typing import TYPE_CHECKING, Any

from generator.language.documents.casing import member_of
from generator.lazy import regex, replace
from generator.redaction import masked
from generator.scale_set.live.instances import Failure, RunningInstance, Summary, ToldInstances

if TYPE_CHECKING:
    from collections.abc import Iterator

_INSTANCE = "/virtualmachinescalesets/virtualmachines"
_MACHINE = "microsoft.compute/virtualmachines"
_IDS = regex(r"/virtualmachinescalesets/([^/]+)(?:/virtualmachines/([^/]+))?$", IGNORECASE)
_LISTS = ("value", "data")
_SUMMARY = "statusesSummary"
_OF_A_VIEW = ("vmAgent", "vmHealth", "statuses", "placementGroupId", "computerName")
_DIGITS = 6
"""How many digits to base 36 a computer name of a Uniform set ends with: the id of the instance."""


_KEPT_OFF = (("protectFromScaleSetActions", "actions"), ("protectFromScaleIn", "in"))
"""What protects an instance, the one first that keeps more off."""


def instances_in(value: Any, found: ToldInstances, *, listed: bool = False) -> ToldInstances:
    """Return what an answer, a list of such, or a list of lists tells of instances, and more.

    One that is not `listed` is not all that there are.
    """
    if isinstance(value, list):
        found.empty |= not value
        for item in value:
            instances_in(item, found, listed=True)
        return found
    if not isinstance(value, dict):
        return found
    page = next((key for key in _LISTS if isinstance(value.get(key), list)), None)
    if _is_summary(value):
        found.summaries.append(_summary(value))
    elif page:
        found.whole &= not value.get("nextLink")
        instances_in(value[page], found)
    elif _is_instance(value) or _is_view(value):
        found.whole &= listed
        found.instances.append(
            _instance(value) if _is_instance(value) else _with_view(RunningInstance(""), value)
        )
    return found


def is_of_instances(value: Any) -> bool:
    """Whether an element of an answer is about instances."""
    return isinstance(value, dict) and (
        _is_summary(value) or _is_instance(value) or _is_view(value)
    )


def tells_of_instances(value: Any) -> bool:
    """Whether an answer tells of instances."""
    found = instances_in(value, ToldInstances())
    return bool(found.instances or found.summaries)


def _kind(value: dict[str, Any]) -> str:
    return str(member_of(value, "type") or "").lower()


def _is_instance(value: dict[str, Any]) -> bool:
    kind = _kind(value)
    if kind == _MACHINE:
        return member_of(_below(value), "virtualMachineScaleSet") is not None
    match = _IDS.search(str(member_of(value, "id") or ""))
    return (
        kind.endswith(_INSTANCE)
        or bool(match and match[2])
        or (not kind and member_of(value, "instanceId") is not None)
    )


def _is_view(value: dict[str, Any]) -> bool:
    return not _kind(value) and any(member_of(value, name) is not None for name in _OF_A_VIEW)


def _is_summary(value: dict[str, Any]) -> bool:
    parts = [member_of(value, "virtualMachine"), *_dicts(member_of(value, "extensions"))]
    return any(member_of(part, _SUMMARY) is not None for part in parts)


def _below(value: dict[str, Any]) -> dict[str, Any]:
    """Return the properties, be they flattened or not."""
    found = member_of(value, "properties")
    return found if isinstance(found, dict) else value


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _instance(value: dict[str, Any]) -> RunningInstance:
    inner = _below(value)
    of_set = member_of(member_of(inner, "virtualMachineScaleSet"), "id")
    match = _IDS.search(str(of_set or member_of(value, "id") or ""))
    name = str(member_of(value, "name") or "")
    number = str(member_of(value, "instanceId") or (match and match[2]) or name)
    scale_set = match[1] if match else ""
    if not scale_set and name.endswith(f"_{number}"):
        scale_set = name[: -len(number) - 1]
    latest = member_of(inner, "latestModelApplied")
    protection = member_of(inner, "protectionPolicy")
    protected = next((kind for key, kind in _KEPT_OFF if member_of(protection, key) is True), "")
    state = str(member_of(inner, "provisioningState") or "").lower()
    found = RunningInstance(
        number, scale_set, latest if isinstance(latest, bool) else None,
        member_of(inner, "modelDefinitionApplied") == "VirtualMachine",
        protected, state=state,
        computer=str(member_of(member_of(inner, "osProfile"), "computerName") or "").lower(),
    )  # fmt: skip
    view = member_of(inner, "instanceView")
    found = _with_view(found, view) if isinstance(view, dict) else found
    told = {item.extension for item in found.failures}
    failed = [
        Failure(name, "")
        for item in _dicts(member_of(value, "resources"))
        if str(member_of(_below(item), "provisioningState")).lower() == "failed"
        and (name := str(member_of(item, "name") or "").rpartition("/")[2]) not in told
    ]
    return replace(found, failures=(*found.failures, *failed))


def _with_view(instance: RunningInstance, view: dict[str, Any]) -> RunningInstance:
    """Return an instance with what its instance view tells."""
    codes = dict(_code(item) for item in reversed(_dicts(member_of(view, "statuses"))))
    health = _code(member_of(member_of(view, "vmHealth"), "status"))[1]
    computer = str(member_of(view, "computerName") or instance.computer).lower()
    return replace(
        instance,
        name=instance.name or _number(computer),
        power=codes.get("powerstate", ""),
        state=codes.get("provisioningstate", instance.state),
        health=health,
        failures=tuple(_failures(view)),
        computer=computer,
    )


def _number(computer: str) -> str:
    """Return the id of an instance by its computer name, or that name."""
    tail = computer[-_DIGITS:]
    known = len(computer) > _DIGITS and tail.isascii() and tail.isalnum()
    return str(int(tail, 36)) if known else computer


def _code(status: Any) -> tuple[str, str]:
    """Return what a status is about and what it is, in lower case."""
    parts = str(member_of(status, "code") or "").lower().split("/")
    return parts[0], "/".join(parts[1:2])


def _failures(view: dict[str, Any]) -> Iterator[Failure]:
    """Yield what an instance view says that failed: the instance itself, then extensions."""
    for status in _failed(member_of(view, "statuses")):
        yield Failure("", _message(status))
    told = set()
    for extension in _dicts(member_of(view, "extensions")):
        failed = _failed(member_of(extension, "statuses"))
        name = str(member_of(extension, "name") or member_of(extension, "type") or "")
        said = [*failed, *_errors(member_of(extension, "substatuses"))] if failed else []
        if said:
            told.add(str(member_of(extension, "type") or "").lower())
            yield Failure(name, " ".join(filter(None, map(_message, said))))
    for handler in _dicts(member_of(member_of(view, "vmAgent"), "extensionHandlers")):
        name = str(member_of(handler, "type") or "")
        status = member_of(handler, "status")
        if name.lower() not in told and _failed([status]):
            yield Failure(name, _message(status))


def _failed(statuses: Any) -> list[dict[str, Any]]:
    """Return the statuses that tell of a failure."""
    return [
        item
        for item in _dicts(statuses)
        if _code(item)[1] == "failed" or str(member_of(item, "level") or "").lower() == "error"
    ]


def _errors(statuses: Any) -> list[dict[str, Any]]:
    """Return what a script wrote as its errors."""
    return [item for item in _dicts(statuses) if _code(item)[1] == "stderr"]


def _message(status: Any) -> str:
    """Return the message of a status in one line, without what it gives away."""
    text = str(member_of(status, "message") or "")
    return " ".join(str(masked(f" {text}")).split())  # one in brackets is no expression


def _summary(value: dict[str, Any]) -> Summary:
    return Summary(
        tuple(_counts(member_of(value, "virtualMachine"))),
        tuple(
            (str(member_of(item, "name") or ""), number)
            for item in _dicts(member_of(value, "extensions"))
            for code, number in _counts(item)
            if code == "provisioningstate/failed"
        ),
        tuple(
            str(member_of(item, "serviceName"))
            for item in _dicts(member_of(value, "orchestrationServices"))
            if str(member_of(item, "serviceState")).lower() == "suspended"
        ),
    )


def _counts(value: Any) -> Iterator[tuple[str, int]]:
    for item in _dicts(member_of(value, _SUMMARY)):
        number = member_of(item, "count")
        if isinstance(number, int):
            yield "/".join(_code(item)), number
