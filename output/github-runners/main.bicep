// Rendered by scaleset: change the spec instead of this file.

@description('Region of all resources.')
param location string = resourceGroup().location

@description('Size of every instance.')
param vmSize string = 'Standard_D4s_v5'

@description('Number of instances; a redeployment sets it again.')
@minValue(0)
@maxValue(1000)
param instanceCount int = 2

@description('Name of the administrator account.')
param adminUsername string = 'azureops'

@description('Public SSH key of the administrator.')
param sshPublicKey string

@description('Address of the repository or organization, such as https://github.com/contoso/shop.')
param runnerUrl string

@secure()
param runnerToken string

var customScriptScript = '''
#!/bin/bash
RUNNER_URL=$(echo {0} | base64 -d; echo .); export RUNNER_URL="${{RUNNER_URL%.}}"
export RUNNER_VERSION=2.328.0
RUNNER_TOKEN=$(echo {1} | base64 -d; echo .); export RUNNER_TOKEN="${{RUNNER_TOKEN%.}}"
# Registers a runner under the name of the instance, and starts it as a service.
set -euo pipefail

useradd --create-home runner 2>/dev/null || true
install -d -o runner /opt/runner
cd /opt/runner
curl -fsSL "https://github.com/actions/runner/releases/download/v${{RUNNER_VERSION}}/actions-runner-linux-x64-${{RUNNER_VERSION}}.tar.gz" | tar xz
./bin/installdependencies.sh
chown -R runner /opt/runner
if [ ! -e .runner ]; then
  sudo -u runner ./config.sh --unattended --replace --url "$RUNNER_URL" --token "$RUNNER_TOKEN" --name "$(hostname)"
  ./svc.sh install runner
fi
./svc.sh start
'''

resource runnersNatIp 'Microsoft.Network/publicIPAddresses@2025-05-01' = {
  name: 'runners-nat-ip'
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

resource runnersNsg 'Microsoft.Network/networkSecurityGroups@2025-05-01' = {
  name: 'runners-nsg'
  location: location
  properties: {
    securityRules: []
  }
}

resource runnersNat 'Microsoft.Network/natGateways@2025-05-01' = {
  name: 'runners-nat'
  location: location
  sku: {
    name: 'Standard'
  }
  properties: {
    idleTimeoutInMinutes: 4
    publicIpAddresses: [
      {
        id: runnersNatIp.id
      }
    ]
  }
}

resource runnersVnet 'Microsoft.Network/virtualNetworks@2025-05-01' = {
  name: 'runners-vnet'
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
            id: runnersNat.id
          }
        }
      }
    ]
  }
}

resource runners 'Microsoft.Compute/virtualMachineScaleSets@2025-04-01' = {
  name: 'runners'
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
      mode: 'Manual'
    }
    virtualMachineProfile: {
      osProfile: {
        computerNamePrefix: 'runners'
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
                id: runnersNsg.id
              }
              ipConfigurations: [
                {
                  name: 'ipconfig'
                  properties: {
                    primary: true
                    privateIPAddressVersion: 'IPv4'
                    subnet: {
                      id: resourceId('Microsoft.Network/virtualNetworks/subnets', runnersVnet.name, 'instances')
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
              forceUpdateTag: 'fbd29ca05f0171b8'
              settings: {
                skipDos2Unix: false
              }
              protectedSettings: {
                script: base64(format(customScriptScript, base64(runnerUrl), base64(runnerToken)))
              }
            }
          }
        ]
      }
    }
  }
}

output scaleSetId string = runners.id
