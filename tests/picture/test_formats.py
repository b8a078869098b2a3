"""How a picture is written down: Mermaid and SVG, with whatever names there are."""

from __future__ import annotations

import re

import pytest

from generator.diagnostics import Diagnostic, Severity
from generator.reports.formats import write_picture
from generator.rollout.scale_out import BootStep
from tests.picture.scenes import balancer, group, network, picture, rule, scale_set
from tests.support.command import run_here
from tests.support.markup import svg_faults
from tests.support.nasty_names import NAMES, ORDINARY
from tests.support.workspace import OUTPUT


def written(form, found):
    """Return a picture as text."""
    return "".join(write_picture(form, found))


@pytest.fixture
def web(tmp_path):
    """Return the picture of a set behind a balancer, whose group denies the traffic."""
    shut = group(rule("no", 100, "Deny", "*"))
    found = picture(tmp_path, shut, network(), balancer(), scale_set())
    for box in found.boxes.values():
        box.findings.clear()
    return found


def test_mermaid_has_a_node_for_each_box_and_a_line_for_each_arrow(web):
    assert written("mermaid", web).splitlines()[:6] == [
        "flowchart LR",
        '  n0["scale set web<br/>2 of Standard_D2s_v5<br/>Uniform, Manual<br/>subnet vnet/apps<br/>no outbound access'
        '<br/>1 · starts from an image that is not known here"]:::set',
        '  n1["load balancer front<br/>Standard<br/>fe#58; public address pip"]',
        '  n2["Internet"]',
        '  n2 -->|"tcp 80"| n1',
        "  n1 --x|\"rule 'http'#58; tcp 80 → 8080, DENIED by 'no'\"| n0",
    ]


def test_findings_give_a_box_its_color(web):
    key = next(iter(web.boxes))
    web.mark([(key, Diagnostic("NET001", Severity.ERROR, "odd", "a.json")) for _ in range(2)])
    assert '✖ 1 error#58; NET001"]:::error' in written("mermaid", web)
    assert '<rect class="error set"' in written("svg", web)
    assert "<title>NET001 odd</title>✖ 1 error: NET001</text>" in written("svg", web)


def test_a_picture_too_large_for_mermaid_leaves_out_what_is_in_the_boxes(web):
    (box,) = [item for item in web.boxes.values() if item.steps]
    box.lines += [f"line {number}" for number in range(10_000)]
    assert written("mermaid", web).splitlines()[1] == '  n0["scale set web"]:::set'


@pytest.mark.parametrize("name", [*NAMES, *ORDINARY])
def test_no_name_is_more_than_text(web, name):
    for box in web.boxes.values():
        box.title, box.lines, box.kind = name, [name], name
        box.steps = [BootStep(step.turn, name) for step in box.steps]
        box.findings = [Diagnostic(name, Severity.ERROR, name, name)]
    for arrow in web.arrows:
        arrow.texts = [name]
    web.title = name
    drawn, told = written("svg", web), written("mermaid", web)
    assert svg_faults(drawn) == []
    labels = re.findall(r'"(.*?)"(?=[|\]])', told)
    assert len(labels) == len(web.boxes) + len(web.arrows)
    assert [
        text for text in labels if re.search(r'["<>`\[\]{}|\\]', text.replace("<br/>", ""))
    ] == []
    if name in ORDINARY:
        assert name in drawn


def test_boxes_and_words_never_lie_on_each_other(tmp_path):
    drawn = run_here(
        ["graph", str(OUTPUT / "full" / "azuredeploy.json"), "-q", "-o", "svg"], tmp_path
    ).out
    numbers = r'x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"'
    boxes = [
        tuple(map(float, found))
        for found in re.findall(rf"<g><rect class=\"[^\"]*\" {numbers}", drawn)
    ]
    assert len(boxes) == 11
    over = [
        (one, other)
        for at, one in enumerate(boxes)
        for other in boxes[at + 1 :]
        if one[0] < other[0] + other[2] and other[0] < one[0] + one[2]
        and one[1] < other[1] + other[3] and other[1] < one[1] + one[3]
    ]  # fmt: skip
    assert over == []
    words = re.findall(r'class="words \w+" x="([\d.]+)" y="([\d.]+)"', drawn)
    places = [(float(x), float(y)) for x, y in words]
    near = [
        (a, b)
        for at, a in enumerate(places)
        for b in places[at + 1 :]
        if abs(a[0] - b[0]) < 100 and abs(a[1] - b[1]) < 12
    ]
    assert near == []
