"""The built-in functions of template expressions: arguments, kind, and where they may stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["deterministic", "context", "run-time", "lambda"]
"""What a result depends on: the arguments, the deployment, the deployed resources, a lambda."""

Place = Literal["everywhere", "parameter defaults", "resources and outputs"]


@dataclass(frozen=True, slots=True)
class Function:
    """A built-in function; `most` is None where any number of arguments goes."""

    name: str
    least: int
    most: int | None
    kind: Kind
    place: Place = "everywhere"


_ROWS: tuple[tuple[Kind, int, int | None, str], ...] = (
    ("deterministic", 0, 0, "true false null"),
    ("deterministic", 0, None, "concat createArray createObject"),
    ("deterministic", 1, 1, "array bool float int json string not fail shallowMerge"),
    ("deterministic", 1, 1, "distinct empty first flatten items last length objectKeys"),
    ("deterministic", 1, 1, "base64 base64ToJson base64ToString dataUri dataUriToString"),
    ("deterministic", 1, 1, "buildUri parseUri uriComponent uriComponentToString parseCidr"),
    ("deterministic", 1, 1, "toLower toUpper trim dateTimeFromEpoch dateTimeToEpoch"),
    ("deterministic", 1, 3, "substring"),
    ("deterministic", 1, None, "coalesce format guid max min uniqueString"),
    ("deterministic", 2, 2, "add div mod mul sub range"),
    ("deterministic", 2, 2, "equals greater greaterOrEquals less lessOrEquals like"),
    ("deterministic", 2, 2, "contains endsWith indexOf lastIndexOf startsWith"),
    ("deterministic", 2, 2, "join split skip take indexFromEnd uri cidrHost"),
    ("deterministic", 2, 3, "dateTimeAdd padLeft"),
    ("deterministic", 2, None, "and or intersection union tryGet tryIndexFromEnd"),
    ("deterministic", 2, None, "tenantResourceId"),
    ("deterministic", 3, 3, "cidrSubnet if replace"),
    ("deterministic", 3, None, "extensionResourceId"),
    ("lambda", 1, 1, "lambdaVariables"),
    ("lambda", 1, None, "lambda"),
    ("lambda", 2, 2, "filter map mapValues sort"),
    ("lambda", 2, 3, "groupBy toObject"),
    ("lambda", 3, 3, "reduce"),
    ("context", 0, 0, "deployer deployment environment newGuid"),
    ("context", 0, 0, "managementGroup resourceGroup subscription tenant"),
    ("context", 0, 1, "utcNow"),
    ("context", 0, 2, "copyIndex"),
    ("context", 1, 1, "externalInputs parameters variables"),
    ("context", 1, 2, "externalInput"),
    ("context", 2, None, "managementGroupResourceId resourceId subscriptionResourceId"),
    ("run-time", 0, 1, "target"),
    ("run-time", 1, 1, "extensions resourceInfo roleDefinitions"),
    ("run-time", 1, 2, "providers references"),
    ("run-time", 1, 3, "reference"),
    ("run-time", 3, 3, "toLogicalZone toLogicalZones toPhysicalZone toPhysicalZones"),
    ("run-time", 3, 5, "pickZones"),
)
_PLACES: dict[str, Place] = {
    **dict.fromkeys(("newGuid", "utcNow"), "parameter defaults"),
    **dict.fromkeys(("reference", "references"), "resources and outputs"),
}
FUNCTIONS = {
    name.lower(): Function(name, least, most, kind, _PLACES.get(name, "everywhere"))
    for kind, least, most, names in _ROWS
    for name in names.split()
}
"""All but the list functions, by their name in lower case: ARM takes any casing."""

_LIST = re.compile(r"list[a-z0-9]*", re.IGNORECASE)


def function(name: str) -> Function | None:
    """Give the built-in function of a name, in any casing; None where there is none.

    Resource providers add operations to their resources: each is a function `list...`.
    """
    found = FUNCTIONS.get(name.lower())
    if found is None and _LIST.fullmatch(name):
        return Function(name, 2, 3, "run-time", "resources and outputs")
    return found
