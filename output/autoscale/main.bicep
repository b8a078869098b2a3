// Rendered by scaleset: change the spec instead of this file.

@description('Region of all resources.')
param location string = resourceGroup().location

@description('Size of every instance.')
@allowed(['Standard_D2s_v5', 'Standard_D4s_v5', 'Standard_D8s_v5'])
param vmSize string = 'Standard_D4s_v5'

@description('Number of instances; a redeployment sets it again.')
@minValue(0)
@maxValue(1000)
param instanceCount int = 3

@description('Name of the administrator account.')
param adminUsername string = 'azureops'

@description('Public SSH key of the administrator.')
param sshPublicKey string

@description('Keep the number of instances that the scale set has now. False while it does not exist yet.')
param keepInstanceCount bool = false

module apiInstanceCount 'modules/apiInstanceCount.bicep' = if (keepInstanceCount) {
  name: 'api-instance-count'
  params: {
    scaleSetName: 'api'
  }
}

resource apiNatIp 'Microsoft.Network/publicIPAddresses@2025-05-01' = {
  name: 'api-nat-ip'
  location: location
  sku: {
    name: 'Standard'
    tier: 'Regional'
  }
  properties: {
    publicIPAllocationMethod: 'Static'
    publicIPAddressVersion: 'IPv4'
  }
}

resource apiNsg 'Microsoft.Network/networkSecurityGroups@2025-05-01' = {
  name: 'api-nsg'
  location: location
  properties: {
    securityRules: [
      {
        name: 'allow-tcp-80'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: 'Internet'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '80'
        }
      }
    ]
  }
}

resource apiIp 'Microsoft.Network/publicIPAddresses@2025-05-01' = {
  name: 'api-ip'
  location: location
  sku: {
    name: 'Standard'
    tier: 'Regional'
  }
  zones: ['1', '2', '3']
  properties: {
    publicIPAllocationMethod: 'Static'
    publicIPAddressVersion: 'IPv4'
  }
}

resource apiLb 'Microsoft.Network/loadBalancers@2025-05-01' = {
  name: 'api-lb'
  location: location
  sku: {
    name: 'Standard'
    tier: 'Regional'
  }
  properties: {
    frontendIPConfigurations: [
      {
        name: 'frontend'
        properties: {
          publicIPAddress: {
            id: apiIp.id
          }
        }
      }
    ]
    backendAddressPools: [
      {
        name: 'instances'
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
            id: resourceId('Microsoft.Network/loadBalancers/frontendIPConfigurations', 'api-lb', 'frontend')
          }
          backendAddressPool: {
            id: resourceId('Microsoft.Network/loadBalancers/backendAddressPools', 'api-lb', 'instances')
          }
          probe: {
            id: resourceId('Microsoft.Network/loadBalancers/probes', 'api-lb', 'tcp-80')
          }
          disableOutboundSnat: true
          enableTcpReset: true
          idleTimeoutInMinutes: 4
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

resource apiNat 'Microsoft.Network/natGateways@2025-05-01' = {
  name: 'api-nat'
  location: location
  sku: {
    name: 'Standard'
  }
  properties: {
    idleTimeoutInMinutes: 4
    publicIpAddresses: [
      {
        id: apiNatIp.id
      }
    ]
  }
}

resource apiVnet 'Microsoft.Network/virtualNetworks@2025-05-01' = {
  name: 'api-vnet'
  location: location
  properties: {
    addressSpace: {
      addressPrefixes: ['10.0.0.0/16']
    }
    subnets: [
      {
        name: 'instances'
        properties: {
          addressPrefix: '10.0.0.0/22'
          defaultOutboundAccess: false
          natGateway: {
            id: apiNat.id
          }
        }
      }
    ]
  }
}

module apiDeployment 'modules/api.bicep' = {
  params: {
    location: location
    vmSize: vmSize
    adminUsername: adminUsername
    sshPublicKey: sshPublicKey
    capacity: keepInstanceCount ? apiInstanceCount!.outputs.instanceCount : instanceCount
  }
  dependsOn: [apiNsg, apiLb, apiVnet]
}

resource api 'Microsoft.Compute/virtualMachineScaleSets@2025-04-01' existing = {
  name: 'api'
  dependsOn: [apiDeployment]
}

resource apiAutoscale 'Microsoft.Insights/autoscaleSettings@2022-10-01' = {
  name: 'api-autoscale'
  location: location
  properties: {
    name: 'api-autoscale'
    targetResourceUri: api.id
    enabled: true
    profiles: [
      {
        name: 'default'
        capacity: {
          minimum: '3'
          maximum: '12'
          default: '3'
        }
        rules: [
          {
            metricTrigger: {
              metricName: 'Percentage CPU'
              metricNamespace: 'Microsoft.Compute/virtualMachineScaleSets'
              metricResourceUri: api.id
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
              metricResourceUri: api.id
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
      }
    ]
  }
}

output publicIpAddress string = apiIp.properties.ipAddress
output scaleSetId string = api.id
