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
              forceUpdateTag: '609edb17d4da9481'
              settings: {
                skipDos2Unix: false
              }
              protectedSettings: {
                script: 'H4sIAAAAAAACA41QRZfcMAy++1eojFlPX3sqM3N771McTaxnR3ZtZXh++zLe9ib86NoV27LYFqs31+B9KgNqBfUEHSpCxzXcP2gFWKpijBWkZ1nAnNUDQsae9veogFLnVI5+PWHcXztPLuyYSgoNjQkyZ5oiR2MOcJ9dv10Iu8gSoJmC7WhmD+YWV2MhW13lBzaOMrlj2hi4g6vXD9ZX4fnhqYwxwmYDQ5jWHVroI2j+n5yYIXRcoMlga5nZ6lM2QxpFc2LR/cOz+SHEweoU/uzF0CKnovD23etPr77/e//7x/e/776/fSZJ9mGooFOekcGsTX/gMcHbn6F//PhrcuHx4788UBr12cPJBMbcodI+8WWOj5Pev14ehX3OzgyLnc/n1usQDTmf4Nb66qucIztUTvLxMPk/ikpXH8PVo3Z5dXsLnl/4tf5wszJ1WZUGpxFIsI0ETSNpfsy7BwSbMvYeAgAA'
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
