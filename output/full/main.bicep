// Rendered by scaleset: change the spec instead of this file.

@description('Region of all resources.')
param location string = resourceGroup().location

@description('Size of every instance.')
param vmSize string = 'Standard_D4ds_v5'

@description('Number of instances; a redeployment sets it again.')
@minValue(0)
@maxValue(1000)
param instanceCount int = 6

@description('Name of the administrator account.')
param adminUsername string = 'azureops'

@description('Public SSH key of the administrator.')
param sshPublicKey string

@description('What the instances are for.')
@allowed(['production', 'staging'])
param environment string = 'production'

@description('Scale set that gets the traffic.')
@allowed(['blue', 'green'])
param liveColor string = 'blue'

@description('Keep the number of instances that the scale set has now. False while it does not exist yet.')
param keepInstanceCount bool = false

var cloudInit = '''
#cloud-config
# Runs at the first boot; the script waits for it. No secrets: custom data is no safe place.
write_files:
  - path: /etc/shop/zone.conf
    content: |
      environment={0}
    permissions: "0644"
'''

resource shopAgwIp 'Microsoft.Network/publicIPAddresses@2025-05-01' = {
  name: 'shop-agw-ip'
  location: location
  tags: {
    app: 'shop'
    costCenter: '4711'
  }
  sku: {
    name: 'Standard'
    tier: 'Regional'
  }
  zones: ['1', '2', '3']
  properties: {
    publicIPAllocationMethod: 'Static'
    publicIPAddressVersion: 'IPv4'
    dnsSettings: {
      domainNameLabel: 'shop-web'
    }
  }
}

resource shopId 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'shop-id'
  location: location
  tags: {
    app: 'shop'
    costCenter: '4711'
  }
}

module shopBlueInstanceCount 'modules/shopBlueInstanceCount.bicep' = if (keepInstanceCount) {
  name: 'shop-blue-instance-count'
  params: {
    scaleSetName: 'shop-blue'
  }
}

resource shopNatIp 'Microsoft.Network/publicIPAddresses@2025-05-01' = {
  name: 'shop-nat-ip'
  location: location
  tags: {
    app: 'shop'
    costCenter: '4711'
  }
  sku: {
    name: 'Standard'
    tier: 'Regional'
  }
  properties: {
    publicIPAllocationMethod: 'Static'
    publicIPAddressVersion: 'IPv4'
  }
}

resource shopNsg 'Microsoft.Network/networkSecurityGroups@2025-05-01' = {
  name: 'shop-nsg'
  location: location
  tags: {
    app: 'shop'
    costCenter: '4711'
  }
  properties: {
    securityRules: [
      {
        name: 'allow-tcp-80'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: 'VirtualNetwork'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '80'
        }
      }
      {
        name: 'ssh-from-bastion'
        properties: {
          priority: 2000
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: '10.20.250.0/26'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '22'
        }
      }
    ]
  }
}

resource shopNat 'Microsoft.Network/natGateways@2025-05-01' = {
  name: 'shop-nat'
  location: location
  tags: {
    app: 'shop'
    costCenter: '4711'
  }
  sku: {
    name: 'Standard'
  }
  properties: {
    idleTimeoutInMinutes: 4
    publicIpAddresses: [
      {
        id: shopNatIp.id
      }
    ]
  }
}

module shopBlueRole1 'modules/shopBlueRole1.bicep' = {
  name: 'shop-blue-role-1'
  scope: resourceGroup('00000000-0000-0000-0000-000000000000', 'ops')
  params: {
    principalId: shopId.properties.principalId
  }
}

module shopBlueRole2 'modules/shopBlueRole2.bicep' = {
  name: 'shop-blue-role-2'
  scope: resourceGroup('00000000-0000-0000-0000-000000000000', 'ops')
  params: {
    principalId: shopId.properties.principalId
  }
}

