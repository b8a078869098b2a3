"""Which resource an expression means: its type and its name, and the scope that it is in.

Every way to write an id comes to one text first (`generator.bicep.pieces`); here it is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from generator.azure.resource_types import RESOURCE_GROUP
from generator.bicep.pieces import (
    GROUP,
    MANAGEMENT_GROUP,
    SUBSCRIPTION,
    Segment,
    segments_of,
    text_in,
)
from generator.lazy import dataclass, replace

if TYPE_CHECKING:
    from generator.bicep.texts import Texts

Within: TypeAlias = "ScopePlace | Id"
Path: TypeAlias = tuple[tuple[str, ...], tuple[Segment, ...]]

_MANAGEMENT = "microsoft.management/managementgroups"


@dataclass(frozen=True, slots=True)
class ScopePlace:
    """A scope that resources are deployed to: its kind as Bicep calls it, and its names.

    Without a kind it is the scope of the template itself; of the kind `id` it is whatever an
    expression gives the id of.
    """

    kind: str = ""
    names: tuple[Segment, ...] = ()


@dataclass(frozen=True, slots=True)
class Id:
    """A resource id: its type as it is written, the segments of its name, and what it is in.

    An extension is in another resource. An id is not `whole` where it begins with the type, as
    entries of dependsOn may.
    """

    type: str
    names: tuple[Segment, ...]
    within: Within = ScopePlace()
    whole: bool = True


OWN = ScopePlace()
TENANT = ScopePlace("tenant")
_NAMES_OF_OWN: dict[str, tuple[Segment, ...]] = {
    "resourceGroup": ((SUBSCRIPTION,), (GROUP,)),
    "subscription": ((SUBSCRIPTION,),),
    "managementGroup": ((MANAGEMENT_GROUP,),),
}


def own_place(level: str) -> ScopePlace:
    """Return the scope of a template by its kind, as an id says it."""
    return ScopePlace(level, _NAMES_OF_OWN.get(level, ()))


def read_id(pieces: Segment) -> Within | None:
    """Read a text as the id of a resource or of a scope, as far as it can be read."""
    segments = [item for item in segments_of(pieces) if item]
    place, at = _place(segments)
    if at == len(segments):
        return place if at else None
    whole = _word(segments, at) == "providers"
    if place.kind == "managementGroup" and not whole:
        place, at, whole = OWN, 0, True
    if place.kind and not whole:
        return None
    if whole and not at:
        place = TENANT
    return _resources(segments[at + whole :], place, whole=whole)


def _place(segments: list[Segment]) -> tuple[ScopePlace, int]:
    """Read the scope at the beginning of an id, and tell how many segments that takes."""
    words = [_word(segments, index) for index in range(4)]
    if words[0] == "subscriptions" and len(segments) > 1:
        if words[2] == "resourcegroups" and len(segments) > 3:
            return ScopePlace("resourceGroup", (segments[1], segments[3])), 4
        return ScopePlace("subscription", (segments[1],)), 2
    first = int(words[0] == "providers")
    managed = "/".join(words[first : first + 2]) == _MANAGEMENT
    if managed and (len(segments) == 3 or (first and len(segments) > 3)):
        return ScopePlace("managementGroup", (segments[first + 2],)), first + 3
    if segments and not text_in(segments[0]) and words[1] == "providers":
        return ScopePlace("id", (segments[0],)), 1
    return OWN, 0


def _resources(segments: list[Segment], place: ScopePlace, *, whole: bool) -> Id | None:
    """Read types and names by turns, and those of extensions after another "providers"."""
    within: Within = place
    while segments:
        end = _next(segments)
        space, kinds, names = text_in(segments[0]), segments[1:end:2], segments[2:end:2]
        written = [text_in(item) for item in kinds]
        if "." not in space or len(kinds) != len(names) or not kinds or not all(written):
            return None
        within = Id("/".join((space, *written)), tuple(names), within, whole)
        segments = segments[end + 1 :]
    return within if isinstance(within, Id) else None


def _next(segments: list[Segment]) -> int:
    """Return where the id of an extension begins, after a type and its name."""
    turns = range(3, len(segments), 2)
    return next((at for at in turns if _word(segments, at) == "providers"), len(segments))


def _word(segments: list[Segment], at: int) -> str:
    return text_in(segments[at]).lower() if at < len(segments) else ""


def localized(texts: Texts, within: Within, own: list[ScopePlace]) -> Within:
    """Return an id without what is that of the template itself, whose place can be said in ways."""
    if isinstance(within, Id):
        return replace(within, within=localized(texts, within.within, own))
    for place in own:
        if place.kind == within.kind and texts.keys(place.names) == texts.keys(within.names):
            return OWN
    return within


def as_resource(within: Within) -> Id | None:
    """Return the id of the resource that a scope is; None where it is none."""
    match within:
        case ScopePlace("resourceGroup", (subscription, group)):
            return Id(RESOURCE_GROUP, (group,), ScopePlace("subscription", (subscription,)))
        case ScopePlace("managementGroup", names):
            return Id(_MANAGEMENT, names, TENANT)
    return within if isinstance(within, Id) else None


def path_of(within: Within) -> Path:
    """Return an id as the types and the names on the way to it, to compare it by."""
    if isinstance(within, ScopePlace):
        return (within.kind,), within.names
    kinds, names = path_of(within.within)
    return (*kinds, within.type.lower()), (*names, *within.names)


def parent_of(identifier: Id) -> Id:
    """Return the id of the resource that another one belongs to by its type and name."""
    kind = identifier.type.rpartition("/")[0]
    return replace(identifier, type=kind, names=identifier.names[:-1])


def extension_of(identifier: Id) -> Id:
    """Read the type of an extension that is written below its resource: "A/bs/providers/cs"."""
    kind, _, extension = identifier.type.partition("/providers/")
    count = kind.count("/")
    space = text_in(identifier.names[count]) if count < len(identifier.names) else ""
    rest = identifier.names[count + 1 :]
    kinds = extension.split("/providers/", 1)[0].count("/") + 1
    if not extension or "." not in space or len(rest) < kinds:
        return identifier
    resource = Id(kind, identifier.names[:count], identifier.within)
    return extension_of(
        replace(identifier, type=f"{space}/{extension}", names=rest, within=resource)
    )
