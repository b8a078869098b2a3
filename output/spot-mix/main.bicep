// Rendered by scaleset: change the spec instead of this file.

@description('Region of all resources.')
param location string = resourceGroup().location

@description('Size of every instance.')
param vmSize string = 'Standard_D4s_v5'

@description('Number of instances; a redeployment sets it again.')
@minValue(0)
@maxValue(1000)
param instanceCount int = 10

@description('Name of the administrator account.')
param adminUsername string = 'azureops'

@description('Public SSH key of the administrator.')
param sshPublicKey string

resource batchNatIp 'Microsoft.Network/publicIPAddresses@2025-05-01' = {
  name: 'batch-nat-ip'
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

resource batchNsg 'Microsoft.Network/networkSecurityGroups@2025-05-01' = {
  name: 'batch-nsg'
  location: location
  properties: {
    securityRules: [
      {
        name: 'allow-tcp-8080'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: 'VirtualNetwork'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '8080'
        }
      }
    ]
  }
}

resource batchNat 'Microsoft.Network/natGateways@2025-05-01' = {
  name: 'batch-nat'
  location: location
  sku: {
    name: 'Standard'
  }
  properties: {
    idleTimeoutInMinutes: 4
    publicIpAddresses: [
      {
        id: batchNatIp.id
      }
    ]
  }
}

resource batchVnet 'Microsoft.Network/virtualNetworks@2025-05-01' = {
  name: 'batch-vnet'
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
            id: batchNat.id
          }
        }
      }
    ]
  }
}

resource batchLb 'Microsoft.Network/loadBalancers@2025-05-01' = {
  name: 'batch-lb'
  location: location
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
            id: resourceId('Microsoft.Network/virtualNetworks/subnets', batchVnet.name, 'instances')
          }
          privateIPAllocationMethod: 'Dynamic'
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
        name: 'tcp-8080'
        properties: {
          protocol: 'Tcp'
          frontendPort: 8080
          backendPort: 8080
          frontendIPConfiguration: {
            id: resourceId('Microsoft.Network/loadBalancers/frontendIPConfigurations', 'batch-lb', 'frontend')
          }
          backendAddressPool: {
            id: resourceId('Microsoft.Network/loadBalancers/backendAddressPools', 'batch-lb', 'instances')
          }
          probe: {
            id: resourceId('Microsoft.Network/loadBalancers/probes', 'batch-lb', 'tcp-8080')
          }
          disableOutboundSnat: true
          enableTcpReset: true
          idleTimeoutInMinutes: 4
        }
      }
    ]
    probes: [
      {
        name: 'tcp-8080'
        properties: {
          protocol: 'Http'
          port: 8080
          requestPath: '/healthz'
          intervalInSeconds: 5
          probeThreshold: 2
        }
      }
    ]
  }
}

resource batch 'Microsoft.Compute/virtualMachineScaleSets@2025-04-01' = {
  name: 'batch'
  location: location
  sku: {
    name: 'Mix'
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
        maxUnhealthyInstancePercent: 20
        maxUnhealthyUpgradedInstancePercent: 20
        pauseTimeBetweenBatches: 'PT30S'
        enableCrossZoneUpgrade: false
        prioritizeUnhealthyInstances: true
        rollbackFailedInstancesOnPolicyBreach: false
        maxSurge: false
      }
    }
    automaticRepairsPolicy: {
      enabled: true
      gracePeriod: 'PT30M'
      repairAction: 'Replace'
    }
    virtualMachineProfile: {
      osProfile: {
        computerNamePrefix: 'batch'
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
        dataDisks: [
          {
            lun: 0
            createOption: 'Empty'
            caching: 'None'
            diskSizeGB: 256
            managedDisk: {
              storageAccountType: 'Premium_LRS'
            }
          }
        ]
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
                id: batchNsg.id
              }
              ipConfigurations: [
                {
                  name: 'ipconfig'
                  properties: {
                    primary: true
                    privateIPAddressVersion: 'IPv4'
                    subnet: {
                      id: resourceId('Microsoft.Network/virtualNetworks/subnets', batchVnet.name, 'instances')
                    }
                    loadBalancerBackendAddressPools: [
                      {
                        id: resourceId('Microsoft.Network/loadBalancers/backendAddressPools', batchLb.name, 'instances')
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
              forceUpdateTag: 'db532c46b3ed559a'
              settings: {
                skipDos2Unix: false
              }
              protectedSettings: {
                script: 'H4sIAAAAAAACA1VR1brkIAy+5ymyrgyz7u7urhnIbPlKoUvSkX7n4Q/t8ZsWIr9x5JCZ+WhmyJU6Ao9TblAYpCJgm1FsBc5zDRgdsGAuPYRlyjXlMoRSGrykzGAqwiBVDylCm7LA1enV6UQxCWjqErS+pTn6oNSAd+voyUzogo816DkYRwsz1A32XSbDlv05E7o4PaVmofYODh8d2ofh9jgauxBgYwOaes4TWslF0P93RlRTO59Bt2C2HagmdVHa5KOUud3yADB2dsF3F/Zj5IXZ8qvIVglSDbf3FXdsK4tSGiTW8JqFGrf9356bMOWFtwQ3b5749PrZxxPqx6fo5Ze6NxfKtyLJMKdTDD7SRDD/I1Hqx4etrV/q0Yrsh1KWW6bjPD5Zu5YqxQugG6hE2pGB8pg7aF30k5WU1wcsvCceQTAscc3q4Tpi4+0nLhLWxIXwWSwDIfxSXzAKufvrW00XxOuujOzIGvSrLXdWAjikJkWdKSR0++oUcRaoSIlpCQdTUJtjMtV5dgIAAA=='
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
                port: 8080
                requestPath: '/healthz'
              }
            }
          }
        ]
      }
      priority: 'Spot'
      evictionPolicy: 'Delete'
      billingProfile: {
        maxPrice: -1
      }
    }
    skuProfile: {
      allocationStrategy: 'CapacityOptimized'
      vmSizes: [
        {
          name: vmSize
        }
        {
          name: 'Standard_D4as_v5'
        }
        {
          name: 'Standard_E4s_v5'
        }
      ]
    }
    scaleInPolicy: {
      rules: ['OldestVM']
      forceDeletion: false
      prioritizeUnhealthyVMs: true
    }
    priorityMixPolicy: {
      baseRegularPriorityCount: 2
      regularPriorityPercentageAboveBase: 0
    }
  }
}

output scaleSetId string = batch.id
