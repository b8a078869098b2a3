// Rendered by scaleset: change the spec instead of this file.

@description('Region of all resources.')
param location string = resourceGroup().location

@description('Size of every instance.')
param vmSize string = 'Standard_D2s_v5'

@description('Number of instances; a redeployment sets it again.')
@minValue(0)
@maxValue(1000)
param instanceCount int = 3

@description('Name of the administrator account.')
param adminUsername string = 'azureops'

@description('Public SSH key of the administrator.')
param sshPublicKey string

@description('Identity that the monitoring agent signs in with.')
param identityId string = resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'stack-id')

resource stackId 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'stack-id'
  location: location
}

resource stackNatIp 'Microsoft.Network/publicIPAddresses@2025-05-01' = {
  name: 'stack-nat-ip'
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

resource stackNsg 'Microsoft.Network/networkSecurityGroups@2025-05-01' = {
  name: 'stack-nsg'
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

resource stackIp 'Microsoft.Network/publicIPAddresses@2025-05-01' = {
  name: 'stack-ip'
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

resource stackLb 'Microsoft.Network/loadBalancers@2025-05-01' = {
  name: 'stack-lb'
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
            id: stackIp.id
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
            id: resourceId('Microsoft.Network/loadBalancers/frontendIPConfigurations', 'stack-lb', 'frontend')
          }
          backendAddressPool: {
            id: resourceId('Microsoft.Network/loadBalancers/backendAddressPools', 'stack-lb', 'instances')
          }
          probe: {
            id: resourceId('Microsoft.Network/loadBalancers/probes', 'stack-lb', 'tcp-80')
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

resource stackNat 'Microsoft.Network/natGateways@2025-05-01' = {
  name: 'stack-nat'
  location: location
  sku: {
    name: 'Standard'
  }
  properties: {
    idleTimeoutInMinutes: 4
    publicIpAddresses: [
      {
        id: stackNatIp.id
      }
    ]
  }
}

resource stackVnet 'Microsoft.Network/virtualNetworks@2025-05-01' = {
  name: 'stack-vnet'
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
            id: stackNat.id
          }
        }
      }
    ]
  }
}

