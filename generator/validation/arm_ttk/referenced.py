"""Tests about what is declared and not used, and about ids."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generator.validation.arm_ttk.subject import (
    Fault,
    get,
    in_expression,
    of_variable,
    uses,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path
    from generator.validation.arm_ttk.subject import Subject

_FUNCTIONS = (
    "extensionResourceId",
    "resourceId",
    "subscriptionResourceId",
    "tenantResourceId",
    "if",
    "parameters",
    "reference",
    "variables",
    "subscription",
    "guid",
)
_DERIVED = re.compile(rf"\s*\[\s*(?:{'|'.join(_FUNCTIONS)})\s*\(", re.IGNORECASE)
_OTHER_IDS = tuple(
    name.lower()
    for name in (
        "appId",
        "applicationId",
        "aws_iam_functionapp_id",
        "certificateId",
        "clientId",
        "connectorId",
        "contentId",
        "contentProductId",
        "cycleId",
        "dataCollectionRuleImmutableId",
        "DataTypeId",
        "defaultMenuItemId",
        "definitionId",
        "detector.id",
        "environmentId",
        "featureId",
        "firstPartyId",
        "groupId",
        "keyId",
        "keyVaultId",
        "keyVaultSecretId",
        "locationId",
        "menuId",
        "metricId",
        "nodeAgentSkuId",
        "objectId",
        "offerId",
        "parentId",
        "partnerId",
        "planId",
        "policyDefinitionReferenceId",
        "principalId",
        "productId",
        "publisherId",
        "roleDefinitionId",
        "ruleId",
        "servicePrincipalClientId",
        "SID",
        "StartingDeviceID",
        "subscriptionId",
        "SyntheticMonitorId",
        "tags.id",
        "targetProtectionContainerId",
        "targetWorkerSizeId",
        "tenantId",
        "timezoneId",
        "UniqueFindingId",
        "vlanId",
        "workerSizeId",
        "workspaceId",
    )
)
"""Names that end in "id" and are no ids of resources; the end of a path is compared with them."""
_IN_CONCAT = re.compile(
    r"(?:resourceId|subscriptionResourceId|tenantResourceId|extensionResourceId|reference|list\w*)"
    r"\s*\(\s*(?:resourceGroup|subscription|concat|format)\s*\("
)


def parameters(subject: Subject) -> Iterator[Fault]:
    """Parameters-Must-Be-Referenced."""
    declared = get(subject.value, "parameters")
    known = uses("parameters", subject.text)
    for name in declared if isinstance(declared, dict) else ():
        if name.startswith("__"):
            continue
        found = known.get(name.lower(), [])
        if not found:
            message = f"the parameter '{name}' is not used"
            yield Fault(("parameters", name), message, "Parameters.Must.Be.Referenced")
        for offset in found:
            if not in_expression(subject.text, offset, "[@"):
                message = f"parameters('{name}') does not stand in an expression"
                yield Fault(offset, message, "Parameter.Not.In.Expression")


def variables(subject: Subject) -> Iterator[Fault]:
    """Variables-Must-Be-Referenced."""
    declared = get(subject.value, "variables")
    known = uses("variables", subject.text)
    for name, value in declared.items() if isinstance(declared, dict) else ():
        path = ("variables", name)
        if name.lower() == "copy" and isinstance(value, list):
            for index, item in enumerate(value):
                yield from _variable(subject, known, str(get(item, "name")), (*path, index))
            continue
        yield from _variable(subject, known, name, path)
        yield from _loops(subject, name, value)


def _variable(
    subject: Subject, known: dict[str, list[int]], name: str, path: Path
) -> Iterator[Fault]:
    found = known.get(name.lower(), [])
    if not found:
        message = f"the variable '{name}' is not used"
        yield Fault(path, message, "Variables.Must.Be.Referenced")
    for offset in found:
        if not in_expression(subject.text, offset):
            message = f"variables('{name}') does not stand in an expression"
            yield Fault(offset, message, "Variable.Not.In.Expression")


def _loops(subject: Subject, name: str, value: Any) -> Iterator[Fault]:
    """Find properties that loops of a variable make and nobody takes."""
    copies = get(value, "copy") if isinstance(value, dict) else None
    for index, item in enumerate(copies if isinstance(copies, list) else ()):
        below = str(get(item, "name"))
        pattern = of_variable(name).pattern + rf"\.{re.escape(below)}"
        if not re.search(pattern, subject.text, re.IGNORECASE):
            message = f"'{below}' of the variable '{name}' is not used"
            path = ("variables", name, "copy", index)
            yield Fault(path, message, "Variables.Must.Be.Referenced")


def ids(subject: Subject) -> Iterator[Fault]:
    """IDs-Should-Be-Derived-From-ResourceIDs."""
    if subject.generated_by_bicep:
        return
    yield from _ids(subject.value, (), ())


def _ids(value: Any, path: tuple[str | int, ...], types: tuple[str, ...]) -> Iterator[Fault]:
    """Go through a value; `types` are those of the objects around it."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _ids(item, (*path, index), types)
    if not isinstance(value, dict):
        return
    kind = get(value, "type")
    around = (*types, kind.lower()) if isinstance(kind, str) else types
    for key, item in value.items():
        place = (*path, key)
        if key.lower().endswith("id") and not _is_no_id(place, around):
            yield from _id(key, item, place)
        if item and not key.lower().startswith("parent"):
            yield from _ids(item, place, around)


