"""The built-in functions of template expressions: what they take and give, where they may stand.

A signature reads as in the documentation: `x?` may be left out, `x...` stands for any number. The
types are those of the template language; `number` is any JSON number, `any` may be everything.

Sources: the reference pages "template functions" of Azure Resource Manager, for types and places
the function tables of the Bicep compiler, and for both the engine's answers in tests/data/engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from generator.lazy import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["deterministic", "lambda", "context", "run-time"]
"""What a result depends on: the arguments, a lambda, the deployment, the deployed resources."""

Place = Literal[
    "everywhere",
    "outside of functions",
    "parameter defaults",
    "parameter files",
    "resources and outputs",
    "resources, zones and outputs",
]
"""Where a function works; source: the engine of Azure deployments in the Bicep CLI."""

LAMBDA_NAMES = {
    "map": (1, 2), "filter": (1, 2), "sort": (2, 2), "reduce": (2, 3), "mapvalues": (1, 1),
    "toobject": (1, 1), "groupby": (1, 1),
}  # fmt: skip
"""How many names the lambda of a function has, at least and at most."""


@dataclass(frozen=True, slots=True)
class Function:
    """A built-in function; `most` is None where any number of arguments goes.

    `takes` are the types of its arguments, the last of them for all that follow; `key` is its name
    in lower case.
    """

    name: str
    least: int
    most: int | None
    kind: Kind
    takes: tuple[frozenset[str], ...] = ()
    gives: str = "any"
    place: Place = "everywhere"
    key: str = ""

    def type_at(self, index: int) -> frozenset[str]:
        """Return the types that an argument may have."""
        return self.takes[min(index, len(self.takes) - 1)]

    @property
    def judged_late(self) -> bool:
        """Whether the engine leaves its arguments to the deployment: it does for list functions."""
        return is_list_function(self.name)

    def may_be_null(self, index: int) -> bool:
        """Return whether an argument may be null."""
        return not self.takes or bool(self.type_at(index) & {"any", "null"})


_SIGNATURES: dict[Kind, str] = {
    "deterministic": """
        add(int, int) int  sub(int, int) int  mul(int, int) int  div(int, int) int
        mod(int, int) int  min(number|array, number...) number  max(number|array, number...) number
        int(string|int) int  float(string|number) number  range(int, int) array
        true() bool  false() bool  null() null  bool(any) bool  not(bool) bool
        and(bool, bool, bool...) bool  or(bool, bool, bool...) bool  if(bool, any, any) any
        equals(any, any) bool  less(number|string, number|string) bool
        lessOrEquals(number|string, number|string) bool
        greater(number|string, number|string) bool
        greaterOrEquals(number|string, number|string) bool  coalesce(any...) any
        array(any) array  concat(string|int|bool|array...) string|array
        contains(string|array|object, any) bool  createArray(any...) array
        createObject(any...) object  distinct(array) array  empty(null|string|array|object) bool
        first(string|array) any  last(string|array) any  flatten(array) array
        indexOf(string|array, any) int  lastIndexOf(string|array, any) int
        intersection(array|object, array|object, array|object...) array|object
        union(array|object, array|object, array|object...) array|object
        items(object) array  objectKeys(object) array  shallowMerge(array) object
        join(array, string) string  length(string|array|object) int
        skip(string|array, int) string|array  take(string|array, int) string|array
        tryGet(any, string|int, any...) any  tryIndexFromEnd(any, any, any...) any
        indexFromEnd(array, int) any  fail(string) any  json(string) any
        string(string|int|bool|array|object) string
        base64(string) string  base64ToString(string) string  base64ToJson(string) any
        dataUri(string|number|bool|array|object) string  dataUriToString(string) string
        buildUri(object) string  parseUri(string) object  uri(string, string) string
        uriComponent(string) string  uriComponentToString(string) string
        startsWith(string, string) bool  endsWith(string, string) bool  like(string, string) bool
        format(string, any...) string  guid(string, string...) string
        uniqueString(string, string...) string  padLeft(string|int, int, string?) string
        replace(string, string, string) string  split(string, string|array) array
        substring(string, int, int?) string  toLower(string) string  toUpper(string) string
        trim(string) string  dateTimeAdd(string, string, string?) string
        dateTimeFromEpoch(string|number) string  dateTimeToEpoch(string) int
        parseCidr(string) object  cidrSubnet(string, int, int) string  cidrHost(string, int) string
        tenantResourceId(string, string, string...) string
        extensionResourceId(string, string, string, string...) string
    """,
    "lambda": """
        lambda(any, any...) lambda  lambdaVariables(string) any  filter(array, lambda) array
        map(array, lambda) array  mapValues(object, lambda) object  sort(array, lambda) array
        reduce(array, any, lambda) any  toObject(array, lambda, lambda?) object
        groupBy(array, lambda, lambda?) object
    """,
    "context": """
        parameters(string) any  variables(string) any  copyIndex(string|int?, int?) int
        deployment() object  deployer() object  environment() object
        resourceGroup(string?, string?) object  subscription(string?) object
        managementGroup(string?) object  tenant() object
        resourceId(string, string, string...) string
        subscriptionResourceId(string, string, string...) string
        managementGroupResourceId(string, string, string...) string
        newGuid() string  utcNow(string?) string
        externalInput(string, any?) any  externalInputs(string) any
    """,
    "run-time": """
        reference(string, string?, string?) any  references(string, string?) any
        providers(string, string?) object  pickZones(string, string, string, int?, int?) array
        toLogicalZone(string, string, string) string  toLogicalZones(string, string, array) array
        toPhysicalZone(string, string, string) string  toPhysicalZones(string, string, array) array
        roleDefinitions(string) object  target(string?) any  extensions(string) any
        resourceInfo(string) object
    """,
}
_PLACES: dict[str, Place] = {
    **dict.fromkeys(("newGuid", "utcNow"), "parameter defaults"),
    **dict.fromkeys(("externalInput", "externalInputs"), "parameter files"),
    **dict.fromkeys(("reference", "references"), "resources and outputs"),
    **dict.fromkeys(
        ("pickZones", "tenant", "managementGroup", "copyIndex"), "outside of functions"
    ),
    **dict.fromkeys(
        ("toLogicalZone", "toLogicalZones", "toPhysicalZone", "toPhysicalZones"),
        "resources, zones and outputs",
    ),
}


def is_list_function(name: str) -> bool:
    """Whether a function has a name of those that resource providers add to their resources."""
    return name.lower().startswith("list") and name.isalnum() and name.isascii()


def _function(kind: Kind, name: str, takes: str, gives: str) -> Function:
    arguments = [item for item in takes.split(", ") if item]
    variadic = bool(arguments) and arguments[-1].endswith("...")
    least = sum(not item.endswith(("?", "...")) for item in arguments)
    kinds = tuple(frozenset(item.rstrip("?.").split("|")) for item in arguments)
    most = None if variadic else len(arguments)
    place: Place = (
        "resources and outputs" if is_list_function(name) else _PLACES.get(name, "everywhere")
    )
    return Function(name, least, most, kind, kinds, gives, place, name.lower())


class _Functions(Mapping[str, Function]):
    """The functions by their name in lower case; a signature is read when it is asked for."""

    def __init__(self) -> None:
        self._signatures: dict[str, tuple[Kind, str]] = {
            text.partition("(")[0].strip().lower(): (kind, text)
            for kind, signatures in _SIGNATURES.items()
            for text in signatures.replace("\n", "  ").split("  ")
            if text.strip()
        }
        self._read: dict[str, Function] = {}

    def __getitem__(self, name: str) -> Function:
        found = self._read.get(name)
        if found is None:
            kind, text = self._signatures[name]
            spelled, rest = text.strip().split("(", 1)
            found = self._read[name] = _function(kind, spelled, *rest.rsplit(") ", 1))
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._signatures)

    def __len__(self) -> int:
        return len(self._signatures)


FUNCTIONS = _Functions()
"""All but the list functions, by their name in lower case: ARM takes any casing."""


@lru_cache(maxsize=1024)
def function(name: str) -> Function | None:
    """Return the built-in function of a name, in any casing; None where there is none.

    Resource providers add operations to their resources: each is a function `list...`.
    """
    found = FUNCTIONS.get(name.lower())
    if found is None and is_list_function(name):
        return _function("run-time", name, "string, string, object?", "any")
    return found
