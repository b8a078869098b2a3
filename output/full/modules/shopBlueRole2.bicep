// Rendered by scaleset: change the spec instead of this file.

param principalId string

resource shopKv 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: 'shop-kv'
}

resource roleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: shopKv
  name: guid(
    '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/ops/providers/Microsoft.KeyVault/vaults/shop-kv',
    principalId,
    '4633458b-17de-408a-b874-0445c86b69e6'
  )
  properties: {
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      '4633458b-17de-408a-b874-0445c86b69e6'
    )
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}
