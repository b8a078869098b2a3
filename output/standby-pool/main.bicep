// Rendered by scaleset: change the spec instead of this file.

@description('Region of all resources.')
param location string = resourceGroup().location

@description('Size of every instance.')
param vmSize string = 'Standard_D2s_v5'

@description('Number of instances; a redeployment sets it again.')
@minValue(0)
@maxValue(1000)
param instanceCount int = 2

@description('Name of the administrator account.')
param adminUsername string = 'azureops'

@description('Public SSH key of the administrator.')
param sshPublicKey string

@description('Keep the number of instances that the scale set has now. False while it does not exist yet.')
param keepInstanceCount bool = false

module webInstanceCount 'modules/webInstanceCount.bicep' = if (keepInstanceCount) {
  name: 'web-instance-count'
  params: {
    scaleSetName: 'web'
  }
}

resource webNatIp 'Microsoft.Network/publicIPAddresses@2025-05-01' = {
  name: 'web-nat-ip'
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

resource webNsg 'Microsoft.Network/networkSecurityGroups@2025-05-01' = {
  name: 'web-nsg'
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

resource webIp 'Microsoft.Network/publicIPAddresses@2025-05-01' = {
  name: 'web-ip'
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

resource webLb 'Microsoft.Network/loadBalancers@2025-05-01' = {
  name: 'web-lb'
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
            id: webIp.id
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
            id: resourceId('Microsoft.Network/loadBalancers/frontendIPConfigurations', 'web-lb', 'frontend')
          }
          backendAddressPool: {
            id: resourceId('Microsoft.Network/loadBalancers/backendAddressPools', 'web-lb', 'instances')
          }
          probe: {
            id: resourceId('Microsoft.Network/loadBalancers/probes', 'web-lb', 'tcp-80')
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
          requestPath: '/'
          intervalInSeconds: 5
          probeThreshold: 2
        }
      }
    ]
  }
}

resource webNat 'Microsoft.Network/natGateways@2025-05-01' = {
  name: 'web-nat'
  location: location
  sku: {
    name: 'Standard'
  }
  properties: {
    idleTimeoutInMinutes: 4
    publicIpAddresses: [
      {
        id: webNatIp.id
      }
    ]
  }
}

resource webVnet 'Microsoft.Network/virtualNetworks@2025-05-01' = {
  name: 'web-vnet'
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
            id: webNat.id
          }
        }
      }
    ]
  }
}

module webDeployment 'modules/web.bicep' = {
  params: {
    location: location
    vmSize: vmSize
    adminUsername: adminUsername
    sshPublicKey: sshPublicKey
    capacity: keepInstanceCount ? webInstanceCount!.outputs.instanceCount : instanceCount
  }
  dependsOn: [webNsg, webLb, webVnet]
}

resource web 'Microsoft.Compute/virtualMachineScaleSets@2025-04-01' existing = {
  name: 'web'
  dependsOn: [webDeployment]
}

resource webAutoscale 'Microsoft.Insights/autoscaleSettings@2022-10-01' = {
  name: 'web-autoscale'
  location: location
  properties: {
    name: 'web-autoscale'
    targetResourceUri: web.id
    enabled: true
    profiles: [
      {
        name: 'default'
        capacity: {
          minimum: '2'
          maximum: '6'
          default: '2'
        }
        rules: [
          {
            metricTrigger: {
              metricName: 'Percentage CPU'
              metricNamespace: 'Microsoft.Compute/virtualMachineScaleSets'
              metricResourceUri: web.id
              timeGrain: 'PT1M'
              statistic: 'Average'
              timeWindow: 'PT10M'
              timeAggregation: 'Average'
              operator: 'GreaterThan'
              threshold: 70
            }
            scaleAction: {
              direction: 'Increase'
              type: 'ChangeCount'
              value: '1'
              cooldown: 'PT5M'
            }
          }
          {
            metricTrigger: {
              metricName: 'Percentage CPU'
              metricNamespace: 'Microsoft.Compute/virtualMachineScaleSets'
              metricResourceUri: web.id
              timeGrain: 'PT1M'
              statistic: 'Average'
              timeWindow: 'PT10M'
              timeAggregation: 'Average'
              operator: 'LessThan'
              threshold: 30
            }
            scaleAction: {
              direction: 'Decrease'
              type: 'ChangeCount'
              value: '1'
              cooldown: 'PT5M'
            }
          }
        ]
      }
    ]
  }
}

resource webPool 'Microsoft.StandbyPool/standbyVirtualMachinePools@2025-10-01' = {
  name: 'web-pool'
  location: location
  properties: {
    attachedVirtualMachineScaleSetId: web.id
    virtualMachineState: 'Deallocated'
    elasticityProfile: {
      maxReadyCapacity: 6
      minReadyCapacity: 1
    }
  }
}

output publicIpAddress string = webIp.properties.ipAddress
output scaleSetId string = web.id
