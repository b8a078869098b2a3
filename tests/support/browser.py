"""A headless browser, driven by the WebDriver protocol through Debian's chromium-driver."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.request import Request, urlopen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MISSING = " and ".join(name for name in ("chromium", "chromedriver") if shutil.which(name) is None)
"""What is not on the PATH."""
_FLAGS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage", "--hide-scrollbars",
]  # fmt: skip
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
WIDER = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
CONTRAST = """
const number = text => text.match(/[\\d.]+/g).map(Number);
const light = text => number(text).slice(0, 3).map(v => v / 255)
  .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
  .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
const behind = one => {
  const color = getComputedStyle(one).backgroundColor;
  return number(color)[3] === 0 ? behind(one.parentElement) : color;
};
const ratio = one => {
  const [low, high] = [light(getComputedStyle(one).color), light(behind(one))].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};
const read = [...document.querySelectorAll("article p, article td, article code, .highlight span")];
return [
  light(getComputedStyle(document.body).backgroundColor),
  [...new Set(read.filter(one => one.innerText.trim() && ratio(one) < 4.5).map(one => one.className))],
];
"""
OUTSIDE = """
const boxes = [...document.querySelectorAll("rect")].map(box => box.getBBox());
const inside = (word, box) => box.x < word.x && word.x + word.width < box.x + box.width
  && box.y < word.y && word.y + word.height < box.y + box.height;
return [...document.querySelectorAll("text")]
  .filter(text => !boxes.some(box => inside(text.getBBox(), box))).map(text => text.textContent);
"""

_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


class Browser:
    """One window."""

    def __init__(self, address: str) -> None:
        self._address = address

    def call(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """Return the value of a command of the protocol; without a body it is asked by GET."""
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{self._address}{path}", data, {"Content-Type": "application/json"})
        with urlopen(request, timeout=30) as answer:
            return json.load(answer)["value"]

    def devtools(self, command: str, **parameters: Any) -> None:
        self.call("/goog/cdp/execute", {"cmd": command, "params": parameters})

    def show(self, width: int, height: int, scheme: str) -> None:
        """Make the window so large, light or dark."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.devtools("Emulation.setDeviceMetricsOverride", **size)
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.devtools("Emulation.setEmulatedMedia", features=features)

    def open(self, path: Path) -> None:
        self.call("/url", {"url": path.as_uri()})

    def run(self, script: str) -> Any:
        """Return what a script returns."""
        return self.call("/execute/sync", {"script": script, "args": []})

    def find(self, selector: str) -> str:
        """Return the first element that fits, which may take a moment to be there."""
        end = time.monotonic() + 20
        while True:
            found = self.call("/elements", {"using": "css selector", "value": selector})
            if found:
                return found[0][_ELEMENT]
            assert time.monotonic() < end, f"no {selector}"
            time.sleep(0.1)

    def type(self, selector: str, text: str) -> None:
        self.call(f"/element/{self.find(selector)}/value", {"text": text})

    def click(self, selector: str) -> None:
        self.call(f"/element/{self.find(selector)}/click", {})

    def complaints(self) -> list[str]:
        """Return what the console says since it was asked last, and what was loaded beside pages."""
        said = [entry["message"] for entry in self.call("/se/log", {"type": "browser"})]
        loaded = "return performance.getEntriesByType('resource').map(one => one.name)"
        return said + self.run(loaded)

    def picture(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(self.call("/screenshot")))


@contextmanager
def browser() -> Iterator[Browser]:
    """Start a browser, and end it."""
    with tempfile.TemporaryDirectory() as profile:
        driver = subprocess.Popen(
            ["chromedriver", "--port=0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            address = _address(driver)
            flags = [*_FLAGS, f"--user-data-dir={profile}"]
            wanted = {"alwaysMatch": {"goog:chromeOptions": {"args": flags}}}
            begun = Browser(address).call("/session", {"capabilities": wanted})
            window = Browser(f"{address}/session/{begun['sessionId']}")
            try:
                yield window
            finally:
                _end(window)
        finally:
            driver.terminate()
            driver.wait()
            driver.stdout.close()


def _address(driver: subprocess.Popen[str]) -> str:
    for line in driver.stdout:
        if "successfully on port" in line:
            port = line.rstrip(".\n").rpartition(" ")[2]
            return f"http://127.0.0.1:{port}"
    raise AssertionError("chromedriver did not start")


def _end(window: Browser) -> None:
    request = Request(window._address, method="DELETE")
    try:
        urlopen(request, timeout=30).close()
    except URLError:  # it is gone already
        return
