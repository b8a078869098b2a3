"""The scale set that is imported, and the resources that belong to it, as a template has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.diagnostics import Diagnostic, InvalidInput, Position, Severity
from generator.importing.answers import as_template
from generator.importing.secrets import Hider
from generator.language.documents.casing import written
from generator.language.expansion.expand import expand
from generator.language.expressions.context import Context, level_of
from generator.language.expressions.parser import parse
from generator.language.expressions.tree import Call, ExpressionError, Property
from generator.language.expressions.values import Residual
from generator.language.parameters.inputs import sort_parameters
from generator.lazy import dataclass
from generator.rollout.side import Side, resources_of
from generator.rollout.spelling import identity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.language.documents.document import Document
    from generator.language.expansion.names import Entry
    from generator.rollout.side import PlannedResource

Object = dict[str, Any]


@dataclass(slots=True)
class Original:
    """A scale set of a template, what belongs to it, and what does not.

    Bodies are those that Azure would be sent; what only a deployment knows stands there as an
    expression, and so is each secret: `hidden` has its place by the name of the secure parameter
    for it. `kinds` are the types in lower case of the parameters that expressions name.
    """

    scale_set: PlannedResource
    beside: list[Object]
    left_out: list[str]
    kinds: dict[str, str]
    side: Side
    place: dict[str, str]
    hidden: dict[str, str]

    @property
    def secure(self) -> dict[str, bool]:
        """Whether each parameter is a secret."""
        return {name: kind.startswith("secure") for name, kind in self.kinds.items()}


def read_source(document: Document, parameters: Sequence[str], name: str | None) -> Original:
    """Return the scale set of a template, or the one of several that has a name.

    Raises InvalidInput where there is none, or several and no name.
    """
    document, place = as_template(document)
    side, kinds = expanded(document, parameters, place)
    hider = Hider(kinds)
    hider.hide(side.expansion.resources)
    resources = resources_of(side)
    chosen = _chosen(document, list(resources.values()), name)
    others = [item for item in resources.values() if item is not chosen]
    belongs = _belonging(chosen, others)
    return Original(
        chosen,
        [_whole(item) for item in others if id(item) in belongs],
        [f"{item.type} {item.name}" for item in others if id(item) not in belongs],
        hider.kinds,
        side,
        place,
        hider.hidden,
    )


def expanded(
    document: Document,
    parameters: Sequence[str],
    where: dict[str, str],
    *,
    lenient: bool = False,
) -> tuple[Side, dict[str, str]]:
    """Expand a template for a place; without one its resource group stays an expression.

    Raises InvalidInput with all that is wrong with it.
    """
    inputs = sort_parameters(
        parameters, _section(document, "parameters"), _section(document, "definitions")
    )
    if inputs.unknown and not lenient:
        raise InvalidInput(list(inputs.unknown.values()))
    level = level_of(document.value.get(written(document.value, "$schema")))
    group, subscription = Call("resourceGroup"), Call("subscription")
    here: dict[str, Any] = {
        "resource_group": Residual(Property(group, "name")),
        "subscription": Residual(Property(subscription, "subscriptionId")),
        "location": Residual(Property(group, "location")),
    }
    context = Context(level=level, **{**here, **where})
    result = expand(document, inputs.values, context)
    wrong = [item for item in result.findings if item.severity is Severity.ERROR]
    if wrong or not result.whole:
        raise InvalidInput(wrong or result.findings)

    def place(of: Document, at: Any) -> tuple[str, Position]:
        return of.path, of.position(at)

    side = Side(document.path, result, place, None, inputs.values)
    declared = [
        entry for item in result.deployments for entry in item.deployment.own.parameters.values()
    ]
    named = [*(entry for entry in declared if entry.secure), *result.missing]
    return side, {entry.name: _kind(entry) for entry in named}


def _kind(entry: Entry) -> str:
    """Return the type of a parameter in lower case, as it is declared."""
    kind = entry.kind.replace("any", "string")
    return f"secure{kind}" if entry.secure else kind


def _section(document: Document, name: str) -> Object:
    found = document.value.get(written(document.value, name))
    return found if isinstance(found, dict) else {}


def _chosen(document: Document, found: list[PlannedResource], name: str | None) -> PlannedResource:
    sets = [item for item in found if item.is_scale_set and not item.partial]
    wanted = [item for item in sets if name is None or item.name.lower() == name.lower()]
    if not wanted and name is not None and name.isdigit():
        wanted = sets[int(name) - 1 : int(name)]
    if len(wanted) == 1:
        return wanted[0]
    written = any(item.name.startswith("[") for item in sets)  # nobody types an expression
    names = ", ".join(
        f"{number} for '{item.name}'" if written else f"'{item.name}'"
        for number, item in enumerate(sets, 1)
    )
    if not sets:
        message = "there is no scale set in this template"
    elif not wanted:
        message = f"no scale set has that name; there is {names}"
    else:
        message = f"there are {len(sets)} scale sets: say which with --name ({names})"
    raise InvalidInput([document.diagnostic("import", Severity.ERROR, message)])


def _belonging(chosen: PlannedResource, others: list[PlannedResource]) -> set[int]:
    """Return by `id()` what the set names, what that names in turn, and what names the set."""
    mentions = {id(item): frozenset(_mentions(item)) for item in (chosen, *others)}
    ids = {id(item): _id(item) for item in (chosen, *others)}

    def names(one: PlannedResource, other: PlannedResource) -> bool:
        wanted = ids[id(other)]
        return bool(wanted) and any(
            text == wanted or text.startswith(f"{wanted}/") for text in mentions[id(one)]
        )

    belongs = [item for item in others if names(item, chosen)]
    waiting = [chosen, *belongs]
    known = set(map(id, belongs))
    while waiting:
        one = waiting.pop()
        rest = [item for item in others if id(item) not in known]
        new = [item for item in rest if names(one, item) or _is_child(ids, item, one)]
        known.update(map(id, new))
        waiting += new
    return known


def _is_child(ids: dict[int, str], item: PlannedResource, of: PlannedResource) -> bool:
    return ids[id(item)].startswith(f"{ids[id(of)]}/") and bool(ids[id(of)])


def _id(item: PlannedResource) -> str:
    return identity(item.expanded.made.id) if item.expanded else item.id.lower()


def _mentions(item: PlannedResource) -> Iterator[str]:
    """Yield what ids and texts of a resource come to, whatever their spelling."""
    yield _id(item)
    waits = item.expanded.as_json().get("dependsOn", []) if item.expanded else []
    waiting: list[Any] = [item.body, waits]
    while waiting:
        value = waiting.pop()
        if isinstance(value, (dict, list)):
            waiting += [*value, *value.values()] if isinstance(value, dict) else value
        elif isinstance(value, str) and value.startswith("["):
            try:
                yield identity(Residual(parse(value)))
            except (ExpressionError, RecursionError):
                continue
        elif isinstance(value, str) and value.startswith("/"):
            yield value.lower()


def _whole(item: PlannedResource) -> Object:
    written_whole = item.expanded.as_json() if item.expanded is not None else {}
    found = {key: value for key, value in written_whole.items() if key not in {"id", "copy"}}
    return found or {"type": item.type, "name": item.name, **item.body}


def mistake(message: str, path: str) -> InvalidInput:
    """Return a mistake of the source that has no place in its text."""
    return InvalidInput([Diagnostic("import", Severity.ERROR, message, path)])