resource shopVnet 'Microsoft.Network/virtualNetworks@2025-05-01' = {
  name: 'shop-vnet'
  location: location
  tags: {
    app: 'shop'
    costCenter: '4711'
  }
  properties: {
    addressSpace: {
      addressPrefixes: ['10.20.0.0/16', 'fd00:db8:deca::/48']
    }
    subnets: [
      {
        name: 'instances'
        properties: {
          addressPrefixes: ['10.20.0.0/22', 'fd00:db8:deca::/64']
          defaultOutboundAccess: false
          natGateway: {
            id: shopNat.id
          }
        }
      }
      {
        name: 'gateway'
        properties: {
          addressPrefix: '10.20.4.0/24'
        }
      }
      {
        name: 'storage'
        properties: {
          addressPrefix: '10.20.8.0/24'
          defaultOutboundAccess: false
        }
      }
    ]
  }
}

resource shopAgw 'Microsoft.Network/applicationGateways@2025-05-01' = {
  name: 'shop-agw'
  location: location
  tags: {
    app: 'shop'
    costCenter: '4711'
  }
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${shopId.id}': {}
    }
  }
  zones: ['1', '2', '3']
  properties: {
    sku: {
      name: 'Standard_v2'
      tier: 'Standard_v2'
    }
    autoscaleConfiguration: {
      minCapacity: 2
      maxCapacity: 10
    }
    gatewayIPConfigurations: [
      {
        name: 'gateway'
        properties: {
          subnet: {
            id: resourceId('Microsoft.Network/virtualNetworks/subnets', shopVnet.name, 'gateway')
          }
        }
      }
    ]
    frontendIPConfigurations: [
      {
        name: 'frontend'
        properties: {
          publicIPAddress: {
            id: shopAgwIp.id
          }
        }
      }
    ]
    frontendPorts: [
      {
        name: 'application'
        properties: {
          port: 443
        }
      }
      {
        name: 'redirect'
        properties: {
          port: 80
        }
      }
    ]
    sslCertificates: [
      {
        name: 'certificate'
        properties: {
          // The spec gives this address: it is that of one thing, which stands in one cloud.
          #disable-next-line no-hardcoded-env-urls
          keyVaultSecretId: 'https://shop-kv.vault.azure.net/secrets/shop'
        }
      }
    ]
    sslPolicy: {
      policyType: 'Predefined'
      policyName: 'AppGwSslPolicy20220101S'
    }
    backendAddressPools: [
      {
        name: 'blue'
      }
      {
        name: 'green'
      }
    ]
    probes: [
      {
        name: 'application'
        properties: {
          protocol: 'Http'
          host: '127.0.0.1'
          path: '/healthz'
          interval: 10
          timeout: 10
          unhealthyThreshold: 3
        }
      }
    ]
    backendHttpSettingsCollection: [
      {
        name: 'application'
        properties: {
          port: 80
          protocol: 'Http'
          cookieBasedAffinity: 'Disabled'
          requestTimeout: 30
          connectionDraining: {
            enabled: true
            drainTimeoutInSec: 60
          }
          probe: {
            id: resourceId('Microsoft.Network/applicationGateways/probes', 'shop-agw', 'application')
          }
        }
      }
    ]
    httpListeners: [
      {
        name: 'application'
        properties: {
          frontendIPConfiguration: {
            id: resourceId('Microsoft.Network/applicationGateways/frontendIPConfigurations', 'shop-agw', 'frontend')
          }
          frontendPort: {
            id: resourceId('Microsoft.Network/applicationGateways/frontendPorts', 'shop-agw', 'application')
          }
          protocol: 'Https'
          sslCertificate: {
            id: resourceId('Microsoft.Network/applicationGateways/sslCertificates', 'shop-agw', 'certificate')
          }
        }
      }
      {
        name: 'redirect'
        properties: {
          frontendIPConfiguration: {
            id: resourceId('Microsoft.Network/applicationGateways/frontendIPConfigurations', 'shop-agw', 'frontend')
          }
          frontendPort: {
            id: resourceId('Microsoft.Network/applicationGateways/frontendPorts', 'shop-agw', 'redirect')
          }
          protocol: 'Http'
        }
      }
    ]
    redirectConfigurations: [
      {
        name: 'redirect'
        properties: {
          redirectType: 'Permanent'
          targetListener: {
            id: resourceId('Microsoft.Network/applicationGateways/httpListeners', 'shop-agw', 'application')
          }
          includePath: true
          includeQueryString: true
        }
      }
    ]
    requestRoutingRules: [
      {
        name: 'application'
        properties: {
          ruleType: 'Basic'
          priority: 100
          httpListener: {
            id: resourceId('Microsoft.Network/applicationGateways/httpListeners', 'shop-agw', 'application')
          }
          backendAddressPool: {
            id: resourceId('Microsoft.Network/applicationGateways/backendAddressPools', 'shop-agw', liveColor)
          }
          backendHttpSettings: {
            id: resourceId(
              'Microsoft.Network/applicationGateways/backendHttpSettingsCollection',
              'shop-agw',
              'application'
            )
          }
        }
      }
      {
        name: 'redirect'
        properties: {
          ruleType: 'Basic'
          priority: 200
          httpListener: {
            id: resourceId('Microsoft.Network/applicationGateways/httpListeners', 'shop-agw', 'redirect')
          }
          redirectConfiguration: {
            id: resourceId('Microsoft.Network/applicationGateways/redirectConfigurations', 'shop-agw', 'redirect')
          }
        }
      }
    ]
  }
  dependsOn: [shopBlueRole1, shopBlueRole2]
}

