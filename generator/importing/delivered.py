"""How an application came to the instances: steps, and the files that traveled in the template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.azure.handlers import serves
from generator.cloud_init.headers import Kind, kind_of
from generator.importing.values import NOTHING, at, handler_of, spoken, text_of
from generator.lazy import regex

if TYPE_CHECKING:
    from generator.importing.draft import Draft
    from generator.importing.source import Original

_P = "properties.virtualMachineProfile"
_STEP = regex(r"[^A-Za-z0-9]+")


def delivered(draft: Draft, source: Original, system: str, plain: set[str]) -> None:
    """Set the steps of a scale set, and the files that they need."""
    body = source.scale_set.body
    steps: list[Any] = []
    draft.keys["deliver"] = steps
    if system == "linux":
        steps += _cloud_init(draft, at(body, f"{_P}.osProfile.customData"))
    listed = at(body, f"{_P}.extensionProfile.extensions")
    for item in listed if isinstance(listed, list) else []:
        named = isinstance(item, dict) and isinstance(item.get("name"), str)
        if named and not _health(draft, item, source):
            steps.append(_step(draft, item, source, plain))
    if not steps:
        draft.keys.pop("deliver", None)


def _cloud_init(draft: Draft, custom_data: Any) -> list[Any]:
    text = text_of(custom_data)
    kind = kind_of(text) if text is not None else None
    if text is None or kind is None or kind is Kind.MIME:
        return []
    ending = ".sh" if kind is Kind.SCRIPT else ".yaml"
    return [{"cloudInit": {"file": draft.add_file("cloud-init", ending, text)}}]


def _health(draft: Draft, item: dict[str, Any], source: Original) -> bool:
    """Take the health extension, which a spec has a key for; tell whether it is one."""
    key = handler_of(item)
    if not serves(key, "health") or item["name"] != "applicationHealth":
        return False
    settings = spoken(at(item, "properties.settings"), source.secure)
    if not isinstance(settings, dict) or "health" in draft.keys:
        return False
    found = {
        name: at(settings, name)
        for name in (
            "protocol",
            "port",
            "requestPath",
            "intervalInSeconds",
            "numberOfProbes",
            "gracePeriod",
        )
        if at(settings, name) is not None
    }
    rich = str(at(item, "properties.typeHandlerVersion")).startswith("2")
    draft.keys["health"] = {**found, **({"richHealthStates": True} if rich else {})}
    return True


def _step(draft: Draft, item: dict[str, Any], source: Original, plain: set[str]) -> dict[str, Any]:
    """Return the step of an extension: of its own method where that says the same."""
    properties = item.get("properties")
    key = handler_of(item)
    own = item["name"] not in plain and serves(key, "customScript")
    if own and (step := _script(draft, item, source)):
        return {"customScript": step}
    made: dict[str, Any] = {"name": item["name"]}
    for name in ("publisher", "type", "typeHandlerVersion"):
        made[name] = spoken(at(properties, name), source.secure)
    for name in ("autoUpgradeMinorVersion", "enableAutomaticUpgrade", "suppressFailures"):
        value = spoken(at(properties, name), source.secure)
        made[name] = False if value is None and name != "suppressFailures" else value
    settings = spoken(at(properties, "settings"), source.secure)
    if isinstance(settings, dict):
        made["settings"] = settings
    hidden = at(properties, "protectedSettings")
    if hidden is None and serves(key, "customScript") and not _says_what_runs(settings):
        name = _STEP.sub("", f"{item['name']}CommandToExecute")
        made["protectedSettings"] = {"commandToExecute": {"secret": name}}
        draft.say("deliver", f"Azure does not answer the command of {item['name']}: give {name}.")
    if isinstance(hidden, dict):
        made["protectedSettings"] = _hidden(hidden, source) or None
    tag = spoken(at(properties, "forceUpdateTag"), source.secure)
    made |= {"tag": tag} if isinstance(tag, str) else {"rerun": "never"}
    return {"extension": {k: v for k, v in made.items() if v is not None and v is not NOTHING}}


def _says_what_runs(settings: Any) -> bool:
    return any(at(settings, name) is not None for name in ("commandToExecute", "script"))


def _hidden(hidden: dict[str, Any], source: Original) -> dict[str, Any]:
    """Return the protected settings that are parameters."""
    said = {key: spoken(value, source.secure) for key, value in hidden.items()}
    return {
        key: {"secret": next(iter(value.values()))}
        for key, value in said.items()
        if isinstance(value, dict) and value and set(value) <= {"secret", "parameter"}
    }


def _script(draft: Draft, item: dict[str, Any], source: Original) -> dict[str, Any] | None:
    """Return the step of a script that travels in the template."""
    hidden, settings = (
        at(item, f"properties.{name}") for name in ("protectedSettings", "settings")
    )
    text = text_of(at(hidden, "script") or at(settings, "script"))
    if text is None:
        return None
    file = draft.add_file(_STEP.sub("-", item["name"]).strip("-") or "script", ".sh", text)
    tag = spoken(at(item, "properties.forceUpdateTag"), source.secure)
    again = {"tag": tag} if isinstance(tag, str) else {"rerun": "never"}
    step = {"name": item["name"], "script": file, **again}
    waits = any("cloudInit" in entry for entry in draft.keys.get("deliver", []))
    return {**step, "waitForCloudInit": False} if waits else step
