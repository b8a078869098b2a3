"""Pages of findings and plans, and pictures, as a reader uses them: in a browser."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.picture.scenes import balancer, group, net, network, rule, scale_set
from tests.support import arm
from tests.support.browser import CONTRAST, MISSING, OUTSIDE, SIZES, WIDER, browser
from tests.support.budget import slowness
from tests.support.command import run_here
from tests.support.nasty_names import NAMES

PICTURES = os.environ.get("SCALESET_PICTURES", "")
"""A folder for the screenshots, to look at."""
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(MISSING), reason=f"{MISSING} is not on the PATH"),
]
WEB = [
    group(rule("web", 100, "Allow", "8080")), network(),
    net("publicIPAddresses", "pip", publicIPAllocationMethod="Static"), balancer(), scale_set(),
]  # fmt: skip
SHOWN = (
    "return [...document.querySelectorAll('.findings>li')].filter(one => one.offsetParent).length"
)
COUNT = "return document.querySelector('output').value"
ROLLING = {"mode": "Rolling", "rollingUpgradePolicy": {"maxBatchInstancePercent": 20}}


def rolling(size: str) -> dict:
    """Return a set of ten instances that is upgraded in batches."""
    made = scale_set(sku={"name": size, "capacity": 10})
    made["properties"]["upgradePolicy"] = ROLLING
    return made


@pytest.fixture(scope="module")
def window():
    with browser() as found:
        yield found


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Pages of two templates with findings, of a plan, and the picture of the first one."""
    folder = tmp_path_factory.mktemp("pages")
    odd = [{**WEB[3], "odd": 1}, *WEB[:3], WEB[4]]
    for name, resources in {
        "web.json": odd, "ip.json": [net("publicIPAddresses", "pip", odd=1)],
        "old.json": [*WEB[:4], rolling("Standard_D2s_v5")],
        "new.json": [*WEB[:4], rolling("Standard_D4s_v5")],
    }.items():  # fmt: skip
        (folder / name).write_text(json.dumps(arm.template(*resources), indent=1))
    hostile = [net("publicIPAddresses", name, **{name: name}) for name in NAMES]
    hostile += [{**scale_set(name), "tags": {name: name}} for name in NAMES]
    (folder / "hostile.json").write_text(json.dumps(arm.template(*hostile), indent=1))
    for name, words in {
        "findings.html": "validate web.json ip.json -o html",
        "hostile.html": "validate hostile.json -o html",
        "plan.html": "plan old.json new.json -o html",
        "web.svg": "graph web.json -o svg",
    }.items():
        (folder / name).write_text(run_here(words.split(), folder).out, encoding="utf-8")
    return folder


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", ["findings", "plan"])
def test_a_page_fits_its_window_and_can_be_read(pages, window, page, size, scheme):
    window.show(*SIZES[size], scheme)
    window.open(pages / f"{page}.html")
    if PICTURES:
        window.picture(Path(PICTURES) / f"{page}-{size}-{scheme}.png")
    assert window.run(WIDER) == 0
    back, faint = window.run(CONTRAST.replace("article", "body"))
    assert (back > 0.5) == (scheme == "light")
    assert faint == []
    assert window.complaints() == []


def test_findings_are_filtered_by_severity_rule_and_file(pages, window):
    window.show(*SIZES["desktop"], "light")
    window.open(pages / "findings.html")
    every = window.run(SHOWN)
    assert window.run(COUNT) == f"{every} of {every} shown"
    window.click("input[value=note]")
    window.click("input[value=warning]")
    assert window.run(COUNT) == f"2 of {every} shown"
    window.click("select[name=file] option:nth-child(2)")
    assert window.run(SHOWN) == 1
    seen = "return [...document.querySelectorAll('section')].filter(one => !one.hidden)"
    assert window.run(f"{seen}.map(one => one.querySelector('h2').innerText)") == ["ip.json"]
    window.click("select[name=file] option:nth-child(1)")
    window.click("input[value=note]")
    window.click("select[name=rule] option[value=API002]")
    rules = "return [...document.querySelectorAll('.findings>li')].filter(one => one.offsetParent)"
    assert set(window.run(f"{rules}.map(one => one.dataset.rule)")) == {"API002"}
    assert window.complaints() == []


def test_without_scripts_and_on_paper_all_of_it_is_there(pages, window):
    window.show(*SIZES["desktop"], "light")
    window.open(pages / "findings.html")
    window.click("input[value=error]")
    every = window.run("return document.querySelectorAll('.findings>li').length")
    window.devtools("Emulation.setScriptExecutionDisabled", value=True)
    window.open(pages / "findings.html")
    assert window.run(SHOWN) == every
    assert window.run("return document.getElementById('filter').offsetParent") is None
    window.devtools("Emulation.setScriptExecutionDisabled", value=False)
    window.open(pages / "findings.html")
    window.devtools("Emulation.setEmulatedMedia", media="print")
    bar = "return getComputedStyle(document.getElementById('filter')).display"
    assert window.run(bar) == "none"
    assert (
        window.run("return getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    )
    window.devtools("Emulation.setEmulatedMedia", media="screen")


def test_a_plan_shows_each_batch_and_what_is_left(pages, window):
    window.show(*SIZES["desktop"], "light")
    window.open(pages / "plan.html")
    turns = window.run(
        "return [...document.querySelectorAll('.times li')].map(one => one.innerText)"
    )
    assert [" ".join(turn.split()) for turn in turns] == [
        f"batch {number} 8 of 10 serve" for number in range(1, 6)
    ]
    bars = "const one = document.querySelector('.load');"
    assert window.run(
        f"{bars}return one.firstChild.offsetWidth / one.offsetWidth"
    ) == pytest.approx(0.8, abs=0.01)
    cells = window.run(
        "return [...document.querySelectorAll('.cards td code')].map(one => one.innerText)"
    )
    assert cells == ['"Standard_D2s_v5"', '"Standard_D4s_v5"']


def test_the_words_of_a_picture_fit_into_their_boxes(pages, window):
    window.show(*SIZES["desktop"], "light")
    window.open(pages / "web.svg")
    assert window.run(OUTSIDE) == []
    assert window.run("return document.querySelectorAll('rect.error').length") == 1


def test_hostile_names_are_text_and_nothing_else(pages, window):
    window.show(*SIZES["desktop"], "light")
    window.open(pages / "hostile.html")
    assert window.run("return document.scripts.length") == 1
    assert "<script>pwn()</script>" in window.run("return document.body.innerText")
    assert window.complaints() == []


def test_thousands_of_findings_open_at_once(tmp_path, window):
    odd = [net("publicIPAddresses", f"ip{number}", odd=1, odder=2) for number in range(50)]
    for number in range(26):
        (tmp_path / f"{number}.json").write_text(json.dumps(arm.template(*odd), indent=1))
    page = tmp_path / "many.html"
    page.write_text(run_here(["validate", ".", "-o", "html"], tmp_path).out)
    window.show(*SIZES["desktop"], "light")
    window.open(page)
    assert window.run("return document.querySelectorAll('.findings>li').length") > 5000
    took = window.run("return performance.getEntriesByType('navigation')[0].loadEventEnd")
    assert took < 2000 * slowness()
