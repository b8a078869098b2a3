# Puts the site in its place and lets IIS serve it: runs again whenever a file of it changes.
$ErrorActionPreference = 'Stop'

Install-WindowsFeature -Name Web-Server | Out-Null
Import-Module WebAdministration

$place = 'C:\sites\web'
robocopy.exe site $place /MIR | Out-Null
if ($LASTEXITCODE -ge 8) { throw "robocopy ended with $LASTEXITCODE" }  # below it says what was copied

if (-not (Get-Website -Name web)) {
    Get-Website -Name 'Default Web Site' | Remove-Website
    New-Website -Name web -PhysicalPath $place -Port 80 -Force | Out-Null
}
Start-Website -Name web
exit 0