resource shopLb 'Microsoft.Network/loadBalancers@2025-05-01' = {
  name: 'shop-lb'
  location: location
  tags: {
    app: 'shop'
    costCenter: '4711'
  }
  sku: {
    name: 'Standard'
    tier: 'Regional'
  }
  properties: {
    frontendIPConfigurations: [
      {
        name: 'frontend'
        zones: ['1', '2', '3']
        properties: {
          subnet: {
            id: resourceId('Microsoft.Network/virtualNetworks/subnets', shopVnet.name, 'instances')
          }
          privateIPAllocationMethod: 'Dynamic'
          privateIPAddressVersion: 'IPv4'
        }
      }
      {
        name: 'frontend-v6'
        zones: ['1', '2', '3']
        properties: {
          subnet: {
            id: resourceId('Microsoft.Network/virtualNetworks/subnets', shopVnet.name, 'instances')
          }
          privateIPAllocationMethod: 'Dynamic'
          privateIPAddressVersion: 'IPv6'
        }
      }
    ]
    backendAddressPools: [
      {
        name: 'blue'
      }
      {
        name: 'green'
      }
      {
        name: 'blue-v6'
      }
      {
        name: 'green-v6'
      }
    ]
    loadBalancingRules: [
      {
        name: 'tcp-80'
        properties: {
          protocol: 'Tcp'
          frontendPort: 80
          backendPort: 80
          frontendIPConfiguration: {
            id: resourceId('Microsoft.Network/loadBalancers/frontendIPConfigurations', 'shop-lb', 'frontend')
          }
          backendAddressPool: {
            id: resourceId('Microsoft.Network/loadBalancers/backendAddressPools', 'shop-lb', liveColor)
          }
          probe: {
            id: resourceId('Microsoft.Network/loadBalancers/probes', 'shop-lb', 'tcp-80')
          }
          disableOutboundSnat: true
          enableTcpReset: true
          idleTimeoutInMinutes: 15
        }
      }
      {
        name: 'tcp-80-v6'
        properties: {
          protocol: 'Tcp'
          frontendPort: 80
          backendPort: 80
          frontendIPConfiguration: {
            id: resourceId('Microsoft.Network/loadBalancers/frontendIPConfigurations', 'shop-lb', 'frontend-v6')
          }
          backendAddressPool: {
            id: resourceId('Microsoft.Network/loadBalancers/backendAddressPools', 'shop-lb', '${liveColor}-v6')
          }
          probe: {
            id: resourceId('Microsoft.Network/loadBalancers/probes', 'shop-lb', 'tcp-80')
          }
          disableOutboundSnat: true
          enableTcpReset: true
          idleTimeoutInMinutes: 15
        }
      }
      {
        name: 'staging'
        properties: {
          protocol: 'Tcp'
          frontendPort: 8080
          backendPort: 80
          frontendIPConfiguration: {
            id: resourceId('Microsoft.Network/loadBalancers/frontendIPConfigurations', 'shop-lb', 'frontend')
          }
          backendAddressPool: {
            id: resourceId(
              'Microsoft.Network/loadBalancers/backendAddressPools',
              'shop-lb',
              liveColor == 'blue' ? 'green' : 'blue'
            )
          }
          probe: {
            id: resourceId('Microsoft.Network/loadBalancers/probes', 'shop-lb', 'tcp-80')
          }
          disableOutboundSnat: true
          enableTcpReset: true
          idleTimeoutInMinutes: 15
        }
      }
    ]
    probes: [
      {
        name: 'tcp-80'
        properties: {
          protocol: 'Http'
          port: 80
          requestPath: '/healthz'
          intervalInSeconds: 5
          probeThreshold: 2
        }
      }
    ]
  }
}

