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

@secure()
param adminPassword string

resource siteNatIp 'Microsoft.Network/publicIPAddresses@2025-05-01' = {
  name: 'site-nat-ip'
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

resource siteNsg 'Microsoft.Network/networkSecurityGroups@2025-05-01' = {
  name: 'site-nsg'
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

resource siteIp 'Microsoft.Network/publicIPAddresses@2025-05-01' = {
  name: 'site-ip'
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

resource siteLb 'Microsoft.Network/loadBalancers@2025-05-01' = {
  name: 'site-lb'
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
            id: siteIp.id
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
            id: resourceId('Microsoft.Network/loadBalancers/frontendIPConfigurations', 'site-lb', 'frontend')
          }
          backendAddressPool: {
            id: resourceId('Microsoft.Network/loadBalancers/backendAddressPools', 'site-lb', 'instances')
          }
          probe: {
            id: resourceId('Microsoft.Network/loadBalancers/probes', 'site-lb', 'tcp-80')
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

resource siteNat 'Microsoft.Network/natGateways@2025-05-01' = {
  name: 'site-nat'
  location: location
  sku: {
    name: 'Standard'
  }
  properties: {
    idleTimeoutInMinutes: 4
    publicIpAddresses: [
      {
        id: siteNatIp.id
      }
    ]
  }
}

resource siteVnet 'Microsoft.Network/virtualNetworks@2025-05-01' = {
  name: 'site-vnet'
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
            id: siteNat.id
          }
        }
      }
    ]
  }
}

resource site 'Microsoft.Compute/virtualMachineScaleSets@2025-04-01' = {
  name: 'site'
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
        computerNamePrefix: 'site'
        adminUsername: adminUsername
        adminPassword: adminPassword
        windowsConfiguration: {
          provisionVMAgent: true
          enableAutomaticUpdates: true
          patchSettings: {
            patchMode: 'AutomaticByPlatform'
          }
        }
      }
      storageProfile: {
        imageReference: {
          publisher: 'MicrosoftWindowsServer'
          offer: 'WindowsServer'
          sku: '2022-datacenter-azure-edition'
          version: 'latest'
        }
        osDisk: {
          osType: 'Windows'
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
                id: siteNsg.id
              }
              ipConfigurations: [
                {
                  name: 'ipconfig'
                  properties: {
                    primary: true
                    privateIPAddressVersion: 'IPv4'
                    subnet: {
                      id: resourceId('Microsoft.Network/virtualNetworks/subnets', siteVnet.name, 'instances')
                    }
                    loadBalancerBackendAddressPools: [
                      {
                        id: resourceId('Microsoft.Network/loadBalancers/backendAddressPools', siteLb.name, 'instances')
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
              publisher: 'Microsoft.Compute'
              type: 'CustomScriptExtension'
              typeHandlerVersion: '1.10'
              autoUpgradeMinorVersion: true
              enableAutomaticUpgrade: false
              forceUpdateTag: 'c17bcd1188ab45f8'
              settings: {
                timestamp: 1
              }
              protectedSettings: {
                commandToExecute: 'powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -Command "$ErrorActionPreference=\'Stop\';$z=Join-Path (Get-Location) \'customScript.zip\';[IO.File]::WriteAllBytes($z,[Convert]::FromBase64String(\'UEsDBBQAAAgIAAAAIQAebOBvYwEAAEYCAAAQAAAAY3VzdG9tU2NyaXB0LnBzMW1QxdLbMBC+6ym+MgZuZcafoczd2OtYM4qUWa2p8O5dl8knS/r4GPYbzdCakb0yfIS38zpQwaBYIrAdNzYeIbO0bI+XIU3MoCUZtqs5cssCQuUDI1WGQFFTXHKeuuP3RJLcKtSnuC9csXA03Ws49UjT+pRzGzErhTB55mOZunyfSRthTHZpxXjGi8mj0VXwCXuNTnabENzGap1EJzupbMJXzK1y5aPPKjTaOHfcwn8zuXP59Vgqv+54ccpJWqQirYcp99/LfkfOdjYOf3fwFU4f37716PG95xuP7+zdvYfJknHxDD7aTpI6HP0hBY4ll+i81viDcRSfgWNYcDC4V2Qaso1Fio4yjOq5dF+NJjEpTj9gnVgVS/WjvEU+Y44O9v37euouV9QEHfvjkd2fsgKHvEot/0B+Ze5y968uJvv1kH1BYZ+0/rHCZD+J4uIck/tJCv59kM/ukZL8J6Hj3ivm7gtQSwMEFAAACAgAAAAhAAqtJkpXAAAAXgAAAA8AAABzaXRlL2luZGV4Lmh0bWwliLUBw0AAA/ufQvEAyQCGPn0GMNvPTNOH3Eh3191WvYRqNpxBioF0v4OY1NE3m2q+IdAgtuEZkLXjvntcTjozvE7qYaZjw6Ll5rE7LTHBL5PY4LdwJx9QSwMEFAAACAgAAAAhAHk5QLeiAAAABQEAAA8AAABzaXRlL3dlYi5jb25maWdlTzWWwzAQ7XMKPdXBapmxWqbSJErsGT/JePs1Y/v5n19lgU8Spo1CuKC79ZYSBi56CsQFjSO+OqZXl4tzF4ErEWs7KnSXC0LOTW4iFqxT5nwyXQSUYAHLKArfNEbool9DBejGJsLgmdleUdSiBW57HgE7YBf0b3WHEDGIVl95yFavYdljKElsPy5oQAOKc0o2XeZmHlqAk/oCme8830ze/ANQSwECFAAUAAAICAAAACEAHmzgb2MBAABGAgAAEAAAAAAAAAAAAAAAAAAAAAAAY3VzdG9tU2NyaXB0LnBzMVBLAQIUABQAAAgIAAAAIQAKrSZKVwAAAF4AAAAPAAAAAAAAAAAAAAAAAJEBAABzaXRlL2luZGV4Lmh0bWxQSwECFAAUAAAICAAAACEAeTlAt6IAAAAFAQAADwAAAAAAAAAAAAAAAAAVAgAAc2l0ZS93ZWIuY29uZmlnUEsFBgAAAAADAAMAuAAAAOQCAAAAAA==\'));Expand-Archive $z . -Force;Get-ChildItem -Recurse -File|ForEach-Object{$_.LastWriteTime=Get-Date};$p=Join-Path (Get-Location) \'customScript.ps1\';powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File $p;exit $LASTEXITCODE"'
              }
            }
          }
          {
            name: 'applicationHealth'
            properties: {
              publisher: 'Microsoft.ManagedServices'
              type: 'ApplicationHealthWindows'
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

output publicIpAddress string = siteIp.properties.ipAddress
output scaleSetId string = site.id