resource stack 'Microsoft.Compute/virtualMachineScaleSets@2025-04-01' = {
  name: 'stack'
  location: location
  sku: {
    name: vmSize
    tier: 'Standard'
    capacity: instanceCount
  }
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${stackId.id}': {}
    }
  }
  zones: ['1', '2', '3']
  properties: {
    orchestrationMode: 'Flexible'
    platformFaultDomainCount: 1
    upgradePolicy: {
      mode: 'Rolling'
      rollingUpgradePolicy: {
        maxBatchInstancePercent: 20
        maxUnhealthyInstancePercent: 34
        maxUnhealthyUpgradedInstancePercent: 20
        pauseTimeBetweenBatches: 'PT30S'
        enableCrossZoneUpgrade: false
        prioritizeUnhealthyInstances: true
        rollbackFailedInstancesOnPolicyBreach: false
        maxSurge: true
      }
    }
    automaticRepairsPolicy: {
      enabled: true
      gracePeriod: 'PT30M'
      repairAction: 'Replace'
    }
    virtualMachineProfile: {
      osProfile: {
        computerNamePrefix: 'stack'
        adminUsername: adminUsername
        customData: 'I2Nsb3VkLWNvbmZpZwpwYWNrYWdlX3VwZGF0ZTogdHJ1ZQpwYWNrYWdlczoKICAtIG5naW54Cg=='
        linuxConfiguration: {
          disablePasswordAuthentication: true
          ssh: {
            publicKeys: [
              {
                path: '/home/${adminUsername}/.ssh/authorized_keys'
                keyData: sshPublicKey
              }
            ]
          }
          provisionVMAgent: true
          patchSettings: {
            patchMode: 'AutomaticByPlatform'
          }
        }
      }
      storageProfile: {
        imageReference: {
          publisher: 'Canonical'
          offer: 'ubuntu-24_04-lts'
          sku: 'server'
          version: 'latest'
        }
        osDisk: {
          osType: 'Linux'
          createOption: 'FromImage'
          caching: 'ReadWrite'
          managedDisk: {
            storageAccountType: 'Premium_LRS'
          }
        }
      }
      networkProfile: {
        networkApiVersion: '2020-11-01'
        networkInterfaceConfigurations: [
          {
            name: 'nic'
            properties: {
              primary: true
              enableAcceleratedNetworking: true
              networkSecurityGroup: {
                id: stackNsg.id
              }
              ipConfigurations: [
                {
                  name: 'ipconfig'
                  properties: {
                    primary: true
                    privateIPAddressVersion: 'IPv4'
                    subnet: {
                      id: resourceId('Microsoft.Network/virtualNetworks/subnets', stackVnet.name, 'instances')
                    }
                    loadBalancerBackendAddressPools: [
                      {
                        id: resourceId('Microsoft.Network/loadBalancers/backendAddressPools', stackLb.name, 'instances')
                      }
                    ]
                  }
                }
              ]
            }
          }
        ]
      }
      securityProfile: {
        encryptionAtHost: true
        securityType: 'TrustedLaunch'
        uefiSettings: {
          secureBootEnabled: true
          vTpmEnabled: true
        }
      }
      diagnosticsProfile: {
        bootDiagnostics: {
          enabled: true
        }
      }
      extensionProfile: {
        extensions: [
          {
            name: 'customScript'
            properties: {
              publisher: 'Microsoft.Azure.Extensions'
              type: 'CustomScript'
              typeHandlerVersion: '2.1'
              autoUpgradeMinorVersion: true
              enableAutomaticUpgrade: false
              forceUpdateTag: '4b14857edce1da18'
              settings: {
                skipDos2Unix: false
              }
              protectedSettings: {
                script: 'H4sIAAAAAAACA2VNRVbEQBDd9yk+uqKYJEv0HnhLRR4tga4en7Pjzu7739mamCFOjM692oJNIejoQFNYn4qjIQ6Cs4nj6SQW77Fe/zSyaCkZRDP9L3aJ3XMQP6DB9StfgW2ffrZ7ndHqwbM7QGbGZKofJz51k+8MpSJjkcMXFWf7zTF4/lKsj7FRmQXEJWEcRn6dUertYDvdb+PsbWs2m016CX7Ss/bSL1VeZOFgxYOjNp5BFNMMsRviXD0Dimw48woBAAA='
              }
            }
          }
          {
            name: 'azureMonitor'
            properties: {
              publisher: 'Microsoft.Azure.Monitor'
              type: 'AzureMonitorLinuxAgent'
              typeHandlerVersion: '1.33'
              autoUpgradeMinorVersion: true
              enableAutomaticUpgrade: true
              forceUpdateTag: 'fd4b2d5c61c840bf'
              provisionAfterExtensions: ['customScript']
              settings: {
                authentication: {
                  managedIdentity: {
                    'identifier-name': 'mi_res_id'
                    'identifier-value': identityId
                  }
                }
              }
            }
          }
          {
            name: 'applicationHealth'
            properties: {
              publisher: 'Microsoft.ManagedServices'
              type: 'ApplicationHealthLinux'
              typeHandlerVersion: '1.0'
              autoUpgradeMinorVersion: true
              enableAutomaticUpgrade: true
              provisionAfterExtensions: ['azureMonitor']
              settings: {
                protocol: 'http'
                port: 80
                requestPath: '/healthz'
              }
            }
          }
        ]
        extensionsTimeBudget: 'PT45M'
      }
    }
  }
}

output identityPrincipalId string = stackId.properties.principalId
output publicIpAddress string = stackIp.properties.ipAddress
output scaleSetId string = stack.id
