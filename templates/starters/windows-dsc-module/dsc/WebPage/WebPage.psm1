# A resource of DSC: a page with a text.
[DscResource()]
class WebPage
{
    [DscProperty(Key)] [string] $Path
    [DscProperty(Mandatory)] [string] $Text

    [WebPage] Get()
    {
        if (Test-Path $this.Path) { $this.Text = [IO.File]::ReadAllText($this.Path) }
        return $this
    }

    [bool] Test()
    {
        return (Test-Path $this.Path) -and [IO.File]::ReadAllText($this.Path) -ceq $this.Text
    }

    [void] Set()
    {
        [IO.File]::WriteAllText($this.Path, $this.Text)
    }
}
