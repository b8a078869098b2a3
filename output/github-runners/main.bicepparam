// Rendered by scaleset: change the spec instead of this file.

using 'main.bicep'

param vmSize = 'Standard_D4s_v5'
param instanceCount = 2
param adminUsername = 'azureops'

// Has no value here: set SSH_PUBLIC_KEY in the environment.
param sshPublicKey = readEnvironmentVariable('SSH_PUBLIC_KEY')

// Has no value here: set RUNNER_URL in the environment.
param runnerUrl = readEnvironmentVariable('RUNNER_URL')

// Has no value here: set RUNNER_TOKEN in the environment.
param runnerToken = readEnvironmentVariable('RUNNER_TOKEN')
