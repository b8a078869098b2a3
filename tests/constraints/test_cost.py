"""Specs that would take minutes or gigabytes: refused with a sentence before anything is made."""

from generator.rendering.options import RenderOptions
from generator.rendering.render import render
from tests.support.budget import cpu_budget

HEAD = "name: shop\nos: linux\nsize: Standard_D2s_v5\ncount: 2\nadmin:\n  user: azureops\n"


def findings(folder, text):
    path = folder / "spec.yaml"
    path.write_text(HEAD + text)
    with cpu_budget(6):
        found = render(path, RenderOptions(bicep=False)).findings
    return [(item.severity.name, item.message) for item in found]


def test_values_that_are_put_in_too_often_are_counted_first(tmp_path):
    (tmp_path / "a.sh").write_text("#!/bin/bash\n" + "echo @a@@a@@a@@a@@a@@a@\n" * 10_000)
    value = "x" * 100_000
    text = f"deliver:\n  - customScript:\n      script: ./a.sh\n      values:\n        a: {value}\n"
    assert findings(tmp_path, text) == [
        (
            "ERROR",
            "with its values put in, this has 6,000,060,012 characters, and a template has at most "
            "4 MB: let the instance fetch it, or shorten the values",
        )
    ]


def test_more_ports_than_an_interface_takes_rules_are_one_finding(tmp_path):
    ports = "".join(f"  - {{port: {10_000 + index}}}\n" for index in range(5_000))
    assert findings(tmp_path, f"ports:\n{ports}") == [
        ("ERROR", "'ports' must have at most 300 entries")
    ]


def test_many_names_in_a_long_script_are_looked_for_once(tmp_path):
    (tmp_path / "a.sh").write_text(
        "#!/bin/bash\n" + "".join(f"echo @A{i}@\n" for i in range(2_000)) * 20
    )
    values = "".join(f"        A{index}: b\n" for index in range(2_000))
    text = f"deliver:\n  - customScript:\n      script: ./a.sh\n      values:\n{values}"
    assert [message for severity, message in findings(tmp_path, text) if severity == "ERROR"] == []
