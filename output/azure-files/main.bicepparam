// Rendered by scaleset: change the spec instead of this file.

using 'main.bicep'

param vmSize = 'Standard_D2s_v5'
param instanceCount = 3
param adminUsername = 'azureops'

// Has no value here: set SSH_PUBLIC_KEY in the environment.
param sshPublicKey = readEnvironmentVariable('SSH_PUBLIC_KEY')

// Has no value here: set STORAGE_ACCOUNT in the environment.
param storageAccount = readEnvironmentVariable('STORAGE_ACCOUNT')
