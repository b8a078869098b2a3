// Rendered by scaleset: change the spec instead of this file.

using 'main.bicep'

param vmSize = 'Standard_D4ds_v5'
param instanceCount = 6
param adminUsername = 'azureops'
param liveColor = 'blue'

// Has no value here: set SSH_PUBLIC_KEY in the environment.
param sshPublicKey = readEnvironmentVariable('SSH_PUBLIC_KEY')
