"""The Bicep of a rendering: printed from its template, never made a second time."""

from __future__ import annotations

from generator.bicep.layout import program_text
from generator.bicep.parameters import convert_parameters
from generator.bicep.template import convert
from generator.language.documents.source import read_json
from generator.rendering.artifacts import Artifact

MAIN = "main"
"""The name of the files, without their ends."""


def bicep_files(files: list[Artifact]) -> list[Artifact]:
    """Give the files for a template and its parameter file, which stand first in `files`."""
    template, parameters = (read_json(item.text, item.name) for item in files[:2])
    made = convert(template)
    program, _ = convert_parameters(parameters, template.value, made.program, f"{MAIN}.bicep")
    texts = {f"{MAIN}.bicep": made.program, f"{MAIN}.bicepparam": program, **made.modules}
    return [Artifact(name, program_text(item)) for name, item in texts.items()]
