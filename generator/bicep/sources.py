"""What an expression may come to, as far as the template and the functions that it calls tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from generator.language.expressions.functions import FUNCTIONS
from generator.lazy import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

Source: TypeAlias = Any
"""A value as a template has it: JSON, an expression, or one of the classes below."""
Sources: TypeAlias = "tuple[Source, ...]"
SECURE = {"securestring": "string", "secureobject": "object"}
"""The types of secrets, and what their values are."""
SCALARS = {"string", "int", "bool"}
KINDS = {*SCALARS, "array", "object"}


@dataclass(frozen=True, slots=True)
class Many:
    """An array whose elements are each one of some values, however many there are."""

    elements: Sources


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some values."""

    options: Sources


@dataclass(frozen=True, slots=True)
class Typed:
    """A value of which a declaration says the type; it may have other members too."""

    declared: Mapping[str, Any]


def holding(**members: Any) -> dict[str, Any]:
    """Declare an object with some members, of the types that they declare."""
    return {"type": "object", "properties": members}


def by_function(name: str) -> Sources | None:
    """Return the type of what a function gives, where that is always the same."""
    known = FUNCTIONS.get(name)
    return (Typed({"type": known.gives}),) if known and known.gives in KINDS else None


OBJECT, TEXT = Typed({"type": "object"}), Typed({"type": "string"})
_SUMMARY = dict.fromkeys(("id", "name", "type"), TEXT)
_TENANT = dict.fromkeys(("country", "countryCode", "displayName", "tenantId"), TEXT)
_CONTEXT: dict[str, Any] = {
    "resourcegroup": {
        **_SUMMARY,
        **dict.fromkeys(("location", "managedBy"), TEXT),
        "tags": OBJECT,
        "properties": {"provisioningState": TEXT},
    },
    "subscription": dict.fromkeys(("displayName", "id", "subscriptionId", "tenantId"), TEXT),
    "managementgroup": {
        **_SUMMARY,
        "properties": {
            "details": {
                "parent": _SUMMARY,
                **dict.fromkeys(("updatedBy", "updatedTime", "version"), TEXT),
            },
            **dict.fromkeys(("displayName", "tenantId"), TEXT),
        },
    },
    "tenant": _TENANT,
    "deployment": {
        **dict.fromkeys(("location", "name"), TEXT),
        "properties": {
            "template": {"contentVersion": TEXT},
            "templateLink": dict.fromkeys(("id", "uri"), TEXT),
        },
    },
    "deployer": dict.fromkeys(("objectId", "tenantId", "userPrincipalName"), TEXT),
}
"""What functions of the deployment give; source: the types that the Bicep compiler has for them."""


def of_context(name: str) -> Source | None:
    """Return what a function of the deployment gives; None where it is none of those."""
    if name == "environment":
        from generator.language.expressions.context import Context, environment

        return environment(Context())
    return _CONTEXT.get(name)


_STRING = {"type": "string"}
_KEYS = {
    "type": "array",
    "items": holding(keyName=_STRING, permissions=_STRING, value=_STRING),
}
_SECRETS = (
    "primaryKey", "secondaryKey", "primaryConnectionString", "secondaryConnectionString", "key1",
    "key2", "primaryMasterKey", "secondaryMasterKey", "primaryReadonlyMasterKey",
    "secondaryReadonlyMasterKey", "primarySharedKey", "secondarySharedKey", "accountSasToken",
    "serviceSasToken",
)  # fmt: skip
LISTED = Typed(holding(keys=_KEYS, **dict.fromkeys(_SECRETS, _STRING)))
"""The secrets that list functions give, of whichever resource; source: Azure's types for Bicep."""
