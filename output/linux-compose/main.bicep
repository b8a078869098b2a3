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

@secure()
param webToken string

var customScriptScript = '''
#!/bin/bash
! command -v cloud-init >/dev/null || cloud-init status --wait >/dev/null || [ $? -eq 2 ] || {{ echo cloud-init has failed, see /var/log/cloud-init-output.log >&2; exit 1; }}
echo H4sIAAAAAAACA+3TwY6bMBAGYM48xd/suZiwSbpFaaQee6/Us0NmgxVjo7FJlrcvhh6i7XmjSp3vMvFk+JGw5kZH1fiu94GKUXc2+wDlZLfZpJq8r+X2S5WVVbV73lbPc3+9Lje7DGX2AEOImoHsP/WEX62O4MEFeAe6Eo8wLkTtGqrB1FvdEEzEccToBw4FvjuYTp8JrQ7QiPqMmEJMgEsB6PyVTkXudDdF3OiYB+KraSjUOdI5FSwZNU6+uRAXxitrjqx5VO5s3Fu9Lqqv8xxTuqJYQ9ubHsPc6z3HOS35jNVLWb+Uq/l89Xbo6O7PQrWxs7UaAqvQaqblBUuX/TwXqGG6T4z+Qg5/e4Liwak/82oZMw6xJTTeRW0ccX4XN08sua/GUo1ieSjP/glp/9OHUMad6K1IPx++/+vn3fv932wr2f9H2H+a9i+OPSFd/SHfpwKr3fnbitxqakQTLR1+RNw8X8Jezeep3x9+tiag12dC4zsKeGXfQSM02hICxSLPPpgQQgghhBBCCCGEEEIIIYQQQgghhPgN0w0/1wAoAAA= | base64 -d | tar -xzmf - || exit 1
TOKEN=$(echo {0} | base64 -d; echo .); export TOKEN="${{TOKEN%.}}"
# Starts the containers anew: runs again whenever a file of the folder changes.
set -euo pipefail

rm -rf /opt/web
cp -r web /opt/web
(umask 077 && printf %s "$TOKEN" >/opt/web/token)

cd /opt/web
docker compose pull --quiet
docker compose up --detach --force-recreate --remove-orphans --wait
'''

resource composeNatIp 'Microsoft.Network/publicIPAddresses@2025-05-01' = {
  name: 'compose-nat-ip'
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

resource composeNsg 'Microsoft.Network/networkSecurityGroups@2025-05-01' = {
  name: 'compose-nsg'
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

resource composeIp 'Microsoft.Network/publicIPAddresses@2025-05-01' = {
  name: 'compose-ip'
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

resource composeLb 'Microsoft.Network/loadBalancers@2025-05-01' = {
  name: 'compose-lb'
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
            id: composeIp.id
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
            id: resourceId('Microsoft.Network/loadBalancers/frontendIPConfigurations', 'compose-lb', 'frontend')
          }
          backendAddressPool: {
            id: resourceId('Microsoft.Network/loadBalancers/backendAddressPools', 'compose-lb', 'instances')
          }
          probe: {
            id: resourceId('Microsoft.Network/loadBalancers/probes', 'compose-lb', 'tcp-80')
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

resource composeNat 'Microsoft.Network/natGateways@2025-05-01' = {
  name: 'compose-nat'
  location: location
  sku: {
    name: 'Standard'
  }
  properties: {
    idleTimeoutInMinutes: 4
    publicIpAddresses: [
      {
        id: composeNatIp.id
      }
    ]
  }
}

resource composeVnet 'Microsoft.Network/virtualNetworks@2025-05-01' = {
  name: 'compose-vnet'
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
            id: composeNat.id
          }
        }
      }
    ]
  }
}

resource compose 'Microsoft.Compute/virtualMachineScaleSets@2025-04-01' = {
  name: 'compose'
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
        computerNamePrefix: 'compose'
        adminUsername: adminUsername
        customData: 'I2Nsb3VkLWNvbmZpZwpwYWNrYWdlX3VwZGF0ZTogdHJ1ZQpwYWNrYWdlczoKICAtIGRvY2tlci5pbwogIC0gZG9ja2VyLWNvbXBvc2UtdjIKcnVuY21kOgogIC0gW3N5c3RlbWN0bCwgZW5hYmxlLCAtLW5vdywgZG9ja2VyXQo='
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
                id: composeNsg.id
              }
              ipConfigurations: [
                {
                  name: 'ipconfig'
                  properties: {
                    primary: true
                    privateIPAddressVersion: 'IPv4'
                    subnet: {
                      id: resourceId('Microsoft.Network/virtualNetworks/subnets', composeVnet.name, 'instances')
                    }
                    loadBalancerBackendAddressPools: [
                      {
                        id: resourceId(
                          'Microsoft.Network/loadBalancers/backendAddressPools',
                          composeLb.name,
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
              forceUpdateTag: '7a46707ab3662074'
              settings: {
                skipDos2Unix: false
              }
              protectedSettings: {
                script: base64(format(customScriptScript, base64(webToken)))
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

output publicIpAddress string = composeIp.properties.ipAddress
output scaleSetId string = compose.id
