"""How the API spells what stands in a resource, whatever the template wrote.

Azure takes properties and most values in any casing; Bicep warns of what its types spell
otherwise. What has no schema has at least the words that every resource spells alike.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from generator.azure.resource_types import DEPLOYMENT
from generator.language.template import is_expression
from generator.lazy import dataclass, regex
from generator.resources.schema import ResourceSchema, resource_schema
from generator.resources.shape import Shape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.resources.schema import Definition, Slice

_ALIKE: dict[str, dict[str, Any]] = {
    # https://learn.microsoft.com/azure/azure-resource-manager/templates/resource-declaration and
    # the envelope of the Resource Manager's API: the same words in every type that has them.
    "Resource": {
        "properties": "any",
        "location": "s",
        "tags": "any",
        "kind": "s",
        "sku": "#Sku",
        "plan": "#Plan",
        "identity": "#Identity",
        "zones": "any",
        "managedBy": "s",
        "managedByExtended": "any",
        "extendedLocation": "#ExtendedLocation",
    },
    "Sku": {"name": "s", "tier": "s", "size": "s", "family": "s", "capacity": "i"},
    "Plan": {
        "name": "s",
        "publisher": "s",
        "product": "s",
        "promotionCode": "s",
        "version": "s",
    },
    "Identity": {
        "type": {"e": ["None", "SystemAssigned", "UserAssigned"]},
        "userAssignedIdentities": "any",
    },
    "ExtendedLocation": {"name": "s", "type": "s"},
    # https://learn.microsoft.com/azure/templates/microsoft.resources/deployments
    "Deployment": {
        "location": "s",
        "tags": "any",
        "resourceGroup": "s",
        "subscriptionId": "s",
        "properties": "#DeploymentProperties",
    },
    "DeploymentProperties": {
        "mode": {"e": ["Incremental", "Complete"]},
        "template": "any",
        "templateLink": "#TemplateLink",
        "parameters": "any",
        "parametersLink": "#ParametersLink",
        "debugSetting": "#DebugSetting",
        "expressionEvaluationOptions": "#ExpressionEvaluationOptions",
        "onErrorDeployment": "#OnErrorDeployment",
    },
    "TemplateLink": {
        "uri": "s",
        "id": "s",
        "relativePath": "s",
        "contentVersion": "s",
        "queryString": "s",
    },
    "ParametersLink": {"uri": "s", "contentVersion": "s"},
    "DebugSetting": {"detailLevel": "s"},
    "ExpressionEvaluationOptions": {"scope": "s"},
    "OnErrorDeployment": {"type": "s", "deploymentName": "s"},
    # https://learn.microsoft.com/rest/api/storagerp/storage-accounts/get-properties: what Azure
    # sets itself, which a request has no place for.
    "StorageAccount": {"properties": "#StorageAccountProperties"},
    "StorageAccountProperties": {
        "creationTime": "ro",
        "primaryEndpoints": "#Endpoints",
        "primaryLocation": "ro",
        "provisioningState": "ro",
        "secondaryEndpoints": "#Endpoints",
        "secondaryLocation": "ro",
        "statusOfPrimary": "ro",
        "statusOfSecondary": "ro",
    },
    "Endpoints": {
        "blob": "ro",
        "dfs": "ro",
        "file": "ro",
        "internetEndpoints": "#Endpoints",
        "microsoftEndpoints": "#Endpoints",
        "queue": "ro",
        "table": "ro",
        "web": "ro",
    },
}
_OF_TYPES = {DEPLOYMENT: "Deployment", "microsoft.storage/storageaccounts": "StorageAccount"}
"""Types that have words of their own in the table above, and where those begin."""

_CAPITALS = regex(r"^(?:[A-Z]+(?![a-z])|[A-Z])")


@dataclass(frozen=True, slots=True)
class Spelling:
    """The spelling of a value of one shape, and of what stands below it."""

    shapes: tuple[tuple[Slice, Shape], ...]
    """What the value may be, the surer before the other."""

    def member(self, raw: dict[str, Any], key: str) -> tuple[str, Spelling | None]:
        """Return the name of a property of an object as the API spells it, and what is below it."""
        spelled = key
        below: list[tuple[Slice, Shape]] = []
        for slice_, definition in self._definitions(raw):
            own = definition.spelled(key)
            shape = definition.properties[own] if own is not None else definition.rest
            if own is not None and not below:
                spelled = own
            if shape is not None:
                below.append((slice_, shape))
        for slice_, shape in self.shapes:
            if shape.base == "{}" and shape.of is not None:
                below.append((slice_, shape.of))
        return spelled, _spelling(below)

    def _definitions(self, raw: dict[str, Any]) -> Iterator[tuple[Slice, Definition]]:
        for slice_, shape in self.shapes:
            if shape.base != "#":
                continue
            definition = slice_.definition(shape.definition)
            teller = definition.discriminator.lower()
            told = next((v for k, v in raw.items() if k.lower() == teller), None)
            variant = definition.variants.get(told.lower()) if isinstance(told, str) else None
            for name in definition.variants.values() if variant is None else (variant,):
                yield slice_, slice_.definition(name)
            yield slice_, definition

    def element(self) -> Spelling | None:
        """Return the spelling of the elements of an array."""
        arrays = [(one, shape.of) for one, shape in self.shapes if shape.base == "[]" and shape.of]
        return _spelling(arrays or _set_by_azure(self))

    def answered(self, key: str) -> tuple[str, Spelling | None]:
        """Return the same of a property that is read.

        Of what Azure sets itself no shape is kept: a name there is spelled as elsewhere in its
        type, or begins with a small letter.
        """
        spelled, below = self.member({}, key)
        own = [] if below is not None else _set_by_azure(self)
        if own:
            spelled = own[0][0].schema.spellings.get(key.lower()) or _camel(key)
        elif below is not None and key.lower() == "outputs" and _set_by_azure(below):
            return spelled, None  # what is in there has names of somebody's own
        return spelled, below or _spelling(own)

    def text(self, raw: str, *, listed: bool = False) -> str:
        """Return a text as the API spells it, where it is one of some that are all there are.

        With `listed` there may be others.
        """
        for _, shape in self.shapes:
            facts = shape.facts or {}
            if (facts.get("open") and not listed) or is_expression(raw):
                continue
            for value in facts.get("e", ()):
                if isinstance(value, str) and value.lower() == raw.lower():
                    return value
        return raw


def _set_by_azure(spelling: Spelling) -> list[tuple[Slice, Shape]]:
    return [(slice_, shape) for slice_, shape in spelling.shapes if shape.base == "ro"]


def _camel(name: str) -> str:
    """Return a name that begins with a small letter, or a small word if it begins with capitals."""
    return _CAPITALS.sub(lambda found: found[0].lower(), name)


def _spelling(shapes: list[tuple[Slice, Shape]]) -> Spelling | None:
    return Spelling(tuple(shapes)) if shapes else None


@lru_cache(maxsize=256)
def spelling_of(kind: str, version: str) -> Spelling:
    """Return the spelling of the body of a resource of a type, in lower case."""
    schema = resource_schema(kind)
    found = []
    if schema is not None:
        known = version in schema.versions
        nearest = [version] if known else [schema.nearest(version), schema.newest]
        found = [(schema.slice(one), Shape("#", definition=schema.root)) for one in nearest]
    names = ("Resource",) if kind not in _OF_TYPES else (_OF_TYPES[kind], "Resource")
    alike = ((_envelope(), Shape("#", definition=name)) for name in names)
    return Spelling((*found, *alike))


@lru_cache(maxsize=1)
def _envelope() -> Slice:
    return ResourceSchema("", [""], "Resource", _ALIKE).slice("")
