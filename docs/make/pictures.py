"""Pictures and pages that the documentation shows, made as the commands make them."""

from __future__ import annotations

import tempfile
from pathlib import Path
from shutil import copytree

from docs.make.markdown import document
from generator.commands.plan.sides import SideSource, load
from generator.picture.drawing import picture_of
from generator.reports.formats import write_findings, write_picture, write_plan
from generator.reports.pen import Pen
from generator.resources.api_versions import day_of_table
from generator.rollout.plan import plan
from generator.rollout.records import PlanOptions
from generator.validation.document import validate_text
from generator.validation.report import Report, Tally

_ROOT = Path(__file__).parents[2]
_STARTER = _ROOT / "templates" / "starters" / "linux-script"
_BROKEN = (
    ('"sku": "server"', '"skku": "server"'),
    ('"backendPort": 80', '"backendPort": "eighty"'),
)
_NAME = "infra/azuredeploy.json"


def picture_pages() -> dict[str, str]:
    """Return the pictures, the pages, and the page that shows them, by their names below docs/."""
    today = day_of_table()
    spec = "web/scaleset.yaml"
    side = load(SideSource(_STARTER, (), {}, label=lambda _: spec)).side
    drawn = picture_of(side, (), today)
    mermaid = "".join(write_picture("mermaid", drawn))
    with tempfile.TemporaryDirectory() as folder:
        later = Path(folder) / "web"
        copytree(_STARTER, later)
        file = later / "scaleset.yaml"
        file.write_text(
            file.read_text("utf-8").replace("Standard_D2s_v5", "Standard_D4s_v5"), "utf-8"
        )
        new = load(SideSource(later, (), {}, label=lambda _: spec)).side
        found = plan(
            load(SideSource(_STARTER, (), {}, label=lambda _: f"main:{spec}")).side,
            new,
            PlanOptions(today=today),
        )
        planned = "".join(write_plan("html", found, True, None, Pen()))
    return {
        "static/graph.svg": "".join(write_picture("svg", drawn)),
        "static/findings.html": _findings(),
        "static/plan.html": planned,
        "reference/pictures.md": document(
            "Pictures and pages",
            "`scaleset graph` draws who reaches a scale set, from where, through which rule and to "
            "which port; what probes ask; how the instances go out; what their identities may read; "
            "and what a new instance does, in its order: steps of one number run in any order. "
            "Findings of `validate` are marked on the box of their resource. What lies in no box of "
            "its own is counted in one. Of the spec of the starter `linux-script`:",
            "```sh\nscaleset graph web -o mermaid\n```",
            f"```mermaid\n{mermaid}```",
            "The same with `-o svg`, for a page or a README; it follows the light and dark of whoever "
            "looks at it:",
            "![Clients reach the load balancer, it reaches the scale set, which goes out by a NAT "
            "gateway.](../static/graph.svg)",
            "The columns of the SVG have a meaning, from clients on the left to what is read on the "
            "right, so nothing but the order within them is laid out. No layout library does that: "
            "Graphviz is a program to install, and its output changes with version and fonts; "
            "libraries of Python choose the columns themselves. So there is nothing to install, and "
            "the same template gives the same bytes on any machine.",
            "## Pages",
            "`scaleset validate -o html` and `scaleset plan -o html` write one page that stands "
            "alone: it loads nothing, and can be read without JavaScript, on a phone, in the dark "
            "and on paper. Findings stand by file with the line that each is about, and are filtered "
            "by severity, rule and file; a plan has the timeline with what is left to serve in each "
            "batch, and each value before and after. Both have the picture. These are two of them, "
            "to download and open: [findings](../static/findings.html), [a plan](../static/plan.html).",
            "```sh\nscaleset validate infra -o html > findings.html\n"
            "scaleset plan --git main web -o html > plan.html\n```",
        ),
    }  # fmt: skip


def _findings() -> str:
    """Return the page of a template with mistakes: a name and a port that are none."""
    text = (_ROOT / "output" / "linux-script" / "azuredeploy.json").read_text("utf-8")
    for was, becomes in _BROKEN:
        text = text.replace(was, becomes)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "azuredeploy.json"
        path.write_text(text, "utf-8")
        side = load(SideSource(path, (), {}, label=lambda _: _NAME)).side
    found = validate_text(text, _NAME)
    resources = len(side.expansion.resources)
    report = Report(
        found,
        Tally(templates=1, resources=resources),
        {_NAME: text.encode()},
        pictures=lambda _: picture_of(side, found, day_of_table()),
    )
    return "".join(write_findings("html", report, Pen()))
