@{
    RootModule           = 'WebPage.psm1'
    ModuleVersion        = '1.0.0'
    GUID                 = '6b1f5d0e-4f57-4c0b-9d0c-2f8a1f6f3d11'
    PowerShellVersion    = '5.0'
    DscResourcesToExport = 'WebPage'
}
