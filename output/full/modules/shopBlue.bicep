param location string
param vmSize string
param adminUsername string
param cloudInit string
param environment string
param sshPublicKey string
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
              forceUpdateTag: '7f29ed054c710020'
              settings: {}
              protectedSettings: {
                script: 'H4sIAAAAAAACA1VQxXLkMBC96yt6GT3ardrLMnM4uafads9IZbmlSO3h+feYQrfGRw/u6dyyzjEZ9QB++VijJBBDUKIglDZVL7uWwXISdC4BzywvYWHFAELAGbV7FEBOC4rDryF07bowVFQTlUggo8ZDsIGmaJ1SHe7Hh08jYeksV5BNQZc0191c47qJpFOR7GvtGn71TOWusiXcf9it78On/pQb52C7hbqapgkt5Q1kF1cnqq5KGyELoFOc62R8ULVvWIK3LO3hzbyD6FfX8DcvipbBR4EfP7/9/Xpw/uvk8ODs58GPj+y5haGIhdg5KQySzUigCSUKtejXkzGzdrQaYrslbI5RLxYLbaR2igrj4cnm/tcQnC1QrOc/fYan0kLefwf3h3Z1f/cEPt351UPYa5VWSaguxAEx5o4gy9gvRt5LY4JYiugBAAA='
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
              enableAutomaticUpgrade: false
              forceUpdateTag: 'c38aae6913a4f0aa'
              provisionAfterExtensions: ['customScript']
              settings: {
                secretsManagementSettings: {
                  pollingIntervalInS: '3600'
                  observedCertificates: [
                    {
                      // The spec gives this address: it is that of one thing, which stands in one cloud.
                      #disable-next-line no-hardcoded-env-urls
                      url: 'https://shop-kv.vault.azure.net/secrets/internal'
                      certificateStoreLocation: '/etc/shop/certificates'
                    }
                  ]
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
              enableAutomaticUpgrade: false
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
              typeHandlerVersion: '1.21'
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
