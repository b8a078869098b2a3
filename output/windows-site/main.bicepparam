// Rendered by scaleset: change the spec instead of this file.

using 'main.bicep'

param vmSize = 'Standard_D2s_v5'
param instanceCount = 3
param adminUsername = 'azureops'

// Has no value here: set ADMIN_PASSWORD in the environment.
param adminPassword = readEnvironmentVariable('ADMIN_PASSWORD')
