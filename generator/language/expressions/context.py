"""Where a template is deployed: the scope, and what the functions of that scope give.

What nobody can know offline, such as the tags of the resource group, stays an expression.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from generator.language.expressions.tree import Call, Property
from generator.language.expressions.values import Residual, Value, residual_text

Level = Literal["resourceGroup", "subscription", "managementGroup", "tenant"]

_SCHEMAS: tuple[tuple[str, Level], ...] = (
    ("subscriptiondeploymenttemplate", "subscription"),
    ("managementgroupdeploymenttemplate", "managementGroup"),
    ("tenantdeploymenttemplate", "tenant"),
)
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
NOBODY = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True)
class Context:
    """Where a template is deployed; what is not given is a stand-in, the same on every machine.

    `location` is that of the resource group, or of the deployment at a higher level.
    """

    level: Level = "resourceGroup"
    subscription: Value = NOBODY
    resource_group: Value = "example-rg"
    location: Value = "eastus"
    tenant: Value = NOBODY
    management_group: Value = "example-mg"
    deployment: Value = "azuredeploy"

    @property
    def group_id(self) -> Value:
        """Give the id of the resource group."""
        return residual_text(
            "/subscriptions/", self.subscription, "/resourceGroups/", self.resource_group
        )

    @property
    def subscription_id(self) -> Value:
        """Give the id of the subscription."""
        return residual_text("/subscriptions/", self.subscription)

    @property
    def management_group_id(self) -> Value:
        """Give the id of the management group."""
        return residual_text(
            "/providers/Microsoft.Management/managementGroups/", self.management_group
        )

    @property
    def scope_id(self) -> Value:
        """Give the id of the scope; the tenant's is empty, so that ids can be appended."""
        if self.level == "resourceGroup":
            return self.group_id
        if self.level == "subscription":
            return self.subscription_id
        return self.management_group_id if self.level == "managementGroup" else ""


def is_guid(text: str) -> bool:
    """Whether a text has the form of the id of a subscription."""
    return _GUID.fullmatch(text) is not None


def level_of(schema: object) -> Level:
    """Tell from the `$schema` of a template at which level it is deployed."""
    name = str(schema).lower()
    return next((level for part, level in _SCHEMAS if part in name), "resourceGroup")


def resource_group(context: Context) -> Residual:
    """Give what the function of that name gives; source: template functions for resources."""
    return _partly(
        "resourceGroup",
        id=context.group_id,
        name=context.resource_group,
        type="Microsoft.Resources/resourceGroups",
        location=context.location,
    )


def subscription(context: Context) -> Residual:
    """Give what the function of that name gives; the display name is not known here."""
    return _partly(
        "subscription",
        id=context.subscription_id,
        subscriptionId=context.subscription,
        tenantId=context.tenant,
    )


def management_group(context: Context) -> Residual:
    """Give what the function of that name gives."""
    return _partly(
        "managementGroup",
        id=context.management_group_id,
        name=context.management_group,
        type="Microsoft.Management/managementGroups",
    )


def tenant(context: Context) -> Residual:
    """Give what the function of that name gives."""
    return _partly("tenant", tenantId=context.tenant)


def deployment(context: Context) -> Residual:
    """Give what the function of that name gives; a location at higher levels only."""
    known = {"name": context.deployment}
    if context.level != "resourceGroup":
        known["location"] = context.location
    return _partly("deployment", **known)


def environment(_: Context) -> dict[str, Value]:
    """Give what the function of that name gives in the public cloud; source: its page.

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


def _partly(function: str, **known: Value) -> Residual:
    return Residual(Call(function), known)


def residual_location() -> Residual:
    """Give the location of a resource group that is not the one deployed to."""
    return Residual(Property(Call("resourceGroup"), "location"))
