"""Where a template is deployed: the scope, and what the functions of that scope give.

What cannot be known offline, such as the tags of the resource group, stays an expression.
"""

from __future__ import annotations

from typing import Any, Literal

from generator.language.expressions.builtins.resource_ids import require_subscription, resource_id
from generator.language.expressions.tree import Call, Property
from generator.language.expressions.values import FunctionError, Residual, Value, residual_text
from generator.lazy import dataclass, field

Level = Literal["resourceGroup", "subscription", "managementGroup", "tenant"]

_SCHEMAS: tuple[tuple[str, Level], ...] = (
    ("subscriptiondeploymenttemplate", "subscription"),
    ("managementgroupdeploymenttemplate", "managementGroup"),
    ("tenantdeploymenttemplate", "tenant"),
)
NO_ID = "00000000-0000-0000-0000-000000000000"


@dataclass(slots=True)
class Context:
    """Where a template is deployed; what is not given is a stand-in, the same on every machine.

    `location` is that of the resource group, or of the deployment at a higher level; `template` is
    what is deployed.
    """

    level: Level = "resourceGroup"
    subscription: Value = NO_ID
    resource_group: Value = "example-rg"
    location: Value = "eastus"
    tenant: Value = NO_ID
    management_group: Value = "example-mg"
    deployment: Value = "azuredeploy"
    template: Any = field(default=None, compare=False)

    @property
    def group_id(self) -> Value:
        """Return the id of the resource group."""
        return residual_text(
            "/subscriptions/", self.subscription, "/resourceGroups/", self.resource_group
        )

    @property
    def subscription_id(self) -> Value:
        """Return the id of the subscription."""
        return residual_text("/subscriptions/", self.subscription)

    @property
    def management_group_id(self) -> Value:
        """Return the id of the management group."""
        return residual_text(
            "/providers/Microsoft.Management/managementGroups/", self.management_group
        )

    @property
    def scope_id(self) -> Value:
        """Return the id of the scope; the tenant's is empty, so that ids can be appended."""
        if self.level == "resourceGroup":
            return self.group_id
        if self.level == "subscription":
            return self.subscription_id
        return self.management_group_id if self.level == "managementGroup" else ""

    def top_level(self, name: str) -> Any:
        """Return what the template says at its top level (None: nothing); casing does not count."""
        members = self.template.items() if isinstance(self.template, dict) else ()
        return next((item for key, item in members if key.lower() == name), None)


def level_of(schema: object) -> Level:
    """Report from the `$schema` of a template at which level it is deployed."""
    name = str(schema).lower()
    return next((level for part, level in _SCHEMAS if part in name), "resourceGroup")


class WrongLevel(Exception):
    """A function asks for a scope that is not around what is deployed."""


_INSIDE: dict[Level, frozenset[Level]] = {
    "resourceGroup": frozenset({"resourceGroup"}),
    "subscription": frozenset({"resourceGroup", "subscription"}),
    "managementGroup": frozenset({"managementGroup"}),
    "tenant": frozenset({"resourceGroup", "subscription", "managementGroup", "tenant"}),
}
_NAMES: dict[Level, str] = {
    "resourceGroup": "resource group",
    "subscription": "subscription",
    "managementGroup": "management group",
    "tenant": "tenant",
}


def require_level(context: Context, wanted: Level, function: str) -> Value:
    """Return the name of the scope of a level; raises WrongLevel where nothing around is at it."""
    if context.level not in _INSIDE[wanted]:
        here = _NAMES[context.level]
        if function.endswith("Id"):
            needs = f"needs a {_NAMES[wanted]} before the type"
            raise WrongLevel(f"{function}() {needs} in a deployment to a {here}")
        levels = " or a ".join(_NAMES[level] for level in _NAMES if level in _INSIDE[wanted])
        raise WrongLevel(f"{function}() works only in a deployment to a {levels}, not to a {here}")
    return context.subscription if wanted == "subscription" else context.management_group


def _require_name(text: str) -> None:
    if "/" in text:
        raise FunctionError("the name of a group has no slash; give its name, not its id")


