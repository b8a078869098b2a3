"""The package of a DSC step: its layout, what its script has in it, and what is said of both."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from generator.delivery.archives import package_parts
from generator.delivery.dsc_package import read_script
from generator.diagnostics import InvalidInput
from generator.rendering.extension_settings import extension_settings
from generator.rendering.options import RenderOptions
from generator.rendering.render import read_spec
from tests.support.budget import cpu_budget
from tests.support.features import WINDOWS

SCRIPT = """\
<# configuration Not { #>
Configuration Web {
    # configuration Nor {
    Import-DscResource -ModuleName PSDesiredStateConfiguration, 'xSite'
    Node localhost { xSite S { Name = "configuration Neither {" } }
}
"""
FILES = {"dsc/Web.ps1": SCRIPT, "dsc/xSite/xSite.psd1": "@{}", "dsc/xSite/DSCResources/a.psm1": "#", "lib/yTool/1.0/y.psm1": "#"}  # fmt: skip
PACKAGES = "packages: {account: shopapps, sas: {secret: packagesSas}}\n"


def spec(files="dsc", script="Web.ps1", function="Web", packages=PACKAGES, **more):
    step = {"files": files, "script": script, "function": function, **more}
    return f"{WINDOWS}{packages}deliver:\n- dsc: {json.dumps(step)}\n"


def write(folder, files):
    for name, text in files.items():
        path = folder.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def said(folder, text):
    """Return what is said of the files of a spec: severity, id and sentence."""
    try:
        found = read_spec(folder.write(text), RenderOptions()).warnings
    except InvalidInput as error:
        found = error.diagnostics
    return [f"{item.severity.name.lower()} {item.rule} {item.message}" for item in found]


def package_of(folder, text):
    """Return the name of the package of a spec that must render, and its bytes."""
    (package,) = read_spec(folder.write(text), RenderOptions()).files.published.values()
    return package.name, b"".join(package_parts(package.files, package.ending))


@pytest.mark.parametrize(
    ("files", "more"),
    [
        ("dsc", []),
        ("./dsc/", []),
        ("dsc/*", []),
        (["dsc/Web.ps1", "dsc/xSite"], []),
        (["dsc", "lib/yTool"], ["yTool/1.0/y.psm1"]),
        (["lib/*", "dsc/Web.ps1", "dsc/xSite/**"], ["yTool/1.0/y.psm1"]),
    ],
)
def test_the_script_is_in_the_root_and_each_module_in_a_folder_there(folder, files, more):
    write(folder, FILES)
    name, data = package_of(folder, spec(files))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        assert archive.testzip() is None
    modules = ["xSite/DSCResources/a.psm1", "xSite/xSite.psd1"]
    if "dsc/xSite/**" in files:
        modules = ["DSCResources/a.psm1", "xSite.psd1"]
    assert names == sorted(["Web.ps1", *modules, *more])
    assert name.startswith("dsc-")


def test_the_handler_gets_the_url_of_the_package_and_the_token_apart(folder):
    write(folder, FILES)
    (extension,) = folder.extensions(spec()).values()
    name, _ = package_of(folder, spec())
    assert extension["settings"]["configuration"] == {
        "url": f"[uri(format('{{0}}/', parameters('packagesUrl')), '{name}')]",
        "script": "Web.ps1",
        "function": "Web",
    }
    token = {"configurationUrlSasToken": "[format('?{0}', parameters('packagesSas'))]"}
    assert extension["protectedSettings"] == token
    (known,) = extension_settings(read_spec(folder.write(spec()), RenderOptions()), {})
    assert (known.settings["configuration"]["url"], known.variables) == (
        f"https://shopapps.blob.core.windows.net/packages/{name}",
        ["SECRET_PACKAGESSAS"],
    )
    (folder.path / "dsc" / "Web.ps1").write_text(SCRIPT + "# changed\n")
    (changed,) = folder.extensions(spec()).values()
    assert changed["forceUpdateTag"] != extension["forceUpdateTag"]
    assert (
        changed["settings"]["configuration"]["url"]
        != (extension["settings"]["configuration"]["url"])
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (spec(), []),
        (spec(function="wEB", script="web.PS1"), []),
        (spec(["dsc/Web.ps1"]), ["warning SPC392 line 4 of 'Web.ps1' imports the module 'xSite', which is not in the package: name its folder, whose name is 'xSite', in 'files'"]),
        (spec(function="Wb"), ["error SPC391 'Web.ps1' has no configuration 'Wb'; there is Web (line 2)"]),
        (spec(script="Wep.ps1"), ["error SPC390 no 'Wep.ps1' is in the root of the package; 'files' has dsc/Web.ps1"]),
        (spec(["dsc/xSite", "."]), ["error SPC360 'deliver[0].dsc.files[1]': cannot use '.': this is the folder of the spec, with the spec and what is rendered from it: name files or folders below it"]),
        (spec(["lib"]), ["error SPC390 no 'Web.ps1' is in the root of the package"]),
        (spec(["dsc", "lib/dsc"]), ["error SPC360 'deliver[0].dsc.files[1]': cannot use 'lib/dsc': there is no such file or folder"]),
        (spec(packages=""), ["error SPC393 no package of DSC fits into a template: say where it is published to, and with which token it is read (packages: {account: NAME, sas: {secret: packagesSas}})"]),
        (spec(packages="packages: {account: shopapps}\n"), ["warning SPC393 the DSC extension downloads with a SAS token and with no identity: give packages.sas, unless anybody may read the container"]),
        (spec(script={"parameter": "p"}), ["error SPC390 the script is one of the packed files: write its name"]),
        (spec(function={"parameter": "p"}), []),
        (spec(url="https://a.example/a.zip"), ["error SPC390 give either 'files', which are packed, or the 'url' of a package"]),
        (spec(configurationUrlSasToken={"secret": "t"}), ["error SPC390 the token for packages is packages.sas; this one is for a 'url'"]),
    ],
)  # fmt: skip
def test_what_the_handler_would_fail_on_is_told(folder, text, found):
    write(folder, FILES)
    assert said(folder, text) == found


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"dsc/sub/Web.ps1": "#"}, []),
        ({"lib/xSite/XSITE.psd1": "#"}, ["error SPC390 'dsc/xSite/xSite.psd1' and 'lib/xSite/XSITE.psd1' would both be 'xSite/XSITE.psd1' in the package: rename one"]),
        ({"lib/xSite/nul.txt": "#"}, ["error SPC364 Windows has no file of the name 'xSite/nul.txt': nul is a device; rename it"]),
        ({"dsc/Web.ps1": "Write-Output x\n"}, ["error SPC391 'Web.ps1' has no configuration: it needs 'configuration NAME { }'"]),
        ({"dsc/Web.ps1": ""}, ["error SPC391 'Web.ps1' has no configuration: it needs 'configuration NAME { }'"]),
        ({"dsc/Web.ps1": "configuration A {}\nconfiguration 'B' {}\n"}, ["error SPC391 'Web.ps1' has no configuration 'Web'; there is A (line 1), B (line 2)"]),
    ],
)  # fmt: skip
def test_what_windows_or_the_handler_has_no_place_for_is_told(folder, more, found):
    write(folder, FILES | {"lib/xSite/keep.txt": "x"} | more)
    assert said(folder, spec(["dsc", "lib/xSite"])) == found


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_script_in_another_encoding_is_read(folder, encoding):
    write(folder, FILES)
    (folder.path / "dsc" / "Web.ps1").write_bytes(SCRIPT.replace("\n", "\r\n").encode(encoding))
    assert said(folder, spec()) == []


def test_a_script_in_a_folder_of_the_package_is_pointed_at(folder):
    write(folder, {"app/conf/Web.ps1": SCRIPT, "app/other.ps1": "#"})
    hint = "error SPC390 no 'Web.ps1' is in the root of the package; name the folder of 'app/conf/Web.ps1' in 'files'"  # fmt: skip
    assert said(folder, spec("app")) == [hint]


@pytest.mark.parametrize(
    ("text", "configurations", "modules"),
    [
        ("", [], []),
        ("CONFIGURATION\n  A\n{", ["A"], []),
        ("[DscLocalConfigurationManager()]\nconfiguration A { }", ["A"], []),
        ("configuration A # why\n{", ["A"], []),
        ("configuration A <# why #> {", ["A"], []),
        ("$configuration = @{}; Get-Configuration A {", [], []),
        ("@'\nconfiguration A {\n'@\n@\"\nconfiguration B {\n\"@\nconfiguration C {", ["C"], []),
        ("'configuration A {", [], []),
        ("<# configuration A {", [], []),
        ('"`"configuration A {"; configuration B {', ["B"], []),
        ("\ufeffconfiguration A {}\r\nconfiguration B {}", ["A", "B"], []),
        ("Import-DscResource -ModuleName a, 'b', \"c\" -ModuleVersion 1.2", [], ["a", "b", "c"]),
        ("Import-DscResource -Name x -ModuleName a # -ModuleName b", [], ["a"]),
        ("import-dscresource -Module: a; Import-DscResource -ModuleName b", [], ["a", "b"]),
        ("Import-DscResource -ModuleName @{ModuleName='a'; ModuleVersion='1.0'}", [], ["a"]),
        ("Import-DscResource `\n  -ModuleName a,\n  b", [], ["a", "b"]),
        ("Import-DscResource -ModuleName $name, a", [], ["a"]),
        ("Import-DscResource \u2013ModuleName a }", [], ["a"]),
        ("Import-DscResource -Name x", [], []),
        ("Import-DscResource", [], []),
    ],
)
def test_a_script_is_read_as_powershell_reads_it(text, configurations, modules):
    found = read_script(text.replace("\r\n", "\n"))
    assert (list(found.configurations), list(found.modules)) == (configurations, modules)


@pytest.mark.parametrize("part", ["<#", "'", '"`"', "@'\n", "configuration A", "Import-DscResource -ModuleName a,\n", "-ModuleName "])  # fmt: skip
def test_a_long_script_costs_little(part):
    with cpu_budget(2):
        read_script("Import-DscResource " + part * 50_000)


def test_the_plan_tells_which_files_of_a_package_changed(folder, scaleset):
    for side in ("old", "new"):
        write(folder, {f"{side}/{name}": text for name, text in FILES.items()})
        (folder.path / side / "scaleset.yaml").write_text(spec())
    write(folder, {"new/dsc/Web.ps1": SCRIPT + "$password = 'geheim'\n", "new/dsc/b.txt": "b\n"})
    (folder.path / "new/dsc/xSite/DSCResources/a.psm1").unlink()
    ran = scaleset("plan", "old", "new", "-o", "json")
    assert ran.code == 0
    assert "geheim" not in ran.out
    lines = scaleset("plan", "old", "new").out.splitlines()
    first = "# first scaleset render new/scaleset.yaml and scaleset publish new/scaleset.yaml; then"
    assert any(line.strip().startswith(f"{first} deploy it") for line in lines)
    (names,) = [line for line in lines if "Web.ps1" in line and "re-run" in line]
    assert names.split(": ~ ")[1:] == ["Web.ps1, xSite/DSCResources/a.psm1 (gone), b.txt (new) (extension dsc)"]  # fmt: skip
