"""The side that runs: what Azure answers of it, as the template that it would be of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.azure.resource_types import SCALE_SET
from generator.commands.answers import read_answer
from generator.commands.plan.sides import Loaded, SideSource, load
from generator.diagnostics import Diagnostic, InvalidInput, Severity
from generator.language.documents.casing import written
from generator.language.documents.kind import TEMPLATE, kind_of
from generator.language.expansion.expand import expand
from generator.language.expressions.context import Context
from generator.lazy import dataclass, field, replace
from generator.rollout.side import Side, resources_of
from generator.scale_set.live.bodies import body_of, resource_of, template_of, version_of
from generator.scale_set.live.instances import ToldInstances
from generator.scale_set.live.places import AnswerPlaces
from generator.scale_set.live.shapes import answers
from generator.scale_set.live.told import instances_in, is_of_instances, tells_of_instances

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from generator.language.documents.source import Document
    from generator.rollout.side import PlannedResource
    from generator.scale_set.live.shapes import Answer

    Pairs = list[tuple[Document, Answer]]

_UNTOLD = ("location", "sku", "zones", "tags", "identity", "plan")
"""What `az vmss create` does not answer."""


@dataclass(slots=True)
class Live:
    """What runs and what is to be deployed.

    `told` are the types that the answers have; `group` is the resource group, where they tell that;
    `bare` that they do not tell how many instances there are.
    """

    sources: list[SideSource]
    loaded: list[Loaded]
    told: frozenset[str]
    group: str | None = None
    bare: bool = False
    instances: ToldInstances = field(default_factory=ToldInstances)


def load_live(paths: Sequence[Path], new: SideSource, *, complete: bool = False) -> Live:
    """Read answers of Azure and the new side, which goes where the answers come from.

    What an answer has besides is of no account, but in mode Complete, which deletes it.
    """
    documents = [read_answer(path) for path in paths]
    instances = ToldInstances()
    for document in documents:
        if tells_of_instances(document.value):
            instances.label = document.path
            instances_in(document.value, instances)
    exports = [item for item in documents if kind_of(item.value) == TEMPLATE]
    if exports:
        live = _exported(exports, new, paths[documents.index(exports[0])])
        return replace(live, instances=instances)
    found = _found(documents)
    resources = [item for _, item in found]
    first = next(item for item in resources if item.kind == SCALE_SET)
    later, after = _put_where(first, new)
    own = _named_in(resources, after)
    if own is not None and own.group != first.group:
        later, after = _put_where(own, new)
    if own is None and not complete:
        _refuse_other(found, after)
    told = frozenset(item.kind for item in resources)
    kept = _of_the_same_group(resources, own or first)
    if own is not None and not complete:
        kept = [item for item in kept if _is_in(item, after)]
    pairs = [pair for pair in found if any(pair[1] is item for item in kept)]
    old = _loaded(pairs, after, later.place)
    sources = [replace(later, path=Path("-")), later]
    group, bare = later.place.get("resource_group"), any(item.bare for item in kept)
    return Live(sources, [old, after], told, group, bare, instances)


def _exported(exports: list[Document], new: SideSource, path: Path) -> Live:
    """Return the sides where what runs is told by a template, as `az group export` prints it."""
    document = exports[0]
    if len(exports) > 1:
        message = "this is a second template of what runs: give one"
        raise InvalidInput([exports[1].diagnostic("file", Severity.ERROR, message)])
    source = replace(new, path=path, parameters=())
    loaded = [load(source, document), load(new)]
    told = frozenset(key[0] for key in resources_of(loaded[0].side))
    _tell_others(resources_of(loaded[1].side), told, document, loaded[0].findings)
    return Live([source, new], loaded, told)


def _refuse_other(found: Pairs, after: Loaded) -> None:
    """Raise where one set was asked for, and it is none that the new side has."""
    sets = [pair for pair in found if pair[1].kind == SCALE_SET]
    names = [f"'{item.name}'" for item in resources_of(after.side).values() if item.is_scale_set]
    document, answer = sets[0]
    if len(sets) == 1 and not answer.path and names:
        message = (
            f"this is what runs as scale set '{answer.name}', and {after.side.label} has "
            f"{' and '.join(names)}: give the answer for that one, or the name with -p"
        )
        raise InvalidInput([document.diagnostic("live", Severity.ERROR, message)])


def _put_where(answer: Answer, new: SideSource) -> tuple[SideSource, Loaded]:
    """Return the new side as it goes where an answer comes from; what a user names wins."""
    found = replace(new, place={**_place(answer), **new.place})
    return found, load(found)


def _named_in(found: Sequence[Answer], after: Loaded) -> Answer | None:
    """Return the first scale set of an answer that the new side has."""
    sets = (item for item in found if item.kind == SCALE_SET)
    return next((item for item in sets if _is_in(item, after)), None)


def _is_in(answer: Answer, after: Loaded) -> bool:
    """Whether the new side may have a resource: one of the type, and of the name if it is known."""
    return answer.bare or any(
        key[0] == answer.kind and (item.name.startswith("[") or _same(item.name, answer.name))
        for key, item in resources_of(after.side).items()
    )


def _same(one: str, other: str) -> bool:
    """Whether two names are the same to Azure."""
    return one.lower() == other.lower()


def _of_the_same_group(found: Sequence[Answer], answer: Answer) -> list[Answer]:
    """Return what an answer has of the resource group of one of its resources."""
    wanted = [part.lower() for part in answer.group or ()]
    return [
        item
        for item in found
        if not item.group or not wanted or [part.lower() for part in item.group] == wanted
    ]


def _found(documents: list[Document]) -> Pairs:
    """Return the resources of answers; raises InvalidInput where there is no whole scale set."""
    found = [
        (document, item)
        for document in documents
        for item in answers(document.value)
        if not is_of_instances(item.value)
    ]
    for document, item in found:
        if half := item.half:
            raise InvalidInput([document.diagnostic("live", Severity.ERROR, half, item.path)])
    if any(item.kind == SCALE_SET for _, item in found):
        return found
    document = documents[0]
    message = "this is no answer of Azure for a scale set: give what 'az vmss show' prints"
    if found:
        message = f"the answer has no scale set, but {found[0][1].kind}"
    elif tells_of_instances(document.value):
        message = (
            "the answer has instances and not their scale set: give it with --instances, and what "
            "'az vmss show' prints with --live"
        )
    raise InvalidInput([document.diagnostic("file", Severity.ERROR, message)])


def _place(answer: Answer) -> dict[str, str]:
    """Return where a set of an answer is, for the expressions of the new side."""
    place = {}
    if answer.group:
        place = {"subscription": answer.group[0], "resource_group": answer.group[1]}
    location = answer.value.get(written(answer.value, "location"))
    return {**place, "location": location} if isinstance(location, str) else place


def _loaded(found: Pairs, after: Loaded, place: dict[str, Any]) -> Loaded:
    """Return the side of answers, in the API versions of the new side."""
    first = found[0][0]
    others = resources_of(after.side)
    versions = {key[0]: str(item.body.get("apiVersion", "")) for key, item in others.items()}
    report: list[Diagnostic] = []
    listed = []
    for document, item in found:
        version = versions.get(item.kind) or version_of(item.kind)
        body = body_of(item.kind, item.value, version)
        name = item.name
        if item.bare:
            name = _as_in(others, body, report, document)
        listed.append(resource_of(item.kind, version, name, body))
    _tell_others(others, {item.kind for _, item in found}, first, report)
    result = expand(template_of(listed, first.path), {}, Context(**place))
    side = Side(first.path, result, AnswerPlaces(found).place)
    return Loaded(side, report)


def _as_in(
    others: dict[tuple[str, str], PlannedResource],
    body: dict[str, Any],
    report: list[Diagnostic],
    document: Document,
) -> str:
    """Return the name of a set that has only properties, and give it the rest of the new one."""
    sets = [item for item in others.values() if item.is_scale_set]
    if len(sets) != 1:
        message = "the answer does not name its scale set, and the new side has not exactly one"
        raise InvalidInput([document.diagnostic("file", Severity.ERROR, message)])
    for key in _UNTOLD:
        value = sets[0].body.get(written(sets[0].body, key))
        if value is not None:
            body[key] = value
    message = (
        f"the answer does not tell {', '.join(_UNTOLD[1:-1])}: they are taken to be those of the "
        "new side ('az vmss show' tells them)"
    )
    report.append(document.diagnostic("live", Severity.INFO, message))
    return sets[0].name


def _tell_others(
    others: dict[tuple[str, str], PlannedResource],
    told: Collection[str],
    document: Document,
    report: list[Diagnostic],
) -> None:
    """Report which resources of the new side are not compared."""
    kinds = dict.fromkeys(item.type for key, item in others.items() if key[0] not in told)
    if kinds:
        message = f"not compared, as the answer has none of them: {', '.join(kinds)}"
        report.append(document.diagnostic("live", Severity.INFO, message))
