# What every instance is: replace it by yours.
configuration Web
{
    param([Parameter(Mandatory)] [string] $Title)

    Import-DscResource -ModuleName PSDesiredStateConfiguration
    Import-DscResource -ModuleName WebPage

    Node localhost
    {
        WindowsFeature IIS
        {
            Name   = 'Web-Server'
            Ensure = 'Present'
        }
        WebPage Start
        {
            Path      = 'C:\inetpub\wwwroot\index.html'
            Text      = "<!doctype html>`n<title>$Title</title>`n<p>$Title`n"
            DependsOn = '[WindowsFeature]IIS'
        }
    }
}
