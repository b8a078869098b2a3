// Rendered by scaleset: change the spec instead of this file.

param location string
param vmSize string
param adminUsername string
param cloudInit string
param environment string
param sshPublicKey string
param shopIdProperties object
param capacity int

resource shopBlue 'Microsoft.Compute/virtualMachineScaleSets@2025-04-01' = {
  name: 'shop-blue'
  location: location
  tags: {
    app: 'shop'
    costCenter: '4711'
  }
  sku: {
    name: vmSize
    tier: 'Standard'
    capacity: capacity
  }
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'shop-id')}': {}
    }
  }
  zones: ['1', '2', '3']
  properties: {
    orchestrationMode: 'Flexible'
    platformFaultDomainCount: 1
    upgradePolicy: {
      mode: 'Rolling'
      rollingUpgradePolicy: {
        maxBatchInstancePercent: 34
        maxUnhealthyInstancePercent: 34
        maxUnhealthyUpgradedInstancePercent: 34
        pauseTimeBetweenBatches: 'PT1M'
        enableCrossZoneUpgrade: false
        prioritizeUnhealthyInstances: true
        rollbackFailedInstancesOnPolicyBreach: true
        maxSurge: true
      }
    }
    automaticRepairsPolicy: {
      enabled: true
      gracePeriod: 'PT20M'
      repairAction: 'Replace'
    }
    virtualMachineProfile: {
      osProfile: {
        computerNamePrefix: 'shop'
        adminUsername: adminUsername
        customData: base64(format(cloudInit, environment))
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
        secrets: [
          {
            sourceVault: {
              id: '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/ops/providers/Microsoft.KeyVault/vaults/shop-kv'
            }
            vaultCertificates: [
              {
                // The spec gives this address: it is that of one thing, which stands in one cloud.
                #disable-next-line no-hardcoded-env-urls
                certificateUrl: 'https://shop-kv.vault.azure.net/secrets/internal/00000000000000000000000000000000'
              }
            ]
          }
        ]
      }
      storageProfile: {
        dataDisks: [
          {
            lun: 0
            createOption: 'Empty'
            caching: 'None'
            diskSizeGB: 256
            diskIOPSReadWrite: 4000
            diskMBpsReadWrite: 200
            managedDisk: {
              storageAccountType: 'PremiumV2_LRS'
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
          diskSizeGB: 64
          managedDisk: {
            storageAccountType: 'Premium_LRS'
            diskEncryptionSet: {
              id: '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/ops/providers/Microsoft.Compute/diskEncryptionSets/shop'
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
              enableAcceleratedNetworking: true
              networkSecurityGroup: {
                id: resourceId('Microsoft.Network/networkSecurityGroups', 'shop-nsg')
              }
              ipConfigurations: [
                {
                  name: 'ipconfig'
                  properties: {
                    primary: true
                    privateIPAddressVersion: 'IPv4'
                    subnet: {
                      id: resourceId('Microsoft.Network/virtualNetworks/subnets', 'shop-vnet', 'instances')
                    }
                    applicationGatewayBackendAddressPools: [
                      {
                        id: resourceId('Microsoft.Network/applicationGateways/backendAddressPools', 'shop-agw', 'blue')
                      }
                    ]
                    applicationSecurityGroups: [
                      {
                        id: '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/ops/providers/Microsoft.Network/applicationSecurityGroups/web'
                      }
                    ]
                    loadBalancerBackendAddressPools: [
                      {
                        id: resourceId('Microsoft.Network/loadBalancers/backendAddressPools', 'shop-lb', 'blue')
                      }
                    ]
                  }
                }
                {
                  name: 'ipconfig-v6'
                  properties: {
                    primary: false
                    privateIPAddressVersion: 'IPv6'
                    subnet: {
                      id: resourceId('Microsoft.Network/virtualNetworks/subnets', 'shop-vnet', 'instances')
                    }
                    loadBalancerBackendAddressPools: [
                      {
                        id: resourceId('Microsoft.Network/loadBalancers/backendAddressPools', 'shop-lb', 'blue-v6')
                      }
                    ]
                  }
                }
              ]
            }
          }
          {
            name: 'storage'
            properties: {
              primary: false
              enableAcceleratedNetworking: true
              networkSecurityGroup: {
                id: resourceId('Microsoft.Network/networkSecurityGroups', 'shop-nsg')
              }
              ipConfigurations: [
                {
                  name: 'storage'
                  properties: {
                    primary: true
                    privateIPAddressVersion: 'IPv4'
                    subnet: {
                      id: resourceId('Microsoft.Network/virtualNetworks/subnets', 'shop-vnet', 'storage')
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
      scheduledEventsProfile: {
        terminateNotificationProfile: {
          enable: true
          notBeforeTimeout: 'PT10M'
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
              forceUpdateTag: '7bc07c36b9481258'
              settings: {
                skipDos2Unix: false
              }
              protectedSettings: {
                script: 'H4sIAAAAAAACA41RxZbjOhDd6ytuM6oD722GmRlWwxW7OtaxLKmtcjj/PoZh3hXXha2N3si43ohipjaQ+KIgl0JPkFhfpdo4I7jcS3nSc5W1WK2+bUQhqSK0ntJPY6+xfQWazzDE2yZfgpPMf7udUcQpGcvpMSIzehMqe9aPe19ntK8kVHJSV3F5d3gBPKsXBxewVlu47cuCJEIyRkpCSE3Mj5vUwbgoZG2EGxs3w9RIBkKgMdd9EpCLUy673YzJ1u0k4yQ/UZEFmiuPYAI38JRq7l7a3i+ZUmtcDn2KlmpT79GiKrkXk2gGPVu5/oEa2dyk2Nxu2ps/qFLkp/GEZ/I/9NnnEVXkqSmhA3qxnPRi5oMqfOUkeOOkHvxab080rc+736wongVfCm7eun7v2uP3t58/efzy1uObl5x39RkuKREzYUVB9Ljh6HHzaT4+f/6hT/Lz51+agmuxL/3X76MKtZxcP/6X4U9K19PzTuxv6DSGTqfTXiaFVa39e8vNayFYk5AY7+62yr8QEt48j80unW+u93D5u91eZ9FCxXkULhKxYEcjy9Da+emnvx8BPg9gfssCAAA='
              }
            }
          }
          {
            name: 'keyVault'
            properties: {
              publisher: 'Microsoft.Azure.KeyVault'
              type: 'KeyVaultForLinux'
              typeHandlerVersion: '3.0'
              autoUpgradeMinorVersion: true
              enableAutomaticUpgrade: true
              forceUpdateTag: '4aafeeb6889258b0'
              provisionAfterExtensions: ['customScript']
              settings: {
                secretsManagementSettings: {
                  pollingIntervalInS: '3600'
                  requireInitialSync: true
                  observedCertificates: [
                    {
                      // The spec gives this address: it is that of one thing, which stands in one cloud.
                      #disable-next-line no-hardcoded-env-urls
                      url: 'https://shop-kv.vault.azure.net/secrets/internal'
                      certificateStoreLocation: '/etc/shop/certificates'
                    }
                  ]
                }
                authenticationSettings: {
                  msiEndpoint: 'http://169.254.169.254/metadata/identity'
                  msiClientId: shopIdProperties.clientId
                }
              }
            }
          }
          {
            name: 'applicationHealth'
            properties: {
              publisher: 'Microsoft.ManagedServices'
              type: 'ApplicationHealthLinux'
              typeHandlerVersion: '2.0'
              autoUpgradeMinorVersion: true
              enableAutomaticUpgrade: true
              provisionAfterExtensions: ['keyVault']
              settings: {
                protocol: 'http'
                port: 80
                requestPath: '/healthz'
                intervalInSeconds: 10
                numberOfProbes: 3
                gracePeriod: 900
              }
            }
          }
          {
            name: 'azureMonitor'
            properties: {
              publisher: 'Microsoft.Azure.Monitor'
              type: 'AzureMonitorLinuxAgent'
              typeHandlerVersion: '1.36'
              autoUpgradeMinorVersion: true
              enableAutomaticUpgrade: true
              settings: {
                authentication: {
                  managedIdentity: {
                    'identifier-name': 'mi_res_id'
                    'identifier-value': resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'shop-id')
                  }
                }
              }
            }
          }
        ]
        extensionsTimeBudget: 'PT45M'
      }
      capacityReservation: {
        capacityReservationGroup: {
          id: '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/ops/providers/Microsoft.Compute/capacityReservationGroups/shop'
        }
      }
      userData: 'eyJxdWV1ZSI6ICJvcmRlcnMiLCAidmVyYm9zZSI6IGZhbHNlfQo='
    }
    resiliencyPolicy: {
      resilientVMCreationPolicy: {
        enabled: true
      }
      resilientVMDeletionPolicy: {
        enabled: true
      }
    }
    scaleInPolicy: {
      rules: ['OldestVM']
      forceDeletion: false
      prioritizeUnhealthyVMs: true
    }
  }
}
