// Rendered by scaleset: change the spec instead of this file.

@description('Region of all resources.')
param location string = resourceGroup().location

@description('Size of every instance.')
param vmSize string = 'Standard_DC2as_v5'

@description('Number of instances; a redeployment sets it again.')
@minValue(0)
@maxValue(1000)
param instanceCount int = 3

@description('Name of the administrator account.')
param adminUsername string = 'azureops'

@description('Public SSH key of the administrator.')
param sshPublicKey string

resource vaultedNatIp 'Microsoft.Network/publicIPAddresses@2025-05-01' = {
  name: 'vaulted-nat-ip'
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

resource vaultedNsg 'Microsoft.Network/networkSecurityGroups@2025-05-01' = {
  name: 'vaulted-nsg'
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

resource vaultedIp 'Microsoft.Network/publicIPAddresses@2025-05-01' = {
  name: 'vaulted-ip'
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

resource vaultedLb 'Microsoft.Network/loadBalancers@2025-05-01' = {
  name: 'vaulted-lb'
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
            id: vaultedIp.id
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
            id: resourceId('Microsoft.Network/loadBalancers/frontendIPConfigurations', 'vaulted-lb', 'frontend')
          }
          backendAddressPool: {
            id: resourceId('Microsoft.Network/loadBalancers/backendAddressPools', 'vaulted-lb', 'instances')
          }
          probe: {
            id: resourceId('Microsoft.Network/loadBalancers/probes', 'vaulted-lb', 'tcp-80')
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

resource vaultedNat 'Microsoft.Network/natGateways@2025-05-01' = {
  name: 'vaulted-nat'
  location: location
  sku: {
    name: 'Standard'
  }
  properties: {
    idleTimeoutInMinutes: 4
    publicIpAddresses: [
      {
        id: vaultedNatIp.id
      }
    ]
  }
}

resource vaultedVnet 'Microsoft.Network/virtualNetworks@2025-05-01' = {
  name: 'vaulted-vnet'
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
            id: vaultedNat.id
          }
        }
      }
    ]
  }
}

resource vaulted 'Microsoft.Compute/virtualMachineScaleSets@2025-04-01' = {
  name: 'vaulted'
  location: location
  sku: {
    name: vmSize
    tier: 'Standard'
    capacity: instanceCount
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
        computerNamePrefix: 'vaulted'
        adminUsername: adminUsername
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
          sku: 'cvm'
          version: 'latest'
        }
        osDisk: {
          osType: 'Linux'
          createOption: 'FromImage'
          caching: 'ReadWrite'
          managedDisk: {
            storageAccountType: 'Premium_LRS'
            securityProfile: {
              securityEncryptionType: 'DiskWithVMGuestState'
            }
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
              enableAcceleratedNetworking: false
              networkSecurityGroup: {
                id: vaultedNsg.id
              }
              ipConfigurations: [
                {
                  name: 'ipconfig'
                  properties: {
                    primary: true
                    privateIPAddressVersion: 'IPv4'
                    subnet: {
                      id: resourceId('Microsoft.Network/virtualNetworks/subnets', vaultedVnet.name, 'instances')
                    }
                    loadBalancerBackendAddressPools: [
                      {
                        id: resourceId(
                          'Microsoft.Network/loadBalancers/backendAddressPools',
                          vaultedLb.name,
                          'instances'
                        )
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
        encryptionAtHost: false
        securityType: 'ConfidentialVM'
        uefiSettings: {
          secureBootEnabled: true
          vTpmEnabled: true
        }
        proxyAgentSettings: {
          enabled: true
          addProxyAgentExtension: true
          imds: {
            mode: 'Audit'
          }
          wireServer: {
            mode: 'Audit'
          }
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
              forceUpdateTag: '96bf752918f1ffbf'
              settings: {
                skipDos2Unix: false
              }
              protectedSettings: {
                script: 'H4sIAAAAAAACA42KNQLCMAAA97yibVacCdvYcHlALe5J9fX4AxhPYDzOmR7nWaAgoCoaotpEllmEMyYByGw1JG9tou1ZkOVybwqxXN6ZQqauNvPJJKptmVXon5PpUGVSRsM+0oTpDoQ+VEgVlYyQznKJouFQm/YXn4GugiOaAAAA'
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
              provisionAfterExtensions: ['customScript']
              settings: {
                protocol: 'http'
                port: 80
                requestPath: '/'
              }
            }
          }
        ]
      }
    }
  }
}

output publicIpAddress string = vaultedIp.properties.ipAddress
output scaleSetId string = vaulted.id
