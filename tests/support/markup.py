"""What of a page or a picture could do something that its writer did not mean."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

_TAGS = (
    "html head meta title style body header h1 h2 h3 p form label input select option output main section "
    "span details summary div ol ul li b a pre i code svg rect path g text table thead tbody tr th td br s script"
)
_ATTRIBUTES = (
    "lang charset name http-equiv content class id hidden type value checked data-file data-level data-rule "
    "data-name href rel open tabindex role aria-label style xmlns width height viewbox x y rx d"
)


class _Looked(HTMLParser):
    """Keeps the tags and attributes that no page of ours has."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag, attrs):
        self.scripts += tag == "script"
        if tag not in _TAGS.split():
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name not in _ATTRIBUTES.split():
                self.found.append(f"{tag} {name}={value}")
            if name == "href" and not re.match("https?://", value or ""):
                self.found.append(f"{tag} {name}={value}")
            if name == "style" and not re.fullmatch(r"flex:\d+", value or ""):
                self.found.append(f"{tag} {name}={value}")


def html_faults(page: str) -> list[str]:
    """Return what in a page came from input and is more than text."""
    if not page:
        return []
    looked = _Looked()
    looked.feed(page)
    return looked.found + ([] if looked.scripts == 1 else [f"{looked.scripts} scripts"])


def svg_faults(picture: str) -> list[str]:
    """Return the elements and attributes that no picture of ours has; it must be XML."""
    found = []
    for one in ET.fromstring(picture).iter():
        tag = one.tag.rpartition("}")[2]
        if tag not in {"svg", "style", "rect", "path", "g", "text", "title"}:
            found.append(f"<{tag}>")
        known = {
            "class",
            "role",
            "aria-label",
            "width",
            "height",
            "viewBox",
            "x",
            "y",
            "rx",
            "d",
            "style",
        }
        found += [f"{tag} {name}" for name in one.attrib if name not in known]
    return found
