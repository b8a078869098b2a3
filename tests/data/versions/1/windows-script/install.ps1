# Installs IIS and a page that answers the health check. It may run again: keep it idempotent.
$ErrorActionPreference = 'Stop'

Install-WindowsFeature -Name Web-Server -IncludeManagementTools | Out-Null
Set-Content -Path "$env:SystemDrive\inetpub\wwwroot\healthz.txt" -Value 'ok'
