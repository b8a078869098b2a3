"""What is called an id and need not be the id of a resource, as arm-ttk lists it."""

from __future__ import annotations

from generator.lazy import regex

_WORDS = """
appId clientId DataTypeId defaultMenuItemId keyVaultSecretId keyVaultId keyId objectId menuId
nodeAgentSkuId policyDefinitionReferenceId servicePrincipalClientId StartingDeviceID subscriptionId
SyntheticMonitorId targetProtectionContainerId targetWorkerSizeId tenantId timezoneId vlanId
workerSizeId metricId requestedServiceObjectiveId groupId sid ruleId deploymentSpecId detector.id
contentId connectorId parentId IllusiveIncidentId UniqueFindingId schemaId detection_id open_id
TeamsChannelID SAPAuditLogMessageID roleDefinitionId principalId XDRCustomerID
userAssignedIdentityResourceId channelId extendedAceItemObjectId operationId-ANCEndpointGetById
operationId-DeleteDomainById operationId-GetOrganizationId
operationId-ProcessMetadataSearchByProcessGUID operationId-SearchForProcessEventsByProcessGUID
ApplicationId policyDefinitionGuid IndicatorId contentProductId aws_iam_functionapp_id
dataCollectionEndpointId dataCollectionRuleImmutableId firstPartyId definitionId environmentId
"""
NAMES = tuple(word.lower() for word in _WORDS.split())
"""A path that ends so is no id of a resource."""

_TYPES = regex(
    r"^(?:microsoft\.logic/workflows|microsoft\.apimanagement/service/backends"
    r"|microsoft\.portal/dashboards|microsoft\.documentdb/databaseaccounts/\w*/collections)$"
    r"|config"
)
_TYPES_AND_PATHS = (
    (
        regex(r"^microsoft\.documentdb/databaseaccounts/sqldatabases"),
        regex(r"\.resource\."),
    ),
    (regex(r"^microsoft\.insights/webtests"), regex(r"\.locations")),
    (regex(r"backends$"), regex(r"properties\.")),
)


def is_excused(path: str, types: list[str]) -> bool:
    """Whether a type around the property excuses it, for some only at such a path."""
    if any(_TYPES.search(name) for name in types):
        return True
    return any(
        in_path.search(path) and any(of_type.search(name) for name in types)
        for of_type, in_path in _TYPES_AND_PATHS
    )
