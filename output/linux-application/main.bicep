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
echo H4sIAAAAAAACA+2X53LjOAzH81lPgdMnacaRnbpVOxOX7T3tWkZDS7DFiUzqSLhon/5IKr1c78dfKgtA/gE2s7ruclHgKilpVq39KfQMu9vb7q/h5t/extbuWm9zc3drZ3PL1W/0djY21qC39hcw18QUwNr/lKdfFTKnpkaw+X8WPLV/oGJimoYoQlNBnCp89opgKdWpftp1ZVNfPzsouYaaTRFyOUMNEyVnwEDnrELQSEnwT1fvsft/ieOkbmzpb9n/m7u7W9f3f+/B7s6m3/9/BWEY7oFZAMDquuI5Iy4FUMkIBGKhQUgquZjCeE7wsaFSisegsK5YjsAJxg00cq50YvwEAZ/VUhGUM5af/y/1+X+60YE7IUqiOtGoFqjgrK3PNL48OPj4GX+Yo6aXTBQVqg4clApZYca3jfvOpPVRMyorPj63/2iKQfBx78UIUohsKcqyCa8wy+KkZgoFQRfCy4sujBPrORs3hDqKg4MPb0bvL2ylTlAsuJLiu3DweTQcvT94tfd2Pxu++jwaHHz4/E14Elt/JE9R3HQVBHnFtIYzEdHd2uLHARhs+IVeotJAJUKJrKISaiXH2LE17njtgLGBZSnhVMhl29MN3UYdDAVOoJDZi9FBpLGanHm/NgIwUO0UnBmcwSdgLRIbUUhTCLvtJL6ExscVXCfmPEWbvV4HxqE8/d6ov+iF1W1fP+fEpqwDIeGKujYvTyAvmdJI6Zwm6w9/xnut+IIRhi4+rs0FKHPBieKfFbDEyt5cN1RovN9wu7cF98/DGcN2b9s6F9L6vUzP1andztFxiVReTRKU7Gam4YwpX6CAtJ1FiaxAswGnSFG4N6dSKv7FbePQBNYtzplcYK1wwldR2EemUMEVwQpproTbtImJht0tWcGnqClyAyUocllgFHfA7ZIrktqgODUdsJ2Mblk0HTg1Oy1ts1pXjIvwuth9FIUxPrO/ps1p0qY9U6hrKTRG1nF8R4dWeRQOpCAUtH7Q1Bi2Y/+S7m9RTKk0BppUVKGI7NTj+IbppaWObjQt7QGTLBUndLZ26/MJZJlgM8wytzSybGbkZ1m7D+46z6IoNHPggiLd6ISp6eK7jZPYBPv8oGiPymwiFdrucfCn3P92EJ7j3/L+397euvn+393Z9vf/X8F3h4LTSTBEnSte22MjPSjx5osg2JsQqlQg2Q8B61JUXGBCZrUiBcdMkL6nLfhuv11YJ8GhNh6M32C0wnzftFPanWvVHXPRrd3LYgu6sia7HM+epPCwF7yVrBgoLFAQZ1XqTsPHXaTc9XPFYG825qZ9wGo25hUnjjod7H3M3o8Osv6r98Nsf/T56NVgFHxG7QZm1ZI12szulTAVVXXiRGDRb9LZvCK+PteozjWseTwej8fj8Xg8Ho/H4/F4PB6Px+Px/Jv4ETSIwToAKAAA | base64 -d | tar -xzmf - || exit 1
TOKEN=$(echo {0} | base64 -d; echo .); export TOKEN="${{TOKEN%.}}"
# Puts the application in its place and starts it anew: runs again whenever a file of it changes.
set -euo pipefail

id web >/dev/null 2>&1 || useradd --system --no-create-home --shell /usr/sbin/nologin web
rm -rf /opt/web
cp -r app /opt/web
chmod -R a+rX /opt/web

mkdir -p /etc/web
(umask 077 && printf %s "$TOKEN" >/etc/web/token)

cp /opt/web/web.service /etc/systemd/system/web.service
systemctl daemon-reload
systemctl enable web
systemctl restart web
'''

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
          requestPath: '/healthz'
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

resource web 'Microsoft.Compute/virtualMachineScaleSets@2025-04-01' = {
  name: 'web'
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
        computerNamePrefix: 'web'
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
                id: webNsg.id
              }
              ipConfigurations: [
                {
                  name: 'ipconfig'
                  properties: {
                    primary: true
                    privateIPAddressVersion: 'IPv4'
                    subnet: {
                      id: resourceId('Microsoft.Network/virtualNetworks/subnets', webVnet.name, 'instances')
                    }
                    loadBalancerBackendAddressPools: [
                      {
                        id: resourceId('Microsoft.Network/loadBalancers/backendAddressPools', webLb.name, 'instances')
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
              forceUpdateTag: 'aa224acdba647445'
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
                requestPath: '/healthz'
              }
            }
          }
        ]
      }
    }
  }
}

output publicIpAddress string = webIp.properties.ipAddress
output scaleSetId string = web.id
