"""Ids as texts: every function that gives an id comes to the text of that id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.bicep.pieces import GROUP, MANAGEMENT_GROUP, SUBSCRIPTION, segments_of, text_in
from generator.language.expressions.tree import Call, Expression, Property

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.bicep.pieces import Form, Piece, Reads, Segment


def id_of_scope(expression: Expression) -> Segment | None:
    """Write out the id of a scope: "resourceGroup().id" and its like."""
    match expression:
        case Property(Call(name, (), ""), what) if what.lower() == "id":
            return _SCOPES.get(name.lower())
    return None


_SCOPES: dict[str, Segment] = {
    "resourcegroup": ("/subscriptions/", SUBSCRIPTION, "/resourceGroups/", GROUP),
    "subscription": ("/subscriptions/", SUBSCRIPTION),
    "managementgroup": (
        "/providers/Microsoft.Management/managementGroups/",
        MANAGEMENT_GROUP,
    ),
}
_OF_LEVEL = {"resourceGroup": "resourcegroup", "subscription": "subscription"}


def _resource_id(texts: Reads, arguments: tuple[Expression, ...]) -> Iterable[Piece] | None:
    at = _type_at(texts, arguments)
    before = arguments[: at or 0]
    if at == 0:
        start: Segment | None = _SCOPES.get(_OF_LEVEL.get(texts.level, ""), ())
    elif at == 1 and texts.level == "resourceGroup":
        start = ("/subscriptions/", SUBSCRIPTION, "/resourceGroups/", *texts.pieces(before[0]))
    elif at == 1:
        start = ("/subscriptions/", *texts.pieces(before[0]))
    elif at == 2:
        group = texts.pieces(before[1])
        start = ("/subscriptions/", *texts.pieces(before[0]), "/resourceGroups/", *group)
    else:
        start = None
    return _id_from(texts, start, arguments[at or 0 :])


def _subscription_id(texts: Reads, arguments: tuple[Expression, ...]) -> Iterable[Piece] | None:
    at = _type_at(texts, arguments)
    own = texts.pieces(arguments[0]) if at == 1 else (SUBSCRIPTION,)
    return _id_from(texts, ("/subscriptions/", *own), arguments[at:]) if at in {0, 1} else None


def _management_id(texts: Reads, arguments: tuple[Expression, ...]) -> Iterable[Piece] | None:
    at = _type_at(texts, arguments)
    own = texts.pieces(arguments[0]) if at == 1 else (MANAGEMENT_GROUP,)
    start = (_SCOPES["managementgroup"][0], *own)
    return _id_from(texts, start, arguments[at:]) if at in {0, 1} else None


def _tenant_id(texts: Reads, arguments: tuple[Expression, ...]) -> Iterable[Piece] | None:
    return _id_from(texts, (), arguments)


def _extension_id(texts: Reads, arguments: tuple[Expression, ...]) -> Iterable[Piece] | None:
    return _id_from(texts, texts.pieces(arguments[0]), arguments[1:]) if arguments else None


def _type_at(texts: Reads, arguments: tuple[Expression, ...]) -> int | None:
    """Return the place of the type among the arguments, which is the first text with a slash."""
    kinds = (text_in(texts.pieces(item)) for item in arguments)
    return next((index for index, kind in enumerate(kinds) if "/" in kind), None)


def _id_from(
    texts: Reads, start: Segment | None, arguments: tuple[Expression, ...]
) -> Iterable[Piece] | None:
    """Write an id out: its scope, then types and names by turns."""
    if start is None or not texts.level or not arguments:
        return None
    space, *kinds = text_in(texts.pieces(arguments[0])).strip("/").split("/")
    names = [part for item in arguments[1:] for part in segments_of(texts.pieces(item))]
    if not kinds or len(kinds) != len(names):
        return None
    return [*start, f"/providers/{space}", *_by_turns(kinds, names)]


def _by_turns(kinds: list[str], names: list[Segment]) -> Iterator[Piece]:
    for kind, name in zip(kinds, names, strict=True):
        yield f"/{kind}/"
        yield from name


ID_FORMS: dict[str, Form] = {
    "resourceid": _resource_id,
    "subscriptionresourceid": _subscription_id,
    "managementgroupresourceid": _management_id,
    "tenantresourceid": _tenant_id,
    "extensionresourceid": _extension_id,
}
