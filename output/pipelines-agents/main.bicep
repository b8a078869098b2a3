// Rendered by scaleset: change the spec instead of this file.

@description('Region of all resources.')
param location string = resourceGroup().location

@description('Size of every instance.')
param vmSize string = 'Standard_D4s_v5'

@description('Number of instances; a redeployment sets it again.')
@minValue(0)
@maxValue(1000)
param instanceCount int = 0

@description('Name of the administrator account.')
param adminUsername string = 'azureops'

@description('Public SSH key of the administrator.')
param sshPublicKey string

resource agentsNatIp 'Microsoft.Network/publicIPAddresses@2025-05-01' = {
  name: 'agents-nat-ip'
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

resource agentsNsg 'Microsoft.Network/networkSecurityGroups@2025-05-01' = {
  name: 'agents-nsg'
  location: location
  properties: {
    securityRules: []
  }
}

resource agentsNat 'Microsoft.Network/natGateways@2025-05-01' = {
  name: 'agents-nat'
  location: location
  sku: {
    name: 'Standard'
  }
  properties: {
    idleTimeoutInMinutes: 4
    publicIpAddresses: [
      {
        id: agentsNatIp.id
      }
    ]
  }
}

resource agentsVnet 'Microsoft.Network/virtualNetworks@2025-05-01' = {
  name: 'agents-vnet'
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
            id: agentsNat.id
          }
        }
      }
    ]
  }
}

resource agents 'Microsoft.Compute/virtualMachineScaleSets@2025-04-01' = {
  name: 'agents'
  location: location
  sku: {
    name: vmSize
    tier: 'Standard'
    capacity: instanceCount
  }
  zones: ['1', '2', '3']
  properties: {
    orchestrationMode: 'Uniform'
    platformFaultDomainCount: 1
    singlePlacementGroup: false
    overprovision: false
    upgradePolicy: {
      mode: 'Manual'
    }
    virtualMachineProfile: {
      osProfile: {
        computerNamePrefix: 'agents'
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
            patchMode: 'ImageDefault'
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
          diskSizeGB: 128
          managedDisk: {
            storageAccountType: 'Premium_LRS'
          }
        }
      }
      networkProfile: {
        networkInterfaceConfigurations: [
          {
            name: 'nic'
            properties: {
              primary: true
              enableAcceleratedNetworking: true
              networkSecurityGroup: {
                id: agentsNsg.id
              }
              ipConfigurations: [
                {
                  name: 'ipconfig'
                  properties: {
                    primary: true
                    privateIPAddressVersion: 'IPv4'
                    subnet: {
                      id: resourceId('Microsoft.Network/virtualNetworks/subnets', agentsVnet.name, 'instances')
                    }
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
              forceUpdateTag: 'dccb73084eebfd92'
              settings: {
                skipDos2Unix: false
              }
              protectedSettings: {
                script: 'H4sIAAAAAAACA43KoQ7CMBQFUN+vuGR62xJcExwSgSBBv9JL99hoG/om+HvgD7Anp9uNQfMYpM2uw3UWw6OEhkxGBDaNhM2EJGYbXKOh51ZQtfIuujon1fr044LjeUnen8pt8f6iT5bNDvtpwlajGP+ZmpvJuqJ/I6khfgNfgxb3Aeozr76oAAAA'
              }
            }
          }
        ]
      }
    }
  }
}

output scaleSetId string = agents.id
