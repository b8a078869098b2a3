// Rendered by scaleset: change the spec instead of this file.

using 'main.bicep'

param vmSize = 'Standard_D2s_v5'
param instanceCount = 3
param adminUsername = 'azureops'
// The spec gives this address: it is that of one thing, which stands in one cloud.
#disable-next-line no-hardcoded-env-urls
param packagesUrl = 'https://shopapps.blob.core.windows.net/packages'

// Has no value here: set ADMIN_PASSWORD in the environment.
param adminPassword = readEnvironmentVariable('ADMIN_PASSWORD')

// Has no value here: set PACKAGES_SAS in the environment.
param packagesSas = readEnvironmentVariable('PACKAGES_SAS')
