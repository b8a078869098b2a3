"""The shapes of answers: which resources one has, and where each stands in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.azure.resource_types import SCALE_SET
from generator.language.documents.casing import member_of, written
from generator.lazy import dataclass
from generator.redaction import without_secrets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path

_LISTS = ("value", "data")
"""Where the REST API and Resource Graph have the elements of a list."""
CREATED = "vmss"
"""Where `az vmss create` has the properties of the set, and nothing else of it."""


_MODEL = "virtualMachineProfile"


@dataclass(frozen=True, slots=True)
class Answer:
    """A resource of an answer: its type in lower case, and the path to it.

    A `bare` one has its properties only: neither its name nor its size are told.
    """

    kind: str
    value: dict[str, Any]
    path: Path
    bare: bool = False

    @property
    def id(self) -> str:
        """The id of the resource, or empty."""
        return _text(self.value, "id")

    @property
    def group(self) -> tuple[str, str] | None:
        """Return subscription and resource group; None where the answer does not tell them.

        Where it has no id, they are taken to be those of the first that it refers to.
        """
        parts = (self.id or _first_id(self.value)).split("/")
        if len(parts) < 5 or parts[1].lower() != "subscriptions":
            return None
        return parts[2], parts[4]

    @property
    def name(self) -> str:
        """The name with those of its parents, or empty."""
        parts = self.id.lower().partition("/providers/")[2].split("/")
        names = self.id[len(self.id) - len("/".join(parts)) :].split("/")[2::2]
        return "/".join(names) or _text(self.value, "name")

    @property
    def lacks(self) -> list[str]:
        """What every whole answer for a scale set has, and this one has not."""
        inner = member_of(self.value, "properties")
        below = inner if isinstance(inner, dict) else self.value
        profile = member_of(below, "virtualMachineProfile")
        attached = profile is None and _text(below, "orchestrationMode").lower() == "flexible"
        has = {
            "location": isinstance(member_of(self.value, "location"), str),
            "sku": attached or isinstance(member_of(self.value, "sku"), dict),
            _MODEL: attached or isinstance(profile, dict),
        }
        return [] if self.bare else [name for name, there in has.items() if not there]

    @property
    def half(self) -> str:
        """Why it is only a part of an answer for a set; empty where it is none."""
        lacks = self.lacks if self.kind == SCALE_SET else []
        if not lacks:
            return ""
        name = f" for '{self.name}'" if self.name else ""
        return (
            f"the answer{name} has no {' and no '.join(lacks)}: it is only a part of what 'az vmss "
            "show' prints, give all of it"
        )


def answers(value: Any, path: Path = ()) -> Iterator[Answer]:
    """Yield the resources of an answer, of a list of such, or of lists in a list."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from answers(item, (*path, index))
    elif isinstance(value, dict):
        created = value.get(CREATED)
        listed = next((key for key in _LISTS if isinstance(value.get(key), list)), None)
        kind = _kind(value)
        if kind:
            yield Answer(kind, value, path)
        elif isinstance(created, dict) and "virtualMachineProfile" in created:
            yield Answer(SCALE_SET, {"properties": created}, (*path, CREATED), bare=True)
        elif isinstance(member_of(member_of(value, "properties"), "virtualMachineProfile"), dict):
            yield Answer(SCALE_SET, value, path, bare=True)
        elif listed:
            yield from answers(value[listed], (*path, listed))


def problem_of(value: Any, *, empty: bool = False) -> str:
    """Return why a value is no answer to go on with, nothing where it may be one.

    A list of nothing is one where it may be `empty`.
    """
    if value is None:
        return "the answer is null: nothing is there where it was asked for"
    nothing = value in ([], {}) or (isinstance(value, dict) and value.get("value") == [])
    if nothing and not empty:
        return "the answer is empty: there is no scale set where it was asked for"
    error = member_of(value, "error")
    if isinstance(error, dict) and "resources" not in value:
        code, message = (str(member_of(error, name) or "") for name in ("code", "message"))
        said = ": ".join(filter(None, (code, " ".join(message.split()))))
        return f"Azure answered with an error{': ' if said else ''}{without_secrets(said)}"
    return ""


def _text(value: Any, name: str) -> str:
    """Return a member that is a text; empty where it is none."""
    found = member_of(value, name)
    return found if isinstance(found, str) else ""


def _kind(value: dict[str, Any]) -> str:
    """Return the type of a resource in lower case; empty where it is none."""
    kind = value.get(written(value, "type"))
    if isinstance(kind, str) and "/" in kind:
        return kind.lower()
    parts = _text(value, "id").lower().rpartition("/providers/")[2].split("/")
    if len(parts) > 2 and len(parts) % 2:
        return "/".join((parts[0], *parts[1::2]))
    return SCALE_SET if member_of(value, "virtualMachineProfile") else ""


def _first_id(value: Any) -> str:
    """Return the first id that stands in a value, or empty."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return next((found for item in value if (found := _first_id(item))), "")
    return value if isinstance(value, str) and value.startswith("/subscriptions/") else ""