def _id(key: str, item: Any, place: tuple[str | int, ...]) -> Iterator[Fault]:
    value = item
    if isinstance(item, dict):
        value = get(item, "value")
        if value is None:
            return
    if isinstance(value, list):
        return
    if not value:
        yield Fault(place, f"'{key}' is empty: give a resource id", "ResourceId.Is.Missing")
    elif not isinstance(value, str) or not _DERIVED.match(value):
        message = f"'{key}' should be an expression that begins with resourceId() or its kin"
        yield Fault(place, message, "ResourceId.Should.Be.Derived")


def _is_no_id(path: tuple[str | int, ...], types: tuple[str, ...]) -> bool:
    """Whether a member that ends in "id" is one of something else, as arm-ttk takes it."""
    dotted = ".".join(str(step) for step in path if not isinstance(step, int)).lower()
    if dotted.endswith(_OTHER_IDS) or ".metadata." in f".{dotted}" or ".tags." in dotted:
        return True
    if str(path[0]).lower() in {"parameters", "outputs"}:
        return True
    for kind in types:
        if "config" in kind or kind == "microsoft.logic/workflows" or "dashboards" in kind:
            return True
        if kind.endswith("backends") and "properties." in dotted:
            return True
        if "documentdb" in kind and ".resource." in dotted and "sqldatabases" in kind:
            return True
        if kind.endswith("webtests") and ".locations" in dotted:
            return True
    return False


def resource_ids(subject: Subject) -> Iterator[Fault]:
    """ResourceIds-should-not-contain."""
    if subject.generated_by_bicep:
        return
    for found in _IN_CONCAT.finditer(subject.text):
        if in_expression(subject.text, found.start()):
            message = "resourceId() and its kin know the scope, and take no joined names: simplify"
            yield Fault(found.start(), message)


def ambiguous(subject: Subject) -> Iterator[Fault]:  # noqa: ARG001 - it finds nothing
    """Resources-Should-Not-Be-Ambiguous: switched off in arm-ttk, so it passes."""
    yield from ()


TESTS = {
    "Parameters-Must-Be-Referenced": parameters,
    "Variables-Must-Be-Referenced": variables,
    "IDs-Should-Be-Derived-From-ResourceIDs": ids,
    "ResourceIds-should-not-contain": resource_ids,
    "Resources-Should-Not-Be-Ambiguous": ambiguous,
    "VM-Images-Should-Use-Latest-Version": ambiguous,
}