module shopBlueDeployment 'modules/shopBlue.bicep' = {
  params: {
    location: location
    vmSize: vmSize
    adminUsername: adminUsername
    cloudInit: cloudInit
    environment: environment
    sshPublicKey: sshPublicKey
    shopIdProperties: shopId.properties
    capacity: keepInstanceCount ? shopBlueInstanceCount!.outputs.instanceCount : instanceCount
  }
  dependsOn: [shopNsg, shopBlueRole1, shopBlueRole2, shopVnet, shopAgw, shopLb]
}

resource shopBlue 'Microsoft.Compute/virtualMachineScaleSets@2025-04-01' existing = {
  name: 'shop-blue'
  dependsOn: [shopBlueDeployment]
}

resource shopBlueAutoscale 'Microsoft.Insights/autoscaleSettings@2022-10-01' = {
  name: 'shop-blue-autoscale'
  location: location
  tags: {
    app: 'shop'
    costCenter: '4711'
  }
  properties: {
    name: 'shop-blue-autoscale'
    targetResourceUri: shopBlue.id
    enabled: true
    profiles: [
      {
        name: 'office hours'
        capacity: {
          minimum: '6'
          maximum: '30'
          default: '6'
        }
        rules: [
          {
            metricTrigger: {
              metricName: 'Percentage CPU'
              metricNamespace: 'Microsoft.Compute/virtualMachineScaleSets'
              metricResourceUri: shopBlue.id
              timeGrain: 'PT1M'
              statistic: 'Average'
              timeWindow: 'PT5M'
              timeAggregation: 'Average'
              operator: 'GreaterThan'
              threshold: 70
            }
            scaleAction: {
              direction: 'Increase'
              type: 'ChangeCount'
              value: '2'
              cooldown: 'PT5M'
            }
          }
          {
            metricTrigger: {
              metricName: 'Percentage CPU'
              metricNamespace: 'Microsoft.Compute/virtualMachineScaleSets'
              metricResourceUri: shopBlue.id
              timeGrain: 'PT1M'
              statistic: 'Average'
              timeWindow: 'PT15M'
              timeAggregation: 'Average'
              operator: 'LessThan'
              threshold: 30
            }
            scaleAction: {
              direction: 'Decrease'
              type: 'ChangeCount'
              value: '1'
              cooldown: 'PT10M'
            }
          }
        ]
        recurrence: {
          frequency: 'Week'
          schedule: {
            timeZone: 'W. Europe Standard Time'
            days: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday']
            hours: [7]
            minutes: [30]
          }
        }
      }
      {
        name: '{"name":"default","for":"office hours"}'
        capacity: {
          minimum: '3'
          maximum: '30'
          default: '3'
        }
        rules: [
          {
            metricTrigger: {
              metricName: 'Percentage CPU'
              metricNamespace: 'Microsoft.Compute/virtualMachineScaleSets'
              metricResourceUri: shopBlue.id
              timeGrain: 'PT1M'
              statistic: 'Average'
              timeWindow: 'PT5M'
              timeAggregation: 'Average'
              operator: 'GreaterThan'
              threshold: 70
            }
            scaleAction: {
              direction: 'Increase'
              type: 'ChangeCount'
              value: '2'
              cooldown: 'PT5M'
            }
          }
          {
            metricTrigger: {
              metricName: 'Percentage CPU'
              metricNamespace: 'Microsoft.Compute/virtualMachineScaleSets'
              metricResourceUri: shopBlue.id
              timeGrain: 'PT1M'
              statistic: 'Average'
              timeWindow: 'PT15M'
              timeAggregation: 'Average'
              operator: 'LessThan'
              threshold: 30
            }
            scaleAction: {
              direction: 'Decrease'
              type: 'ChangeCount'
              value: '1'
              cooldown: 'PT10M'
            }
          }
        ]
        recurrence: {
          frequency: 'Week'
          schedule: {
            timeZone: 'W. Europe Standard Time'
            days: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday']
            hours: [19]
            minutes: [0]
          }
        }
      }
      {
        name: 'sale'
        capacity: {
          minimum: '12'
          maximum: '60'
          default: '12'
        }
        rules: [
          {
            metricTrigger: {
              metricName: 'Percentage CPU'
              metricNamespace: 'Microsoft.Compute/virtualMachineScaleSets'
              metricResourceUri: shopBlue.id
              timeGrain: 'PT1M'
              statistic: 'Average'
              timeWindow: 'PT5M'
              timeAggregation: 'Average'
              operator: 'GreaterThan'
              threshold: 70
            }
            scaleAction: {
              direction: 'Increase'
              type: 'ChangeCount'
              value: '2'
              cooldown: 'PT5M'
            }
          }
          {
            metricTrigger: {
              metricName: 'Percentage CPU'
              metricNamespace: 'Microsoft.Compute/virtualMachineScaleSets'
              metricResourceUri: shopBlue.id
              timeGrain: 'PT1M'
              statistic: 'Average'
              timeWindow: 'PT15M'
              timeAggregation: 'Average'
              operator: 'LessThan'
              threshold: 30
            }
            scaleAction: {
              direction: 'Decrease'
              type: 'ChangeCount'
              value: '1'
              cooldown: 'PT10M'
            }
          }
        ]
        fixedDate: {
          timeZone: 'W. Europe Standard Time'
          start: '2027-11-26T00:00:00'
          end: '2027-11-27T00:00:00'
        }
      }
    ]
    predictiveAutoscalePolicy: {
      scaleMode: 'ForecastOnly'
      scaleLookAheadTime: 'PT10M'
    }
    notifications: [
      {
        operation: 'Scale'
        email: {
          customEmails: ['ops@example.org']
        }
        webhooks: [
          {
            serviceUri: 'https://example.org/hooks/scale'
            properties: {}
          }
        ]
      }
    ]
  }
}

resource shopBlueCollection 'Microsoft.Insights/dataCollectionRuleAssociations@2024-03-11' = {
  scope: shopBlue
  name: 'shop-blue-collection'
  properties: {
    dataCollectionRuleId: '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/ops/providers/Microsoft.Insights/dataCollectionRules/linux'
  }
}

resource shopBlueMetrics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: shopBlue
  name: 'shop-blue-metrics'
  properties: {
    workspaceId: '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/ops/providers/Microsoft.OperationalInsights/workspaces/ops'
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

resource shopBlueLock 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: shopBlue
  name: 'shop-blue-lock'
  properties: {
    level: 'CanNotDelete'
    notes: 'Remove this lock before the scale set is deleted.'
  }
}

output gatewayIpAddress string = shopAgwIp.properties.ipAddress
output identityPrincipalId string = shopId.properties.principalId
output scaleSetId string = shopBlue.id
