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

@description('Image of the container, with a tag that is never moved.')
param containerImage string = 'docker.io/library/nginx:1.29'

var customScriptScript = '''
#!/bin/bash
! command -v cloud-init >/dev/null || cloud-init status --wait >/dev/null || [ $? -eq 2 ] || {{ echo cloud-init has failed, see /var/log/cloud-init-output.log >&2; exit 1; }}
IMAGE=$(echo {0} | base64 -d; echo .); export IMAGE="${{IMAGE%.}}"
# Starts the container, or replaces it by one of the image that the template names: IMAGE is in its environment.
set -euo pipefail

docker pull "$IMAGE"
docker rm --force application 2>/dev/null || true
docker run --detach --name application --restart always --publish 80:80 "$IMAGE"
'''

resource containersNatIp 'Microsoft.Network/publicIPAddresses@2025-05-01' = {
  name: 'containers-nat-ip'
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

resource containersNsg 'Microsoft.Network/networkSecurityGroups@2025-05-01' = {
  name: 'containers-nsg'
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

resource containersIp 'Microsoft.Network/publicIPAddresses@2025-05-01' = {
  name: 'containers-ip'
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

resource containersLb 'Microsoft.Network/loadBalancers@2025-05-01' = {
  name: 'containers-lb'
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
            id: containersIp.id
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
            id: resourceId('Microsoft.Network/loadBalancers/frontendIPConfigurations', 'containers-lb', 'frontend')
          }
          backendAddressPool: {
            id: resourceId('Microsoft.Network/loadBalancers/backendAddressPools', 'containers-lb', 'instances')
          }
          probe: {
            id: resourceId('Microsoft.Network/loadBalancers/probes', 'containers-lb', 'tcp-80')
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

resource containersNat 'Microsoft.Network/natGateways@2025-05-01' = {
  name: 'containers-nat'
  location: location
  sku: {
    name: 'Standard'
  }
  properties: {
    idleTimeoutInMinutes: 4
    publicIpAddresses: [
      {
        id: containersNatIp.id
      }
    ]
  }
}

resource containersVnet 'Microsoft.Network/virtualNetworks@2025-05-01' = {
  name: 'containers-vnet'
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
            id: containersNat.id
          }
        }
      }
    ]
  }
}

resource containers 'Microsoft.Compute/virtualMachineScaleSets@2025-04-01' = {
  name: 'containers'
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
        computerNamePrefix: 'container'
        adminUsername: adminUsername
        customData: 'I2Nsb3VkLWNvbmZpZwpwYWNrYWdlX3VwZGF0ZTogdHJ1ZQpwYWNrYWdlczoKICAtIGRvY2tlci5pbwpydW5jbWQ6CiAgLSBbc3lzdGVtY3RsLCBlbmFibGUsIC0tbm93LCBkb2NrZXJdCg=='
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
          diskSizeGB: 64
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
                id: containersNsg.id
              }
              ipConfigurations: [
                {
                  name: 'ipconfig'
                  properties: {
                    primary: true
                    privateIPAddressVersion: 'IPv4'
                    subnet: {
                      id: resourceId('Microsoft.Network/virtualNetworks/subnets', containersVnet.name, 'instances')
                    }
                    loadBalancerBackendAddressPools: [
                      {
                        id: resourceId(
                          'Microsoft.Network/loadBalancers/backendAddressPools',
                          containersLb.name,
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
              forceUpdateTag: 'ee7ef3587caec01f'
              settings: {
                skipDos2Unix: false
              }
              protectedSettings: {
                script: base64(format(customScriptScript, base64(containerImage)))
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

output publicIpAddress string = containersIp.properties.ipAddress
output scaleSetId string = containers.id
