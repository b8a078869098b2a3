"""What is found in a rendered template is told at the key of the spec, in its words."""

from __future__ import annotations

import pytest

from generator.diagnostics import Severity
from tests.support.workspace import MINIMAL

STEPS = """deliver:
  - cloudInit: {file: ./a.yaml}
  - customScript:
      commandToExecute: ls
      fileUris: ["https://a.example/x", "http://a.example/y"]
"""


def found(folder, part):
    """Return each finding of the small spec with another part as place, rule and message."""
    findings = folder.render(MINIMAL + part, a_yaml="#cloud-config\npackages: [a]\n").findings
    return [
        f"{i.position.line}:{i.position.column} {i.rule} {i.message}"
        for i in findings
        if i.severity > Severity.INFO
    ]


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (STEPS, ["9:41 EXT007 this file is fetched over plain http; use https"]),
        ("orchestration: uniform\nmix: {sizes: [Standard_D2as_v5]}", ["6:6 VMS016 'mix' is for 'orchestration' Flexible"]),
        ("raw: {scaleSet: {sku: {capacity: 1010}}}", ["5:34 VMS007 'capacity' must be 0 to 1000 (is 1010)"]),
    ],
)  # fmt: skip
def test_a_finding_is_told_once_at_the_key(folder, part, expected):
    assert found(folder, part) == expected


def test_what_no_key_leads_to_is_named_as_raw_names_it(folder):
    assert found(folder, "raw: {scaleSet: {sku: {capacity: 1100}}}") == [
        "1:1 NET005 the subnet has room for 1019 instances, and the scale set has 1100; take a "
        "shorter prefix (rendered as virtualNetwork.properties.subnets[0].properties.addressPrefix)",
        "5:34 VMS007 'capacity' must be 0 to 1000 (is 1100)",
    ]


def test_what_is_said_of_an_application_stands_at_its_step(folder):
    path = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/galleries/g/applications"
    ids = (f"{path}/a/versions/1.0.0", f"{path}/b/versions/1.0", f"{path}/a/versions/2.0.0")
    steps = "".join(f"  - application: {{id: '{item}'}}\n" for item in ids)
    found = folder.render(f"{MINIMAL}deliver:\n{steps}").findings
    said = [(item.position.line, item.message) for item in found if item.rule == "VMS019"]
    assert said == [
        (7, "a version has three numbers, or is 'latest' (is '1.0')"),
        (8, "this gallery application is listed twice; keep one version of it"),
    ]
