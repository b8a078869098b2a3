"""The documentation as a site: it builds without a warning, and is used as a reader uses it."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.browser import CONTRAST, MISSING, OUTSIDE, SIZES, WIDER, browser
from tests.support.workspace import ROOT

BUILT = os.environ.get("SCALESET_SITE", "")
PICTURES = os.environ.get("SCALESET_PICTURES", "")
"""A folder for the screenshots, to look at."""
SPHINX = [name for name in ("sphinx", "myst_parser", "furo") if not importlib.util.find_spec(name)]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(SPHINX), reason=f"{', '.join(SPHINX)} is not installed: '.[docs]' is"),
]
in_a_browser = pytest.mark.skipif(bool(MISSING), reason=f"{MISSING} is not on the PATH")

PAGES = {
    "first": "index.html",
    "rule": "reference/rules/EXT007.html",
    "rules": "reference/rules/index.html",
    "key": "reference/spec/autoscale.html",
    "effects": "reference/effects.html",
    "command": "reference/commands/validate.html",
    "ci": "how-to/ci.html",
    "tutorial": "tutorial/python-on-linux.html",
    "explanation": "explanation/updates.html",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    if BUILT:
        return Path(BUILT).resolve()
    built = tmp_path_factory.mktemp("site")
    ran = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-j", "2", "docs", built],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return built


@pytest.fixture(scope="module")
def window():
    with browser() as found:
        yield found


def test_nothing_is_loaded_from_elsewhere(site):
    loads = re.compile(r'<(?:link|script|img|iframe)\b[^>]*?(?:src|href)="(?:https?:)?//[^"]+"')
    imports = re.compile(r'(?:@import|url\()\s*["\']?(?:https?:)?//[^)"\']+')
    found = {
        path.name: hit[0]
        for pattern, ending in ((loads, "*.html"), (imports, "*.css"))
        for path in site.rglob(ending)
        if (hit := pattern.search(path.read_text("utf-8")))
    }
    assert found == {}


@in_a_browser
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_reader_finds_a_rule_and_its_page(site, window, size, scheme):
    window.show(*SIZES[size], scheme)
    window.open(site / "index.html")
    if size == "phone":
        window.click("label[for=__navigation]:not(.overlay)")
    window.type(".sidebar-search", "EXT007\ue007")
    window.find(".search li a")
    _picture(window, f"search-{size}-{scheme}")
    window.click(".search li a")
    window.find("h1")
    assert window.run("return document.querySelector('h1').innerText").startswith("EXT007 file-uri")
    assert window.run("return location.pathname").endswith("/reference/rules/EXT007.html")


@in_a_browser
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_fits_its_window_and_can_be_read(site, window, page, size, scheme):
    window.show(*SIZES[size], scheme)
    window.open(site / PAGES[page])
    _picture(window, f"{page}-{size}-{scheme}")
    assert window.run(WIDER) == 0
    back, faint = window.run(CONTRAST)
    assert (back > 0.5) == (scheme == "light")
    assert faint == []


@in_a_browser
def test_the_words_of_the_picture_fit_into_their_boxes(window):
    window.show(*SIZES["desktop"], "light")
    window.open(ROOT / "docs" / "static" / "overview.svg")
    assert window.run(OUTSIDE) == []


def _picture(window, name):
    if PICTURES:
        window.picture(Path(PICTURES) / f"{name}.png")
