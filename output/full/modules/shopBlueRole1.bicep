// Rendered by scaleset: change the spec instead of this file.

param principalId string

resource shopapps 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: 'shopapps'
}

resource roleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: shopapps
  name: guid(
    '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/ops/providers/Microsoft.Storage/storageAccounts/shopapps',
    principalId,
    '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'
  )
  properties: {
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'
    )
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}
