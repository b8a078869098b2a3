"""What the expansion of a template comes to: the resources that are deployed, and the outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.language.expansion.json_evaluation import as_json
from generator.lazy import dataclass, field

if TYPE_CHECKING:
    from generator.diagnostics import Diagnostic, Path
    from generator.language.expansion.dependencies import Question, Wait
    from generator.language.expansion.deployment import Deployment
    from generator.language.expansion.instances import Instance
    from generator.language.expansion.names import Entry
    from generator.language.expressions.values import Value


@dataclass(slots=True)
class Expanded:
    """A resource that is deployed, or may be where its condition is an expression.

    `body` holds its members but for those that `made` tells and `depends_on`, a list of ids.
    `condition` is that of the deployments around it as well. `waits` are the entries of its
    dependsOn, `asks` the resources of the same deployment that its expressions ask for. `followed`
    tells of a nested deployment that its template is here, and its resources are too.
    """

    made: Instance
    body: dict[str, Value]
    depends_on: list[Value]
    condition: Value = True
    waits: list[Wait] = field(default_factory=list, repr=False)
    asks: list[Question] = field(default_factory=list, repr=False)
    followed: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the resource as a template would hold it, with its id."""
        made = self.made
        first = {
            "id": made.id,
            "type": made.written_type,
            "apiVersion": made.api_version,
            "name": made.name,
        }
        value = {key: item for key, item in first.items() if item is not None} | self.body
        if self.condition is not True:
            value["condition"] = self.condition
        if made.origin.count is not None:
            value["copy"] = {"name": made.origin.loop, "count": made.origin.count}
        if self.depends_on:
            value["dependsOn"] = self.depends_on
        shown: dict[str, Any] = as_json(value)
        return shown


@dataclass(slots=True)
class Deployed:
    """A deployment with its own resources, without those of the deployments in it."""

    deployment: Deployment
    resources: list[Expanded]


@dataclass(slots=True)
class ExpandedTemplate:
    """What a template comes to, and what is to be said about it.

    `resources` are those of all `deployments`, of which the first is that of the template itself.
    `places` are the paths of the findings that tell what cannot be evaluated.
    `missing` are the parameters that have no value, as they are declared; `whole` tells whether
    the expansion came to its end. `reached` are the expressions that were evaluated: the path of
    their document, and their own there.
    """

    resources: list[Expanded] = field(default_factory=list)
    deployments: list[Deployed] = field(default_factory=list)
    outputs: dict[str, dict[str, Value]] = field(default_factory=dict)
    findings: list[Diagnostic] = field(default_factory=list)
    places: dict[Diagnostic, Path] = field(default_factory=dict)
    missing: list[Entry] = field(default_factory=list)
    whole: bool = True
    reached: set[tuple[str, Path]] = field(default_factory=set)

    def as_json(self) -> dict[str, Any]:
        """Return resources and outputs as JSON."""
        return {
            "resources": [item.as_json() for item in self.resources],
            "outputs": as_json(self.outputs),
        }