def resource_group(context: Context, *named: str) -> dict[str, Value]:
    """Return what the function of that name gives; source: template functions for resources."""
    if named:
        if len(named) > 1:
            require_subscription(named[0])
        _require_name(named[-1])
        here = len(named) == 1
        around = require_level(context, "subscription", "subscription") if here else named[0]
        identity = residual_text("/subscriptions/", around, "/resourceGroups/", named[-1])
        return {"id": identity, "name": named[-1], "type": "Microsoft.Resources/resourceGroups"}
    require_level(context, "resourceGroup", "resourceGroup")
    return {
        "id": context.group_id,
        "name": context.resource_group,
        "type": "Microsoft.Resources/resourceGroups",
        "location": context.location,
        **_open("resourceGroup", "tags", "managedBy", "properties"),
    }


def subscription(context: Context, *named: str) -> dict[str, Value]:
    """Return what the function of that name gives; the display name is not known here."""
    if named:
        require_subscription(named[0])
        return {"id": f"/subscriptions/{named[0]}", "subscriptionId": named[0]}
    require_level(context, "subscription", "subscription")
    return {
        "id": context.subscription_id,
        "subscriptionId": context.subscription,
        "tenantId": context.tenant,
        **_open("subscription", "displayName"),
    }


def management_group(context: Context, *named: str) -> dict[str, Value]:
    """Return what the function of that name gives."""
    groups = "Microsoft.Management/managementGroups"
    if named:
        _require_name(named[0])
        identity = resource_id("", groups, [*named])
        return {"id": identity, "name": named[0], "type": f"/providers/{groups}"}
    require_level(context, "managementGroup", "managementGroup")
    return {
        "id": context.management_group_id,
        "name": context.management_group,
        "type": groups,
        **_open("managementGroup", "properties"),
    }


def tenant(context: Context) -> dict[str, Value]:
    """Return what the function of that name gives."""
    return {
        **_open("tenant", "countryCode", "displayName"),
        "id": residual_text("/tenants/", context.tenant),
        "tenantId": context.tenant,
    }


def deployment(context: Context) -> Residual:
    """Return what the function of that name gives; a location at higher levels only.

    Of its properties only the version of the template is known: the others come with a deployment.
    """
    known: dict[str, Value] = {"name": context.deployment}
    if context.level != "resourceGroup":
        known["location"] = context.location
    own = Call("deployment")
    properties = Property(own, "properties")
    version = context.top_level("contentversion")
    held = {} if version is None else {"contentVersion": version}
    known["properties"] = Residual(
        properties, {"template": Residual(Property(properties, "template"), held)}
    )
    return Residual(own, known)


def _open(function: str, *names: str) -> dict[str, Value]:
    return {name: Residual(Property(Call(function), name)) for name in names}


def environment(_: Context) -> dict[str, Value]:
    """Return what the function of that name gives in the public cloud; source: its page.

    Pages disagree on the endpoint for signing in, so that one stays an expression.
    """
    authentication = Property(Call("environment"), "authentication")
    return {
        "name": "AzureCloud",
        "gallery": "https://gallery.azure.com/",
        "graph": "https://graph.windows.net/",
        "portal": "https://portal.azure.com",
        "graphAudience": "https://graph.windows.net/",
        "activeDirectoryDataLake": "https://datalake.azure.net/",
        "batch": "https://batch.core.windows.net/",
        "media": "https://rest.media.azure.net",
        "sqlManagement": "https://management.core.windows.net:8443/",
        "vmImageAliasDoc": Residual(Property(Call("environment"), "vmImageAliasDoc")),
        "resourceManager": "https://management.azure.com/",
        "authentication": {
            "loginEndpoint": Residual(Property(authentication, "loginEndpoint")),
            "audiences": [
                "https://management.core.windows.net/",
                "https://management.azure.com/",
            ],
            "tenant": "common",
            "identityProvider": "AAD",
        },
        "suffixes": {
            "acrLoginServer": ".azurecr.io",
            "azureDatalakeAnalyticsCatalogAndJob": "azuredatalakeanalytics.net",
            "azureDatalakeStoreFileSystem": "azuredatalakestore.net",
            "azureFrontDoorEndpointSuffix": "azurefd.net",
            "keyvaultDns": ".vault.azure.net",
            "sqlServerHostname": ".database.windows.net",
            "storage": "core.windows.net",
        },
    }


def residual_location() -> Residual:
    """Return the location of a resource group that is not the one deployed to."""
    return Residual(Property(Call("resourceGroup"), "location"))
